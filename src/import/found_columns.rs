//! Which columns were found, to tell when a stated one does not exist.

use crate::text::Printable;

use super::columns::Columns;

/// More names are not kept, unless they are stated: the keys of records can be any number.
const MAX_NAMES: usize = 40;

/// The names of the columns that were found, each once, in their order.
#[derive(Debug, Default)]
pub struct FoundColumns(Vec<String>);

/// A stated column that was not found, and the columns that were; none for a format that has no
/// columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingColumn {
    pub name: Printable,
    pub found: Vec<Printable>,
}

impl FoundColumns {
    pub fn add(&mut self, name: &str, stated: &Columns) {
        let has_room = self.0.len() < MAX_NAMES || stated.names().any(|stated| stated == name);
        if has_room && !self.0.iter().any(|known| known == name) {
            self.0.push(name.to_string());
        }
    }

    /// The first stated column that was not found.
    pub fn missing(&self, stated: &Columns) -> Option<MissingColumn> {
        let name = stated.names().find(|stated| !self.0.iter().any(|known| known == stated))?;
        let found = self.0.iter().map(|name| Printable::new(name)).collect();
        Some(MissingColumn { name: Printable::new(name), found })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stated_column_is_found_after_any_number_of_others() {
        let stated = Columns::parse("name=What,parent=Above").expect("columns");
        let mut found = FoundColumns::default();
        (0..1_000).for_each(|n| found.add(&format!("key {n}"), &stated));
        found.add("What", &stated);
        let missing = found.missing(&stated).expect("one is missing");
        assert_eq!((&*missing.name, missing.found.len()), ("Above", MAX_NAMES + 1));
        found.add("Above", &stated);
        assert_eq!(found.missing(&stated), None);
    }
}
