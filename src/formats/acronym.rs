//! Recognises acronyms, alone or in parentheses at the end of a name.

/// In characters.
const MAX_ACRONYM_CHARS: usize = 15;

/// Whether a text looks like an acronym: one short word with more than one capital, or that
/// holds no small letter.
pub fn is_acronym(text: &str) -> bool {
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    let is_word = text.chars().all(|c| c.is_alphanumeric() || "-&./’'".contains(c));
    is_word
        && text.chars().count() <= MAX_ACRONYM_CHARS
        && text.starts_with(char::is_alphanumeric)
        && (capitals > 1 || (capitals == 1 && !text.chars().any(char::is_lowercase)))
}

/// A name and the acronym that was behind it in parentheses.
pub fn split(name: &str) -> (&str, Option<&str>) {
    let split = name.strip_suffix(')').and_then(|name| name.rsplit_once(" ("));
    match split.map(|(name, acronym)| (name.trim_end(), acronym)) {
        Some((name, acronym)) if is_acronym(acronym) && !name.is_empty() => (name, Some(acronym)),
        _ => (name, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_acronym_behind_a_name_is_split_off() {
        for (whole, name, acronym) in [
            ("Direction du climat (DGEC)", "Direction du climat", Some("DGEC")),
            ("Pôle  (n°2) (P2)", "Pôle  (n°2)", Some("P2")),
            ("Antenne (Paris)", "Antenne (Paris)", None),
            ("Service (deux mots)", "Service (deux mots)", None),
            ("(DGEC)", "(DGEC)", None),
            (" (DGEC)", " (DGEC)", None),
            ("Bureau (12)", "Bureau (12)", None),
            ("A)", "A)", None),
        ] {
            assert_eq!(split(whole), (name, acronym));
        }
    }
}
