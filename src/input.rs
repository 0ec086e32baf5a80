//! From input events to actions: what a key, a click or a paste does in each mode.

pub mod action;
mod bindings;
mod help;
mod hints;
pub mod key;
mod mode;

use crossterm::event::{Event, KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};

use action::Action;
pub use bindings::{BINDINGS, Binding, Group};
pub use help::{HelpLine, help_lines, key_labels};
pub use hints::{Situation, footer_hints, pick_hint};
pub use mode::Mode;

/// The action of a key in a mode. An unbound character is inserted where there is an input line.
pub fn key_action(mode: Mode, key: KeyEvent) -> Option<Action> {
    let binding =
        BINDINGS.iter().find(|binding| binding.modes.contains(&mode) && binding.keys.contains(&key));
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
pub fn event_action(mode: Mode, event: Event) -> Result<Option<Action>, [KeyEvent; 2]> {
    Ok(match event {
        Event::Key(key) => match (key_action(mode, key), key::split_alt(key)) {
            (None, Some(keys)) => return Err(keys),
            (action, _) => action,
        },
        Event::Mouse(event) => mouse_action(event),
        Event::Paste(text) => Some(Action::Paste(text)),
        _ => None,
    })
}

/// Whether the event picks a unit, where the browser was opened for that: Enter in the tree or in
/// the filter.
pub fn picks(mode: Mode, event: &Event) -> bool {
    let is_enter = matches!(event, Event::Key(key) if *key == key::plain(KeyCode::Enter));
    is_enter && matches!(mode, Mode::Tree | Mode::Filter)
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
    use super::*;

    #[test]
    fn letters_are_inserted_only_where_there_is_an_input_line() {
        assert_eq!(key_action(Mode::Filter, key::char('q')), Some(Action::Insert('q')));
        assert_eq!(key_action(Mode::Tree, key::char('q')), Some(Action::Quit));
        assert_eq!(key_action(Mode::Tree, key::char('3')), Some(Action::FollowNumber(3)));
        assert_eq!(key_action(Mode::Tree, key::char('0')), None);
        assert_eq!(key_action(Mode::Filter, key::ctrl('x')), None);
    }
}
