//! Joins the aliases of the user's file to an organisation.

use std::fs::File;
use std::io::{self, Read};

use crate::error::Error;
use crate::org::Org;
use crate::settings::{AliasFile, Settings};
use crate::text::Printable;

/// A larger file is refused: it is probably not one of aliases.
const MAX_FILE_BYTES: u64 = 1 << 20;
const MAX_LINES: usize = 10_000;

/// Reads the file of aliases that the settings name, if they name one, and joins it.
pub fn join(org: &mut Org, settings: &Settings) -> Result<(), Error> {
    let Some(file) = &settings.aliases else { return Ok(()) };
    let path = Printable::new(&file.path.to_string_lossy());
    match read(file) {
        Ok(Some(text)) => org.set_aliases(path, &text),
        Ok(None) => return Err(Error::TooManyAliases { path, set_by: file.set_by.name() }),
        Err(error) => return Err(Error::Aliases { path, set_by: file.set_by.name(), error }),
    }
    Ok(())
}

/// The text of the file; `None` if it is too long.
fn read(file: &AliasFile) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    File::open(&file.path)?.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Ok(None);
    }
    let text = String::from_utf8(bytes).map_err(|_| io::ErrorKind::InvalidData)?;
    Ok((text.lines().count() <= MAX_LINES).then_some(text))
}
