//! Recognises acronyms, alone or in parentheses at the end of a name.

/// Limit of an acronym of one word.
const MAX_ACRONYM_CHARS: usize = 15;
/// Limit of an acronym that may have blanks.
const MAX_SPACED_ACRONYM_CHARS: usize = 20;

/// Whether a text looks like an acronym: one short word with at least two capitals, or with one
/// and no lower case letter.
pub fn is_acronym(text: &str) -> bool {
    let (capitals, lowercase) = letter_counts(text);
    has_acronym_chars(text, "-&./’'", MAX_ACRONYM_CHARS)
        && text.starts_with(char::is_alphanumeric)
        && (capitals > 1 || (capitals == 1 && lowercase == 0))
}

/// Whether a text that may have blanks looks like an acronym: short and mostly capitals, all
/// capitals if it has blanks. Stricter on letters than [`is_acronym`], as for the DILA's names.
pub fn is_spaced_acronym(text: &str) -> bool {
    let (capitals, lowercase) = letter_counts(text);
    has_acronym_chars(text, "-&./’' ", MAX_SPACED_ACRONYM_CHARS)
        && capitals > lowercase
        && (lowercase == 0 || !text.contains(' '))
}

fn has_acronym_chars(text: &str, punctuation: &str, max_chars: usize) -> bool {
    text.chars().count() <= max_chars && text.chars().all(|c| c.is_alphanumeric() || punctuation.contains(c))
}

/// The numbers of upper case and of lower case letters.
fn letter_counts(text: &str) -> (usize, usize) {
    let count = |is_counted: fn(char) -> bool| text.chars().filter(|&c| is_counted(c)).count();
    (count(char::is_uppercase), count(char::is_lowercase))
}

/// Splits a name and the acronym in parentheses at its end. If the name before it also contains the acronym, the name
/// stays as it is written: the acronym is shown after a name that lacks it only.
pub fn split(text: &str) -> (&str, Option<&str>) {
    let split = text.strip_suffix(')').and_then(|text| text.rsplit_once(" ("));
    match split.map(|(name, acronym)| (name.trim_end(), acronym)) {
        Some((name, acronym)) if is_acronym(acronym) && !name.is_empty() => {
            (if name.contains(acronym) { text } else { name }, Some(acronym))
        }
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_after_a_name_are_split_off() {
        for (text, name, acronym) in [
            ("Direction du climat (DGEC)", "Direction du climat", Some("DGEC")),
            ("Pôle  (n°2) (P2)", "Pôle  (n°2)", Some("P2")),
            ("Le RIE en bref (RIE)", "Le RIE en bref (RIE)", Some("RIE")),
            ("É. ( (É)", "É. ( (É)", Some("É")),
            ("Antenne (Paris)", "Antenne (Paris)", None),
            ("Service (deux mots)", "Service (deux mots)", None),
            ("(DGEC)", "(DGEC)", None),
            (" (DGEC)", " (DGEC)", None),
            ("Bureau (12)", "Bureau (12)", None),
            ("A)", "A)", None),
        ] {
            assert_eq!(split(text), (name, acronym));
        }
    }
}
