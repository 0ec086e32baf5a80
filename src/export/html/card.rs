//! The card of a unit: a list of sections, each a heading and its values.

use std::fmt::Write;

use crate::export::escape::markup;
use crate::lang::{Tr, colon};
use crate::org::{CardContent, EntryLabel, Section, SectionEntry, Unit, UnitId};
use crate::text::{Printable, is_blank};

use super::{Page, link};

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
        self.push_section(OTHER_NAMES, unit.other_names.iter().map(|name| markup(name)), &mut text);
        let org = self.subtree.org;
        let content = CardContent { org, id, unit, reverse_relations: None, max_units: 0 };
        for (section, content) in content.sections().filter(|(section, _)| *section != Section::Source) {
            let entries = content.entries.iter().map(|entry| self.entry(section, entry));
            self.push_section(section.title(), entries, &mut text);
        }
        let sources = self.reverse_relations.sources(id).filter(|&source| self.subtree.contains(source));
        let referring = sources.map(|source| self.unit_link(source, &org.name(source)));
        self.push_section(Section::ReferredToBy.title(), referring, &mut text);
        text
    }

    /// Adds a section, unless it has no entries, which are markup.
    fn push_section(&self, title: Tr, entries: impl Iterator<Item = String>, text: &mut String) {
        for (at, entry) in entries.enumerate() {
            if at == 0 {
                let _ = write!(text, "<dt{}>{}</dt>", self.word_lang, self.word(title));
            }
            let _ = write!(text, "<dd>{entry}</dd>");
        }
    }

    /// An entry: the name of a unit before what it is to this one, a link named by its label, or a value after its
    /// label.
    fn entry(&self, section: Section, entry: &SectionEntry) -> String {
        let label = entry.label.as_ref().map(|label| self.label(label)).filter(|label| !is_blank(label));
        match (section, &entry.uri, label) {
            (Section::Relations, _, label) => {
                let name = match entry.unit {
                    Some(unit) => self.unit_link(unit, &entry.value),
                    None => markup(&entry.value),
                };
                name + &label.map_or(String::new(), |kind| format!(" ({kind})"))
            }
            (Section::Links, Some(uri), Some(label)) => link(uri, &label),
            (_, uri, label) => {
                let value = markup(&entry.value);
                let value = uri.as_ref().map_or(value.clone(), |uri| link(uri, &value));
                label.map_or(String::new(), |label| label + colon(self.lang)) + &value
            }
        }
    }

    /// The label as markup; the words of the page are marked if the data is in another language.
    fn label(&self, label: &EntryLabel) -> String {
        let text = markup(&label.text(self.lang));
        match label {
            EntryLabel::Word(_) if !self.word_lang.is_empty() => format!("<i{}>{text}</i>", self.word_lang),
            _ => text,
        }
    }

    fn unit_link(&self, unit: UnitId, name: &Printable) -> String {
        link(&format!("#{}", self.anchor(unit)), &markup(name))
    }
}
