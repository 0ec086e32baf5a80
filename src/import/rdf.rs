//! RDF (<https://www.w3.org/TR/rdf11-concepts/>) as Turtle, N-Triples and RDF/XML, for the W3C's Organization
//! Ontology. The graph is converted to JSON-LD, whose reader knows the properties. Nothing is fetched.

#[cfg(feature = "rdf")]
mod graph;
#[cfg(feature = "rdf")]
mod parse;
#[cfg(feature = "rdf")]
mod start_tags;

use std::borrow::Cow;

use super::record_sink::RecordSink;
use super::{ImportFormat, ProgressFn, ReadError};

/// Bytes at the start of an XML text in which its root element is looked for.
const XML_START: usize = 4096;
/// Lines that are sampled to tell N-Triples from Turtle.
const SAMPLED_LINES: usize = 100;

/// The format of a text, if it is RDF other than JSON-LD.
pub fn format(text: &str) -> Option<ImportFormat> {
    let start = text.trim_ascii_start();
    if start.starts_with('<') && is_xml(start) {
        return Some(ImportFormat::RdfXml);
    }
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let first = lines().next()?;
    if is_directive(first) {
        return Some(ImportFormat::Turtle);
    }
    match subject_end(first)? {
        _ if lines().take(SAMPLED_LINES).all(is_triple) => Some(ImportFormat::NTriples),
        rest if starts_with_predicate(rest) => Some(ImportFormat::Turtle),
        _ => None,
    }
}

fn is_xml(text: &str) -> bool {
    let end = (0..=XML_START.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text[..end].contains("<rdf:RDF")
        || text[..end].contains(":RDF ") && text[..end].contains("22-rdf-syntax-ns#")
}

/// Whether a line states a prefix or the base.
fn is_directive(line: &str) -> bool {
    let word = line.split_ascii_whitespace().next().unwrap_or_default().trim_start_matches('@');
    let is_known = ["prefix", "base"].iter().any(|known| word.eq_ignore_ascii_case(known));
    is_known && line.contains('<')
}

/// What follows the subject at the start of a line.
fn subject_end(line: &str) -> Option<&str> {
    let rest = match line.strip_prefix('<') {
        Some(iri) => iri.split_once('>').filter(|(iri, _)| !iri.contains([' ', '"'])).map(|(_, rest)| rest),
        None => line.strip_prefix("_:").and_then(|label| label.split_once([' ', '\t'])).map(|(_, rest)| rest),
    };
    rest.map(str::trim_start)
}

fn starts_with_predicate(rest: &str) -> bool {
    rest.starts_with("a ") || rest.strip_prefix('<').is_some_and(|iri| iri.contains("> "))
}

fn is_triple(line: &str) -> bool {
    line.ends_with('.')
        && subject_end(line).and_then(subject_end).is_some_and(|object| !object.starts_with('.'))
}

#[cfg(feature = "rdf")]
pub fn read_turtle(
    text: Cow<'static, str>,
    sink: &mut RecordSink,
    on_progress: ProgressFn,
) -> Result<(), ReadError> {
    let json = parse::turtle(&text)?.into_json_ld();
    drop(text);
    read_json_ld(&json, sink, on_progress)
}

#[cfg(feature = "rdf")]
pub fn read_xml(
    text: Cow<'static, str>,
    sink: &mut RecordSink,
    on_progress: ProgressFn,
) -> Result<(), ReadError> {
    let json = parse::xml(&text)?.into_json_ld();
    drop(text);
    read_json_ld(&json, sink, on_progress)
}

/// The columns of the JSON text are not those of the file.
#[cfg(feature = "rdf")]
fn read_json_ld(json: &str, sink: &mut RecordSink, on_progress: ProgressFn) -> Result<(), ReadError> {
    super::jsonld::read(json, sink, on_progress).map_err(|error| ReadError { column: 1, ..error })
}

#[cfg(not(feature = "rdf"))]
pub fn read_turtle(_: Cow<'static, str>, _: &mut RecordSink, _: ProgressFn) -> Result<(), ReadError> {
    Err(not_built("Turtle"))
}

#[cfg(not(feature = "rdf"))]
pub fn read_xml(_: Cow<'static, str>, _: &mut RecordSink, _: ProgressFn) -> Result<(), ReadError> {
    Err(not_built("RDF/XML"))
}

#[cfg(not(feature = "rdf"))]
fn not_built(format: &'static str) -> ReadError {
    ReadError::whole_file(super::ReadErrorKind::NotBuilt { format, feature: "rdf" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import;
    use crate::lang::Lang;

    const TURTLE: &str = include_str!("../../tests/it/fixtures/port.ttl");

    #[test]
    fn rdf_is_recognised() {
        for (text, format) in [
            (TURTLE, Some(ImportFormat::Turtle)),
            ("# a\n\nPREFIX org: <http://www.w3.org/ns/org#>\n", Some(ImportFormat::Turtle)),
            ("<urn:a> a <urn:b> ;\n  <urn:c> 1 .\n", Some(ImportFormat::Turtle)),
            ("<urn:a> <urn:b> \"c d\"@en .\n_:x <urn:b> <urn:a> .", Some(ImportFormat::NTriples)),
            ("<?xml version=\"1.0\"?>\n<rdf:RDF xmlns:rdf=\"x\">", Some(ImportFormat::RdfXml)),
            ("<html><body>x</body></html>", None),
            ("prefix,name\na,b\n", None),
            ("<a> b", None),
        ] {
            assert_eq!(super::format(text), format, "{text}");
        }
    }

    #[cfg(not(feature = "rdf"))]
    #[test]
    fn a_build_without_the_feature_names_the_format() {
        let error = import::read(TURTLE.as_bytes(), Lang::En).expect_err("refused");
        let expected = "this is Turtle, which this ramure does not read: build it with “--features rdf”, or convert the file to JSON-LD";
        assert_eq!(error.kind.message(Lang::En), expected);
    }

    #[cfg(feature = "rdf")]
    mod read {
        use super::*;
        use crate::import::ReadErrorKind;
        use crate::import::test_support::{indented_names, lines_and_messages};

        const JSON_LD: &str = include_str!("../../tests/it/fixtures/port.jsonld");
        const N_TRIPLES: &str = include_str!("../../tests/it/fixtures/port.nt");
        const XML: &str = include_str!("../../tests/it/fixtures/port.rdf");

        /// Each unit with all that is on its card, and what its parent is.
        fn cards(text: &str) -> Vec<String> {
            let org = import::read(text.as_bytes(), Lang::En).expect("readable");
            assert_eq!(lines_and_messages(&org), []);
            let card = |unit| format!("{:?} {:?}", org.parent(unit), org.unit(unit));
            org.units().map(card).collect()
        }

        #[test]
        fn all_serializations_give_the_same_cards() {
            let expected = cards(JSON_LD);
            assert_eq!(expected.len(), 4);
            for text in [TURTLE, N_TRIPLES, XML] {
                assert_eq!(cards(text), expected);
            }
        }

        #[test]
        fn an_element_with_very_many_attributes_is_refused_at_once() {
            let attributes: String = (0..100_000).map(|n| format!(" a{n}='x'")).collect();
            let text = XML.replacen("<rdf:RDF", &format!("<rdf:RDF{attributes}"), 1);
            let error = import::read(text.as_bytes(), Lang::En).expect_err("refused");
            assert!(error.kind.message(Lang::En).contains("more than 256 attributes"), "{error:?}");
        }

        #[test]
        fn problems_have_their_lines() {
            let text = "@prefix org: <http://www.w3.org/ns/org#> .\n<#a> a org:Organization ;\n  org:hasUnit <#b> .\n\n\n<#b> a org:Organization ;\n  org:unitOf <#gone> .\n";
            let org = import::read(text.as_bytes(), Lang::En).expect("readable");
            let lines: Vec<_> = lines_and_messages(&org).into_iter().map(|(line, _)| line).collect();
            assert!(lines.contains(&2) && lines.iter().any(|line| (6..=7).contains(line)), "{lines:?}");
            let error =
                import::read(b"@prefix a: <urn:a> .\n<urn:b> a\n\n.\n", Lang::En).expect_err("refused");
            assert!(error.line >= 2 && matches!(error.kind, ReadErrorKind::Rdf(_)), "{error:?}");
        }

        #[test]
        fn circles_collections_and_deep_nodes_lose_nothing() {
            let org = "@prefix org: <http://www.w3.org/ns/org#> . @prefix s: <http://www.w3.org/2004/02/skos/core#> .\n";
            let list = format!(
                "{org}<#a> s:prefLabel \"A\" ; org:hasUnit ( <#b> [ s:prefLabel \"C\" ] ) . <#b> s:prefLabel \"B\" ."
            );
            let names =
                |text: &str| indented_names(&import::read(text.as_bytes(), Lang::En).expect("readable"));
            assert_eq!(names(&list), ["A", " B", " C"]);
            let circle = format!(
                "{org}_:a s:prefLabel \"A\" ; org:hasUnit _:b . _:b s:prefLabel \"B\" ; org:hasUnit _:a ."
            );
            let circle = names(&circle);
            for name in ["A", "B"] {
                assert_eq!(circle.iter().filter(|known| known.trim() == name).count(), 1, "{circle:?}");
            }
            let deep = format!(
                "{org}<#a> {} s:prefLabel \"end\" {} .",
                "s:prefLabel \"x\" ; org:hasUnit [ ".repeat(500),
                "]".repeat(500)
            );
            assert_eq!(names(&deep).len(), 501);
        }

        #[test]
        fn entities_that_repeat_text_are_refused() {
            let text = "<?xml version=\"1.0\"?>\n<!DOCTYPE rdf:RDF [<!ENTITY a \"xx\"> <!ENTITY b \"&a;&a;\">]>\n<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"/>";
            let error = import::read(text.as_bytes(), Lang::En).expect_err("refused");
            assert_eq!(error.kind, ReadErrorKind::TooManyAliases);
        }
    }
}
