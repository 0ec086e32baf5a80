//! A numbered list of units that is read one page at a time.

use std::ops::Range;

use crate::diff::annotations::ChangeAnnotations;
use crate::lang::{Lang, Tr, number, place_of_total, units};
use crate::org::{Org, UnitId};
use crate::search::Matches;

use super::describe;

/// Units on one page.
const PAGE_UNITS: usize = 20;

#[derive(Clone, Debug, Default)]
pub struct List {
    units: Vec<UnitId>,
    /// Whether each line names the parent, because the units have different ones.
    shows_parent: bool,
    /// The first unit of the page, from 0.
    top: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    Next,
    Previous,
    First,
    Last,
}

impl List {
    /// The children of a unit.
    pub fn below(org: &Org, unit: UnitId) -> Self {
        Self { units: org.children(unit).collect(), shows_parent: false, top: 0 }
    }

    /// The matches of a search, best first.
    pub fn results(matches: &Matches) -> Self {
        Self { units: matches.ranked().iter().map(|found| found.unit).collect(), shows_parent: true, top: 0 }
    }

    /// A list of one unit.
    pub fn single(unit: UnitId) -> Self {
        Self { units: vec![unit], shows_parent: true, top: 0 }
    }

    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// The unit with this number, from 1.
    pub fn unit(&self, n: usize) -> Option<UnitId> {
        self.units.get(n.checked_sub(1)?).copied()
    }

    /// Turns to a page; false when there is none.
    pub fn turn(&mut self, page: Page) -> bool {
        let last = self.units.len().saturating_sub(1) / PAGE_UNITS * PAGE_UNITS;
        let top = match page {
            Page::Next => Some(self.top + PAGE_UNITS).filter(|&top| top <= last),
            Page::Previous => self.top.checked_sub(PAGE_UNITS),
            Page::First => Some(0),
            Page::Last => Some(last),
        };
        self.top = top.unwrap_or(self.top);
        top.is_some()
    }

    /// The lines of the page, one for each unit, and a line on how to continue if it is not the
    /// last page.
    pub fn read(&self, org: &Org, comparison: Option<&ChangeAnnotations>, lang: Lang) -> Vec<String> {
        let page = self.page();
        let line = |i: usize| {
            let rank = place_of_total(i + 1, self.units.len(), lang);
            let line = describe::list_item(org, self.units[i], lang)
                + &describe::change(comparison, self.units[i], lang);
            let parent = org.parent(self.units[i]).filter(|_| self.shows_parent);
            let inside = parent.map_or(String::new(), |parent| describe::inside(org, parent, lang));
            format!("{rank}, {line}{inside}")
        };
        page.clone().map(line).chain(self.remaining(page.end, lang)).collect()
    }

    /// The message that there is no such page.
    pub fn no_more(&self, page: Page, lang: Lang) -> String {
        let end = if page == Page::Previous { BEGINNING } else { END };
        end.with(lang, &[&units(self.units.len(), lang)])
    }

    /// The message that no unit has this number.
    pub fn no_such_number(&self, n: usize, lang: Lang) -> String {
        let last = number(self.units.len(), lang);
        let message = match self.units.len() {
            0 => EMPTY,
            1 => ONE,
            _ => NO_SUCH_NUMBER,
        };
        message.with(lang, &[&number(n, lang), &last])
    }

    fn page(&self) -> Range<usize> {
        self.top..(self.top + PAGE_UNITS).min(self.units.len())
    }

    fn remaining(&self, read: usize, lang: Lang) -> Option<String> {
        let total = self.units.len();
        if total == 0 {
            return Some(NOTHING.get(lang).to_string());
        }
        (read < total).then(|| MORE.with(lang, &[&number(read, lang), &number(total, lang)]))
    }
}

const MORE: Tr = Tr::new(
    "lu jusqu’à {} sur {}, une ligne vide pour la suite",
    "read up to {} of {}, an empty line continues",
);
const END: Tr = Tr::new("fin de la liste, {}", "end of the list, {}");
const BEGINNING: Tr = Tr::new("début de la liste, {}", "beginning of the list, {}");
const NOTHING: Tr = Tr::new("la liste est vide", "the list is empty");
const EMPTY: Tr = Tr::new("pas de numéro {} : la liste est vide", "no number {}: the list is empty");
const ONE: Tr =
    Tr::new("pas de numéro {} : la liste ne contient que le 1", "no number {}: the list has only number 1");
const NO_SUCH_NUMBER: Tr =
    Tr::new("pas de numéro {} : la liste va de 1 à {}", "no number {}: the list goes from 1 to {}");
