//! Which options a command takes, and which of those of all commands it refuses.

use clap::{Arg, Command as Clap};

/// Commands that open no data but that of their arguments, and the options that they refuse.
const WITHOUT_DATA: [&str; 4] = ["convert", "diff", "completions", "man"];
const OF_DATA: [&str; 2] = ["data", "aliases"];

/// The options that a command takes: its own and, before or after it, those of all commands.
pub fn taken<'a>(root: &'a Clap, command: &'a Clap) -> impl Iterator<Item = &'a Arg> {
    let is_own = |arg: &Arg| command.get_arguments().any(|own| own.get_id() == arg.get_id());
    let shared = root.get_arguments().filter(move |arg| arg.is_global_set() && !is_own(arg));
    command.get_arguments().chain(shared).filter(|arg| !arg.is_positional() && !arg.is_hide_set())
}

/// The options of all commands that a command refuses.
pub fn refused(command: &str) -> &'static [&'static str] {
    if WITHOUT_DATA.contains(&command) { &OF_DATA } else { &[] }
}

/// Whether the word after the option is its value.
pub fn takes_next_word(arg: &Arg) -> bool {
    arg.get_action().takes_values() && !arg.is_require_equals_set()
}
