//! Stands in for the LDAP client in a build without the `ldap` feature.

use crate::cli::progress::Progress;
use crate::error::Error;
use crate::settings::Settings;

use super::{Directory, shown_address};

/// Always returns [`Error::NoLdap`].
pub fn read(address: &str, _: &Settings, _: &mut Progress) -> Result<Directory, Error> {
    Err(Error::NoLdap { address: shown_address(address) })
}
