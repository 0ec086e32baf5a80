//! The setting of the file of aliases, which remembers what set it, for errors.

use std::path::PathBuf;

use crate::text::Printable;

use super::config_path;

/// The file that has the user's aliases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AliasFile {
    pub path: PathBuf,
    pub set_by: SetBy,
}

/// What sets the file of aliases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetBy {
    Option,
    Variable,
    Configuration,
}

impl AliasFile {
    pub fn new(path: impl Into<PathBuf>, set_by: SetBy) -> Self {
        Self { path: path.into(), set_by }
    }
}

impl SetBy {
    /// The option, the variable or the path of the configuration file.
    pub fn name(self) -> Printable {
        match self {
            SetBy::Option => Printable::from("--aliases"),
            SetBy::Variable => Printable::from("RAMURE_ALIASES"),
            SetBy::Configuration => Printable::new(&config_path().unwrap_or_default().to_string_lossy()),
        }
    }
}
