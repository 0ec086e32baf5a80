//! The container of packed directories, `ramure-pack/1`: named sections of numbers and bytes in compressed
//! blocks with checksums, read where they are needed. `docs/pack.md` describes the format. What the
//! sections hold is decided by [`org`](crate::org) and [`search`](crate::search).

mod block;
mod block_cache;
mod column;
mod directory;
mod reader;
mod starts;
mod texts;
mod writer;

pub use block::{Codec, Item};
pub use column::{Column, Cursor, partition_index};
pub use directory::{MAGIC, PackError, is_pack};
pub use reader::{Pack, ReadAt};
pub use texts::{MAX_TEXT_BYTES, TEXT_BLOCK_BYTES, TextTooLong, Texts};
pub use writer::PackWriter;
