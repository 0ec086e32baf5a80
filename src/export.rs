//! Writers: an organisation, or a part of it, as text for people, programs and documents.

mod card;
mod json;
mod text;

pub use card::{Stress, card};
pub use json::{document, matches, unit};
pub use text::{joined_path, tree};
