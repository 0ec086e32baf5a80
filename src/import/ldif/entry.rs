//! Converts LDAP entries to units: parents, names, contacts, facts and relations (RFC 4519, RFC
//! 4524, RFC 2798). Secrets, keys, images and operational attributes are never kept.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use crate::import::record::Record;
use crate::lang::{Lang, Tr};

use super::attribute_type::{ADDRESS, AttributeRole, AttributeType};
use super::dn::Dn;

/// Limit of names compared when looking for duplicates.
const MAX_COMPARED_NAMES: usize = 64;
/// In longer names, others are not looked for.
const MAX_SEARCHED_NAME_BYTES: usize = 1_000;

/// An LDAP entry.
#[derive(Debug)]
pub struct Entry<'a> {
    pub dn: Dn,
    /// Without private attributes.
    pub values: Vec<AttributeValue<'a>>,
}

#[derive(Debug)]
pub struct AttributeValue<'a> {
    pub attribute_type: Rc<AttributeType>,
    pub original_name: &'a str,
    /// Language tag, empty if there is none.
    pub lang: &'a str,
    pub text: Cow<'a, str>,
}

/// The index of all entries.
#[derive(Debug)]
pub struct EntryIndex {
    /// Display names by comparison key; `None` for one that is its key.
    ids: HashMap<Box<str>, Option<Box<str>>>,
    lang: Lang,
}

impl EntryIndex {
    pub fn new(lang: Lang) -> Self {
        Self { ids: HashMap::new(), lang }
    }

    /// Indexes an entry. All entries are indexed before any is converted.
    pub fn insert(&mut self, dn: &Dn) {
        let (shown, key) = dn.name_and_key();
        if !self.ids.contains_key(key) {
            self.ids.insert(key.into(), (shown != key).then(|| shown.into()));
        }
    }

    /// The display name of the first entry with a key.
    fn id(&self, key: &str) -> Option<&str> {
        let (key, shown) = self.ids.get_key_value(key)?;
        Some(shown.as_deref().unwrap_or(key))
    }

    /// Converts an entry to a record below its nearest existing ancestor. Also returns the name of
    /// its parent if that is missing below an existing ancestor.
    pub fn record(&self, entry: &Entry) -> (Record, Option<String>) {
        let mut ancestors = entry.dn.ancestors().enumerate();
        let ancestor = ancestors.find_map(|(level, (_, key))| Some((level, self.id(key)?)));
        let is_missing = ancestor.is_some_and(|(level, _)| level > 0);
        let parent = entry.dn.ancestors().next().filter(|_| is_missing);
        let missing = parent.map(|(shown, _)| shown.to_string());
        let (shown, key) = entry.dn.name_and_key();
        let mut record = Record::new(self.id(key).unwrap_or(shown));
        record.parents.extend(ancestor.map(|(_, id)| id.to_string()));
        self.fill(&mut record, entry);
        (record, missing)
    }

    fn fill(&self, record: &mut Record, entry: &Entry) {
        record.kind = self.kind(entry);
        let is_person = is_person(entry);
        self.set_names(record, entry, is_person);
        self.set_description(record, entry);
        self.set_address(record, entry);
        let mut values: Vec<&AttributeValue> = entry.values.iter().collect();
        values.sort_by_key(|value| value.attribute_type.rank);
        values.into_iter().for_each(|value| self.add_attribute(record, entry, value));
    }

    /// The kind of unit, translated if its class is known.
    fn kind(&self, entry: &Entry) -> String {
        let classes = self.texts(entry, "objectclass");
        if is_person(entry) {
            return PERSON.get(self.lang).to_string();
        }
        let known =
            OBJECT_CLASSES.iter().find(|(class, _)| classes.iter().any(|c| c.eq_ignore_ascii_case(class)));
        let last_class = || classes.iter().rfind(|class| !class.eq_ignore_ascii_case("top"));
        match known {
            Some((_, word)) => word.get(self.lang).to_string(),
            None => last_class().unwrap_or(&"").to_string(),
        }
    }

    /// Sets the names: the display name, else the relative name unless it is only a technical id.
    fn set_names(&self, record: &mut Record, entry: &Entry, is_person: bool) {
        let named = entry.dn.first_rdn.iter().find(|(kind, _)| NAME_TYPES.contains(&&**kind));
        let name_attributes: &[&str] = match named {
            Some((kind, _)) => &[kind, "cn"],
            None if is_person => &["cn"],
            None => &["o", "cn", "ou"],
        };
        let mut names = self.texts(entry, "displayname");
        names.extend(named.map(|(_, value)| &**value));
        names.extend(name_attributes.iter().flat_map(|name| self.texts(entry, name)));
        names.extend(entry.dn.first_rdn.first().map(|(_, value)| &**value));
        let mut names = names.into_iter().map(str::trim).filter(|name| !name.is_empty());
        record.name = names.next().unwrap_or_default().to_string();
        for name in names {
            add_other_name(record, name, is_person);
        }
        if named.is_none() {
            // The technical id is the unit's id already.
            record.other_names.retain(|name| !entry.dn.first_rdn.iter().any(|(_, value)| value == name));
        }
    }

    /// Sets the summary, from the title if there is one, and the missions.
    fn set_description(&self, record: &mut Record, entry: &Entry) {
        let mut texts = self.texts(entry, "title");
        texts.extend(self.texts(entry, "description"));
        let mut texts = texts.into_iter().map(one_line);
        record.summary = texts.next().unwrap_or_default();
        record.missions = texts.collect();
    }

    /// Adds the address from its parts; without a street or postal code it is a fact.
    fn set_address(&self, record: &mut Record, entry: &Entry) {
        let text = |name| {
            let texts = self.texts(entry, name).into_iter().map(str::trim);
            texts.into_iter().find(|text| !entry.dn.has_attribute(name, text)).unwrap_or_default()
        };
        let (street, code, town, state) = (text("street"), text("postalcode"), text("l"), text("st"));
        if [street, code, town, state].iter().all(|part| part.is_empty()) {
            return;
        }
        let state = if town.ends_with(state) { "" } else { state };
        let address = joined([street, &format!("{code} {town}"), state].into_iter());
        match street.is_empty() && code.is_empty() {
            true => record.add_fact(PLACE.get(self.lang), &address),
            false => record.add_contact("address", &address, ADDRESS.get(self.lang)),
        }
    }

    /// The values of an attribute: the user's language first, then those without a language.
    fn texts<'a>(&self, entry: &'a Entry<'_>, name: &str) -> Vec<&'a str> {
        let mut values: Vec<&AttributeValue> =
            entry.values.iter().filter(|value| value.attribute_type.name == name).collect();
        let is_user_lang =
            |value: &AttributeValue| value.lang.get(..2).and_then(Lang::from_name) == Some(self.lang);
        values.sort_by_key(|value| (!is_user_lang(value), !value.lang.is_empty()));
        values.into_iter().map(|value| &*value.text).collect()
    }

    fn add_attribute(&self, record: &mut Record, entry: &Entry, value: &AttributeValue) {
        let AttributeType { name, role, label, .. } = &*value.attribute_type;
        let label = label.as_ref().map_or(value.original_name, |label| label.get(self.lang));
        let text = value.text.trim();
        match *role {
            AttributeRole::Skipped => {}
            AttributeRole::Contact("address") => record.add_contact("address", &postal_address(text), label),
            AttributeRole::Contact(kind) => record.add_contact(kind, text, label),
            AttributeRole::Link => {
                let (url, name) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
                record.add_link(name, url);
            }
            AttributeRole::Relation => self.relate(record, label, text),
            AttributeRole::Name if has_name(record, text) => {}
            // Values in the distinguished name are not repeated.
            AttributeRole::Fact | AttributeRole::Name if entry.dn.has_attribute(name, text) => {}
            AttributeRole::Fact | AttributeRole::Name => record.add_fact(label, &one_line(text)),
            AttributeRole::Date => record.add_fact(label, &date(text)),
        }
    }

    fn relate(&self, record: &mut Record, label: &str, text: &str) {
        // A bit string may follow the name (RFC 4517, Name and Optional UID).
        let name =
            text.split_once("#'").filter(|(_, bits)| bits.ends_with("'B")).map_or(text, |(name, _)| name);
        let dn = Dn::new(name);
        let (shown, key) = dn.name_and_key();
        match self.id(key) {
            _ if dn.is_broken => record.add_named_relation(label, text),
            Some(id) => record.add_relation(label, id),
            None => record.add_relation(label, shown),
        }
    }
}

fn has_name(record: &Record, text: &str) -> bool {
    let mut other_names = record.other_names.iter().take(MAX_COMPARED_NAMES);
    let has = |name: &String| name == text || name.len() <= MAX_SEARCHED_NAME_BYTES && name.contains(text);
    has(&record.name) || record.acronym == text || other_names.any(has)
}

/// Adds another name, as the acronym if it looks like one.
fn add_other_name(record: &mut Record, name: &str, is_person: bool) {
    let is_same = |known: &String| is_same_name(known, name);
    if is_same(&record.name)
        || record.other_names.iter().take(MAX_COMPARED_NAMES).any(is_same)
        || is_same(&record.acronym)
    {
        return;
    }
    let is_short = name.len() < record.name.len() && crate::import::acronym::is_acronym(name);
    if is_short && !is_person && record.acronym.is_empty() {
        record.acronym = name.to_string();
    } else {
        record.other_names.push(name.to_string());
    }
}

/// Whether two names differ in case at most.
fn is_same_name(a: &str, b: &str) -> bool {
    // The lower case of a capital sigma depends on its place.
    let lower = |c: char| c.to_lowercase().map(|c| if c == 'ς' { 'σ' } else { c });
    a.chars().flat_map(lower).eq(b.chars().flat_map(lower))
}

/// Whether a class is that of persons. Active Directory derives its computers from its users, who are persons.
fn is_person(entry: &Entry) -> bool {
    let is_class = |value: &&AttributeValue| value.attribute_type.name == "objectclass";
    let mut is_person = false;
    for class in entry.values.iter().filter(is_class).map(|value| value.text.trim()) {
        let end = class.len().checked_sub("person".len()).and_then(|at| class.get(at..));
        is_person |= end.is_some_and(|end| end.eq_ignore_ascii_case("person"));
        if class.eq_ignore_ascii_case("computer") {
            return false;
        }
    }
    is_person
}

/// Collapses whitespace.
fn one_line(text: &str) -> String {
    if is_one_line(text) {
        return text.to_string();
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        line.push_str(if line.is_empty() { "" } else { " " });
        line.push_str(word);
    }
    line
}

fn joined<'a>(pieces: impl Iterator<Item = &'a str>) -> String {
    pieces.map(str::trim).filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A postal address, whose lines are separated by dollar signs (RFC 4517).
fn postal_address(text: &str) -> String {
    joined(text.split('$')).replace("\\24", "$").replace("\\5C", "\\").replace("\\5c", "\\")
}

/// Whether the only whitespace of a text is single blanks between words.
fn is_one_line(text: &str) -> bool {
    let mut is_after_word = false;
    for c in text.chars() {
        if c.is_whitespace() && (c != ' ' || !is_after_word) {
            return false;
        }
        is_after_word = c != ' ';
    }
    is_after_word
}

/// The date of a generalized time such as `20240131120000Z`.
fn date(time: &str) -> String {
    match (time.get(..4), time.get(4..6), time.get(6..8)) {
        (Some(year), Some(month), Some(day)) if time.as_bytes()[..8].iter().all(u8::is_ascii_digit) => {
            format!("{year}-{month}-{day}")
        }
        _ => time.to_string(),
    }
}

/// Attribute types of distinguished names that are readable names.
const NAME_TYPES: [&str; 6] = ["ou", "o", "cn", "l", "st", "c"];

const PLACE: Tr = Tr::new("lieu", "place");
const PERSON: Tr = Tr::new("personne", "person");

/// Object classes of units, most specific first.
const OBJECT_CLASSES: [(&str, Tr); 24] = [
    ("organizationalRole", Tr::new("fonction", "role")),
    ("groupOfNames", GROUP),
    ("groupOfUniqueNames", GROUP),
    ("groupOfMembers", GROUP),
    ("groupOfURLs", GROUP),
    ("posixGroup", GROUP),
    ("group", GROUP),
    ("organizationalUnit", Tr::new("unité", "unit")),
    ("organization", Tr::new("organisation", "organisation")),
    ("locality", PLACE),
    ("country", Tr::new("pays", "country")),
    ("room", Tr::new("salle", "room")),
    ("applicationProcess", APPLICATION),
    ("applicationEntity", APPLICATION),
    ("msDS-ManagedServiceAccount", ACCOUNT),
    ("msDS-GroupManagedServiceAccount", ACCOUNT),
    ("computer", DEVICE),
    ("device", DEVICE),
    ("account", ACCOUNT),
    ("nsView", Tr::new("vue", "view")),
    ("container", CONTAINER),
    ("nsContainer", CONTAINER),
    ("dcObject", DOMAIN),
    ("domain", DOMAIN),
];
const GROUP: Tr = Tr::new("groupe", "group");
const APPLICATION: Tr = Tr::new("application", "application");
const DEVICE: Tr = Tr::new("équipement", "device");
const ACCOUNT: Tr = Tr::new("compte", "account");
const CONTAINER: Tr = Tr::new("conteneur", "container");
const DOMAIN: Tr = Tr::new("domaine", "domain");
