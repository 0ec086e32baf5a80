//! Asking a directory for its entries. Every wait for the server has an end.

use std::fs;
use std::io::Write;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ldap3::adapters::{Adapter, EntriesOnly, PagedResults};
use ldap3::{LdapConn, LdapConnSettings, LdapError, LdapUrlExt, LdapUrlParams, SearchEntry};

use super::Progress;
use crate::error::Error;
use crate::lang::Tr;
use crate::settings::Settings;
use crate::text::Printable;

/// Entries that are asked for at a time.
const PAGE: i32 = 500;
/// How long the server may be silent.
const PATIENCE: Duration = Duration::from_secs(30);

const ASKING: Tr = Tr::new("interrogation de l’annuaire", "asking the directory");
const PASSWORD: Tr = Tr::new("Mot de passe de {} : ", "Password of {}: ");

/// The LDIF of a directory; an error says what the server, or the way to it, does not do.
pub fn read(
    address: &str,
    name: &Printable,
    settings: &Settings,
    progress: &mut Progress,
) -> Result<Vec<u8>, Error> {
    let failed = |error: LdapError| Error::Directory {
        address: name.clone(),
        said: Printable::new(&error.to_string()),
    };
    let url = url::Url::parse(address).map_err(|error| failed(error.into()))?;
    let wanted = ldap3::get_url_params(&url).map_err(failed)?;
    let secret = secret(&wanted, settings, progress)?;
    let waiting = LdapConnSettings::new().set_conn_timeout(PATIENCE);
    let mut server = LdapConn::from_url_with_settings(waiting, &url).map_err(failed)?;
    if let Some((who, password)) = secret {
        let bound = server.with_timeout(PATIENCE).simple_bind(&who, &password);
        bound.and_then(|answer| answer.success()).map_err(failed)?;
    }
    search(&mut server, &wanted, progress).map_err(failed)
}

/// Who is to be bound, and the password.
fn secret(
    wanted: &LdapUrlParams,
    settings: &Settings,
    progress: &Progress,
) -> Result<Option<(String, String)>, Error> {
    let name = |extension: &LdapUrlExt| match extension {
        LdapUrlExt::Bindname(name) => Some(name.to_string()),
        _ => None,
    };
    let Some(who) = wanted.extensions.iter().find_map(name) else { return Ok(None) };
    let password = match &settings.password_file {
        Some(path) => fs::read_to_string(path)
            .map_err(|error| Error::File { path: Printable::new(&path.to_string_lossy()), error })?,
        None if progress.is_silent() => return Err(Error::PasswordNeeded),
        None => {
            let asked = PASSWORD.with(settings.lang, &[&Printable::new(&who)]);
            rpassword::prompt_password(asked).map_err(Error::Terminal)?
        }
    };
    Ok(Some((who, password.trim_end_matches(['\r', '\n']).to_string())))
}

fn search(
    server: &mut LdapConn,
    wanted: &LdapUrlParams,
    progress: &mut Progress,
) -> Result<Vec<u8>, LdapError> {
    let mut ldif = b"version: 1\n".to_vec();
    let adapters: Vec<Box<dyn Adapter<_, _>>> =
        vec![Box::new(EntriesOnly::new()), Box::new(PagedResults::new(PAGE))];
    let mut entries = server.with_timeout(PATIENCE).streaming_search_with(
        adapters,
        &wanted.base,
        wanted.scope,
        &wanted.filter,
        wanted.attrs.clone(),
    )?;
    let mut count = 0;
    while let Some(entry) = entries.next()? {
        write(&SearchEntry::construct(entry), &mut ldif);
        count += 1;
        progress.tell(ASKING, count, 0);
    }
    entries.result().success()?;
    Ok(ldif)
}

/// An entry as a record of LDIF (RFC 2849), every value in base64: it may be anything.
fn write(entry: &SearchEntry, ldif: &mut Vec<u8>) {
    let mut line = |attribute: &str, value: &[u8]| {
        // Nothing depends on it: memory takes what is written.
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
