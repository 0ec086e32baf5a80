//! Converts HTML to paragraphs and extracts the first sentence.

use crate::import::html_entities::decode_entities;

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
    fn a_sentence_ends_at_a_stop_before_a_capital() {
        assert_eq!(first_sentence("Elle gère le sel. Elle l’aime."), "Elle gère le sel.");
        assert_eq!(first_sentence("L’art. 3 et M. Dupont… « Oui ». Non"), "L’art. 3 et M. Dupont…");
        assert_eq!(first_sentence("sans fin"), "sans fin");
        assert_eq!(first_sentence("Quoi ? Rien"), "Quoi ?");
    }
}
