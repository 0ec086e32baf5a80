//! Distinguished names of LDAP entries (RFC 4514): the name of the entry, then of its ancestors.
//! Names that LDAP considers equal have the same key.

/// Limit of ancestors, and of attributes in a name. Real directories have about ten.
const MAX_NAME_PARTS: usize = 256;
/// Names over 4 KiB are not compared: the scan is quadratic, and the input may be hostile.
const MAX_COMPARED_BYTES: usize = 4096;

use std::borrow::Cow;

/// A type and a value of a relative name.
type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

/// A parsed distinguished name.
#[derive(Debug, Default)]
pub struct Dn {
    /// Without redundant blanks and escapes, for display.
    display: String,
    /// In lower case with sorted attributes, for comparison.
    key: String,
    /// Byte offsets of each relative name in both strings.
    relative_names: Vec<(usize, usize)>,
    /// The types, in lower case, and values of the first relative name.
    pub first_rdn: Vec<(String, String)>,
    /// Whether a relative name has no type.
    pub is_broken: bool,
}

impl Dn {
    /// Parses a text. Parts that are not valid become relative names without a type.
    pub fn new(text: &str) -> Self {
        Self::near(text, &Self::default())
    }

    /// Like [`Self::new`], for a name that may have ancestors in common with a known name: those are
    /// not parsed again.
    pub fn near(text: &str, known: &Self) -> Self {
        let (display, key) = (String::with_capacity(text.len()), String::with_capacity(text.len()));
        let relative_names = Vec::with_capacity(known.relative_names.len() + 1);
        let mut dn = Self { display, key, relative_names, ..Self::default() };
        let (mut reader, mut pairs) = (DnParser { text, at: 0 }, Vec::new());
        while !dn.push_known(reader.rest(), known) && reader.relative_name(&mut pairs) {
            dn.push(&pairs);
            dn.is_broken |= pairs.iter().any(|(kind, _)| kind.is_empty());
            if dn.relative_names.len() == 1 {
                let pairs = pairs.iter().take(MAX_NAME_PARTS);
                let owned = pairs.map(|(kind, value)| (attribute_name(kind).into_owned(), value.to_string()));
                dn.first_rdn = owned.collect();
            }
        }
        dn
    }

    /// The full name for display, and its key for comparison.
    pub fn name_and_key(&self) -> (&str, &str) {
        (&self.display, &self.key)
    }

    /// The names of the ancestors, nearest first, for display and for comparison.
    pub fn ancestors(&self) -> impl Iterator<Item = (&str, &str)> {
        self.relative_names
            .iter()
            .skip(1)
            .take(MAX_NAME_PARTS)
            .map(|&(shown, key)| (&self.display[shown..], &self.key[key..]))
    }

    /// Whether an attribute with this value is part of the name.
    pub fn has_attribute(&self, kind: &str, value: &str) -> bool {
        let mut pair = String::new();
        push_pair(&mut pair, kind, &case_ignored(value));
        let key = if self.key.len() <= MAX_COMPARED_BYTES { &*self.key } else { "" };
        let mut found = key.match_indices(&pair);
        found.any(|(at, _)| {
            let (before, after) = (&key[..at], &key[at + pair.len()..]);
            (before.is_empty() || before.ends_with([',', '+']))
                && (after.is_empty() || after.starts_with([',', '+']))
        })
    }

    /// Appends the rest of a name if it is that of a known name. False if it is not.
    fn push_known(&mut self, rest: &str, known: &Self) -> bool {
        let has_rest = |&(shown, _): &(usize, usize)| &known.display[shown..] == rest;
        // The first relative name is kept in parts too.
        let common = match self.relative_names.is_empty() || known.is_broken {
            true => None,
            false => known.relative_names.iter().position(has_rest),
        };
        let Some(common) = common else { return false };
        self.push_comma();
        let names = &known.relative_names[common..];
        let (shown, key) = names[0];
        let moved = (self.display.len(), self.key.len());
        let moved = names.iter().map(|(s, k)| (s - shown + moved.0, k - key + moved.1));
        self.relative_names.extend(moved);
        self.display.push_str(&known.display[shown..]);
        self.key.push_str(&known.key[key..]);
        true
    }

    fn push_comma(&mut self) {
        if !self.relative_names.is_empty() {
            self.display.push(',');
            self.key.push(',');
        }
    }

    fn push(&mut self, pairs: &[Pair]) {
        self.push_comma();
        self.relative_names.push((self.display.len(), self.key.len()));
        for (index, (kind, value)) in pairs.iter().enumerate() {
            self.display.push_str(if index == 0 { "" } else { "+" });
            push_pair(&mut self.display, kind, value);
        }
        if let [(kind, value)] = pairs {
            return push_pair(&mut self.key, &attribute_name(kind), &case_ignored(value));
        }
        let key = |(kind, value): &Pair| {
            let mut key = String::new();
            push_pair(&mut key, &attribute_name(kind), &case_ignored(value));
            key
        };
        let mut keys: Vec<String> = pairs.iter().map(key).collect();
        keys.sort_unstable();
        self.key += &keys.join("+");
    }
}

/// The type of an attribute in lower case, its short name if it has one.
pub fn attribute_name(kind: &str) -> Cow<'_, str> {
    let lower = match kind.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(kind.to_ascii_lowercase()),
        false => Cow::Borrowed(kind),
    };
    let long_name = LONG_NAMES.iter().find(|(long, _)| *long == lower);
    long_name.map_or(lower, |(_, short)| Cow::Borrowed(short))
}

/// Long names of RFC 4519 and earlier directories, with the short names.
const LONG_NAMES: [(&str, &str); 14] = [
    ("commonname", "cn"),
    ("surname", "sn"),
    ("organizationname", "o"),
    ("organizationalunitname", "ou"),
    ("localityname", "l"),
    ("stateorprovincename", "st"),
    ("countryname", "c"),
    ("streetaddress", "street"),
    ("domaincomponent", "dc"),
    ("userid", "uid"),
    ("rfc822mailbox", "mail"),
    ("fax", "facsimiletelephonenumber"),
    ("mobiletelephonenumber", "mobile"),
    ("pagertelephonenumber", "pager"),
];

/// Appends a type and a value, which is escaped where it has to be.
fn push_pair(name: &mut String, kind: &str, value: &str) {
    name.push_str(kind);
    name.push('=');
    if !value.starts_with([' ', '#']) && !value.ends_with(' ') && !value.bytes().any(is_special) {
        return name.push_str(value);
    }
    let last = value.len().saturating_sub(1);
    for (at, c) in value.char_indices() {
        let is_escaped = match c {
            '#' => at == 0,
            ' ' => at == 0 || at == last,
            c => u8::try_from(c).is_ok_and(is_special),
        };
        name.extend(is_escaped.then_some('\\').into_iter().chain([c]));
    }
}

/// Whether a character is escaped wherever it stands in a value.
fn is_special(byte: u8) -> bool {
    matches!(byte, b',' | b'+' | b';' | b'"' | b'\\' | b'<' | b'>')
}

/// Lower case with whitespace collapsed: the rule caseIgnoreMatch (RFC 4518).
fn case_ignored(value: &str) -> Cow<'_, str> {
    if value.bytes().all(|byte| byte.is_ascii_graphic() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(value);
    }
    let mut words = String::with_capacity(value.len());
    for word in value.split_whitespace() {
        words.push_str(if words.is_empty() { "" } else { " " });
        words.push_str(word);
    }
    Cow::Owned(words.to_lowercase())
}

struct DnParser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> DnParser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Replaces `pairs` by those of the next relative name, usually one. False if there is none.
    fn relative_name(&mut self, pairs: &mut Vec<Pair<'a>>) -> bool {
        pairs.clear();
        while self.at < self.text.len() {
            pairs.push(self.pair());
            let delimiter = self.byte();
            self.at += 1;
            if delimiter != Some(b'+') {
                break;
            }
        }
        !pairs.is_empty()
    }

    /// A type and a value; without `=` the type is empty.
    fn pair(&mut self) -> Pair<'a> {
        let kind = self.token(|byte| matches!(byte, b'=' | b',' | b';' | b'+'));
        if self.byte() != Some(b'=') {
            return (Cow::Borrowed(""), kind);
        }
        self.at += 1;
        (kind, self.token(|byte| matches!(byte, b',' | b';' | b'+')))
    }

    /// The text up to a delimiter, unescaped, without surrounding blanks.
    fn token(&mut self, is_delimiter: impl Fn(u8) -> bool) -> Cow<'a, str> {
        let rest = self.rest();
        let end = rest.bytes().position(|byte| is_delimiter(byte) || matches!(byte, b'\\' | b'"'));
        let end = end.unwrap_or(rest.len());
        match rest.as_bytes().get(end) {
            Some(b'\\' | b'"') => Cow::Owned(self.escaped_token(is_delimiter)),
            _ => {
                self.at += end;
                Cow::Borrowed(rest[..end].trim_matches(' '))
            }
        }
    }

    /// Like [`Self::token`], for a text with escapes or quotation marks.
    fn escaped_token(&mut self, is_delimiter: impl Fn(u8) -> bool) -> String {
        let (mut token, mut trimmed_len, mut is_quoted) = (Vec::new(), 0, false);
        while let Some(byte) = self.byte().filter(|&byte| is_quoted || !is_delimiter(byte)) {
            self.at += 1;
            match byte {
                b'\\' => token.push(self.unescape()),
                b'"' => is_quoted = !is_quoted,
                b' ' if token.is_empty() && !is_quoted => continue,
                byte => token.push(byte),
            }
            if byte != b' ' || is_quoted {
                trimmed_len = token.len();
            }
        }
        token.truncate(trimmed_len);
        String::from_utf8_lossy(&token).into_owned()
    }

    /// Decodes an escape after the backslash: two hexadecimal digits or a character.
    fn unescape(&mut self) -> u8 {
        let rest = &self.text.as_bytes()[self.at..];
        let digits = rest.get(..2).filter(|pair| pair.iter().all(u8::is_ascii_hexdigit));
        let octet = digits.and_then(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
        self.at += if octet.is_some() { 2 } else { rest.len().min(1) };
        octet.or(rest.first().copied()).unwrap_or(b'\\')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn are_equal(a: &str, b: &str) -> bool {
        Dn::new(a).name_and_key().1 == Dn::new(b).name_and_key().1
    }

    #[test]
    fn equivalent_names_have_the_same_key() {
        for (a, b) in [
            ("uid=x, ou=People , dc = example,dc=com", "UID=X,OU=people,DC=Example,DC=COM"),
            (r"cn=Doe\, Jo,o=A", r"cn=doe\2C jo,o=a"),
            (r"cn=Zo\C3\AB", "cn=ZOË"),
            ("cn=Amy+sn=Roe,o=A", "sn=roe + cn=amy,o=A"),
            ("cn=\"A, B\";o=C", r"cn=A\,  B,o=C"),
            ("organizationalUnitName=A,c=FR", "ou=a,c=fr"),
        ] {
            assert!(are_equal(a, b), "{a} is not {b}");
        }
        for (a, b) in [("cn=a,o=b", "cn=a+o=b"), (r"cn=a\,o=b", "cn=a,o=b"), ("cn=é", "cn=e")] {
            assert!(!are_equal(a, b), "{a} is {b}");
        }
    }

    #[test]
    fn names_are_shown_without_optional_spaces() {
        let dn = Dn::new(r"cn = Doe\2c  Jo\ , ou=A\+B; O=C");
        assert_eq!(dn.name_and_key().0, r"cn=Doe\,  Jo\ ,ou=A\+B,O=C");
        assert_eq!(dn.first_rdn, [("cn".to_string(), "Doe,  Jo ".to_string())]);
        let ancestors: Vec<_> = dn.ancestors().collect();
        assert_eq!(ancestors, [(r"ou=A\+B,O=C", r"ou=a\+b,o=c"), ("O=C", "o=c")]);
    }

    #[test]
    fn ancestors_of_a_known_name_are_as_if_parsed() {
        let known = Dn::new(r"cn=Amy,OU=A\, B , o=C");
        for text in
            [r"cn=x,OU=A\, B,o=C", "cn=x,o=C", "o=C", "cn=x, o=C", r"cn=Amy,OU=A\, B,o=C", "cn=x,o=c", ""]
        {
            let (near, parsed) = (Dn::near(text, &known), Dn::new(text));
            assert_eq!(near.name_and_key(), parsed.name_and_key(), "{text}");
            assert!(near.ancestors().eq(parsed.ancestors()), "{text}");
        }
    }

    #[test]
    fn invalid_names_are_reported() {
        for text in ["a", "cn=a,b", "=a", "cn=a+", ","] {
            assert_eq!(Dn::new(text).is_broken, text != "cn=a+", "{text}");
        }
        for text in ["", "\\", "cn=\\", "cn=a\\4", "cn=\"a,b", "+", "cn=\\ff\\fe"] {
            Dn::new(text);
        }
    }
}
