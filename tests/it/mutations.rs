//! Mutated files of the import formats are read or refused, without a panic.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use ramure::import::ImportFormat;

use crate::fuzz::{check_file, run};

/// Files that use every feature of their format.
const FILES: [(ImportFormat, &str); 24] = [
    (ImportFormat::Dila, include_str!("fixtures/dila.json")),
    (ImportFormat::Dila, include_str!("fixtures/dila-api.json")),
    (ImportFormat::GovUk, include_str!("fixtures/govuk.json")),
    (ImportFormat::GovUk, include_str!("fixtures/govuk.jsonl")),
    (ImportFormat::Ldif, include_str!("fixtures/mairie.ldif")),
    (ImportFormat::Organigram, include_str!("fixtures/bezirk.json")),
    (ImportFormat::JsonLd, include_str!("fixtures/port.jsonld")),
    (ImportFormat::JsonLd, include_str!("fixtures/port-expanded.jsonld")),
    (ImportFormat::JsonLd, include_str!("fixtures/port-nested.jsonld")),
    (ImportFormat::Text, include_str!("fixtures/ville.txt")),
    (ImportFormat::Text, include_str!("fixtures/ville.md")),
    (ImportFormat::Turtle, include_str!("fixtures/port.ttl")),
    (ImportFormat::NTriples, include_str!("fixtures/port.nt")),
    (ImportFormat::RdfXml, include_str!("fixtures/port.rdf")),
    (ImportFormat::Yaml, include_str!("fixtures/teams.yaml")),
    (ImportFormat::Yaml, include_str!("fixtures/catalogue.yaml")),
    (ImportFormat::Yaml, include_str!("fixtures/front-matter.md")),
    (ImportFormat::Mermaid, include_str!("fixtures/port.mmd")),
    (ImportFormat::Dot, include_str!("fixtures/port.dot")),
    (ImportFormat::VCard, include_str!("fixtures/port.vcf")),
    (ImportFormat::Opml, include_str!("fixtures/port.opml")),
    (ImportFormat::Org, include_str!("fixtures/port.org")),
    (ImportFormat::PlantUml, include_str!("fixtures/port.wbs")),
    (ImportFormat::GraphMl, include_str!("fixtures/port.graphml")),
];

/// A change at a position, with lengths in bytes.
#[derive(Clone, Debug)]
enum Mutation {
    Set(u8),
    Cut(usize),
    Repeat(usize),
    Move(usize, usize),
}

fn any_mutation() -> impl Strategy<Value = (usize, Mutation)> {
    let bytes = prop::sample::select(b"{}[]\",:;\\<>&0 \n\r\t\0".to_vec());
    let mutation = prop_oneof![
        4 => bytes.prop_map(Mutation::Set),
        2 => any::<u8>().prop_map(Mutation::Set),
        2 => (1..60usize).prop_map(Mutation::Cut),
        1 => (60..4000usize).prop_map(Mutation::Cut),
        1 => (1..300usize).prop_map(Mutation::Repeat),
        1 => (any::<usize>(), 1..300usize).prop_map(|(to, length)| Mutation::Move(to, length)),
    ];
    (any::<usize>(), mutation)
}

fn mutate(bytes: &mut Vec<u8>, at: usize, mutation: &Mutation) {
    if bytes.is_empty() {
        return;
    }
    let at = at % bytes.len();
    let end = |length: &usize| (at + length).min(bytes.len());
    match mutation {
        Mutation::Set(byte) => bytes[at] = *byte,
        Mutation::Cut(length) => drop(bytes.drain(at..end(length))),
        Mutation::Repeat(length) => bytes.extend_from_within(at..end(length)),
        Mutation::Move(to, length) => {
            let piece: Vec<u8> = bytes.drain(at..end(length)).collect();
            let to = to % (bytes.len() + 1);
            bytes.splice(to..to, piece);
        }
    }
}

/// A table in other encodings, and archives of the files above.
fn encoded() -> Vec<Vec<u8>> {
    let table = "\u{feff}id;nom;parent_id\n1;Église;\n2;Musée n° 1;1\n";
    let utf16 = |bytes: fn(u16) -> [u8; 2]| table.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let windows_1252 = b"id;nom;parent_id\r1;\xc9glise;\r2;Mus\xe9e n\xb0 1;1\r".to_vec();
    let mut archive = tar::Builder::new(Vec::new());
    for (index, (_, text)) in FILES.iter().enumerate() {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        archive.append_data(&mut header, format!("directory/{index}"), text.as_bytes()).expect("written");
    }
    let tar = archive.into_inner().expect("written");
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&tar).expect("written");
    vec![utf16(u16::to_le_bytes), utf16(u16::to_be_bytes), windows_1252, tar, gzip.finish().expect("packed")]
}

proptest! {
    #[test]
    fn a_mutated_file_is_read_or_refused_within_its_lines(
        file in prop::sample::select(FILES.to_vec()),
        mutations in prop::collection::vec(any_mutation(), 0..5),
    ) {
        let (format, text) = file;
        let mut bytes = text.as_bytes().to_vec();
        mutations.iter().for_each(|(at, mutation)| mutate(&mut bytes, *at, mutation));
        check_file(format, bytes);
    }

    #[test]
    fn mutated_encodings_and_archives_are_read_or_refused(
        which in 0..encoded().len(),
        mutations in prop::collection::vec(any_mutation(), 0..5),
    ) {
        let mut bytes = encoded().swap_remove(which);
        mutations.iter().for_each(|(at, mutation)| mutate(&mut bytes, *at, mutation));
        run("read_any", &bytes);
    }

    #[test]
    fn any_text_is_read_or_refused_in_any_format(
        text in "[-a#├`|:\\\\(){}\", \t\n=+1]{0,80}",
        format in prop::sample::select(ImportFormat::NAMES.to_vec()),
        is_named in any::<bool>(),
    ) {
        match is_named {
            true => check_file(format.1, text.into_bytes()),
            false => run("read_any", text.as_bytes()),
        }
    }
}
