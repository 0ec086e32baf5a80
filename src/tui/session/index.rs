//! The search index of a session: built beside the event loop, and announced to the host.

use std::sync::Arc;

use crate::search::Index;
use crate::tui::task::Task;

use super::Session;

impl Session<'_> {
    /// Builds a missing index in a thread or, where none can be started, at once.
    pub(super) fn start_index(&mut self) {
        self.index_task = None;
        self.is_index_announced = false;
        if !self.app.filter.is_indexed() {
            let org = Arc::clone(&self.app.org);
            self.index_task = Task::start("index", move || Index::new(&org)).ok();
        }
        if self.index_task.is_none() {
            self.app.build_index();
        }
    }

    /// Hands the finished index to the application.
    pub(super) fn take_index(&mut self) {
        match self.index_task.take().and_then(Task::join) {
            Some(index) => self.app.set_index(index),
            None => self.app.build_index(),
        }
        self.is_changed = true;
    }

    /// Tells the host that the organisation is indexed, after its first frame. While the files are read again, the
    /// host may know their new state already, which this is not the index of.
    pub(super) fn announce_index(&mut self) {
        let is_due = !self.is_index_announced && !self.is_changed && self.reload_task.is_none();
        let index = self.app.filter.index().filter(|_| is_due);
        if let Some(index) = index {
            self.host.on_indexed(&self.app.org, index);
            self.is_index_announced = true;
        }
    }
}
