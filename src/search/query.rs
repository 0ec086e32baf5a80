//! What people type, taken apart. Words in any order, all must match; and, as in fzf, `'word`
//! exactly, `^word` at the start, `word$` at the end, `!word` without, `a | b` either,
//! `kind:pôle` of a kind, `in:iso` below a unit.

use std::ops::Range;

use crate::lang::Tr;
use crate::text::{floor_char_boundary, fold};

use super::tokens::{is_stop_word, word_ranges};

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
const MAX_TOKENS: usize = 16;
/// Words longer than this, in bytes, are cut: no name is told apart by more.
const MAX_TERM_BYTES: usize = 64;

/// How a word is to be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchMode {
    /// As people mean it, misspelled or shortened.
    Fuzzy,
    /// To the letter, anywhere.
    Exact,
    /// The text starts with it.
    Prefix,
    /// The text ends with it.
    Suffix,
}

/// A folded word to find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryTerm {
    pub text: String,
    pub mode: MatchMode,
    /// The only word of the query, which may be two beginnings typed as one.
    pub is_only_term: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    Kind(String),
    Within(String),
    Exclude(QueryTerm),
}

/// A query: all terms and all filters must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// A term holds when one of its alternatives does: all needles of it.
    pub(super) clauses: Vec<Vec<Vec<QueryTerm>>>,
    pub(super) filters: Vec<Filter>,
}

impl Query {
    /// The query that a line of text makes. Any text is one: what makes no sense is a word.
    pub fn new(typed: &str) -> Self {
        let folded = fold(typed).text;
        let tokens: Vec<&str> = folded.split_whitespace().take(MAX_TOKENS).collect();
        let mut query = Self::default();
        let mut joins = false;
        for (i, token) in tokens.iter().enumerate() {
            if *token == "|" {
                joins = true;
                continue;
            }
            let last = i + 1 == tokens.len();
            query.push_token(token, std::mem::take(&mut joins), last);
        }
        if let [term] = query.clauses.as_mut_slice() {
            term.iter_mut()
                .filter(|needles| needles.len() == 1)
                .for_each(|needles| needles[0].is_only_term = true);
        }
        query
    }

    fn push_token(&mut self, token: &str, joins: bool, last: bool) {
        if let Some(filter) = Filter::of(token) {
            return self.filters.extend(filter);
        }
        let needles = QueryTerm::of(token, last);
        match self.clauses.last_mut() {
            Some(term) if joins && !needles.is_empty() => term.push(needles),
            // Words of one token are looked for one by one, like words between blanks.
            _ => {
                let room = MAX_TOKENS.saturating_sub(self.clauses.len());
                self.clauses.extend(needles.into_iter().take(room).map(|needle| vec![vec![needle]]));
            }
        }
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty() && self.filters.is_empty()
    }

    /// The words to find, in the order typed.
    pub(super) fn terms(&self) -> impl Iterator<Item = &QueryTerm> {
        self.clauses.iter().flatten().flatten()
    }

    /// The words to find, without anything between.
    pub(super) fn joined_terms(&self) -> String {
        self.terms().map(|needle| needle.text.as_str()).collect()
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
            return filled(unit, Filter::Within);
        }
        let without = token.strip_prefix('!')?;
        Some(QueryTerm::parse_exact(without).map(Filter::Exclude))
    }
}

impl QueryTerm {
    fn new(text: &str, mode: MatchMode) -> Self {
        let text = text[..floor_char_boundary(text, MAX_TERM_BYTES)].to_string();
        Self { text, mode, is_only_term: false }
    }

    /// The words of a token. A stop word is left out unless it is the last of the query,
    /// since it may be the beginning of another word.
    fn of(token: &str, last: bool) -> Vec<QueryTerm> {
        if token.starts_with(['\'', '^']) || (token.ends_with('$') && token.len() > 1) {
            return QueryTerm::parse_exact(token).into_iter().collect();
        }
        let all: Vec<Range<usize>> = word_ranges(token).take(MAX_TOKENS).collect();
        let end = all.len();
        all.into_iter()
            .enumerate()
            .filter(|(i, word)| (last && i + 1 == end) || !is_stop_word(&token[word.clone()]))
            .map(|(_, word)| QueryTerm::new(&token[word], MatchMode::Fuzzy))
            .collect()
    }

    /// Whether it carries no meaning of its own: only the last word of a query can be such.
    pub fn is_stop_word(&self) -> bool {
        self.mode == MatchMode::Fuzzy && is_stop_word(&self.text)
    }

    /// Whether it must stand at the start or the end of the text.
    pub fn is_anchored(&self) -> bool {
        matches!(self.mode, MatchMode::Prefix | MatchMode::Suffix)
    }

    /// A token with `'`, `^` or `$`, or none of them, to be found to the letter.
    fn parse_exact(token: &str) -> Option<QueryTerm> {
        let (how, text) = match (token.strip_prefix('^'), token.strip_suffix('$')) {
            (Some(text), _) => (MatchMode::Prefix, text),
            (None, Some(text)) => (MatchMode::Suffix, text),
            (None, None) => (MatchMode::Exact, token.strip_prefix('\'').unwrap_or(token)),
        };
        word_ranges(text).next().map(|_| QueryTerm::new(text, how))
    }

    /// The words to find, side by side where there are several.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        word_ranges(&self.text).map(|place| &self.text[place])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(typed: &str) -> String {
        let query = Query::new(typed);
        let needle = |needle: &QueryTerm| {
            format!(
                "{}{}",
                needle.text,
                match needle.mode {
                    MatchMode::Fuzzy => "",
                    MatchMode::Exact => "=",
                    MatchMode::Prefix => "^",
                    MatchMode::Suffix => "$",
                }
            )
        };
        let all = |needles: &Vec<QueryTerm>| needles.iter().map(needle).collect::<Vec<_>>().join("+");
        let term = |term: &Vec<Vec<QueryTerm>>| term.iter().map(all).collect::<Vec<_>>().join("|");
        let filter = |filter: &Filter| match filter {
            Filter::Kind(kind) => format!("kind:{kind}"),
            Filter::Within(unit) => format!("in:{unit}"),
            Filter::Exclude(without) => format!("!{}", needle(without)),
        };
        let filters = query.filters.iter().map(filter);
        query.clauses.iter().map(term).chain(filters).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_are_folded_and_stop_words_left_out() {
        assert_eq!(parsed("Réseau de l’ÉTAT"), "reseau etat");
        assert_eq!(parsed("reseau de"), "reseau de");
        assert_eq!(parsed("beta.gouv.fr"), "beta gouv fr");
    }

    #[test]
    fn the_syntax_of_fzf_is_understood() {
        assert_eq!(parsed("'rie ^res etat$ !pfs"), "rie= res^ etat$ !pfs=");
        assert_eq!(parsed("isn | etalab rie"), "isn|etalab rie");
        assert_eq!(parsed("kind:Pôle in:ISO x"), "x kind:pole in:iso");
    }

    #[test]
    fn the_syntax_that_is_told_is_understood() {
        let understood = |get: fn(Tr) -> &'static str| -> Vec<String> {
            SYNTAX.iter().map(|(form, _)| parsed(get(*form))).collect()
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
        assert_eq!(parsed("rie |"), "rie");
        assert_eq!(parsed("| rie"), "rie");
    }
}
