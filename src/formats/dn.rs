//! Distinguished names, by which an LDAP directory names its entries (RFC 4514): what an entry is
//! called, then what all those above it are. Two that LDAP takes for the same have one key here.

/// So many steps up what a name is below is looked for: real directories have ten.
const DEEPEST: usize = 256;
/// In bytes.
const LONGEST: usize = 4096;

/// A distinguished name taken apart.
#[derive(Debug, Default)]
pub struct Dn {
    /// As it is written, without the blanks and the escapes that say nothing.
    tidy: String,
    /// The same as LDAP compares it: small letters, the parts of each step in one order.
    key: String,
    /// Where each step starts in the two.
    steps: Vec<(usize, usize)>,
    /// The types, in small letters, and the values that its first step is made of.
    pub first: Vec<(String, String)>,
    /// Whether a step has no type.
    pub is_broken: bool,
}

impl Dn {
    /// A text that is no distinguished name has a step without a type.
    pub fn new(text: &str) -> Self {
        let mut dn = Self::default();
        let mut reader = Reader { bytes: text.as_bytes(), at: 0 };
        while let Some(step) = reader.step() {
            dn.push(&step);
            dn.is_broken |= step.iter().any(|(kind, _)| kind.is_empty());
            if dn.steps.len() == 1 {
                dn.first =
                    step.into_iter().take(DEEPEST).map(|(kind, value)| (plain(&kind), value)).collect();
            }
        }
        dn
    }

    /// The whole, to be read, and to be compared.
    pub fn whole(&self) -> (&str, &str) {
        (&self.tidy, &self.key)
    }

    /// The names of what is above, the nearest first.
    pub fn above(&self) -> impl Iterator<Item = (&str, &str)> {
        self.steps.iter().skip(1).take(DEEPEST).map(|&(tidy, key)| (&self.tidy[tidy..], &self.key[key..]))
    }

    /// Whether a value of an attribute is in one of its steps.
    pub fn holds(&self, kind: &str, value: &str) -> bool {
        let pair = pair(kind, &folded(value));
        // Longer ones are nobody's.
        let key = if self.key.len() <= LONGEST { &*self.key } else { "" };
        let mut found = key.match_indices(&pair);
        found.any(|(at, _)| {
            let (before, after) = (&key[..at], &key[at + pair.len()..]);
            (before.is_empty() || before.ends_with([',', '+']))
                && (after.is_empty() || after.starts_with([',', '+']))
        })
    }

    fn push(&mut self, step: &[(String, String)]) {
        if !self.steps.is_empty() {
            self.tidy.push(',');
            self.key.push(',');
        }
        self.steps.push((self.tidy.len(), self.key.len()));
        self.tidy += &joined(step.iter().map(|(kind, value)| pair(kind, value)));
        let mut keys: Vec<_> = step.iter().map(|(kind, value)| pair(&plain(kind), &folded(value))).collect();
        keys.sort_unstable();
        self.key += &joined(keys.into_iter());
    }
}

/// The type of an attribute in small letters, the shorter of its names.
pub fn plain(kind: &str) -> String {
    let small = kind.to_ascii_lowercase();
    LONG.iter().find(|(long, _)| *long == small).map_or(small, |(_, short)| short.to_string())
}

/// Long names of RFC 4519 and of the directories before it, and the short ones.
const LONG: [(&str, &str); 14] = [
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
    let mut pair = format!("{kind}=");
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

/// A value in small letters, runs of blanks as one: the rule caseIgnoreMatch (RFC 4518).
fn folded(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    /// The next step: pairs of a type and a value, most often one.
    fn step(&mut self) -> Option<Vec<(String, String)>> {
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

    /// A type and a value; without a type, all is value.
    fn pair(&mut self) -> (String, String) {
        let kind = self.piece(b"=,;+");
        if self.bytes.get(self.at) != Some(&b'=') {
            return (String::new(), kind);
        }
        self.at += 1;
        (kind, self.piece(b",;+"))
    }

    /// The text up to one of the signs, its escapes undone, the blanks around it left out.
    fn piece(&mut self, ends: &[u8]) -> String {
        let (mut piece, mut kept, mut is_quoted) = (Vec::new(), 0, false);
        while let Some(&byte) = self.bytes.get(self.at).filter(|byte| is_quoted || !ends.contains(byte)) {
            self.at += 1;
            match byte {
                b'\\' => piece.push(self.escaped()),
                b'"' => is_quoted = !is_quoted,
                b' ' if piece.is_empty() && !is_quoted => continue,
                byte => piece.push(byte),
            }
            if byte != b' ' || is_quoted {
                kept = piece.len();
            }
        }
        piece.truncate(kept);
        String::from_utf8_lossy(&piece).into_owned()
    }

    /// What a backslash stands before: two digits of an octet, or a sign.
    fn escaped(&mut self) -> u8 {
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

    fn same(one: &str, other: &str) -> bool {
        Dn::new(one).whole().1 == Dn::new(other).whole().1
    }

    #[test]
    fn names_that_ldap_takes_for_the_same_are_the_same() {
        for (one, other) in [
            ("uid=x, ou=People , dc = example,dc=com", "UID=X,OU=people,DC=Example,DC=COM"),
            (r"cn=Doe\, Jo,o=A", r"cn=doe\2C jo,o=a"),
            (r"cn=Zo\C3\AB", "cn=ZOË"),
            ("cn=Amy+sn=Roe,o=A", "sn=roe + cn=amy,o=A"),
            ("cn=\"A, B\";o=C", r"cn=A\,  B,o=C"),
            ("organizationalUnitName=A,c=FR", "ou=a,c=fr"),
        ] {
            assert!(same(one, other), "{one} is not {other}");
        }
        for (one, other) in [("cn=a,o=b", "cn=a+o=b"), (r"cn=a\,o=b", "cn=a,o=b"), ("cn=é", "cn=e")] {
            assert!(!same(one, other), "{one} is {other}");
        }
    }

    #[test]
    fn a_name_is_shown_without_the_blanks_that_say_nothing() {
        let dn = Dn::new(r"cn = Doe\2c  Jo\ , ou=A\+B; O=C");
        assert_eq!(dn.whole().0, r"cn=Doe\,  Jo\ ,ou=A\+B,O=C");
        assert_eq!(dn.first, [("cn".to_string(), "Doe,  Jo ".to_string())]);
        let above: Vec<_> = dn.above().collect();
        assert_eq!(above, [(r"ou=A\+B,O=C", r"ou=a\+b,o=c"), ("O=C", "o=c")]);
    }

    #[test]
    fn what_is_no_name_is_told() {
        for text in ["a", "cn=a,b", "=a", "cn=a+", ","] {
            assert_eq!(Dn::new(text).is_broken, text != "cn=a+", "{text}");
        }
        for text in ["", "\\", "cn=\\", "cn=a\\4", "cn=\"a,b", "+", "cn=\\ff\\fe"] {
            Dn::new(text);
        }
    }
}
