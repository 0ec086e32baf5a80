//! Restricted mode: the program as the only thing that a stranger may run on a machine, behind
//! `sshd`. Nothing is read but the terminal and the embedded organisation, and nothing is
//! written but answers.

mod request;
mod sandbox;

use std::ffi::{OsStr, OsString};

use super::args::{self, Asked, Command};
use super::{Understood, args_error, load, settled};
use crate::error::Error;
use crate::export::Format;
use crate::lang::{Lang, Tr};
use crate::settings::{self, Choices, Settings};
use crate::text::Printable;

/// What `ForceCommand` names, so that it reaches us as `-c kiosk`.
const FORCED: &str = "kiosk";
/// The most matches that one request gets.
const MOST_FOUND: usize = 200;

/// How the program was called: the words of whoever runs the machine, and the request of
/// whoever is at the other end.
struct Call {
    words: Vec<OsString>,
    request: Option<OsString>,
}

/// Whether the words ask for restricted mode: by name, or by calling the program as `login`
/// and `sshd` call a shell.
pub fn is_meant(words: &[OsString]) -> bool {
    let is_login = words.first().is_some_and(|name| name.as_encoded_bytes().starts_with(b"-"));
    let is_shell = words.get(1).is_some_and(|word| word == "-c");
    let mut options = words.iter().take_while(|word| *word != "--");
    is_login || is_shell || options.any(|word| word == "--restricted")
}

/// Understands what is asked, inside walls.
pub fn understand(words: &[OsString]) -> Understood {
    let walls = sandbox::shut();
    let call = call(words);
    let lang = language(&call);
    let understood = walls.map_err(Error::Unconfined).and_then(|()| answer(&call, lang));
    understood.map_err(|error| (error, lang))
}

fn call(words: &[OsString]) -> Call {
    let name = OsString::from("ramure");
    match words {
        [_, option, text] if option == "-c" => {
            let request = if text == FORCED { settings::request() } else { Some(text.clone()) };
            Call { words: vec![name], request }
        }
        [_, rest @ ..] => {
            let is_named = rest.iter().any(|word| word == "--restricted");
            let request = if is_named { settings::request() } else { None };
            Call { words: [&[name], rest].concat(), request }
        }
        [] => Call { words: vec![name], request: None },
    }
}

/// The language that is asked for, by either side, or that of the data.
fn language(call: &Call) -> Lang {
    let text = call.request.as_deref().map(OsStr::to_string_lossy).unwrap_or_default();
    let request: Vec<OsString> = text.split(' ').map(OsString::from).collect();
    let asked = args_error::language(&request).or_else(|| args_error::language(&call.words));
    asked.unwrap_or_else(load::language)
}

fn answer(call: &Call, lang: Lang) -> Result<(Command, Settings), Error> {
    let own = args::understand(&call.words, lang, args_error::SEE_HELP)?;
    if !own.choices.data.is_empty() {
        return Err(refused(&NO_FILE.with(lang, &["--data"]), lang));
    }
    let settings = settled(Choices { lang: Some(lang), restricted: true, ..own.choices }, lang)?;
    let command = match (own.command, &call.request) {
        (Command::Browse { .. }, Some(text)) => requested(text, lang)?,
        (Command::Help(_), _) if asks_for_help(&call.words) => help(lang),
        (command, _) => command,
    };
    Ok((permitted(command, lang)?, settings))
}

/// The command that a request asks for; the browser when it is blank.
fn requested(text: &OsStr, lang: Lang) -> Result<Command, Error> {
    let words = request::understand(text.as_encoded_bytes());
    let words = words.map_err(|refusal| refused(&refusal.say(lang), lang))?;
    let words: Vec<OsString> = ["ramure".to_string()].into_iter().chain(words).map(OsString::from).collect();
    let Asked { command, .. } = args::understand(&words, lang, SEE_HELP)?;
    Ok(match command {
        Command::Help(_) if asks_for_help(&words) => help(lang),
        command => command,
    })
}

fn asks_for_help(words: &[OsString]) -> bool {
    words.iter().any(|word| word == "--help" || word == "-h")
}

/// What can be asked in restricted mode.
fn help(lang: Lang) -> Command {
    Command::Help(HELP.get(lang).to_string())
}

/// The command, if it reads no file and has an end.
fn permitted(command: Command, lang: Lang) -> Result<Command, Error> {
    let refuse = |said: &str| Err(refused(said, lang));
    match command {
        Command::Find { query, json, limit: usize::MAX } => {
            Ok(Command::Find { query, json, limit: MOST_FOUND })
        }
        Command::Find { limit, .. } if !(1..=MOST_FOUND).contains(&limit) => {
            refuse(&TOO_MANY_ASKED.with(lang, &[&MOST_FOUND.to_string()]))
        }
        Command::Browse { compare: Some(_), .. } => refuse(&NO_FILE.with(lang, &["--compare"])),
        Command::Tree { format, .. } if !matches!(format, Format::Text | Format::Json) => {
            refuse(UNKNOWN_FORMAT.get(lang))
        }
        Command::Browse { .. }
        | Command::Find { .. }
        | Command::Show { .. }
        | Command::Tree { .. }
        | Command::Help(_) => Ok(command),
        _ => refuse(NOT_HERE.get(lang)),
    }
}

/// What is not permitted, and a hint at what is.
fn refused(said: &str, lang: Lang) -> Error {
    Error::Usage(Printable::new(&format!("{said}{}", SEE_HELP.get(lang))))
}

const SEE_HELP: Tr = Tr::new(" (voir « help »)", " (see “help”)");
const NO_FILE: Tr = Tr::new(
    "« {} » ne va pas avec « --restricted » : rien d’autre que les données fournies n’est lu",
    "“{}” does not go with “--restricted”: nothing is read but the data that come with it",
);
const NOT_HERE: Tr = Tr::new(
    "cette commande n’est pas permise en mode restreint",
    "this command is not allowed in restricted mode",
);
const TOO_MANY_ASKED: Tr = Tr::new("« -n » attend un nombre de 1 à {}", "“-n” expects a number from 1 to {}");
const UNKNOWN_FORMAT: Tr = Tr::new(
    "« --format » attend text ou json en mode restreint",
    "“--format” expects text or json in restricted mode",
);
const HELP: Tr = Tr::new(
    "ramure : parcourir une organisation dans le terminal\n\n\
     find MOTS [--json] [-n N]\n  les unités trouvées, la meilleure d’abord, au plus 200\n\
     show UNITÉ [--json]\n  la fiche d’une unité\n\
     tree [UNITÉ] [--depth N] [--format text|json]\n  l’arbre, ou ce qui est sous une unité\n\
     help\nversion\n\nPartout : --lang fr|en. Sans commande : le navigateur. Rien d’autre n’est permis ici.\n",
    "ramure: browse an organisation in the terminal\n\n\
     find WORDS [--json] [-n N]\n  the units found, the best first, at most 200\n\
     show UNIT [--json]\n  the card of a unit\n\
     tree [UNIT] [--depth N] [--format text|json]\n  the tree, or what is below a unit\n\
     help\nversion\n\nEverywhere: --lang fr|en. Without a command: the browser. Nothing else is allowed here.\n",
);

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<OsString> {
        words.iter().map(OsString::from).collect()
    }

    #[test]
    fn a_login_shell_is_restricted_without_being_told() {
        for called in [&["-ramure"][..], &["ramure", "-c", "kiosk"], &["ramure", "find", "x", "--restricted"]]
        {
            assert!(is_meant(&words(called)), "{called:?}");
        }
        for called in
            [&["ramure"][..], &["ramure", "find", "-c"], &["ramure", "find", "--", "--restricted"], &[]]
        {
            assert!(!is_meant(&words(called)), "{called:?}");
        }
    }

    #[test]
    fn the_argument_of_a_shell_is_the_request() {
        let call = call(&words(&["-ramure", "-c", "find rie"]));
        assert_eq!((call.words, call.request), (words(&["ramure"]), Some("find rie".into())));
    }

    #[test]
    fn a_request_chooses_its_language_before_all_others() {
        let spoken = |own: &[&str], request: &str| {
            language(&Call { words: words(own), request: Some(request.into()) })
        };
        assert_eq!(spoken(&["ramure"], "find x"), Lang::Fr);
        assert_eq!(spoken(&["ramure", "--lang", "en"], "find x"), Lang::En);
        assert_eq!(spoken(&["ramure", "--lang", "en"], "find x --lang fr"), Lang::Fr);
    }

    #[test]
    fn as_many_as_two_hundred_matches_can_be_asked_for() {
        let find = |limit| permitted(Command::Find { query: String::new(), json: false, limit }, Lang::En);
        assert!(matches!(find(usize::MAX), Ok(Command::Find { limit: 200, .. })));
        assert!(matches!(find(1), Ok(Command::Find { limit: 1, .. })));
        assert!(find(0).is_err() && find(201).is_err());
        assert!(permitted(Command::Check { files: Vec::new() }, Lang::En).is_err());
    }
}
