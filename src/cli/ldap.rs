//! A live LDAP directory instead of a file, named by its address (RFC 4516):
//! `ldap://host:port/base?attributes?scope?filter?bindname=DN`. It is only read, a page at a time,
//! and what comes is taken as the LDIF that the server would export. Without a name to bind with
//! the search is anonymous; the password is in a file that `RAMURE_PASSWORD_FILE` names or is typed
//! on the terminal, and is never an argument.

#[cfg(feature = "ldap")]
mod client;
#[cfg(not(feature = "ldap"))]
mod unsupported;

use std::path::Path;

use super::load::Progress;
#[cfg(feature = "ldap")]
pub use client::read;
#[cfg(not(feature = "ldap"))]
pub use unsupported::read;

/// The address that stands where a file is named.
pub fn address(path: &Path) -> Option<&str> {
    path.to_str().filter(|path| path.starts_with("ldap://") || path.starts_with("ldaps://"))
}
