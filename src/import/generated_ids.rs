//! Generates ids for units that have none: slugs of their names.

use std::collections::HashMap;

use crate::text;

/// Most words of a slug.
const MAX_SLUG_WORDS: usize = 8;

/// Counts the slugs given so far.
#[derive(Debug, Default)]
pub struct IdGenerator(HashMap<String, usize>);

impl IdGenerator {
    /// A unique id: `bureau-des-aides`, then `bureau-des-aides~2`…
    pub fn id(&mut self, name: &str) -> String {
        let mut folded = String::new();
        text::fold_into(name, &mut folded);
        let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let slug = words.take(MAX_SLUG_WORDS).collect::<Vec<_>>().join("-");
        let slug = if slug.is_empty() { "unit".to_string() } else { slug };
        let count = self.0.entry(slug.clone()).or_default();
        *count += 1;
        match *count {
            1 => slug,
            count => format!("{slug}~{count}"),
        }
    }
}
