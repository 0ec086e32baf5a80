//! The texts of a unit one by one, for whoever goes through all cards to find words in them. A
//! record without fault is read straight through and nothing is built; any other takes the way
//! of its card, which knows what to make of it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::json::MemberKey;
use crate::text::Printable;
use crate::{json, text};

use super::record_offsets::{NONE, Override};
use super::{Org, Unit, UnitId};

/// What a text is to a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TextField {
    Name,
    OtherName,
    Acronym,
    Kind,
    /// The value or the label of a contact.
    Contact,
    /// All that its card says beside.
    Text,
}

/// Texts with what they are.
type Texts<'a> = Vec<(TextField, Cow<'a, str>)>;

impl Org {
    /// Hands each text of a unit to `each`, cleaned, none of them empty, by part, and says how many
    /// problems the unit's card has.
    pub fn texts(&self, unit: UnitId, each: &mut impl FnMut(TextField, &str)) -> usize {
        if let Some(texts) = self.read_valid_record(unit) {
            texts.iter().for_each(|(part, text)| each(*part, text));
            return 0;
        }
        let (card, faults) = self.parse_record(unit);
        self.visit_card_texts(&card, each);
        faults.len()
    }

    /// Whether the unit's card has no problem, as far as can be told quickly.
    pub(super) fn is_valid(&self, unit: UnitId) -> bool {
        self.read_valid_record(unit).is_some()
    }

    /// The texts of a unit whose record has no fault, each form of value being the expected one.
    fn read_valid_record(&self, unit: UnitId) -> Option<Texts<'_>> {
        let mut walk = TextVisitor::new(self);
        let record = self.record_offsets.offsets[unit.index()].record;
        if record != NONE {
            let mut json =
                serde_json::Deserializer::from_str(self.record_offsets.text.get(record as usize..)?);
            walk.read(&mut json)?;
        }
        if !walk.texts.iter().any(|(part, _)| *part == TextField::Name) {
            walk.texts.push((TextField::Name, self.record_offsets.name(unit.index())));
        }
        self.record_offsets.unit_overrides(unit.index()).try_for_each(|extra| walk.extra(extra))?;
        walk.texts.sort_by_key(|(part, _)| *part);
        Some(walk.texts)
    }

    /// Hands over the texts of a card.
    fn visit_card_texts(&self, card: &Unit, each: &mut impl FnMut(TextField, &str)) {
        let mut tell = |part, text: &Printable| {
            if !text.is_empty() {
                each(part, text);
            }
        };
        tell(TextField::Name, &card.name);
        card.other_names.iter().for_each(|name| tell(TextField::OtherName, name));
        card.acronym.iter().for_each(|acronym| tell(TextField::Acronym, acronym));
        card.kind.iter().for_each(|kind| tell(TextField::Kind, kind));
        for contact in &card.contacts {
            tell(TextField::Contact, &contact.value);
            contact.label.iter().for_each(|label| tell(TextField::Contact, label));
        }
        let texts = card.summary.iter().chain(&card.missions).chain(&card.notes);
        let facts = card.facts.iter().flat_map(|fact| [&fact.label, &fact.value]);
        let links = card.links.iter().flat_map(|link| link.label.iter().chain([&link.url]));
        texts.chain(facts).chain(links).for_each(|text| tell(TextField::Text, text));
        for relation in &card.relations {
            tell(TextField::Text, &relation.kind);
            tell(TextField::Text, &self.relation_target_name(relation));
        }
    }
}

/// What the value under a key is made of.
#[derive(Clone, Copy)]
enum ValueShape {
    /// One text, and what it is; `None` for what nobody looks for.
    Line(Option<TextField>),
    /// One text or a list of them.
    Lines(Option<TextField>),
    /// A list of objects with texts under these keys.
    Items(&'static [(&'static str, Option<TextField>)]),
}

const KEY_SHAPES: [(&str, ValueShape); 13] = [
    ("id", ValueShape::Line(None)),
    ("parent_id", ValueShape::Lines(None)),
    ("classification", ValueShape::Line(Some(TextField::Kind))),
    ("name", ValueShape::Line(Some(TextField::Name))),
    ("acronym", ValueShape::Line(Some(TextField::Acronym))),
    ("other_names", ValueShape::Lines(Some(TextField::OtherName))),
    ("abstract", ValueShape::Line(Some(TextField::Text))),
    ("missions", ValueShape::Lines(Some(TextField::Text))),
    ("notes", ValueShape::Lines(Some(TextField::Text))),
    ("facts", ValueShape::Items(&[("value", Some(TextField::Text)), ("label", Some(TextField::Text))])),
    (
        "contact_details",
        ValueShape::Items(&[
            ("value", Some(TextField::Contact)),
            ("label", Some(TextField::Contact)),
            ("type", None),
        ]),
    ),
    ("links", ValueShape::Items(&[("url", Some(TextField::Text)), ("label", Some(TextField::Text))])),
    // The other end is a name, or the name of the unit of an id.
    (
        "relations",
        ValueShape::Items(&[
            ("name", Some(TextField::Text)),
            ("type", Some(TextField::Text)),
            (UNIT_ID, None),
        ]),
    ),
];
const UNIT_ID: &str = "unit_id";

/// The most unknown keys that a record is read through with.
const MAX_UNKNOWN_KEYS: usize = 8;

/// A record being read through. A fault ends it.
struct TextVisitor<'a> {
    org: &'a Org,
    texts: Texts<'a>,
    /// Which of [`KEY_SHAPES`] were met, a bit each.
    seen: u32,
    /// The keys met that the format does not know.
    unknown_keys: Vec<Cow<'a, str>>,
    /// The text met last, whether it was kept or not.
    last: Cow<'a, str>,
}

impl<'a> TextVisitor<'a> {
    fn new(org: &'a Org) -> Self {
        Self {
            org,
            texts: Vec::with_capacity(16),
            seen: 0,
            unknown_keys: Vec::new(),
            last: Cow::Borrowed(""),
        }
    }

    fn read(&mut self, json: impl Deserializer<'a>) -> Option<()> {
        json.deserialize_map(RecordTextVisitor(self)).ok()
    }

    /// Keeps a text, unless something in it has to be replaced.
    fn keep(&mut self, part: Option<TextField>, text: Cow<'a, str>) -> Option<()> {
        let (text, replaced) = text::clean(text);
        // A name that cannot be seen is none.
        self.last = text.clone();
        let is_told = !text.is_empty() && (part != Some(TextField::Name) || !text::is_blank(&text));
        self.texts.extend(part.filter(|_| is_told).map(|part| (part, text)));
        (!replaced).then_some(())
    }

    /// Keeps what the format does not know, which the card shows as a fact.
    fn keep_unknown(&mut self, key: Cow<'a, str>, value: &'a RawValue) -> Option<()> {
        if json::is_null(value) {
            return Some(());
        }
        self.keep(Some(TextField::Text), key)?;
        self.keep(Some(TextField::Text), json::display_text(value))
    }

    /// Notes a key that the format does not know; `None` when it comes again.
    fn note_unknown_key(&mut self, key: Cow<'a, str>) -> Option<()> {
        let is_new = self.unknown_keys.len() < MAX_UNKNOWN_KEYS && !self.unknown_keys.contains(&key);
        self.unknown_keys.push(key);
        is_new.then_some(())
    }

    /// Keeps the name of the unit of an id; `None` when there is no such unit.
    fn keep_relation_target(&mut self, id: &str) -> Option<()> {
        let unit = self.org.find(id)?;
        self.keep(Some(TextField::Text), self.org.record_offsets.name(unit.index()))
    }

    /// Judges an object of a list from its texts; `None` when it lacks what matters.
    fn complete(
        &mut self,
        parts: &[(&str, Option<TextField>)],
        texts: [Option<Cow<'a, str>>; 3],
    ) -> Option<()> {
        let [first, _, last] = texts;
        match last.filter(|_| parts.get(2).is_some_and(|(key, _)| *key == UNIT_ID)) {
            Some(id) if first.is_some() => self.org.find(&id).map(|_| ()),
            Some(id) => self.keep_relation_target(&id),
            None => first.map(|_| ()),
        }
    }

    fn extra(&mut self, extra: &'a Override) -> Option<()> {
        match extra {
            Override::UnknownParent(id) => {
                self.keep(Some(TextField::Text), Cow::Borrowed(super::UNKNOWN_PARENT))?;
                self.keep(Some(TextField::Text), Cow::Borrowed(id))
            }
            Override::UnknownChild(id) => {
                self.keep(Some(TextField::Text), Cow::Borrowed(super::UNKNOWN_CHILD.get(self.org.lang)))?;
                self.keep(Some(TextField::Text), Cow::Borrowed(id))
            }
            Override::AlsoBelow(id) => {
                self.keep(Some(TextField::Text), Cow::Borrowed(super::ALSO_BELOW.get(self.org.lang)))?;
                self.keep_relation_target(id)
            }
            Override::Id { .. } | Override::Name(_) => Some(()),
        }
    }
}

/// Ends the reading through.
fn ok_or_stop<E: Error>(kept: Option<()>) -> Result<(), E> {
    kept.ok_or_else(|| E::custom("a fault"))
}

struct RecordTextVisitor<'w, 'a>(&'w mut TextVisitor<'a>);

impl<'a> Visitor<'a> for RecordTextVisitor<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a record")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let walk = self.0;
        while let Some(MemberKey(key)) = map.next_key()? {
            let Some(known) = KEY_SHAPES.iter().position(|(name, _)| *name == key) else {
                ok_or_stop(walk.note_unknown_key(key.clone()))?;
                ok_or_stop(walk.keep_unknown(key, map.next_value()?))?;
                continue;
            };
            let is_new = walk.seen & (1 << known) == 0;
            walk.seen |= 1 << known;
            ok_or_stop(is_new.then_some(()))?;
            match KEY_SHAPES[known].1 {
                ValueShape::Line(part) => map.next_value_seed(Lines { walk, part, may_be_many: false })?,
                ValueShape::Lines(part) => map.next_value_seed(Lines { walk, part, may_be_many: true })?,
                ValueShape::Items(parts) => {
                    map.next_value_seed(Items { walk, key: KEY_SHAPES[known].0, parts })?
                }
            }
        }
        Ok(())
    }
}

/// One text, or several.
struct Lines<'w, 'a> {
    walk: &'w mut TextVisitor<'a>,
    part: Option<TextField>,
    may_be_many: bool,
}

impl<'a> DeserializeSeed<'a> for Lines<'_, 'a> {
    type Value = ();
    fn deserialize<D: Deserializer<'a>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Lines<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("texts")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'a str) -> Result<(), E> {
        ok_or_stop(self.walk.keep(self.part, Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        ok_or_stop(self.walk.keep(self.part, Cow::Owned(text.to_string())))
    }

    // Whole numbers are written in one way only; others are for the card.
    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.visit_str(&number.to_string())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.visit_str(&number.to_string())
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<(), E> {
        self.visit_str(if truth { "true" } else { "false" })
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<(), A::Error> {
        ok_or_stop(self.may_be_many.then_some(()))?;
        let Lines { walk, part, .. } = self;
        while list.next_element_seed(Lines { walk, part, may_be_many: false })?.is_some() {}
        Ok(())
    }
}

/// A list of objects.
struct Items<'w, 'a> {
    walk: &'w mut TextVisitor<'a>,
    key: &'static str,
    parts: &'static [(&'static str, Option<TextField>)],
}

impl<'a> DeserializeSeed<'a> for Items<'_, 'a> {
    type Value = ();
    fn deserialize<D: Deserializer<'a>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Items<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("objects")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<(), A::Error> {
        let Items { walk, key, parts } = self;
        while list.next_element_seed(Item { walk, key, parts })?.is_some() {}
        Ok(())
    }
}

/// One object of a list.
struct Item<'w, 'a> {
    walk: &'w mut TextVisitor<'a>,
    key: &'static str,
    parts: &'static [(&'static str, Option<TextField>)],
}

impl<'a> DeserializeSeed<'a> for Item<'_, 'a> {
    type Value = ();
    fn deserialize<D: Deserializer<'a>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for Item<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let Item { walk, key, parts } = self;
        // The text under each key, once it is met.
        let mut texts = [const { None }; 3];
        while let Some(MemberKey(name)) = map.next_key()? {
            let Some(known) = parts.iter().position(|(part, _)| *part == name) else {
                ok_or_stop(walk.keep_unknown(Cow::Owned(format!("{key}.{name}")), map.next_value()?))?;
                continue;
            };
            ok_or_stop(texts[known].is_none().then_some(()))?;
            walk.last = Cow::Borrowed("");
            map.next_value_seed(Lines { walk, part: parts[known].1, may_be_many: false })?;
            texts[known] = Some(std::mem::take(&mut walk.last));
        }
        ok_or_stop(walk.complete(parts, texts.map(|text| text.filter(|text| !text.is_empty()))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::read;
    use crate::lang::Lang;

    fn org(units: &str) -> Org {
        let text = format!(r#"{{"format": "ramure/1", "units": [{units}]}}"#);
        read(text.as_bytes(), Lang::En).expect("readable")
    }

    /// The texts of the first unit in order, the number of its problems, and whether its record
    /// was read straight through.
    fn texts(units: &str) -> (Vec<(TextField, String)>, usize, bool) {
        let org = org(units);
        let mut texts = Vec::new();
        let problems = org.texts(UnitId::ROOT, &mut |part, text| texts.push((part, text.to_string())));
        texts.sort();
        (texts, problems, org.read_valid_record(UnitId::ROOT).is_some())
    }

    /// The same from the card.
    fn told(units: &str) -> (Vec<(TextField, String)>, usize) {
        let org = org(units);
        let (card, faults) = org.parse_record(UnitId::ROOT);
        let mut texts = Vec::new();
        org.visit_card_texts(&card, &mut |part, text| texts.push((part, text.to_string())));
        texts.sort();
        (texts, faults.len())
    }

    #[test]
    fn a_text_is_what_the_card_makes_of_it() {
        use TextField::*;
        let unit = r#"{"id": "a", "name": "A\u0301", "acronym": "X", "classification": "service", "other_names": "B",
            "abstract": null, "facts": [{"label": "Sites", "value": 14}], "budget": {"k": 1},
            "contact_details": [{"type": "email", "value": "a@b", "label": "L", "n": 1}],
            "relations": [{"type": "avec", "unit_id": "b"}]}, {"id": "b", "name": "Bé", "parent_id": "a"}"#;
        let expected = [
            (Name, "A\u{301}"),
            (OtherName, "B"),
            (Acronym, "X"),
            (Kind, "service"),
            (Contact, "L"),
            (Contact, "a@b"),
            (Text, "1"),
            (Text, "14"),
            (Text, "Bé"),
            (Text, "Sites"),
            (Text, "avec"),
            (Text, "budget"),
            (Text, "contact_details.n"),
            (Text, r#"{"k": 1}"#),
        ];
        let expected = expected.map(|(part, text)| (part, text.to_string())).to_vec();
        assert_eq!(texts(unit), (expected.clone(), 0, true));
        assert_eq!(told(unit), (expected, 0));
    }

    #[test]
    fn a_fault_anywhere_leads_to_the_card() {
        let faults = [
            r#""name": "B""#,
            r#""abstract": ["x"]"#,
            r#""notes": "a\u0007""#,
            r#""\u200b": 1"#,
            r#""x": 1, "x": 2"#,
            r#""facts": [{"label": "x"}]"#,
            r#""facts": [null]"#,
            r#""facts": {"label": "x", "value": "y"}"#,
            r#""links": [{"url": ""}]"#,
            r#""contact_details": [{"type": "\u001b", "value": "x"}]"#,
            r#""relations": [{"type": "x"}]"#,
            r#""relations": [{"name": "x", "unit_id": "none"}]"#,
            r#""missions": ["\ud800"]"#,
        ];
        for fault in faults {
            let unit = format!(r#"{{"id": "a", "name": "A", {fault}}}"#);
            let (texts, problems, through) = texts(&unit);
            assert_eq!((texts, problems), told(&unit), "{fault}");
            assert!(problems > 0 && !through, "{fault}");
        }
    }

    #[test]
    fn what_is_no_fault_but_rare_is_not_lost() {
        let rare = [
            r#""facts": [{"value": 1.50}]"#,
            r#""facts": [{"value": null, "value": "x"}]"#,
            r#""facts": [{"value": "x", "value": "y"}]"#,
            r#""facts": null, "name": null"#,
            r#""parent_id": ["?", "a"], "notes": ["", null, -3, true]"#,
        ];
        for rare in rare {
            let unit = format!(r#"{{"id": "a", {rare}}}"#);
            let (texts, problems, _) = texts(&unit);
            assert_eq!((texts, problems), told(&unit), "{rare}");
        }
        let others: Vec<String> = (0..20).map(|i| format!(r#""k{i}": "v{i}""#)).collect();
        let unit = format!(r#"{{"id": "a", {}}}"#, others.join(","));
        let (texts, problems, _) = texts(&unit);
        assert_eq!((texts, problems), told(&unit));
    }
}
