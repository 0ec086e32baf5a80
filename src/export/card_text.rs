//! The card of a unit as plain text, not wrapped.

use std::fmt::Write;

use crate::lang::{Lang, Tr, colon};
use crate::org::field::labelled;
use crate::org::path::joined_path;
use crate::org::{CardContent, Org, ReverseRelations, Section, SectionEntry, Unit, UnitId};

/// Formats the name and the section titles: as they are, or with escape sequences for bold.
pub type Emphasis = fn(&str) -> String;

/// The card, one value per line, in the same order as on the screen. All units below and all that
/// refer to this one are listed; the latter only if they are known.
pub fn card_text(
    org: &Org,
    id: UnitId,
    reverse_relations: Option<&ReverseRelations>,
    lang: Lang,
    emphasis: Emphasis,
) -> String {
    let unit = &org.unit(id);
    let mut card = CardText { text: header(org, id, unit, emphasis), lang, emphasis };
    let content = CardContent { org, id, unit, reverse_relations, max_units: usize::MAX };
    for (section, content) in content.sections() {
        card.section(section.title(), content.entries.iter().map(|entry| line(section, entry, lang)));
    }
    card.text
}

/// An entry: a label before its value, or a name before what it is to the unit.
fn line(section: Section, entry: &SectionEntry, lang: Lang) -> String {
    let label = entry.label.as_ref().map(|label| label.text(lang));
    match (&label, section) {
        (Some(detail), Section::Relations | Section::UnitsBelow | Section::ReferredToBy) => {
            format!("{} ({detail})", *entry.value)
        }
        (label, _) => labelled(label.as_ref(), colon(lang), &entry.value_and_host()),
    }
}

/// The lines above the sections: name, acronym and kind, other names and aliases, path, and summary.
fn header(org: &Org, id: UnitId, unit: &Unit, emphasis: Emphasis) -> String {
    let acronym_and_kind = unit
        .distinct_acronym()
        .into_iter()
        .chain(&unit.kind)
        .map(|part| &**part)
        .collect::<Vec<_>>()
        .join(" · ");
    let aliases = org.alias_lines(id);
    let other_names = unit.other_names.iter().cloned().chain(aliases).map(|name| name.to_string());
    let summary = unit.summary.iter().map(|summary| format!("\n{summary}"));
    let lines = [emphasis(&unit.name), acronym_and_kind]
        .into_iter()
        .chain(other_names)
        .chain([joined_path(org, id)])
        .chain(summary);
    lines.filter(|line| !line.is_empty()).map(|line| line + "\n").collect()
}

struct CardText {
    text: String,
    lang: Lang,
    emphasis: Emphasis,
}

impl CardText {
    /// Appends a section; nothing if it has no lines.
    fn section(&mut self, title: Tr, lines: impl Iterator<Item = String>) {
        for (i, line) in lines.enumerate() {
            if i == 0 {
                let _ = writeln!(self.text, "\n{}", (self.emphasis)(title.get(self.lang)));
            }
            let _ = writeln!(self.text, "  {line}");
        }
    }
}
