//! What can be asked of the program, whatever key, click or command asks it.

/// A wish of the person at the keyboard.
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
    /// Close the unit or, when it is closed, go to the one above.
    Left,
    /// Open the unit or, when it is open, go to the first below.
    Right,
    Parent,
    Back,
    Forward,

    // Opening and closing.
    Toggle,
    OpenBelow,
    CloseAll,

    // Filtering.
    Filter,
    Accept,
    Cancel,
    ChangeView,
    NextMatch,
    PreviousMatch,

    // The card.
    FocusCard,
    FocusTree,
    CardUp,
    CardDown,
    Follow,
    FollowNumber(usize),
    CopyContact,
    CopyCard,

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

    // What the mouse and the terminal say, in columns and rows from 0.
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
