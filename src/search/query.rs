//! Parses a query. Words match in any order, and all must match. Operators are those of fzf, and
//! two filters: `'word` exact, `^word` prefix, `word$` suffix, `!word` excluded, `a | b` either,
//! `kind:pôle` by kind, `in:iso` within a unit.

use std::ops::Range;

use crate::lang::Tr;
use crate::text::{floor_char_boundary, fold};

use super::tokens::{is_stop_word, word_ranges};

/// The syntax of a query, for the help: a form, and what it matches.
#[rustfmt::skip]
pub const SYNTAX: &[(Tr, Tr)] = &[
    (Tr::new("mot", "word"), Tr::new("ce mot, même abrégé ou mal tapé", "this word, even shortened or misspelled")),
    (Tr::new("mot autre", "word other"), Tr::new("les deux, dans n’importe quel ordre", "both, in any order")),
    (Tr::new("mot | autre", "word | other"), Tr::new("l’un ou l’autre", "either")),
    (Tr::new("'mot", "'word"), Tr::new("à la lettre", "exactly as typed")),
    (Tr::new("^mot", "^word"), Tr::new("au début du nom", "at the start of the name")),
    (Tr::new("mot$", "word$"), Tr::new("à la fin du nom", "at the end of the name")),
    (Tr::new("!mot", "!word"), Tr::new("sans ce mot", "without this word")),
    (Tr::new("genre:pôle", "kind:pôle"), Tr::new("les unités de ce genre", "the units of this kind")),
    (Tr::new("dans:iso", "in:iso"), Tr::new("cette unité et celles en dessous", "this unit and those below it")),
];

/// Further tokens, separated by blanks, are ignored.
const MAX_TOKENS: usize = 16;
/// Longer terms are truncated, in bytes: so long a prefix is selective enough.
const MAX_TERM_BYTES: usize = 64;

/// How a term matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchMode {
    /// A word, its start, a part of it, or initials; in the fuzzy pass also with typos or gaps.
    Fuzzy,
    /// As typed, anywhere in a word.
    Exact,
    /// As typed, at the start of a name.
    Prefix,
    /// As typed, at the end of a name.
    Suffix,
}

/// A folded word to match; with an operator it may be several words that must be adjacent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryTerm {
    pub text: String,
    pub mode: MatchMode,
    /// Whether it is the whole query: only then may it be the starts of two words, joined.
    pub is_only_term: bool,
}

/// Terms that must all match.
pub type Conjunction = Vec<QueryTerm>;

/// Alternatives, of which one must match.
pub type Clause = Vec<Conjunction>;

/// A condition that units must meet, without a score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// The kind has words with these prefixes.
    Kind(String),
    /// In the subtree of the units with this id, acronym or name.
    Within(String),
    /// The term matches neither a name nor the kind.
    Exclude(QueryTerm),
    /// One of these units, by index. It cannot be typed.
    Units(Range<usize>),
}

/// A parsed query: all clauses and all filters must match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub(super) clauses: Vec<Clause>,
    pub(super) filters: Vec<Filter>,
}

impl Query {
    /// Parses any text: what is not an operator is a word.
    pub fn new(typed: &str) -> Self {
        let folded = fold(typed).text;
        let tokens: Vec<&str> = folded.split_whitespace().take(MAX_TOKENS).collect();
        let mut query = Self::default();
        let mut is_alternative = false;
        for (i, token) in tokens.iter().enumerate() {
            if *token == "|" {
                is_alternative = true;
                continue;
            }
            let is_last = i + 1 == tokens.len();
            query.push_token(token, std::mem::take(&mut is_alternative), is_last);
        }
        if let [clause] = query.clauses.as_mut_slice() {
            let single = clause.iter_mut().filter(|terms| terms.len() == 1);
            single.for_each(|terms| terms[0].is_only_term = true);
        }
        query
    }

    fn push_token(&mut self, token: &str, is_alternative: bool, is_last: bool) {
        if let Some(filter) = Filter::parse(token) {
            return self.filters.extend(filter);
        }
        let terms = QueryTerm::parse(token, is_last);
        match self.clauses.last_mut() {
            Some(clause) if is_alternative && !terms.is_empty() => clause.push(terms),
            // The words of one token are clauses of their own, like words between blanks.
            _ => {
                let room = MAX_TOKENS.saturating_sub(self.clauses.len());
                self.clauses.extend(terms.into_iter().take(room).map(|term| vec![vec![term]]));
            }
        }
    }

    /// The query among these units alone, by index.
    pub fn limited_to(mut self, units: Range<usize>) -> Self {
        self.filters.push(Filter::Units(units));
        self
    }

    /// Whether neither a term nor a filter was typed.
    pub fn is_empty(&self) -> bool {
        let is_typed = |filter: &Filter| !matches!(filter, Filter::Units(_));
        self.clauses.is_empty() && !self.filters.iter().any(is_typed)
    }

    /// All terms, in the order typed.
    pub(super) fn terms(&self) -> impl Iterator<Item = &QueryTerm> {
        self.clauses.iter().flatten().flatten()
    }

    /// The text of all terms, without separators.
    pub(super) fn joined_terms(&self) -> String {
        self.terms().map(|term| term.text.as_str()).collect()
    }
}

impl Filter {
    /// Parses a token: `None` if it is not a filter, `Some(None)` for a filter without a value.
    fn parse(token: &str) -> Option<Option<Filter>> {
        let value = |prefixes: [&str; 2]| prefixes.iter().find_map(|prefix| token.strip_prefix(prefix));
        let non_empty = |value: &str, filter: fn(String) -> Filter| {
            Some((!value.is_empty()).then(|| filter(value.to_string())))
        };
        if let Some(kind) = value(["kind:", "genre:"]) {
            return non_empty(kind, Filter::Kind);
        }
        if let Some(unit) = value(["in:", "dans:"]) {
            return non_empty(unit, Filter::Within);
        }
        let excluded = token.strip_prefix('!')?;
        Some(QueryTerm::parse_exact(excluded).map(Filter::Exclude))
    }
}

impl QueryTerm {
    fn new(text: &str, mode: MatchMode) -> Self {
        let text = text[..floor_char_boundary(text, MAX_TERM_BYTES)].to_string();
        Self { text, mode, is_only_term: false }
    }

    /// The terms of a token. Stop words are left out, but for the last word of the query: it may
    /// be the start of another word.
    fn parse(token: &str, is_last: bool) -> Vec<QueryTerm> {
        if token.starts_with(['\'', '^']) || (token.ends_with('$') && token.len() > 1) {
            return QueryTerm::parse_exact(token).into_iter().collect();
        }
        let ranges: Vec<Range<usize>> = word_ranges(token).take(MAX_TOKENS).collect();
        let count = ranges.len();
        ranges
            .into_iter()
            .enumerate()
            .filter(|(i, range)| (is_last && i + 1 == count) || !is_stop_word(&token[range.clone()]))
            .map(|(_, range)| QueryTerm::new(&token[range], MatchMode::Fuzzy))
            .collect()
    }

    /// Whether it is a stop word, which only the last term of a query can be.
    pub fn is_stop_word(&self) -> bool {
        self.mode == MatchMode::Fuzzy && is_stop_word(&self.text)
    }

    /// Whether it matches only at the start or the end of a name.
    pub fn is_anchored(&self) -> bool {
        matches!(self.mode, MatchMode::Prefix | MatchMode::Suffix)
    }

    /// Parses a token with one of the operators `'`, `^` and `$`, or without: then it is exact.
    fn parse_exact(token: &str) -> Option<QueryTerm> {
        let (mode, text) = match (token.strip_prefix('^'), token.strip_suffix('$')) {
            (Some(text), _) => (MatchMode::Prefix, text),
            (None, Some(text)) => (MatchMode::Suffix, text),
            (None, None) => (MatchMode::Exact, token.strip_prefix('\'').unwrap_or(token)),
        };
        word_ranges(text).next().map(|_| QueryTerm::new(text, mode))
    }

    /// Its words, which must be adjacent.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        word_ranges(&self.text).map(|range| &self.text[range])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(typed: &str) -> String {
        let query = Query::new(typed);
        let of_term = |term: &QueryTerm| {
            format!(
                "{}{}",
                term.text,
                match term.mode {
                    MatchMode::Fuzzy => "",
                    MatchMode::Exact => "=",
                    MatchMode::Prefix => "^",
                    MatchMode::Suffix => "$",
                }
            )
        };
        let conjunction = |terms: &Conjunction| terms.iter().map(of_term).collect::<Vec<_>>().join("+");
        let clause = |clause: &Clause| clause.iter().map(conjunction).collect::<Vec<_>>().join("|");
        let of_filter = |filter: &Filter| match filter {
            Filter::Kind(kind) => format!("kind:{kind}"),
            Filter::Within(unit) => format!("in:{unit}"),
            Filter::Exclude(term) => format!("!{}", of_term(term)),
            Filter::Units(units) => format!("{units:?}"),
        };
        let filters = query.filters.iter().map(of_filter);
        query.clauses.iter().map(clause).chain(filters).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_are_folded_and_stop_words_left_out() {
        assert_eq!(parsed("Réseau de l’ÉTAT"), "reseau etat");
        assert_eq!(parsed("reseau de"), "reseau de");
        assert_eq!(parsed("beta.gouv.fr"), "beta gouv fr");
    }

    #[test]
    fn the_operators_of_fzf_are_parsed() {
        assert_eq!(parsed("'rie ^res etat$ !pfs"), "rie= res^ etat$ !pfs=");
        assert_eq!(parsed("isn | etalab rie"), "isn|etalab rie");
        assert_eq!(parsed("kind:Pôle in:ISO x"), "x kind:pole in:iso");
    }

    #[test]
    fn the_documented_syntax_is_parsed() {
        let forms = |get: fn(Tr) -> &'static str| -> Vec<String> {
            SYNTAX.iter().map(|(form, _)| parsed(get(*form))).collect()
        };
        let english =
            ["word", "word other", "word|other", "word=", "word^", "word$", "!word=", "kind:pole", "in:iso"];
        let french =
            ["mot", "mot autre", "mot|autre", "mot=", "mot^", "mot$", "!mot=", "kind:pole", "in:iso"];
        assert_eq!(forms(|form| form.en), english);
        assert_eq!(forms(|form| form.fr), french);
    }

    #[test]
    fn an_incomplete_token_is_ignored() {
        for typed in ["", " ", "'", "^", "!", "|", "kind:", "in:", "…"] {
            assert!(Query::new(typed).is_empty(), "{typed:?}");
        }
        assert_eq!(parsed("rie |"), "rie");
        assert_eq!(parsed("| rie"), "rie");
    }
}
