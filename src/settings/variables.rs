//! The environment variables that are read, with their description for the man page. A test
//! checks that the table is complete.

use crate::lang::Tr;

/// All variables; of those with one purpose, the first has precedence.
#[rustfmt::skip]
pub const VARIABLES: &[(&str, Tr)] = &[
    ("RAMURE_LANG", Tr::new("comme --lang", "like --lang")),
    ("RAMURE_COLOR", Tr::new("comme --color", "like --color")),
    ("RAMURE_HYPERLINKS", Tr::new("comme --hyperlinks", "like --hyperlinks")),
    ("RAMURE_THEME", Tr::new("comme --theme", "like --theme")),
    ("RAMURE_ASCII", Tr::new("1 : comme --ascii ; 0 : désactivé", "1: like --ascii; 0: off")),
    ("RAMURE_MOUSE", Tr::new("0 : comme --no-mouse ; 1 : activée", "0: like --no-mouse; 1: on")),
    ("RAMURE_LINEAR", Tr::new("1 : comme --linear, sur un terminal ; 0 : jamais",
        "1: like --linear, on a terminal; 0: never")),
    ("ACCESSIBLE", Tr::new("comme RAMURE_LINEAR, si elle vaut autre chose que 0", "like RAMURE_LINEAR, if set to anything but 0")),
    ("RAMURE_HISTORY", Tr::new("0 : comme --no-history ; 1 : activé", "0: like --no-history; 1: on")),
    ("RAMURE_DATA", Tr::new("comme --data", "like --data")),
    ("RAMURE_ALIASES", Tr::new("comme --aliases", "like --aliases")),
    ("RAMURE_PASSWORD_FILE", Tr::new("le fichier du mot de passe d’un annuaire LDAP",
        "the file with the password of an LDAP directory")),
    ("SSL_CERT_FILE", Tr::new("le fichier PEM des autorités de certification, pour ldaps://",
        "the PEM file of certificate authorities, for ldaps://")),
    ("NO_COLOR", Tr::new("si elle n’est pas vide : comme --color never", "if not empty: like --color never")),
    ("LC_ALL", Tr::new("la langue, si rien d’autre ne l’indique", "the language, unless it is set otherwise")),
    ("LC_MESSAGES", Tr::new("de même, si LC_ALL n’est pas définie", "the same, if LC_ALL is not set")),
    ("LANG", Tr::new("de même, si LC_MESSAGES ne l’est pas non plus", "the same, if LC_MESSAGES is not set either")),
    ("TERM", Tr::new("absente ou dumb : ramure passe en mode linéaire",
        "not set or dumb: ramure uses linear mode")),
    ("TERM_PROGRAM", Tr::new("le terminal : avec --hyperlinks auto, certains n’ont pas de liens",
        "the terminal: with --hyperlinks auto, some have no links")),
    ("VTE_VERSION", Tr::new("de même, pour les terminaux de GNOME", "the same, for GNOME terminals")),
    ("TMUX", Tr::new("dans tmux : la copie passe par tmux", "inside tmux: copying goes through tmux")),
    ("STY", Tr::new("dans GNU screen : la copie traverse screen", "inside GNU screen: copying passes through it")),
    ("SSH_ORIGINAL_COMMAND", Tr::new("avec --restricted : la commande que demande le client SSH",
        "with --restricted: the command that the SSH client requests")),
    ("XDG_CONFIG_HOME", Tr::new("où chercher la configuration, au lieu de ~/.config",
        "where to look for the configuration, instead of ~/.config")),
    ("XDG_STATE_HOME", Tr::new("où retenir ce qui est ouvert, au lieu de ~/.local/state",
        "where to remember what is opened, instead of ~/.local/state")),
    ("XDG_CACHE_HOME", Tr::new("où garder les sources longues à ouvrir, au lieu de ~/.cache",
        "where to keep sources that are slow to open, instead of ~/.cache")),
    ("HOME", Tr::new("le répertoire personnel", "the home directory")),
];

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::settings::{cache_path_by, config_path_by, settings_from, state_path_by};

    #[test]
    fn the_table_has_every_variable_that_is_read_and_no_other() {
        // Read by `is_term_capable`, `ssh_original_command` and the library that finds certificates.
        let elsewhere = ["TERM", "SSH_ORIGINAL_COMMAND", "SSL_CERT_FILE"].map(str::to_string);
        let read = RefCell::new(elsewhere.to_vec());
        settings_from(|name| {
            read.borrow_mut().push(name.to_string());
            None
        });
        let read_path = |name: &str| {
            read.borrow_mut().push(name.to_string());
            None
        };
        config_path_by(read_path);
        state_path_by(read_path);
        cache_path_by(read_path);
        let mut listed: Vec<&str> = VARIABLES.iter().map(|(name, _)| *name).collect();
        let mut read = read.into_inner();
        listed.sort_unstable();
        read.sort_unstable();
        read.dedup();
        assert_eq!(listed, read);
    }
}
