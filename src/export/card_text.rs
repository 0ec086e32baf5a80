//! A unit's card as plain text, whole and unwrapped.

use std::fmt::Write;

use crate::lang::{Lang, Tr, colon};
use crate::org::path::joined_path;
use crate::org::{Org, Unit, UnitId, sections};
use crate::text::Printable;

const BELOW: Tr = Tr::new("Unités rattachées", "Units below");

/// How a name or a heading is written: as it is, or between the codes that make it stand out.
pub type Emphasis = fn(&str) -> String;

/// The card, one fact a line, in the order of the screen, headings in the user's language.
pub fn card(org: &Org, id: UnitId, lang: Lang, stress: Emphasis) -> String {
    let unit = org.unit(id);
    let mut sheet = CardText { text: titles(org, id, &unit, stress), lang, stress };
    for (section, entries) in sections(org, id, &unit) {
        sheet.pairs(section.title(), entries.iter().map(|entry| (entry.label, &*entry.value)));
    }
    sheet.section(BELOW, org.children(id).map(|child| org.name(child).to_string()));
    sheet.text
}

/// The name, what it is, other names, where it is, and the summary.
fn titles(org: &Org, id: UnitId, unit: &Unit, stress: Emphasis) -> String {
    let about = unit
        .distinct_acronym()
        .into_iter()
        .chain(&unit.kind)
        .map(|part| &**part)
        .collect::<Vec<_>>()
        .join(" · ");
    let others = unit.other_names.iter().map(|name| name.to_string());
    let summary = unit.summary.iter().map(|summary| format!("\n{summary}"));
    let lines =
        [stress(&unit.name), about].into_iter().chain(others).chain([joined_path(org, id)]).chain(summary);
    lines.filter(|line| !line.is_empty()).map(|line| line + "\n").collect()
}

struct CardText {
    text: String,
    lang: Lang,
    stress: Emphasis,
}

impl CardText {
    fn section(&mut self, title: Tr, lines: impl Iterator<Item = String>) {
        for (i, line) in lines.enumerate() {
            if i == 0 {
                let _ = writeln!(self.text, "\n{}", (self.stress)(title.get(self.lang)));
            }
            let _ = writeln!(self.text, "  {line}");
        }
    }

    fn pairs<'a>(&mut self, title: Tr, pairs: impl Iterator<Item = (Option<&'a Printable>, &'a Printable)>) {
        let colon = colon(self.lang);
        let said = pairs.map(|(label, value)| match label.filter(|label| !label.is_empty()) {
            Some(label) => format!("{label}{colon}{value}"),
            None => value.to_string(),
        });
        self.section(title, said);
    }
}
