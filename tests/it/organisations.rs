//! Organisations that several tests use, and an organisation as a document.

use ramure::export::{Subtree, write_document};
use ramure::import::read;
use ramure::lang::Lang;
use ramure::org::Org;

pub const DINUM: &str = include_str!("../../assets/dinum.json");

/// An invented town of twelve units, for tests that are not about the embedded organisation.
pub const VALOMBRE: &str = include_str!("fixtures/valombre.json");

/// The embedded organisation.
pub fn dinum() -> Org {
    org(DINUM)
}

pub fn valombre() -> Org {
    org(VALOMBRE)
}

pub fn org(text: &str) -> Org {
    read(text.as_bytes(), Lang::En).expect("readable")
}

/// The organisation as a document of the public format.
pub fn document(org: &Org) -> String {
    let mut bytes = Vec::new();
    write_document(&Subtree::whole(org), &mut bytes).expect("written");
    String::from_utf8(bytes).expect("text")
}
