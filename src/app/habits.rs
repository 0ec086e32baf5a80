//! Which units were opened, how often and when. Units are scored as zoxide scores directories
//! (“frecency”): by the number of visits, weighted by the time since the last one.
//! See <https://github.com/ajeetdsouza/zoxide/wiki/Algorithm>.

use std::collections::HashSet;
use std::fmt::Write;

/// The first line of the text form.
const HEADER: &str = "ramure-history/1";
/// The maximum length of the text form.
pub const MAX_HISTORY_BYTES: usize = 64 << 10;
/// When the visits of all units exceed this number, all of them age.
const MAX_TOTAL_VISITS: f64 = 10_000.0;
/// The share of `MAX_TOTAL_VISITS` that is left after that.
const AGED_SHARE: f64 = 0.9;
/// The highest bonus in a ranking, and the score at which a unit gets half of it. In the simulation of
/// `cargo bench -- finding`, twice as much saves 0.1 keys more and costs the other units 0.1.
const MAX_BONUS: f64 = 20.0;
const HALF_BONUS_SCORE: f64 = 0.5;

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
const WEEK: u64 = 7 * DAY;

/// The visits of a unit, which may no longer exist.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    id: String,
    /// Number of visits, less what they aged.
    visits: f64,
    /// The time of the last visit, in seconds since 1970.
    last_visit: u64,
}

/// The units that were opened, in the order of their last visits, the latest last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Habits {
    entries: Vec<Entry>,
}

impl Habits {
    /// Reads the text form. A line that cannot be read is left out, and so is everything if the first
    /// line is not the header. Of several lines with the same id, the last counts.
    pub fn parse(text: &str) -> Self {
        let mut lines = text.lines();
        if lines.next() != Some(HEADER) {
            return Self::default();
        }
        let mut ids = HashSet::new();
        let read = lines.rev().filter_map(Entry::parse);
        let mut entries: Vec<Entry> = read.filter(|entry| ids.insert(entry.id.clone())).collect();
        entries.reverse();
        Self { entries }
    }

    /// The text form: a header, then for each unit a line with its visits, the time of the last one,
    /// and its id. If that is too long, the units with the lowest scores at
    /// `now` are left out, of equal ones those with the earliest visits.
    pub fn to_text(&self, now: u64) -> String {
        let lines: Vec<String> = self.entries.iter().map(Entry::line).collect();
        let mut by_score: Vec<usize> = (0..lines.len()).rev().collect();
        by_score.sort_by(|&a, &b| self.entries[b].score(now).total_cmp(&self.entries[a].score(now)));
        let mut room = MAX_HISTORY_BYTES - HEADER.len() - 1;
        let mut fits = vec![false; lines.len()];
        for at in by_score {
            fits[at] = lines[at].len() <= room;
            room -= if fits[at] { lines[at].len() } else { 0 };
        }
        let kept = lines.iter().zip(fits).filter(|(_, fits)| *fits).map(|(line, _)| line.as_str());
        format!("{HEADER}\n{}", kept.collect::<String>())
    }

    /// Counts a visit at `now`.
    pub fn visit(&mut self, id: &str, now: u64) {
        let known = self.entries.iter().position(|entry| entry.id == id);
        let earlier_visits = known.map_or(0.0, |at| self.entries.remove(at).visits);
        self.entries.push(Entry { id: id.to_string(), visits: earlier_visits + 1.0, last_visit: now });
        self.age();
    }

    /// The ids of all units, the one with the latest visit first.
    pub fn latest(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().rev().map(|entry| entry.id.as_str())
    }

    /// The ids of all units, and the bonus of each in a ranking at `now`: from 1 to 20.
    pub fn bonuses(&self, now: u64) -> impl Iterator<Item = (&str, u8)> {
        self.entries.iter().map(move |entry| (entry.id.as_str(), entry.bonus(now)))
    }

    /// Reduces all visits in proportion if there are too many, and forgets units with less than one.
    fn age(&mut self) {
        let total: f64 = self.entries.iter().map(|entry| entry.visits).sum();
        if total > MAX_TOTAL_VISITS {
            let factor = AGED_SHARE * MAX_TOTAL_VISITS / total;
            self.entries.iter_mut().for_each(|entry| entry.visits *= factor);
            self.entries.retain(|entry| entry.visits >= 1.0);
        }
    }
}

impl Entry {
    fn parse(line: &str) -> Option<Self> {
        let mut fields = line.splitn(3, ' ');
        let visits =
            fields.next()?.parse().ok().filter(|visits| (1.0..=MAX_TOTAL_VISITS).contains(visits))?;
        let last_visit = fields.next()?.parse().ok()?;
        let id = fields.next().filter(|id| !id.is_empty())?.to_string();
        Some(Self { id, visits, last_visit })
    }

    fn line(&self) -> String {
        let mut line = String::new();
        // Writing to a string does not fail.
        let _ = writeln!(line, "{:.2} {} {}", self.visits, self.last_visit, self.id);
        line
    }

    /// The weights are those of zoxide.
    fn score(&self, now: u64) -> f64 {
        let weight = match now.saturating_sub(self.last_visit) {
            age if age < HOUR => 4.0,
            age if age < DAY => 2.0,
            age if age < WEEK => 0.5,
            _ => 0.25,
        };
        self.visits * weight
    }

    fn bonus(&self, now: u64) -> u8 {
        let score = self.score(now);
        (MAX_BONUS * score / (score + HALF_BONUS_SCORE)).ceil() as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_800_000_000;

    fn habits(visits: &[(&str, u64)]) -> Habits {
        let mut habits = Habits::default();
        visits.iter().for_each(|(id, time)| habits.visit(id, *time));
        habits
    }

    fn bonus(habits: &Habits, id: &str) -> u8 {
        habits.bonuses(NOW).find(|(known, _)| *known == id).map_or(0, |(_, bonus)| bonus)
    }

    #[test]
    fn the_text_form_is_read_back() {
        let habits = habits(&[("rie", NOW - 60), ("ligne d’un id", NOW - 9), ("rie", NOW)]);
        let text = habits.to_text(NOW);
        assert_eq!(text, "ramure-history/1\n1.00 1799999991 ligne d’un id\n2.00 1800000000 rie\n");
        assert_eq!(Habits::parse(&text), habits);
    }

    #[test]
    fn lines_that_cannot_be_read_are_left_out() {
        let broken = "\n1.00 9\nx 9 a\n1.00 -9 a\nNaN 9 a\ninf 9 a\n-1 9 a\n99999 9 a\n1.00 9 \n1.00 9 b\n";
        assert_eq!(Habits::parse(&format!("{HEADER}{broken}")).latest().collect::<Vec<_>>(), ["b"]);
        for other in ["", "1.00 9 a\n", "ramure-history/2\n1.00 9 a\n", "\u{0}\u{fffd}"] {
            assert_eq!(Habits::parse(other), Habits::default(), "{other:?}");
        }
    }

    #[test]
    fn an_id_that_is_twice_in_the_text_counts_once() {
        let habits = Habits::parse("ramure-history/1\n5.00 9 a\n1.00 8 b\n2.00 9 a\n");
        assert_eq!(habits.to_text(NOW), "ramure-history/1\n1.00 8 b\n2.00 9 a\n");
    }

    #[test]
    fn the_latest_visits_are_listed_first() {
        let habits = habits(&[("a", NOW), ("b", NOW), ("c", NOW), ("a", NOW)]);
        assert_eq!(habits.latest().collect::<Vec<_>>(), ["a", "c", "b"]);
    }

    #[test]
    fn visits_weigh_more_when_they_are_recent() {
        let times = [0, HOUR, DAY, WEEK];
        let scores = times.map(|age| habits(&[("a", NOW - age)]).entries[0].score(NOW));
        assert_eq!(scores, [4.0, 2.0, 0.5, 0.25]);
        assert_eq!(habits(&[("a", NOW + WEEK)]).entries[0].score(NOW), 4.0, "a clock that was set back");
    }

    #[test]
    fn the_bonus_grows_with_the_score_and_is_bounded() {
        let many: Vec<(&str, u64)> = vec![("a", NOW); 500];
        let bonuses = [habits(&[("a", 0)]), habits(&[("a", NOW)]), habits(&many[..2]), habits(&many)];
        assert_eq!(bonuses.map(|habits| bonus(&habits, "a")), [7, 18, 19, 20]);
        assert_eq!(bonus(&Habits::default(), "a"), 0);
    }

    #[test]
    fn visits_age_when_there_are_too_many() {
        let mut habits = Habits::parse("ramure-history/1\n9999.00 9 often\n1.00 9 once\n");
        habits.visit("new", NOW);
        let text = habits.to_text(NOW);
        assert_eq!(text, "ramure-history/1\n8998.20 9 often\n", "10,001 visits are reduced to 9,000");
    }

    #[test]
    fn the_lowest_scores_are_left_out_of_a_text_that_is_too_long() {
        let mut habits = Habits::default();
        (0..2_000).for_each(|n| habits.visit(&format!("{n:0>100}"), NOW - WEEK));
        habits.visit("recent", NOW);
        (0..2).for_each(|_| habits.visit(&format!("{:0>100}", 0), NOW - WEEK));
        habits.visit(&"long".repeat(MAX_HISTORY_BYTES), NOW);
        let text = habits.to_text(NOW);
        assert!(text.len() <= MAX_HISTORY_BYTES && text.len() > MAX_HISTORY_BYTES - 200, "{}", text.len());
        assert!(text.contains(" recent\n") && text.contains("3.00 ") && !text.contains("long"));
        assert_eq!(Habits::parse(&text).to_text(NOW), text);
    }
}
