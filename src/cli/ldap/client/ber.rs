//! The part of BER (X.690) that LDAP uses (RFC 4511, section 5.1): tags of one byte, definite lengths. Elements
//! inside others are slices of them, so that nesting costs nothing.

pub const BOOLEAN: u8 = 0x01;
pub const INTEGER: u8 = 0x02;
pub const OCTET_STRING: u8 = 0x04;
pub const ENUMERATED: u8 = 0x0a;
pub const SEQUENCE: u8 = 0x30;
pub const SET: u8 = 0x31;

/// Bytes of a length, at most: some servers write leading zeros.
pub const MAX_LENGTH_BYTES: usize = 8;
/// The first byte of a length that is written in several bytes has this bit, and their number.
const LONG_LENGTH: u8 = 0x80;

/// Appends an element.
pub fn write(to: &mut Vec<u8>, tag: u8, content: &[u8]) {
    to.push(tag);
    let length = content.len();
    if length < usize::from(LONG_LENGTH) {
        to.push(length as u8);
    } else {
        let bytes = length.to_be_bytes();
        let significant = &bytes[(length.leading_zeros() / 8) as usize..];
        to.push(LONG_LENGTH | significant.len() as u8);
        to.extend_from_slice(significant);
    }
    to.extend_from_slice(content);
}

/// Appends a number that is not negative.
pub fn write_number(to: &mut Vec<u8>, tag: u8, value: u32) {
    // A leading zero keeps the sign.
    let bytes = u64::from(value).to_be_bytes();
    let zeros = (value.leading_zeros() / 8) as usize + 4;
    let start = if zeros < 8 && bytes[zeros] < 0x80 { zeros } else { zeros - 1 };
    write(to, tag, &bytes[start..]);
}

/// An element made of others.
pub fn sequence(tag: u8, elements: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(elements.len() + MAX_LENGTH_BYTES);
    write(&mut bytes, tag, elements);
    bytes
}

/// How many bytes of a long length follow its first byte; `None` for a short one.
pub fn length_bytes(first: u8) -> Option<usize> {
    (first & LONG_LENGTH != 0).then_some(usize::from(first & !LONG_LENGTH))
}

/// Reads the elements of a text of bytes, one after another.
#[derive(Clone, Copy, Debug)]
pub struct Elements<'a>(pub &'a [u8]);

impl<'a> Elements<'a> {
    /// The content of the next element if it has this tag.
    pub fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (found, content, rest) = split(self.0)?;
        (found == tag).then(|| {
            self.0 = rest;
            content
        })
    }

    /// The next number.
    pub fn take_number(&mut self, tag: u8) -> Option<u32> {
        let bytes = self.take(tag)?;
        let is_valid = (1..=5).contains(&bytes.len()) && bytes[0] < 0x80;
        let value = bytes.iter().fold(0, |value, byte| value << 8 | u64::from(*byte));
        u32::try_from(value).ok().filter(|_| is_valid)
    }

    /// The next element: its tag and content. `None` at the end, or if it is not valid.
    pub fn take_any(&mut self) -> Option<(u8, &'a [u8])> {
        let (tag, content, rest) = split(self.0)?;
        self.0 = rest;
        Some((tag, content))
    }
}

/// The tag and the content of the first element, and what follows it.
fn split(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&[tag, first], rest) = bytes.split_first_chunk()?;
    let (length, rest) = match length_bytes(first) {
        None => (usize::from(first), rest),
        Some(count) => (length(rest.get(..count)?)?, &rest[count..]),
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

/// A length written in several bytes. `None` if there are none, which means that an end mark follows, or too
/// many.
pub fn length(bytes: &[u8]) -> Option<usize> {
    let is_valid = (1..=MAX_LENGTH_BYTES).contains(&bytes.len());
    let value = is_valid.then(|| bytes.iter().fold(0u64, |value, byte| value << 8 | u64::from(*byte)));
    usize::try_from(value?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for size in [0, 1, 127, 128, 255, 256, 65_535, 65_536] {
            let content = vec![7; size];
            let bytes = sequence(OCTET_STRING, &content);
            assert_eq!(Elements(&bytes).take(OCTET_STRING), Some(&content[..]), "{size}");
            assert_eq!(Elements(&bytes[..bytes.len() - 1]).take(OCTET_STRING), None, "{size}");
        }
        for value in [0, 1, 127, 128, 255, 256, 32_767, 32_768, u32::MAX] {
            let mut bytes = Vec::new();
            write_number(&mut bytes, INTEGER, value);
            assert_eq!(Elements(&bytes).take_number(INTEGER), Some(value), "{bytes:x?}");
        }
    }

    #[test]
    fn lengths_that_are_not_valid_end_the_elements() {
        for bytes in [&b""[..], b"\x04", b"\x04\x80", b"\x04\x81", b"\x04\x85", b"\x04\x84\xff\xff\xff\xff"] {
            assert_eq!(Elements(bytes).take_any(), None, "{bytes:x?}");
        }
        let huge = [&[0x04, 0x88][..], &[0xff; 8], b"x"].concat();
        assert_eq!(Elements(&huge).take_any(), None);
        assert_eq!(Elements(b"\x04\x84\0\0\0\x01x").take_any(), Some((OCTET_STRING, &b"x"[..])));
    }
}
