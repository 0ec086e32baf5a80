//! The sections of a unit's card: their order, their titles and what each holds.

use std::borrow::Cow;

use crate::address;
use crate::lang::{Lang, Tr, number};
use crate::text::{Printable, width};

use super::{Contact, Link, Org, Relation, ReverseRelations, Unit, UnitId};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Previous values of fields that a comparison found changed.
    Before,
    /// Child units that a comparison found removed.
    Removed,
    Contacts,
    Links,
    Missions,
    Facts,
    /// What the unit's own relations lead to.
    Relations,
    /// The children of the unit.
    UnitsBelow,
    /// The units that have a relation to this one.
    ReferredToBy,
    Notes,
    /// Where the data came from; on the card of the root only.
    Source,
}

/// The unit of a card, and what its sections are made from.
#[derive(Clone, Copy, Debug)]
pub struct CardContent<'a> {
    pub org: &'a Org,
    pub id: UnitId,
    /// The record of `id`.
    pub unit: &'a Unit,
    /// `None` until they are known.
    pub reverse_relations: Option<&'a ReverseRelations>,
    /// The most units that one section lists of those below, or of those that refer to this one.
    pub max_units: usize,
}

/// The entries of a section.
#[derive(Clone, Debug, Default)]
pub struct SectionContent<'a> {
    pub entries: Vec<SectionEntry<'a>>,
    /// Number of units that were left out.
    pub omitted: usize,
}

/// One entry of a section.
#[derive(Clone, Debug)]
pub struct SectionEntry<'a> {
    pub label: Option<EntryLabel>,
    pub value: Cow<'a, Printable>,
    /// The unit that the entry leads to.
    pub unit: Option<UnitId>,
    /// The link that a contact or an address opens.
    pub uri: Option<String>,
    /// The host of the address in its other form.
    pub other_host: Option<Printable>,
}

impl SectionEntry<'_> {
    /// The value, and its host in the other form.
    pub fn value_and_host(&self) -> String {
        let host = self.other_host.as_ref().map(|host| format!(" {host}"));
        format!("{}{}", *self.value, host.unwrap_or_default())
    }
}

/// What stands with the value of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryLabel {
    /// The label of a fact, contact or link, or the kind of a relation. It is not empty.
    Data(Printable),
    /// A word of the interface: the type of a contact, or the name of a field.
    Word(Tr),
    /// The acronym of a unit, and the number of units below it.
    Branch(Option<Printable>, usize),
}

impl EntryLabel {
    /// The label of the data, if there is one.
    fn data(text: &Printable) -> Option<Self> {
        (!text.is_empty()).then(|| Self::Data(text.clone()))
    }

    /// Acronym and size of the branch of a unit; `None` if it has neither.
    fn branch(org: &Org, unit: UnitId) -> Option<Self> {
        let below = org.subtree(unit).len() - 1;
        let acronym = org.distinct_acronym(unit);
        (below > 0 || acronym.is_some()).then_some(Self::Branch(acronym, below))
    }

    /// The text, if it is one of the data, which a query can match.
    pub fn data_text(&self) -> Option<&Printable> {
        match self {
            Self::Data(text) | Self::Branch(Some(text), _) => Some(text),
            Self::Word(_) | Self::Branch(None, _) => None,
        }
    }

    pub fn text(&self, lang: Lang) -> Printable {
        match self {
            Self::Data(text) => text.clone(),
            Self::Word(word) => Printable::from(word.get(lang)),
            Self::Branch(Some(acronym), 0) => acronym.clone(),
            Self::Branch(None, below) => Printable::new(&BELOW.with(lang, &[&number(*below, lang)])),
            Self::Branch(Some(acronym), below) => {
                Printable::new(&format!("{acronym}, {}", BELOW.with(lang, &[&number(*below, lang)])))
            }
        }
    }

    /// The width in columns, in the language in which it is wider: switching the language moves
    /// nothing.
    pub fn width(&self) -> usize {
        match self {
            Self::Data(text) => text.width(),
            Self::Word(word) => width(word.fr).max(width(word.en)),
            Self::Branch(..) => self.text(Lang::Fr).width().max(self.text(Lang::En).width()),
        }
    }
}

/// The number of units below a unit.
const BELOW: Tr = Tr::new("{} en dessous", "{} below");

impl Section {
    /// The sections that [`Section::content`] fills, in the order of the card. Contacts come first
    /// because they are what most readers look for, and the other sections can be long.
    const ALL_FILLED: [Section; 9] = [
        Section::Contacts,
        Section::Links,
        Section::Missions,
        Section::Facts,
        Section::Relations,
        Section::UnitsBelow,
        Section::ReferredToBy,
        Section::Notes,
        Section::Source,
    ];

    /// The heading of the section.
    pub fn title(self) -> Tr {
        match self {
            Section::Before => Tr::new("Avant", "Before"),
            Section::Removed => Tr::new("Unités supprimées", "Units removed"),
            Section::Contacts => Tr::new("Contact", "Contact"),
            Section::Links => Tr::new("Liens", "Links"),
            Section::Missions => Tr::new("Missions", "Missions"),
            Section::Facts => Tr::new("Chiffres et repères", "Facts and figures"),
            Section::Relations => Tr::new("Relations", "Relations"),
            Section::UnitsBelow => Tr::new("Unités rattachées", "Units below"),
            Section::ReferredToBy => Tr::new("Citée par", "Referred to by"),
            Section::Notes => Tr::new("Remarques", "Notes"),
            Section::Source => Tr::new("Source", "Source"),
        }
    }

    /// What the section has on a card; nothing for the two sections of a comparison.
    pub fn content<'a>(self, content: &CardContent<'a>) -> SectionContent<'a> {
        let CardContent { org, id, unit, .. } = *content;
        let entries = match self {
            Section::Before | Section::Removed => Vec::new(),
            Section::Contacts => unit.contacts.iter().map(contact).collect(),
            Section::Links => unit.links.iter().map(link).collect(),
            Section::Missions => unit.missions.iter().map(|mission| entry(None, mission)).collect(),
            Section::Facts => {
                unit.facts.iter().map(|fact| entry(EntryLabel::data(&fact.label), &fact.value)).collect()
            }
            Section::Relations => unit.relations.iter().map(|other| relation(org, other)).collect(),
            Section::UnitsBelow => return units_below(content),
            Section::ReferredToBy => return referring_units(content),
            Section::Notes => unit.notes.iter().map(|note| entry(None, note)).collect(),
            Section::Source if id == UnitId::ROOT => {
                let packed = org.pack_info().map(|info| info.sentence(org.lang()));
                let packed = packed.map(|text| owned_entry(None, text, None));
                org.source()
                    .map(|text| address_entry(None, text, address::link(text)))
                    .chain(packed)
                    .collect()
            }
            Section::Source => Vec::new(),
        };
        SectionContent { entries, omitted: 0 }
    }
}

impl<'a> CardContent<'a> {
    /// The sections that have entries, in the order of the card.
    pub fn sections(self) -> impl Iterator<Item = (Section, SectionContent<'a>)> {
        let filled = Section::ALL_FILLED.into_iter().map(move |section| (section, section.content(&self)));
        filled.filter(|(_, content)| !content.entries.is_empty())
    }
}

fn entry(label: Option<EntryLabel>, value: &Printable) -> SectionEntry<'_> {
    SectionEntry { label, value: Cow::Borrowed(value), unit: None, uri: None, other_host: None }
}

fn owned_entry<'a>(label: Option<EntryLabel>, value: Printable, unit: Option<UnitId>) -> SectionEntry<'a> {
    SectionEntry { label, value: Cow::Owned(value), unit, uri: None, other_host: None }
}

fn address_entry(label: Option<EntryLabel>, address: &Printable, uri: Option<String>) -> SectionEntry<'_> {
    SectionEntry { uri, other_host: address::other_host(address), ..entry(label, address) }
}

fn contact(contact: &Contact) -> SectionEntry<'_> {
    let own_label = contact.label.as_ref().and_then(EntryLabel::data);
    let word = || contact.kind_word().map(EntryLabel::Word);
    let kind = || contact.kind.as_ref().and_then(EntryLabel::data);
    address_entry(own_label.or_else(word).or_else(kind), &contact.value, contact.uri())
}

fn link(link: &Link) -> SectionEntry<'_> {
    let label = link.label.as_ref().and_then(EntryLabel::data);
    address_entry(label, &link.url, address::link(&link.url))
}

fn relation<'a>(org: &Org, relation: &'a Relation) -> SectionEntry<'a> {
    let (name, kind) = (org.relation_target_name(relation), &relation.kind);
    // A relation to nothing is called by its kind.
    let label = EntryLabel::data(kind).filter(|_| name != *kind);
    owned_entry(label, name, relation.unit)
}

fn unit_entry<'a>(org: &Org, unit: UnitId, label: Option<EntryLabel>) -> SectionEntry<'a> {
    owned_entry(label, org.name(unit), Some(unit))
}

fn units_below<'a>(content: &CardContent<'a>) -> SectionContent<'a> {
    let CardContent { org, id, max_units, .. } = *content;
    let mut children = org.children(id);
    let listed = children.by_ref().take(max_units);
    let entries = listed.map(|child| unit_entry(org, child, EntryLabel::branch(org, child))).collect();
    SectionContent { entries, omitted: children.count() }
}

/// The units that refer to this one, with the kinds of their relations to it.
fn referring_units<'a>(content: &CardContent<'a>) -> SectionContent<'a> {
    let CardContent { org, id, max_units, reverse_relations, .. } = *content;
    let Some(reverse_relations) = reverse_relations else { return SectionContent::default() };
    let mut sources = reverse_relations.sources(id);
    let listed = sources.by_ref().take(max_units);
    let entries = listed.map(|source| unit_entry(org, source, kinds_of_relations(org, source, id))).collect();
    SectionContent { entries, omitted: sources.len() }
}

fn kinds_of_relations(org: &Org, source: UnitId, target: UnitId) -> Option<EntryLabel> {
    let relations = org.unit(source).relations.into_iter();
    let relations = relations.filter(|relation| relation.unit == Some(target) && !relation.kind.is_empty());
    let kinds: Vec<String> = relations.map(|relation| relation.kind.to_string()).collect();
    EntryLabel::data(&Printable::new(&kinds.join(", ")))
}
