//! What the caller of [`App::apply`](super::App::apply) has to do after an action.

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
    /// The user picked this unit; see `App::is_picking`.
    Pick(UnitId),
}
