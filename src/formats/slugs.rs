//! Ids for units that have none in their file: their names, folded, in one word.

use std::collections::HashMap;

use crate::text;

/// Words of a name that an id is made of.
const WORDS: usize = 8;

#[derive(Debug, Default)]
pub struct Slugs(HashMap<String, usize>);

impl Slugs {
    /// An id that no other name was given: `bureau-des-aides`, then `bureau-des-aides~2`…
    pub fn id(&mut self, name: &str) -> String {
        let folded = text::fold(name).text;
        let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let slug = words.take(WORDS).collect::<Vec<_>>().join("-");
        let slug = if slug.is_empty() { "unit".to_string() } else { slug };
        let times = self.0.entry(slug.clone()).or_default();
        *times += 1;
        match *times {
            1 => slug,
            again => format!("{slug}~{again}"),
        }
    }
}
