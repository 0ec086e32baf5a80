//! The relations of an organisation from their other end: which units refer to a unit.

use std::io::{self, Write};
use std::sync::Arc;

use crate::pack::{Column, Pack, PackError, PackWriter};

use super::{Org, UNITS_PER_REPORT, UnitId};

/// A relation: the unit that it leads to, and the unit that has it.
type Pair = (UnitId, UnitId);

/// The names of the sections of a pack.
const TARGETS: &str = "relation-targets";
const SOURCES: &str = "relation-sources";

/// The relations between units, by the unit they lead to: 8 bytes each.
#[derive(Clone, Debug, Default)]
pub struct ReverseRelations {
    /// Sorted.
    targets: Column<u32>,
    sources: Column<u32>,
    /// Further units, which a pack may name, are passed over.
    units: usize,
}

impl ReverseRelations {
    /// Those of a pack, or else reads the record of every unit. The search index has them too, once it is built.
    pub fn new(org: &Org) -> Self {
        Self::with_progress(org, &mut |_, _| {})
    }

    /// The same. `on_progress` gets how much is done, and of how much.
    pub fn with_progress(org: &Org, on_progress: &mut dyn FnMut(usize, usize)) -> Self {
        if let Some(packed) = org.opened_pack().and_then(|pack| Self::open(pack, org.len()).ok()) {
            return packed;
        }
        let relations = |source: UnitId| {
            if source.index().is_multiple_of(UNITS_PER_REPORT) {
                on_progress(source.index(), org.len());
            }
            let targets = org.visit_texts(source, &mut |_, _| {}).relation_targets;
            targets.into_iter().map(move |target| (target, source))
        };
        Self::from_pairs(org.units().flat_map(relations).collect())
    }

    /// The relations of these pairs: a target and its source, in any order.
    pub fn from_pairs(mut pairs: Vec<Pair>) -> Self {
        pairs.retain(|(target, source)| target != source);
        pairs.sort_unstable();
        pairs.dedup();
        let (targets, sources): (Vec<u32>, Vec<u32>) =
            pairs.into_iter().map(|(target, source)| (target.0, source.0)).unzip();
        Self { targets: targets.into(), sources: sources.into(), units: usize::MAX }
    }

    /// The units that refer to a unit, each once, in reading order.
    pub fn sources(&self, target: UnitId) -> impl ExactSizeIterator<Item = UnitId> + '_ {
        let sources = self.sources.range(self.targets.equal_range(target.0));
        let sources: Vec<u32> =
            sources.iter().copied().filter(|&unit| (unit as usize) < self.units).collect();
        sources.into_iter().map(UnitId)
    }

    /// Writes the sections of the relations.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn pack<W: Write>(&self, writer: &mut PackWriter<W>) -> io::Result<()> {
        writer.numbers(TARGETS, &self.targets)?;
        writer.numbers(SOURCES, &self.sources)
    }

    /// The relations of a pack of so many units.
    ///
    /// # Errors
    /// If a section is missing, or is not as long as the other.
    pub fn open(pack: &Arc<Pack>, units: usize) -> Result<Self, PackError> {
        let (targets, sources) = (Column::in_pack(pack, TARGETS)?, Column::in_pack(pack, SOURCES)?);
        let is_whole = targets.len() == sources.len();
        is_whole.then_some(Self { targets, sources, units }).ok_or_else(|| PackError::Damaged(SOURCES.into()))
    }

    /// Memory used in bytes.
    pub fn memory_bytes(&self) -> usize {
        self.targets.memory_bytes() + self.sources.memory_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn the_sources_of_a_unit_are_in_reading_order() {
        let text = r#"{"format": "ramure/1", "units": [{"id": "r", "name": "R"},
            {"id": "c", "name": "C", "parent_id": ["r", "b"], "relations": [{"type": "x", "unit_id": "r"}, {"type": "y", "unit_id": "r"}]},
            {"id": "b", "name": "\u001b", "parent_id": "r", "relations": [{"name": "R", "unit_id": "r"}, {"unit_id": "b"}, {"name": "Z"}]}]}"#;
        let org = crate::import::read(text.as_bytes(), Lang::En).expect("readable");
        let reverse = ReverseRelations::new(&org);
        let sources = |id| {
            let target = org.find(id).expect("a unit");
            reverse.sources(target).map(|unit| org.id(unit).to_string()).collect::<Vec<_>>()
        };
        assert_eq!(sources("r"), ["c", "b"]);
        assert_eq!(sources("b"), ["c"], "a further parent is a relation");
        assert!(sources("c").is_empty());
    }
}
