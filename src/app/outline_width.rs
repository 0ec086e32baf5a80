//! The width that the rows of the outline need.

use crate::org::{Org, UnitId};
use crate::text::width;

use super::layout::marker_column;

/// So many units are measured: groups of neighbours, at equal distances. To read neighbours takes little
/// more than to read one of them.
const MAX_MEASURED_UNITS: usize = 300;
const UNITS_PER_GROUP: usize = 20;
/// This share of the rows fits, in percent; longer names are shortened.
const FITTING_PERCENT: usize = 90;

/// The columns in which most rows fit with their acronym and the number of units below. It does not
/// depend on which units are open, so that it does not change while one moves.
pub fn needed_columns(org: &Org) -> u16 {
    let groups = MAX_MEASURED_UNITS / UNITS_PER_GROUP;
    let step = org.len().div_ceil(groups).max(UNITS_PER_GROUP);
    let groups = (0..org.len()).step_by(step).map(|first| first..org.len().min(first + UNITS_PER_GROUP));
    let mut widths: Vec<usize> = groups.flatten().map(|unit| row_width(org, UnitId::at(unit))).collect();
    widths.sort_unstable();
    let index = (widths.len() * FITTING_PERCENT / 100).min(widths.len() - 1);
    widths[index].min(usize::from(u16::MAX)) as u16
}

fn row_width(org: &Org, unit: UnitId) -> usize {
    let below = org.subtree(unit).len() - 1;
    let count = if below > 0 { width(&below.to_string()) + 1 } else { 0 };
    let acronym = org.distinct_acronym(unit).map_or(0, |acronym| acronym.width() + 1);
    let name_column = usize::from(marker_column(org.depth(unit), u16::MAX)) + 2;
    // One blank stays free at the end.
    name_column + org.name(unit).width() + acronym + count + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn one_long_name_among_many_units_does_not_count() {
        let long = "a".repeat(100);
        let unit = |i: usize| {
            let name = if i == 50 { &long } else { "Unit" };
            format!(r#",{{"id":"{i}","parent_id":"r","name":"{name}"}}"#)
        };
        let units: String = (0..99).map(unit).collect();
        let text = format!(r#"{{"format":"ramure/1","units":[{{"id":"r","name":"R"}}{units}]}}"#);
        let org = crate::import::read(text.as_bytes(), Lang::En).expect("readable");
        assert_eq!(needed_columns(&org), 10);
    }
}
