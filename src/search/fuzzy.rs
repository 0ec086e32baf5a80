//! Wraps `fuzzy-matcher`, the only module that names it, and works around faults of version 0.3.7: it does not
//! fold accents (so it gets folded text), its scores depend on the text matched before (so it is reset each
//! time), an empty pattern matches everything, and the memory for a long pattern or text is never freed (so
//! both are capped). The tests below show each fault in the crate.
//!
//! The crate has had no release since 2020. `nucleo-matcher` would replace it behind the same three functions:
//! helix maintains it, it scores subsequences by the same idea (bonuses at the start of words, penalties for gaps),
//! keeps no state between texts, and allocates once. `docs/finding.md` would be measured again, since its
//! scores order equal matches differently.

use std::fmt;

use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;

use crate::text::floor_char_boundary;

/// A longer pattern does not match, in bytes of folded text.
const MAX_PATTERN_BYTES: usize = 64;
/// A longer text is truncated, in bytes of folded text.
const MAX_TEXT_BYTES: usize = 512;

/// Matches a folded pattern as a subsequence of folded text.
pub struct FuzzyMatcher(SkimMatcherV2);

impl Default for FuzzyMatcher {
    fn default() -> Self {
        Self(SkimMatcherV2::default().ignore_case())
    }
}

impl fmt::Debug for FuzzyMatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FuzzyMatcher")
    }
}

impl FuzzyMatcher {
    /// The score of `fuzzy-matcher`, higher for a closer match; `None` without one.
    pub fn score(&self, text: &str, pattern: &str) -> Option<i64> {
        if pattern.is_empty() || pattern.len() > MAX_PATTERN_BYTES {
            return None;
        }
        self.reset();
        self.0.fuzzy_match(truncated(text), pattern)
    }

    /// The byte offsets in the text of the characters of the pattern.
    pub fn match_offsets(&self, text: &str, pattern: &str) -> Vec<usize> {
        if pattern.is_empty() || pattern.len() > MAX_PATTERN_BYTES {
            return Vec::new();
        }
        self.reset();
        let chars = self.0.fuzzy_indices(truncated(text), pattern).map_or(Vec::new(), |(_, chars)| chars);
        let mut bytes = text.char_indices().map(|(at, _)| at).enumerate();
        chars.iter().filter_map(|&char| bytes.by_ref().find(|&(i, _)| i == char)).map(|(_, at)| at).collect()
    }

    /// The score relative to that of the pattern against itself: from 0 for half of it to 1 for
    /// all of it, and `None` below half.
    pub fn closeness(&self, text: &str, pattern: &str) -> Option<f64> {
        let perfect = self.score(pattern, pattern)? as f64;
        let ratio = self.score(text, pattern)? as f64 / perfect;
        (ratio >= 0.5).then_some((ratio - 0.5).min(0.5) * 2.0)
    }

    /// Overwrites the state that the matcher keeps between texts, so that scores are reproducible.
    fn reset(&self) {
        self.0.fuzzy_match("a", "a");
    }
}

/// Whether the characters of the pattern are in the text in their order: a cheap test before
/// [`FuzzyMatcher::score`].
pub fn is_subsequence(text: &str, pattern: &str) -> bool {
    let mut text = text.chars();
    pattern.chars().all(|char| text.any(|next| next == char))
}

fn truncated(text: &str) -> &str {
    &text[..floor_char_boundary(text, MAX_TEXT_BYTES)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crate_scores_by_what_it_matched_before_and_this_module_does_not() {
        // A name and a query, the next name and query, and the score of these after the first and alone.
        for (before, query, name, pattern, after, alone) in [
            ("systemes d'information mission prefecture", "fmim", "affaires ressources", "ffae", 70, 66),
            ("ressources regional des numerique", "ru", "affaires services europeennes", "aais", 91, 79),
            ("des europeennes entreprises et", "opee", "(ssi) des sous-direction", "ssid", 86, 82),
        ] {
            let crate_alone = SkimMatcherV2::default().ignore_case();
            crate_alone.fuzzy_match(before, query);
            assert_eq!(
                crate_alone.fuzzy_match(name, pattern),
                Some(after),
                "the crate needs no reset: {name}"
            );
            let ours = FuzzyMatcher::default();
            ours.score(before, query);
            assert_eq!(ours.score(name, pattern), Some(alone), "{name}");
            assert_eq!(ours.match_offsets(name, pattern).len(), pattern.len(), "{name}");
        }
    }

    #[test]
    fn the_crate_does_not_fold_and_takes_an_empty_pattern() {
        let crate_alone = SkimMatcherV2::default().ignore_case();
        assert_eq!(crate_alone.fuzzy_match("école", "ecole"), None, "the crate folds accents");
        assert_eq!(crate_alone.fuzzy_match("école", ""), Some(0), "the crate refuses an empty pattern");
        let folded = crate::text::fold("École");
        assert!(FuzzyMatcher::default().score(&folded.text, "ecole").is_some());
    }

    #[test]
    fn long_texts_and_patterns_are_capped() {
        let fuzzy = FuzzyMatcher::default();
        assert_eq!(fuzzy.score(&"é".repeat(100_000), &"é".repeat(100)), None);
        assert!(fuzzy.score(&"é".repeat(100_000), "é").is_some());
        assert_eq!(fuzzy.score("abc", ""), None);
    }

    #[test]
    fn offsets_are_in_bytes() {
        assert_eq!(FuzzyMatcher::default().match_offsets("数字 abc", "ac"), [7, 9]);
    }
}
