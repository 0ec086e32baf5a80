//! The actions of the browser, whether a key, a click or a command causes them.

/// An action of the user, or a new size of the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    // Moving.
    Up,
    Down,
    PageUp,
    PageDown,
    HalfUp,
    HalfDown,
    First,
    Last,
    /// Close the unit or, if it is closed, go to its parent.
    Left,
    /// Open the unit or, if it is open, go to its first child.
    Right,
    Parent,
    Back,
    Forward,

    // Opening and closing.
    Toggle,
    OpenSubtree,
    CloseAll,

    // Filtering.
    Filter,
    Accept,
    Cancel,
    NextView,
    /// Show only the branch of the unit, or the whole tree again.
    ToggleBranch,
    /// Show or hide the weak matches.
    ToggleWeak,
    NextMatch,
    PreviousMatch,
    /// Choose the unit and end, where the browser was opened for that.
    Pick,

    // The card.
    FocusCard,
    FocusTree,
    CardUp,
    CardDown,
    Follow,
    FollowNumber(usize),
    CopyContact,
    CopyCard,
    /// Move the divider between tree and card.
    NarrowTree,
    WidenTree,
    /// Give the pane with the focus the whole screen, or both panes their place again.
    FullScreen,

    // Typing.
    Insert(char),
    Paste(String),
    CursorLeft,
    CursorRight,
    CursorHome,
    CursorEnd,
    DeleteLeft,
    DeleteRight,
    DeleteWord,
    DeleteToStart,

    // The program.
    Help,
    Redraw,
    /// Read the files again.
    Reload,
    Suspend,
    Quit,

    // The mouse and the terminal, in columns and rows from 0.
    Press {
        column: u16,
        row: u16,
    },
    Drag {
        column: u16,
        row: u16,
    },
    Release,
    Wheel {
        column: u16,
        row: u16,
        down: bool,
    },
    Resize {
        columns: u16,
        rows: u16,
    },
}

impl Action {
    /// The actions that have keys, by their names in the configuration file.
    #[rustfmt::skip]
    pub const NAMED: &[(&str, Action)] = &[
        ("up", Action::Up),
        ("down", Action::Down),
        ("page_up", Action::PageUp),
        ("page_down", Action::PageDown),
        ("half_page_up", Action::HalfUp),
        ("half_page_down", Action::HalfDown),
        ("first", Action::First),
        ("last", Action::Last),
        ("left", Action::Left),
        ("right", Action::Right),
        ("parent", Action::Parent),
        ("back", Action::Back),
        ("forward", Action::Forward),
        ("toggle", Action::Toggle),
        ("open_subtree", Action::OpenSubtree),
        ("close_all", Action::CloseAll),
        ("open_filter", Action::Filter),
        ("accept", Action::Accept),
        ("cancel", Action::Cancel),
        ("next_view", Action::NextView),
        ("toggle_branch", Action::ToggleBranch),
        ("toggle_weak", Action::ToggleWeak),
        ("next_match", Action::NextMatch),
        ("previous_match", Action::PreviousMatch),
        ("focus_card", Action::FocusCard),
        ("focus_tree", Action::FocusTree),
        ("card_up", Action::CardUp),
        ("card_down", Action::CardDown),
        ("follow", Action::Follow),
        ("copy_contact", Action::CopyContact),
        ("copy_card", Action::CopyCard),
        ("narrow_tree", Action::NarrowTree),
        ("widen_tree", Action::WidenTree),
        ("full_screen", Action::FullScreen),
        ("cursor_left", Action::CursorLeft),
        ("cursor_right", Action::CursorRight),
        ("cursor_home", Action::CursorHome),
        ("cursor_end", Action::CursorEnd),
        ("delete_left", Action::DeleteLeft),
        ("delete_right", Action::DeleteRight),
        ("delete_word", Action::DeleteWord),
        ("delete_to_start", Action::DeleteToStart),
        ("open_help", Action::Help),
        ("redraw", Action::Redraw),
        ("reload", Action::Reload),
        ("suspend", Action::Suspend),
        ("quit", Action::Quit),
    ];

    /// The name in the configuration file, if keys can be set for the action.
    pub fn name(&self) -> Option<&'static str> {
        Self::NAMED.iter().find(|(_, action)| action == self).map(|(name, _)| *name)
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMED.iter().find(|(named, _)| *named == name).map(|(_, action)| action.clone())
    }
}
