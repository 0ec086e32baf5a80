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
