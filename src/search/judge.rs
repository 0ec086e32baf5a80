//! How well one word of a query fits one unit, or one name.

use std::ops::Range;

use super::card_text;
use super::fuzzy::Fuzzy;
use super::phrase::Phrase;
use super::query::{How, Needle};
use crate::org::{Org, Unit};
use crate::text::fold;

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
}

/// How well a word fits, from 0 (not at all) to 255, and where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quality {
    pub value: u32,
    pub field: Field,
}

impl Quality {
    pub const BEST: Quality = Quality { value: 256, field: Field::Name };
    pub const LAST_RESORT: Quality = Quality { value: 10, field: Field::Name };

    pub fn path(value: u32) -> Self {
        Self { value, field: Field::Path }
    }
}

const ACRONYM: u32 = 250;
const WHOLE_WORD: u32 = 200;
const ALL_INITIALS: u32 = 195;
const ACRONYM_START: u32 = 170;
const WORD_START: u32 = 160;
const FIRST_INITIALS: u32 = 110;
const INSIDE: u32 = 100;
/// A word that carries no meaning of its own, typed whole.
const STOP_WORD: u32 = 90;
const TYPO_IN_WORD: u32 = 80;
const TYPO_IN_START: u32 = 70;
const TWO_STARTS: u32 = 65;
/// A gapped word has from 30 to 30 + 30.
const GAPPED: u32 = 30;
const FIRST_WORD_BONUS: u32 = 5;
const SECOND_TYPO_LOSS: u32 = 10;
const CONTACT_LOSS: u32 = 60;
const TEXT_LOSS: u32 = 90;
/// A part of a word shorter than this is not looked for inside other words.
const SHORTEST_INSIDE: usize = 3;
/// Two beginnings typed as one are not longer than this, in bytes.
const LONGEST_IN_TWO: usize = 24;
const SHORTEST_WITH_TYPO: usize = 4;
const LONGEST_WITH_TYPO: usize = 64;
const SHORTEST_WITH_TWO_TYPOS: usize = 8;

/// What a search knows of a unit: its texts, folded.
#[derive(Debug)]
pub struct Entry {
    id: String,
    acronym: String,
    name: Phrase,
    other_names: Vec<Phrase>,
    kind: Phrase,
    contacts: Phrase,
    text: Phrase,
}

impl Entry {
    pub fn new(org: &Org, unit: &Unit) -> Self {
        let contact = |text: &mut String, contact: &crate::org::Contact| {
            *text += &format!("{}\n{}\n", contact.value, contact.label.as_deref().unwrap_or(""));
        };
        let mut contacts = String::new();
        unit.contacts.iter().for_each(|one| contact(&mut contacts, one));
        Self {
            id: fold(&unit.id).text,
            acronym: fold(unit.acronym.as_deref().unwrap_or("")).text,
            name: Phrase::new(&unit.name),
            other_names: unit.other_names.iter().map(|name| Phrase::new(name)).collect(),
            kind: Phrase::new(unit.kind.as_deref().unwrap_or("")),
            contacts: Phrase::new(&contacts),
            text: Phrase::new(&card_text(org, unit)),
        }
    }

    /// The folded name.
    pub fn name(&self) -> &str {
        self.name.text()
    }

    pub fn has_id(&self, folded: &str) -> bool {
        self.id == folded
    }

    pub fn has_acronym(&self, folded: &str) -> bool {
        !folded.is_empty() && self.acronym == folded
    }

    pub fn has_name(&self, folded: &str) -> bool {
        std::iter::once(&self.name).chain(&self.other_names).any(|name| name.text() == folded)
    }

    pub fn is_known_as(&self, folded: &str) -> bool {
        self.has_id(folded) || self.has_acronym(folded)
    }

    pub fn begins_like(&self, folded: &str) -> bool {
        [self.id.as_str(), &self.acronym, self.name()].iter().any(|text| text.starts_with(folded))
    }

    pub fn is_of_kind(&self, folded: &str) -> bool {
        self.kind.words().any(|word| word.starts_with(folded))
    }

    /// Whether a name, the acronym or the kind holds the word.
    pub fn is_called(&self, needle: &Needle) -> bool {
        let names = std::iter::once(&self.name).chain(&self.other_names).chain([&self.kind]);
        self.acronym == needle.text
            || names.into_iter().any(|name| Hit::in_name(name, needle, None).is_some())
    }

    /// How well a word fits this unit; loosely too when a matcher is given.
    pub fn quality(&self, needle: &Needle, loose: Option<&Fuzzy>) -> Quality {
        let of_name =
            |field, phrase| (field, Hit::in_name(phrase, needle, loose).map_or(0, |hit| hit.quality));
        // What must stand at the start or the end of a name is not looked for elsewhere.
        let of_words = |phrase| match needle.is_anchored() {
            true => 0,
            false => Hit::in_words(phrase, needle).map_or(0, |hit| hit.quality),
        };
        let others = self.other_names.iter().map(|name| of_name(Field::OtherName, name));
        [
            (Field::Acronym, self.acronym_quality(needle, loose.is_some())),
            of_name(Field::Name, &self.name),
            (Field::Kind, of_words(&self.kind).saturating_sub(CONTACT_LOSS)),
            (Field::Contact, of_words(&self.contacts).saturating_sub(CONTACT_LOSS)),
            (Field::Text, of_words(&self.text).saturating_sub(TEXT_LOSS)),
        ]
        .into_iter()
        .chain(others)
        .map(|(field, value)| Quality { value, field })
        .reduce(|best, next| if next.value > best.value { next } else { best })
        .unwrap_or_default()
    }

    fn acronym_quality(&self, needle: &Needle, loose: bool) -> u32 {
        if self.acronym == needle.text {
            return ACRONYM;
        }
        let starts = self.acronym.starts_with(&needle.text);
        match needle.how {
            How::Loosely | How::Exactly | How::AtStart if starts => ACRONYM_START,
            How::Loosely if loose => typo_quality(&self.acronym, &needle.text),
            _ => 0,
        }
    }

    /// How far the words are from standing in the name in the order typed, side by side:
    /// the words passed over, and ten for each step back.
    pub fn disorder<'a>(&self, needles: impl Iterator<Item = &'a Needle>) -> usize {
        let spelled: Vec<usize> = self.name.spelled().collect();
        let place =
            |needle: &Needle| spelled.iter().position(|&word| self.name.word(word).starts_with(&needle.text));
        let places: Vec<usize> = needles.filter_map(place).collect();
        places.windows(2).map(|pair| if pair[1] > pair[0] { pair[1] - pair[0] - 1 } else { 10 }).sum()
    }

    /// How near what was typed comes to a word, the acronym or the whole name, from 0 to 1.
    pub fn nearness(&self, typed: &str) -> f64 {
        if typed.len() > 64 {
            return 0.0;
        }
        self.name
            .words()
            .chain([self.acronym.as_str(), self.name()])
            .filter(|text| text.len() > 1 && text.len() < 128)
            .map(|text| strsim::normalized_damerau_levenshtein(text, typed))
            .fold(0.0, f64::max)
    }
}

/// A word found in a text: how well, and how, so that its letters can be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    pub quality: u32,
    way: Way,
}

#[derive(Clone, Debug, PartialEq)]
enum Way {
    /// The first bytes of the folded text or of one of its words.
    Part(Range<usize>),
    /// The first letters of the first words.
    Initials(usize),
    /// Letters of one word, in their order.
    Letters { word: usize, needle: String },
    /// The beginnings of two words.
    Two(Range<usize>, Range<usize>),
}

impl Hit {
    fn new(quality: u32, way: Way) -> Option<Self> {
        Some(Self { quality, way })
    }

    /// The best way to find the word in a name.
    pub fn in_name(name: &Phrase, needle: &Needle, loose: Option<&Fuzzy>) -> Option<Hit> {
        let strict = [Self::in_words(name, needle), Self::in_initials(name, needle)];
        let strict = strict.into_iter().flatten().max_by_key(|hit| hit.quality);
        match (strict, loose) {
            (None, Some(fuzzy)) if needle.how == How::Loosely => Self::loosely(name, needle, fuzzy),
            (strict, _) => strict,
        }
    }

    /// The word, or its letters as the beginning or the inside of another.
    pub fn in_words(text: &Phrase, needle: &Needle) -> Option<Hit> {
        match needle.how {
            How::Loosely => Self::in_each_word(text, &needle.text),
            How::Exactly => Self::in_each_word(text, &needle.text).or_else(|| {
                let at = text.text().find(&needle.text)?;
                Self::new(INSIDE, Way::Part(at..at + needle.text.len()))
            }),
            How::AtStart => {
                let end = needle.text.len();
                text.text().starts_with(&needle.text).then_some(())?;
                Self::new(WORD_START + FIRST_WORD_BONUS, Way::Part(0..end))
            }
            How::AtEnd => {
                let end = text.text().len();
                text.text().ends_with(&needle.text).then_some(())?;
                Self::new(WORD_START, Way::Part(end - needle.text.len()..end))
            }
        }
    }

    fn in_each_word(text: &Phrase, needle: &str) -> Option<Hit> {
        let in_word = |(i, word): (usize, &str)| {
            let at = if text.is_stop(i) { (word == needle).then_some(0) } else { word.find(needle) }?;
            let quality = match at {
                0 if text.is_stop(i) => STOP_WORD,
                0 if word.len() == needle.len() => WHOLE_WORD,
                0 => WORD_START,
                _ if needle.len() >= SHORTEST_INSIDE => INSIDE,
                _ => return None,
            };
            let start = text.place(i).start + at;
            Self::new(quality + first_word_bonus(i), Way::Part(start..start + needle.len()))
        };
        text.words().enumerate().filter_map(in_word).reduce(better)
    }

    fn in_initials(name: &Phrase, needle: &Needle) -> Option<Hit> {
        let starts = needle.how == How::Loosely && name.initials.starts_with(&needle.text);
        let letters = needle.text.chars().count();
        (starts && letters > 1).then_some(())?;
        let all = name.initials.len() == needle.text.len();
        Self::new(if all { ALL_INITIALS } else { FIRST_INITIALS }, Way::Initials(letters))
    }

    fn loosely(name: &Phrase, needle: &Needle, fuzzy: &Fuzzy) -> Option<Hit> {
        let in_word = |i: usize| {
            let word = name.word(i);
            let typo = typo_quality(word, &needle.text);
            if typo > 0 {
                return Self::new(typo + first_word_bonus(i), Way::Part(name.place(i)));
            }
            let gapped = gapped_quality(word, &needle.text, fuzzy)? + first_word_bonus(i);
            Self::new(gapped, Way::Letters { word: i, needle: needle.text.clone() })
        };
        let words = name.spelled().filter_map(in_word).reduce(better);
        let short = needle.text.len() <= LONGEST_IN_TWO;
        let two = if needle.alone && short { Self::as_two_words(name, &needle.text) } else { None };
        words.into_iter().chain(two).reduce(better)
    }

    /// The needle cut into the beginnings of two words, the longest first one.
    fn as_two_words(name: &Phrase, needle: &str) -> Option<Hit> {
        let cuts = needle.char_indices().map(|(at, _)| at).skip(2);
        let cut = |at: usize| {
            let (one, two) = needle.split_at(at);
            (two.chars().count() >= 2).then_some(())?;
            let first = name.spelled().find(|&i| name.word(i).starts_with(one))?;
            let second =
                name.spelled().skip_while(|&i| i <= first).find(|&i| name.word(i).starts_with(two))?;
            let start = |i: usize, part: &str| name.place(i).start..name.place(i).start + part.len();
            Self::new(TWO_STARTS, Way::Two(start(first, one), start(second, two)))
        };
        cuts.collect::<Vec<_>>().into_iter().rev().find_map(cut)
    }

    /// The matching parts of the folded text.
    pub fn parts(&self, phrase: &Phrase, fuzzy: &Fuzzy) -> Vec<Range<usize>> {
        let letter = |at: usize| at..phrase.text().ceil_char_boundary(at + 1);
        match &self.way {
            Way::Part(part) => vec![part.clone()],
            Way::Two(one, two) => vec![one.clone(), two.clone()],
            Way::Initials(letters) => {
                phrase.spelled().take(*letters).map(|i| letter(phrase.place(i).start)).collect()
            }
            Way::Letters { word, needle } => {
                let start = phrase.place(*word).start;
                fuzzy.places(phrase.word(*word), needle).into_iter().map(|at| letter(start + at)).collect()
            }
        }
    }
}

fn first_word_bonus(word: usize) -> u32 {
    if word == 0 { FIRST_WORD_BONUS } else { 0 }
}

/// The better of two hits, the first among equals.
fn better(kept: Hit, next: Hit) -> Hit {
    if next.quality > kept.quality { next } else { kept }
}

/// One typo from four letters, two from eight, a swap counting for one; against the word or
/// its beginning. A number is what it is: it has no typos.
fn typo_quality(word: &str, needle: &str) -> u32 {
    if needle.len() > LONGEST_WITH_TYPO || has_digit(word) || has_digit(needle) {
        return 0;
    }
    let (letters, length) = (needle.chars().count(), word.chars().count());
    let allowed = match letters {
        SHORTEST_WITH_TWO_TYPOS.. => 2,
        SHORTEST_WITH_TYPO.. => 1,
        _ => return 0,
    };
    if length + allowed < letters {
        return 0;
    }
    let distance = |length: usize| {
        let start = word.char_indices().nth(length).map_or(word, |(at, _)| &word[..at]);
        strsim::osa_distance(start, needle)
    };
    let quality = |base: u32, typos: usize| match typos {
        typos if typos <= allowed => base - SECOND_TYPO_LOSS * (typos.max(1) as u32 - 1),
        _ => 0,
    };
    let whole = if length <= letters + allowed { quality(TYPO_IN_WORD, distance(length)) } else { 0 };
    let starts = (letters - 1..=letters + 1).filter(|&start| start < length);
    whole.max(starts.map(|start| quality(TYPO_IN_START, distance(start))).max().unwrap_or(0))
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// The needle's letters in the word in their order, from its first letter on.
fn gapped_quality(word: &str, needle: &str, fuzzy: &Fuzzy) -> Option<u32> {
    let same_start = needle.chars().next() == word.chars().next();
    (same_start && needle.chars().count() >= SHORTEST_INSIDE).then_some(())?;
    let closeness = fuzzy.closeness(word, needle)?;
    Some(GAPPED + (closeness * f64::from(GAPPED)) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::search::Query;

    fn entry() -> Entry {
        let text = r#"{"format": "ramure/1", "units": [{"id": "rie", "name": "Réseau interministériel de l’État",
            "acronym": "RIE", "classification": "réseau", "other_names": ["Grand réseau"],
            "abstract": "Relie les services.", "contact_details": [{"value": "aide@exemple.fr"}]}]}"#;
        let org = crate::formats::read(text.as_bytes(), Lang::En).expect("readable");
        Entry::new(&org, org.unit(crate::org::UnitId::ROOT))
    }

    /// The quality of a query of one word and the field that gives it.
    fn quality(typed: &str, loose: bool) -> (u32, &'static str) {
        let fuzzy = Fuzzy::default();
        let query = Query::new(typed);
        let needle = query.words().next().expect("a word");
        let quality = entry().quality(needle, loose.then_some(&fuzzy));
        (quality.value, if quality.value > 0 { quality.field.key() } else { "" })
    }

    #[test]
    fn each_kind_of_match_has_its_quality() {
        let cases = [
            ("rie", 250, "acronym"),
            ("reseau", 205, "name"),
            ("etat", 200, "name"),
            ("res", 165, "name"),
            ("inter", 160, "name"),
            ("ri", 170, "acronym"),
            ("minis", 100, "name"),
            ("in", 160, "name"),
            ("grand", 205, "other_names"),
            ("aide", 145, "contact_details"),
            ("service", 70, "text"),
            ("^res", 165, "name"),
            ("etat$", 160, "name"),
            ("'ministeriel", 100, "name"),
            ("mi", 0, ""),
            ("'rieur", 0, ""),
        ];
        for (typed, value, field) in cases {
            assert_eq!(quality(typed, false), (value, field), "{typed}");
        }
    }

    #[test]
    fn loose_matches_are_for_those_who_ask() {
        for (typed, value) in [("reseua", 85), ("resau", 85), ("resae", 75), ("interminsitreiel", 70)] {
            assert_eq!(quality(typed, false).0, 0, "{typed}");
            assert_eq!(quality(typed, true).0, value, "{typed}");
        }
        let (gapped, field) = quality("intmst", true);
        assert!((30..=60).contains(&gapped) && field == "name", "{gapped}");
    }

    #[test]
    fn digits_have_no_typos() {
        assert_eq!(typo_quality("bureau2", "bureau3"), 0);
        assert_eq!(typo_quality("bureau", "bureua"), TYPO_IN_WORD);
    }
}
