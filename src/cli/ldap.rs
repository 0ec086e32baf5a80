//! Reading an LDAP directory given by its URL (RFC 4516):
//! `ldap://host:port/base?attributes?scope?filter?bindname=DN`. The entries are fetched page by
//! page and turned into LDIF. Without a bind name the search is anonymous. The password comes from
//! the file named by `RAMURE_PASSWORD_FILE` or from a prompt, never from an argument.

#[cfg(feature = "ldap")]
mod client;
#[cfg(not(feature = "ldap"))]
mod unsupported;

use std::path::Path;

use super::progress::Progress;
#[cfg(feature = "ldap")]
pub use client::read;
#[cfg(not(feature = "ldap"))]
pub use unsupported::read;

/// The LDAP URL, if the path is one.
pub fn address(path: &Path) -> Option<&str> {
    path.to_str().filter(|path| path.starts_with("ldap://") || path.starts_with("ldaps://"))
}
