//! What the entries of an LDAP directory say, as units: where each hangs, what it is called, which
//! attribute is a telephone, a figure or a tie to another entry (RFC 4519, RFC 4524, RFC 2798).
//! Secrets, keys, images and what only the server needs are never kept.

use std::collections::HashMap;

use super::dn::Dn;
use super::record::Record;
use crate::lang::{Lang, Tr};

/// So many other names are looked at for one that is there already.
const MANY: usize = 64;

/// An entry of a directory.
#[derive(Debug)]
pub struct Entry {
    pub dn: Dn,
    /// None of a private attribute.
    pub values: Vec<Value>,
}

#[derive(Debug)]
pub struct Value {
    /// The short name of its attribute in small letters.
    pub name: String,
    pub written: String,
    /// Empty where none is told.
    pub lang: String,
    pub text: String,
}

/// The entries that there are.
#[derive(Debug)]
pub struct Directory {
    /// By their names as LDAP compares them, their names as they are shown.
    ids: HashMap<String, String>,
    lang: Lang,
}

impl Directory {
    pub fn new(lang: Lang) -> Self {
        Self { ids: HashMap::new(), lang }
    }

    /// Notes that there is an entry, before any is made a record.
    pub fn meet(&mut self, dn: &Dn) {
        let (shown, key) = dn.whole();
        if !self.ids.contains_key(key) {
            self.ids.insert(key.to_string(), shown.to_string());
        }
    }

    /// The entry as a record, below the nearest entry that there is, and the name of the one
    /// that is missing between the two.
    pub fn record(&self, entry: &Entry) -> (Record, Option<String>) {
        let above = entry.dn.above().find_map(|(_, key)| self.ids.get(key));
        let parent = entry.dn.above().next().filter(|(_, key)| !self.ids.contains_key(*key));
        let missing = above.and(parent).map(|(shown, _)| shown.to_string());
        let (shown, key) = entry.dn.whole();
        let mut record = Record::new(self.ids.get(key).map_or(shown, |id| id));
        record.parents.extend(above.cloned());
        self.fill(&mut record, entry);
        (record, missing)
    }

    fn fill(&self, record: &mut Record, entry: &Entry) {
        record.kind = self.kind(entry);
        let is_person = is_person(entry);
        self.call(record, entry, is_person);
        self.describe(record, entry);
        self.place(record, entry);
        let rank =
            |value: &&Value| KNOWN.iter().position(|(name, ..)| *name == value.name).unwrap_or(KNOWN.len());
        let mut values: Vec<&Value> = entry.values.iter().collect();
        values.sort_by_key(rank);
        values.into_iter().for_each(|value| self.tell(record, entry, value));
    }

    /// The kind, in words where its classes are known.
    fn kind(&self, entry: &Entry) -> String {
        let classes = self.said(entry, "objectclass");
        if is_person(entry) {
            return PERSON.get(self.lang).to_string();
        }
        let known = CLASSES.iter().find(|(class, _)| classes.iter().any(|c| c.eq_ignore_ascii_case(class)));
        let other = || classes.iter().rfind(|class| !class.eq_ignore_ascii_case("top"));
        match known {
            Some((_, word)) => word.get(self.lang).to_string(),
            None => other().unwrap_or(&"").to_string(),
        }
    }

    /// Its name: the one to display, else the one in its distinguished name unless that is only
    /// for machines.
    fn call(&self, record: &mut Record, entry: &Entry, is_person: bool) {
        let named = entry.dn.first.iter().find(|(kind, _)| NAMING.contains(&&**kind));
        let others: &[&str] = match named {
            Some((kind, _)) => &[kind, "cn"],
            None if is_person => &["cn"],
            None => &["o", "cn", "ou"],
        };
        let mut names = self.said(entry, "displayname");
        names.extend(named.map(|(_, value)| &**value));
        names.extend(others.iter().flat_map(|other| self.said(entry, other)));
        names.extend(entry.dn.first.first().map(|(_, value)| &**value));
        let mut names = names.into_iter().map(str::trim).filter(|name| !name.is_empty());
        record.name = names.next().unwrap_or_default().to_string();
        for name in names {
            other_name(record, name, is_person);
        }
        if named.is_none() {
            // The word for machines is in the id.
            record.other_names.retain(|name| !entry.dn.first.iter().any(|(_, value)| value == name));
        }
    }

    /// What it is for: its title, if it has one, is the short of it.
    fn describe(&self, record: &mut Record, entry: &Entry) {
        let mut said = self.said(entry, "title");
        said.extend(self.said(entry, "description"));
        let mut said = said.into_iter().map(spaced);
        record.summary = said.next().unwrap_or_default();
        record.missions = said.collect();
    }

    /// The address, where it comes in pieces; without a street it is only a place.
    fn place(&self, record: &mut Record, entry: &Entry) {
        let one = |name| {
            let said = self.said(entry, name).into_iter().map(str::trim);
            said.into_iter().find(|text| !entry.dn.holds(name, text)).unwrap_or_default()
        };
        let (street, code, town, state) = (one("street"), one("postalcode"), one("l"), one("st"));
        let state = if town.ends_with(state) { "" } else { state };
        let place = listed([street, &format!("{code} {town}"), state].into_iter());
        match street.is_empty() && code.is_empty() {
            true => record.fact(PLACE.get(self.lang), &place),
            false => record.contact("address", &place, ADDRESS.get(self.lang)),
        }
    }

    /// The values of an attribute, those in the user's language first and then those in none.
    fn said<'a>(&self, entry: &'a Entry, name: &str) -> Vec<&'a str> {
        let mut values: Vec<&Value> = entry.values.iter().filter(|value| value.name == name).collect();
        let is_mine = |value: &Value| value.lang.get(..2).and_then(Lang::named) == Some(self.lang);
        values.sort_by_key(|value| (!is_mine(value), !value.lang.is_empty()));
        values.into_iter().map(|value| &*value.text).collect()
    }

    fn tell(&self, record: &mut Record, entry: &Entry, value: &Value) {
        let known = KNOWN.iter().find(|(name, ..)| *name == value.name);
        let label = known.map_or(&*value.written, |(_, _, label)| label.get(self.lang));
        let text = value.text.trim();
        match known.map_or(Use::Fact, |(_, what, _)| *what) {
            Use::Told => {}
            Use::Contact("address") => record.contact("address", &lines(text), label),
            Use::Contact(kind) => record.contact(kind, text, label),
            Use::Link => {
                let (url, name) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
                record.link(name, url);
            }
            Use::Tie => self.tie(record, label, text),
            Use::Name if is_called(record, text) => {}
            // What its place says is not said again.
            Use::Fact | Use::Name if entry.dn.holds(&value.name, text) => {}
            Use::Fact | Use::Name => record.fact(label, &spaced(text)),
            Use::Date => record.fact(label, &date(text)),
        }
    }

    fn tie(&self, record: &mut Record, label: &str, text: &str) {
        // A name may be followed by a bit string (RFC 4517, Name and Optional UID).
        let name =
            text.split_once("#'").filter(|(_, bits)| bits.ends_with("'B")).map_or(text, |(name, _)| name);
        let dn = Dn::new(name);
        let (shown, key) = dn.whole();
        match self.ids.get(key) {
            _ if dn.is_broken => record.tie_to_name(label, text),
            Some(id) => record.tie(label, id),
            None => record.tie(label, shown),
        }
    }
}

fn is_called(record: &Record, text: &str) -> bool {
    let mut others = record.other_names.iter().take(MANY);
    record.name.contains(text) || record.acronym == text || others.any(|name| name.contains(text))
}

/// Keeps another name: as the acronym where it looks like one.
fn other_name(record: &mut Record, name: &str, is_person: bool) {
    let is_same = |known: &String| known.to_lowercase() == name.to_lowercase();
    if is_same(&record.name) || record.other_names.iter().take(MANY).any(is_same) || is_same(&record.acronym)
    {
        return;
    }
    let is_short = name.len() < record.name.len() && super::acronym::is_one(name);
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

/// A text in one line.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn listed<'a>(pieces: impl Iterator<Item = &'a str>) -> String {
    pieces.map(str::trim).filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A postal address, whose lines a dollar parts (RFC 4517).
fn lines(text: &str) -> String {
    listed(text.split('$')).replace("\\24", "$").replace("\\5C", "\\").replace("\\5c", "\\")
}

/// The day of a time such as `20240131120000Z`.
fn date(time: &str) -> String {
    match (time.get(..4), time.get(4..6), time.get(6..8)) {
        (Some(year), Some(month), Some(day)) if time.as_bytes()[..8].iter().all(u8::is_ascii_digit) => {
            format!("{year}-{month}-{day}")
        }
        _ => time.to_string(),
    }
}

/// Whether what an attribute holds is for nobody to see: a secret, a key, an image, a rule of
/// access, or what only the server works with.
pub fn is_private(name: &str) -> bool {
    PRIVATE.contains(&name)
        || PRIVATE_STARTS.iter().any(|start| name.starts_with(start))
        || PRIVATE_ENDS.iter().any(|end| name.ends_with(end))
        || PRIVATE_PARTS.iter().any(|part| name.contains(part))
}

const PRIVATE: [&str; 25] = [
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
const PRIVATE_STARTS: [&str; 9] = ["ns", "pwd", "krb", "samba", "entry", "usn", "olc", "shadow", "userparam"];
const PRIVATE_ENDS: [&str; 3] = ["key", "keys", "pw"];
const PRIVATE_PARTS: [&str; 10] = [
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

/// What is made of an attribute.
#[derive(Clone, Copy, Debug)]
enum Use {
    /// Nothing here: it is told in the name, the kind, the summary or the address.
    Told,
    Contact(&'static str),
    Link,
    Tie,
    /// A fact, unless the name of the unit holds it.
    Name,
    Fact,
    Date,
}

/// The types of a distinguished name that people use as names.
const NAMING: [&str; 6] = ["ou", "o", "cn", "l", "st", "c"];

const NONE: Tr = Tr::new("", "");
const ADDRESS: Tr = Tr::new("adresse", "address");
const PLACE: Tr = Tr::new("lieu", "place");
const MEMBER: Tr = Tr::new("membre", "member");
const PERSON: Tr = Tr::new("personne", "person");

/// The classes of entries that are no persons, those that say most first.
const CLASSES: [(&str, Tr); 22] = [
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

/// What attributes are, in the order in which a card tells them.
const KNOWN: [(&str, Use, Tr); 56] = [
    ("objectclass", Use::Told, NONE),
    ("displayname", Use::Told, NONE),
    ("description", Use::Told, NONE),
    ("title", Use::Told, NONE),
    ("street", Use::Told, NONE),
    ("postalcode", Use::Told, NONE),
    ("cn", Use::Told, NONE),
    ("dc", Use::Told, NONE),
    ("name", Use::Told, NONE),
    ("l", Use::Told, NONE),
    ("st", Use::Told, NONE),
    ("sn", Use::Name, Tr::new("nom", "surname")),
    ("givenname", Use::Name, Tr::new("prénom", "given name")),
    ("ou", Use::Name, Tr::new("unité", "unit")),
    ("o", Use::Name, Tr::new("organisation", "organisation")),
    ("mail", Use::Contact("email"), Tr::new("courriel", "email")),
    ("telephonenumber", Use::Contact("voice"), Tr::new("téléphone", "telephone")),
    ("mobile", Use::Contact("cell"), Tr::new("mobile", "mobile")),
    ("facsimiletelephonenumber", Use::Contact("fax"), Tr::new("télécopie", "fax")),
    ("homephone", Use::Contact("voice"), Tr::new("domicile", "home")),
    ("pager", Use::Contact("pager"), Tr::new("messagerie de poche", "pager")),
    ("ipphone", Use::Contact("voice"), Tr::new("téléphone IP", "IP telephone")),
    ("postaladdress", Use::Contact("address"), ADDRESS),
    ("registeredaddress", Use::Contact("address"), Tr::new("siège", "registered address")),
    ("homepostaladdress", Use::Contact("address"), Tr::new("domicile", "home")),
    ("labeleduri", Use::Link, NONE),
    ("url", Use::Link, NONE),
    ("wwwhomepage", Use::Link, NONE),
    ("homepage", Use::Link, NONE),
    ("manager", Use::Tie, Tr::new("responsable", "manager")),
    ("secretary", Use::Tie, Tr::new("secrétaire", "secretary")),
    ("assistant", Use::Tie, Tr::new("assistant", "assistant")),
    ("seealso", Use::Tie, Tr::new("voir aussi", "see also")),
    ("owner", Use::Tie, Tr::new("propriétaire", "owner")),
    ("member", Use::Tie, MEMBER),
    ("uniquemember", Use::Tie, MEMBER),
    ("memberuid", Use::Tie, MEMBER),
    ("memberof", Use::Tie, Tr::new("membre de", "member of")),
    ("managedby", Use::Tie, Tr::new("géré par", "managed by")),
    ("directreports", Use::Tie, Tr::new("encadre", "manages")),
    ("roleoccupant", Use::Tie, Tr::new("titulaire", "holder")),
    ("associatedname", Use::Tie, Tr::new("associé à", "associated with")),
    ("aliasedobjectname", Use::Tie, Tr::new("autre nom de", "other name of")),
    ("uid", Use::Fact, Tr::new("identifiant", "login")),
    ("roomnumber", Use::Fact, Tr::new("bureau", "room")),
    ("physicaldeliveryofficename", Use::Fact, Tr::new("bureau", "office")),
    ("employeetype", Use::Fact, Tr::new("emploi", "employment")),
    ("employeenumber", Use::Fact, Tr::new("matricule", "employee number")),
    ("departmentnumber", Use::Fact, Tr::new("service", "department")),
    ("department", Use::Fact, Tr::new("service", "department")),
    ("businesscategory", Use::Fact, Tr::new("domaine", "business")),
    ("preferredlanguage", Use::Fact, Tr::new("langue", "language")),
    ("associateddomain", Use::Fact, Tr::new("domaine Internet", "Internet domain")),
    ("postofficebox", Use::Fact, Tr::new("boîte postale", "post office box")),
    ("createtimestamp", Use::Date, Tr::new("créé le", "created")),
    ("modifytimestamp", Use::Date, Tr::new("modifié le", "changed")),
];
