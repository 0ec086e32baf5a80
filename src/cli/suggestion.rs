//! “Did you mean”: the end of a message about a mistyped word.

use crate::error::DID_YOU_MEAN;
use crate::lang::Lang;

/// The end of a message that asks whether `suggestion` was meant; empty without one.
pub fn did_you_mean(suggestion: Option<&str>, lang: Lang) -> String {
    suggestion.map_or(String::new(), |suggestion| DID_YOU_MEAN.with(lang, &[suggestion]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_ends_a_message() {
        assert_eq!(did_you_mean(Some("find"), Lang::En), "; did you mean “find”?");
        assert_eq!(did_you_mean(None, Lang::Fr), "");
    }
}
