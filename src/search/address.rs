//! Mail addresses and domains: a query that is one of them finds the units that have it whole before those
//! that only have its words, in longer addresses or in names.

use crate::org::{Org, UnitId};
use crate::text::fold_into;

use super::field::{SearchField, for_each_field};
use super::score_scan;
use super::weights::{STOP_WORD, WHOLE_ADDRESS};

/// A unit that has an address has all its words, so that none of them scores less.
const MIN_SCORE_WITH_ADDRESS: u8 = STOP_WORD as u8;
/// If more units have such scores, none is read: so many share a domain.
const MAX_UNITS_READ: usize = 500;
/// Before the domain of a host, and not part of what is compared.
const HOST_PREFIX: &str = "www.";

/// A folded mail address or domain, such as `aide@etat.example` or `etat.example`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(pub String);

impl Address {
    /// Reads a folded query. An address is without blanks, has a letter, and has an @ or a dot between words.
    pub fn parse(folded: &str) -> Option<Self> {
        let address = without_host_prefix(folded);
        let has_joint = address.contains('@') || address.contains('.');
        let is_address = address.chars().all(is_in_address) && address.chars().any(char::is_alphabetic);
        let has_ends = [address.chars().next(), address.chars().next_back()].iter().flatten().all(is_in_word);
        (has_joint && is_address && has_ends).then(|| Self(address.to_string()))
    }

    /// Whether a folded text has the address, or an address or a host with this domain.
    fn is_in(&self, folded: &str) -> bool {
        let addresses =
            folded.split(|c| !is_in_address(c)).map(|part| part.trim_matches(|c| !is_in_word(&c)));
        let mut addresses = addresses.filter(|address| address.len() >= self.0.len());
        addresses.any(|address| {
            let domain = address.rsplit_once('@').map_or(address, |(_, domain)| domain);
            address == self.0 || without_host_prefix(domain) == self.0
        })
    }

    /// The first field of a unit that has the address.
    pub fn field(&self, org: &Org, unit: UnitId) -> Option<SearchField> {
        let (mut found, mut folded) = (None, String::new());
        for_each_field(org, unit, &mut |field, text| {
            folded.clear();
            fold_into(text, &mut folded);
            if found.is_none() && self.is_in(&folded) {
                found = Some(field);
            }
        });
        found
    }

    /// Raises the scores of the matching units that have the address.
    pub fn raise_scores(&self, org: &Org, scores: &mut [u8]) {
        if score_scan::count_from(scores, MIN_SCORE_WITH_ADDRESS) > MAX_UNITS_READ {
            return;
        }
        let may_have_it = |(_, score): &(usize, &mut u8)| **score >= MIN_SCORE_WITH_ADDRESS;
        for (unit, score) in scores.iter_mut().enumerate().filter(may_have_it) {
            if self.field(org, UnitId::at(unit)).is_some() {
                *score = (*score).max(WHOLE_ADDRESS as u8);
            }
        }
    }
}

/// Whether a character can be part of a mail address or a domain.
fn is_in_address(c: char) -> bool {
    c.is_alphanumeric() || "@.-_+".contains(c)
}

fn is_in_word(c: &char) -> bool {
    c.is_alphanumeric()
}

fn without_host_prefix(host: &str) -> &str {
    host.strip_prefix(HOST_PREFIX).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn an_address_is_found_whole_alone() {
        let is_in = |typed: &str, text: &str| {
            Address::parse(&fold(typed).text).map(|address| address.is_in(&fold(text).text))
        };
        for (typed, text, expected) in [
            ("brz@eda.example", "BRZ@eda.example", Some(true)),
            ("brz@eda.example", "Courriel\u{a0}: brz@eda.example.", Some(true)),
            ("brz@eda.example", "brz-pool@eda.example", Some(false)),
            ("eda.example", "brz@eda.example", Some(true)),
            ("eda.example", "www.eda.example", Some(true)),
            ("www.eda.example", "eda.example", Some(true)),
            ("eda.example", "library.eda.example", Some(false)),
            ("eda.example", "eda.example.org", Some(false)),
            ("@eda.example", "", None),
            ("brz@", "", None),
            ("10.30", "", None),
            ("brz", "", None),
            ("'eda.example", "", None),
            ("brz eda.example", "", None),
        ] {
            assert_eq!(is_in(typed, text), expected, "{typed}: {text}");
        }
    }
}
