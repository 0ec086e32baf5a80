//! What clients try in order to get out of the program, or to exhaust the host: a table, a kind a file. A row
//! has a name, says what the client sends, and what must be seen.

mod channels;
mod data;
mod exhaustion;
mod keys;
mod options;
mod requests;
mod sizes;
mod variables;

use std::process::Output;

/// Tries every row, whatever the others give, and prints how many there are.
#[track_caller]
fn check_rows<T>(
    kind: &str,
    rows: &[T],
    name: impl Fn(&T) -> String,
    mut attempt: impl FnMut(&T) -> Result<(), String>,
) {
    let failures: Vec<String> = rows
        .iter()
        .filter_map(|row| attempt(row).err().map(|seen| format!("{}: {seen}", name(row))))
        .collect();
    println!("{kind}: {} rows", rows.len());
    assert!(failures.is_empty(), "{kind}:\n{}", failures.join("\n"));
}

/// An error that says what was seen, unless the condition is met.
fn require(condition: bool, seen: impl FnOnce() -> String) -> Result<(), String> {
    if condition { Ok(()) } else { Err(seen()) }
}

/// What must be seen of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    /// It is looked for as words that no unit has.
    NotFound,
    /// It is refused in one line, with nothing printed.
    Refused,
}

/// Whether the answer to a request is what must be seen.
fn check_answer(output: &Output, expected: Seen) -> Result<(), String> {
    let [printed, message] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    let disturbs = |c: char| (c.is_control() && c != '\n') || "\u{202e}\u{200b}".contains(c);
    let is_one_line = message.starts_with("ramure: ") && message.lines().count() == 1;
    let is_plain = !message.contains(disturbs) && !message.contains("uid=") && !message.contains("root:");
    let is_expected = match expected {
        Seen::NotFound => output.status.code() == Some(1) && is_one_line,
        Seen::Refused => output.status.code() == Some(2) && is_one_line,
    };
    require(is_expected && is_plain && printed.is_empty(), || {
        format!("{expected:?} expected, but {}: {printed:?} {message:?}", output.status)
    })
}
