//! Lays out a unit's card as lines of a given width, with the targets that Enter acts on. The words
//! differ between languages; which lines there are does not.

mod pairs;

use crate::diff::annotations::UnitChanges;
use crate::lang::Tr;
use crate::org::{CardContent, EntryLabel, Org, ReverseRelations, Section, SectionContent, Unit, UnitId};
use crate::text::Printable;

/// Text is wrapped at this width even in wider panes, to stay readable.
const MAX_TEXT_COLUMNS: usize = 88;
/// The most units that one section lists.
const MAX_LISTED_UNITS: usize = 20;
/// Columns between a name and the detail after it.
pub const DETAIL_GAP: usize = 2;

/// Something on the card that Enter acts on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A contact, an address or a name outside the organisation, which is copied.
    Text {
        text: Printable,
        /// The link that the text stands for.
        uri: Option<String>,
    },
    /// A unit to go to.
    Unit(UnitId),
}

impl Target {
    /// The link to open from the lines of the target.
    pub fn uri(&self) -> Option<String> {
        match self {
            Target::Text { uri, .. } => uri.clone(),
            Target::Unit(_) => None,
        }
    }
}

/// What precedes the text of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Marker {
    None,
    Bullet,
    Label(EntryLabel),
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
        /// What stands after the text: the kind of a relation, or the size of a unit's branch.
        detail: Option<EntryLabel>,
        /// Index of the target that the line belongs to.
        target: Option<usize>,
    },
    /// Number of further units that the section does not list.
    Omitted(usize),
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
    /// The width of the pane, and of text in it.
    width: usize,
    text_width: usize,
}

impl CardLayout {
    /// The card of a unit in lines of at most `width` columns. The units that refer to it are listed
    /// if they are known.
    pub fn new(
        org: &Org,
        id: UnitId,
        changes: &UnitChanges,
        reverse_relations: Option<&ReverseRelations>,
        width: usize,
    ) -> Self {
        let width = width.max(1);
        let mut layout = CardLayout { width, text_width: width.min(MAX_TEXT_COLUMNS), ..Self::default() };
        let unit = &org.unit(id);
        layout.add_header(unit, org.alias_lines(id), changes);
        layout.add_changes(changes);
        let content = CardContent { org, id, unit, reverse_relations, max_units: MAX_LISTED_UNITS };
        for (section, content) in content.sections() {
            layout.add_section(section, &content);
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

    fn add_header(&mut self, unit: &Unit, aliases: impl Iterator<Item = Printable>, changes: &UnitChanges) {
        self.lines.extend(unit.name.wrap(self.text_width).into_iter().map(CardLine::Name));
        let subtitle: Vec<&str> =
            unit.distinct_acronym().into_iter().chain(&unit.kind).map(|text| &**text).collect();
        if !subtitle.is_empty() {
            let subtitle = Printable::new(&subtitle.join(" · "));
            self.lines.extend(subtitle.wrap(self.text_width).into_iter().map(CardLine::Subtitle));
        }
        self.lines.extend(changes.kind.map(|(sign, word)| CardLine::Change(sign, word)));
        for name in unit.other_names.iter().cloned().chain(aliases) {
            self.lines.extend(name.wrap(self.text_width).into_iter().map(CardLine::OtherName));
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
        let labels = || changes.previous.iter().map(|(name, _)| EntryLabel::Word(*name));
        let indent = labels().map(|label| label.width()).max().unwrap_or(0) + 3;
        for (label, (_, lines)) in labels().zip(&changes.previous) {
            let markers = std::iter::once(Marker::Label(label)).chain(std::iter::repeat(Marker::None));
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

    fn add_section(&mut self, section: Section, content: &SectionContent) {
        self.add_heading(section);
        match section {
            Section::Contacts | Section::Links => self.add_pairs(&content.entries, true),
            Section::Facts => self.add_pairs(&content.entries, false),
            Section::Relations => self.add_relations(content),
            Section::UnitsBelow | Section::ReferredToBy => self.add_units(content),
            _ => content
                .entries
                .iter()
                .for_each(|entry| self.add_bullet(&Printable::new(&entry.value_and_host()))),
        }
        self.lines.extend((content.omitted > 0).then_some(CardLine::Omitted(content.omitted)));
    }

    fn add_bullet(&mut self, text: &Printable) {
        self.add_text(3, Marker::Bullet, text, None);
    }

    /// The relations. Those to units of the organisation are numbered, in their order.
    fn add_relations(&mut self, content: &SectionContent) {
        let count = content.entries.iter().filter(|entry| entry.unit.is_some()).count();
        let indent = 2 + count.max(1).to_string().len();
        let mut number = 0;
        for entry in &content.entries {
            let (marker, target) = match entry.unit {
                Some(unit) => {
                    number += 1;
                    (Marker::RelationNumber(number), Target::Unit(unit))
                }
                None => (Marker::Bullet, Target::Text { text: Printable::clone(&entry.value), uri: None }),
            };
            let target = self.add_target(target);
            self.add_named(indent, marker, &entry.value, entry.label.as_ref(), target);
        }
    }

    fn add_units(&mut self, content: &SectionContent) {
        for entry in &content.entries {
            let Some(unit) = entry.unit else { continue };
            let target = self.add_target(Target::Unit(unit));
            self.add_named(3, Marker::Bullet, &entry.value, entry.label.as_ref(), target);
        }
    }

    /// A name, and its detail on the same line or, if it does not fit, below.
    fn add_named(
        &mut self,
        indent: usize,
        marker: Marker,
        name: &Printable,
        detail: Option<&EntryLabel>,
        target: usize,
    ) {
        self.add_text(indent, marker, name, Some(target));
        detail.iter().for_each(|label| self.add_detail(self.text_width, indent, label, Some(target)));
    }

    /// A detail after the last line or, if it does not fit there in `width` columns, below it.
    fn add_detail(&mut self, width: usize, indent: usize, label: &EntryLabel, target: Option<usize>) {
        if let Some(CardLine::Text { text, detail, .. }) = self.lines.last_mut()
            && indent + text.width() + DETAIL_GAP + label.width() <= width
        {
            *detail = Some(label.clone());
            return;
        }
        for detail in self.wrap_detail(label, width.saturating_sub(indent)) {
            let (text, detail) = (Printable::default(), Some(detail));
            self.lines.push(CardLine::Text { indent, marker: Marker::None, text, detail, target });
        }
    }

    /// A detail in lines. An acronym that does not fit beside a number is left to the unit's own card.
    fn wrap_detail(&self, label: &EntryLabel, columns: usize) -> Vec<EntryLabel> {
        match label {
            EntryLabel::Data(text) => text.wrap(columns).into_iter().map(EntryLabel::Data).collect(),
            EntryLabel::Branch(Some(_), below) if label.width() > columns && *below > 0 => {
                vec![EntryLabel::Branch(None, *below)]
            }
            EntryLabel::Word(_) | EntryLabel::Branch(..) => vec![label.clone()],
        }
    }

    /// Adds a wrapped text. `marker` precedes its first line, and all lines are indented by `indent`
    /// columns.
    fn add_text(&mut self, indent: usize, marker: Marker, text: &Printable, target: Option<usize>) {
        self.add_wrapped(self.text_width, indent, marker, text, target);
    }

    /// The same in lines of at most `width` columns.
    fn add_wrapped(
        &mut self,
        width: usize,
        indent: usize,
        marker: Marker,
        text: &Printable,
        target: Option<usize>,
    ) {
        let markers = std::iter::once(marker).chain(std::iter::repeat(Marker::None));
        for (text, marker) in text.wrap(width.saturating_sub(indent)).into_iter().zip(markers) {
            self.lines.push(CardLine::Text { indent, marker, text, detail: None, target });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn org(units: &str) -> Org {
        let text = format!(r#"{{"format":"ramure/1","units":[{units}]}}"#);
        crate::import::read(text.as_bytes(), Lang::En).expect("readable")
    }

    fn layout(unit: &str, width: usize) -> CardLayout {
        root_layout(&org(&format!(r#"{{"id":"a",{unit}}}"#)), width)
    }

    fn root_layout(org: &Org, width: usize) -> CardLayout {
        let relations = ReverseRelations::new(org);
        CardLayout::new(org, UnitId::ROOT, &UnitChanges::default(), Some(&relations), width)
    }

    /// The lines as plain text, in English.
    fn plain_lines(layout: &CardLayout) -> Vec<String> {
        let line = |line: &CardLine| match line {
            CardLine::Blank => String::new(),
            CardLine::Name(text) | CardLine::Subtitle(text) | CardLine::OtherName(text) => text.to_string(),
            CardLine::Change(sign, word) => format!("{sign} {}", word.en),
            CardLine::Heading(section) => format!("{section:?}"),
            CardLine::Omitted(units) => format!(" … {units} more"),
            CardLine::Text { indent, marker, text, detail, target } => {
                let marker = match marker {
                    Marker::None => String::new(),
                    Marker::Bullet => " •".into(),
                    Marker::Label(label) => format!(" {}", label.text(Lang::En)),
                    Marker::RelationNumber(n) => format!(" {n}"),
                };
                let gap = if text.is_empty() { "" } else { "  " };
                let detail =
                    detail.as_ref().map_or(String::new(), |detail| format!("{gap}{}", detail.text(Lang::En)));
                let suffix = target.map_or(String::new(), |target| format!(" [{target}]"));
                format!("{marker:indent$}{text}{detail}{suffix}")
            }
        };
        layout.lines.iter().map(line).collect()
    }

    #[test]
    fn a_wide_label_is_alone_on_its_line_and_the_others_keep_the_columns() {
        let facts = r#""name":"A","facts":[{"label":"Sites","value":"14"},{"label":"Un intitulé bien trop long","value":"x y"},
            {"label":"An","value":"3"}]"#;
        assert_eq!(
            plain_lines(&layout(facts, 30))[3..],
            [" Sites  14", " Un intitulé bien trop long", "   x y", " An     3"]
        );
        let wide = plain_lines(&layout(facts, 200));
        assert_eq!(wide[4], " Un intitulé bien trop long  x y");
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
    fn an_address_is_broken_only_if_it_is_wider_than_the_pane() {
        let unit = r#""name":"A","contact_details":[{"type":"email","value":"a@b.example"},
            {"label":"Grands projets","value":"grands-projets.bureau@valombre.example"},
            {"type":"voice","value":"01 40 15 73 00"}]"#;
        let grands_projets = |width| plain_lines(&layout(unit, width))[4..].to_vec();
        assert_eq!(
            grands_projets(41),
            [
                " Grands projets [1]",
                "   grands-projets.bureau@valombre.example [1]",
                " phone      01 40 15 73 00 [2]"
            ]
        );
        assert_eq!(grands_projets(38)[1], "grands-projets.bureau@valombre.example [1]");
        assert_eq!(grands_projets(30)[1..3], ["grands-projets.bureau [1]", "@valombre.example [1]"]);
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
                " email     a@b [0]",
                "",
                "Links",
                " https://c [1]",
                "",
                "Relations",
                " • B  voisin de [2]",
                " 1 A  sous [3]"
            ]
        );
        assert_eq!(layout.targets[2], Target::Text { text: "B".into(), uri: None });
        assert_eq!(layout.targets[3], Target::Unit(UnitId::ROOT));
        let uris: Vec<_> = layout.targets.iter().filter_map(Target::uri).collect();
        assert_eq!(uris, ["mailto:a@b", "https://c"]);
        assert_eq!(layout.first_line(1), Some(6));
    }

    #[test]
    fn a_detail_that_does_not_fit_is_below_the_name() {
        let layout =
            layout(r#""name":"A","relations":[{"type":"subvention versée par","name":"Agence B"}]"#, 20);
        assert_eq!(plain_lines(&layout)[3..], [" • Agence B [0]", "   subvention versée [0]", "   par [0]"]);
        assert_eq!(layout.line_count(0), 3);
    }

    #[test]
    fn units_below_and_units_that_refer_to_this_one_are_listed() {
        let child = |i: usize| {
            format!(
                r#",{{"id":"c{i}","parent_id":"a","name":"C{i}","relations":[{{"type":"x","unit_id":"a"}}]}}"#
            )
        };
        let children: String = (0..25).map(child).collect();
        let units = format!(
            r#"{{"id":"a","name":"A"}},{{"id":"b","parent_id":"a","name":"B","acronym":"BB"}},{{"id":"d","parent_id":"b","name":"D"}}{children}"#
        );
        let lines = plain_lines(&root_layout(&org(&units), 40));
        assert_eq!(lines[1..5], ["", "UnitsBelow", " • B  BB, 1 below [0]", " • C0 [1]"]);
        assert_eq!(lines[23..27], [" … 6 more", "", "ReferredToBy", " • C0  x [20]"]);
        assert_eq!(lines[46], " … 5 more");
    }

    #[test]
    fn no_line_is_wider_than_the_card() {
        let long = "mot ".repeat(200);
        let address = "a-b.".repeat(40) + "@c";
        let unit = format!(
            r#""name":"{long}","abstract":"{long}","missions":["{address}"],"facts":[{{"label":"{long}","value":"{address}"}}],
                "links":[{{"label":"x","url":"{address}"}}],"relations":[{{"type":"{long}","name":"{long}"}}]"#
        );
        for width in 4..60 {
            let layout = layout(&unit, width);
            let lines = plain_lines(&layout);
            let text = |line: &String| line.split(" [").next().unwrap_or_default().trim_end().to_string();
            let is_heading = |i: usize| matches!(layout.lines[i], CardLine::Heading(_));
            let fits =
                |(i, line): (usize, &String)| is_heading(i) || Printable::new(&text(line)).width() <= width;
            assert!(lines.iter().enumerate().all(fits), "{width}: {lines:#?}");
        }
    }
}
