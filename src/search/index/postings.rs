//! The inverted index: the term dictionary, and for each word its postings. A posting is the index
//! of a unit and the position of the word in it, packed in 32 bits. Large organisations are
//! indexed in two shards, by two threads.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;
use std::thread::scope;

use fixedbitset::FixedBitSet;

use crate::memory;
use crate::org::{Org, ReverseRelations};
use crate::pack::{Codec, Column, Pack, PackError, PackWriter};
use crate::search::query_term::{MatchMode, QueryTerm};
use crate::search::text_initials::TextInitials;
use crate::text::Languages;

use super::builder::IndexBuilder;
use super::dictionary::TermDictionary;
use super::facets::Facets;
use super::initials::InitialsPostings;
use super::latin_forms::LatinForms;
use super::phones::{PhoneBuilder, Phones};
use super::position;
use super::position::{WeightTable, WordPosition};

/// The units after this are not indexed: a posting has no more bits for a unit.
pub const MAX_INDEXED_UNITS: usize = 1 << (u32::BITS - position::BITS);
/// With fewer units a second thread does not pay.
const MIN_UNITS_FOR_THREADS: usize = 5_000;

/// The steps of sorting what was read, and how many of them reading takes as long as.
const SORTING_STEPS: usize = 4;
const READING_SHARE: usize = 6;

/// Words between two reports of progress.
const WORDS_PER_REPORT: usize = 1_000;

/// The names of the sections of a pack.
const POSTING_STARTS: &str = "posting-starts";
const POSTINGS: &str = "postings";
const TEXT_INITIALS: &str = "text-initials";
const NAME_LENGTHS: &str = "name-lengths";
const DIAGNOSTIC_COUNT: &str = "diagnostic-count";

/// The postings of an organisation, and other data of its units that scoring needs.
#[derive(Debug)]
pub struct Postings {
    /// Number of units indexed.
    units: usize,
    pub dictionary: TermDictionary,
    pub latin_forms: LatinForms,
    pub initials: InitialsPostings,
    /// The initials of the texts of each unit.
    pub text_initials: Column<u8>,
    pub phones: Phones,
    /// For each unit, the length of its folded name in bytes, at most 255.
    pub name_lengths: Column<u8>,
    /// Number of diagnostics in the records of all units.
    pub diagnostic_count: usize,
    pub reverse_relations: ReverseRelations,
    pub facets: Facets,
    /// The postings of the aliases.
    pub aliases: Option<Box<Postings>>,
    shards: Vec<Shard>,
}

/// The postings of a range of units.
#[derive(Debug)]
struct Shard {
    /// The offset of the postings of each word, and the end of the last.
    starts: Column<u64>,
    postings: Column<u32>,
}

impl Postings {
    /// Reads the text of every unit. `on_progress` gets how much is done, and of how much.
    pub fn new(org: &Org, on_progress: &mut dyn FnMut(usize, usize)) -> Self {
        let units = org.len().min(MAX_INDEXED_UNITS);
        let mut of_units = |done| on_progress(READING_SHARE * done, (READING_SHARE + SORTING_STEPS) * units);
        let builders = match units {
            0..MIN_UNITS_FOR_THREADS => vec![IndexBuilder::new(org, 0..units, &mut of_units)],
            _ => {
                // The second thread is about as far as the first.
                let middle = units / 2;
                run_both(
                    || IndexBuilder::new(org, 0..middle, &mut |done| of_units(2 * done)),
                    || IndexBuilder::new(org, middle..units, &mut |_| {}),
                )
            }
        };
        let steps = READING_SHARE + SORTING_STEPS;
        Self::from_builders(builders, org.languages(), units, &mut |step| {
            on_progress(READING_SHARE + step, steps)
        })
    }

    /// The words of the aliases; `None` without aliases. They are not in the other postings, as these may
    /// have been packed before the aliases were known.
    pub fn of_aliases(org: &Org) -> Option<Self> {
        let has_aliases = org.all_aliases().next().is_some();
        has_aliases.then(|| {
            Self::from_builders(
                vec![IndexBuilder::of_aliases(org)],
                org.languages(),
                org.len().min(MAX_INDEXED_UNITS),
                &mut |_| {},
            )
        })
    }

    /// `on_step` gets the number of the step that begins, of [`SORTING_STEPS`].
    fn from_builders(
        mut builders: Vec<IndexBuilder>,
        languages: Languages,
        units: usize,
        on_step: &mut dyn FnMut(usize),
    ) -> Self {
        on_step(0);
        let (dictionary, ranks) = merge_dictionaries(&builders);
        on_step(1);
        let latin_forms = LatinForms::new(&dictionary, languages);
        let initials =
            InitialsPostings::merge(builders.iter_mut().map(|builder| std::mem::take(&mut builder.initials)));
        let name_lengths: Vec<u8> =
            builders.iter_mut().flat_map(|builder| std::mem::take(&mut builder.name_lengths)).collect();
        let mut text_initials = TextInitials::default();
        let mut phones = PhoneBuilder::default();
        for builder in &mut builders {
            phones.append(std::mem::take(&mut builder.phones));
            text_initials.append(std::mem::take(&mut builder.text_initials));
        }
        let diagnostic_count = builders.iter().map(|builder| builder.diagnostic_count).sum();
        let relations =
            builders.iter_mut().flat_map(|builder| std::mem::take(&mut builder.relations)).collect();
        let reverse_relations = ReverseRelations::from_pairs(relations);
        let facets = Facets::merge(builders.iter_mut().map(|builder| std::mem::take(&mut builder.facets)));
        // One after the other: the tokens of the first are freed before the second is built.
        let mut shards = Vec::with_capacity(builders.len());
        let mut first = 0;
        for (builder, ranks) in builders.into_iter().zip(ranks) {
            on_step(2 + shards.len());
            let units = builder.tokens_per_unit.len();
            shards.push(Shard::new(builder, &ranks, dictionary.len(), first));
            first += units;
        }
        Self {
            units,
            dictionary,
            latin_forms,
            initials,
            text_initials: text_initials.into_bytes().into(),
            phones: phones.build(),
            name_lengths: name_lengths.into(),
            diagnostic_count,
            reverse_relations,
            facets,
            aliases: None,
            shards,
        }
    }

    /// Writes the sections of the index. `on_progress` gets how much is done, and of how much.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn pack<W: Write>(
        &self,
        writer: &mut PackWriter<W>,
        on_progress: &mut dyn FnMut(usize, usize),
    ) -> io::Result<()> {
        self.dictionary.pack(writer)?;
        self.latin_forms.pack(writer)?;
        self.pack_postings(writer, on_progress)?;
        self.initials.pack(writer)?;
        writer.bytes(TEXT_INITIALS, &self.text_initials, Codec::Deflate)?;
        self.phones.pack(writer)?;
        writer.bytes(NAME_LENGTHS, &self.name_lengths, Codec::Raw)?;
        writer.numbers(DIAGNOSTIC_COUNT, &Column::from(vec![self.diagnostic_count as u64]))?;
        self.reverse_relations.pack(writer)?;
        self.facets.pack(writer, self.units)
    }

    /// Writes the postings of all shards as those of one.
    fn pack_postings<W: Write>(
        &self,
        writer: &mut PackWriter<W>,
        on_progress: &mut dyn FnMut(usize, usize),
    ) -> io::Result<()> {
        let words = self.dictionary.len();
        let start = |shard: &Shard, word| shard.starts.get(word).unwrap_or(0);
        let starts = |word| self.shards.iter().map(|shard| start(shard, word)).sum();
        writer.numbers(POSTING_STARTS, &Column::from((0..=words).map(starts).collect::<Vec<u64>>()))?;
        let of_word = |word: usize| {
            if word.is_multiple_of(WORDS_PER_REPORT) {
                on_progress(word, words);
            }
            self.shards.iter().map(move |shard| shard.postings.range(shard.range_of(&(word..word + 1))))
        };
        writer.number_parts(POSTINGS, (0..words).flat_map(of_word))
    }

    /// The index of a pack of an organisation of so many units.
    ///
    /// # Errors
    /// If a section is missing, or is not as long as the others.
    pub fn open(pack: &Arc<Pack>, units: usize) -> Result<Self, PackError> {
        let shard = Shard {
            starts: Column::in_pack(pack, POSTING_STARTS)?,
            postings: Column::in_pack(pack, POSTINGS)?,
        };
        let units = units.min(MAX_INDEXED_UNITS);
        let diagnostic_count: Column<u64> = Column::in_pack(pack, DIAGNOSTIC_COUNT)?;
        let opened = Self {
            units,
            dictionary: TermDictionary::open(pack)?,
            latin_forms: LatinForms::open(pack)?,
            initials: InitialsPostings::open(pack, units)?,
            text_initials: Column::in_pack(pack, TEXT_INITIALS)?,
            phones: Phones::open(pack)?,
            name_lengths: Column::in_pack(pack, NAME_LENGTHS)?,
            diagnostic_count: diagnostic_count.get(0).unwrap_or(0).min(u64::from(u32::MAX)) as usize,
            reverse_relations: ReverseRelations::open(pack, units)?,
            facets: Facets::open(pack, units)?,
            aliases: None,
            shards: vec![shard],
        };
        let is_whole = opened.name_lengths.len() == units
            && opened.shards.iter().all(|shard| shard.starts.len() == opened.dictionary.len() + 1);
        is_whole.then_some(opened).ok_or_else(|| PackError::Damaged(POSTINGS.into()))
    }

    /// The postings of the aliases, where a term can match one: a single word.
    pub fn aliases_for(&self, term: &QueryTerm) -> Option<&Postings> {
        let is_word = term.mode != MatchMode::Phone && term.words().nth(1).is_none();
        self.aliases.as_deref().filter(|_| is_word)
    }

    /// Visits every unit and position of a range of words.
    pub fn for_each(&self, words: Range<usize>, mut visit: impl FnMut(usize, WordPosition)) {
        for shard in &self.shards {
            shard.postings.for_each_slice(shard.range_of(&words), |postings| {
                for &posting in postings {
                    let unit = (posting >> position::BITS) as usize;
                    // A pack may name units that it does not have.
                    if unit < self.units {
                        visit(unit, WordPosition(posting as u8 & (position::COUNT as u8 - 1)));
                    }
                }
            });
        }
    }

    /// The units with one of the words at an accepted position.
    pub fn units_with(&self, words: Range<usize>, accepts: impl Fn(WordPosition) -> bool) -> FixedBitSet {
        let mut units = FixedBitSet::with_capacity(self.units);
        self.for_each(words, |unit, position| {
            if accepts(position) {
                units.insert(unit);
            }
        });
        units
    }

    /// The number of postings of a range of words.
    pub fn count(&self, words: Range<usize>) -> usize {
        self.shards.iter().map(|shard| shard.range_of(&words).len()).sum()
    }

    /// Raises the score of each unit with one of the words to the weight of its position.
    pub fn raise_scores(&self, scores: &mut [u8], words: Range<usize>, weights: &WeightTable) {
        self.for_each(words, |unit, position| scores[unit] = scores[unit].max(weights.get(position)));
    }

    /// Memory used in bytes.
    pub fn memory_bytes(&self) -> usize {
        let shards: usize =
            self.shards.iter().map(|shard| shard.starts.memory_bytes() + shard.postings.memory_bytes()).sum();
        self.dictionary.memory_bytes()
            + self.latin_forms.memory_bytes()
            + self.initials.memory_bytes()
            + self.text_initials.memory_bytes()
            + self.phones.memory_bytes()
            + self.name_lengths.memory_bytes()
            + self.reverse_relations.memory_bytes()
            + self.facets.memory_bytes()
            + shards
    }
}

impl Shard {
    /// Sorts the tokens of a builder by word, with a counting sort. `ranks` are the indexes of its
    /// words in the dictionary, `first` is its first unit.
    fn new(builder: IndexBuilder, ranks: &[u32], words: usize, first: usize) -> Self {
        let rank = |token: u32| ranks[(token >> position::BITS) as usize] as usize;
        let mut starts = vec![0_u64; words + 1];
        for &token in &builder.tokens {
            starts[rank(token) + 1] += 1;
        }
        for word in 0..words {
            starts[word + 1] += starts[word];
        }
        let mut next = starts.clone();
        let mut postings = vec![0; builder.tokens.len()];
        let mut tokens = builder.tokens.iter();
        for (unit, &count) in builder.tokens_per_unit.iter().enumerate() {
            for &token in tokens.by_ref().take(count as usize) {
                let offset = &mut next[rank(token)];
                postings[*offset as usize] =
                    ((first + unit) as u32) << position::BITS | token & (position::COUNT as u32 - 1);
                *offset += 1;
            }
        }
        Self { starts: starts.into(), postings: postings.into() }
    }

    /// Where the postings of a range of words are.
    fn range_of(&self, words: &Range<usize>) -> Range<usize> {
        let start = |word| self.starts.get(word).unwrap_or(0) as usize;
        start(words.start)..start(words.end)
    }
}

/// The dictionary of the words of all builders, and for each builder the indexes of its words in
/// it.
fn merge_dictionaries(builders: &[IndexBuilder]) -> (TermDictionary, Vec<Vec<u32>>) {
    let mut words: Vec<(&[u8], usize, u32)> = Vec::new();
    let in_names: Vec<Vec<bool>> = builders.iter().map(are_in_names).collect();
    for (b, sorted) in sorted_ids(builders).into_iter().enumerate() {
        words.extend(sorted.into_iter().map(|id| (builders[b].interner.word(id), b, id)));
    }
    // The stable sort merges runs that are already sorted.
    words.sort_by(|left, right| left.0.cmp(right.0));
    let mut ranks: Vec<Vec<u32>> = builders.iter().map(|builder| vec![0; builder.interner.len()]).collect();
    let groups: Vec<&[(&[u8], usize, u32)]> = words.chunk_by(|left, right| left.0 == right.0).collect();
    for (rank, chunk) in groups.iter().enumerate() {
        for &(_, b, id) in *chunk {
            ranks[b][id as usize] = rank as u32;
        }
    }
    let is_in_name = |chunk: &[(&[u8], usize, u32)]| chunk.iter().any(|&(_, b, id)| in_names[b][id as usize]);
    (TermDictionary::new(groups.iter().map(|chunk| (chunk[0].0, is_in_name(chunk)))), ranks)
}

fn sorted_ids(builders: &[IndexBuilder]) -> Vec<Vec<u32>> {
    match builders {
        [first, second] => run_both(|| first.interner.sorted_ids(), || second.interner.sorted_ids()),
        _ => builders.iter().map(|builder| builder.interner.sorted_ids()).collect(),
    }
}

/// For each word of a builder, whether it occurs in a name or an acronym.
fn are_in_names(builder: &IndexBuilder) -> Vec<bool> {
    let mut in_names = vec![false; builder.interner.len()];
    for &token in &builder.tokens {
        in_names[(token >> position::BITS) as usize] |=
            WordPosition(token as u8 & (position::COUNT as u8 - 1)).is_name_or_acronym();
    }
    in_names
}

/// Runs two functions at once or, if no thread can be started, one after the other.
fn run_both<T: Send>(mut first: impl FnMut() -> T, second: impl Fn() -> T + Sync) -> Vec<T> {
    scope(|scope| match memory::thread().and_then(|thread| thread.spawn_scoped(scope, &second)) {
        Ok(thread) => {
            let result = first();
            vec![result, thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))]
        }
        Err(_) => vec![first(), second()],
    })
}
