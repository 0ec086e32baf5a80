//! Which columns were found, to tell when a stated one does not exist.

use crate::text::Printable;

use super::columns::Columns;
use super::grouping;

/// More names are not kept, unless they are stated: the keys of records can be any number.
const MAX_NAMES: usize = 40;

/// The names of the columns that were found, each once, in their order.
#[derive(Debug, Default)]
pub struct FoundColumns {
    names: Vec<String>,
    /// Those of tables, whose rows can be grouped.
    of_tables: Vec<String>,
}

/// A stated column that was not found, and the columns that were; none for a format that has no
/// columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingColumn {
    /// The option that states it.
    pub option: StatedBy,
    pub name: Printable,
    pub found: Vec<Printable>,
}

/// The option that states a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatedBy {
    Columns,
    By,
}

impl MissingColumn {
    /// The first stated column, where there are no columns.
    pub fn first(stated: &Columns) -> Option<Self> {
        FoundColumns::default().missing(stated)
    }
}

impl FoundColumns {
    /// Notes the name of a column or a key.
    pub fn add(&mut self, name: &str, stated: &Columns) {
        let is_stated = stated.names().any(|stated| stated == name);
        add(&mut self.names, name, is_stated);
    }

    /// Notes the name of a column of a table.
    pub fn add_of_table(&mut self, name: &str, stated: &Columns) {
        let is_stated = stated.by.names().iter().any(|stated| grouping::is_same(stated, name));
        add(&mut self.of_tables, name, is_stated);
    }

    /// The first stated column that was not found.
    pub fn missing(&self, stated: &Columns) -> Option<MissingColumn> {
        let field = stated.names().find(|stated| !self.names.iter().any(|known| known == stated));
        let is_missing = |by: &&String| !self.of_tables.iter().any(|known| grouping::is_same(known, by));
        let by = || stated.by.names().iter().find(is_missing);
        let missing = |option, name: &str, found: &[String]| MissingColumn {
            option,
            name: Printable::new(name),
            found: found.iter().map(|name| Printable::new(name)).collect(),
        };
        let field = field.map(|name| missing(StatedBy::Columns, name, &self.names));
        field.or_else(|| by().map(|name| missing(StatedBy::By, name, &self.of_tables)))
    }
}

/// Adds a name, if there is room for it or if it is stated.
fn add(names: &mut Vec<String>, name: &str, is_stated: bool) {
    let has_room = names.len() < MAX_NAMES || is_stated;
    if has_room && !names.iter().any(|known| known == name) {
        names.push(name.to_string());
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
