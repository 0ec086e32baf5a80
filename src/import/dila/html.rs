//! Converts HTML to paragraphs and extracts the first sentence.

use std::cmp::Ordering;

/// The named character references of HTML: a line for each in the order of the bytes of their names, with the name,
/// a space and the text. Line breaks, tabs and backslashes are escaped. A table of slices would be six times as large.
const ENTITIES: &str = include_str!("entities.txt");

/// Elements that separate paragraphs.
const BLOCK_ELEMENTS: [&str; 13] =
    ["p", "br", "li", "ul", "ol", "div", "h1", "h2", "h3", "h4", "tr", "td", "th"];

/// The paragraphs of texts, separated by lines or HTML elements.
pub fn paragraphs(texts: &[String]) -> Vec<String> {
    let plain = texts.iter().map(|text| decode_entities(&without_tags(text)));
    let lines: Vec<String> =
        plain.flat_map(|text| text.lines().map(String::from).collect::<Vec<_>>()).collect();
    lines.iter().map(|line| line.trim().to_string()).filter(|line| !line.is_empty()).collect()
}

/// Removes tags; those of block elements become line breaks.
pub fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(tag) = tag(rest) else {
            plain.push('<');
            rest = &rest[1..];
            continue;
        };
        let name = tag.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if BLOCK_ELEMENTS.iter().any(|block| name.eq_ignore_ascii_case(block)) {
            plain.push('\n');
        }
        rest = &rest[tag.len()..];
    }
    plain + rest
}

/// The tag at the start of a text, at most `MAX_TAG_BYTES` long.
fn tag(text: &str) -> Option<&str> {
    const MAX_TAG_BYTES: usize = 1000;
    let is_tag = text[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
    let end = text.bytes().take(MAX_TAG_BYTES).position(|byte| byte == b'>').filter(|_| is_tag)?;
    Some(&text[..=end])
}

/// Decodes the character references. Those of control characters too, which
/// `html_escape::decode_html_entities` leaves: cleaning texts is up to the parser of records.
pub fn decode_entities(text: &str) -> String {
    let mut pieces = text.split('&');
    let mut plain = pieces.next().unwrap_or_default().to_string();
    for piece in pieces {
        let decoded = piece.split_once(';').and_then(|(name, rest)| {
            push_character(name, &mut plain)?;
            Some(rest)
        });
        if decoded.is_none() {
            plain.push('&');
        }
        plain.push_str(decoded.unwrap_or(piece));
    }
    plain
}

/// Appends the text of a character reference; `None` if it is not known.
pub fn push_character(name: &str, plain: &mut String) -> Option<()> {
    let code = match name.strip_prefix('#').map(|code| (code, code.strip_prefix(['x', 'X']))) {
        Some((_, Some(hex))) => u32::from_str_radix(hex, 16).ok(),
        Some((decimal, None)) => decimal.parse().ok(),
        None => {
            plain.push_str(entity(name)?);
            return Some(());
        }
    };
    plain.push(char::from_u32(code?)?);
    Some(())
}

/// The text of a named character reference.
fn entity(name: &str) -> Option<&'static str> {
    let (mut start, mut end) = (0, ENTITIES.len());
    while start < end {
        let before = &ENTITIES.as_bytes()[start..start + (end - start) / 2];
        let line = start + memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        let (known, text) = ENTITIES.get(line..)?.lines().next()?.split_once(' ')?;
        match known.cmp(name) {
            Ordering::Less => start = line + known.len() + text.len() + " \n".len(),
            Ordering::Greater => end = line,
            Ordering::Equal => return Some(unescaped(text)),
        }
    }
    None
}

/// The text of a line of [`ENTITIES`].
fn unescaped(text: &'static str) -> &'static str {
    match text {
        "\\n" => "\n",
        "\\t" => "\t",
        "\\\\" => "\\",
        text => text,
    }
}

/// The first sentence: it ends at a full stop before a capital. A word of one or two letters before
/// the stop is an abbreviation.
pub fn first_sentence(text: &str) -> &str {
    let is_end = |&(at, mark): &(usize, &str)| {
        let word = text[..at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let rest = &text[at + mark.len()..];
        let next = rest.trim_start();
        let starts = next.starts_with(|c: char| c.is_uppercase() || "«“\"".contains(c));
        rest.len() > next.len() && starts && (mark != "." || word.chars().count() > 2)
    };
    let mut marks = text.match_indices(['.', '!', '?', '…']).filter(is_end);
    marks.next().map_or(text, |(at, mark)| &text[..at + mark.len()])
}

#[cfg(test)]
mod tests {
    use html_escape::NAMED_ENTITIES;

    use super::*;

    #[test]
    fn html_becomes_paragraphs() {
        let plain = |text: &str| paragraphs(&[text.to_string()]);
        assert_eq!(
            plain("<p>Le <b>sel</b> &amp; l&#8217;eau</p><P class='x'>Et&nbsp;puis<br/>fin"),
            ["Le sel & l’eau", "Et\u{a0}puis", "fin"]
        );
        assert_eq!(plain("a < b & c &x; d &lt;b&gt; <a"), ["a < b & c &x; d <b> <a"]);
        assert_eq!(plain("&Agrave; &Ccedil;a, &uuml;ber &OElig;"), ["À Ça, über Œ"]);
        assert_eq!(plain("&amp;lt; &amp&amp; &;&#;&#x; &#X41;"), ["&lt; &amp& &;&#;&#x; A"]);
        assert_eq!(plain("un\r\n\n deux "), ["un", "deux"]);
        assert_eq!(plain("&#x1b;[2J&#xD800;"), ["\u{1b}[2J&#xD800;"]);
    }

    #[test]
    fn all_named_references_are_known() {
        assert_eq!(ENTITIES.lines().count(), NAMED_ENTITIES.len());
        for (name, text) in NAMED_ENTITIES {
            let name = str::from_utf8(name).expect("ASCII");
            assert_eq!(entity(name), Some(text), "{name}");
            assert_eq!(entity(&format!("{name}!")), None);
        }
        assert_eq!((entity(""), entity("zzzz"), entity("\u{e9}")), (None, None, None));
    }

    #[test]
    fn a_sentence_ends_at_a_stop_before_a_capital() {
        assert_eq!(first_sentence("Elle gère le sel. Elle l’aime."), "Elle gère le sel.");
        assert_eq!(first_sentence("L’art. 3 et M. Dupont… « Oui ». Non"), "L’art. 3 et M. Dupont…");
        assert_eq!(first_sentence("sans fin"), "sans fin");
        assert_eq!(first_sentence("Quoi ? Rien"), "Quoi ?");
    }
}
