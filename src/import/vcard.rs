//! Address books: vCards of versions 2.1 to 4.0 (RFC 6350). The components of `ORG` are the units above a
//! person; a card of an organisation is the unit that its `ORG` ends with. Photos, sounds and keys are not kept.

mod cards;
mod lines;

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};

use crate::org::DiagnosticKind;
use crate::text::Printable;

use super::acronym;
use super::generated_ids::IdGenerator;
use super::progress::ProgressMeter;
use super::record::Record;
use super::record_sink::RecordSink;
use super::{ProgressFn, ReadError};

use cards::{Card, Cards};
use lines::{BINARY, Property, Reading};

/// Properties that say nothing of the unit.
const IGNORED: [&str; 3] = ["VERSION", "PRODID", "X-ABSHOWAS"];
/// What `KIND` is called in the version 3.0 of Apple.
const KIND_OF_APPLE: &str = "X-ADDRESSBOOKSERVER-KIND";
/// The property of our own cards with the `UID` of the unit above, if `ORG` has not the whole path.
const PARENT_PROPERTY: &str = "X-PARENT-UID";

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
        report_problems(&card, sink);
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

/// Reports what of a card is not read as it is written.
fn report_problems(card: &Card, sink: &mut RecordSink) {
    if !card.is_closed {
        sink.report(card.line, DiagnosticKind::UnclosedCard);
    }
    for (line, property) in &card.properties {
        let problem = match property.as_ref().map(|property| (property, property.reading)) {
            None => DiagnosticKind::UnrecognisedLine,
            Some((_, Reading::AsStated)) => continue,
            Some((property, Reading::AssumedWindows1252)) => {
                DiagnosticKind::AssumedCharset { charset: Printable::new(property.charset()) }
            }
            Some((property, Reading::NotText)) => {
                let (id, key) = (Printable::new(&card.name()), Printable::new(&property.name));
                DiagnosticKind::NotText { id, key }
            }
        };
        sink.report(*line, problem);
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
    paths: Paths,
    /// The first card with each `UID`.
    uids: HashMap<String, usize>,
    /// Cards that state the `UID` of their parent.
    stated: Vec<(usize, String)>,
    /// The last card, and those that it stands in, the outermost first.
    levels: Vec<usize>,
    /// Units that have no card, with their parents.
    added: Vec<(String, Option<usize>)>,
}

/// The paths of units. One that begins with another one has its number and a name, so that no text is kept twice.
#[derive(Default)]
struct Paths {
    /// The number of each path, by that of the path before its last name.
    numbers: HashMap<(usize, String), usize>,
    /// The last card, or the added unit, with each path.
    units: HashMap<usize, usize>,
}

impl Paths {
    /// The number of the path without names.
    const ROOT: usize = 0;

    /// The number of a path that goes on with a name.
    fn number(&mut self, path: usize, name: String) -> usize {
        let new = self.numbers.len() + 1;
        *self.numbers.entry((path, name)).or_insert(new)
    }
}

impl Units {
    /// Adds a card. Its parent is the last card before it that has the path: cards of a tree stand in the order
    /// of the tree, and several of its units may have the same name. Without a path it is the card that it stands in.
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
        self.levels.truncate(card.level);
        let holder = self.levels.last().copied();
        self.levels.push(number);
        let above = path.iter().fold(Paths::ROOT, |path, name| self.paths.number(path, name.clone()));
        let parent = if path.is_empty() { holder } else { self.paths.units.get(&above).copied() };
        if parent.is_none() && !path.is_empty() {
            self.unresolved.push((number, path));
        }
        self.parents.push(parent);
        if let Some(own) = own {
            let own = self.paths.number(above, own);
            self.paths.units.insert(own, number);
        }
    }

    /// Finds the parents that come after their cards, and adds those that have no card.
    fn find_parents(&mut self) {
        let uids = &self.uids;
        let stated = self.stated.iter().filter_map(|(number, uid)| Some((*number, *uids.get(uid)?)));
        let stated: HashMap<usize, usize> = stated.filter(|(number, parent)| number != parent).collect();
        stated.iter().for_each(|(number, parent)| self.parents[*number] = Some(*parent));
        for (number, names) in std::mem::take(&mut self.unresolved) {
            if stated.contains_key(&number) {
                continue;
            }
            let (mut path, mut parent) = (Paths::ROOT, None);
            for name in names {
                path = self.paths.number(path, name.clone());
                let next = self.card_count + self.added.len();
                let unit = *self.paths.units.entry(path).or_insert(next);
                if unit == next {
                    self.added.push((name, parent));
                }
                parent = Some(unit);
            }
            self.parents[number] = parent.filter(|parent| *parent != number);
        }
    }
}

/// The record of a card.
fn record(card: &Card, uids: &HashMap<String, usize>, sink: &mut RecordSink) -> Record {
    let mut record = Record::default();
    let name = card.name();
    record.name.clone_from(&name);
    let words = LazyCell::new(|| name.split_whitespace().collect::<HashSet<_>>());
    // Whether a name has words that the first one has not.
    let adds_words = |other: &String| !other.split_whitespace().all(|word| words.contains(word));
    let is_organisation = card.is_organisation();
    let unit = card.get("ORG").map(Property::components);
    for property in card.properties.iter().filter_map(|(_, property)| property.as_ref()) {
        let (text, types) = (property.text(), property.types());
        let label =
            types.iter().find(|known| ["work", "home"].contains(&&***known)).map_or("", |known| known);
        match &*property.name {
            "UID" if record.id.is_empty() => record.id = text,
            "FN" if text == record.name => {}
            "FN" => record.other_names.push(text),
            "N" => record.other_names.extend(Some(property.name_in_parts()).filter(adds_words)),
            "ORG" if unit.as_ref() == Some(&property.components()) => {}
            "ORG" => record.add_fact("ORG", &property.components().join("; ")),
            "NICKNAME" => property.list().iter().for_each(|name| add_nickname(&mut record, name)),
            "CATEGORIES" if record.kind.is_empty() && property.list().len() == 1 => record.kind = text,
            "CATEGORIES" => record.add_fact("CATEGORIES", &property.list().join(", ")),
            "TITLE" | "ROLE" if !is_organisation && record.kind.is_empty() => record.kind = text,
            "KIND" | KIND_OF_APPLE if ["org", "individual"].contains(&&*text.to_ascii_lowercase()) => {}
            "KIND" | KIND_OF_APPLE if record.kind.is_empty() => record.kind = text,
            name @ ("KIND" | KIND_OF_APPLE) => record.add_fact(name, &text),
            // In a table, columns of these names would be names of the unit.
            name @ ("TITLE" | "ROLE" | "NAME") => record.add_fact(name, &text),
            "TEL" => record.add_contact(phone_kind(&types), text.trim_start_matches("tel:"), label),
            "EMAIL" => record.add_contact("email", text.trim_start_matches("mailto:"), label),
            "ADR" => record.add_contact("address", &address(property), label),
            "LABEL" => record.add_contact("address", &one_line(&text), label),
            "URL" => record.add_link(label, &text),
            "NOTE" => record.notes.extend(text.lines().map(String::from)),
            "RELATED" | "MEMBER" | "AGENT" => add_relation(&mut record, property, uids),
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
        Some(label) if filled.is_empty() => one_line(&label.replace("\\n", "\n")),
        _ => filled.join(", "),
    }
}

/// The lines of an address on one line.
fn one_line(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(", ")
}

/// Adds a relation to another card, or to a party outside.
fn add_relation(record: &mut Record, property: &Property, uids: &HashMap<String, usize>) {
    let types = property.types();
    let kind = match &*property.name {
        "RELATED" => types.first().map_or("related", |kind| kind),
        "AGENT" => "agent",
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
    use crate::import::test_support::{indented_names, lines_and_messages, messages};
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

    #[test]
    fn a_card_without_an_end_is_told_and_the_next_one_is_read() {
        let org = org(
            "BEGIN:VCARD\nFN:Ana Mor\nORG:Port\nTEL:1\nBEGIN:VCARD\nFN:Bo Lee\nORG:Port\nTEL:2\nEND:VCARD\n\
            TEL:9\nBEGIN:VCARD\nFN:Cy Fay\nORG:Port\n",
        );
        assert_eq!(indented_names(&org), ["Port", " Ana Mor", " Bo Lee", " Cy Fay"]);
        let contacts = |unit: usize| org.unit(UnitId::at(unit)).contacts.len();
        assert_eq!([1, 2, 3].map(contacts), [1, 1, 0]);
        let unclosed = "this card has no \u{201c}END:VCARD\u{201d}: it is read up to the next one or the end";
        let messages = lines_and_messages(&org);
        assert_eq!(messages[0], (1, unclosed.to_string()));
        assert_eq!(messages[1], (10, "this line is not recognised; it is ignored".to_string()));
        assert_eq!((messages[2].clone(), messages.len()), ((11, unclosed.to_string()), 3));
    }

    #[test]
    fn agents_have_cards_of_their_own() {
        let agent = ["BEGIN:VCARD", "FN:Sue\\, Fay", "TEL:2", "END:VCARD"];
        let inside = format!("AGENT:\n{}", agent.join("\n"));
        let as_text = format!("AGENT:{}\\n", agent.join("\\n").replace("\\,", "\\\\\\,"));
        for agent in [inside, as_text] {
            let text = format!(
                "BEGIN:VCARD\nFN:Ana\nN:;Ana\nORG:Port\n{agent}\nTEL:1\nEND:VCARD\n\
                BEGIN:VCARD\nFN:Bo\nN:;Bo\nORG:Port\nAGENT:Cy\nEND:VCARD\n"
            );
            let org = org(&text);
            assert_eq!(indented_names(&org), ["Port", " Ana", "  Sue, Fay", " Bo"], "{text}");
            assert_eq!(messages(&org), [""; 0]);
            for (unit, number, agent) in
                [(1, Some("1"), Some("Sue, Fay")), (2, Some("2"), None), (3, None, Some("Cy"))]
            {
                let unit = org.unit(UnitId::at(unit));
                assert_eq!(unit.contacts.first().map(|of| &*of.value), number);
                let relation = unit.relations.first();
                assert_eq!(relation.map(|of| org.relation_target_name(of).to_string()).as_deref(), agent);
            }
        }
    }

    #[test]
    fn values_have_character_sets() {
        let card = |charset: &str, text: &str| {
            let text = format!("BEGIN:VCARD\nFN{charset};ENCODING=QUOTED-PRINTABLE:{text}\nEND:VCARD\n");
            let org = org(&text);
            (org.name(UnitId::ROOT).to_string(), messages(&org).join("; "))
        };
        for (charset, text) in [
            (";CHARSET=iso-8859-1", "L=E9a =92"),
            (";CHARSET=WINDOWS-1252", "L=E9a =92"),
            (";CHARSET=UTF-8", "L=C3=A9a =E2=80=99"),
            ("", "L=C3=A9a =E2=80=99"),
        ] {
            assert_eq!(card(charset, text), ("Léa \u{2019}".to_string(), String::new()), "{charset}");
        }
        let message = |charset: &str| {
            format!(
                "this value is read as Windows-1252, because its encoding, \u{201c}{charset}\u{201d}, is not known or is not the one it has"
            )
        };
        assert_eq!(card("", "L=E9a"), ("Léa".to_string(), message("UTF-8")));
        assert_eq!(card(";CHARSET=KOI8-R", "L=E9a"), ("Léa".to_string(), message("KOI8-R")));
    }

    #[test]
    fn properties_that_repeat_others_are_facts_and_contacts() {
        let org = org(
            "BEGIN:VCARD\nFN:Ana\nN:;Ana\nORG:Port\nTITLE:Pilot\nROLE:Guide\nORG:Club;Sea\nORG:Port\n\
            LABEL;TYPE=home:1 Quay\\n99 Port\nX-NOTE;BASE64:w6k=\nX-ICON;ENCODING=b:/9j/\nX-MS-CARDPICTURE;ENCODING=BASE64:/9j/\nEND:VCARD\n\
            BEGIN:VCARD\nKIND:org\nFN:Port\nORG:Port\nTITLE:Harbour\nEND:VCARD\n\
            BEGIN:VCARD\nKIND:Group\nFN:Crew\nORG:Port\nCATEGORIES:Boats\nEND:VCARD\n",
        );
        let facts = |unit: UnitId| -> Vec<String> {
            org.unit(unit).facts.iter().map(|fact| format!("{}={}", fact.label, fact.value)).collect()
        };
        assert_eq!(facts(UnitId::at(1)), ["ROLE=Guide", "ORG=Club; Sea", "X-NOTE=é"]);
        assert_eq!(facts(UnitId::ROOT), ["TITLE=Harbour"]);
        assert_eq!(org.unit(UnitId::at(2)).kind.as_deref(), Some("Group"));
        let ana = org.unit(UnitId::at(1));
        assert_eq!((ana.kind.as_deref(), ana.other_names.len(), ana.contacts.len()), (Some("Pilot"), 0, 1));
        assert_eq!(&*ana.contacts[0].value, "1 Quay, 99 Port");
        assert_eq!(
            messages(&org),
            ["\u{201c}Ana\u{201d}: a value of \u{201c}X-ICON\u{201d} is not text; it is ignored"]
        );
    }
}
