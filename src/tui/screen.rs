//! What the terminal shows and what it should show: the difference as one run of bytes.

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::queue;
use crossterm::style::force_color_output;
use crossterm::terminal::{BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate};
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// A frame longer than this, in bytes, is drawn inside a synchronized update (mode 2026).
const LONG_FRAME: usize = 1_400;

/// The cells and the cursor that the terminal shows, as far as we know.
#[derive(Debug, Default)]
pub struct Screen {
    shown: Buffer,
    cursor: Option<Position>,
    /// Nothing is known: the terminal has to be cleared.
    unknown: bool,
    out: Vec<u8>,
}

impl Screen {
    /// Forgets what the terminal shows, so that the next frame is whole.
    pub fn forget(&mut self) {
        self.unknown = true;
    }

    /// The bytes that make the terminal show what `draw` draws; none when it already does.
    pub fn frame(&mut self, area: Rect, draw: impl FnOnce(&mut Buffer) -> Option<Position>) -> &[u8] {
        let mut next = Buffer::empty(area);
        let cursor = draw(&mut next);
        self.out.clear();
        // Writing into memory does not fail.
        let _ = self.encode(&next, cursor);
        self.shown = next;
        self.cursor = cursor;
        self.unknown = false;
        &self.out
    }

    fn encode(&mut self, next: &Buffer, cursor: Option<Position>) -> std::io::Result<()> {
        let whole = self.unknown || self.shown.area != next.area;
        if whole {
            self.shown = Buffer::empty(next.area);
            queue!(self.out, Hide, Clear(ClearType::All))?;
            self.cursor = None;
        }
        let changes = self.shown.diff(next);
        let drawn = !changes.is_empty();
        if drawn {
            // The theme decides about colour, not the library.
            force_color_output(true);
            CrosstermBackend::new(&mut self.out).draw(changes.into_iter())?;
        }
        match cursor {
            Some(Position { x, y }) if drawn || whole || self.cursor != cursor => {
                queue!(self.out, MoveTo(x, y))?;
                if self.cursor.is_none() {
                    queue!(self.out, Show)?;
                }
            }
            None if self.cursor.is_some() => queue!(self.out, Hide)?,
            _ => {}
        }
        if self.out.len() > LONG_FRAME {
            let mut begin = Vec::new();
            queue!(begin, BeginSynchronizedUpdate)?;
            self.out.splice(..0, begin);
            queue!(self.out, EndSynchronizedUpdate)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    const AREA: Rect = Rect { x: 0, y: 0, width: 80, height: 24 };

    fn say<'a>(screen: &'a mut Screen, text: &str, cursor: Option<(u16, u16)>) -> &'a [u8] {
        screen.frame(AREA, |buffer| {
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
        assert_eq!(say(&mut screen, "abc", Some((2, 0))), b"\x1b[1;3H");
        assert_eq!(say(&mut screen, "abc", None), b"\x1b[?25l");
    }

    #[test]
    fn a_long_frame_is_synchronized_and_a_short_one_is_not() {
        let mut screen = Screen::default();
        let mut fill = |first: &str| {
            let bytes = screen.frame(AREA, |buffer| {
                (0..24).for_each(|y| buffer.set_string(0, y, "x".repeat(80), Style::new()));
                buffer.set_string(0, 0, first, Style::new());
                None
            });
            bytes.to_vec()
        };
        let (begin, end) = (b"\x1b[?2026h", b"\x1b[?2026l");
        let long = fill("x");
        assert!(long.starts_with(begin) && long.ends_with(end));
        assert!(!fill("y").starts_with(begin));
    }

    #[test]
    fn what_was_forgotten_is_drawn_again() {
        let mut screen = Screen::default();
        say(&mut screen, "abc", None);
        screen.forget();
        let again = String::from_utf8_lossy(say(&mut screen, "abc", None)).into_owned();
        assert!(again.contains("\x1b[2J") && again.contains("abc"), "{again:?}");
    }
}
