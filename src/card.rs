//! A unit's card as lines of a width: what they say, and which of them can be acted on. The
//! lines are the same in both languages: only the headings differ.

use crate::lang::Tr;
use crate::org::{Org, Section, SectionEntry, Unit, UnitId, sections};
use crate::text::{Printable, width};

/// Labels stand beside their values up to this width, in columns.
const WIDEST_LABEL: usize = 22;
/// Text is not laid out wider than this, however wide the pane, so that it stays readable.
const WIDEST_TEXT: usize = 88;

/// What a card says of an older state of the organisation; nothing where there is none.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// What happened to the unit: a sign and a word.
    pub mark: Option<(&'static str, Tr)>,
    /// Fields that were other, and what they said.
    pub before: Vec<(Tr, Vec<Printable>)>,
    /// Units that were below and are no more.
    pub removed: Vec<Printable>,
}

/// Something on the card that Enter acts on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    Contact(Printable),
    Link(Printable),
    /// The unit that it leads to, if that is in this organisation, and its name.
    Relation(Option<UnitId>, Printable),
}

/// What stands before a line's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lead {
    None,
    Bullet,
    Label(Printable),
    /// A label of ours.
    Words(Tr),
    /// The number of a relation, from 1.
    Number(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    Blank,
    Name(Printable),
    /// Acronym and kind.
    About(Printable),
    OtherName(Printable),
    /// What happened to the unit: a sign and a word.
    Mark(&'static str, Tr),
    Heading(Section),
    Text {
        /// In columns.
        indent: usize,
        lead: Lead,
        text: Printable,
        /// The item that the line belongs to, from 0.
        item: Option<usize>,
    },
}

impl Line {
    /// The item that the line belongs to, from 0.
    pub fn item(&self) -> Option<usize> {
        match self {
            Line::Text { item, .. } => *item,
            _ => None,
        }
    }
}

/// A card laid out.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub lines: Vec<Line>,
    pub items: Vec<Item>,
    /// The first line of each item.
    starts: Vec<usize>,
    width: usize,
}

impl Sheet {
    /// The card of a unit in lines of at most `width` columns.
    pub fn new(org: &Org, id: UnitId, past: &Past, width: usize) -> Self {
        let mut sheet = Sheet { width: width.clamp(1, WIDEST_TEXT), ..Sheet::default() };
        let unit = org.unit(id);
        sheet.titles(&unit, past);
        sheet.past(past);
        for (section, entries) in sections(org, id, &unit) {
            sheet.section(section, &entries);
        }
        sheet
    }

    /// The first line of an item.
    pub fn line_of(&self, item: usize) -> Option<usize> {
        self.starts.get(item).copied()
    }

    /// The number of lines of an item.
    pub fn lines_of(&self, item: usize) -> usize {
        let from = self.line_of(item).unwrap_or(self.lines.len());
        self.lines[from..].iter().take_while(|line| line.item() == Some(item)).count()
    }

    /// Adds an item whose lines come next.
    fn begin(&mut self, item: Item) -> usize {
        self.starts.push(self.lines.len());
        self.items.push(item);
        self.items.len() - 1
    }

    fn titles(&mut self, unit: &Unit, past: &Past) {
        self.lines.extend(unit.name.wrap(self.width).into_iter().map(Line::Name));
        let about: Vec<&str> = unit.short().into_iter().chain(&unit.kind).map(|text| &**text).collect();
        if !about.is_empty() {
            let about = Printable::new(&about.join(" · "));
            self.lines.extend(about.wrap(self.width).into_iter().map(Line::About));
        }
        self.lines.extend(past.mark.map(|(sign, word)| Line::Mark(sign, word)));
        for name in &unit.other_names {
            self.lines.extend(name.wrap(self.width).into_iter().map(Line::OtherName));
        }
        if let Some(summary) = &unit.summary {
            self.lines.push(Line::Blank);
            self.text(0, Lead::None, summary, None);
        }
    }

    /// The previous values of changed fields, and the names of removed child units.
    fn past(&mut self, past: &Past) {
        if !past.before.is_empty() {
            self.heading(Section::Before);
        }
        // Wide enough for both languages, so that the lines do not depend on the language.
        let widths = past.before.iter().flat_map(|(words, _)| [width(words.fr), width(words.en)]);
        let indent = widths.max().unwrap_or(0) + 3;
        for (words, lines) in &past.before {
            let leads = std::iter::once(Lead::Words(*words)).chain(std::iter::repeat(Lead::None));
            lines.iter().zip(leads).for_each(|(line, lead)| self.text(indent, lead, line, None));
        }
        if !past.removed.is_empty() {
            self.heading(Section::Removed);
            past.removed.iter().for_each(|name| self.bullet(name));
        }
    }

    fn heading(&mut self, section: Section) {
        self.lines.push(Line::Blank);
        self.lines.push(Line::Heading(section));
    }

    fn section(&mut self, section: Section, entries: &[SectionEntry]) {
        self.heading(section);
        match section {
            Section::Contacts => self.pairs(entries, Some(Item::Contact)),
            Section::Links => self.pairs(entries, Some(Item::Link)),
            Section::Facts => self.pairs(entries, None),
            Section::Relations => self.relations(entries),
            _ => entries.iter().for_each(|entry| self.bullet(&entry.value)),
        }
    }

    fn bullet(&mut self, text: &Printable) {
        self.text(3, Lead::Bullet, text, None);
    }

    fn relations(&mut self, entries: &[SectionEntry]) {
        let indent = 2 + entries.len().to_string().len();
        for (i, entry) in entries.iter().enumerate() {
            let party = Printable::clone(&entry.value);
            let item = self.begin(Item::Relation(entry.unit, party));
            let words = entry.label.into_iter().chain([&*entry.value]).map(|text| &**text);
            let text = words.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
            self.text(indent, Lead::Number(i + 1), &Printable::new(&text), Some(item));
        }
    }

    /// Labels in one column and values in another or, when a label is wide, each label on a
    /// line of its own. `item` is what Enter acts on, made from the value.
    fn pairs(&mut self, entries: &[SectionEntry], item: Option<fn(Printable) -> Item>) {
        let label_width = |entry: &SectionEntry| entry.label.map_or(0, Printable::width);
        let column = entries.iter().map(label_width).max().unwrap_or(0);
        // A value that can be copied is not wrapped for the sake of a column.
        let fits = |entry: &SectionEntry| item.is_none() || column + 3 + entry.value.width() <= self.width;
        let in_columns = column <= WIDEST_LABEL.min(self.width * 2 / 5) && entries.iter().all(fits);
        for entry in entries {
            let item = item.map(|item| self.begin(item(Printable::clone(&entry.value))));
            match entry.label.filter(|label| !label.is_empty()) {
                None => self.text(1, Lead::None, &entry.value, item),
                Some(label) if in_columns => {
                    self.text(column + 3, Lead::Label(label.clone()), &entry.value, item);
                }
                Some(label) => {
                    self.label(label, item);
                    self.text(3, Lead::None, &entry.value, item);
                }
            }
        }
    }

    /// A label on lines of its own.
    fn label(&mut self, label: &Printable, item: Option<usize>) {
        for line in label.wrap(self.width.saturating_sub(1)) {
            let lead = Lead::Label(line);
            self.lines.push(Line::Text { indent: 1, lead, text: Printable::default(), item });
        }
    }

    /// A text whose first line starts with `lead` and whose lines all start at `indent`.
    fn text(&mut self, indent: usize, lead: Lead, text: &Printable, item: Option<usize>) {
        let lines = text.wrap(self.width.saturating_sub(indent));
        let leads = std::iter::once(lead).chain(std::iter::repeat(Lead::None));
        for (text, lead) in lines.into_iter().zip(leads) {
            self.lines.push(Line::Text { indent, lead, text, item });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn sheet(unit: &str, width: usize) -> Sheet {
        let text = format!(r#"{{"format":"ramure/1","units":[{{"id":"a",{unit}}}]}}"#);
        let org = crate::formats::read(text.as_bytes(), Lang::En).expect("readable");
        Sheet::new(&org, UnitId::ROOT, &Past::default(), width)
    }

    /// The lines as a plain text would show them.
    fn seen(sheet: &Sheet) -> Vec<String> {
        let line = |line: &Line| match line {
            Line::Blank => String::new(),
            Line::Name(text) | Line::About(text) | Line::OtherName(text) => text.to_string(),
            Line::Mark(sign, word) => format!("{sign} {}", word.en),
            Line::Heading(part) => format!("{part:?}"),
            Line::Text { indent, lead, text, item } => {
                let lead = match lead {
                    Lead::None => String::new(),
                    Lead::Bullet => " •".into(),
                    Lead::Label(label) => format!(" {label}"),
                    Lead::Words(words) => format!(" {}", words.en),
                    Lead::Number(n) => format!(" {n}"),
                };
                let mark = item.map_or(String::new(), |item| format!(" [{item}]"));
                format!("{lead:indent$}{text}{mark}")
            }
        };
        sheet.lines.iter().map(line).collect()
    }

    #[test]
    fn facts_stand_in_two_columns_unless_a_label_is_wide() {
        let sheet = sheet(
            r#""name":"A","facts":[{"label":"Sites","value":"14"},{"label":"Un intitulé bien trop long","value":"x y"}]"#,
            30,
        );
        assert_eq!(
            seen(&sheet),
            ["A", "", "Facts", " Sites", "   14", " Un intitulé bien trop long", "   x y"]
        );
    }

    #[test]
    fn short_labels_stand_beside_their_values() {
        let sheet = sheet(
            r#""name":"A","facts":[{"label":"Sites","value":"14 lieux ou plus"},{"label":"An","value":"3"}]"#,
            20,
        );
        assert_eq!(seen(&sheet)[3..], [" Sites  14 lieux ou", "        plus", " An     3"]);
    }

    #[test]
    fn contacts_links_and_relations_are_items() {
        let sheet = sheet(
            r#""name":"A","contact_details":[{"type":"email","value":"a@b"}],"links":[{"url":"https://c"}],
               "relations":[{"type":"voisin de","name":"B"},{"type":"sous","unit_id":"a"}]"#,
            40,
        );
        assert_eq!(
            seen(&sheet)[1..],
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
        assert_eq!(sheet.items[3], Item::Relation(Some(UnitId::ROOT), "A".into()));
        assert_eq!(sheet.line_of(1), Some(6));
    }

    #[test]
    fn no_line_is_wider_than_the_card() {
        let long = "mot ".repeat(200);
        let unit = format!(
            r#""name":"{long}","abstract":"{long}","missions":["{long}"],"facts":[{{"label":"{long}","value":"{long}"}}]"#
        );
        for width in 4..60 {
            let sheet = sheet(&unit, width);
            let heading = |line: &str| line == "Missions" || line == "Facts";
            let fits = |line: &String| heading(line) || Printable::new(line).width() <= width;
            assert!(seen(&sheet).iter().all(fits), "{width}");
        }
    }
}
