//! The texts of a unit that are searched.

use super::quality::Field;
use crate::org::{Org, Part, UnitId};

/// Hands over every text of a unit, those of its names first, and says how many problems its
/// card has.
pub fn texts(org: &Org, unit: UnitId, each: &mut impl FnMut(Field, &str)) -> usize {
    org.texts(unit, &mut |part, text| {
        let field = match part {
            Part::Name => Field::Name,
            Part::OtherName => Field::OtherName,
            Part::Acronym => Field::Acronym,
            Part::Kind => Field::Kind,
            Part::Contact => Field::Contact,
            Part::Text => Field::Text,
        };
        each(field, text);
    })
}
