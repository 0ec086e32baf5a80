//! Greek in Latin letters, as people type it without a Greek keyboard. Many spellings are in use (ISO 843,
//! that of sounds, that of shapes), so both sides are reduced to one form: υπουργείο, “ypourgeio” and
//! “ipourgio” are all “ipurgio”.

/// Letters of a longer word after this one are highlighted with it: a term is not longer than 64 bytes.
const MAX_START_LETTERS: usize = 128;

/// A word typed in Latin letters, as it is compared with the Latin forms of Greek words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedGreek {
    form: String,
    /// Other beginnings of the forms of words: the last letter may be the first of a pair, as is the `e` of
    /// “ypourge” on the way to “ypourgei”.
    completed: Vec<String>,
}

impl TypedGreek {
    /// Takes a folded word; `None` if it has other letters, or none.
    pub fn new(word: &str) -> Option<Self> {
        let has_letter = word.bytes().any(|byte| byte.is_ascii_alphabetic());
        (has_letter && word.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(())?;
        let form = reduced(word);
        let complete = |(pair, _): &(&str, &str)| {
            let without_last = word.strip_suffix(&pair[..1])?;
            Some(reduced(&format!("{without_last}{pair}")))
        };
        let mut completed: Vec<String> = PAIRS.iter().filter_map(complete).collect();
        completed.retain(|other| !other.starts_with(&form) && !form.starts_with(other));
        completed.sort_unstable();
        completed.dedup();
        Some(Self { form, completed })
    }

    /// Whether it is the whole word with this Latin form.
    pub fn is(&self, form: &str) -> bool {
        self.form == form
    }

    /// Whether it is the word with this Latin form, or its start.
    pub fn starts(&self, form: &str) -> bool {
        self.beginnings().any(|beginning| form.starts_with(beginning))
    }

    /// The beginnings of the Latin forms of the words that it may be the start of.
    pub fn beginnings(&self) -> impl Iterator<Item = &str> {
        [&self.form].into_iter().chain(&self.completed).map(String::as_str)
    }

    /// The length in bytes of the letters of a Greek word that it is the start of.
    pub fn length_in(&self, word: &str) -> usize {
        let ends = word.char_indices().map(|(at, letter)| at + letter.len_utf8()).take(MAX_START_LETTERS);
        let is_long_enough = |end: &usize| self.starts(&reduced(&in_latin_letters(&word[..*end])));
        ends.into_iter().find(is_long_enough).unwrap_or(word.len())
    }
}

/// The Latin form of a folded word; `None` if it has no Greek letters.
pub fn latin_form(word: &str) -> Option<String> {
    has_greek_letters(word).then(|| reduced(&in_latin_letters(word)))
}

/// Whether a folded text has Greek letters.
pub fn has_greek_letters(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(|letter| latin_letters(letter).is_some())
}

fn in_latin_letters(word: &str) -> String {
    let mut latin = String::with_capacity(word.len());
    for letter in word.chars() {
        match latin_letters(letter) {
            Some(letters) => latin.push_str(letters),
            None => latin.push(letter),
        }
    }
    latin
}

fn latin_letters(letter: char) -> Option<&'static str> {
    Some(match letter {
        'α' => "a",
        'β' => "v",
        'γ' => "g",
        'δ' => "d",
        'ε' => "e",
        'ζ' => "z",
        'η' | 'ι' => "i",
        'θ' => "th",
        'κ' => "k",
        'λ' => "l",
        'μ' => "m",
        'ν' => "n",
        'ξ' | 'χ' => "x",
        'ο' | 'ω' => "o",
        'π' => "p",
        'ρ' => "r",
        'σ' => "s",
        'τ' => "t",
        'υ' => "y",
        'φ' => "f",
        'ψ' => "ps",
        _ => return None,
    })
}

/// Pairs of letters for one sound, with their reduced form.
#[rustfmt::skip]
const PAIRS: [(&str, &str); 18] = [
    ("ou", "u"), ("oy", "u"), ("ai", "e"), ("ei", "i"), ("oi", "i"), ("au", "av"), ("ay", "av"), ("af", "av"),
    ("eu", "ev"), ("ey", "ev"), ("ef", "ev"), ("th", "th"), ("ps", "ps"), ("ch", "x"), ("kh", "x"), ("ks", "x"),
    ("ph", "f"), ("mb", "mp"),
];
/// The reduced form of single letters.
const LETTERS: [(&str, &str); 6] = [("y", "i"), ("h", "x"), ("w", "o"), ("b", "v"), ("c", "k"), ("q", "k")];

/// One spelling for each sound, without doubled letters.
fn reduced(latin: &str) -> String {
    let mut reduced = String::with_capacity(latin.len());
    let mut rest = latin;
    while let Some(letter) = rest.chars().next() {
        let rule = PAIRS.iter().chain(&LETTERS).find(|(written, _)| rest.starts_with(written));
        let single = &rest[..letter.len_utf8()];
        let (written, form) = rule.copied().unwrap_or((single, single));
        for letter in form.chars() {
            if letter.is_numeric() || !reduced.ends_with(letter) {
                reduced.push(letter);
            }
        }
        rest = &rest[written.len()..];
    }
    reduced
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    fn greek_form(word: &str) -> String {
        latin_form(&fold(word).text).unwrap_or_default()
    }

    fn is_typed(typed: &str, greek: &str) -> bool {
        TypedGreek::new(typed).is_some_and(|typed| typed.is(&greek_form(greek)))
    }

    #[test]
    fn what_is_typed_and_the_greek_word_have_one_form() {
        for (greek, typed) in [
            ("Υπουργείο", "ypourgeio ipourgio ypurgeio"),
            ("Παιδείας", "paideias pedias"),
            ("Πολεμικό", "polemiko"),
            ("Μουσείο", "mouseio musio"),
            ("Βουλή", "vouli bouli"),
            ("Ελλήνων", "ellinon elinwn"),
            ("Διεθνής", "diethnis"),
            ("Έκθεση", "ekthesi"),
            ("Τράπεζα", "trapeza"),
            ("Ξενοδοχειακό", "xenodoxeiako ksenodocheiako xenodohiako"),
            ("Ναυτιλίας", "nautilias naftilias"),
            ("Φύλαξη", "fylaksi phylaxi"),
            ("Ψυχή", "psychi psixi"),
            ("11ης", "11is"),
        ] {
            for typed in typed.split(' ') {
                assert!(is_typed(typed, greek), "{greek} {typed}");
            }
        }
        assert!(!is_typed("1is", "11ης"));
    }

    #[test]
    fn every_start_of_a_word_that_is_typed_starts_it() {
        for (greek, typed) in [
            ("Υπουργείο", "ypourgeio"),
            ("Ξενοδοχειακό", "ksenodocheiako"),
            ("Ναυτιλίας", "naftilias"),
            ("Θεσσαλονίκης", "thessalonikis"),
            ("Φύλαξη", "phylaksi"),
            ("Ευρώπη", "europi"),
            ("Εμπόριο", "emborio"),
        ] {
            for end in 1..=typed.len() {
                let start = TypedGreek::new(&typed[..end]).expect("letters");
                assert!(start.starts(&greek_form(greek)), "{greek} {}", &typed[..end]);
            }
        }
        let starts = |typed: &str| TypedGreek::new(typed).is_some_and(|typed| typed.starts("ipurgio"));
        assert!(!starts("ypourgia") && !starts("pourgeio") && !starts("ypourgeiou"));
    }

    #[test]
    fn the_letters_of_the_start_are_known() {
        for (typed, greek, start) in [
            ("ypourge", "υπουργειο", "υπουργε"),
            ("ypourgei", "υπουργειο", "υπουργει"),
            ("th", "θεσσαλονικη", "θ"),
            ("xenodox", "ξενοδοχειακο", "ξενοδοχ"),
            ("ksen", "ξενοδοχειακο", "ξεν"),
            ("ellinon", "ελληνων", "ελληνων"),
        ] {
            let typed = TypedGreek::new(typed).expect("letters");
            assert_eq!(&greek[..typed.length_in(greek)], start);
        }
        let long = "λ".repeat(100_000) + "α";
        assert_eq!(TypedGreek::new("la").map(|typed| typed.length_in(&long)), Some(long.len()));
    }

    #[test]
    fn words_in_other_letters_have_no_form() {
        assert_eq!((latin_form("dimos"), latin_form("жу"), latin_form("")), (None, None, None));
        assert_eq!(latin_form("δ1x").as_deref(), Some("d1x"));
        for typed in ["δημος", "dèmos", "11", ""] {
            assert_eq!(TypedGreek::new(typed), None);
        }
    }
}
