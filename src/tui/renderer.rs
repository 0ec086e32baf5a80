//! Renders frames: the difference between what the terminal shows and what it should show.

use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::settings::Settings;
use crate::ui::{Drawn, Hyperlink};

use super::frame::Frame;
use super::output_encoder::OutputEncoder;

/// The longest frame that is drawn without a synchronized update (mode 2026).
const MAX_UNSYNCHRONIZED_BYTES: usize = 1_400;

/// What the terminal shows, and the encoder that tracks its cursor.
#[derive(Debug, Default)]
pub struct Renderer {
    shown: Frame,
    /// Whether the next frame has to clear the terminal first.
    is_invalid: bool,
    encoder: OutputEncoder,
    /// Whether the terminal is tmux or screen. Their own updates are whole without mode 2026; tmux
    /// 3.7a shows a part of a frame that clears inside it, and 3.7c redraws the pane for each.
    is_multiplexed: bool,
    shows_hyperlinks: bool,
}

impl Renderer {
    /// A renderer for the terminal of these settings, on which nothing is shown yet.
    pub fn new(settings: &Settings) -> Self {
        Self {
            is_multiplexed: settings.is_multiplexed,
            shows_hyperlinks: settings.hyperlinks,
            ..Self::default()
        }
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
        draw: impl FnOnce(&mut Buffer) -> Drawn,
    ) -> Vec<u8> {
        let area = panes.iter().copied().reduce(Rect::union).unwrap_or_default();
        let mut next = Frame { buffer: Buffer::empty(area), links: Vec::new() };
        let Drawn { cursor, links } = draw(&mut next.buffer);
        next.links = if self.shows_hyperlinks { links } else { Vec::new() };
        if self.is_invalid || self.shown.buffer.area != area {
            self.encoder.clear();
            self.shown = Frame { buffer: Buffer::empty(area), links: Vec::new() };
            self.is_invalid = false;
        } else {
            keep(&mut next, &self.shown, kept);
        }
        self.encoder.write_diff(&self.shown, &next, panes);
        self.encoder.place_cursor(cursor);
        self.shown = next;
        let frame = self.encoder.take();
        if self.is_multiplexed { frame } else { synchronized(frame) }
    }
}

/// Keeps areas of the next frame as they are shown. A hyperlink is inside such an area or outside.
fn keep(next: &mut Frame, shown: &Frame, areas: &[Rect]) {
    let screen = next.buffer.area;
    let positions = areas.iter().flat_map(|area| area.intersection(screen).positions());
    positions.for_each(|at| next.buffer[at] = shown.buffer[at].clone());
    let is_kept = |link: &&Hyperlink| areas.iter().any(|area| area.intersects(link.area()));
    next.links.retain(|link| !is_kept(&link));
    next.links.extend(shown.links.iter().filter(is_kept).cloned());
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
    use ratatui::layout::Position;
    use ratatui::style::Style;

    const AREA: Rect = Rect { x: 0, y: 0, width: 80, height: 24 };

    fn draw_text(renderer: &mut Renderer, text: &str, cursor: Option<(u16, u16)>) -> Vec<u8> {
        renderer.frame(&[AREA], &[], |buffer| {
            buffer.set_string(0, 0, text, Style::new());
            Drawn { cursor: cursor.map(Position::from), links: Vec::new() }
        })
    }

    /// Fills the screen, and starts it with a text.
    fn fill(renderer: &mut Renderer, first: &str) -> Vec<u8> {
        renderer.frame(&[AREA], &[], |buffer| {
            (0..24).for_each(|y| buffer.set_string(0, y, "x".repeat(80), Style::new()));
            buffer.set_string(0, 0, first, Style::new());
            Drawn::default()
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
        let long = fill(&mut renderer, "x");
        assert!(long.starts_with(b"\x1b[?2026h") && long.ends_with(b"\x1b[?2026l"));
        assert!(!fill(&mut renderer, "y").starts_with(b"\x1b[?2026h"));
    }

    #[test]
    fn inside_a_multiplexer_only_the_synchronization_is_left_out() {
        let mut inside = Renderer { is_multiplexed: true, ..Renderer::default() };
        let outside = fill(&mut Renderer::default(), "x");
        let bare = outside.strip_prefix(b"\x1b[?2026h").and_then(|rest| rest.strip_suffix(b"\x1b[?2026l"));
        assert_eq!(bare, Some(&fill(&mut inside, "x")[..]));
    }

    #[test]
    fn a_kept_area_is_not_drawn() {
        let mut renderer = Renderer::default();
        draw_text(&mut renderer, "abc", None);
        let kept = Rect { x: 1, y: 0, width: 1, height: 1 };
        let mut frame = |kept: &[Rect]| {
            renderer.frame(&[AREA], kept, |buffer| {
                buffer.set_string(0, 0, "xyc", Style::new());
                Drawn::default()
            })
        };
        assert_eq!(frame(&[kept]), b"\rx");
        assert_eq!(frame(&[]), b"y");
    }

    /// Draws “abcd” with a link on the second and the third letter.
    fn draw_link(renderer: &mut Renderer, kept: &[Rect], address: &str) -> String {
        let frame = renderer.frame(&[AREA], kept, |buffer| {
            buffer.set_string(0, 0, "abcd", Style::new());
            let links = Hyperlink::new(Rect::new(1, 0, 2, 1), address).into_iter().collect();
            Drawn { cursor: None, links }
        });
        String::from_utf8(frame).expect("text")
    }

    #[test]
    fn cells_are_written_again_when_their_link_changes() {
        let mut renderer = Renderer { shows_hyperlinks: true, ..Renderer::default() };
        let first = draw_link(&mut renderer, &[], "tel:11");
        assert!(first.ends_with("a\x1b]8;;tel:11\x1b\\bc\x1b]8;;\x1b\\d"), "{first:?}");
        assert_eq!(draw_link(&mut renderer, &[], "tel:11"), "");
        assert_eq!(draw_link(&mut renderer, &[], "tel:22"), "\ra\x1b]8;;tel:22\x1b\\bc\x1b]8;;\x1b\\");
        assert_eq!(draw_link(&mut renderer, &[Rect { width: 10, height: 1, ..AREA }], ""), "", "kept");
        assert_eq!(draw_link(&mut renderer, &[], ""), "\u{8}\u{8}bc", "the link is gone");
    }

    #[test]
    fn links_that_are_not_wanted_cost_nothing() {
        let mut renderer = Renderer::default();
        assert_eq!(draw_link(&mut renderer, &[], "tel:11"), draw_link(&mut Renderer::default(), &[], ""));
        assert_eq!(draw_link(&mut renderer, &[], "tel:22"), "");
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
