//! Parses a query. Words match in any order, and all must match. Operators are those of fzf, and
//! three filters: `'word` exact, `^word` prefix, `word$` suffix, `!word` excluded, `a | b` either,
//! `kind:pôle` by kind, `in:iso` within a unit, `has:email` with a channel.

use std::ops::Range;

use crate::lang::Tr;
use crate::text::{Languages, fold};

use super::address::Address;
use super::filter::{Filter, FilterClause};
use super::query_term::{MatchMode, QueryTerm};
use super::query_tokens::{join_numbers, token_ranges};

/// The syntax of a query, for the help: a form, and what it matches.
#[rustfmt::skip]
pub const SYNTAX: &[(Tr, Tr)] = &[
    (Tr::new("mot", "word"), Tr::new("ce mot, même abrégé ou mal tapé", "this word, even shortened or misspelled")),
    (Tr::new("mot autre", "word other"), Tr::new("les deux, dans n’importe quel ordre", "both, in any order")),
    (Tr::new("mot | autre", "word | other"), Tr::new("l’un ou l’autre", "either")),
    (Tr::new("'mot", "'word"), Tr::new("ces lettres de suite, sans faute", "these letters side by side, no typos")),
    (Tr::new("^mot", "^word"), Tr::new("le nom ou le sigle commence ainsi", "the name or acronym begins with it")),
    (Tr::new("mot$", "word$"), Tr::new("le nom ou le sigle finit ainsi", "the name or acronym ends with it")),
    (Tr::new("!mot", "!word"), Tr::new("absent du nom, du sigle et du genre", "not in the name, acronym or kind")),
    (Tr::new("genre:pôle", "kind:pôle"), Tr::new("les unités de ce genre", "the units of this kind")),
    (Tr::new("dans:iso", "in:iso"), Tr::new("cette unité et celles en dessous", "this unit and those below it")),
    (Tr::new("avec:courriel", "has:email"), Tr::new("courriel\u{a0}; ou téléphone, contact, lien", "with an email; or phone, contact, link")),
    (Tr::new("!genre:pôle", "!kind:pôle"), Tr::new("le contraire\u{a0}; aussi !dans:, !avec:", "the contrary; also !in:, !has:")),
    (Tr::new("dans:\"réseau inter\"", "in:\"réseau inter\""), Tr::new("plusieurs mots\u{a0}; ou dans:réseau-inter", "several words; or in:réseau-inter")),
];

/// Further tokens, separated by blanks, are ignored.
const MAX_TOKENS: usize = 16;

/// Terms that must all match.
pub type Conjunction = Vec<QueryTerm>;

/// Alternatives, of which one must match.
pub type Clause = Vec<Conjunction>;

/// A parsed query: all clauses and all filters must match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub(super) clauses: Vec<Clause>,
    pub(super) filters: Vec<FilterClause>,
    /// The text as it was typed, folded, with its stop words.
    pub(super) phrase: String,
    /// The mail address or domain that is the whole query.
    pub(super) address: Option<Address>,
    /// The languages of the stop words.
    pub(super) languages: Languages,
}

impl Query {
    /// Parses any text: what is not an operator is a word. `languages` are those of the organisation:
    /// their stop words are left out.
    pub fn new(typed: &str, languages: Languages) -> Self {
        let ranges = join_numbers(typed, token_ranges(typed).take(MAX_TOKENS));
        let tokens: Vec<&str> = ranges.into_iter().map(|range| &typed[range]).collect();
        let phrase = fold(typed.trim()).text;
        let address = Address::parse(&phrase);
        let mut query = Self { languages, phrase, address, ..Self::default() };
        let mut previous = TokenKind::Ignored;
        let mut is_alternative = false;
        for (i, token) in tokens.iter().enumerate() {
            if *token == "|" {
                is_alternative = true;
                continue;
            }
            let alternative_to = if is_alternative { previous } else { TokenKind::Ignored };
            let has_alternative = tokens.get(i + 1) == Some(&"|") && i + 2 < tokens.len();
            let is_last = i + 1 == tokens.len();
            previous = match Filter::parse(token, languages) {
                Some(filter) => query.push_filter(filter, alternative_to),
                None => {
                    let folded = fold(token).text;
                    let terms = QueryTerm::parse(&folded, is_last, languages);
                    let phone = QueryTerm::parse_phone(&folded);
                    query.push_terms(terms, phone, alternative_to, has_alternative)
                }
            };
            is_alternative = false;
        }
        if let [clause] = query.clauses.as_mut_slice() {
            let single = clause.iter_mut().filter(|terms| terms.len() == 1);
            single.for_each(|terms| terms[0].is_only_term = true);
        }
        query
    }

    /// Adds a filter, if it has a value, as an alternative if the previous token is a filter too. A
    /// word and a filter are no alternatives: both must match.
    fn push_filter(&mut self, filter: Option<Filter>, alternative_to: TokenKind) -> TokenKind {
        let Some(filter) = filter else { return TokenKind::Ignored };
        match self.filters.last_mut() {
            Some(clause) if alternative_to == TokenKind::Filter => clause.push(filter),
            _ => self.filters.push(vec![filter]),
        }
        TokenKind::Filter
    }

    /// Adds the words of a token, and as an alternative to them the telephone number that it may be.
    /// Without alternatives they are clauses of their own, like words between blanks.
    fn push_terms(
        &mut self,
        terms: Vec<QueryTerm>,
        phone: Option<QueryTerm>,
        alternative_to: TokenKind,
        has_alternative: bool,
    ) -> TokenKind {
        if terms.is_empty() {
            return TokenKind::Ignored;
        }
        match self.clauses.last_mut() {
            Some(clause) if alternative_to == TokenKind::Words => {
                clause.push(terms);
                clause.extend(phone.map(|phone| vec![phone]));
            }
            _ if has_alternative || phone.is_some() => {
                self.clauses.push([terms].into_iter().chain(phone.map(|phone| vec![phone])).collect());
            }
            _ => {
                let room = MAX_TOKENS.saturating_sub(self.clauses.len());
                self.clauses.extend(terms.into_iter().take(room).map(|term| vec![vec![term]]));
            }
        }
        TokenKind::Words
    }

    /// The query among these units alone, by index.
    pub fn limited_to(mut self, units: Range<usize>) -> Self {
        self.filters.push(vec![Filter::units(units)]);
        self
    }

    /// Whether neither a term nor a filter was typed.
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty() && !self.filters.iter().flatten().any(Filter::is_typed)
    }

    /// All terms, in the order typed.
    pub(super) fn terms(&self) -> impl Iterator<Item = &QueryTerm> {
        self.clauses.iter().flatten().flatten()
    }

    /// The text of all words, without separators.
    pub(super) fn joined_terms(&self) -> String {
        self.terms().filter(|term| term.mode != MatchMode::Phone).map(|term| term.text.as_str()).collect()
    }
}

/// What a token of a query was.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TokenKind {
    Words,
    Filter,
    /// Nothing to search for, such as a filter without a value.
    Ignored,
}

#[cfg(test)]
mod tests {
    use super::super::filter::Condition;
    use super::*;

    fn parsed(typed: &str) -> String {
        let query = Query::new(typed, Languages::FRENCH);
        let of_term = |term: &QueryTerm| {
            format!(
                "{}{}",
                term.text,
                match term.mode {
                    MatchMode::Fuzzy => "",
                    MatchMode::Exact => "=",
                    MatchMode::Prefix => "^",
                    MatchMode::Suffix => "$",
                    MatchMode::Phone => "#",
                }
            )
        };
        let conjunction = |terms: &Conjunction| terms.iter().map(of_term).collect::<Vec<_>>().join("+");
        let clause = |clause: &Clause| clause.iter().map(conjunction).collect::<Vec<_>>().join("|");
        let of_filter = |filter: &Filter| {
            let sign = if filter.is_excluded { "!" } else { "" };
            match &filter.condition {
                Condition::Kind(words) => format!("{sign}kind:{}", words.join("+")),
                Condition::Within(unit) => format!("{sign}in:{unit}"),
                Condition::Has(channels) => format!("{sign}{channels:?}"),
                Condition::Name(term) => format!("{sign}{}", of_term(term)),
                Condition::Units(units) => format!("{units:?}"),
            }
        };
        let filters =
            query.filters.iter().map(|clause| clause.iter().map(of_filter).collect::<Vec<_>>().join("|"));
        query.clauses.iter().map(clause).chain(filters).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn digits_may_be_a_telephone_number() {
        assert_eq!(parsed("tel 01 40 15"), "tel 01+40+15|014015#");
        assert_eq!(parsed("+33 (0)1.40"), "33+0+1+40|+33140#");
        assert_eq!(parsed("7300 | tel"), "7300|07300#|tel");
        assert_eq!(parsed("x | 73 00"), "x|73+00|07300#");
        assert_eq!(parsed("730 '7300 x7300"), "730 7300= x7300");
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
        let filters = ["kind:pole", "in:iso", "Channels(1)", "!kind:pole", "in:reseau inter"];
        let english =
            [&["word", "word other", "word|other", "word=", "word^", "word$", "!word="], &filters[..]]
                .concat();
        let french =
            [&["mot", "mot autre", "mot|autre", "mot=", "mot^", "mot$", "!mot="], &filters[..]].concat();
        assert_eq!(forms(|form| form.en), english);
        assert_eq!(forms(|form| form.fr), french);
    }

    #[test]
    fn an_incomplete_token_is_ignored() {
        for typed in
            ["", " ", "'", "^", "!", "|", "kind:", "kind:-", "in:", "!in:\"", "has:", "!", "!has:", "…"]
        {
            assert!(Query::new(typed, Languages::FRENCH).is_empty(), "{typed:?}");
        }
        assert_eq!(parsed("rie |"), "rie");
        assert_eq!(parsed("| rie"), "rie");
    }

    #[test]
    fn alternatives_are_of_words_or_of_filters() {
        assert_eq!(parsed("kind:a | kind:b"), "kind:a|kind:b");
        assert_eq!(parsed("x kind:a | !has:link | in:b y"), "x y kind:a|!Channels(8)|in:b");
        assert_eq!(parsed("rie kind:a | etat"), "rie etat kind:a");
        assert_eq!(parsed("rie | kind:a"), "rie kind:a");
        assert_eq!(parsed("kind:a | kind: | kind:b"), "kind:a kind:b");
        assert_eq!(parsed("beta.gouv | etalab"), "beta+gouv|etalab");
    }

    #[test]
    fn a_value_of_several_words_is_joined_or_quoted() {
        assert_eq!(parsed("kind:\"Chargé de mission\" rie"), "rie kind:charge+mission");
        assert_eq!(parsed("nature:chargé_de-mission"), "kind:charge+mission");
        assert_eq!(parsed("dans:\"Grands projets"), "in:grands projets");
        assert_eq!(parsed("http://etalab 10:30"), "http etalab 10 30");
    }

    #[test]
    fn a_limit_is_not_typed() {
        let limited = Query::new("", Languages::FRENCH).limited_to(1..3);
        assert!(limited.is_empty() && limited != Query::new("", Languages::FRENCH));
        assert!(!Query::new("has:email", Languages::FRENCH).limited_to(1..3).is_empty());
    }
}
