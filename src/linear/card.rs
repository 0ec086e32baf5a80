//! A unit's card as lines that make sense one by one: each starts with what it is.

use crate::diff::annotations::UnitChanges;
use crate::lang::{Lang, Tr, colon, rank_of_total};
use crate::org::{Org, Section, SectionEntry, UnitId, sections};
use crate::text::Printable;

use super::describe;

/// All lines of a card. The sections are in the same order as on the screen.
pub fn card(org: &Org, id: UnitId, changes: &UnitChanges, lang: Lang) -> Vec<String> {
    let unit = org.unit(id);
    let mut lines = [
        vec![describe::unit(org, id, lang)],
        changes.kind.iter().map(|(_, word)| CHANGE.with(lang, &[word.get(lang)])).collect(),
        previous_values(changes, lang),
        text_lines(singular(Section::Removed), &changes.removed, lang),
        text_lines(OTHER_NAME, &unit.other_names, lang),
        describe::location(org, id, lang)
            .map(|location| LOCATION.with(lang, &[&location]))
            .into_iter()
            .collect(),
        unit.summary.iter().map(|summary| summary.to_string()).collect(),
    ]
    .concat();
    lines.extend(
        sections(org, id, &unit).flat_map(|(section, entries)| section_lines(section, &entries, lang)),
    );
    lines
}

/// The lines of one section of a unit's card; none if it is empty.
pub fn section(org: &Org, id: UnitId, section: Section, lang: Lang) -> Vec<String> {
    section_lines(section, &section.entries(org, id, &org.unit(id)), lang)
}

/// The lines of a section. Each starts with the singular of the section's title.
fn section_lines(section: Section, entries: &[SectionEntry], lang: Lang) -> Vec<String> {
    let colon = colon(lang);
    let text = |entry: &SectionEntry| {
        let (label, value) = (entry.label.filter(|label| !label.is_empty()), &*entry.value);
        match label {
            Some(kind) if section == Section::Relations && value.is_empty() => format!("{colon}{kind}"),
            Some(kind) if section == Section::Relations => format!("{colon}{kind}, {value}"),
            Some(label) => format!(", {label}{colon}{value}"),
            None => format!("{colon}{value}"),
        }
    };
    numbered(singular(section), entries.iter().map(text), lang)
}

/// Previous values of changed fields.
fn previous_values(changes: &UnitChanges, lang: Lang) -> Vec<String> {
    let lines = changes.previous.iter().flat_map(|(field, lines)| {
        lines.iter().map(move |line| {
            format!("{}, {}{}{line}", singular(Section::Before).get(lang), field.get(lang), colon(lang))
        })
    });
    lines.collect()
}

fn text_lines<'a>(title: Tr, texts: impl IntoIterator<Item = &'a Printable>, lang: Lang) -> Vec<String> {
    numbered(title, texts.into_iter().map(|text| format!("{}{text}", colon(lang))), lang)
}

/// Lines that each start with what they are and, if there are several, their rank.
fn numbered(title: Tr, texts: impl Iterator<Item = String>, lang: Lang) -> Vec<String> {
    let (title, texts) = (title.get(lang), texts.collect::<Vec<_>>());
    let line = |(i, text): (usize, &String)| match texts.len() {
        1 => format!("{title}{text}"),
        n => format!("{title} {}{text}", rank_of_total(i + 1, n, lang)),
    };
    texts.iter().enumerate().map(line).collect()
}

const CHANGE: Tr = Tr::new("Unité {}", "Unit {}");
const OTHER_NAME: Tr = Tr::new("Autre nom", "Other name");
const LOCATION: Tr = Tr::new("Emplacement : {}", "Location: {}");

/// The singular of a section's title.
fn singular(section: Section) -> Tr {
    match section {
        Section::Before => Tr::new("Avant", "Before"),
        Section::Removed => Tr::new("Unité supprimée", "Unit removed"),
        Section::Contacts => Tr::new("Contact", "Contact"),
        Section::Links => Tr::new("Lien", "Link"),
        Section::Missions => Tr::new("Mission", "Mission"),
        Section::Facts => Tr::new("Repère", "Fact"),
        Section::Relations => Tr::new("Relation", "Relation"),
        Section::Notes => Tr::new("Remarque", "Note"),
        Section::Source => Tr::new("Source", "Source"),
    }
}
