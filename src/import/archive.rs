//! Decompresses gzip (RFC 1952) and zip files in memory. The output has the size limit of any input
//! file.

use std::borrow::Cow;
use std::io::Read;

use flate2::bufread::DeflateDecoder;
use flate2::read::MultiGzDecoder;
use rawzip::{CompressionMethod, ZipArchive, ZipSliceArchive};

use crate::text::Printable;

use super::{MAX_FILE_BYTES, ReadError, ReadErrorKind};

/// The name of a file and its bytes.
type NamedFile = (Printable, Cow<'static, [u8]>);

const GZIP_SIGNATURE: &[u8] = b"\x1f\x8b";
/// Signatures of a zip archive and of an empty one.
const ZIP_SIGNATURES: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// Metadata directory that macOS adds to zip archives.
const MACOS_METADATA: &str = "__MACOSX/";

/// The files in an archive, or the file itself. Files in a zip are named after their path below it.
pub fn unpack(name: &Printable, bytes: Cow<'static, [u8]>) -> Result<Vec<NamedFile>, ReadError> {
    let files = if bytes.starts_with(GZIP_SIGNATURE) {
        let plain = read_to_limit(MultiGzDecoder::new(&*bytes), MAX_FILE_BYTES).map(Cow::Owned);
        plain.map(|plain| vec![(name.clone(), plain)])
    } else if ZIP_SIGNATURES.iter().any(|start| bytes.starts_with(start)) {
        unzip(name, &bytes)
    } else {
        Ok(vec![(name.clone(), bytes)])
    };
    files.map_err(|reason| ReadError { line: 1, column: 1, kind: reason })
}

fn unzip(name: &Printable, bytes: &[u8]) -> Result<Vec<NamedFile>, ReadErrorKind> {
    let archive = ZipArchive::from_slice(bytes).map_err(|_| ReadErrorKind::DamagedArchive)?;
    let mut files = Vec::new();
    let mut entries = archive.entries();
    let mut remaining = MAX_FILE_BYTES;
    while let Some(entry) = entries.next_entry().map_err(|_| ReadErrorKind::DamagedArchive)? {
        let path = String::from_utf8_lossy(entry.file_path().as_bytes()).into_owned();
        if entry.is_dir() || path.starts_with(MACOS_METADATA) {
            continue;
        }
        let plain = inflate(&archive, entry.wayfinder(), entry.compression_method(), remaining)?;
        remaining = remaining.saturating_sub(plain.len() as u64);
        files.push((Printable::new(&format!("{name}/{path}")), Cow::Owned(plain)));
    }
    if files.is_empty() { Err(ReadErrorKind::NoRecords) } else { Ok(files) }
}

fn inflate(
    archive: &ZipSliceArchive<&[u8]>,
    wayfinder: rawzip::ZipArchiveEntryWayfinder,
    method: CompressionMethod,
    limit: u64,
) -> Result<Vec<u8>, ReadErrorKind> {
    let entry = archive.get_entry(wayfinder).map_err(|_| ReadErrorKind::DamagedArchive)?;
    let data = entry.data();
    match method {
        CompressionMethod::STORE => read_to_limit(entry.verifying_reader(data), limit),
        CompressionMethod::DEFLATE => read_to_limit(entry.verifying_reader(DeflateDecoder::new(data)), limit),
        _ => Err(ReadErrorKind::UnsupportedCompression),
    }
}

/// Reads to the end; an error if there are more than `limit` bytes.
fn read_to_limit(mut reader: impl Read, limit: u64) -> Result<Vec<u8>, ReadErrorKind> {
    let mut plain = Vec::new();
    reader.by_ref().take(limit + 1).read_to_end(&mut plain).map_err(|_| ReadErrorKind::DamagedArchive)?;
    if plain.len() as u64 > limit { Err(ReadErrorKind::TooLarge) } else { Ok(plain) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder};
    use proptest::prelude::*;
    use rawzip::ZipArchiveWriter;

    use crate::import::{ReadError, read};
    use crate::lang::Lang;
    use crate::org::Org;

    const TABLE: &[u8] = b"id,name\na,A\nb,B\n";

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).expect("written");
        encoder.finish().expect("packed")
    }

    fn zip(files: &[(&str, &[u8])], method: rawzip::CompressionMethod) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut archive = ZipArchiveWriter::new(&mut bytes);
        for (name, plain) in files {
            let (mut entry, config) =
                archive.new_file(name).compression_method(method).start().expect("started");
            let descriptor = if method == rawzip::CompressionMethod::DEFLATE {
                let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::default()));
                writer.write_all(plain).expect("written");
                let (encoder, descriptor) = writer.finish().expect("packed");
                encoder.finish().expect("packed");
                descriptor
            } else {
                let mut writer = config.wrap(&mut entry);
                writer.write_all(plain).expect("written");
                writer.finish().expect("packed").1
            };
            entry.finish(descriptor).expect("ended");
        }
        archive.finish().expect("ended");
        bytes
    }

    fn opened(bytes: &[u8]) -> Result<Org, ReadError> {
        read(bytes, Lang::En)
    }

    #[test]
    fn archives_are_read_like_their_files() {
        assert_eq!(opened(&gzip(TABLE)).expect("readable").len(), 3);
        let twice = [gzip(b"id,name\na,A\n"), gzip(b"b,B\n")].concat();
        assert_eq!(opened(&twice).expect("readable").len(), 3);
        for method in [rawzip::CompressionMethod::DEFLATE, rawzip::CompressionMethod::STORE] {
            let files: [(&str, &[u8]); 2] =
                [("x/a.csv", TABLE), ("b.json", br#"[{"id":"c","name":"C","parent_id":"a"}]"#)];
            let org = opened(&zip(&files, method)).expect("readable");
            assert_eq!((org.len(), &*org.files()[1]), (4, "/b.json"));
        }
    }

    #[test]
    fn damaged_and_unsupported_archives_are_errors() {
        let complete = gzip(TABLE);
        let reason = |bytes: &[u8]| opened(bytes).expect_err("refused").kind.message(Lang::En);
        assert_eq!(reason(&complete[..complete.len() - 3]), "the archive is damaged");
        let mut wrong = zip(&[("a.csv", TABLE)], rawzip::CompressionMethod::STORE);
        let at = wrong.windows(3).position(|part| part == b"a,A").expect("there");
        wrong[at] = b'z';
        assert_eq!(reason(&wrong), "the archive is damaged");
        assert_eq!(reason(&zip(&[], rawzip::CompressionMethod::STORE)), "this file contains no units");
        let zstd = zip(&[("a.csv", TABLE)], rawzip::CompressionMethod::ZSTD);
        assert_eq!(reason(&zstd), "unsupported compression method in the archive: only deflate is supported");
    }

    proptest! {
        #[test]
        fn any_damage_is_an_error_or_none(is_zip: bool, at in 0..200usize, byte: u8, cut in 0..200usize) {
            let mut bytes = if is_zip { zip(&[("a.csv", TABLE)], rawzip::CompressionMethod::DEFLATE) } else { gzip(TABLE) };
            let at = at % bytes.len();
            bytes[at] = byte;
            bytes.truncate(bytes.len().saturating_sub(cut / 4));
            let _ = opened(&bytes);
        }
    }
}
