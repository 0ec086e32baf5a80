//! Parses the command that a remote user sends. No shell is involved: the text is split into words
//! here, and only known commands and options are accepted.

use crate::cli::args_error::VALUE_REQUIRED;
use crate::lang::{Lang, Tr, did_you_mean, number};
use crate::text::{Printable, nearest};

const MAX_REQUEST_BYTES: usize = 512;
const MAX_WORDS: usize = 16;

/// An option as it is typed, its name in the parser, and whether it takes a value.
struct AllowedOption {
    typed: &'static str,
    parser_name: &'static str,
    has_value: bool,
}

const JSON: AllowedOption = AllowedOption { typed: "--json", parser_name: "--json", has_value: false };
const ALL: AllowedOption = AllowedOption { typed: "--all", parser_name: "--all", has_value: false };
const SHORT_LIMIT: AllowedOption = AllowedOption { typed: "-n", parser_name: "--limit", has_value: true };
const LIMIT: AllowedOption = AllowedOption { typed: "--limit", parser_name: "--limit", has_value: true };
const DEPTH: AllowedOption = AllowedOption { typed: "--depth", parser_name: "--depth", has_value: true };
const FORMAT: AllowedOption = AllowedOption { typed: "--format", parser_name: "--format", has_value: true };
const LANG: AllowedOption = AllowedOption { typed: "--lang", parser_name: "--lang", has_value: true };

/// The commands that are accepted, each with its options.
const COMMANDS: &[(&str, &[AllowedOption])] = &[
    ("find", &[ALL, JSON, SHORT_LIMIT, LIMIT, LANG]),
    ("show", &[JSON, LANG]),
    ("tree", &[DEPTH, FORMAT, LANG]),
    ("help", &[LANG]),
    ("version", &[LANG]),
];

/// Why a request is not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestError {
    TooLong,
    NotUtf8,
    ControlCharacter,
    OpenQuote,
    TooManyWords,
    UnknownCommand(Printable),
    UnknownOption(Printable),
    NoValue(&'static str),
}

/// The request as words for the argument parser: the command, its options with their values as
/// `--option=value`, and after `--` the other words. Empty for a blank request.
pub fn parse(request: &[u8]) -> Result<Vec<String>, RequestError> {
    let words = words(text(request)?)?;
    if words.len() > MAX_WORDS {
        return Err(RequestError::TooManyWords);
    }
    let mut words = words.into_iter();
    match words.next() {
        Some(command) => normalise(command, words),
        None => Ok(Vec::new()),
    }
}

/// The request as text, checked for length, encoding and control characters.
fn text(request: &[u8]) -> Result<&str, RequestError> {
    if request.len() > MAX_REQUEST_BYTES {
        return Err(RequestError::TooLong);
    }
    let text = std::str::from_utf8(request).map_err(|_| RequestError::NotUtf8)?;
    if text.contains(char::is_control) {
        return Err(RequestError::ControlCharacter);
    }
    Ok(text)
}

fn words(text: &str) -> Result<Vec<String>, RequestError> {
    let mut words = Vec::new();
    let mut rest = text.trim_start_matches(' ');
    while !rest.is_empty() {
        let (word, after) = word(rest)?;
        words.push(word);
        rest = after.trim_start_matches(' ');
    }
    Ok(words)
}

/// The first word and the rest of the text. A quote groups only at the start of a word; later
/// ones are apostrophes, as in `l'État`.
fn word(text: &str) -> Result<(String, &str), RequestError> {
    let mut word = String::new();
    let mut open = None;
    for (at, c) in text.char_indices() {
        match open {
            Some(quote) if c == quote => open = None,
            None if at == 0 && matches!(c, '\'' | '"') => open = Some(c),
            None if c == ' ' => return Ok((word, &text[at..])),
            _ => word.push(c),
        }
    }
    match open {
        Some(_) => Err(RequestError::OpenQuote),
        None => Ok((word, "")),
    }
}

fn normalise(command: String, mut words: impl Iterator<Item = String>) -> Result<Vec<String>, RequestError> {
    let known = COMMANDS.iter().find(|(name, _)| *name == command);
    let (name, allowed) = known.ok_or_else(|| RequestError::UnknownCommand(Printable::new(&command)))?;
    let (mut options, mut others) = (Vec::new(), Vec::new());
    while let Some(word) = words.next() {
        match word.as_str() {
            "--" => others.extend(words.by_ref()),
            dashed if dashed.starts_with('-') && dashed != "-" => {
                options.push(option(dashed, allowed, &mut words)?)
            }
            _ => others.push(word),
        }
    }
    Ok(match *name {
        // The argument parser has these two as options; other words are dropped.
        "help" | "version" => [options, vec![format!("--{name}")]].concat(),
        _ => [vec![command], options, vec!["--".to_string()], others].concat(),
    })
}

/// The option and its value as one word, so that the value cannot be read as another option.
fn option(
    word: &str,
    allowed: &[AllowedOption],
    words: &mut impl Iterator<Item = String>,
) -> Result<String, RequestError> {
    let (typed, joined) = word.split_once('=').map_or((word, None), |(typed, value)| (typed, Some(value)));
    let option =
        allowed.iter().find(|option| option.typed == typed && (option.has_value || joined.is_none()));
    let option = option.ok_or_else(|| RequestError::UnknownOption(Printable::new(word)))?;
    if !option.has_value {
        return Ok(option.parser_name.to_string());
    }
    let value = joined.map(str::to_string).or_else(|| words.next());
    let value = value.ok_or(RequestError::NoValue(option.typed))?;
    Ok(format!("{}={value}", option.parser_name))
}

impl RequestError {
    /// The message, on one line.
    pub fn message(&self, lang: Lang) -> String {
        let names: Vec<&str> = COMMANDS.iter().map(|(name, _)| *name).collect();
        match self {
            RequestError::TooLong => TOO_LONG.with(lang, &[&number(MAX_REQUEST_BYTES, lang)]),
            RequestError::NotUtf8 => NOT_UTF8.get(lang).to_string(),
            RequestError::ControlCharacter => CONTROL_CHARACTER.get(lang).to_string(),
            RequestError::OpenQuote => OPEN_QUOTE.get(lang).to_string(),
            RequestError::TooManyWords => TOO_MANY_WORDS.with(lang, &[&number(MAX_WORDS, lang)]),
            RequestError::UnknownCommand(word) => {
                let question = did_you_mean(nearest(word, names.iter().copied()), lang);
                UNKNOWN_COMMAND.with(lang, &[word, &names.join(", ")]) + &question
            }
            RequestError::UnknownOption(word) => UNKNOWN_OPTION.with(lang, &[word]),
            RequestError::NoValue(option) => VALUE_REQUIRED.with(lang, &[option]),
        }
    }
}

const TOO_LONG: Tr = Tr::new("la demande dépasse {} octets", "the request is longer than {} bytes");
const NOT_UTF8: Tr = Tr::new("la demande n’est pas du texte UTF-8", "the request is not UTF-8 text");
const CONTROL_CHARACTER: Tr =
    Tr::new("la demande contient un caractère de contrôle", "the request contains a control character");
const OPEN_QUOTE: Tr = Tr::new("un guillemet n’est pas refermé", "a quote is not closed");
const TOO_MANY_WORDS: Tr = Tr::new("la demande dépasse {} mots", "the request has more than {} words");
const UNKNOWN_COMMAND: Tr = Tr::new(
    "« {} » n’est pas l’une des commandes permises ici : {}",
    "“{}” is not one of the commands allowed here: {}",
);
const UNKNOWN_OPTION: Tr =
    Tr::new("l’option « {} » n’est pas permise ici", "the option “{}” is not allowed here");

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(request: &str) -> String {
        parse(request.as_bytes()).expect("accepted").join("·")
    }

    fn refused(request: impl AsRef<[u8]>) -> RequestError {
        parse(request.as_ref()).expect_err("refused")
    }

    #[test]
    fn a_request_is_a_command_options_and_words() {
        assert_eq!(parsed("find rie"), "find·--·rie");
        assert_eq!(
            parsed("  find   grands  projets -n 3 --json "),
            "find·--limit=3·--json·--·grands·projets"
        );
        assert_eq!(parsed("find rie --all"), "find·--all·--·rie");
        assert_eq!(parsed("show --json iso-rie"), "show·--json·--·iso-rie");
        assert_eq!(parsed("tree iso --depth 1 --format=json"), "tree·--depth=1·--format=json·--·iso");
        assert_eq!(parsed("find --lang en -- --json"), "find·--lang=en·--·--json");
        assert_eq!(parsed("help find"), "--help");
        assert_eq!(parsed("version --lang=fr"), "--lang=fr·--version");
        assert_eq!((parsed(""), parsed("   ")), (String::new(), String::new()));
    }

    #[test]
    fn quotes_group_and_apostrophes_do_not() {
        assert_eq!(parsed("show 'Épine dorsale'"), "show·--·Épine dorsale");
        assert_eq!(parsed("find \"l'État\" -"), "find·--·l'État·-");
        assert_eq!(parsed("find services de l'État"), "find·--·services·de·l'État");
        assert_eq!(parsed("'find' '--json' 'a'b"), "find·--json·--·ab");
        assert_eq!(refused("find 'rie"), RequestError::OpenQuote);
    }

    #[test]
    fn shell_syntax_is_plain_words() {
        assert_eq!(parsed("find rie; id"), "find·--·rie;·id");
        assert_eq!(parsed("find $(id) `id`"), "find·--·$(id)·`id`");
        assert_eq!(parsed("find a | b > c && d"), "find·--·a·|·b·>·c·&&·d");
        assert_eq!(parsed(r"find \$HOME ~ * !x"), r"find·--·\$HOME·~·*·!x");
    }

    #[test]
    fn a_request_of_anything_but_short_plain_text_is_refused() {
        for control in ["find a\nid", "find \x1b[2J", "find\ta", "find \0", "find \u{9b}2J", "find \x7f"] {
            assert_eq!(refused(control), RequestError::ControlCharacter, "{control:?}");
        }
        assert_eq!(refused(b"find \xff"), RequestError::NotUtf8);
        assert!(parsed(&format!("find {}", "x".repeat(507))).ends_with("xxx"));
        assert_eq!(refused(format!("find {}", "x".repeat(508))), RequestError::TooLong);
        assert_eq!(refused("find".to_string() + &" a".repeat(16)), RequestError::TooManyWords);
    }

    #[test]
    fn other_commands_and_options_are_refused() {
        for command in ["id", "check", "kiosk", "/bin/sh", "scp", "--help", "find;", "-c", "''"] {
            assert!(matches!(refused(command), RequestError::UnknownCommand(_)), "{command}");
        }
        for request in [
            "find a --data /etc/passwd",
            "find a --config=x",
            "show a -n 3",
            "show --all a",
            "tree --json",
            "find -n5 a",
        ] {
            assert!(matches!(refused(request), RequestError::UnknownOption(_)), "{request}");
        }
        assert!(matches!(refused("find --json=1 a"), RequestError::UnknownOption(_)));
        assert_eq!(refused("find a -n"), RequestError::NoValue("-n"));
    }

    #[test]
    fn a_value_is_never_read_as_an_option() {
        assert_eq!(parsed("find -n --data x"), "find·--limit=--data·--·x");
        assert_eq!(parsed("tree --depth -- --format x"), "tree·--depth=--·--format=x·--");
    }

    #[test]
    fn an_error_shows_no_invisible_character() {
        let message = refused("\u{202e}\u{200b}nope").message(Lang::En);
        assert_eq!(
            message,
            "“��nope” is not one of the commands allowed here: find, show, tree, help, version"
        );
    }
}
