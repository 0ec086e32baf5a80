//! Reading an LDAP directory given by its URL (RFC 4516). The entries are fetched page by page and turned into
//! LDIF. The server is not trusted: what it sends is bounded in size, number and time. The password comes from
//! the file named by `RAMURE_PASSWORD_FILE` or from a prompt, never from the command line.

#[cfg(feature = "ldap")]
mod client;
#[cfg(not(feature = "ldap"))]
mod unsupported;

use std::path::Path;

use crate::org::DiagnosticKind;
use crate::text::Printable;

#[cfg(feature = "ldap")]
pub use client::read;
#[cfg(not(feature = "ldap"))]
pub use unsupported::read;

/// What a search found.
#[derive(Debug)]
pub struct Directory {
    /// The entries as LDIF.
    pub ldif: Vec<u8>,
    pub problems: Vec<DiagnosticKind>,
}

/// The LDAP URL, if the path is one.
pub fn address(path: &Path) -> Option<&str> {
    path.to_str().filter(|path| path.starts_with("ldap://") || path.starts_with("ldaps://"))
}

/// How an LDAP URL is shown: up to the base, without what may name an account or contain a password.
pub fn shown_address(address: &str) -> Printable {
    let shown = address.split('?').next().unwrap_or_default();
    let (scheme, rest) = shown.split_once("://").unwrap_or(("", shown));
    // A password that is not encoded can contain a slash.
    let server = rest.rsplit_once('@').map_or(rest, |(_, server)| server);
    Printable::new(&format!("{scheme}://{server}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_account_and_password() {
        let shown = |address: &str| shown_address(address).to_string();
        assert_eq!(shown("ldap://host/dc=example??sub?(ou=*)?bindname=cn=me"), "ldap://host/dc=example");
        assert_eq!(shown("ldaps://me:se/c@ret@host:636/o=x"), "ldaps://host:636/o=x");
    }
}
