//! Organisations of the British government, from the GOV.UK API. Labels are in English, like the
//! data.

use super::json_value::{JsonObject, JsonValue};
use super::record::Record;
use super::record_sink::RecordSink;
use super::{ProgressFn, ReadError, date, json_items};

/// Longer abbreviations are short names, not acronyms.
const MAX_ACRONYM_CHARS: usize = 12;

/// Keys of an organisation and of its details that become facts, most useful first.
const FACT_FIELDS: [(&str, &str); 9] = [
    ("govuk_status", "GOV.UK status"),
    ("govuk_closed_status", "Why it closed"),
    ("closed_at", "Closed"),
    ("updated_at", "Page updated"),
    ("slug", "Slug"),
    ("analytics_identifier", "Analytics id"),
    ("content_id", "Content id"),
    ("organisation_brand_colour_class_name", "Brand colour"),
    ("organisation_logo_type_class_name", "Logo type"),
];

/// Reads a page of the API, a list of organisations, or one organisation per line.
pub fn read(text: &str, sink: &mut RecordSink, on_progress: ProgressFn) -> Result<(), ReadError> {
    sink.builder.metadata.lang.get_or_insert_with(|| "en".into());
    json_items::for_each(text, sink, on_progress, &mut add_organisation)
}

fn add_organisation(sink: &mut RecordSink, line: usize, mut source: JsonObject) {
    let mut record = Record::default();
    (record.id, record.kind) = (source.text("id"), source.text("format"));
    let mut details = source.object("details").unwrap_or_default();
    set_names(&mut record, &mut source, &mut details);
    record.add_link("GOV.UK", &source.text("web_url"));
    add_closing_note(&mut record, &details);
    for (key, label) in FACT_FIELDS {
        let texts = [source.texts(key), details.texts(key)].concat();
        record.add_fact(label, &date::english(&texts.join(", ")));
    }
    record.parents = organisation_ids(&mut source, "parent_organisations");
    let children = organisation_ids(&mut source, "child_organisations");
    for (key, kind) in
        [("superseded_organisations", "supersedes"), ("superseding_organisations", "superseded by")]
    {
        let ids = [organisation_ids(&mut source, key), organisation_ids(&mut details, key)].concat();
        ids.iter().for_each(|id| record.add_relation(kind, id));
    }
    for (key, value) in [source.into_leaves(), details.into_leaves()].concat() {
        record.add_fact(&key, &value);
    }
    sink.add(line, &record);
    // Duplicates of a parent given by the child are merged later.
    children.iter().for_each(|child| sink.builder.claim_child(child, true));
}

/// Sets the name and, if it is short, the acronym; other names are those that differ.
fn set_names(record: &mut Record, source: &mut JsonObject, details: &mut JsonObject) {
    record.name = one_line(&source.text("title"));
    let short = one_line(&details.text("abbreviation"));
    let logo = one_line(&details.text("logo_formatted_name"));
    let is_short = short.chars().count() <= MAX_ACRONYM_CHARS;
    if is_short && short != record.name {
        record.acronym = short.clone();
    }
    let names = [short, logo].into_iter().filter(|name| !name.is_empty() && *name != record.name);
    let mut names: Vec<String> = names.filter(|name| *name != record.acronym).collect();
    names.dedup();
    record.other_names = names;
}

/// Collapses whitespace.
fn one_line(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

fn add_closing_note(record: &mut Record, details: &JsonObject) {
    let closed = details.peek("closed_at").map(date::english);
    match closed {
        Some(closed) => record.notes.push(format!("Closed on {closed}")),
        None if details.peek("govuk_status") == Some("closed") => record.notes.push("Closed".into()),
        None => {}
    }
}

/// The ids of organisations under a key. Their page addresses are dropped: those organisations have
/// them.
fn organisation_ids(source: &mut JsonObject, key: &str) -> Vec<String> {
    let mut ids = Vec::new();
    for value in source.list(key) {
        match value {
            JsonValue::Object(mut related) => {
                ids.push(related.text("id"));
                related.remove("web_url");
                source.put_object(key, related);
            }
            JsonValue::Text(id) => ids.push(id),
            value => source.put(key, value),
        }
    }
    ids.retain(|id| !id.is_empty());
    ids
}

#[cfg(test)]
mod tests {
    use crate::import::read;
    use crate::import::test_support::messages;
    use crate::lang::Lang;
    use crate::org::{Org, UnitId};

    fn org(text: &str) -> Org {
        read(text.as_bytes(), Lang::En).expect("readable")
    }

    const PAGE: &str = r#"{"results": [
        {"id": "u/salt", "title": "Department of Salt", "format": "Ministerial department", "web_url": "https://x/salt",
         "updated_at": "2016-07-08T18:26:52.000+01:00", "details": {"abbreviation": "DoS", "closed_at": null,
         "logo_formatted_name": "Department \r\nof Salt", "govuk_status": "live", "slug": "salt"},
         "parent_organisations": [], "child_organisations": [{"id": "u/sea", "web_url": "https://x/sea"}]},
        {"id": "u/sea", "title": "Sea Salt Agency", "format": "Executive agency", "colour": {"a": "b"},
         "details": {"abbreviation": "Sea Salt House", "logo_formatted_name": "The Sea\r\nSalt Agency",
         "govuk_status": "closed", "closed_at": "2014-05-02T00:00:00.000+01:00"},
         "superseding_organisations": [{"id": "u/salt", "web_url": "https://x/salt"}],
         "parent_organisations": [{"id": "u/salt"}, {"id": "u/water"}], "child_organisations": []},
        {"id": "u/water", "title": "Water Office", "details": {"govuk_status": "closed"},
         "parent_organisations": [{"id": "u/salt"}], "child_organisations": [{"id": "u/sea"}, {"id": "u/none"}]}],
        "current_page": 1, "total": 3, "pages": 1, "page_size": 20, "start_index": 1, "_response_info": {"status": "ok"}}"#;

    #[test]
    fn further_parents_become_relations() {
        let org = org(PAGE);
        let ids: Vec<_> = org.units().map(|unit| " ".repeat(org.depth(unit)) + &org.id(unit)).collect();
        assert_eq!(ids, ["u/salt", " u/sea", " u/water"]);
        let ids: Vec<_> =
            org.unit(UnitId::at(1)).relations.iter().map(|related| related.kind.to_string()).collect();
        assert_eq!(ids, ["superseded by", "also below"]);
        assert_eq!(messages(&org), ["“u/water” has the child “u/none”, which does not exist"]);
    }

    #[test]
    fn long_abbreviations_become_other_names() {
        let org = org(PAGE);
        let (salt, sea) = (org.unit(UnitId::at(0)), org.unit(UnitId::at(1)));
        assert_eq!(salt.acronym.as_deref(), Some("DoS"));
        assert!(salt.other_names.is_empty());
        assert_eq!(sea.acronym, None);
        assert_eq!(
            sea.other_names.iter().map(|name| &**name).collect::<Vec<_>>(),
            ["Sea Salt House", "The Sea Salt Agency"]
        );
    }

    #[test]
    fn closed_units_are_kept_with_a_note() {
        let org = org(PAGE);
        assert_eq!(&*org.unit(UnitId::at(1)).notes[0], "Closed on 2 May 2014");
        assert_eq!(&*org.unit(UnitId::at(2)).notes[0], "Closed");
        let facts: Vec<_> = org
            .unit(UnitId::at(1))
            .facts
            .iter()
            .map(|fact| format!("{}={}", fact.label, fact.value))
            .collect();
        assert_eq!(facts, ["GOV.UK status=closed", "Closed=2 May 2014", "colour.a=b"]);
    }

    #[test]
    fn lines_and_lists_are_read_like_pages() {
        let list = &PAGE[PAGE.find('[').unwrap_or(0)..=PAGE.rfind(']').unwrap_or(0)];
        let records: Vec<serde_json::Value> = serde_json::from_str(list).expect("a list");
        let lines: String = records.iter().map(|record| record.to_string() + "\n").collect();
        for text in [list, &lines] {
            assert_eq!(org(text).len(), 3);
            assert_eq!(&*org(text).name(UnitId::at(1)), "Sea Salt Agency");
        }
    }
}
