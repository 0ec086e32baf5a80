//! The columns of a table whose values are units above its rows, such as the departments of persons: stated
//! with `--by`, or known by their names.

use crate::text;

/// The folded names of columns with the unit in which a person or a unit is, without blanks and other signs.
#[rustfmt::skip]
const UNIT_COLUMNS: [&str; 51] = [
    "department", "departmentname", "dept", "deptname", "division", "divisionname", "businessunit", "businessunitname", "unit", "unitname",
    "orgunit", "orgunitname", "organizationalunit", "organisationalunit", "team", "teamname", "section", "directorate", "branch", "bureau",
    "company", "companyname", "organization", "organisation", "organizationname", "organisationname", "agency", "ministry",
    "departement", "direction", "sousdirection", "service", "nomduservice", "pole", "equipe", "cellule", "unite", "entite", "ministere",
    "abteilung", "bereich", "referat", "dienststelle", "fachbereich", "organisationseinheit", "afdeling", "avdeling", "enhet", "departamento",
    "dipartimento", "reparto",
];
/// Those that may group rows as well, but say rather where they are.
#[rustfmt::skip]
const OTHER_COLUMNS: [&str; 17] = [
    "location", "office", "region", "city", "ville", "country", "pays", "standort", "lieu", "group", "groupe", "gruppe", "district", "area",
    "costcenter", "costcentre", "implantation",
];

/// Which columns have the units above the rows of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// Those that are found, if nothing else gives the table a tree.
    #[default]
    Found,
    /// None: stated by an empty list.
    None,
    /// Columns by their names, the highest units first.
    Stated(Vec<String>),
}

impl Grouping {
    /// Parses names of columns between commas; a name with a comma stands in quotation marks.
    pub fn parse(text: &str) -> Self {
        let mut is_quoted = false;
        let names = text.split(|c: char| {
            is_quoted ^= c == '"';
            c == ',' && !is_quoted
        });
        let names = names.map(|name| name.trim().trim_matches('"').to_string());
        match names.filter(|name| !name.is_empty()).collect::<Vec<_>>() {
            names if names.is_empty() => Self::None,
            names => Self::Stated(names),
        }
    }

    /// The stated names.
    pub fn names(&self) -> &[String] {
        if let Self::Stated(names) = self { names } else { &[] }
    }

    /// The columns of a table that are stated, in the order in which they are.
    pub fn positions(&self, columns: &[String]) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for name in self.names() {
            let exact = columns.iter().position(|column| column == name);
            let at = exact.or_else(|| columns.iter().position(|column| is_same(column, name)));
            found.extend(at.filter(|at| !found.contains(at)));
        }
        found
    }
}

/// Names of columns as the value of the option that states them, as one word of a shell.
pub fn argument<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let quoted = |name: &str| if name.contains(',') { format!("\"{name}\"") } else { name.to_string() };
    let joined = names.map(quoted).collect::<Vec<_>>().join(",");
    if joined.contains('"') { format!("'{joined}'") } else { format!("\"{joined}\"") }
}

/// Whether two names are the same column, whatever their case, accents and signs.
pub fn is_same(one: &str, other: &str) -> bool {
    joined_words(one) == joined_words(other)
}

/// Whether a column has by its name the unit in which the rows are.
pub fn is_unit_column(name: &str) -> bool {
    UNIT_COLUMNS.contains(&&*joined_words(name))
}

/// Whether the rows may be grouped by a column, though its name does not say that it has units.
pub fn is_other_column(name: &str) -> bool {
    OTHER_COLUMNS.contains(&&*joined_words(name))
}

/// The words of the name of a column, folded and without what separates them.
pub fn joined_words(name: &str) -> String {
    text::fold(name).text.split(|c: char| !c.is_alphanumeric()).collect()
}

/// A value as it is compared with others.
pub fn key(value: &str) -> String {
    text::fold(value.trim()).text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parsed_and_found() {
        assert_eq!(Grouping::parse(" "), Grouping::None);
        let by = Grouping::parse("\"Last, first\", business-unit,TEAM,team");
        assert_eq!(by.names(), ["Last, first", "business-unit", "TEAM", "team"]);
        let columns = ["Team", "Business Unit", "Last, first"].map(String::from);
        assert_eq!(by.positions(&columns), [2, 1, 0]);
        assert_eq!(argument(["Team", "Business Unit"].into_iter()), "\"Team,Business Unit\"");
        assert_eq!(argument(["Team", "A, b"].into_iter()), "'Team,\"A, b\"'");
        assert!(is_unit_column("Sous-direction") && is_unit_column("DÉPARTEMENT"));
        assert!(!is_unit_column("Location") && is_other_column("location"));
    }
}
