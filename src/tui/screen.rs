//! What the terminal shows and what it should show: the difference as one run of bytes.

use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::encode::Encoder;

/// A frame longer than this, in bytes, is drawn inside a synchronized update (mode 2026).
const LONG_FRAME: usize = 1_400;

/// The cells and the cursor that the terminal shows, as far as we know.
#[derive(Debug, Default)]
pub struct Screen {
    shown: Buffer,
    /// Nothing is known: the terminal has to be cleared.
    unknown: bool,
    encoder: Encoder,
}

impl Screen {
    /// Forgets what the terminal shows, so that the next frame is whole.
    pub fn forget(&mut self) {
        self.unknown = true;
    }

    /// The bytes that make the terminal show what `draw` draws, part by part; none when it
    /// already does. What is shown of the areas `left` is left as it is, unless the frame is
    /// whole.
    pub fn frame(
        &mut self,
        parts: &[Rect],
        left: &[Rect],
        draw: impl FnOnce(&mut Buffer) -> Option<Position>,
    ) -> Vec<u8> {
        let area = parts.iter().copied().reduce(Rect::union).unwrap_or_default();
        let mut next = Buffer::empty(area);
        let cursor = draw(&mut next);
        if self.unknown || self.shown.area != area {
            self.encoder.clear();
            self.shown = Buffer::empty(area);
            self.unknown = false;
        } else {
            let left = left.iter().flat_map(|left| left.intersection(area).positions());
            left.for_each(|at| next[at] = self.shown[at].clone());
        }
        self.encoder.change(&self.shown, &next, parts);
        self.encoder.place_cursor(cursor);
        self.shown = next;
        synchronized(self.encoder.take())
    }
}

/// A long frame inside a synchronized update.
fn synchronized(frame: Vec<u8>) -> Vec<u8> {
    if frame.len() <= LONG_FRAME {
        return frame;
    }
    let mut whole = Vec::with_capacity(frame.len() + 16);
    // Writing to memory does not fail.
    let _ = queue!(whole, BeginSynchronizedUpdate);
    whole.extend(frame);
    let _ = queue!(whole, EndSynchronizedUpdate);
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    const AREA: Rect = Rect { x: 0, y: 0, width: 80, height: 24 };

    fn say(screen: &mut Screen, text: &str, cursor: Option<(u16, u16)>) -> Vec<u8> {
        screen.frame(&[AREA], &[], |buffer| {
            buffer.set_string(0, 0, text, Style::new());
            cursor.map(Position::from)
        })
    }

    #[test]
    fn nothing_is_sent_when_nothing_changed() {
        let mut screen = Screen::default();
        assert!(!say(&mut screen, "abc", Some((0, 0))).is_empty());
        assert_eq!(say(&mut screen, "abc", Some((0, 0))), b"");
    }

    #[test]
    fn a_cursor_that_moves_is_all_that_is_sent() {
        let mut screen = Screen::default();
        say(&mut screen, "abc", Some((0, 0)));
        assert_eq!(say(&mut screen, "abc", Some((2, 0))), b"\x1b[2C");
        assert_eq!(say(&mut screen, "abc", None), b"\x1b[?25l");
    }

    #[test]
    fn a_long_frame_is_synchronized_and_a_short_one_is_not() {
        let mut screen = Screen::default();
        let mut fill = |first: &str| {
            screen.frame(&[AREA], &[], |buffer| {
                (0..24).for_each(|y| buffer.set_string(0, y, "x".repeat(80), Style::new()));
                buffer.set_string(0, 0, first, Style::new());
                None
            })
        };
        let long = fill("x");
        assert!(long.starts_with(b"\x1b[?2026h") && long.ends_with(b"\x1b[?2026l"));
        assert!(!fill("y").starts_with(b"\x1b[?2026h"));
    }

    #[test]
    fn what_is_left_stays_as_it_is() {
        let mut screen = Screen::default();
        say(&mut screen, "abc", None);
        let left = Rect { x: 1, y: 0, width: 1, height: 1 };
        let mut frame = |left: &[Rect]| {
            screen.frame(&[AREA], left, |buffer| {
                buffer.set_string(0, 0, "xyc", Style::new());
                None
            })
        };
        assert_eq!(frame(&[left]), b"\rx");
        assert_eq!(frame(&[]), b"y");
    }

    #[test]
    fn what_was_forgotten_is_drawn_again() {
        let mut screen = Screen::default();
        say(&mut screen, "abc", None);
        screen.forget();
        let again = String::from_utf8_lossy(&say(&mut screen, "abc", None)).into_owned();
        assert!(again.contains("\x1b[2J") && again.contains("abc"), "{again:?}");
    }
}
