//! Address books: vCards of versions 2.1 to 4.0 (RFC 6350). The components of `ORG` are the units above a
//! person; a card of an organisation is the unit that its `ORG` ends with. Photos, sounds and keys are not kept.

mod lines;

use std::collections::HashMap;

use crate::org::DiagnosticKind;

use super::acronym;
use super::generated_ids::IdGenerator;
use super::progress::ProgressMeter;
use super::record::Record;
use super::record_sink::RecordSink;
use super::{ProgressFn, ReadError};

use lines::{Properties, Property};

/// Properties with pictures, sounds and keys.
const BINARY: [&str; 4] = ["PHOTO", "LOGO", "SOUND", "KEY"];
/// Properties that say nothing of the unit.
const IGNORED: [&str; 5] = ["VERSION", "PRODID", "KIND", "X-ADDRESSBOOKSERVER-KIND", "X-ABSHOWAS"];
/// The property of our own cards with the `UID` of the unit above, if `ORG` has not the whole path.
const PARENT_PROPERTY: &str = "X-PARENT-UID";
/// Components of `ORG` that are units, at most; the last one has the rest.
const MAX_COMPONENTS: usize = 128;

/// Whether a text is an address book.
pub fn is_address_book(text: &str) -> bool {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty());
    first.is_some_and(|line| line.eq_ignore_ascii_case("BEGIN:VCARD"))
}

/// Reads the cards twice: one may come before that of its unit.
pub fn read(text: &str, sink: &mut RecordSink, on_progress: ProgressFn) -> Result<(), ReadError> {
    let mut units = Units::default();
    Cards::new(text).for_each(|card| units.add(&card));
    units.find_parents();
    let mut progress = ProgressMeter::new(on_progress, text.len());
    let first = sink.builder.record_count();
    let (mut ids, mut number) = (IdGenerator::default(), 0);
    for card in Cards::new(text) {
        for property in
            card.properties.iter().filter_map(|(line, property)| property.is_none().then_some(*line))
        {
            sink.report(property, DiagnosticKind::UnrecognisedLine);
        }
        if card.is_blank() {
            continue;
        }
        let mut record = record(&card, &units.uids, sink);
        if record.id.trim().is_empty() {
            record.id = ids.id(&record.name);
        }
        sink.add_nested(card.line, &record, units.parents[number].map(|parent| first + parent));
        progress.advance_to(text.len() / units.card_count.max(1) * number);
        number += 1;
    }
    for (name, parent) in &units.added {
        let mut record = Record::new(&ids.id(name));
        record.name.clone_from(name);
        sink.add_nested(1, &record, parent.map(|parent| first + parent));
    }
    Ok(())
}

/// A card, or lines outside of cards.
struct Card<'a> {
    line: usize,
    properties: Vec<(usize, Option<Property<'a>>)>,
}

impl Card<'_> {
    /// The first property with a name.
    fn get(&self, name: &str) -> Option<&Property<'_>> {
        self.properties.iter().filter_map(|(_, property)| property.as_ref()).find(|of| of.name == name)
    }

    fn is_blank(&self) -> bool {
        self.properties.iter().all(|(_, property)| property.is_none())
    }

    fn text(&self, name: &str) -> String {
        self.get(name).map(Property::text).unwrap_or_default()
    }

    /// The name: `FN`, or the parts of `N`, or the last unit, or the address.
    fn name(&self) -> String {
        let parts = || self.name_in_parts().unwrap_or_default();
        let unit = || self.path().pop().unwrap_or_default();
        let names = [&|| self.text("FN"), &parts as &dyn Fn() -> String, &unit, &|| self.text("EMAIL")];
        names.iter().map(|name| name()).find(|name| !name.trim().is_empty()).unwrap_or_default()
    }

    /// The parts of `N` in the order in which they are written.
    fn name_in_parts(&self) -> Option<String> {
        let parts = self.get("N")?.components();
        let part = |index: usize| parts.get(index).map_or("", String::as_str);
        let name = [part(3), part(1), part(2), part(0), part(4)].join(" ");
        Some(name.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|name| !name.is_empty())
    }

    /// The components of `ORG`.
    fn path(&self) -> Vec<String> {
        let mut path = self.get("ORG").map(Property::components).unwrap_or_default();
        path.retain(|name| !name.trim().is_empty());
        if path.len() > MAX_COMPONENTS {
            let rest = path.split_off(MAX_COMPONENTS - 1).join("; ");
            path.push(rest);
        }
        path
    }

    /// Whether it is the card of an organisation: it says so, or has the name of its last unit.
    fn is_organisation(&self) -> bool {
        let says = |property: &str, value: &str| self.text(property).eq_ignore_ascii_case(value);
        let is_named = || self.get("N").is_none() && self.path().last() == Some(&self.text("FN"));
        says("KIND", "org") || says("X-ABSHOWAS", "company") || self.get("KIND").is_none() && is_named()
    }
}

/// The cards of a text.
struct Cards<'a>(Properties<'a>);

impl<'a> Cards<'a> {
    fn new(text: &'a str) -> Self {
        Self(Properties::new(text))
    }
}

impl<'a> Iterator for Cards<'a> {
    type Item = Card<'a>;

    fn next(&mut self) -> Option<Card<'a>> {
        let mut card: Option<Card> = None;
        for (line, property) in self.0.by_ref() {
            let boundary = property.as_ref().map_or("", |property| match &*property.name {
                name @ ("BEGIN" | "END") if property.value.trim().eq_ignore_ascii_case("VCARD") => name,
                _ => "",
            });
            if boundary == "END" {
                return Some(card.unwrap_or(Card { line, properties: Vec::new() }));
            }
            let card = card.get_or_insert_with(|| Card { line, properties: Vec::new() });
            if boundary.is_empty() {
                card.properties.push((line, property));
            }
        }
        card
    }
}

/// The tree of the cards.
#[derive(Default)]
struct Units {
    card_count: usize,
    /// The parent of each card, then of each unit that is added.
    parents: Vec<Option<usize>>,
    /// The paths of the parents that were not found at first.
    unresolved: Vec<(usize, Vec<String>)>,
    /// The last card with a path.
    by_path: HashMap<String, usize>,
    /// The first card with each `UID`.
    uids: HashMap<String, usize>,
    /// Cards that state the `UID` of their parent.
    stated: Vec<(usize, String)>,
    /// Units that have no card, with their parents.
    added: Vec<(String, Option<usize>)>,
}

impl Units {
    /// Adds a card. Its parent is the last card before it that has the path: cards of a tree stand in the order
    /// of the tree, and several of its units may have the same name.
    fn add(&mut self, card: &Card) {
        if card.is_blank() {
            return;
        }
        let number = self.card_count;
        self.card_count += 1;
        let uid = card.text("UID");
        if !uid.is_empty() {
            self.uids.entry(uid).or_insert(number);
        }
        let stated = card.text(PARENT_PROPERTY);
        if !stated.is_empty() {
            self.stated.push((number, stated));
        }
        let mut path = card.path();
        let is_organisation = card.is_organisation();
        let own = if is_organisation { path.pop().or_else(|| Some(card.name())) } else { None };
        let parent = self.by_path.get(&key(&path)).copied();
        if parent.is_none() && !path.is_empty() {
            self.unresolved.push((number, path.clone()));
        }
        self.parents.push(parent);
        if let Some(own) = own {
            path.push(own);
            self.by_path.insert(key(&path), number);
        }
    }

    /// Finds the parents that come after their cards, and adds those that have no card.
    fn find_parents(&mut self) {
        let uids = &self.uids;
        let stated = self.stated.iter().filter_map(|(number, uid)| Some((*number, *uids.get(uid)?)));
        let stated: HashMap<usize, usize> = stated.filter(|(number, parent)| number != parent).collect();
        stated.iter().for_each(|(number, parent)| self.parents[*number] = Some(*parent));
        for (number, path) in std::mem::take(&mut self.unresolved) {
            if stated.contains_key(&number) {
                continue;
            }
            let mut parent = None;
            for end in 1..=path.len() {
                let next = self.card_count + self.added.len();
                let unit = *self.by_path.entry(key(&path[..end])).or_insert(next);
                if unit == next {
                    self.added.push((path[end - 1].clone(), parent));
                }
                parent = Some(unit);
            }
            self.parents[number] = parent.filter(|parent| *parent != number);
        }
    }
}

fn key(path: &[String]) -> String {
    path.iter().flat_map(|name| [name.as_str(), "\u{1f}"]).collect()
}

/// The record of a card.
fn record(card: &Card, uids: &HashMap<String, usize>, sink: &mut RecordSink) -> Record {
    let mut record = Record::default();
    record.name = card.name();
    let is_organisation = card.is_organisation();
    for property in card.properties.iter().filter_map(|(_, property)| property.as_ref()) {
        let (text, types) = (property.text(), property.types());
        let label =
            types.iter().find(|known| ["work", "home"].contains(&&***known)).map_or("", |known| known);
        match &*property.name {
            "UID" if record.id.is_empty() => record.id = text,
            "FN" if text == record.name => {}
            "FN" => record.other_names.push(text),
            "N" => {
                record.other_names.extend(card.name_in_parts().filter(|name| adds_words(name, &record.name)))
            }
            "ORG" => {}
            "NICKNAME" => property.list().iter().for_each(|name| add_nickname(&mut record, name)),
            "CATEGORIES" if record.kind.is_empty() && property.list().len() == 1 => record.kind = text,
            "CATEGORIES" => record.add_fact("CATEGORIES", &property.list().join(", ")),
            "TITLE" | "ROLE" if !is_organisation && record.kind.is_empty() => record.kind = text,
            "TEL" => record.add_contact(phone_kind(&types), text.trim_start_matches("tel:"), label),
            "EMAIL" => record.add_contact("email", text.trim_start_matches("mailto:"), label),
            "ADR" => record.add_contact("address", &address(property), label),
            "URL" => record.add_link(label, &text),
            "NOTE" => record.notes.extend(text.lines().map(String::from)),
            "RELATED" | "MEMBER" => add_relation(&mut record, property, uids),
            PARENT_PROPERTY if uids.contains_key(&text) => {}
            name if IGNORED.contains(&name) => {}
            name if BINARY.contains(&name) => {
                let is_address = text.starts_with("http://") || text.starts_with("https://");
                record.add_link(name, if is_address { &text } else { "" });
            }
            name => {
                let field = sink.fields([name].into_iter())[0];
                record.add_value(field, name, &text);
            }
        }
    }
    record
}

/// Whether a name has words that another one has not.
fn adds_words(name: &str, other: &str) -> bool {
    let known: Vec<&str> = other.split_whitespace().collect();
    !name.split_whitespace().all(|word| known.contains(&word))
}

/// A nickname that looks like an acronym is the acronym, unless there is one already.
fn add_nickname(record: &mut Record, name: &str) {
    if record.acronym.is_empty() && acronym::is_acronym(name) {
        record.acronym = name.to_string();
    } else {
        record.other_names.push(name.to_string());
    }
}

/// The type of a telephone number in the words of Popolo.
fn phone_kind(types: &[String]) -> &'static str {
    let kinds = ["fax", "cell", "text", "video", "pager", "textphone"];
    kinds.into_iter().find(|kind| types.iter().any(|known| known == kind)).unwrap_or("voice")
}

/// The parts of an address on one line, or its label.
fn address(property: &Property) -> String {
    let parts = property.components();
    let filled: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    match property.parameter("LABEL") {
        Some(label) if filled.is_empty() => label.replace("\\n", ", "),
        _ => filled.join(", "),
    }
}

/// Adds a relation to another card, or to a party outside.
fn add_relation(record: &mut Record, property: &Property, uids: &HashMap<String, usize>) {
    let types = property.types();
    let kind = match &*property.name {
        "RELATED" => types.first().map_or("related", |kind| kind),
        _ => "member",
    };
    let target = property.text();
    match uids.contains_key(&target) {
        true => record.add_relation(kind, &target),
        false => record.add_named_relation(kind, &target),
    }
}

#[cfg(test)]
mod tests {
    use crate::import;
    use crate::import::test_support::{indented_names, messages};
    use crate::lang::Lang;
    use crate::org::{Org, UnitId};

    fn org(text: &str) -> Org {
        import::read(text.as_bytes(), Lang::En).expect("readable")
    }

    const BOOK: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana Mor\r\nN:Mor;Ana;;;\r\nORG:Port;Quays\\, north;\r\n\
        TITLE:Pilot\r\nitem1.TEL;TYPE=WORK,FAX:+1 23\r\nEMAIL;TYPE=INTERNET:ana@\r\n port.example\r\n\
        ADR;TYPE=work:;;1 Quay\\; left;Port;;999;\r\nX-FLOOR:3\r\nNOTE:a\\nb\r\nPHOTO;ENCODING=b:AAAA\r\nEND:VCARD\r\n\
        begin:vcard\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:L=C3=A9;Bo=\nb\nTEL;CELL:45\nORG:Port\nEND:VCARD\n\
        BEGIN:VCARD\nKIND:org\nUID:urn:port\nFN:The port\nORG:Port\nRELATED;TYPE=agent:urn:port\nRELATED;VALUE=text:Sea\nnothing\nEND:VCARD\n";

    #[test]
    fn cards_stand_below_the_units_of_their_organisations() {
        let org = org(BOOK);
        assert_eq!(indented_names(&org), ["The port", " Bob Lé", " Quays, north", "  Ana Mor"]);
        assert_eq!(messages(&org), ["this line is not recognised; it is ignored"]);
        let ana = org.unit(UnitId::at(3));
        let contacts: Vec<_> = ana.contacts.iter().map(|of| (of.kind.as_deref(), &*of.value)).collect();
        assert_eq!(
            contacts,
            [
                (Some("fax"), "+1 23"),
                (Some("email"), "ana@port.example"),
                (Some("address"), "1 Quay; left, Port, 999")
            ]
        );
        assert_eq!(ana.kind.as_deref(), Some("Pilot"));
        assert_eq!((&*ana.facts[0].label, &*ana.facts[0].value), ("X-FLOOR", "3"));
        assert_eq!(ana.notes.len(), 2);
        let port = org.unit(UnitId::ROOT);
        assert_eq!((&*port.id, port.relations.len()), ("urn:port", 2));
    }

    #[test]
    fn a_stated_parent_counts_more_than_the_path() {
        let card =
            |id: &str, more: &str| format!("BEGIN:VCARD\nKIND:org\nUID:{id}\nFN:{id}\n{more}\nEND:VCARD\n");
        let text = card("a", "ORG:a")
            + &card("c", "ORG:a;x;c\nX-PARENT-UID:b")
            + &card("b", "ORG:a;b\nX-PARENT-UID:z");
        let org = org(&text);
        assert_eq!(indented_names(&org), ["a", " b", "  c"]);
        assert_eq!((&*org.unit(UnitId::at(1)).facts[0].value, org.unit(UnitId::at(2)).facts.len()), ("z", 0));
        let circle =
            card("a", "X-PARENT-UID:b") + &card("b", "X-PARENT-UID:a") + &card("c", "X-PARENT-UID:c");
        assert_eq!(import::read(circle.as_bytes(), Lang::En).expect("readable").len(), 4);
    }
}
