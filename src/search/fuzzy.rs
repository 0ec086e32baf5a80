//! The only place that knows `fuzzy-matcher`. Version 0.3.7 has faults to keep away from: it
//! folds nothing, its scores depend on the text matched before (so it is reset each time),
//! and a long pattern or text costs memory that is never given back (so both are capped).

use std::fmt;

use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;

use crate::text::floor_char_boundary;

/// The longest pattern and text that are matched, in bytes of folded text.
const MAX_PATTERN_BYTES: usize = 64;
const MAX_TEXT_BYTES: usize = 512;

/// A matcher of folded text against a folded pattern.
pub struct FuzzyMatcher(SkimMatcherV2);

impl Default for FuzzyMatcher {
    fn default() -> Self {
        Self(SkimMatcherV2::default().ignore_case())
    }
}

impl fmt::Debug for FuzzyMatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fuzzy")
    }
}

impl FuzzyMatcher {
    /// How well the pattern's letters are found in the text in their order; more is better.
    pub fn score(&self, text: &str, pattern: &str) -> Option<i64> {
        if pattern.is_empty() || pattern.len() > MAX_PATTERN_BYTES {
            return None;
        }
        self.reset();
        self.0.fuzzy_match(truncated(text), pattern)
    }

    /// The places in the text of the pattern's letters, in bytes.
    pub fn match_offsets(&self, text: &str, pattern: &str) -> Vec<usize> {
        if pattern.is_empty() || pattern.len() > MAX_PATTERN_BYTES {
            return Vec::new();
        }
        self.reset();
        let chars = self.0.fuzzy_indices(truncated(text), pattern).map_or(Vec::new(), |(_, chars)| chars);
        let mut bytes = text.char_indices().map(|(at, _)| at).enumerate();
        chars.iter().filter_map(|&char| bytes.by_ref().find(|&(i, _)| i == char)).map(|(_, at)| at).collect()
    }

    /// Whether the pattern is in the text at half the score of the pattern itself or better:
    /// then how close, from 0 (half) to 1 (the same).
    pub fn closeness(&self, text: &str, pattern: &str) -> Option<f64> {
        let ideal = self.score(pattern, pattern)? as f64;
        let ratio = self.score(text, pattern)? as f64 / ideal;
        (ratio >= 0.5).then_some((ratio - 0.5).min(0.5) * 2.0)
    }

    /// Clears the cells that the matcher keeps from one text to the next.
    fn reset(&self) {
        self.0.fuzzy_match("a", "a");
    }
}

fn truncated(text: &str) -> &str {
    &text[..floor_char_boundary(text, MAX_TEXT_BYTES)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_does_not_depend_on_what_was_matched_before() {
        let texts = ["sous-direction de la securite des systemes", "mission", "assises des ressources"];
        let warm = FuzzyMatcher::default();
        for text in texts.iter().cycle().take(30) {
            for pattern in ["ssie", "eess", "sds"] {
                assert_eq!(warm.score(text, pattern), FuzzyMatcher::default().score(text, pattern));
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
    fn places_are_bytes() {
        assert_eq!(FuzzyMatcher::default().match_offsets("数字 abc", "ac"), [7, 9]);
    }
}
