//! Text trees, one unit per line: drawn with branches like the output of `tree`, indented by blanks
//! or tabs, or nested Markdown lists with headings. The indentation gives the depth.

use std::borrow::Cow;

use crate::org::DiagnosticKind;
use crate::text::Printable;

use super::generated_ids::IdGenerator;
use super::portions;
use super::progress::ProgressMeter;
use super::record::Record;
use super::record_sink::RecordSink;
use super::{ProgressFn, ReadError, acronym};

/// Width of a tab in columns, as in Markdown.
const TAB_COLUMNS: i64 = 4;
/// Lines that are sampled to detect the style.
const SAMPLED_LINES: usize = 400;
/// Longer lines are prose, not names.
const MAX_NAME_BYTES: usize = 200;
/// Longer lines that start with a lower case letter are prose.
const MAX_LOWERCASE_NAME_BYTES: usize = 50;
/// Longer words before a stop are no abbreviations.
const MAX_ABBREVIATION_CHARS: usize = 4;
/// In an indented text at least this many lines look like names for one that does not.
const MIN_NAMES_PER_OTHER: usize = 9;

/// How the lines of a text show their depth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TreeStyle {
    /// Drawn with branches.
    Drawn,
    Markdown,
    Indented,
}

/// Whether a text is a tree: it has branches, or is mostly list items, or has indented lines, and its lines
/// look like names.
pub fn is_tree(text: &str) -> bool {
    let style = detect_style(text);
    if style == TreeStyle::Indented && !is_indented(text) {
        return false;
    }
    let (mut names, mut others) = (0, 0);
    for (_, name) in sample(text).filter_map(|line| unit_on_line(style, line)) {
        *if is_name(style, name) { &mut names } else { &mut others } += 1;
    }
    match style {
        TreeStyle::Indented => names >= MIN_NAMES_PER_OTHER * others,
        TreeStyle::Drawn | TreeStyle::Markdown => names > others,
    }
}

/// Whether a text is a Markdown list with colons that are escaped, so that its items are no entries of YAML.
pub fn is_escaped_list(text: &str) -> bool {
    sample(text).all(|line| line.trim_start().starts_with("- "))
        && sample(text).any(|line| line.contains("\\:"))
}

/// How many of the first lines are names, and the numbers of the others.
pub fn fitting_lines(text: &str) -> (usize, Vec<usize>) {
    let style = detect_style(text);
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).take(SAMPLED_LINES);
    let is_fitting = |line: &str| unit_on_line(style, line).is_some_and(|(_, name)| is_name(style, name));
    let (fitting, others): (Vec<_>, Vec<_>) = lines.partition(|(_, line)| is_fitting(line));
    (fitting.len(), others.into_iter().map(|(index, _)| index + 1).collect())
}

fn detect_style(text: &str) -> TreeStyle {
    let [mut branched, mut items, mut headings, mut other_lines, mut lines] = [0; 5];
    for line in sample(text) {
        lines += usize::from(branches(line).is_some());
        match () {
            () if branches(line).is_some_and(|(_, is_branch)| is_branch) => branched += 1,
            () if list_item(line.trim_start()).is_some_and(|text| !is_key_value(text)) => items += 1,
            () if heading(line).is_some() => headings += 1,
            // The members under a key are a list in YAML.
            () if is_bare_key(line) => return TreeStyle::Indented,
            // Continuation lines of an item are indented.
            () if !line.starts_with([' ', '\t']) && !is_rule(line) => other_lines += 1,
            () => {}
        }
    }
    match () {
        () if branched * 2 >= lines && branched > 0 => TreeStyle::Drawn,
        () if items > 0 && items + headings > other_lines => TreeStyle::Markdown,
        () => TreeStyle::Indented,
    }
}

/// Whether some lines are indented below the first, at consistent columns.
fn is_indented(text: &str) -> bool {
    let (mut ancestors, mut is_deep) = (Vec::new(), false);
    for (start, _) in sample(text).filter_map(|line| unit_on_line(TreeStyle::Indented, line)) {
        let is_outdented = ancestors.last().is_some_and(|indent| *indent > start);
        while ancestors.pop_if(|indent| *indent > start).is_some() {}
        match ancestors.last() {
            Some(indent) if *indent == start => {}
            None if start > 0 => return false,
            _ if is_outdented => return false,
            _ => ancestors.push(start),
        }
        is_deep |= start > 0;
    }
    is_deep
}

/// Whether a line may be a name, not prose, settings or code. Branches and bullets say by themselves that
/// what follows is an item, so that only prose is none.
fn is_name(style: TreeStyle, line: &str) -> bool {
    match style {
        TreeStyle::Drawn => line.len() <= MAX_NAME_BYTES,
        TreeStyle::Markdown => !is_prose(&split_link(line).0),
        TreeStyle::Indented => !(is_prose(line) || is_key_value(line) || is_code(line)),
    }
}

/// Whether a line reads like a part of a text: it is long, or ends or continues a sentence.
fn is_prose(line: &str) -> bool {
    let is_continued = line.starts_with(char::is_lowercase)
        && (line.len() > MAX_LOWERCASE_NAME_BYTES || line.contains(", "));
    let is_sentence = line.ends_with([',', ';', ':', '!', '?'])
        || line.ends_with('.') && line.len() > MAX_LOWERCASE_NAME_BYTES;
    is_continued || is_sentence || line.len() > MAX_NAME_BYTES || has_sentence_end(line)
}

/// Whether a sentence ends inside a line: a stop follows a long word, and a capital the stop.
fn has_sentence_end(line: &str) -> bool {
    line.match_indices(". ").any(|(at, _)| {
        let word = line[..at].rsplit(|c: char| !c.is_lowercase()).next().unwrap_or_default();
        word.chars().count() > MAX_ABBREVIATION_CHARS && line[at + 2..].starts_with(char::is_uppercase)
    })
}

/// Whether a line has signs or pairs of signs that programs, settings and markup have, and names do not.
fn is_code(line: &str) -> bool {
    let starts_like_name = line.starts_with(|c: char| c.is_alphanumeric() || "«“\"'’(&@#№°".contains(c));
    let has_signs = line.contains(['{', '}', '[', ']', '<', '>', '=', ';', '|', '\\', '`', '$', '~', '^']);
    let opened = line.bytes().filter(|&byte| byte == b'(').count();
    let is_open = opened != line.bytes().filter(|&byte| byte == b')').count();
    let is_attribute = line.ends_with('"') && line.starts_with(|c: char| c.is_ascii_lowercase());
    !starts_like_name || has_signs || is_open || is_attribute || line.contains("::") || has_call(line)
}

/// Whether a line calls a function: `name(…)`. “Agent(e)” is a name.
fn has_call(line: &str) -> bool {
    line.match_indices('(').any(|(at, _)| {
        let inside = line[at + 1..].split(')').next().unwrap_or_default();
        line[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            && (inside.is_empty() || inside.contains(['.', ',', '"', '\'', '_', ':']))
    })
}

/// Whether a line has the form `key: value`, or `"key": value`.
fn is_key_value(line: &str) -> bool {
    let key = line.split_once(": ").map_or("", |(key, _)| key);
    is_key(key)
}

/// Whether a line is a key with nothing after it, as above a list or an object.
fn is_bare_key(line: &str) -> bool {
    line.trim().strip_suffix(':').is_some_and(is_key)
}

/// Whether a text is one word, perhaps in quotes.
fn is_key(text: &str) -> bool {
    let key = text.trim_matches(['"', '\'']);
    !key.is_empty() && key.chars().all(|c| c.is_alphabetic() || matches!(c, '_' | '-' | '.' | '/'))
}

/// The first lines that are not blank, from which the style is detected.
fn sample(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim().is_empty()).take(SAMPLED_LINES)
}

/// Reads a tree in the style that its first lines have.
pub fn read(
    text: Cow<'static, str>,
    sink: &mut RecordSink,
    on_progress: ProgressFn,
) -> Result<(), ReadError> {
    let mut tree = TreeReader {
        style: detect_style(&text),
        ancestors: Vec::new(),
        id_generator: IdGenerator::default(),
        pending: None,
    };
    let (mut progress, mut line_count) = (ProgressMeter::new(on_progress, text.len()), 0);
    portions::read(text, |rest, offset, limit| {
        let end = portions::line_end(rest, limit);
        for content in rest[..end].lines() {
            line_count += 1;
            if !content.trim().is_empty() {
                tree.line(line_count, content, sink);
            }
            progress.advance_to(offset + crate::json::offset_in(rest, content));
        }
        end
    });
    tree.flush(sink);
    Ok(())
}

/// The state of the parser.
struct TreeReader {
    style: TreeStyle,
    /// Start columns and ids of the last unit and its ancestors.
    ancestors: Vec<(i64, String)>,
    id_generator: IdGenerator,
    /// The last unit and its line; text that follows belongs to it.
    pending: Option<(usize, Record)>,
}

impl TreeReader {
    fn line(&mut self, line: usize, text: &str, sink: &mut RecordSink) {
        match unit_on_line(self.style, text) {
            Some((start, name)) => {
                self.flush(sink);
                self.pending = Some((line, self.unit(start, name)));
            }
            None if is_rule(text) || self.style == TreeStyle::Drawn => {}
            None => match &mut self.pending {
                Some((_, record)) => record.missions.push(unescaped(text.trim())),
                None => {
                    sink.report(line, DiagnosticKind::UnrecognisedText { text: Printable::new(text.trim()) })
                }
            },
        }
    }

    fn flush(&mut self, sink: &mut RecordSink) {
        if let Some((line, record)) = self.pending.take() {
            sink.add(line, &record);
        }
    }

    fn unit(&mut self, start: i64, text: &str) -> Record {
        while self.ancestors.pop_if(|(indent, _)| *indent >= start).is_some() {}
        let (name, url) = match self.style {
            TreeStyle::Markdown => split_link(text),
            _ => (text.to_string(), ""),
        };
        let (name, acronym) = acronym::split(&name);
        let mut record = Record::new(&self.id_generator.id(acronym.unwrap_or(name)));
        record.parents.extend(self.ancestors.last().map(|(_, id)| id.clone()));
        (record.name, record.acronym) = (name.to_string(), acronym.unwrap_or_default().to_string());
        record.add_link("", url);
        self.ancestors.push((start, record.id.clone()));
        record
    }
}

/// The start column of the unit on a line, and its text.
fn unit_on_line(style: TreeStyle, line: &str) -> Option<(i64, &str)> {
    match style {
        TreeStyle::Drawn => branches(line)
            .map(|(at, _)| (column(&line[..at]), line[at..].trim()))
            .filter(|_| !is_summary(line)),
        TreeStyle::Indented => {
            let text = line.trim_start();
            Some((column(&line[..line.len() - text.len()]), text.trim_end()))
        }
        TreeStyle::Markdown => heading(line).or_else(|| {
            let text = line.trim_start();
            Some((column(&line[..line.len() - text.len()]), list_item(text)?))
        }),
    }
}

fn column(indent: &str) -> i64 {
    indent.chars().fold(0, |at, c| if c == '\t' { at - at % TAB_COLUMNS + TAB_COLUMNS } else { at + 1 })
}

/// The byte offset where the branches before a name end, and whether one leads to it. `None` if the
/// line has no name.
fn branches(line: &str) -> Option<(usize, bool)> {
    let (mut at, mut is_branch, mut is_after_blank) = (0, false, false);
    while let Some(c) = line[at..].chars().next() {
        let is_blank = matches!(c, ' ' | '\t' | '\u{a0}');
        let is_after_branch = is_branch && is_after_blank;
        let end = match c {
            _ if is_blank => c.len_utf8(),
            // After the blank behind a branch the name starts, whatever its first character.
            _ if is_after_branch => 0,
            '\u{2500}'..='\u{257f}' => c.len_utf8(),
            '|' | '`' | '+' | '\\' => branch_len(&line[at..]),
            '…' | '.' if at == 0 => ellipsis_len(line),
            _ => 0,
        };
        if end == 0 {
            return Some((at, is_branch));
        }
        is_branch |= matches!(c, '├' | '└' | '┣' | '┗' | '╠' | '╚' | '╰')
            || matches!(c, '|' | '`' | '+' | '\\') && end > 2;
        is_after_blank = is_blank;
        at += end;
    }
    None
}

/// The length in bytes of the ellipsis for branches that are too deep to draw.
fn ellipsis_len(line: &str) -> usize {
    ["…   ", "... "].iter().find(|dots| line.starts_with(**dots)).map_or(0, |dots| dots.len())
}

/// The length in bytes of an ASCII branch or vertical line.
fn branch_len(rest: &str) -> usize {
    let dashes = rest[1..].bytes().take_while(|byte| matches!(byte, b'-' | b'_')).count();
    match rest.as_bytes() {
        _ if dashes >= 2 => dashes + 1,
        [b'|'] | [b'|', b' ' | b'\t', ..] => 1,
        _ => 0,
    }
}

/// A Markdown heading: negative columns, lower for higher levels.
fn heading(line: &str) -> Option<(i64, &str)> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    let name = text.strip_prefix(' ').map(|name| name.trim().trim_end_matches('#').trim_end());
    name.filter(|name| (1..=6).contains(&level) && !name.is_empty()).map(|name| (level as i64 - 7, name))
}

/// The text of a list item, after its bullet or number and checkbox.
fn list_item(text: &str) -> Option<&str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = match digits {
        0 => text.strip_prefix(['-', '*', '+', '•', '–']),
        1..=9 => text[digits..].strip_prefix(['.', ')']),
        _ => None,
    }?;
    let name = rest.strip_prefix([' ', '\t'])?.trim();
    let boxes = ["[ ] ", "[x] ", "[X] "];
    let name = boxes.iter().find_map(|tick| name.strip_prefix(tick)).unwrap_or(name);
    Some(name.trim()).filter(|name| !name.is_empty() && !is_rule(text))
}

/// A horizontal rule.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() > 2 && line.chars().all(|c| matches!(c, '-' | '=' | '*' | '_' | ' '))
}

/// The last line of `tree`: `3 directories, 14 files`.
fn is_summary(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let is_number = words.next().is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    is_number
        && words.next().is_some_and(|word| ["directory,", "directories,", "directories"].contains(&word))
}

/// The unescaped Markdown text, and the target of its first link.
fn split_link(text: &str) -> (String, &str) {
    let link = text.find("](").and_then(|middle| {
        let open = text[..middle].rfind('[')?;
        let end = middle + text[middle..].find(')')?;
        let is_plain = !text[..open].ends_with('\\') && !text[..middle].ends_with('\\');
        is_plain.then_some((open, middle, end))
    });
    match link {
        Some((open, middle, end)) => {
            let joined = [&text[..open], &text[open + 1..middle], &text[end + 1..]].concat();
            (unescaped(&joined), text[middle + 2..end].split_whitespace().next().unwrap_or_default())
        }
        None => (unescaped(text), ""),
    }
}

/// Removes emphasis around the whole text, then unescapes it.
fn unescaped(text: &str) -> String {
    let markers = ["**", "__", "*", "_"];
    let inner = markers.iter().find_map(|marker| text.strip_prefix(marker)?.strip_suffix(marker));
    let mut chars =
        inner.filter(|text| !text.is_empty() && !text.ends_with('\\')).unwrap_or(text).chars().peekable();
    let mut text = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        let escaped = if c == '\\' { chars.next_if(char::is_ascii_punctuation) } else { None };
        text.push(escaped.unwrap_or(c));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export;
    use crate::export::Subtree;
    use crate::import;
    use crate::lang::Lang;
    use crate::org::{Org, UnitId};

    fn org(text: &str) -> Org {
        import::read(text.as_bytes(), Lang::En).expect("readable")
    }

    /// The names with their acronyms, indented by depth.
    fn shape(org: &Org) -> String {
        let line = |unit| {
            let acronym = org.acronym(unit).map_or(String::new(), |acronym| format!("={acronym}"));
            format!("{}{}{acronym}", " ".repeat(org.depth(unit)), org.name(unit))
        };
        org.units().map(line).collect::<Vec<_>>().join("\n")
    }

    fn written(org: &Org, format: export::ExportFormat, ascii: bool) -> String {
        let mut bytes = Vec::new();
        export::write(&Subtree::whole(org), format, ascii, Lang::En, &mut bytes).expect("written");
        String::from_utf8(bytes).expect("text")
    }

    const SHAPE: &str = "Ville\n Finances=DAF\n  Budget\n   Primes\n  Achats\n Lac\n  Budget";

    #[test]
    fn all_tree_styles_are_read() {
        for text in [
            "Ville\n├── Finances (DAF)\n│   ├── Budget\n│   │   └── Primes\n│   └── Achats\n└── Lac\n    └── Budget\n\n7 directories, 0 files\n",
            "Ville\r\n|-- Finances (DAF)\r\n|   |-- Budget\r\n|   |   `-- Primes\r\n|   `-- Achats\r\n|\r\n`-- Lac\r\n    `-- Budget\r\n",
            "Ville\n+--Finances (DAF)\n|  +--Budget\n|  |  \\--Primes\n|  \\--Achats\n\\--Lac\n   \\--Budget",
            "Ville\n  Finances (DAF)\n    Budget\n      Primes\n    Achats\n  Lac\n    Budget\n",
            "Ville\n\tFinances (DAF)\n\t\tBudget\n\n\t\t\tPrimes\n\t\tAchats\n\tLac\n\t\tBudget",
            "- Ville\n  - Finances (DAF)\n    - Budget\n      * Primes\n    - Achats\n  - Lac\n\n    - Budget\n",
            "* **Ville**\n    1. Finances (DAF)\n        + Budget\n            + Primes\n        + [ ] Achats\n    2. Lac\n        + Budget\n",
            "# Ville\n\n---\n\n## Finances (DAF) ##\n\n- Budget\n  - Primes\n- Achats\n\n## Lac\n\n- Budget\n",
        ] {
            let org = org(text);
            assert_eq!(shape(&org), SHAPE, "{text}");
            assert!(org.diagnostics().is_empty());
        }
    }

    #[test]
    fn exported_trees_can_be_imported() {
        let dinum = import::read(include_bytes!("../../assets/dinum.json"), Lang::En).expect("readable");
        let hard = r#"{"format":"ramure/1","units":[{"id":"r","name":"- 12. R *a* [b](c) #x"},{"id":"a","name":"1. A (b) | c","parent_id":"r","acronym":"A.B"},
            {"id":"b","name":"\\ + `x`","parent_id":"a"},{"id":"c","name":"|-- _c_","parent_id":"r"}]}"#;
        for original in [dinum, org(hard)] {
            let drawn = written(&original, export::ExportFormat::Text, false);
            for text in [
                &drawn,
                &written(&original, export::ExportFormat::Text, true),
                &written(&original, export::ExportFormat::Markdown, false),
            ] {
                let again = import::read(text.as_bytes(), Lang::En).expect("readable");
                assert_eq!(written(&again, export::ExportFormat::Text, false), drawn);
            }
        }
    }

    #[test]
    fn names_that_begin_with_blanks_keep_their_place() {
        let original = org(
            r#"{"format":"ramure/1","units":[{"id":"r","name":" R"},{"id":"a","name":"A","parent_id":"r"},
            {"id":"b","name":"\u00a0 B ","parent_id":"r"},{"id":"c","name":"  # C","parent_id":"b"}]}"#,
        );
        for (format, ascii) in [
            (export::ExportFormat::Text, false),
            (export::ExportFormat::Text, true),
            (export::ExportFormat::Markdown, false),
        ] {
            let text = written(&original, format, ascii);
            assert_eq!(shape(&org(&text)), "R\n A\n B\n  # C", "{text}");
        }
    }

    #[test]
    fn markdown_links_and_text_are_read() {
        let org = org(
            "# Ville\nUne ville,\nau bord d’un lac.\n\n- [Finances\\!](https://a.example/f \"F\") (DAF)\n  Tient *les* comptes \\*\n- \\[a\\](b)\n",
        );
        let unit = org.unit(UnitId::at(1));
        assert_eq!((&*unit.name, unit.acronym.as_deref()), ("Finances!", Some("DAF")));
        assert_eq!(&*unit.links[0].url, "https://a.example/f");
        assert_eq!(&*unit.missions[0], "Tient *les* comptes *");
        assert_eq!(org.unit(UnitId::ROOT).missions.len(), 2);
        assert_eq!(&*org.name(UnitId::at(2)), "[a](b)");
    }

    #[test]
    fn text_before_the_first_unit_is_reported() {
        let org = org("Bonjour\n\n- Ville\n  - Finances\n  - Finances\n");
        let diagnostics: Vec<_> =
            org.diagnostics().iter().map(|of| (of.line, of.kind.message(Lang::En))).collect();
        assert_eq!(diagnostics, [(1, "this line is not recognised; it is ignored: Bonjour".into())]);
        let ids: Vec<_> = org.units().map(|unit| org.id(unit).to_string()).collect();
        assert_eq!(ids, ["ville", "finances", "finances~2"]);
    }

    #[test]
    fn other_texts_are_not_trees() {
        for text in [
            "mot",
            "une\nliste\nde mots\n",
            "Un texte qui va à la ligne au milieu d’une phrase,\n  puis encore une fois, avec un retrait au bout du\n  paragraphe, et qui s’arrête là.\n",
            "The harbour\n  The office opened in 1904. Since then it has moved\n  twice, and most of its papers were lost on the way\n  to the new quay\n",
            "name,parent\na,b\n",
            "# Title\n\nSome prose here.\nAnd more of it.\n\n- one item\n",
            "# Changes\n\n- The list no longer flickers. Thanks to all!\n- Opening a file is faster, and takes less memory.\n- Keys work;\n",
            // YAML.
            "key: value\nother:\n  - name: a\n    id: b\n",
            "- id: a\n  name: b\n- id: c\n  name: d\n",
            "Team: Quay\nMembers:\n  - Ana\n  - Bo\n",
            "approvers:\n- ana\n- bo\nreviewers:\n- cy\n",
            "  indented\nat first",
            "a\n    b\n  c\n",
            // Programs.
            "fn main() {\n    let a = 1;\n}\n",
            "def total(rows):\n    count = 0\n    for row in rows:\n        count += 1\n    return count\n",
            "import os\nclass Quay\n    pass\n    os.listdir(\".\")\n    def open(self)\n",
            "if [ -f quay ]; then\n  echo open\nfi\n",
            "all: quay\n\tcc -o quay quay.c\n",
            "SELECT name\n  FROM quays\n  WHERE depth > 3;\n",
            "<quays>\n  <quay>North</quay>\n</quays>\n",
            "Error in thread main\n\tat port.Quay.open(Quay.java:12)\n\tat port.Main.main(Main.java:3)\n",
            // Settings and locks of packages.
            "[[package]]\nname = \"quay\"\ndependencies = [\n \"rope\",\n \"tide\",\n]\n",
            // Graphs.
            "graph [\n  node [\n    id 0\n    label \"Port\"\n  ]\n  node [\n    id 1\n    label \"Quay\"\n  ]\n  edge [\n    source 0\n    target 1\n  ]\n]\n",
            "sequenceDiagram\n    Port->>Quay: open\n    Quay-->>Port: done\n",
            "Port {\n  Quay -> Rope\n}\n",
            "commit 4f2a\nAuthor: Ana <ana@port.example>\nDate:   Mon\n\n    Move the quay\n",
            // A tree inside a text.
            "The files are these, and more are to come.\nThey are made by hand.\nNobody knows why.\n├── quay\n└── rope\n",
        ] {
            assert!(!is_tree(text), "{text}");
        }
    }

    #[test]
    fn outlines_are_trees() {
        for text in [
            "a\n b",
            "- a\n- b",
            "R\n└── a",
            "Port\n  Quay n° 3 (ex-quay 2)\n  Agent(e)s d’accueil\n  Bureau 1A : budget & achats\n    Ropes Inc.\n",
            "Ministère\n\tDirection générale – climat, énergie\n\tMission « eau »\n\tSt. Malo / Brest\n",
            "Υπουργείο\n    Διεύθυνση\n",
            "Team\n\n- [Quay](https://port.example/q) (QUAY)\n- Rope\n",
            ".\n├── quay.rs\n└── rope\n    └── tide.rs\n\n1 directory, 2 files\n",
            "quay v1.0\n├── rope v2.1\n│   └── tide v0.3\n└── wind v1.1\n",
        ] {
            assert!(is_tree(text), "{text}");
        }
    }

    #[test]
    fn a_hundred_thousand_lines_are_read() {
        let saw: String = (0..100_000).map(|i| format!("{}u{i}\n", " ".repeat(i % 300))).collect();
        assert_eq!(org(&saw).len(), 100_000 + 1);
        let deep: String = (0..3_000).map(|i| format!("{}u{i}\n", "\t".repeat(i))).collect();
        assert_eq!(org(&deep).depth(UnitId::at(2_999)), 2_999);
    }
}
