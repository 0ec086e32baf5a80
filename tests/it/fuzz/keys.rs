//! What is typed and what is configured: bytes of a terminal, a session in the browser, and a configuration file.

use std::collections::HashSet;

use crossterm::event::Event;
use ramure::app::App;
use ramure::input::action::Action;
use ramure::input::key::{self, KeyCode, KeyModifiers};
use ramure::input::{KeyMap, Mode, help_lines};
use ramure::lang::Lang;
use ramure::settings::{PartialSettings, Settings, effective_settings, parse_config};
use ramure::tui::input_parser::{Input, InputParser};

use super::super::organisations::valombre;
use super::super::pack_parts::apply_and_draw;
use super::assert_line;

/// Up to so many bytes, a sequence is parsed alike whole and in pieces: longer ones are dropped.
const MAX_SEQUENCE_BYTES: usize = 64;
/// A paste is not longer, but for the signs that replace what is no text.
const MAX_PASTE_BYTES: usize = 3 * (64 << 10);
/// Events of one session.
const MAX_EVENTS: usize = 100;
/// An old mouse report has three bytes, whatever they are.
const MAX_SWALLOWED_KEYS: usize = 3;

/// The length of the pieces in which bytes arrive, and the bytes.
pub fn check_input(bytes: &[u8]) {
    let Some((&length, bytes)) = bytes.split_first() else { return };
    let mut parser = InputParser::default();
    let mut inputs = Vec::new();
    for piece in bytes.chunks(usize::from(length).max(1)) {
        parser.feed(piece);
        inputs.extend(std::iter::from_fn(|| parser.next()));
    }
    assert!(inputs.len() <= bytes.len(), "{inputs:?}");
    inputs.iter().for_each(check_one_input);
    if bytes.len() <= MAX_SEQUENCE_BYTES {
        let mut whole = InputParser::default();
        whole.feed(bytes);
        assert_eq!(std::iter::from_fn(|| whole.next()).collect::<Vec<_>>(), inputs);
    }
    check_quits(parser);
}

fn check_one_input(input: &Input) {
    match input {
        Input::Event(Event::Key(key)) => {
            assert!((KeyModifiers::CONTROL | KeyModifiers::ALT).contains(key.modifiers), "{key:?}");
            assert!(!matches!(key.code, KeyCode::Char(c) if c.is_ascii_control()), "{key:?}");
        }
        Input::Event(Event::Paste(text)) => assert!(text.len() <= MAX_PASTE_BYTES),
        Input::Event(Event::Mouse(_)) | Input::StatusReport => {}
        other => panic!("{other:?}"),
    }
}

/// Whatever came before, Ctrl-C is understood.
fn check_quits(mut parser: InputParser) {
    parser.end_pending();
    for _ in 0..=MAX_SWALLOWED_KEYS {
        parser.feed(b"\x03");
        parser.end_pending();
    }
    let last = std::iter::from_fn(|| parser.next()).last();
    assert_eq!(last, Some(Input::Event(Event::Key(key::ctrl('c')))));
}

/// The bytes of a terminal in the browser, each of whose frames is printable.
pub fn check_browser(bytes: &[u8]) {
    let mut parser = InputParser::default();
    parser.feed(bytes);
    parser.end_pending();
    let mut app = App::new(valombre());
    for _ in 0..MAX_EVENTS {
        match parser.next() {
            Some(Input::Event(event)) => match app.keys.event_action(app.mode, event) {
                Ok(action) => action.into_iter().for_each(|action| apply_and_draw(&mut app, action)),
                Err(keys) => parser.unread(keys),
            },
            Some(Input::StatusReport) => {}
            None => return,
        }
    }
}

/// Any text as a configuration file.
pub fn check_configuration(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let lines = text.matches('\n').count() + 1;
    let (settings, warnings) = parse_config(&text);
    assert!(warnings.is_sorted_by_key(|warning| warning.line), "{warnings:?}");
    for warning in warnings {
        assert!((1..=lines).contains(&warning.line), "{warning:?}");
        assert_line(&warning.kind.message(Lang::Fr));
        assert_line(&warning.kind.message(Lang::En));
    }
    assert!(settings.theme().is_ok() && !settings.restricted, "{settings:?}");
    // Themes are not shown.
    if settings.themes.is_empty() {
        check_shown(&settings);
    }
    check_keys(&Settings::from(settings).keys);
}

/// What `ramure config` shows of the settings is a configuration file with the same settings.
fn check_shown(settings: &PartialSettings) {
    let none = PartialSettings::default();
    let mut shown = String::new();
    let mut table = String::new();
    for setting in effective_settings(&none, &none, settings) {
        if setting.table != table {
            table = setting.table;
            shown += &format!("[{table}]\n");
        }
        shown += &setting.value.map_or(String::new(), |value| format!("{} = {value}\n", setting.name));
    }
    let (again, _) = parse_config(&shown);
    let shown_of = |settings: &PartialSettings| {
        effective_settings(&none, &none, settings)
            .into_iter()
            .map(|setting| (setting.name, setting.value))
            .collect::<Vec<_>>()
    };
    assert_eq!(shown_of(&again), shown_of(settings), "{shown}");
}

/// Ctrl-C quits in every mode, no key has two actions, and all keys can be shown.
fn check_keys(keys: &KeyMap) {
    for mode in Mode::ALL {
        assert_eq!(keys.key_action(mode, key::ctrl('c')), Some(Action::Quit));
        let bound = keys.bindings().iter().filter(|binding| binding.modes.contains(&mode));
        let mut seen = HashSet::new();
        let twice = bound.flat_map(|binding| binding.keys.iter()).find(|key| !seen.insert(**key));
        assert_eq!(twice, None, "{mode:?}");
    }
    assert!(!help_lines(keys, "").is_empty());
    for key in keys.bindings().iter().flat_map(|binding| binding.keys.iter()) {
        assert_line(&key::label(*key, Lang::Fr, true));
    }
}
