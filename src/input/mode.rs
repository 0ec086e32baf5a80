//! The modes of the browser, each with its own key bindings.

/// What keys act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The outline.
    Tree,
    /// The filter’s input line.
    Filter,
    /// The card.
    Card,
    /// The help, with an input line that filters it.
    Help,
}

impl Mode {
    pub const ALL: [Mode; 4] = [Mode::Tree, Mode::Card, Mode::Filter, Mode::Help];

    /// The name in the configuration file.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Tree => "tree",
            Mode::Card => "card",
            Mode::Filter => "filter",
            Mode::Help => "help",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Mode::ALL.into_iter().find(|mode| mode.name() == name)
    }

    /// Whether letters are typed in this mode.
    pub fn has_input_line(self) -> bool {
        matches!(self, Mode::Filter | Mode::Help)
    }
}
