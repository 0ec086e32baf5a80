//! The rule for telephone numbers, restated over digits as text.

use super::searched_unit::{Scope, SearchedUnit};

/// The score of a typed number at a unit: that of its best number in the contacts. The typed one starts
/// with + if a country code is in it.
pub fn score(unit: &SearchedUnit, typed: &str, scope: Scope) -> u32 {
    let numbers = unit.folded_contacts.iter().filter(|_| scope == Scope::All).flat_map(|text| numbers(text));
    let digits = typed.trim_start_matches(['+', '0']);
    numbers.map(|number| number_score(&number, digits, typed.starts_with('+'))).max().unwrap_or(0)
}

/// 205 for the same number, 100 for its end or its beginning with or without a country code of at most three
/// digits, 60 for a part of it.
fn number_score(number: &str, typed: &str, is_international: bool) -> u32 {
    let is_end = number.ends_with(typed) || typed.ends_with(number);
    let have_same_end =
        number.len() >= 9 && typed.len() >= 9 && number[number.len() - 9..] == typed[typed.len() - 9..];
    let without_code =
        |digits: &str, code: usize| digits.get(code..).unwrap_or("").trim_start_matches('0').to_string();
    let is_start_after_code = (0..4).any(|code| without_code(number, code).starts_with(typed));
    let is_start_of_national = (1..4).any(|code| {
        let national = without_code(typed, code);
        is_international && national.len() >= 4 && number.starts_with(&national)
    });
    if have_same_end || (is_end && number.len().min(typed.len()) >= 7) {
        205
    } else if number.ends_with(typed) || is_start_after_code || is_start_of_national {
        100
    } else if number.contains(typed) {
        60
    } else {
        0
    }
}

/// Digits side by side, and what stands before and after them.
struct Group {
    before: String,
    digits: String,
    after: String,
}

impl Group {
    /// Whether it is part of a word with letters, or too long.
    fn is_code(&self) -> bool {
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        is_letter(self.before.chars().last())
            || is_letter(self.after.chars().next())
            || self.digits.len() > 15
    }

    /// Whether it belongs to a number with these groups.
    fn continues(&self, groups: &[String]) -> bool {
        let Some(last) = groups.last() else { return false };
        let digits = significant(groups).len();
        let has_signs = self.before.len() <= 4 && self.before.chars().all(|c| " .-/()".contains(c));
        let is_whole = last.len() >= 7 || (digits >= 7 && self.before.len() >= 3);
        has_signs && !is_whole && digits + self.digits.len() <= 15
    }

    /// Its digits; none if it is the zero in `+33 (0)1`.
    fn dialled(&self) -> String {
        let is_trunk_zero = self.digits == "0" && self.before.ends_with('(') && self.after.starts_with(')');
        if is_trunk_zero { String::new() } else { self.digits.clone() }
    }
}

/// The numbers of a folded text, without signs and zeros before them.
fn numbers(text: &str) -> Vec<String> {
    let mut numbers: Vec<Vec<String>> = Vec::new();
    for group in groups(text) {
        match numbers.last_mut() {
            _ if group.is_code() => numbers.push(Vec::new()),
            Some(number) if group.continues(number) => number.push(group.dialled()),
            _ => numbers.push(vec![group.dialled()]),
        }
    }
    let is_number = |groups: &&Vec<String>| groups.len() > 1 || groups.iter().any(|group| group.len() >= 7);
    numbers
        .iter()
        .filter(is_number)
        .map(|groups| significant(groups))
        .filter(|digits| digits.len() >= 5)
        .collect()
}

fn significant(groups: &[String]) -> String {
    groups.concat().trim_start_matches('0').to_string()
}

fn groups(text: &str) -> Vec<Group> {
    let chars: Vec<char> = text.chars().collect();
    let runs = chars.chunk_by(|one, next| one.is_ascii_digit() == next.is_ascii_digit());
    let runs: Vec<String> = runs.map(|run| run.iter().collect()).collect();
    let run = |at: Option<usize>| at.and_then(|at| runs.get(at)).cloned().unwrap_or_default();
    let is_group = |at: &usize| runs[*at].starts_with(|c: char| c.is_ascii_digit());
    let group =
        |at: usize| Group { before: run(at.checked_sub(1)), digits: run(Some(at)), after: run(Some(at + 1)) };
    (0..runs.len()).filter(is_group).map(group).collect()
}
