//! The public format `ramure/1`: a JSON object with a flat list of units, each naming its
//! parent. `assets/ramure.schema.json` describes it. What the format does not know is kept:
//! an unknown key, a value of another form or a key given twice becomes a fact of the unit.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::json::{self, Members};
use super::{Reason, Refusal, Watch};
use crate::lang::Lang;
use crate::org::{Contact, Fact, Fault, Head, Link, Org, Problem, Record, Relation, Unit, arrange};
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

struct Reader<'a> {
    text: &'a str,
    /// The line that the byte `counted` is on.
    line: u32,
    counted: usize,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    /// What the document says of itself, and its units still unread. A second list of units
    /// goes on where the first ends.
    fn top(&mut self) -> Result<(Head, Vec<&'a RawValue>), Refusal> {
        let start = self.text.len() - self.text.trim_ascii_start().len();
        let Some(Members(members)) = self.parse(self.text, 0)? else {
            return Err(Refusal::at(self.text, start, Reason::NotAnOrganisation));
        };
        let mut head = Head::default();
        let mut units: Option<Vec<&RawValue>> = None;
        let mut seen = HashSet::new();
        for (key, raw) in &members {
            let place = self.offset(raw);
            let again = !seen.insert(key);
            match (key.as_str(), json::list(raw)) {
                ("units", Some(list)) if list.is_empty() && units.is_none() => {
                    return Err(Refusal::at(self.text, place, Reason::NoUnits));
                }
                ("units", Some(list)) => units.get_or_insert_default().extend(list),
                ("units", None) => return Err(Refusal::at(self.text, place, Reason::NotAnOrganisation)),
                ("format", _) => self.check_format(raw, place)?,
                _ => self.head_member(&mut head, key, raw, again),
            }
        }
        if !members.iter().any(|(key, _)| key == "format") {
            self.problems.push(Problem { line: 1, fault: Fault::NoFormat });
        }
        let units = units.ok_or_else(|| Refusal::at(self.text, start, Reason::NotAnOrganisation))?;
        Ok((head, units))
    }

    fn check_format(&self, raw: &RawValue, place: usize) -> Result<(), Refusal> {
        let name = json::shown(raw);
        let other = || Refusal::at(self.text, place, Reason::OtherFormat(Printable::new(&name)));
        if name == FORMAT { Ok(()) } else { Err(other()) }
    }

    /// Keeps what the document says of itself, and reports what it says otherwise.
    fn head_member(&mut self, head: &mut Head, key: &str, raw: &RawValue, again: bool) {
        let slot = match key {
            _ if json::is_null(raw) => return,
            _ if again => None,
            "name" => Some(&mut head.name),
            "lang" => Some(&mut head.lang),
            "date" => Some(&mut head.date),
            "licence" => Some(&mut head.licence),
            "source" => return self.source(head, raw),
            _ => None,
        };
        match (slot, json::text(raw)) {
            (Some(slot), Some(text)) => *slot = Some(Printable::new(&text)),
            _ => self.leave_out(key, raw),
        }
    }

    fn source(&mut self, head: &mut Head, raw: &RawValue) {
        let source = head.source.get_or_insert_default();
        if let Some(text) = json::text(raw) {
            source.label = Printable::new(&text);
            return;
        }
        let Some(members) = json::object(raw) else { return self.leave_out("source", raw) };
        for (key, value) in members {
            let slot = match key.as_str() {
                "label" => Some(&mut source.label),
                "url" => Some(&mut source.url),
                _ => None,
            };
            match (slot.filter(|slot| slot.is_empty()), json::text(value)) {
                (Some(slot), Some(text)) => *slot = Printable::new(&text),
                _ => self.leave_out(&format!("source.{key}"), value),
            }
        }
    }

    fn leave_out(&mut self, key: &str, raw: &RawValue) {
        let line = self.line_at(self.offset(raw));
        let fault = Fault::LeftOut { key: Printable::new(key), value: Printable::new(raw.get()) };
        self.problems.push(Problem { line, fault });
    }

    /// One unit. `None`, and a problem, when it is not an object.
    fn record(&mut self, raw: &'a RawValue, position: usize) -> Result<Option<Record>, Refusal> {
        let place = self.offset(raw);
        let line = self.line_at(place);
        let Some(Members(members)) = self.parse(raw.get(), place)? else {
            let fault = Fault::NotARecord { value: Printable::new(raw.get()) };
            self.problems.push(Problem { line, fault });
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
    fn parse<T: Deserialize<'a>>(&self, text: &'a str, place: usize) -> Result<Option<T>, Refusal> {
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
        let said = error.to_string();
        // The library counts the bytes that it took; a control character it leaves.
        let taken = usize::from(!said.starts_with("control character"));
        let byte = place + line_start + error.column().saturating_sub(taken);
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

/// A record being filled, member by member.
struct Fill {
    record: Record,
    problems: Vec<Problem>,
    /// What to call the unit in a problem.
    called: Printable,
}

impl Fill {
    fn new(line: u32, position: usize, members: &[(String, &RawValue)]) -> Self {
        let id = members.iter().find(|(key, _)| key == "id").and_then(|(_, value)| json::text(value));
        let called = Printable::new(&id.unwrap_or_else(|| format!("#{}", position + 1)));
        Self { record: Record { line, ..Record::default() }, problems: Vec::new(), called }
    }

    fn member(&mut self, key: &str, value: &RawValue, repeated: bool) {
        if json::is_null(value) {
            return;
        }
        if repeated {
            self.report(key, |id, key| Fault::RepeatedKey { id, key });
            return self.keep(key, value);
        }
        let understood = match key {
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
                unit.facts.push(Fact { label: label.unwrap_or_default(), value: value? });
                Some(())
            }),
            "contact_details" => {
                self.objects(key, value, &["type", "value", "label"], |unit, [kind, value, label]| {
                    unit.contacts.push(Contact { kind, value: value?, label });
                    Some(())
                })
            }
            "links" => self.objects(key, value, &["label", "url"], |unit, [label, url]| {
                unit.links.push(Link { label, url: url? });
                Some(())
            }),
            "relations" => {
                self.objects(key, value, &["type", "unit_id", "name"], |unit, [kind, unit_id, name]| {
                    unit_id.as_ref().or(name.as_ref())?;
                    let kind = kind.unwrap_or_default();
                    unit.relations.push(Relation { kind, unit_id, name, unit: None });
                    Some(())
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
    fn keep(&mut self, key: &str, value: &RawValue) {
        let label = self.clean(key, key);
        let value = self.clean(key, &json::shown(value));
        self.record.unit.facts.push(Fact { label, value });
    }

    fn line(&mut self, key: &str, value: &RawValue, set: fn(&mut Record, Printable)) -> bool {
        let Some(text) = json::text(value) else { return false };
        let text = self.clean(key, &text);
        set(&mut self.record, text);
        true
    }

    /// A list of texts, or one text alone.
    fn lines(&mut self, key: &str, value: &RawValue, list: fn(&mut Record) -> &mut Vec<Printable>) -> bool {
        let values = json::list(value).unwrap_or_else(|| vec![value]);
        let texts = values.into_iter().filter(|value| !json::is_null(value)).map(json::text);
        let Some(texts) = texts.collect::<Option<Vec<_>>>() else { return false };
        let texts: Vec<Printable> = texts.iter().map(|text| self.clean(key, text)).collect();
        list(&mut self.record).extend(texts.into_iter().filter(|text| !text.is_empty()));
        true
    }

    /// A list of small objects, whose texts under `keys` are handed to `add`; what else they
    /// hold becomes facts. Where `add` misses what matters, the object is kept as a fact.
    fn objects<const N: usize>(
        &mut self,
        key: &str,
        value: &RawValue,
        keys: &[&str; N],
        add: fn(&mut Unit, [Option<Printable>; N]) -> Option<()>,
    ) -> bool {
        let object = |item| Some((item, json::object(item)?));
        let items =
            json::list(value).and_then(|items| items.into_iter().map(object).collect::<Option<Vec<_>>>());
        let Some(items) = items else { return false };
        for (item, members) in items {
            let texts = self.texts(key, members, keys);
            if add(&mut self.record.unit, texts).is_none() {
                self.report(key, |id, key| Fault::Incomplete { id, key });
                self.keep(key, item);
            }
        }
        true
    }

    /// The texts under `keys`; the other members become facts.
    fn texts<const N: usize>(
        &mut self,
        key: &str,
        members: Vec<(String, &RawValue)>,
        keys: &[&str; N],
    ) -> [Option<Printable>; N] {
        let mut texts = [const { None }; N];
        for (name, value) in members {
            let slot = keys.iter().position(|key| *key == name).map(|i| &mut texts[i]);
            match (slot.filter(|slot| slot.is_none()), json::text(value)) {
                (Some(slot), Some(text)) => *slot = some(self.clean(key, &text)),
                _ if json::is_null(value) => {}
                _ => self.keep(&format!("{key}.{name}"), value),
            }
        }
        texts
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
                (5, "a unit must be a JSON object; this one is left out: 12".into()),
                (6, "“#3”: control or invisible characters in “name”, replaced by �".into()),
                (6, "“#3”: “facts” does not have the expected form; its value is kept as it is".into()),
                (6, "unit without “id”, called “#3”".into()),
            ]
        );
    }
}
