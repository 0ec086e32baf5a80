//! A unit's card, read line by line: each says what it is, and names are whole.

use super::phrase;
use crate::card::Past;
use crate::lang::{Lang, Tr, colon, rank};
use crate::org::{Org, Unit, UnitId};
use crate::text::Printable;

/// The whole card, in the order of the screen.
pub fn card(org: &Org, id: UnitId, past: &Past, lang: Lang) -> Vec<String> {
    let unit = org.unit(id);
    let source = org.source().filter(|_| id == UnitId::ROOT);
    let links = unit.links.iter().map(|link| (link.label.as_ref(), &link.url));
    let facts = unit.facts.iter().map(|fact| (Some(&fact.label), &fact.value));
    [
        vec![phrase::unit(org, id, lang)],
        past.mark.iter().map(|(_, word)| NEWS.with(lang, &[word.get(lang)])).collect(),
        before(past, lang),
        texts(REMOVED, &past.removed, lang),
        texts(OTHER_NAME, &unit.other_names, lang),
        phrase::place(org, id, lang).map(|place| PLACE.with(lang, &[&place])).into_iter().collect(),
        unit.summary.iter().map(|summary| summary.to_string()).collect(),
        contacts(&unit, lang),
        pairs(LINK, links, lang),
        texts(MISSION, &unit.missions, lang),
        pairs(FACT, facts, lang),
        relations(org, &unit, lang),
        texts(NOTE, &unit.notes, lang),
        texts(SOURCE, source, lang),
    ]
    .concat()
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

pub fn contacts(unit: &Unit, lang: Lang) -> Vec<String> {
    pairs(CONTACT, unit.contacts.iter().map(|contact| (contact.called(), &contact.value)), lang)
}

/// The relations, with the numbers that follow them.
pub fn relations(org: &Org, unit: &Unit, lang: Lang) -> Vec<String> {
    let said = unit.relations.iter().map(|relation| {
        let party = org.party(relation);
        let said = [&*relation.kind, &*party];
        let said = said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
        format!("{}{said}", colon(lang))
    });
    part(RELATION, said, lang)
}

fn texts<'a>(what: Tr, texts: impl IntoIterator<Item = &'a Printable>, lang: Lang) -> Vec<String> {
    part(what, texts.into_iter().map(|text| format!("{}{text}", colon(lang))), lang)
}

fn pairs<'a>(
    what: Tr,
    pairs: impl Iterator<Item = (Option<&'a Printable>, &'a Printable)>,
    lang: Lang,
) -> Vec<String> {
    let colon = colon(lang);
    let said = pairs.map(|(label, value)| match label.filter(|label| !label.is_empty()) {
        Some(label) => format!(", {label}{colon}{value}"),
        None => format!("{colon}{value}"),
    });
    part(what, said, lang)
}

/// Lines that each say what they are and, when there are several, which of how many.
fn part(what: Tr, rests: impl Iterator<Item = String>, lang: Lang) -> Vec<String> {
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
const CONTACT: Tr = Tr::new("Contact", "Contact");
const LINK: Tr = Tr::new("Lien", "Link");
const MISSION: Tr = Tr::new("Mission", "Mission");
const FACT: Tr = Tr::new("Repère", "Fact");
const RELATION: Tr = Tr::new("Relation", "Relation");
const NOTE: Tr = Tr::new("Remarque", "Note");
const SOURCE: Tr = Tr::new("Source", "Source");
