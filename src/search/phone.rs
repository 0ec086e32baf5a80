//! Telephone numbers: how they are read in contacts and in a query, and how well two of them agree.
//! Signs between the digits do not count, nor do zeros before them: those of national and of international
//! calls. A query's number matches from its last or its first four digits on.

use std::fmt;
use std::ops::Range;

use super::weights::{PHONE_NUMBER, PHONE_PART, SUBSTRING};

/// Fewest digits of a typed number.
const MIN_TYPED_DIGITS: u32 = 4;
/// Fewest digits of a number in a contact. Groups such as those of the postal code “541 23” count too.
const MIN_DIGITS: u32 = 5;
/// Most digits of a number (ITU-T E.164).
const MAX_DIGITS: u32 = 15;
/// Fewest digits of a number in a single group: shorter ones are codes, which are found as words. A group
/// of so many ends a number.
const MIN_GROUP_DIGITS: usize = 7;
/// Most signs between two groups of digits, in bytes.
const MAX_SIGNS: usize = 4;
/// From this many signs on, as in “ / ”, another number follows a whole one.
const SIGNS_BETWEEN_NUMBERS: usize = 3;
/// Last digits from which on a number is whole if the other one has no more.
const MIN_WHOLE_DIGITS: u32 = 7;
/// Last digits from which on two numbers are the same, whatever stands before: `+33 01 …` for `+33 1 …`.
const SAME_NUMBER_DIGITS: u32 = 9;
/// Most digits of a country code.
const MAX_COUNTRY_DIGITS: u32 = 3;

/// A number: four bits for each digit, the last digit lowest. Its first digit is not 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PhoneNumber(pub u64);

impl PhoneNumber {
    fn with_digit(self, digit: u8) -> Self {
        Self(self.0 << 4 | u64::from(digit - b'0'))
    }

    /// Number of digits.
    fn len(self) -> u32 {
        (u64::BITS - self.0.leading_zeros()).div_ceil(4)
    }

    /// Its last digits, without zeros before them.
    fn last(self, digits: u32) -> Self {
        Self(self.0 & ((1 << (4 * digits)) - 1))
    }

    fn starts_with(self, start: Self) -> bool {
        self.len() >= start.len() && self.0 >> (4 * (self.len() - start.len())) == start.0
    }
}

/// A number in a query, whole or in part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypedPhone {
    number: PhoneNumber,
    /// Whether a country code comes first.
    is_international: bool,
}

impl TypedPhone {
    /// Reads a folded text of digits and signs; `None` if it has others, or too few or too many digits.
    pub fn parse(text: &str) -> Option<Self> {
        Self::has_only_signs(text).then_some(())?;
        let without_trunk_zero = text.replace("(0)", "");
        let digits = without_trunk_zero.bytes().filter(u8::is_ascii_digit).skip_while(|&digit| digit == b'0');
        let is_short = digits.clone().count() <= MAX_DIGITS as usize;
        let number = digits.take(MAX_DIGITS as usize).fold(PhoneNumber::default(), PhoneNumber::with_digit);
        let start = text.trim_start_matches(['(', ' ']);
        let is_international = start.starts_with('+') || start.starts_with("00");
        (is_short && number.len() >= MIN_TYPED_DIGITS).then_some(Self { number, is_international })
    }

    /// Whether a folded text has only digits and the signs of telephone numbers.
    pub fn has_only_signs(text: &str) -> bool {
        text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'+' || is_sign(byte))
    }

    /// The score at a number: the same, its last or first digits, or digits inside it; 0 for another one.
    pub fn score(self, number: PhoneNumber) -> u32 {
        let (typed, shorter) = (self.number, self.number.len().min(number.len()));
        let common = ((typed.0 ^ number.0).trailing_zeros() / 4).min(shorter);
        if common >= SAME_NUMBER_DIGITS || (common >= MIN_WHOLE_DIGITS && common == shorter) {
            return PHONE_NUMBER;
        }
        if common == typed.len() || self.starts(number) {
            return PHONE_PART;
        }
        let after = 1..=number.len().saturating_sub(typed.len());
        let is_inside = |after: u32| PhoneNumber(number.0 >> (4 * after)).last(typed.len()) == typed;
        if typed.len() < number.len() && after.into_iter().any(is_inside) { SUBSTRING } else { 0 }
    }

    /// Whether a number, or what follows its country code, starts with the typed one, or with what follows
    /// the country code in that.
    fn starts(self, number: PhoneNumber) -> bool {
        let nationals =
            (0..=MAX_COUNTRY_DIGITS.min(number.len())).map(|code| number.last(number.len() - code));
        let has_start = nationals.into_iter().any(|national| national.starts_with(self.number));
        let most = if self.is_international { self.number.len() - 1 } else { 0 };
        let typed = (1..=MAX_COUNTRY_DIGITS.min(most)).map(|code| self.number.last(self.number.len() - code));
        has_start
            || typed.filter(|typed| typed.len() >= MIN_TYPED_DIGITS).any(|typed| number.starts_with(typed))
    }

    /// A quick test: every number that matches has the last four typed digits side by side.
    pub fn may_match(self, number: PhoneNumber) -> bool {
        // Sixteen copies of a digit of the typed number.
        let repeated = |digit: u32| (self.number.0 >> (4 * digit) & 0xf) * 0x1111_1111_1111_1111;
        let differs = (0..MIN_TYPED_DIGITS).fold(0, |any, at| any | ((number.0 >> (4 * at)) ^ repeated(at)));
        // Whether four of the sixteen groups of bits are 0: there nothing differs.
        differs.wrapping_sub(0x1111_1111_1111_1111) & !differs & 0x8888_8888_8888_8888 != 0
    }
}

impl fmt::Display for TypedPhone {
    /// With `+` before a country code, with 0 before any other number, and without other signs.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}{:x}", if self.is_international { '+' } else { '0' }, self.number.0)
    }
}

/// A number in a folded text, and its range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundPhone {
    pub number: PhoneNumber,
    pub range: Range<usize>,
}

/// The number of a folded text that agrees best with the typed one: its score and its range.
pub fn best_phone(folded: &str, typed: TypedPhone) -> Option<(u32, Range<usize>)> {
    let scored = phone_numbers(folded).into_iter().map(|found| (typed.score(found.number), found.range));
    scored.filter(|(score, _)| *score > 0).reduce(|best, next| if next.0 > best.0 { next } else { best })
}

/// The numbers of a folded text: groups of digits with a few signs between.
pub fn phone_numbers(folded: &str) -> Vec<FoundPhone> {
    let mut found = Vec::new();
    let mut groups = PhoneGroups::default();
    for group in digit_groups(folded) {
        if !groups.continue_with(folded, &group) {
            found.extend(groups.finish());
            groups = PhoneGroups::new(folded, group);
        }
    }
    found.extend(groups.finish());
    found
}

/// The groups of one number, as they are read.
#[derive(Debug, Default)]
struct PhoneGroups {
    number: PhoneNumber,
    count: usize,
    range: Range<usize>,
    last: Range<usize>,
}

impl PhoneGroups {
    fn new(folded: &str, group: Range<usize>) -> Self {
        let mut groups = Self { range: group.clone(), ..Self::default() };
        groups.range.start = folded[..group.start].trim_end_matches(['+', '(']).len();
        if is_part(folded, &group) {
            groups.add(folded, group);
        }
        groups
    }

    /// Adds a group; false if it is part of another number.
    fn continue_with(&mut self, folded: &str, group: &Range<usize>) -> bool {
        let signs = &folded[self.range.end..group.start];
        let is_near = signs.len() <= MAX_SIGNS && signs.bytes().all(is_sign);
        let is_whole = self.last.len() >= MIN_GROUP_DIGITS
            || (self.number.len() >= MIN_WHOLE_DIGITS && signs.len() >= SIGNS_BETWEEN_NUMBERS);
        let has_room = self.number.len() as usize + group.len() <= MAX_DIGITS as usize;
        let continues = self.count > 0 && is_near && !is_whole && has_room && is_part(folded, group);
        if continues {
            self.add(folded, group.clone());
        }
        continues
    }

    fn add(&mut self, folded: &str, group: Range<usize>) {
        self.range.end = group.end;
        self.count += 1;
        if !is_trunk_zero(folded, &group) {
            self.number = folded[group.clone()].bytes().fold(self.number, PhoneNumber::with_digit);
        }
        self.last = group;
    }

    fn finish(&self) -> Option<FoundPhone> {
        let has_groups = self.count > 1 || self.last.len() >= MIN_GROUP_DIGITS;
        let is_number = has_groups && self.number.len() >= MIN_DIGITS;
        is_number.then(|| FoundPhone { number: self.number, range: self.range.clone() })
    }
}

/// The ranges of the digits that stand side by side.
fn digit_groups(folded: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let bytes = folded.as_bytes();
    let mut end = 0;
    std::iter::from_fn(move || {
        let start = end + bytes[end..].iter().position(u8::is_ascii_digit)?;
        let length = bytes[start..].iter().position(|byte| !byte.is_ascii_digit());
        end = length.map_or(bytes.len(), |length| start + length);
        Some(start..end)
    })
}

/// Whether a group can be part of a number: not of a word with letters, and not too long.
fn is_part(folded: &str, group: &Range<usize>) -> bool {
    let beside = [folded[..group.start].chars().next_back(), folded[group.end..].chars().next()];
    group.len() <= MAX_DIGITS as usize && !beside.iter().flatten().any(|c| c.is_alphanumeric())
}

/// Whether a group is the zero in `+33 (0)1`, which is not dialled from abroad.
fn is_trunk_zero(folded: &str, group: &Range<usize>) -> bool {
    &folded[group.clone()] == "0"
        && folded[..group.start].ends_with('(')
        && folded[group.end..].starts_with(')')
}

/// Whether a sign may stand between the digits of a number.
fn is_sign(byte: u8) -> bool {
    matches!(byte, b' ' | b'.' | b'-' | b'/' | b'(' | b')')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(digits: &str) -> PhoneNumber {
        digits.bytes().fold(PhoneNumber::default(), PhoneNumber::with_digit)
    }

    #[test]
    fn numbers_are_found_in_any_form() {
        for (text, expected) in [
            ("01 40 15 73 00", "140157300"),
            ("tel.01.40.15.73.00 fax.01-40-15-73-01", "140157300 140157301"),
            ("+33 (0)1 40 15 73 00", "33140157300"),
            ("(+33) 140157300", "33140157300"),
            ("0033140157300", "33140157300"),
            ("031/ 32 45786", "313245786"),
            ("+41 31 32 24395", "41313224395"),
            ("01 40 15 73 00 / 01 40 15 73 01", "140157300 140157301"),
            ("2104121211 2104191700", "2104121211 2104191700"),
            ("213 1311693 - 213 1311633", "2131311693 2131311633"),
            ("+33140157300+33140157301", "33140157300 33140157301"),
            ("541 23, 75007 paris", "54123"),
            ("d25 4410, 27e 3003, 3003", ""),
            ("a123456789 1234567890123456", ""),
            ("000 000 000", ""),
        ] {
            let found = phone_numbers(text);
            let digits: Vec<String> = found.iter().map(|found| format!("{:x}", found.number.0)).collect();
            assert_eq!(digits.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn the_range_has_the_signs_of_the_number() {
        let ranges = |text: &str| -> Vec<String> {
            phone_numbers(text).into_iter().map(|found| text[found.range].to_string()).collect()
        };
        assert_eq!(ranges("tel.: (+33) (0)1 40 15 73 00."), ["(+33) (0)1 40 15 73 00"]);
        assert_eq!(ranges("a 01.40.15.73.00, b"), ["01.40.15.73.00"]);
    }

    #[test]
    fn a_typed_number_agrees_with_others_in_part() {
        let national = number("140157300");
        let international = number("33140157300");
        for (typed, expected) in [
            ("0140157300", (PHONE_NUMBER, PHONE_NUMBER)),
            ("+33 (0)1.40-15 73 00", (PHONE_NUMBER, PHONE_NUMBER)),
            ("0033 1 40 15 73 00", (PHONE_NUMBER, PHONE_NUMBER)),
            ("+33 01 40 15 73 00", (PHONE_NUMBER, PHONE_NUMBER)),
            ("0157300", (PHONE_PART, PHONE_PART)),
            ("4015 7300", (PHONE_NUMBER, PHONE_NUMBER)),
            ("7300", (PHONE_PART, PHONE_PART)),
            ("01401", (PHONE_PART, PHONE_PART)),
            ("+33 1 401", (PHONE_PART, PHONE_PART)),
            ("1573", (PHONE_PART, SUBSTRING)),
            ("5730", (SUBSTRING, SUBSTRING)),
            ("0240157300", (0, 0)),
            ("7301", (0, 0)),
        ] {
            let typed_phone = TypedPhone::parse(typed).expect("a number");
            let scores = [national, international].map(|number| typed_phone.score(number));
            assert_eq!((scores[0], scores[1]), expected, "{typed}");
        }
    }

    #[test]
    fn only_digits_and_signs_are_a_typed_number() {
        for typed in ["", "-", "730", "000730", "73 0a", "1234567890123456", "x7300", "'7300", "7300$"] {
            assert_eq!(TypedPhone::parse(typed), None, "{typed}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_quick_test_misses_no_match(typed in "[0-2]{4,15}", digits in "[1-2][0-2]{4,14}", sign in "[+]?") {
            if let Some(typed) = TypedPhone::parse(&(sign + &typed)) {
                let number = number(&digits);
                proptest::prop_assert!(typed.may_match(number) || typed.score(number) == 0);
            }
        }

        #[test]
        fn any_text_can_be_read(text in "[0-9 +()./a-é-]{0,40}") {
            for found in phone_numbers(&text) {
                proptest::prop_assert!(found.number.len() >= MIN_DIGITS && found.number.len() <= MAX_DIGITS);
                proptest::prop_assert!(text.get(found.range).is_some());
            }
        }
    }
}
