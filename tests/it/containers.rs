//! What files come in: encodings, archives, directories. The commands open them, and tell what was assumed.

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::support::{file, ramure, run, stderr, stdout};

/// What `check` prints about the only file of this content, without its name.
fn checked(bytes: &[u8], lang: &str) -> String {
    let file = file(bytes);
    let path = file.path().to_str().expect("text");
    let output = ramure().args(["check", path, "--lang", lang]).output().expect("the program runs");
    [stdout(&output), stderr(&output)].concat().replace(path, "FILE")
}

#[test]
fn a_table_of_a_french_excel_opens() {
    let table = b"id;nom;parent_id\r\n1;Mus\xe9es \x96 l\x92art;\r\n2;\x8cuvres n\xb0 1;1\r\n";
    let path = file(table);
    let tree = run(&["--data", path.path().to_str().expect("text"), "tree"]);
    assert_eq!(stdout(&tree), "Musées – l’art\n└── Œuvres n° 1\n");
    assert_eq!(
        checked(table, "fr"),
        "FILE:2: le fichier est lu en Windows-1252, car il n’est pas en UTF-8\u{a0}; \
        si des lettres sont fausses, convertissez-le\u{a0}: «\u{a0}iconv -f CODAGE -t UTF-8\u{a0}»\n"
    );
}

#[test]
fn a_document_that_is_not_read_is_named() {
    assert_eq!(
        checked(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "en"),
        "ramure: FILE:1:1: this is a file of an old Office (.xls, .doc), which cannot be read: export the data as text, such as CSV\n"
    );
}

/// The files of a directory in an archive of macOS, of which one is data.
const FILES: [(&str, &[u8]); 3] = [
    (".DS_Store", b"\0\0\0\x01Bud1\0"),
    ("LISEZMOI.txt", b"Ce que contient ce dossier."),
    ("mairie.csv", b"id;nom;parent_id\n1;Mairie;\n2;Voirie;1\n"),
];

fn tar_gz() -> Vec<u8> {
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::default()));
    for (name, bytes) in FILES {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        archive.append_data(&mut header, format!("f/{name}"), bytes).expect("written");
    }
    archive.into_inner().and_then(GzEncoder::finish).expect("packed")
}

#[test]
fn what_is_no_data_in_an_archive_is_a_problem() {
    let archive = file(&tar_gz());
    let tree = run(&["--data", archive.path().to_str().expect("text"), "tree"]);
    assert_eq!(stdout(&tree), "Mairie\n└── Voirie\n");
    let problem = "FILE/f/LISEZMOI.txt:1: ce fichier n’est pas lu\u{a0}: ce n’est pas une organisation\u{a0}: le format n’est pas reconnu";
    assert!(checked(&tar_gz(), "fr").starts_with(problem), "{}", checked(&tar_gz(), "fr"));
}
