//! Packs an organisation, and opens one that is packed: see `docs/pack.md`.

use std::io::{self, Write};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use time::{Date, OffsetDateTime};

use crate::json;
use crate::lang::{Lang, Tr, and_more, bytes};
use crate::pack::{Column, Pack, PackError, PackWriter, TEXT_BLOCK_BYTES};
use crate::text::{Languages, Printable};

use super::aliases::Aliases;
use super::packed_records as sections;
use super::packed_records::{PackedRecords, id_key};
use super::record_store::RecordStore;
use super::tree::Tree;
use super::{Metadata, Org, UNITS_PER_REPORT};

/// Bytes of the blocks of records: some hundred of them.
const RECORD_BLOCK_BYTES: u32 = 48 << 10;

/// What a pack was made of, when, and by which version of the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackInfo {
    /// The version of the program.
    pub program: Printable,
    /// When it was made, in seconds since 1970.
    pub created: u64,
    pub sources: Vec<PackedSource>,
}

/// A file that a pack was made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedSource {
    pub name: Printable,
    /// Its size.
    pub bytes: u64,
}

/// How long it takes to write the records and to find their problems, where each of the four texts of a unit
/// that stand apart takes one.
const RECORDS_WEIGHT: usize = 6;
const PROBLEMS_WEIGHT: usize = 2;

/// More sources are counted, not named.
const MAX_NAMED_SOURCES: usize = 3;

const PACKED: Tr = Tr::new("empaqueté le {} par ramure {}", "packed on {} by ramure {}");
const PACKED_FROM: Tr =
    Tr::new("empaqueté le {} par ramure {}, depuis {}", "packed on {} by ramure {}, from {}");

impl PackInfo {
    /// All of it in one sentence without a full stop.
    pub fn sentence(&self, lang: Lang) -> Printable {
        let date =
            i64::try_from(self.created).ok().and_then(|time| OffsetDateTime::from_unix_timestamp(time).ok());
        let date = date.map_or_else(|| "?".to_string(), |time| iso_date(time.date()));
        let named = self.sources.iter().take(MAX_NAMED_SOURCES);
        let named = named.map(|source| format!("{} ({})", source.name, bytes(source.bytes, lang)));
        let further = self.sources.len().saturating_sub(MAX_NAMED_SOURCES);
        let further = (further > 0).then(|| and_more(further, lang));
        let sources = named.chain(further).collect::<Vec<_>>().join(", ");
        Printable::new(&match sources.as_str() {
            "" => PACKED.with(lang, &[&date, &self.program]),
            sources => PACKED_FROM.with(lang, &[&date, &self.program, sources]),
        })
    }
}

fn iso_date(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

/// The metadata of a pack.
#[derive(Serialize, Deserialize)]
struct Header {
    #[serde(flatten)]
    info: PackInfo,
    organisation: Metadata,
    /// The names of the files that problems are in.
    files: Vec<Printable>,
    /// The languages of the names, as bits.
    languages: Languages,
}

impl Org {
    /// Writes the sections of the organisation. `on_progress` gets how much is done, and of how much.
    ///
    /// # Errors
    /// If they cannot be written, or if a record is too long for a pack.
    pub fn pack<W: Write>(
        &self,
        writer: &mut PackWriter<W>,
        on_progress: &mut dyn FnMut(usize, usize),
    ) -> io::Result<()> {
        let units = || 0..self.len();
        let total = 4 + RECORDS_WEIGHT + PROBLEMS_WEIGHT;
        let mut report = |weight_before: usize, weight: usize, unit: usize| {
            if unit.is_multiple_of(UNITS_PER_REPORT) {
                on_progress(weight_before * self.len() + weight * unit, total * self.len());
            }
        };
        self.tree.pack(writer)?;
        let ids = units().map(|unit| {
            report(0, 1, unit);
            self.records.id(unit)
        });
        writer.texts(sections::IDS, TEXT_BLOCK_BYTES, ids)?;
        let names = units().map(|unit| {
            report(1, 1, unit);
            self.records.name(unit)
        });
        writer.texts(sections::NAMES, TEXT_BLOCK_BYTES, names)?;
        let acronyms = units().map(|unit| {
            report(2, 1, unit);
            self.records.acronym(unit).unwrap_or_default()
        });
        writer.texts(sections::ACRONYMS, TEXT_BLOCK_BYTES, acronyms)?;
        let kinds = units().map(|unit| {
            report(3, 1, unit);
            self.records.kind(unit).unwrap_or_default()
        });
        writer.texts(sections::KINDS, TEXT_BLOCK_BYTES, kinds)?;
        let records = units().map(|unit| {
            report(4, RECORDS_WEIGHT, unit);
            self.record(unit)
        });
        writer.texts(sections::RECORDS, RECORD_BLOCK_BYTES, records)?;
        writer.numbers(sections::ID_ORDER, &Column::from(self.id_order()))?;
        self.pack_overrides(writer)?;
        self.pack_problems(writer, &mut |unit, _| report(4 + RECORDS_WEIGHT, PROBLEMS_WEIGHT, unit))
    }

    /// The metadata of the pack.
    ///
    /// # Errors
    /// None in practice: it is what writing JSON returns.
    pub fn pack_header(&self, info: PackInfo) -> io::Result<String> {
        // A pack has no aliases.
        let files = self.aliases.file.unwrap_or(self.files.len());
        let header = Header {
            info,
            organisation: self.metadata.clone(),
            files: self.files[..files].to_vec(),
            languages: self.languages(),
        };
        Ok(serde_json::to_string(&header)?)
    }

    /// The organisation of a pack. `lang` is the language of the labels that are added to cards.
    ///
    /// # Errors
    /// If a section is missing.
    pub fn open_pack(pack: &Arc<Pack>, lang: Lang) -> Result<Self, PackError> {
        let header: Header =
            serde_json::from_str(pack.metadata()).map_err(|_| PackError::Damaged("metadata".into()))?;
        let (tree, records) = (Tree::open(pack)?, PackedRecords::open(pack)?);
        if tree.len() != records.ids.count() {
            return Err(PackError::Damaged(sections::IDS.into()));
        }
        Ok(Self {
            metadata: header.organisation,
            records: RecordStore::Packed(Box::new(records)),
            tree,
            files: header.files,
            aliases: Aliases::default(),
            lang,
            languages: OnceLock::from(header.languages),
            pack_info: Some(header.info),
        })
    }

    /// What the pack of the organisation was made of; `None` if it was read from its source.
    pub fn pack_info(&self) -> Option<&PackInfo> {
        self.pack_info.as_ref()
    }

    /// Forgets what the pack was made of: the organisation is then as if it was read from its source.
    pub fn clear_pack_info(&mut self) {
        self.pack_info = None;
    }

    /// The first fault met while the pack of the organisation was read.
    pub fn pack_fault(&self) -> Option<&PackError> {
        self.opened_pack().and_then(|pack| pack.fault())
    }

    /// The pack of the organisation; `None` if it was read from its source.
    pub fn opened_pack(&self) -> Option<&Arc<Pack>> {
        match &self.records {
            RecordStore::Source(_) => None,
            RecordStore::Packed(packed) => Some(&packed.pack),
        }
    }

    /// Reads everything that the pack of the organisation has. `on_progress` gets how much is done, and of how
    /// much.
    ///
    /// # Errors
    /// If something cannot be read. The error is the first fault of the disk, or names all sections that are damaged.
    pub fn verify_pack(&self, on_progress: &mut dyn FnMut(usize, usize)) -> Result<(), PackError> {
        let Some(pack) = self.opened_pack() else { return Ok(()) };
        // To read all blocks takes about as long as to parse this part of the records.
        let (of_blocks, units) = (self.len() / 4, self.len());
        let mut report = |done| on_progress(done, of_blocks + units);
        let damaged = pack.verify(&mut |done, total| report(of_blocks * done / total.max(1)));
        // A disk that fails is no reason to make the pack again.
        if let Some(fault @ PackError::Io(_)) = pack.fault() {
            return Err(fault.clone());
        }
        if !damaged.is_empty() {
            return Err(PackError::Damaged(damaged.join(", ")));
        }
        for unit in self.units() {
            if unit.index().is_multiple_of(UNITS_PER_REPORT) {
                report(of_blocks + unit.index());
            }
            let _ = (self.parent(unit), self.depth(unit), self.subtree(unit), self.unit(unit));
            let _ = (self.acronym(unit), self.kind(unit));
        }
        pack.fault().map_or(Ok(()), |fault| Err(fault.clone()))
    }

    /// The JSON of a record, and nothing else.
    fn record(&self, unit: usize) -> String {
        let json = self.records.json(unit).unwrap_or_default();
        json::parse_at::<&RawValue>(&json, 0).map_or(String::new(), |(record, _)| record.get().to_string())
    }

    /// The units, sorted by the words of their ids, then by their ids.
    fn id_order(&self) -> Vec<u32> {
        let mut units: Vec<u32> = (0..self.len() as u32).collect();
        units.sort_by_cached_key(|&unit| id_key(&self.records.id(unit as usize)));
        units
    }

    fn pack_overrides<W: Write>(&self, writer: &mut PackWriter<W>) -> io::Result<()> {
        let mut units = Vec::new();
        let mut overrides = Vec::new();
        for unit in 0..self.len() {
            for unit_override in self.records.unit_overrides(unit) {
                units.push(unit as u32);
                overrides.push(serde_json::to_string(&unit_override)?);
            }
        }
        writer.numbers(sections::OVERRIDE_UNITS, &Column::from(units))?;
        writer.texts(sections::OVERRIDES, RECORD_BLOCK_BYTES, overrides.iter())
    }

    fn pack_problems<W: Write>(
        &self,
        writer: &mut PackWriter<W>,
        on_progress: &mut dyn FnMut(usize, usize),
    ) -> io::Result<()> {
        let problems = self.problems(on_progress).map_err(|_| io::ErrorKind::OutOfMemory)?;
        let mut in_records = Vec::new();
        let mut number = 0;
        let texts = problems.with_units().map(|(problem, unit)| {
            in_records.extend(unit.map(|unit| (unit.index() as u32, number)));
            number += 1;
            // A derived implementation of only numbers, texts and lists, which has no errors.
            serde_json::to_string(&problem).unwrap_or_default()
        });
        writer.texts(sections::PROBLEMS, RECORD_BLOCK_BYTES, texts)?;
        in_records.sort_unstable();
        let (units, numbers): (Vec<u32>, Vec<u32>) = in_records.into_iter().unzip();
        writer.numbers(sections::PROBLEM_UNITS, &Column::from(units))?;
        writer.numbers(sections::PROBLEM_NUMBERS, &Column::from(numbers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_says_what_it_was_made_of() {
        let source = |name: &str| PackedSource { name: Printable::new(name), bytes: 1_234_567 };
        let info = |sources: &[&str]| PackInfo {
            program: "1.2.3".into(),
            created: 1_795_779_558,
            sources: sources.iter().map(|name| source(name)).collect(),
        };
        assert_eq!(&*info(&[]).sentence(Lang::En), "packed on 2026-11-27 by ramure 1.2.3");
        assert_eq!(
            &*info(&["a", "b", "c", "d"]).sentence(Lang::Fr),
            "empaqueté le 2026-11-27 par ramure 1.2.3, depuis a (1,2\u{a0}Mo), b (1,2\u{a0}Mo), c (1,2\u{a0}Mo), et 1 autre"
        );
        let never = PackInfo { created: u64::MAX, ..info(&[]) };
        assert_eq!(&*never.sentence(Lang::En), "packed on ? by ramure 1.2.3");
    }
}
