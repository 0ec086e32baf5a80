//! A quality a unit, in a row of bytes: what is asked of all of them, many at a time.

/// So many are passed over at once.
const CHUNK: usize = 32;

/// How many units have a quality.
pub fn count_matches(qualities: &[u8]) -> usize {
    // As many as a byte can count.
    let few = |some: &[u8]| some.iter().map(|&quality| u8::from(quality > 0)).sum::<u8>();
    qualities.chunks(usize::from(u8::MAX)).map(|some| usize::from(few(some))).sum()
}

/// The place of the first quality that is better than this.
pub fn first_above(qualities: &[u8], least: u8) -> Option<usize> {
    let is_passed = |run: &&[u8]| run.iter().fold(0, |most, &quality| most.max(quality)) <= least;
    let start = qualities.chunks(CHUNK).take_while(is_passed).count() * CHUNK;
    let rest = qualities.get(start..)?;
    rest.iter().position(|&quality| quality > least).map(|place| start + place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_have_a_quality_are_counted() {
        for length in [0, 1, 254, 255, 256, 1_000] {
            let row: Vec<u8> = (0..length).map(|unit| (unit % 3) as u8).collect();
            assert_eq!(count_matches(&row), row.iter().filter(|&&quality| quality > 0).count(), "{length}");
            assert_eq!(count_matches(&vec![u8::MAX; length]), length);
        }
    }

    #[test]
    fn the_first_better_one_is_found_wherever_it_is() {
        for place in [0, 1, 31, 32, 33, 99] {
            let mut row = vec![7; 100];
            row[place] = 8;
            assert_eq!(first_above(&row, 7), Some(place));
            assert_eq!((first_above(&row, 8), first_above(&row, 6)), (None, Some(0)));
        }
        assert_eq!(first_above(&[], 0), None);
    }
}
