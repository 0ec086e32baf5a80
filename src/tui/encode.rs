//! From cells that differ to the fewest bytes that make a terminal show them: the shortest way
//! to a place, the shortest change of style, and no style for what nobody can see. The
//! sequences are those of ECMA-48 that every terminal knows.

use std::ops::Range;

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier};

/// Erasing to the end of a row (EL) and erasing cells (ECH), with the way on from there, are
/// not longer than so many blanks.
const ERASE_TO_END: usize = 4;
const ERASE: usize = 9;
/// More rows down are not shorter one by one.
const MOST_DOWN: u16 = 3;
/// The modifiers that are drawn, with the numbers that start and end them.
const MODIFIERS: [(Modifier, u8, u8); 5] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::REVERSED, 7, 27),
];
/// The modifiers that show where there is no letter.
const ON_BLANKS: Modifier = Modifier::UNDERLINED.union(Modifier::REVERSED);

/// How letters look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Look {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

/// Writes cells, knowing where the terminal's cursor is and in which style it writes.
#[derive(Debug, Default)]
pub struct Encoder {
    out: Vec<u8>,
    /// Where the next letter would go, as far as that is certain.
    at: Option<Position>,
    look: Look,
    shows_cursor: bool,
}

impl Encoder {
    /// What was written since the last call.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out)
    }

    /// Clears a terminal of which nothing is known, and hides its cursor.
    pub fn clear(&mut self) {
        *self = Self { out: b"\x1b[?25l\x1b[m\x1b[2J".to_vec(), ..Self::default() };
    }

    /// Writes what differs between two buffers of one size, part by part: rows of one part look
    /// alike, those beside each other do not.
    pub fn change(&mut self, shown: &Buffer, next: &Buffer, parts: &[Rect]) {
        let columns = usize::from(next.area.width).max(1);
        for part in parts {
            let rows = shown.content.chunks(columns).zip(next.content.chunks(columns)).enumerate();
            let place = usize::from(part.left())..usize::from(part.right());
            for (y, (old, new)) in rows.skip(part.y.into()).take(part.height.into()) {
                self.change_row(y as u16, old, new, place.clone());
            }
        }
    }

    fn change_row(&mut self, y: u16, old: &[Cell], new: &[Cell], place: Range<usize>) {
        // A letter of two columns may reach into the next part.
        let reaches_in = place.start > 0 && new[place.start - 1].cell_width() > 1;
        let mut x = place.start + usize::from(reaches_in);
        while x < place.end {
            let columns = usize::from(new[x].cell_width().max(1));
            if differs(old, new, x) {
                self.go(Position::new(x as u16, y), new);
                let cleared = self.erase(old, new, x..place.end);
                if cleared > 0 {
                    x += cleared;
                    continue;
                }
                self.put(&new[x], columns as u16, new.len() as u16);
            }
            x += columns;
        }
    }

    /// Erases the first cells of a place that become clear, when that is shorter than writing
    /// blanks. Returns how many are done. What is erased has the terminal's own background.
    fn erase(&mut self, old: &[Cell], new: &[Cell], place: Range<usize>) -> usize {
        let x = place.start;
        let clear = new[place].iter().take_while(|cell| is_clear(cell)).count();
        let changed = (x..x + clear).rev().find(|&x| differs(old, new, x)).map_or(0, |last| last + 1 - x);
        let to_end = x + clear == new.len();
        if changed < if to_end { ERASE_TO_END } else { ERASE } {
            return 0;
        }
        self.wear(look(&new[x], self.look));
        let codes = if to_end { "\x1b[K".to_string() } else { format!("\x1b[{changed}X") };
        self.out.extend(codes.as_bytes());
        clear
    }

    /// Goes to a place, the shortest way. `row` is what the row of that place holds, or is
    /// about to: letters on the way may be written again.
    fn go(&mut self, to: Position, row: &[Cell]) {
        if self.at == Some(to) {
            return;
        }
        let absolute = match to {
            Position { x: 0, y } => format!("\x1b[{}H", y + 1),
            Position { x, y } => format!("\x1b[{};{}H", y + 1, x + 1),
        };
        let relative = self.at.and_then(|from| self.relative(from, to, row));
        let way = relative.filter(|way| way.len() < absolute.len()).unwrap_or(absolute);
        self.out.extend(way.as_bytes());
        self.at = Some(to);
    }

    /// The way from one place to another, where there is a short one: down by line feeds, which
    /// a raw terminal takes for nothing more, then from there or from the edge.
    fn relative(&self, from: Position, to: Position, row: &[Cell]) -> Option<String> {
        let down = to.y.checked_sub(from.y).filter(|&down| down <= MOST_DOWN)?;
        let down = "\n".repeat(down.into());
        let from_edge = format!("\r{down}{}", self.right(0, to.x, row));
        let from_here = match from.x.checked_sub(to.x) {
            Some(columns) => down + &left(columns),
            None => down + &self.right(from.x, to.x, row),
        };
        Some(if from_here.len() <= from_edge.len() { from_here } else { from_edge })
    }

    /// The way to the right, over what stands there or past it.
    fn right(&self, from: u16, to: u16, row: &[Cell]) -> String {
        let way = match to - from {
            0 => String::new(),
            1 => "\x1b[C".to_string(),
            n => format!("\x1b[{n}C"),
        };
        let cells = row.get(from.into()..to.into());
        cells.and_then(|cells| self.passed(cells, way.len())).unwrap_or(way)
    }

    /// Cells written again on the way over them, if that takes at most so many bytes.
    fn passed(&self, cells: &[Cell], most: usize) -> Option<String> {
        let same = |cell: &Cell| look(cell, self.look) == self.look && cell.symbol().is_ascii();
        let short = cells.len() <= most && cells.iter().all(same);
        short.then(|| cells.iter().map(Cell::symbol).collect())
    }

    fn put(&mut self, cell: &Cell, columns: u16, width: u16) {
        self.wear(look(cell, self.look));
        self.out.extend(cell.symbol().as_bytes());
        // After the last column, and after what terminals give different widths, the place is
        // uncertain.
        let certain = columns == 1 && cell.symbol().chars().count() == 1;
        self.at = self.at.map(|at| Position { x: at.x + columns, ..at });
        self.at = self.at.filter(|at| certain && at.x < width);
    }

    /// Changes the style to another, by what differs or anew, whichever is shorter.
    fn wear(&mut self, look: Look) {
        if look == self.look {
            return;
        }
        let changed = changes(self.look, look).join(";");
        let anew = match changes(Look::default(), look).join(";") {
            none if none.is_empty() => none,
            codes => format!("0;{codes}"),
        };
        let codes = if changed.len() <= anew.len() { changed } else { anew };
        self.out.extend(format!("\x1b[{codes}m").as_bytes());
        self.look = look;
    }

    /// Puts the terminal's cursor where it belongs and shows it, or hides it.
    pub fn place_cursor(&mut self, cursor: Option<Position>) {
        if let Some(at) = cursor {
            self.go(at, &[]);
        }
        if cursor.is_some() != self.shows_cursor {
            self.out.extend(if cursor.is_some() { b"\x1b[?25h" } else { b"\x1b[?25l" });
            self.shows_cursor = cursor.is_some();
        }
    }
}

/// The way to the left.
fn left(columns: u16) -> String {
    match columns {
        0..=3 => "\x08".repeat(columns.into()),
        n => format!("\x1b[{n}D"),
    }
}

/// Whether a cell shows something else than before, or lost a half of what it showed.
fn differs(old: &[Cell], new: &[Cell], x: usize) -> bool {
    let shown = |cell: &Cell| look(cell, Look::default());
    let is_other = |x: usize| old[x].symbol() != new[x].symbol() || shown(&old[x]) != shown(&new[x]);
    let half = x > 0 && old[x - 1].cell_width() > 1 && is_other(x - 1);
    half || is_other(x)
}

/// Whether a cell is what erasing leaves.
fn is_clear(cell: &Cell) -> bool {
    cell.symbol() == " " && look(cell, Look::default()) == Look::default()
}

/// How a cell looks. Of a blank only what shows counts: the rest is as it was.
fn look(cell: &Cell, before: Look) -> Look {
    if cell.symbol() != " " || cell.modifier.intersects(ON_BLANKS) {
        return Look { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
    }
    Look { fg: before.fg, bg: cell.bg, modifier: before.modifier.difference(ON_BLANKS) }
}

/// The numbers that change one look into another.
fn changes(from: Look, to: Look) -> Vec<String> {
    let gone = from.modifier.difference(to.modifier);
    let mut ends: Vec<u8> =
        MODIFIERS.iter().filter(|(one, ..)| gone.contains(*one)).map(|&(.., end)| end).collect();
    ends.dedup();
    // What ends one of bold and dim ends both.
    let kept = if ends.contains(&22) {
        from.modifier.difference(Modifier::BOLD | Modifier::DIM)
    } else {
        from.modifier
    };
    let new = to.modifier.difference(kept);
    let starts = MODIFIERS.iter().filter(|(one, ..)| new.contains(*one)).map(|&(_, start, _)| start);
    let mut codes: Vec<String> = ends.iter().copied().chain(starts).map(|code| code.to_string()).collect();
    codes.extend((from.fg != to.fg).then(|| colour(to.fg, 30)));
    codes.extend((from.bg != to.bg).then(|| colour(to.bg, 40)));
    codes
}

/// The numbers of a colour; `base` is 30 for letters and 40 for what is behind them.
fn colour(colour: Color, base: u8) -> String {
    let basic = |n: u8| (if n < 8 { base + n } else { base + 52 + n }).to_string();
    match colour {
        Color::Reset => (base + 9).to_string(),
        Color::Black => basic(0),
        Color::Red => basic(1),
        Color::Green => basic(2),
        Color::Yellow => basic(3),
        Color::Blue => basic(4),
        Color::Magenta => basic(5),
        Color::Cyan => basic(6),
        Color::Gray => basic(7),
        Color::DarkGray => basic(8),
        Color::LightRed => basic(9),
        Color::LightGreen => basic(10),
        Color::LightYellow => basic(11),
        Color::LightBlue => basic(12),
        Color::LightMagenta => basic(13),
        Color::LightCyan => basic(14),
        Color::White => basic(15),
        Color::Indexed(n) => format!("{};5;{n}", base + 8),
        Color::Rgb(r, g, b) => format!("{};2;{r};{g};{b}", base + 8),
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use super::*;
    use proptest::prelude::*;
    use ratatui::style::Style;

    const AREA: Rect = Rect { x: 0, y: 0, width: 12, height: 4 };

    fn buffer(draw: impl FnOnce(&mut Buffer)) -> Buffer {
        let mut buffer = Buffer::empty(AREA);
        draw(&mut buffer);
        buffer
    }

    /// The bytes from one buffer to another, on a terminal that shows the first.
    fn change(shown: &Buffer, next: &Buffer) -> String {
        let mut encoder = Encoder::default();
        encoder.clear();
        encoder.change(&Buffer::empty(AREA), shown, &[AREA]);
        encoder.take();
        encoder.at = None;
        encoder.change(shown, next, &[AREA]);
        String::from_utf8(encoder.take()).expect("text")
    }

    #[test]
    fn blanks_at_the_end_of_a_row_are_erased() {
        let long = buffer(|b| b.set_string(0, 0, "abcdefgh", Style::new()));
        let short = buffer(|b| b.set_string(0, 0, "ab", Style::new()));
        assert_eq!(change(&long, &short), "\x1b[1;3H\x1b[K");
    }

    #[test]
    fn what_stands_after_erased_cells_stays() {
        let full = buffer(|b| b.set_string(0, 0, "abcdefghijkl", Style::new()));
        let ends = buffer(|b| b.set_string(11, 0, "l", Style::new()));
        assert_eq!(change(&full, &ends), "\x1b[1H\x1b[11X");
    }

    #[test]
    fn a_style_is_not_sent_for_blanks_nor_twice() {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let next = buffer(|b| b.set_string(0, 0, "a b", bold));
        assert_eq!(change(&Buffer::empty(AREA), &next), "\x1b[1H\x1b[1ma b");
        let blanks = buffer(|b| b.set_string(0, 0, "   ", bold));
        assert_eq!(change(&Buffer::empty(AREA), &blanks), "");
    }

    #[test]
    fn a_few_letters_are_written_again_rather_than_passed_over() {
        let shown = buffer(|b| b.set_string(0, 0, "abcdefghijk", Style::new()));
        let near = buffer(|b| b.set_string(0, 0, "XbYdefghijZ", Style::new()));
        assert_eq!(change(&shown, &near), "\x1b[1HXbY\x1b[7CZ");
    }

    #[test]
    fn bold_ends_without_taking_dim_along() {
        let look = |modifier| Look { modifier, ..Look::default() };
        let both = Modifier::BOLD | Modifier::DIM;
        assert_eq!(changes(look(both), look(Modifier::DIM)), ["22", "2"]);
        assert_eq!(changes(look(both), look(Modifier::empty())), ["22"]);
    }

    /// A cell: a sign, and a style from a few.
    fn cells() -> impl Strategy<Value = Vec<(&'static str, Style)>> {
        let signs = prop::sample::select(vec![" ", " ", " ", "a", "é", "数", "e\u{301}", "▌", "…"]);
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
        prop::collection::vec((signs, styles), 0..60)
    }

    fn filled(cells: &[(&str, Style)]) -> Buffer {
        buffer(|buffer| {
            let (mut x, mut y) = (0, 0);
            for (sign, style) in cells {
                let columns = sign.cell_width();
                if x + columns > AREA.width {
                    (x, y) = (0, y + 1);
                }
                if y < AREA.height {
                    buffer.set_string(x, y, sign, *style);
                    x += columns;
                }
            }
        })
    }

    fn places() -> impl Iterator<Item = (u16, u16)> {
        (0..AREA.height).flat_map(|y| (0..AREA.width).map(move |x| (y, x)))
    }

    fn signs(terminal: &vt100::Parser) -> Vec<&str> {
        let sign = |at: (u16, u16)| terminal.screen().cell(at.0, at.1).expect("a cell").contents();
        places().map(sign).map(|sign| if sign.is_empty() { " " } else { sign }).collect()
    }

    /// What a terminal shows: each cell's sign and, where it can be seen, its style.
    fn seen(terminal: &vt100::Parser) -> Vec<String> {
        let look = |((y, x), sign): ((u16, u16), &str)| {
            let cell = terminal.screen().cell(y, x).expect("a cell");
            let everywhere = (cell.bgcolor(), cell.underline(), cell.inverse());
            let on_letters = (cell.fgcolor(), cell.bold(), cell.dim(), cell.italic());
            let is_blank = sign == " " && !cell.underline() && !cell.inverse();
            match cell.is_wide_continuation() {
                true => String::new(),
                false => format!("{sign} {everywhere:?} {:?}", (!is_blank).then_some(on_letters)),
            }
        };
        places().zip(signs(terminal)).map(look).collect()
    }

    proptest! {
        /// Frame by frame in two parts or at once, a terminal shows the same.
        #[test]
        fn a_terminal_shows_the_last_buffer_whatever_it_showed_before(
            frames in prop::collection::vec(cells(), 1..5),
            cut in 0..=AREA.width,
        ) {
            let size = |n| NonZeroU16::new(n).expect("a size");
            let parser = || vt100::Parser::new(size(AREA.height), size(AREA.width), 0);
            let (mut step_by_step, mut at_once) = (parser(), parser());
            let parts = [Rect { width: cut, ..AREA }, Rect { x: cut, width: AREA.width - cut, ..AREA }];
            let buffers: Vec<Buffer> = frames.iter().map(|cells| filled(cells)).collect();
            let mut encoder = Encoder::default();
            let mut shown = Buffer::empty(AREA);
            encoder.clear();
            for next in &buffers {
                encoder.change(&shown, next, &parts);
                step_by_step.process(&encoder.take());
                shown = next.clone();
            }
            encoder.clear();
            encoder.change(&Buffer::empty(AREA), &shown, &[AREA]);
            at_once.process(&encoder.take());
            prop_assert_eq!(seen(&step_by_step), seen(&at_once));
            let symbols: Vec<&str> = shown.content.iter().map(Cell::symbol).collect();
            prop_assert_eq!(symbols, signs(&at_once));
        }
    }
}
