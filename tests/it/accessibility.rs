//! Contrast of the terminal's own colours: the tables of `ACCESSIBILITY.md` are computed here, and
//! so are the bounds of the default theme. `RAMURE_WRITE=1 cargo test accessibility` writes the
//! tables, and without it the tests compare.

use std::fmt::Write;

use ramure::lang::{Lang, Tr};
use ramure::theme::{Role, Theme};
use ratatui::style::{Color, Modifier, Style};

use crate::documents::{check_or_write, read, with_part};

/// The lowest contrast of text (WCAG 2.2, criterion 1.4.3). All roles but the border are letters.
const MIN_CONTRAST: f64 = 4.5;

/// A terminal palette, as `0xRRGGBB`.
struct Palette {
    name: &'static str,
    background: u32,
    foreground: u32,
    colours: &'static [u32; 16],
}

const fn palette(
    name: &'static str,
    [background, foreground]: [u32; 2],
    colours: &'static [u32; 16],
) -> Palette {
    Palette { name, background, foreground, colours }
}

/// Black, red, green, yellow, blue, magenta, cyan and white, then the bright eight.
#[rustfmt::skip]
mod ansi {
    pub const XTERM: [u32; 16] = [
        0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
        0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
    ];
    pub const VGA: [u32; 16] = [
        0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa,
        0x555555, 0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff,
    ];
    pub const PUTTY: [u32; 16] = [
        0x000000, 0xbb0000, 0x00bb00, 0xbbbb00, 0x0000bb, 0xbb00bb, 0x00bbbb, 0xbbbbbb,
        0x555555, 0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff,
    ];
    pub const TANGO: [u32; 16] = [
        0x2e3436, 0xcc0000, 0x4e9a06, 0xc4a000, 0x3465a4, 0x75507b, 0x06989a, 0xd3d7cf,
        0x555753, 0xef2929, 0x8ae234, 0xfce94f, 0x729fcf, 0xad7fa8, 0x34e2e2, 0xeeeeec,
    ];
    pub const GNOME: [u32; 16] = [
        0x171421, 0xc01c28, 0x26a269, 0xa2734c, 0x12488b, 0xa347ba, 0x2aa1b3, 0xd0cfcc,
        0x5e5c64, 0xf66151, 0x33d17a, 0xe9ad0c, 0x2a7bde, 0xc061cb, 0x33c7de, 0xffffff,
    ];
    pub const SOLARIZED: [u32; 16] = [
        0x073642, 0xdc322f, 0x859900, 0xb58900, 0x268bd2, 0xd33682, 0x2aa198, 0xeee8d5,
        0x002b36, 0xcb4b16, 0x586e75, 0x657b83, 0x839496, 0x6c71c4, 0x93a1a1, 0xfdf6e3,
    ];
    pub const CAMPBELL: [u32; 16] = [
        0x0c0c0c, 0xc50f1f, 0x13a10e, 0xc19c00, 0x0037da, 0x881798, 0x3a96dd, 0xcccccc,
        0x767676, 0xe74856, 0x16c60c, 0xf9f1a5, 0x3b78ff, 0xb4009e, 0x61d6d6, 0xf2f2f2,
    ];
    pub const APPLE: [u32; 16] = [
        0x000000, 0x990000, 0x00a600, 0x999900, 0x0000b2, 0xb200b2, 0x00a6b2, 0xbfbfbf,
        0x666666, 0xe50000, 0x00d900, 0xe5e500, 0x0000ff, 0xe500e5, 0x00e5e5, 0xe5e5e5,
    ];
    pub const DRACULA: [u32; 16] = [
        0x21222c, 0xff5555, 0x50fa7b, 0xf1fa8c, 0xbd93f9, 0xff79c6, 0x8be9fd, 0xf8f8f2,
        0x6272a4, 0xff6e6e, 0x69ff94, 0xffffa5, 0xd6acff, 0xff92df, 0xa4ffff, 0xffffff,
    ];
    pub const GRUVBOX_DARK: [u32; 16] = [
        0x282828, 0xcc241d, 0x98971a, 0xd79921, 0x458588, 0xb16286, 0x689d6a, 0xa89984,
        0x928374, 0xfb4934, 0xb8bb26, 0xfabd2f, 0x83a598, 0xd3869b, 0x8ec07c, 0xebdbb2,
    ];
    pub const GRUVBOX_LIGHT: [u32; 16] = [
        0xfbf1c7, 0xcc241d, 0x98971a, 0xd79921, 0x458588, 0xb16286, 0x689d6a, 0x7c6f64,
        0x928374, 0x9d0006, 0x79740e, 0xb57614, 0x076678, 0x8f3f71, 0x427b58, 0x3c3836,
    ];
    pub const ONE_HALF_DARK: [u32; 16] = [
        0x282c34, 0xe06c75, 0x98c379, 0xe5c07b, 0x61afef, 0xc678dd, 0x56b6c2, 0xdcdfe4,
        0x5a6374, 0xe06c75, 0x98c379, 0xe5c07b, 0x61afef, 0xc678dd, 0x56b6c2, 0xdcdfe4,
    ];
    pub const ONE_HALF_LIGHT: [u32; 16] = [
        0x383a42, 0xe45649, 0x50a14f, 0xc18301, 0x0184bc, 0xa626a4, 0x0997b3, 0xfafafa,
        0x4f525d, 0xdf6c75, 0x98c379, 0xe4c07a, 0x61afef, 0xc577dd, 0x56b5c1, 0xffffff,
    ];
    pub const NORD: [u32; 16] = [
        0x3b4252, 0xbf616a, 0xa3be8c, 0xebcb8b, 0x81a1c1, 0xb48ead, 0x88c0d0, 0xe5e9f0,
        0x4c566a, 0xbf616a, 0xa3be8c, 0xebcb8b, 0x81a1c1, 0xb48ead, 0x8fbcbb, 0xeceff4,
    ];
}

/// Palettes as their authors publish them.
const PALETTES: &[Palette] = &[
    palette("xterm, black on white", [0xffffff, 0x000000], &ansi::XTERM),
    palette("xterm, white on black", [0x000000, 0xffffff], &ansi::XTERM),
    palette("VGA, Linux console", [0x000000, 0xaaaaaa], &ansi::VGA),
    palette("PuTTY", [0x000000, 0xbbbbbb], &ansi::PUTTY),
    palette("Tango, dark", [0x2e3436, 0xd3d7cf], &ansi::TANGO),
    palette("Tango, light", [0xeeeeec, 0x2e3436], &ansi::TANGO),
    palette("GNOME, dark", [0x171421, 0xd0cfcc], &ansi::GNOME),
    palette("GNOME, light", [0xffffff, 0x171421], &ansi::GNOME),
    palette("Windows Terminal, Campbell", [0x0c0c0c, 0xcccccc], &ansi::CAMPBELL),
    palette("macOS Terminal, Basic", [0xffffff, 0x000000], &ansi::APPLE),
    palette("macOS Terminal, Pro", [0x000000, 0xf2f2f2], &ansi::APPLE),
    palette("Dracula", [0x282a36, 0xf8f8f2], &ansi::DRACULA),
    palette("Gruvbox, dark", [0x282828, 0xebdbb2], &ansi::GRUVBOX_DARK),
    palette("Gruvbox, light", [0xfbf1c7, 0x3c3836], &ansi::GRUVBOX_LIGHT),
    palette("One Half, dark", [0x282c34, 0xdcdfe4], &ansi::ONE_HALF_DARK),
    palette("One Half, light", [0xfafafa, 0x383a42], &ansi::ONE_HALF_LIGHT),
    palette("Nord", [0x2e3440, 0xd8dee9], &ansi::NORD),
    palette("Solarized, dark", [0x002b36, 0x839496], &ansi::SOLARIZED),
    palette("Solarized, light", [0xfdf6e3, 0x657b83], &ansi::SOLARIZED),
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
    /// The colour that a style names, ordinary and, if bold may be shown in it, bright.
    fn colours(&self, colour: Option<Color>, default: u32, is_bold: bool) -> Vec<u32> {
        let name = colour.unwrap_or(Color::Reset);
        let Some(number) = ANSI.iter().position(|(colour, _)| *colour == name) else {
            assert_eq!(name, Color::Reset, "a colour that is no colour of the palette");
            return vec![default];
        };
        let bright = (is_bold && number < 8).then(|| self.colours[number + 8]);
        [Some(self.colours[number]), bright].into_iter().flatten().collect()
    }

    /// The lowest contrast at which a style may be shown. Reversed, it is the same.
    fn contrast(&self, style: Style) -> f64 {
        let is_bold = style.add_modifier.contains(Modifier::BOLD);
        let backgrounds = self.colours(style.bg, self.background, false);
        let foregrounds = self.colours(style.fg, self.foreground, is_bold);
        let pairs = foregrounds.iter().flat_map(|fg| backgrounds.iter().map(|bg| contrast(*fg, *bg)));
        pairs.fold(f64::INFINITY, f64::min)
    }

    /// The contrast of the palette's own text: what its reader chose.
    fn text_contrast(&self) -> f64 {
        contrast(self.foreground, self.background)
    }
}

/// The sixteen colours, and their names.
const ANSI: [(Color, Tr); 16] = [
    (Color::Black, Tr::new("noir", "black")),
    (Color::Red, Tr::new("rouge", "red")),
    (Color::Green, Tr::new("vert", "green")),
    (Color::Yellow, Tr::new("jaune", "yellow")),
    (Color::Blue, Tr::new("bleu", "blue")),
    (Color::Magenta, Tr::new("magenta", "magenta")),
    (Color::Cyan, Tr::new("cyan", "cyan")),
    (Color::Gray, Tr::new("blanc", "white")),
    (Color::DarkGray, Tr::new("noir vif", "bright black")),
    (Color::LightRed, Tr::new("rouge vif", "bright red")),
    (Color::LightGreen, Tr::new("vert vif", "bright green")),
    (Color::LightYellow, Tr::new("jaune vif", "bright yellow")),
    (Color::LightBlue, Tr::new("bleu vif", "bright blue")),
    (Color::LightMagenta, Tr::new("magenta vif", "bright magenta")),
    (Color::LightCyan, Tr::new("cyan vif", "bright cyan")),
    (Color::White, Tr::new("blanc vif", "bright white")),
];

/// The palette on which a style has its lowest contrast, and that contrast.
fn worst(style: Style) -> (&'static Palette, f64) {
    let contrasts = PALETTES.iter().map(|palette| (palette, palette.contrast(style)));
    contrasts.min_by(|(_, one), (_, two)| one.total_cmp(two)).expect("a palette")
}

/// Rounded down, so that no value passes the bound by rounding, and bold if it is below.
fn figure(contrast: f64) -> String {
    let rounded = (contrast * 10.0).floor() / 10.0;
    if contrast < MIN_CONTRAST { format!("**{rounded:.1}**") } else { format!("{rounded:.1}") }
}

/// The contrast of text on every palette, then the worst contrast of every colour.
fn tables(lang: Lang) -> String {
    let mut tables =
        format!("{}\n|---|---|\n", Tr::new("| palette | texte |", "| palette | text |").get(lang));
    for palette in PALETTES {
        let text = figure(palette.contrast(Theme::terminal()[Role::Text]));
        let _ = writeln!(tables, "| {} | {text} |", palette.name);
    }
    let header =
        Tr::new("| couleur | au pire | sur la palette |", "| colour | at the worst | on the palette |");
    let _ = writeln!(tables, "\n{}\n|---|---|---|", header.get(lang));
    for (colour, name) in ANSI {
        let (palette, contrast) = worst(Style::new().fg(colour));
        let worst = figure(contrast);
        let _ = writeln!(tables, "| {} | {worst} | {} |", name.get(lang), palette.name);
    }
    tables
}

#[test]
fn the_contrast_of_common_palettes_is_what_the_document_says() {
    let text = with_part(&read("ACCESSIBILITY.md"), "contrast", &tables(Lang::En));
    check_or_write("ACCESSIBILITY.md", &with_part(&text, "contraste", &tables(Lang::Fr)));
}

#[test]
fn contrast_is_computed_as_wcag_does() {
    assert_eq!(contrast(0xffffff, 0x000000).round(), 21.0);
    assert!((contrast(0x777777, 0xffffff) - 4.48).abs() < 0.01);
}

/// Where the palette's own text has less, which is its reader's choice, no role has less than that.
#[test]
fn every_role_of_the_default_theme_reaches_the_bound_on_every_palette() {
    let theme = Theme::terminal();
    for (palette, role) in PALETTES.iter().flat_map(|palette| Role::ALL.map(|role| (palette, role))) {
        let contrast = palette.contrast(theme[role]);
        let bound = MIN_CONTRAST.min(palette.text_contrast());
        assert!(contrast >= bound, "{role:?}, {}: {contrast:.1}", palette.name);
    }
}

/// The reason why the default theme has no colours. If this fails, a role may have one.
#[test]
fn no_colour_is_readable_on_every_palette() {
    for (colour, name) in ANSI {
        let (_, contrast) = worst(Style::new().fg(colour));
        assert!(contrast < MIN_CONTRAST, "{}: at least {contrast:.1}", name.en);
    }
}

/// How dim a terminal shows dim text cannot be computed, so it may only be what is said elsewhere
/// too: the path, the count and the reason of a match on the card, the passed-over units by the
/// underlined letters of the others.
#[test]
fn only_roles_that_repeat_something_are_dim() {
    let repeats = [Role::Path, Role::Muted, Role::Snippet, Role::Count, Role::Border];
    for role in Role::ALL {
        let is_dim = Theme::terminal()[role].add_modifier.contains(Modifier::DIM);
        assert!(!is_dim || repeats.contains(&role), "{role:?}");
    }
}

/// With `NO_COLOR` and for readers who do not see a colour: attributes tell the roles apart.
#[test]
fn colour_is_never_the_only_difference() {
    for theme in [Theme::terminal(), Theme::high_contrast()] {
        for role in Role::ALL.into_iter().filter(|&role| theme[role].fg != theme[Role::Text].fg) {
            assert!(!theme[role].add_modifier.is_empty(), "{role:?}");
        }
    }
}
