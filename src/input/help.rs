//! The lines of the help, made from the key bindings.

use crate::lang::{Lang, Tr};
use crate::search::SYNTAX;
use crate::text::{Printable, fold};

use super::KeyMap;
use super::bindings::{Binding, Group};

/// A line of the help.
#[derive(Clone, Debug)]
pub enum HelpLine<'a> {
    Blank,
    Title(Group),
    /// Bindings that share a description: one, or those of opposite actions.
    Bindings(Vec<&'a Binding>),
    /// A control that is not a single key or a form of a query, and its description.
    Other(Tr, Tr),
}

/// A line of the help as text.
#[derive(Clone, Debug)]
pub struct HelpText {
    pub keys: Printable,
    /// Where the description begins, in columns from 0.
    pub column: usize,
    /// The description, in as many rows as it takes; the first one, beside the keys, may be empty.
    pub rows: Vec<Printable>,
}

/// Blanks before the keys, and before a description that has no room beside them.
pub const HELP_INDENT: usize = 2;
const DESCRIPTION_INDENT: usize = 4;
/// Blanks between the keys and their description.
const GAP: usize = 2;
/// Width of the keys where there is room; longer ones push their description to the right.
const MAX_KEY_COLUMNS: usize = 18;
/// A description is not wrapped beside the keys in fewer columns.
const MIN_DESCRIPTION_COLUMNS: usize = 20;

impl HelpLine<'_> {
    /// The keys and their description, wrapped to a width in columns; `None` for a title or a blank line.
    pub fn text(&self, columns: usize, lang: Lang, ascii: bool) -> Option<HelpText> {
        let (keys, description) = match self {
            HelpLine::Blank | HelpLine::Title(_) => return None,
            HelpLine::Bindings(bindings) => (key_labels(bindings, lang, ascii), bindings[0].description),
            HelpLine::Other(control, description) => (control.get(lang).to_string(), *description),
        };
        let keys = Printable::new(&keys);
        let description = Printable::from(description.get(lang));
        let after_keys = HELP_INDENT + keys.width() + GAP;
        let aligned = after_keys.max(HELP_INDENT + MAX_KEY_COLUMNS.min(columns * 2 / 5));
        let one_row =
            [aligned, after_keys].into_iter().find(|column| column + description.width() <= columns);
        let (column, rows) = match one_row {
            Some(column) => (column, vec![description]),
            None if aligned + MIN_DESCRIPTION_COLUMNS <= columns => {
                (aligned, description.wrap(columns - aligned))
            }
            None => {
                let wrapped = description.wrap(columns.saturating_sub(DESCRIPTION_INDENT));
                (DESCRIPTION_INDENT, [Printable::default()].into_iter().chain(wrapped).collect())
            }
        };
        Some(HelpText { keys, column, rows })
    }
}

/// The lines of the help that contain the query in either language, ignoring case and accents.
pub fn help_lines<'a>(keys: &'a KeyMap, query: &str) -> Vec<HelpLine<'a>> {
    let query = fold(query.trim()).text;
    let contains = |text: &str| fold(text).text.contains(&query);
    let matches = |text: Tr| contains(text.fr) || contains(text.en);
    let mut lines = Vec::new();
    for group in Group::ALL {
        let mut found = described_bindings(keys, group);
        found.retain(|bindings| {
            matches(bindings[0].description)
                || [Lang::Fr, Lang::En].iter().any(|&lang| contains(&key_labels(bindings, lang, false)))
        });
        let mut found: Vec<HelpLine> = found.into_iter().map(HelpLine::Bindings).collect();
        let others =
            OTHER_CONTROLS.iter().filter(|(of, ..)| *of == group).map(|(_, what, meaning)| (what, meaning));
        let forms = SYNTAX.iter().filter(|_| group == Group::Query).map(|(form, meaning)| (form, meaning));
        let others = others.chain(forms).filter(|(what, meaning)| matches(**what) || matches(**meaning));
        found.extend(others.map(|(what, meaning)| HelpLine::Other(*what, *meaning)));
        if !found.is_empty() {
            let blank = if lines.is_empty() { None } else { Some(HelpLine::Blank) };
            lines.extend(blank.into_iter().chain([HelpLine::Title(group)]).chain(found));
        }
    }
    lines
}

/// The names of the keys, with a comma between bindings.
pub fn key_labels(bindings: &[&Binding], lang: Lang, ascii: bool) -> String {
    bindings.iter().map(|binding| binding.key_labels(lang, ascii)).collect::<Vec<_>>().join(", ")
}

/// The bindings of a group, those with the same description together. A binding of another mode whose
/// keys are already there is left out, and so is one without keys.
fn described_bindings(keys: &KeyMap, group: Group) -> Vec<Vec<&Binding>> {
    let mut lines: Vec<Vec<&Binding>> = Vec::new();
    let bindings = keys.bindings().iter().filter(|binding| binding.group == group);
    for binding in bindings.filter(|binding| !binding.keys.is_empty()) {
        let is_repeated = |listed: &&Binding| binding.keys.iter().all(|key| listed.keys.contains(key));
        match lines.iter_mut().find(|line| line[0].description == binding.description) {
            Some(line) if line.iter().any(is_repeated) => {}
            Some(line) => line.push(binding),
            None => lines.push(vec![binding]),
        }
    }
    lines
}

/// Controls that are not in the table of bindings: their group, control and description.
const OTHER_CONTROLS: &[(Group, Tr, Tr)] = &[
    (
        Group::Card,
        Tr::new("1-9", "1-9"),
        Tr::new("suivre la relation qui porte ce numéro", "follow the relation with that number"),
    ),
    (
        Group::Program,
        Tr::new("q ?", "q ?"),
        Tr::new("fermer l’aide, tant que rien n’est tapé", "close the help, while nothing is typed"),
    ),
    (
        Group::Mouse,
        Tr::new("clic", "click"),
        Tr::new("sélectionner, puis ouvrir ou suivre", "select, then open or follow"),
    ),
    (Group::Mouse, Tr::new("molette", "wheel"), Tr::new("faire défiler", "scroll")),
    (
        Group::Mouse,
        Tr::new("glisser", "drag"),
        Tr::new("déplacer la bordure des panneaux", "move the border of the panes"),
    ),
    (
        Group::Mouse,
        Tr::new("Maj + souris", "Shift + mouse"),
        Tr::new("sélectionner du texte (ou --no-mouse)", "select text (or use --no-mouse)"),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_shown_whole_at_every_width() {
        let keys = KeyMap::default();
        for columns in 24..100 {
            for line in help_lines(&keys, "") {
                let Some(text) = line.text(columns, Lang::Fr, false) else { continue };
                let fits = |row: &Printable| text.column + row.width() <= columns;
                assert!(text.rows.iter().all(fits), "{columns}: {text:?}");
                let letters = |text: HelpText| -> String {
                    text.rows.iter().flat_map(|row| row.chars()).filter(|c| *c != ' ').collect()
                };
                let whole = line.text(1_000, Lang::Fr, false).expect("a description");
                assert_eq!(letters(text), letters(whole), "{columns}");
            }
        }
    }
}
