//! What the shell must do after an action, because the state alone cannot.

use crate::org::UnitId;
use crate::text::Printable;

/// Something that needs the terminal, the files or the process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    Quit,
    Suspend,
    Redraw,
    Reload,
    CopyText(Printable),
    CopyCard(UnitId),
}
