//! The scores of the kinds of match, on a scale from 0 to 255.
//!
//! The start of a word counts more in any field than the inside of a word in a name: a unit that
//! begins with what is typed does not give way to others when another letter is typed.

/// The term is the acronym.
pub const ACRONYM: u32 = 250;
/// The term is a word of the name.
pub const WHOLE_WORD: u32 = 200;
/// The term is the initials of the name.
pub const ALL_INITIALS: u32 = 195;
/// The term is a Greek word of the name, or the acronym, in Latin letters: less than a word that stands there
/// as it is typed, even if only that one is the first of its name.
pub const ROMANIZED_WORD: u32 = 190;
/// The acronym starts with the term.
pub const ACRONYM_PREFIX: u32 = 170;
/// A word of the name starts with the term.
pub const WORD_PREFIX: u32 = 160;
/// The term is the initials of successive words of a text. With the penalty of texts that is more than
/// half of the score of a whole word there, so that both are shown, and less than a part of a name.
pub const TEXT_INITIALS: u32 = 147;
/// Subtracted if stop words stand between these words.
pub const SKIPPED_STOP_WORDS_PENALTY: u32 = 3;
/// A Greek word of the name, or the acronym, starts with the term in Latin letters.
pub const ROMANIZED_PREFIX: u32 = 150;
/// The initials of the name start with the term.
pub const FIRST_INITIALS: u32 = 110;
/// Adjacent words of the name contain the term.
pub const ADJACENT_WORDS: u32 = 100;
/// The term is a stop word at the end of the query: it matches every unit.
pub const STOP_WORD: u32 = 90;
/// A word of the name contains the term.
pub const SUBSTRING: u32 = 60;
/// The least score of a term that is in the name, or starts a word of another text, as it is typed.
pub const MIN_EXACT_SCORE: u32 = SUBSTRING;
/// The term is the beginnings of all words of the name, joined; and of all but one.
pub const ALL_BEGINNINGS: u32 = 100;
pub const MOST_BEGINNINGS: u32 = TWO_PREFIXES;
/// The term is a word with a typo.
pub const TYPO_IN_WORD: u32 = 54;
/// The term is the start of a word with a typo.
pub const TYPO_IN_PREFIX: u32 = 48;
/// The term is the starts of two words, joined.
pub const TWO_PREFIXES: u32 = 42;
/// The letters of the term are in a word in their order: from this to twice this, by closeness.
pub const SUBSEQUENCE: u32 = 20;
/// Added for the first word of a name.
pub const FIRST_WORD_BONUS: u32 = 5;
/// From this score on, of two units with equal scores the one above the other comes first: the term
/// is the acronym, or the first word of both names.
pub const ABOVE_FIRST: u32 = WHOLE_WORD + FIRST_WORD_BONUS;
/// The term is a telephone number, or its last seven digits: as much as the first word of a name, so that
/// of a family of units that share a number the one above comes first.
pub const PHONE_NUMBER: u32 = ABOVE_FIRST;
/// The query is a mail address or a domain that the unit has, for the same reason.
pub const WHOLE_ADDRESS: u32 = ABOVE_FIRST;
/// The term is the last digits or the beginning of a telephone number: less than a code that is the term.
pub const PHONE_PART: u32 = 100;
/// Subtracted for a second typo.
pub const SECOND_TYPO_PENALTY: u32 = 6;
/// Subtracted from the score of a name for a match in contact details.
pub const CONTACT_PENALTY: u32 = 60;
/// Subtracted from the score of a name for a match in other text.
pub const TEXT_PENALTY: u32 = 90;
/// The least score of a match in contact details or other text.
pub const MIN_TEXT_SCORE: u32 = 10;
