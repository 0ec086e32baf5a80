//! Aliases: words that a person uses for a unit and that its record does not have. They come from a
//! file of their own, which is joined to an organisation that has been read.

use std::collections::HashMap;

use crate::text::{Printable, fold};

use super::{Diagnostic, DiagnosticKind, Org, TextField, UnitId};

/// The aliases of all units.
#[derive(Clone, Debug, Default)]
pub struct Aliases {
    /// Sorted by unit, then by alias.
    entries: Vec<(UnitId, Printable)>,
    /// What is wrong with the lines that were ignored.
    pub(super) problems: Vec<Diagnostic>,
    /// The index of their file, which comes after the others; `None` without aliases.
    pub(super) file: Option<usize>,
}

impl Org {
    /// Joins the aliases of a file. Each line has an alias, a tab, and the id, the acronym or a name of
    /// a unit. Blank lines and those that start with `#` are comments. A line that names no unit, or
    /// several, is ignored and becomes a problem.
    pub fn set_aliases(&mut self, file: Printable, text: &str) {
        self.files.push(file);
        let file = self.files.len() - 1;
        let named = NamedUnits::find(self, lines(text).filter_map(|(_, line)| Some(line?.unit)));
        let mut aliases = Aliases { file: Some(file), ..Aliases::default() };
        for (number, line) in lines(text) {
            let parsed = line.ok_or(DiagnosticKind::MalformedAlias);
            match parsed.and_then(|line| Ok((named.unit(self, &line)?, Printable::new(line.alias)))) {
                Ok(entry) => aliases.entries.push(entry),
                Err(kind) => aliases.problems.push(Diagnostic { file, line: number, kind }),
            }
        }
        aliases.entries.sort();
        aliases.entries.dedup();
        self.aliases = aliases;
    }

    /// The aliases of a unit.
    pub fn aliases(&self, unit: UnitId) -> impl Iterator<Item = &Printable> {
        let entries = &self.aliases.entries;
        let first = entries.partition_point(|(owner, _)| *owner < unit);
        entries[first..].iter().take_while(move |(owner, _)| *owner == unit).map(|(_, alias)| alias)
    }

    /// All aliases with their units, in reading order.
    pub fn all_aliases(&self) -> impl Iterator<Item = (UnitId, &Printable)> {
        self.aliases.entries.iter().map(|(unit, alias)| (*unit, alias))
    }

    /// The aliases of a unit as its card lists them below its names.
    pub fn alias_lines(&self, unit: UnitId) -> impl Iterator<Item = Printable> {
        self.aliases(unit).map(|alias| Printable::new(&format!("{alias} (alias)")))
    }
}

/// A line of the file: an alias, and a text that names its unit.
struct AliasLine<'a> {
    alias: &'a str,
    unit: &'a str,
}

impl<'a> AliasLine<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let (alias, unit) = line.split_once('\t')?;
        let line = Self { alias: alias.trim(), unit: unit.trim() };
        (!line.alias.is_empty() && !line.unit.is_empty()).then_some(line)
    }
}

/// The lines that are no comments with their numbers, from 1; `None` for a line of another form.
fn lines(text: &str) -> impl Iterator<Item = (u32, Option<AliasLine<'_>>)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_comment = |line: &str| line.trim().is_empty() || line.starts_with('#');
    let lines = (1..).zip(text.lines()).filter(move |(_, line)| !is_comment(line));
    lines.map(|(number, line)| (number, AliasLine::parse(line)))
}

/// What a text is to the unit that it names, the best last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum NamedBy {
    OtherName,
    Name,
    Acronym,
    Id,
}

/// The units that a text names best: the last one, and how many there are.
#[derive(Clone, Copy)]
struct Named {
    by: NamedBy,
    unit: UnitId,
    count: usize,
}

/// For each text that is no id as it is written, folded, the units that it names.
struct NamedUnits(HashMap<String, Option<Named>>);

impl NamedUnits {
    /// Looks for all texts at once: an organisation can have a million units.
    fn find<'a>(org: &Org, texts: impl Iterator<Item = &'a str>) -> Self {
        let unknown = texts.filter(|text| org.find(text).is_none());
        let mut named = Self(unknown.map(|text| (fold(text).text, None)).collect());
        if named.has_missing() {
            for unit in org.units() {
                named.add(&org.id(unit), unit, NamedBy::Id);
                org.acronym(unit).iter().for_each(|acronym| named.add(acronym, unit, NamedBy::Acronym));
                named.add(&org.name(unit), unit, NamedBy::Name);
            }
        }
        // They take longer to read than the header of a record.
        if named.has_missing() {
            for unit in org.units() {
                org.visit_texts(unit, &mut |field, text| {
                    if field == TextField::OtherName {
                        named.add(text, unit, NamedBy::OtherName);
                    }
                });
            }
        }
        named
    }

    fn has_missing(&self) -> bool {
        self.0.values().any(Option::is_none)
    }

    fn add(&mut self, text: &str, unit: UnitId, by: NamedBy) {
        let Some(named) = self.0.get_mut(&fold(text).text) else { return };
        *named = Some(match *named {
            Some(known) if known.by > by || (known.by == by && known.unit == unit) => known,
            Some(known) if known.by == by => Named { unit, count: known.count + 1, by },
            _ => Named { by, unit, count: 1 },
        });
    }

    /// The one unit of a line.
    fn unit(&self, org: &Org, line: &AliasLine) -> Result<UnitId, DiagnosticKind> {
        if let Some(unit) = org.find(line.unit) {
            return Ok(unit);
        }
        let [alias, name] = [line.alias, line.unit].map(Printable::new);
        match self.0.get(&fold(line.unit).text).copied().flatten() {
            Some(Named { unit, count: 1, .. }) => Ok(unit),
            Some(Named { count, .. }) => Err(DiagnosticKind::AmbiguousAlias { alias, name, count }),
            None => Err(DiagnosticKind::UnknownAlias { alias, name }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::read;
    use crate::lang::Lang;

    fn org(aliases: &str) -> Org {
        let text = r#"{"format": "ramure/1", "units": [
            {"id": "r", "name": "Ville", "acronym": "TEC"},
            {"id": "tec", "parent_id": "r", "name": "Services techniques", "other_names": ["Ateliers", "Ville"]},
            {"id": "A", "parent_id": "r", "name": "Accueil nord", "acronym": "ACC"},
            {"id": "a", "parent_id": "r", "name": "Accueil sud", "acronym": "acc", "other_names": "Ateliers sud"},
            {"id": "é", "parent_id": "r", "name": "École"}]}"#;
        let mut org = read(text.as_bytes(), Lang::En).expect("readable");
        org.set_aliases("mine.tsv".into(), aliases);
        org
    }

    /// The id of each unit with its aliases.
    fn aliases(org: &Org) -> Vec<String> {
        let of = |unit| org.aliases(unit).map(|alias| alias.to_string()).collect::<Vec<_>>().join(" ");
        let known = org.units().filter(|unit| org.aliases(*unit).next().is_some());
        known.map(|unit| format!("{}: {}", org.id(unit), of(unit))).collect()
    }

    fn problems(org: &Org) -> Vec<String> {
        let line = |problem: Diagnostic| {
            format!("{}:{}: {}", org.files()[problem.file], problem.line, problem.kind.message(Lang::En))
        };
        org.diagnostics().into_iter().map(line).collect()
    }

    #[test]
    fn a_unit_is_named_by_id_then_acronym_then_name_then_other_name() {
        for (named, id) in [
            ("tec", "tec"),
            ("TEC", "tec"),
            ("A", "A"),
            ("a", "a"),
            ("ville", "r"),
            ("SERVICES techniques", "tec"),
            ("ateliers", "tec"),
            ("e", "é"),
            ("École", "é"),
        ] {
            let org = org(&format!("mot\t{named}\n"));
            assert_eq!(aliases(&org), [format!("{id}: mot")], "{named}");
            assert_eq!(problems(&org), [""; 0]);
        }
    }

    #[test]
    fn several_lines_add_to_each_other() {
        let org = org("mairie\tr\n tech \t\t tec \r\nmairie\ttec\nmairie\tr\nbât A\tVille\n");
        assert_eq!(aliases(&org), ["r: bât A mairie", "tec: mairie tech"]);
        assert_eq!(org.alias_lines(UnitId::ROOT).last().as_deref(), Some("mairie (alias)"));
        assert_eq!(org.aliases(UnitId::at(4)).count(), 0);
    }

    #[test]
    fn comments_and_a_byte_order_mark_are_passed_over() {
        let org = org("\u{feff}# mine\n\n \t \n#x\tr\ny\tr");
        assert_eq!((aliases(&org), problems(&org)), (vec!["r: y".to_string()], Vec::new()));
    }

    #[test]
    fn a_line_that_does_not_name_one_unit_is_a_problem() {
        let org = org("x\ty\ny\tx\nmairie r\n\tr\nb\t\nc\taçc\nok\tr\n");
        assert_eq!(
            problems(&org),
            [
                "mine.tsv:1: the alias “x” is ignored: no unit has the id, acronym or name “y”",
                "mine.tsv:2: the alias “y” is ignored: no unit has the id, acronym or name “x”",
                "mine.tsv:3: this line is ignored: it must have an alias, a tab and a unit",
                "mine.tsv:4: this line is ignored: it must have an alias, a tab and a unit",
                "mine.tsv:5: this line is ignored: it must have an alias, a tab and a unit",
                "mine.tsv:6: the alias “c” is ignored: “açc” could refer to 2\u{a0}units",
            ]
        );
        assert_eq!((aliases(&org), org.structural_diagnostic_count()), (vec!["r: ok".to_string()], 6));
    }
}
