//! LDAP URLs (RFC 4516): `ldap://host:port/base?attributes?scope?filter?extensions`.

use std::time::Duration;

use percent_encoding::percent_decode_str;

use crate::lang::Tr;

use super::failure::{Failure, quoted};
use super::filter;

const PORT: u16 = 389;
const TLS_PORT: u16 = 636;
/// Entries that are fetched, unless the URL says otherwise.
const DEFAULT_MAX_ENTRIES: u32 = 1_000_000;
/// How long a search takes at most, unless the URL says otherwise.
const DEFAULT_MAX_SECONDS: u32 = 300;
/// The object identifier of StartTLS, which RFC 4516 would use as the name of its extension.
pub const START_TLS: &str = "1.3.6.1.4.1.1466.20037";
const ALL_ENTRIES: &str = "(objectClass=*)";

const EXTENSIONS: &str = "bindname=, x-sizelimit=, x-timelimit=, x-starttls, x-insecure";
const NOT_VALID: Tr = Tr::new(
    "l’adresse n’est pas valide ({}) ; forme : ldap://HÔTE:PORT/BASE?ATTRIBUTS?PORTÉE?FILTRE?EXTENSIONS",
    "the address is not valid ({}); its form is ldap://HOST:PORT/BASE?ATTRIBUTES?SCOPE?FILTER?EXTENSIONS",
);
const UNKNOWN_EXTENSION: Tr = Tr::new(
    "extension inconnue de l’adresse : « {} » (connues : {})",
    "unknown extension of the address: “{}” (known: {})",
);
const PASSWORD_IN_ADDRESS: Tr = Tr::new(
    "l’adresse contient un compte ou un mot de passe, que d’autres peuvent lire dans la liste des processus ; nommez le compte par « ????bindname=DN » et tapez le mot de passe, ou mettez-le dans le fichier que nomme RAMURE_PASSWORD_FILE",
    "the address contains an account or a password, which others can read in the list of processes; name the account with “????bindname=DN” and type the password, or put it in the file that RAMURE_PASSWORD_FILE names",
);
const PART: Tr = Tr::new("trop de « ? »", "too many “?”");
const HOST: Tr = Tr::new("hôte ou port", "host or port");
const ENCODING: Tr = Tr::new("codage par « % »", "encoding with “%”");
const SCOPE: Tr = Tr::new("portée : base, one ou sub", "the scope is base, one or sub");
const NUMBER: Tr =
    Tr::new("« {} » demande un nombre, 0 pour aucune limite", "“{}” needs a number, 0 for no limit");
const BIND_NAME: Tr = Tr::new("« bindname » est vide", "“bindname” is empty");

/// What to search for, and where.
#[derive(Debug)]
pub struct LdapUrl {
    /// TLS from the first byte (`ldaps`).
    pub is_tls: bool,
    /// TLS after a request for it.
    pub starts_tls: bool,
    /// Whether a password may be sent without TLS.
    pub is_insecure: bool,
    pub host: String,
    pub port: u16,
    pub base: String,
    /// None for all.
    pub attributes: Vec<String>,
    /// As LDAP counts: 0 the base, 1 the entries below it, 2 the whole subtree.
    pub scope: u32,
    /// As LDAP writes it.
    pub filter: Vec<u8>,
    pub bind_name: Option<String>,
    /// What the server is asked for; 0 for no limit.
    pub size_limit: u32,
    pub max_entries: u32,
    pub max_time: Duration,
}

impl LdapUrl {
    /// # Errors
    /// If the address is not valid, or contains a password.
    pub fn parse(address: &str) -> Result<Self, Failure> {
        let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
        let mut parts = rest.splitn(6, '?');
        let mut part = || parts.next().unwrap_or_default();
        let (place, attributes, scope, filter, extensions) = (part(), part(), part(), part(), part());
        if parts.next().is_some() {
            return Err(not_valid(PART));
        }
        let (server, base) = place.split_once('/').unwrap_or((place, ""));
        if server.contains('@') || (base.contains('@') && server.contains(':') && port(server).is_none()) {
            return Err(Failure::new(PASSWORD_IN_ADDRESS, &[]));
        }
        let is_tls = scheme == "ldaps";
        let (host, port) = host_and_port(server, is_tls).ok_or_else(|| not_valid(HOST))?;
        let filter = decode(filter)?;
        let attributes = attributes.split(',').filter(|name| !name.is_empty());
        let mut url = Self {
            is_tls,
            starts_tls: false,
            is_insecure: false,
            host,
            port,
            base: decode(base)?,
            attributes: attributes.map(decode).collect::<Result<_, _>>()?,
            scope: scope_number(scope)?,
            filter: filter::encode(if filter.is_empty() { ALL_ENTRIES } else { &filter })?,
            bind_name: None,
            size_limit: 0,
            max_entries: DEFAULT_MAX_ENTRIES,
            max_time: seconds(DEFAULT_MAX_SECONDS),
        };
        for extension in extensions.split(',').filter(|extension| !extension.is_empty()) {
            url.extend(extension)?;
        }
        Ok(url)
    }

    /// Applies an extension. One that is not known is an error: it may be a misspelt one.
    fn extend(&mut self, extension: &str) -> Result<(), Failure> {
        // A mark says that it must not be ignored; none is.
        let extension = extension.strip_prefix('!').unwrap_or(extension);
        let (name, value) = extension.split_once('=').unwrap_or((extension, ""));
        match &*name.to_ascii_lowercase() {
            "bindname" => {
                let bind_name = decode(value)?;
                if bind_name.is_empty() {
                    return Err(not_valid(BIND_NAME));
                }
                self.bind_name = Some(bind_name);
            }
            "x-sizelimit" => {
                self.size_limit = number(name, value)?;
                self.max_entries = if self.size_limit == 0 { u32::MAX } else { self.size_limit };
            }
            "x-timelimit" => self.max_time = seconds(number(name, value)?),
            "starttls" | "x-starttls" | START_TLS => self.starts_tls = !self.is_tls,
            "x-insecure" => self.is_insecure = true,
            "x-bindpw" | "bindpw" | "password" => return Err(Failure::new(PASSWORD_IN_ADDRESS, &[])),
            _ => return Err(Failure::new(UNKNOWN_EXTENSION, &[&quoted(name), EXTENSIONS])),
        }
        Ok(())
    }
}

fn not_valid(part: Tr) -> Failure {
    Failure::in_both(|lang| NOT_VALID.with(lang, &[part.get(lang)]))
}

/// The host without brackets, and the port.
fn host_and_port(server: &str, is_tls: bool) -> Option<(String, u16)> {
    let default = if is_tls { TLS_PORT } else { PORT };
    let port_at = server.rfind(':').filter(|at| !server[*at..].contains(']'));
    let host = &server[..port_at.unwrap_or(server.len())];
    let port = match port_at {
        Some(_) => port(server)?,
        None => default,
    };
    let host = host.strip_prefix('[').map_or(Some(host), |host| host.strip_suffix(']'))?;
    let host = percent_decode_str(host).decode_utf8().ok()?;
    Some((if host.is_empty() { "localhost".into() } else { host.into_owned() }, port))
}

fn port(server: &str) -> Option<u16> {
    server.rsplit_once(':')?.1.parse().ok()
}

fn decode(text: &str) -> Result<String, Failure> {
    percent_decode_str(text).decode_utf8().map(|text| text.into_owned()).map_err(|_| not_valid(ENCODING))
}

/// The whole subtree, if no scope is given.
fn scope_number(scope: &str) -> Result<u32, Failure> {
    match scope {
        "base" => Ok(0),
        "one" => Ok(1),
        "" | "sub" => Ok(2),
        _ => Err(not_valid(SCOPE)),
    }
}

fn number(name: &str, value: &str) -> Result<u32, Failure> {
    // LDAP writes limits in 31 bits.
    let number = value.parse().ok().filter(|number| *number <= i32::MAX as u32);
    number.ok_or_else(|| Failure::new(NUMBER, &[&quoted(name)]))
}

/// A time limit; 0 is none, which is the longest that LDAP can write.
fn seconds(limit: u32) -> Duration {
    Duration::from_secs(if limit == 0 { i32::MAX as u64 } else { limit.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_an_address() {
        let url = LdapUrl::parse("ldap://h/o=Val%20ombre?ou,cn?one?(ou=a)?bindname=cn=me%2Co=x,x-starttls")
            .expect("a valid address");
        assert_eq!((&*url.host, url.port, url.scope), ("h", 389, 1));
        assert_eq!((&*url.base, &url.attributes[..]), ("o=Val ombre", &["ou".to_string(), "cn".into()][..]));
        assert_eq!(url.bind_name.as_deref(), Some("cn=me,o=x"));
        assert!(url.starts_tls && !url.is_tls && !url.is_insecure);
        let url = LdapUrl::parse("ldaps://[::1]:7/?????".trim_end_matches('?')).expect("a valid address");
        assert_eq!((&*url.host, url.port, url.scope, &*url.base), ("::1", 7, 2, ""));
        assert_eq!(LdapUrl::parse("ldaps://").map(|url| (url.host, url.port)), Ok(("localhost".into(), 636)));
    }

    #[test]
    fn limits_can_be_changed() {
        let limits = |extensions: &str| {
            let url = LdapUrl::parse(&format!("ldap://h/????{extensions}"));
            url.map(|url| (url.size_limit, url.max_entries, url.max_time.as_secs())).ok()
        };
        assert_eq!(limits(""), Some((0, 1_000_000, 300)));
        assert_eq!(limits("x-sizelimit=7,X-TimeLimit=9"), Some((7, 7, 9)));
        assert_eq!(limits("x-sizelimit=0,x-timelimit=0"), Some((0, u32::MAX, 2_147_483_647)));
        assert_eq!((limits("x-sizelimit=-1"), limits("x-timelimit=4294967295")), (None, None));
    }

    #[test]
    fn what_is_not_an_address_is_refused_without_its_secrets() {
        let texts = [
            "ldap://me:secret@h/o=x",
            "ldap://me:se/secret@h/o=x",
            "ldap://h/o=x????x-bindpw=secret",
            "ldap://h/o=x????x-bindpwd=secret",
            "ldap://h:secret/o=x",
            "ldap://h/o=x??all",
            "ldap://h/o=x????bindname=",
            "ldap://h/o=%ff",
            "ldap://h/o=x???(a",
            "ldap://h/o=x?????secret",
            "ldap://[::1/o=x",
        ];
        for text in texts {
            let failure = LdapUrl::parse(text).expect_err(text);
            assert!(!failure.fr.contains("secret") && !failure.en.contains("secret"), "{failure:?}");
        }
    }
}
