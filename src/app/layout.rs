//! Layout of the screen, computed from its size and the position of the divider, if it was
//! dragged.

use ratatui::layout::{Rect, Size};

/// On narrower screens the card is below the outline.
const MIN_SIDE_BY_SIDE_COLUMNS: u16 = 70;
/// On lower screens only one pane is shown at a time.
const MIN_TWO_PANE_ROWS: u16 = 12;
/// On lower screens the path line, and the footer, are left out.
const MIN_ROWS_WITH_PATH: u16 = 6;
const MIN_ROWS_WITH_FOOTER: u16 = 9;
/// Maximum width of the outline, unless the divider was dragged.
const MAX_OUTLINE_COLUMNS: u16 = 80;
/// Minimum width of each pane when the divider is dragged.
const MIN_PANE_COLUMNS: u16 = 20;

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
    /// Lays out a screen. `divider` is the column that the divider was dragged to; `on_card` selects
    /// the pane to show when only one fits.
    pub fn new(size: Size, divider: Option<u16>, on_card: bool) -> Self {
        let screen = Rect::new(0, 0, size.width, size.height);
        let height = size.height;
        let path = row(screen, 0, height >= MIN_ROWS_WITH_PATH);
        let footer = row(screen, height.saturating_sub(1), height >= MIN_ROWS_WITH_FOOTER);
        let status = row(screen, height.saturating_sub(1 + footer.height), height > 1);
        let body =
            Rect { y: path.height, height: height - path.height - footer.height - status.height, ..screen };
        let panes = Self { screen, path, status, footer, ..Self::default() };
        if height < MIN_TWO_PANE_ROWS {
            panes.single(body, on_card)
        } else if size.width < MIN_SIDE_BY_SIDE_COLUMNS {
            panes.stacked(body)
        } else {
            panes.side_by_side(body, divider)
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

    fn stacked(self, body: Rect) -> Self {
        let outline_rows = body.height * 9 / 20;
        let outline = Rect { height: outline_rows, ..body };
        let divider = Rect { y: outline.bottom(), height: 1, ..body };
        let card = Rect { y: divider.bottom(), height: body.height - outline_rows - 1, ..body };
        Self { outline, divider, card: margin(card), ..self }
    }

    fn side_by_side(self, body: Rect, divider: Option<u16>) -> Self {
        let default_width = (body.width / 2).min(MAX_OUTLINE_COLUMNS);
        let left = divider.unwrap_or(default_width).clamp(MIN_PANE_COLUMNS, body.width - MIN_PANE_COLUMNS);
        let outline = Rect { width: left, ..body };
        let divider = Rect { x: left, width: 1, ..body };
        let card = Rect { x: left + 1, width: body.width - left - 1, ..body };
        Self { outline, divider, card: margin(card), ..self }
    }
}

/// Size of the screen, and position and drag state of the divider.
#[derive(Clone, Copy, Debug, Default)]
pub struct PaneLayout {
    size: Size,
    /// The column that the divider was dragged to.
    divider: Option<u16>,
    is_dragging: bool,
}

impl PaneLayout {
    pub fn panes(&self, on_card: bool) -> Panes {
        Panes::new(self.size, self.divider, on_card)
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.size = Size { width: columns, height: rows };
    }

    /// Starts dragging the divider, if it is vertical.
    pub fn start_drag(&mut self) {
        self.is_dragging = self.panes(false).is_divider_vertical();
    }

    pub fn drag(&mut self, column: u16) {
        if self.is_dragging {
            self.divider = Some(column);
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
            for (divider, on_card) in [(None, false), (Some(0), true), (Some(500), false)] {
                let p = Panes::new(Size { width, height }, divider, on_card);
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
        let panes = |width, height| Panes::new(Size { width, height }, None, false);
        assert!(panes(80, 24).is_divider_vertical() && panes(80, 24).shows_both_panes());
        assert!(!panes(40, 12).is_divider_vertical() && panes(40, 12).shows_both_panes());
        assert!(!panes(80, 8).shows_both_panes());
        assert_eq!(panes(20, 5).outline.height, 4);
        assert_eq!(panes(1, 1).outline.height, 1);
    }
}
