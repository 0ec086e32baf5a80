//! Importers: parse the bytes of files into an organisation and its diagnostics, or return the
//! error that stopped reading. The format is detected from the content. Every other format is
//! converted to records of the public format, the only one that the rest of the program parses.

mod acronym;
mod archive;
mod columns;
mod csv;
mod date;
mod detect;
mod dila;
mod dot;
mod encoding;
mod file_group;
mod format;
mod found_columns;
mod generated_ids;
mod govuk;
mod graph;
mod graphml;
mod grouping;
mod html;
mod html_entities;
mod importer;
mod json;
mod json_error;
mod json_items;
mod json_value;
mod jsonld;
mod ldif;
mod levels;
mod likeness;
mod line_numbers;
mod mermaid;
mod nearest_format;
mod opml;
mod org_mode;
mod organigram;
mod other_format;
mod plantuml;
mod portions;
mod progress;
mod ramure;
mod rdf;
mod record;
mod record_fields;
mod record_sink;
mod rows;
mod spreadsheet;
mod table;
#[cfg(test)]
mod test_support;
mod text_tree;
mod vcard;
mod xml;
mod yaml;
mod zip;

use std::borrow::Cow;
use std::io;

use crate::lang::{IO_ERROR, Lang, Tr, bytes, io_error};
use crate::memory::Shortage;
use crate::org::Org;
use crate::pack::PackError;
use crate::text::Printable;
pub use archive::is_system_file;
pub use columns::Columns;
pub use file_group::FileGroup;
pub use format::ImportFormat;
pub use found_columns::{MissingColumn, StatedBy};
pub use grouping::Grouping;
pub use importer::{ImportOptions, Importer};
pub use ldif::Dn as DistinguishedName;
use likeness::Likeness;
pub use other_format::OtherFormat;
pub use ramure::FORMAT_NAME;

/// Why a file cannot be read, and the position where reading stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    pub kind: ReadErrorKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadErrorKind {
    Empty,
    TooLarge,
    /// Data that is not text.
    Binary,
    /// A well-known binary format that is not read.
    OtherFormat(OtherFormat),
    /// The message of `serde_json`, in English.
    Json(Printable),
    NotAnOrganisation,
    /// JSON without units or records with a name; its keys, and what it is near to.
    NoNameKey(Printable, Option<Likeness>),
    /// No known format was detected; what the text is near to.
    UnknownFormat(Vec<Likeness>),
    /// A `ramure/1` file whose list `units` is empty.
    NoUnits,
    /// A file in a format other than `ramure/1` that contains no unit.
    NoRecords,
    /// A table without a name column; its columns and its first rows, and what is known of it.
    NoNameColumn {
        columns: Printable,
        rows: Printable,
        nearest: Option<Likeness>,
    },
    /// YAML that is not valid; the message of its parser, in English.
    Yaml(Printable),
    /// YAML in which no unit is recognised; its first keys.
    NoYamlUnits {
        keys: Printable,
    },
    /// RDF that is not valid; the message of its parser, in English.
    Rdf(Printable),
    /// A format that this build does not read, and its feature.
    NotBuilt {
        format: &'static str,
        feature: &'static str,
    },
    /// Aliases of YAML, or prefixes and entities of RDF, that repeat too much, or that contain themselves.
    TooManyAliases,
    TooDeep,
    /// A graph whose lists of nodes stand for more edges than its text has bytes.
    TooManyEdges,
    /// A diagram of a type that is not read, and the type that is.
    UnsupportedDiagram {
        found: Printable,
        expected: Printable,
    },
    /// A spreadsheet that holds more than fits in memory.
    TooManyCells,
    /// A page that ramure has not written.
    OtherPage,
    /// XML that is not well-formed.
    DamagedXml,
    /// An archive that cannot be decompressed.
    DamagedArchive,
    /// An archive with an unsupported compression method.
    UnsupportedCompression,
    /// A file whose records repeat its texts too often.
    TooMuchRepeated,
    /// A file that needs too much memory to be decompressed.
    DecoderMemory,
    /// A file that needs more memory than is left.
    Memory(Shortage),
    /// A file of an archive that is encrypted.
    Encrypted,
    /// An archive in an archive.
    NestedArchive,
    /// An archive or a directory without files.
    NoFiles,
    /// A directory with too many files or levels.
    TooManyFiles,
    /// Another value of `format` than `ramure/1`.
    UnsupportedFormat(Printable),
    /// A packed directory that is cut or changed; the part that cannot be read.
    DamagedPack(Printable),
    /// A packed directory of another version of the format.
    UnsupportedPack,
    /// A packed directory that is not the only file.
    PackAmongFiles,
    /// The file cannot be read at some place; the error and, if there is one, its number.
    Unreadable(io::ErrorKind, Option<i32>),
}

impl From<PackError> for ReadError {
    fn from(error: PackError) -> Self {
        Self::whole_file(match error {
            PackError::Version => ReadErrorKind::UnsupportedPack,
            PackError::Damaged(part) => ReadErrorKind::DamagedPack(Printable::new(&part)),
            PackError::Io(kind) => ReadErrorKind::Unreadable(kind, None),
        })
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        ReadErrorKind::Unreadable(error.kind(), error.raw_os_error()).into()
    }
}

impl From<Shortage> for ReadError {
    fn from(shortage: Shortage) -> Self {
        ReadErrorKind::Memory(shortage).into()
    }
}

/// The error of a file, and its name.
pub type NamedError = (Printable, ReadError);

impl From<ReadErrorKind> for ReadError {
    fn from(kind: ReadErrorKind) -> Self {
        Self::whole_file(kind)
    }
}

/// Size limit of an input file, in bytes: offsets are stored in 32 bits.
pub const MAX_FILE_BYTES: u64 = u32::MAX as u64 - 1;
/// The most files of a directory or an archive.
pub const MAX_FILES: usize = 100_000;

/// Reads an organisation from a copy of the bytes of one file. `lang` is the language of the units
/// that the importer adds. Returns an error if the file cannot be read at all.
pub fn read(bytes: &[u8], lang: Lang) -> Result<Org, ReadError> {
    let mut importer = Importer::new(ImportOptions::default(), lang);
    let result = importer.read(&Printable::default(), Cow::Owned(bytes.to_vec()), &mut |_, _| {});
    result.map_err(|(_, error)| error)?;
    Ok(importer.finish())
}

/// Progress callback: bytes read, then bytes in total.
pub type ProgressFn<'a> = &'a mut dyn FnMut(usize, usize);

impl ReadError {
    /// The error for a file of more than [`MAX_FILE_BYTES`] bytes.
    pub fn too_large() -> Self {
        Self::whole_file(ReadErrorKind::TooLarge)
    }

    /// An error that has no place in the file.
    fn whole_file(kind: ReadErrorKind) -> Self {
        Self { line: 1, column: 1, kind }
    }

    /// An error at a byte offset of the text.
    fn at(text: &str, byte: usize, kind: ReadErrorKind) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
        Self { line, column: before[line_start..].chars().count() + 1, kind }
    }
}

impl ReadErrorKind {
    /// The message for the user, one sentence without a full stop.
    pub fn message(&self, lang: Lang) -> String {
        match self {
            ReadErrorKind::Empty => EMPTY.get(lang).to_string(),
            ReadErrorKind::TooLarge => TOO_LARGE.get(lang).to_string(),
            ReadErrorKind::Binary => BINARY.get(lang).to_string(),
            ReadErrorKind::OtherFormat(format) => format.message(lang),
            ReadErrorKind::Json(message) => json_error::translate(message, lang),
            ReadErrorKind::NotAnOrganisation => NOT_AN_ORGANISATION.get(lang).to_string(),
            ReadErrorKind::NoNameKey(keys, nearest) => {
                NO_NAME_KEY.with(lang, &[keys]) + &likeness::message(nearest.as_slice(), lang)
            }
            ReadErrorKind::UnknownFormat(nearest) => {
                UNKNOWN_FORMAT.with(lang, &[&ImportFormat::names()]) + &likeness::message(nearest, lang)
            }
            ReadErrorKind::NoUnits => NO_UNITS.get(lang).to_string(),
            ReadErrorKind::NoRecords => NO_RECORDS.get(lang).to_string(),
            ReadErrorKind::NoNameColumn { columns, rows, nearest } => {
                NO_NAME_COLUMN.with(lang, &[columns, rows]) + &likeness::message(nearest.as_slice(), lang)
            }
            ReadErrorKind::Yaml(message) => INVALID_YAML.with(lang, &[message]),
            ReadErrorKind::NoYamlUnits { keys } => NO_YAML_UNITS.with(lang, &[keys]),
            ReadErrorKind::Rdf(message) => INVALID_RDF.with(lang, &[message]),
            ReadErrorKind::NotBuilt { format, feature } => NOT_BUILT.with(lang, &[format, feature]),
            ReadErrorKind::TooManyAliases => TOO_MANY_ALIASES.get(lang).to_string(),
            ReadErrorKind::TooMuchRepeated => TOO_MUCH_REPEATED.get(lang).to_string(),
            ReadErrorKind::DamagedArchive => DAMAGED_ARCHIVE.get(lang).to_string(),
            ReadErrorKind::UnsupportedCompression => UNSUPPORTED_COMPRESSION.get(lang).to_string(),
            ReadErrorKind::DecoderMemory => DECODER_MEMORY.get(lang).to_string(),
            ReadErrorKind::Memory(Shortage { needed, left }) => {
                MEMORY.with(lang, &[&bytes(*needed, lang), &bytes(*left, lang)])
            }
            ReadErrorKind::Encrypted => ENCRYPTED.get(lang).to_string(),
            ReadErrorKind::NestedArchive => NESTED_ARCHIVE.get(lang).to_string(),
            ReadErrorKind::NoFiles => NO_FILES.get(lang).to_string(),
            ReadErrorKind::TooManyFiles => TOO_MANY_FILES.get(lang).to_string(),
            ReadErrorKind::TooDeep => TOO_DEEP.get(lang).to_string(),
            ReadErrorKind::TooManyEdges => TOO_MANY_EDGES.get(lang).to_string(),
            ReadErrorKind::UnsupportedDiagram { found, expected } => {
                UNSUPPORTED_DIAGRAM.with(lang, &[found, expected])
            }
            ReadErrorKind::TooManyCells => TOO_MANY_CELLS.get(lang).to_string(),
            ReadErrorKind::OtherPage => OTHER_PAGE.get(lang).to_string(),
            ReadErrorKind::DamagedXml => DAMAGED_XML.get(lang).to_string(),
            ReadErrorKind::UnsupportedFormat(name) => UNSUPPORTED_FORMAT.with(lang, &[name]),
            ReadErrorKind::DamagedPack(part) => DAMAGED_PACK.with(lang, &[part]),
            ReadErrorKind::UnsupportedPack => UNSUPPORTED_PACK.get(lang).to_string(),
            ReadErrorKind::PackAmongFiles => PACK_AMONG_FILES.get(lang).to_string(),
            ReadErrorKind::Unreadable(kind, number) => {
                let error = number.map_or((*kind).into(), io::Error::from_raw_os_error);
                io_error(&error, lang).unwrap_or(IO_ERROR.get(lang)).to_string()
            }
        }
    }
}

const EMPTY: Tr = Tr::new("le fichier est vide", "the file is empty");
const TOO_LARGE: Tr = Tr::new(
    "le fichier dépasse 4\u{a0}Gio, la taille maximale",
    "the file is over 4\u{a0}GiB, the maximum size",
);
const BINARY: Tr = Tr::new(
    "ce n’est pas du texte, car il y a des octets de contrôle : exportez les données en texte, par exemple en CSV",
    "this is not text, because it has control bytes: export the data as text, such as CSV",
);
const NOT_AN_ORGANISATION: Tr = Tr::new(
    "ce n’est pas une organisation : un objet JSON avec une liste « units » est attendu",
    "this is not an organisation: a JSON object with a “units” list is expected",
);
const NO_NAME_KEY: Tr = Tr::new(
    "ce n’est pas une organisation : ni liste « units », ni objets qui ont un nom (clés : {} ; « --columns name=CLÉ » indique celle du nom)",
    "this is not an organisation: it has no “units” list and no objects with a name (keys: {}; “--columns name=KEY” states that of the name)",
);
const UNKNOWN_FORMAT: Tr = Tr::new(
    "ce n’est pas une organisation : le format n’est pas reconnu (choisissez-le avec « --from » : {})",
    "this is not an organisation: its format is not recognised (choose one with “--from”: {})",
);
const NO_UNITS: Tr = Tr::new("la liste « units » est vide", "the “units” list is empty");
const NO_RECORDS: Tr = Tr::new("ce fichier ne contient aucune unité", "this file contains no units");
const NO_NAME_COLUMN: Tr = Tr::new(
    "aucune colonne de noms n’est reconnue : indiquez-la avec « --columns name=COLONNE » (colonnes : {} ; premières lignes : {})",
    "no name column is recognised: specify it with “--columns name=COLUMN” (columns: {}; first rows: {})",
);
const INVALID_YAML: Tr = Tr::new("YAML invalide ({})", "invalid YAML ({})");
const NO_YAML_UNITS: Tr = Tr::new(
    "c’est du YAML, où aucune unité n’est reconnue : si c’est une organisation, indiquez « --from yaml » (clés : {})",
    "this is YAML in which no unit is recognised: if it is an organisation, state “--from yaml” (keys: {})",
);
const INVALID_RDF: Tr = Tr::new("RDF invalide ({})", "invalid RDF ({})");
const NOT_BUILT: Tr = Tr::new(
    "c’est du {}, que ce ramure ne lit pas : construisez-le avec « --features {} », ou convertissez le fichier en JSON-LD",
    "this is {}, which this ramure does not read: build it with “--features {}”, or convert the file to JSON-LD",
);
const TOO_MANY_ALIASES: Tr = Tr::new(
    "les alias, préfixes ou entités de ce fichier se contiennent, ou répètent trop de texte",
    "the aliases, prefixes or entities of this file contain themselves, or repeat too much text",
);
const TOO_MUCH_REPEATED: Tr = Tr::new(
    "trop de texte serait répété : beaucoup d’unités ou de valeurs renvoient à un long texte, tel qu’un nom ou un id, ou une unité a plus de 64\u{a0}Mio",
    "too much text would be repeated: many units or values refer to a long text, such as a name or an id, or a unit has more than 64\u{a0}MiB",
);
const DAMAGED_ARCHIVE: Tr = Tr::new("l’archive est endommagée", "the archive is damaged");
const UNSUPPORTED_COMPRESSION: Tr = Tr::new(
    "méthode de compression de l’archive non prise en charge : il faut deflate, bzip2, xz ou Zstandard",
    "unsupported compression method in the archive: use deflate, bzip2, xz or Zstandard",
);
const DECODER_MEMORY: Tr = Tr::new(
    "il faut plus de 128 Mio de mémoire, ou plus que la limite, pour décompresser ce fichier : décompressez-le d’abord",
    "more than 128 MiB of memory, or than the limit, are needed to decompress this file: decompress it first",
);
const MEMORY: Tr = Tr::new(
    "trop peu de mémoire pour ouvrir ce fichier : il faut {}, et la limite en laisse {} (voir « ulimit -v »)",
    "too little memory to open this file: it takes {}, and the limit leaves {} (see “ulimit -v”)",
);
const ENCRYPTED: Tr = Tr::new(
    "l’archive est chiffrée : extrayez-la avec son mot de passe",
    "the archive is encrypted: unpack it with its password",
);
const NESTED_ARCHIVE: Tr = Tr::new(
    "une archive dans une archive n’est pas ouverte : extrayez-la",
    "an archive in an archive is not opened: unpack it",
);
const NO_FILES: Tr = Tr::new("il n’y a aucun fichier à lire", "there is no file to read");
const TOO_MANY_FILES: Tr = Tr::new(
    "plus de 100\u{a0}000 fichiers, ou plus de 32 niveaux de répertoires",
    "more than 100,000 files, or more than 32 levels of directories",
);
const TOO_DEEP: Tr = Tr::new(
    "plus de 128 niveaux imbriqués ; une liste plate, avec parent_id, n’a pas de limite",
    "nested more than 128 levels deep; a flat list, with parent_id, has no limit",
);
const TOO_MANY_EDGES: Tr = Tr::new(
    "trop de liens : des listes d’unités en relient d’autres",
    "too many edges: lists of units are connected to other lists",
);
const UNSUPPORTED_DIAGRAM: Tr = Tr::new(
    "un diagramme « {} » n’est pas lu : « {} » est attendu",
    "a “{}” diagram is not read: “{}” is expected",
);
const TOO_MANY_CELLS: Tr = Tr::new(
    "ce classeur a plus de 100 millions de cellules, ou de 512\u{a0}Mio de texte",
    "this spreadsheet has more than 100 million cells, or 512\u{a0}MiB of text",
);
const OTHER_PAGE: Tr = Tr::new(
    "c’est une page web, et seules celles de « ramure tree --format html » sont lues : copiez son tableau dans un tableur, ou sa liste dans un fichier texte",
    "this is a web page, and only those of “ramure tree --format html” are read: copy its table to a spreadsheet, or its list to a text file",
);
const DAMAGED_XML: Tr = Tr::new("le XML n’est pas valide", "the XML is not well-formed");
const UNSUPPORTED_FORMAT: Tr = Tr::new(
    "format « {} » inconnu : « ramure/1 » est attendu",
    "unknown format “{}”: “ramure/1” is expected",
);
const DAMAGED_PACK: Tr = Tr::new(
    "cet annuaire empaqueté est endommagé ({}) : recréez-le avec « ramure pack »",
    "this packed directory is damaged ({}): make it again with “ramure pack”",
);
const UNSUPPORTED_PACK: Tr = Tr::new(
    "cet annuaire empaqueté est d’une autre version : recréez-le avec « ramure pack »",
    "this packed directory has another version: make it again with “ramure pack”",
);
const PACK_AMONG_FILES: Tr = Tr::new(
    "un annuaire empaqueté s’ouvre seul : réunissez les sources avec « ramure pack »",
    "a packed directory is opened alone: combine the sources with “ramure pack”",
);

#[cfg(test)]
mod tests {
    use super::*;

    fn read_error(bytes: &[u8]) -> ReadError {
        read(bytes, Lang::En).expect_err("an error")
    }

    #[test]
    fn errors_have_a_position_and_a_message() {
        let cases: [(&[u8], usize, usize, &str); 9] = [
            (b"", 1, 1, "the file is empty"),
            (b" \n ", 1, 1, "the file is empty"),
            (b"{\n  \"units\": [\xff]}", 2, 13, "a JSON value is expected"),
            (b"{\"units\": [\n {\"id\": ", 2, 8, "the JSON ends too early"),
            (b"{}", 1, 1, "this is not an organisation: a JSON object with a “units” list is expected"),
            (b"[12]", 1, 1, "this is not an organisation: a JSON object with a “units” list is expected"),
            (b"{\"units\": []}", 1, 11, "the “units” list is empty"),
            (
                b"{\"format\": \"ramure/2\", \"units\": []}",
                1,
                12,
                "unknown format “ramure/2”: “ramure/1” is expected",
            ),
            (b"{\"units\": [\n{\"id\": \"a\",}]}", 2, 12, "a quoted key is expected"),
        ];
        for (bytes, line, column, message) in cases {
            let error = read_error(bytes);
            let got = (error.line, error.column, error.kind.message(Lang::En));
            assert_eq!(got, (line, column, message.to_string()), "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn errors_have_a_french_message() {
        assert_eq!(read_error(b"{").kind.message(Lang::Fr), "le JSON se termine trop tôt");
    }

    #[test]
    fn byte_order_marks_are_removed() {
        let bytes = "\u{feff}{\"format\": \"ramure/1\", \"units\": [{\"id\": \"a\", \"name\": \"A\"}]}";
        let root = crate::org::UnitId::ROOT;
        assert_eq!(&*read(bytes.as_bytes(), Lang::En).expect("readable").name(root), "A");
        let mut kept = Importer::new(ImportOptions::default(), Lang::En);
        kept.read(&"a".into(), Cow::Borrowed(bytes.as_bytes()), &mut |_, _| {}).expect("readable");
        assert_eq!(&*kept.finish().name(root), "A");
        assert_eq!(read_error("\u{feff}{".as_bytes()).column, 1);
    }

    #[test]
    fn ten_megabytes_of_brackets_are_an_error() {
        let brackets = vec![b'['; 10 << 20];
        assert!(matches!(read_error(&brackets).kind, ReadErrorKind::Json(_)));
    }
}
