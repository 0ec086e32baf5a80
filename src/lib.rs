pub mod formats;
pub mod lang;
pub mod org;
pub mod search;
pub mod text;
