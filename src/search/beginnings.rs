//! Terms that are the beginnings of successive words of a name, joined: “centif” for “Cellule nationale
//! de traitement des informations financières”, “ineris” for “Institut national de l’environnement
//! industriel et des risques”. One word may be left out.

use super::weights::{ALL_BEGINNINGS, MOST_BEGINNINGS};

/// A shorter term is rather initials, in characters.
pub const MIN_TERM_CHARS: usize = 4;
/// A longer term is not split into beginnings, in bytes.
pub const MAX_TERM_BYTES: usize = 24;
/// The fewest words that have to give a beginning.
const MIN_WORDS: usize = 3;
/// Further words of a name are not looked at.
const MAX_WORDS: usize = 10;

/// Words with the length of their beginning in bytes, and the score.
pub type Beginnings = (u32, Vec<(usize, usize)>);

/// Whether a term is split into beginnings.
pub fn may_be_beginnings(term: &str) -> bool {
    term.len() <= MAX_TERM_BYTES
        && term.chars().count() >= MIN_TERM_CHARS
        && term.chars().all(char::is_alphabetic)
}

/// The beginnings of successive words, from the first on, that make up the term; at most one word
/// between them is left out. Splits over all words are preferred, then those without a word left out, then
/// those over fewer words and with longer beginnings in earlier ones.
pub fn find_beginnings(words: &[&str], term: &str) -> Option<Beginnings> {
    let mut steps = vec![Step { at: 0, has_skipped: false, part: None, before: 0 }];
    let mut layer = 0..1;
    let (mut without_skip, mut with_skip) = (None, None);
    for (word, text) in words.iter().take(MAX_WORDS).enumerate() {
        let start = steps.len();
        for before in layer {
            let Step { at, has_skipped, .. } = steps[before];
            for length in beginning_lengths(text, &term[at..]).rev() {
                let step = Step { at: at + length, has_skipped, part: Some((word, length)), before };
                let is_complete = step.at == term.len() && word + 1 - usize::from(has_skipped) >= MIN_WORDS;
                add(&mut steps, start, step);
                if is_complete && !has_skipped && word + 1 == words.len() {
                    return Some((ALL_BEGINNINGS, parts(&steps, step)));
                }
                let found = if has_skipped { &mut with_skip } else { &mut without_skip };
                *found = found.or(is_complete.then_some(step));
            }
            if word > 0 && !has_skipped {
                add(&mut steps, start, Step { at, has_skipped: true, part: None, before });
            }
        }
        layer = start..steps.len();
    }
    without_skip.or(with_skip).map(|step| (MOST_BEGINNINGS, parts(&steps, step)))
}

/// A way to split the term up to a byte.
#[derive(Clone, Copy)]
struct Step {
    at: usize,
    has_skipped: bool,
    /// The last word with the length of its beginning; `None` if it was left out.
    part: Option<(usize, usize)>,
    /// The index of the step before.
    before: usize,
}

/// Adds a step after the words so far, unless there is one to the same byte.
fn add(steps: &mut Vec<Step>, start: usize, step: Step) {
    let is_same = |other: &Step| other.at == step.at && other.has_skipped == step.has_skipped;
    if !steps[start..].iter().any(is_same) {
        steps.push(step);
    }
}

/// The lengths of the beginnings, in bytes, that a word and a term have in common.
fn beginning_lengths(word: &str, term: &str) -> impl DoubleEndedIterator<Item = usize> {
    let common = word.bytes().zip(term.bytes()).take_while(|(left, right)| left == right).count();
    (1..=common).filter(|&length| term.is_char_boundary(length)).collect::<Vec<_>>().into_iter()
}

/// The words of a step and those before, in order.
fn parts(steps: &[Step], last: Step) -> Vec<(usize, usize)> {
    let before = std::iter::successors(Some(last), |step| (step.at > 0).then(|| steps[step.before]));
    let mut parts: Vec<_> = before.filter_map(|step| step.part).collect();
    parts.reverse();
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(term: &str, name: &str) -> Option<(u32, String)> {
        let words: Vec<&str> = name.split(' ').collect();
        let (score, parts) = find_beginnings(&words, term)?;
        let beginnings: Vec<&str> = parts.into_iter().map(|(word, length)| &words[word][..length]).collect();
        Some((score, beginnings.join("+")))
    }

    #[test]
    fn a_term_is_split_into_beginnings_of_successive_words() {
        let found = |term, name| found(term, name).map(|(score, parts)| format!("{score} {parts}"));
        let centif = "cellule nationale traitement informations financieres";
        assert_eq!(found("centif", centif).as_deref(), Some("100 ce+n+t+i+f"));
        let ineris = "institut national environnement industriel risques";
        assert_eq!(found("ineris", ineris).as_deref(), Some("42 i+n+e+ris"));
        assert_eq!(found("inenv", ineris).as_deref(), Some("42 i+n+env"));
        assert_eq!(found("inris", ineris), None, "two words left out");
        assert_eq!(found("inst", ineris), None, "one word");
        assert_eq!(found("innat", ineris), None, "two words");
        assert_eq!(found("nenv", ineris), None, "not from the first word on");
        assert_eq!(found("deree", "de reseau ecole ecole").as_deref(), Some("100 de+r+e+e"), "all words");
        assert_eq!(found("aabc", "ab abc c").as_deref(), Some("100 a+ab+c"), "a shorter beginning");
        assert_eq!(found("υπεθα", "υπουργειο εθνικησ αμυνασ").as_deref(), Some("100 υπ+εθ+α"));
    }

    #[test]
    fn terms_of_other_signs_or_lengths_are_not_split() {
        assert!(["abcd", "υπεθα"].into_iter().all(may_be_beginnings));
        assert!(
            ["abc", "abc1", "a b c", "abcdefghijklmnopqrstuvwxyz"]
                .into_iter()
                .all(|term| !may_be_beginnings(term))
        );
    }
}
