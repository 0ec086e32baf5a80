//! The sections of a unit's card: their order, their titles and what each holds.

use std::borrow::Cow;

use crate::lang::Tr;
use crate::text::Printable;

use super::{Org, Unit, UnitId};

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
    Relations,
    Notes,
    /// Where the data came from; on the card of the root only.
    Source,
}

/// One entry of a section.
#[derive(Clone, Debug)]
pub struct SectionEntry<'a> {
    /// The label of a fact, contact or link, or the kind of a relation. It can be empty.
    pub label: Option<&'a Printable>,
    pub value: Cow<'a, Printable>,
    /// The unit at the other end of a relation, if it is in the organisation.
    pub unit: Option<UnitId>,
}

impl Section {
    /// The sections that a unit's record fills, in the order of the card. Contacts come first
    /// because they are what most readers look for, and the other sections can be long.
    const FROM_RECORD: [Section; 7] = [
        Section::Contacts,
        Section::Links,
        Section::Missions,
        Section::Facts,
        Section::Relations,
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
            Section::Notes => Tr::new("Remarques", "Notes"),
            Section::Source => Tr::new("Source", "Source"),
        }
    }

    /// The entries that the section has on the card of a unit; none for the two sections of a
    /// comparison. `unit` is the record of `id`.
    pub fn entries<'a>(self, org: &'a Org, id: UnitId, unit: &'a Unit) -> Vec<SectionEntry<'a>> {
        match self {
            Section::Before | Section::Removed => Vec::new(),
            Section::Contacts => unit
                .contacts
                .iter()
                .map(|contact| labelled(contact.label_or_kind(), &contact.value))
                .collect(),
            Section::Links => {
                unit.links.iter().map(|link| labelled(link.label.as_ref(), &link.url)).collect()
            }
            Section::Missions => unit.missions.iter().map(|mission| labelled(None, mission)).collect(),
            Section::Facts => {
                unit.facts.iter().map(|fact| labelled(Some(&fact.label), &fact.value)).collect()
            }
            Section::Relations => relations(org, unit),
            Section::Notes => unit.notes.iter().map(|note| labelled(None, note)).collect(),
            Section::Source if id == UnitId::ROOT => org.source().map(|text| labelled(None, text)).collect(),
            Section::Source => Vec::new(),
        }
    }
}

/// The sections of a unit's card that have entries, in the order of the card. `unit` is the
/// record of `id`.
pub fn sections<'a>(
    org: &'a Org,
    id: UnitId,
    unit: &'a Unit,
) -> impl Iterator<Item = (Section, Vec<SectionEntry<'a>>)> {
    let filled =
        Section::FROM_RECORD.into_iter().map(move |section| (section, section.entries(org, id, unit)));
    filled.filter(|(_, entries)| !entries.is_empty())
}

fn labelled<'a>(label: Option<&'a Printable>, value: &'a Printable) -> SectionEntry<'a> {
    SectionEntry { label, value: Cow::Borrowed(value), unit: None }
}

fn relations<'a>(org: &Org, unit: &'a Unit) -> Vec<SectionEntry<'a>> {
    let entry = |relation: &'a super::Relation| SectionEntry {
        label: Some(&relation.kind),
        value: Cow::Owned(org.relation_target_name(relation)),
        unit: relation.unit,
    };
    unit.relations.iter().map(entry).collect()
}
