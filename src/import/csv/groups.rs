//! The units above the rows of a table that has their names in columns, such as the departments of persons: one
//! unit for each value, or for each combination of values.

use std::collections::{HashMap, HashSet};

use crate::import::columns::ColumnField;
use crate::import::generated_ids::IdGenerator;
use crate::import::grouping;
use crate::import::record::Record;
use crate::import::record_sink::GroupedUnits;
use crate::import::rows::Cells;

use super::table_text::TableText;

/// Columns whose values are units, one below another, at most.
const MAX_COLUMNS: usize = 64;
/// Units that the values of a column make have so many rows each, on average, at least.
const MIN_ROWS_PER_UNIT: usize = 2;

/// The units above the rows.
#[derive(Debug, Default)]
pub struct Groups {
    /// The columns, the highest units first, and their names.
    columns: Vec<(usize, String)>,
    /// The column of the names of the rows.
    name: Option<usize>,
    /// The units by their paths of keys.
    known: HashMap<Vec<String>, Group>,
    /// The ids of the rows, if there is a column for them, and those given to units beside them.
    ids: Option<HashSet<String>>,
    /// The next number to try for an id that is taken: paths may be alike once joined.
    next_numbers: HashMap<String, usize>,
    id_generator: IdGenerator,
}

/// A unit above rows, or a row that is that unit itself.
#[derive(Debug, Default)]
struct Group {
    /// Empty as long as it is not needed.
    id: String,
    /// As the first row writes it.
    name: String,
    has_row: bool,
}

impl Groups {
    /// The units of these columns. The columns get a field, so that their values are not repeated as facts.
    pub fn new(columns: &[usize], table: &mut TableText) -> Self {
        let mut groups = Self {
            columns: columns.iter().take(MAX_COLUMNS).map(|&at| (at, table.names[at].clone())).collect(),
            ..Self::default()
        };
        for field in table.fields.iter_mut().filter(|field| **field == Some(ColumnField::Parent)) {
            *field = None;
        }
        groups.columns.iter().for_each(|(at, _)| table.fields[*at] = Some(ColumnField::Level));
        groups.name = table.column_of(ColumnField::Name);
        let id = table.column_of(ColumnField::Id);
        let mut ids = HashSet::new();
        table.for_each_row(|cells| {
            let own_id = id.map_or("", |id| cell(cells, id));
            ids.insert(own_id.to_string());
            groups.note_own_row(cells, own_id);
        });
        groups.ids = id.map(|_| ids);
        groups
    }

    /// Notes a row that has the name of the unit that it is in: it is that unit.
    fn note_own_row(&mut self, cells: &Cells, id: &str) {
        let values = self.values(cells);
        let name = self.name.map_or("", |name| cell(cells, name));
        if values.last().is_some_and(|(_, value)| grouping::key(value) == grouping::key(name)) {
            let path = values.iter().map(|(_, value)| grouping::key(value)).collect();
            let group = Group { id: id.to_string(), name: name.to_string(), has_row: true };
            self.known.entry(path).or_insert(group);
        }
    }

    /// Takes over the units that the tables before this one made, but those with the id of a row of this one.
    pub fn join(&mut self, shared: &mut GroupedUnits) {
        self.id_generator = std::mem::take(&mut shared.id_generator);
        let is_own = |id: &String| self.ids.as_ref().is_some_and(|ids| ids.contains(id));
        for (path, id) in shared.ids.iter().filter(|(_, id)| !is_own(id)) {
            let group = self.known.entry(path.clone()).or_default();
            if !group.has_row {
                group.id.clone_from(id);
            }
        }
    }

    /// Leaves the units to the tables after this one, but those of rows whose ids an earlier file has.
    pub fn share(self, shared: &mut GroupedUnits, is_taken: impl Fn(&str) -> bool) {
        shared.id_generator = self.id_generator;
        let known = self.known.into_iter().filter(|(_, group)| !group.id.is_empty() && !is_taken(&group.id));
        for (path, group) in known {
            shared.ids.entry(path).or_insert(group.id);
        }
    }

    /// Completes a record by the cells of its row. Returns the records of the units above it that are met for the
    /// first time. They have ids that no earlier file has.
    pub fn place(
        &mut self,
        record: &mut Record,
        cells: &Cells,
        is_taken: &dyn Fn(&str) -> bool,
    ) -> Vec<Record> {
        let values = self.values(cells);
        let (mut added, mut path, mut above) = (Vec::new(), Vec::new(), Vec::new());
        record.parents.clear();
        for (index, (column, value)) in values.iter().enumerate() {
            path.push(grouping::key(value));
            let (id, is_new) = self.id_of(&path, value, is_taken);
            let group = self.known.entry(path.clone()).or_default();
            if group.name.is_empty() {
                group.name = value.to_string();
            }
            if index + 1 == values.len() && group.has_row && grouping::key(&record.name) == path[index] {
                group.has_row = false;
                record.id = id;
                break;
            }
            if is_new && !group.has_row {
                let mut unit = Record::new(&id);
                (unit.name, unit.kind) = (value.to_string(), self.columns[*column].1.clone());
                unit.parents.clone_from(&above);
                added.push(unit);
            }
            // Another spelling than that of the unit is not lost.
            if group.name != *value {
                record.add_fact(&self.columns[*column].1, value);
            }
            above = vec![id];
        }
        record.parents = above;
        if self.ids.is_none() && record.id.is_empty() {
            record.id = self.free_id(&record.name, is_taken);
        }
        added
    }

    /// The values of a row in the columns, those that are filled, each with the index of its column.
    fn values<'a>(&self, cells: &'a Cells) -> Vec<(usize, &'a str)> {
        let values = self.columns.iter().enumerate().map(|(index, (at, _))| (index, cell(cells, *at)));
        values.filter(|(_, value)| !value.is_empty()).collect()
    }

    /// The id of a unit, and whether it is met for the first time.
    fn id_of(&mut self, path: &[String], value: &str, is_taken: &dyn Fn(&str) -> bool) -> (String, bool) {
        if let Some(group) = self.known.get(path).filter(|group| !group.id.is_empty()) {
            return (group.id.clone(), false);
        }
        let id = match &mut self.ids {
            None => self.free_id(value, is_taken),
            Some(ids) => {
                let id = path.join("/");
                let next = self.next_numbers.entry(id.clone()).or_insert(2);
                let numbered = std::iter::from_fn(|| {
                    *next += 1;
                    Some(format!("{id}~{}", *next - 1))
                });
                let is_free = |id: &String| !ids.contains(id) && !is_taken(id);
                let mut free = std::iter::once(id.clone()).chain(numbered).filter(is_free);
                let id = free.next().unwrap_or_default();
                ids.insert(id.clone());
                id
            }
        };
        self.known.entry(path.to_vec()).or_default().id.clone_from(&id);
        (id, true)
    }

    /// A generated id that no earlier file has.
    fn free_id(&mut self, name: &str, is_taken: &dyn Fn(&str) -> bool) -> String {
        loop {
            let id = self.id_generator.id(name);
            if !is_taken(&id) {
                return id;
            }
        }
    }
}

/// The columns of a table that have by their names the units above the rows and whose values are repeated, the
/// highest first: each value of a lower one is in one unit.
pub fn unit_columns(table: &TableText, values: &[Vec<String>]) -> Vec<usize> {
    let mut columns = repeated_columns(table, values, grouping::is_unit_column);
    columns.sort_by_key(|column| column.count);
    let mut chain: Vec<RepeatedColumn> = Vec::new();
    for column in columns {
        if chain.last().is_none_or(|above| column.is_inside(above)) {
            chain.push(column);
        }
    }
    chain.into_iter().map(|column| column.at).collect()
}

/// A column by which the rows may be grouped, though it is not certain: its name is that of units and some values
/// are repeated, or it has another name and most are.
pub fn other_column(table: &TableText, values: &[Vec<String>]) -> Option<usize> {
    let has_repeated = |at: &usize| {
        let keys: Vec<String> = values[*at].iter().map(|value| grouping::key(value)).collect();
        let mut known = HashSet::new();
        keys.iter().filter(|key| !key.is_empty()).any(|key| !known.insert(key))
    };
    let of_units = columns_named(table, grouping::is_unit_column).find(has_repeated);
    of_units.or_else(|| {
        repeated_columns(table, values, grouping::is_other_column).first().map(|column| column.at)
    })
}

/// Whether the first column has units that each stand above blank cells only, as a table does that was saved
/// with merged cells.
pub fn is_merged(table: &TableText, values: &[Vec<String>]) -> bool {
    let filled = || values[0].iter().filter(|value| !value.is_empty());
    columns_named(table, grouping::is_unit_column).next() == Some(0)
        && values[0].first().is_some_and(|value| !value.is_empty())
        && filled().count() * 2 <= values[0].len()
        && filled().collect::<HashSet<_>>().len() == filled().count()
}

/// A column whose values are repeated and fill most rows.
struct RepeatedColumn {
    at: usize,
    keys: Vec<String>,
    /// The number of different values.
    count: usize,
}

impl RepeatedColumn {
    fn new(at: usize, values: &[String]) -> Option<Self> {
        let keys: Vec<String> = values.iter().map(|value| grouping::key(value)).collect();
        let filled = || keys.iter().filter(|key| !key.is_empty());
        let count = filled().collect::<HashSet<_>>().len();
        let is_repeated = filled().count() * 2 > keys.len() && filled().count() >= count * MIN_ROWS_PER_UNIT;
        is_repeated.then_some(Self { at, keys, count })
    }

    /// Whether each value stands beside one value of another column only.
    fn is_inside(&self, above: &Self) -> bool {
        let mut known: HashMap<&String, &String> = HashMap::new();
        let pairs = self.keys.iter().zip(&above.keys).filter(|(key, _)| !key.is_empty());
        pairs.into_iter().all(|(key, above)| *known.entry(key).or_insert(above) == above)
    }
}

/// The columns with names of a kind whose values are repeated.
fn repeated_columns(
    table: &TableText,
    values: &[Vec<String>],
    is_named: fn(&str) -> bool,
) -> Vec<RepeatedColumn> {
    columns_named(table, is_named).filter_map(|at| RepeatedColumn::new(at, &values[at])).collect()
}

/// The columns with names of a kind, but that of the name.
fn columns_named(table: &TableText, is_named: fn(&str) -> bool) -> impl Iterator<Item = usize> {
    let is_name = |column: usize| table.fields[column] == Some(ColumnField::Name);
    (0..table.names.len()).filter(move |&at| !is_name(at) && is_named(&table.names[at]))
}

fn cell<'a>(cells: &'a Cells, column: usize) -> &'a str {
    cells.get(column).map_or("", |cell| cell.trim())
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use crate::import::test_support::{indented_names, lines_and_messages};
    use crate::import::{Columns, Grouping, ImportOptions, Importer};
    use crate::lang::Lang;
    use crate::org::{Org, UnitId};

    /// The organisation of tables of commas, with the value of `--by`.
    fn org(tables: &[&str], by: Option<&str>) -> Org {
        let columns = Columns::default().grouped(by.map_or_else(Grouping::default, Grouping::parse));
        let mut importer = Importer::new(ImportOptions { format: None, columns }, Lang::En);
        for table in tables {
            let bytes = Cow::Owned(table.as_bytes().to_vec());
            importer.read(&"staff.csv".into(), bytes, &mut |_, _| {}).expect("readable");
        }
        assert_eq!(importer.missing_column(), None);
        importer.finish()
    }

    fn tree(table: &str, by: Option<&str>) -> String {
        indented_names(&org(&[table], by)).join("\n")
    }

    fn messages(table: &str, by: Option<&str>) -> String {
        let messages = lines_and_messages(&org(&[table], by)).into_iter().map(|(_, message)| message);
        messages.collect::<Vec<_>>().join("\n")
    }

    const STAFF: &str = "Name,Job Title,Business Unit,Team,City\nAda Roe,Chief,Retail,Shops,Lyon\nBen Low,Clerk,Retail,Shops,Lyon\n\
        Cy Fox,Clerk,retail,Web,Caen\nDi Hart,Clerk,Retail,Web,Caen\nEd Moss,Chief,Works,Roads,Lyon\nFlo Kerr,,Works,Roads,Lyon\n";

    #[test]
    fn departments_of_persons_are_units_above_them() {
        let expected = "staff\n Retail\n  Shops\n   Ada Roe\n   Ben Low\n  Web\n   Cy Fox\n   Di Hart\n Works\n  Roads\n   Ed Moss\n   Flo Kerr";
        assert_eq!(tree(STAFF, None), expected);
        assert_eq!(tree(STAFF, Some("business-unit,TEAM")), expected);
        let assumed =
            "the table has no column of parents: its units are those of “--by \"Business Unit,Team\"”";
        assert!(messages(STAFF, None).contains(assumed), "{}", messages(STAFF, None));
        assert!(!messages(STAFF, Some("Business Unit,Team")).contains("--by"));
        let org = org(&[STAFF], None);
        let [unit, person] = ["Retail", "Cy Fox"]
            .map(|name| org.units().find(|&unit| &*org.name(unit) == name).expect("a unit"));
        assert_eq!(org.unit(unit).kind.as_deref(), Some("Business Unit"));
        let person = org.unit(person);
        let facts: Vec<_> =
            person.facts.iter().map(|fact| format!("{}={}", fact.label, fact.value)).collect();
        assert_eq!(facts, ["City=Caen", "Business Unit=retail"], "another spelling is kept");
        assert_eq!(person.kind.as_deref(), Some("Clerk"));
    }

    #[test]
    fn any_column_can_be_stated_and_none() {
        let by_city = "staff\n Lyon\n  Ada Roe\n  Ben Low\n  Ed Moss\n  Flo Kerr\n Caen\n  Cy Fox\n  Di Hart";
        assert_eq!(tree(STAFF, Some("city")), by_city);
        assert_eq!(org(&[STAFF], Some("")).depth(UnitId::at(6)), 1);
        assert!(!messages(STAFF, Some("")).contains("--by"));
        let managers = "id,name,manager_id,Department\n1,Ada,,Retail\n2,Ben,1,Works\n3,Cy,1,Works\n";
        assert_eq!(tree(managers, None), "Ada\n Ben\n Cy", "a column of parents comes first");
        assert_eq!(tree(managers, Some("department")), "staff\n Retail\n  Ada\n Works\n  Ben\n  Cy");
        let facts = |table| org(&[table], Some("department")).unit(UnitId::at(4)).facts.len();
        assert_eq!(facts(managers), 1, "the manager is kept");
    }

    #[test]
    fn columns_that_say_less_are_a_hint_only() {
        let table = "name,Location\nAda,Lyon\nBen,Lyon\nCy,Caen\nDi,Caen\n";
        assert_eq!(tree(table, None), "staff\n Ada\n Ben\n Cy\n Di");
        assert!(
            messages(table, None).contains("“--by \"Location\"” makes units of the values of this column")
        );
        let small = "name,Department\nAda,Parks\nTom,Water\nEva,Parks\n";
        assert_eq!(tree(small, None), "staff\n Ada\n Tom\n Eva");
        assert!(messages(small, None).contains("“--by \"Department\"” makes units"));
        for other in ["name,Location\nAda,Lyon\nBen,Caen\n", "name,Colour\nAda,red\nBen,red\n"] {
            assert!(!messages(other, None).contains("--by"), "{other}");
        }
        let merged = "Direction,Service,Nom\nPorts,Quays,Ada\n,,Ben\nRoads,Bridges,Cy\n,Signs,Di\n";
        assert_eq!(tree(merged, None), "staff\n Ada\n Ben\n Cy\n Di");
        assert!(messages(merged, None).contains("the column “Direction” is blank below its values"));
        let different = "name,Department\nAda,Retail\nBen,Works\nCy,Roads\n";
        assert_eq!(org(&[different], None).len(), 4, "each row has its own value");
    }

    #[test]
    fn a_row_with_the_name_of_its_unit_is_the_unit() {
        let table = "id,name,Division,posts\n1,Payroll,Finance,4\n2,Finance,Finance,9\n3,Hiring,Finance,2\nfinance/x,Web,,1\n";
        assert_eq!(tree(table, Some("Division")), "staff\n Finance\n  Payroll\n  Hiring\n Web");
        let found = org(&[table], Some("Division"));
        assert_eq!(&*found.id(UnitId::at(1)), "2");
        let unnumbered = "name,Division\nPayroll,Finance\nFinance,Finance\nHiring,Finance\n";
        assert_eq!(tree(unnumbered, None), "Finance\n Payroll\n Hiring");
    }

    #[test]
    fn ids_of_rows_are_not_taken() {
        let table = "id,name,Department\nworks,Ada,Works\nworks~2,Ben,Works\n";
        let found = org(&[table], Some("Department"));
        assert_eq!(indented_names(&found), ["Works", " Ada", " Ben"]);
        assert_eq!((&*found.id(UnitId::ROOT), found.diagnostics().len()), ("works~3", 0));
    }

    #[test]
    fn tables_share_their_units() {
        let more =
            "Name,Business Unit,Team\nGus,Works,Roads\nHal,Works,Roads\nIda,Works,Quays\nJo,Works,Quays\n";
        let names = indented_names(&org(&[STAFF, more], Some("Business Unit,Team"))).join("\n");
        assert_eq!(names.matches("Works").count(), 1, "{names}");
        assert!(names.ends_with("Flo Kerr\n   Gus\n   Hal\n  Quays\n   Ida\n   Jo"), "{names}");
    }

    #[test]
    fn units_of_the_same_name_in_other_units_stay_apart() {
        let table = |above: &str| format!("Direction,Service,Nom\n{above},Accueil,Ed\n{above},Accueil,Flo\n");
        let people = "Nom,Note\nAccueil,\nDRH,\n".to_string();
        let tables = [table("DSI"), people, table("DRH"), table("DSI"), table("DRH")];
        let tables: Vec<&str> = tables.iter().map(|table| &**table).collect();
        let apart = org(&tables, None);
        assert_eq!(
            indented_names(&apart).join("\n"),
            "staff\n DSI\n  Accueil\n   Ed\n   Flo\n   Ed\n   Flo\n Accueil\n DRH\n DRH\n  Accueil\n   Ed\n   Flo\n   Ed\n   Flo"
        );
    }

    #[test]
    fn shared_units_are_not_taken_for_rows_with_their_ids() {
        let rows = |unit: &str| format!("id,name,Team\n1,{unit},{unit}\n2,Ada,{unit}\n3,Ben,{unit}\n");
        let tables = [
            rows("Roads"),
            rows("Parks"),
            "id,name,Team\n1,Cy,Roads\n2,Di,Roads\n3,Ed,Parks\n4,Flo,Parks\n".to_string(),
        ];
        let tables: Vec<&str> = tables.iter().map(|table| &**table).collect();
        let names = indented_names(&org(&tables, Some("Team"))).join("\n");
        assert_eq!(
            names,
            "staff\n Roads\n  Ada\n  Ben\n Parks\n  Ada\n  Ben\n Roads\n  Cy\n  Di\n Parks\n  Ed\n  Flo"
        );
    }
}
