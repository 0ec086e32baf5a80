//! Requests: shell syntax, other programs and commands, files, and bytes that are no text.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

use crate::connection::Connection;
use crate::host::{Host, Setup};

use super::Seen::{NotFound, Refused};
use super::{Seen, check_answer, check_rows};

/// Requests that no shell may read: `zzzzzz` is in no unit, so that nothing is found.
const REQUESTS: &[(&str, &str, Seen)] = &[
    ("a second command", "find zzzzzz; id", NotFound),
    ("a command after success", "find zzzzzz && id", NotFound),
    ("a command after failure", "find zzzzzz || id", NotFound),
    ("a command in the background", "find zzzzzz & id", NotFound),
    ("a pipe", "find zzzzzz | xargs zzzzzz", NotFound),
    ("a substitution", "find zzzzzz $(id)", NotFound),
    ("backticks", "find zzzzzz `id`", NotFound),
    ("a substitution in quotes", "find zzzzzz \"$(id)\"", NotFound),
    ("a process substitution", "find zzzzzz <(id)", NotFound),
    ("output to a file", "find zzzzzz > /zzz", NotFound),
    ("input from a file", "find zzzzzz < /etc/passwd", NotFound),
    ("a text as input", "find zzzzzz <<< id", NotFound),
    ("a variable", "find zzzzzz $HOME ${PATH}", NotFound),
    ("blanks in a variable", "find${IFS}zzzzzz", Refused),
    ("a pattern of file names", "find zzzzzz /* ?", NotFound),
    ("a home directory", "find zzzzzz ~root", NotFound),
    ("history of a shell", "find zzzzzz !!", NotFound),
    ("a group of a shell", "{ id; }", Refused),
    ("a function of a shell", "() { :; }; id", Refused),
    ("a backslash", "find zzzzzz \\; id", NotFound),
    ("a file of arguments", "find zzzzzz @/etc/passwd", NotFound),
    ("a file as a query", "find zzzzzz data:/etc/passwd", NotFound),
    ("an option after its end", "find zzzzzz -- --data=/etc/passwd", NotFound),
    ("the end of options in quotes", "find zzzzzz '--' --data /etc/passwd", NotFound),
    ("a value that is an option", "find --limit --data /etc/passwd", Refused),
    ("an option in quotes", "find zzzzzz '--data' /etc/passwd", Refused),
    ("an abbreviated option", "find zzzzzz --dat /etc/passwd", Refused),
    ("an option that is unknown", "find zzzzzz --record /zzz", Refused),
    ("an abbreviated command", "fin zzzzzz", Refused),
    ("a unit that is a file", "show /etc/passwd", NotFound),
    ("a branch that is a directory", "tree ../../etc", NotFound),
    ("a variable before the command", "RAMURE_DATA=/etc/passwd find zzzzzz", Refused),
    ("a program that sets variables", "env RAMURE_DATA=/etc/passwd find zzzzzz", Refused),
    ("a shell", "/bin/sh -i", Refused),
    ("a command of a shell", "sh -c id", Refused),
    ("a built-in command of a shell", "exec id", Refused),
    ("an alias of a shell", "ll", Refused),
    ("the program itself", "ramure find zzzzzz --data /etc/passwd", Refused),
    ("its file", "/usr/local/bin/ramure", Refused),
    ("the forced command", "kiosk zzzzzz", Refused),
    ("an option of a shell", "-c id", Refused),
    ("the end of restricted mode", "--restricted=false find zzzzzz", Refused),
    ("completion", "__complete bash 1 ramure --data /etc/", Refused),
    ("completion of an option", "find __complete --data=/etc/", Refused),
    ("copying a file here", "scp -t /", Refused),
    ("copying a file from here", "scp -f /etc/passwd", Refused),
    ("the server of file transfer", "/usr/lib/openssh/sftp-server", Refused),
    ("the server of another copy program", "rsync --server --sender . /etc", Refused),
    ("the server of a repository", "git-upload-pack '/'", Refused),
    ("the server of a roaming terminal", "mosh-server new -s", Refused),
    ("a line break", "find zzzzzz\nid", Refused),
    ("a carriage return", "find zzzzzz\rid", Refused),
    ("a tabulation", "find\tzzzzzz", Refused),
    ("an escape sequence", "find \x1b]0;taken\x07", Refused),
    ("a control character of eight bits", "find \u{9b}2J", Refused),
    ("a deletion", "find zzzzzz\x7f", Refused),
    ("text in the other direction", "\u{202e}\u{200b}find zzzzzz", Refused),
    ("an open quote", "find 'zzzzzz", Refused),
    ("too many words", "find zzzzzz a b c d e f g h i j k l m n o", Refused),
    ("no match asked for", "find zzzzzz -n 0", Refused),
    ("more matches than allowed", "find zzzzzz -n 201", Refused),
    ("a negative number of matches", "find zzzzzz -n -1", Refused),
    ("a number that no integer holds", "find zzzzzz -n 99999999999999999999999", Refused),
    ("a depth that no integer holds", "tree --depth 99999999999999999999999", Refused),
    ("a format for other programs", "tree --format html", Refused),
    ("a pattern that takes exponential time", "find (zzzzzz+)+(zzzzzz+)+$", NotFound),
    ("a pattern that matches everything", "find .*zzzzzz.*=.*", NotFound),
];

struct Request {
    name: String,
    sent: OsString,
    seen: Seen,
}

fn rows() -> Vec<Request> {
    let plain = REQUESTS.iter().map(|(name, sent, seen)| Request {
        name: name.to_string(),
        sent: sent.into(),
        seen: *seen,
    });
    let of_bytes = |bytes: usize| OsString::from(format!("find {}", "z".repeat(bytes - 5)));
    let bytes = [
        ("the longest request", of_bytes(512), NotFound),
        ("a longer request", of_bytes(513), Refused),
        ("a request of 100 kB", of_bytes(100_000), Refused),
        ("bytes that are no UTF-8", OsString::from_vec(b"find \xff\xfe\xc0\xaf".to_vec()), Refused),
    ];
    let bytes = bytes.into_iter().map(|(name, sent, seen)| Request { name: name.to_string(), sent, seen });
    plain.chain(bytes).collect()
}

#[test]
#[ignore = "needs sshd"]
fn no_request_is_more_than_words() {
    // As the login shell of a forced command, and of none.
    for setup in [Setup::Documented, Setup::LoginShell] {
        let host = Host::traced(setup, "");
        let connection = Connection::open(&host);
        check_rows(
            &format!("requests, {setup:?}"),
            &rows(),
            |row| row.name.clone(),
            |row| check_answer(&connection.ask(&row.sent, &[]), row.seen),
        );
        drop(connection);
        host.assert_isolated();
    }
}

#[test]
#[ignore = "needs sshd"]
fn a_request_of_a_megabyte_is_cut() {
    let host = Host::new(Setup::Documented);
    // A variable of a program has at most 128 kB, so that the system or sshd cuts it.
    let parts = vec!["z".repeat(100_000); 10];
    let large = host.ssh(&[], Some("find")).args(parts).output().expect("ssh");
    assert!(!large.status.success() && large.stdout.is_empty(), "{large:?}");
    assert!(host.has_no_process());
}
