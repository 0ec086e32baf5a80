//! Compressed files and archives of files, recognised by their content and decompressed in memory. All that an
//! archive holds has together the size limit of any input file.

pub mod compression;
mod system_files;
mod tar;
mod zip;
mod zstd_frames;

use std::borrow::Cow;
use std::io::{Cursor, Read};

pub use system_files::is_system_file;

use compression::{Compression, Limited, reason};

use crate::memory;

use super::spreadsheet;
use super::zip::is_zip;
use super::{MAX_FILE_BYTES, ReadErrorKind};

/// Files that are compressed more often are refused: some are made so that they never end.
const MAX_LAYERS: usize = 4;

/// The bytes of a file.
pub type FileBytes = Cow<'static, [u8]>;

/// Callback for each file of an archive: its path, and its bytes or why it cannot be read.
pub type MemberFn<'a> = &'a mut dyn FnMut(&str, Result<FileBytes, ReadErrorKind>);

/// What a file holds.
pub enum Content {
    /// Nothing but itself.
    File(FileBytes),
    Archive(Archive),
}

/// An archive that was not read yet.
pub enum Archive {
    Zip(FileBytes),
    /// Its sheets are its files.
    Spreadsheet(FileBytes),
    Tar(Box<dyn Read>),
}

impl Content {
    /// Opens a file, which is decompressed unless it is an archive.
    ///
    /// # Errors
    /// If it is damaged or too large.
    pub fn open(bytes: FileBytes) -> Result<Self, ReadErrorKind> {
        open(bytes, MAX_FILE_BYTES)
    }
}

impl Archive {
    /// Calls `on_member` for each file of the archive but those that operating systems add.
    ///
    /// # Errors
    /// If the archive is damaged, so that further files cannot be found.
    pub fn for_each_member(self, on_member: MemberFn) -> Result<(), ReadErrorKind> {
        match self {
            Archive::Spreadsheet(bytes) => spreadsheet::for_each_sheet(&bytes, &mut |name, text| {
                on_member(name, Ok(text.into_bytes().into()))
            }),
            Archive::Zip(bytes) => zip::for_each_member(&bytes, on_member),
            Archive::Tar(reader) => tar::for_each_member(reader, on_member),
        }
    }
}

/// Opens a file that has at most `limit` bytes when it is decompressed.
fn open(mut bytes: FileBytes, limit: u64) -> Result<Content, ReadErrorKind> {
    for _ in 0..MAX_LAYERS {
        let Some(compression) = Compression::of(&bytes) else { return Ok(open_uncompressed(bytes)) };
        let mut decoder = Limited::new(compression.decoder(Box::new(Cursor::new(bytes))), limit);
        let mut start = Vec::new();
        decoder
            .by_ref()
            .take(tar::HEADER_BYTES as u64)
            .read_to_end(&mut start)
            .map_err(|error| reason(&error))?;
        if tar::is_tar(&start) {
            return Ok(Content::Archive(Archive::Tar(Box::new(Cursor::new(start).chain(decoder)))));
        }
        while memory::read_part(&mut decoder, &mut start).map_err(|error| reason(&error))? {}
        bytes = Cow::Owned(start);
    }
    Err(ReadErrorKind::NestedArchive)
}

fn open_uncompressed(bytes: FileBytes) -> Content {
    match () {
        () if spreadsheet::is_spreadsheet(&bytes) => Content::Archive(Archive::Spreadsheet(bytes)),
        () if is_zip(&bytes) => Content::Archive(Archive::Zip(bytes)),
        () if tar::is_tar(&bytes) => Content::Archive(Archive::Tar(Box::new(Cursor::new(bytes)))),
        () => Content::File(bytes),
    }
}

/// The bytes of a file of an archive, which may be compressed again.
fn decompressed(bytes: Vec<u8>, limit: u64) -> Result<FileBytes, ReadErrorKind> {
    match open(Cow::Owned(bytes), limit)? {
        Content::File(bytes) => Ok(bytes),
        Content::Archive(_) => Err(ReadErrorKind::NestedArchive),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use bzip2::write::BzEncoder;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder};
    use proptest::prelude::*;
    use rawzip::{CompressionMethod, ZipArchiveWriter};

    use super::*;
    use crate::import::test_support::{indented_names, messages};
    use crate::import::{ReadError, read};
    use crate::lang::Lang;
    use crate::org::Org;

    const TABLE: &[u8] = b"id,name\na,A\nb,B\n";
    /// The table, as `xz` and `zstd` compress it.
    const XZ_TABLE: &[u8] = b"\xfd7zXZ\x00\x00\x04\xe6\xd6\xb4F\x02\x00!\x01\x16\x00\x00\x00t/\xe5\xa3\x01\x00\x0fid,name\x0aa,A\x0ab,B\x0a\x00\xd2\x1eq\xb1\xc2\x07\xdf\xf6\x00\x01(\x10\xe5\x0bl`\x1f\xb6\xf3}\x01\x00\x00\x00\x00\x04YZ";
    const ZSTD_TABLE: &[u8] = b"(\xb5/\xfd\x04X\x81\x00\x00id,name\x0aa,A\x0ab,B\x0a<\xda\xb6?";
    /// A Zstandard frame without data.
    const ZSTD_SKIPPED: &[u8] = b"\x50\x2a\x4d\x18\x03\0\0\0xyz";

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).expect("written");
        encoder.finish().expect("packed")
    }

    fn bzip2(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = BzEncoder::new(Vec::new(), bzip2::Compression::best());
        encoder.write_all(bytes).expect("written");
        encoder.finish().expect("packed")
    }

    fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = ::tar::Builder::new(Vec::new());
        for (path, bytes) in files {
            let mut header = ::tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            archive.append_data(&mut header, path, *bytes).expect("written");
        }
        archive.into_inner().expect("ended")
    }

    fn zip(files: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut archive = ZipArchiveWriter::new(&mut bytes);
        for (name, plain) in files {
            let (mut entry, config) =
                archive.new_file(name).compression_method(method).start().expect("started");
            let descriptor = if method == CompressionMethod::DEFLATE {
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

    fn stored(files: &[(&str, &[u8])]) -> Vec<u8> {
        zip(files, CompressionMethod::STORE)
    }

    /// A zip archive of which the only file is marked as encrypted.
    fn encrypted() -> Vec<u8> {
        let mut bytes = stored(&[("a.csv", TABLE)]);
        for (signature, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
            let header = bytes.windows(4).position(|part| part == signature).expect("there");
            bytes[header + flags] |= 1;
        }
        bytes
    }

    fn opened(bytes: &[u8]) -> Result<Org, ReadError> {
        read(bytes, Lang::En)
    }

    fn reason(bytes: &[u8]) -> String {
        opened(bytes).expect_err("refused").kind.message(Lang::En)
    }

    /// Every kind of container, with the table in it.
    fn containers() -> Vec<Vec<u8>> {
        let files: &[(&str, &[u8])] = &[("a.csv", TABLE)];
        vec![
            gzip(TABLE),
            bzip2(TABLE),
            XZ_TABLE.to_vec(),
            ZSTD_TABLE.to_vec(),
            zip(files, CompressionMethod::DEFLATE),
            tar(files),
            gzip(&tar(files)),
            bzip2(&tar(files)),
            gzip(&stored(files)),
            stored(&[("a.csv.xz", XZ_TABLE)]),
            tar(&[("x/a.csv.bz2", &bzip2(TABLE))]),
        ]
    }

    #[test]
    fn containers_are_read_like_their_files() {
        for (index, bytes) in containers().iter().enumerate() {
            assert_eq!(indented_names(&opened(bytes).expect("readable"))[1..], [" A", " B"], "{index}");
        }
        let twice = [gzip(b"id,name\na,A\n"), gzip(b"b,B\n")].concat();
        assert_eq!(opened(&twice).expect("readable").len(), 3);
        let frames = [ZSTD_SKIPPED, ZSTD_TABLE, ZSTD_SKIPPED].concat();
        assert_eq!(opened(&frames).expect("readable").len(), 3);
        assert_eq!(opened(b"BZh9,name\na,A\n").expect("a table").len(), 1, "the start of bzip2");
    }

    #[test]
    fn the_files_of_an_archive_are_one_organisation() {
        let files: [(&str, &[u8]); 2] =
            [("x/a.csv", TABLE), ("b.json", br#"[{"id":"c","name":"C","parent_id":"a"}]"#)];
        for bytes in [zip(&files, CompressionMethod::DEFLATE), stored(&files), tar(&files)] {
            let org = opened(&bytes).expect("readable");
            assert_eq!((org.len(), &*org.files()[1]), (4, "/b.json"));
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_is_a_problem() {
        let files: &[(&str, &[u8])] = &[
            ("f/.DS_Store", b"\0\0\0\x01Bud1\0"),
            ("__MACOSX/f/._d.csv", b"\0\x05\x16\x07"),
            ("f/README.txt", b"Ce que contient ce dossier."),
            ("f/d.csv", b"id,name,parent\n1,Mairie,\n2,Voirie,1\n"),
            ("f/photo.png", b"\x89PNG\r\n\x1a\n\0"),
        ];
        for bytes in [stored(files), tar(files), bzip2(&tar(files))] {
            let org = opened(&bytes).expect("readable");
            assert_eq!(indented_names(&org), ["Mairie", " Voirie"]);
            let names: Vec<&str> = org.files().iter().map(|name| &**name).collect();
            assert_eq!(names, ["/f/d.csv", "/f/README.txt", "/f/photo.png"]);
            let [text, image] = &messages(&org)[..] else { panic!("{:?}", messages(&org)) };
            assert!(
                text.starts_with("this file is not read: this is not an organisation: its format"),
                "{text}"
            );
            assert!(image.starts_with("this file is not read: this is a PNG image"), "{image}");
            assert!(
                org.diagnostics()[0]
                    .kind
                    .message(Lang::Fr)
                    .starts_with("ce fichier n’est pas lu\u{a0}: ce n’est pas")
            );
        }
    }

    #[test]
    fn nothing_stays_of_a_file_that_fails_halfway() {
        let broken: &[u8] =
            br#"{"format":"ramure/1","name":"Z","units":[{"id":"a","name":"Z","parent_id":"b"},{"id":"b"},
            {"id":"","name":""},{"id":"#;
        let files: &[(&str, &[u8])] = &[("1.json", broken), ("2.csv", TABLE), ("3.json", broken)];
        let org = opened(&stored(files)).expect("readable");
        assert_eq!(indented_names(&org)[1..], [" A", " B"]);
        assert_eq!(
            (org.find("a").map(|unit| org.name(unit).to_string()), org.metadata.name.as_deref()),
            (Some("A".into()), Some(""))
        );
        let failed = messages(&org).iter().filter(|text| text.ends_with("the JSON ends too early")).count();
        assert_eq!((failed, org.diagnostics().len()), (2, 3), "{:?}", messages(&org));
    }

    #[test]
    fn an_archive_without_data_is_refused_with_the_best_reason() {
        let files: &[(&str, &[u8])] = &[
            ("a.txt", b"Bonjour."),
            ("b.csv", b"id;what\n1;2\n"),
            ("c.json", b"[{\"name\": \"A\"},"),
            ("d.png", b"\x89PNG\r\n\x1a\n"),
        ];
        let error = opened(&stored(files)).expect_err("refused");
        assert_eq!(
            (error.line, error.column, error.kind.message(Lang::En)),
            (1, 15, "the JSON ends too early".into())
        );
        assert!(reason(&stored(&files[..1])).starts_with("this is not an organisation: its format"));
        assert_eq!(reason(&stored(&[])), "there is no file to read");
        assert_eq!(
            reason(&stored(&[("a.zip", &stored(&[("b.csv", TABLE)]))])),
            "an archive in an archive is not opened: unpack it"
        );
        let office: &[(&str, &[u8])] =
            &[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<document/>")];
        assert!(
            reason(&stored(office))
                .starts_with("this is an Office file (.docx, .pptx), which cannot be read")
        );
    }

    #[test]
    fn an_encrypted_archive_is_said_to_be_encrypted() {
        assert_eq!(reason(&encrypted()), "the archive is encrypted: unpack it with its password");
    }

    #[test]
    fn damaged_and_unsupported_archives_are_errors() {
        for bytes in [gzip(TABLE), bzip2(TABLE), XZ_TABLE.to_vec(), ZSTD_TABLE.to_vec()] {
            assert_eq!(reason(&bytes[..bytes.len() - 3]), "the archive is damaged");
        }
        let mut changed = ZSTD_TABLE.to_vec();
        changed[12] ^= 1;
        assert_eq!(reason(&changed), "the archive is damaged", "by the checksum");
        let lzma = stored_as(14);
        assert_eq!(
            reason(&lzma),
            "unsupported compression method in the archive: use deflate, bzip2, xz or Zstandard"
        );
    }

    /// A zip archive that states another method for its only file.
    fn stored_as(method: u8) -> Vec<u8> {
        let mut bytes = stored(&[("a.csv", TABLE)]);
        let header = bytes.windows(4).position(|part| part == b"PK\x01\x02").expect("there");
        bytes[header + 10] = method;
        bytes
    }

    #[test]
    fn a_damaged_file_does_not_hide_the_others() {
        let files: &[(&str, &[u8])] = &[("a.csv", TABLE), ("b.csv", b"id,name\nz,Z\n")];
        let mut bytes = stored(files);
        let at = bytes.windows(3).position(|part| part == b"z,Z").expect("there");
        bytes[at] = b'y';
        let org = opened(&bytes).expect("readable");
        assert_eq!(indented_names(&org)[1..], [" A", " B"]);
        assert!(
            messages(&org).contains(&"this file is not read: the archive is damaged".into()),
            "{:?}",
            messages(&org)
        );
        let cut = &tar(files)[..1536 + 5];
        let org = opened(cut).expect("readable");
        assert_eq!((org.len(), messages(&org).len()), (3, 3), "{:?}", messages(&org));
        let packed = gzip(&tar(files));
        let org = opened(&packed[..packed.len() - 3]).expect("readable");
        assert_eq!((org.len(), messages(&org).len()), (4, 2), "{:?}", messages(&org));
    }

    #[test]
    fn what_never_ends_is_refused() {
        let layers = (0..=MAX_LAYERS).fold(TABLE.to_vec(), |bytes, _| gzip(&bytes));
        assert_eq!(reason(&layers), "an archive in an archive is not opened: unpack it");
        let zeros = bzip2(&[0; 100_000]);
        let open = |limit| open(Cow::Owned(zeros.clone()), limit).map(|_| ());
        assert_eq!((open(100_000), open(99_999)), (Ok(()), Err(ReadErrorKind::TooLarge)));
        // Two frames: the limit is that of all together.
        let twice = Cow::Owned([ZSTD_TABLE, ZSTD_TABLE].concat());
        assert!(matches!(super::open(twice, 20), Err(ReadErrorKind::TooLarge)));
    }

    #[test]
    fn what_needs_too_much_memory_is_refused() {
        // A window of 1 GiB in the header of the frame, and a dictionary of 1 GiB in that of the block.
        assert_eq!(
            super::open(Cow::Borrowed(b"\x28\xb5\x2f\xfd\x00\xa0\x01\0\0"), 100).err(),
            Some(ReadErrorKind::DecoderMemory)
        );
        let mut xz = XZ_TABLE.to_vec();
        xz[16] = 36;
        let header = crc32fast::hash(&xz[12..20]).to_le_bytes();
        xz[20..24].copy_from_slice(&header);
        assert_eq!(super::open(Cow::Owned(xz), 100).err(), Some(ReadErrorKind::DecoderMemory));
    }

    proptest! {
        #[test]
        fn any_damage_is_an_error_or_none(
            which: usize, changes in prop::collection::vec((any::<usize>(), any::<u8>()), 1..4), cut in 0..200usize
        ) {
            let containers = containers();
            let mut bytes = containers[which % containers.len()].clone();
            for (at, byte) in changes {
                let at = at % bytes.len();
                bytes[at] = byte;
            }
            bytes.truncate(bytes.len().saturating_sub(cut.saturating_sub(100)));
            let _ = opened(&bytes);
        }
    }
}
