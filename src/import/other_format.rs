//! Well-known binary formats that are not read. Their names are for error messages.

use crate::lang::{Lang, Tr};

/// The bytes that a format starts with, and its name.
type Signature = (&'static [u8], Tr);

const DOCUMENTS: &[Signature] = &[
    (b"%PDF-", Tr::new("un document PDF", "a PDF document")),
    (b"{\\rtf", Tr::new("un document RTF", "an RTF document")),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        Tr::new("un fichier d’un ancien Office (.xls, .doc)", "a file of an old Office (.xls, .doc)"),
    ),
    (b"SQLite format 3\0", Tr::new("une base SQLite", "an SQLite database")),
    (b"\0\x01\0\0Standard Jet DB\0", Tr::new("une base Access", "an Access database")),
    (b"\0\x01\0\0Standard ACE DB\0", Tr::new("une base Access", "an Access database")),
    (b"PAR1", Tr::new("un fichier Parquet", "a Parquet file")),
    (b"ARROW1\0\0", Tr::new("un fichier Arrow", "an Arrow file")),
    (b"Obj\x01", Tr::new("un fichier Avro", "an Avro file")),
    (b"bplist00", Tr::new("une liste de propriétés d’Apple", "a property list of Apple")),
    (b"\0\0\0\x01Bud1", Tr::new("un fichier .DS_Store de macOS", "a .DS_Store file of macOS")),
    (b"\x89PNG\r\n\x1a\n", Tr::new("une image PNG", "a PNG image")),
    (b"\xff\xd8\xff", Tr::new("une image JPEG", "a JPEG image")),
    (b"GIF87a", Tr::new("une image GIF", "a GIF image")),
    (b"GIF89a", Tr::new("une image GIF", "a GIF image")),
    (b"\x7fELF", Tr::new("un programme", "a program")),
    (b"\xff\xfe\0\0", Tr::new("du texte UTF-32", "UTF-32 text")),
    (b"\0\0\xfe\xff", Tr::new("du texte UTF-32", "UTF-32 text")),
];

const ARCHIVES: &[Signature] = &[
    (b"7z\xbc\xaf\x27\x1c", Tr::new("une archive 7z", "a 7z archive")),
    (b"Rar!\x1a\x07", Tr::new("une archive RAR", "a RAR archive")),
    (b"MSCF\0\0\0\0", Tr::new("une archive CAB", "a CAB archive")),
    (b"xar!", Tr::new("une archive XAR", "a XAR archive")),
    (b"LZIP\x01", Tr::new("un fichier lzip", "an lzip file")),
    (b"\x04\x22\x4d\x18", Tr::new("un fichier LZ4", "an LZ4 file")),
    (b"\x1f\x9d", Tr::new("un fichier compressé par « compress »", "a file packed by “compress”")),
];

const OFFICE: Tr = Tr::new("un fichier d’Office (.docx, .pptx)", "an Office file (.docx, .pptx)");
const OPEN_DOCUMENT: Tr =
    Tr::new("un fichier OpenDocument (.odt, .odp)", "an OpenDocument file (.odt, .odp)");

/// A recognised format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherFormat {
    Document(Tr),
    /// It may hold files that can be read.
    Archive(Tr),
}

impl OtherFormat {
    /// The format of a file that starts with these bytes, if it is one of those known here.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let find = |known: &[Signature]| {
            known.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, name)| *name)
        };
        find(DOCUMENTS).map(Self::Document).or_else(|| find(ARCHIVES).map(Self::Archive))
    }

    /// The format of a file that is a zip archive with files at these paths, if it is one of those known here.
    pub fn of_zip(paths: impl Iterator<Item = String>) -> Option<Self> {
        let (mut is_office, mut is_open_document) = (false, [false; 2]);
        for path in paths {
            is_office |= path == "[Content_Types].xml";
            is_open_document[0] |= path == "mimetype";
            is_open_document[1] |= path == "META-INF/manifest.xml";
        }
        let open_document = (is_open_document == [true; 2]).then_some(OPEN_DOCUMENT);
        is_office.then_some(OFFICE).or(open_document).map(Self::Document)
    }

    /// Says what it is, and what to do.
    pub fn message(self, lang: Lang) -> String {
        match self {
            OtherFormat::Document(name) => NOT_READ.with(lang, &[name.get(lang)]),
            OtherFormat::Archive(name) => NOT_UNPACKED.with(lang, &[name.get(lang)]),
        }
    }
}

const NOT_READ: Tr = Tr::new(
    "c’est {}, qui ne peut pas être lu : exportez les données en texte, par exemple en CSV",
    "this is {}, which cannot be read: export the data as text, such as CSV",
);
const NOT_UNPACKED: Tr = Tr::new(
    "c’est {}, qui ne peut pas être ouvert : extrayez les données, ou compressez-les en .zip",
    "this is {}, which cannot be opened: unpack it, or make a .zip of the data",
);
