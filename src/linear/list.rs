//! A numbered list of units that is read one page at a time.

use std::ops::Range;

use crate::diff::annotations::ChangeAnnotations;
use crate::lang::{Lang, Tr, number, rank_of_total, units};
use crate::org::{Org, UnitId};
use crate::search::{Matches, Query, SearchField};

use super::describe;

/// Units, or other things, on one page.
pub const LINES_PER_PAGE: usize = 20;

/// The units of the list, and the page that is read.
#[derive(Clone, Debug, Default)]
pub struct List {
    units: Vec<UnitId>,
    /// Whether each line names the parent, because the units have different ones.
    shows_parent: bool,
    /// The query of a list of results; empty for other lists.
    query: Query,
    /// Index of the first unit of the page.
    top: usize,
}

/// Where to turn to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    Next,
    Previous,
    First,
    Last,
}

impl List {
    /// The children of a unit.
    pub fn children_of(org: &Org, unit: UnitId) -> Self {
        Self { units: org.children(unit).collect(), ..Self::default() }
    }

    /// The matches of a query, best first.
    pub fn results(matches: &Matches, query: &Query) -> Self {
        let units = matches.ranked().iter().map(|found| found.unit).collect();
        Self { units, shows_parent: true, query: query.clone(), top: 0 }
    }

    /// A list of one unit.
    pub fn single(unit: UnitId) -> Self {
        Self { units: vec![unit], shows_parent: true, ..Self::default() }
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
        let last = self.units.len().saturating_sub(1) / LINES_PER_PAGE * LINES_PER_PAGE;
        let top = match page {
            Page::Next => Some(self.top + LINES_PER_PAGE).filter(|&top| top <= last),
            Page::Previous => self.top.checked_sub(LINES_PER_PAGE),
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
            let rank = rank_of_total(i + 1, self.units.len(), lang);
            let line = describe::list_item(org, self.units[i], lang)
                + &describe::change(comparison, self.units[i], lang);
            let parent = org.parent(self.units[i]).filter(|_| self.shows_parent);
            let inside = parent.map_or(String::new(), |parent| describe::inside(org, parent, lang));
            format!("{rank}, {line}{inside}{}", self.why(org, self.units[i], lang))
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
            0 => NO_NUMBER_IN_EMPTY_LIST,
            1 => ONLY_NUMBER_ONE,
            _ => NO_SUCH_NUMBER,
        };
        message.with(lang, &[&number(n, lang), &last])
    }

    /// The text that matches, if it is neither the name nor the acronym.
    fn why(&self, org: &Org, unit: UnitId, lang: Lang) -> String {
        let matched = self.query.explain(org, unit).pop();
        let other =
            matched.filter(|matched| !matches!(matched.field, SearchField::Name | SearchField::Acronym));
        other.map_or(String::new(), |matched| describe::matched_text(&matched, lang))
    }

    fn page(&self) -> Range<usize> {
        self.top..(self.top + LINES_PER_PAGE).min(self.units.len())
    }

    fn remaining(&self, read: usize, lang: Lang) -> Option<String> {
        let total = self.units.len();
        if total == 0 {
            return Some(EMPTY_LIST.get(lang).to_string());
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
const EMPTY_LIST: Tr = Tr::new("la liste est vide", "the list is empty");
const NO_NUMBER_IN_EMPTY_LIST: Tr =
    Tr::new("pas de numéro {} : la liste est vide", "no number {}: the list is empty");
const ONLY_NUMBER_ONE: Tr =
    Tr::new("pas de numéro {} : la liste ne contient que le 1", "no number {}: the list has only number 1");
const NO_SUCH_NUMBER: Tr =
    Tr::new("pas de numéro {} : la liste va de 1 à {}", "no number {}: the list goes from 1 to {}");
