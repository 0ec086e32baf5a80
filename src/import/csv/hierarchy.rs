//! The tree of a table where the names of its columns do not tell it: by what the columns hold.

use std::collections::{HashMap, HashSet};

use crate::import::columns::ColumnField;
use crate::import::grouping::{self, Grouping};
use crate::import::ldif::Dn;
use crate::import::record::Record;
use crate::import::rows::Cells;
use crate::org::DiagnosticKind;
use crate::text;
use crate::text::Printable;

use super::groups::{self, Groups};
use super::level_columns::{self, LevelColumns};
use super::outline::Outline;
use super::table_text::TableText;

/// Columns of levels, and names in a path. Real tables have about ten.
const MAX_LEVELS: usize = 64;
/// The share, in tenths, of the values of a column that must be references to other rows, or paths.
const MIN_SHARE: usize = 9;
/// Separators of the names in a path, the best first.
const PATH_SEPARATORS: [&str; 5] = [" > ", " › ", " / ", "/", "\\"];
/// Words in the name of a column of numbers that is taken for the parents.
const PARENT_WORDS: [&str; 14] = [
    "parent", "manager", "boss", "report", "super", "above", "upper", "chef", "respons", "rattach", "uber",
    "over", "lead", "head",
];

/// How the rows of a table are joined to a tree.
#[derive(Debug, Default)]
pub enum Hierarchy {
    /// As the fields of the columns say.
    #[default]
    Fields,
    /// The parent in a column is the value of another one, such as a mail address or a name of a directory. Has the
    /// ids by these values.
    References { parent: usize, ids: HashMap<String, String> },
    /// A column holds paths or names of a directory. Has the ids by the keys of the paths.
    Paths { column: usize, kind: PathKind, ids: HashMap<String, String> },
    /// The names of the units above each row, and its own, in columns. Has the number of rows directly below
    /// each path that has no row; those are added.
    Levels { columns: LevelColumns, missing: HashMap<String, usize> },
    /// Columns have the names of the units above the rows.
    Groups(Box<Groups>),
    /// The rows are in the order of an outline.
    Outline(Outline),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathKind {
    /// Names with this between them.
    Separated(&'static str),
    /// A distinguished name (RFC 4514).
    Dn,
}

impl Hierarchy {
    /// Finds the tree of a table. A column that turns out to hold the parents gets that field. What is only assumed
    /// is returned too.
    pub fn find(table: &mut TableText, by: &Grouping) -> (Self, Option<DiagnosticKind>) {
        let stated = by.positions(table.names);
        if !stated.is_empty() {
            return (Self::Groups(Box::new(Groups::new(&stated, table))), None);
        }
        let hierarchy = Self::find_parents(table);
        if let Self::Levels { columns, .. } = &hierarchy {
            let assumed = columns.are_filled_down().then_some(DiagnosticKind::BlankLevels);
            return (hierarchy, assumed);
        }
        let is_flat = matches!(hierarchy, Self::Fields)
            && ![ColumnField::Parent, ColumnField::Level]
                .iter()
                .any(|field| table.column_of(*field).is_some());
        if !is_flat || *by != Grouping::Found {
            return (hierarchy, None);
        }
        match Outline::find(table) {
            Some(outline) => (Self::Outline(outline), None),
            None => Self::find_groups(table),
        }
    }

    /// The units above the rows of a table that has no other tree.
    fn find_groups(table: &mut TableText) -> (Self, Option<DiagnosticKind>) {
        let values = table.columns_of_values();
        let columns = groups::unit_columns(table, &values);
        let argument = |columns: &[usize]| {
            Printable::new(&grouping::argument(columns.iter().map(|&column| &*table.names[column])))
        };
        if groups::is_merged(table, &values) {
            let column = Printable::new(&table.names[0]);
            return (Self::Fields, Some(DiagnosticKind::BlankBelow { column }));
        }
        if columns.is_empty() {
            let hint = groups::other_column(table, &values)
                .map(|column| DiagnosticKind::NoHierarchy { column: argument(&[column]) });
            return (Self::Fields, hint);
        }
        let assumed = DiagnosticKind::AssumedUnits { columns: argument(&columns) };
        (Self::Groups(Box::new(Groups::new(&columns, table))), Some(assumed))
    }

    /// The tree by columns that name the parents, in whatever way.
    fn find_parents(table: &mut TableText) -> Self {
        if table.column_of(ColumnField::Level).is_some() {
            return match table.column_of(ColumnField::Name) {
                Some(_) => Self::Fields,
                None => table.levels(),
            };
        }
        if !table.fields.iter().flatten().any(|field| field.is_name()) && table.find_levels() {
            return table.levels();
        }
        if table.column_of(ColumnField::Parent).is_some() {
            if let Some(id) = table.id_by_references() {
                table.fields[id] = Some(ColumnField::Id);
            }
            return table.references_by_mail().unwrap_or_default();
        }
        let values = table.columns_of_values();
        if let Some(paths) = table.paths(&values) {
            return paths;
        }
        if let Some((parent, ids)) = table.references_by_dn(&values) {
            table.fields[parent] = Some(ColumnField::Parent);
            return Self::References { parent, ids };
        }
        if let Some(parent) = table.parent_by_values(&values) {
            table.fields[parent] = Some(ColumnField::Parent);
        }
        Self::Fields
    }

    /// A column that is not one of parents by its field, but by what it holds.
    pub fn assumed_column(&self) -> Option<usize> {
        match self {
            Self::Paths { column, .. } | Self::Outline(Outline { column, .. }) => Some(*column),
            _ => None,
        }
    }

    /// Whether rows without a column for the name have names.
    pub fn gives_names(&self) -> bool {
        matches!(self, Self::Levels { .. } | Self::Paths { .. })
    }

    /// Completes a record by the cells of its row. Returns the records of units above it that have no row, each
    /// with the number of units directly below; 0 where that they have no row is no problem. `is_taken` tells
    /// which ids the earlier files have.
    pub fn place(
        &mut self,
        record: &mut Record,
        cells: &Cells,
        is_taken: &dyn Fn(&str) -> bool,
    ) -> Vec<(Record, usize)> {
        let cell = |column: usize| cells.get(column).map_or("", |cell| cell.trim());
        match self {
            Self::Fields | Self::Outline(_) => {}
            Self::References { parent, ids } => {
                if let Some(id) = ids.get(&text::fold(cell(*parent)).text) {
                    record.parents = vec![id.clone()];
                }
            }
            Self::Paths { column, kind, ids } => {
                let keys = kind.keys(cell(*column));
                if record.id.is_empty() {
                    record.id = cell(*column).to_string();
                }
                if record.name.is_empty() {
                    record.name = kind.last_name(cell(*column));
                }
                record.parents =
                    keys.iter().skip(1).find_map(|key| ids.get(key)).cloned().into_iter().collect();
            }
            Self::Levels { columns, missing } => {
                let names = columns.names(cells);
                record.name = names.last().cloned().unwrap_or_default();
                let id = |depth: usize| names[..depth].join("/");
                if record.id.is_empty() {
                    record.id = id(names.len());
                }
                record.parents = (names.len() > 1).then(|| id(names.len() - 1)).into_iter().collect();
                let added = |depth: usize| {
                    let count = missing.remove(&id(depth))?;
                    let mut added = Record::new(&id(depth));
                    added.name = names[depth - 1].to_string();
                    added.parents = (depth > 1).then(|| id(depth - 1)).into_iter().collect();
                    Some((added, count))
                };
                return (1..names.len()).filter_map(added).collect();
            }
            Self::Groups(groups) => {
                return groups.place(record, cells, is_taken).into_iter().map(|unit| (unit, 0)).collect();
            }
        }
        Vec::new()
    }
}

impl TableText<'_> {
    /// Takes columns that are called `Level 1`, `Level 2` and so on for levels. Returns whether there are any.
    fn find_levels(&mut self) -> bool {
        let columns: Vec<usize> =
            (0..self.names.len()).filter(|&column| level_columns::is_numbered(&self.names[column])).collect();
        if columns.len() > 1 {
            columns.iter().for_each(|&column| self.fields[column] = Some(ColumnField::Level));
        }
        columns.len() > 1
    }

    fn levels(&self) -> Hierarchy {
        let is_level = |field: &Option<ColumnField>| *field == Some(ColumnField::Level);
        let columns = (0..self.fields.len()).filter(|&column| is_level(&self.fields[column]));
        let mut columns = LevelColumns::new(columns.take(MAX_LEVELS).collect(), self);
        if columns.repeats_too_much() {
            return Hierarchy::Levels { columns, missing: HashMap::new() };
        }
        let (mut known, mut above) = (HashSet::new(), HashMap::<String, HashSet<String>>::new());
        self.for_each_row(|cells| {
            let names = columns.names(cells);
            for depth in 1..names.len() {
                above.entry(names[..depth].join("/")).or_default().insert(names[..=depth].join("/"));
            }
            known.insert(names.join("/"));
        });
        let missing = above.into_iter().filter(|(path, _)| !known.contains(path));
        let missing = missing.map(|(path, below)| (path, below.len())).collect();
        columns.restart();
        Hierarchy::Levels { columns, missing }
    }

    /// The rows by their mail addresses, if that is what the column of parents has.
    fn references_by_mail(&self) -> Option<Hierarchy> {
        let (parent, mail) = (self.column_of(ColumnField::Parent)?, self.column_of(ColumnField::Email)?);
        text::fold(&self.names[parent]).text.contains("mail").then_some(())?;
        Some(Hierarchy::References {
            parent,
            ids: self.ids_by(|cells| text::fold(cells.get(mail)?.trim()).text.into()),
        })
    }

    /// Of a table without ids, the column that has what the parents are called by, each once, if that is not the
    /// name.
    fn id_by_references(&self) -> Option<usize> {
        let parent =
            self.column_of(ColumnField::Parent).filter(|_| self.column_of(ColumnField::Id).is_none())?;
        let values = self.columns_of_values();
        let parents: HashSet<&String> = values[parent].iter().filter(|value| !value.is_empty()).collect();
        let share = |column: usize| {
            let known: HashSet<&String> = values[column].iter().collect();
            let found = parents.iter().filter(|parent| known.contains(*parent)).count();
            (known.len() == values[column].len() && found * 10 >= parents.len() * MIN_SHARE).then_some(found)
        };
        let is_named = self.column_of(ColumnField::Name).and_then(share).is_some();
        let mut columns = (0..self.names.len()).filter(|&column| self.fields[column].is_none());
        if is_named || parents.is_empty() { None } else { columns.find(|&column| share(column).is_some()) }
    }

    /// The ids of all rows by keys; those of a table without ids are the names.
    fn ids_by(&self, key: impl Fn(&Cells) -> Option<String>) -> HashMap<String, String> {
        let id = self.column_of(ColumnField::Id).or_else(|| self.column_of(ColumnField::Name));
        let mut ids = HashMap::new();
        self.for_each_row(|cells| {
            let id = id.and_then(|id| cells.get(id)).map_or("", |id| id.trim());
            if let Some(key) = key(cells).filter(|key| !key.is_empty()) {
                ids.entry(key).or_insert_with(|| id.to_string());
            }
        });
        ids
    }

    /// The first column whose values are paths, of which some are those of units above others.
    fn paths(&self, values: &[Vec<String>]) -> Option<Hierarchy> {
        let is_named = self.fields.iter().flatten().any(|field| field.is_name());
        let kind = |values: &Vec<String>| {
            let filled: Vec<&String> = values.iter().filter(|value| !value.is_empty()).collect();
            let is_numbering = || is_named && are_numbers_of_outline(&filled);
            let kind =
                PathKind::of(&filled).or_else(|| is_numbering().then_some(PathKind::Separated(".")))?;
            let keys: HashSet<String> =
                filled.iter().filter_map(|path| kind.keys(path).into_iter().next()).collect();
            let has_parent = |path: &&&String| kind.keys(path).iter().skip(1).any(|key| keys.contains(key));
            let placed = filled.iter().filter(has_parent).count();
            // Each row has a path of its own, not that of another one.
            let are_own = keys.len() * 10 >= filled.len() * MIN_SHARE;
            (are_own && placed > 0 && placed * 2 >= keys.len().saturating_sub(1)).then_some(kind)
        };
        let (column, kind) =
            values.iter().enumerate().find_map(|(column, values)| Some((column, kind(values)?)))?;
        let key = |cells: &Cells| kind.keys(cells.get(column)?.trim()).into_iter().next();
        let ids = match self.column_of(ColumnField::Id).filter(|&id| id != column) {
            Some(_) => self.ids_by(key),
            None => {
                let mut ids = HashMap::new();
                self.for_each_row(|cells| {
                    if let (Some(key), Some(path)) = (key(cells), cells.get(column)) {
                        ids.entry(key).or_insert_with(|| path.trim().to_string());
                    }
                });
                ids
            }
        };
        Some(Hierarchy::Paths { column, kind, ids })
    }

    /// The column most of whose values are the names of other rows in a directory, which stand in another column.
    /// Returns it with the ids by these names.
    fn references_by_dn(&self, values: &[Vec<String>]) -> Option<(usize, HashMap<String, String>)> {
        let is_dn = |column: &usize| {
            let filled: Vec<&String> = values[*column].iter().filter(|value| !value.is_empty()).collect();
            PathKind::of(&filled) == Some(PathKind::Dn)
        };
        let mut columns = (0..self.names.len()).filter(|&column| self.fields[column].is_none()).filter(is_dn);
        let own = columns.find(|&column| values[column].iter().all(|value| !value.is_empty()))?;
        let known: HashSet<String> = values[own].iter().map(|dn| text::fold(dn).text).collect();
        let is_parent = |column: &usize| {
            let filled = values[*column].iter().filter(|value| !value.is_empty());
            let folded: Vec<String> = filled.map(|dn| text::fold(dn).text).collect();
            let found = folded.iter().filter(|dn| known.contains(*dn)).count();
            let is_named =
                PARENT_WORDS.iter().any(|word| text::fold(&self.names[*column]).text.contains(word));
            is_named && found > 0 && found * 10 >= folded.len() * MIN_SHARE
        };
        let parent = (0..self.names.len()).filter(|&column| column != own).find(is_parent)?;
        Some((parent, self.ids_by(|cells| Some(text::fold(cells.get(own)?.trim()).text))))
    }

    /// The column most of whose values are the ids or the names of other rows.
    fn parent_by_values(&self, values: &[Vec<String>]) -> Option<usize> {
        let keys = [ColumnField::Id, ColumnField::Name].map(|field| self.column_of(field));
        let known: Vec<HashMap<&str, usize>> = keys
            .iter()
            .flatten()
            .map(|&column| values[column].iter().enumerate().map(|(row, value)| (&**value, row)).collect())
            .collect();
        let is_parent = |column: &usize| {
            let may_be = matches!(self.fields[*column], None | Some(ColumnField::Person | ColumnField::Kind));
            let filled = values[*column].iter().enumerate().filter(|(_, value)| !value.is_empty());
            let (mut count, mut references, mut numbers) = (0, 0, 0);
            for (row, value) in filled {
                count += 1;
                numbers += usize::from(value.bytes().all(|byte| byte.is_ascii_digit()));
                let refers = known.iter().any(|known| known.get(&**value).is_some_and(|&other| other != row));
                references += usize::from(refers);
            }
            let folded = text::fold(&self.names[*column]).text;
            let is_named = PARENT_WORDS.iter().any(|word| folded.contains(word));
            let is_most = references * 10 >= count * MIN_SHARE && count * 2 >= values[*column].len();
            may_be && count > 1 && is_most && (is_named || numbers == 0)
        };
        let is_key = |column: &usize| keys.contains(&Some(*column));
        (0..self.names.len()).filter(|column| !is_key(column)).find(is_parent)
    }
}

impl PathKind {
    /// What most of some values are.
    fn of(values: &[&String]) -> Option<Self> {
        let most = |is_path: &dyn Fn(&str) -> bool| {
            let count = values.iter().filter(|value| is_path(value)).count();
            values.len() > 1 && count * 10 >= values.len() * MIN_SHARE
        };
        let is_dn = |value: &str| {
            let dn = Dn::new(value);
            !dn.is_broken && dn.ancestors().next().is_some()
        };
        // The path of the root has one name.
        let is_path = |separator: &str, value: &str| value.contains(separator) && !value.contains("://");
        let separated = || {
            PATH_SEPARATORS.iter().find(|separator| {
                most(&|value| is_path(separator, value))
                    || values.iter().filter(|value| is_path(separator, value)).count() + 1 == values.len()
            })
        };
        if most(&is_dn) {
            return Some(Self::Dn);
        }
        separated().map(|separator| Self::Separated(separator)).filter(|_| values.len() > 1)
    }

    /// The key of a path, then those of the paths above it, nearest first.
    fn keys(self, path: &str) -> Vec<String> {
        match self {
            Self::Dn => {
                let dn = Dn::new(path);
                let above = dn.ancestors().map(|(_, key)| key.to_string());
                [dn.name_and_key().1.to_string()].into_iter().chain(above).collect()
            }
            Self::Separated(separator) => {
                let names: Vec<&str> = path_names(path, separator);
                (1..=names.len()).rev().take(MAX_LEVELS).map(|depth| names[..depth].join(separator)).collect()
            }
        }
    }

    fn last_name(self, path: &str) -> String {
        match self {
            Self::Dn => {
                let own = Dn::new(path).first_rdn.into_iter().next();
                own.map_or_else(|| path.to_string(), |(_, name)| name)
            }
            Self::Separated(separator) => path_names(path, separator).pop().unwrap_or(path).to_string(),
        }
    }
}

/// Whether values are the numbers of an outline, such as `2.1.3`: each once, and each with the number above it.
fn are_numbers_of_outline(values: &[&String]) -> bool {
    let numbers: HashSet<&str> = values.iter().map(|value| value.trim_end_matches('.')).collect();
    let has_above = |number: &str| number.rsplit_once('.').is_none_or(|(above, _)| numbers.contains(above));
    let is_number = |value: &str| value.split('.').all(|part| part.parse::<u32>().is_ok());
    // With one point at most they could be amounts.
    let has_two_points = |number: &str| number.split('.').count() > 2;
    numbers.len() == values.len()
        && numbers.iter().any(|number| has_two_points(number))
        && numbers.iter().all(|number| is_number(number) && has_above(number))
}

/// The names in a path.
fn path_names<'a>(path: &'a str, separator: &str) -> Vec<&'a str> {
    path.split(separator).map(str::trim).filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use crate::import::test_support::{indented_names, org_of_table as org};
    use crate::lang::Lang;

    fn tree(text: &str, columns: &str) -> String {
        indented_names(&org(text, columns)).join("\n")
    }

    fn messages(text: &str, columns: &str) -> Vec<String> {
        org(text, columns).diagnostics().iter().map(|found| found.kind.message(Lang::En)).collect()
    }

    const CHAIN: &str = "Ida Kern\n Tom Roth\n  Eva Lind";

    #[test]
    fn managers_are_parents_under_the_names_that_people_use() {
        for name in [
            "reports_to",
            "Reports To",
            "ReportsTo",
            "Reporting to",
            "Manager ID",
            "manager_id",
            "ManagerID",
            "SupervisorID",
            "Boss ID",
            "pid",
            "parentOrgUnitId",
            "overordnetEnhet",
            "Übergeordnete Einheit",
            "supérieur",
            "Line Manager",
        ] {
            let text = format!("id,name,{name}\n7,Ida Kern,\n8,Tom Roth,7\n9,Eva Lind,8\n");
            assert_eq!(tree(&text, ""), CHAIN, "{name}");
            let assumed = format!(
                "the meaning of columns is assumed: parent ← “{name}” (“--columns parent=COLUMN” states another)"
            );
            assert_eq!(messages(&text, ""), [assumed]);
            assert!(messages(&text, &format!("parent={name}")).is_empty());
        }
    }

    #[test]
    fn parents_are_found_by_name_address_or_content() {
        for text in [
            "Name,Job Title,Reports To\nIda Kern,Chair,\nTom Roth,Clerk,Ida Kern\nEva Lind,Clerk,Tom Roth\n",
            "name,email,manager_email\nIda Kern,i@x.example,\nTom Roth,t@x.example,I@x.example\nEva Lind,e@x.example,t@x.example\n",
            "id,name,Leitung\nik,Ida Kern,\ntr,Tom Roth,ik\nel,Eva Lind,tr\n",
            "Nr,ID,Name,Lead\n1,7,Ida Kern,\n2,8,Tom Roth,7\n3,9,Eva Lind,8\n",
            "id,name,manager\n7,Ida Kern,\n8,Tom Roth,Ida Kern\n9,Eva Lind,Tom Roth\n",
        ] {
            assert_eq!(tree(text, ""), CHAIN, "{text}");
        }
        let accounts = "DistinguishedName,DisplayName,Title,Manager\n\"CN=Kern\\, Ida,OU=Staff,DC=x\",Ida Kern,Chair,\n\
            \"CN=Tom,OU=Staff,DC=x\",Tom Roth,Clerk,\"CN=Kern\\, Ida,OU=Staff,DC=x\"\n\
            \"CN=Eva,OU=Staff,DC=x\",Eva Lind,Clerk,\"cn=Tom,OU=Staff,DC=x\"\n";
        assert_eq!(tree(accounts, ""), CHAIN);
        assert!(messages(accounts, "")[0].contains("parent ← “Manager”"), "{:?}", messages(accounts, ""));
        let by_content =
            messages("id,name,manager\n7,Ida Kern,\n8,Tom Roth,Ida Kern\n9,Eva Lind,Tom Roth\n", "");
        assert!(by_content[0].contains("parent ← “manager”"), "{by_content:?}");
        let numbers = "id,name,posts\n1,A,\n2,B,1\n3,C,2\n";
        assert_eq!(org(numbers, "").depth(crate::org::UnitId::at(3)), 1, "numbers that look like ids");
    }

    #[test]
    fn names_in_two_columns_are_joined_and_titles_are_kinds() {
        let rows = "7,Ida,Kern,,Chair\n8,Tom,Roth,7,Clerk\n9,Eva,Lind,8,Clerk\n";
        assert_eq!(tree(&format!("ID,First Name,Last Name,Boss ID,Role\n{rows}"), ""), CHAIN);
        let swapped = "Matricule,Nom,Prénom,Supérieur,Poste\n7,Kern,Ida,,x\n8,Roth,Tom,7,x\n9,Lind,Eva,8,x\n";
        assert_eq!(tree(swapped, ""), CHAIN);
        let org = org(&format!("ID,Vorname,Nachname,Boss,Role\n{rows}"), "");
        assert_eq!(org.unit(crate::org::UnitId::ROOT).kind.as_deref(), Some("Chair"));
        let stated = "Key,Second,First,Above\n7,Kern,Ida,\n8,Roth,Tom,7\n9,Lind,Eva,8\n";
        assert_eq!(tree(stated, "id=Key,name=First,name=Second,parent=Above"), CHAIN);
        let comma = "Nr,\"Name, first\",To\n7,Ida Kern,\n8,Tom Roth,Ida Kern\n9,Eva Lind,Tom Roth\n";
        assert_eq!(tree(comma, "name=\"Name, first\",parent=To"), CHAIN);
    }

    #[test]
    fn paths_and_names_of_directories_are_a_tree() {
        let tree_of = |text: &str| tree(text, "");
        let expected = "State\n Health\n  Nurses\n Grids";
        for text in [
            "path,name,posts\n/State,State,9\n/State/Health,Health,4\n/State/Health/Nurses,Nurses,2\n/State/Grids,Grids,1\n",
            "id,chemin,nom\n1,State,State\n2,State > Health,Health\n3,State > Health > Nurses,Nurses\n4,State > Grids,Grids\n",
            "#TYPE X\n\"Name\",\"DistinguishedName\"\nState,\"OU=State,DC=x,DC=example\"\nHealth,\"ou=Health,OU=State,DC=x,DC=example\"\nNurses,\"OU=Nurses, OU=Health,OU=State,DC=x,DC=example\"\nGrids,\"OU=Grids,OU=State,DC=x,DC=example\"\n",
        ] {
            assert_eq!(tree_of(text), expected, "{text}");
        }
        let managers = "boss,name,path\n,A,/A\n/A,B,/A/B\n/A,C,/A/C\n/A/B,D,/A/B/D\n";
        assert_eq!(
            tree_of(&managers.replace("boss", "note")),
            "A\n B\n  D\n C",
            "paths of others are passed over"
        );
        let unnamed = "DistinguishedName,title\n\"OU=A\\, B,DC=x\",t\n\"OU=C,OU=A\\, B,DC=x\",t\n";
        assert_eq!(tree(unnamed, "kind=title"), "A, B\n C", "a name with a comma");
        // A level without a row: the nearest unit above.
        assert_eq!(tree_of("path,name\nA,A\nA/B/C,C\nA/B/C/D,D\nA/E,E\n"), "A\n C\n  D\n E");
        assert_eq!(tree_of("name,site\nA,https://x.example/a\nB,https://x.example/a/b\n"), "table\n A\n B");
    }

    #[test]
    fn levels_without_a_name_column_name_the_units() {
        let text = "Direction,Département,Bureau,Postes\nDG,,,1\nDG,Achats,Marchés,3\nDG,Achats,,2\nDG,Finances,Marchés,5\n";
        let columns = "level=Direction,level=Département,level=Bureau";
        assert_eq!(tree(text, columns), "DG\n Achats\n  Marchés\n Finances\n  Marchés");
        assert_eq!(
            messages(text, columns),
            ["“Finances”, the parent of 1\u{a0}unit, has no entry: the unit is added"]
        );
        assert_eq!(org(text, columns).diagnostics()[0].line, 5);
    }

    #[test]
    fn parents_without_a_row_are_added_once_each() {
        let text = "name,parent,posts\nPayroll,HR,4\nHiring,HR,2\nWeb,IT,7\n";
        assert_eq!(tree(text, ""), "table\n HR\n  Payroll\n  Hiring\n IT\n  Web");
        let found = org(text, "");
        let added = found.units().find(|&unit| &*found.name(unit) == "HR").expect("added");
        assert_eq!(&*found.unit(added).notes[0], "This unit has no entry of its own in the data.");
        assert!(
            messages(text, "")
                .contains(&"“HR”, the parent of 2\u{a0}units, has no entry: the unit is added".to_string())
        );
        assert_eq!(
            tree("id,name,parent\n2,Europe,x:1\n3,Paris,2\n4,Asia,x:1\n", ""),
            "table\n Europe\n  Paris\n Asia"
        );
        assert_eq!(tree("id,name,parent\n1,Top,1\n2,A,1\n", ""), "Top\n A", "the root is its own parent");
    }

    #[test]
    fn ids_are_compared_exactly_and_then_without_case() {
        assert_eq!(tree("id,name,parent\nAbc,A,\nX,B,abc\nx,C,ABC\ny,D,x\n", ""), "A\n B\n C\n  D");
    }
}
