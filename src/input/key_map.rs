//! The key bindings of a session: those that are built in, changed by the user’s own.

use std::borrow::Cow;
use std::collections::HashSet;

use crossterm::event::{Event, KeyEvent, MouseButton, MouseEvent, MouseEventKind};

use crate::lang::Lang;

use super::Mode;
use super::action::Action;
use super::bindings::{BINDINGS, Binding};
use super::key;

/// The keys that a user gives to an action. They replace those that are built in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserKeys {
    /// The only mode that they are for; `None` for every mode in which the action has keys.
    pub mode: Option<Mode>,
    pub action: Action,
    /// May be empty: the action then has no key.
    pub keys: Vec<KeyEvent>,
    /// Where they are set, in lines from 1.
    pub line: usize,
}

/// A key that cannot be used as the user wants, or that another action loses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyConflict {
    /// Ctrl-C always quits.
    Reserved { line: usize },
    /// The action has no keys in this mode.
    NotInMode { action: Action, mode: Mode, line: usize },
    /// The key is already that of another action, through an earlier line.
    SetBefore { key: KeyEvent, action: Action, line: usize },
    /// The key was built in for another action, which loses it.
    Taken { key: KeyEvent, from: Action, line: usize },
}

impl KeyConflict {
    /// The line that causes it, from 1.
    pub fn line(&self) -> usize {
        match self {
            KeyConflict::Reserved { line }
            | KeyConflict::NotInMode { line, .. }
            | KeyConflict::SetBefore { line, .. }
            | KeyConflict::Taken { line, .. } => *line,
        }
    }
}

/// The key that always quits, whatever the user binds.
const ALWAYS_QUITS: KeyEvent = key::ctrl('c');

/// The bindings of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyMap {
    bindings: Vec<Binding>,
    user_keys: Vec<UserKeys>,
}

impl Default for KeyMap {
    /// The bindings that are built in.
    fn default() -> Self {
        Self { bindings: BINDINGS.to_vec(), user_keys: Vec::new() }
    }
}

impl KeyMap {
    /// The bindings that are built in with the user’s keys, and what is in conflict, by line. Keys for
    /// one mode count before those for all; in a mode where text is typed, a key that types a letter is
    /// passed over, and where none is left the action keeps its built-in keys.
    pub fn new(user_keys: &[UserKeys]) -> (Self, Vec<KeyConflict>) {
        let mut conflicts = Vec::new();
        let mut user: Vec<UserBinding> = Vec::new();
        let (for_one, for_all): (Vec<_>, Vec<_>) = user_keys.iter().partition(|keys| keys.mode.is_some());
        for set in for_one.into_iter().chain(for_all) {
            let modes = set.modes();
            if let (Some(mode), true) = (set.mode, modes.is_empty()) {
                conflicts.push(KeyConflict::NotInMode { action: set.action.clone(), mode, line: set.line });
            }
            if set.keys.contains(&ALWAYS_QUITS) {
                conflicts.push(KeyConflict::Reserved { line: set.line });
            }
            for mode in modes {
                let is_set = user.iter().any(|(of, action, _)| (*of, action) == (mode, &set.action));
                if let (false, Some(keys)) = (is_set, set.usable(mode)) {
                    user.push((mode, set.action.clone(), keys));
                }
            }
        }
        remove_repeated(&mut user, &mut conflicts);
        let bindings = merged(&user, &mut conflicts);
        conflicts.sort_by_key(KeyConflict::line);
        conflicts.dedup();
        (Self { bindings, user_keys: user_keys.to_vec() }, conflicts)
    }

    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// What the user set, as it was set.
    pub fn user_keys(&self) -> &[UserKeys] {
        &self.user_keys
    }

    /// The keys of an action in a mode that a user can change.
    pub fn changeable_keys(&self, mode: Mode, action: &Action) -> Vec<KeyEvent> {
        self.keys_of(mode, action).filter(|key| *key != ALWAYS_QUITS).collect()
    }

    /// The first key of an action in a mode.
    pub fn first_key(&self, mode: Mode, action: &Action) -> Option<KeyEvent> {
        self.keys_of(mode, action).next()
    }

    /// The name of the first key of an action in a mode.
    pub fn label(&self, mode: Mode, action: &Action, lang: Lang, ascii: bool) -> Option<String> {
        self.first_key(mode, action).map(|key| key::label(key, lang, ascii))
    }

    fn keys_of(&self, mode: Mode, action: &Action) -> impl Iterator<Item = KeyEvent> {
        let of_action = move |binding: &&Binding| binding.action == *action && binding.modes.contains(&mode);
        self.bindings.iter().filter(of_action).flat_map(|binding| binding.keys.iter().copied())
    }

    /// The action of a key in a mode. An unbound character is inserted where there is an input line.
    pub fn key_action(&self, mode: Mode, key: KeyEvent) -> Option<Action> {
        let binding = self.bindings.iter().find(|binding| binding.is_for(mode, key));
        match (binding, key::typed_char(key)) {
            (Some(binding), _) => Some(binding.action.clone()),
            (None, Some(c)) => match mode {
                Mode::Filter | Mode::Help => Some(Action::Insert(c)),
                Mode::Tree | Mode::Card => {
                    c.to_digit(10).filter(|&n| n > 0).map(|n| Action::FollowNumber(n as usize))
                }
            },
            (None, None) => None,
        }
    }

    /// The action of an event in a mode. An error is the two keys, Escape and another, that an
    /// unbound Alt key may stand for.
    pub fn event_action(&self, mode: Mode, event: Event) -> Result<Option<Action>, [KeyEvent; 2]> {
        Ok(match event {
            Event::Key(key) => match (self.key_action(mode, key), key::split_alt(key)) {
                (None, Some(keys)) => return Err(keys),
                (action, _) => action,
            },
            Event::Mouse(event) => mouse_action(event),
            Event::Paste(text) => Some(Action::Paste(text)),
            _ => None,
        })
    }
}

/// The keys that the user gives to an action in a mode, each with its line.
type UserBinding = (Mode, Action, Vec<(KeyEvent, usize)>);

impl UserKeys {
    /// The modes in which the action has keys that are built in, of those that are meant.
    fn modes(&self) -> Vec<Mode> {
        let is_bound = |mode: &Mode| {
            BINDINGS.iter().any(|binding| binding.action == self.action && binding.modes.contains(mode))
        };
        let is_meant = |mode: &Mode| self.mode.is_none_or(|only| only == *mode);
        Mode::ALL.into_iter().filter(is_meant).filter(is_bound).collect()
    }

    /// The keys that can be used in a mode, each once with its line; `None` if there are some and none can.
    fn usable(&self, mode: Mode) -> Option<Vec<(KeyEvent, usize)>> {
        let mut seen = HashSet::new();
        let is_usable = |key: &KeyEvent| {
            let types_a_letter = mode.has_input_line() && key::typed_char(*key).is_some();
            *key != ALWAYS_QUITS && !types_a_letter && seen.insert(*key)
        };
        let usable: Vec<_> =
            self.keys.iter().copied().filter(is_usable).map(|key| (key, self.line)).collect();
        (self.keys.is_empty() || !usable.is_empty()).then_some(usable)
    }
}

/// Leaves each key of a mode to the action that has it on the earliest line.
fn remove_repeated(user: &mut [UserBinding], conflicts: &mut Vec<KeyConflict>) {
    let mut owners: Vec<(Mode, KeyEvent, usize, Action)> = user
        .iter()
        .flat_map(|(mode, action, keys)| keys.iter().map(|&(key, line)| (*mode, key, line, action.clone())))
        .collect();
    owners.sort_by_key(|(_, _, line, _)| *line);
    for (mode, action, keys) in user {
        keys.retain(|&(key, line)| {
            let owner = owners.iter().find(|(of, owned, ..)| (*of, *owned) == (*mode, key));
            let other = owner.filter(|(.., owner)| owner != action);
            conflicts.extend(other.map(|(.., owner)| KeyConflict::SetBefore {
                key,
                action: owner.clone(),
                line,
            }));
            other.is_none()
        });
    }
}

/// The built-in bindings with the user’s keys in place of theirs, and without the keys that other actions
/// took from them.
fn merged(user: &[UserBinding], conflicts: &mut Vec<KeyConflict>) -> Vec<Binding> {
    let mut bindings: Vec<Binding> = Vec::new();
    for built_in in BINDINGS {
        let mut variants: Vec<Binding> = Vec::new();
        for &mode in built_in.modes.iter() {
            let keys = keys_in_mode(built_in, mode, user, conflicts);
            match variants.iter_mut().find(|variant| *variant.keys == *keys) {
                Some(variant) => variant.modes.to_mut().push(mode),
                None => variants.push(Binding {
                    modes: Cow::Owned(vec![mode]),
                    keys: Cow::Owned(keys),
                    ..built_in.clone()
                }),
            }
        }
        bindings.extend(variants);
    }
    bindings
}

/// The keys of a built-in binding in one of its modes.
fn keys_in_mode(
    built_in: &Binding,
    mode: Mode,
    user: &[UserBinding],
    conflicts: &mut Vec<KeyConflict>,
) -> Vec<KeyEvent> {
    let set = user.iter().find(|(of, action, _)| (*of, action) == (mode, &built_in.action));
    if built_in.keys.contains(&ALWAYS_QUITS) {
        return built_in.keys.to_vec();
    }
    if let Some((_, _, keys)) = set {
        return keys.iter().map(|(key, _)| *key).collect();
    }
    let mut keys = built_in.keys.to_vec();
    keys.retain(|key| {
        let taken = user.iter().filter(|(of, ..)| *of == mode).flat_map(|(_, _, keys)| keys);
        let by = taken.clone().find(|(taken, _)| taken == key);
        conflicts.extend(by.map(|&(key, line)| KeyConflict::Taken {
            key,
            from: built_in.action.clone(),
            line,
        }));
        by.is_none()
    });
    keys
}

/// The action of a mouse event.
fn mouse_action(event: MouseEvent) -> Option<Action> {
    let MouseEvent { kind, column, row, .. } = event;
    Some(match kind {
        MouseEventKind::Down(MouseButton::Left) => Action::Press { column, row },
        MouseEventKind::Drag(MouseButton::Left) => Action::Drag { column, row },
        MouseEventKind::Up(MouseButton::Left) => Action::Release,
        MouseEventKind::ScrollUp => Action::Wheel { column, row, down: false },
        MouseEventKind::ScrollDown => Action::Wheel { column, row, down: true },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crossterm::event::KeyCode;

    use super::*;

    fn set(mode: Option<Mode>, action: Action, keys: &[KeyEvent], line: usize) -> UserKeys {
        UserKeys { mode, action, keys: keys.to_vec(), line }
    }

    #[test]
    fn a_key_that_is_listed_twice_is_bound_once() {
        let (keys, conflicts) =
            KeyMap::new(&[set(None, Action::Reload, &[key::char('x'), key::ctrl('x'), key::char('x')], 1)]);
        assert_eq!(keys.changeable_keys(Mode::Tree, &Action::Reload), [key::char('x'), key::ctrl('x')]);
        assert_eq!(conflicts, []);
    }

    #[test]
    fn letters_are_inserted_only_where_there_is_an_input_line() {
        let keys = KeyMap::default();
        assert_eq!(keys.key_action(Mode::Filter, key::char('q')), Some(Action::Insert('q')));
        assert_eq!(keys.key_action(Mode::Tree, key::char('q')), Some(Action::Quit));
        assert_eq!(keys.key_action(Mode::Tree, key::char('3')), Some(Action::FollowNumber(3)));
        assert_eq!(keys.key_action(Mode::Tree, key::char('0')), None);
        assert_eq!(keys.key_action(Mode::Filter, key::ctrl('x')), None);
    }

    #[test]
    fn the_keys_of_a_user_replace_those_that_are_built_in() {
        let (keys, conflicts) = KeyMap::new(&[set(None, Action::Parent, &[key::char('u')], 2)]);
        assert_eq!(conflicts, []);
        for mode in [Mode::Tree, Mode::Card] {
            assert_eq!(keys.key_action(mode, key::char('u')), Some(Action::Parent));
            assert_eq!(keys.key_action(mode, key::char('p')), None);
        }
        assert_eq!(keys.key_action(Mode::Filter, key::char('u')), Some(Action::Insert('u')));
    }

    #[test]
    fn where_text_is_typed_an_action_keeps_the_keys_that_type_nothing() {
        let letter = [key::char('r')];
        let (keys, _) = KeyMap::new(&[set(None, Action::Redraw, &letter, 1)]);
        assert_eq!(keys.key_action(Mode::Tree, key::char('r')), Some(Action::Redraw));
        assert_eq!(keys.key_action(Mode::Tree, key::ctrl('l')), None);
        assert_eq!(keys.key_action(Mode::Filter, key::ctrl('l')), Some(Action::Redraw));
        assert_eq!(keys.key_action(Mode::Filter, key::char('r')), Some(Action::Insert('r')));
    }

    #[test]
    fn keys_for_one_mode_count_before_those_for_all() {
        let of_all = set(None, Action::PreviousMatch, &[key::char('M')], 1);
        let of_filter = set(Some(Mode::Filter), Action::PreviousMatch, &[key::ctrl('k')], 2);
        let (keys, conflicts) = KeyMap::new(&[of_all, of_filter]);
        assert_eq!(conflicts, []);
        assert_eq!(keys.first_key(Mode::Filter, &Action::PreviousMatch), Some(key::ctrl('k')));
        assert_eq!(keys.first_key(Mode::Tree, &Action::PreviousMatch), Some(key::char('M')));
    }

    #[test]
    fn conflicts_name_their_line_and_the_earlier_line_counts() {
        let (keys, conflicts) = KeyMap::new(&[
            set(None, Action::Reload, &[key::char('x')], 3),
            set(None, Action::Parent, &[key::char('x'), key::char('n')], 4),
            set(None, Action::Back, &[key::ctrl('c')], 5),
            set(Some(Mode::Help), Action::Back, &[key::ctrl('y')], 6),
        ]);
        assert_eq!(
            conflicts,
            [
                KeyConflict::SetBefore { key: key::char('x'), action: Action::Reload, line: 4 },
                KeyConflict::Taken { key: key::char('n'), from: Action::NextMatch, line: 4 },
                KeyConflict::Reserved { line: 5 },
                KeyConflict::NotInMode { action: Action::Back, mode: Mode::Help, line: 6 },
            ]
        );
        assert_eq!(keys.key_action(Mode::Tree, key::char('x')), Some(Action::Reload));
        assert_eq!(keys.key_action(Mode::Tree, key::char('n')), Some(Action::Parent));
        assert_eq!(keys.first_key(Mode::Tree, &Action::NextMatch), None);
        assert_eq!(keys.first_key(Mode::Tree, &Action::Back), Some(key::char('b')));
    }

    #[test]
    fn an_action_may_have_no_key_but_ctrl_c_always_quits() {
        let (keys, conflicts) = KeyMap::new(&[set(None, Action::Quit, &[], 1)]);
        assert_eq!(conflicts, []);
        assert_eq!(keys.key_action(Mode::Tree, key::char('q')), None);
        for mode in Mode::ALL {
            assert_eq!(keys.key_action(mode, key::ctrl('c')), Some(Action::Quit));
        }
    }

    #[test]
    fn what_another_line_gives_new_keys_loses_none() {
        let swapped = [
            set(None, Action::Parent, &[key::char('b')], 1),
            set(None, Action::Back, &[key::char('p'), key::alt(KeyCode::Left)], 2),
        ];
        let (keys, conflicts) = KeyMap::new(&swapped);
        assert_eq!(conflicts, []);
        assert_eq!(keys.key_action(Mode::Card, key::char('b')), Some(Action::Parent));
        assert_eq!(keys.key_action(Mode::Card, key::char('p')), Some(Action::Back));
    }

    #[test]
    fn without_user_keys_the_bindings_are_those_that_are_built_in() {
        let (keys, conflicts) = KeyMap::new(&[]);
        assert_eq!(conflicts, []);
        assert_eq!(keys, KeyMap::default());
    }
}
