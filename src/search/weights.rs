//! How well a word of a query can fit: the scale, and what each way to fit is worth on it.

/// The part of a unit where a word was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SearchField {
    Acronym,
    #[default]
    Name,
    OtherName,
    Kind,
    Contact,
    Text,
    Path,
}

impl SearchField {
    /// The name of the field in the public format; `path` for the units above.
    pub fn key(self) -> &'static str {
        match self {
            SearchField::Acronym => "acronym",
            SearchField::Name => "name",
            SearchField::OtherName => "other_names",
            SearchField::Kind => "classification",
            SearchField::Contact => "contact_details",
            SearchField::Text => "text",
            SearchField::Path => "path",
        }
    }

    /// What a quality that a word has in a name comes to here. A kind loses nothing: people say
    /// “pôle” before the name of one.
    pub fn discounted(self, quality: u32) -> u32 {
        quality.saturating_sub(match self {
            SearchField::Contact => CONTACT_PENALTY,
            SearchField::Text | SearchField::Path => TEXT_PENALTY,
            SearchField::Acronym | SearchField::Name | SearchField::OtherName | SearchField::Kind => 0,
        })
    }
}

/// How well a word fits, from 0 (not at all) to 255, and where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldScore {
    pub value: u32,
    pub field: SearchField,
}

pub const ACRONYM: u32 = 250;
pub const WHOLE_WORD: u32 = 200;
pub const ALL_INITIALS: u32 = 195;
pub const ACRONYM_PREFIX: u32 = 170;
pub const WORD_PREFIX: u32 = 160;
pub const FIRST_INITIALS: u32 = 110;
pub const SUBSTRING: u32 = 100;
/// A word that carries no meaning of its own is the last one typed: it leaves nothing out.
pub const STOP_WORD: u32 = 90;
pub const TYPO_IN_WORD: u32 = 80;
pub const TYPO_IN_PREFIX: u32 = 70;
pub const TWO_PREFIXES: u32 = 65;
/// A gapped word has from 30 to 30 + 30.
pub const SUBSEQUENCE: u32 = 30;
pub const FIRST_WORD_BONUS: u32 = 5;
pub const SECOND_TYPO_PENALTY: u32 = 10;
const CONTACT_PENALTY: u32 = 60;
const TEXT_PENALTY: u32 = 90;
