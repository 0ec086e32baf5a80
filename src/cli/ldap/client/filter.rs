//! Search filters in text (RFC 4515), such as `(&(objectClass=person)(!(sn=A*)))`, and how LDAP writes them
//! (RFC 4511, section 4.5.1).

use crate::lang::Tr;

use super::ber::{OCTET_STRING, SEQUENCE, sequence, write};
use super::failure::{Failure, quoted};

const AND: u8 = 0xa0;
const OR: u8 = 0xa1;
const NOT: u8 = 0xa2;
const EQUAL: u8 = 0xa3;
const SUBSTRINGS: u8 = 0xa4;
const GREATER_OR_EQUAL: u8 = 0xa5;
const LESS_OR_EQUAL: u8 = 0xa6;
const PRESENT: u8 = 0x87;
const APPROXIMATE: u8 = 0xa8;
const EXTENSIBLE: u8 = 0xa9;
/// The parts of substrings.
const INITIAL: u8 = 0x80;
const ANY: u8 = 0x81;
const FINAL: u8 = 0x82;
/// The parts of an extensible match.
const RULE: u8 = 0x81;
const ATTRIBUTE: u8 = 0x82;
const VALUE: u8 = 0x83;
const NAME_ATTRIBUTES: u8 = 0x84;

const NOT_VALID: Tr = Tr::new(
    "le filtre n’est pas valide : {} ; exemple : (&(objectClass=person)(sn=A*))",
    "the filter is not valid: {}; an example: (&(objectClass=person)(sn=A*))",
);

/// The filter as LDAP writes it.
///
/// # Errors
/// If the text is not a filter.
pub fn encode(text: &str) -> Result<Vec<u8>, Failure> {
    let text = text.trim();
    let whole = if text.starts_with('(') { text.to_string() } else { format!("({text})") };
    parse(&whole).ok_or_else(|| Failure::new(NOT_VALID, &[&quoted(text)]))
}

/// A filter that contains others, and what it has so far.
struct OpenFilter {
    tag: u8,
    content: Vec<u8>,
    count: usize,
}

fn parse(text: &str) -> Option<Vec<u8>> {
    let mut rest = text;
    let mut open: Vec<OpenFilter> = Vec::new();
    loop {
        let complete = if let Some(after) = rest.strip_prefix(')') {
            rest = after;
            close(open.pop()?)?
        } else {
            rest = rest.strip_prefix('(')?;
            if let Some(tag) = rest.bytes().next().and_then(connective) {
                open.push(OpenFilter { tag, content: Vec::new(), count: 0 });
                rest = &rest[1..];
                continue;
            }
            let (item, after) = rest.split_once(')')?;
            rest = after;
            encode_item(item)?
        };
        match open.last_mut() {
            Some(parent) => {
                parent.content.extend_from_slice(&complete);
                parent.count += 1;
            }
            None => return rest.is_empty().then_some(complete),
        }
        rest = rest.trim_start_matches(' ');
    }
}

fn connective(sign: u8) -> Option<u8> {
    match sign {
        b'&' => Some(AND),
        b'|' => Some(OR),
        b'!' => Some(NOT),
        _ => None,
    }
}

/// A filter whose parts are all known. A negation has one.
fn close(filter: OpenFilter) -> Option<Vec<u8>> {
    (filter.tag != NOT || filter.count == 1).then(|| sequence(filter.tag, &filter.content))
}

/// A comparison, without its parentheses.
fn encode_item(item: &str) -> Option<Vec<u8>> {
    let (left, value) = item.split_once('=').filter(|(_, value)| !value.contains('('))?;
    if let Some(left) = left.strip_suffix(':') {
        return extensible(left, value);
    }
    let last = left.chars().last()?;
    let tag = match last {
        '>' => GREATER_OR_EQUAL,
        '<' => LESS_OR_EQUAL,
        '~' => APPROXIMATE,
        _ => EQUAL,
    };
    let name = if tag == EQUAL { left } else { &left[..left.len() - 1] };
    let name = Some(name.trim()).filter(|name| is_name(name))?;
    match value {
        "*" if tag == EQUAL => Some(sequence(PRESENT, name.as_bytes())),
        _ if tag == EQUAL && value.contains('*') => substrings(name, value),
        _ => {
            let mut content = sequence(OCTET_STRING, name.as_bytes());
            write(&mut content, OCTET_STRING, &unescape(value)?);
            Some(sequence(tag, &content))
        }
    }
}

fn substrings(name: &str, value: &str) -> Option<Vec<u8>> {
    let last = value.matches('*').count();
    let mut parts = Vec::new();
    for (index, part) in value.split('*').enumerate().filter(|(_, part)| !part.is_empty()) {
        let tag = match index {
            0 => INITIAL,
            _ if index == last => FINAL,
            _ => ANY,
        };
        write(&mut parts, tag, &unescape(part)?);
    }
    let mut content = sequence(OCTET_STRING, name.as_bytes());
    write(&mut content, SEQUENCE, &parts);
    (!parts.is_empty()).then(|| sequence(SUBSTRINGS, &content))
}

/// A match by a rule: `cn:caseExactMatch:=Ada`, `ou:dn:=Library`, `:dn:2.5.13.2:=Library`.
fn extensible(left: &str, value: &str) -> Option<Vec<u8>> {
    let mut parts = left.split(':');
    let name = parts.next()?;
    let mut content = Vec::new();
    let (mut has_dn, mut rule) = (false, "");
    for part in parts {
        match part {
            "dn" if !has_dn && rule.is_empty() => has_dn = true,
            _ if rule.is_empty() && is_name(part) => rule = part,
            _ => return None,
        }
    }
    if !rule.is_empty() {
        write(&mut content, RULE, rule.as_bytes());
    }
    if !name.is_empty() {
        write(&mut content, ATTRIBUTE, Some(name).filter(|name| is_name(name))?.as_bytes());
    }
    write(&mut content, VALUE, &unescape(value)?);
    if has_dn {
        write(&mut content, NAME_ATTRIBUTES, &[0xff]);
    }
    (!name.is_empty() || !rule.is_empty()).then(|| sequence(EXTENSIBLE, &content))
}

fn is_name(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.;".contains(&byte);
    !name.is_empty() && name.bytes().all(is_part)
}

/// A value without its escapes, which are two hexadecimal digits after a backslash.
fn unescape(text: &str) -> Option<Vec<u8>> {
    let mut pieces = text.split('\\');
    let mut value = pieces.next()?.as_bytes().to_vec();
    for piece in pieces {
        let digits = piece.get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        value.push(u8::from_str_radix(digits, 16).ok()?);
        value.extend_from_slice(&piece.as_bytes()[2..]);
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_written_as_ldap_says() {
        let cases: [(&str, &[u8]); 9] = [
            ("(ou=*)", b"\x87\x02ou"),
            ("ou=a", b"\xa3\x07\x04\x02ou\x04\x01a"),
            ("(n>=1)", b"\xa5\x06\x04\x01n\x04\x011"),
            ("(n<=1)", b"\xa6\x06\x04\x01n\x04\x011"),
            ("(n~=1)", b"\xa8\x06\x04\x01n\x04\x011"),
            ("(n=a*b*c)", b"\xa4\x0e\x04\x01n\x30\x09\x80\x01a\x81\x01b\x82\x01c"),
            ("(n=\\2a\\c3\\a9)", b"\xa3\x08\x04\x01n\x04\x03*\xc3\xa9"),
            ("(&(a=1) (!(b=*)))", b"\xa0\x0d\xa3\x06\x04\x01a\x04\x011\xa2\x03\x87\x01b"),
            ("(o:dn:2.5:=x)", b"\xa9\x0e\x81\x032.5\x82\x01o\x83\x01x\x84\x01\xff"),
        ];
        for (text, bytes) in cases {
            assert_eq!(encode(text).as_deref(), Ok(bytes), "{text}");
        }
    }

    #[test]
    fn a_text_that_is_not_a_filter_is_refused() {
        let cases = ["", "(", ")", "()", "(ou)", "(=x)", "(ou=x", "(ou=x))", "(ou=x)(ou=y)", "(ou=\\zz)"];
        for text in cases.into_iter().chain(["(!(a=1)(b=1))", "(!)", "(n=**)", "(a b=c)", "(:=x)", "(a=\\é)"])
        {
            assert!(encode(text).is_err(), "{text}");
        }
        // No depth is too much.
        let deep = format!("{}(a=b){}", "(!".repeat(20_000), ")".repeat(20_000));
        assert!(encode(&deep).is_ok());
    }
}
