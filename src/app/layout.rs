//! Layout of the screen, computed from its size and from how the user divides it between outline and
//! card.

use ratatui::layout::{Rect, Size};

/// On narrower screens the card is below the outline.
const MIN_SIDE_BY_SIDE_COLUMNS: u16 = 70;
/// On lower screens only one pane is shown at a time.
const MIN_TWO_PANE_ROWS: u16 = 12;
/// On lower screens the path line, and the footer, are left out.
const MIN_ROWS_WITH_PATH: u16 = 6;
const MIN_ROWS_WITH_FOOTER: u16 = 9;
/// The outline is as wide as its rows, within these shares of the screen in percent, unless the card
/// would get narrower than most addresses.
const MIN_OUTLINE_PERCENT: u16 = 40;
const MAX_OUTLINE_PERCENT: u16 = 60;
const CARD_COLUMNS: u16 = 40;
/// The outline’s share of the rows above the card, in percent.
const OUTLINE_ROWS_PERCENT: u16 = 45;
/// The shares of the outline that can be set, in percent.
const PERCENT_RANGE: std::ops::RangeInclusive<u16> = 10..=90;
/// Minimum size of each pane when the divider is moved.
const MIN_PANE_COLUMNS: u16 = 20;
const MIN_PANE_ROWS: u16 = 2;
/// How far a key moves the divider.
const COLUMN_STEP: u16 = 4;
const ROW_STEP: u16 = 1;

/// How the screen is divided between outline and card. What the user chose takes precedence.
#[derive(Clone, Copy, Debug, Default)]
pub struct Division {
    /// Columns of the outline beside the card, and its rows above the card, where the divider was
    /// moved to.
    columns: Option<u16>,
    rows: Option<u16>,
    /// The outline’s share in percent, as configured.
    percent: Option<u16>,
    /// Columns that most rows of the outline need.
    needed_columns: u16,
    /// Whether the pane with the focus has the whole screen.
    is_full_screen: bool,
}

impl Division {
    /// The outline’s width beside the card.
    fn outline_columns(&self, width: u16) -> u16 {
        let by_content = || {
            let needed = self.needed_columns.min(width.saturating_sub(CARD_COLUMNS + 3));
            needed.clamp(share(width, MIN_OUTLINE_PERCENT), share(width, MAX_OUTLINE_PERCENT))
        };
        let columns =
            self.columns.or(self.percent.map(|percent| share(width, percent))).unwrap_or_else(by_content);
        columns.clamp(MIN_PANE_COLUMNS, width - MIN_PANE_COLUMNS)
    }

    /// The outline’s height above the card.
    fn outline_rows(&self, height: u16) -> u16 {
        let percent = self.percent.unwrap_or(OUTLINE_ROWS_PERCENT);
        let rows = self.rows.unwrap_or(share(height, percent));
        rows.clamp(MIN_PANE_ROWS, height - MIN_PANE_ROWS - 1)
    }
}

fn share(size: u16, percent: u16) -> u16 {
    (u32::from(size) * u32::from(percent) / 100) as u16
}

/// The areas of the screen. An area that does not fit is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Panes {
    pub screen: Rect,
    pub path: Rect,
    pub outline: Rect,
    pub divider: Rect,
    pub card: Rect,
    pub status: Rect,
    pub footer: Rect,
}

impl Panes {
    /// Lays out a screen. `on_card` selects the pane to show when there is only one.
    pub fn new(size: Size, division: &Division, on_card: bool) -> Self {
        let screen = Rect::new(0, 0, size.width, size.height);
        let height = size.height;
        let path = row(screen, 0, height >= MIN_ROWS_WITH_PATH);
        let footer = row(screen, height.saturating_sub(1), height >= MIN_ROWS_WITH_FOOTER);
        let status = row(screen, height.saturating_sub(1 + footer.height), height > 1);
        let body =
            Rect { y: path.height, height: height - path.height - footer.height - status.height, ..screen };
        let panes = Self { screen, path, status, footer, ..Self::default() };
        if height < MIN_TWO_PANE_ROWS || division.is_full_screen {
            panes.single(body, on_card)
        } else if size.width < MIN_SIDE_BY_SIDE_COLUMNS {
            panes.stacked(body, division.outline_rows(body.height))
        } else {
            panes.side_by_side(body, division.outline_columns(body.width))
        }
    }

    /// Whether outline and card are both visible.
    pub fn shows_both_panes(&self) -> bool {
        !self.outline.is_empty() && !self.card.is_empty()
    }

    /// The area of the help: everything above the status line.
    pub fn help(&self) -> Rect {
        Rect { height: self.screen.height - self.footer.height - self.status.height, ..self.screen }
    }

    /// The areas that show details of the current unit: the path line, and the card with one
    /// column on each side for its selection and scroll marks.
    pub fn unit_details(&self) -> [Rect; 2] {
        let x = self.card.x.saturating_sub(1);
        let card = Rect { x, width: self.card.right() + 1 - x, ..self.card };
        [self.path, card.intersection(self.screen)]
    }

    /// The screen divided into areas whose rows can be compared and redrawn independently: with a
    /// vertical divider the two panes, the divider, and the lines above and below.
    pub fn redraw_areas(&self) -> Vec<Rect> {
        let (screen, divider) = (self.screen, self.divider);
        if !self.is_divider_vertical() {
            return vec![screen];
        }
        let above = Rect { height: divider.y, ..screen };
        let left = Rect { x: 0, width: divider.x, ..divider };
        let right = Rect { x: divider.right(), width: screen.width - divider.right(), ..divider };
        let below = Rect { y: divider.bottom(), height: screen.height - divider.bottom(), ..screen };
        vec![above, left, divider, right, below]
    }

    /// Whether the divider is between two panes side by side, where it can be dragged.
    pub fn is_divider_vertical(&self) -> bool {
        self.divider.height > 1
    }

    fn single(self, body: Rect, on_card: bool) -> Self {
        let hidden = Rect::default();
        let (outline, card) = if on_card { (hidden, margin(body)) } else { (body, hidden) };
        Self { outline, card, ..self }
    }

    fn stacked(self, body: Rect, outline_rows: u16) -> Self {
        let outline = Rect { height: outline_rows, ..body };
        let divider = Rect { y: outline.bottom(), height: 1, ..body };
        let card = Rect { y: divider.bottom(), height: body.height - outline_rows - 1, ..body };
        Self { outline, divider, card: margin(card), ..self }
    }

    fn side_by_side(self, body: Rect, left: u16) -> Self {
        let outline = Rect { width: left, ..body };
        let divider = Rect { x: left, width: 1, ..body };
        let card = Rect { x: left + 1, width: body.width - left - 1, ..body };
        Self { outline, divider, card: margin(card), ..self }
    }
}

/// Size of the screen, and how it is divided.
#[derive(Clone, Copy, Debug, Default)]
pub struct PaneLayout {
    size: Size,
    division: Division,
    is_dragging: bool,
}

impl PaneLayout {
    pub fn panes(&self, on_card: bool) -> Panes {
        Panes::new(self.size, &self.division, on_card)
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.size = Size { width: columns, height: rows };
    }

    /// Sets the outline’s share of the screen in percent, from 10 to 90, until the divider is moved.
    pub fn set_tree_percent(&mut self, percent: u16) {
        self.division.percent = Some(percent.clamp(*PERCENT_RANGE.start(), *PERCENT_RANGE.end()));
    }

    /// Gives the pane with the focus the whole screen, or shows both panes.
    pub fn set_full_screen(&mut self, is_full_screen: bool) {
        self.division.is_full_screen = is_full_screen;
    }

    pub fn toggle_full_screen(&mut self) {
        self.division.is_full_screen = !self.division.is_full_screen;
    }

    /// Sets the columns that most rows of the outline need.
    pub(super) fn set_needed_columns(&mut self, columns: u16) {
        self.division.needed_columns = columns;
    }

    /// Moves the divider by a step, and makes the outline wider or narrower. A pane that has the
    /// whole screen gives it up.
    pub fn move_divider(&mut self, wider: bool) {
        self.division.is_full_screen = false;
        let panes = self.panes(false);
        let moved = |size: u16, step| if wider { size + step } else { size.saturating_sub(step) };
        if panes.is_divider_vertical() {
            self.division.columns = Some(moved(panes.outline.width, COLUMN_STEP));
        } else if panes.shows_both_panes() {
            self.division.rows = Some(moved(panes.outline.height, ROW_STEP));
        }
    }

    /// Starts dragging the divider, if it is vertical.
    pub fn start_drag(&mut self) {
        self.is_dragging = self.panes(false).is_divider_vertical();
    }

    pub fn drag(&mut self, column: u16) {
        if self.is_dragging {
            self.division.columns = Some(column);
        }
    }

    pub fn end_drag(&mut self) {
        self.is_dragging = false;
    }
}

/// Column of the open/closed marker, from the outline's left edge. The indentation is at most a
/// third of the pane, so that names of deep units stay visible.
pub fn marker_column(depth: usize, outline_width: u16) -> u16 {
    let max_indent = outline_width / 3;
    1 + (depth.min(usize::from(u16::MAX)) as u16).saturating_mul(2).min(max_indent)
}

fn row(screen: Rect, y: u16, fits: bool) -> Rect {
    Rect { y, height: u16::from(fits), ..screen }
}

/// Removes one column on each side.
fn margin(area: Rect) -> Rect {
    Rect { x: area.x + area.width.min(1), width: area.width.saturating_sub(2), ..area }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_pane_leaves_the_screen_or_covers_another() {
        for (width, height) in (0..210).flat_map(|w| (0..60).map(move |h| (w, h))) {
            let moved = |to, is_full_screen| Division {
                columns: to,
                rows: to,
                percent: to,
                needed_columns: to.unwrap_or(55),
                is_full_screen,
            };
            let divisions =
                [moved(None, false), moved(Some(0), false), moved(Some(500), false), moved(None, true)];
            for (division, on_card) in divisions.iter().zip([false, true, false, true]) {
                let p = Panes::new(Size { width, height }, division, on_card);
                let panes = [p.path, p.outline, p.divider, p.card, p.status, p.footer];
                for (i, pane) in panes.iter().enumerate().filter(|(_, pane)| !pane.is_empty()) {
                    assert_eq!(pane.intersection(p.screen), *pane, "{width}×{height}");
                    let is_apart = |other: &Rect| other.is_empty() || !pane.intersects(*other);
                    assert!(panes[i + 1..].iter().all(is_apart), "{width}×{height}");
                }
                let area = p.redraw_areas().iter().map(|part| part.area()).sum::<u32>();
                assert_eq!(area, p.screen.area(), "{width}×{height}");
            }
        }
    }

    #[test]
    fn the_panes_are_arranged_by_the_size() {
        let panes = |width, height| Panes::new(Size { width, height }, &Division::default(), false);
        assert!(panes(80, 24).is_divider_vertical() && panes(80, 24).shows_both_panes());
        assert!(!panes(40, 12).is_divider_vertical() && panes(40, 12).shows_both_panes());
        assert!(!panes(80, 8).shows_both_panes());
        assert_eq!(panes(20, 5).outline.height, 4);
        assert_eq!(panes(1, 1).outline.height, 1);
    }

    fn layout(columns: u16, rows: u16, needed_columns: u16) -> PaneLayout {
        let mut layout = PaneLayout::default();
        layout.resize(columns, rows);
        layout.set_needed_columns(needed_columns);
        layout
    }

    #[test]
    fn the_outline_is_as_wide_as_its_rows_between_two_shares() {
        let width = |columns, needed| layout(columns, 24, needed).panes(false).outline.width;
        assert_eq!([0, 36, 60].map(|needed| width(80, needed)), [32, 36, 37]);
        assert_eq!([0, 65, 90].map(|needed| width(120, needed)), [48, 65, 72]);
        assert_eq!([0, 90, 300].map(|needed| width(200, needed)), [80, 90, 120]);
    }

    #[test]
    fn the_divider_moves_by_steps_and_stays_where_it_was_put() {
        let mut layout = layout(80, 24, 36);
        layout.set_tree_percent(50);
        assert_eq!(layout.panes(false).outline.width, 40);
        layout.move_divider(true);
        assert_eq!(layout.panes(false).outline.width, 44);
        (0..100).for_each(|_| layout.move_divider(false));
        assert_eq!(layout.panes(false).outline.width, MIN_PANE_COLUMNS);
        layout.move_divider(true);
        assert_eq!(layout.panes(false).outline.width, 24);
        layout.resize(40, 24);
        let rows = layout.panes(false).outline.height;
        layout.move_divider(false);
        assert_eq!(layout.panes(false).outline.height, rows - 1);
        layout.resize(80, 30);
        assert_eq!(layout.panes(false).outline.width, 24, "the columns are kept");
    }

    #[test]
    fn the_pane_with_the_focus_can_have_the_whole_screen() {
        let mut layout = layout(80, 24, 36);
        layout.set_full_screen(true);
        assert_eq!((layout.panes(false).outline.width, layout.panes(true).outline.width), (80, 0));
        assert_eq!((layout.panes(true).card.width, layout.panes(false).card.width), (78, 0));
        layout.move_divider(true);
        assert_eq!(layout.panes(true).outline.width, 40, "moving the divider shows both");
    }
}
