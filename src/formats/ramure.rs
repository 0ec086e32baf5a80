//! The public format `ramure/1`: a JSON object with a flat list of units, each naming its
//! parent. `assets/ramure.schema.json` describes it. What the format does not know is kept:
//! an unknown key, a value of another form or a key given twice becomes a fact of the unit.

use std::collections::HashSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Reason, Refusal, Watch};
use crate::lang::Lang;
use crate::org::{Contact, Fact, Fault, Head, Link, Org, Problem, Record, Relation, Source, Unit, arrange};
use crate::text::Printable;

const FORMAT: &str = "ramure/1";

/// Reads a document.
pub fn read(text: &str, lang: Lang, watch: Watch) -> Result<Org, Refusal> {
    if text.trim_ascii().is_empty() {
        return Err(Refusal::at(text, 0, Reason::Empty));
    }
    let mut reader = Reader { text, line: 1, counted: 0, problems: Vec::new() };
    let (head, units) = reader.top()?;
    let mut records = Vec::with_capacity(units.len());
    let all = units.len();
    for (read, raw) in units.into_iter().enumerate() {
        watch(read, all);
        records.extend(reader.record(raw, records.len())?);
    }
    Ok(arrange(head, records, reader.problems, lang))
}

/// A JSON object as the list of its members: order kept, repeated keys kept.
struct Members<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Members<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Collect<T> {
            type Value = Members<T>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<T>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect(std::marker::PhantomData))
    }
}

struct Reader<'a> {
    text: &'a str,
    /// The line that the byte `counted` is on.
    line: u32,
    counted: usize,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    /// What the document says of itself, and its units still unread.
    fn top(&mut self) -> Result<(Head, Vec<&'a RawValue>), Refusal> {
        let start = self.text.len() - self.text.trim_ascii_start().len();
        let Members(members) = self
            .parse::<Members<&RawValue>>(self.text, 0)?
            .ok_or_else(|| Refusal::at(self.text, start, Reason::NotAnOrganisation))?;
        let mut head = Head::default();
        let mut units = None;
        let mut format = false;
        for (key, raw) in members {
            let place = self.offset(raw);
            match key.as_str() {
                "units" => units = self.parse::<Vec<&RawValue>>(raw.get(), place)?.map(|list| (list, place)),
                "format" => {
                    format = true;
                    self.check_format(raw, place)?;
                }
                _ => self.head_member(&mut head, &key, raw, place)?,
            }
        }
        let (units, place) = units.ok_or_else(|| Refusal::at(self.text, start, Reason::NotAnOrganisation))?;
        if units.is_empty() {
            return Err(Refusal::at(self.text, place, Reason::NoUnits));
        }
        if !format {
            self.problems.push(Problem { line: 1, fault: Fault::NoFormat });
        }
        Ok((head, units))
    }

    fn check_format(&self, raw: &RawValue, place: usize) -> Result<(), Refusal> {
        match self.parse::<Value>(raw.get(), place)? {
            Some(Value::String(name)) if name == FORMAT => Ok(()),
            Some(other) => {
                let name = text_of(&other).unwrap_or_else(|| other.to_string());
                Err(Refusal::at(self.text, place, Reason::OtherFormat(Printable::new(&name))))
            }
            None => Ok(()),
        }
    }

    fn head_member(
        &mut self,
        head: &mut Head,
        key: &str,
        raw: &RawValue,
        place: usize,
    ) -> Result<(), Refusal> {
        let value = self.parse::<Value>(raw.get(), place)?.unwrap_or_default();
        let text = text_of(&value).map(|text| Printable::new(&text));
        let at = |key: &str| Printable::new(value.get(key).and_then(Value::as_str).unwrap_or_default());
        match key {
            "name" => head.name = text,
            "lang" => head.lang = text,
            "date" => head.date = text,
            "licence" => head.licence = text,
            "source" if value.is_object() => {
                head.source = Some(Source { label: at("label"), url: at("url") })
            }
            "source" => head.source = text.map(|label| Source { label, ..Source::default() }),
            _ => {
                let line = self.line_at(place);
                self.problems.push(Problem { line, fault: Fault::UnknownKey(Printable::new(key)) });
            }
        }
        Ok(())
    }

    /// One unit. `None`, and a problem, when it is not an object.
    fn record(&mut self, raw: &'a RawValue, position: usize) -> Result<Option<Record>, Refusal> {
        let place = self.offset(raw);
        let line = self.line_at(place);
        let Some(Members(members)) = self.parse::<Members<Value>>(raw.get(), place)? else {
            self.problems.push(Problem { line, fault: Fault::NotARecord });
            return Ok(None);
        };
        let mut fill = Fill::new(line, position, &members);
        let mut seen = HashSet::new();
        for (key, value) in &members {
            fill.member(key, value, !seen.insert(key));
        }
        self.problems.append(&mut fill.problems);
        Ok(Some(fill.record))
    }

    /// The JSON text as `T`; `None` when it is JSON of another form. `place` is the byte of
    /// the document where the text starts.
    fn parse<'b, T: Deserialize<'b>>(&self, text: &'b str, place: usize) -> Result<Option<T>, Refusal> {
        match serde_json::from_str(text) {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.is_data() => match serde_json::from_str::<&RawValue>(text) {
                Ok(_) => Ok(None),
                Err(error) => Err(self.broken(text, place, &error)),
            },
            Err(error) => Err(self.broken(text, place, &error)),
        }
    }

    fn broken(&self, text: &str, place: usize, error: &serde_json::Error) -> Refusal {
        let line_start = match error.line().checked_sub(2) {
            Some(line) => text.match_indices('\n').nth(line).map_or(0, |(at, _)| at + 1),
            None => 0,
        };
        let byte = place + line_start + error.column().saturating_sub(1);
        let said = error.to_string();
        let message = said.split(" at line ").next().unwrap_or_default();
        Refusal::at(self.text, floor_char(self.text, byte), Reason::Json(Printable::new(message)))
    }

    /// The byte of the document where a value borrowed from it starts.
    fn offset(&self, raw: &RawValue) -> usize {
        (raw.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize)
    }

    /// The line of a byte. Quick when bytes are asked for in order.
    fn line_at(&mut self, byte: usize) -> u32 {
        if byte < self.counted {
            (self.line, self.counted) = (1, 0);
        }
        let between = self.text.as_bytes().get(self.counted..byte).unwrap_or_default();
        self.line += between.iter().filter(|&&byte| byte == b'\n').count() as u32;
        self.counted = byte;
        self.line
    }
}

fn floor_char(text: &str, byte: usize) -> usize {
    (0..=byte.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// A text, or a number or truth value as text.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// A record being filled, member by member.
struct Fill {
    record: Record,
    problems: Vec<Problem>,
    /// What to call the unit in a problem.
    called: Printable,
}

impl Fill {
    fn new(line: u32, position: usize, members: &[(String, Value)]) -> Self {
        let id = members.iter().find(|(key, _)| key == "id").and_then(|(_, value)| text_of(value));
        let called = Printable::new(&id.unwrap_or_else(|| format!("#{}", position + 1)));
        Self { record: Record { line, ..Record::default() }, problems: Vec::new(), called }
    }

    fn member(&mut self, key: &str, value: &Value, repeated: bool) {
        if repeated {
            self.report(key, |id, key| Fault::RepeatedKey { id, key });
            return self.keep(key, value);
        }
        let understood = match key {
            _ if value.is_null() => true,
            "id" => self.line(key, value, |record, text| record.unit.id = text),
            "name" => self.line(key, value, |record, text| record.unit.name = text),
            "classification" => self.line(key, value, |record, text| record.unit.kind = some(text)),
            "acronym" => self.line(key, value, |record, text| record.unit.acronym = some(text)),
            "abstract" => self.line(key, value, |record, text| record.unit.summary = some(text)),
            "parent_id" => self.lines(key, value, |record| &mut record.parents),
            "other_names" => self.lines(key, value, |record| &mut record.unit.other_names),
            "missions" => self.lines(key, value, |record| &mut record.unit.missions),
            "notes" => self.lines(key, value, |record| &mut record.unit.notes),
            "facts" => self.objects(key, value, &["label", "value"], |unit, [label, value]| {
                unit.facts.push(Fact { label: label.unwrap_or_default(), value: value.unwrap_or_default() });
            }),
            "contact_details" => {
                self.objects(key, value, &["type", "value", "label"], |unit, [kind, value, label]| {
                    unit.contacts.push(Contact { kind, value: value.unwrap_or_default(), label });
                })
            }
            "links" => self.objects(key, value, &["label", "url"], |unit, [label, url]| {
                unit.links.push(Link { label, url: url.unwrap_or_default() });
            }),
            "relations" => {
                self.objects(key, value, &["type", "unit_id", "name"], |unit, [kind, unit_id, name]| {
                    let kind = kind.unwrap_or_default();
                    unit.relations.push(Relation { kind, unit_id, name, unit: None });
                })
            }
            _ => {
                self.keep(key, value);
                true
            }
        };
        if !understood {
            self.report(key, |id, key| Fault::WrongType { id, key });
            self.keep(key, value);
        }
    }

    /// Keeps a value as a fact, under its key.
    fn keep(&mut self, key: &str, value: &Value) {
        let label = self.clean(key, key);
        let value = self.clean(key, &text_of(value).unwrap_or_else(|| value.to_string()));
        self.record.unit.facts.push(Fact { label, value });
    }

    fn line(&mut self, key: &str, value: &Value, set: fn(&mut Record, Printable)) -> bool {
        let Some(text) = text_of(value) else { return false };
        let text = self.clean(key, &text);
        set(&mut self.record, text);
        true
    }

    /// A list of texts, or one text alone.
    fn lines(&mut self, key: &str, value: &Value, list: fn(&mut Record) -> &mut Vec<Printable>) -> bool {
        let values = match value {
            Value::Array(values) => values.as_slice(),
            one => std::slice::from_ref(one),
        };
        let Some(texts) = values.iter().map(text_of).collect::<Option<Vec<_>>>() else { return false };
        let texts: Vec<Printable> = texts.iter().map(|text| self.clean(key, text)).collect();
        list(&mut self.record).extend(texts.into_iter().filter(|text| !text.is_empty()));
        true
    }

    /// A list of small objects, whose texts under `keys` are handed to `add`; what else they
    /// hold becomes facts.
    fn objects<const N: usize>(
        &mut self,
        key: &str,
        value: &Value,
        keys: &[&str; N],
        add: fn(&mut Unit, [Option<Printable>; N]),
    ) -> bool {
        let Some(items) = value.as_array() else { return false };
        if !items.iter().all(Value::is_object) {
            return false;
        }
        for object in items.iter().filter_map(Value::as_object) {
            let texts = keys.map(|name| object.get(name).and_then(text_of));
            let texts = texts.map(|text| text.and_then(|text| some(self.clean(key, &text))));
            add(&mut self.record.unit, texts);
            for (name, value) in object {
                let known = keys.contains(&name.as_str()) && (value.is_null() || text_of(value).is_some());
                if !known {
                    self.keep(&format!("{key}.{name}"), value);
                }
            }
        }
        true
    }

    fn clean(&mut self, key: &str, raw: &str) -> Printable {
        let (text, replaced) = Printable::clean(raw);
        if replaced {
            self.report(key, |id, key| Fault::Disturbing { id, key });
        }
        text
    }

    fn report(&mut self, key: &str, fault: fn(Printable, Printable) -> Fault) {
        let problem =
            Problem { line: self.record.line, fault: fault(self.called.clone(), Printable::new(key)) };
        if self.problems.last() != Some(&problem) {
            self.problems.push(problem);
        }
    }
}

fn some(text: Printable) -> Option<Printable> {
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::UnitId;

    fn org(units: &str) -> Org {
        let text = format!("{{\"format\": \"ramure/1\",\n\"units\": [\n{units}\n]}}");
        read(&text, Lang::En, &mut |_, _| {}).expect("readable")
    }

    fn faults(org: &Org) -> Vec<(u32, String)> {
        org.problems.iter().map(|problem| (problem.line, problem.fault.say(Lang::En))).collect()
    }

    #[test]
    fn what_the_format_does_not_know_becomes_a_fact() {
        let org = org(
            r#"{"id": 7, "name": "A", "budget": 12, "tags": ["x"], "contact_details": [{"type": "email", "value": "a@b", "note": "n"}]}"#,
        );
        let unit = org.unit(UnitId::ROOT);
        let facts: Vec<_> = unit.facts.iter().map(|fact| format!("{}={}", fact.label, fact.value)).collect();
        assert_eq!(facts, ["budget=12", r#"tags=["x"]"#, "contact_details.note=n"]);
        assert_eq!(&*unit.id, "7");
        assert!(org.problems.is_empty());
    }

    #[test]
    fn each_problem_has_the_line_of_its_record() {
        let org = org(concat!(
            "{\"id\": \"r\", \"name\": \"\", \"missions\": 3},\n",
            "{\"id\": \"a\", \"parent_id\": \"r\", \"name\": \"x\", \"name\": \"y\"},\n",
            "12,\n{\"parent_id\": \"r\", \"name\": \"\\u001b[2J\", \"facts\": {}}"
        ));
        assert_eq!(
            faults(&org),
            [
                (3, "“r” has no name: its id stands in".into()),
                (4, "“a” gives “name” twice; the second value is kept as it is".into()),
                (5, "a unit must be a JSON object; this one is left out".into()),
                (6, "“#3”: control or invisible characters in “name”, replaced by �".into()),
                (6, "“#3”: “facts” does not have the expected form; its value is kept as it is".into()),
                (6, "unit without “id”, called “#3”".into()),
            ]
        );
    }
}
