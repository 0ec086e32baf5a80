//! What files come in: encodings, archives, directories. The commands open them, and tell what was assumed.

use std::fs;
use std::os::unix::fs::symlink;

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;

use crate::pty::{RAMURE, Session, command};
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

/// A directory of files in the formats of the public and of tables, one of them no data.
fn directory() -> TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    fs::create_dir_all(directory.path().join("b/c")).expect("a directory");
    let files = [
        ("a.csv", "id;nom;parent_id\nm;Mairie;\n"),
        ("b/c/2.json", r#"[{"id": "eau", "name": "Eau", "parent_id": "v"}]"#),
        ("b/1.csv", "id;nom;parent_id\nv;Voirie;m\n"),
        ("b/LISEZMOI.md", "Ce que contient ce dossier."),
        (".secret.csv", "id;nom\nx;X\n"),
    ];
    for (name, text) in files {
        fs::write(directory.path().join(name), text).expect("written");
    }
    directory
}

#[test]
fn a_directory_is_one_organisation() {
    let directory = directory();
    let path = format!("{}/", directory.path().display());
    for args in [&["--data", &path, "tree"][..], &[&path]] {
        assert_eq!(stdout(&run(args)), "Mairie\n└── Voirie\n    └── Eau\n", "{args:?}");
    }
    let checked = run(&["check", &path]);
    assert_eq!(checked.status.code(), Some(1));
    let problem = format!(
        "{path}b/LISEZMOI.md:1: this file is not read: this is not an organisation: its format is not recognised"
    );
    assert!(stdout(&checked).starts_with(&problem), "{}", stdout(&checked));
    assert_eq!(stdout(&checked).lines().count(), 1);
}

#[test]
fn what_is_written_from_data_with_problems_says_so() {
    let directory = directory();
    let path = format!("{}/", directory.path().display());
    let pack = directory.path().with_extension("rmr");
    let pack = pack.to_str().expect("text");
    let message =
        |path: &str| format!("ramure: 1\u{a0}problem while reading the data: see “ramure check {path}”\n");
    let table: [(&[&str], String); 7] = [
        (&["convert", &path], message(&path)),
        (&["pack", &path, "-o", pack], message(&path)),
        (&["tree", "--data", &path, "--format", "csv"], message(&path)),
        (&["tree", "--data", pack, "--format", "csv"], message(pack)),
        (&["tree", "--data", pack, "--format", "json", "--restricted"], String::new()),
        (&["tree", "--data", &path], String::new()),
        (&["tree", "--format", "csv"], String::new()),
    ];
    for (args, message) in table {
        let output = run(args);
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), message), "{args:?}");
    }
    fs::remove_file(pack).expect("removed");
}

#[test]
fn a_file_that_cannot_be_opened_is_a_problem_with_its_reason() {
    let directory = directory();
    symlink("loop.csv", directory.path().join("loop.csv")).expect("a link");
    let path = directory.path().to_str().expect("text");
    let problem =
        format!("{path}/loop.csv:1: this file is not read: symbolic links form a loop, or are too many\n");
    let checked = stdout(&run(&["check", path]));
    assert!(checked.contains(&problem), "{checked}");
}

#[test]
fn several_roots_of_a_directory_are_below_its_name() {
    let above = tempfile::tempdir().expect("a directory");
    let directory = above.path().join("Villes");
    fs::create_dir(&directory).expect("a directory");
    for name in ["Brest", "Lyon"] {
        fs::write(directory.join(name), format!("id,name\n{name},{name}\n")).expect("written");
    }
    let tree = run(&["--data", directory.to_str().expect("text"), "tree"]);
    assert_eq!(stdout(&tree), "Villes\n├── Brest\n└── Lyon\n");
}

#[test]
fn many_files_without_a_problem_are_counted() {
    let directory = tempfile::tempdir().expect("a directory");
    for n in 10..30 {
        let parent = if n == 10 { "" } else { "10" };
        fs::write(directory.path().join(n.to_string()), format!("id,name,parent\n{n},N{n},{parent}\n"))
            .expect("written");
    }
    let checked = run(&["check", directory.path().to_str().expect("text")]);
    assert_eq!(checked.status.code(), Some(0), "{}", stdout(&checked));
    assert!(
        stdout(&checked).ends_with("/19, and 10 more: 20\u{a0}units, no problem\n"),
        "{}",
        stdout(&checked)
    );
}

#[test]
fn a_directory_is_read_again() {
    let directory = directory();
    let path = directory.path().to_str().expect("text");
    let mut session = Session::start(command(RAMURE, &["--data", path, "--lang", "en"]), 80, 24);
    session.wait_for_text("Voirie");
    fs::write(directory.path().join("b/3.csv"), "id;nom;parent_id\np;Parcs;m\n").expect("written");
    session.send("\x12");
    session.wait_for_text("Parcs");
    fs::remove_file(directory.path().join("b/3.csv")).expect("removed");
    session.send("\x12");
    session.wait_for(|screen| !screen.contents().contains("Parcs"));
    session.quit();
}

#[test]
fn a_directory_of_which_nothing_can_be_read_is_refused() {
    let directory = tempfile::tempdir().expect("a directory");
    let write = |name: &str, text: &str| fs::write(directory.path().join(name), text).expect("written");
    write("a.txt", "Bonjour.");
    write("b.json", "{\"units\": [\n");
    let path = directory.path().to_str().expect("text");
    let output = run(&["--data", path, "tree", "--lang", "fr"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stderr(&output), format!("ramure: {path}/b.json:2:1: le JSON se termine trop tôt\n"));
}

#[test]
fn a_pack_of_a_directory_answers_as_the_directory_does() {
    let directory = directory();
    let path = directory.path().to_str().expect("text");
    let pack = tempfile::tempdir().expect("a directory");
    let pack = pack.path().join("town.rmr");
    let pack = pack.to_str().expect("text");
    let packed = run(&["pack", path, "-o", pack]);
    assert_eq!(packed.status.code(), Some(0), "{}", stderr(&packed));
    assert_eq!(stdout(&run(&["--data", pack, "tree"])), stdout(&run(&["--data", path, "tree"])));
    for lang in ["fr", "en"] {
        let problems = |path: &str| stdout(&run(&["check", path, "--lang", lang]));
        assert!(problems(pack).ends_with(&problems(path)), "{}", problems(pack));
    }
}
