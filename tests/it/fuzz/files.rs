//! Readers: a file is read or refused within its lines, and what is read is a tree of printable texts that is written
//! and read again as it is.

use std::borrow::Cow;
use std::io::Write;

use ramure::export::{ExportFormat, Subtree, card_text, write};
use ramure::import::{ImportFormat, ImportOptions, Importer, NamedError, read};
use ramure::lang::Lang;
use ramure::org::{Org, UnitId};
use rawzip::{CompressionMethod, ZipArchiveWriter};

use super::super::organisations::document;
use super::{assert_clean, assert_line};

/// More units are not written in every format.
const MAX_WRITTEN_UNITS: usize = 40;
/// Before the name of each part of a container, which ends with its line; the content follows.
const PART: &str = "=== ";

/// Any bytes as a file of a format.
pub fn check_file(format: ImportFormat, bytes: Vec<u8>) {
    // Of what is packed or not UTF-8 the lines are not known.
    let lines = std::str::from_utf8(&bytes).ok().map(line_count);
    check_read(Some(format), bytes, lines);
}

/// Any bytes as a file of a format that is detected, an archive or a pack.
pub fn check_any(bytes: &[u8]) {
    check_read(None, bytes.to_vec(), None);
}

/// A text with the parts of an XLSX or ODS file.
pub fn check_spreadsheet(bytes: &[u8]) {
    let mut zipped = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut zipped);
    for (name, content) in parts(&String::from_utf8_lossy(bytes)) {
        let file = archive.new_file(name).compression_method(CompressionMethod::STORE);
        // A name that is none in an archive.
        let Ok((mut entry, config)) = file.start() else { return };
        let mut writer = config.wrap(&mut entry);
        writer.write_all(content.as_bytes()).expect("written");
        let (_, descriptor) = writer.finish().expect("written");
        entry.finish(descriptor).expect("ended");
    }
    if archive.finish().is_ok() {
        check_read(Some(ImportFormat::Xlsx), zipped, None);
    }
}

/// A text with the files of a tar archive.
pub fn check_archive(bytes: &[u8]) {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, content) in parts(&String::from_utf8_lossy(bytes)) {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        if archive.append_data(&mut header, name, content.as_bytes()).is_err() {
            return;
        }
    }
    check_read(None, archive.into_inner().expect("written"), None);
}

/// The names and contents of the parts of a container.
fn parts(text: &str) -> Vec<(&str, &str)> {
    text.split(PART).skip(1).map(|part| part.split_once('\n').unwrap_or((part, ""))).collect()
}

fn line_count(text: &str) -> usize {
    text.matches(['\r', '\n']).count() + 1
}

fn check_read(format: Option<ImportFormat>, bytes: Vec<u8>, lines: Option<usize>) {
    let mut importer = Importer::new(ImportOptions { format, ..ImportOptions::default() }, Lang::Fr);
    let lines = lines.unwrap_or(usize::MAX);
    match importer.read(&"file".into(), Cow::Owned(bytes), &mut |_, _| {}) {
        Err(error) => check_error(&error, lines),
        Ok(()) => check_org(&importer.finish(), lines),
    }
}

fn check_error((name, error): &NamedError, lines: usize) {
    assert!((1..=lines).contains(&error.line) && error.column > 0, "{error:?}");
    assert_line(name);
    assert_line(&error.kind.message(Lang::Fr));
    assert_line(&error.kind.message(Lang::En));
}

fn check_org(org: &Org, lines: usize) {
    for problem in org.diagnostics() {
        assert!((problem.line as usize) <= lines, "{problem:?}");
        assert_line(&problem.kind.message(Lang::Fr));
        assert_line(&problem.kind.message(Lang::En));
    }
    org.files().iter().for_each(|name| assert_line(name));
    for unit in org.units() {
        check_unit(org, unit);
    }
    check_document(org);
    if org.len() <= MAX_WRITTEN_UNITS {
        ExportFormat::NAMES.iter().for_each(|(_, format)| assert_clean(&written(org, *format)));
    }
}

fn check_unit(org: &Org, unit: UnitId) {
    assert_eq!(org.find(&org.id(unit)), Some(unit));
    assert_eq!(org.parent(unit).is_none(), unit == UnitId::ROOT);
    assert!(org.parent(unit).is_none_or(|parent| parent < unit));
    let below: usize = org.children(unit).map(|child| org.subtree(child).len()).sum();
    assert_eq!(org.subtree(unit).len(), 1 + below);
    let names = [org.id(unit), org.name(unit)];
    names.iter().chain(&org.acronym(unit)).chain(&org.kind(unit)).for_each(|text| assert_line(text));
    assert!(!org.name(unit).is_blank());
    assert_clean(&card_text(org, unit, None, Lang::En, str::to_string));
}

/// The public format keeps everything: what is read from it is written as it was.
fn check_document(org: &Org) {
    let written = document(org);
    let again = read(written.as_bytes(), Lang::Fr).unwrap_or_else(|error| panic!("{error:?}: {written}"));
    assert_eq!(document(&again), written);
    assert_eq!(again.len(), org.len());
}

fn written(org: &Org, format: ExportFormat) -> String {
    let mut bytes = Vec::new();
    write(&Subtree::whole(org), format, false, Lang::En, &mut bytes).expect("written");
    String::from_utf8(bytes).expect("text")
}
