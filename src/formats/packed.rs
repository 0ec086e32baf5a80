//! Files that are packed in others.

use std::borrow::Cow;

use super::Refusal;
use crate::text::Printable;

/// A file's name and its bytes.
type File = (Printable, Cow<'static, [u8]>);

/// The files that are packed in one, or that one.
pub fn unpacked(name: &Printable, bytes: Cow<'static, [u8]>) -> Result<Vec<File>, Refusal> {
    Ok(vec![(name.clone(), bytes)])
}
