//! The nodes of a JSON-LD document: expands prefixes and context terms, resolves references, and
//! selects texts by language.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

use serde_json::value::RawValue;

use crate::import::json::RawMembers;
use crate::import::record_sink::RecordSink;
use crate::json;
use crate::lang::Lang;
use crate::text::Printable;

/// Which field of a unit a property fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropertyRole {
    Id,
    Name,
    OtherName,
    Notation,
    Kind,
    Summary,
    Mission,
    /// A text, or a fact if it has the form `label: value`.
    Description,
    Note,
    Parent,
    Child,
    Site,
    Post,
    Member,
    Link,
    Relation,
    Date,
    Source,
    Licence,
    Skipped,
}

/// Properties of ORG, SKOS, Dublin Core, RDFS, FOAF, vCard and schema.org, in lower case.
pub const PROPERTIES: [(&str, PropertyRole); 62] = [
    ("identifier", PropertyRole::Id),
    ("preflabel", PropertyRole::Name),
    ("label", PropertyRole::Name),
    ("name", PropertyRole::Name),
    ("legalname", PropertyRole::Name),
    ("title", PropertyRole::Name),
    ("altlabel", PropertyRole::OtherName),
    ("alternatename", PropertyRole::OtherName),
    ("hiddenlabel", PropertyRole::OtherName),
    ("notation", PropertyRole::Notation),
    ("acronym", PropertyRole::Notation),
    ("classification", PropertyRole::Kind),
    ("additionaltype", PropertyRole::Kind),
    ("abstract", PropertyRole::Summary),
    ("disambiguatingdescription", PropertyRole::Summary),
    ("slogan", PropertyRole::Summary),
    ("purpose", PropertyRole::Mission),
    ("description", PropertyRole::Description),
    ("definition", PropertyRole::Description),
    ("note", PropertyRole::Note),
    ("comment", PropertyRole::Note),
    ("scopenote", PropertyRole::Note),
    ("unitof", PropertyRole::Parent),
    ("suborganizationof", PropertyRole::Parent),
    ("parentorganization", PropertyRole::Parent),
    ("hasunit", PropertyRole::Child),
    ("hassuborganization", PropertyRole::Child),
    ("suborganization", PropertyRole::Child),
    ("department", PropertyRole::Child),
    ("hassite", PropertyRole::Site),
    ("hasprimarysite", PropertyRole::Site),
    ("hasregisteredsite", PropertyRole::Site),
    ("siteaddress", PropertyRole::Site),
    ("contactpoint", PropertyRole::Site),
    ("address", PropertyRole::Site),
    ("hasaddress", PropertyRole::Site),
    ("email", PropertyRole::Site),
    ("hasemail", PropertyRole::Site),
    ("mbox", PropertyRole::Site),
    ("telephone", PropertyRole::Site),
    ("hastelephone", PropertyRole::Site),
    ("tel", PropertyRole::Site),
    ("phone", PropertyRole::Site),
    ("faxnumber", PropertyRole::Site),
    ("fax", PropertyRole::Site),
    ("haspost", PropertyRole::Post),
    ("hasmember", PropertyRole::Member),
    ("head", PropertyRole::Member),
    ("employee", PropertyRole::Member),
    ("member", PropertyRole::Member),
    ("homepage", PropertyRole::Link),
    ("url", PropertyRole::Link),
    ("hasurl", PropertyRole::Link),
    ("seealso", PropertyRole::Link),
    ("sameas", PropertyRole::Link),
    ("page", PropertyRole::Link),
    ("linkedto", PropertyRole::Relation),
    ("memberof", PropertyRole::Relation),
    ("date", PropertyRole::Date),
    ("source", PropertyRole::Source),
    ("license", PropertyRole::Licence),
    ("type", PropertyRole::Skipped),
];

/// The parts of a person's name, in the order in which they are written.
const NAME_PARTS: [&str; 7] = [
    "honorific-prefix",
    "honorificPrefix",
    "given-name",
    "givenName",
    "additional-name",
    "family-name",
    "familyName",
];

/// What a context gives to a term, at most: as a prefix it is repeated.
const MAX_TERM_BYTES: usize = 500;
/// The texts of a property, at most: several references may lead to the same text.
const MAX_TEXTS_BYTES: usize = 64 << 20;

/// A property: last segment of its name, its role if known, and its value.
pub type Property<'a> = (Cow<'a, str>, Option<PropertyRole>, &'a RawValue);

/// Context terms and top-level nodes of a document.
#[derive(Debug)]
pub struct Graph<'a> {
    /// Terms and prefixes of the contexts.
    terms: HashMap<String, String>,
    pub nodes: HashMap<String, &'a RawValue>,
    /// The places of the top-level nodes that are units.
    pub units: HashSet<usize>,
    /// Nodes that are no units and name their unit, by its id, with what they are for it.
    pub owned: HashMap<String, Vec<(PropertyRole, &'a RawValue)>>,
    pub lang: Lang,
    /// The places of the values that were read for the current unit.
    read: RefCell<HashSet<usize>>,
    /// The top-level nodes that the current unit refers to.
    pub reached: RefCell<Vec<&'a RawValue>>,
    /// Whether references repeat too much text.
    pub is_excessive: Cell<bool>,
}

impl<'a> Graph<'a> {
    pub fn new(lang: Lang) -> Self {
        Self {
            terms: HashMap::new(),
            nodes: HashMap::new(),
            units: HashSet::new(),
            owned: HashMap::new(),
            lang,
            read: RefCell::default(),
            reached: RefCell::default(),
            is_excessive: Cell::default(),
        }
    }

    /// Forgets what was read for the unit before.
    pub fn start_unit(&self) {
        self.read.borrow_mut().clear();
        self.reached.borrow_mut().clear();
    }

    /// Notes that a value is on the card of the current unit.
    pub fn mark_read(&self, value: &RawValue) {
        self.read.borrow_mut().insert(place(value));
    }

    pub fn is_read(&self, value: &RawValue) -> bool {
        self.read.borrow().contains(&place(value))
    }

    /// Reads the contexts of a document and collects its top-level nodes.
    pub fn read_document(
        &mut self,
        document: &'a RawValue,
        roots: &mut Vec<&'a RawValue>,
        sink: &mut RecordSink,
    ) {
        if let Some(list) = json::list(document) {
            return list.into_iter().for_each(|node| self.read_root(node, roots, sink));
        }
        self.read_root(document, roots, sink);
    }

    fn read_root(&mut self, value: &'a RawValue, roots: &mut Vec<&'a RawValue>, sink: &mut RecordSink) {
        let members = json::object(value).unwrap_or_default();
        for (_, context) in members.iter().filter(|(key, _)| key == "@context") {
            items(context).into_iter().for_each(|context| self.read_context(context, sink));
        }
        let graphs: Vec<_> = members.iter().filter(|(key, _)| key == "@graph").collect();
        match graphs.is_empty() {
            true => roots.push(value),
            false => roots.extend(graphs.into_iter().flat_map(|(_, graph)| items(graph))),
        }
    }

    fn read_context(&mut self, context: &RawValue, sink: &mut RecordSink) {
        for (term, value) in json::object(context).unwrap_or_default() {
            let inner = || member(value, "@id").and_then(json::text).map(|id| id.into_owned());
            let Some(name) = json::text(value).map(|text| text.into_owned()).or_else(inner) else { continue };
            if term == "@language" {
                sink.builder.metadata.lang.get_or_insert_with(|| Printable::new(&name));
            }
            self.is_excessive.set(self.is_excessive.get() || name.len() > MAX_TERM_BYTES);
            self.terms.insert(term.into_owned(), name);
        }
    }

    /// The local names of a node's types.
    pub fn types<'p>(&'p self, properties: &'p [Property<'a>]) -> impl Iterator<Item = String> + 'p {
        let types = properties.iter().filter(|(name, ..)| name == "@type");
        let texts = types.flat_map(|(_, _, value)| json::texts(value).unwrap_or_default());
        texts.map(|kind| self.local_name(kind).into_owned())
    }

    /// Indexes a node by its id.
    pub fn insert(&mut self, node: &'a RawValue) {
        if let Some(id) = self.id_of(node) {
            self.nodes.entry(id).or_insert(node);
        }
    }

    pub fn id_of(&self, node: &RawValue) -> Option<String> {
        let mut members = json::object(node)?.into_iter();
        let id = members.find(|(key, _)| last_segment(self.expanded(key)) == "@id")?.1;
        json::text(id).map(|id| self.id(&id))
    }

    pub fn id_among(&self, properties: &[Property]) -> Option<String> {
        let id = properties.iter().find(|(name, ..)| name == "@id");
        id.and_then(|(_, _, value)| json::text(value)).map(|id| self.id(&id))
    }

    /// An id for display: prefixes expanded, the leading `#` of local ids removed.
    pub fn id(&self, id: &str) -> String {
        let prefixed = id.split_once(':').filter(|(_, rest)| !rest.starts_with("//"));
        let known = prefixed.and_then(|(prefix, rest)| Some(self.terms.get(prefix)?.clone() + rest));
        match id.strip_prefix('#') {
            Some(own) => percent_decoded(own),
            None => known.unwrap_or_else(|| id.to_string()),
        }
    }

    /// The last segment of a property name.
    pub fn local_name<'k>(&self, key: Cow<'k, str>) -> Cow<'k, str> {
        match (self.terms.get(&*key), key) {
            (Some(name), _) => Cow::Owned(last_segment(name).to_string()),
            (None, Cow::Borrowed(key)) => Cow::Borrowed(last_segment(key)),
            (None, Cow::Owned(key)) => Cow::Owned(last_segment(&key).to_string()),
        }
    }

    /// The name that a context gives to a term, or the term itself.
    fn expanded<'k>(&'k self, term: &'k str) -> &'k str {
        self.terms.get(term).map_or(term, |name| name)
    }

    pub fn properties(&self, node: &'a RawValue) -> Vec<Property<'a>> {
        let members: RawMembers = json::object(node).unwrap_or_default();
        let property = |(key, value): (Cow<'a, str>, &'a RawValue)| {
            let name = self.local_name(key);
            let role = PROPERTIES.iter().find(|(known, _)| is_same_name(&name, known)).map(|(_, role)| *role);
            (name, role, value)
        };
        members.into_iter().map(property).collect()
    }

    /// The node that a value refers to, or the value itself.
    pub fn resolved(&self, value: &'a RawValue) -> &'a RawValue {
        let sole_member = json::object(value).filter(|members| members.len() == 1);
        let id = sole_member.and_then(|_| self.id_of(value));
        let Some(node) = id.and_then(|id| self.nodes.get(&id).copied()) else { return value };
        self.mark_read(value);
        self.reached.borrow_mut().push(node);
        node
    }

    /// The texts of a property: the user's language first, then those without a language.
    pub fn texts(&self, value: &'a RawValue) -> Vec<String> {
        let (mut texts, mut bytes) = (Vec::new(), 0);
        for item in items(value) {
            bytes += texts.last().map_or(0, |(_, text): &(String, String)| text.len());
            if bytes > MAX_TEXTS_BYTES {
                self.is_excessive.set(true);
                break;
            }
            match json::object(item) {
                Some(map) if is_by_language(&map) => {
                    let localized = |(lang, value): &(Cow<str>, &'a RawValue)| {
                        items(value)
                            .into_iter()
                            .map(|value| (lang.to_string(), self.label_of(value)))
                            .collect::<Vec<_>>()
                    };
                    texts.extend(map.iter().flat_map(localized));
                }
                _ => {
                    let lang = member(item, "@language").and_then(json::text).unwrap_or_default();
                    texts.push((lang.into_owned(), self.label_of(item)));
                }
            }
        }
        let is_user_lang = |lang: &str| lang.get(..2).and_then(Lang::from_name) == Some(self.lang);
        texts.sort_by_key(|(lang, _)| (!is_user_lang(lang), !lang.is_empty()));
        texts.into_iter().map(|(_, text)| text).filter(|text| !text.trim().is_empty()).collect()
    }

    /// The label of a value: its text, name, or address.
    pub fn label_of(&self, value: &'a RawValue) -> String {
        self.mark_read(value);
        if let Some(text) = json::text(value) {
            return text.trim().to_string();
        }
        let properties = self.properties(self.resolved(value));
        let text_of = |name: &&str| {
            let property = properties.iter().find(|(known, ..)| known.eq_ignore_ascii_case(name));
            property.and_then(|(_, _, value)| self.plain_text(value))
        };
        let first = |wanted: &[&str]| wanted.iter().find_map(text_of);
        let full_name = first(&["@value", "prefLabel", "label", "name", "fn", "hasValue", "value"]);
        let parts = || {
            let parts = NAME_PARTS.iter().filter_map(text_of).collect::<Vec<_>>();
            Some(parts.join(" ")).filter(|name| !name.is_empty())
        };
        full_name.or_else(parts).or_else(|| first(&["title", "@id"])).unwrap_or_default()
    }

    /// The text of a value or of the first item of its list.
    pub fn plain_text(&self, value: &'a RawValue) -> Option<String> {
        let first = items(value).into_iter().next()?;
        self.mark_read(first);
        let text = json::text(first).map(|text| text.into_owned());
        text.or_else(|| {
            let text = |key: &&str| member(first, key).and_then(json::text).map(|text| text.into_owned());
            ["@value", "@id"].iter().find_map(text)
        })
    }
}

/// Where a value stands, which no other value of the document shares.
pub fn place(value: &RawValue) -> usize {
    value.get().as_ptr() as usize
}

/// The part of a name after its last separator.
fn last_segment(name: &str) -> &str {
    name.rsplit(['#', '/', ':']).next().unwrap_or_default()
}

/// Whether a name is a known one, written with hyphens and capitals or not.
pub fn is_same_name(name: &str, known: &str) -> bool {
    match name.len() == known.len() {
        true => name.eq_ignore_ascii_case(known),
        false => {
            let letters = || name.bytes().filter(|&byte| byte != b'-');
            name.len() > known.len()
                && letters().next().map(|first| first.to_ascii_lowercase()) == known.bytes().next()
                && letters().map(|byte| byte.to_ascii_lowercase()).eq(known.bytes())
        }
    }
}

/// The items of a list, `@list` and `@set` included, or the value itself.
pub fn items<'a>(value: &'a RawValue) -> Vec<&'a RawValue> {
    let list = |value: &'a RawValue| json::list(value).unwrap_or_else(|| vec![value]);
    if !value.get().starts_with('[') && std::ptr::eq(unwrap_list(value), value) {
        return vec![value];
    }
    list(unwrap_list(value)).into_iter().flat_map(|item| list(unwrap_list(item))).collect()
}

fn unwrap_list(value: &RawValue) -> &RawValue {
    let start = value.get().trim_start_matches(['{', ' ', '\t', '\r', '\n']);
    let key =
        ["@list", "@set"].into_iter().find(|key| start.get(1..).is_some_and(|start| start.starts_with(key)));
    key.and_then(|key| member(value, key)).unwrap_or(value)
}

pub fn member<'a>(value: &'a RawValue, wanted: &str) -> Option<&'a RawValue> {
    let members = if value.get().starts_with('{') { json::object(value)? } else { return None };
    members.into_iter().find(|(key, _)| key == wanted).map(|(_, value)| value)
}

/// Whether the keys are language codes: `{"fr": "Ville", "en": "Town"}`.
fn is_by_language(members: &RawMembers) -> bool {
    let is_lang = |key: &str| {
        key.split('-')
            .next()
            .is_some_and(|lang| (2..=3).contains(&lang.len()) && lang.bytes().all(|b| b.is_ascii_lowercase()))
    };
    !members.is_empty() && members.iter().all(|(key, value)| is_lang(key) && json::texts(value).is_some())
}

/// Decodes percent escapes. Malformed escapes are kept, and invalid UTF-8 is replaced.
pub fn percent_decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_escapes_are_kept_when_decoding() {
        assert_eq!(percent_decoded("a%20b%C3%a9%"), "a bé%");
        assert_eq!(percent_decoded("%4 %zz %é %FF"), "%4 %zz %é \u{fffd}");
    }
}
