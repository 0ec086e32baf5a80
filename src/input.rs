//! From input events to actions: what a key, a click or a paste does in each mode.

pub mod action;
mod bindings;
mod help;
mod hints;
pub mod key;
mod key_map;
mod mode;

use crossterm::event::{Event, KeyCode};

pub use bindings::{BINDINGS, Binding, Group};
pub use help::{HELP_INDENT, HelpLine, HelpText, help_lines, key_labels};
pub use hints::{Situation, footer_hints, pick_hint};
pub use key_map::{KeyConflict, KeyMap, UserKeys};
pub use mode::Mode;

/// Whether the event picks a unit, where the browser was opened for that: Enter in the tree or in
/// the filter.
pub fn picks(mode: Mode, event: &Event) -> bool {
    let is_enter = matches!(event, Event::Key(key) if *key == key::plain(KeyCode::Enter));
    is_enter && matches!(mode, Mode::Tree | Mode::Filter)
}
