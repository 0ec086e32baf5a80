//! What files come in: encodings, archives, directories. The commands open them, and tell what was assumed.

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
