//! The pages that `tree --format html` writes: nested lists of units with their cards. Other pages are refused.

mod tokens;

use percent_encoding::percent_decode_str;

use crate::address;
use crate::org::kind_word;
use crate::text::Printable;

use super::line_numbers::LineCounter;
use super::progress::ProgressMeter;
use super::record::Record;
use super::record_sink::RecordSink;
use super::{ProgressFn, ReadError, ReadErrorKind, xml};
use tokens::{Tag, Token, Tokens};

/// The first element of a page.
const PAGE_ELEMENT: &str = "html";
/// The mark of the pages that are read, and the bytes in which it stands.
const OWN_MARK: &str = "<meta name=\"generator\" content=\"ramure ";
const OWN_MARK_BYTES: usize = 4_096;
/// What the anchor of a unit starts with; its encoded id follows.
const ANCHOR: &str = "u-";

/// Whether a text is a page.
pub fn is_page(text: &str) -> bool {
    xml::root_name(text).is_some_and(|name| name.eq_ignore_ascii_case(PAGE_ELEMENT))
}

/// Reads the units of a page.
///
/// # Errors
/// If the page is not one that ramure has written.
pub fn read(text: &str, sink: &mut RecordSink, on_progress: ProgressFn) -> Result<(), ReadError> {
    if text.find(OWN_MARK).is_none_or(|at| at > OWN_MARK_BYTES) {
        return Err(ReadError::at(text, 0, ReadErrorKind::OtherPage));
    }
    let (mut lines, mut progress) = (LineCounter::new(text), ProgressMeter::new(on_progress, text.len()));
    let mut page = PageReader::default();
    for (at, token) in Tokens::new(text) {
        progress.advance_to(at);
        match token {
            Token::Open(tag) => page.open(&tag, lines.line_at(at), sink),
            Token::Close(name) => page.close(name),
            Token::Text(text) => page.text.push_str(&text),
        }
    }
    page.flush(sink);
    Ok(())
}

/// What was read of a page so far.
#[derive(Default)]
struct PageReader {
    /// The unit that is read, its line and its level.
    unit: Option<(usize, usize, Record)>,
    /// The levels and ids of the last unit and of those above it.
    above: Vec<(usize, String)>,
    /// Lists of units that are open; 0 outside the tree.
    lists: usize,
    /// The field of the entries that are read, and its heading.
    field: String,
    heading: String,
    entry: Entry,
    /// The `class` of the paragraph that is read.
    paragraph: String,
    /// The text since the start of an element.
    text: String,
}

/// An entry of a card.
#[derive(Default)]
struct Entry {
    /// The type of a contact or a relation.
    kind: String,
    label: String,
    value: String,
    href: String,
}

impl PageReader {
    fn open(&mut self, tag: &Tag, line: usize, sink: &mut RecordSink) {
        match tag.name {
            "html" | "header" => {
                let lang = tag.attribute("lang").map(|lang| Printable::new(&lang));
                sink.builder.metadata.lang = lang.or(sink.builder.metadata.lang.take());
            }
            "h1" => self.start(line, 0, sink),
            "ul" if self.lists > 0 || tag.attribute("id").is_some_and(|id| id == "units") => self.lists += 1,
            "li" if self.lists > 0 => {
                let level = tag.attribute("data-level").and_then(|level| level.parse().ok());
                self.start(line, level.unwrap_or(self.lists), sink);
            }
            "p" => self.paragraph = tag.attribute("class").unwrap_or_default(),
            "dt" => self.field = tag.attribute("data-field").unwrap_or_default(),
            "dd" => {
                let kind = tag.attribute("data-type").unwrap_or_default();
                self.entry = Entry { kind, ..Entry::default() };
            }
            "a" => self.entry.href = tag.attribute("href").unwrap_or_default(),
            _ => {}
        }
        if let (Some(id), Some((_, _, record))) = (tag.attribute("id"), &mut self.unit)
            && let Some(id) = id.strip_prefix(ANCHOR).filter(|_| record.id.is_empty())
        {
            record.id = percent_decode_str(id).decode_utf8_lossy().into_owned();
        }
        match tag.name {
            // The text of a link is that of its entry.
            "a" => {}
            "i" | "small" => self.entry.value.push_str(&std::mem::take(&mut self.text)),
            _ => self.text.clear(),
        }
    }

    fn close(&mut self, name: &str) {
        let Some((_, _, record)) = &mut self.unit else { return };
        match name {
            "ul" => self.lists = self.lists.saturating_sub(1),
            "bdi" if record.name.is_empty() => record.name = std::mem::take(&mut self.text),
            "abbr" => record.acronym = std::mem::take(&mut self.text),
            "span" => record.kind = std::mem::take(&mut self.text),
            "p" if self.paragraph == "kind" => record.kind = std::mem::take(&mut self.text),
            "p" if matches!(&*self.paragraph, "" | "summary") && !self.text.trim().is_empty() => {
                record.summary = std::mem::take(&mut self.text);
            }
            "dt" => self.heading = std::mem::take(&mut self.text),
            "i" => self.entry.label = std::mem::take(&mut self.text),
            // The host of an address in its other form.
            "small" => self.text.clear(),
            "dd" => {
                let mut entry = std::mem::take(&mut self.entry);
                entry.value.push_str(&std::mem::take(&mut self.text));
                entry.add_to(record, &self.field, &self.heading);
            }
            _ => {}
        }
    }

    /// Starts a unit; the one before it is complete.
    fn start(&mut self, line: usize, level: usize, sink: &mut RecordSink) {
        self.flush(sink);
        while self.above.pop_if(|(above, _)| *above >= level).is_some() {}
        let mut record = Record::default();
        record.parents.extend(self.above.last().map(|(_, id)| id.clone()));
        self.unit = Some((line, level, record));
    }

    fn flush(&mut self, sink: &mut RecordSink) {
        if let Some((line, level, record)) = self.unit.take() {
            sink.add(line, &record);
            self.above.push((level, record.id));
        }
    }
}

impl Entry {
    /// Adds the entry to the field of a record; one of a field that is not known becomes a fact.
    fn add_to(&self, record: &mut Record, field: &str, heading: &str) {
        let label = self.label.trim_end().trim_end_matches(':').trim_end();
        match field {
            "other_names" => record.other_names.push(self.value.clone()),
            "missions" => record.missions.push(self.value.clone()),
            "notes" => record.notes.push(self.value.clone()),
            "facts" => record.add_fact(label, &self.value),
            "contact_details" => {
                let is_word = kind_word(&self.kind).is_some_and(|word| [word.fr, word.en].contains(&label));
                let label = if is_word || label == self.kind { "" } else { label };
                record.add_contact(&self.kind, &self.value, label);
            }
            // The text of a link is its label, unless the label stands before it.
            "links" if self.href.is_empty() || address::link(&self.value).as_ref() == Some(&self.href) => {
                record.add_link(label, &self.value);
            }
            "links" => record.add_link(&self.value, &self.href),
            "relations" => match self.href.strip_prefix('#').and_then(|id| id.strip_prefix(ANCHOR)) {
                Some(id) => record.add_relation(&self.kind, &percent_decode_str(id).decode_utf8_lossy()),
                None => record.add_named_relation(&self.kind, self.value.trim_end()),
            },
            "referred_to_by" => {}
            _ => record.add_fact(heading, &(self.label.clone() + &self.value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::export::{self, ExportFormat, Subtree};
    use crate::import::read;
    use crate::import::test_support::indented_names;
    use crate::lang::Lang;
    use crate::org::Org;

    fn page(org: &Org, lang: Lang) -> Vec<u8> {
        let mut page = Vec::new();
        export::write(&Subtree::whole(org), ExportFormat::Html, false, lang, &mut page).expect("written");
        page
    }

    fn records(org: &Org) -> Vec<String> {
        let unit = |unit| serde_json::to_string(&org.unit(unit)).expect("JSON");
        org.units().map(|id| format!("{} {}", org.id(id), unit(id))).collect()
    }

    #[test]
    fn every_field_of_a_page_is_read_back() {
        let org = read(include_bytes!("../../assets/dinum.json"), Lang::Fr).expect("readable");
        for lang in [Lang::Fr, Lang::En] {
            let again = read(&page(&org, lang), lang).expect("readable");
            assert_eq!(indented_names(&again), indented_names(&org));
            assert_eq!(records(&again), records(&org), "{lang:?}");
            assert_eq!(again.metadata.lang.as_deref(), Some("fr"));
            assert!(again.diagnostics().is_empty());
        }
    }

    #[test]
    fn units_below_the_deepest_list_have_their_level() {
        let units = (0..90).map(|i| match i {
            0 => r#"{"id":"0","name":"n"}"#.to_string(),
            _ => format!(r#"{{"id":"{i}","name":"n","parent_id":"{}"}}"#, i - 1 - i % 3 / 2),
        });
        let units = units.collect::<Vec<_>>().join(",");
        let org = read(format!("{{\"units\":[{units}]}}").as_bytes(), Lang::En).expect("readable");
        let again = read(&page(&org, Lang::En), Lang::En).expect("readable");
        assert_eq!((indented_names(&again), records(&again)), (indented_names(&org), records(&org)));
    }

    #[test]
    fn pages_of_others_are_refused() {
        for text in [
            "<!DOCTYPE html>\n<html><head><title>Town</title></head><body><ul><li>Parks</ul>",
            "<HTML><body>x",
        ] {
            let error = read(text.as_bytes(), Lang::En).expect_err("refused").kind.message(Lang::En);
            assert!(
                error.starts_with(
                    "this is a web page, and only those of “ramure tree --format html” are read"
                ),
                "{error}"
            );
        }
    }

    #[test]
    fn any_damage_is_read_or_refused() {
        let org = read(
            br#"{"units":[{"id":"a","name":"A"},{"id":"b","name":"B","parent_id":"a","notes":["x"]}]}"#,
            Lang::En,
        );
        let page = page(&org.expect("readable"), Lang::En);
        let body = page.windows(6).position(|bytes| bytes == b"<body>").expect("a body");
        for at in body..page.len() {
            let _ = read(&page[..at], Lang::En);
            let _ = read(&[&page[..body], &page[at..]].concat(), Lang::En);
        }
    }
}
