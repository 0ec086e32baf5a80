//! A unit's label and its path from the root, as text.

use crate::text::Printable;

use super::{Org, UnitId};

/// Longest path in one line, in units; an ellipsis stands for those after the root.
const MAX_PATH_UNITS: usize = 60;

/// The name, and the acronym in parentheses unless the name contains it.
pub fn label(org: &Org, unit: UnitId) -> String {
    let name = org.name(unit);
    match org.acronym(unit) {
        Some(acronym) if !name.contains(&*acronym) => format!("{name} ({acronym})"),
        _ => name.to_string(),
    }
}

/// The names of the ancestors, the root first.
pub fn ancestor_names(org: &Org, unit: UnitId) -> Vec<Printable> {
    let mut path: Vec<Printable> = org.ancestors(unit).map(|ancestor| org.name(ancestor)).collect();
    path.reverse();
    path
}

/// The names of the ancestors in one line, the root first. A path of more than 61 units is
/// the root, an ellipsis and the last 60.
pub fn joined_path(org: &Org, unit: UnitId) -> String {
    let mut names: Vec<Printable> =
        org.ancestors(unit).take(MAX_PATH_UNITS).map(|ancestor| org.name(ancestor)).collect();
    let omitted = org.depth(unit).saturating_sub(MAX_PATH_UNITS);
    if omitted > 1 {
        names.push(Printable::from("…"));
    }
    if omitted > 0 {
        names.push(org.name(UnitId::ROOT));
    }
    names.reverse();
    names.iter().map(|name| &**name).collect::<Vec<_>>().join(" › ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    /// A chain of units `u0`, `u1`, …, each the child of the previous one.
    fn chain(units: usize) -> Org {
        let record = |n: usize| match n {
            0 => r#"{"id":"u0","name":"u0"}"#.to_string(),
            _ => format!(r#"{{"id":"u{n}","name":"u{n}","parent_id":"u{}"}}"#, n - 1),
        };
        let records: Vec<String> = (0..units).map(record).collect();
        let text = format!(r#"{{"format":"ramure/1","units":[{}]}}"#, records.join(","));
        crate::import::read(text.as_bytes(), Lang::En).expect("readable")
    }

    #[test]
    fn an_ellipsis_stands_for_two_units_or_more() {
        let org = chain(64);
        let path = |depth: usize| joined_path(&org, UnitId::at(depth));
        assert_eq!(path(0), "");
        assert_eq!(path(2), "u0 › u1");
        assert!(path(60).starts_with("u0 › u1 › u2 ›"));
        assert!(path(61).starts_with("u0 › u1 › u2 ›"), "nothing is omitted");
        assert!(path(62).starts_with("u0 › … › u2 ›"));
    }
}
