//! Visits the searchable texts of a unit without building a [`Unit`]. A record with a problem takes
//! the slow path, through [`Org::unit`]'s parser.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::address;
use crate::json::MemberKey;
use crate::text::Printable;
use crate::{json, text};

use super::channels::contact_channels;
use super::record_keys::{KeySpec, MAX_ITEM_KEYS, RecordKey, ValueShape};
use super::source_records::Override;
use super::{Channels, Org, TextField, Unit, UnitId};

type FieldTexts<'a> = Vec<(TextField, Cow<'a, str>)>;

/// What a visit to the texts of a unit found besides them.
#[derive(Debug, Default)]
pub struct VisitedRecord {
    /// Number of problems in the record.
    pub problem_count: usize,
    /// The units that its relations lead to.
    pub relation_targets: Vec<UnitId>,
    /// The channels of its contacts and links.
    pub channels: Channels,
}

impl Org {
    /// Calls `visit` with each text of a unit, cleaned and not empty, sorted by field in a record
    /// without problems.
    pub fn visit_texts(&self, unit: UnitId, visit: &mut impl FnMut(TextField, &str)) -> VisitedRecord {
        let json = self.records.json(unit.index());
        if let Some((texts, visited)) = self.read_valid_record(unit, json.as_deref()) {
            texts.iter().for_each(|(field, text)| visit(*field, text));
            return visited;
        }
        let (card, problems) = self.parse_record(unit);
        self.visit_card_texts(unit, &card, visit);
        let relation_targets = card.relations.iter().filter_map(|relation| relation.unit).collect();
        VisitedRecord { problem_count: problems.len(), relation_targets, channels: Channels::of_unit(&card) }
    }

    /// Whether the record has no problems. False negatives are possible.
    pub(super) fn is_valid(&self, unit: UnitId) -> bool {
        self.read_valid_record(unit, self.records.json(unit.index()).as_deref()).is_some()
    }

    /// The texts of a unit and what else its record has; `None` if that has, or may have, a problem.
    fn read_valid_record<'a>(
        &'a self,
        unit: UnitId,
        json: Option<&'a str>,
    ) -> Option<(FieldTexts<'a>, VisitedRecord)> {
        let mut visitor = TextCollector::new(self);
        if let Some(json) = json {
            visitor.read(&mut serde_json::Deserializer::from_str(json))?;
        }
        if !visitor.texts.iter().any(|(field, _)| *field == TextField::Name) {
            visitor.texts.push((TextField::Name, self.records.name(unit.index())));
        }
        let mut overrides = self.records.unit_overrides(unit.index());
        overrides.try_for_each(|unit_override| visitor.keep_override(&unit_override))?;
        let aliases = self.aliases(unit).map(|alias| (TextField::Alias, Cow::Borrowed(&**alias)));
        visitor.texts.extend(aliases);
        visitor.texts.sort_by_key(|(field, _)| *field);
        Some((visitor.texts, visitor.visited))
    }

    fn visit_card_texts(&self, unit: UnitId, card: &Unit, visit: &mut impl FnMut(TextField, &str)) {
        let mut visit = |field, text: &Printable| {
            if !text.is_empty() {
                visit(field, text);
            }
        };
        visit(TextField::Name, &card.name);
        card.other_names.iter().for_each(|name| visit(TextField::OtherName, name));
        card.acronym.iter().for_each(|acronym| visit(TextField::Acronym, acronym));
        self.aliases(unit).for_each(|alias| visit(TextField::Alias, alias));
        card.kind.iter().for_each(|kind| visit(TextField::Kind, kind));
        for contact in &card.contacts {
            visit(TextField::Contact, &contact.value);
            contact.label.iter().for_each(|label| visit(TextField::Contact, label));
        }
        let texts = card.summary.iter().chain(&card.missions).chain(&card.notes);
        let facts = card.facts.iter().flat_map(|fact| [&fact.label, &fact.value]);
        let labels = card.links.iter().filter_map(|link| link.label.as_ref());
        texts.chain(facts).chain(labels).for_each(|text| visit(TextField::Text, text));
        for relation in &card.relations {
            visit(TextField::Text, &relation.kind);
            visit(TextField::Text, &self.relation_target_name(relation));
        }
        card.links.iter().for_each(|link| visit(TextField::LinkUrl, &link.url));
    }
}

/// A record with more unknown keys takes the slow path: they are compared with each other.
const MAX_UNKNOWN_KEYS: usize = 8;

/// Collects the texts of a record. Methods return `None` at a problem, which ends the visit.
struct TextCollector<'a> {
    org: &'a Org,
    texts: FieldTexts<'a>,
    visited: VisitedRecord,
    /// The known keys met, one bit per [`RecordKey`].
    seen_keys: u32,
    /// The unknown keys met.
    unknown_keys: Vec<Cow<'a, str>>,
    /// The text of the last value, even if it was not kept.
    last_value: Cow<'a, str>,
}

impl<'a> TextCollector<'a> {
    fn new(org: &'a Org) -> Self {
        Self {
            org,
            texts: Vec::with_capacity(16),
            visited: VisitedRecord::default(),
            seen_keys: 0,
            unknown_keys: Vec::new(),
            last_value: Cow::Borrowed(""),
        }
    }

    fn read(&mut self, json: impl Deserializer<'a>) -> Option<()> {
        json.deserialize_map(RecordTextVisitor(self)).ok()
    }

    /// Keeps a text. It is a problem if control characters are replaced in it.
    fn keep(&mut self, field: Option<TextField>, text: Cow<'a, str>) -> Option<()> {
        let (text, is_replaced) = text::clean(text);
        self.last_value = text.clone();
        // An invisible name counts as none.
        let is_kept = !text.is_empty() && (field != Some(TextField::Name) || !text::is_blank(&text));
        self.texts.extend(field.filter(|_| is_kept).map(|field| (field, text)));
        (!is_replaced).then_some(())
    }

    /// Keeps an unknown key and its value, which are a fact on the card.
    fn keep_unknown(&mut self, key: Cow<'a, str>, value: &'a RawValue) -> Option<()> {
        if json::is_null(value) {
            return Some(());
        }
        self.keep(Some(TextField::Text), key)?;
        self.keep(Some(TextField::Text), json::display_text(value))
    }

    /// Records an unknown key. A repeated key is a problem.
    fn note_unknown_key(&mut self, key: Cow<'a, str>) -> Option<()> {
        let is_new = self.unknown_keys.len() < MAX_UNKNOWN_KEYS && !self.unknown_keys.contains(&key);
        self.unknown_keys.push(key);
        is_new.then_some(())
    }

    /// Keeps the unit with an id as the target of a relation. An unknown id is a problem.
    fn keep_relation_target(&mut self, id: &str) -> Option<UnitId> {
        let unit = self.org.find(id)?;
        self.visited.relation_targets.push(unit);
        Some(unit)
    }

    /// Keeps the unit with an id as the target of a relation without a name, and its own name.
    fn keep_unnamed_target(&mut self, id: &str) -> Option<()> {
        let unit = self.keep_relation_target(id)?;
        self.keep(Some(TextField::Text), self.org.records.name(unit.index()))
    }

    /// Ends an object of the list under a key, with the texts of its keys. A missing required text is
    /// a problem.
    fn end_item(&mut self, list: RecordKey, texts: [Option<Cow<'a, str>>; MAX_ITEM_KEYS]) -> Option<()> {
        let [required, second, third] = texts;
        let address = required.as_deref().unwrap_or_default();
        match (list, third) {
            (RecordKey::Relations, Some(id)) if required.is_some() => {
                return self.keep_relation_target(&id).map(|_| ());
            }
            (RecordKey::Relations, Some(id)) => return self.keep_unnamed_target(&id),
            // The slow path finds out whether they are a problem.
            (RecordKey::ContactDetails, _) if !address::is_plain_contact(address) => return None,
            (RecordKey::Links, _) if !address::is_plain_link(address) => return None,
            (RecordKey::ContactDetails, kind) => {
                self.add_channels(contact_channels(required.as_deref()?, second.as_deref(), kind.as_deref()));
            }
            (RecordKey::Links, _) => self.add_channels(Channels::LINK),
            _ => {}
        }
        required.map(|_| ())
    }

    fn add_channels(&mut self, channels: Channels) {
        self.visited.channels = self.visited.channels.union(channels);
    }

    fn keep_override(&mut self, unit_override: &Override) -> Option<()> {
        match unit_override {
            Override::UnknownParent(id) => {
                self.keep(Some(TextField::Text), Cow::Borrowed(super::UNKNOWN_PARENT_LABEL))?;
                self.keep(Some(TextField::Text), Cow::Owned(id.to_string()))
            }
            Override::UnknownChild(id) => {
                self.keep(
                    Some(TextField::Text),
                    Cow::Borrowed(super::UNKNOWN_CHILD_LABEL.get(self.org.lang)),
                )?;
                self.keep(Some(TextField::Text), Cow::Owned(id.to_string()))
            }
            Override::FurtherParent(id) => {
                self.keep(Some(TextField::Text), Cow::Borrowed(super::ALSO_BELOW_LABEL.get(self.org.lang)))?;
                self.keep_unnamed_target(id)
            }
            Override::NoRecord => {
                self.keep(Some(TextField::Text), Cow::Borrowed(super::NO_RECORD_NOTE.get(self.org.lang)))
            }
            // The slow path finds the unit that is meant.
            Override::RelationTarget { .. } => None,
            Override::Id { .. } | Override::Name(_) => Some(()),
        }
    }
}

/// Turns a problem into an error that stops the deserializer.
fn ok_or_stop<E: Error>(kept: Option<()>) -> Result<(), E> {
    kept.ok_or_else(|| E::custom("a problem in the record"))
}

struct RecordTextVisitor<'v, 'a>(&'v mut TextCollector<'a>);

impl<'a> Visitor<'a> for RecordTextVisitor<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a record")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let visitor = self.0;
        while let Some(MemberKey(key)) = map.next_key()? {
            let Some(spec) = KeySpec::find(&key) else {
                ok_or_stop(visitor.note_unknown_key(key.clone()))?;
                ok_or_stop(visitor.keep_unknown(key, map.next_value()?))?;
                continue;
            };
            let bit = 1 << spec.key as u32;
            ok_or_stop((visitor.seen_keys & bit == 0).then_some(()))?;
            visitor.seen_keys |= bit;
            match spec.shape {
                ValueShape::Line(field) => {
                    map.next_value_seed(LinesSeed { visitor, field, allows_list: false })?
                }
                ValueShape::Lines(field) => {
                    map.next_value_seed(LinesSeed { visitor, field, allows_list: true })?
                }
                // These keys are rare: their records take the slow path.
                ValueShape::Contacts(_) => ok_or_stop(None)?,
                ValueShape::Items(_) => map.next_value_seed(ItemsSeed { visitor, spec })?,
            }
        }
        Ok(())
    }
}

/// Reads a text, or a list of texts.
struct LinesSeed<'v, 'a> {
    visitor: &'v mut TextCollector<'a>,
    field: Option<TextField>,
    allows_list: bool,
}

impl<'a> DeserializeSeed<'a> for LinesSeed<'_, 'a> {
    type Value = ();
    fn deserialize<D: Deserializer<'a>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for LinesSeed<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("texts")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'a str) -> Result<(), E> {
        ok_or_stop(self.visitor.keep(self.field, Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        ok_or_stop(self.visitor.keep(self.field, Cow::Owned(text.to_string())))
    }

    // Integers only: the digits of other numbers as written are lost here.
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
        ok_or_stop(self.allows_list.then_some(()))?;
        let LinesSeed { visitor, field, .. } = self;
        while list.next_element_seed(LinesSeed { visitor, field, allows_list: false })?.is_some() {}
        Ok(())
    }
}

/// Reads a list of objects.
struct ItemsSeed<'v, 'a> {
    visitor: &'v mut TextCollector<'a>,
    spec: &'static KeySpec,
}

impl<'a> DeserializeSeed<'a> for ItemsSeed<'_, 'a> {
    type Value = ();
    fn deserialize<D: Deserializer<'a>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for ItemsSeed<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("objects")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<(), A::Error> {
        let ItemsSeed { visitor, spec } = self;
        while list.next_element_seed(ItemSeed { visitor, spec })?.is_some() {}
        Ok(())
    }
}

/// Reads one object of a list.
struct ItemSeed<'v, 'a> {
    visitor: &'v mut TextCollector<'a>,
    spec: &'static KeySpec,
}

impl<'a> DeserializeSeed<'a> for ItemSeed<'_, 'a> {
    type Value = ();
    fn deserialize<D: Deserializer<'a>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for ItemSeed<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let ItemSeed { visitor, spec } = self;
        let keys = spec.item_keys();
        // The text of each key that was met.
        let mut texts = [const { None }; MAX_ITEM_KEYS];
        while let Some(MemberKey(name)) = map.next_key()? {
            let Some(index) = keys.iter().position(|(key, _)| *key == name) else {
                let key = Cow::Owned(format!("{}.{name}", spec.name));
                ok_or_stop(visitor.keep_unknown(key, map.next_value()?))?;
                continue;
            };
            ok_or_stop(texts[index].is_none().then_some(()))?;
            visitor.last_value = Cow::Borrowed("");
            map.next_value_seed(LinesSeed { visitor, field: keys[index].1, allows_list: false })?;
            texts[index] = Some(std::mem::take(&mut visitor.last_value));
        }
        ok_or_stop(visitor.end_item(spec.key, texts.map(|text| text.filter(|text| !text.is_empty()))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::read;
    use crate::lang::Lang;

    fn org(units: &str) -> Org {
        let text = format!(r#"{{"format": "ramure/1", "units": [{units}]}}"#);
        let mut org = read(text.as_bytes(), Lang::En).expect("readable");
        org.set_aliases("aliases".into(), "Alpha\ta\n");
        org
    }

    /// The sorted texts of the root, the number of its problems, and whether its record took the
    /// fast path.
    fn texts(units: &str) -> (Vec<(TextField, String)>, usize, bool) {
        let org = org(units);
        let mut texts = Vec::new();
        let visited = org.visit_texts(UnitId::ROOT, &mut |field, text| texts.push((field, text.to_string())));
        texts.sort();
        assert_eq!(visited.channels, Channels::of_unit(&org.unit(UnitId::ROOT)), "{units}");
        (texts, visited.problem_count, org.is_valid(UnitId::ROOT))
    }

    /// The sorted texts of the root and the number of its problems, by the slow path.
    fn card_texts(units: &str) -> (Vec<(TextField, String)>, usize) {
        let org = org(units);
        let (card, problems) = org.parse_record(UnitId::ROOT);
        let mut texts = Vec::new();
        org.visit_card_texts(UnitId::ROOT, &card, &mut |field, text| texts.push((field, text.to_string())));
        texts.sort();
        (texts, problems.len())
    }

    #[test]
    fn both_paths_find_the_same_texts() {
        use TextField::*;
        let unit = r#"{"id": "a", "name": "A\u0301", "acronym": "X", "classification": "service", "other_names": "B",
            "abstract": null, "facts": [{"label": "Sites", "value": 14}], "budget": {"k": 1},
            "contact_details": [{"type": "email", "value": "a@b", "label": "L", "n": 1}],
            "links": [{"url": "https://a.fr/b", "label": "M"}], "relations": [{"type": "avec", "unit_id": "b"}]}, {"id": "b", "name": "Bé", "parent_id": "a"}"#;
        let expected = [
            (Name, "A\u{301}"),
            (OtherName, "B"),
            (Acronym, "X"),
            (Alias, "Alpha"),
            (Kind, "service"),
            (Contact, "L"),
            (Contact, "a@b"),
            (Text, "1"),
            (Text, "14"),
            (Text, "Bé"),
            (Text, "M"),
            (Text, "Sites"),
            (Text, "avec"),
            (Text, "budget"),
            (Text, "contact_details.n"),
            (Text, r#"{"k": 1}"#),
            (LinkUrl, "https://a.fr/b"),
        ];
        let expected = expected.map(|(field, text)| (field, text.to_string())).to_vec();
        assert_eq!(texts(unit), (expected.clone(), 0, true));
        assert_eq!(card_texts(unit), (expected, 0));
    }

    #[test]
    fn a_problem_takes_the_slow_path() {
        let members = [
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
        for member in members {
            let unit = format!(r#"{{"id": "a", "name": "A", {member}}}"#);
            let (texts, problems, is_fast) = texts(&unit);
            assert_eq!((texts, problems), card_texts(&unit), "{member}");
            assert!(problems > 0 && !is_fast, "{member}");
        }
    }

    #[test]
    fn rare_but_valid_values_are_kept() {
        let members = [
            r#""facts": [{"value": 1.50}]"#,
            r#""facts": [{"value": null, "value": "x"}]"#,
            r#""facts": [{"value": "x", "value": "y"}]"#,
            r#""facts": null, "name": null"#,
            r#""parent_id": ["?", "a"], "notes": ["", null, -3, true]"#,
        ];
        for member in members {
            let unit = format!(r#"{{"id": "a", {member}}}"#);
            let (texts, problems, _) = texts(&unit);
            assert_eq!((texts, problems), card_texts(&unit), "{member}");
        }
        let unknown: Vec<String> = (0..20).map(|i| format!(r#""k{i}": "v{i}""#)).collect();
        let unit = format!(r#"{{"id": "a", {}}}"#, unknown.join(","));
        let (texts, problems, _) = texts(&unit);
        assert_eq!((texts, problems), card_texts(&unit));
    }
}
