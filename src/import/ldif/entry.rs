//! Converts LDAP entries to units: parents, names, contacts, facts and relations (RFC 4519, RFC
//! 4524, RFC 2798). Secrets, keys, images and operational attributes are never kept.

use std::collections::HashMap;

use crate::import::record::Record;
use crate::lang::{Lang, Tr};

use super::dn::Dn;

/// Limit of names compared when looking for duplicates.
const MAX_COMPARED_NAMES: usize = 64;

/// An LDAP entry.
#[derive(Debug)]
pub struct Entry {
    pub dn: Dn,
    /// Without private attributes.
    pub values: Vec<AttributeValue>,
}

#[derive(Debug)]
pub struct AttributeValue {
    /// The short name of the attribute, in lower case.
    pub name: String,
    pub original_name: String,
    /// Language tag, empty if there is none.
    pub lang: String,
    pub text: String,
}

/// The index of all entries.
#[derive(Debug)]
pub struct EntryIndex {
    /// Display names by comparison key.
    ids: HashMap<String, String>,
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
            self.ids.insert(key.to_string(), shown.to_string());
        }
    }

    /// Converts an entry to a record below its nearest existing ancestor. Also returns the name of
    /// its parent if that is missing below an existing ancestor.
    pub fn record(&self, entry: &Entry) -> (Record, Option<String>) {
        let ancestor = entry.dn.ancestors().find_map(|(_, key)| self.ids.get(key));
        let parent = entry.dn.ancestors().next().filter(|(_, key)| !self.ids.contains_key(*key));
        let missing = ancestor.and(parent).map(|(shown, _)| shown.to_string());
        let (shown, key) = entry.dn.name_and_key();
        let mut record = Record::new(self.ids.get(key).map_or(shown, |id| id));
        record.parents.extend(ancestor.cloned());
        self.fill(&mut record, entry);
        (record, missing)
    }

    fn fill(&self, record: &mut Record, entry: &Entry) {
        record.kind = self.kind(entry);
        let is_person = is_person(entry);
        self.set_names(record, entry, is_person);
        self.set_description(record, entry);
        self.set_address(record, entry);
        let rank = |value: &&AttributeValue| {
            ATTRIBUTES.iter().position(|(name, ..)| *name == value.name).unwrap_or(ATTRIBUTES.len())
        };
        let mut values: Vec<&AttributeValue> = entry.values.iter().collect();
        values.sort_by_key(rank);
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
        let state = if town.ends_with(state) { "" } else { state };
        let address = joined([street, &format!("{code} {town}"), state].into_iter());
        match street.is_empty() && code.is_empty() {
            true => record.add_fact(PLACE.get(self.lang), &address),
            false => record.add_contact("address", &address, ADDRESS.get(self.lang)),
        }
    }

    /// The values of an attribute: the user's language first, then those without a language.
    fn texts<'a>(&self, entry: &'a Entry, name: &str) -> Vec<&'a str> {
        let mut values: Vec<&AttributeValue> =
            entry.values.iter().filter(|value| value.name == name).collect();
        let is_user_lang =
            |value: &AttributeValue| value.lang.get(..2).and_then(Lang::from_name) == Some(self.lang);
        values.sort_by_key(|value| (!is_user_lang(value), !value.lang.is_empty()));
        values.into_iter().map(|value| &*value.text).collect()
    }

    fn add_attribute(&self, record: &mut Record, entry: &Entry, value: &AttributeValue) {
        let known = ATTRIBUTES.iter().find(|(name, ..)| *name == value.name);
        let label = known.map_or(&*value.original_name, |(_, _, label)| label.get(self.lang));
        let text = value.text.trim();
        match known.map_or(AttributeRole::Fact, |(_, role, _)| *role) {
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
            AttributeRole::Fact | AttributeRole::Name if entry.dn.has_attribute(&value.name, text) => {}
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
        match self.ids.get(key) {
            _ if dn.is_broken => record.add_named_relation(label, text),
            Some(id) => record.add_relation(label, id),
            None => record.add_relation(label, shown),
        }
    }
}

fn has_name(record: &Record, text: &str) -> bool {
    let mut other_names = record.other_names.iter().take(MAX_COMPARED_NAMES);
    record.name.contains(text) || record.acronym == text || other_names.any(|name| name.contains(text))
}

/// Adds another name, as the acronym if it looks like one.
fn add_other_name(record: &mut Record, name: &str, is_person: bool) {
    let is_same = |known: &String| known.to_lowercase() == name.to_lowercase();
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

fn is_person(entry: &Entry) -> bool {
    let classes = entry.values.iter().filter(|value| value.name == "objectclass");
    classes.into_iter().any(|class| class.text.trim().to_ascii_lowercase().ends_with("person"))
}

/// Collapses whitespace.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn joined<'a>(pieces: impl Iterator<Item = &'a str>) -> String {
    pieces.map(str::trim).filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A postal address, whose lines are separated by dollar signs (RFC 4517).
fn postal_address(text: &str) -> String {
    joined(text.split('$')).replace("\\24", "$").replace("\\5C", "\\").replace("\\5c", "\\")
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

/// Whether an attribute is never shown: secrets, keys, images, access rules and operational
/// attributes.
pub fn is_private(name: &str) -> bool {
    PRIVATE_ATTRIBUTES.contains(&name)
        || PRIVATE_PREFIXES.iter().any(|start| name.starts_with(start))
        || PRIVATE_SUFFIXES.iter().any(|end| name.ends_with(end))
        || PRIVATE_SUBSTRINGS.iter().any(|part| name.contains(part))
}

const PRIVATE_ATTRIBUTES: [&str; 25] = [
    "aci",
    "audio",
    "authorityrevocationlist",
    "certificaterevocationlist",
    "deltarevocationlist",
    "userpkcs12",
    "thumbnaillogo",
    "userpin",
    "ipauniqueid",
    "dscorepropagationdata",
    "instancetype",
    "objectcategory",
    "objectguid",
    "objectsid",
    "structuralobjectclass",
    "subschemasubentry",
    "hassubordinates",
    "numsubordinates",
    "creatorsname",
    "modifiersname",
    "distinguishedname",
    "ntsecuritydescriptor",
    "logonhours",
    "gecos",
    "contextcsn",
];
const PRIVATE_PREFIXES: [&str; 9] =
    ["ns", "pwd", "krb", "samba", "entry", "usn", "olc", "shadow", "userparam"];
const PRIVATE_SUFFIXES: [&str; 3] = ["key", "keys", "pw"];
const PRIVATE_SUBSTRINGS: [&str; 10] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "credential",
    "certificate",
    "photo",
    "hash",
    "private",
];

/// Which field of a unit an attribute fills.
#[derive(Clone, Copy, Debug)]
enum AttributeRole {
    /// Read elsewhere: in the name, the kind, the summary or the address.
    Skipped,
    Contact(&'static str),
    Link,
    Relation,
    /// A fact, unless the unit's name contains it.
    Name,
    Fact,
    Date,
}

/// Attribute types of distinguished names that are readable names.
const NAME_TYPES: [&str; 6] = ["ou", "o", "cn", "l", "st", "c"];

const NO_LABEL: Tr = Tr::new("", "");
const ADDRESS: Tr = Tr::new("adresse", "address");
const PLACE: Tr = Tr::new("lieu", "place");
const MEMBER: Tr = Tr::new("membre", "member");
const PERSON: Tr = Tr::new("personne", "person");

/// Object classes of units, most specific first.
const OBJECT_CLASSES: [(&str, Tr); 22] = [
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
    ("computer", DEVICE),
    ("device", DEVICE),
    ("account", Tr::new("compte", "account")),
    ("nsView", Tr::new("vue", "view")),
    ("container", CONTAINER),
    ("nsContainer", CONTAINER),
    ("dcObject", DOMAIN),
    ("domain", DOMAIN),
];
const GROUP: Tr = Tr::new("groupe", "group");
const APPLICATION: Tr = Tr::new("application", "application");
const DEVICE: Tr = Tr::new("équipement", "device");
const CONTAINER: Tr = Tr::new("conteneur", "container");
const DOMAIN: Tr = Tr::new("domaine", "domain");

/// Roles and labels of attributes, in card order.
const ATTRIBUTES: [(&str, AttributeRole, Tr); 56] = [
    ("objectclass", AttributeRole::Skipped, NO_LABEL),
    ("displayname", AttributeRole::Skipped, NO_LABEL),
    ("description", AttributeRole::Skipped, NO_LABEL),
    ("title", AttributeRole::Skipped, NO_LABEL),
    ("street", AttributeRole::Skipped, NO_LABEL),
    ("postalcode", AttributeRole::Skipped, NO_LABEL),
    ("cn", AttributeRole::Skipped, NO_LABEL),
    ("dc", AttributeRole::Skipped, NO_LABEL),
    ("name", AttributeRole::Skipped, NO_LABEL),
    ("l", AttributeRole::Skipped, NO_LABEL),
    ("st", AttributeRole::Skipped, NO_LABEL),
    ("sn", AttributeRole::Name, Tr::new("nom", "surname")),
    ("givenname", AttributeRole::Name, Tr::new("prénom", "given name")),
    ("ou", AttributeRole::Name, Tr::new("unité", "unit")),
    ("o", AttributeRole::Name, Tr::new("organisation", "organisation")),
    ("mail", AttributeRole::Contact("email"), Tr::new("courriel", "email")),
    ("telephonenumber", AttributeRole::Contact("voice"), Tr::new("téléphone", "telephone")),
    ("mobile", AttributeRole::Contact("cell"), Tr::new("mobile", "mobile")),
    ("facsimiletelephonenumber", AttributeRole::Contact("fax"), Tr::new("télécopie", "fax")),
    ("homephone", AttributeRole::Contact("voice"), Tr::new("domicile", "home")),
    ("pager", AttributeRole::Contact("pager"), Tr::new("messagerie de poche", "pager")),
    ("ipphone", AttributeRole::Contact("voice"), Tr::new("téléphone IP", "IP telephone")),
    ("postaladdress", AttributeRole::Contact("address"), ADDRESS),
    ("registeredaddress", AttributeRole::Contact("address"), Tr::new("siège", "registered address")),
    ("homepostaladdress", AttributeRole::Contact("address"), Tr::new("domicile", "home")),
    ("labeleduri", AttributeRole::Link, NO_LABEL),
    ("url", AttributeRole::Link, NO_LABEL),
    ("wwwhomepage", AttributeRole::Link, NO_LABEL),
    ("homepage", AttributeRole::Link, NO_LABEL),
    ("manager", AttributeRole::Relation, Tr::new("responsable", "manager")),
    ("secretary", AttributeRole::Relation, Tr::new("secrétaire", "secretary")),
    ("assistant", AttributeRole::Relation, Tr::new("assistant", "assistant")),
    ("seealso", AttributeRole::Relation, Tr::new("voir aussi", "see also")),
    ("owner", AttributeRole::Relation, Tr::new("propriétaire", "owner")),
    ("member", AttributeRole::Relation, MEMBER),
    ("uniquemember", AttributeRole::Relation, MEMBER),
    ("memberuid", AttributeRole::Relation, MEMBER),
    ("memberof", AttributeRole::Relation, Tr::new("membre de", "member of")),
    ("managedby", AttributeRole::Relation, Tr::new("géré par", "managed by")),
    ("directreports", AttributeRole::Relation, Tr::new("encadre", "manages")),
    ("roleoccupant", AttributeRole::Relation, Tr::new("titulaire", "holder")),
    ("associatedname", AttributeRole::Relation, Tr::new("associé à", "associated with")),
    ("aliasedobjectname", AttributeRole::Relation, Tr::new("autre nom de", "other name of")),
    ("uid", AttributeRole::Fact, Tr::new("identifiant", "login")),
    ("roomnumber", AttributeRole::Fact, Tr::new("bureau", "room")),
    ("physicaldeliveryofficename", AttributeRole::Fact, Tr::new("bureau", "office")),
    ("employeetype", AttributeRole::Fact, Tr::new("emploi", "employment")),
    ("employeenumber", AttributeRole::Fact, Tr::new("matricule", "employee number")),
    ("departmentnumber", AttributeRole::Fact, Tr::new("service", "department")),
    ("department", AttributeRole::Fact, Tr::new("service", "department")),
    ("businesscategory", AttributeRole::Fact, Tr::new("domaine", "business")),
    ("preferredlanguage", AttributeRole::Fact, Tr::new("langue", "language")),
    ("associateddomain", AttributeRole::Fact, Tr::new("domaine Internet", "Internet domain")),
    ("postofficebox", AttributeRole::Fact, Tr::new("boîte postale", "post office box")),
    ("createtimestamp", AttributeRole::Date, Tr::new("créé le", "created")),
    ("modifytimestamp", AttributeRole::Date, Tr::new("modifié le", "changed")),
];
