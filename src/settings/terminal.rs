//! What the environment says about the terminal: multiplexers and hyperlinks.

/// Properties of the terminal that follow from environment variables alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TerminalTraits {
    /// The program runs inside tmux, on this machine.
    pub is_tmux: bool,
    /// The program runs inside tmux or screen, on this machine or on that of the SSH client.
    pub is_multiplexed: bool,
    /// The program may run inside GNU screen, here or on the machine of the SSH client.
    pub is_screen: bool,
    /// The terminal is a console, which has no clipboard.
    pub lacks_clipboard: bool,
    /// The terminal is not known to print or drop hyperlinks (OSC 8).
    pub shows_hyperlinks: bool,
}

/// Beginnings of `TERM` for terminals that print OSC 8 or have no links: the consoles of Linux
/// and the BSDs, DEC terminals, Emacs, rxvt, and screen, which drops it.
const WITHOUT_HYPERLINKS: [&str; 8] = ["dumb", "linux", "cons25", "wsvt25", "vt", "eterm", "rxvt", "screen"];
/// Beginnings of `TERM` for the consoles of Linux and the BSDs.
const CONSOLES: [&str; 3] = ["linux", "cons25", "wsvt25"];
/// The first VTE with links, 0.50; earlier versions print a part of the sequence.
const FIRST_VTE_WITH_HYPERLINKS: u32 = 5000;

impl TerminalTraits {
    /// The traits for these variables, of which empty ones count as not set.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Self {
        let term = variable("TERM").unwrap_or_default();
        let is_tmux = variable("TMUX").is_some();
        let is_inside_tmux = is_tmux || term.starts_with("tmux");
        let has_screen_session = variable("STY").is_some();
        let is_named_screen = term.starts_with("screen");
        let is_old_vte = variable("VTE_VERSION")
            .and_then(|version| version.parse().ok())
            .is_some_and(|version: u32| version < FIRST_VTE_WITH_HYPERLINKS);
        let is_apple = variable("TERM_PROGRAM").is_some_and(|program| program == "Apple_Terminal");
        let lacks_hyperlinks = term.is_empty()
            || WITHOUT_HYPERLINKS.iter().any(|name| term.starts_with(name))
            || is_old_vte
            || is_apple;
        Self {
            is_tmux,
            is_multiplexed: is_inside_tmux || has_screen_session || is_named_screen,
            // tmux may be named screen too; `TMUX` is not set on the other side of ssh.
            is_screen: has_screen_session || (is_named_screen && !is_tmux),
            lacks_clipboard: CONSOLES.iter().any(|name| term.starts_with(name)),
            // tmux has links from 3.4 on and drops them before. The other variables are those of
            // the terminal in which its server was started.
            shows_hyperlinks: is_inside_tmux || !lacks_hyperlinks,
        }
    }

    /// These traits, with what only those of a lower layer have.
    pub fn or(self, lower: Self) -> Self {
        Self {
            is_tmux: self.is_tmux || lower.is_tmux,
            is_multiplexed: self.is_multiplexed || lower.is_multiplexed,
            is_screen: self.is_screen || lower.is_screen,
            lacks_clipboard: self.lacks_clipboard || lower.lacks_clipboard,
            shows_hyperlinks: self.shows_hyperlinks || lower.shows_hyperlinks,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traits(variables: &str) -> TerminalTraits {
        let pairs: Vec<(&str, &str)> =
            variables.split_whitespace().filter_map(|pair| pair.split_once('=')).collect();
        TerminalTraits::from_variables(|name| {
            pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string())
        })
    }

    #[test]
    fn hyperlinks_are_left_out_where_they_are_known_not_to_work() {
        let table = [
            ("", false),
            ("TERM=dumb", false),
            ("TERM=linux", false),
            ("TERM=vt220", false),
            ("TERM=rxvt-unicode-256color", false),
            ("TERM=eterm-color", false),
            ("TERM=screen-256color", false),
            ("TERM=screen.xterm-256color", false),
            ("TERM=xterm-256color", true),
            ("TERM=xterm-kitty", true),
            ("TERM=foot", true),
            ("TERM=alacritty", true),
            ("TERM=tmux-256color", true),
            ("TERM=screen-256color TMUX=/tmp/tmux-1000/default,1,0", true),
            ("TERM=tmux-256color TMUX=/tmp/t VTE_VERSION=4800", true),
            ("TERM=xterm-256color VTE_VERSION=4999", false),
            ("TERM=xterm-256color VTE_VERSION=5000", true),
            ("TERM=xterm-256color VTE_VERSION=7006", true),
            ("TERM=xterm-256color VTE_VERSION=new", true),
            ("TERM=xterm-256color TERM_PROGRAM=Apple_Terminal", false),
            ("TERM=xterm-256color TERM_PROGRAM=iTerm.app", true),
        ];
        for (variables, expected) in table {
            assert_eq!(traits(variables).shows_hyperlinks, expected, "{variables}");
        }
    }

    #[test]
    fn multiplexers_are_known_by_their_variable_or_their_terminal() {
        let table = [
            ("TERM=xterm-256color", false, false),
            ("TERM=xterm-256color TMUX=/tmp/t", true, true),
            ("TERM=tmux-256color", false, true),
            ("TERM=screen", false, true),
            ("TERM=xterm-256color STY=1.x", false, true),
            ("TERM=screen-256color TMUX=/tmp/t", true, true),
        ];
        for (variables, is_tmux, is_multiplexed) in table {
            let traits = traits(variables);
            assert_eq!((traits.is_tmux, traits.is_multiplexed), (is_tmux, is_multiplexed), "{variables}");
        }
    }

    #[test]
    fn the_way_to_the_clipboard_follows_from_the_terminal() {
        let table = [
            ("TERM=xterm-256color", false, false),
            ("TERM=linux", false, true),
            ("TERM=screen-256color", true, false),
            ("TERM=screen.xterm-256color STY=1.x", true, false),
            ("TERM=xterm-256color STY=1.x", true, false),
            ("TERM=screen-256color TMUX=/tmp/t", false, false),
            ("TERM=tmux-256color TMUX=/tmp/t STY=1.x", true, false),
        ];
        for (variables, is_screen, lacks_clipboard) in table {
            let traits = traits(variables);
            assert_eq!(
                (traits.is_screen, traits.lacks_clipboard),
                (is_screen, lacks_clipboard),
                "{variables}"
            );
        }
    }
}
