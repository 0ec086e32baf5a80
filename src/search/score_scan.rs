//! Scans over the scores of all units, one byte each, in chunks that the compiler vectorises.

/// Scores compared at once.
const SCORES_PER_CHUNK: usize = 32;

/// Number of scores above 0.
pub fn count_matches(scores: &[u8]) -> usize {
    count_from(scores, 1)
}

/// Number of scores that are at least `lowest`.
pub fn count_from(scores: &[u8], lowest: u8) -> usize {
    // A chunk is no longer than its byte counter can count.
    let count_chunk = |chunk: &[u8]| chunk.iter().map(|&score| u8::from(score >= lowest)).sum::<u8>();
    scores.chunks(usize::from(u8::MAX)).map(|chunk| usize::from(count_chunk(chunk))).sum()
}

/// The index of the first score above the threshold.
pub fn first_above(scores: &[u8], threshold: u8) -> Option<usize> {
    let is_below = |chunk: &&[u8]| chunk.iter().fold(0, |highest, &score| highest.max(score)) <= threshold;
    let start = scores.chunks(SCORES_PER_CHUNK).take_while(is_below).count() * SCORES_PER_CHUNK;
    let rest = scores.get(start..)?;
    rest.iter().position(|&score| score > threshold).map(|index| start + index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_above_zero_are_counted() {
        for length in [0, 1, 254, 255, 256, 1_000] {
            let scores: Vec<u8> = (0..length).map(|unit| (unit % 3) as u8).collect();
            assert_eq!(count_matches(&scores), scores.iter().filter(|&&score| score > 0).count(), "{length}");
            assert_eq!(count_from(&scores, 2), scores.iter().filter(|&&score| score > 1).count(), "{length}");
            assert_eq!(count_matches(&vec![u8::MAX; length]), length);
        }
    }

    #[test]
    fn the_first_score_above_the_threshold_is_found_at_any_index() {
        for index in [0, 1, 31, 32, 33, 99] {
            let mut scores = vec![7; 100];
            scores[index] = 8;
            assert_eq!(first_above(&scores, 7), Some(index));
            assert_eq!((first_above(&scores, 8), first_above(&scores, 6)), (None, Some(0)));
        }
        assert_eq!(first_above(&[], 0), None);
    }
}
