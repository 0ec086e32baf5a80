//! How well one word of a query fits one unit.

use super::card_text;
use super::fuzzy::Fuzzy;
use super::hit::{Hit, typo_quality};
use super::phrase::Phrase;
use super::quality::{ACRONYM, ACRONYM_START, CONTACT_LOSS, Field, Quality, TEXT_LOSS};
use super::query::{How, Needle};
use crate::org::{Org, Unit};
use crate::text::fold;

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
        Entry::new(&org, &org.unit(crate::org::UnitId::ROOT))
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
}
