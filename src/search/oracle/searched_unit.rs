//! The texts of a unit that the reference search looks at, and their words.

use crate::org::{Org, UnitId};
use crate::text::{Languages, fold};

/// The searchable texts of a unit, split into folded words.
pub struct SearchedUnit {
    pub unit: UnitId,
    pub languages: Languages,
    pub folded_id: String,
    /// The acronym and the aliases.
    pub folded_acronyms: Vec<String>,
    pub folded_name: String,
    pub name: Vec<String>,
    pub other_names: Vec<Vec<String>>,
    /// The words of the acronym and, if there are several, one more that joins them.
    pub acronym: Vec<String>,
    /// The same of each alias.
    pub aliases: Vec<String>,
    pub kind: Vec<String>,
    pub contacts: Vec<Vec<String>>,
    /// The contacts as they are written, folded.
    pub folded_contacts: Vec<String>,
    /// All texts as they are written, folded.
    pub folded_texts: Vec<String>,
    /// Description, missions, notes, facts, links and relations.
    pub texts: Vec<Vec<String>>,
}

/// Which texts of a unit are searched.
#[derive(Clone, Copy, PartialEq)]
pub enum Scope {
    All,
    /// Names, acronym, aliases and kind: what `!word` looks at.
    Identity,
}

impl SearchedUnit {
    pub fn new(org: &Org, unit: UnitId) -> Self {
        let card = org.unit(unit);
        let contacts: Vec<_> = card
            .contacts
            .iter()
            .flat_map(|contact| [Some(&contact.value), contact.label.as_ref()])
            .flatten()
            .collect();
        let mut texts: Vec<Vec<String>> = Vec::new();
        let names = [&card.name].into_iter().chain(&card.other_names).chain(&card.acronym);
        let short = names.chain(org.aliases(unit)).chain(&card.kind).chain(contacts.iter().copied());
        let mut folded_texts: Vec<String> = short.map(|text| fold(text).text).collect();
        let mut add = |text: &str| {
            texts.push(split(text));
            folded_texts.push(fold(text).text);
        };
        card.summary.iter().chain(&card.missions).chain(&card.notes).for_each(|text| add(text));
        card.facts.iter().for_each(|fact| [&fact.label, &fact.value].into_iter().for_each(|text| add(text)));
        for link in &card.links {
            link.label.iter().for_each(|label| add(label));
            let address = link.url.split_once("://").map_or(&*link.url, |(_, address)| address);
            add(address.split(['/', '?', '#']).next().unwrap_or_default());
        }
        for relation in &card.relations {
            add(&relation.kind);
            add(&org.relation_target_name(relation));
        }
        Self {
            unit,
            languages: org.languages(),
            folded_id: fold(&card.id).text,
            folded_acronyms: card
                .acronym
                .iter()
                .chain(org.aliases(unit))
                .map(|text| fold(text).text)
                .collect(),
            folded_name: fold(&card.name).text,
            name: split(&card.name),
            other_names: card.other_names.iter().map(|name| split(name)).collect(),
            acronym: card.acronym.as_deref().map_or(Vec::new(), acronym_words),
            aliases: org.aliases(unit).flat_map(|alias| acronym_words(alias)).collect(),
            kind: card.kind.as_deref().map_or(Vec::new(), split),
            contacts: contacts.iter().map(|text| split(text)).collect(),
            folded_contacts: contacts.iter().map(|text| fold(text).text).collect(),
            folded_texts,
            texts,
        }
    }

    pub fn names(&self) -> impl Iterator<Item = &Vec<String>> {
        [&self.name].into_iter().chain(&self.other_names)
    }

    /// The words that count as an acronym does.
    pub fn acronym_words(&self) -> impl Iterator<Item = &String> {
        self.acronym.iter().chain(&self.aliases)
    }

    /// The texts other than names, acronym and aliases, each with what a match in it loses.
    pub fn other_texts(&self, scope: Scope) -> impl Iterator<Item = (u32, &Vec<String>)> {
        let all = self.contacts.iter().map(|text| (60, text)).chain(self.texts.iter().map(|text| (90, text)));
        [(0, &self.kind)].into_iter().chain(all.filter(move |_| scope == Scope::All))
    }

    /// All words that the index has of this unit.
    pub fn indexed_words(&self) -> Vec<&str> {
        let names = self.names().flat_map(|name| content_words(name, self.languages));
        let others = self.other_texts(Scope::All).flat_map(|(_, text)| text.iter().map(String::as_str));
        let acronym = self.acronym_words().map(String::as_str);
        names.chain(acronym).chain(others.filter(|word| !self.languages.is_stop_word(word))).collect()
    }
}

/// The words of a text, folded: its runs of letters and digits.
pub fn split(text: &str) -> Vec<String> {
    let folded = fold(text).text;
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(String::from).collect()
}

/// The words of an acronym or an alias and, if there are several, one more that joins them.
fn acronym_words(text: &str) -> Vec<String> {
    let mut words = split(text);
    if words.len() > 1 {
        words.push(words.concat());
    }
    words
}

/// The words of a name without stop words; the first word always counts.
pub fn content_words(name: &[String], languages: Languages) -> Vec<&str> {
    let words = name.iter().enumerate().filter(|(at, word)| *at == 0 || !languages.is_stop_word(word));
    words.map(|(_, word)| word.as_str()).collect()
}
