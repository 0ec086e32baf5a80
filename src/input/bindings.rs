//! The table of key bindings. Dispatch, hints, help and the documentation are made from it.

use std::borrow::Cow;

use crossterm::event::KeyCode::{
    self, BackTab, Backspace, Delete, Down, End, Enter, Esc, F, Home, PageDown, PageUp, Right, Tab, Up,
};
use crossterm::event::KeyEvent;

use crate::lang::{Lang, Tr};

use super::Mode;
use super::action::Action;
use super::key;

/// A heading of the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Moving,
    Finding,
    Query,
    Card,
    Typing,
    Program,
    Mouse,
}

impl Group {
    pub const ALL: [Group; 7] = [
        Group::Moving,
        Group::Finding,
        Group::Query,
        Group::Card,
        Group::Typing,
        Group::Program,
        Group::Mouse,
    ];

    pub fn title(self) -> Tr {
        match self {
            Group::Moving => Tr::new("Se déplacer", "Moving"),
            Group::Finding => Tr::new("Chercher", "Finding"),
            Group::Query => Tr::new("Ce qu’on tape dans le filtre", "What to type in the filter"),
            Group::Card => Tr::new("La fiche", "The card"),
            Group::Typing => Tr::new("La ligne de saisie", "The input line"),
            Group::Program => Tr::new("Le programme", "The program"),
            Group::Mouse => Tr::new("La souris", "The mouse"),
        }
    }
}

/// Keys, the modes in which they apply, their action and its description. Opposite actions of a group
/// share a description that names both: the help shows them on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    pub modes: Cow<'static, [Mode]>,
    pub keys: Cow<'static, [KeyEvent]>,
    pub action: Action,
    pub group: Group,
    pub description: Tr,
}

impl Binding {
    /// The names of the keys, separated by spaces.
    pub fn key_labels(&self, lang: Lang, ascii: bool) -> String {
        self.keys.iter().map(|key| key::label(*key, lang, ascii)).collect::<Vec<_>>().join(" ")
    }

    /// Whether this is the action of a key in a mode.
    pub fn is_for(&self, mode: Mode, key: KeyEvent) -> bool {
        self.modes.contains(&mode) && self.keys.contains(&key)
    }
}

const BROWSE: &[Mode] = &[Mode::Tree, Mode::Card];
const TREE: &[Mode] = &[Mode::Tree];
const CARD: &[Mode] = &[Mode::Card];
const INPUT: &[Mode] = &[Mode::Filter, Mode::Help];
const FILTER: &[Mode] = &[Mode::Filter];
const ALL: &[Mode] = &[Mode::Tree, Mode::Filter, Mode::Card, Mode::Help];

const fn bind(
    modes: &'static [Mode],
    keys: &'static [KeyEvent],
    action: Action,
    group: Group,
    description: Tr,
) -> Binding {
    Binding { modes: Cow::Borrowed(modes), keys: Cow::Borrowed(keys), action, group, description }
}

/// The bindings that are built in.
#[rustfmt::skip]
pub static BINDINGS: &[Binding] = &[
    bind(TREE, &[key::plain(Up), key::char('k'), key::ctrl('p')], Action::Up, Group::Moving,
        Tr::new("unité précédente", "previous unit")),
    bind(TREE, &[key::plain(Down), key::char('j'), key::ctrl('n')], Action::Down, Group::Moving,
        Tr::new("unité suivante", "next unit")),
    bind(TREE, &[key::char('/')], Action::Filter, Group::Finding,
        Tr::new("filtrer", "filter")),
    bind(TREE, &[key::plain(Right), key::char('l')], Action::Right, Group::Moving,
        Tr::new("ouvrir, puis entrer", "open, then go in")),
    bind(TREE, &[key::plain(KeyCode::Left), key::char('h')], Action::Left, Group::Moving,
        Tr::new("fermer, puis remonter", "close, then go up")),
    bind(TREE, &[key::char(' ')], Action::Toggle, Group::Moving,
        Tr::new("ouvrir ou fermer", "open or close")),
    bind(TREE, &[key::char('*'), key::char('E')], Action::OpenSubtree, Group::Moving,
        Tr::new("ouvrir tout le sous-arbre", "open the whole subtree")),
    bind(TREE, &[key::char('C')], Action::CloseAll, Group::Moving,
        Tr::new("tout fermer", "close everything")),
    bind(BROWSE, &[key::char('p')], Action::Parent, Group::Moving,
        Tr::new("aller à l’unité parente", "go to the parent unit")),
    bind(ALL, &[key::plain(PageUp)], Action::PageUp, Group::Moving,
        Tr::new("page précédente, suivante", "a page up, down")),
    bind(ALL, &[key::plain(PageDown)], Action::PageDown, Group::Moving,
        Tr::new("page précédente, suivante", "a page up, down")),
    bind(BROWSE, &[key::ctrl('u')], Action::HalfUp, Group::Moving,
        Tr::new("une demi-page vers le haut, le bas", "half a page up, down")),
    bind(BROWSE, &[key::ctrl('d')], Action::HalfDown, Group::Moving,
        Tr::new("une demi-page vers le haut, le bas", "half a page up, down")),
    bind(BROWSE, &[key::plain(Home), key::char('g')], Action::First, Group::Moving,
        Tr::new("au début, à la fin", "to the beginning, the end")),
    bind(BROWSE, &[key::plain(End), key::char('G')], Action::Last, Group::Moving,
        Tr::new("au début, à la fin", "to the beginning, the end")),
    bind(BROWSE, &[key::char('b'), key::alt(KeyCode::Left)], Action::Back, Group::Moving,
        Tr::new("à l’unité visitée avant, après", "to the unit visited before, after")),
    bind(BROWSE, &[key::alt(Right)], Action::Forward, Group::Moving,
        Tr::new("à l’unité visitée avant, après", "to the unit visited before, after")),
    bind(FILTER, &[key::plain(Up), key::ctrl('p')], Action::PreviousMatch, Group::Finding,
        Tr::new("résultat précédent, suivant", "previous, next match")),
    bind(FILTER, &[key::plain(Down), key::ctrl('n')], Action::NextMatch, Group::Finding,
        Tr::new("résultat précédent, suivant", "previous, next match")),
    bind(FILTER, &[key::ctrl('t')], Action::NextView, Group::Finding,
        Tr::new("vue\u{a0}: arbre, liste, ou toutes les unités", "view: tree, list, or among all units")),
    bind(FILTER, &[key::plain(Enter)], Action::Accept, Group::Finding,
        Tr::new("garder le filtre et parcourir", "keep the filter and browse")),
    bind(BROWSE, &[key::char('n')], Action::NextMatch, Group::Finding,
        Tr::new("résultat (changement) suivant, précédent", "next, previous match (or change)")),
    bind(BROWSE, &[key::char('N')], Action::PreviousMatch, Group::Finding,
        Tr::new("résultat (changement) suivant, précédent", "next, previous match (or change)")),
    bind(BROWSE, &[key::ctrl('t')], Action::NextView, Group::Finding,
        Tr::new("vue\u{a0}: arbre, liste, ou toutes les unités", "view: tree, list, or among all units")),
    bind(&[Mode::Tree, Mode::Filter, Mode::Card], &[key::ctrl('o')], Action::ToggleWeak, Group::Finding,
        Tr::new("montrer ou cacher les résultats faibles", "show or hide the weaker matches")),
    bind(BROWSE, &[key::char('o')], Action::ToggleBranch, Group::Finding,
        Tr::new("seulement cette branche, ou tout l’arbre", "only this branch, or the whole tree")),
    bind(FILTER, &[key::plain(Esc), key::ctrl('g')], Action::Cancel, Group::Finding,
        Tr::new("effacer le filtre, rester sur l’unité", "clear the filter, stay on the unit")),
    bind(TREE, &[key::plain(Esc), key::ctrl('g')], Action::Cancel, Group::Finding,
        Tr::new("effacer le filtre, rester sur l’unité", "clear the filter, stay on the unit")),
    bind(FILTER, &[key::plain(Tab)], Action::FocusCard, Group::Card,
        Tr::new("aller dans la fiche", "go into the card")),
    bind(TREE, &[key::plain(Tab), key::plain(Enter)], Action::FocusCard, Group::Card,
        Tr::new("aller dans la fiche", "go into the card")),
    bind(CARD, &[key::plain(Esc), key::plain(Tab), key::plain(BackTab), key::plain(KeyCode::Left), key::char('h')],
        Action::FocusTree, Group::Card,
        Tr::new("revenir à l’arbre", "back to the tree")),
    bind(CARD, &[key::plain(Up), key::char('k'), key::ctrl('p')], Action::Up, Group::Card,
        Tr::new("contact, lien ou unité précédente", "previous contact, link or unit")),
    bind(CARD, &[key::plain(Down), key::char('j'), key::ctrl('n')], Action::Down, Group::Card,
        Tr::new("contact, lien ou unité suivante", "next contact, link or unit")),
    bind(CARD, &[key::plain(Enter), key::plain(Right), key::char('l')], Action::Follow, Group::Card,
        Tr::new("suivre, ou copier le contact ou le lien", "follow, or copy the contact or link")),
    bind(BROWSE, &[key::char('K')], Action::CardUp, Group::Card,
        Tr::new("faire défiler la fiche", "scroll the card")),
    bind(BROWSE, &[key::char('J')], Action::CardDown, Group::Card,
        Tr::new("faire défiler la fiche", "scroll the card")),
    bind(BROWSE, &[key::char('c')], Action::CopyContact, Group::Card,
        Tr::new("copier le contact", "copy the contact")),
    bind(CARD, &[key::char('/')], Action::Filter, Group::Finding,
        Tr::new("filtrer", "filter")),
    bind(BROWSE, &[key::char('y')], Action::CopyCard, Group::Card,
        Tr::new("copier la fiche", "copy the card")),
    bind(BROWSE, &[key::char('<')], Action::NarrowTree, Group::Card,
        Tr::new("élargir la fiche, l’arbre", "widen the card, the tree")),
    bind(BROWSE, &[key::char('>')], Action::WidenTree, Group::Card,
        Tr::new("élargir la fiche, l’arbre", "widen the card, the tree")),
    bind(BROWSE, &[key::char('z')], Action::FullScreen, Group::Card,
        Tr::new("plein écran, puis les deux panneaux", "the whole screen, then both panes")),
    bind(&[Mode::Help], &[key::plain(Up), key::ctrl('p')], Action::Up, Group::Program,
        Tr::new("faire défiler l’aide", "scroll the help")),
    bind(&[Mode::Help], &[key::plain(Down), key::ctrl('n')], Action::Down, Group::Program,
        Tr::new("faire défiler l’aide", "scroll the help")),
    bind(&[Mode::Help], &[key::plain(Esc), key::ctrl('g')], Action::Cancel, Group::Program,
        Tr::new("fermer l’aide", "close the help")),
    bind(INPUT, &[key::plain(KeyCode::Left), key::ctrl('b')], Action::CursorLeft, Group::Typing,
        Tr::new("un caractère à gauche, à droite", "one character left, right")),
    bind(INPUT, &[key::plain(Right), key::ctrl('f')], Action::CursorRight, Group::Typing,
        Tr::new("un caractère à gauche, à droite", "one character left, right")),
    bind(INPUT, &[key::plain(Home), key::ctrl('a')], Action::CursorHome, Group::Typing,
        Tr::new("au début de la ligne", "to the start of the line")),
    bind(INPUT, &[key::plain(End), key::ctrl('e')], Action::CursorEnd, Group::Typing,
        Tr::new("à la fin de la ligne", "to the end of the line")),
    bind(INPUT, &[key::plain(Backspace), key::ctrl('h')], Action::DeleteLeft, Group::Typing,
        Tr::new("effacer le caractère précédent", "delete the previous character")),
    bind(INPUT, &[key::plain(Delete), key::ctrl('d')], Action::DeleteRight, Group::Typing,
        Tr::new("effacer le caractère suivant", "delete the next character")),
    bind(INPUT, &[key::ctrl('w'), key::alt(Backspace)], Action::DeleteWord, Group::Typing,
        Tr::new("effacer le mot précédent", "delete the previous word")),
    bind(INPUT, &[key::ctrl('u')], Action::DeleteToStart, Group::Typing,
        Tr::new("effacer jusqu’au début de la ligne", "delete to the start of the line")),
    bind(BROWSE, &[key::char('?'), key::plain(F(1))], Action::Help, Group::Program,
        Tr::new("aide", "help")),
    bind(FILTER, &[key::plain(F(1))], Action::Help, Group::Program, Tr::new("aide", "help")),
    bind(ALL, &[key::ctrl('l')], Action::Redraw, Group::Program,
        Tr::new("redessiner l’écran", "redraw the screen")),
    bind(BROWSE, &[key::ctrl('r')], Action::Reload, Group::Program,
        Tr::new("relire les fichiers, rester sur l’unité", "reload the files, stay on the unit")),
    bind(ALL, &[key::ctrl('z')], Action::Suspend, Group::Program,
        Tr::new("suspendre", "suspend")),
    bind(BROWSE, &[key::char('q')], Action::Quit, Group::Program,
        Tr::new("quitter", "quit")),
    bind(ALL, &[key::ctrl('c')], Action::Quit, Group::Program,
        Tr::new("quitter", "quit")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_has_two_actions_in_one_mode() {
        for (i, one) in BINDINGS.iter().enumerate() {
            for two in &BINDINGS[i + 1..] {
                let shared_mode = one.modes.iter().any(|mode| two.modes.contains(mode));
                let shared_key = one.keys.iter().any(|key| two.keys.contains(key));
                assert!(!(shared_mode && shared_key), "{:?} and {:?}", one.action, two.action);
            }
        }
    }

    #[test]
    fn every_action_with_keys_has_a_name_of_its_own() {
        let mut names: Vec<&str> = Action::NAMED.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Action::NAMED.len());
        for (name, action) in Action::NAMED {
            assert!(BINDINGS.iter().any(|binding| binding.action == *action), "{name}");
        }
        for binding in BINDINGS {
            assert!(binding.action.name().is_some(), "{:?}", binding.action);
        }
    }

    #[test]
    fn no_default_needs_altgr_on_an_azerty_keyboard() {
        let mut keys = BINDINGS.iter().flat_map(|binding| binding.keys.iter());
        assert!(keys.all(|key| !matches!(key.code, KeyCode::Char(c) if "{}[]|\\@#~".contains(c))));
    }
}
