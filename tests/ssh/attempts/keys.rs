//! Bytes that arrive as keys: commands of other programs, keys of ours, forged answers of a terminal, and
//! sequences without end. After each row the browser takes a query.

use crate::host::{Host, Setup};
use crate::process::below;
use crate::session::Session;

use super::{check_rows, require};

/// The most memory of a session, whatever comes.
const MAX_MEMORY_BYTES: u64 = 16 << 20;
/// The beginnings of the control strings that may be drawn: hyperlinks, and what is copied.
const ALLOWED_STRINGS: [&str; 4] = ["8;;http", "8;;mailto:", "8;;tel:", "52;c;"];
/// The end of a hyperlink.
const CLOSED_HYPERLINK: &str = "8;;";
/// What ends a paste, a control string, and what is open: the browser is then in the tree or in the card.
const RESET: &str = "\x1b[201~\x07\x07\x07\x07";

/// Bytes to send, repeated so many times.
const KEYS: &[(&str, &[u8], usize)] = &[
    ("a command of a pager", b"!id\r", 1),
    ("a command of an editor", b":!id\r", 1),
    ("a file of an editor", b":e /etc/passwd\r", 1),
    ("the editor of a pager", b"v", 1),
    ("a log of a pager", b"s/tmp/zzz\r", 1),
    ("another file of a pager", b"E/etc/passwd\r", 1),
    ("a pipe of a pager", b"|^id\r", 1),
    ("the shell of a mail program", b"\x1bxshell\r", 1),
    ("suspending", b"\x1a", 3),
    ("a signal that leaves a core", b"\x1c", 3),
    ("the end of a file", b"\x04", 3),
    ("stopping the output", b"\x13", 1),
    ("copying a contact", b"c", 20),
    ("copying a card", b"y", 20),
    ("opening a link", b"\tj\rj\rj\r\x1b", 1),
    ("reading the files again", b"\x12", 20),
    ("drawing again", b"\x0c", 2_000),
    ("function keys", b"\x1bOP\x1b[15~\x1b[24~\x1b[[A\x1b[1;8P", 20),
    ("keys of another protocol", b"\x1b[97;5u\x1b[57441;1u\x1b[27;5;97~", 20),
    ("a click far outside", b"\x1b[<0;65535;65535M\x1b[<0;65535;65535m", 20),
    ("a click with huge numbers", b"\x1b[<99999999999;-1;0M", 20),
    ("a click in three bytes", b"\x1b[M\x00\xff\xff", 20),
    ("clicks everywhere", b"\x1b[<0;10;5M\x1b[<0;10;5m\x1b[<64;60;9M\x1b[<65;60;9M\x1b[<32;40;9M", 500),
    ("the focus of the window", b"\x1b[I\x1b[O", 100),
    ("the attributes of a terminal", b"\x1b[?62;22;52c\x1b[>41;354;0c", 100),
    ("positions of the cursor", b"\x1b[24;80R\x1b[?1;1R", 100),
    ("reports that were not asked for", b"\x1b[0n", 20_000),
    ("a malfunction", b"\x1b[3n", 100),
    ("the content of the clipboard", b"\x1b]52;c;IWlkDQ==\x07", 20),
    ("colours of a terminal", b"\x1b]11;rgb:0000/0000/0000\x1b\\\x1b]4;0;rgb:00/00/00\x07", 20),
    ("a title", b"\x1b]0;taken\x07\x1b]2;taken\x1b\\", 20),
    ("a hyperlink", b"\x1b]8;;file:///etc/passwd\x1b\\taken\x1b]8;;\x1b\\", 20),
    ("capabilities of a terminal", b"\x1bP1+r544e=787465726d\x1b\\\x1bP>|x(1)\x1b\\", 20),
    ("a picture", b"\x1b_Gf=24,t=f;L2V0Yy9wYXNzd2Q=\x1b\\", 20),
    ("settings of a terminal", b"\x1b[?1049l\x1b[?1000h\x1b[2J\x1bc\x1b[5i", 20),
    ("control characters of eight bits", "\u{9b}2J\u{9d}0;taken\u{9c}".as_bytes(), 20),
    ("zeros", b"\0", 1 << 20),
    ("bytes that are no UTF-8", b"\xff", 1 << 20),
    ("the first bytes of characters", b"\xf0\x9f", 1 << 18),
    (
        "a sequence without an end",
        b"\x1b[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1",
        1,
    ),
    ("numbers without an end", b"\x1b[0;", 1 << 18),
    ("escapes without an end", b"\x1b", 1 << 18),
    ("a string without an end", b"\x1b]52;c;", 1),
    ("strings without an end", b"\x1b]0;AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 1 << 14),
    ("a paste", b"\x1b[200~!id\r\x1b[201~", 1),
    ("a paste without an end", b"\x1b[200~!id\r", 1),
    ("the beginnings of pastes", b"\x1b[200~", 1 << 16),
    ("the ends of pastes", b"\x1b[201~", 1 << 16),
    ("pastes", b"\x1b[200~\x1b]0;taken\x07!id\r:e /etc/passwd\r\x1b[201~", 2_000),
    ("moving", b"\x1b[B\x1b[A\x1b[6~GgG", 2_000),
    ("opening and closing everything", b"*-", 1_000),
    ("jumps, and back", b"Gg\x0f", 5_000),
    ("views and branches", b"\x14o", 2_000),
    ("help, and closing it", b"?\x07", 2_000),
    ("filters", b"/a\r/e\r", 2_000),
];

/// Text that arrives in the filter, repeated so many times.
const QUERIES: &[(&str, &str, usize)] = &[
    ("a query of 1 MB", "a", 1 << 20),
    ("a query of 1 MB of words", "a b ", 1 << 18),
    ("a query of another alphabet", "ﷺ", 1 << 16),
    ("marks on one letter", "\u{301}", 1 << 16),
    ("a pattern that takes exponential time", "(a+)+$", 60),
    ("filters of fields", "type:a -nom:b id:c ", 20),
    ("quotes", "\"", 400),
    ("a query that changes without an end", "abc\x08\x08\x08", 5_000),
    ("a query that is typed and deleted", "administration\x15", 2_000),
    ("past queries", "\x1b[A\x1b[B", 5_000),
];

#[test]
#[ignore = "needs sshd"]
fn no_key_leaves_the_browser() {
    let host = Host::traced(Setup::Documented, "");
    let mut browser = Browser::open(&host);
    check_rows(
        "keys",
        KEYS,
        |row| row.0.to_string(),
        |(_, bytes, times)| browser.attempt(&bytes.repeat(*times)),
    );
    browser.session.send("\x03");
    assert!(browser.session.exit().success());
    host.assert_isolated();
}

#[test]
#[ignore = "needs sshd"]
fn no_query_stops_the_browser() {
    let host = Host::traced(Setup::Documented, "");
    let mut browser = Browser::open(&host);
    check_rows(
        "queries",
        QUERIES,
        |row| row.0.to_string(),
        |(_, text, times)| browser.attempt(&[b"/", text.repeat(*times).as_bytes()].concat()),
    );
    browser.session.send("\x03");
    assert!(browser.session.exit().success());
    host.assert_isolated();
}

/// A browser that is tried.
struct Browser<'a> {
    host: &'a Host,
    session: Session,
    pid: u32,
    /// The number of rows that were tried, so that each asks for another word.
    tried: usize,
    /// The word that it did not show, after which nothing is tried.
    stuck_at: Option<String>,
}

impl<'a> Browser<'a> {
    fn open(host: &'a Host) -> Self {
        // Without the escape character of the client, which a row may contain.
        let session = host.session(&["-e", "none"], 80, 24);
        session.wait_for_frame();
        Self { host, session, pid: host.running_program().pid, tried: 0, stuck_at: None }
    }

    /// Sends bytes, then a query, which must be shown.
    fn attempt(&mut self, bytes: &[u8]) -> Result<(), String> {
        if let Some(word) = &self.stuck_at {
            return Err(format!("not tried, after {word}"));
        }
        self.tried += 1;
        let word = format!("probe{}", self.tried);
        self.session.send(bytes);
        self.session.send(format!("{RESET}/{word}"));
        let shows = |row: String| row.starts_with(" / ") && row.contains(&word);
        let is_met = self.session.meets(|screen| screen.rows(0, 80).any(shows));
        if !is_met {
            let seen = format!("no query {word}:\n{}", self.session.screen());
            self.stuck_at = Some(word);
            return Err(seen);
        }
        self.session.send("\x07");
        let program = self.host.running_program();
        let is_alone = program.pid == self.pid && below(self.pid).is_empty();
        require(is_alone, || "another process".to_string())?;
        require(program.memory() < MAX_MEMORY_BYTES, || format!("{} bytes", program.memory()))?;
        forbidden_output(&self.session.raw()).map_or(Ok(()), Err)
    }
}

/// What the output may not contain: a control string of another kind, the end of the screen, or the output of a
/// command.
fn forbidden_output(raw: &str) -> Option<String> {
    let is_allowed = |string: &str| {
        let string = string.split(['\x07', '\x1b']).next().unwrap_or_default();
        string == CLOSED_HYPERLINK || ALLOWED_STRINGS.iter().any(|start| string.starts_with(start))
    };
    let string = raw.split("\x1b]").skip(1).find(|string| !is_allowed(string));
    let string = string.map(|string| string.chars().take(40).collect());
    let text = ["\x1b[?1049l", "uid="].into_iter().find(|text| raw.contains(text));
    string.or(text.map(str::to_string))
}
