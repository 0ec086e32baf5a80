//! Parses the bytes that a terminal sends into crossterm events. A sequence may arrive in pieces;
//! unexpected replies of the terminal are skipped whole. Sequences: xterm's ctlseqs.

mod paste;

use std::collections::VecDeque;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use crate::input::key;

use paste::Paste;

/// A longer sequence is dropped.
const MAX_SEQUENCE_BYTES: usize = 64;
/// The longest reply of a terminal that is skipped.
const MAX_REPLY_BYTES: usize = 4 << 10;
/// How long to wait for the rest after an escape byte, and longer while a status report is due.
const ESCAPE_TIMEOUT: Duration = Duration::from_millis(40);
const ESCAPE_TIMEOUT_BEFORE_REPORT: Duration = Duration::from_millis(200);

/// An event, or a status report, which crossterm has no event for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    Event(Event),
    /// The reply to a status report request (DSR): `CSI 0 n`, or `CSI 3 n` for a malfunction.
    StatusReport,
}

/// An incremental parser.
#[derive(Debug, Default)]
pub struct InputParser {
    /// Bytes that are not parsed yet.
    bytes: Vec<u8>,
    /// The bracketed paste that has begun.
    paste: Option<Paste>,
    /// Bytes skipped so far, inside a control string.
    skipped: Option<usize>,
    /// Whether a status report is due.
    expects_report: bool,
    /// Whether an escape byte was just taken for the Escape key; its sequence may still follow.
    took_escape: bool,
    inputs: VecDeque<Input>,
}

/// What the first bytes are.
enum Token {
    /// Its length in bytes and its input, if it has one.
    Complete(usize, Option<Input>),
    /// The beginning of a key or a sequence.
    Incomplete,
    /// The introducer of a control string (OSC, DCS, APC, PM, SOS): its length.
    ControlString(usize),
    /// The start of a bracketed paste: its length.
    PasteStart(usize),
}

impl InputParser {
    /// Parses bytes as they arrive.
    pub fn feed(&mut self, bytes: &[u8]) {
        // A bracket right after Escape is rarely typed: a slow link probably split a sequence there.
        if std::mem::take(&mut self.took_escape) && bytes.first() == Some(&b'[') {
            self.bytes.push(0x1b);
        }
        if self.paste.as_ref().is_some_and(|paste| paste.is_interrupted(bytes)) {
            self.paste = None;
            self.bytes.clear();
        }
        self.bytes.extend_from_slice(bytes);
        while self.parse_next() {}
    }

    /// Sets whether a status report is due; an escape byte may then be its first byte.
    pub fn expect_report(&mut self, is_due: bool) {
        self.expects_report = is_due;
    }

    /// Puts keys back in front of the queue.
    pub fn unread(&mut self, keys: [KeyEvent; 2]) {
        keys.into_iter().rev().for_each(|key| self.inputs.push_front(Input::Event(Event::Key(key))));
    }

    /// Whether there is a next input.
    pub fn has_input(&self) -> bool {
        !self.inputs.is_empty()
    }

    /// The next input, oldest first.
    #[allow(clippy::should_implement_trait, reason = "more inputs may follow after the last")]
    pub fn next(&mut self) -> Option<Input> {
        self.inputs.pop_front()
    }

    /// How long to wait for the rest of what has begun. `None` if nothing has, and inside a
    /// control sequence or reply: its end comes, or a control character that ends it.
    pub fn timeout(&self) -> Option<Duration> {
        match (&self.paste, self.skipped, self.bytes.as_slice()) {
            (Some(paste), ..) => Some(paste.timeout()),
            (None, Some(_), _) | (None, None, [] | [0x1b, b'[', ..]) => None,
            (None, None, [0x1b]) if self.expects_report => Some(ESCAPE_TIMEOUT_BEFORE_REPORT),
            _ => Some(ESCAPE_TIMEOUT),
        }
    }

    /// Ends what has begun, after the timeout: a lone escape byte is the Escape key, and an incomplete
    /// character is dropped. Of a paste, what came is handed on; it ends after a second, longer timeout.
    pub fn end_pending(&mut self) {
        if let Some(paste) = &mut self.paste {
            let (text, goes_on) = paste.on_timeout();
            self.inputs.extend(text.map(pasted));
            if !goes_on {
                self.paste = None;
                self.bytes.clear();
            }
            return;
        }
        if self.timeout().is_none() {
            return;
        }
        let key = match self.bytes.as_slice() {
            [0x1b] => Some(key::plain(KeyCode::Esc)),
            [0x1b, b] => Some(key::alt(KeyCode::Char(char::from(*b)))),
            _ => None,
        };
        self.took_escape = self.bytes == [0x1b];
        self.bytes.clear();
        self.inputs.extend(key.map(pressed));
    }

    /// Parses one token; returns false if more bytes are needed.
    fn parse_next(&mut self) -> bool {
        if self.bytes.is_empty() {
            return false;
        }
        if let Some(paste) = &mut self.paste {
            let has_ended = paste.take(&mut self.bytes);
            let ended = self.paste.take_if(|_| has_ended);
            self.inputs.extend(ended.and_then(Paste::into_text).map(pasted));
            return has_ended;
        }
        if self.skipped.is_some() {
            return self.skip_control_string();
        }
        match token(&self.bytes) {
            Token::Incomplete if self.bytes.len() > MAX_SEQUENCE_BYTES => self.bytes.clear(),
            Token::Incomplete => return false,
            Token::Complete(length, input) => {
                self.bytes.drain(..length);
                self.inputs.extend(input);
            }
            Token::ControlString(length) => {
                self.bytes.drain(..length);
                self.skipped = Some(0);
            }
            Token::PasteStart(length) => {
                self.bytes.drain(..length);
                self.paste = Some(Paste::default());
            }
        }
        true
    }

    /// Skips a control string up to BEL, ST, or another control character, which cuts it off.
    fn skip_control_string(&mut self) -> bool {
        let skipped = self.skipped.unwrap_or(0);
        let end = self.bytes.iter().position(|&byte| byte < 0x20 || byte == 0x7f);
        let length = end.unwrap_or(self.bytes.len());
        if skipped + length > MAX_REPLY_BYTES {
            self.skipped = None;
            return true;
        }
        self.bytes.drain(..length);
        self.skipped = Some(skipped + length);
        match self.bytes.as_slice() {
            [0x1b] | [] => return false,
            [0x1b, b'\\', ..] => drop(self.bytes.drain(..2)),
            [0x07, ..] => drop(self.bytes.drain(..1)),
            _ => {}
        }
        self.skipped = None;
        true
    }
}

/// The first token of some bytes, of which there is at least one.
fn token(bytes: &[u8]) -> Token {
    match bytes {
        [0x1b] => Token::Incomplete,
        [0x1b, b'[', rest @ ..] => control_sequence(rest),
        [0x1b, b'O'] => Token::Incomplete,
        [0x1b, b'O', b'M', ..] => Token::Complete(3, Some(pressed(key::plain(KeyCode::Enter)))),
        [0x1b, b'O', last, ..] => {
            Token::Complete(3, key_code_of_letter(*last).map(|code| pressed(key::plain(code))))
        }
        [0x1b, b']' | b'P' | b'_' | b'^' | b'X'] => Token::Incomplete,
        [0x1b, b']' | b'P' | b'_' | b'^' | b'X', ..] => Token::ControlString(2),
        [0x1b, 0x1b, ..] => Token::Complete(1, Some(pressed(key::plain(KeyCode::Esc)))),
        [0x1b, rest @ ..] => match character(rest) {
            Token::Complete(length, Some(Input::Event(Event::Key(key)))) => {
                let modifiers = key.modifiers | KeyModifiers::ALT;
                Token::Complete(length + 1, Some(pressed(KeyEvent { modifiers, ..key })))
            }
            Token::Complete(length, _) => Token::Complete(length + 1, None),
            other => other,
        },
        _ => character(bytes),
    }
}

/// A UTF-8 character or a control character. A byte that starts neither is skipped alone.
fn character(bytes: &[u8]) -> Token {
    let first = bytes[0];
    let key = match first {
        b'\r' | b'\n' => key::plain(KeyCode::Enter),
        b'\t' => key::plain(KeyCode::Tab),
        0x7f => key::plain(KeyCode::Backspace),
        0x01..=0x1a => key::ctrl(char::from(first - 1 + b'a')),
        0x00 | 0x1b..=0x1f => return Token::Complete(1, None),
        _ => {
            let length = match first {
                0x20..=0x7e => 1,
                0xc2..=0xdf => 2,
                0xe0..=0xef => 3,
                0xf0..=0xf4 => 4,
                _ => return Token::Complete(1, None),
            };
            let available = &bytes[..length.min(bytes.len())];
            return match std::str::from_utf8(available) {
                Ok(text) => {
                    let key = text.chars().next().map(|c| pressed(key::char(c)));
                    Token::Complete(length, key)
                }
                Err(error) if error.error_len().is_none() => Token::Incomplete,
                Err(_) => Token::Complete(1, None),
            };
        }
    };
    Token::Complete(1, Some(pressed(key)))
}

/// A control sequence, after `ESC [`: parameters, intermediates, a final byte.
fn control_sequence(rest: &[u8]) -> Token {
    match rest {
        // Terminals without SGR reports send `ESC [ M` and three bytes for the mouse.
        [b'M', report @ ..] if report.len() < 3 => return Token::Incomplete,
        [b'M', ..] => return Token::Complete(6, None),
        [b'[', tail @ ..] => return console_function_key(tail),
        _ => {}
    }
    let Some(end) = rest.iter().position(|byte| !(0x20..=0x3f).contains(byte)) else {
        return Token::Incomplete;
    };
    let (parameters, last) = (&rest[..end], rest[end]);
    if !(0x40..=0x7e).contains(&last) {
        // Cut off by a control character, which is parsed next.
        return Token::Complete(2 + end, None);
    }
    let length = 2 + end + 1;
    if parameters == b"200" && last == b'~' {
        return Token::PasteStart(length);
    }
    let input = match (parameters, last) {
        ([b'<', report @ ..], _) => {
            mouse(report, last == b'M').map(|event| Input::Event(Event::Mouse(event)))
        }
        (b"0" | b"3", b'n') => Some(Input::StatusReport),
        _ => key_of_sequence(parameters, last).map(pressed),
    };
    Token::Complete(length, input)
}

/// A function key of the Linux console, after `ESC [ [`: F1 to F5 are `A` to `E`.
fn console_function_key(tail: &[u8]) -> Token {
    match tail {
        [] => Token::Incomplete,
        [letter @ b'A'..=b'E', ..] => {
            Token::Complete(4, Some(pressed(key::plain(KeyCode::F(letter - b'A' + 1)))))
        }
        _ => Token::Complete(3, None),
    }
}

/// The parameters of a sequence; an empty or invalid one is 0.
fn numbers(parameters: &[u8]) -> Vec<u16> {
    let text = std::str::from_utf8(parameters).unwrap_or_default();
    text.split(';').map(|number| number.parse().unwrap_or(0)).collect()
}

fn key_of_sequence(parameters: &[u8], last: u8) -> Option<KeyEvent> {
    if !parameters.iter().all(|byte| byte.is_ascii_digit() || *byte == b';') {
        return None;
    }
    let numbers = numbers(parameters);
    let code = match last {
        b'~' => key_code_of_number(numbers[0])?,
        // A late cursor position report, unless it is what F3 with a modifier sends.
        b'R' if !matches!(numbers[..], [1, 2..=8]) => return None,
        letter => key_code_of_letter(letter)?,
    };
    // The second parameter is one more than the sum of 1 (shift), 2 (alt) and 4 (control).
    let modifiers = numbers.get(1).map_or(0, |sum| sum.saturating_sub(1));
    let [alt, control] = [(2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL)]
        .map(|(bit, modifier)| if modifiers & bit != 0 { modifier } else { KeyModifiers::NONE });
    Some(KeyEvent::new(code, alt | control))
}

fn key_code_of_letter(letter: u8) -> Option<KeyCode> {
    Some(match letter {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'H' => KeyCode::Home,
        b'F' => KeyCode::End,
        b'Z' => KeyCode::BackTab,
        b'P'..=b'S' => KeyCode::F(letter - b'P' + 1),
        _ => return None,
    })
}

fn key_code_of_number(number: u16) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        4 | 8 => KeyCode::End,
        3 => KeyCode::Delete,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        // Terminals leave out 16 and 22.
        11..=15 => KeyCode::F(number as u8 - 10),
        17..=21 => KeyCode::F(number as u8 - 11),
        23 | 24 => KeyCode::F(number as u8 - 12),
        _ => return None,
    })
}

/// An SGR mouse report: button, column and row from 1.
fn mouse(report: &[u8], is_pressed: bool) -> Option<MouseEvent> {
    let numbers = numbers(report);
    let [button, column, row] = numbers.as_slice() else { return None };
    let (column, row) = (column.checked_sub(1)?, row.checked_sub(1)?);
    // Shift, alt and control are bits 2 to 4.
    let kind = match (button & !0b1_1100, is_pressed) {
        (0, true) => MouseEventKind::Down(MouseButton::Left),
        (0, false) => MouseEventKind::Up(MouseButton::Left),
        (32, true) => MouseEventKind::Drag(MouseButton::Left),
        (64, true) => MouseEventKind::ScrollUp,
        (65, true) => MouseEventKind::ScrollDown,
        _ => return None,
    };
    Some(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE })
}

/// The input of a key press.
fn pressed(key: KeyEvent) -> Input {
    Input::Event(Event::Key(key))
}

fn pasted(text: String) -> Input {
    Input::Event(Event::Paste(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn drain(parser: &mut InputParser) -> Vec<Input> {
        std::iter::from_fn(|| parser.next()).collect()
    }

    fn parsed(bytes: &[u8]) -> Vec<Input> {
        let mut parser = InputParser::default();
        parser.feed(bytes);
        parser.end_pending();
        drain(&mut parser)
    }

    fn code(code: KeyCode) -> Input {
        pressed(key::plain(code))
    }

    fn clicked(kind: MouseEventKind, column: u16, row: u16) -> Input {
        Input::Event(Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }))
    }

    fn char(c: char) -> Input {
        pressed(key::char(c))
    }

    /// Sequences and their inputs.
    fn known() -> Vec<(&'static [u8], Vec<Input>)> {
        vec![
            (b"a", vec![char('a')]),
            ("é".as_bytes(), vec![char('é')]),
            ("数".as_bytes(), vec![char('数')]),
            ("😀".as_bytes(), vec![char('😀')]),
            (b"\r", vec![code(KeyCode::Enter)]),
            (b"\x7f", vec![code(KeyCode::Backspace)]),
            (b"\x14", vec![pressed(key::ctrl('t'))]),
            (b"\x1b[A", vec![code(KeyCode::Up)]),
            (b"\x1bOB", vec![code(KeyCode::Down)]),
            (b"\x1b[1;3D", vec![pressed(key::alt(KeyCode::Left))]),
            (b"\x1b[Z", vec![code(KeyCode::BackTab)]),
            (b"\x1b[5~", vec![code(KeyCode::PageUp)]),
            (b"\x1b[3~", vec![code(KeyCode::Delete)]),
            (b"\x1bOP", vec![code(KeyCode::F(1))]),
            (b"\x1b[[A", vec![code(KeyCode::F(1))]),
            (b"\x1bb", vec![pressed(key::alt(KeyCode::Char('b')))]),
            (b"\x1b\x7f", vec![pressed(key::alt(KeyCode::Backspace))]),
            (b"\x1b[<0;5;3M", vec![clicked(MouseEventKind::Down(MouseButton::Left), 4, 2)]),
            (b"\x1b[<65;1;1M", vec![clicked(MouseEventKind::ScrollDown, 0, 0)]),
            (b"\x1b[0n", vec![Input::StatusReport]),
            (b"\x1b[200~a\x1b[A\nb\x1b[201~", vec![Input::Event(Event::Paste("a\x1b[A\nb".into()))]),
        ]
    }

    /// What xterm sends for a key.
    fn sent(key: KeyEvent) -> Vec<u8> {
        let [alt, ctrl] = [KeyModifiers::ALT, KeyModifiers::CONTROL].map(|of| key.modifiers.contains(of));
        let modifiers = 1 + 2 * u8::from(alt) + 4 * u8::from(ctrl);
        let with_letter = |letter: char| match modifiers {
            1 if matches!(key.code, KeyCode::F(_)) => format!("\x1bO{letter}"),
            1 => format!("\x1b[{letter}"),
            _ => format!("\x1b[1;{modifiers}{letter}"),
        };
        let with_number = |number: u8| match modifiers {
            1 => format!("\x1b[{number}~"),
            _ => format!("\x1b[{number};{modifiers}~"),
        };
        let typed = |text: &str| format!("{}{text}", if alt { "\x1b" } else { "" });
        let text = match key.code {
            KeyCode::Char(c) if ctrl => typed(&char::from(c as u8 & 0x1f).to_string()),
            KeyCode::Char(c) => typed(&c.to_string()),
            KeyCode::Enter => typed("\r"),
            KeyCode::Tab => typed("\t"),
            KeyCode::Backspace => typed("\x7f"),
            KeyCode::Esc => typed("\x1b"),
            KeyCode::Up => with_letter('A'),
            KeyCode::Down => with_letter('B'),
            KeyCode::Right => with_letter('C'),
            KeyCode::Left => with_letter('D'),
            KeyCode::Home => with_letter('H'),
            KeyCode::End => with_letter('F'),
            KeyCode::BackTab => with_letter('Z'),
            KeyCode::F(n @ 1..=4) => with_letter(char::from(b'P' + n - 1)),
            KeyCode::F(5) => with_number(15),
            KeyCode::F(n @ 6..=10) => with_number(n + 11),
            KeyCode::F(n) => with_number(n + 12),
            KeyCode::Delete => with_number(3),
            KeyCode::PageUp => with_number(5),
            KeyCode::PageDown => with_number(6),
            code => panic!("{code:?}"),
        };
        text.into_bytes()
    }

    #[test]
    fn every_key_of_a_configuration_is_one_that_a_terminal_sends() {
        let named = key::NAMED_KEYS.iter().map(|(name, _)| name.to_string());
        let functions = (1..=12).map(|n| format!("F{n}"));
        let signs = ('!'..='~').chain(['é', 'Ç', '数']).map(String::from);
        let names: Vec<String> = named.chain(functions).chain(signs).collect();
        let mut count = 0;
        for modifiers in ["", "Ctrl-", "Alt-", "Shift-", "Ctrl-Alt-", "Alt-Shift-", "Ctrl-Shift-"] {
            for name in &names {
                let Some(key) = key::from_name(&format!("{modifiers}{name}")) else { continue };
                assert_eq!(parsed(&sent(key)), [pressed(key)], "{modifiers}{name}");
                count += 1;
            }
        }
        assert!(count > 300, "{count}");
    }

    /// Replies of terminals that may come late, to requests of another program.
    const LATE_REPLIES: [&[u8]; 6] = [
        b"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
        b"\x1b]10;rgb:ffff/ffff/ffff\x07",
        b"\x1bP>|XTerm(370)\x1b\\",
        b"\x1b_Gi=31;OK\x1b\\",
        b"\x1b[?62;22c",
        b"\x1b[24;80R",
    ];

    #[test]
    fn sequences_are_parsed() {
        for (bytes, inputs) in known() {
            assert_eq!(parsed(bytes), inputs, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn a_sequence_split_anywhere_is_parsed_alike() {
        for (bytes, inputs) in known() {
            for cut in 1..bytes.len() {
                let mut parser = InputParser::default();
                parser.feed(&bytes[..cut]);
                parser.feed(&bytes[cut..]);
                assert_eq!(drain(&mut parser), inputs, "{} cut at {cut}", bytes.escape_ascii());
            }
        }
    }

    #[test]
    fn late_replies_type_nothing_whole_or_split() {
        for reply in LATE_REPLIES {
            for cut in 0..reply.len() {
                let mut parser = InputParser::default();
                parser.feed(&reply[..cut]);
                parser.feed(&reply[cut..]);
                parser.feed(b"x");
                assert_eq!(drain(&mut parser), [char('x')], "{} cut at {cut}", reply.escape_ascii());
            }
        }
    }

    #[test]
    fn an_escape_byte_alone_is_the_key_after_the_timeout() {
        let mut parser = InputParser::default();
        parser.feed(b"\x1b");
        assert!(parser.timeout() == Some(ESCAPE_TIMEOUT) && parser.next().is_none());
        parser.end_pending();
        assert_eq!(drain(&mut parser), [code(KeyCode::Esc)]);
        assert_eq!(parser.timeout(), None);
    }

    #[test]
    fn a_reply_whose_escape_was_taken_for_the_key_types_nothing() {
        for reply in [&b"\x1b[0n"[..], b"\x1b[?62;22c", b"\x1b[24;80R"] {
            for cut in 2..reply.len() {
                let mut parser = InputParser::default();
                for piece in [&reply[..1], &reply[1..cut], &reply[cut..], b"x"] {
                    parser.feed(piece);
                    parser.end_pending();
                }
                let mut inputs = drain(&mut parser);
                inputs.retain(|input| *input != Input::StatusReport);
                assert_eq!(inputs, [code(KeyCode::Esc), char('x')], "{} cut at {cut}", reply.escape_ascii());
            }
        }
    }

    #[test]
    fn an_expected_report_has_more_time_than_a_key() {
        let mut parser = InputParser::default();
        parser.expect_report(true);
        parser.feed(b"\x1b");
        assert_eq!(parser.timeout(), Some(ESCAPE_TIMEOUT_BEFORE_REPORT));
        parser.feed(b"[");
        assert_eq!(parser.timeout(), None);
        parser.feed(b"0n");
        assert_eq!(drain(&mut parser), [Input::StatusReport]);
    }

    #[test]
    fn a_control_sequence_has_no_timeout_and_a_control_character_ends_it() {
        let mut parser = InputParser::default();
        parser.feed(b"\x1b[");
        parser.end_pending();
        parser.feed(b"B\x1b[\x03");
        assert_eq!(drain(&mut parser), [code(KeyCode::Down), pressed(key::ctrl('c'))]);
    }

    #[test]
    fn an_old_mouse_report_types_nothing() {
        assert_eq!(parsed(b"\x1b[M q!x"), [char('x')]);
    }

    /// What bytes are parsed as when nothing follows each piece for the timeout.
    fn parsed_slowly(pieces: &[&[u8]]) -> Vec<Input> {
        let mut parser = InputParser::default();
        for piece in pieces {
            parser.feed(piece);
            parser.end_pending();
        }
        drain(&mut parser)
    }

    #[test]
    fn a_paste_that_stalls_types_no_key() {
        let pieces = [&b"\x1b[200~rie"[..], b"\nq text\x1b[201~", b"q"];
        assert_eq!(parsed_slowly(&pieces), [pasted("rie".into()), pasted("\nq text".into()), char('q')]);
        let text = "\x1b[200~é数\x1b[201~".as_bytes();
        for cut in 6..text.len() {
            let mut together = String::new();
            for input in parsed_slowly(&[&text[..cut], &text[cut..]]) {
                let Input::Event(Event::Paste(part)) = input else { panic!("{input:?}") };
                together += &part;
            }
            assert_eq!(together, "é数", "cut at {cut}");
        }
    }

    #[test]
    fn a_paste_without_end_ends_after_a_long_silence() {
        let mut parser = InputParser::default();
        parser.feed(b"\x1b[200~rie\x1b[201");
        let timeout = parser.timeout();
        assert!(timeout.is_some() && parser.next().is_none());
        parser.end_pending();
        assert_eq!(drain(&mut parser), [pasted("rie".into())]);
        assert!(parser.timeout() > timeout);
        parser.end_pending();
        assert_eq!(parser.timeout(), None);
        parser.feed(b"q");
        assert_eq!(drain(&mut parser), [char('q')]);
    }

    #[test]
    fn ctrl_c_ends_a_paste_that_stalled() {
        let pieces = [&b"\x1b[200~rie"[..], b"a\x03b", b"\x03"];
        let inputs = [pasted("rie".into()), pasted("a\x03b".into()), pressed(key::ctrl('c'))];
        assert_eq!(parsed_slowly(&pieces), inputs);
    }

    #[test]
    fn only_an_invalid_byte_is_skipped() {
        assert_eq!(parsed(b"a\xffb\xc3(c"), [char('a'), char('b'), char('('), char('c')]);
    }

    #[test]
    fn a_long_burst_is_parsed_whole() {
        assert_eq!(parsed(&b"x".repeat(4_000)).len(), 4_000);
    }

    #[test]
    fn a_reply_without_end_is_not_skipped_for_ever() {
        let mut parser = InputParser::default();
        parser.feed(b"\x1b]52;");
        parser.feed(&b"x".repeat(10_000));
        parser.feed(b"\x03");
        assert_eq!(parser.inputs.back(), Some(&pressed(key::ctrl('c'))));
    }

    proptest! {
        #[test]
        fn any_bytes_are_parsed_and_the_buffer_stays_small(bytes in prop::collection::vec(any::<u8>(), 0..3000)) {
            let mut parser = InputParser::default();
            for piece in bytes.chunks(7) {
                parser.feed(piece);
                prop_assert!(parser.bytes.len() <= MAX_SEQUENCE_BYTES + 7);
            }
            parser.end_pending();
        }
    }
}
