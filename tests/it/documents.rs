//! Parts of the documents are generated from the program: the tables of keys, the help text and
//! the pictures of the screen. `RAMURE_WRITE=1 cargo test documents` writes them, and without it
//! the tests compare.

mod pictures;
mod targets;

use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use ramure::input::key::KeyEvent;
use ramure::input::{BINDINGS, Binding, Group, HelpLine, KeyMap, help_lines};
use ramure::lang::Lang;
use ramure::settings::{example_configuration, parse_config};
use ramure::theme::Role;

use crate::imports::sources;
use crate::support::{run, stdout};

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

pub fn read(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_default()
}

/// Compares a document with what the program generates; with `RAMURE_WRITE` set, writes it first.
pub fn check_or_write(name: &str, expected: &str) {
    if std::env::var_os("RAMURE_WRITE").is_some() {
        // Renamed into place: other tests read the document meanwhile.
        let mut file = tempfile::NamedTempFile::new_in(path(".")).expect("made");
        file.write_all(expected.as_bytes()).expect("written");
        fs::set_permissions(file.path(), fs::Permissions::from_mode(0o644)).expect("readable");
        file.persist(path(name)).expect("renamed");
    }
    assert!(read(name) == expected, "{name} is out of date: run RAMURE_WRITE=1 cargo test documents");
}

/// The text with the part between `<!-- marker -->` and `<!-- /marker -->` replaced.
pub fn with_part(text: &str, marker: &str, part: &str) -> String {
    let (begin, end) = (format!("<!-- {marker} -->\n"), format!("<!-- /{marker} -->"));
    let start = text.find(&begin).unwrap_or_else(|| panic!("no {begin}")) + begin.len();
    let stop = text.find(&end).unwrap_or_else(|| panic!("no {end}"));
    format!("{}{part}{}", &text[..start], &text[stop..])
}

/// The help as a table that fits one screen: each group in two halves, side by side.
fn key_table(lang: Lang) -> String {
    let mut table = match lang {
        Lang::Fr => {
            String::from("| touches | ce qu’elles font | touches | ce qu’elles font |\n|---|---|---|---|\n")
        }
        Lang::En => String::from("| keys | what they do | keys | what they do |\n|---|---|---|---|\n"),
    };
    let keys = KeyMap::default();
    let lines = help_lines(&keys, "");
    for group in lines.split(|line| matches!(line, HelpLine::Blank)) {
        let cells: Vec<String> = group.iter().filter_map(|line| cells(line, lang)).collect();
        // The documents have a section on queries.
        if matches!(group.first(), Some(HelpLine::Title(Group::Query))) {
            continue;
        }
        if let Some(HelpLine::Title(group)) = group.first() {
            let _ = writeln!(table, "| **{}** | | | |", group.title().get(lang));
        }
        let (left, right) = cells.split_at(cells.len().div_ceil(2));
        for (i, left) in left.iter().enumerate() {
            let _ = writeln!(table, "{left} {} |", right.get(i).map_or("| |", String::as_str));
        }
    }
    table
}

/// Two cells of the table: the keys, and what they do. A title has none.
fn cells(line: &HelpLine, lang: Lang) -> Option<String> {
    let (keys, description) = match line {
        HelpLine::Blank | HelpLine::Title(_) => return None,
        HelpLine::Bindings(bindings) => {
            let name = |key: &KeyEvent| format!("`{}`", ramure::input::key::label(*key, lang, false));
            let names = bindings.iter().map(|b| b.keys.iter().map(name).collect::<Vec<_>>().join(" "));
            (names.collect::<Vec<_>>().join(", "), bindings[0].description)
        }
        HelpLine::Other(control, description) => (control.get(lang).to_string(), *description),
    };
    Some(format!("| {keys} | {}", description.get(lang)))
}

/// The roles of a theme, as the configuration names them.
fn roles() -> String {
    let names = Role::ALL.map(|role| format!("`{role:?}`").to_lowercase());
    names.join(", ") + "\n"
}

#[test]
fn the_documents_list_the_current_keys_commands_and_roles() {
    let commands = format!("```text\n{}```\n", stdout(&run(&["--help", "--lang", "en"])));
    let parts = [
        ("README.md", "keys", key_table(Lang::En)),
        ("README.fr.md", "touches", key_table(Lang::Fr)),
        ("docs/commands.md", "commands", commands),
        ("docs/configuration.md", "example", format!("```toml\n{}```\n", example_configuration(Lang::En))),
        ("docs/configuration.md", "roles", roles()),
    ];
    for (document, marker, part) in parts {
        check_or_write(document, &with_part(&read(document), marker, &part));
    }
}

/// The blocks of code of a document in a language.
pub fn blocks<'a>(document: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    let block = |part: &'a str| part.split("```").next();
    document.split(&fence).skip(1).filter_map(block).collect()
}

#[test]
fn the_examples_of_the_configuration_have_no_warning() {
    let document = read("docs/configuration.md");
    let examples = blocks(&document, "toml");
    assert!(examples.len() > 1, "{examples:?}");
    for example in examples {
        assert_eq!(parse_config(example).1, [], "{example}");
    }
}

#[test]
fn the_examples_of_the_readme_work() {
    for (name, data, lang) in [("README.md", "town.csv", "en"), ("README.fr.md", "ville.csv", "fr")] {
        let readme = read(name);
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(data), blocks(&readme, "csv")[0]).expect("written");
        let commands = blocks(&readme, "sh").join("");
        let commands = commands.lines().filter(|line| line.starts_with("ramure"));
        for command in commands.map(|line| line.split(['#', '>']).next().unwrap_or_default()) {
            let output = Command::new(env!("CARGO_BIN_EXE_ramure"))
                .args(command.split_whitespace().skip(1))
                .args(["--lang", lang])
                .current_dir(folder.path())
                .output()
                .expect("started");
            assert!(output.status.success() && !output.stdout.is_empty(), "{name}: {command}: {output:?}");
        }
    }
}

#[test]
fn the_readme_is_short_and_its_links_lead_somewhere() {
    for name in ["README.md", "README.fr.md"] {
        assert!(read(name).lines().count() <= 200, "{name} is longer than 200 lines");
    }
    let mut documents = vec!["README.md", "README.fr.md", "CONTRIBUTING.md", "ACCESSIBILITY.md"]
        .into_iter()
        .map(path)
        .collect::<Vec<_>>();
    let docs = fs::read_dir(path("docs")).expect("a folder").map(|entry| entry.expect("an entry").path());
    documents.extend(docs.filter(|path| path.extension().is_some_and(|extension| extension == "md")));
    for document in documents {
        let text = fs::read_to_string(&document).expect("text");
        for link in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            let is_elsewhere = link.is_empty() || link.starts_with("http");
            let target = document.with_file_name(link);
            assert!(is_elsewhere || target.exists(), "{}: no {link}", document.display());
        }
    }
}

#[test]
fn the_files_and_types_of_the_architecture_exist() {
    let document = read("docs/architecture.md");
    let code: String = sources().iter().map(|source| source.code.as_str()).collect();
    // crossterm's and ratatui's types are named in the code as well.
    let is_known = |name: &str| match name.strip_suffix(".rs") {
        Some(_) => path("src").join(name).exists() || path(name).exists(),
        None => name.split("::").all(|part| code.contains(part)),
    };
    let is_name = |name: &str| {
        let is_type = name.starts_with(char::is_uppercase) && name.chars().any(char::is_lowercase);
        name.ends_with(".rs") || (is_type && name.chars().all(|c| c.is_alphanumeric() || c == ':'))
    };
    let names: Vec<&str> = document.split('`').skip(1).step_by(2).filter(|name| is_name(name)).collect();
    assert!(names.len() > 40, "{names:?}");
    let unknown: Vec<_> = names.iter().filter(|name| !is_known(name)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn every_binding_is_in_the_help() {
    let keys = KeyMap::default();
    let lines = help_lines(&keys, "");
    let is_listed = |binding: &Binding| {
        lines.iter().any(|line| match line {
            HelpLine::Bindings(listed) => listed.iter().any(|listed| {
                listed.description == binding.description
                    && binding.keys.iter().all(|key| listed.keys.contains(key))
            }),
            _ => false,
        })
    };
    for binding in BINDINGS {
        assert!(is_listed(binding), "{:?} is not in the help", binding.description);
    }
    let titles = lines.iter().filter(|line| matches!(line, HelpLine::Title(_))).count();
    assert_eq!(titles, Group::ALL.len());
}
