//! TLS on a connection. The certificate of the server is checked against the authorities of the system, or those
//! of the file that `SSL_CERT_FILE` names.

use std::io;
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{CertificateError, ClientConfig, ClientConnection, Error, RootCertStore, StreamOwned};

use crate::lang::Tr;

use super::failure::{Failure, quoted};
use super::socket::Socket;

pub type TlsStream = StreamOwned<ClientConnection, Socket>;

const NO_AUTHORITIES: Tr = Tr::new(
    "aucune autorité de certification n’est connue{} : indiquez dans SSL_CERT_FILE un fichier PEM de certificats d’autorités",
    "no certificate authority is known{}: set SSL_CERT_FILE to a PEM file of certificates of authorities",
);
const HOST: Tr = Tr::new("« {} » n’est pas un nom d’hôte", "“{}” is not the name of a host");
const FAILED: Tr = Tr::new(
    "le chiffrement (TLS) échoue : {} ; « ldaps:// » et « x-starttls » sont deux façons différentes, sur des ports différents",
    "encryption (TLS) fails: {}; “ldaps://” and “x-starttls” are two different ways, on different ports",
);
const EXPIRED: Tr = Tr::new(
    "le certificat du serveur a expiré : faites-le renouveler, ou corrigez l’heure de cette machine",
    "the certificate of the server has expired: have it renewed, or set the clock of this machine",
);
const NOT_YET_VALID: Tr = Tr::new(
    "le certificat du serveur n’est pas encore valable : corrigez l’heure de cette machine",
    "the certificate of the server is not yet valid: set the clock of this machine",
);
const OTHER_HOST: Tr = Tr::new(
    "le certificat du serveur n’est pas pour « {} » : écrivez dans l’adresse un nom pour lequel il est fait{}",
    "the certificate of the server is not for “{}”: use a name in the address that it is made for{}",
);
const UNKNOWN_ISSUER: Tr = Tr::new(
    "le certificat du serveur vient d’une autorité inconnue : si vous vous y fiez, indiquez dans SSL_CERT_FILE le fichier PEM du certificat de cette autorité",
    "the certificate of the server is from an unknown authority: if you trust it, set SSL_CERT_FILE to the PEM file with the certificate of that authority",
);
const OWN_AUTHORITY: Tr = Tr::new(
    "le certificat du serveur est celui d’une autorité (CA:TRUE), qui ne peut pas servir à un serveur : faites-en un signé par cette autorité, et indiquez celle-ci dans SSL_CERT_FILE",
    "the certificate of the server is that of an authority (CA:TRUE), which cannot be used for a server: make one that is signed by that authority, and set SSL_CERT_FILE to the latter",
);
const REFUSED: Tr =
    Tr::new("le certificat du serveur est refusé : {}", "the certificate of the server is refused: {}");

/// Starts TLS as a client, and checks that the server is `host`.
pub fn start(mut socket: Socket, host: &str) -> Result<TlsStream, Failure> {
    let name = ServerName::try_from(host.to_string()).map_err(|_| Failure::new(HOST, &[&quoted(host)]))?;
    let failed = |error: Error| failure(&error, host);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(failed)?.with_root_certificates(authorities()?).with_no_client_auth();
    let mut connection = ClientConnection::new(Arc::new(config), name).map_err(failed)?;
    while connection.is_handshaking() {
        connection.complete_io(&mut socket).map_err(|error| handshake_failure(&error, host))?;
    }
    Ok(StreamOwned::new(connection, socket))
}

fn authorities() -> Result<RootCertStore, Failure> {
    let found = rustls_native_certs::load_native_certs();
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(found.certs);
    if store.is_empty() {
        let reason = found.errors.first().map_or(String::new(), |error| format!(" ({error})"));
        return Err(Failure::new(NO_AUTHORITIES, &[&quoted(&reason)]));
    }
    Ok(store)
}

fn handshake_failure(error: &io::Error, host: &str) -> Failure {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        Some(error) => failure(error, host),
        None => Failure::of_system(FAILED, error),
    }
}

fn failure(error: &Error, host: &str) -> Failure {
    let Error::InvalidCertificate(reason) = error else {
        return Failure::new(FAILED, &[&quoted(&error.to_string())]);
    };
    match reason {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => Failure::new(EXPIRED, &[]),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            Failure::new(NOT_YET_VALID, &[])
        }
        CertificateError::NotValidForName => Failure::new(OTHER_HOST, &[&quoted(host), ""]),
        CertificateError::NotValidForNameContext { presented, .. } => {
            let names = quoted(&presented.join(", "));
            Failure::new(OTHER_HOST, &[&quoted(host), &format!(" ({names})")])
        }
        CertificateError::UnknownIssuer => Failure::new(UNKNOWN_ISSUER, &[]),
        // The library names this case in its own words only.
        other if other.to_string().contains("CaUsedAsEndEntity") => Failure::new(OWN_AUTHORITY, &[]),
        other => Failure::new(REFUSED, &[&quoted(&other.to_string())]),
    }
}
