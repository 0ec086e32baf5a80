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
    ("RAMURE_LINEAR", Tr::new("1 : comme --linear, sur un terminal ; 0 : jamais",
        "1: as --linear, on a terminal; 0: never")),
    ("ACCESSIBLE", Tr::new("comme RAMURE_LINEAR, si elle dit autre chose que 0", "as RAMURE_LINEAR, when it says anything but 0")),
    ("RAMURE_DATA", Tr::new("comme --data", "as --data")),
    ("RAMURE_PASSWORD_FILE", Tr::new("le fichier du mot de passe d’un annuaire LDAP",
        "the file with the password of an LDAP directory")),
    ("NO_COLOR", Tr::new("si elle dit quelque chose : comme --color never", "when it says anything: as --color never")),
    ("LC_ALL", Tr::new("la langue, si rien d’autre ne la dit", "the language, when nothing else says it")),
    ("LC_MESSAGES", Tr::new("de même, si LC_ALL manque", "the same, when LC_ALL is missing")),
    ("LANG", Tr::new("de même, si LC_MESSAGES manque aussi", "the same, when LC_MESSAGES is missing too")),
    ("TERM", Tr::new("absente ou dumb : ramure parle ligne par ligne au lieu de dessiner",
        "missing or dumb: ramure speaks line by line instead of drawing")),
    ("TMUX", Tr::new("dans tmux : ce qui est copié est donné à tmux", "inside tmux: what is copied is given to tmux")),
    ("SSH_ORIGINAL_COMMAND", Tr::new("avec --restricted : la commande demandée à sshd",
        "with --restricted: the command that sshd was asked for")),
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
        // Read elsewhere: whether one can draw, what sshd asks.
        let elsewhere = ["TERM", "SSH_ORIGINAL_COMMAND"].map(str::to_string);
        let read = RefCell::new(elsewhere.to_vec());
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
