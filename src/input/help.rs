//! The lines of the help, made from the table of bindings.

use crate::lang::{Lang, Tr};
use crate::search::SYNTAX;
use crate::text::fold;

use super::bindings::{BINDINGS, Binding, Group};

/// A line of the help.
#[derive(Clone, Copy, Debug)]
pub enum HelpLine {
    Blank,
    Title(Group),
    Binding(&'static Binding),
    /// A control that is not a single key or a form of a query, and its description.
    Other(Tr, Tr),
}

/// The lines of the help that contain the query in either language, ignoring case and accents.
pub fn help_lines(query: &str) -> Vec<HelpLine> {
    let query = fold(query.trim()).text;
    let contains = |text: &str| fold(text).text.contains(&query);
    let matches = |text: Tr| contains(text.fr) || contains(text.en);
    let mut lines = Vec::new();
    for group in Group::ALL {
        let bindings = (0..BINDINGS.len()).filter(|&i| BINDINGS[i].group == group && !is_repeated(i));
        let found = bindings.map(|i| &BINDINGS[i]).filter(|binding| {
            matches(binding.description)
                || [Lang::Fr, Lang::En].iter().any(|&lang| contains(&binding.key_labels(lang, false)))
        });
        let mut found: Vec<HelpLine> = found.map(HelpLine::Binding).collect();
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

/// Whether an earlier binding, of another mode, has the same action, description and keys.
fn is_repeated(i: usize) -> bool {
    let is_same = |earlier: &Binding| {
        earlier.action == BINDINGS[i].action
            && earlier.description == BINDINGS[i].description
            && BINDINGS[i].keys.iter().all(|key| earlier.keys.contains(key))
    };
    BINDINGS[..i].iter().any(is_same)
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
        Tr::new("souris", "mouse"),
        Tr::new(
            "un clic sélectionne, un second ouvre ; la molette fait défiler ; la bordure se déplace",
            "a click selects, a second one opens; the wheel scrolls; the border can be dragged",
        ),
    ),
    (
        Group::Program,
        Tr::new("Maj + souris", "Shift + mouse"),
        Tr::new(
            "sélectionner du texte, dans la plupart des terminaux (ou --no-mouse)",
            "select text, in most terminals (or --no-mouse)",
        ),
    ),
];
