//! Lays out a unit's card as lines of a given width, with the targets that Enter acts on. Only
//! headings and field names differ between languages; the lines do not.

use crate::diff::annotations::UnitChanges;
use crate::lang::Tr;
use crate::org::{Org, Section, SectionEntry, Unit, UnitId, sections};
use crate::text::{Printable, width};

/// If a label is wider, the labels of its section are on lines of their own.
const MAX_LABEL_COLUMNS: usize = 22;
/// Text is wrapped at this width even in wider panes, to stay readable.
const MAX_TEXT_COLUMNS: usize = 88;

/// Something on the card that Enter acts on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Contact(Printable),
    Link(Printable),
    /// The unit at the other end, if it is in this organisation, and the name to show.
    Relation(Option<UnitId>, Printable),
}

/// What precedes the text of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Marker {
    None,
    Bullet,
    Label(Printable),
    /// Translated name of a changed field.
    FieldName(Tr),
    /// Number of a relation, from 1.
    RelationNumber(usize),
}

/// A line of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardLine {
    Blank,
    Name(Printable),
    Subtitle(Printable),
    OtherName(Printable),
    /// Kind of the change: a sign and a word.
    Change(&'static str, Tr),
    Heading(Section),
    Text {
        /// Indentation of the text, in columns.
        indent: usize,
        marker: Marker,
        text: Printable,
        /// Index of the target that the line belongs to.
        target: Option<usize>,
    },
}

impl CardLine {
    /// Index of the target that the line belongs to.
    pub fn target(&self) -> Option<usize> {
        match self {
            CardLine::Text { target, .. } => *target,
            _ => None,
        }
    }
}

/// A card wrapped to a width.
#[derive(Clone, Debug, Default)]
pub struct CardLayout {
    pub lines: Vec<CardLine>,
    pub targets: Vec<Target>,
    /// Index of the first line of each target.
    first_lines: Vec<usize>,
    width: usize,
}

impl CardLayout {
    /// The card of a unit in lines of at most `width` columns.
    pub fn new(org: &Org, id: UnitId, changes: &UnitChanges, width: usize) -> Self {
        let mut layout = CardLayout { width: width.clamp(1, MAX_TEXT_COLUMNS), ..CardLayout::default() };
        let unit = org.unit(id);
        layout.add_header(&unit, changes);
        layout.add_changes(changes);
        for (section, entries) in sections(org, id, &unit) {
            layout.add_section(section, &entries);
        }
        layout
    }

    /// Index of the first line of a target.
    pub fn first_line(&self, target: usize) -> Option<usize> {
        self.first_lines.get(target).copied()
    }

    /// Number of lines of a target.
    pub fn line_count(&self, target: usize) -> usize {
        let from = self.first_line(target).unwrap_or(self.lines.len());
        self.lines[from..].iter().take_while(|line| line.target() == Some(target)).count()
    }

    /// Adds a target that starts at the next line, and returns its index.
    fn add_target(&mut self, target: Target) -> usize {
        self.first_lines.push(self.lines.len());
        self.targets.push(target);
        self.targets.len() - 1
    }

    fn add_header(&mut self, unit: &Unit, changes: &UnitChanges) {
        self.lines.extend(unit.name.wrap(self.width).into_iter().map(CardLine::Name));
        let subtitle: Vec<&str> =
            unit.distinct_acronym().into_iter().chain(&unit.kind).map(|text| &**text).collect();
        if !subtitle.is_empty() {
            let subtitle = Printable::new(&subtitle.join(" · "));
            self.lines.extend(subtitle.wrap(self.width).into_iter().map(CardLine::Subtitle));
        }
        self.lines.extend(changes.kind.map(|(sign, word)| CardLine::Change(sign, word)));
        for name in &unit.other_names {
            self.lines.extend(name.wrap(self.width).into_iter().map(CardLine::OtherName));
        }
        if let Some(summary) = &unit.summary {
            self.lines.push(CardLine::Blank);
            self.add_text(0, Marker::None, summary, None);
        }
    }

    /// The previous values of changed fields, and the names of removed child units.
    fn add_changes(&mut self, changes: &UnitChanges) {
        if !changes.previous.is_empty() {
            self.add_heading(Section::Before);
        }
        // Wide enough for both languages, so that switching the language moves nothing.
        let widths = changes.previous.iter().flat_map(|(name, _)| [width(name.fr), width(name.en)]);
        let indent = widths.max().unwrap_or(0) + 3;
        for (name, lines) in &changes.previous {
            let markers = std::iter::once(Marker::FieldName(*name)).chain(std::iter::repeat(Marker::None));
            lines.iter().zip(markers).for_each(|(line, marker)| self.add_text(indent, marker, line, None));
        }
        if !changes.removed.is_empty() {
            self.add_heading(Section::Removed);
            changes.removed.iter().for_each(|name| self.add_bullet(name));
        }
    }

    fn add_heading(&mut self, section: Section) {
        self.lines.push(CardLine::Blank);
        self.lines.push(CardLine::Heading(section));
    }

    fn add_section(&mut self, section: Section, entries: &[SectionEntry]) {
        self.add_heading(section);
        match section {
            Section::Contacts => self.add_pairs(entries, Some(Target::Contact)),
            Section::Links => self.add_pairs(entries, Some(Target::Link)),
            Section::Facts => self.add_pairs(entries, None),
            Section::Relations => self.add_relations(entries),
            _ => entries.iter().for_each(|entry| self.add_bullet(&entry.value)),
        }
    }

    fn add_bullet(&mut self, text: &Printable) {
        self.add_text(3, Marker::Bullet, text, None);
    }

    fn add_relations(&mut self, entries: &[SectionEntry]) {
        let indent = 2 + entries.len().to_string().len();
        for (i, entry) in entries.iter().enumerate() {
            let name = Printable::clone(&entry.value);
            let target = self.add_target(Target::Relation(entry.unit, name));
            let parts = entry.label.into_iter().chain([&*entry.value]).map(|text| &**text);
            let text = parts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
            self.add_text(indent, Marker::RelationNumber(i + 1), &Printable::new(&text), Some(target));
        }
    }

    /// Labels and values in two columns, or each label on a line of its own if one is too wide.
    /// `to_target` makes the target of an entry from its value; entries are no targets without it.
    fn add_pairs(&mut self, entries: &[SectionEntry], to_target: Option<fn(Printable) -> Target>) {
        let label_width = |entry: &SectionEntry| entry.label.map_or(0, Printable::width);
        let column = entries.iter().map(label_width).max().unwrap_or(0);
        // A value that can be copied is not wrapped just to fit into a column.
        let fits =
            |entry: &SectionEntry| to_target.is_none() || column + 3 + entry.value.width() <= self.width;
        let in_columns = column <= MAX_LABEL_COLUMNS.min(self.width * 2 / 5) && entries.iter().all(fits);
        for entry in entries {
            let target =
                to_target.map(|to_target| self.add_target(to_target(Printable::clone(&entry.value))));
            match entry.label.filter(|label| !label.is_empty()) {
                None => self.add_text(1, Marker::None, &entry.value, target),
                Some(label) if in_columns => {
                    self.add_text(column + 3, Marker::Label(label.clone()), &entry.value, target);
                }
                Some(label) => {
                    self.add_label(label, target);
                    self.add_text(3, Marker::None, &entry.value, target);
                }
            }
        }
    }

    /// A label on lines of its own.
    fn add_label(&mut self, label: &Printable, target: Option<usize>) {
        for line in label.wrap(self.width.saturating_sub(1)) {
            let marker = Marker::Label(line);
            self.lines.push(CardLine::Text { indent: 1, marker, text: Printable::default(), target });
        }
    }

    /// Adds a wrapped text. `marker` precedes its first line, and all lines are indented by `indent`
    /// columns.
    fn add_text(&mut self, indent: usize, marker: Marker, text: &Printable, target: Option<usize>) {
        let lines = text.wrap(self.width.saturating_sub(indent));
        let markers = std::iter::once(marker).chain(std::iter::repeat(Marker::None));
        for (text, marker) in lines.into_iter().zip(markers) {
            self.lines.push(CardLine::Text { indent, marker, text, target });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn layout(unit: &str, width: usize) -> CardLayout {
        let text = format!(r#"{{"format":"ramure/1","units":[{{"id":"a",{unit}}}]}}"#);
        let org = crate::import::read(text.as_bytes(), Lang::En).expect("readable");
        CardLayout::new(&org, UnitId::ROOT, &UnitChanges::default(), width)
    }

    /// The lines as plain text.
    fn plain_lines(layout: &CardLayout) -> Vec<String> {
        let line = |line: &CardLine| match line {
            CardLine::Blank => String::new(),
            CardLine::Name(text) | CardLine::Subtitle(text) | CardLine::OtherName(text) => text.to_string(),
            CardLine::Change(sign, word) => format!("{sign} {}", word.en),
            CardLine::Heading(section) => format!("{section:?}"),
            CardLine::Text { indent, marker, text, target } => {
                let marker = match marker {
                    Marker::None => String::new(),
                    Marker::Bullet => " •".into(),
                    Marker::Label(label) => format!(" {label}"),
                    Marker::FieldName(name) => format!(" {}", name.en),
                    Marker::RelationNumber(n) => format!(" {n}"),
                };
                let suffix = target.map_or(String::new(), |target| format!(" [{target}]"));
                format!("{marker:indent$}{text}{suffix}")
            }
        };
        layout.lines.iter().map(line).collect()
    }

    #[test]
    fn a_wide_label_puts_all_labels_on_their_own_lines() {
        let layout = layout(
            r#""name":"A","facts":[{"label":"Sites","value":"14"},{"label":"Un intitulé bien trop long","value":"x y"}]"#,
            30,
        );
        assert_eq!(
            plain_lines(&layout),
            ["A", "", "Facts", " Sites", "   14", " Un intitulé bien trop long", "   x y"]
        );
    }

    #[test]
    fn short_labels_are_in_a_column_beside_their_values() {
        let layout = layout(
            r#""name":"A","facts":[{"label":"Sites","value":"14 lieux ou plus"},{"label":"An","value":"3"}]"#,
            20,
        );
        assert_eq!(plain_lines(&layout)[3..], [" Sites  14 lieux ou", "        plus", " An     3"]);
    }

    #[test]
    fn contacts_links_and_relations_are_targets() {
        let layout = layout(
            r#""name":"A","contact_details":[{"type":"email","value":"a@b"}],"links":[{"url":"https://c"}],
               "relations":[{"type":"voisin de","name":"B"},{"type":"sous","unit_id":"a"}]"#,
            40,
        );
        assert_eq!(
            plain_lines(&layout)[1..],
            [
                "",
                "Contacts",
                " email  a@b [0]",
                "",
                "Links",
                " https://c [1]",
                "",
                "Relations",
                " 1 voisin de · B [2]",
                " 2 sous · A [3]"
            ]
        );
        assert_eq!(layout.targets[3], Target::Relation(Some(UnitId::ROOT), "A".into()));
        assert_eq!(layout.first_line(1), Some(6));
    }

    #[test]
    fn no_line_is_wider_than_the_card() {
        let long = "mot ".repeat(200);
        let unit = format!(
            r#""name":"{long}","abstract":"{long}","missions":["{long}"],"facts":[{{"label":"{long}","value":"{long}"}}]"#
        );
        for width in 4..60 {
            let layout = layout(&unit, width);
            let heading = |line: &str| line == "Missions" || line == "Facts";
            let fits = |line: &String| heading(line) || Printable::new(line).width() <= width;
            assert!(plain_lines(&layout).iter().all(fits), "{width}");
        }
    }
}
