//! What runs in every terminal: a shell script that starts the browser and looks at the terminal before and after.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use tempfile::{Builder, TempDir};

use crate::pty::RAMURE;

/// The private modes that a browser changes: cursor, alternate screen, mouse, paste, synchronized updates.
const MODES: &str = "25 1049 1000 1002 1006 2004 2026";

/// A directory with the script and what it writes.
pub struct Shell {
    directory: TempDir,
    /// Whether the terminal reports its modes.
    reports_modes: bool,
}

impl Shell {
    /// For a terminal that reports its modes.
    pub fn new() -> Self {
        // GNU screen and Wayland want a directory of the user alone.
        let mode = Permissions::from_mode(0o700);
        let directory = Builder::new().permissions(mode).tempdir().expect("a directory");
        fs::write(directory.path().join("session.bash"), include_str!("session.bash")).expect("written");
        Self { directory, reports_modes: true }
    }

    /// For a terminal whose modes are checked otherwise.
    pub fn without_modes() -> Self {
        Self { reports_modes: false, ..Self::new() }
    }

    /// A path in the directory.
    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// The same as text.
    pub fn file(&self, name: &str) -> String {
        self.path(name).to_str().expect("text").to_string()
    }

    /// Writes a file into the directory and returns its path.
    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a directory")).expect("made");
        fs::write(path, text).expect("written");
        self.file(name)
    }

    /// The command that runs the script.
    pub fn command(&self) -> [String; 2] {
        ["bash".to_string(), self.file("session.bash")]
    }

    /// The variables that it needs, and those of a user without settings.
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        let home = self.file("");
        vec![
            ("RAMURE", RAMURE.to_string()),
            ("STATE", home.clone()),
            ("MODES", if self.reports_modes { MODES } else { "" }.to_string()),
            ("HOME", home.clone()),
            ("XDG_RUNTIME_DIR", home),
            ("LANG", "C.UTF-8".to_string()),
            ("RAMURE_LANG", "en".to_string()),
            ("PATH", std::env::var("PATH").unwrap_or_default()),
        ]
    }
}
