//! What `find` and `show` print on a terminal: columns, wrapped cards, hyperlinks.

use crate::pty::{Session, command, find, row_text};
use crate::support::{VALOMBRE_PATH, run_in_valombre, stdout};

/// The printed text on a terminal of `columns`, and its bytes.
fn printed(args: &[&str], columns: u16, term: &str) -> (String, Vec<u8>) {
    let args = [args, &["--data", VALOMBRE_PATH, "--color", "never"]].concat();
    let mut command = command(crate::pty::RAMURE, &args);
    command.env("TERM", term);
    let mut session = Session::start(command, columns, 60);
    session.exit();
    let capture = session.capture();
    let screen = capture.parser.screen();
    let rows: Vec<String> = (0..60).map(|row| row_text(screen, row)).collect();
    (rows.join("\n").trim_end().to_string() + "\n", capture.raw.clone())
}

#[test]
fn find_aligns_its_columns_on_a_terminal_and_keeps_tabs_in_a_pipe() {
    let (text, raw) = printed(&["find", "reseau"], 120, "xterm-256color");
    assert!(!raw.contains(&b'\t'), "{text}");
    let kind = |line: &str| line.find(" composant ").map(|at| line[..at].chars().count());
    let starts: Vec<usize> = text.lines().filter_map(kind).collect();
    assert!(starts.len() == 3 && starts.iter().all(|start| *start == starts[0]), "{text}");
    let piped = stdout(&run_in_valombre(&["find", "reseau"]));
    let printed = text.lines().filter(|line| !line.starts_with("ramure: "));
    assert_eq!(piped.lines().count(), printed.count());
    assert!(piped.lines().all(|line| line.matches('\t').count() == 4), "{piped}");
}

#[test]
fn a_terminal_is_told_what_find_does_not_print() {
    let last = |args: &[&str]| printed(args, 120, "xterm-256color").0.lines().last().map(str::to_string);
    assert_eq!(last(&["find", "acc"]).as_deref(), Some("ramure: 2\u{a0}plus faibles (--all)"));
    assert_eq!(last(&["find", "acc", "--lang", "en"]).as_deref(), Some("ramure: 2\u{a0}weaker (--all)"));
    assert_eq!(last(&["find", "vlbr"]).as_deref(), Some("ramure: rien ne correspond bien"));
    assert!(last(&["find", "acc", "--all"]).is_some_and(|line| !line.starts_with("ramure:")));
}

#[test]
fn no_line_of_find_is_broken_by_the_terminal_and_every_contact_is_whole() {
    let piped = stdout(&run_in_valombre(&["find", "a"]));
    let contacts: Vec<&str> = piped.lines().filter_map(|line| line.split('\t').next_back()).collect();
    for columns in [40, 60, 80, 132] {
        let (text, raw) = printed(&["find", "a"], columns, "xterm-256color");
        assert!(contacts.iter().all(|contact| text.contains(contact)), "{columns}: {text}");
        assert_eq!(text.lines().count(), find(&raw, "\r\n").count(), "{columns}: {text}");
    }
}

#[test]
fn a_mistyped_command_is_reported_before_the_screen_is_drawn() {
    let mut session = Session::start(command(crate::pty::RAMURE, &["fnd", "rie"]), 120, 24);
    assert_eq!(session.exit().exit_code(), 2);
    let raw = session.raw();
    assert!(find(&raw, "vouliez-vous dire «\u{a0}ramure find rie\u{a0}»").next().is_some());
    assert!(find(&raw, "\x1b[?1049h").next().is_none(), "{}", raw.escape_ascii());
}

#[test]
fn show_wraps_between_words_at_the_width_of_the_terminal() {
    let unwrapped = stdout(&run_in_valombre(&["show", "rsv", "--lang", "fr"]));
    let (text, _) = printed(&["show", "rsv"], 40, "xterm-256color");
    assert!(text.lines().count() > unwrapped.lines().count(), "{text}");
    let words = |text: &str| text.split_whitespace().map(str::to_string).collect::<Vec<_>>();
    assert_eq!(words(&text), words(&unwrapped), "{text}");
}

#[test]
fn addresses_of_a_card_are_hyperlinks_where_they_are_shown() {
    let links = |args: &[&str], term| {
        let (_, raw) = printed(&[&["show", "plm"], args].concat(), 80, term);
        find(&raw, "\x1b]8;;mailto:plm@valombre.example\x1b\\plm@valombre.example\x1b]8;;\x1b\\").count()
    };
    assert_eq!((links(&[], "xterm-256color"), links(&[], "linux")), (1, 0));
    assert_eq!(links(&["--hyperlinks", "always"], "linux"), 1);
    assert_eq!(links(&["--hyperlinks", "never"], "xterm-256color"), 0);
    let piped = stdout(&run_in_valombre(&["show", "plm", "--hyperlinks", "always"]));
    assert!(!piped.contains('\x1b'), "a pipe has no links");
}

#[test]
fn with_ascii_no_command_prints_another_sign() {
    let signs =
        |text: &str| -> String { text.chars().filter(|c| !c.is_ascii() && !c.is_alphabetic()).collect() };
    let commands: [&[&str]; 5] = [
        &["find", "acc"],
        &["find", "zzzzz"],
        &["show", "rsv"],
        &["show", "ariane"],
        &["diff", "assets/dinum.json", VALOMBRE_PATH],
    ];
    for words in commands {
        let data = if words[0] == "diff" { &[][..] } else { &["--data", VALOMBRE_PATH] };
        let on_terminal = |options: &[&str]| {
            let args = [words, data, options].concat();
            let mut session = Session::start(command(crate::pty::RAMURE, &args), 80, 60);
            session.exit();
            String::from_utf8_lossy(&session.raw()).into_owned()
        };
        assert_ne!(signs(&on_terminal(&[])), "", "{words:?} has nothing to replace");
        assert_eq!(signs(&on_terminal(&["--ascii"])), "", "{words:?}");
    }
}
