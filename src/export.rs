//! Writers of an organisation or a subtree of it. Each format has its own file with its escaping
//! rules. Output is written unit by unit, so that memory does not grow with the number of units.

mod card_text;
mod chart;
mod csv;
mod diff;
mod dot;
mod escape;
mod format;
mod json;
mod jsonld;
mod markdown;
mod mermaid;
mod subtree;
mod svg;
mod tree_text;
mod uri;
mod vcard;

pub use card_text::{Emphasis, card};
pub use diff::{Comparison, differences, differences_json, heading};
pub use format::{Format, write};
pub use json::{document, matches, unit};
pub use subtree::Subtree;
