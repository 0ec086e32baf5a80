//! Which units have which word, and where: the dictionary, and for each of its words a run of
//! postings, the unit's number before the slot's bits. The units are in two halves, each with words and
//! postings of its own, so that two threads can gather them.

use std::ops::Range;
use std::thread::{Builder, scope};

use crate::org::Org;

use super::builder::IndexBuilder;
use super::dictionary::TermDictionary;
use super::position;
use super::position::{WeightTable, WordPosition};

/// The most units that a posting can tell apart; the others are not found by their words.
pub const MAX_INDEXED_UNITS: usize = 1 << (u32::BITS - position::BITS);
/// Fewer units are not worth a second thread.
const MIN_UNITS_FOR_THREADS: usize = 5_000;

/// The words of an organisation and where they stand.
#[derive(Debug)]
pub struct Postings {
    pub dictionary: TermDictionary,
    /// Of each unit: the first letters of its name's words, packed.
    pub initials: Vec<u64>,
    /// The same of other names, with their units.
    pub other_initials: Vec<(u32, u64)>,
    /// Of each unit: the length of its folded name in bytes, at most 255.
    pub name_lengths: Vec<u8>,
    /// How many problems the cards of the units have.
    pub diagnostic_count: usize,
    shards: Vec<Shard>,
}

/// The postings of some units.
#[derive(Debug)]
struct Shard {
    /// Where the run of each word starts, and where the last ends.
    starts: Vec<u32>,
    postings: Vec<u32>,
}

impl Postings {
    pub fn new(org: &Org) -> Self {
        let units = org.len().min(MAX_INDEXED_UNITS);
        let mut drafts = match units {
            0..MIN_UNITS_FOR_THREADS => vec![IndexBuilder::new(org, 0..units)],
            _ => {
                let middle = units / 2;
                run_both(|| IndexBuilder::new(org, 0..middle), || IndexBuilder::new(org, middle..units))
            }
        };
        let (dictionary, ranks) = merge_dictionaries(&drafts);
        let initials = drafts.iter_mut().flat_map(|draft| std::mem::take(&mut draft.initials)).collect();
        let other_initials =
            drafts.iter_mut().flat_map(|draft| std::mem::take(&mut draft.other_initials)).collect();
        let name_lengths =
            drafts.iter_mut().flat_map(|draft| std::mem::take(&mut draft.name_lengths)).collect();
        let diagnostic_count = drafts.iter().map(|draft| draft.diagnostic_count).sum();
        // One after the other, so that the tokens of the first are gone when the second is made.
        let mut shards = Vec::with_capacity(drafts.len());
        let mut first = 0;
        for (draft, ranks) in drafts.into_iter().zip(ranks) {
            let units = draft.tokens_per_unit.len();
            shards.push(Shard::new(draft, &ranks, dictionary.len(), first));
            first += units;
        }
        Self { dictionary, initials, other_initials, name_lengths, diagnostic_count, shards }
    }

    /// Hands over every unit and slot of some words.
    pub fn for_each(&self, words: Range<usize>, mut each: impl FnMut(usize, WordPosition)) {
        for half in &self.shards {
            for &posting in half.postings_of(&words) {
                each(
                    (posting >> position::BITS) as usize,
                    WordPosition(posting as u8 & (position::COUNT as u8 - 1)),
                );
            }
        }
    }

    /// Raises the qualities of the units that have one of the words to what that is worth.
    pub fn raise_scores(&self, lane: &mut [u8], words: Range<usize>, worth: &WeightTable) {
        self.for_each(words, |unit, slot| lane[unit] = lane[unit].max(worth.get(slot)));
    }

    /// What it takes in memory, in bytes.
    pub fn memory_bytes(&self) -> usize {
        let halves: usize =
            self.shards.iter().map(|half| (half.starts.len() + half.postings.len()) * 4).sum();
        self.dictionary.memory_bytes()
            + self.initials.len() * 8
            + self.other_initials.len() * 16
            + self.name_lengths.len()
            + halves
    }
}

impl Shard {
    /// Sorts the tokens of a draft by word, by counting. `first` is the draft's first unit.
    fn new(draft: IndexBuilder, ranks: &[u32], words: usize, first: usize) -> Self {
        let rank = |token: u32| ranks[(token >> position::BITS) as usize] as usize;
        let mut starts = vec![0; words + 1];
        for &token in &draft.tokens {
            starts[rank(token) + 1] += 1;
        }
        for word in 0..words {
            starts[word + 1] += starts[word];
        }
        let mut next = starts.clone();
        let mut postings = vec![0; draft.tokens.len()];
        let mut tokens = draft.tokens.iter();
        for (unit, &count) in draft.tokens_per_unit.iter().enumerate() {
            for &token in tokens.by_ref().take(count as usize) {
                let place = &mut next[rank(token)];
                postings[*place as usize] =
                    ((first + unit) as u32) << position::BITS | token & (position::COUNT as u32 - 1);
                *place += 1;
            }
        }
        Self { starts, postings }
    }

    fn postings_of(&self, words: &Range<usize>) -> &[u32] {
        &self.postings[self.starts[words.start] as usize..self.starts[words.end] as usize]
    }
}

/// The words of all drafts in one dictionary, and for each draft where its words are there.
fn merge_dictionaries(drafts: &[IndexBuilder]) -> (TermDictionary, Vec<Vec<u32>>) {
    let mut all: Vec<(&[u8], usize, u32)> = Vec::new();
    let naming: Vec<Vec<bool>> = drafts.iter().map(are_in_names).collect();
    for (d, sorted) in sorted_ids(drafts).into_iter().enumerate() {
        all.extend(sorted.into_iter().map(|number| (drafts[d].interner.word(number), d, number)));
    }
    // Runs that are sorted already are merged, not sorted again.
    all.sort_by(|one, two| one.0.cmp(two.0));
    let mut ranks: Vec<Vec<u32>> = drafts.iter().map(|draft| vec![0; draft.interner.len()]).collect();
    let same: Vec<&[(&[u8], usize, u32)]> = all.chunk_by(|one, two| one.0 == two.0).collect();
    for (rank, chunk) in same.iter().enumerate() {
        for &(_, d, number) in *chunk {
            ranks[d][number as usize] = rank as u32;
        }
    }
    let is_naming =
        |chunk: &[(&[u8], usize, u32)]| chunk.iter().any(|&(_, d, number)| naming[d][number as usize]);
    (TermDictionary::new(same.iter().map(|chunk| (chunk[0].0, is_naming(chunk)))), ranks)
}

fn sorted_ids(drafts: &[IndexBuilder]) -> Vec<Vec<u32>> {
    match drafts {
        [first, second] => run_both(|| first.interner.sorted_ids(), || second.interner.sorted_ids()),
        _ => drafts.iter().map(|draft| draft.interner.sorted_ids()).collect(),
    }
}

/// Of each word of a draft, whether it is in a name or an acronym.
fn are_in_names(draft: &IndexBuilder) -> Vec<bool> {
    let mut naming = vec![false; draft.interner.len()];
    for &token in &draft.tokens {
        naming[(token >> position::BITS) as usize] |=
            WordPosition(token as u8 & (position::COUNT as u8 - 1)).is_name_or_acronym();
    }
    naming
}

/// Does two things at once or, where no thread may be started, one after the other.
fn run_both<T: Send>(one: impl Fn() -> T, two: impl Fn() -> T + Sync) -> Vec<T> {
    scope(|scope| match Builder::new().spawn_scoped(scope, &two) {
        Ok(thread) => {
            let first = one();
            vec![first, thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))]
        }
        Err(_) => vec![one(), two()],
    })
}
