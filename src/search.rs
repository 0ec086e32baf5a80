//! Search: parses a query, and scores and ranks the units that match it.
//!
//! Every query term has a score from 0 to 255 at every unit; the score of a unit is that of its
//! lowest term. Fuzzy matches are added only when the exact ones do not fill a screen. A term is
//! looked up in the dictionary of all words, and its scores are spread to the units through the
//! postings, one byte per unit: a key press costs little even among a million units.

mod address;
mod adjacent;
mod beginnings;
mod bonus;
mod choices;
mod completion;
mod explain;
mod field;
mod filter;
mod filters;
mod fuzzy;
mod highlight;
mod index;
mod initials;
mod matches;
mod named;
#[cfg(test)]
mod oracle;
mod phone;
mod query;
mod query_cache;
mod query_scores;
mod query_term;
mod query_tokens;
mod rank;
mod score_scan;
mod score_unit;
mod search_query;
mod suggest;
mod term_scores;
mod text_initials;
mod tokens;
mod weights;
mod word_match;

pub use choices::{Choice, Choices, Fit};
pub use completion::Completion;
pub use explain::MatchedText;
pub use field::SearchField;
pub use index::Index;
pub use matches::{Matches, ScoredUnit};
pub use query::{Query, SYNTAX};
pub use weights::MIN_EXACT_SCORE;
