//! TODO

pub(super) mod builder;
pub(super) mod dictionary;
pub(super) mod position;
pub(super) mod postings;
pub(super) mod texts;
