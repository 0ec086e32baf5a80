//! Finds the records that rows refer to otherwise than by their ids: by their names or acronyms, by their ids in
//! another case, or by whole numbers that a program has written with a decimal.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

use crate::text;
use crate::text::Printable;

use super::TreeBuilder;

/// Records by a text; `None` for one that several have.
type RecordsByText<T> = HashMap<T, Option<usize>>;

/// What a reference to a record leads to.
pub(super) enum Found {
    Record(usize),
    /// Several records have the name.
    Several,
}

/// How the records of tables are found: among those of one file, then among all.
#[derive(Default)]
pub(super) struct TableLookup {
    own: RangeLookup,
    all: OnceCell<RangeLookup>,
}

/// Finds some of the records by their texts, which are read when they are needed.
#[derive(Default)]
struct RangeLookup {
    records: Range<usize>,
    names: OnceCell<RecordsByText<Printable>>,
    acronyms: OnceCell<RecordsByText<Printable>>,
    folded_ids: OnceCell<RecordsByText<String>>,
}

impl RangeLookup {
    fn new(records: Range<usize>) -> Self {
        Self { records, ..Self::default() }
    }

    fn find(&self, builder: &TreeBuilder, id: &Printable) -> Option<Found> {
        let names = || self.records_by(|record| Printable::new(&builder.records.name(record)));
        let ids = || self.records_by(|record| text::fold(&builder.records.id(record)).text);
        let offset = |record: usize| builder.records.offsets[record].acronym;
        let acronym = |record| Printable::new(&builder.records.text_at(offset(record)).unwrap_or_default());
        let acronyms = || self.records_by(acronym);
        // An acronym of several units says less than a name.
        let by_acronym = || self.acronyms.get_or_init(acronyms).get(id).filter(|found| found.is_some());
        let by_folded = |id: &str| self.folded_ids.get_or_init(ids).get(id);
        let by_id = || by_folded(&text::fold(id).text).or_else(|| by_folded(&with_other_decimals(id)?));
        let found = self.names.get_or_init(names).get(id).or_else(by_acronym).or_else(by_id)?;
        Some(found.map_or(Found::Several, Found::Record))
    }

    fn records_by<T: Eq + Hash>(&self, text: impl Fn(usize) -> T) -> RecordsByText<T> {
        let mut records = HashMap::new();
        for record in self.records.clone() {
            records.entry(text(record)).and_modify(|record| *record = None).or_insert(Some(record));
        }
        records
    }
}

/// A whole number without the decimal that programs add to columns with blank cells, or with it.
fn with_other_decimals(id: &str) -> Option<String> {
    let whole = id.strip_suffix(".0");
    let other = whole.map_or_else(|| format!("{id}.0"), String::from);
    whole.unwrap_or(id).bytes().all(|byte| byte.is_ascii_digit()).then_some(other)
}

impl TreeBuilder {
    /// The record that another names as its parent or child: of the same file, or else of any. `lookup` is that
    /// of a table, where it can also be given by its name or acronym, or by its id in another form.
    pub(super) fn find_record(
        &self,
        record: usize,
        id: &Printable,
        lookup: Option<&mut TableLookup>,
    ) -> Option<Found> {
        let Some(lookup) = lookup else { return self.find_from(record, id).map(Found::Record) };
        let (file, count) = (self.files.of(record), self.records.offsets.len());
        let records = self.files.records(file, count);
        if lookup.own.records != records {
            lookup.own = RangeLookup::new(records);
        }
        let own = || self.find_in_file(file, id).map(Found::Record).or_else(|| lookup.own.find(self, id));
        let all = || {
            let is_all = lookup.own.records.len() == count;
            let all = (!is_all).then(|| lookup.all.get_or_init(|| RangeLookup::new(0..count)));
            self.find(id).map(Found::Record).or_else(|| all?.find(self, id))
        };
        own().or_else(all)
    }
}
