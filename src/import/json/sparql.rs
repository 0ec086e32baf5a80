//! Results of SPARQL queries as JSON (<https://www.w3.org/TR/sparql11-results-json/>): a row for each solution. The
//! rows of one thing are one unit; `itemLabel` is the name of what `item` is.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::value::RawValue;

use crate::import::ReadError;
use crate::import::columns::ColumnField;
use crate::import::record::Record;
use crate::import::table::Table;
use crate::json;
use crate::org::DiagnosticKind;
use crate::text::Printable;

use super::{JsonReader, RawMembers};

/// What the names of variables with labels end with.
const LABEL_ENDS: [&str; 4] = ["Label", "_label", "Name", "_name"];

/// The values of the variables in a solution.
type Row<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// The rows of a unit, with the place of the first.
struct Item<'a> {
    first: &'a RawValue,
    rows: Vec<Row<'a>>,
}

/// The list of solutions of a document.
pub fn bindings<'a>(members: &RawMembers<'a>) -> Option<Vec<&'a RawValue>> {
    members.iter().find(|(key, value)| key == "head" && value.get().starts_with('{'))?;
    let (_, results) = members.iter().find(|(key, _)| key == "results")?;
    let (_, list) = json::object(results)?.into_iter().find(|(key, _)| key == "bindings")?;
    json::list(list)
}

/// What the variables mean that make the tree.
struct Variables {
    id: String,
    name: Option<String>,
    parent: Option<String>,
}

impl<'a> JsonReader<'a, '_, '_> {
    pub(super) fn solutions(&mut self, bindings: &[&'a RawValue]) -> Result<(), ReadError> {
        let rows: Vec<Row> = bindings.iter().map(|binding| row(binding)).collect();
        let (id, name) = id_and_name(&rows);
        let items = by_id(bindings, rows, &id);
        let parent = self.parent_variable(&items, &id);
        let variables = Variables { id, name, parent };
        let mut table = Table::default();
        for item in &items {
            let record = self.item(item, &variables);
            table.add(self.sink, self.lines.line_of(item.first.get()), record);
        }
        table.finish(self.sink);
        Ok(())
    }

    /// The record of a unit: each value of its rows once. Further parents are relations.
    fn item(&mut self, item: &Item, variables: &Variables) -> Record {
        let mut record = Record::default();
        let mut said = HashSet::new();
        for (variable, value) in item.rows.iter().flatten().filter(|pair| said.insert(*pair)) {
            let is = |known: &Option<String>| known.as_ref().is_some_and(|known| known == variable);
            let field = match () {
                () if *variable == variables.id => Some(ColumnField::Id),
                () if is(&variables.name) => Some(ColumnField::Name),
                () if is(&variables.parent) => Some(ColumnField::Parent),
                () => self.sink.guesses.field(variable).filter(|field| !field.is_single()),
            };
            match field {
                Some(ColumnField::Parent) if !record.parents.is_empty() => {
                    record.add_relation(variable, value)
                }
                _ => record.add_value(field, variable, value),
            }
        }
        if record.name.is_empty() {
            record.name.clone_from(&record.id);
        }
        record
    }

    /// The variable with the parents: by its name, or because most of its values are units. That is told.
    fn parent_variable(&mut self, items: &[Item], id: &str) -> Option<String> {
        let ids: HashSet<&str> = items.iter().filter_map(|item| value_of(item.rows.first()?, id)).collect();
        // How many values of a variable are units, and how many there are.
        let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        let values = items.iter().flat_map(|item| &item.rows).flatten().filter(|(name, _)| name != id);
        for (name, value) in values {
            let (known, all) = counts.entry(name).or_default();
            *known += usize::from(ids.contains(&**value));
            *all += 1;
        }
        let named = counts.keys().find(|name| self.sink.guesses.field(name) == Some(ColumnField::Parent));
        if let Some(named) = named {
            return Some(named.to_string());
        }
        let (found, _) = counts.into_iter().find(|(_, (known, all))| known * 2 > *all)?;
        let columns = vec![(ColumnField::Parent.word().into(), Printable::new(found))];
        let line = self.lines.line_of(items.first()?.first.get());
        self.sink.report(line, DiagnosticKind::AssumedColumns { columns });
        Some(found.to_string())
    }
}

/// The rows of each unit, in the order of the first. A row without an id is a unit of its own.
fn by_id<'a>(bindings: &[&'a RawValue], rows: Vec<Row<'a>>, id: &str) -> Vec<Item<'a>> {
    let mut items: Vec<Item> = Vec::new();
    let mut places = HashMap::new();
    for (first, row) in bindings.iter().zip(rows) {
        let key = value_of(&row, id).map(String::from);
        let place = key.map_or(items.len(), |key| *places.entry(key).or_insert(items.len()));
        match items.get_mut(place) {
            Some(item) => item.rows.push(row),
            None => items.push(Item { first, rows: vec![row] }),
        }
    }
    items
}

fn value_of<'r>(row: &'r Row, variable: &str) -> Option<&'r str> {
    row.iter().find(|(name, _)| name == variable).map(|(_, value)| &**value)
}

fn row(binding: &RawValue) -> Row<'_> {
    let value = |(name, value): (_, &RawValue)| {
        let members = json::object(value).unwrap_or_default();
        let text = members.iter().find(|(key, _)| key == "value");
        Some((name, json::display_text(text?.1).into_owned().into()))
    };
    json::object(binding).unwrap_or_default().into_iter().filter_map(value).collect()
}

/// The variable with the units, the first that has a label, and the variable with the label; or else the first.
fn id_and_name(rows: &[Row]) -> (String, Option<String>) {
    let mut known = HashSet::new();
    let names = rows.iter().flatten().map(|(name, _)| &**name);
    let variables: Vec<&str> = names.filter(|name| known.insert(*name)).collect();
    let label_of = |name: &str| {
        let labels = LABEL_ENDS.iter().map(|end| format!("{name}{end}"));
        labels.into_iter().find(|label| known.contains(&**label))
    };
    let labelled = variables.iter().find_map(|name| Some((name.to_string(), Some(label_of(name)?))));
    labelled.unwrap_or_else(|| (variables.first().copied().unwrap_or_default().to_string(), None))
}
