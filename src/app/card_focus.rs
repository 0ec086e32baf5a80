//! Moving through the card, and acting on its targets.

use crate::input::Mode;
use crate::lang::Tr;

use super::card_lines::{CardLayout, Target};
use super::{App, Effect, Notice};

/// Scroll position and selection of the card.
#[derive(Clone, Debug, Default)]
pub struct CardState {
    /// First visible line, from 0.
    pub top: usize,
    /// Index of the selected target, which Enter acts on.
    pub target: Option<usize>,
}

impl App {
    pub(super) fn focus_card(&mut self) {
        self.mode = Mode::Card;
        if self.card.target.is_none() {
            self.card.target = self.first_visible_target(&self.card_layout());
        }
    }

    /// The first target that starts inside the card's window.
    fn first_visible_target(&self, layout: &CardLayout) -> Option<usize> {
        let window = self.card.top..self.card.top + usize::from(self.panes().card.height);
        (0..layout.targets.len())
            .find(|&target| layout.first_line(target).is_some_and(|line| window.contains(&line)))
    }

    /// Selects the next or previous target if it is visible; scrolls one line towards it
    /// otherwise.
    pub(super) fn move_in_card(&mut self, down: bool) {
        let layout = self.card_layout();
        let height = usize::from(self.panes().card.height).max(1);
        let (top, bottom) = (self.card.top, self.card.top + height);
        let next = match (self.card.target, down) {
            (None, true) => self.first_visible_target(&layout),
            (None, false) => None,
            (Some(target), true) => Some(target + 1).filter(|&target| target < layout.targets.len()),
            (Some(target), false) => target.checked_sub(1),
        };
        let line = next.and_then(|target| layout.first_line(target));
        let is_visible = line.is_some_and(|line| (top..bottom).contains(&line));
        if is_visible {
            self.card.target = next;
            self.scroll_to_target(&layout, height);
        } else {
            self.scroll_card(if down { 1 } else { -1 });
        }
    }

    /// Scrolls so that all lines of the selected target are visible, as far as they fit.
    fn scroll_to_target(&mut self, layout: &CardLayout, height: usize) {
        let Some(target) = self.card.target else { return };
        let Some(line) = layout.first_line(target) else { return };
        let end = line + layout.line_count(target);
        self.card.top = self.card.top.max(end.saturating_sub(height)).min(line);
    }

    pub(super) fn scroll_card(&mut self, lines: isize) {
        let height = usize::from(self.layout.panes(true).card.height);
        let last = self.card_layout().lines.len().saturating_sub(height);
        self.card.top = self.card.top.saturating_add_signed(lines).min(last);
    }

    /// Selects the first target at or below the top of the window, and scrolls to it.
    fn select_next_target(&mut self) {
        let layout = self.card_layout();
        let below = |target: &usize| layout.first_line(*target) >= Some(self.card.top);
        self.card.target = (0..layout.targets.len()).find(below);
        self.scroll_to_target(&layout, usize::from(self.panes().card.height).max(1));
    }

    /// Acts on the selected target. Without a selection, selects the next target.
    pub(super) fn follow(&mut self) -> Option<Effect> {
        let Some(selected) = self.card.target else {
            self.select_next_target();
            return None;
        };
        let target = self.card_layout().targets.get(selected).cloned()?;
        match target {
            Target::Contact(text) | Target::Link(text) => return Some(Effect::CopyText(text)),
            Target::Relation(Some(unit), _) => self.visit(unit),
            Target::Relation(None, name) => self.notice = Some(Notice::OutsideOrganisation(name)),
        }
        None
    }

    /// What Enter does on the selected target; `None` if nothing is selected.
    pub(super) fn enter_hint(&self) -> Option<Tr> {
        let layout = self.card_layout();
        Some(match layout.targets.get(self.card.target?)? {
            Target::Contact(_) | Target::Link(_) => Tr::new("copier", "copy"),
            Target::Relation(..) => Tr::new("suivre", "follow"),
        })
    }

    /// Follows the relation with this number, from 1.
    pub(super) fn follow_number(&mut self, n: usize) {
        let unit = self.org.unit(self.unit());
        let relation = n.checked_sub(1).and_then(|i| unit.relations.get(i));
        match relation.map(|relation| (relation.unit, self.org.relation_target_name(relation))) {
            Some((Some(unit), _)) => self.visit(unit),
            Some((None, name)) => self.notice = Some(Notice::OutsideOrganisation(name)),
            None => self.notice = Some(Notice::NoRelation(n)),
        }
    }

    /// Copies the contact selected on the card, or else the unit's first contact.
    pub(super) fn copy_contact(&mut self) -> Option<Effect> {
        let selected = self.card.target.filter(|_| self.mode == Mode::Card);
        let selected = selected.and_then(|target| self.card_layout().targets.get(target).cloned());
        if let Some(Target::Contact(text) | Target::Link(text)) = selected {
            return Some(Effect::CopyText(text));
        }
        let contact = self.org.unit(self.unit()).contacts.into_iter().next();
        self.notice = contact.is_none().then_some(Notice::NoContact);
        contact.map(|contact| Effect::CopyText(contact.value))
    }
}
