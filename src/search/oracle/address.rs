//! The rule for a query that is a mail address or a domain, restated over the parts of addresses.

use super::searched_unit::SearchedUnit;

/// Whether a unit has the typed text as an address, or as the domain of one, with www. before it or not.
pub fn has_whole(unit: &SearchedUnit, typed: &str) -> bool {
    unit.folded_texts.iter().flat_map(|text| addresses(text)).any(|address| {
        let domain = address.split('@').next_back().unwrap_or_default();
        address == typed || domain.strip_prefix("www.").unwrap_or(domain) == typed
    })
}

/// The parts of a folded text that may be addresses.
fn addresses(text: &str) -> Vec<String> {
    let is_sign = |c: char| ['@', '.', '-', '_', '+'].contains(&c);
    let only_addresses: String =
        text.chars().map(|c| if c.is_alphanumeric() || is_sign(c) { c } else { ' ' }).collect();
    only_addresses.split(' ').map(|part| part.trim_matches(is_sign).to_string()).collect()
}
