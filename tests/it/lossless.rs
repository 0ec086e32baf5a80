//! Nothing that a file says is lost: every text and number of every fixture, of whatever format, is on a card,
//! or in a problem that `check` prints.

mod ignored;
mod scalars;

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use crate::found_files::FILES;
use crate::support::{ramure, stderr, stdout};

/// Files that are refused.
const REFUSED: [&str; 1] = ["unknown-columns.csv"];
/// The longest line that `check` prints for a file in the current directory.
const MAX_LINE_COLUMNS: usize = 200;

/// The files of `fixtures` and of the directories in it.
fn fixtures() -> Vec<PathBuf> {
    let mut directories = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures")];
    let mut files = Vec::new();
    while let Some(directory) = directories.pop() {
        let entries = std::fs::read_dir(directory).expect("a directory");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        let (inner, found): (Vec<_>, Vec<_>) = paths.partition(|path| path.is_dir());
        directories.extend(inner);
        files.extend(found);
    }
    // Keys and certificates are no data.
    files.retain(|file| extension(file) != "pem");
    files.retain(|file| cfg!(feature = "rdf") || !["ttl", "nt", "rdf"].contains(&extension(file)));
    files.sort();
    files
}

fn name(file: &Path) -> &str {
    file.file_name().and_then(|name| name.to_str()).expect("text")
}

fn extension(file: &Path) -> &str {
    file.extension().and_then(|name| name.to_str()).expect("text")
}

/// Runs a command on a file, in its directory and with the columns that it needs.
fn printed(file: &Path, lang: &str, command: &str) -> Output {
    let columns = FILES.iter().find(|found| found.file == name(file)).map_or("", |found| found.columns);
    let columns: &[&str] = if columns.is_empty() { &[] } else { &["--columns", columns] };
    let args = [&["--lang", lang, command, name(file)], columns].concat();
    ramure().current_dir(file.parent().expect("a directory")).args(args).output().expect("the program runs")
}

/// The texts and numbers of the document that `convert` prints, and the problems of `check`.
fn shown(file: &Path) -> String {
    let document: Value = serde_json::from_str(&stdout(&printed(file, "en", "convert"))).expect("JSON");
    let mut pending = vec![&document];
    let problems = stdout(&printed(file, "en", "check"));
    let messages = problems.lines().filter_map(|line| line.strip_prefix(name(file))?.split_once(' '));
    let mut shown: String = messages.flat_map(|(_, message)| [message, "\n"]).collect();
    while let Some(value) = pending.pop() {
        match value {
            Value::String(text) => shown.extend(["\n", text]),
            Value::Array(items) => pending.extend(items),
            Value::Object(members) => pending.extend(members.values()),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    shown
}

/// The words of a text between blanks: other signs join, quote or escape them.
fn words(text: &str) -> String {
    let folded = text.to_lowercase();
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    format!(" {} ", words.collect::<Vec<_>>().join(" "))
}

/// Whether a text is shown. Its parts between signs may fill several fields; the ignored words at the ends of a
/// part are left out.
fn is_shown(scalar: &str, shown: &str, ignored: &[String]) -> bool {
    if scalar.parse::<f64>().is_ok() {
        // Numbers are shown as they are written.
        return shown.contains(scalar) && words(shown).contains(&words(scalar));
    }
    let shown = words(shown);
    scalar.split(|c: char| !c.is_alphanumeric() && c != ' ').all(|part| {
        let part = words(part);
        let is_ignored = |word: &&str| ignored.iter().any(|known| known == word);
        let mut left: Vec<&str> = part.split_whitespace().skip_while(is_ignored).collect();
        while left.pop_if(|word| is_ignored(&&**word)).is_some() {}
        left.is_empty() || shown.contains(&words(&left.join(" ")))
    })
}

#[test]
fn no_scalar_of_any_format_is_lost() {
    let mut lost = Vec::new();
    for file in fixtures().iter().filter(|file| !REFUSED.contains(&name(file))) {
        let shown = shown(file);
        let ignored = ignored::words(name(file), extension(file));
        let is_lost = |scalar: &String| {
            !ignored.contains(&scalar.to_lowercase()) && !is_shown(scalar, &shown, &ignored)
        };
        let scalars = scalars::of(&std::fs::read(file).expect("readable"), extension(file));
        assert!(!scalars.is_empty(), "{}", name(file));
        let left = scalars.iter().filter(|scalar| is_lost(scalar));
        lost.extend(left.map(|scalar| format!("{}: {scalar}", name(file))));
    }
    assert!(lost.is_empty(), "{} texts are lost:\n{}", lost.len(), lost.join("\n"));
}

#[test]
fn check_prints_no_long_lines() {
    for file in fixtures() {
        for lang in ["en", "fr"] {
            let output = printed(&file, lang, "check");
            let text = stdout(&output);
            let long = text.lines().find(|line| line.chars().count() > MAX_LINE_COLUMNS);
            assert_eq!(long, None, "{}", name(&file));
        }
    }
}

#[test]
fn the_documents_of_the_project_are_not_units() {
    for file in ["README.md", "README.fr.md", "CONTRIBUTING.md", "docs/formats.md"] {
        let output = printed(&Path::new(env!("CARGO_MANIFEST_DIR")).join(file), "en", "check");
        assert_eq!(output.status.code(), Some(2), "{file}");
        assert!(stderr(&output).contains("this is not an organisation"), "{file}: {}", stderr(&output));
    }
}
