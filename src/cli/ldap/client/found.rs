//! What a search has found so far: the entries as LDIF (RFC 2849), and what is doubtful about them.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::cli::ldap::Directory;
use crate::import::DistinguishedName;
use crate::lang::{Tr, count, number};
use crate::org::DiagnosticKind;
use crate::text::Printable;

use super::failure::{Failure, quoted};
use super::message::Entry;

/// Lines of these names do not belong to an entry in LDIF: they begin or change one.
const RESERVED_NAMES: [&[u8]; 3] = [b"dn", b"changetype", b"control"];

const INCOMPLETE: Tr = Tr::new("l’annuaire est incomplet ({}) : {}", "the directory is incomplete ({}): {}");
const ENTRY: Tr = Tr::new("entrée", "entry");
const ENTRIES: Tr = Tr::new("entrées", "entries");
const REFERRALS: Tr = Tr::new(
    "une partie de l’annuaire est sur d’autres serveurs, qui ne sont pas interrogés ; renvois : {} ; le premier : {}",
    "a part of the directory is on other servers, which are not asked; referrals: {}; the first: {}",
);
const NOT_BELOW: Tr = Tr::new(
    "des entrées n’ont pas été demandées, car elles ne sont pas sous la base ; elles sont gardées : {} ; la première : {}",
    "entries were not asked for, as they are not below the base; they are kept: {}; the first: {}",
);
const NOT_NAMES: Tr = Tr::new(
    "des attributs sont ignorés, car leurs noms ne sont pas valides : {} ; le premier : {}",
    "attributes are ignored, as their names are not valid: {}; the first: {}",
);

/// How many times something was met, and the first time.
#[derive(Debug, Default)]
struct Tally {
    count: usize,
    first: Printable,
}

impl Tally {
    fn add(&mut self, text: &[u8]) {
        if self.count == 0 {
            self.first = quoted(&String::from_utf8_lossy(text));
        }
        self.count += 1;
    }

    fn problem(&self, text: Tr) -> Option<Failure> {
        let problem = |lang| text.with(lang, &[&number(self.count, lang), &self.first]);
        (self.count > 0).then(|| Failure::in_both(problem))
    }
}

/// The entries of a search.
#[derive(Debug)]
pub struct Found {
    ldif: Vec<u8>,
    pub entry_count: usize,
    base: DistinguishedName,
    referrals: Tally,
    not_below: Tally,
    not_names: Tally,
}

impl Found {
    pub fn new(base: &str) -> Self {
        let base = DistinguishedName::new(base);
        let [referrals, not_below, not_names] = [(); 3].map(|()| Tally::default());
        Self { ldif: b"version: 1\n".to_vec(), entry_count: 0, base, referrals, not_below, not_names }
    }

    pub fn add(&mut self, entry: &Entry) {
        self.entry_count += 1;
        if !self.is_below_base(entry.name) {
            self.not_below.add(entry.name);
        }
        self.write("dn", entry.name);
        for (name, values) in &entry.attributes {
            match valid_name(name) {
                Some(name) => values.iter().for_each(|value| self.write(name, value)),
                None => self.not_names.add(name),
            }
        }
        self.ldif.push(b'\n');
    }

    pub fn add_referral(&mut self, addresses: &[&[u8]]) {
        self.referrals.add(addresses.first().copied().unwrap_or_default());
    }

    /// The directory; `stop` is why the search ended too early.
    ///
    /// # Errors
    /// If there is no entry: why.
    pub fn finish(self, stop: Option<Failure>) -> Result<Directory, Failure> {
        let incomplete = stop.as_ref().map(|reason| {
            let entries = |lang| count(self.entry_count, ENTRY, ENTRIES, lang);
            Failure::in_both(|lang| INCOMPLETE.with(lang, &[&entries(lang), reason.message(lang)]))
        });
        let referrals = self.referrals.problem(REFERRALS);
        if self.entry_count == 0 {
            return Err(stop.or(referrals).unwrap_or_else(|| Failure::new(NO_ENTRIES, &[])));
        }
        let rest = [referrals, self.not_below.problem(NOT_BELOW), self.not_names.problem(NOT_NAMES)];
        let problems = std::iter::once(incomplete).chain(rest).flatten();
        let problems = problems.map(|Failure { fr, en }| DiagnosticKind::LdapServer { fr, en }).collect();
        Ok(Directory { ldif: self.ldif, problems })
    }

    fn is_below_base(&self, name: &[u8]) -> bool {
        let name = DistinguishedName::new(&String::from_utf8_lossy(name));
        let base = self.base.name_and_key().1;
        base.is_empty() || name.name_and_key().1 == base || name.ancestors().any(|(_, key)| key == base)
    }

    /// Appends a line. Values are arbitrary bytes, so all are written in base64.
    fn write(&mut self, name: &str, value: &[u8]) {
        // Writing to a `Vec` cannot fail.
        let _ = writeln!(self.ldif, "{name}:: {}", STANDARD.encode(value));
    }
}

const NO_ENTRIES: Tr = Tr::new(
    "aucune entrée ne correspond : vérifiez la base, la portée et le filtre, et que ce compte a le droit de les lire",
    "no entry matches: check the base, the scope and the filter, and that this account may read them",
);

/// The name of an attribute with its options, if a line of LDIF can start with it and be nothing else.
fn valid_name(name: &[u8]) -> Option<&str> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-.;_".contains(byte);
    let base = name.split(|byte| *byte == b';').next().unwrap_or_default();
    let is_reserved = RESERVED_NAMES.iter().any(|reserved| base.eq_ignore_ascii_case(reserved));
    let is_valid = !base.is_empty() && name.iter().all(is_part) && !is_reserved;
    std::str::from_utf8(name).ok().filter(|_| is_valid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn a_name_cannot_start_another_entry() {
        for name in
            [&b"cn\ndn: o=x"[..], b"", b"dn", b"DN;x", b"changeType", b"a b", b"a:", b"\xc3\xa9", b";x"]
        {
            assert_eq!(valid_name(name), None, "{name:?}");
        }
        for name in ["cn", "cn;lang-fr", "2.5.4.3", "x_y-1", "dnQualifier"] {
            assert_eq!(valid_name(name.as_bytes()), Some(name));
        }
    }

    #[test]
    fn names_below_the_base_are_told_from_others() {
        let found = Found::new("ou=A, O=Val");
        for (name, is_below) in
            [("OU=a,o=val", true), ("cn=x,ou=A,o=Val", true), ("o=Val", false), ("cn=ou=A,o=Val", false)]
        {
            assert_eq!(found.is_below_base(name.as_bytes()), is_below, "{name}");
        }
        assert!(Found::new("").is_below_base(b"o=x"));
    }

    #[test]
    fn a_search_without_entries_is_an_error() {
        let failure = Found::new("o=x").finish(None).expect_err("nothing was found");
        assert!(failure.message(Lang::En).starts_with("no entry matches"));
        let mut found = Found::new("o=x");
        found.add_referral(&[b"ldap://other/o=x"]);
        let failure = found.finish(None).expect_err("nothing was found");
        assert!(failure.message(Lang::En).ends_with("the first: ldap://other/o=x"));
    }
}
