//! The tree of a page: nested lists, with the card of each unit inside its item.

use std::io::{self, Write};

use crate::export::Subtree;
use crate::export::escape::markup;
use crate::export::tree_text::MAX_DRAWN_LEVELS;
use crate::lang::{level, units};
use crate::org::{Unit, UnitId};

use super::Page;

/// Levels that are indented by the style. Deeper units say their level.
const INDENTED_LEVELS: usize = 10;

impl Page<'_> {
    /// Writes all units below the top. Lists are nested down to [`MAX_DRAWN_LEVELS`], as browsers limit the
    /// depth of a page: deeper units follow in the innermost list.
    pub fn write_tree(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "<ul id=\"units\" aria-labelledby=\"chart\"{}>", self.data_lang)?;
        let mut open_lists = 1;
        for id in self.subtree.units().skip(1) {
            let nesting = self.subtree.level(id).min(MAX_DRAWN_LEVELS);
            while open_lists > nesting {
                writeln!(out, "</ul></details></li>")?;
                open_lists -= 1;
            }
            open_lists += usize::from(self.write_unit(id, out)?);
        }
        (1..open_lists).try_for_each(|_| writeln!(out, "</ul></details></li>"))?;
        writeln!(out, "</ul>")
    }

    /// Writes the item of a unit: with a list that stays open for the units below, which is returned,
    /// or closed.
    fn write_unit(&self, id: UnitId, out: &mut dyn Write) -> io::Result<bool> {
        let Subtree { org, .. } = self.subtree;
        let unit = self.subtree.unit(id);
        let (anchor, card, row) = (self.anchor(id), self.card(id, &unit), self.row(id, &unit));
        let has_list = self.has_list(id);
        // A reader that counts the lists needs the level where they are no longer nested.
        let depth = self.subtree.level(id);
        let depth = if depth > MAX_DRAWN_LEVELS { format!(" data-level=\"{depth}\"") } else { String::new() };
        if !has_list && card.is_empty() {
            writeln!(out, "<li{depth}><div id=\"{anchor}\">{row}</div></li>")?;
            return Ok(false);
        }
        write!(out, "<li{depth}><details><summary>{row}")?;
        if has_list {
            let below = markup(&units(org.subtree(id).len() - 1, self.lang));
            write!(out, " <small{}>{below}</small>", self.word_lang)?;
        }
        write!(out, "</summary>")?;
        if !card.is_empty() {
            write!(out, "<div class=\"card\" id=\"{anchor}\">{card}</div>")?;
        }
        match (has_list, card.is_empty()) {
            (true, true) => writeln!(out, "<ul id=\"{anchor}\">")?,
            (true, false) => writeln!(out, "<ul>")?,
            (false, _) => writeln!(out, "</details></li>")?,
        }
        Ok(has_list)
    }

    /// What stands for the unit while it is closed: name, acronym, kind, and its level if the indentation does
    /// not show it.
    fn row(&self, id: UnitId, unit: &Unit) -> String {
        let depth = self.subtree.level(id);
        let kind = unit.kind.as_ref().filter(|kind| !kind.is_blank());
        let kind = kind.map_or(String::new(), |kind| format!(" <span>{}</span>", markup(kind)));
        let deep = if depth > INDENTED_LEVELS {
            format!(" <em{}>{}</em>", self.word_lang, markup(&level(depth, self.lang)))
        } else {
            String::new()
        };
        name_and_acronym(unit) + &kind + &deep
    }

    fn has_list(&self, id: UnitId) -> bool {
        !self.subtree.is_leaf(id) && self.subtree.level(id) < MAX_DRAWN_LEVELS
    }
}

/// The name, isolated from the direction of what follows, and the acronym.
pub fn name_and_acronym(unit: &Unit) -> String {
    let acronym = unit.distinct_acronym().filter(|acronym| !acronym.is_blank());
    let acronym = acronym.map_or(String::new(), |acronym| format!(" <abbr>{}</abbr>", markup(acronym)));
    format!("<bdi>{}</bdi>{acronym}", markup(&unit.name))
}
