//! The tables that `tree --format csv` writes: every field has a column, and a cell has one value a line.

use crate::import::record::Record;
use crate::import::rows::Cells;
use crate::org::field::FIELDS;
use crate::text::without_apostrophes;

/// The columns before those of the fields.
const ID_COLUMNS: [&str; 2] = ["id", "parent_id"];
/// Types of contacts that a cell states as their labels do.
const CONTACT_TYPES: [&str; 8] = ["email", "voice", "fax", "cell", "address", "url", "textphone", "person"];

/// Whether the columns are those of such a table.
pub fn has_columns(names: &[String]) -> bool {
    let known = ID_COLUMNS.into_iter().chain(FIELDS.iter().map(|field| field.key));
    names.len() == ID_COLUMNS.len() + FIELDS.len()
        && names.iter().zip(known).all(|(name, known)| name == known)
}

/// The record of a row.
pub fn record(cells: &Cells) -> Record {
    let mut record = Record::default();
    let keys = ID_COLUMNS.into_iter().chain(FIELDS.iter().map(|field| field.key));
    for (key, cell) in keys.zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        let cell = without_apostrophes(cell);
        let lines = || cell.lines().map(String::from);
        match key {
            "id" => record.id = cell.to_string(),
            "parent_id" => record.parents = vec![cell.to_string()],
            "classification" => record.kind = cell.to_string(),
            "name" => record.name = cell.to_string(),
            "acronym" => record.acronym = cell.to_string(),
            "other_names" => record.other_names = lines().collect(),
            "abstract" => record.summary = cell.to_string(),
            "missions" => record.missions = lines().collect(),
            "notes" => record.notes = lines().collect(),
            _ => cell.lines().for_each(|line| add_item(&mut record, key, line)),
        }
    }
    let width = ID_COLUMNS.len() + FIELDS.len();
    cells.iter().enumerate().skip(width).for_each(|(at, cell)| record.add_fact(&(at + 1).to_string(), cell));
    record
}

/// Adds a value with a label before it to a list of the record.
fn add_item(record: &mut Record, key: &str, line: &str) {
    let (label, value) =
        line.split_once(": ").filter(|(label, _)| !label.trim().is_empty()).unwrap_or(("", line));
    match key {
        "facts" => record.add_fact(label, value),
        "contact_details" if CONTACT_TYPES.contains(&label) => record.add_contact(label, value, ""),
        "contact_details" => record.add_contact("", value, label),
        "links" => record.add_link(label, value),
        _ => record.add_named_relation(label, value),
    }
}

#[cfg(test)]
mod tests {
    use crate::import::read;
    use crate::lang::Lang;
    use crate::org::UnitId;

    #[test]
    fn cells_have_a_value_a_line() {
        let header = "id,parent_id,classification,name,acronym,other_names,abstract,missions,facts,contact_details,links,relations,notes";
        let row = "0,,Office,A - B,AB,\"x; y\nz\",s,\"m\nn\",posts: 12,\"email: a@b\nDesk: 01 02\nc\",Home: https://x.example/,lends: T,n,more";
        let org = read(format!("{header}\n{row}\n1,0,,A - B - C,,,,,,,,,\n").as_bytes(), Lang::En)
            .expect("readable");
        let unit = org.unit(UnitId::ROOT);
        let facts: Vec<_> = unit.facts.iter().map(|fact| format!("{}={}", fact.label, fact.value)).collect();
        assert_eq!(
            (unit.other_names.len(), unit.missions.len(), facts.join(" ")),
            (2, 2, "posts=12 14=more".into())
        );
        let kinds: Vec<_> = unit
            .contacts
            .iter()
            .map(|contact| contact.label_or_kind().map(|text| text.to_string()))
            .collect();
        assert_eq!(kinds, [Some("email".into()), Some("Desk".into()), None]);
        assert_eq!((&*unit.links[0].url, &*unit.relations[0].kind), ("https://x.example/", "lends"));
        assert_eq!(&*org.name(UnitId::at(1)), "A - B - C", "names are not shortened");
        assert_eq!(org.parent(UnitId::at(1)), Some(UnitId::ROOT), "“0” is an id");
    }
}
