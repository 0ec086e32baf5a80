//! Terminal commands that crossterm lacks, or writes in more bytes. Sequences: ECMA-48, and
//! xterm's ctlseqs for the mouse.

use std::fmt;

use crossterm::Command;
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};

/// Goes to a cell, counted from 0 (CUP). Without the column when that is the first.
pub struct GoTo(pub Position);

impl Command for GoTo {
    fn write_ansi(&self, f: &mut impl fmt::Write) -> fmt::Result {
        match self.0 {
            Position { x: 0, y } => write!(f, "\x1b[{}H", y + 1),
            Position { x, y } => write!(f, "\x1b[{};{}H", y + 1, x + 1),
        }
    }
}

/// Goes right by columns (CUF); writes nothing for 0.
pub struct GoRight(pub u16);

impl Command for GoRight {
    fn write_ansi(&self, f: &mut impl fmt::Write) -> fmt::Result {
        match self.0 {
            0 => Ok(()),
            1 => f.write_str("\x1b[C"),
            columns => write!(f, "\x1b[{columns}C"),
        }
    }
}

/// Goes left by columns: backspaces up to three, CUB beyond.
pub struct GoLeft(pub u16);

impl Command for GoLeft {
    fn write_ansi(&self, f: &mut impl fmt::Write) -> fmt::Result {
        match self.0 {
            columns @ 0..=3 => (0..columns).try_for_each(|_| f.write_char('\x08')),
            columns => write!(f, "\x1b[{columns}D"),
        }
    }
}

/// Erases this many cells from the cursor on, which stays (ECH).
pub struct EraseChars(pub usize);

impl Command for EraseChars {
    fn write_ansi(&self, f: &mut impl fmt::Write) -> fmt::Result {
        write!(f, "\x1b[{}X", self.0)
    }
}

/// Resets the style, in one byte less than `SetAttribute(Attribute::Reset)`.
pub struct ResetStyle;

impl Command for ResetStyle {
    fn write_ansi(&self, f: &mut impl fmt::Write) -> fmt::Result {
        f.write_str("\x1b[m")
    }
}

/// Starts a hyperlink on the characters that follow (OSC 8). It ends with ST, as the standard says;
/// BEL is a byte shorter and not known everywhere.
pub struct OpenHyperlink<'a>(pub &'a str);

impl Command for OpenHyperlink<'_> {
    fn write_ansi(&self, f: &mut impl fmt::Write) -> fmt::Result {
        write!(f, "\x1b]8;;{}\x1b\\", self.0)
    }
}

/// Ends a hyperlink.
pub struct CloseHyperlink;

impl Command for CloseHyperlink {
    fn write_ansi(&self, f: &mut impl fmt::Write) -> fmt::Result {
        OpenHyperlink("").write_ansi(f)
    }
}

/// Asks for a status report (DSR); terminals answer `CSI 0 n`. The screen does not change.
pub struct RequestStatusReport;

impl Command for RequestStatusReport {
    fn write_ansi(&self, f: &mut impl fmt::Write) -> fmt::Result {
        f.write_str("\x1b[5n")
    }
}

/// Reports clicks, drags and the wheel, in SGR form. crossterm's `EnableMouseCapture` also asks
/// for every movement of the pointer, which is too much traffic for a slow link.
pub struct EnableClicks;

impl Command for EnableClicks {
    fn write_ansi(&self, f: &mut impl fmt::Write) -> fmt::Result {
        f.write_str("\x1b[?1000h\x1b[?1002h\x1b[?1006h")
    }
}

pub struct DisableClicks;

impl Command for DisableClicks {
    fn write_ansi(&self, f: &mut impl fmt::Write) -> fmt::Result {
        f.write_str("\x1b[?1006l\x1b[?1002l\x1b[?1000l")
    }
}

/// The modifiers that are drawn, with the SGR codes that start and end them.
const MODIFIER_CODES: [(Modifier, u8, u8); 5] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::REVERSED, 7, 27),
];

/// Colours and modifiers of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CellStyle {
    pub fg: Color,
    pub bg: Color,
    pub modifier: Modifier,
}

/// Changes the style in one sequence (SGR): only what differs, or a reset and everything, if
/// that is shorter.
pub struct SetStyle {
    pub from: CellStyle,
    pub to: CellStyle,
}

impl Command for SetStyle {
    fn write_ansi(&self, f: &mut impl fmt::Write) -> fmt::Result {
        let delta = sgr_delta(self.from, self.to);
        let full = match sgr_delta(CellStyle::default(), self.to) {
            codes if codes.is_empty() => codes,
            codes => format!("0;{codes}"),
        };
        let shorter = if delta.len() <= full.len() { &delta } else { &full };
        write!(f, "\x1b[{shorter}m")
    }
}

/// The SGR codes that change one style into another, separated by semicolons.
fn sgr_delta(from: CellStyle, to: CellStyle) -> String {
    let removed = from.modifier.difference(to.modifier);
    // 22 ends bold and dim at once: what is still wanted of them has to start again.
    let intensity = Modifier::BOLD | Modifier::DIM;
    let kept =
        if removed.intersects(intensity) { from.modifier.difference(intensity) } else { from.modifier };
    let added = to.modifier.difference(kept);
    let mut codes = String::new();
    let mut last_end = 0;
    for (modifier, _, end) in MODIFIER_CODES {
        if removed.contains(modifier) && end != last_end {
            push_code(&mut codes, end);
            last_end = end;
        }
    }
    for (modifier, start, _) in MODIFIER_CODES {
        if added.contains(modifier) {
            push_code(&mut codes, start);
        }
    }
    if from.fg != to.fg {
        push_code(&mut codes, ColorCode { color: to.fg, base: 30 });
    }
    if from.bg != to.bg {
        push_code(&mut codes, ColorCode { color: to.bg, base: 40 });
    }
    codes
}

fn push_code(codes: &mut String, code: impl fmt::Display) {
    let separator = if codes.is_empty() { "" } else { ";" };
    // Writing to memory does not fail.
    let _ = fmt::Write::write_fmt(codes, format_args!("{separator}{code}"));
}

/// The SGR code of a colour; `base` is 30 for the foreground and 40 for the background.
struct ColorCode {
    color: Color,
    base: u8,
}

impl fmt::Display for ColorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let base = self.base;
        let number = match self.color {
            Color::Reset => return write!(f, "{}", base + 9),
            Color::Indexed(n) => return write!(f, "{};5;{n}", base + 8),
            Color::Rgb(r, g, b) => return write!(f, "{};2;{r};{g};{b}", base + 8),
            Color::Black => 0,
            Color::Red => 1,
            Color::Green => 2,
            Color::Yellow => 3,
            Color::Blue => 4,
            Color::Magenta => 5,
            Color::Cyan => 6,
            Color::Gray => 7,
            Color::DarkGray => 8,
            Color::LightRed => 9,
            Color::LightGreen => 10,
            Color::LightYellow => 11,
            Color::LightBlue => 12,
            Color::LightMagenta => 13,
            Color::LightCyan => 14,
            Color::White => 15,
        };
        // The bright eight are at 90 and 100.
        write!(f, "{}", if number < 8 { base + number } else { base + 52 + number })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bold_ends_without_taking_dim_along() {
        let style = |modifier| CellStyle { modifier, ..CellStyle::default() };
        let both = Modifier::BOLD | Modifier::DIM;
        assert_eq!(sgr_delta(style(both), style(Modifier::DIM)), "22;2");
        assert_eq!(sgr_delta(style(both), style(Modifier::empty())), "22");
    }

    #[test]
    fn a_style_change_is_the_shorter_of_delta_and_reset() {
        let style = |fg, modifier| CellStyle { fg, modifier, ..CellStyle::default() };
        let written = |from, to| {
            let mut text = String::new();
            SetStyle { from, to }.write_ansi(&mut text).expect("written");
            text
        };
        let plain = CellStyle::default();
        let loud = style(Color::LightRed, Modifier::BOLD | Modifier::UNDERLINED);
        assert_eq!(written(plain, loud), "\x1b[1;4;91m");
        assert_eq!(written(loud, plain), "\x1b[m");
        assert_eq!(written(loud, style(Color::Red, Modifier::BOLD)), "\x1b[24;31m");
    }
}
