//! A unit's card, read line by line: each says what it is, and names are whole.

use super::phrase;
use crate::card::Past;
use crate::lang::{Lang, Tr, colon, rank};
use crate::org::{Org, Section, SectionEntry, UnitId, sections};
use crate::text::Printable;

/// The whole card. The sections are in the order of the screen.
pub fn card(org: &Org, id: UnitId, past: &Past, lang: Lang) -> Vec<String> {
    let unit = org.unit(id);
    let mut lines = [
        vec![phrase::unit(org, id, lang)],
        past.mark.iter().map(|(_, word)| NEWS.with(lang, &[word.get(lang)])).collect(),
        before(past, lang),
        texts(REMOVED, &past.removed, lang),
        texts(OTHER_NAME, &unit.other_names, lang),
        phrase::place(org, id, lang).map(|place| PLACE.with(lang, &[&place])).into_iter().collect(),
        unit.summary.iter().map(|summary| summary.to_string()).collect(),
    ]
    .concat();
    lines.extend(sections(org, id, &unit).flat_map(|(section, entries)| read(section, &entries, lang)));
    lines
}

/// The lines of one section of the card of a unit; none when it is empty.
pub fn section(org: &Org, id: UnitId, section: Section, lang: Lang) -> Vec<String> {
    read(section, &section.entries(org, id, &org.unit(id)), lang)
}

/// The lines of a section. Each starts with the singular of the section's title.
fn read(section: Section, entries: &[SectionEntry], lang: Lang) -> Vec<String> {
    let colon = colon(lang);
    let rest = |entry: &SectionEntry| {
        let (label, value) = (entry.label.filter(|label| !label.is_empty()), &*entry.value);
        match label {
            Some(kind) if section == Section::Relations && value.is_empty() => format!("{colon}{kind}"),
            Some(kind) if section == Section::Relations => format!("{colon}{kind}, {value}"),
            Some(label) => format!(", {label}{colon}{value}"),
            None => format!("{colon}{value}"),
        }
    };
    numbered(singular(section), entries.iter().map(rest), lang)
}

/// What fields said that say something else now.
fn before(past: &Past, lang: Lang) -> Vec<String> {
    let said = past.before.iter().flat_map(|(words, lines)| {
        lines
            .iter()
            .map(move |line| format!("{}, {}{}{line}", BEFORE.get(lang), words.get(lang), colon(lang)))
    });
    said.collect()
}

fn texts<'a>(what: Tr, texts: impl IntoIterator<Item = &'a Printable>, lang: Lang) -> Vec<String> {
    numbered(what, texts.into_iter().map(|text| format!("{}{text}", colon(lang))), lang)
}

/// Lines that each say what they are and, when there are several, which of how many.
fn numbered(what: Tr, rests: impl Iterator<Item = String>, lang: Lang) -> Vec<String> {
    let (what, rests) = (what.get(lang), rests.collect::<Vec<_>>());
    let said = |(i, rest): (usize, &String)| match rests.len() {
        1 => format!("{what}{rest}"),
        n => format!("{what} {}{rest}", rank(i + 1, n, lang)),
    };
    rests.iter().enumerate().map(said).collect()
}

const NEWS: Tr = Tr::new("Unité {}", "Unit {}");
const BEFORE: Tr = Tr::new("Avant", "Before");
const REMOVED: Tr = Tr::new("Unité supprimée", "Unit removed");
const OTHER_NAME: Tr = Tr::new("Autre nom", "Other name");
const PLACE: Tr = Tr::new("Emplacement : {}", "Place: {}");

/// What one entry of a section is called.
fn singular(section: Section) -> Tr {
    match section {
        Section::Before => BEFORE,
        Section::Removed => REMOVED,
        Section::Contacts => Tr::new("Contact", "Contact"),
        Section::Links => Tr::new("Lien", "Link"),
        Section::Missions => Tr::new("Mission", "Mission"),
        Section::Facts => Tr::new("Repère", "Fact"),
        Section::Relations => Tr::new("Relation", "Relation"),
        Section::Notes => Tr::new("Remarque", "Note"),
        Section::Source => Tr::new("Source", "Source"),
    }
}
