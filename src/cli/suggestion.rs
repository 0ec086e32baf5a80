//! “Did you mean”: the known word that a mistyped one is close to.

use crate::error::DID_YOU_MEAN;
use crate::lang::Lang;

/// Words with fewer letters are close with one typo only, others with two.
const MIN_LETTERS_FOR_TWO_TYPOS: usize = 5;

/// The candidate with the fewest typos, if the word is close to one: letters added, left out,
/// replaced or swapped.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let max_typos = if typed.chars().count() < MIN_LETTERS_FOR_TWO_TYPOS { 1 } else { 2 };
    let typos = candidates.into_iter().map(|candidate| (strsim::osa_distance(typed, candidate), candidate));
    typos.filter(|(typos, _)| *typos <= max_typos).min_by_key(|(typos, _)| *typos).map(|(_, nearest)| nearest)
}

/// The end of a message that asks whether `suggestion` was meant; empty without one.
pub fn did_you_mean(suggestion: Option<&str>, lang: Lang) -> String {
    suggestion.map_or(String::new(), |suggestion| DID_YOU_MEAN.with(lang, &[suggestion]))
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

    #[test]
    fn the_question_ends_a_message() {
        assert_eq!(did_you_mean(Some("find"), Lang::En), "; did you mean “find”?");
        assert_eq!(did_you_mean(None, Lang::Fr), "");
    }
}
