//! Wraps `fuzzy-matcher`, and works around three limitations of version 0.3.7: it does not fold case
//! and accents, its scores depend on the text matched before (so it is reset each time), and the
//! memory for a long pattern or text is never freed (so both are capped).

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
    fn a_score_does_not_depend_on_earlier_texts() {
        let texts = ["sous-direction de la securite des systemes", "mission", "assises des ressources"];
        let reused = FuzzyMatcher::default();
        for text in texts.iter().cycle().take(30) {
            for pattern in ["ssie", "eess", "sds"] {
                assert_eq!(reused.score(text, pattern), FuzzyMatcher::default().score(text, pattern));
            }
        }
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
