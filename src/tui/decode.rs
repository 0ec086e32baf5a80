//! From the bytes that a terminal sends to keys and actions. A key may arrive in pieces;
//! answers that nobody asked for are swallowed whole. The sequences are those of xterm's
//! ctlseqs.

use std::collections::VecDeque;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use crate::key;

/// A sequence longer than this, in bytes, is none.
const LONGEST_SEQUENCE: usize = 64;
/// The longest answer of a terminal that is swallowed, and the longest paste that is kept.
const LONGEST_STRING: usize = 4 << 10;
const LONGEST_PASTE: usize = 64 << 10;
/// How long an escape byte may be the beginning of a longer key, and of an answer that is awaited.
const ESCAPE_WAIT: Duration = Duration::from_millis(40);
const ANSWER_WAIT: Duration = Duration::from_millis(200);
/// How long a paste may pause.
const PASTE_WAIT: Duration = Duration::from_millis(900);
const PASTE_END: &[u8] = b"\x1b[201~";

/// Something that was typed, pasted or clicked, or what the terminal says of itself, for which
/// crossterm has no event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    Event(Event),
    /// The answer to the question whether all is well (DSR, `CSI 0 n`).
    StatusReport,
}

/// Bytes in, inputs out.
#[derive(Debug, Default)]
pub struct Decoder {
    bytes: Vec<u8>,
    pasted: Option<Vec<u8>>,
    /// How much of a terminal's answer was swallowed, while its end is awaited.
    swallowed: Option<usize>,
    /// Whether the terminal was asked something and did not answer yet.
    awaits: bool,
    /// Whether an escape byte was just taken for the key: its sequence may follow all the same.
    escaped: bool,
    inputs: VecDeque<Input>,
}

/// What the first bytes are.
enum Piece {
    /// So many bytes, and what they mean, if anything.
    Whole(usize, Option<Input>),
    /// The beginning of something.
    Part,
    /// The beginning of an answer (OSC, DCS, APC, PM, SOS), so many bytes of it.
    Answer(usize),
    /// The beginning of a paste, so many bytes of it.
    Paste(usize),
}

impl Decoder {
    /// Takes bytes as they arrive.
    pub fn feed(&mut self, bytes: &[u8]) {
        // Nobody types a bracket after the key, but a slow link cuts a sequence there.
        if std::mem::take(&mut self.escaped) && bytes.first() == Some(&b'[') {
            self.bytes.push(0x1b);
        }
        self.bytes.extend_from_slice(bytes);
        while self.take() {}
    }

    /// Notes whether the terminal owes an answer, whose first byte is that of the Escape key.
    pub fn expect(&mut self, answer: bool) {
        self.awaits = answer;
    }

    /// Puts keys back that are next again.
    pub fn put_back(&mut self, keys: [KeyEvent; 2]) {
        keys.into_iter().rev().for_each(|key| self.inputs.push_front(Input::Event(Event::Key(key))));
    }

    /// The next input, oldest first.
    pub fn next(&mut self) -> Option<Input> {
        self.inputs.pop_front()
    }

    /// How long to wait for more bytes before giving up; for ever when nothing is open, and for
    /// a control sequence, which nobody types: its end comes, or a key that cuts it short.
    pub fn patience(&self) -> Option<Duration> {
        match (&self.pasted, self.swallowed, self.bytes.as_slice()) {
            (Some(_), ..) => Some(PASTE_WAIT),
            (None, Some(_), _) | (None, None, [] | [0x1b, b'[', ..]) => None,
            (None, None, [0x1b]) if self.awaits => Some(ANSWER_WAIT),
            _ => Some(ESCAPE_WAIT),
        }
    }

    /// No more bytes came: an escape byte alone is the key, a broken letter is nothing, and a
    /// paste without its end has ended.
    pub fn give_up(&mut self) {
        if self.pasted.is_some() {
            self.bytes.extend_from_slice(PASTE_END);
            while self.take() {}
            return;
        }
        if self.patience().is_none() {
            return;
        }
        let key = match self.bytes.as_slice() {
            [0x1b] => Some(key::plain(KeyCode::Esc)),
            [0x1b, b] => Some(key::alt(KeyCode::Char(char::from(*b)))),
            _ => None,
        };
        self.escaped = self.bytes == [0x1b];
        self.bytes.clear();
        self.inputs.extend(key.map(pressed));
    }

    /// Takes one piece off the bytes; false when more are needed.
    fn take(&mut self) -> bool {
        if self.bytes.is_empty() {
            return false;
        }
        if self.pasted.is_some() {
            return self.take_pasted();
        }
        if self.swallowed.is_some() {
            return self.swallow();
        }
        match piece(&self.bytes) {
            Piece::Part if self.bytes.len() > LONGEST_SEQUENCE => self.bytes.clear(),
            Piece::Part => return false,
            Piece::Whole(length, input) => {
                self.bytes.drain(..length);
                self.inputs.extend(input);
            }
            Piece::Answer(length) => {
                self.bytes.drain(..length);
                self.swallowed = Some(0);
            }
            Piece::Paste(length) => {
                self.bytes.drain(..length);
                self.pasted = Some(Vec::new());
            }
        }
        true
    }

    /// Takes what is pasted up to its end mark.
    fn take_pasted(&mut self) -> bool {
        let end = self.bytes.windows(PASTE_END.len()).position(|window| window == PASTE_END);
        // The end mark may be cut: what could be its beginning stays.
        let length = end.unwrap_or(self.bytes.len().saturating_sub(PASTE_END.len() - 1));
        let taken: Vec<u8> = self.bytes.drain(..length).collect();
        let Some(pasted) = &mut self.pasted else { return false };
        let room = LONGEST_PASTE.saturating_sub(pasted.len());
        pasted.extend_from_slice(&taken[..taken.len().min(room)]);
        if end.is_none() {
            return false;
        }
        self.bytes.drain(..PASTE_END.len());
        let text = String::from_utf8_lossy(pasted).into_owned();
        self.pasted = None;
        self.inputs.push_back(Input::Event(Event::Paste(text)));
        true
    }

    /// Swallows an answer up to its end: BEL, ST, or a byte that no answer holds.
    fn swallow(&mut self) -> bool {
        let swallowed = self.swallowed.unwrap_or(0);
        let end = self.bytes.iter().position(|&byte| byte < 0x20 || byte == 0x7f);
        let length = end.unwrap_or(self.bytes.len());
        if swallowed + length > LONGEST_STRING {
            self.swallowed = None;
            return true;
        }
        self.bytes.drain(..length);
        self.swallowed = Some(swallowed + length);
        match self.bytes.as_slice() {
            [0x1b] | [] => return false,
            [0x1b, b'\\', ..] => drop(self.bytes.drain(..2)),
            [0x07, ..] => drop(self.bytes.drain(..1)),
            _ => {}
        }
        self.swallowed = None;
        true
    }
}

fn piece(bytes: &[u8]) -> Piece {
    match bytes {
        [0x1b] => Piece::Part,
        [0x1b, b'[', rest @ ..] => control_sequence(rest),
        [0x1b, b'O'] => Piece::Part,
        [0x1b, b'O', b'M', ..] => Piece::Whole(3, Some(pressed(key::plain(KeyCode::Enter)))),
        [0x1b, b'O', last, ..] => {
            Piece::Whole(3, code_of_letter(*last).map(|code| pressed(key::plain(code))))
        }
        [0x1b, b']' | b'P' | b'_' | b'^' | b'X'] => Piece::Part,
        [0x1b, b']' | b'P' | b'_' | b'^' | b'X', ..] => Piece::Answer(2),
        [0x1b, 0x1b, ..] => Piece::Whole(1, Some(pressed(key::plain(KeyCode::Esc)))),
        [0x1b, rest @ ..] => match character(rest) {
            Piece::Whole(length, Some(Input::Event(Event::Key(key)))) => {
                let modifiers = key.modifiers | KeyModifiers::ALT;
                Piece::Whole(length + 1, Some(pressed(KeyEvent { modifiers, ..key })))
            }
            Piece::Whole(length, _) => Piece::Whole(length + 1, None),
            other => other,
        },
        _ => character(bytes),
    }
}

/// One character in UTF-8, or a control. A byte that starts none is passed over alone.
fn character(bytes: &[u8]) -> Piece {
    let first = bytes[0];
    let key = match first {
        b'\r' | b'\n' => key::plain(KeyCode::Enter),
        b'\t' => key::plain(KeyCode::Tab),
        0x7f => key::plain(KeyCode::Backspace),
        0x01..=0x1a => key::ctrl(char::from(first - 1 + b'a')),
        0x00 | 0x1b..=0x1f => return Piece::Whole(1, None),
        _ => {
            let length = match first {
                0x20..=0x7e => 1,
                0xc2..=0xdf => 2,
                0xe0..=0xef => 3,
                0xf0..=0xf4 => 4,
                _ => return Piece::Whole(1, None),
            };
            let given = &bytes[..length.min(bytes.len())];
            return match std::str::from_utf8(given) {
                Ok(text) => {
                    let key = text.chars().next().map(|c| pressed(key::char(c)));
                    Piece::Whole(length, key)
                }
                Err(error) if error.error_len().is_none() => Piece::Part,
                Err(_) => Piece::Whole(1, None),
            };
        }
    };
    Piece::Whole(1, Some(pressed(key)))
}

/// What follows `ESC [`: parameters, intermediates, a final byte.
fn control_sequence(rest: &[u8]) -> Piece {
    // A terminal that knows no better reports the mouse as `ESC [ M` and three bytes.
    if let [b'M', report @ ..] = rest {
        return if report.len() < 3 { Piece::Part } else { Piece::Whole(6, None) };
    }
    // The Linux console sends F1 to F5 as `ESC [ [ A` to `ESC [ [ E`.
    if let [b'[', tail @ ..] = rest {
        return match tail {
            [] => Piece::Part,
            [letter @ b'A'..=b'E', ..] => {
                Piece::Whole(4, Some(pressed(key::plain(KeyCode::F(letter - b'A' + 1)))))
            }
            _ => Piece::Whole(3, None),
        };
    }
    let Some(end) = rest.iter().position(|byte| !(0x20..=0x3f).contains(byte)) else { return Piece::Part };
    let (parameters, last) = (&rest[..end], rest[end]);
    if !(0x40..=0x7e).contains(&last) {
        // Broken by a control: what came before means nothing, and the control stands.
        return Piece::Whole(2 + end, None);
    }
    let length = 2 + end + 1;
    if parameters == b"200" && last == b'~' {
        return Piece::Paste(length);
    }
    let input = match (parameters, last) {
        ([b'<', report @ ..], _) => {
            mouse(report, last == b'M').map(|event| Input::Event(Event::Mouse(event)))
        }
        (b"0" | b"3", b'n') => Some(Input::StatusReport),
        _ => key_of(parameters, last).map(pressed),
    };
    Piece::Whole(length, input)
}

fn numbers(parameters: &[u8]) -> Vec<u16> {
    let text = std::str::from_utf8(parameters).unwrap_or_default();
    text.split(';').map(|number| number.parse().unwrap_or(0)).collect()
}

fn key_of(parameters: &[u8], last: u8) -> Option<KeyEvent> {
    if !parameters.iter().all(|byte| byte.is_ascii_digit() || *byte == b';') {
        return None;
    }
    let numbers = numbers(parameters);
    let code = match last {
        b'~' => code_of_number(numbers[0])?,
        // Where the cursor is, which a terminal may say late: not F3.
        b'R' => return None,
        letter => code_of_letter(letter)?,
    };
    // The second parameter is one more than the sum of 1 (shift), 2 (alt) and 4 (control).
    let held = numbers.get(1).map_or(0, |held| held.saturating_sub(1));
    let [alt, control] = [(2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL)]
        .map(|(bit, modifier)| if held & bit != 0 { modifier } else { KeyModifiers::NONE });
    Some(KeyEvent::new(code, alt | control))
}

fn code_of_letter(letter: u8) -> Option<KeyCode> {
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

fn code_of_number(number: u16) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        4 | 8 => KeyCode::End,
        3 => KeyCode::Delete,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F(number as u8 - 10),
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

fn pressed(key: KeyEvent) -> Input {
    Input::Event(Event::Key(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(decoder: &mut Decoder) -> Vec<Input> {
        std::iter::from_fn(|| decoder.next()).collect()
    }

    fn decoded(bytes: &[u8]) -> Vec<Input> {
        let mut decoder = Decoder::default();
        decoder.feed(bytes);
        decoder.give_up();
        all(&mut decoder)
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

    /// Sequences and what they mean.
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

    /// What terminals answer, late, to questions that somebody else asked.
    const ANSWERS: [&[u8]; 6] = [
        b"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
        b"\x1b]10;rgb:ffff/ffff/ffff\x07",
        b"\x1bP>|XTerm(370)\x1b\\",
        b"\x1b_Gi=31;OK\x1b\\",
        b"\x1b[?62;22c",
        b"\x1b[24;80R",
    ];

    #[test]
    fn sequences_mean_what_they_mean() {
        for (bytes, inputs) in known() {
            assert_eq!(decoded(bytes), inputs, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn a_sequence_cut_anywhere_means_the_same() {
        for (bytes, inputs) in known() {
            for cut in 1..bytes.len() {
                let mut decoder = Decoder::default();
                decoder.feed(&bytes[..cut]);
                decoder.feed(&bytes[cut..]);
                assert_eq!(all(&mut decoder), inputs, "{} cut at {cut}", bytes.escape_ascii());
            }
        }
    }

    #[test]
    fn answers_type_nothing_whole_or_cut() {
        for answer in ANSWERS {
            for cut in 0..answer.len() {
                let mut decoder = Decoder::default();
                decoder.feed(&answer[..cut]);
                decoder.feed(&answer[cut..]);
                decoder.feed(b"x");
                assert_eq!(all(&mut decoder), [char('x')], "{} cut at {cut}", answer.escape_ascii());
            }
        }
    }

    #[test]
    fn an_escape_alone_is_a_key_once_nothing_follows() {
        let mut decoder = Decoder::default();
        decoder.feed(b"\x1b");
        assert!(decoder.patience() == Some(ESCAPE_WAIT) && decoder.next().is_none());
        decoder.give_up();
        assert_eq!(all(&mut decoder), [code(KeyCode::Esc)]);
        assert_eq!(decoder.patience(), None);
    }

    #[test]
    fn an_answer_whose_escape_was_taken_for_the_key_types_nothing() {
        for answer in [&b"\x1b[0n"[..], b"\x1b[?62;22c", b"\x1b[24;80R"] {
            for cut in 2..answer.len() {
                let mut decoder = Decoder::default();
                for piece in [&answer[..1], &answer[1..cut], &answer[cut..], b"x"] {
                    decoder.feed(piece);
                    decoder.give_up();
                }
                let mut inputs = all(&mut decoder);
                inputs.retain(|input| *input != Input::StatusReport);
                assert_eq!(inputs, [code(KeyCode::Esc), char('x')], "{} cut at {cut}", answer.escape_ascii());
            }
        }
    }

    #[test]
    fn an_answer_that_is_awaited_has_more_time_than_a_key() {
        let mut decoder = Decoder::default();
        decoder.expect(true);
        decoder.feed(b"\x1b");
        assert_eq!(decoder.patience(), Some(ANSWER_WAIT));
        decoder.feed(b"[");
        assert_eq!(decoder.patience(), None);
        decoder.feed(b"0n");
        assert_eq!(all(&mut decoder), [Input::StatusReport]);
    }

    #[test]
    fn a_control_sequence_is_waited_for_and_a_control_cuts_it_short() {
        let mut decoder = Decoder::default();
        decoder.feed(b"\x1b[");
        decoder.give_up();
        decoder.feed(b"B\x1b[\x03");
        assert_eq!(all(&mut decoder), [code(KeyCode::Down), pressed(key::ctrl('c'))]);
    }

    #[test]
    fn an_old_mouse_report_types_nothing() {
        assert_eq!(decoded(b"\x1b[M q!x"), [char('x')]);
    }

    #[test]
    fn a_paste_without_end_ends_when_nothing_follows() {
        let mut decoder = Decoder::default();
        decoder.feed(b"\x1b[200~rie\x1b[201");
        assert_eq!((decoder.next(), decoder.patience()), (None, Some(PASTE_WAIT)));
        decoder.give_up();
        assert_eq!(all(&mut decoder), [Input::Event(Event::Paste("rie\x1b[201".into()))]);
        decoder.feed(b"q");
        assert_eq!(all(&mut decoder), [char('q')]);
    }

    #[test]
    fn a_bad_byte_is_passed_over_alone() {
        assert_eq!(decoded(b"a\xffb\xc3(c"), [char('a'), char('b'), char('('), char('c')]);
    }

    #[test]
    fn a_long_burst_is_read_whole() {
        assert_eq!(decoded(&b"x".repeat(4_000)).len(), 4_000);
    }

    #[test]
    fn an_answer_without_end_does_not_swallow_for_ever() {
        let mut decoder = Decoder::default();
        decoder.feed(b"\x1b]52;");
        decoder.feed(&b"x".repeat(10_000));
        decoder.feed(b"\x03");
        assert_eq!(decoder.inputs.back(), Some(&pressed(key::ctrl('c'))));
    }

    proptest! {
        #[test]
        fn any_bytes_are_decoded_and_the_rest_stays_small(bytes in prop::collection::vec(any::<u8>(), 0..3000)) {
            let mut decoder = Decoder::default();
            for piece in bytes.chunks(7) {
                decoder.feed(piece);
                prop_assert!(decoder.bytes.len() <= LONGEST_SEQUENCE + 7);
            }
            decoder.give_up();
        }
    }
}
