//! How well a word of a query can fit: the scale, and what each way to fit is worth on it.

/// The part of a unit where a word was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Field {
    Acronym,
    #[default]
    Name,
    OtherName,
    Kind,
    Contact,
    Text,
    Path,
}

impl Field {
    /// The name of the field in the public format; `path` for the units above.
    pub fn key(self) -> &'static str {
        match self {
            Field::Acronym => "acronym",
            Field::Name => "name",
            Field::OtherName => "other_names",
            Field::Kind => "classification",
            Field::Contact => "contact_details",
            Field::Text => "text",
            Field::Path => "path",
        }
    }

    /// What a quality that a word has in a name comes to here. A kind loses nothing: people say
    /// “pôle” before the name of one.
    pub fn worth(self, quality: u32) -> u32 {
        quality.saturating_sub(match self {
            Field::Contact => CONTACT_LOSS,
            Field::Text | Field::Path => TEXT_LOSS,
            Field::Acronym | Field::Name | Field::OtherName | Field::Kind => 0,
        })
    }
}

/// How well a word fits, from 0 (not at all) to 255, and where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quality {
    pub value: u32,
    pub field: Field,
}

pub const ACRONYM: u32 = 250;
pub const WHOLE_WORD: u32 = 200;
pub const ALL_INITIALS: u32 = 195;
pub const ACRONYM_START: u32 = 170;
pub const WORD_START: u32 = 160;
pub const FIRST_INITIALS: u32 = 110;
pub const INSIDE: u32 = 100;
/// A word that carries no meaning of its own is the last one typed: it leaves nothing out.
pub const STOP_WORD: u32 = 90;
pub const TYPO_IN_WORD: u32 = 80;
pub const TYPO_IN_START: u32 = 70;
pub const TWO_STARTS: u32 = 65;
/// A gapped word has from 30 to 30 + 30.
pub const GAPPED: u32 = 30;
pub const FIRST_WORD_BONUS: u32 = 5;
pub const SECOND_TYPO_LOSS: u32 = 10;
const CONTACT_LOSS: u32 = 60;
const TEXT_LOSS: u32 = 90;
