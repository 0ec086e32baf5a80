//! Reading the files again, beside the event loop: they may be on a slow disk, or be a pipe.

use crate::app::Notice;
use crate::error::Error;
use crate::org::Org;
use crate::tui::task::Task;

use super::Session;

impl Session<'_> {
    /// Reads the files again in a thread or, where none can be started, at once. One that reads already goes on.
    pub(super) fn start_reload(&mut self) {
        if self.reload_task.is_some() {
            return;
        }
        // Restricted mode starts no thread.
        let task = (!self.settings.restricted).then(|| Task::start("reload", self.host.reload()));
        match task {
            Some(Ok(task)) => {
                self.reload_task = Some(task);
                self.app.notice = Some(Notice::Reloading);
                self.is_changed = true;
            }
            _ => {
                let reloaded = self.host.reload()();
                self.show_reloaded(reloaded);
            }
        }
    }

    /// Shows what the thread has read.
    pub(super) fn take_reloaded(&mut self) {
        if let Some(reloaded) = self.reload_task.take().and_then(Task::join) {
            self.show_reloaded(reloaded);
        }
    }

    /// If the files could not be read, the organisation is kept and a notice shows the error.
    fn show_reloaded(&mut self, reloaded: Result<Org, Error>) {
        match reloaded {
            Ok(org) => {
                self.app.reload(org);
                self.start_index();
            }
            Err(error) => self.app.notice = Some(Notice::NotReloaded(error.message(self.settings.lang))),
        }
        self.is_changed = true;
    }
}
