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
