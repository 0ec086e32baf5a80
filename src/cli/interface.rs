//! The choice between the full-screen browser, linear mode and plain printing.

use crate::settings::{LinearMode, Settings};
use crate::{settings, tui};

/// How the organisation is presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interface {
    /// The full-screen browser.
    Screen,
    /// Linear mode: commands and answers, line by line.
    Linear,
    /// Output is printed once, without interaction.
    Print,
}

impl Interface {
    /// The interface for these settings and the terminal of this process.
    pub fn detect(settings: &Settings) -> Self {
        choose(settings.linear, tui::is_stdout_terminal(), settings::is_term_capable())
    }
}

/// Whether the browser can be drawn for these settings, on standard output or on the controlling
/// terminal. Linear mode, where it is on, stays on.
pub fn can_browse_anywhere(settings: &Settings) -> bool {
    let is_drawn = choose(settings.linear, true, settings::is_term_capable()) == Interface::Screen;
    is_drawn && tui::has_screen() && tui::has_keyboard()
}

/// Whether standard output is a terminal that can be drawn on, regardless of the settings.
pub fn can_draw() -> bool {
    choose(Some(LinearMode::Never), tui::is_stdout_terminal(), settings::is_term_capable())
        == Interface::Screen
}

/// `is_terminal`: standard output is a terminal; `is_capable`: `TERM` names one with a screen.
fn choose(linear: Option<LinearMode>, is_terminal: bool, is_capable: bool) -> Interface {
    match (linear, is_terminal, is_capable) {
        (Some(LinearMode::Always), _, _) => Interface::Linear,
        (Some(LinearMode::OnTerminal), true, _) => Interface::Linear,
        (None, true, false) => Interface::Linear,
        (_, true, true) => Interface::Screen,
        _ => Interface::Print,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interface_follows_from_the_setting_and_the_terminal() {
        use Interface::{Print, Screen};
        // In each row: a terminal with a screen, a dumb terminal, a pipe, a pipe with a dumb `TERM`.
        let table = [
            (None, [Screen, Interface::Linear, Print, Print]),
            (Some(LinearMode::Never), [Screen, Print, Print, Print]),
            (Some(LinearMode::OnTerminal), [Interface::Linear, Interface::Linear, Print, Print]),
            (Some(LinearMode::Always), [Interface::Linear; 4]),
        ];
        for (linear, expected) in table {
            let outputs = [(true, true), (true, false), (false, true), (false, false)];
            let chosen = outputs.map(|(is_terminal, is_capable)| choose(linear, is_terminal, is_capable));
            assert_eq!(chosen, expected, "{linear:?}");
        }
    }
}
