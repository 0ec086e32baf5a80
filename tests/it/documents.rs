//! What the documents show of the program is made from the program: the README's tables of
//! keys and its picture of the screen. `RAMURE_WRITE=1 cargo test documents` makes them anew.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use ramure::keymap::{BINDINGS, Binding, Group, HelpLine, help};
use ramure::lang::Lang;
use ramure::theme::Theme;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use crate::support::{Person, dinum, out, run};

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

pub fn read(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_default()
}

/// Writes the document when asked to, else compares.
pub fn settle(name: &str, expected: &str) {
    if std::env::var_os("RAMURE_WRITE").is_some() {
        fs::create_dir_all(path(name).parent().expect("a folder")).expect("made");
        fs::write(path(name), expected).expect("written");
    }
    assert!(read(name) == expected, "{name} is stale: RAMURE_WRITE=1 cargo test documents makes it anew");
}

/// The text with what stands between two marks exchanged.
pub fn exchanged(text: &str, mark: &str, between: &str) -> String {
    let (begin, end) = (format!("<!-- {mark} -->\n"), format!("<!-- /{mark} -->"));
    let start = text.find(&begin).unwrap_or_else(|| panic!("no {begin}")) + begin.len();
    let stop = text.find(&end).unwrap_or_else(|| panic!("no {end}"));
    format!("{}{between}{}", &text[..start], &text[stop..])
}

fn keys(lang: Lang) -> String {
    let mut table = match lang {
        Lang::Fr => String::from("| touches | ce qu’elles font |\n|---|---|\n"),
        Lang::En => String::from("| keys | what they do |\n|---|---|\n"),
    };
    for line in help("") {
        let (keys, words) = match line {
            HelpLine::Blank => continue,
            HelpLine::Title(group) => {
                let _ = writeln!(table, "| **{}** | |", group.title().get(lang));
                continue;
            }
            HelpLine::Binding(binding) => {
                let spelled =
                    binding.keys.iter().map(|key| format!("`{}`", ramure::key::spell(*key, lang, false)));
                (spelled.collect::<Vec<_>>().join(" "), binding.words)
            }
            HelpLine::Other(with, words) => (with.get(lang).to_string(), words),
        };
        let _ = writeln!(table, "| {keys} | {} |", words.get(lang));
    }
    table
}

#[test]
fn the_readme_holds_the_keys_and_the_commands_as_they_are() {
    let help = |lang: &str| format!("```text\n{}```\n", out(&run(&["--help", "--lang", lang])));
    let parts = [
        ("keys", keys(Lang::En)),
        ("touches", keys(Lang::Fr)),
        ("commands", help("en")),
        ("commandes", help("fr")),
    ];
    let expected = parts.iter().fold(read("README.md"), |text, (mark, part)| exchanged(&text, mark, part));
    settle("README.md", &expected);
}

#[test]
fn every_binding_is_in_the_help() {
    let lines = help("");
    let is_said = |binding: &Binding| {
        lines.iter().any(|line| match line {
            HelpLine::Binding(said) => {
                said.words == binding.words && binding.keys.iter().all(|key| said.keys.contains(key))
            }
            _ => false,
        })
    };
    for binding in BINDINGS {
        assert!(is_said(binding), "{:?} is not in the help", binding.words);
    }
    let titles = lines.iter().filter(|line| matches!(line, HelpLine::Title(_))).count();
    assert_eq!(titles, Group::ALL.len());
}

#[test]
fn the_picture_of_the_screen_is_what_the_program_draws() {
    let mut person = Person::new(dinum(), 96, 26);
    person.press("/ r i e");
    let (buffer, _) = person.screen(&Theme::terminal(), false);
    settle("docs/screen.svg", &svg(&buffer));
}

/// The size of a cell, in the units of the drawing.
const CELL: (f64, f64) = (8.4, 18.0);

/// The cells as an SVG drawing, runs of one style at a time.
fn svg(buffer: &Buffer) -> String {
    let (columns, rows) = (f64::from(buffer.area.width), f64::from(buffer.area.height));
    let (width, height) = (columns * CELL.0 + 24.0, rows * CELL.1 + 24.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" \
         aria-label=\"ramure, filtered by “rie”\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1d2026\"/>\n\
         <g font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"14\" fill=\"#d8dee4\" xml:space=\"preserve\">\n"
    );
    for (y, row) in buffer.content.chunks(usize::from(buffer.area.width)).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, two| one.style() == two.style()) {
            svg += &text(run, x, y);
            x += run.len();
        }
    }
    svg + "</g>\n</svg>\n"
}

fn text(run: &[Cell], x: usize, y: usize) -> String {
    let text: String = run.iter().map(Cell::symbol).collect();
    if text.trim().is_empty() {
        return String::new();
    }
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    let (left, base) = (12.0 + x as f64 * CELL.0, 12.0 + y as f64 * CELL.1 + 14.0);
    let length = run.len() as f64 * CELL.0;
    format!(
        "<text x=\"{left:.1}\" y=\"{base:.1}\" textLength=\"{length:.1}\"{}>{escaped}</text>\n",
        look(&run[0])
    )
}

fn look(cell: &Cell) -> String {
    let mut look = String::new();
    let colour = match cell.fg {
        Color::Red => Some("#ff7b72"),
        Color::Blue => Some("#79b8ff"),
        Color::Cyan => Some("#76e3ea"),
        _ => None,
    };
    if let Some(colour) = colour {
        look += &format!(" fill=\"{colour}\"");
    }
    let modifiers = [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::DIM, " opacity=\"0.65\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
    ];
    modifiers
        .iter()
        .filter(|(modifier, _)| cell.modifier.contains(*modifier))
        .for_each(|(_, said)| look += said);
    look
}
