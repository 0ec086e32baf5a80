//! LDAP client: fetches the entries of a directory, up to the limits of the address and those of the connection.

mod ber;
mod connection;
mod failure;
mod filter;
mod found;
mod message;
mod password;
mod socket;
mod tls;
mod url;

use crate::cli::progress::Progress;
use crate::error::Error;
use crate::lang::{Tr, number};
use crate::settings::Settings;

use super::{Directory, shown_address};

use connection::Connection;
use failure::Failure;
use found::Found;
use message::{Answer, parse};
use password::Password;
use url::LdapUrl;

/// Pages without any entry, one after another. A server that filters after it has cut the pages sends a few.
const MAX_EMPTY_PAGES: usize = 200;

const QUERYING: Tr = Tr::new("interrogation de l’annuaire", "querying the directory");
const TOO_MANY_ENTRIES: Tr = Tr::new(
    "la limite de {} entrées est atteinte ; « x-sizelimit=NOMBRE » dans l’adresse en fixe une autre",
    "the limit of {} entries is reached; “x-sizelimit=NUMBER” in the address sets another",
);
const EMPTY_PAGES: Tr =
    Tr::new("le serveur envoie des pages vides sans fin", "the server sends empty pages without end");

/// Fetches the directory of an address.
///
/// # Errors
/// If the server, the connection or the password fails before there is an entry.
pub fn read(address: &str, settings: &Settings, progress: &mut Progress) -> Result<Directory, Error> {
    fetch(address, settings, progress).map_err(|failure| Error::Ldap {
        address: shown_address(address),
        message: failure.message(settings.lang).clone(),
    })
}

fn fetch(address: &str, settings: &Settings, progress: &mut Progress) -> Result<Directory, Failure> {
    let url = LdapUrl::parse(address)?;
    let mut connection = Connection::open(&url)?;
    if let Some(bind_name) = &url.bind_name {
        connection.check_secrecy(&url)?;
        let password = Password::read(bind_name, settings, progress)?;
        connection.bind(bind_name, &password)?;
    }
    let mut found = Found::new(&url.base);
    let stop = search(&mut connection, &url, &mut found, progress).err();
    connection.close();
    found.finish(stop)
}

/// Asks for page after page. What was found before an error stays in `found`.
fn search(
    connection: &mut Connection,
    url: &LdapUrl,
    found: &mut Found,
    progress: &mut Progress,
) -> Result<(), Failure> {
    let (mut cookie, mut empty_pages) = (Vec::new(), 0);
    loop {
        let before = found.entry_count;
        connection.request_page(url, &cookie)?;
        cookie = read_page(connection, url, found, progress)?;
        empty_pages = if found.entry_count == before { empty_pages + 1 } else { 0 };
        if cookie.is_empty() {
            return Ok(());
        }
        if empty_pages > MAX_EMPTY_PAGES {
            return Err(Failure::new(EMPTY_PAGES, &[]));
        }
    }
}

/// Reads the entries of a page; returns what to ask for the next one with.
fn read_page(
    connection: &mut Connection,
    url: &LdapUrl,
    found: &mut Found,
    progress: &mut Progress,
) -> Result<Vec<u8>, Failure> {
    loop {
        let message = connection.receive()?;
        match parse(&message).map(|(_, answer)| answer) {
            Some(Answer::Entry(_)) if found.entry_count >= url.max_entries as usize => {
                let limit = url.max_entries as usize;
                return Err(Failure::in_both(|lang| TOO_MANY_ENTRIES.with(lang, &[&number(limit, lang)])));
            }
            Some(Answer::Entry(entry)) => found.add(&entry),
            Some(Answer::Reference(addresses)) => found.add_referral(&addresses),
            Some(Answer::Done(outcome)) => {
                if !outcome.referrals.is_empty() {
                    found.add_referral(&outcome.referrals);
                }
                outcome.check()?;
                return Ok(outcome.cookie.to_vec());
            }
            Some(Answer::Other) | None => {}
        }
        progress.report(QUERYING, found.entry_count as u64, 0);
    }
}
