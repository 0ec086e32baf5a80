//! The known word that a mistyped one is close to.

/// Words with fewer letters are close with one typo only, others with two.
const MIN_LETTERS_FOR_TWO_TYPOS: usize = 5;

/// The candidate with the fewest typos, if the word is close to one: letters added, left out,
/// replaced or swapped.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typos = candidates.into_iter().map(|candidate| (strsim::osa_distance(typed, candidate), candidate));
    let close = typos.filter(|(typos, _)| *typos <= max_typos(typed));
    close.min_by_key(|(typos, _)| *typos).map(|(_, nearest)| nearest)
}

/// The number of typos with which a typed word is still close to a known one.
pub fn max_typos(typed: &str) -> usize {
    if typed.chars().count() < MIN_LETTERS_FOR_TWO_TYPOS { 1 } else { 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_five_letters_may_have_two_typos() {
        let commands = ["find", "show", "tree", "check", "convert"];
        let cases = [
            ("fnd", Some("find")),
            ("fidn", Some("find")),
            ("fd", None),
            ("chec", Some("check")),
            ("chekc", Some("check")),
            ("covnrt", Some("convert")),
            ("shwo", Some("show")),
            ("rie", None),
            ("", None),
        ];
        for (typed, expected) in cases {
            assert_eq!(nearest(typed, commands), expected, "{typed}");
        }
    }
}
