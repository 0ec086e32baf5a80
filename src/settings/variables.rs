//! The variables of the environment that are read, and what they are for. The man page tells
//! them from here, and a test holds the reading to them.

use crate::lang::Tr;

/// Every variable, those that win first among those of one purpose.
#[rustfmt::skip]
pub const VARIABLES: &[(&str, Tr)] = &[
    ("RAMURE_LANG", Tr::new("comme --lang", "as --lang")),
    ("RAMURE_COLOR", Tr::new("comme --color", "as --color")),
    ("RAMURE_THEME", Tr::new("comme --theme", "as --theme")),
    ("RAMURE_ASCII", Tr::new("1 : comme --ascii ; 0 : non", "1: as --ascii; 0: not so")),
    ("RAMURE_MOUSE", Tr::new("0 : comme --no-mouse ; 1 : non", "0: as --no-mouse; 1: not so")),
    ("RAMURE_DATA", Tr::new("comme --data", "as --data")),
    ("NO_COLOR", Tr::new("si elle dit quelque chose : comme --color never", "when it says anything: as --color never")),
    ("LC_ALL", Tr::new("la langue, si rien d’autre ne la dit", "the language, when nothing else says it")),
    ("LC_MESSAGES", Tr::new("de même, si LC_ALL manque", "the same, when LC_ALL is missing")),
    ("LANG", Tr::new("de même, si LC_MESSAGES manque aussi", "the same, when LC_MESSAGES is missing too")),
    ("TERM", Tr::new("absente ou dumb : l’arbre est affiché au lieu d’être parcouru",
        "missing or dumb: the tree is printed instead of browsed")),
    ("XDG_CONFIG_HOME", Tr::new("où chercher la configuration, au lieu de ~/.config",
        "where to look for the configuration, instead of ~/.config")),
    ("HOME", Tr::new("le répertoire de ~", "the directory of ~")),
];

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::settings::{chosen_by, config_path_by};

    #[test]
    fn every_variable_that_is_read_is_told_and_no_other() {
        // Whether one can draw is asked elsewhere.
        let read = RefCell::new(vec!["TERM".to_string()]);
        chosen_by(|name| {
            read.borrow_mut().push(name.to_string());
            None
        });
        config_path_by(|name| {
            read.borrow_mut().push(name.to_string());
            None
        });
        let mut told: Vec<&str> = VARIABLES.iter().map(|(name, _)| *name).collect();
        let mut read = read.into_inner();
        told.sort_unstable();
        read.sort_unstable();
        read.dedup();
        assert_eq!(told, read);
    }
}
