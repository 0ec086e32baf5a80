//! Writes the difference between two frames in the fewest bytes: the shortest cursor movement,
//! the smallest style change, and no style for blanks on which it cannot be seen.

use std::ops::Range;

use crossterm::cursor::{Hide, Show};
use crossterm::terminal::{Clear, ClearType};
use crossterm::{Command, queue};
use ratatui::buffer::{Cell, CellWidth};
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use super::commands::{
    CellStyle, CloseHyperlink, EraseChars, GoLeft, GoRight, GoTo, OpenHyperlink, ResetStyle, SetStyle,
};
use super::frame::{Frame, Row};

/// Shortest run of blanks, in cells, for which erasing takes no more bytes than writing blanks:
/// to the end of the row (EL), and inside it (ECH and the movement to the next cell).
const MIN_ERASE_TO_END: usize = 4;
const MIN_ERASE_INSIDE: usize = 9;
/// Beyond this many rows, line feeds are no shorter than an absolute movement.
const MAX_LINE_FEEDS: u16 = 3;
/// The modifiers that are visible on a blank.
const VISIBLE_ON_BLANKS: Modifier = Modifier::UNDERLINED.union(Modifier::REVERSED);

/// Collects output, and tracks the position and the style of the terminal's cursor.
#[derive(Debug, Default)]
pub struct OutputEncoder {
    out: Vec<u8>,
    /// Where the next character would go; `None` when that is uncertain.
    position: Option<Position>,
    style: CellStyle,
    /// The hyperlink that the next character would belong to. None is open at the end of a frame.
    link: Option<String>,
    is_cursor_shown: bool,
}

impl OutputEncoder {
    /// Returns what was written since the last call.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out)
    }

    /// Clears a terminal whose state is unknown, and hides its cursor.
    pub fn clear(&mut self) {
        *self = Self::default();
        self.write(Hide);
        self.write(ResetStyle);
        self.write(Clear(ClearType::All));
    }

    fn write(&mut self, command: impl Command) {
        // Writing to memory does not fail.
        let _ = queue!(self.out, command);
    }

    /// Writes what differs between two frames of one size, pane by pane, since the rows of one
    /// pane have more in common than panes side by side.
    pub fn write_diff(&mut self, shown: &Frame, next: &Frame, panes: &[Rect]) {
        for pane in panes {
            let range = usize::from(pane.left())..usize::from(pane.right());
            for y in pane.intersection(next.buffer.area).rows().map(|row| row.y) {
                self.write_row(y, &shown.row(y), &next.row(y), range.clone());
            }
        }
        self.set_link(None);
    }

    fn write_row(&mut self, y: u16, old: &Row, new: &Row, range: Range<usize>) {
        // A wide character at the end of the pane before covers the first cell.
        let is_first_covered = range.start > 0 && new.cells[range.start - 1].cell_width() > 1;
        let mut x = range.start + usize::from(is_first_covered);
        while x < range.end {
            let columns = usize::from(new.cells[x].cell_width().max(1));
            if differs(old, new, x) {
                self.go_to(Position::new(x as u16, y), new);
                let erased = self.erase(old, new, x..range.end);
                if erased > 0 {
                    x += erased;
                    continue;
                }
                self.set_link(new.link(x));
                self.set_style(style_of(&new.cells[x], self.style));
                let end = (x + columns).min(old.cells.len());
                if has_uncertain_width(&new.cells[x]) && !old.cells[x..end].iter().all(is_erased) {
                    // Where the terminal gives it one column, what was in the second would stay.
                    self.write(EraseChars(columns));
                }
                self.write_cell(&new.cells[x], columns as u16, new.cells.len() as u16);
            }
            x += columns;
        }
    }

    /// Erases the blank cells at the start of a range, when that is shorter than writing
    /// blanks. Returns the number of cells that are done.
    fn erase(&mut self, old: &Row, new: &Row, range: Range<usize>) -> usize {
        let x = range.start;
        let blank = range.take_while(|&x| is_erased(&new.cells[x]) && new.link(x).is_none()).count();
        let changed = (x..x + blank).rev().find(|&x| differs(old, new, x)).map_or(0, |last| last + 1 - x);
        let is_at_end = x + blank == new.cells.len();
        if changed < if is_at_end { MIN_ERASE_TO_END } else { MIN_ERASE_INSIDE } {
            return 0;
        }
        // Erased cells get the current background, which has to be the terminal's own.
        self.set_style(style_of(&new.cells[x], self.style));
        self.set_link(None);
        if is_at_end {
            self.write(Clear(ClearType::UntilNewLine));
        } else {
            self.write(EraseChars(changed));
        }
        blank
    }

    /// Moves the cursor, the shortest way. `row` is what the row of the target holds, or is
    /// about to: characters on the way may be written again.
    fn go_to(&mut self, to: Position, row: &Row) {
        if self.position == Some(to) {
            return;
        }
        self.set_link(None);
        let absolute = ansi(GoTo(to));
        let relative = self.position.and_then(|from| self.relative(from, to, row));
        let shortest = relative.filter(|way| way.len() < absolute.len()).unwrap_or(absolute);
        self.out.extend(shortest.as_bytes());
        self.position = Some(to);
    }

    /// A relative movement, if there is a short one: line feeds, which do not return the
    /// carriage in raw mode, then from there or from the left edge.
    fn relative(&self, from: Position, to: Position, row: &Row) -> Option<String> {
        let rows = to.y.checked_sub(from.y).filter(|&rows| rows <= MAX_LINE_FEEDS)?;
        let down = "\n".repeat(rows.into());
        let from_edge = format!("\r{down}{}", self.right(0, to.x, row));
        let from_here = match from.x.checked_sub(to.x) {
            Some(columns) => down + &ansi(GoLeft(columns)),
            None => down + &self.right(from.x, to.x, row),
        };
        Some(if from_here.len() <= from_edge.len() { from_here } else { from_edge })
    }

    /// A movement to the right: the cells on the way written again, or a command.
    fn right(&self, from: u16, to: u16, row: &Row) -> String {
        let command = ansi(GoRight(to - from));
        let cells = row.cells.get(from.into()..to.into());
        let has_no_link = (from..to).all(|x| row.link(x.into()).is_none());
        cells.filter(|_| has_no_link).and_then(|cells| self.rewrite(cells, command.len())).unwrap_or(command)
    }

    /// The text of cells, if it needs no change of style and at most `max_bytes`.
    fn rewrite(&self, cells: &[Cell], max_bytes: usize) -> Option<String> {
        let is_same = |cell: &Cell| style_of(cell, self.style) == self.style && cell.symbol().is_ascii();
        let is_short = cells.len() <= max_bytes && cells.iter().all(is_same);
        is_short.then(|| cells.iter().map(Cell::symbol).collect())
    }

    fn write_cell(&mut self, cell: &Cell, columns: u16, row_width: u16) {
        self.out.extend(cell.symbol().as_bytes());
        // After the last column, and after characters to which terminals give different widths,
        // the position is uncertain.
        let is_certain = columns == 1 && cell.symbol().chars().count() == 1;
        self.position = self.position.map(|at| Position { x: at.x + columns, ..at });
        self.position = self.position.filter(|at| is_certain && at.x < row_width);
    }

    fn set_link(&mut self, link: Option<&str>) {
        if self.link.as_deref() == link {
            return;
        }
        match link {
            Some(uri) => self.write(OpenHyperlink(uri)),
            None => self.write(CloseHyperlink),
        }
        self.link = link.map(str::to_string);
    }

    fn set_style(&mut self, style: CellStyle) {
        if style != self.style {
            self.write(SetStyle { from: self.style, to: style });
            self.style = style;
        }
    }

    /// Moves the terminal's cursor to a position and shows it, or hides it.
    pub fn place_cursor(&mut self, cursor: Option<Position>) {
        if let Some(position) = cursor {
            self.go_to(position, &Row::default());
        }
        if cursor.is_some() != self.is_cursor_shown {
            match cursor {
                Some(_) => self.write(Show),
                None => self.write(Hide),
            }
            self.is_cursor_shown = cursor.is_some();
        }
    }
}

/// The bytes of a command, to compare their number.
fn ansi(command: impl Command) -> String {
    let mut bytes = String::new();
    // Writing to memory does not fail.
    let _ = command.write_ansi(&mut bytes);
    bytes
}

/// Whether a cell or its hyperlink changed, or the wide character that covered half of it did.
fn differs(old: &Row, new: &Row, x: usize) -> bool {
    let style = |cell: &Cell| style_of(cell, CellStyle::default());
    let is_changed = |x: usize| {
        let (one, two) = (&old.cells[x], &new.cells[x]);
        one.symbol() != two.symbol() || style(one) != style(two) || old.link(x) != new.link(x)
    };
    let is_half_changed = x > 0 && old.cells[x - 1].cell_width() > 1 && is_changed(x - 1);
    is_half_changed || is_changed(x)
}

/// Whether terminals disagree on the width of a wide character: an emoji of several code points, such as a
/// heart that a variation selector makes wide.
fn has_uncertain_width(cell: &Cell) -> bool {
    cell.cell_width() > 1 && cell.symbol().chars().count() > 1
}

/// Whether a cell looks as erasing leaves it.
fn is_erased(cell: &Cell) -> bool {
    cell.symbol() == " " && style_of(cell, CellStyle::default()) == CellStyle::default()
}

/// The style to write a cell in. A blank takes over from the `current` style what is invisible
/// on it.
fn style_of(cell: &Cell, current: CellStyle) -> CellStyle {
    if cell.symbol() != " " || cell.modifier.intersects(VISIBLE_ON_BLANKS) {
        return CellStyle { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
    }
    CellStyle { fg: current.fg, bg: cell.bg, modifier: current.modifier.difference(VISIBLE_ON_BLANKS) }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use super::*;
    use crate::ui::Hyperlink;
    use proptest::prelude::*;
    use ratatui::buffer::Buffer;
    use ratatui::style::{Color, Style};

    const AREA: Rect = Rect { x: 0, y: 0, width: 12, height: 4 };

    fn frame(draw: impl FnOnce(&mut Buffer)) -> Frame {
        let mut buffer = Buffer::empty(AREA);
        draw(&mut buffer);
        Frame { buffer, links: Vec::new() }
    }

    fn empty() -> Frame {
        frame(|_| {})
    }

    fn terminal() -> vt100::Parser {
        let size = |n| NonZeroU16::new(n).expect("a size");
        vt100::Parser::new(size(AREA.height), size(AREA.width), 0)
    }

    /// The bytes from one frame to another, on a terminal that shows the first.
    fn change(shown: &Frame, next: &Frame) -> String {
        let mut encoder = OutputEncoder::default();
        encoder.clear();
        encoder.write_diff(&empty(), shown, &[AREA]);
        encoder.take();
        encoder.position = None;
        encoder.write_diff(shown, next, &[AREA]);
        String::from_utf8(encoder.take()).expect("text")
    }

    #[test]
    fn blanks_at_the_end_of_a_row_are_erased() {
        let long = frame(|b| b.set_string(0, 0, "abcdefgh", Style::new()));
        let short = frame(|b| b.set_string(0, 0, "ab", Style::new()));
        assert_eq!(change(&long, &short), "\x1b[1;3H\x1b[K");
    }

    #[test]
    fn cells_after_erased_ones_are_kept() {
        let full = frame(|b| b.set_string(0, 0, "abcdefghijkl", Style::new()));
        let ends = frame(|b| b.set_string(11, 0, "l", Style::new()));
        assert_eq!(change(&full, &ends), "\x1b[1H\x1b[11X");
    }

    #[test]
    fn a_style_is_sent_once_and_not_for_blanks() {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let next = frame(|b| b.set_string(0, 0, "a b", bold));
        assert_eq!(change(&empty(), &next), "\x1b[1H\x1b[1ma b");
        let blanks = frame(|b| b.set_string(0, 0, "   ", bold));
        assert_eq!(change(&empty(), &blanks), "");
    }

    #[test]
    fn a_short_gap_is_rewritten_instead_of_skipped() {
        let shown = frame(|b| b.set_string(0, 0, "abcdefghijk", Style::new()));
        let near = frame(|b| b.set_string(0, 0, "XbYdefghijZ", Style::new()));
        assert_eq!(change(&shown, &near), "\x1b[1HXbY\x1b[7CZ");
    }

    #[test]
    fn nothing_old_stays_beside_an_emoji_that_the_terminal_makes_narrow() {
        let shown = frame(|b| b.set_string(0, 0, "abcdefgh", Style::new()));
        let next = frame(|b| b.set_string(0, 0, "\u{2764}\u{fe0f}\u{260e}\u{fe0f} heart", Style::new()));
        let [heart, telephone] = ["\u{2764}\u{fe0f}", "\u{260e}\u{fe0f}"];
        assert_eq!(
            change(&shown, &next),
            format!("\x1b[1H\x1b[2X{heart}\x1b[1;3H\x1b[2X{telephone}\x1b[1;5H heart")
        );
        assert!(!change(&empty(), &next).contains('X'));
    }

    /// Cells: a symbol and a style each.
    fn cells() -> impl Strategy<Value = Vec<(&'static str, Style)>> {
        let symbols = prop::sample::select(vec![" ", " ", " ", "a", "é", "数", "e\u{301}", "▌", "…"]);
        let plain = Style::new();
        let styles = prop::sample::select(vec![
            plain,
            plain,
            plain.fg(Color::Red),
            plain.add_modifier(Modifier::BOLD),
            plain.add_modifier(Modifier::DIM | Modifier::ITALIC),
            plain.add_modifier(Modifier::UNDERLINED).fg(Color::LightBlue),
            plain.bg(Color::Rgb(1, 2, 3)).fg(Color::Indexed(200)),
            plain.add_modifier(Modifier::REVERSED),
        ]);
        prop::collection::vec((symbols, styles), 0..60)
    }

    fn filled(cells: &[(&str, Style)]) -> Frame {
        frame(|buffer| {
            let (mut x, mut y) = (0, 0);
            for (symbol, style) in cells {
                let columns = symbol.cell_width();
                if x + columns > AREA.width {
                    (x, y) = (0, y + 1);
                }
                if y < AREA.height {
                    buffer.set_string(x, y, symbol, *style);
                    x += columns;
                }
            }
        })
    }

    const CELLS: usize = AREA.width as usize * AREA.height as usize;
    /// Links are told apart by their last digit.
    const LINK: &str = "tel:1";

    /// Links: a row, the first column, a width, and the digit of the address.
    fn links() -> impl Strategy<Value = Vec<(u16, u16, u16, u8)>> {
        prop::collection::vec((0..AREA.height, 0..AREA.width, 1..6_u16, 1..4_u8), 0..4)
    }

    fn linked(cells: &[(&str, Style)], links: &[(u16, u16, u16, u8)]) -> Frame {
        let link = |&(y, x, width, digit): &(u16, u16, u16, u8)| {
            Hyperlink::new(Rect { x, y, width, height: 1 }.intersection(AREA), &format!("{LINK}{digit}"))
        };
        Frame { links: links.iter().filter_map(link).collect(), ..filled(cells) }
    }

    fn digit(uri: &str) -> Option<u8> {
        uri.strip_prefix(LINK).and_then(|digit| digit.parse().ok())
    }

    /// The link of each cell of a frame; a wide character has that of its first cell.
    fn links_of(frame: &Frame) -> Vec<Option<u8>> {
        let mut links: Vec<_> =
            positions().map(|(y, x)| frame.row(y).link(x.into()).and_then(digit)).collect();
        for (at, cell) in frame.buffer.content.iter().enumerate() {
            if cell.cell_width() > 1 {
                links[at + 1] = links[at];
            }
        }
        links
    }

    /// Gives bytes to a terminal, and notes the link of each cell that they write or erase.
    fn process(terminal: &mut vt100::Parser, links: &mut [Option<u8>; CELLS], bytes: &[u8]) {
        let text = std::str::from_utf8(bytes).expect("text");
        let (mut rest, mut open) = (text, None);
        while let Some(first) = rest.chars().next() {
            let (y, x) = terminal.screen().cursor_position();
            let at = usize::from(y) * usize::from(AREA.width) + usize::from(x);
            let to_end = usize::from(AREA.width.saturating_sub(x));
            let (piece, written) = match rest.strip_prefix("\x1b]8;;") {
                Some(link) => {
                    let (uri, after) = link.split_once("\x1b\\").expect("the end of a link");
                    open = digit(uri);
                    (&rest[..rest.len() - after.len()], 0)
                }
                None if rest.starts_with("\x1b[") => {
                    let end =
                        rest[2..].find(|c: char| c.is_ascii_alphabetic()).expect("the end of a sequence");
                    let piece = &rest[..end + 3];
                    let erased = match rest.as_bytes()[end + 2] {
                        b'K' => to_end,
                        b'X' => piece[2..piece.len() - 1].parse().expect("a number"),
                        _ => 0,
                    };
                    if erased > 0 {
                        assert_eq!(open, None, "erased inside a link");
                    }
                    (piece, erased)
                }
                None if first.is_control() => (&rest[..1], 0),
                None => (&rest[..first.len_utf8()], usize::from(first.to_string().as_str().cell_width())),
            };
            links[at..at + written].fill(open);
            terminal.process(piece.as_bytes());
            rest = &rest[piece.len()..];
        }
        assert_eq!(open, None, "a link is left open");
    }

    fn positions() -> impl Iterator<Item = (u16, u16)> {
        (0..AREA.height).flat_map(|y| (0..AREA.width).map(move |x| (y, x)))
    }

    fn symbols(terminal: &vt100::Parser) -> Vec<&str> {
        let symbol = |at: (u16, u16)| terminal.screen().cell(at.0, at.1).expect("a cell").contents();
        positions().map(symbol).map(|symbol| if symbol.is_empty() { " " } else { symbol }).collect()
    }

    /// What a terminal shows: each cell's symbol and, where it can be seen, its style.
    fn visible_cells(terminal: &vt100::Parser) -> Vec<String> {
        let visible = |((y, x), symbol): ((u16, u16), &str)| {
            let cell = terminal.screen().cell(y, x).expect("a cell");
            let everywhere = (cell.bgcolor(), cell.underline(), cell.inverse());
            let on_letters = (cell.fgcolor(), cell.bold(), cell.dim(), cell.italic());
            let is_blank = symbol == " " && !cell.underline() && !cell.inverse();
            match cell.is_wide_continuation() {
                true => String::new(),
                false => format!("{symbol} {everywhere:?} {:?}", (!is_blank).then_some(on_letters)),
            }
        };
        positions().zip(symbols(terminal)).map(visible).collect()
    }

    proptest! {
        /// A terminal shows the same after all frames, each in two parts, as after the last one alone.
        #[test]
        fn a_terminal_shows_the_last_buffer_whatever_it_showed_before(
            frames in prop::collection::vec((cells(), links()), 1..5),
            cut in 0..=AREA.width,
        ) {
            let (mut step_by_step, mut at_once) = (terminal(), terminal());
            let parts = [Rect { width: cut, ..AREA }, Rect { x: cut, width: AREA.width - cut, ..AREA }];
            let frames: Vec<Frame> = frames.iter().map(|(cells, links)| linked(cells, links)).collect();
            let mut encoder = OutputEncoder::default();
            let mut shown = empty();
            encoder.clear();
            let mut links = [None; CELLS];
            for next in frames {
                encoder.write_diff(&shown, &next, &parts);
                process(&mut step_by_step, &mut links, &encoder.take());
                shown = next;
            }
            encoder.clear();
            encoder.write_diff(&empty(), &shown, &[AREA]);
            at_once.process(&encoder.take());
            prop_assert_eq!(visible_cells(&step_by_step), visible_cells(&at_once));
            prop_assert_eq!(links.to_vec(), links_of(&shown));
            let expected: Vec<&str> = shown.buffer.content.iter().map(Cell::symbol).collect();
            prop_assert_eq!(expected, symbols(&at_once));
        }
    }
}
