//! Relations to records whose ids were taken by those of another file: within a file, they lead to its own records.

use serde_json::value::RawValue;

use crate::json;
use crate::org::parse_record;
use crate::org::source_records::Override;

use super::TreeBuilder;

/// The key of the unit that a relation leads to.
const UNIT_ID: &str = "\"unit_id\"";

impl TreeBuilder {
    /// Notes which relations name a unit by an id that it does not have any more.
    pub(super) fn direct_relations(&mut self) {
        let count = self.records.offsets.len();
        for file in self.files.with_renamed() {
            self.files.records(file, count).for_each(|record| self.direct_relations_of(file, record));
        }
    }

    fn direct_relations_of(&mut self, file: usize, record: usize) {
        let offset = self.records.offsets[record].record as usize;
        let value = json::parse_at::<&RawValue>(&self.records.text, offset);
        if !value.is_some_and(|(value, _)| value.get().contains(UNIT_ID)) {
            return;
        }
        let (unit, _) = parse_record::parse(&self.records.text, offset, String::new);
        let mut named: Vec<_> = unit.relations.into_iter().filter_map(|relation| relation.unit_id).collect();
        named.sort_unstable();
        named.dedup();
        for id in named {
            if let Some(renamed) = self.files.renamed(file, &id) {
                let target = Override::RelationTarget { named: id, id: self.id(renamed) };
                self.pending_overrides.push((record as u32, target));
            }
        }
    }
}
