//! Moving through the card, and acting on its targets.

use crate::input::Mode;
use crate::lang::Tr;

use super::card_lines::{CardLayout, CardLine, Marker, Target};
use super::{App, Effect, Notice};

/// The most lines in which the first match is looked for.
const MAX_SEARCHED_LINES: usize = 2_000;

/// Scroll position and selection of the card.
#[derive(Clone, Debug, Default)]
pub struct CardState {
    /// First visible line, from 0.
    pub top: usize,
    /// Index of the selected target, which Enter acts on.
    pub target: Option<usize>,
}

impl App {
    /// What Enter does on the card, for the hints; `None` if there is nothing to act on.
    pub fn enter_hint(&self) -> Option<Tr> {
        let layout = self.card_layout();
        let target = self.card.target.and_then(|target| layout.targets.get(target));
        match target.or(layout.targets.first())? {
            _ if target.is_none() => Some(Tr::new("choisir", "choose")),
            Target::Text { .. } => Some(Tr::new("copier", "copy")),
            Target::Unit(_) => Some(Tr::new("suivre", "follow")),
        }
    }

    /// Shows the card of a unit that was just selected from its top or, if a filter is active and
    /// matches further down, from the first match.
    pub(super) fn open_card(&mut self) {
        self.card = CardState::default();
        self.scroll_to_match();
        if self.mode == Mode::Card {
            self.focus_card();
        }
    }

    fn scroll_to_match(&mut self) {
        let query = &self.filter.query;
        // Most matches are in the name, which is always visible.
        if query.is_empty() || !query.name_highlights(&self.org.name(self.unit())).is_empty() {
            return;
        }
        let layout = self.card_layout();
        let height = self.card_height();
        let mut lines = layout.lines.iter().take(MAX_SEARCHED_LINES);
        match lines.position(|line| self.has_match(line)) {
            // A third of the window shows what is before the match.
            Some(line) if line >= height => {
                self.card.top = (line - height / 3).min(layout.lines.len().saturating_sub(height));
            }
            _ => {}
        }
    }

    fn has_match(&self, line: &CardLine) -> bool {
        let matches = |text: &str| !self.filter.query.text_highlights(text).is_empty();
        match line {
            CardLine::Subtitle(text) | CardLine::OtherName(text) => matches(text),
            CardLine::Text { marker, text, detail, .. } => {
                let marker = if let Marker::Label(label) = marker { Some(label) } else { None };
                let mut labels = marker.into_iter().chain(detail);
                matches(text) || labels.any(|label| label.data_text().is_some_and(|text| matches(text)))
            }
            _ => false,
        }
    }

    /// Gives the card the focus, and keeps a filter that is typed. The first target that is visible is
    /// selected; the card is not scrolled to one, so that its beginning is read first.
    pub(super) fn focus_card(&mut self) {
        if !self.leave_prompt() {
            return;
        }
        self.mode = Mode::Card;
        self.select_visible_target(&self.card_layout());
    }

    /// Rows of the card's pane, when it is shown.
    fn card_height(&self) -> usize {
        usize::from(self.layout.panes(true).card.height).max(1)
    }

    /// Whether a target starts inside the card's window.
    fn is_visible(&self, layout: &CardLayout, target: usize) -> bool {
        let window = self.card.top..self.card.top + self.card_height();
        layout.first_line(target).is_some_and(|line| window.contains(&line))
    }

    /// Keeps the selection if it is visible, or else selects the first visible target, if there is
    /// one.
    fn select_visible_target(&mut self, layout: &CardLayout) {
        let candidates = self.card.target.into_iter().chain(0..layout.targets.len());
        self.card.target = candidates.into_iter().find(|&target| self.is_visible(layout, target));
    }

    /// Selects the first target below the top of the window, or the last one above, and scrolls to
    /// it.
    fn select_nearest_target(&mut self, layout: &CardLayout) {
        let below = |target: &usize| layout.first_line(*target) >= Some(self.card.top);
        let last = layout.targets.len().checked_sub(1);
        self.card.target = (0..layout.targets.len()).find(below).or(last);
        self.card.target.into_iter().for_each(|target| self.scroll_to_target(layout, target));
    }

    /// Selects the next or previous target if it is visible; scrolls one line towards it
    /// otherwise.
    pub(super) fn move_in_card(&mut self, down: bool) {
        let layout = self.card_layout();
        let next = match (self.card.target, down) {
            (None, _) => None,
            (Some(target), true) => Some(target + 1),
            (Some(target), false) => target.checked_sub(1),
        };
        match next.filter(|&target| self.is_visible(&layout, target)) {
            Some(target) => {
                self.card.target = Some(target);
                self.scroll_to_target(&layout, target);
            }
            None => self.scroll_card(if down { 1 } else { -1 }),
        }
    }

    /// Scrolls so that all lines of a target are visible, as far as they fit.
    fn scroll_to_target(&mut self, layout: &CardLayout, target: usize) {
        let Some(line) = layout.first_line(target) else { return };
        let end = line + layout.line_count(target);
        self.card.top = self.card.top.max(end.saturating_sub(self.card_height())).min(line);
    }

    /// Scrolls by lines, up when negative. While the card has the focus, what is chosen stays in
    /// the window.
    pub(super) fn scroll_card(&mut self, lines: isize) {
        let layout = self.card_layout();
        let last = layout.lines.len().saturating_sub(self.card_height());
        self.card.top = self.card.top.saturating_add_signed(lines).min(last);
        if self.mode == Mode::Card {
            self.select_visible_target(&layout);
        }
    }

    /// Acts on the selected target. Without a selection, selects the next target.
    pub(super) fn follow(&mut self) -> Option<Effect> {
        let layout = self.card_layout();
        match self.card.target.and_then(|selected| layout.targets.get(selected)) {
            Some(Target::Text { text, .. }) => return Some(Effect::CopyText(text.clone())),
            Some(Target::Unit(unit)) => self.visit(*unit),
            None => self.select_nearest_target(&layout),
        }
        None
    }

    /// Follows the relation with this number, from 1, of those to units of the organisation.
    pub(super) fn follow_number(&mut self, n: usize) {
        let relations = self.org.unit(self.unit()).relations;
        let mut units = relations.iter().filter_map(|relation| relation.unit);
        match n.checked_sub(1).and_then(|i| units.nth(i)) {
            Some(unit) => self.visit(unit),
            None => self.notice = Some(Notice::NoRelation(n)),
        }
    }

    /// Copies the text selected on the card, or else the unit's first contact, which is scrolled
    /// into view.
    pub(super) fn copy_contact(&mut self) -> Option<Effect> {
        let layout = self.card_layout();
        let selected = self.card.target.filter(|_| self.mode == Mode::Card);
        if let Some(Target::Text { text, .. }) = selected.and_then(|target| layout.targets.get(target)) {
            return Some(Effect::CopyText(text.clone()));
        }
        let Some(contact) = self.org.unit(self.unit()).contacts.into_iter().next() else {
            self.notice = Some(Notice::NoContact);
            return None;
        };
        // Contacts are the first targets of a card.
        self.scroll_to_target(&layout, 0);
        Some(Effect::CopyText(contact.value))
    }
}
