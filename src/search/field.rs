//! The searchable fields of a unit, and their texts.

use crate::org::{Org, TextField, UnitId, VisitedRecord};

use super::weights::{CONTACT_PENALTY, MIN_TEXT_SCORE, TEXT_PENALTY};

/// The field of a unit where a term matched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SearchField {
    Acronym,
    #[default]
    Name,
    OtherName,
    /// It counts as much as the acronym.
    Alias,
    Kind,
    Contact,
    /// Any other text of the record.
    Text,
    /// The names of the ancestors.
    Path,
}

impl SearchField {
    /// The name of the field in the `ramure/1` format, `alias`, or `path` for the ancestors.
    pub fn key(self) -> &'static str {
        match self {
            SearchField::Acronym => "acronym",
            SearchField::Name => "name",
            SearchField::OtherName => "other_names",
            SearchField::Alias => "alias",
            SearchField::Kind => "classification",
            SearchField::Contact => "contact_details",
            SearchField::Text => "text",
            SearchField::Path => "path",
        }
    }

    /// A score of a name, reduced for this field. A kind counts as much as a name: users type
    /// “pôle” before the name of one.
    pub fn discounted(self, score: u32) -> u32 {
        let penalty = match self {
            SearchField::Acronym
            | SearchField::Alias
            | SearchField::Name
            | SearchField::OtherName
            | SearchField::Kind => return score,
            SearchField::Contact => CONTACT_PENALTY,
            SearchField::Text | SearchField::Path => TEXT_PENALTY,
        };
        score.saturating_sub(penalty).max(MIN_TEXT_SCORE)
    }
}

/// A score from 0 (no match) to 255, and the field where the term matched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldScore {
    pub value: u32,
    pub field: SearchField,
}

/// The part of a link's address that is searched: the host. A path repeats names in spellings of its own.
pub fn searched_link(url: &str) -> &str {
    let start = url.find("://").map_or(0, |scheme| scheme + "://".len());
    let length = url[start..].find(['/', '?', '#']).unwrap_or(url.len() - start);
    &url[start..start + length]
}

/// Visits every text of a unit, those of its names first.
pub fn for_each_field(org: &Org, unit: UnitId, visit: &mut impl FnMut(SearchField, &str)) -> VisitedRecord {
    org.visit_texts(unit, &mut |part, text| {
        let field = match part {
            TextField::Name => SearchField::Name,
            TextField::OtherName => SearchField::OtherName,
            TextField::Acronym => SearchField::Acronym,
            TextField::Alias => SearchField::Alias,
            TextField::Kind => SearchField::Kind,
            TextField::Contact => SearchField::Contact,
            TextField::Text => SearchField::Text,
            TextField::LinkUrl => return visit(SearchField::Text, searched_link(text)),
        };
        visit(field, text);
    })
}

#[cfg(test)]
mod tests {
    use super::searched_link;

    #[test]
    fn only_the_host_of_a_link_is_searched() {
        for (url, host) in [
            ("https://www.example.org/navigate?dn=ou=fuer", "www.example.org"),
            ("http://example.org#top", "example.org"),
            ("www.example.org", "www.example.org"),
            ("example.org/a", "example.org"),
            ("/a", ""),
            ("", ""),
        ] {
            assert_eq!(searched_link(url), host, "{url}");
        }
    }
}
