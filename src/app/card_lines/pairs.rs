//! Labels and values of a section in two columns. An entry that does not fit has its label on a
//! line of its own, and its value below.

use crate::org::{EntryLabel, SectionEntry};
use crate::text::Printable;

use super::{CardLayout, CardLine, Marker, Target};

/// Wider labels are never in a column, and in narrow panes none wider than half a line.
const MAX_LABEL_COLUMNS: usize = 30;
/// Columns before a label, and between it and its value.
const LABEL_INDENT: usize = 1;
const LABEL_GAP: usize = 2;
/// Indentation of a value below its label, if the value then fits on a line.
const VALUE_INDENT: usize = 3;

/// The columns that an entry needs.
struct Needs {
    /// 0 without a label.
    label: usize,
    /// What of the value must not be broken.
    value: usize,
}

impl Needs {
    /// Whether label and value fit side by side, with a column of labels of this width.
    fn fits(&self, column: usize, width: usize) -> bool {
        (1..=column).contains(&self.label) && value_indent(column) + self.value <= width
    }
}

/// Where values start beside a column of labels.
fn value_indent(column: usize) -> usize {
    LABEL_INDENT + column + LABEL_GAP
}

impl CardLayout {
    /// Adds entries with labels and values. Those of contacts and links are targets, which are not
    /// broken if they fit on a line of their own.
    pub(super) fn add_pairs(&mut self, entries: &[SectionEntry], are_targets: bool) {
        let width = if are_targets { self.width } else { self.text_width };
        let needs: Vec<Needs> = entries.iter().map(|entry| needs(entry, are_targets)).collect();
        let column = label_column(&needs, width, MAX_LABEL_COLUMNS.min(self.text_width / 2));
        for (entry, needs) in entries.iter().zip(&needs) {
            let target = are_targets.then(|| {
                let text = Printable::clone(&entry.value);
                self.add_target(Target::Text { text, uri: entry.uri.clone() })
            });
            let marker = entry.label.clone().map_or(Marker::None, Marker::Label);
            if let Some(column) = column.filter(|&column| needs.fits(column, width)) {
                self.add_value(width, value_indent(column), marker, entry, target);
                continue;
            }
            entry.label.iter().for_each(|label| self.add_label(label, target));
            let indent = if entry.label.is_some() { VALUE_INDENT } else { LABEL_INDENT };
            let indent = indent.min(width.saturating_sub(needs.value));
            self.add_value(width, indent, Marker::None, entry, target);
        }
    }

    /// A value, and its host in the other form.
    fn add_value(
        &mut self,
        width: usize,
        indent: usize,
        marker: Marker,
        entry: &SectionEntry,
        target: Option<usize>,
    ) {
        self.add_wrapped(width, indent, marker, &entry.value, target);
        let host = entry.other_host.iter().cloned().map(EntryLabel::Data);
        host.for_each(|host| self.add_detail(width, indent, &host, target));
    }

    /// A label on lines of its own.
    fn add_label(&mut self, label: &EntryLabel, target: Option<usize>) {
        let labels = match label {
            EntryLabel::Data(text) => {
                let lines = text.wrap(self.text_width.saturating_sub(LABEL_INDENT));
                lines.into_iter().map(EntryLabel::Data).collect()
            }
            label => vec![label.clone()],
        };
        for label in labels {
            let (marker, text) = (Marker::Label(label), Printable::default());
            self.lines.push(CardLine::Text { indent: LABEL_INDENT, marker, text, detail: None, target });
        }
    }
}

fn needs(entry: &SectionEntry, is_target: bool) -> Needs {
    let value = if is_target { entry.value.width() } else { entry.value.widest_word() };
    Needs { label: entry.label.as_ref().map_or(0, EntryLabel::width), value }
}

/// The narrowest column of labels in which the most entries fit; `None` if fewer than half of those
/// with a label do.
fn label_column(needs: &[Needs], width: usize, max_column: usize) -> Option<usize> {
    let labelled = needs.iter().filter(|needs| needs.label > 0).count();
    let fitting = |column: usize| needs.iter().filter(|needs| needs.fits(column, width)).count();
    let counts = (1..=max_column).rev().map(|column| (fitting(column), column));
    let (count, column) = counts.max_by_key(|(count, _)| *count)?;
    (count > 0 && count * 2 >= labelled).then_some(column)
}
