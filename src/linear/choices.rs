//! Reads the values that a word of a query may have.

use crate::lang::{Lang, and_more, units};
use crate::search::{Choice, Choices};

use super::list::LINES_PER_PAGE;

/// A heading, then a line for each of the first values.
pub fn read(choices: &Choices, lang: Lang) -> Vec<String> {
    let line = |choice: &Choice| {
        let name = (!choice.name.is_empty()).then(|| choice.name.to_string());
        let units = choice.units.map(|n| units(n, lang));
        let parts = [Some(choices.completed(choice).to_string()), name, units];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
    let read = choices.values.iter().take(LINES_PER_PAGE);
    let more = choices.total - read.len();
    let more = (more > 0).then(|| and_more(more, lang));
    let heading = choices.fit.heading(lang).to_string();
    [heading].into_iter().chain(read.map(line)).chain(more).collect()
}
