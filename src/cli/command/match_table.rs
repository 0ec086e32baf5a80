//! The matches of `find` as columns that fit the width of a terminal.

use crate::text::{Printable, width};

/// The texts of one match.
pub struct MatchRow {
    pub name: Printable,
    pub acronym: Printable,
    pub kind: Printable,
    /// The names of the units above, joined by [`PATH_SEPARATOR`].
    pub path: Printable,
    pub contact: Printable,
}

const PATH_SEPARATOR: &str = " › ";
/// Between two columns.
const GAP: usize = 2;
/// The first rows, more than a screen shows, decide the widths of the columns.
pub const MEASURED_ROWS: usize = 200;
/// The least width of the name, and of a path that is shown at all.
const MIN_NAME_COLUMNS: usize = 24;
const MIN_PATH_COLUMNS: usize = 12;
const MAX_KIND_COLUMNS: usize = 16;

/// The widths of the columns, in terminal columns; 0 for one that is left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TableLayout {
    name: usize,
    acronym: usize,
    kind: usize,
    path: usize,
    contact: usize,
}

impl TableLayout {
    /// The layout for rows in `columns`, given the first of them. Acronyms and contacts are shown whole; the path gets what
    /// the names leave, and is left out before the kind is.
    pub fn new(rows: &[MatchRow], columns: usize) -> Self {
        let widest = |text: fn(&MatchRow) -> &Printable, max: usize| {
            rows.iter().map(|row| text(row).width()).filter(|&width| width <= max).max().unwrap_or(0)
        };
        let [name, path] = [widest(|row| &row.name, usize::MAX), widest(|row| &row.path, usize::MAX)];
        let acronym = widest(|row| &row.acronym, columns / 4);
        // A longer contact gets a line of its own.
        let contact = widest(|row| &row.contact, columns * 2 / 5);
        let kind = widest(|row| &row.kind, usize::MAX).min(MAX_KIND_COLUMNS);
        let left = columns.saturating_sub(with_gap(acronym) + with_gap(contact));
        let kind = if left >= MIN_NAME_COLUMNS + with_gap(kind) { kind } else { 0 };
        let left = left.saturating_sub(with_gap(kind));
        let name = name.min(left.saturating_sub(with_gap(path)).max(columns / 2)).min(left);
        let path = path.min(left.saturating_sub(name + GAP));
        let path = if path >= MIN_PATH_COLUMNS { path } else { 0 };
        Self { name, acronym, kind, path, contact }
    }

    /// A row as one line, or as two when its contact is longer than its column. `emphasise`
    /// highlights the name.
    pub fn line(
        &self,
        row: &MatchRow,
        ellipsis: &'static str,
        emphasise: impl Fn(&Printable) -> String,
    ) -> String {
        let name = row.name.truncate(self.name, ellipsis);
        let mut line = padded(&emphasise(&name), name.width(), self.name);
        for (text, columns) in [(&row.acronym, self.acronym), (&row.kind, self.kind)] {
            push(&mut line, &text.truncate(columns, ellipsis), columns);
        }
        push(&mut line, &shortened_path(&row.path, self.path, ellipsis), self.path);
        let fits = row.contact.width() <= self.contact;
        push(&mut line, if fits { &row.contact } else { "" }, self.contact);
        let line = line.trim_end();
        if fits { format!("{line}\n") } else { format!("{line}\n  {}\n", row.contact) }
    }
}

/// The width of a column with the gap before it; nothing for one that is left out.
fn with_gap(columns: usize) -> usize {
    if columns > 0 { columns + GAP } else { 0 }
}

fn push(line: &mut String, text: &str, columns: usize) {
    if columns > 0 {
        *line += &" ".repeat(GAP);
        *line += &padded(text, width(text), columns);
    }
}

/// The text, of which `width` columns are visible, filled with blanks.
fn padded(text: &str, width: usize, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width)))
}

/// The end of the path that fits: the nearest units above, after an ellipsis.
fn shortened_path(path: &Printable, columns: usize, ellipsis: &'static str) -> Printable {
    let mut rest: &str = path;
    let mut shown = path.clone();
    while shown.width() > columns {
        let Some((_, nearer)) = rest.split_once(PATH_SEPARATOR) else {
            return Printable::new(rest).truncate(columns, ellipsis);
        };
        rest = nearer;
        shown = Printable::new(&format!("{ellipsis}{PATH_SEPARATOR}{rest}"));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, acronym: &str, kind: &str, path: &str, contact: &str) -> MatchRow {
        let [name, acronym, kind, path, contact] = [name, acronym, kind, path, contact].map(Printable::new);
        MatchRow { name, acronym, kind, path, contact }
    }

    fn table(columns: usize) -> String {
        let rows = [
            row("Network of the sites", "NS", "network", "Town › Digital department", "ns@town.example"),
            row("数字服务", "", "service", "Town", ""),
            row("Roads", "", "", "Town › Works › Streets and squares of the old harbour", &"x".repeat(60)),
        ];
        let layout = TableLayout::new(&rows, columns);
        rows.iter().map(|row| layout.line(row, "…", |name| name.to_string())).collect()
    }

    #[test]
    fn columns_are_aligned_and_fit() {
        let lines = table(80);
        assert!(lines.starts_with("Network of the sites  NS  network  Town › Digital"), "{lines}");
        assert!(lines.contains("\n数字服务                  service  Town\n"), "{lines}");
        for columns in [20, 40, 60, 80, 100, 132, 200] {
            for line in table(columns).lines().filter(|line| !line.contains("xxx")) {
                assert!(width(line) <= columns, "{columns}: {line}");
            }
        }
    }

    #[test]
    fn a_contact_is_never_shortened() {
        for columns in [1, 10, 20, 40, 80, 132, 200] {
            let lines = table(columns);
            assert!(
                lines.contains("ns@town.example") && lines.contains(&"x".repeat(60)),
                "{columns}: {lines}"
            );
        }
        assert!(table(80).ends_with(&format!("\n  {}\n", "x".repeat(60))));
        assert!(table(200).lines().count() == 3);
    }

    #[test]
    fn a_path_keeps_the_nearest_units() {
        let shortened =
            |columns| shortened_path(&Printable::new("Town › Works › Streets"), columns, "…").to_string();
        assert_eq!(shortened(22), "Town › Works › Streets");
        assert_eq!(shortened(21), "… › Works › Streets");
        assert_eq!(shortened(12), "… › Streets");
        assert_eq!(shortened(8), "Streets");
        assert_eq!(shortened(5), "Stre…");
        assert_eq!(shortened(0), "");
    }
}
