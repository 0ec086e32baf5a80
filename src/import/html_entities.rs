//! The character references of HTML.

use std::cmp::Ordering;

/// The named character references of HTML: a line for each in the order of the bytes of their names, with the name,
/// a space and the text. Line breaks, tabs and backslashes are escaped. A table of slices would be six times as large.
const ENTITIES: &str = include_str!("html_entities.txt");

/// The text with its character references decoded, those of control characters too: cleaning texts is up to the
/// parser of records.
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

#[cfg(test)]
mod tests {
    use html_escape::NAMED_ENTITIES;

    use super::*;

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
}
