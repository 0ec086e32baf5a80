//! The initials of names, packed into 64 bits, the first one highest: a term that is the initials of a
//! name, or their start, is compared with them at once, and those with the same start sort side by side.

use std::ops::Range;

/// Initials that are kept of a name.
pub const MAX_INITIALS: u32 = 10;
/// Bits of an initial.
const INITIAL_BITS: u32 = 6;
const INITIAL_MASK: u64 = (1 << INITIAL_BITS) - 1;
const FIRST_INITIAL_SHIFT: u32 = INITIAL_BITS * (MAX_INITIALS - 1);

/// How a term matches packed initials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InitialsMatch {
    All,
    Start,
}

/// The initials that a term may be.
#[derive(Clone, Copy, Debug)]
pub struct TermInitials {
    code: u64,
    letters: u32,
    /// Whether no other letters have the same code.
    pub is_exact: bool,
}

impl TermInitials {
    /// `None` if the term cannot be initials.
    pub fn new(term: &str) -> Option<Self> {
        let code = term.chars().fold(0, |packed, letter| packed << INITIAL_BITS | initial_code(letter));
        let letters = term.chars().count() as u32;
        may_be_initials(term).then_some(Self { code, letters, is_exact: term.is_ascii() })
    }

    /// The packed initials that start with the term.
    pub fn values(self) -> Range<u64> {
        self.code << self.unused_bits()..(self.code + 1) << self.unused_bits()
    }

    /// Compares with packed initials that start with the term.
    pub fn compare(self, initials: u64) -> InitialsMatch {
        let is_all = self.letters < MAX_INITIALS && initials == self.values().start;
        if is_all { InitialsMatch::All } else { InitialsMatch::Start }
    }

    fn unused_bits(self) -> u32 {
        INITIAL_BITS * (MAX_INITIALS - self.letters)
    }
}

/// The initials of names that may have a term as the beginnings of their words.
#[derive(Clone, Debug)]
pub struct BeginningsFilter(Vec<u64>);

impl BeginningsFilter {
    pub fn new(term: &str) -> Self {
        Self(term.chars().map(initial_code).collect())
    }

    /// The packed initials whose first one is the first letter of the term.
    pub fn values(&self) -> Range<u64> {
        let first = self.0.first().copied().unwrap_or(0);
        first << FIRST_INITIAL_SHIFT..(first + 1) << FIRST_INITIAL_SHIFT
    }

    /// Whether the first initial is the first letter of the term, and of the next three at least two
    /// are further letters of it, in their order.
    pub fn accepts(&self, initials: u64) -> bool {
        let initial = |ordinal: u32| initials >> (INITIAL_BITS * (MAX_INITIALS - 1 - ordinal)) & INITIAL_MASK;
        let Some((first, letters)) = self.0.split_first() else { return false };
        let has_both = |one: u64, other: u64| {
            let at = letters.iter().position(|&letter| letter == one);
            at.is_some_and(|at| letters[at + 1..].contains(&other))
        };
        initial(0) == *first
            && [(1, 2), (1, 3), (2, 3)].into_iter().any(|(one, other)| has_both(initial(one), initial(other)))
    }
}

/// Whether a term can be initials: from two to ten letters and digits.
pub fn may_be_initials(term: &str) -> bool {
    (2..=MAX_INITIALS as usize).contains(&term.chars().count()) && term.chars().all(char::is_alphanumeric)
}

/// Packs one more initial at its ordinal, if there is room.
pub fn with_initial(initials: u64, ordinal: usize, word: &str) -> u64 {
    if ordinal >= MAX_INITIALS as usize {
        return initials;
    }
    let initial = word.chars().next().map_or(0, initial_code);
    initials | initial << (INITIAL_BITS * (MAX_INITIALS - 1 - ordinal as u32))
}

/// The code of an initial: 1 to 36 for an ASCII letter or digit, 37 to 63 for other characters, of which
/// several have the same code.
fn initial_code(initial: char) -> u64 {
    match initial {
        'a'..='z' => initial as u64 - 'a' as u64 + 1,
        '0'..='9' => initial as u64 - '0' as u64 + 27,
        _ => 37 + initial as u64 % 27,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_all_initials_or_their_start() {
        let packed = |words: &str| {
            words.split(' ').enumerate().fold(0, |packed, (at, word)| with_initial(packed, at, word))
        };
        let found = |term: &str, words: &str| {
            let term = TermInitials::new(term)?;
            term.values().contains(&packed(words)).then(|| term.compare(packed(words)))
        };
        assert_eq!(found("rie", "reseau interministeriel etat"), Some(InitialsMatch::All));
        assert_eq!(found("ri", "reseau interministeriel etat"), Some(InitialsMatch::Start));
        assert_eq!(found("rei", "reseau interministeriel etat"), None);
        assert_eq!(found("δεη", "δημοσια επιχειρηση ηλεκτρισμου"), Some(InitialsMatch::All));
        assert_eq!(found("abcdefghij", "a b c d e f g h i j k"), Some(InitialsMatch::Start));
        assert!(TermInitials::new("a").is_none() && TermInitials::new("abcdefghijk").is_none());
    }
}
