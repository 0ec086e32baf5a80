//! Stands in for the LDAP client in a build without the `ldap` feature.

use crate::error::Error;
use crate::settings::Settings;
use crate::text::Printable;

use super::Progress;

/// Always returns [`Error::NoLdap`].
pub fn read(_: &str, name: &Printable, _: &Settings, _: &mut Progress) -> Result<Vec<u8>, Error> {
    Err(Error::NoLdap { address: name.clone() })
}
