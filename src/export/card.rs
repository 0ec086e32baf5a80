//! A unit's card as plain text, whole and unwrapped.

use std::fmt::Write;

use super::text::path;
use crate::card::Part;
use crate::lang::{Lang, Tr};
use crate::org::{Org, UnitId};
use crate::text::Printable;

const BELOW: Tr = Tr::new("Unités rattachées", "Units below");

/// How a name or a heading is written: as it is, or between the codes that make it stand out.
pub type Stress = fn(&str) -> String;

/// The card, one fact a line, headings in the user's language.
pub fn card(org: &Org, id: UnitId, lang: Lang, stress: Stress) -> String {
    let unit = org.unit(id);
    let title = |title: Tr| stress(title.get(lang));
    let mut text = format!("{}\n", stress(&unit.name));
    let acronym = unit.acronym.iter().filter(|acronym| **acronym != unit.name);
    line(&mut text, &acronym.chain(&unit.kind).map(|part| &**part).collect::<Vec<_>>().join(" · "));
    unit.other_names.iter().for_each(|name| line(&mut text, name));
    line(&mut text, &path(org, id).iter().map(|name| &***name).collect::<Vec<_>>().join(" › "));
    if let Some(summary) = &unit.summary {
        let _ = writeln!(text, "\n{summary}");
    }
    section(
        &mut text,
        title(Part::Missions.title()),
        unit.missions.iter().map(|mission| mission.to_string()),
    );
    section(
        &mut text,
        title(Part::Facts.title()),
        unit.facts.iter().map(|fact| pair(&fact.label, &fact.value, lang)),
    );
    let contacts = unit.contacts.iter().map(|contact| {
        let label = contact.label.as_ref().or(contact.kind.as_ref());
        pair(label.unwrap_or(&Printable::default()), &contact.value, lang)
    });
    section(&mut text, title(Part::Contacts.title()), contacts);
    let links = unit.links.iter().map(|link| pair(&link.label.clone().unwrap_or_default(), &link.url, lang));
    section(&mut text, title(Part::Links.title()), links);
    let relations = unit.relations.iter().map(|relation| pair(&relation.kind, org.party(relation), lang));
    section(&mut text, title(Part::Relations.title()), relations);
    section(&mut text, title(Part::Notes.title()), unit.notes.iter().map(|note| note.to_string()));
    section(&mut text, title(BELOW), org.children(id).map(|child| org.unit(child).name.to_string()));
    text
}

fn section(text: &mut String, title: String, lines: impl Iterator<Item = String>) {
    for (i, line) in lines.enumerate() {
        if i == 0 {
            let _ = writeln!(text, "\n{title}");
        }
        let _ = writeln!(text, "  {line}");
    }
}

fn pair(label: &str, value: &str, lang: Lang) -> String {
    match (label.is_empty(), lang) {
        (true, _) => value.to_string(),
        (false, Lang::Fr) => format!("{label}\u{a0}: {value}"),
        (false, Lang::En) => format!("{label}: {value}"),
    }
}

fn line(text: &mut String, line: &str) {
    if !line.is_empty() {
        let _ = writeln!(text, "{line}");
    }
}
