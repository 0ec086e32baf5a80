//! Decodes the bytes of a file to text. A byte order mark tells the encoding; without one, bytes that are not
//! UTF-8 are taken for UTF-16 or Windows-1252, which is reported. Binary data is refused.

use std::borrow::Cow;
use std::str;

use crate::org::DiagnosticKind;

use super::other_format::OtherFormat;
use super::{ReadError, ReadErrorKind};

/// The part of a file, in bytes, that tells text from binary data.
const SAMPLE_BYTES: usize = 1 << 16;
/// Text has fewer control characters than one in so many bytes.
const MIN_BYTES_PER_CONTROL: usize = 16;

/// The text of a file. Its lines end with a line feed.
#[derive(Debug)]
pub struct Decoded {
    pub text: Cow<'static, str>,
    /// What was assumed about the encoding, with the line where it first matters.
    pub problem: Option<(usize, DiagnosticKind)>,
}

/// Decodes a file.
///
/// # Errors
/// If it is not text.
pub fn decode(bytes: Cow<'static, [u8]>) -> Result<Decoded, ReadError> {
    if let Some(format) = OtherFormat::of(&bytes) {
        return Err(ReadError::whole_file(ReadErrorKind::OtherFormat(format)));
    }
    let mut decoded = match (&*bytes, unmarked_utf16(&bytes)) {
        ([0xef, 0xbb, 0xbf, ..], _) => decode_bytes(without_start(bytes, 3))?,
        ([0xff, 0xfe, rest @ ..], _) => decode_utf16(u16::from_le_bytes, rest, true),
        ([0xfe, 0xff, rest @ ..], _) => decode_utf16(u16::from_be_bytes, rest, true),
        (_, Some(unit)) => decode_utf16(unit, &bytes, false),
        (_, None) => decode_bytes(bytes)?,
    };
    refuse_binary(decoded.text.as_bytes())?;
    decoded.text = with_line_feeds(decoded.text);
    Ok(decoded)
}

/// Makes a unit of UTF-16 of two bytes.
type Utf16Unit = fn([u8; 2]) -> u16;

fn decode_utf16(unit: Utf16Unit, bytes: &[u8], is_marked: bool) -> Decoded {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut has_errors = !rest.is_empty();
    let characters = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).map(|decoded| {
        has_errors |= decoded.is_err();
        decoded.unwrap_or(char::REPLACEMENT_CHARACTER)
    });
    let text: String = characters.collect();
    let problem = match () {
        () if has_errors => Some(DiagnosticKind::MalformedUtf16),
        () if !is_marked => Some(DiagnosticKind::UnmarkedUtf16),
        () => None,
    };
    Decoded { text: Cow::Owned(text), problem: problem.map(|kind| (1, kind)) }
}

/// UTF-16, if every character of the sample has one byte that is zero, as in Latin text, on the same side.
fn unmarked_utf16(bytes: &[u8]) -> Option<Utf16Unit> {
    let (units, _) = bytes[..bytes.len().min(SAMPLE_BYTES)].as_chunks::<2>();
    let [high_first, low_first] = [0, 1].map(|side| units.iter().filter(|unit| unit[side] == 0).count());
    match (high_first, low_first) {
        (0, 0) => None,
        (0, zeros) if zeros * 2 > units.len() => Some(u16::from_le_bytes),
        (zeros, 0) if zeros * 2 > units.len() => Some(u16::from_be_bytes),
        _ => None,
    }
}

fn without_start(bytes: Cow<'static, [u8]>, length: usize) -> Cow<'static, [u8]> {
    match bytes {
        Cow::Borrowed(bytes) => Cow::Borrowed(&bytes[length..]),
        Cow::Owned(mut bytes) => {
            bytes.drain(..length);
            Cow::Owned(bytes)
        }
    }
}

/// Decodes UTF-8, or what is not.
fn decode_bytes(bytes: Cow<'static, [u8]>) -> Result<Decoded, ReadError> {
    let text = match bytes {
        Cow::Borrowed(bytes) => str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| Cow::Borrowed(bytes)),
        Cow::Owned(bytes) => {
            String::from_utf8(bytes).map(Cow::Owned).map_err(|error| Cow::Owned(error.into_bytes()))
        }
    };
    match text {
        Ok(text) => Ok(Decoded { text, problem: None }),
        Err(bytes) => decode_legacy(&bytes),
    }
}

/// Decodes bytes that are not all UTF-8. Where most characters beyond ASCII are, only the others are taken for
/// Windows-1252: the file was put together from several.
fn decode_legacy(bytes: &[u8]) -> Result<Decoded, ReadError> {
    refuse_binary(bytes)?;
    let is_start = |byte: &u8| *byte >= 0xc0;
    let (mut characters, mut count) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        characters += chunk.valid().as_bytes().iter().filter(|byte| is_start(byte)).count();
        count += chunk.invalid().len();
    }
    let (text, kind) = match characters > count {
        true => (decode_mixed(bytes), DiagnosticKind::MixedEncodings { count }),
        false => (windows_1252(bytes).collect(), DiagnosticKind::Windows1252),
    };
    let valid = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let line = memchr::memchr_iter(b'\n', with_line_feeds(Cow::Borrowed(valid)).as_bytes()).count() + 1;
    Ok(Decoded { text: Cow::Owned(text), problem: Some((line, kind)) })
}

fn decode_mixed(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(windows_1252(chunk.invalid()));
    }
    text
}

/// The characters of the bytes 0x80 to 0x9f in Windows-1252, as the Encoding Standard of the WHATWG has them. The
/// other bytes are those of Unicode. A crate would bring the tables of all encodings, 150 kB.
const WINDOWS_1252: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

/// The characters of a text in Windows-1252.
pub fn windows_1252(bytes: &[u8]) -> impl Iterator<Item = char> {
    let table: Vec<char> = WINDOWS_1252.chars().collect();
    let character = move |byte: u8| {
        let special = byte.checked_sub(0x80).and_then(|index| table.get(usize::from(index)));
        special.copied().unwrap_or(char::from(byte))
    };
    bytes.iter().map(move |&byte| character(byte))
}

/// An error, at the first control character, if the bytes have too many, or a null byte.
fn refuse_binary(bytes: &[u8]) -> Result<(), ReadError> {
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    let is_control = |byte: &u8| {
        matches!(byte, 0..=0x1f | 0x7f)
            && !matches!(byte, b'\t' | b'\n' | b'\r' | b'\x0b' | b'\x0c' | b'\x1b')
    };
    let controls = sample.iter().filter(|byte| is_control(byte)).count();
    let is_binary = controls * MIN_BYTES_PER_CONTROL > sample.len();
    let at = if is_binary { sample.iter().position(is_control) } else { memchr::memchr(0, bytes) };
    let Some(at) = at else { return Ok(()) };
    let before = with_line_feeds(String::from_utf8_lossy(&bytes[..at]));
    Err(ReadError::at(&before, before.len(), ReadErrorKind::Binary))
}

/// Replaces the carriage returns of a text whose lines end with them alone, as on an old Mac.
fn with_line_feeds(text: Cow<str>) -> Cow<str> {
    let bytes = text.as_bytes();
    let is_alone = |at: &usize| !matches!(bytes.get(at + 1), Some(b'\n' | b'\r'));
    let alone = memchr::memchr_iter(b'\r', bytes).filter(is_alone).count();
    if alone == 0 || alone <= memchr::memchr_iter(b'\n', bytes).count() {
        return text;
    }
    let mut converted = String::with_capacity(text.len());
    for (index, part) in text.split('\r').enumerate() {
        if index > 0 && !part.starts_with('\n') {
            converted.push('\n');
        }
        converted.push_str(part);
    }
    Cow::Owned(converted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::test_support::{indented_names, lines_and_messages};
    use crate::import::{ReadError, read};
    use crate::lang::Lang;

    fn decoded(bytes: &[u8]) -> Decoded {
        decode(Cow::Owned(bytes.to_vec())).expect("text")
    }

    fn error(bytes: &[u8]) -> ReadError {
        decode(Cow::Owned(bytes.to_vec())).expect_err("refused")
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    /// What is told of a file that can be opened, in English.
    fn told(bytes: &[u8]) -> Vec<(u32, String)> {
        lines_and_messages(&read(bytes, Lang::En).expect("readable"))
    }

    #[test]
    fn a_byte_order_mark_is_followed() {
        let text = "id;nom\n1;Église – 千\n";
        let marked = format!("\u{feff}{text}");
        for bytes in
            [marked.clone().into_bytes(), utf16(&marked, u16::to_le_bytes), utf16(&marked, u16::to_be_bytes)]
        {
            let decoded = decoded(&bytes);
            assert_eq!((&*decoded.text, decoded.problem), (text, None));
        }
    }

    #[test]
    fn utf16_without_a_mark_is_recognised() {
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            let decoded = decoded(&utf16("id;nom\n1;Église\n", bytes));
            assert_eq!(
                (&*decoded.text, decoded.problem),
                ("id;nom\n1;Église\n", Some((1, DiagnosticKind::UnmarkedUtf16)))
            );
        }
    }

    #[test]
    fn broken_utf16_is_reported() {
        let mut bytes = utf16("\u{feff}a\u{1f333}b", u16::to_le_bytes);
        bytes.drain(4..6);
        let decoded = decoded(&bytes);
        assert_eq!(
            (&*decoded.text, decoded.problem),
            ("a\u{fffd}b", Some((1, DiagnosticKind::MalformedUtf16)))
        );
    }

    #[test]
    fn what_is_not_utf8_is_windows_1252() {
        let table = b"id;nom;parent_id\r\n1;Mus\xe9es \x96 l\x92art;\r\n2;\x8cuvres n\xb0 1;1\r\n";
        let org = read(table, Lang::En).expect("readable");
        assert_eq!(indented_names(&org), ["Musées – l’art", " Œuvres n° 1"]);
        let message = "the file is read as Windows-1252, because it is not UTF-8; if letters are wrong, convert it: “iconv -f ENCODING -t UTF-8”";
        assert_eq!(lines_and_messages(&org), [(2, message.to_string())]);
    }

    #[test]
    fn every_reader_gets_the_text_and_the_lines_stay() {
        let json = b"{\"format\": \"ramure/1\",\n\"units\": [{\"id\": \"a\",\n\"name\": \"\xc9tat\"}, 12]}";
        let lines: Vec<u32> = told(json).iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [3, 3]);
        let ldif = b"dn: o=Mus\xe9e\no: Mus\xe9e\nx\n";
        assert_eq!(told(ldif).iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 3]);
    }

    #[test]
    fn utf8_with_other_bytes_among_it_is_mixed() {
        let decoded = decoded(b"nom\n\xc3\x89glise\nMus\xc3\xa9e\n\xe9t\xc3\xa9\n");
        assert_eq!(&*decoded.text, "nom\nÉglise\nMusée\nété\n");
        assert_eq!(decoded.problem, Some((4, DiagnosticKind::MixedEncodings { count: 1 })));
    }

    #[test]
    fn lines_may_end_with_a_carriage_return_alone() {
        let table = b"id,name,parent_id\r1,A,\r2,\"B\nC\",7\r";
        let message = "“7”, the parent of 1\u{a0}unit, has no entry: the unit is added";
        assert_eq!(told(table), [(3, message.to_string())]);
        let tree = read(b"- A\r  - B\r", Lang::En).expect("readable");
        assert_eq!(indented_names(&tree), ["A", " B"]);
        assert_eq!(&*decoded(b"a\r\nb\rc\r\n").text, "a\r\nb\rc\r\n", "a stray one");
    }

    #[test]
    fn binary_data_is_refused_at_its_place() {
        let at = |bytes: &[u8]| (error(bytes).line, error(bytes).column, error(bytes).kind);
        assert_eq!(at(b"id,name\n\xe91,\0A\n"), (2, 4, ReadErrorKind::Binary));
        assert_eq!(at(b"\x01\x02abc"), (1, 1, ReadErrorKind::Binary));
        assert_eq!(at(b"a\rb\rc\0"), (3, 2, ReadErrorKind::Binary));
        assert_eq!(&*decoded(b"\x1b[1mA\x1b[0m").text, "\u{1b}[1mA\u{1b}[0m");
    }

    #[test]
    fn known_formats_are_named() {
        let message = |bytes: &[u8], lang| error(bytes).kind.message(lang);
        assert_eq!(
            message(b"%PDF-1.7\n%\xe2\xe3", Lang::En),
            "this is a PDF document, which cannot be read: export the data as text, such as CSV"
        );
        assert_eq!(
            message(b"7z\xbc\xaf\x27\x1c\0\x04", Lang::Fr),
            "c’est une archive 7z, qui ne peut pas être ouvert\u{a0}: extrayez les données, ou compressez-les en .zip"
        );
    }
}
