//! The texts of a unit that are searched.

use crate::org::{Org, TextField, UnitId};
use crate::search::weights::SearchField;

/// Hands over every text of a unit, those of its names first, and says how many problems its
/// card has.
pub fn for_each_field(org: &Org, unit: UnitId, each: &mut impl FnMut(SearchField, &str)) -> usize {
    org.texts(unit, &mut |part, text| {
        let field = match part {
            TextField::Name => SearchField::Name,
            TextField::OtherName => SearchField::OtherName,
            TextField::Acronym => SearchField::Acronym,
            TextField::Kind => SearchField::Kind,
            TextField::Contact => SearchField::Contact,
            TextField::Text => SearchField::Text,
        };
        each(field, text);
    })
}
