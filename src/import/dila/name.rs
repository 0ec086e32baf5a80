//! Extracts the acronym at the end of a name, and the kind of unit at its start.

use crate::import::acronym::is_spaced_acronym;

/// Kinds of unit, longer ones before their prefixes.
const KINDS: &[&str] = &[
    "agence",
    "ambassade",
    "antenne",
    "autorité",
    "bureau",
    "cabinet",
    "cellule",
    "centre",
    "chambre",
    "collège",
    "comité",
    "commissariat",
    "commission",
    "conseil",
    "consulat",
    "coordination",
    "cour",
    "division",
    "délégation",
    "département",
    "direction générale",
    "direction",
    "domaine",
    "groupe",
    "inspection générale",
    "inspection",
    "institut",
    "laboratoire",
    "mairie",
    "ministère",
    "mission",
    "musée",
    "observatoire",
    "office",
    "préfecture",
    "programme",
    "pôle",
    "secrétariat général",
    "secrétariat",
    "secteur",
    "section",
    "service",
    "sous-direction",
    "sous-préfecture",
    "tribunal",
    "unité",
    "école",
    "équipe",
    "établissement",
];

/// The kind of unit that a name starts with.
pub fn leading_kind(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let starts = |kind: &&&str| {
        let rest = name.strip_prefix(**kind);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\u{a0}']))
    };
    KINDS.iter().find(starts).copied()
}

/// The name and the acronym. Final parentheses are removed if they contain only the acronym.
pub fn split_acronym(name: &str, acronym: String) -> (String, String) {
    // The data has double blanks.
    let name = name.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    let end = name.strip_suffix(')').and_then(|name| name.rsplit_once(" ("));
    match end {
        Some((start, inside)) if inside == acronym || (acronym.is_empty() && is_spaced_acronym(inside)) => {
            (start.into(), inside.into())
        }
        _ => (name, acronym),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_acronym_in_parentheses_is_taken_from_the_name() {
        let cases = [
            ("Direction  du  bois (DB)", "", "Direction du bois", "DB"),
            ("Bureau (SGMer)", "", "Bureau", "SGMer"),
            ("Bureau (A1 B2)", "", "Bureau", "A1 B2"),
            ("Bureau du sel (DB)", "DB", "Bureau du sel", "DB"),
            ("Bureau du sel (ex BDS)", "", "Bureau du sel (ex BDS)", ""),
            ("Bureau du sel (Nantes)", "", "Bureau du sel (Nantes)", ""),
            ("Bureau (BDS)", "Sel", "Bureau (BDS)", "Sel"),
            ("Bureau (départements 01, 07)", "", "Bureau (départements 01, 07)", ""),
            ("(BDS)", "", "(BDS)", ""),
            (")", "", ")", ""),
        ];
        for (name, acronym, expected_name, expected_acronym) in cases {
            assert_eq!(
                split_acronym(name, acronym.into()),
                (expected_name.into(), expected_acronym.into()),
                "{name}"
            );
        }
    }

    #[test]
    fn the_kind_is_taken_from_the_first_words() {
        assert_eq!(leading_kind("Direction générale du sel"), Some("direction générale"));
        assert_eq!(leading_kind("Direction"), Some("direction"));
        assert_eq!(leading_kind("ÉCOLE du bois"), Some("école"));
        assert_eq!(leading_kind("Bureautique"), None);
    }
}
