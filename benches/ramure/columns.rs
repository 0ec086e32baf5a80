//! A table of measurements: a row for each value, a column for each number of units.

use std::collections::BTreeMap;
use std::path::Path;

use tempfile::TempDir;

use super::process::Measurements;
use super::report::{digits, size, table, thousands, time, with_ratio};

/// The measurements for one number of units.
pub struct Column(BTreeMap<String, f64>);

/// The label, the goal, and the cell of a row.
pub type Row = (&'static str, &'static str, fn(&Column) -> Option<String>);

/// Measures a column for each number of units, with a folder for its files, and returns the table as
/// Markdown. A row without any measurement is left out.
pub fn tables(rows: &[Row], sizes: &[usize], measure: fn(usize, &Path) -> Column) -> String {
    let folder = TempDir::new().expect("a temporary directory");
    let columns: Vec<Column> = sizes.iter().map(|&units| measure(units, folder.path())).collect();
    let units = sizes.iter().map(|&units| format!("{} units", thousands(units)));
    let head: Vec<String> = ["".into(), "goal".into()].into_iter().chain(units).collect();
    let row = |(label, goal, cell): &Row| {
        let cells: Vec<Option<String>> = columns.iter().map(cell).collect();
        cells.iter().any(Option::is_some).then(|| {
            let cells = cells.into_iter().map(|cell| cell.unwrap_or_else(|| "–".into()));
            [label.to_string(), goal.to_string()].into_iter().chain(cells).collect()
        })
    };
    table(&head, &rows.iter().filter_map(row).collect::<Vec<_>>())
}

impl Column {
    pub fn new(measurements: Measurements) -> Self {
        Self(measurements.into_iter().collect())
    }

    fn get(&self, name: &str) -> Option<f64> {
        self.0.get(name).copied()
    }

    pub fn number(&self, name: &str) -> Option<String> {
        self.get(name).map(digits)
    }

    pub fn time(&self, name: &str) -> Option<String> {
        self.get(name).map(time)
    }

    pub fn size(&self, name: &str) -> Option<String> {
        self.get(name).map(size)
    }

    pub fn time_with_ratio(&self, name: &str, floor: &str) -> Option<String> {
        Some(with_ratio(self.time(name)?, self.get(name)?, self.get(floor)?))
    }

    pub fn number_with_ratio(&self, name: &str, floor: &str) -> Option<String> {
        Some(with_ratio(self.number(name)?, self.get(name)?, self.get(floor)?))
    }

    pub fn size_with_ratio(&self, name: &str, floor: &str) -> Option<String> {
        Some(with_ratio(self.size(name)?, self.get(name)?, self.get(floor)?))
    }

    pub fn two_times(&self, one: &str, two: &str) -> Option<String> {
        Some(format!("{}, {}", self.time(one)?, self.time(two)?))
    }
}
