//! The two languages of the interface. Data is never translated.

use std::io;

use serde::{Deserialize, Serialize};

/// The numbers of the system’s errors without a kind.
const EIO: i32 = 5;
const ENXIO: i32 = 6;
const ENODEV: i32 = 19;
const ENFILE: i32 = 23;
const EMFILE: i32 = 24;
const ELOOP: i32 = if cfg!(target_os = "linux") { 40 } else { 62 };

/// A language of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    Fr,
    En,
}

impl Lang {
    /// The language for a locale name such as `fr_FR.UTF-8`: French for French locales, English
    /// for all others.
    pub fn from_locale(locale: &str) -> Self {
        match locale.get(..2) {
            Some(start) if start.eq_ignore_ascii_case("fr") => Lang::Fr,
            _ => Lang::En,
        }
    }

    /// The language of a setting, `fr` or `en`.
    pub fn name(self) -> &'static str {
        match self {
            Lang::Fr => "fr",
            Lang::En => "en",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "fr" => Some(Lang::Fr),
            "en" => Some(Lang::En),
            _ => None,
        }
    }
}

/// A text in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tr {
    pub fr: &'static str,
    pub en: &'static str,
}

impl Tr {
    pub const fn new(fr: &'static str, en: &'static str) -> Self {
        Self { fr, en }
    }

    /// The text in one language.
    pub fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Fr => self.fr,
            Lang::En => self.en,
        }
    }

    /// The text in one language, with each `{}` replaced by the next of `values`.
    pub fn with(self, lang: Lang, values: &[&str]) -> String {
        let mut values = values.iter();
        let mut pieces = self.get(lang).split("{}");
        let mut text = pieces.next().unwrap_or_default().to_string();
        for piece in pieces {
            text.push_str(values.next().unwrap_or(&""));
            text.push_str(piece);
        }
        text
    }
}

/// A number with its digits in groups of three, in the typography of the language.
pub fn number(n: usize, lang: Lang) -> String {
    let digits = n.to_string();
    let separator = match lang {
        Lang::Fr => '\u{a0}',
        Lang::En => ',',
    };
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// A number and its noun: zero is singular in French and plural in English.
pub fn count(n: usize, singular: Tr, plural: Tr, lang: Lang) -> String {
    let is_singular = n == 1 || (n == 0 && lang == Lang::Fr);
    let noun = if is_singular { singular } else { plural };
    format!("{}\u{a0}{}", number(n, lang), noun.get(lang))
}

/// `3 units`, for example.
pub fn units(n: usize, lang: Lang) -> String {
    count(n, Tr::new("unité", "unit"), Tr::new("unités", "units"), lang)
}

/// A size in bytes, in the largest unit of which there is one: `1.2 MB`, for example.
pub fn bytes(size: u64, lang: Lang) -> String {
    const UNITS: [Tr; 4] =
        [Tr::new("octets", "bytes"), Tr::new("ko", "kB"), Tr::new("Mo", "MB"), Tr::new("Go", "GB")];
    let power = (1..UNITS.len()).rev().find(|&power| size >= 1000_u64.pow(power as u32)).unwrap_or(0);
    let tenths = size as u128 * 10 / 1000_u128.pow(power as u32);
    let (whole, tenth) = ((tenths / 10) as usize, tenths % 10);
    let point = Tr::new(",", ".").get(lang);
    let fraction = if power > 0 && whole < 100 { format!("{point}{tenth}") } else { String::new() };
    format!("{}{fraction}\u{a0}{}", number(whole, lang), UNITS[power].get(lang))
}

/// `3 matches`, for example.
pub fn matches(n: usize, lang: Lang) -> String {
    count(n, Tr::new("résultat", "match"), Tr::new("résultats", "matches"), lang)
}

/// `3 weaker`, for example: matches that are hidden.
pub fn weaker_matches(n: usize, lang: Lang) -> String {
    count(n, Tr::new("plus faible", "weaker"), Tr::new("plus faibles", "weaker"), lang)
}

/// That even the best match is probably not what is meant.
pub const NOTHING_FITS_WELL: Tr = Tr::new("rien ne correspond bien", "nothing fits well");

/// `3 problems`, for example.
pub fn problems(n: usize, lang: Lang) -> String {
    count(n, Tr::new("problème", "problem"), Tr::new("problèmes", "problems"), lang)
}

/// `and 3 more`, for example: units that a list leaves out.
pub fn and_more(n: usize, lang: Lang) -> String {
    let text =
        if n == 1 { Tr::new("et 1 autre", "and 1 more") } else { Tr::new("et {} autres", "and {} more") };
    text.with(lang, &[&number(n, lang)])
}

/// The end of a message that asks whether `suggestion` was meant; empty without one.
pub fn did_you_mean(suggestion: Option<&str>, lang: Lang) -> String {
    const QUESTION: Tr = Tr::new("\u{a0}; vouliez-vous dire «\u{a0}{}\u{a0}»\u{a0}?", "; did you mean “{}”?");
    suggestion.map_or(String::new(), |suggestion| QUESTION.with(lang, &[suggestion]))
}

/// `2 of 3`, for example; ranks count from 1.
pub fn rank_of_total(rank: usize, total: usize, lang: Lang) -> String {
    Tr::new("{} sur {}", "{} of {}").with(lang, &[&number(rank, lang), &number(total, lang)])
}

/// The level in the tree: how many units are above.
pub fn level(depth: usize, lang: Lang) -> String {
    match depth {
        0 => Tr::new("tout en haut", "at the top").get(lang).to_string(),
        depth => Tr::new("niveau {}", "level {}").with(lang, &[&number(depth, lang)]),
    }
}

/// The reason of a common system error.
pub fn io_error(error: &io::Error, lang: Lang) -> Option<&'static str> {
    if let Some(known) = error.raw_os_error().and_then(error_without_kind) {
        return Some(known.get(lang));
    }
    let known = match error.kind() {
        io::ErrorKind::NotFound => Tr::new("ce fichier n’existe pas", "this file does not exist"),
        io::ErrorKind::PermissionDenied => Tr::new("accès refusé", "permission denied"),
        io::ErrorKind::NotADirectory => {
            Tr::new("un élément du chemin n’est pas un répertoire", "part of the path is not a directory")
        }
        io::ErrorKind::InvalidData => Tr::new("ce n’est pas du texte UTF-8", "this is not UTF-8 text"),
        io::ErrorKind::InvalidInput => {
            Tr::new("ce n’est pas un fichier ordinaire", "this is not a regular file")
        }
        io::ErrorKind::IsADirectory => Tr::new("c’est un répertoire", "this is a directory"),
        io::ErrorKind::InvalidFilename => Tr::new("ce nom est trop long", "this name is too long"),
        io::ErrorKind::AlreadyExists => Tr::new("ce fichier existe déjà", "this file exists already"),
        io::ErrorKind::ResourceBusy => Tr::new("déjà utilisé ailleurs", "in use elsewhere"),
        io::ErrorKind::ExecutableFileBusy => {
            Tr::new("ce programme est en cours d’exécution", "this program is running")
        }
        io::ErrorKind::StaleNetworkFileHandle => {
            Tr::new("ce fichier n’est plus sur le serveur", "this file is no longer on the server")
        }
        io::ErrorKind::TimedOut => Tr::new("pas de réponse à temps", "no answer in time"),
        io::ErrorKind::BrokenPipe => Tr::new("la sortie est fermée", "the output is closed"),
        io::ErrorKind::UnexpectedEof => Tr::new("la fin est arrivée trop tôt", "the end came too early"),
        io::ErrorKind::Unsupported => Tr::new("ce système ne le permet pas", "not supported by this system"),
        io::ErrorKind::FileTooLarge => Tr::new("le fichier serait trop grand", "the file would be too large"),
        io::ErrorKind::QuotaExceeded => Tr::new("quota de disque dépassé", "disk quota exceeded"),
        io::ErrorKind::ReadOnlyFilesystem => {
            Tr::new("ce système de fichiers est en lecture seule", "this file system is read-only")
        }
        io::ErrorKind::OutOfMemory => Tr::new("mémoire insuffisante", "not enough memory"),
        io::ErrorKind::StorageFull => Tr::new("plus de place sur le disque", "no space left on the disk"),
        _ => return None,
    };
    Some(known.get(lang))
}

/// The reason of a system error that the standard library gives no kind.
fn error_without_kind(number: i32) -> Option<Tr> {
    Some(match number {
        EIO => IO_ERROR,
        ELOOP => Tr::new(
            "des liens symboliques tournent en rond, ou sont trop nombreux",
            "symbolic links form a loop, or are too many",
        ),
        EMFILE | ENFILE => Tr::new("trop de fichiers ouverts", "too many open files"),
        ENODEV | ENXIO => Tr::new("ce périphérique est absent", "there is no such device"),
        _ => return None,
    })
}

/// A fault of a disk or a terminal.
pub const IO_ERROR: Tr = Tr::new("erreur d’entrée-sortie", "input/output error");

/// The colon between a label and its value, with the spaces around it.
pub fn colon(lang: Lang) -> &'static str {
    Tr::new("\u{a0}: ", ": ").get(lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_singular_in_french_only() {
        let (singular, plural) = (Tr::new("unité", "unit"), Tr::new("unités", "units"));
        assert_eq!(count(0, singular, plural, Lang::Fr), "0\u{a0}unité");
        assert_eq!(count(0, singular, plural, Lang::En), "0\u{a0}units");
        assert_eq!(count(1, singular, plural, Lang::En), "1\u{a0}unit");
        assert_eq!(count(12_345, singular, plural, Lang::Fr), "12\u{a0}345\u{a0}unités");
        assert_eq!(number(1_000_000, Lang::En), "1,000,000");
    }

    #[test]
    fn a_locale_names_its_language() {
        assert_eq!(Lang::from_locale("fr_FR.UTF-8"), Lang::Fr);
        assert_eq!(Lang::from_locale("C"), Lang::En);
        assert_eq!(Lang::from_locale(""), Lang::En);
    }

    #[test]
    fn reasons_of_the_system_are_in_both_languages() {
        let reason = |error: io::Error, lang| io_error(&error, lang);
        let number = io::Error::from_raw_os_error;
        assert_eq!(
            reason(number(ELOOP), Lang::Fr),
            Some("des liens symboliques tournent en rond, ou sont trop nombreux")
        );
        assert_eq!(reason(io::ErrorKind::InvalidFilename.into(), Lang::Fr), Some("ce nom est trop long"));
        assert_eq!(reason(number(EMFILE), Lang::En), Some("too many open files"));
        assert_eq!(reason(io::ErrorKind::Other.into(), Lang::En), None);
    }

    #[test]
    fn a_suggestion_is_a_question_at_the_end() {
        assert_eq!(did_you_mean(Some("find"), Lang::En), "; did you mean “find”?");
        assert_eq!(did_you_mean(None, Lang::Fr), "");
    }

    #[test]
    fn values_fill_a_phrase_in_order() {
        let phrase = Tr::new("{} sur {}", "{} of {}");
        assert_eq!(phrase.with(Lang::Fr, &["1", "3"]), "1 sur 3");
        assert_eq!(phrase.with(Lang::En, &["1"]), "1 of ");
    }
}
