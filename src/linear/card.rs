//! A unit's card as lines that make sense one by one: each starts with what it is.

use crate::diff::annotations::UnitChanges;
use crate::lang::{Lang, Tr, and_more, colon, rank_of_total};
use crate::org::{CardContent, Org, ReverseRelations, Section, SectionContent, SectionEntry, Unit, UnitId};
use crate::text::Printable;

use super::describe;

/// The most units that one section reads out.
const MAX_LISTED_UNITS: usize = 20;

/// All lines of a card. The sections are in the same order as on the screen.
pub fn card(
    org: &Org,
    id: UnitId,
    reverse_relations: Option<&ReverseRelations>,
    changes: &UnitChanges,
    lang: Lang,
) -> Vec<String> {
    let unit = org.unit(id);
    let mut lines = [
        vec![describe::unit(org, id, lang)],
        changes.kind.iter().map(|(_, word)| CHANGE.with(lang, &[word.get(lang)])).collect(),
        previous_values(changes, lang),
        text_lines(singular(Section::Removed), &changes.removed, lang),
        text_lines(OTHER_NAME, &unit.other_names, lang),
        text_lines(ALIAS, org.aliases(id), lang),
        describe::location(org, id, lang)
            .map(|location| LOCATION.with(lang, &[&location]))
            .into_iter()
            .collect(),
        unit.summary.iter().map(|summary| summary.to_string()).collect(),
    ]
    .concat();
    let content = CardContent { org, id, unit: &unit, reverse_relations, max_units: MAX_LISTED_UNITS };
    lines.extend(content.sections().flat_map(|(section, content)| section_lines(section, &content, lang)));
    lines
}

/// The lines of one section that the record of a unit fills; none if it is empty.
pub fn section(org: &Org, id: UnitId, section: Section, lang: Lang) -> Vec<String> {
    let unit: &Unit = &org.unit(id);
    let content = CardContent { org, id, unit, reverse_relations: None, max_units: MAX_LISTED_UNITS };
    section_lines(section, &section.content(&content), lang)
}

/// The lines of a section. Each starts with the singular of the section's title.
fn section_lines(section: Section, content: &SectionContent, lang: Lang) -> Vec<String> {
    let colon = colon(lang);
    let label = |entry: &SectionEntry| entry.label.as_ref().map(|label| label.text(lang));
    let labelled = |entry: &SectionEntry| match label(entry) {
        Some(label) => format!(", {label}{colon}{}", entry.value_and_host()),
        None => format!("{colon}{}", entry.value_and_host()),
    };
    let named = |entry: &SectionEntry| {
        let detail = label(entry).map_or(String::new(), |label| format!(", {label}"));
        format!("{colon}{}{detail}", *entry.value)
    };
    let title = singular(section);
    let entries = content.entries.iter();
    match section {
        Section::Relations => {
            let (inside, outside): (Vec<_>, Vec<_>) = entries.partition(|entry| entry.unit.is_some());
            let inside = numbered(title, inside.into_iter().map(named), lang);
            let outside = outside.into_iter().map(|entry| OUTSIDE.get(lang).to_string() + &named(entry));
            inside.into_iter().chain(outside).collect()
        }
        Section::UnitsBelow | Section::ReferredToBy => {
            let total = content.entries.len() + content.omitted;
            let lines = ranked(title, total, entries.map(named), lang);
            let more = (content.omitted > 0).then(|| and_more(content.omitted, lang));
            lines.into_iter().chain(more).collect()
        }
        _ => numbered(title, entries.map(labelled), lang),
    }
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
    let texts: Vec<String> = texts.collect();
    let total = texts.len();
    ranked(title, total, texts.into_iter(), lang)
}

/// The same for the first of `total` lines.
fn ranked(title: Tr, total: usize, texts: impl Iterator<Item = String>, lang: Lang) -> Vec<String> {
    let title = title.get(lang);
    let line = |(i, text): (usize, String)| match total {
        1 => format!("{title}{text}"),
        total => format!("{title} {}{text}", rank_of_total(i + 1, total, lang)),
    };
    texts.enumerate().map(line).collect()
}

const CHANGE: Tr = Tr::new("Unité {}", "Unit {}");
const OTHER_NAME: Tr = Tr::new("Autre nom", "Other name");
const ALIAS: Tr = Tr::new("Alias", "Alias");
const OUTSIDE: Tr = Tr::new("Relation hors de l’organisation", "Relation outside the organisation");
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
        Section::UnitsBelow => Tr::new("Unité rattachée", "Unit below"),
        Section::ReferredToBy => Tr::new("Citée par", "Referred to by"),
        Section::Notes => Tr::new("Remarque", "Note"),
        Section::Source => Tr::new("Source", "Source"),
    }
}
