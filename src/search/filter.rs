//! Filters of a query: conditions that units must meet, such as `kind:pôle`. They give no score.

use std::ops::Range;

use crate::lang::Lang;
use crate::org::Channels;
use crate::text::{Languages, fold};

use super::query_term::QueryTerm;
use super::query_tokens::FilterToken;
use super::tokens::word_ranges;

/// Filters of which one must be met.
pub type FilterClause = Vec<Filter>;

/// A condition, or its contrary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    pub condition: Condition,
    pub is_excluded: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The kind has words with these prefixes.
    Kind(Vec<String>),
    /// In the subtree of the units with this id, acronym or name, folded.
    Within(String),
    /// The unit has one of these channels.
    Has(Channels),
    /// The term matches a name or the kind.
    Name(QueryTerm),
    /// One of these units, by index. It cannot be typed.
    Units(Range<usize>),
}

/// The filters that have a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterKey {
    Kind,
    Within,
    Has,
}

/// The keywords, with the language of each.
pub const KEYWORDS: &[(&str, FilterKey, Lang)] = &[
    ("kind", FilterKey::Kind, Lang::En),
    ("genre", FilterKey::Kind, Lang::Fr),
    ("nature", FilterKey::Kind, Lang::Fr),
    ("in", FilterKey::Within, Lang::En),
    ("dans", FilterKey::Within, Lang::Fr),
    ("has", FilterKey::Has, Lang::En),
    ("avec", FilterKey::Has, Lang::Fr),
];

/// The values of `has:`, with what each looks for. The first of a channel in a language is the one
/// that is offered.
pub const CHANNEL_NAMES: &[(&str, Channels, Lang)] = &[
    ("email", Channels::EMAIL, Lang::En),
    ("mail", Channels::EMAIL, Lang::En),
    ("courriel", Channels::EMAIL, Lang::Fr),
    ("mel", Channels::EMAIL, Lang::Fr),
    ("phone", Channels::PHONE, Lang::En),
    ("téléphone", Channels::PHONE, Lang::Fr),
    ("contact", Channels::CONTACT, Lang::En),
    ("contact", Channels::CONTACT, Lang::Fr),
    ("link", Channels::LINK, Lang::En),
    ("lien", Channels::LINK, Lang::Fr),
];

impl Filter {
    /// Parses a token: `None` if it is not a filter, `Some(None)` for a filter without a value.
    pub fn parse(token: &str, languages: Languages) -> Option<Option<Self>> {
        if let Some((parts, key)) =
            FilterToken::parse(token).and_then(|parts| Some((parts, key_of(&parts)?.0)))
        {
            let condition = Condition::new(key, &fold(parts.value).text, languages);
            return Some(condition.map(|condition| Self { condition, is_excluded: parts.is_excluded }));
        }
        let excluded = QueryTerm::parse_exact(&fold(token.strip_prefix('!')?).text);
        Some(excluded.map(|term| Self { condition: Condition::Name(term), is_excluded: true }))
    }

    /// The filter for units by index.
    pub fn units(units: Range<usize>) -> Self {
        Self { condition: Condition::Units(units), is_excluded: false }
    }

    /// Whether it can be typed.
    pub fn is_typed(&self) -> bool {
        !matches!(self.condition, Condition::Units(_))
    }
}

impl Condition {
    /// The condition of a keyword with a folded value; `None` while the value is missing.
    fn new(key: FilterKey, value: &str, languages: Languages) -> Option<Self> {
        let value = value.trim();
        match key {
            FilterKey::Kind => {
                let words = kind_words(value, languages);
                (!words.is_empty()).then_some(Self::Kind(words))
            }
            FilterKey::Within => (!value.is_empty()).then(|| Self::Within(value.to_string())),
            FilterKey::Has => (!value.is_empty()).then(|| Self::Has(channels_named(value))),
        }
    }
}

/// The filter of a keyword, and the keyword's language; `None` for an unknown one.
pub fn key_of(token: &FilterToken) -> Option<(FilterKey, Lang)> {
    let keyword = token.folded_keyword();
    KEYWORDS.iter().find(|(known, ..)| *known == keyword).map(|&(_, key, lang)| (key, lang))
}

/// The words of a folded kind that are searched. Stop words are not indexed: they are left out
/// unless there is no other word.
pub fn kind_words(kind: &str, languages: Languages) -> Vec<String> {
    let words = || word_ranges(kind).map(|range| &kind[range]);
    let has_content = words().any(|word| !languages.is_stop_word(word));
    words().filter(|word| !has_content || !languages.is_stop_word(word)).map(str::to_string).collect()
}

/// The channels whose names start with a folded text. An ambiguous beginning means all of them.
fn channels_named(text: &str) -> Channels {
    let named = CHANNEL_NAMES.iter().filter(|(name, ..)| fold(name).text.starts_with(text));
    named.fold(Channels::NONE, |channels, (_, channel, _)| channels.union(*channel))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_of_a_kind_are_left_out() {
        assert_eq!(kind_words("charge-de-mission", Languages::FRENCH), ["charge", "mission"]);
        assert_eq!(kind_words("charge_de", Languages::FRENCH), ["charge"]);
        assert_eq!(kind_words("de", Languages::FRENCH), ["de"]);
    }

    #[test]
    fn the_beginning_of_a_channel_is_enough() {
        let cases = [
            ("email", Channels::EMAIL),
            ("em", Channels::EMAIL),
            ("courriel", Channels::EMAIL),
            ("tele", Channels::PHONE),
            ("ph", Channels::PHONE),
            ("li", Channels::LINK),
            ("contact", Channels::CONTACT),
            ("co", Channels::CONTACT.union(Channels::EMAIL)),
            ("emial", Channels::NONE),
        ];
        for (text, channels) in cases {
            assert_eq!(channels_named(text), channels, "{text}");
        }
    }
}
