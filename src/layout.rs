//! How the screen divides, from its size alone (and the place of the rule, once dragged).

use ratatui::layout::{Rect, Size};

/// Below this width the card goes under the outline.
const SIDE_BY_SIDE: u16 = 70;
/// Below this height one pane shows at a time.
const TWO_PANES: u16 = 12;
/// Below these heights the path line and the footer give their rows to the outline.
const WITH_PATH: u16 = 6;
const WITH_FOOTER: u16 = 9;
/// An outline wider than this gives the rest to the card, unless the rule was dragged.
const WIDEST_OUTLINE: u16 = 80;
/// What the rule leaves to each side, in columns.
const NARROWEST: u16 = 20;

/// The places of everything on the screen. A place that does not fit is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Panes {
    pub whole: Rect,
    pub path: Rect,
    pub outline: Rect,
    pub rule: Rect,
    pub card: Rect,
    pub status: Rect,
    pub footer: Rect,
}

impl Panes {
    /// Divides a screen. `rule` is the column that the rule was dragged to; `on_card` says
    /// which pane to show when there is room for one.
    pub fn new(size: Size, rule: Option<u16>, on_card: bool) -> Self {
        let whole = Rect::new(0, 0, size.width, size.height);
        let height = size.height;
        let path = row(whole, 0, height >= WITH_PATH);
        let footer = row(whole, height.saturating_sub(1), height >= WITH_FOOTER);
        let status = row(whole, height.saturating_sub(1 + footer.height), height > 1);
        let body =
            Rect { y: path.height, height: height - path.height - footer.height - status.height, ..whole };
        let panes = Self { whole, path, status, footer, ..Self::default() };
        if height < TWO_PANES {
            panes.single(body, on_card)
        } else if size.width < SIDE_BY_SIDE {
            panes.stacked(body)
        } else {
            panes.side_by_side(body, rule)
        }
    }

    /// Whether outline and card show at once.
    pub fn shows_both(&self) -> bool {
        !self.outline.is_empty() && !self.card.is_empty()
    }

    /// The place of the help: everything above the status line.
    pub fn help(&self) -> Rect {
        Rect { height: self.whole.height - self.footer.height - self.status.height, ..self.whole }
    }

    /// The places that tell about the unit the cursor is on: the path line, and the card with
    /// the columns beside it, where its marks stand.
    pub fn about_unit(&self) -> [Rect; 2] {
        let x = self.card.x.saturating_sub(1);
        let card = Rect { x, width: self.card.right() + 1 - x, ..self.card };
        [self.path, card.intersection(self.whole)]
    }

    /// The whole in parts, each of which looks alike all along: where the rule stands between two
    /// panes, these three, and what is above and below.
    pub fn parts(&self) -> Vec<Rect> {
        let (whole, rule) = (self.whole, self.rule);
        if !self.rule_is_upright() {
            return vec![whole];
        }
        let above = Rect { height: rule.y, ..whole };
        let left = Rect { x: 0, width: rule.x, ..rule };
        let right = Rect { x: rule.right(), width: whole.width - rule.right(), ..rule };
        let below = Rect { y: rule.bottom(), height: whole.height - rule.bottom(), ..whole };
        vec![above, left, rule, right, below]
    }

    /// Whether the rule stands between two panes side by side, where it can be dragged.
    pub fn rule_is_upright(&self) -> bool {
        self.rule.height > 1
    }

    fn single(self, body: Rect, on_card: bool) -> Self {
        let none = Rect::default();
        let (outline, card) = if on_card { (none, margin(body)) } else { (body, none) };
        Self { outline, card, ..self }
    }

    fn stacked(self, body: Rect) -> Self {
        let above = body.height * 9 / 20;
        let outline = Rect { height: above, ..body };
        let rule = Rect { y: outline.bottom(), height: 1, ..body };
        let card = Rect { y: rule.bottom(), height: body.height - above - 1, ..body };
        Self { outline, rule, card: margin(card), ..self }
    }

    fn side_by_side(self, body: Rect, rule: Option<u16>) -> Self {
        let usual = (body.width / 2).min(WIDEST_OUTLINE);
        let left = rule.unwrap_or(usual).clamp(NARROWEST, body.width - NARROWEST);
        let outline = Rect { width: left, ..body };
        let rule = Rect { x: left, width: 1, ..body };
        let card = Rect { x: left + 1, width: body.width - left - 1, ..body };
        Self { outline, rule, card: margin(card), ..self }
    }
}

/// The size of the screen and where the rule was dragged to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Screen {
    size: Size,
    /// The column that the rule was dragged to.
    rule: Option<u16>,
    /// Whether the rule is being dragged.
    held: bool,
}

impl Screen {
    pub fn panes(&self, on_card: bool) -> Panes {
        Panes::new(self.size, self.rule, on_card)
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.size = Size { width: columns, height: rows };
    }

    /// Takes hold of the rule.
    pub fn grab(&mut self) {
        self.held = self.panes(false).rule_is_upright();
    }

    pub fn drag(&mut self, column: u16) {
        if self.held {
            self.rule = Some(column);
        }
    }

    pub fn release(&mut self) {
        self.held = false;
    }
}

/// The column, from the outline's left edge, of the mark that says whether a unit is open. A
/// deep tree does not push its names out of the pane.
pub fn marker_column(depth: usize, outline_width: u16) -> u16 {
    let deepest = outline_width / 3;
    1 + (depth.min(usize::from(u16::MAX)) as u16).saturating_mul(2).min(deepest)
}

fn row(whole: Rect, y: u16, fits: bool) -> Rect {
    Rect { y, height: u16::from(fits), ..whole }
}

/// One blank column on each side.
fn margin(area: Rect) -> Rect {
    Rect { x: area.x + area.width.min(1), width: area.width.saturating_sub(2), ..area }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_pane_leaves_the_screen_or_covers_another() {
        for (width, height) in (0..210).flat_map(|w| (0..60).map(move |h| (w, h))) {
            for (rule, on_card) in [(None, false), (Some(0), true), (Some(500), false)] {
                let p = Panes::new(Size { width, height }, rule, on_card);
                let all = [p.path, p.outline, p.rule, p.card, p.status, p.footer];
                for (i, one) in all.iter().enumerate().filter(|(_, pane)| !pane.is_empty()) {
                    assert_eq!(one.intersection(p.whole), *one, "{width}×{height}");
                    let apart = |other: &Rect| other.is_empty() || !one.intersects(*other);
                    assert!(all[i + 1..].iter().all(apart), "{width}×{height}");
                }
                let area = p.parts().iter().map(|part| part.area()).sum::<u32>();
                assert_eq!(area, p.whole.area(), "{width}×{height}");
            }
        }
    }

    #[test]
    fn the_size_alone_says_how_the_screen_divides() {
        let panes = |width, height| Panes::new(Size { width, height }, None, false);
        assert!(panes(80, 24).rule_is_upright() && panes(80, 24).shows_both());
        assert!(!panes(40, 12).rule_is_upright() && panes(40, 12).shows_both());
        assert!(!panes(80, 8).shows_both());
        assert_eq!(panes(20, 5).outline.height, 4);
        assert_eq!(panes(1, 1).outline.height, 1);
    }
}
