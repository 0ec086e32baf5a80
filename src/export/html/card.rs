//! The card of a unit: a list of sections, each a heading and its values.

use std::fmt::Write;

use crate::address;
use crate::export::escape::markup;
use crate::lang::{Tr, colon};
use crate::org::{CardContent, EntryLabel, Section, SectionEntry, Unit, UnitId};
use crate::text::{Printable, is_blank};

use super::{Page, address_markup, link};

const OTHER_NAMES: Tr = Tr::new("Autres noms", "Other names");

impl Page<'_> {
    /// The card as markup: other names, summary and sections, without the units below; empty if the unit has none
    /// of them. The sections are in the order of all cards.
    pub fn card(&self, id: UnitId, unit: &Unit) -> String {
        let mut card = String::new();
        if let Some(summary) = unit.summary.as_ref().filter(|summary| !summary.is_blank()) {
            let _ = write!(card, "<p>{}</p>", markup(summary));
        }
        let sections = self.sections(id, unit);
        if !sections.is_empty() {
            let _ = write!(card, "<dl>{sections}</dl>");
        }
        card
    }

    fn sections(&self, id: UnitId, unit: &Unit) -> String {
        let mut text = String::new();
        let other_names = unit.other_names.iter().map(|name| (None, markup(name)));
        self.push_section("other_names", OTHER_NAMES, other_names, &mut text);
        let org = self.subtree.org;
        let content = CardContent { org, id, unit, reverse_relations: None, max_units: 0 };
        for (section, content) in content.sections().filter(|(section, _)| *section != Section::Source) {
            // The types of contacts and relations, which are not always shown.
            let kind = |at: usize| match section {
                Section::Contacts => unit.contacts.get(at)?.kind.as_ref(),
                Section::Relations => Some(&unit.relations.get(at)?.kind),
                _ => None,
            };
            let entries = content.entries.iter().enumerate();
            let entries = entries.map(|(at, entry)| (kind(at), self.entry(section, entry)));
            self.push_section(field(section), section.title(), entries, &mut text);
        }
        let sources = self.reverse_relations.sources(id).filter(|&source| self.subtree.contains(source));
        let referring = sources.map(|source| (None, self.unit_link(source, &org.name(source))));
        let section = Section::ReferredToBy;
        self.push_section(field(section), section.title(), referring, &mut text);
        text
    }

    /// Adds a section, unless it has no entries, which are types and markup. The field of the public format and the
    /// types are for readers of the page.
    fn push_section<'u>(
        &self,
        field: &str,
        title: Tr,
        entries: impl Iterator<Item = (Option<&'u Printable>, String)>,
        text: &mut String,
    ) {
        for (at, (kind, entry)) in entries.enumerate() {
            if at == 0 {
                let (lang, title) = (&self.word_lang, self.word(title));
                let _ = write!(text, "<dt data-field=\"{field}\"{lang}>{title}</dt>");
            }
            let kind = kind.map_or(String::new(), |kind| format!(" data-type=\"{}\"", markup(kind)));
            let _ = write!(text, "<dd{kind}>{entry}</dd>");
        }
    }

    /// An entry: the name of a unit before what it is to this one, a link named by its label, or a value after its
    /// label.
    fn entry(&self, section: Section, entry: &SectionEntry) -> String {
        let colon = colon(self.lang);
        let label = entry.label.as_ref().filter(|label| !is_blank(&label.text(self.lang)));
        match (section, &entry.uri, label) {
            (Section::Relations, _, label) => {
                let name = match entry.unit {
                    Some(unit) => self.unit_link(unit, &entry.value),
                    None => markup(&entry.value),
                };
                name + &label.map_or(String::new(), |label| self.label(" (", label, ")"))
            }
            // A label that may be taken for an address does not replace the address.
            (Section::Links, Some(uri), Some(label))
                if *uri == **entry.value && address::link(&label.text(self.lang)).is_none() =>
            {
                link(uri, &markup(&label.text(self.lang)))
            }
            (_, uri, label) => {
                let value = address_markup(&entry.value, uri.as_deref(), entry.other_host.as_ref());
                label.map_or(String::new(), |label| self.label("", label, colon)) + &value
            }
        }
    }

    /// The label between two signs as markup; the words of the page are marked if the data is in another language.
    fn label(&self, before: &str, label: &EntryLabel, after: &str) -> String {
        let lang = if matches!(label, EntryLabel::Word(_)) { &self.word_lang } else { "" };
        format!("<i{lang}>{before}{}{after}</i>", markup(&label.text(self.lang)))
    }

    fn unit_link(&self, unit: UnitId, name: &Printable) -> String {
        link(&format!("#{}", self.anchor(unit)), &markup(name))
    }
}

/// The field of the public format that a section has.
fn field(section: Section) -> &'static str {
    match section {
        Section::Contacts => "contact_details",
        Section::Links => "links",
        Section::Missions => "missions",
        Section::Facts => "facts",
        Section::Relations => "relations",
        Section::Notes => "notes",
        Section::ReferredToBy => "referred_to_by",
        Section::Before | Section::Removed | Section::UnitsBelow | Section::Source => "",
    }
}
