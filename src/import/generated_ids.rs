//! Generates ids for units that have none: slugs of their names.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::text;

/// Most words of a slug.
const MAX_SLUG_WORDS: usize = 8;

/// Counts the slugs given so far, by their hashes: the slugs themselves need not be kept. Two slugs with
/// the same hash have different ids all the same.
#[derive(Debug, Default)]
pub struct IdGenerator(HashMap<u64, u32>);

impl IdGenerator {
    /// A unique id: `bureau-des-aides`, then `bureau-des-aides~2`…
    pub fn id(&mut self, name: &str) -> String {
        let slug = slug(name);
        let mut hasher = DefaultHasher::new();
        slug.hash(&mut hasher);
        let count = self.0.entry(hasher.finish()).or_default();
        *count += 1;
        match *count {
            1 => slug,
            count => format!("{slug}~{count}"),
        }
    }
}

/// The first words of a name, folded and joined by hyphens.
fn slug(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    text::fold_into(name, &mut folded);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = String::with_capacity(folded.len());
    for word in words.take(MAX_SLUG_WORDS) {
        slug.push_str(if slug.is_empty() { "" } else { "-" });
        slug.push_str(word);
    }
    if slug.is_empty() { "unit".to_string() } else { slug }
}
