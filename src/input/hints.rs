//! The hints of the footer: for each situation, the actions to name, in order of importance. The
//! keys are those of the table of bindings.

use crossterm::event::KeyCode;

use crate::lang::{Lang, Tr};

use super::KeyMap;
use super::Mode;
use super::action::Action;
use super::key;

/// What the person is doing, as far as the hints depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Situation {
    /// Browsing the whole tree.
    Tree,
    /// Browsing the matches of a filter that was kept.
    Matches,
    /// Browsing one branch.
    Branch,
    /// Browsing a comparison.
    Changes,
    /// Typing a filter.
    Filter,
    /// In the filter's line, which is empty; whether there are earlier filters.
    EmptyFilter(bool),
    /// The same, while the units opened last are listed.
    RecentUnits(bool),
    /// Typing a filter, with the values that its last word may have to choose from.
    Choices,
    /// Typing a filter that matches nothing, with the nearest units to choose from.
    Nearest,
    /// Typing a filter that matches nothing, and no unit is near.
    NoMatch,
    /// On the card; what Enter does there, if anything.
    Card(Option<Tr>),
    /// Typing in the help.
    Help,
    /// In the help, where nothing is typed.
    EmptyHelp,
}

impl Situation {
    pub const fn mode(self) -> Mode {
        match self {
            Situation::Tree | Situation::Matches | Situation::Branch | Situation::Changes => Mode::Tree,
            Situation::Filter
            | Situation::EmptyFilter(_)
            | Situation::RecentUnits(_)
            | Situation::Choices
            | Situation::Nearest
            | Situation::NoMatch => Mode::Filter,
            Situation::Card(_) => Mode::Card,
            Situation::Help | Situation::EmptyHelp => Mode::Help,
        }
    }

    fn hints(self) -> &'static [Hint] {
        match self {
            Situation::Tree => TREE,
            Situation::Matches => MATCHES,
            Situation::Branch => BRANCH,
            Situation::Changes => CHANGES,
            Situation::Filter => FILTER,
            Situation::EmptyFilter(_) => EMPTY_FILTER,
            Situation::RecentUnits(_) => RECENT_UNITS,
            Situation::Choices => CHOICES,
            Situation::Nearest => NEAREST,
            Situation::NoMatch => &[CLEAR],
            Situation::Card(_) => CARD,
            Situation::Help => HELP,
            Situation::EmptyHelp => EMPTY_HELP,
        }
    }
}

/// Actions, and the word that says what they do.
struct Hint {
    actions: &'static [Action],
    word: Tr,
}

const fn hint(actions: &'static [Action], word: Tr) -> Hint {
    Hint { actions, word }
}

const UP_DOWN: &[Action] = &[Action::Up, Action::Down];
const NEXT_PREVIOUS: &[Action] = &[Action::NextMatch, Action::PreviousMatch];

const UNIT: Hint = hint(UP_DOWN, Tr::new("unité", "unit"));
const GO_THERE: Hint = hint(&[Action::Accept], Tr::new("y aller", "go there"));
const NEW_FILTER: Hint = hint(&[Action::Filter], Tr::new("filtrer", "filter"));
const GO_TO_CARD: Hint = hint(&[Action::FocusCard], Tr::new("fiche", "card"));
const COPY: Hint = hint(&[Action::CopyContact], Tr::new("copier", "copy"));
const OPEN_HELP: Hint = hint(&[Action::Help], Tr::new("aide", "help"));
const QUIT: Hint = hint(&[Action::Quit], Tr::new("quitter", "quit"));
const MATCH: Hint = hint(&[Action::PreviousMatch, Action::NextMatch], Tr::new("résultat", "match"));
const CLEAR: Hint = hint(&[Action::Cancel], Tr::new("effacer", "clear"));

const TREE: &[Hint] = &[
    UNIT,
    NEW_FILTER,
    hint(&[Action::Right, Action::Left], Tr::new("ouvrir fermer", "open close")),
    GO_TO_CARD,
    COPY,
    OPEN_HELP,
    QUIT,
];
const MATCHES: &[Hint] = &[
    hint(NEXT_PREVIOUS, Tr::new("résultat", "match")),
    CLEAR,
    NEW_FILTER,
    GO_TO_CARD,
    COPY,
    OPEN_HELP,
    QUIT,
];
const BRANCH: &[Hint] = &[
    hint(&[Action::Cancel], Tr::new("tout l’arbre", "whole tree")),
    UNIT,
    NEW_FILTER,
    GO_TO_CARD,
    COPY,
    OPEN_HELP,
    QUIT,
];
const CHANGES: &[Hint] =
    &[hint(NEXT_PREVIOUS, Tr::new("changement", "change")), UNIT, NEW_FILTER, GO_TO_CARD, OPEN_HELP, QUIT];
const EARLIER_FILTER: Hint = hint(&[Action::PreviousMatch], Tr::new("filtre précédent", "earlier filter"));
const FILTER: &[Hint] = &[
    MATCH,
    hint(&[Action::NextView], Tr::new("vue", "view")),
    GO_TO_CARD,
    hint(&[Action::Accept], Tr::new("garder", "keep")),
    CLEAR,
];
/// Not a key: what can be typed.
const NARROW: Hint = hint(&[], Tr::new("affiner", "narrow"));
const EMPTY_FILTER: &[Hint] = &[EARLIER_FILTER, NARROW, OPEN_HELP, CLEAR];
const RECENT_UNITS: &[Hint] = &[
    hint(&[Action::NextMatch], Tr::new("unité récente", "recent unit")),
    GO_THERE,
    EARLIER_FILTER,
    NARROW,
    OPEN_HELP,
    CLEAR,
];
const CHOICES: &[Hint] = &[
    hint(&[Action::PreviousMatch, Action::NextMatch], Tr::new("valeur", "value")),
    hint(&[Action::Accept], Tr::new("choisir", "choose")),
    CLEAR,
];
const NEAREST: &[Hint] = &[
    hint(&[Action::PreviousMatch, Action::NextMatch], Tr::new("unité proche", "near unit")),
    GO_THERE,
    CLEAR,
];
const CARD: &[Hint] = &[
    hint(&[Action::Follow], Tr::new("suivre", "follow")),
    hint(UP_DOWN, Tr::new("choisir", "choose")),
    COPY,
    NEW_FILTER,
    QUIT,
    hint(&[Action::FocusTree], Tr::new("arbre", "tree")),
    OPEN_HELP,
];
const SCROLL: Hint = hint(UP_DOWN, Tr::new("défiler", "scroll"));
const CLOSE: Tr = Tr::new("fermer", "close");
const HELP: &[Hint] = &[SCROLL, hint(&[Action::Cancel], CLOSE)];
const EMPTY_HELP: &[Hint] =
    &[SCROLL, hint(&[Action::Insert('q'), Action::Insert('?'), Action::Cancel], CLOSE)];

/// The hints of a situation: keys, each with what it does; none for actions without a key. On the card the word of Enter depends on
/// what is chosen, and there is none when Enter does nothing.
pub fn footer_hints(
    bound: &KeyMap,
    situation: Situation,
    lang: Lang,
    ascii: bool,
) -> Vec<(String, &'static str)> {
    let word = |hint: &Hint| match situation {
        Situation::Card(enter) if hint.actions == [Action::Follow] => enter,
        Situation::EmptyFilter(false) | Situation::RecentUnits(false) if hint.word == EARLIER_FILTER.word => {
            None
        }
        // What Enter does needs no second key.
        Situation::Card(Some(enter)) if enter == hint.word => None,
        _ => Some(hint.word),
    };
    let hints = situation.hints().iter();
    hints
        .filter_map(|hint| Some((keys(bound, hint, situation.mode(), lang, ascii)?, word(hint)?.get(lang))))
        .collect()
}

/// The hint of the key that picks a unit, where the browser was opened for that.
pub fn pick_hint(lang: Lang, ascii: bool) -> (String, &'static str) {
    (key::label(key::plain(KeyCode::Enter), lang, ascii), PICK.get(lang))
}

const FILTER_KEYWORDS: Tr = Tr::new("genre: dans: avec:", "kind: in: has:");
const PICK: Tr = Tr::new("choisir l’unité", "pick");

/// The first key of each action, together; words are parted by a stroke. What inserts a character is
/// named by it.
fn keys(bound: &KeyMap, hint: &Hint, mode: Mode, lang: Lang, ascii: bool) -> Option<String> {
    if hint.actions.is_empty() {
        return Some(FILTER_KEYWORDS.get(lang).to_string());
    }
    let first_key = |action: &Action| {
        if let Action::Insert(c) = action {
            return Some(c.to_string());
        }
        bound.label(mode, action, lang, ascii)
    };
    let keys: Vec<String> = hint.actions.iter().filter_map(first_key).collect();
    let are_signs = keys.iter().all(|key| key.chars().count() == 1);
    (!keys.is_empty()).then(|| keys.join(if are_signs { "" } else { "/" }))
}

#[cfg(test)]
mod tests {
    use std::slice;

    use super::*;

    const SITUATIONS: [Situation; 14] = [
        Situation::Choices,
        Situation::Nearest,
        Situation::Tree,
        Situation::Branch,
        Situation::Matches,
        Situation::Changes,
        Situation::Filter,
        Situation::EmptyFilter(true),
        Situation::RecentUnits(true),
        Situation::NoMatch,
        Situation::Card(None),
        Situation::Card(Some(Tr::new("copier", "copy"))),
        Situation::Help,
        Situation::EmptyHelp,
    ];

    #[test]
    fn every_hint_has_a_key_in_its_mode() {
        for situation in SITUATIONS {
            for hint in situation.hints() {
                for action in hint.actions {
                    let keys = keys(
                        &KeyMap::default(),
                        &Hint { actions: slice::from_ref(action), ..*hint },
                        situation.mode(),
                        Lang::En,
                        false,
                    );
                    assert!(keys.is_some(), "{situation:?}: {action:?}");
                }
            }
        }
    }

    #[test]
    fn the_keys_of_a_hint_stand_together() {
        let hints = footer_hints(&KeyMap::default(), Situation::Tree, Lang::Fr, false);
        assert_eq!(hints[0], ("↑↓".to_string(), "unité"));
        assert_eq!(hints[2], ("→←".to_string(), "ouvrir fermer"));
        assert_eq!(
            footer_hints(&KeyMap::default(), Situation::Tree, Lang::En, true)[0],
            ("Up/Down".to_string(), "unit")
        );
    }

    #[test]
    fn the_card_names_what_enter_does() {
        let words = |enter| -> Vec<&str> {
            footer_hints(&KeyMap::default(), Situation::Card(enter), Lang::En, false)
                .into_iter()
                .map(|(_, word)| word)
                .collect()
        };
        assert!(words(Some(Tr::new("ouvrir", "open"))).contains(&"open"));
        assert!(!words(None).contains(&"follow"));
        let copies = |enter| words(enter).iter().filter(|word| **word == "copy").count();
        assert_eq!((copies(Some(COPY.word)), copies(None)), (1, 1));
    }
}
