//! Walking through the card and acting on what is on it.

use super::{App, Effect, Notice};
use crate::card::{Item, Sheet};
use crate::keymap::Mode;

/// What is shown of the card.
#[derive(Clone, Debug, Default)]
pub struct Card {
    /// The first line in the window.
    pub top: usize,
    /// The item that Enter acts on.
    pub item: Option<usize>,
}

impl App {
    pub(super) fn focus_card(&mut self) {
        self.mode = Mode::Card;
        if self.card.item.is_none() {
            self.card.item = self.item_in_sight(&self.sheet());
        }
    }

    /// The first item whose first line is in the card's window.
    pub(super) fn item_in_sight(&self, sheet: &Sheet) -> Option<usize> {
        let window = self.card.top..self.card.top + usize::from(self.panes().card.height);
        (0..sheet.items.len()).find(|&item| sheet.line_of(item).is_some_and(|line| window.contains(&line)))
    }

    /// Goes to the next item, or the previous, when it is in sight; else scrolls towards it.
    pub(super) fn step_in_card(&mut self, down: bool) {
        let sheet = self.sheet();
        let height = usize::from(self.panes().card.height).max(1);
        let (top, bottom) = (self.card.top, self.card.top + height);
        let next = match (self.card.item, down) {
            (None, true) => self.item_in_sight(&sheet),
            (None, false) => None,
            (Some(item), true) => Some(item + 1).filter(|&item| item < sheet.items.len()),
            (Some(item), false) => item.checked_sub(1),
        };
        let line = next.and_then(|item| sheet.line_of(item));
        let in_sight = line.is_some_and(|line| (top..bottom).contains(&line));
        if in_sight {
            self.card.item = next;
            self.show_item(&sheet, height);
        } else {
            self.scroll_card(if down { 1 } else { -1 });
        }
    }

    /// Scrolls so that the whole of the chosen item is in sight, if it fits.
    pub(super) fn show_item(&mut self, sheet: &Sheet, height: usize) {
        let Some(item) = self.card.item else { return };
        let Some(line) = sheet.line_of(item) else { return };
        let end = line + sheet.lines_of(item);
        self.card.top = self.card.top.max(end.saturating_sub(height)).min(line);
    }

    pub(super) fn scroll_card(&mut self, lines: isize) {
        let height = usize::from(self.screen.panes(true).card.height);
        let last = self.sheet().lines.len().saturating_sub(height);
        self.card.top = self.card.top.saturating_add_signed(lines).min(last);
    }

    /// Chooses the first item from the window on, and scrolls to it.
    fn choose_next(&mut self) {
        let sheet = self.sheet();
        let below = |item: &usize| sheet.line_of(*item) >= Some(self.card.top);
        self.card.item = (0..sheet.items.len()).find(below);
        self.show_item(&sheet, usize::from(self.panes().card.height).max(1));
    }

    /// Acts on the chosen item. Where none is chosen, chooses the next.
    pub(super) fn follow(&mut self) -> Option<Effect> {
        let Some(chosen) = self.card.item else {
            self.choose_next();
            return None;
        };
        let item = self.sheet().items.get(chosen).cloned()?;
        match item {
            Item::Contact(text) | Item::Link(text) => return Some(Effect::CopyText(text)),
            Item::Relation(Some(unit), _) => self.visit(unit),
            Item::Relation(None, name) => self.notice = Some(Notice::Outside(name)),
        }
        None
    }

    /// Follows the relation of a number, from 1.
    pub(super) fn follow_number(&mut self, n: usize) {
        let unit = self.org.unit(self.unit());
        let relation = n.checked_sub(1).and_then(|i| unit.relations.get(i));
        match relation.map(|relation| (relation.unit, self.org.party(relation))) {
            Some((Some(unit), _)) => self.visit(unit),
            Some((None, name)) => self.notice = Some(Notice::Outside(name)),
            None => self.notice = Some(Notice::NoRelation(n)),
        }
    }

    /// The contact chosen on the card, or the unit's first.
    pub(super) fn copy_contact(&mut self) -> Option<Effect> {
        let chosen = self.card.item.filter(|_| self.mode == Mode::Card);
        let chosen = chosen.and_then(|item| self.sheet().items.get(item).cloned());
        if let Some(Item::Contact(text) | Item::Link(text)) = chosen {
            return Some(Effect::CopyText(text));
        }
        let contact = self.org.unit(self.unit()).contacts.into_iter().next();
        self.notice = contact.is_none().then_some(Notice::NoContact);
        contact.map(|contact| Effect::CopyText(contact.value))
    }
}
