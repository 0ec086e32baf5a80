//! Parses RDF into triples with their lines.

use oxrdfxml::RdfXmlParser;
use oxttl::TurtleParser;

use crate::import::line_numbers::LineCounter;
use crate::import::{ReadError, ReadErrorKind};
use crate::text::Printable;

use super::graph::{BASE, Triples};
use super::start_tags::with_too_many_attributes;

/// What prefixes may repeat, as a multiple of the text, and in any case, in bytes.
const MAX_REPEATED: usize = 16;
const MIN_REPEATED: usize = 1_000_000;
/// Longer entities, and those of other entities, are not read: they could repeat much text.
const MAX_ENTITY_BYTES: usize = 200;

/// Parses Turtle, of which N-Triples is a part.
pub fn turtle(text: &str) -> Result<Triples, ReadError> {
    let mut parser = TurtleParser::new().lenient();
    parser = parser.with_base_iri(BASE).map_err(|error| invalid(1, &error.to_string()))?;
    let mut parser = parser.low_level();
    let (mut triples, mut is_end) = (Triples::default(), false);
    let mut lines = (1..).zip(text.split_inclusive('\n'));
    // The parser starts a statement again when it gets more of it: it gets twice as many lines each time.
    let mut batch = 1;
    while !is_end {
        let (mut count, mut line) = (0, None);
        while count < batch && !is_end {
            let Some((number, part)) = lines.next() else {
                parser.end();
                is_end = true;
                continue;
            };
            parser.extend_from_slice(part.as_bytes());
            if !part.trim().is_empty() && !part.starts_with('#') {
                count += 1;
                line.get_or_insert(number);
            }
        }
        batch *= 2;
        while let Some(triple) = parser.parse_next() {
            let triple = triple.map_err(|error| {
                let last_line = memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1;
                invalid((error.location().start.line as usize + 1).min(last_line), error.message())
            })?;
            triples.add(triple, line.unwrap_or(1));
            batch = 1;
        }
        check_size(&triples, text)?;
    }
    Ok(triples)
}

/// Parses RDF/XML.
pub fn xml(text: &str) -> Result<Triples, ReadError> {
    check_entities(text)?;
    let mut lines = LineCounter::new(text);
    if let Some(at) = with_too_many_attributes(text) {
        return Err(invalid(lines.line_at(at), "an element has more than 256 attributes"));
    }
    let mut parser = RdfXmlParser::new().lenient();
    parser = parser.with_base_iri(BASE).map_err(|error| invalid(1, &error.to_string()))?;
    let mut parser = parser.for_slice(text);
    let mut triples = Triples::default();
    while let Some(triple) = parser.next() {
        let line = lines.line_at((parser.buffer_position() as usize).min(text.len()));
        triples.add(triple.map_err(|error| invalid(line, &error.to_string()))?, line);
        check_size(&triples, text)?;
    }
    Ok(triples)
}

fn check_size(triples: &Triples, text: &str) -> Result<(), ReadError> {
    let is_small = triples.bytes <= (text.len() * MAX_REPEATED).max(MIN_REPEATED);
    is_small.then_some(()).ok_or_else(|| ReadError::whole_file(ReadErrorKind::TooManyAliases))
}

/// Entities stand for the start of an address.
fn check_entities(text: &str) -> Result<(), ReadError> {
    for (at, _) in text.match_indices("<!ENTITY") {
        let end = text[at..].find('>').map_or(text.len(), |end| at + end);
        if end - at > MAX_ENTITY_BYTES || text[at..end].contains('&') {
            return Err(ReadError::at(text, at, ReadErrorKind::TooManyAliases));
        }
    }
    Ok(())
}

fn invalid(line: usize, message: &str) -> ReadError {
    ReadError { line, column: 1, kind: ReadErrorKind::Rdf(Printable::new(message)) }
}
