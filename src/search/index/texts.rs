//! The texts of a unit that are searched.

use crate::org::{Org, TextField, UnitId};
use crate::search::weights::Field;

/// Hands over every text of a unit, those of its names first, and says how many problems its
/// card has.
pub fn texts(org: &Org, unit: UnitId, each: &mut impl FnMut(Field, &str)) -> usize {
    org.visit_texts(unit, &mut |part, text| {
        let field = match part {
            TextField::Name => Field::Name,
            TextField::OtherName => Field::OtherName,
            TextField::Acronym => Field::Acronym,
            TextField::Kind => Field::Kind,
            TextField::Contact => Field::Contact,
            TextField::Text => Field::Text,
        };
        each(field, text);
    })
}
