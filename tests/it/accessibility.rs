//! Contrast of the terminal's own colours: the tables of `ACCESSIBILITY.md` are computed here.
//! `RAMURE_WRITE=1 cargo test accessibility` writes them, and without it the tests compare.

use std::fmt::Write;

use ramure::theme::{Role, Theme};
use ratatui::style::{Color, Modifier};

use crate::documents::{check_or_write, read, with_part};

/// The colours of a terminal palette that the theme uses, as `0xRRGGBB`.
struct Palette {
    name: &'static str,
    background: u32,
    foreground: u32,
    red: (u32, u32),
    blue: (u32, u32),
    cyan: (u32, u32),
}

const fn palette(
    name: &'static str,
    [background, foreground]: [u32; 2],
    [red, blue, cyan]: [(u32, u32); 3],
) -> Palette {
    Palette { name, background, foreground, red, blue, cyan }
}

/// Ordinary and bright red, blue and cyan: many terminals show bold text in the bright colour.
const XTERM: [(u32, u32); 3] = [(0xcd0000, 0xff0000), (0x0000ee, 0x5c5cff), (0x00cdcd, 0x00ffff)];
const VGA: [(u32, u32); 3] = [(0xaa0000, 0xff5555), (0x0000aa, 0x5555ff), (0x00aaaa, 0x55ffff)];
const TANGO: [(u32, u32); 3] = [(0xcc0000, 0xef2929), (0x3465a4, 0x729fcf), (0x06989a, 0x34e2e2)];
const GNOME: [(u32, u32); 3] = [(0xc01c28, 0xf66151), (0x12488b, 0x2a7bde), (0x2aa1b3, 0x33c7de)];
const SOLARIZED: [(u32, u32); 3] = [(0xdc322f, 0xcb4b16), (0x268bd2, 0x839496), (0x2aa198, 0x93a1a1)];

/// Palettes as their authors publish them.
const PALETTES: &[Palette] = &[
    palette("xterm, black on white", [0xffffff, 0x000000], XTERM),
    palette("xterm, white on black", [0x000000, 0xffffff], XTERM),
    palette("VGA, Linux console", [0x000000, 0xaaaaaa], VGA),
    palette("Tango, dark", [0x2e3436, 0xd3d7cf], TANGO),
    palette("Tango, light", [0xeeeeec, 0x2e3436], TANGO),
    palette("GNOME, dark", [0x171421, 0xd0cfcc], GNOME),
    palette("GNOME, light", [0xffffff, 0x171421], GNOME),
    palette("Solarized, dark", [0x002b36, 0x839496], SOLARIZED),
    palette("Solarized, light", [0xfdf6e3, 0x657b83], SOLARIZED),
];

/// Relative luminance, as WCAG 2.2 defines it.
fn luminance(colour: u32) -> f64 {
    let linear = |shift: u32| match f64::from((colour >> shift) & 0xff) / 255.0 {
        low if low <= 0.04045 => low / 12.92,
        high => ((high + 0.055) / 1.055).powf(2.4),
    };
    0.2126 * linear(16) + 0.7152 * linear(8) + 0.0722 * linear(0)
}

fn contrast(one: u32, two: u32) -> f64 {
    let (one, two) = (luminance(one), luminance(two));
    (one.max(two) + 0.05) / (one.min(two) + 0.05)
}

impl Palette {
    /// The colour of a role, ordinary and bright.
    fn of(&self, role: Role) -> (u32, u32) {
        match Theme::terminal()[role].fg {
            None => (self.foreground, self.foreground),
            Some(Color::Red) => self.red,
            Some(Color::Blue) => self.blue,
            Some(Color::Cyan) => self.cyan,
            other => panic!("{role:?} has {other:?}"),
        }
    }

    /// The contrast of a role in its ordinary and, if it is bold, its bright colour. Rounded down,
    /// so that no value passes a threshold by rounding.
    fn contrasts(&self, role: Role) -> String {
        let (ordinary, bright) = self.of(role);
        let [ordinary, bright] = [ordinary, bright].map(|colour| {
            let contrast = (contrast(colour, self.background) * 10.0).floor() / 10.0;
            if contrast < 4.5 { format!("**{contrast:.1}**") } else { format!("{contrast:.1}") }
        });
        let is_bold = Theme::terminal()[role].add_modifier.contains(Modifier::BOLD);
        if ordinary == bright || !is_bold { ordinary } else { format!("{ordinary} / {bright}") }
    }
}

fn table(header: &str) -> String {
    let mut table = format!("{header}\n|---|---|---|---|---|\n");
    for palette in PALETTES {
        let cells =
            [Role::Text, Role::Match, Role::Heading, Role::Acronym].map(|role| palette.contrasts(role));
        let _ = writeln!(table, "| {} | {} |", palette.name, cells.join(" | "));
    }
    table
}

#[test]
fn the_contrast_of_common_palettes_is_what_the_document_says() {
    let english =
        table("| palette | text | red: match, warning | blue: headings, keys | cyan: acronym, kind |");
    let french = table(
        "| palette | texte | rouge : résultat, alerte | bleu : titres, touches | cyan : sigle, genre |",
    );
    let text = with_part(&read("ACCESSIBILITY.md"), "contrast", &english);
    check_or_write("ACCESSIBILITY.md", &with_part(&text, "contraste", &french));
}

#[test]
fn contrast_is_computed_as_wcag_does() {
    assert_eq!(contrast(0xffffff, 0x000000).round(), 21.0);
    assert!((contrast(0x777777, 0xffffff) - 4.48).abs() < 0.01);
}

#[test]
fn every_coloured_role_but_the_acronym_is_bold() {
    let theme = Theme::terminal();
    for role in Role::ALL.into_iter().filter(|&role| theme[role].fg.is_some()) {
        assert!(role == Role::Acronym || theme[role].add_modifier.contains(Modifier::BOLD), "{role:?}");
    }
}
