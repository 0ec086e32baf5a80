//! The initials of all names, sorted: those that start with a term are a range. Names with the same
//! initials are kept together, so that each distinct value is compared once.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use crate::pack::{Column, Pack, PackError, PackWriter};

/// Bits of an entry above those of its unit, of which there are fewer than `MAX_INDEXED_UNITS`.
const WITH_STOP_WORDS: u32 = 1 << 30;
const OTHER_NAME: u32 = 1 << 31;

/// The names of the sections of a pack.
const VALUES: &str = "initials";
const STARTS: &str = "initials-starts";
const ENTRIES: &str = "initials-names";

/// The distinct packed initials of names, and the names that have each.
#[derive(Debug)]
pub struct InitialsPostings {
    /// The distinct values in ascending order.
    values: Column<u64>,
    /// The offset of the entries of each value, and the end of the last.
    starts: Column<u32>,
    /// The unit of each name, with the bits above.
    entries: Column<u32>,
    /// Entries of further units, which a pack may name, are passed over.
    units: usize,
}

/// A name of a unit, by the initials of which it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameWithInitials {
    pub unit: usize,
    /// Whether it is one of the other names.
    pub is_other_name: bool,
    /// Whether the initials are those with the stop words, which differ from those without.
    pub has_stop_words: bool,
}

impl NameWithInitials {
    fn new(entry: u32) -> Self {
        Self {
            unit: (entry & !(OTHER_NAME | WITH_STOP_WORDS)) as usize,
            is_other_name: entry & OTHER_NAME != 0,
            has_stop_words: entry & WITH_STOP_WORDS != 0,
        }
    }
}

impl InitialsPostings {
    /// Merges the names of successive ranges of units.
    pub fn merge(builders: impl IntoIterator<Item = InitialsBuilder>) -> Self {
        let mut names: Vec<(u64, u32)> = Vec::new();
        for builder in builders {
            match names.is_empty() {
                true => names = builder.0,
                false => names.extend(builder.0),
            }
        }
        // The stable sort merges runs that are already sorted.
        names.sort();
        let (mut values, mut starts, mut entries) = (Vec::new(), vec![0], Vec::with_capacity(names.len()));
        for group in names.chunk_by(|left, right| left.0 == right.0) {
            values.push(group[0].0);
            entries.extend(group.iter().map(|(_, entry)| entry));
            starts.push(entries.len() as u32);
        }
        values.shrink_to_fit();
        starts.shrink_to_fit();
        Self { values: values.into(), starts: starts.into(), entries: entries.into(), units: usize::MAX }
    }

    /// Writes the sections of the initials.
    pub fn pack<W: Write>(&self, writer: &mut PackWriter<W>) -> io::Result<()> {
        writer.numbers(VALUES, &self.values)?;
        writer.numbers(STARTS, &self.starts)?;
        writer.numbers(ENTRIES, &self.entries)
    }

    /// The initials of a pack of so many units.
    ///
    /// # Errors
    /// If a section is missing, or is not as long as the others.
    pub fn open(pack: &Arc<Pack>, units: usize) -> Result<Self, PackError> {
        let (values, starts) = (Column::in_pack(pack, VALUES)?, Column::in_pack(pack, STARTS)?);
        let initials = Self { values, starts, entries: Column::in_pack(pack, ENTRIES)?, units };
        let is_whole = initials.starts.len() == initials.values.len() + 1;
        is_whole.then_some(initials).ok_or_else(|| PackError::Damaged(STARTS.into()))
    }

    /// Visits the names with initials from one value up to another that are accepted, each with its value.
    pub fn for_each_name(
        &self,
        values: Range<u64>,
        accepts: impl Fn(u64) -> bool,
        mut visit: impl FnMut(u64, NameWithInitials),
    ) {
        let between = self.between(values);
        let mut index = between.start;
        let (mut starts, mut entries) = (self.starts.cursor(), self.entries.cursor());
        self.values.for_each_slice(between, |values| {
            for &value in values {
                if accepts(value) {
                    let [start, end] = [index, index + 1].map(|index| starts.get(index).unwrap_or(0));
                    let entries = (start..end).map_while(|at| entries.get(at as usize));
                    let names = entries.map(NameWithInitials::new).filter(|name| name.unit < self.units);
                    names.for_each(|name| visit(value, name));
                }
                index += 1;
            }
        });
    }

    /// The indexes of the values from one up to another.
    fn between(&self, values: Range<u64>) -> Range<usize> {
        let below =
            |limit: u64, from| self.values.partition_point(from..self.values.len(), |value| value < limit);
        let start = below(values.start, 0);
        start..below(values.end, start)
    }

    /// Memory used in bytes.
    pub fn memory_bytes(&self) -> usize {
        self.values.memory_bytes() + self.starts.memory_bytes() + self.entries.memory_bytes()
    }
}

/// Collects the names of a range of units: packed initials, and the entry of the name.
#[derive(Debug, Default)]
pub struct InitialsBuilder(Vec<(u64, u32)>);

impl InitialsBuilder {
    /// Reserves memory for one name of each of these units.
    pub fn reserve(&mut self, units: usize) {
        self.0.reserve(2 * units);
    }

    /// Adds a name with its initials without the stop words and with them.
    pub fn add(&mut self, unit: usize, is_other_name: bool, initials: u64, with_stop_words: u64) {
        let entry = unit as u32 | if is_other_name { OTHER_NAME } else { 0 };
        if initials != 0 {
            self.0.push((initials, entry));
        }
        if with_stop_words != initials {
            self.0.push((with_stop_words, entry | WITH_STOP_WORDS));
        }
    }

    /// Sorts the names; ranges of units may be sorted by several threads.
    pub fn sort(&mut self) {
        self.0.sort_unstable();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Unit 0 has two names, unit 1 a name with a stop word, unit 2 no letters; unit 3 is in a second range.
    fn postings() -> InitialsPostings {
        let mut builders = [InitialsBuilder::default(), InitialsBuilder::default()];
        builders[0].add(0, false, 30, 30);
        builders[0].add(0, true, 20, 20);
        builders[0].add(1, false, 20, 25);
        builders[0].add(2, false, 0, 0);
        builders[1].add(3, false, 20, 20);
        builders.iter_mut().for_each(InitialsBuilder::sort);
        InitialsPostings::merge(builders)
    }

    fn name(unit: usize, is_other_name: bool, has_stop_words: bool) -> NameWithInitials {
        NameWithInitials { unit, is_other_name, has_stop_words }
    }

    fn names_in(values: Range<u64>) -> Vec<(u64, NameWithInitials)> {
        let mut names = Vec::new();
        postings().for_each_name(values, |value| value != 25, |value, name| names.push((value, name)));
        names
    }

    #[test]
    fn names_with_the_same_initials_are_kept_together() {
        let of_20 = [name(1, false, false), name(3, false, false), name(0, true, false)];
        assert_eq!(names_in(20..26), of_20.map(|name| (20, name)));
        assert_eq!(names_in(21..99), [(30, name(0, false, false))]);
        let mut all = Vec::new();
        postings().for_each_name(25..26, |_| true, |_, name| all.push(name));
        assert_eq!(all, [name(1, false, true)]);
    }

    #[test]
    fn values_between_two_are_a_range() {
        let postings = postings();
        let ranges = [0..20, 20..21, 21..25, 21..31, 31..99].map(|values| postings.between(values));
        assert_eq!(ranges, [0..0, 0..1, 1..1, 1..3, 3..3]);
        assert_eq!(InitialsPostings::merge([]).between(0..9), 0..0);
    }
}
