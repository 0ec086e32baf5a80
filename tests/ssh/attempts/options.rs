//! Every command and every option that the grammar has and restricted mode does not allow. They are taken from
//! the grammar, so that a new one is tried too.

use clap::{Arg, Command};

use ramure::cli::grammar;
use ramure::lang::Lang;

use crate::connection::Connection;
use crate::host::{Host, Setup};

use super::Seen::Refused;
use super::{check_answer, check_rows};

/// The commands of `docs/ssh.md`, each with its options.
const ALLOWED: [(&str, &[&str]); 5] = [
    ("find", &["all", "json", "limit", "lang"]),
    ("show", &["json", "lang"]),
    ("tree", &["depth", "format", "lang"]),
    ("help", &["lang"]),
    ("version", &["lang"]),
];

/// The values that are tried: a file to read and one to write.
const FILE: &str = "/etc/passwd";
const NEW_FILE: &str = "/zzz";

fn requests() -> Vec<String> {
    let grammar = grammar::command(Lang::En);
    let shared: Vec<&Arg> = grammar.get_arguments().collect();
    let of_none = shared.iter().flat_map(|arg| forms(arg, ""));
    let of_command = grammar.get_subcommands().flat_map(|command| of_command(command, &shared));
    of_none.chain(of_command).collect()
}

/// The requests with a command of the grammar that are not allowed.
fn of_command(command: &Command, shared: &[&Arg]) -> Vec<String> {
    let name = command.get_name();
    let Some((_, options)) = ALLOWED.iter().find(|(allowed, _)| *allowed == name) else {
        let own = command.get_arguments().flat_map(|arg| forms(arg, name));
        return [name.to_string(), format!("{name} {FILE}")].into_iter().chain(own).collect();
    };
    let args = command.get_arguments().chain(shared.iter().copied());
    args.filter(|arg| !options.contains(&arg.get_id().as_str())).flat_map(|arg| forms(arg, name)).collect()
}

/// The ways to write an option; none for an argument without a name.
fn forms(arg: &Arg, command: &str) -> Vec<String> {
    let long = arg.get_long().map(|name| format!("--{name}"));
    let short = arg.get_short().map(|letter| format!("-{letter}"));
    let names = long.into_iter().chain(short);
    let written = |name: String| match arg.get_action().takes_values() {
        true => vec![name.clone(), format!("{name} {FILE}"), format!("{name}={NEW_FILE}")],
        false => vec![name],
    };
    names.flat_map(written).map(|option| format!("{command} {option}").trim_start().to_string()).collect()
}

#[test]
#[ignore = "needs sshd"]
fn no_other_command_and_no_other_option_is_allowed() {
    let host = Host::traced(Setup::Documented, "");
    let connection = Connection::open(&host);
    let requests = requests();
    for expected in ["find --data /etc/passwd", "pack -o=/zzz", "completions", "tree --compare=/zzz"] {
        assert!(requests.iter().any(|request| request == expected), "{expected}");
    }
    check_rows("options", &requests, String::clone, |request| {
        check_answer(&connection.ask(request, &[]), Refused)
    });
    drop(connection);
    host.assert_isolated();
}
