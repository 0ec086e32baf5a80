//! The formats that a refused text is nearest to, measured by the signs of each that it has.

use crate::text::Printable;

use super::likeness::{Lack, Likeness, OtherLines, known_fields};
use super::{csv, text_tree, xml};

/// The width of what a message quotes, in terminal columns, at most.
const MAX_QUOTED_COLUMNS: usize = 200;
/// Formats that a message names, at most.
const MAX_NAMED: usize = 2;
/// The share, in percent, of lines with the sign of a format that make a text like it.
const MIN_SHARE: usize = 60;
/// The formats whose first words tell them, and these words as they start a line.
const MARKS: [(&str, &str); 8] = [
    ("vcard", "BEGIN:VCARD"),
    ("ldif", "dn: "),
    ("mermaid", "flowchart "),
    ("mermaid", "graph TD"),
    ("plantuml", "@startwbs"),
    ("plantuml", "@startmindmap"),
    ("dot", "digraph "),
    ("opml", "<opml"),
];

/// The formats that a text is nearest to, the nearest first.
pub fn nearest(text: &str) -> Vec<Likeness> {
    if let Some(element) = xml::root_name(text) {
        let element = Printable::new(element).truncate(MAX_QUOTED_COLUMNS, "…");
        return vec![Likeness { format: "opml, graphml, rdfxml", lack: Lack::Element(element) }];
    }
    if let Some(likeness) = mark(text) {
        return vec![likeness];
    }
    let table = csv::fitting_rows(text).map(|(fitting, others)| {
        let share = share(fitting, others.len());
        let lack = match others.is_empty() {
            true => Lack::Name(known_fields(&csv::column_names(text))),
            false => Lack::Lines(others, OtherLines::UnevenRows),
        };
        (share, Likeness { format: "csv", lack })
    });
    let (fitting, others) = text_tree::fitting_lines(text);
    let share_of_names = share(fitting, others.len());
    let lack = match others.is_empty() {
        true => Lack::Indentation,
        false => Lack::Lines(others, OtherLines::NoItems),
    };
    // The rows of a table are not indented.
    let is_outline = fitting > 1 && (lack != Lack::Indentation || table.is_none());
    let outline = is_outline.then_some((share_of_names, Likeness { format: "text", lack }));
    let mut found: Vec<_> =
        table.into_iter().chain(outline).filter(|(share, _)| *share >= MIN_SHARE).collect();
    found.sort_by_key(|(share, _)| std::cmp::Reverse(*share));
    found.into_iter().map(|(_, likeness)| likeness).take(MAX_NAMED).collect()
}

/// The format whose first words stand on a later line.
fn mark(text: &str) -> Option<Likeness> {
    let mut lines = text.lines().enumerate().skip(1);
    lines.find_map(|(index, line)| {
        let starts =
            |mark: &str| line.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark));
        let (format, mark) = *MARKS.iter().find(|(_, mark)| starts(mark))?;
        Some(Likeness { format, lack: Lack::Start(mark, index + 1) })
    })
}

/// The share of some among all, in percent.
fn share(some: usize, others: usize) -> usize {
    some * 100 / (some + others).max(1)
}

#[cfg(test)]
mod tests {
    use crate::import::read;
    use crate::lang::Lang;

    /// What the message says at its end.
    fn nearest(text: &str) -> String {
        let message = read(text.as_bytes(), Lang::En).expect_err("refused").kind.message(Lang::En);
        message.split_once("; nearest: ").map_or(String::new(), |(_, nearest)| nearest.to_string())
    }

    #[test]
    fn a_table_is_told_by_its_rows() {
        assert_eq!(
            nearest("what,above\na,b\n"),
            "csv: a first line with the names of the columns, one of them for names, is missing"
        );
        assert_eq!(
            nearest("ref,mail,x\n1,a@b,c\n2,c@d,e\n"),
            "csv: id, email recognised, the name is missing"
        );
        assert_eq!(
            nearest("a;b;c\nd;e;f\ng;h\ni;j;k\nl;m;n\no;p;q;r;s\n"),
            "csv: lines 3, 6 have another number of cells"
        );
    }

    #[test]
    fn an_outline_is_told_by_its_lines() {
        let text = "Town\n  Parks\n  Water\nif (x) { return; }\n  Roads\n";
        assert_eq!(nearest(text), "text: line 4 is not a name in an outline");
        let drawn = "- Town\n  - Parks, trees and gardens, which are open.\n- Water, which flows,\n- Roads, which lead,\n- And more,\n- Lake\n";
        assert_eq!(nearest(drawn), "", "less than half are names");
        assert_eq!(nearest("One line\n"), "");
        assert_eq!(nearest("Town\nParks\nWater\n"), "text: no line is indented below another");
    }

    #[test]
    fn formats_are_told_by_their_first_words() {
        assert_eq!(
            nearest("<?xml version=\"1.0\"?><rss></rss>"),
            "opml, graphml, rdfxml: the first element is “rss”"
        );
        let cards = "Exported on Monday.\n\nBEGIN:VCARD\nFN:A\nEND:VCARD\n";
        assert_eq!(
            nearest(cards),
            "vcard: “BEGIN:VCARD” is on line 3, not at the start: remove what is before it"
        );
        let fenced = "The chart of the town, as it was agreed upon in the last meeting.\n\n```mermaid\nflowchart TD\na --> b\n```\n";
        assert!(nearest(fenced).starts_with("mermaid: “flowchart” is on line 4"));
    }

    #[test]
    fn keys_of_records_are_compared_with_fields() {
        assert_eq!(nearest("[{\"mail\": \"a@b\", \"x\": 1}]"), "json: email recognised, the name is missing");
        assert_eq!(nearest("{\"x\": 1}"), "");
    }

    #[test]
    fn prose_is_near_to_nothing() {
        assert_eq!(
            nearest("This is a letter. It has sentences, and they end.\nNothing else is in it, of course.\n"),
            ""
        );
    }

    #[test]
    fn messages_are_short_and_french_too() {
        let text = format!("<{}>", "x".repeat(10_000));
        let error = read(text.as_bytes(), Lang::Fr).expect_err("refused").kind.message(Lang::Fr);
        assert!(
            error.len() < 700
                && error.contains("le plus proche\u{a0}: opml, graphml, rdfxml\u{a0}: le premier élément"),
            "{error}"
        );
    }
}
