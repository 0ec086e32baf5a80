//! The two languages of everything that ramure itself says. Data is never translated.

/// A language of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    Fr,
    En,
}

impl Lang {
    /// The language of a locale name such as `fr_FR.UTF-8` or of a word such as `fr`:
    /// French for French, English for everything else.
    pub fn of_locale(locale: &str) -> Self {
        match locale.get(..2) {
            Some(start) if start.eq_ignore_ascii_case("fr") => Lang::Fr,
            _ => Lang::En,
        }
    }

    /// The language that a setting names, `fr` or `en`.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "fr" => Some(Lang::Fr),
            "en" => Some(Lang::En),
            _ => None,
        }
    }
}

/// A phrase in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tr {
    pub fr: &'static str,
    pub en: &'static str,
}

impl Tr {
    pub const fn new(fr: &'static str, en: &'static str) -> Self {
        Self { fr, en }
    }

    /// The phrase in one language.
    pub fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Fr => self.fr,
            Lang::En => self.en,
        }
    }

    /// The phrase in one language, with each `{}` replaced by the next of `values`.
    pub fn with(self, lang: Lang, values: &[&str]) -> String {
        let mut values = values.iter();
        let mut pieces = self.get(lang).split("{}");
        let mut said = pieces.next().unwrap_or_default().to_string();
        for piece in pieces {
            said.push_str(values.next().unwrap_or(&""));
            said.push_str(piece);
        }
        said
    }
}

/// A number with its digits in groups of three, as the language writes it.
pub fn number(n: usize, lang: Lang) -> String {
    let digits = n.to_string();
    let separator = match lang {
        Lang::Fr => '\u{a0}',
        Lang::En => ',',
    };
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

/// A number and its noun, singular or plural as the language counts: zero is singular in
/// French and plural in English.
pub fn count(n: usize, one: Tr, many: Tr, lang: Lang) -> String {
    let singular = n == 1 || (n == 0 && lang == Lang::Fr);
    let noun = if singular { one } else { many };
    format!("{}\u{a0}{}", number(n, lang), noun.get(lang))
}

/// So many units.
pub fn units(n: usize, lang: Lang) -> String {
    count(n, Tr::new("unité", "unit"), Tr::new("unités", "units"), lang)
}

/// So many matches.
pub fn matches(n: usize, lang: Lang) -> String {
    count(n, Tr::new("résultat", "match"), Tr::new("résultats", "matches"), lang)
}

/// So many problems.
pub fn problems(n: usize, lang: Lang) -> String {
    count(n, Tr::new("problème", "problem"), Tr::new("problèmes", "problems"), lang)
}

/// Which of how many, from 1.
pub fn rank(place: usize, total: usize, lang: Lang) -> String {
    Tr::new("{} sur {}", "{} of {}").with(lang, &[&number(place, lang), &number(total, lang)])
}

/// How many units are above.
pub fn level(depth: usize, lang: Lang) -> String {
    match depth {
        0 => Tr::new("tout en haut", "at the top").get(lang).to_string(),
        depth => Tr::new("niveau {}", "level {}").with(lang, &[&number(depth, lang)]),
    }
}

/// What stands between a label and its value.
pub fn colon(lang: Lang) -> &'static str {
    Tr::new("\u{a0}: ", ": ").get(lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_singular_in_french_only() {
        let (one, many) = (Tr::new("unité", "unit"), Tr::new("unités", "units"));
        assert_eq!(count(0, one, many, Lang::Fr), "0\u{a0}unité");
        assert_eq!(count(0, one, many, Lang::En), "0\u{a0}units");
        assert_eq!(count(1, one, many, Lang::En), "1\u{a0}unit");
        assert_eq!(count(12_345, one, many, Lang::Fr), "12\u{a0}345\u{a0}unités");
        assert_eq!(number(1_000_000, Lang::En), "1,000,000");
    }

    #[test]
    fn a_locale_names_its_language() {
        assert_eq!(Lang::of_locale("fr_FR.UTF-8"), Lang::Fr);
        assert_eq!(Lang::of_locale("C"), Lang::En);
        assert_eq!(Lang::of_locale(""), Lang::En);
    }

    #[test]
    fn values_fill_a_phrase_in_order() {
        let phrase = Tr::new("{} sur {}", "{} of {}");
        assert_eq!(phrase.with(Lang::Fr, &["1", "3"]), "1 sur 3");
        assert_eq!(phrase.with(Lang::En, &["1"]), "1 of ");
    }
}
