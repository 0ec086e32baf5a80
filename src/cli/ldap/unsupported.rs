//! What a program that is built without LDAP says of a directory.

use super::Progress;
use crate::error::Error;
use crate::settings::Settings;
use crate::text::Printable;

/// Always an error.
pub fn read(_: &str, name: &Printable, _: &Settings, _: &mut Progress) -> Result<Vec<u8>, Error> {
    Err(Error::NoLdap { address: name.clone() })
}
