//! What the browser says of a packed directory that turns out to be damaged, or is written over, while it
//! is open.

use crate::pack::PackError;

use super::{App, Notice};

impl App {
    /// The first fault met while the organisation, or the older state that it is compared with, was read
    /// from a packed directory.
    pub fn pack_fault(&self) -> Option<&PackError> {
        let of_old = || self.comparison.as_ref().and_then(|comparison| comparison.old().pack_fault());
        self.org.pack_fault().or_else(of_old)
    }

    /// Shows a notice of a fault that was not shown before. Returns whether there is one.
    pub fn show_pack_fault(&mut self) -> bool {
        let is_new = !self.is_fault_shown && self.pack_fault().is_some();
        if is_new {
            self.is_fault_shown = true;
            self.notice = Some(Notice::DamagedPack);
        }
        is_new
    }
}
