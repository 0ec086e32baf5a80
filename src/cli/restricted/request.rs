//! The text of a request that comes over a line, and the few words that it may hold. No shell
//! ever sees it: it is cut into words here, and what is not expected is refused.

use crate::lang::{Lang, Tr, number};
use crate::text::Printable;

/// The longest request, in bytes, and the most words that it may have.
const LONGEST: usize = 512;
const MOST_WORDS: usize = 16;

/// An option as it is typed, as the parser knows it, and whether a value follows it.
struct Allowed {
    typed: &'static str,
    known: &'static str,
    valued: bool,
}

const JSON: Allowed = Allowed { typed: "--json", known: "--json", valued: false };
const N: Allowed = Allowed { typed: "-n", known: "--limit", valued: true };
const LIMIT: Allowed = Allowed { typed: "--limit", known: "--limit", valued: true };
const DEPTH: Allowed = Allowed { typed: "--depth", known: "--depth", valued: true };
const FORMAT: Allowed = Allowed { typed: "--format", known: "--format", valued: true };
const LANG: Allowed = Allowed { typed: "--lang", known: "--lang", valued: true };

/// Every command that may be asked for, and its options.
const COMMANDS: &[(&str, &[Allowed])] = &[
    ("find", &[JSON, N, LIMIT, LANG]),
    ("show", &[JSON, LANG]),
    ("tree", &[DEPTH, FORMAT, LANG]),
    ("help", &[LANG]),
    ("version", &[LANG]),
];

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    TooLong,
    NotUtf8,
    ControlCharacter,
    OpenQuote,
    TooManyWords,
    UnknownCommand(Printable),
    UnknownOption(Printable),
    NoValue(&'static str),
}

/// The request as words for the parser: the command, its options, each tied to its value, and
/// after `--` all the rest. None when nothing is asked for.
pub fn understand(request: &[u8]) -> Result<Vec<String>, Refusal> {
    let words = words(text(request)?)?;
    if words.len() > MOST_WORDS {
        return Err(Refusal::TooManyWords);
    }
    let mut words = words.into_iter();
    match words.next() {
        Some(command) => arrange(command, words),
        None => Ok(Vec::new()),
    }
}

/// The request as text that holds nothing but what can be seen.
fn text(request: &[u8]) -> Result<&str, Refusal> {
    if request.len() > LONGEST {
        return Err(Refusal::TooLong);
    }
    let text = std::str::from_utf8(request).map_err(|_| Refusal::NotUtf8)?;
    if text.contains(char::is_control) {
        return Err(Refusal::ControlCharacter);
    }
    Ok(text)
}

fn words(text: &str) -> Result<Vec<String>, Refusal> {
    let mut words = Vec::new();
    let mut rest = text.trim_start_matches(' ');
    while !rest.is_empty() {
        let (word, after) = word(rest)?;
        words.push(word);
        rest = after.trim_start_matches(' ');
    }
    Ok(words)
}

/// The first word, and what follows it. Quotes group where a word begins; later ones are
/// apostrophes, as in `l'État`.
fn word(text: &str) -> Result<(String, &str), Refusal> {
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
        Some(_) => Err(Refusal::OpenQuote),
        None => Ok((word, "")),
    }
}

fn arrange(command: String, mut words: impl Iterator<Item = String>) -> Result<Vec<String>, Refusal> {
    let known = COMMANDS.iter().find(|(name, _)| *name == command);
    let (name, allowed) = known.ok_or_else(|| Refusal::UnknownCommand(Printable::new(&command)))?;
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
        // For the parser these two are options, and nothing may follow them.
        "help" | "version" => [options, vec![format!("--{name}")]].concat(),
        _ => [vec![command], options, vec!["--".to_string()], others].concat(),
    })
}

/// One option in one word, so that its value can't pass for another option.
fn option(
    word: &str,
    allowed: &[Allowed],
    words: &mut impl Iterator<Item = String>,
) -> Result<String, Refusal> {
    let (typed, joined) = word.split_once('=').map_or((word, None), |(typed, value)| (typed, Some(value)));
    let option = allowed.iter().find(|option| option.typed == typed && (option.valued || joined.is_none()));
    let option = option.ok_or_else(|| Refusal::UnknownOption(Printable::new(word)))?;
    if !option.valued {
        return Ok(option.known.to_string());
    }
    let value = joined.map(str::to_string).or_else(|| words.next());
    let value = value.ok_or(Refusal::NoValue(option.typed))?;
    Ok(format!("{}={value}", option.known))
}

impl Refusal {
    /// The reason in one line.
    pub fn say(&self, lang: Lang) -> String {
        let names: Vec<&str> = COMMANDS.iter().map(|(name, _)| *name).collect();
        match self {
            Refusal::TooLong => TOO_LONG.with(lang, &[&number(LONGEST, lang)]),
            Refusal::NotUtf8 => NOT_UTF8.get(lang).to_string(),
            Refusal::ControlCharacter => CONTROL_CHARACTER.get(lang).to_string(),
            Refusal::OpenQuote => OPEN_QUOTE.get(lang).to_string(),
            Refusal::TooManyWords => TOO_MANY_WORDS.with(lang, &[&number(MOST_WORDS, lang)]),
            Refusal::UnknownCommand(word) => UNKNOWN_COMMAND.with(lang, &[word, &names.join(", ")]),
            Refusal::UnknownOption(word) => UNKNOWN_OPTION.with(lang, &[word]),
            Refusal::NoValue(option) => NO_VALUE.with(lang, &[option]),
        }
    }
}

const TOO_LONG: Tr = Tr::new("la demande dépasse {} octets", "the request is longer than {} bytes");
const NOT_UTF8: Tr = Tr::new("la demande n’est pas du texte UTF-8", "the request is not UTF-8 text");
const CONTROL_CHARACTER: Tr =
    Tr::new("la demande contient un caractère de commande", "the request holds a control character");
const OPEN_QUOTE: Tr = Tr::new("un guillemet ouvert n’est pas refermé", "a quote is opened and never closed");
const TOO_MANY_WORDS: Tr = Tr::new("la demande dépasse {} mots", "the request has more than {} words");
const UNKNOWN_COMMAND: Tr = Tr::new(
    "« {} » n’est pas une commande permise ici : {}",
    "“{}” is not one of the commands allowed here: {}",
);
const UNKNOWN_OPTION: Tr =
    Tr::new("l’option « {} » n’est pas permise ici", "the option “{}” is not allowed here");
const NO_VALUE: Tr = Tr::new("« {} » attend une valeur", "“{}” needs a value");

#[cfg(test)]
mod tests {
    use super::*;

    fn understood(request: &str) -> String {
        understand(request.as_bytes()).expect("understood").join("·")
    }

    fn refused(request: impl AsRef<[u8]>) -> Refusal {
        understand(request.as_ref()).expect_err("refused")
    }

    #[test]
    fn a_request_is_a_command_options_and_words() {
        assert_eq!(understood("find rie"), "find·--·rie");
        assert_eq!(
            understood("  find   grands  projets -n 3 --json "),
            "find·--limit=3·--json·--·grands·projets"
        );
        assert_eq!(understood("show --json iso-rie"), "show·--json·--·iso-rie");
        assert_eq!(understood("tree iso --depth 1 --format=json"), "tree·--depth=1·--format=json·--·iso");
        assert_eq!(understood("find --lang en -- --json"), "find·--lang=en·--·--json");
        assert_eq!(understood("help find"), "--help");
        assert_eq!(understood("version --lang=fr"), "--lang=fr·--version");
        assert_eq!((understood(""), understood("   ")), (String::new(), String::new()));
    }

    #[test]
    fn quotes_group_and_apostrophes_do_not() {
        assert_eq!(understood("show 'Épine dorsale'"), "show·--·Épine dorsale");
        assert_eq!(understood("find \"l'État\" -"), "find·--·l'État·-");
        assert_eq!(understood("find services de l'État"), "find·--·services·de·l'État");
        assert_eq!(understood("'find' '--json' 'a'b"), "find·--json·--·ab");
        assert_eq!(refused("find 'rie"), Refusal::OpenQuote);
    }

    #[test]
    fn what_a_shell_would_obey_is_words() {
        assert_eq!(understood("find rie; id"), "find·--·rie;·id");
        assert_eq!(understood("find $(id) `id`"), "find·--·$(id)·`id`");
        assert_eq!(understood("find a | b > c && d"), "find·--·a·|·b·>·c·&&·d");
        assert_eq!(understood(r"find \$HOME ~ * !x"), r"find·--·\$HOME·~·*·!x");
    }

    #[test]
    fn what_is_not_plain_text_is_refused() {
        for control in ["find a\nid", "find \x1b[2J", "find\ta", "find \0", "find \u{9b}2J", "find \x7f"] {
            assert_eq!(refused(control), Refusal::ControlCharacter, "{control:?}");
        }
        assert_eq!(refused(b"find \xff"), Refusal::NotUtf8);
        assert!(understood(&format!("find {}", "x".repeat(507))).ends_with("xxx"));
        assert_eq!(refused(format!("find {}", "x".repeat(508))), Refusal::TooLong);
        assert_eq!(refused("find".to_string() + &" a".repeat(16)), Refusal::TooManyWords);
    }

    #[test]
    fn other_commands_and_options_are_refused() {
        for command in ["id", "check", "kiosk", "/bin/sh", "scp", "--help", "find;", "-c", "''"] {
            assert!(matches!(refused(command), Refusal::UnknownCommand(_)), "{command}");
        }
        for request in
            ["find a --data /etc/passwd", "find a --config=x", "show a -n 3", "tree --json", "find -n5 a"]
        {
            assert!(matches!(refused(request), Refusal::UnknownOption(_)), "{request}");
        }
        assert!(matches!(refused("find --json=1 a"), Refusal::UnknownOption(_)));
        assert_eq!(refused("find a -n"), Refusal::NoValue("-n"));
    }

    #[test]
    fn a_value_never_passes_for_an_option() {
        assert_eq!(understood("find -n --data x"), "find·--limit=--data·--·x");
        assert_eq!(understood("tree --depth -- --format x"), "tree·--depth=--·--format=x·--");
    }

    #[test]
    fn a_refusal_echoes_nothing_that_disturbs() {
        let said = refused("\u{202e}\u{200b}nope").say(Lang::En);
        assert_eq!(said, "“��nope” is not one of the commands allowed here: find, show, tree, help, version");
    }
}
