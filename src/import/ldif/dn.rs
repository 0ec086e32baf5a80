//! Distinguished names of LDAP entries (RFC 4514): the name of the entry, then of its ancestors.
//! Names that LDAP considers equal have the same key.

/// Limit of ancestors, and of attributes in a name. Real directories have about ten.
const MAX_NAME_PARTS: usize = 256;
/// Names over 4 KiB are not compared: the scan is quadratic, and the input may be hostile.
const MAX_COMPARED_BYTES: usize = 4096;

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
        let mut dn = Self::default();
        let mut reader = DnParser { bytes: text.as_bytes(), at: 0 };
        while let Some(relative_name) = reader.relative_name() {
            dn.push(&relative_name);
            dn.is_broken |= relative_name.iter().any(|(kind, _)| kind.is_empty());
            if dn.relative_names.len() == 1 {
                dn.first_rdn = relative_name
                    .into_iter()
                    .take(MAX_NAME_PARTS)
                    .map(|(kind, value)| (attribute_name(&kind), value))
                    .collect();
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
        let pair = pair(kind, &case_ignored(value));
        let key = if self.key.len() <= MAX_COMPARED_BYTES { &*self.key } else { "" };
        let mut found = key.match_indices(&pair);
        found.any(|(at, _)| {
            let (before, after) = (&key[..at], &key[at + pair.len()..]);
            (before.is_empty() || before.ends_with([',', '+']))
                && (after.is_empty() || after.starts_with([',', '+']))
        })
    }

    fn push(&mut self, relative_name: &[(String, String)]) {
        if !self.relative_names.is_empty() {
            self.display.push(',');
            self.key.push(',');
        }
        self.relative_names.push((self.display.len(), self.key.len()));
        self.display += &joined(relative_name.iter().map(|(kind, value)| pair(kind, value)));
        let mut keys: Vec<_> = relative_name
            .iter()
            .map(|(kind, value)| pair(&attribute_name(kind), &case_ignored(value)))
            .collect();
        keys.sort_unstable();
        self.key += &joined(keys.into_iter());
    }
}

/// The type of an attribute in lower case, its short name if it has one.
pub fn attribute_name(kind: &str) -> String {
    let small = kind.to_ascii_lowercase();
    LONG_NAMES.iter().find(|(long, _)| *long == small).map_or(small, |(_, short)| short.to_string())
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

fn joined(mut pairs: impl Iterator<Item = String>) -> String {
    let first = pairs.next().unwrap_or_default();
    pairs.fold(first, |joined, pair| joined + "+" + &pair)
}

fn pair(kind: &str, value: &str) -> String {
    let mut pair = String::with_capacity(kind.len() + value.len() + 1);
    pair.extend([kind, "="]);
    if value.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return pair + value;
    }
    let last = value.len().saturating_sub(1);
    for (at, c) in value.char_indices() {
        let is_escaped = match c {
            ',' | '+' | ';' | '"' | '\\' | '<' | '>' => true,
            '#' => at == 0,
            ' ' => at == 0 || at == last,
            _ => false,
        };
        pair.extend(is_escaped.then_some('\\').into_iter().chain([c]));
    }
    pair
}

/// Lower case with whitespace collapsed: the rule caseIgnoreMatch (RFC 4518).
fn case_ignored(value: &str) -> String {
    if value.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return value.to_ascii_lowercase();
    }
    value.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

struct DnParser<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl DnParser<'_> {
    /// The next relative name: pairs of a type and a value, usually one.
    fn relative_name(&mut self) -> Option<Vec<(String, String)>> {
        let mut pairs = Vec::new();
        while self.at < self.bytes.len() {
            pairs.push(self.pair());
            self.at += 1;
            if self.bytes.get(self.at - 1) != Some(&b'+') {
                break;
            }
        }
        (!pairs.is_empty()).then_some(pairs)
    }

    /// A type and a value; without `=` the type is empty.
    fn pair(&mut self) -> (String, String) {
        let kind = self.token(b"=,;+");
        if self.bytes.get(self.at) != Some(&b'=') {
            return (String::new(), kind);
        }
        self.at += 1;
        (kind, self.token(b",;+"))
    }

    /// The text up to a delimiter, unescaped, without surrounding blanks.
    fn token(&mut self, delimiters: &[u8]) -> String {
        let (mut token, mut trimmed_len, mut is_quoted) = (Vec::new(), 0, false);
        while let Some(&byte) = self.bytes.get(self.at).filter(|byte| is_quoted || !delimiters.contains(byte))
        {
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
        let rest = &self.bytes[self.at..];
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
    fn invalid_names_are_reported() {
        for text in ["a", "cn=a,b", "=a", "cn=a+", ","] {
            assert_eq!(Dn::new(text).is_broken, text != "cn=a+", "{text}");
        }
        for text in ["", "\\", "cn=\\", "cn=a\\4", "cn=\"a,b", "+", "cn=\\ff\\fe"] {
            Dn::new(text);
        }
    }
}
