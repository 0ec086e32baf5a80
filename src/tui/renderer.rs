//! Renders frames: the difference between what the terminal shows and what it should show.

use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::output_encoder::OutputEncoder;

/// The longest frame that is drawn without a synchronized update (mode 2026).
const MAX_UNSYNCHRONIZED_BYTES: usize = 1_400;

/// The cells that the terminal shows, and the encoder that tracks its cursor.
#[derive(Debug, Default)]
pub struct Renderer {
    shown: Buffer,
    /// Whether the next frame has to clear the terminal first.
    is_invalid: bool,
    encoder: OutputEncoder,
    /// Whether long frames are drawn without a synchronized update.
    is_unsynchronized: bool,
}

impl Renderer {
    /// A renderer for a terminal, or for a multiplexer on it. Inside tmux no frame is synchronized:
    /// tmux 3.7 shows two rows of a frame that clears the screen in a synchronized update.
    pub fn new(is_multiplexed: bool) -> Self {
        Self { is_unsynchronized: is_multiplexed, ..Self::default() }
    }

    /// Makes the next frame draw everything.
    pub fn invalidate(&mut self) {
        self.is_invalid = true;
    }

    /// The bytes that make the terminal show what `draw` draws, pane by pane; none if it already
    /// does. The areas in `kept` stay as they are shown, unless everything is drawn.
    pub fn frame(
        &mut self,
        panes: &[Rect],
        kept: &[Rect],
        draw: impl FnOnce(&mut Buffer) -> Option<Position>,
    ) -> Vec<u8> {
        let area = panes.iter().copied().reduce(Rect::union).unwrap_or_default();
        let mut next = Buffer::empty(area);
        let cursor = draw(&mut next);
        if self.is_invalid || self.shown.area != area {
            self.encoder.clear();
            self.shown = Buffer::empty(area);
            self.is_invalid = false;
        } else {
            let kept = kept.iter().flat_map(|kept| kept.intersection(area).positions());
            kept.for_each(|at| next[at] = self.shown[at].clone());
        }
        self.encoder.write_diff(&self.shown, &next, panes);
        self.encoder.place_cursor(cursor);
        self.shown = next;
        let frame = self.encoder.take();
        if self.is_unsynchronized { frame } else { synchronized(frame) }
    }
}

/// Puts a long frame inside a synchronized update.
fn synchronized(frame: Vec<u8>) -> Vec<u8> {
    if frame.len() <= MAX_UNSYNCHRONIZED_BYTES {
        return frame;
    }
    let mut bytes = Vec::with_capacity(frame.len() + 16);
    // Writing to memory does not fail.
    let _ = queue!(bytes, BeginSynchronizedUpdate);
    bytes.extend(frame);
    let _ = queue!(bytes, EndSynchronizedUpdate);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    const AREA: Rect = Rect { x: 0, y: 0, width: 80, height: 24 };

    fn draw_text(renderer: &mut Renderer, text: &str, cursor: Option<(u16, u16)>) -> Vec<u8> {
        renderer.frame(&[AREA], &[], |buffer| {
            buffer.set_string(0, 0, text, Style::new());
            cursor.map(Position::from)
        })
    }

    #[test]
    fn nothing_is_sent_when_nothing_changed() {
        let mut renderer = Renderer::default();
        assert!(!draw_text(&mut renderer, "abc", Some((0, 0))).is_empty());
        assert_eq!(draw_text(&mut renderer, "abc", Some((0, 0))), b"");
    }

    #[test]
    fn a_moved_cursor_alone_sends_only_its_movement() {
        let mut renderer = Renderer::default();
        draw_text(&mut renderer, "abc", Some((0, 0)));
        assert_eq!(draw_text(&mut renderer, "abc", Some((2, 0))), b"\x1b[2C");
        assert_eq!(draw_text(&mut renderer, "abc", None), b"\x1b[?25l");
    }

    #[test]
    fn a_long_frame_is_synchronized_and_a_short_one_is_not() {
        let mut renderer = Renderer::default();
        let mut fill = |first: &str| {
            renderer.frame(&[AREA], &[], |buffer| {
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
    fn no_frame_is_synchronized_inside_a_multiplexer() {
        let frame = |is_multiplexed| {
            Renderer::new(is_multiplexed).frame(&[AREA], &[], |buffer| {
                (0..24).for_each(|y| buffer.set_string(0, y, "x".repeat(80), Style::new()));
                None
            })
        };
        assert!(frame(false).starts_with(b"\x1b[?2026h"));
        let plain = String::from_utf8(frame(true)).expect("text");
        assert!(plain.contains("\x1b[2J") && !plain.contains("2026"), "{plain:?}");
    }

    #[test]
    fn a_kept_area_is_not_drawn() {
        let mut renderer = Renderer::default();
        draw_text(&mut renderer, "abc", None);
        let kept = Rect { x: 1, y: 0, width: 1, height: 1 };
        let mut frame = |kept: &[Rect]| {
            renderer.frame(&[AREA], kept, |buffer| {
                buffer.set_string(0, 0, "xyc", Style::new());
                None
            })
        };
        assert_eq!(frame(&[kept]), b"\rx");
        assert_eq!(frame(&[]), b"y");
    }

    #[test]
    fn an_invalid_screen_is_drawn_again() {
        let mut renderer = Renderer::default();
        draw_text(&mut renderer, "abc", None);
        renderer.invalidate();
        let redrawn = String::from_utf8_lossy(&draw_text(&mut renderer, "abc", None)).into_owned();
        assert!(redrawn.contains("\x1b[2J") && redrawn.contains("abc"), "{redrawn:?}");
    }
}
