//! What people type, taken apart. Words in any order, all must match; and, as in fzf, `'word`
//! exactly, `^word` at the start, `word$` at the end, `!word` without, `a | b` either,
//! `kind:pôle` of a kind, `in:iso` below a unit.

use std::ops::Range;

use crate::lang::Tr;
use crate::text::{floor_char_boundary, fold};

use super::tokens::{is_stop_word, words};

/// What can be typed, and what it asks for.
#[rustfmt::skip]
pub const SYNTAX: &[(Tr, Tr)] = &[
    (Tr::new("mot", "word"), Tr::new("ce mot, même abrégé ou mal tapé", "this word, even shortened or misspelled")),
    (Tr::new("mot autre", "word other"), Tr::new("les deux, dans n’importe quel ordre", "both, in any order")),
    (Tr::new("mot | autre", "word | other"), Tr::new("l’un ou l’autre", "either")),
    (Tr::new("'mot", "'word"), Tr::new("à la lettre", "to the letter")),
    (Tr::new("^mot", "^word"), Tr::new("au début du nom", "at the start of the name")),
    (Tr::new("mot$", "word$"), Tr::new("à la fin du nom", "at the end of the name")),
    (Tr::new("!mot", "!word"), Tr::new("sans ce mot", "without this word")),
    (Tr::new("genre:pôle", "kind:pôle"), Tr::new("les unités de ce genre", "the units of this kind")),
    (Tr::new("dans:iso", "in:iso"), Tr::new("cette unité et celles dessous", "this unit and those below")),
];

/// The words between blanks beyond this are not looked for.
const MOST_TOKENS: usize = 16;
/// Words longer than this, in bytes, are cut: no name is told apart by more.
const LONGEST_WORD: usize = 64;

/// How a word is to be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// As people mean it, misspelled or shortened.
    Loosely,
    /// To the letter, anywhere.
    Exactly,
    /// The text starts with it.
    AtStart,
    /// The text ends with it.
    AtEnd,
}

/// A folded word to find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needle {
    pub text: String,
    pub how: How,
    /// The only word of the query, which may be two beginnings typed as one.
    pub alone: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    Kind(String),
    In(String),
    Without(Needle),
}

/// A query: all terms and all filters must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// A term holds when one of its alternatives does: all needles of it.
    pub(super) terms: Vec<Vec<Vec<Needle>>>,
    pub(super) filters: Vec<Filter>,
}

impl Query {
    /// The query that a line of text makes. Any text is one: what makes no sense is a word.
    pub fn new(typed: &str) -> Self {
        let folded = fold(typed).text;
        let tokens: Vec<&str> = folded.split_whitespace().take(MOST_TOKENS).collect();
        let mut query = Self::default();
        let mut joins = false;
        for (i, token) in tokens.iter().enumerate() {
            if *token == "|" {
                joins = true;
                continue;
            }
            let last = i + 1 == tokens.len();
            query.token(token, std::mem::take(&mut joins), last);
        }
        if let [term] = query.terms.as_mut_slice() {
            term.iter_mut().filter(|needles| needles.len() == 1).for_each(|needles| needles[0].alone = true);
        }
        query
    }

    fn token(&mut self, token: &str, joins: bool, last: bool) {
        if let Some(filter) = Filter::of(token) {
            return self.filters.extend(filter);
        }
        let needles = Needle::of(token, last);
        match self.terms.last_mut() {
            Some(term) if joins && !needles.is_empty() => term.push(needles),
            // Words of one token are looked for one by one, like words between blanks.
            _ => {
                let room = MOST_TOKENS.saturating_sub(self.terms.len());
                self.terms.extend(needles.into_iter().take(room).map(|needle| vec![vec![needle]]));
            }
        }
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.filters.is_empty()
    }

    /// The words to find, in the order typed.
    pub(super) fn words(&self) -> impl Iterator<Item = &Needle> {
        self.terms.iter().flatten().flatten()
    }

    /// The words to find, without anything between.
    pub(super) fn joined(&self) -> String {
        self.words().map(|needle| needle.text.as_str()).collect()
    }
}

impl Filter {
    /// The filter that a token is: `Some(None)` for one that asks for nothing yet.
    fn of(token: &str) -> Option<Option<Filter>> {
        let value = |prefixes: [&str; 2]| prefixes.iter().find_map(|prefix| token.strip_prefix(prefix));
        let filled = |value: &str, filter: fn(String) -> Filter| {
            Some((!value.is_empty()).then(|| filter(value.to_string())))
        };
        if let Some(kind) = value(["kind:", "genre:"]) {
            return filled(kind, Filter::Kind);
        }
        if let Some(unit) = value(["in:", "dans:"]) {
            return filled(unit, Filter::In);
        }
        let without = token.strip_prefix('!')?;
        Some(Needle::exact(without).map(Filter::Without))
    }
}

impl Needle {
    fn new(text: &str, how: How) -> Self {
        let text = text[..floor_char_boundary(text, LONGEST_WORD)].to_string();
        Self { text, how, alone: false }
    }

    /// The words of a token. A stop word is left out unless it is the last of the query,
    /// since it may be the beginning of another word.
    fn of(token: &str, last: bool) -> Vec<Needle> {
        if token.starts_with(['\'', '^']) || (token.ends_with('$') && token.len() > 1) {
            return Needle::exact(token).into_iter().collect();
        }
        let all: Vec<Range<usize>> = words(token).take(MOST_TOKENS).collect();
        let end = all.len();
        all.into_iter()
            .enumerate()
            .filter(|(i, word)| (last && i + 1 == end) || !is_stop_word(&token[word.clone()]))
            .map(|(_, word)| Needle::new(&token[word], How::Loosely))
            .collect()
    }

    /// Whether it carries no meaning of its own: only the last word of a query can be such.
    pub fn is_stop_word(&self) -> bool {
        self.how == How::Loosely && is_stop_word(&self.text)
    }

    /// Whether it must stand at the start or the end of the text.
    pub fn is_anchored(&self) -> bool {
        matches!(self.how, How::AtStart | How::AtEnd)
    }

    /// A token with `'`, `^` or `$`, or none of them, to be found to the letter.
    fn exact(token: &str) -> Option<Needle> {
        let (how, text) = match (token.strip_prefix('^'), token.strip_suffix('$')) {
            (Some(text), _) => (How::AtStart, text),
            (None, Some(text)) => (How::AtEnd, text),
            (None, None) => (How::Exactly, token.strip_prefix('\'').unwrap_or(token)),
        };
        words(text).next().map(|_| Needle::new(text, how))
    }

    /// The words to find, side by side where there are several.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        words(&self.text).map(|place| &self.text[place])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(typed: &str) -> String {
        let query = Query::new(typed);
        let needle = |needle: &Needle| {
            format!(
                "{}{}",
                needle.text,
                match needle.how {
                    How::Loosely => "",
                    How::Exactly => "=",
                    How::AtStart => "^",
                    How::AtEnd => "$",
                }
            )
        };
        let all = |needles: &Vec<Needle>| needles.iter().map(needle).collect::<Vec<_>>().join("+");
        let term = |term: &Vec<Vec<Needle>>| term.iter().map(all).collect::<Vec<_>>().join("|");
        let filter = |filter: &Filter| match filter {
            Filter::Kind(kind) => format!("kind:{kind}"),
            Filter::In(unit) => format!("in:{unit}"),
            Filter::Without(without) => format!("!{}", needle(without)),
        };
        let filters = query.filters.iter().map(filter);
        query.terms.iter().map(term).chain(filters).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_are_folded_and_stop_words_left_out() {
        assert_eq!(said("Réseau de l’ÉTAT"), "reseau etat");
        assert_eq!(said("reseau de"), "reseau de");
        assert_eq!(said("beta.gouv.fr"), "beta gouv fr");
    }

    #[test]
    fn the_syntax_of_fzf_is_understood() {
        assert_eq!(said("'rie ^res etat$ !pfs"), "rie= res^ etat$ !pfs=");
        assert_eq!(said("isn | etalab rie"), "isn|etalab rie");
        assert_eq!(said("kind:Pôle in:ISO x"), "x kind:pole in:iso");
    }

    #[test]
    fn the_syntax_that_is_told_is_understood() {
        let understood = |get: fn(Tr) -> &'static str| -> Vec<String> {
            SYNTAX.iter().map(|(form, _)| said(get(*form))).collect()
        };
        let english =
            ["word", "word other", "word|other", "word=", "word^", "word$", "!word=", "kind:pole", "in:iso"];
        let french =
            ["mot", "mot autre", "mot|autre", "mot=", "mot^", "mot$", "!mot=", "kind:pole", "in:iso"];
        assert_eq!(understood(|form| form.en), english);
        assert_eq!(understood(|form| form.fr), french);
    }

    #[test]
    fn what_is_half_typed_asks_for_nothing() {
        for typed in ["", " ", "'", "^", "!", "|", "kind:", "in:", "…"] {
            assert!(Query::new(typed).is_empty(), "{typed:?}");
        }
        assert_eq!(said("rie |"), "rie");
        assert_eq!(said("| rie"), "rie");
    }
}
