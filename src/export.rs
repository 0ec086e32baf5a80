//! Writers: an organisation, or a part of it, as text for people, programs and documents. One
//! file a format, each with its own rule of escaping; what is written leaves piece by piece, so
//! that a million units need no more room than one.

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
