//! LDAP client: fetches the entries of a directory. Every request has a timeout.

use std::fs;
use std::io::Write;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ldap3::adapters::{Adapter, EntriesOnly, PagedResults};
use ldap3::{LdapConn, LdapConnSettings, LdapError, LdapUrlExt, LdapUrlParams, SearchEntry};

use crate::error::Error;
use crate::lang::Tr;
use crate::settings::Settings;
use crate::text::Printable;

use super::Progress;

/// Entries per page.
const PAGE_SIZE: i32 = 500;
/// Timeout of each request.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

const QUERYING: Tr = Tr::new("interrogation de l’annuaire", "querying the directory");
const PASSWORD: Tr = Tr::new("Mot de passe de {} : ", "Password for {}: ");

/// Fetches the directory as LDIF. Errors of the server or the connection are
/// [`Error::Ldap`].
pub fn read(
    address: &str,
    name: &Printable,
    settings: &Settings,
    progress: &mut Progress,
) -> Result<Vec<u8>, Error> {
    let failed =
        |error: LdapError| Error::Ldap { address: name.clone(), message: Printable::new(&error.to_string()) };
    let url = url::Url::parse(address).map_err(|error| failed(error.into()))?;
    let params = ldap3::get_url_params(&url).map_err(failed)?;
    let credentials = credentials(&params, settings, progress)?;
    let connection = LdapConnSettings::new().set_conn_timeout(REQUEST_TIMEOUT);
    let mut server = LdapConn::from_url_with_settings(connection, &url).map_err(failed)?;
    if let Some((bind_name, password)) = credentials {
        let bound = server.with_timeout(REQUEST_TIMEOUT).simple_bind(&bind_name, &password);
        bound.and_then(|answer| answer.success()).map_err(failed)?;
    }
    search(&mut server, &params, progress).map_err(failed)
}

/// The bind name and its password; `None` for an anonymous search.
fn credentials(
    params: &LdapUrlParams,
    settings: &Settings,
    progress: &Progress,
) -> Result<Option<(String, String)>, Error> {
    let name = |extension: &LdapUrlExt| match extension {
        LdapUrlExt::Bindname(name) => Some(name.to_string()),
        _ => None,
    };
    let Some(bind_name) = params.extensions.iter().find_map(name) else { return Ok(None) };
    let password = match &settings.password_file {
        Some(path) => fs::read_to_string(path)
            .map_err(|error| Error::File { path: Printable::new(&path.to_string_lossy()), error })?,
        None if progress.is_silent() => return Err(Error::PasswordNeeded),
        None => {
            let prompt = PASSWORD.with(settings.lang, &[&Printable::new(&bind_name)]);
            rpassword::prompt_password(prompt).map_err(Error::Terminal)?
        }
    };
    Ok(Some((bind_name, password.trim_end_matches(['\r', '\n']).to_string())))
}

fn search(
    server: &mut LdapConn,
    params: &LdapUrlParams,
    progress: &mut Progress,
) -> Result<Vec<u8>, LdapError> {
    let mut ldif = b"version: 1\n".to_vec();
    let adapters: Vec<Box<dyn Adapter<_, _>>> =
        vec![Box::new(EntriesOnly::new()), Box::new(PagedResults::new(PAGE_SIZE))];
    let mut entries = server.with_timeout(REQUEST_TIMEOUT).streaming_search_with(
        adapters,
        &params.base,
        params.scope,
        &params.filter,
        params.attrs.clone(),
    )?;
    let mut count = 0;
    while let Some(entry) = entries.next()? {
        write(&SearchEntry::construct(entry), &mut ldif);
        count += 1;
        progress.report(QUERYING, count, 0);
    }
    entries.result().success()?;
    Ok(ldif)
}

/// Appends an entry as an LDIF record (RFC 2849). Values are arbitrary bytes, so all are base64.
fn write(entry: &SearchEntry, ldif: &mut Vec<u8>) {
    let mut line = |attribute: &str, value: &[u8]| {
        // Writing to a `Vec` cannot fail.
        let _ = writeln!(ldif, "{attribute}:: {}", STANDARD.encode(value));
    };
    line("dn", entry.dn.as_bytes());
    for (attribute, values) in &entry.attrs {
        values.iter().for_each(|value| line(attribute, value.as_bytes()));
    }
    for (attribute, values) in &entry.bin_attrs {
        values.iter().for_each(|value| line(attribute, value));
    }
    ldif.push(b'\n');
}
