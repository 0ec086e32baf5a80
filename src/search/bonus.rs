//! Bonuses for habitual units: they change the order of matches, and nothing else.

use std::cmp::Reverse;

use crate::org::UnitId;

use super::matches::{ScoredUnit, lowest_strong_score};
use super::weights::WHOLE_WORD;

/// Units with the bonus of each, in reading order.
#[derive(Clone, Debug, Default)]
pub struct Bonuses(Vec<(UnitId, u8)>);

impl Bonuses {
    pub fn new(mut bonuses: Vec<(UnitId, u8)>) -> Self {
        bonuses.sort_unstable();
        Self(bonuses)
    }

    /// Moves the matches that have a bonus up among the top ones, and adds those that get there by
    /// their bonus. Matches from the score of a whole word of a name on keep their places, the
    /// others stay below them, and a match under half of the best score stays below all others.
    pub fn apply(&self, top: &mut Vec<ScoredUnit>, scores: &[u8]) {
        let (Some(best), Some(lowest)) = (top.first(), top.last()) else { return };
        if self.0.is_empty() {
            return;
        }
        let (best, lowest) = (best.score, lowest.score);
        let raised_score = |scored: &ScoredUnit| raised(scored.score, self.of(scored.unit), best);
        let matching = self.0.iter().filter_map(|(unit, _)| {
            let score = scores.get(unit.index()).copied().filter(|score| *score > 0)?;
            Some(ScoredUnit { unit: *unit, score: u32::from(score) })
        });
        let is_known = |unit: UnitId| top.iter().any(|scored| scored.unit == unit);
        let added: Vec<ScoredUnit> =
            matching.filter(|scored| raised_score(scored) > lowest && !is_known(scored.unit)).collect();
        top.extend(added);
        top.sort_by_cached_key(|scored| Reverse(raised_score(scored)));
    }

    fn of(&self, unit: UnitId) -> u32 {
        let at = self.0.binary_search_by_key(&unit, |(unit, _)| *unit);
        at.map_or(0, |at| u32::from(self.0[at].1))
    }
}

/// The score with the bonus, but below that of a whole word and, for a weak match, below half of
/// the best score.
fn raised(score: u32, bonus: u32, best: u32) -> u32 {
    let best = u8::try_from(best).unwrap_or(u8::MAX);
    let lowest_strong = u32::from(lowest_strong_score(best));
    let limit = match score {
        WHOLE_WORD.. => return score,
        weak if weak < lowest_strong => lowest_strong,
        _ => WHOLE_WORD,
    };
    (score + bonus).min(limit - 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::import::read;
    use crate::lang::Lang;
    use crate::org::Org;
    use crate::search::{Index, Query};

    const MAX_RANKED: usize = 128;
    const MAX_BONUS: u8 = 20;

    fn dinum() -> Org {
        read(include_bytes!("../../assets/dinum.json"), Lang::Fr).expect("readable")
    }

    /// The best matches of these scores, as `rank` gives them.
    fn top_of(scores: &[u8]) -> Vec<ScoredUnit> {
        let matches = scores.iter().enumerate().filter(|(_, score)| **score > 0);
        let mut top: Vec<ScoredUnit> = matches
            .map(|(at, score)| ScoredUnit { unit: UnitId::at(at), score: u32::from(*score) })
            .collect();
        top.sort_by_key(|scored| Reverse(scored.score));
        top.truncate(MAX_RANKED);
        top
    }

    fn order(scores: &[u8], bonuses: &[(usize, u8)]) -> Vec<usize> {
        let mut top = top_of(scores);
        Bonuses::new(bonuses.iter().map(|(at, bonus)| (UnitId::at(*at), *bonus)).collect())
            .apply(&mut top, scores);
        top.iter().map(|scored| scored.unit.index()).collect()
    }

    #[test]
    fn a_bonus_moves_a_unit_up_among_matches_of_its_kind() {
        assert_eq!(order(&[160, 160, 160], &[(2, 1)]), [2, 0, 1]);
        assert_eq!(order(&[170, 160, 165], &[(1, 40)]), [1, 0, 2]);
        assert_eq!(order(&[160, 100], &[(1, 40)]), [0, 1]);
    }

    #[test]
    fn a_unit_stays_below_an_acronym_and_a_whole_word() {
        assert_eq!(order(&[250, 195, 200, 205], &[(1, 40), (2, 40)]), [0, 3, 2, 1]);
    }

    #[test]
    fn a_weak_match_stays_below_the_others() {
        assert_eq!(order(&[160, 80, 60, 50], &[(3, 40)]), [0, 1, 3, 2]);
    }

    #[test]
    fn a_unit_that_does_not_match_is_not_added() {
        assert_eq!(order(&[0, 160], &[(0, 40), (9, 40)]), [1]);
        assert_eq!(order(&[0, 0], &[(0, 40)]), [0; 0]);
    }

    #[test]
    fn a_habitual_unit_that_is_not_ranked_is_added() {
        let mut scores = vec![160; 300];
        scores[299] = 150;
        assert_eq!(order(&scores, &[(299, 40)])[..2], [299, 0]);
        assert_eq!(order(&scores, &[(299, 10)]).len(), MAX_RANKED, "not above the others");
        assert_eq!(order(&scores, &[(298, 1)])[..2], [298, 0]);
    }

    proptest! {
        #[test]
        fn without_habits_nothing_changes(scores in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut top = top_of(&scores);
            Bonuses::default().apply(&mut top, &scores);
            prop_assert_eq!(top, top_of(&scores));
        }

        #[test]
        fn habits_change_the_order_within_their_bounds(
            scores in proptest::collection::vec(any::<u8>(), 1..300),
            habits in proptest::collection::btree_map(0..300_usize, 1..=MAX_BONUS, 0..50),
        ) {
            let bonuses: Vec<(usize, u8)> = habits.into_iter().collect();
            let before: Vec<usize> = top_of(&scores).iter().map(|scored| scored.unit.index()).collect();
            let after = order(&scores, &bonuses);
            let mut units = after.clone();
            units.sort_unstable();
            units.dedup();
            prop_assert_eq!(units.len(), after.len(), "no unit is there twice");
            prop_assert!(before.iter().all(|unit| after.contains(unit)));
            prop_assert!(after.iter().all(|&unit| scores[unit] > 0));
            let exact = |units: &[usize]| {
                units.iter().copied().take_while(|&unit| u32::from(scores[unit]) >= WHOLE_WORD).collect::<Vec<_>>()
            };
            prop_assert_eq!(exact(&after), exact(&before));
            let best = scores.iter().copied().max().unwrap_or(0);
            let is_weak = |unit: &usize| scores[*unit] < best.div_ceil(2);
            prop_assert!(after.iter().is_sorted_by_key(is_weak));
            for pair in after.windows(2) {
                prop_assert!(scores[pair[0]].saturating_add(MAX_BONUS) >= scores[pair[1]]);
            }
        }
    }

    #[test]
    fn habits_keep_the_matches_and_exact_acronyms_first() {
        let org = dinum();
        let mut plain = Index::new(&org);
        let mut habitual = Index::new(&org);
        let acronyms: Vec<String> =
            org.units().filter_map(|unit| Some(org.acronym(unit)?.to_string())).collect();
        let prefixes = acronyms.iter().flat_map(|acronym| acronym.chars().map(|c| c.to_string()));
        let queries: Vec<String> = acronyms
            .iter()
            .cloned()
            .chain(prefixes)
            .chain(["reseau", "service num"].map(String::from))
            .collect();
        assert!(queries.len() > 20);
        for chosen in org.units() {
            habitual.set_bonuses(vec![(chosen, MAX_BONUS)]);
            for typed in &queries {
                let query = Query::new(typed, org.languages());
                let (before, after) = (plain.search(&org, &query), habitual.search(&org, &query));
                assert_eq!(before.unit_set(), after.unit_set(), "{typed}");
                if acronyms.contains(typed) {
                    assert_eq!(before.first(), after.first(), "{typed}");
                }
                assert!(after.rank(chosen) <= before.rank(chosen), "{typed}");
            }
        }
    }
}
