//! What the fuzz targets run: the properties in `tests/it/fuzz`, which `cargo test` checks too.

#[path = "../../tests/it"]
#[allow(dead_code, reason = "the tests use more of it")]
mod it {
    pub mod fuzz;
    mod organisations;
    mod pack_changes;
    mod pack_parts;
}

pub use it::fuzz::run;
