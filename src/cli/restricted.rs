//! Restricted mode: the program as a public service behind `sshd`. It reads only the terminal and the
//! embedded organisation, or the packed directory that its own command line names, and writes only to
//! standard output and error.

pub mod request;
mod sandbox;

use std::ffi::{OsStr, OsString};

use crate::error::Error;
use crate::export::ExportFormat;
use crate::lang::{Lang, Tr};
use crate::settings;
use crate::settings::{PartialSettings, Settings};
use crate::text::Printable;

use super::args::{Browse, Command, Find, ParseResult, ParsedArgs};
use super::resolve_settings::resolve_settings;
use super::{args, args_error, load};

/// The command that `ForceCommand` names; `sshd` passes it as `-c kiosk`.
const FORCED_COMMAND: &str = "kiosk";
/// Upper limit of the matches that `find` prints.
const MAX_MATCHES: usize = 200;

/// The command line and the request that the program was started with.
struct Invocation {
    /// The command line, set by the administrator.
    words: Vec<OsString>,
    /// The command that the remote user sent.
    request: Option<OsString>,
}

/// Whether the command line asks for restricted mode, with `--restricted` or by calling the
/// program as `login` and `sshd` call a login shell.
pub fn is_requested(words: &[OsString]) -> bool {
    let is_login = words.first().is_some_and(|name| name.as_encoded_bytes().starts_with(b"-"));
    let is_shell = words.get(1).is_some_and(|word| word == "-c");
    let mut options = words.iter().take_while(|word| *word != "--");
    is_login || is_shell || options.any(|word| word == "--restricted")
}

/// Applies the sandbox, then parses the command line and the request.
pub fn parse(words: &[OsString]) -> ParseResult {
    let sandboxed = sandbox::apply();
    let invocation = invocation(words);
    let lang = language(&invocation);
    let parsed = sandboxed.map_err(Error::Sandbox).and_then(|()| parse_invocation(&invocation, lang));
    parsed.map_err(|error| (error, lang))
}

fn invocation(words: &[OsString]) -> Invocation {
    let name = OsString::from("ramure");
    match words {
        [_, option, text] if option == "-c" => {
            let request =
                if text == FORCED_COMMAND { settings::ssh_original_command() } else { Some(text.clone()) };
            Invocation { words: vec![name], request }
        }
        [_, rest @ ..] => {
            let is_named = rest.iter().any(|word| word == "--restricted");
            let request = if is_named { settings::ssh_original_command() } else { None };
            Invocation { words: [&[name], rest].concat(), request }
        }
        [] => Invocation { words: vec![name], request: None },
    }
}

/// The language that the request or the command line names, or that of the data.
fn language(invocation: &Invocation) -> Lang {
    let text = invocation.request.as_deref().map(OsStr::to_string_lossy).unwrap_or_default();
    let request: Vec<OsString> = text.split(' ').map(OsString::from).collect();
    let named = args_error::language(&request).or_else(|| args_error::language(&invocation.words));
    named.unwrap_or_else(load::embedded_language)
}

fn parse_invocation(invocation: &Invocation, lang: Lang) -> Result<(Command, Settings), Error> {
    let parsed = args::parse(&invocation.words, lang, args_error::SEE_HELP, is_data)?;
    if parsed.settings.aliases.is_some() {
        return Err(refused(&NO_FILE.with(lang, &["--aliases"]), lang));
    }
    let terminal = settings::terminal_traits();
    let settings = PartialSettings { lang: Some(lang), restricted: true, terminal, ..parsed.settings };
    let settings = resolve_settings(settings, lang)?;
    let command = match (parsed.command, &invocation.request) {
        (Command::Browse(_), Some(text)) => command_of_request(text, lang)?,
        (Command::Help(_), _) => help(lang),
        (command, _) => permitted(command, lang)?,
    };
    Ok((command, settings))
}

/// The command of a request; the browser if it is blank.
///
/// # Errors
/// If it is none that a remote user may run.
pub fn command_of_request(text: &OsStr, lang: Lang) -> Result<Command, Error> {
    let words = request::parse(text.as_encoded_bytes());
    let words = words.map_err(|error| refused(&error.message(lang), lang))?;
    let words: Vec<OsString> = ["ramure".to_string()].into_iter().chain(words).map(OsString::from).collect();
    let ParsedArgs { command, .. } = args::parse(&words, lang, SEE_HELP, is_data)?;
    match command {
        Command::Help(_) => Ok(help(lang)),
        command => permitted(command, lang),
    }
}

/// No argument names data in restricted mode, whatever files exist.
fn is_data(_: &OsStr) -> bool {
    false
}

/// The help of restricted mode.
fn help(lang: Lang) -> Command {
    Command::Help(HELP.get(lang).to_string())
}

/// The command if restricted mode allows it: it must read no file and its output must be limited.
fn permitted(command: Command, lang: Lang) -> Result<Command, Error> {
    let refuse = |message: &str| Err(refused(message, lang));
    match command {
        Command::Find(find) if find.limit == usize::MAX => {
            Ok(Command::Find(Find { limit: MAX_MATCHES, ..find }))
        }
        Command::Find(Find { limit, .. }) if !(1..=MAX_MATCHES).contains(&limit) => {
            refuse(&LIMIT_OUT_OF_RANGE.with(lang, &[&MAX_MATCHES.to_string()]))
        }
        Command::Browse(Browse { compare: Some(_), .. }) => refuse(&NO_FILE.with(lang, &["--compare"])),
        Command::Browse(Browse { pick: Some(_), .. }) => refuse(&NOT_ALLOWED.with(lang, &["--pick"])),
        Command::Tree { format, .. } if !matches!(format, ExportFormat::Text | ExportFormat::Json) => {
            refuse(FORMAT_NOT_ALLOWED.get(lang))
        }
        Command::Browse(_)
        | Command::Find(_)
        | Command::Show { .. }
        | Command::Tree { .. }
        | Command::Help(_)
        | Command::Version(_) => Ok(command),
        _ => refuse(COMMAND_NOT_ALLOWED.get(lang)),
    }
}

/// A usage error with a hint that points to the help.
fn refused(message: &str, lang: Lang) -> Error {
    Error::Usage(Printable::new(&format!("{message}{}", SEE_HELP.get(lang))))
}

const SEE_HELP: Tr = Tr::new(" (voir « help »)", " (see “help”)");
const NO_FILE: Tr = Tr::new(
    "« {} » est incompatible avec « --restricted » : seules les données fournies sont lues",
    "“{}” cannot be used with “--restricted”: only the built-in data is read",
);
const COMMAND_NOT_ALLOWED: Tr = Tr::new(
    "cette commande n’est pas permise en mode restreint",
    "this command is not allowed in restricted mode",
);
const NOT_ALLOWED: Tr =
    Tr::new("« {} » n’est pas permis en mode restreint", "“{}” is not allowed in restricted mode");
const LIMIT_OUT_OF_RANGE: Tr =
    Tr::new("« -n » doit être compris entre 1 et {}", "“-n” must be between 1 and {}");
const FORMAT_NOT_ALLOWED: Tr = Tr::new(
    "« --format » doit être text ou json en mode restreint",
    "“--format” must be text or json in restricted mode",
);
const HELP: Tr = Tr::new(
    "ramure : parcourir une organisation dans le terminal\n\n\
     find MOTS [--all] [--json] [-n N]\n  les unités trouvées, la plus pertinente d’abord, au plus 200 ; --all : aussi les plus faibles\n\
     show UNITÉ [--json]\n  la fiche d’une unité\n\
     tree [UNITÉ] [--depth N] [--format text|json]\n  l’arbre, ou le sous-arbre d’une unité\n\
     help\nversion\n\nPartout : --lang fr|en. Sans commande : le navigateur. Rien d’autre n’est permis ici.\n",
    "ramure: browse an organisation in the terminal\n\n\
     find WORDS [--all] [--json] [-n N]\n  the matching units, best first, at most 200; --all: the weaker ones too\n\
     show UNIT [--json]\n  the card of a unit\n\
     tree [UNIT] [--depth N] [--format text|json]\n  the tree, or the subtree of a unit\n\
     help\nversion\n\nEverywhere: --lang fr|en. Without a command: the browser. Nothing else is allowed here.\n",
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::UnitOutput;

    fn words(words: &[&str]) -> Vec<OsString> {
        words.iter().map(OsString::from).collect()
    }

    #[test]
    fn a_login_shell_is_restricted_without_an_option() {
        for called in [&["-ramure"][..], &["ramure", "-c", "kiosk"], &["ramure", "find", "x", "--restricted"]]
        {
            assert!(is_requested(&words(called)), "{called:?}");
        }
        for called in
            [&["ramure"][..], &["ramure", "find", "-c"], &["ramure", "find", "--", "--restricted"], &[]]
        {
            assert!(!is_requested(&words(called)), "{called:?}");
        }
    }

    #[test]
    fn the_argument_of_a_shell_is_the_request() {
        let invocation = invocation(&words(&["-ramure", "-c", "find rie"]));
        assert_eq!((invocation.words, invocation.request), (words(&["ramure"]), Some("find rie".into())));
    }

    #[test]
    fn the_language_of_the_request_comes_first() {
        let language_of = |command_line: &[&str], request: &str| {
            language(&Invocation { words: words(command_line), request: Some(request.into()) })
        };
        assert_eq!(language_of(&["ramure"], "find x"), Lang::Fr);
        assert_eq!(language_of(&["ramure", "--lang", "en"], "find x"), Lang::En);
        assert_eq!(language_of(&["ramure", "--lang", "en"], "find x --lang fr"), Lang::Fr);
    }

    #[test]
    fn the_help_in_both_languages_has_the_options_that_are_accepted() {
        let usages = |lang: Lang| -> Vec<String> {
            let is_usage = |line: &&str| line.starts_with(char::is_lowercase) && !line.contains("ramure");
            HELP.get(lang).lines().filter(is_usage).map(str::to_string).collect()
        };
        // Placeholders are in capital letters and differ.
        let without_placeholders = |usage: &String| usage.replace(char::is_uppercase, "");
        let (fr, en) = (usages(Lang::Fr), usages(Lang::En));
        let same = |usages: &[String]| usages.iter().map(without_placeholders).collect::<Vec<_>>();
        assert_eq!((same(&fr), en.len()), (same(&en), 5), "{fr:?} {en:?}");
        let document = include_str!("../../docs/ssh.md");
        for usage in en {
            assert!(document.contains(&format!("\n{usage}")), "{usage}");
            let command = usage.split(' ').next().unwrap_or_default();
            for option in usage.split('[').filter(|part| part.starts_with('-')) {
                let typed =
                    option.trim_end_matches([']', ' ']).replace('N', "1").replace("text|json", "json");
                let request = format!("{command} x {typed}");
                assert!(command_of_request(OsStr::new(&request), Lang::En).is_ok(), "{request}");
            }
        }
    }

    #[test]
    fn at_most_two_hundred_matches_can_be_requested() {
        let find = |limit| {
            let (query, formulas) = (String::new(), crate::text::Formulas::AsTheyAre);
            let find = Find { query, output: UnitOutput::Text, limit, with_weak: false, formulas };
            permitted(Command::Find(find), Lang::En)
        };
        assert!(matches!(find(usize::MAX), Ok(Command::Find(Find { limit: 200, .. }))));
        assert!(matches!(find(1), Ok(Command::Find(Find { limit: 1, .. }))));
        assert!(find(0).is_err() && find(201).is_err());
        assert!(permitted(Command::Check { files: Vec::new() }, Lang::En).is_err());
    }
}
