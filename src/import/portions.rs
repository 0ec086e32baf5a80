//! Reads a text in portions and frees each once it is read: the records made from a text and the text
//! itself need not be in memory together.

use std::borrow::Cow;

/// The number of portions. With more, less of the text is in memory with the records made from it, but
/// the rest is moved more often.
const PORTION_COUNT: usize = 4;

/// Calls `read` until the whole text is read: with the rest of the text, its byte offset in the text,
/// and the byte offset in the rest up to which to read at least. `read` returns up to where it read.
pub fn read(text: Cow<'static, str>, mut read: impl FnMut(&str, usize, usize) -> usize) {
    let mut rest = text.into_owned();
    let (len, portion_len) = (rest.len(), rest.len().div_ceil(PORTION_COUNT));
    while !rest.is_empty() {
        let end = read(&rest, len - rest.len(), portion_len.min(rest.len()));
        rest.drain(..end);
        rest.shrink_to_fit();
    }
}

/// The byte offset of the end of the line at a byte offset.
pub fn line_end(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    memchr::memchr(b'\n', rest).map_or(text.len(), |end| at + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_once() {
        for text in ["a\nb\n\nc", "a", "\n\n\n\n\n", "aaaaaaaaaaaaaaaa\nb\nc\nd\ne\nf"] {
            let (mut found, mut portion_count) = (String::new(), 0);
            read(Cow::Borrowed(text), |rest, offset, limit| {
                assert_eq!(offset, found.len());
                portion_count += 1;
                let end = line_end(rest, limit);
                found += &rest[..end];
                end
            });
            assert_eq!(found, text);
            assert!(portion_count <= PORTION_COUNT);
        }
    }
}
