//! A list that is read a page at a time, and whose numbers can be typed.

use std::ops::Range;

use super::phrase;
use crate::lang::{Lang, Tr, number, rank, units};
use crate::news::News;
use crate::org::{Org, UnitId};
use crate::search::Matches;

/// How many units are read at a time.
const PAGE: usize = 20;

#[derive(Clone, Debug, Default)]
pub struct List {
    units: Vec<UnitId>,
    /// Whether they come from everywhere, so that each says where it is.
    scattered: bool,
    /// The first unit of the page, from 0.
    top: usize,
}

/// Which page to turn to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    Next,
    Previous,
    First,
    Last,
}

impl List {
    /// The units right below a unit.
    pub fn below(org: &Org, unit: UnitId) -> Self {
        Self { units: org.children(unit).collect(), scattered: false, top: 0 }
    }

    /// The units that match, the best first.
    pub fn found(matches: &Matches) -> Self {
        Self { units: matches.all().iter().map(|found| found.unit).collect(), scattered: true, top: 0 }
    }

    /// One unit alone.
    pub fn of(unit: UnitId) -> Self {
        Self { units: vec![unit], scattered: true, top: 0 }
    }

    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// The unit of a number, from 1.
    pub fn unit(&self, n: usize) -> Option<UnitId> {
        self.units.get(n.checked_sub(1)?).copied()
    }

    /// Turns to a page; false when there is none.
    pub fn turn(&mut self, page: Page) -> bool {
        let last = self.units.len().saturating_sub(1) / PAGE * PAGE;
        let top = match page {
            Page::Next => Some(self.top + PAGE).filter(|&top| top <= last),
            Page::Previous => self.top.checked_sub(PAGE),
            Page::First => Some(0),
            Page::Last => Some(last),
        };
        self.top = top.unwrap_or(self.top);
        top.is_some()
    }

    /// The page, a unit a line, and how far it goes when it is not all.
    pub fn read(&self, org: &Org, news: Option<&News>, lang: Lang) -> Vec<String> {
        let page = self.page();
        let row = |i: usize| {
            let place = rank(i + 1, self.units.len(), lang);
            let row = phrase::row(org, self.units[i], lang) + &phrase::news(news, self.units[i], lang);
            let parent = org.parent(self.units[i]).filter(|_| self.scattered);
            let above = parent.map_or(String::new(), |parent| phrase::inside(org, parent, lang));
            format!("{place}, {row}{above}")
        };
        page.clone().map(row).chain(self.rest(page.end, lang)).collect()
    }

    /// That there is no such page.
    pub fn end(&self, page: Page, lang: Lang) -> String {
        let end = if page == Page::Previous { BEGINNING } else { END };
        end.with(lang, &[&units(self.units.len(), lang)])
    }

    /// That no unit has this number.
    pub fn lacks(&self, n: usize, lang: Lang) -> String {
        let last = number(self.units.len(), lang);
        let lacks = match self.units.len() {
            0 => EMPTY,
            1 => ONE,
            _ => LACKS,
        };
        lacks.with(lang, &[&number(n, lang), &last])
    }

    fn page(&self) -> Range<usize> {
        self.top..(self.top + PAGE).min(self.units.len())
    }

    fn rest(&self, read: usize, lang: Lang) -> Option<String> {
        let all = self.units.len();
        if all == 0 {
            return Some(NOTHING.get(lang).to_string());
        }
        (read < all).then(|| MORE.with(lang, &[&number(read, lang), &number(all, lang)]))
    }
}

const MORE: Tr = Tr::new(
    "lu jusqu’à {} sur {}, une ligne vide lit la suite",
    "read up to {} of {}, an empty line reads on",
);
const END: Tr = Tr::new("fin de la liste, {}", "end of the list, {}");
const BEGINNING: Tr = Tr::new("début de la liste, {}", "beginning of the list, {}");
const NOTHING: Tr = Tr::new("la liste est vide", "the list is empty");
const EMPTY: Tr = Tr::new("pas de numéro {} : la liste est vide", "no number {}: the list is empty");
const ONE: Tr = Tr::new("pas de numéro {} : la liste n’a que le 1", "no number {}: the list has 1 only");
const LACKS: Tr =
    Tr::new("pas de numéro {} : la liste va de 1 à {}", "no number {}: the list goes from 1 to {}");
