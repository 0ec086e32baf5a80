//! The lines of the help, made from the key bindings.

use crate::lang::{Lang, Tr};
use crate::search::SYNTAX;
use crate::text::fold;

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
