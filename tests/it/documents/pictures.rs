//! The pictures of the screen in the documents, drawn as SVG from the program’s own buffer, and the page
//! that shows them.

use ramure::lang::Lang;
use ramure::theme::Theme;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use serde_json::Value;

use super::{check_or_write, read, with_part};
use crate::support::{Browser, DINUM, dinum, org};

/// A picture: its file in `docs`, what it shows in the language of the screen, the size in columns and
/// rows, and the keys that lead there.
struct Picture {
    file: &'static str,
    title: &'static str,
    lang: Lang,
    size: (u16, u16),
    keys: &'static str,
    look: Look,
}

/// The theme, and the terminal’s palette.
enum Look {
    Dark,
    Light,
    HighContrast,
    /// On a dark palette, compared with an older version.
    Compared,
}

#[rustfmt::skip]
const PICTURES: &[Picture] = &[
    Picture { file: "screen.svg", title: "ramure, filtered by “rie”",
        lang: Lang::En, size: (96, 26), keys: "/rie", look: Look::Dark },
    Picture { file: "screen.fr.svg", title: "ramure, filtré par «\u{a0}rie\u{a0}»",
        lang: Lang::Fr, size: (96, 26), keys: "/rie", look: Look::Dark },
    Picture { file: "screens/list.svg", title: "The matches in a list, the best first",
        lang: Lang::En, size: (120, 30), keys: "/réseau Ctrl-T", look: Look::Dark },
    Picture { file: "screens/nothing-found.svg", title: "Nothing matches: the nearest unit is offered",
        lang: Lang::En, size: (80, 24), keys: "/proactivitoxy", look: Look::Dark },
    Picture { file: "screens/card.svg", title: "The card has the focus, on a relation that Enter follows",
        lang: Lang::En, size: (80, 24), keys: "/dorsale Enter Tab Down", look: Look::Dark },
    Picture { file: "screens/compare.svg", title: "What changed since an older version",
        lang: Lang::En, size: (96, 26), keys: "n n", look: Look::Compared },
    Picture { file: "screens/help.svg", title: "The whole help",
        lang: Lang::En, size: (120, 40), keys: "?", look: Look::Dark },
    Picture { file: "screens/small.svg", title: "Forty columns and twelve rows",
        lang: Lang::En, size: (40, 12), keys: "/rie", look: Look::Dark },
    Picture { file: "screens/light.svg", title: "A light palette",
        lang: Lang::En, size: (80, 24), keys: "/has:contact", look: Look::Light },
    Picture { file: "screens/high-contrast.svg", title: "The theme high-contrast",
        lang: Lang::En, size: (80, 24), keys: "/has:contact", look: Look::HighContrast },
];

#[test]
fn the_pictures_of_the_screen_are_what_the_program_draws() {
    for picture in PICTURES {
        check_or_write(&format!("docs/{}", picture.file), &picture.svg());
    }
}

#[test]
fn a_page_shows_the_pictures_with_their_keys() {
    let english = PICTURES.iter().filter(|picture| picture.lang == Lang::En);
    let page: Vec<String> = english.map(Picture::section).collect();
    let page = with_part(&read("docs/screens.md"), "pictures", &page.join("\n"));
    check_or_write("docs/screens.md", &page);
}

impl Picture {
    /// The part of the page.
    fn section(&self) -> String {
        let Self { file, title, size: (columns, rows), keys, look, .. } = self;
        let start = match look {
            Look::Dark | Look::Light => "",
            Look::HighContrast => " with `--theme high-contrast`",
            Look::Compared => " with `--compare`",
        };
        let keys = keys.split(' ').map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" ");
        format!("## {title}\n\n{keys}{start}, at {columns}×{rows}:\n\n![{title}]({file})\n")
    }

    fn svg(&self) -> String {
        let mut browser = Browser::new(dinum(), self.size.0, self.size.1);
        browser.lang = self.lang;
        if matches!(self.look, Look::Compared) {
            browser.app.compare(org(&older_version()));
        }
        browser.press(self.keys);
        let (theme, palette) = match self.look {
            Look::Dark | Look::Compared => (Theme::terminal(), DARK),
            Look::Light => (Theme::terminal(), LIGHT),
            Look::HighContrast => (Theme::high_contrast(), DARK),
        };
        svg(&browser.screen(&theme, false).0, self.title, &palette)
    }
}

/// The embedded organisation without a unit, and with a unit of another name and one in another place.
fn older_version() -> String {
    let mut document: Value = serde_json::from_str(DINUM).expect("JSON");
    let units = document["units"].as_array_mut().expect("units");
    units.retain(|unit| unit["id"] != "ace-tnt");
    for unit in units {
        match unit["id"].as_str() {
            Some("ace-bin") => unit["name"] = "Brigade numérique".into(),
            Some("isn-eig") => unit["parent_id"] = "etalab".into(),
            _ => {}
        }
    }
    document.to_string()
}

/// The colours of a terminal’s text and background.
struct Palette {
    text: &'static str,
    background: &'static str,
}

const DARK: Palette = Palette { text: "#d8dee4", background: "#1d2026" };
const LIGHT: Palette = Palette { text: "#24292f", background: "#ffffff" };

/// Width and height of a cell, in units of the drawing.
const CELL: (f64, f64) = (8.4, 18.0);

/// The cells as an SVG drawing: one `<text>` for each run of cells of one style.
fn svg(buffer: &Buffer, title: &str, palette: &Palette) -> String {
    let (columns, rows) = (f64::from(buffer.area.width), f64::from(buffer.area.height));
    let (width, height) = (columns * CELL.0 + 24.0, rows * CELL.1 + 24.0);
    let Palette { text: foreground, background } = palette;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" \
         aria-label=\"{title}\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{background}\"/>\n\
         <g font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"14\" fill=\"{foreground}\" xml:space=\"preserve\">\n"
    );
    for (y, row) in buffer.content.chunks(usize::from(buffer.area.width)).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, two| one.style() == two.style()) {
            svg += &text(run, x, y, palette);
            x += run.len();
        }
    }
    svg + "</g>\n</svg>\n"
}

fn text(run: &[Cell], x: usize, y: usize, palette: &Palette) -> String {
    let text: String = run.iter().map(Cell::symbol).collect();
    let (left, top) = (12.0 + x as f64 * CELL.0, 12.0 + y as f64 * CELL.1);
    let (base, length, height) = (top + 14.0, run.len() as f64 * CELL.0, CELL.1);
    let [foreground, background] = colours(&run[0], palette);
    let behind = match background == palette.background {
        true => String::new(),
        false => format!(
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{length:.1}\" height=\"{height}\" fill=\"{background}\" \
             shape-rendering=\"crispEdges\"/>\n"
        ),
    };
    if text.trim().is_empty() {
        return behind;
    }
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    let fill = if foreground == palette.text { String::new() } else { format!(" fill=\"{foreground}\"") };
    let attributes = attributes(&run[0]);
    behind
        + &format!(
            "<text x=\"{left:.1}\" y=\"{base:.1}\" textLength=\"{length:.1}\"{fill}{attributes}>{escaped}</text>\n"
        )
}

/// The colours of a cell’s text and background.
fn colours(cell: &Cell, palette: &Palette) -> [String; 2] {
    let colour = |colour, default: &str| match colour {
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        _ => default.to_string(),
    };
    let mut colours = [colour(cell.fg, palette.text), colour(cell.bg, palette.background)];
    if cell.modifier.contains(Modifier::REVERSED) {
        colours.reverse();
    }
    colours
}

/// The SVG attributes of a cell’s modifiers.
fn attributes(cell: &Cell) -> String {
    let modifiers = [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::DIM, " opacity=\"0.65\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
    ];
    let present = modifiers.iter().filter(|(modifier, _)| cell.modifier.contains(*modifier));
    present.map(|(_, attribute)| *attribute).collect()
}
