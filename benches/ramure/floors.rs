//! Lower bounds for the times of ramure: parse the whole file, draw one frame, scan every name once.
//! Times are reported with their ratio to these, which holds on other machines.

use std::borrow::Cow;
use std::fs;
use std::hint::black_box;
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use memchr::{memchr, memmem::Finder};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use serde::Deserialize;

use super::process::{Measurements, memory};
use super::typing::{QUERIES, percentiles};

/// The end of the first whole frame, of ramure and of the floor: the cursor is shown.
pub const FRAME_END: &str = "\x1b[?25h";

#[derive(Debug, Deserialize)]
struct Document<'a> {
    #[serde(borrow)]
    units: Vec<Record<'a>>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "the cost of parsing is measured, the values are not used")]
struct Record<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    parent_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    acronym: Option<Cow<'a, str>>,
    #[serde(borrow)]
    classification: Option<Cow<'a, str>>,
    #[serde(borrow)]
    r#abstract: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    contact_details: Vec<Contact<'a>>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "the cost of parsing is measured, the values are not used")]
struct Contact<'a> {
    #[serde(borrow)]
    r#type: Cow<'a, str>,
    #[serde(borrow)]
    value: Cow<'a, str>,
}

/// Parses the file into borrowed structs, then scans the lines for each query.
pub fn measure(document: &Path, lines: &Path) -> Measurements {
    let start = Instant::now();
    let text = fs::read(document).expect("a document");
    let read: Document = serde_json::from_slice(&text).expect("units");
    let mut measurements = vec![("read".to_string(), start.elapsed().as_secs_f64())];
    measurements.extend(memory("read"));
    drop(black_box(read));
    measurements.extend(percentiles("scan", scans(&fs::read(lines).expect("lines"))));
    measurements
}

/// Parses the file into borrowed structs.
pub fn parse(document: &Path) {
    let text = fs::read(document).expect("a document");
    drop(black_box(serde_json::from_slice::<Document>(&text).expect("units")));
}

/// The time of a scan for what is typed so far, after each key.
fn scans(lines: &[u8]) -> Vec<Duration> {
    let keys =
        QUERIES.iter().flat_map(|typed| typed.char_indices().map(|(at, c)| &typed[..at + c.len_utf8()]));
    let scan = |typed: &str| {
        let start = Instant::now();
        black_box(count(lines, typed));
        start.elapsed()
    };
    keys.map(scan).collect()
}

/// The number of lines that contain a text.
fn count(lines: &[u8], text: &str) -> usize {
    let finder = Finder::new(text);
    let (mut at, mut count) = (0, 0);
    while let Some(found) = finder.find(&lines[at..]) {
        count += 1;
        at += found;
        at += memchr(b'\n', &lines[at..]).map_or(lines.len() - at, |end| end + 1);
    }
    count
}

/// Draws one frame, after parsing the file if there is one, and waits for input.
pub fn draw_and_wait(document: Option<&Path>) {
    let text = document.map(|document| fs::read(document).expect("a document"));
    let read: Option<Document> = text.as_ref().map(|text| serde_json::from_slice(text).expect("units"));
    let first = read.as_ref().map_or("DINUM", |document| &document.units[0].name);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 24));
    (0..24).for_each(|row| {
        buffer.set_stringn(0, row, first, 80, Style::new());
    });
    let rows = buffer.content.chunks(80).map(|row| row.iter().map(|cell| cell.symbol()).collect::<String>());
    let frame = rows.collect::<Vec<_>>().join("\r\n");
    let mut screen = io::stdout().lock();
    write!(screen, "\x1b[?1049h\x1b[?25l\x1b[H{frame}{FRAME_END}").expect("a screen");
    screen.flush().expect("a screen");
    let _ = io::stdin().read(&mut [0]);
}
