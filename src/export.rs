//! Writers of an organisation or a subtree of it. Each format has its own file with its escaping
//! rules. Output is written unit by unit, so that memory does not grow with the number of units.

mod card_text;
mod chart;
mod csv;
mod diff;
mod dot;
mod escape;
mod format;
mod html;
mod hyperlink;
mod json;
mod jsonld;
mod markdown;
mod mermaid;
mod subtree;
mod svg;
mod tree_text;
mod unit_field;
mod vcard;

pub use card_text::{Emphasis, card_text};
pub use diff::{Comparison, change_heading, write_differences, write_differences_json};
pub use format::{ExportFormat, write};
pub use hyperlink::with_hyperlinks;
pub use json::{write_document, write_matches, write_unit};
pub use subtree::Subtree;
pub use unit_field::UnitField;
