//! What a remote user asks of the restricted mode: one of its commands, without a path and without limits lifted.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;

use ramure::cli::args;
use ramure::cli::args::Command;
use ramure::cli::restricted::{command_of_request, request};
use ramure::export::ExportFormat;
use ramure::lang::{Lang, Tr};

use super::assert_line;

/// The most matches that are printed.
const MAX_MATCHES: usize = 200;
/// Options that read or write something, or that make the program another one.
const NEVER: [&str; 8] =
    ["--data", "--config", "--aliases", "--compare", "--pick", "--from", "--restricted", "--output"];

/// Any bytes as `SSH_ORIGINAL_COMMAND`.
pub fn check_request(bytes: &[u8]) {
    for lang in [Lang::Fr, Lang::En] {
        match command_of_request(OsStr::from_bytes(bytes), lang) {
            Err(error) => assert_line(&error.message(lang)),
            Ok(command) => assert!(is_allowed(&command), "{command:?}"),
        }
    }
    if let Ok(words) = request::parse(bytes) {
        check_words(words);
    }
}

fn is_allowed(command: &Command) -> bool {
    match command {
        Command::Browse(browse) => {
            browse.query.is_empty() && browse.compare.is_none() && browse.pick.is_none()
        }
        Command::Find(find) => (1..=MAX_MATCHES).contains(&find.limit),
        Command::Tree { format, .. } => matches!(format, ExportFormat::Text | ExportFormat::Json),
        Command::Show { .. } | Command::Help(_) | Command::Version(_) => true,
        _ => false,
    }
}

/// Even if every word were the name of a file, none would be opened: the words set nothing but the language.
fn check_words(words: Vec<String>) {
    let options = || words.iter().take_while(|word| *word != "--");
    assert!(options().all(|word| !NEVER.iter().any(|never| word.starts_with(never))), "{words:?}");
    let line: Vec<OsString> =
        std::iter::once("ramure").chain(words.iter().map(String::as_str)).map(Into::into).collect();
    let Ok(parsed) = args::parse(&line, Lang::En, Tr::new("", ""), |_| true) else { return };
    let settings = parsed.settings;
    assert!(settings.data.is_empty() && settings.aliases.is_none() && !settings.restricted, "{settings:?}");
    assert!(settings.theme.is_none() && settings.idle.is_none() && settings.linear.is_none(), "{settings:?}");
}
