//! The nodes of linked data: what their properties are called once prefixes and contexts are seen
//! through, what points to what, and which text is the one to read.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::value::RawValue;

use crate::formats::Gathering;
use crate::formats::json::Object;
use crate::json;
use crate::lang::Lang;
use crate::text::Printable;

/// What a property is to a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    Id,
    Name,
    OtherName,
    Notation,
    Kind,
    Summary,
    Mission,
    /// A text, or what is a fact where it reads `label: value`.
    Description,
    Note,
    Above,
    Below,
    Site,
    Post,
    Member,
    Link,
    Tie,
    Date,
    Source,
    Licence,
    Told,
}

/// Properties of ORG, SKOS, Dublin Core, RDFS, FOAF, vCard and schema.org, in small letters.
pub const KNOWN: [(&str, Use); 62] = [
    ("identifier", Use::Id),
    ("preflabel", Use::Name),
    ("label", Use::Name),
    ("name", Use::Name),
    ("legalname", Use::Name),
    ("title", Use::Name),
    ("altlabel", Use::OtherName),
    ("alternatename", Use::OtherName),
    ("hiddenlabel", Use::OtherName),
    ("notation", Use::Notation),
    ("acronym", Use::Notation),
    ("classification", Use::Kind),
    ("additionaltype", Use::Kind),
    ("abstract", Use::Summary),
    ("disambiguatingdescription", Use::Summary),
    ("slogan", Use::Summary),
    ("purpose", Use::Mission),
    ("description", Use::Description),
    ("definition", Use::Description),
    ("note", Use::Note),
    ("comment", Use::Note),
    ("scopenote", Use::Note),
    ("unitof", Use::Above),
    ("suborganizationof", Use::Above),
    ("parentorganization", Use::Above),
    ("hasunit", Use::Below),
    ("hassuborganization", Use::Below),
    ("suborganization", Use::Below),
    ("department", Use::Below),
    ("hassite", Use::Site),
    ("hasprimarysite", Use::Site),
    ("hasregisteredsite", Use::Site),
    ("siteaddress", Use::Site),
    ("contactpoint", Use::Site),
    ("address", Use::Site),
    ("hasaddress", Use::Site),
    ("email", Use::Site),
    ("hasemail", Use::Site),
    ("mbox", Use::Site),
    ("telephone", Use::Site),
    ("hastelephone", Use::Site),
    ("tel", Use::Site),
    ("phone", Use::Site),
    ("faxnumber", Use::Site),
    ("fax", Use::Site),
    ("haspost", Use::Post),
    ("hasmember", Use::Member),
    ("head", Use::Member),
    ("employee", Use::Member),
    ("member", Use::Member),
    ("homepage", Use::Link),
    ("url", Use::Link),
    ("hasurl", Use::Link),
    ("seealso", Use::Link),
    ("sameas", Use::Link),
    ("page", Use::Link),
    ("linkedto", Use::Tie),
    ("memberof", Use::Tie),
    ("date", Use::Date),
    ("source", Use::Source),
    ("license", Use::Licence),
    ("type", Use::Told),
];

/// A property by the last part of its name, as it is written, with what it is.
pub type Property<'a> = (String, Option<Use>, &'a RawValue);

/// What names stand for, and what stands beside each other in the document.
#[derive(Debug)]
pub struct Graph<'a> {
    /// Of the contexts.
    terms: HashMap<String, String>,
    pub nodes: HashMap<String, &'a RawValue>,
    pub lang: Lang,
}

impl<'a> Graph<'a> {
    pub fn new(lang: Lang) -> Self {
        Self { terms: HashMap::new(), nodes: HashMap::new(), lang }
    }

    /// Takes in the context of a document, and the nodes in it.
    pub fn document(&mut self, document: &'a RawValue, tops: &mut Vec<&'a RawValue>, into: &mut Gathering) {
        if let Some(list) = json::list(document) {
            return list.into_iter().for_each(|node| self.top(node, tops, into));
        }
        self.top(document, tops, into);
    }

    fn top(&mut self, value: &'a RawValue, tops: &mut Vec<&'a RawValue>, into: &mut Gathering) {
        let members = json::object(value).unwrap_or_default();
        for (_, context) in members.iter().filter(|(key, _)| key == "@context") {
            items(context).into_iter().for_each(|context| self.context(context, into));
        }
        let graphs: Vec<_> = members.iter().filter(|(key, _)| key == "@graph").collect();
        match graphs.is_empty() {
            true => tops.push(value),
            false => tops.extend(graphs.into_iter().flat_map(|(_, graph)| items(graph))),
        }
    }

    fn context(&mut self, context: &RawValue, into: &mut Gathering) {
        for (term, value) in json::object(context).unwrap_or_default() {
            let inner = || member(value, "@id").and_then(json::text).map(|id| id.into_owned());
            let Some(name) = json::text(value).map(|text| text.into_owned()).or_else(inner) else { continue };
            if term == "@language" {
                into.draft.head.lang.get_or_insert_with(|| Printable::new(&name));
            }
            self.terms.insert(term.into_owned(), name);
        }
    }

    /// Notes a node so that others may point to it.
    pub fn note(&mut self, node: &'a RawValue) {
        if let Some(id) = self.id_of(node) {
            self.nodes.entry(id).or_insert(node);
        }
    }

    pub fn id_of(&self, node: &RawValue) -> Option<String> {
        if node.get().starts_with('{') { self.id_among(&self.properties(node)) } else { None }
    }

    pub fn id_among(&self, properties: &[Property]) -> Option<String> {
        let id = properties.iter().find(|(name, ..)| name == "@id");
        id.and_then(|(_, _, value)| json::text(value)).map(|id| self.id(&id))
    }

    /// An id as it is shown: without the `#` of the document's own, without a prefix.
    pub fn id(&self, id: &str) -> String {
        let prefixed = id.split_once(':').filter(|(_, rest)| !rest.starts_with("//"));
        let known = prefixed.and_then(|(prefix, rest)| Some(self.terms.get(prefix)?.clone() + rest));
        match id.strip_prefix('#') {
            Some(own) => decoded(own),
            None => known.unwrap_or_else(|| id.to_string()),
        }
    }

    /// The last part of what a property is called.
    pub fn local(&self, key: &str) -> String {
        let name = self.terms.get(key).map_or(key, |name| name);
        name.rsplit(['#', '/', ':']).next().unwrap_or_default().to_string()
    }

    pub fn properties(&self, node: &'a RawValue) -> Vec<Property<'a>> {
        let members: Object = json::object(node).unwrap_or_default();
        let property = |(key, value): (Cow<str>, &'a RawValue)| {
            let name = self.local(&key);
            let small: String = name.to_ascii_lowercase().replace('-', "");
            let known = KNOWN.iter().find(|(known, _)| *known == small).map(|(_, what)| *what);
            (name, known, value)
        };
        members.into_iter().map(property).collect()
    }

    /// The node that a value points to, or the value itself.
    pub fn followed(&self, value: &'a RawValue) -> &'a RawValue {
        let lone = json::object(value).filter(|members| members.len() == 1);
        let id = lone.and_then(|_| self.id_of(value));
        id.and_then(|id| self.nodes.get(&id).copied()).unwrap_or(value)
    }

    /// The texts of a property, those in the user's language first and then those in none.
    pub fn texts(&self, value: &'a RawValue) -> Vec<String> {
        let mut texts = Vec::new();
        for item in items(value) {
            match json::object(item) {
                Some(map) if is_by_language(&map) => {
                    let said = |(lang, value): &(Cow<str>, &'a RawValue)| {
                        items(value)
                            .into_iter()
                            .map(|value| (lang.to_string(), self.called(value)))
                            .collect::<Vec<_>>()
                    };
                    texts.extend(map.iter().flat_map(said));
                }
                _ => {
                    let lang = member(item, "@language").and_then(json::text).unwrap_or_default();
                    texts.push((lang.into_owned(), self.called(item)));
                }
            }
        }
        let is_mine = |lang: &str| lang.get(..2).and_then(Lang::named) == Some(self.lang);
        texts.sort_by_key(|(lang, _)| (!is_mine(lang), !lang.is_empty()));
        texts.into_iter().map(|(_, text)| text).filter(|text| !text.trim().is_empty()).collect()
    }

    /// What to call a value: its text, its name, or its address.
    pub fn called(&self, value: &'a RawValue) -> String {
        if let Some(text) = json::text(value) {
            return text.trim().to_string();
        }
        let properties = self.properties(self.followed(value));
        let one = |wanted: &[&str]| {
            let found = wanted
                .iter()
                .filter_map(|name| properties.iter().find(|(known, ..)| known.eq_ignore_ascii_case(name)));
            found.filter_map(|(_, _, value)| plain(value)).collect::<Vec<_>>()
        };
        let first = |wanted: &[&str]| one(wanted).into_iter().next();
        let whole = first(&["@value", "prefLabel", "label", "name", "fn", "hasValue", "value"]);
        let parts = || {
            Some(one(&["given-name", "givenName", "family-name", "familyName"]).join(" "))
                .filter(|name| !name.is_empty())
        };
        whole.or_else(parts).or_else(|| first(&["title", "@id"])).unwrap_or_default()
    }
}

/// The plain text of a value or of the first in its list.
pub fn plain(value: &RawValue) -> Option<String> {
    let first = items(value).into_iter().next()?;
    let text = json::text(first).map(|text| text.into_owned());
    text.or_else(|| {
        ["@value", "@id"]
            .iter()
            .find_map(|key| member(first, key).and_then(json::text).map(|text| text.into_owned()))
    })
}

/// The values of a list, those of `@list` and `@set` too, or one alone.
pub fn items(value: &RawValue) -> Vec<&RawValue> {
    let list = |value| json::list(value).unwrap_or_else(|| vec![value]);
    list(unwrapped(value)).into_iter().flat_map(|item| list(unwrapped(item))).collect()
}

fn unwrapped(value: &RawValue) -> &RawValue {
    let start = value.get().trim_start_matches(['{', ' ', '\t', '\r', '\n']);
    let key =
        ["@list", "@set"].into_iter().find(|key| start.get(1..).is_some_and(|start| start.starts_with(key)));
    key.and_then(|key| member(value, key)).unwrap_or(value)
}

pub fn member<'a>(value: &'a RawValue, wanted: &str) -> Option<&'a RawValue> {
    let members = if value.get().starts_with('{') { json::object(value)? } else { return None };
    members.into_iter().find(|(key, _)| key == wanted).map(|(_, value)| value)
}

/// Whether the keys are those of languages: `{"fr": "Ville", "en": "Town"}`.
fn is_by_language(members: &Object) -> bool {
    let is_lang = |key: &str| {
        key.split('-')
            .next()
            .is_some_and(|lang| (2..=3).contains(&lang.len()) && lang.bytes().all(|b| b.is_ascii_lowercase()))
    };
    !members.is_empty() && members.iter().all(|(key, value)| is_lang(key) && json::texts(value).is_some())
}

/// The text with what stands for octets as these.
pub fn decoded(text: &str) -> String {
    let (bytes, mut at, mut decoded) = (text.as_bytes(), 0, Vec::with_capacity(text.len()));
    while let Some(&byte) = bytes.get(at) {
        let digits = bytes.get(at + 1..at + 3).and_then(|digits| std::str::from_utf8(digits).ok());
        let octet = digits.filter(|_| byte == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(octet.unwrap_or(byte));
        at += if octet.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}
