//! The parts of a statement of Mermaid: ids, the texts in the shapes of nodes, links and labels.

use std::borrow::Cow;

use crate::import::dila::html;
use crate::import::html_entities::push_character;

/// How the texts of nodes begin and end: the longest first.
const SHAPES: [(&str, &[&str]); 12] = [
    ("(((", &[")))"]),
    ("((", &["))"]),
    ("([", &["])"]),
    ("(-", &["-)"]),
    ("(", &[")"]),
    ("[[", &["]]"]),
    ("[(", &[")]"]),
    ("[/", &["/]", "\\]"]),
    ("[\\", &["\\]", "/]"]),
    ("[", &["]"]),
    ("{{", &["}}"]),
    ("{", &["}"]),
];

/// The length of a character code or of its name, at most.
const MAX_CODE_BYTES: usize = 12;

/// A link between nodes.
pub struct Link<'a> {
    /// What is written at it.
    pub label: Cow<'a, str>,
    /// Whether it is drawn: `~~~` only says where nodes stand.
    pub is_drawn: bool,
}

/// A place in a statement.
pub struct Cursor<'a> {
    pub text: &'a str,
    pub at: usize,
}

impl<'a> Cursor<'a> {
    pub fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub fn skip_blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    pub fn take(&mut self, sign: &str) -> bool {
        let is_there = self.rest().starts_with(sign);
        self.at += if is_there { sign.len() } else { 0 };
        is_there
    }

    /// The text up to a byte offset of the rest, which is passed.
    fn pass(&mut self, end: usize) -> &'a str {
        let passed = &self.rest()[..end];
        self.at += end;
        passed
    }

    /// The id of a node: it ends at a blank, a shape, a link or another sign.
    pub fn id(&mut self) -> &'a str {
        let rest = self.rest();
        let is_end = |(at, c): &(usize, char)| {
            c.is_whitespace()
                || "[]({})>&;|\"<".contains(*c)
                || ["--", "-.", "==", "~~~", ":::", "@{"].iter().any(|sign| rest[*at..].starts_with(sign))
        };
        let end = rest.char_indices().find(is_end).map_or(rest.len(), |(at, _)| at);
        self.pass(end)
    }

    /// The text in the shape of a node: `[text]`, `("text")`, `>text]`, `@{ label: "text" }`.
    pub fn shape_text(&mut self) -> Option<Cow<'a, str>> {
        if self.take("@{") {
            let end = self.rest().find('}').unwrap_or(self.rest().len());
            let inside = self.pass(end);
            self.take("}");
            let after = inside.split_once("label:").map(|(_, text)| text.trim_start())?;
            let quoted = after.strip_prefix('"').and_then(|text| text.split('"').next());
            return Some(label(quoted.unwrap_or(after.split(',').next().unwrap_or_default())));
        }
        let asymmetric = (">", &["]"][..]);
        let mut shapes = SHAPES.iter().copied().chain([asymmetric]);
        let (open, closes) = shapes.find(|(open, _)| self.rest().starts_with(open))?;
        let inside = &self.rest()[open.len()..];
        let quoted = inside.trim_start().strip_prefix('"').and_then(|text| text.find('"'));
        let from = quoted.map_or(0, |end| inside.len() - inside.trim_start().len() + end + 2);
        // The first sign that may end the text is looked for once: there may be many nodes on a line.
        let last = if open.starts_with("[/") || open.starts_with("[\\") { "]" } else { closes[0] };
        let mut ends = inside[from..].match_indices(last).map(|(at, _)| from + at + last.len());
        let end = ends.find_map(|end| {
            let close = closes.iter().find(|close| inside[..end].ends_with(**close))?;
            (end - close.len() >= from).then(|| (end - close.len(), close.len()))
        });
        let (end, close) = end.unwrap_or((inside.len(), 0));
        self.at += open.len() + end + close;
        Some(label(&inside[..end]))
    }

    /// Passes a link.
    pub fn link(&mut self) -> Option<Link<'a>> {
        self.skip_blanks();
        let start = self.at;
        let id = self.rest().find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(0);
        if id > 0 && self.rest()[id..].starts_with('@') {
            self.at += id + 1;
        }
        let tail = self.rest().strip_prefix(['<', 'o', 'x']).filter(|rest| line_length(rest) > 0);
        self.at += usize::from(tail.is_some());
        let length = line_length(self.rest());
        if length == 0 {
            self.at = start;
            return None;
        }
        let drawn = self.pass(length);
        let mut link = Link { label: Cow::Borrowed(""), is_drawn: !drawn.starts_with('~') };
        if !self.take_head() && matches!(drawn, "--" | "==" | "-.") {
            link.label = self.text_on_link(drawn);
        }
        self.skip_blanks();
        if self.rest().starts_with('|') {
            let end = self.rest()[1..].find('|').map_or(self.rest().len(), |end| end + 2);
            link.label = label(self.pass(end).trim_matches('|'));
        }
        Some(link)
    }

    /// Passes the head of an arrow. A circle or a cross is one if a blank follows.
    fn take_head(&mut self) -> bool {
        let is_head = |rest: &str| {
            let after = rest.strip_prefix(['o', 'x']);
            rest.starts_with('>') || after.is_some_and(|after| after.starts_with([' ', '\t', '|']))
        };
        let is_there = is_head(self.rest());
        self.at += usize::from(is_there);
        is_there
    }

    /// Passes the text inside a link and the rest of the link: ` text -->`.
    fn text_on_link(&mut self, open: &str) -> Cow<'a, str> {
        let close = match open {
            "-." => ".-",
            open => open,
        };
        let Some(end) = self.rest().find(close) else {
            // A link that does not end is none: nothing is left to read.
            self.at = self.text.len();
            return Cow::Borrowed("");
        };
        let text = label(self.pass(end));
        let length = line_length(self.rest()).max(close.len());
        self.pass(length);
        self.take_head();
        text
    }
}

/// The length in bytes of the line of a link at the start of a text.
fn line_length(text: &str) -> usize {
    let is_line = ["--", "==", "-.", "~~~", ".-"].iter().any(|start| text.starts_with(start));
    if is_line { text.bytes().take_while(|byte| b"-=.~".contains(byte)).count() } else { 0 }
}

/// What a label says: without quotation marks, and with its breaks, tags and character codes as plain text.
pub fn label(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let text = text.strip_prefix('`').and_then(|text| text.strip_suffix('`')).unwrap_or(text);
    if !text.contains(['<', '#', '&']) {
        return Cow::Borrowed(text);
    }
    let text = html::without_tags(text);
    let mut pieces = text.split('#');
    let mut plain = pieces.next().unwrap_or_default().to_string();
    for piece in pieces {
        let code = piece.split_once(';').filter(|(code, _)| code.len() < MAX_CODE_BYTES);
        let number = |code: &str| code.bytes().all(|byte| byte.is_ascii_digit()).then(|| format!("#{code}"));
        let rest = code.and_then(|(code, rest)| {
            push_character(&number(code).unwrap_or_else(|| code.to_string()), &mut plain)?;
            Some(rest)
        });
        if rest.is_none() {
            plain.push('#');
        }
        plain.push_str(rest.unwrap_or(piece));
    }
    Cow::Owned(plain)
}
