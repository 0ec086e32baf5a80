//! Messages of LDAP (RFC 4511): the requests that are sent and the answers to them.

use crate::lang::Tr;

use super::ber::{BOOLEAN, ENUMERATED, Elements, INTEGER, OCTET_STRING, SEQUENCE, SET, sequence};
use super::ber::{write, write_number};
use super::failure::{Failure, quoted};
use super::url::{LdapUrl, START_TLS};

const BIND: u8 = 0x60;
const BOUND: u8 = 0x61;
const UNBIND: u8 = 0x42;
const SEARCH: u8 = 0x63;
const ENTRY: u8 = 0x64;
const DONE: u8 = 0x65;
const REFERENCE: u8 = 0x73;
const EXTENDED_REQUEST: u8 = 0x77;
const EXTENDED: u8 = 0x78;
const CONTROLS: u8 = 0xa0;
/// The referral of a result.
const REFERRAL: u8 = 0xa3;
/// The password of a simple bind, and the name of an extended request.
const CONTEXT_0: u8 = 0x80;
const VERSION: u32 = 3;
/// The control by which entries are asked for page by page (RFC 2696).
const PAGES: &str = "1.2.840.113556.1.4.319";
/// Entries of a page.
const PAGE_SIZE: u32 = 500;

const FAILED: Tr = Tr::new("le serveur répond : {} (code {})", "the server answers: {} (code {})");

/// The answer to a request.
#[derive(Debug)]
pub enum Answer<'a> {
    Entry(Entry<'a>),
    /// Addresses where a part of the directory is.
    Reference(Vec<&'a [u8]>),
    Done(Outcome<'a>),
    Other,
}

/// An entry as the server sent it. Nothing in it is known to be valid text.
#[derive(Debug)]
pub struct Entry<'a> {
    pub name: &'a [u8],
    /// Names of attributes and their values.
    pub attributes: Vec<(&'a [u8], Vec<&'a [u8]>)>,
}

/// How a request ended.
#[derive(Debug)]
pub struct Outcome<'a> {
    code: u32,
    text: &'a [u8],
    pub referrals: Vec<&'a [u8]>,
    /// What to ask for the next page with; empty if there is none.
    pub cookie: &'a [u8],
}

impl Outcome<'_> {
    /// # Errors
    /// If the request failed.
    pub fn check(&self) -> Result<(), Failure> {
        if self.code == 0 {
            return Ok(());
        }
        let text = quoted(&String::from_utf8_lossy(self.text));
        let known = RESULTS.iter().find(|(code, _)| *code == self.code).map(|(_, text)| text);
        let separator = if known.is_some() && !text.is_empty() { ", " } else { "" };
        Err(Failure::in_both(|lang| {
            let known = known.map_or("", |text| text.get(lang));
            FAILED.with(lang, &[&format!("{known}{separator}{text}"), &self.code.to_string()])
        }))
    }
}

/// A bind with a name and a password.
pub fn bind(id: u32, name: &str, password: &[u8]) -> Vec<u8> {
    let mut content = Vec::with_capacity(name.len() + password.len() + 32);
    write_number(&mut content, INTEGER, VERSION);
    write(&mut content, OCTET_STRING, name.as_bytes());
    write(&mut content, CONTEXT_0, password);
    let request = message(id, BIND, &content, &[]);
    wipe(&mut content);
    request
}

/// Overwrites bytes that contain a password.
pub fn wipe(bytes: &mut [u8]) {
    bytes.fill(0);
    // Otherwise the compiler may leave out what nothing reads.
    std::hint::black_box(bytes);
}

/// A request for TLS.
pub fn start_tls(id: u32) -> Vec<u8> {
    message(id, EXTENDED_REQUEST, &sequence(CONTEXT_0, START_TLS.as_bytes()), &[])
}

/// The end of the conversation, which has no answer.
pub fn unbind(id: u32) -> Vec<u8> {
    message(id, UNBIND, &[], &[])
}

/// A request for a page of entries; the first one has no cookie.
pub fn search(id: u32, url: &LdapUrl, cookie: &[u8]) -> Vec<u8> {
    let mut content = Vec::new();
    write(&mut content, OCTET_STRING, url.base.as_bytes());
    write_number(&mut content, ENUMERATED, url.scope);
    // Aliases are not followed.
    write_number(&mut content, ENUMERATED, 0);
    write_number(&mut content, INTEGER, url.size_limit);
    // The time is limited on our side.
    write_number(&mut content, INTEGER, 0);
    // Values, not only the names of attributes.
    write(&mut content, BOOLEAN, &[0]);
    content.extend_from_slice(&url.filter);
    let mut attributes = Vec::new();
    url.attributes.iter().for_each(|name| write(&mut attributes, OCTET_STRING, name.as_bytes()));
    write(&mut content, SEQUENCE, &attributes);
    message(id, SEARCH, &content, &page_control(cookie))
}

fn page_control(cookie: &[u8]) -> Vec<u8> {
    let mut value = Vec::new();
    write_number(&mut value, INTEGER, PAGE_SIZE);
    write(&mut value, OCTET_STRING, cookie);
    let mut control = sequence(OCTET_STRING, PAGES.as_bytes());
    write(&mut control, OCTET_STRING, &sequence(SEQUENCE, &value));
    sequence(CONTROLS, &sequence(SEQUENCE, &control))
}

fn message(id: u32, tag: u8, content: &[u8], controls: &[u8]) -> Vec<u8> {
    let mut parts = Vec::with_capacity(content.len() + controls.len() + 32);
    write_number(&mut parts, INTEGER, id);
    write(&mut parts, tag, content);
    parts.extend_from_slice(controls);
    let message = sequence(SEQUENCE, &parts);
    wipe(&mut parts);
    message
}

/// The number of the request that a message answers, and the answer. `None` if it is not valid.
///
/// `message` is the content of the outer sequence.
pub fn parse(message: &[u8]) -> Option<(u32, Answer<'_>)> {
    let mut parts = Elements(message);
    let id = parts.take_number(INTEGER)?;
    let (tag, content) = parts.take_any()?;
    let answer = match tag {
        ENTRY => Answer::Entry(entry(content)?),
        REFERENCE => Answer::Reference(strings(content)),
        BOUND | DONE | EXTENDED => {
            let cookie = parts.take(CONTROLS).and_then(page_cookie).unwrap_or_default();
            Answer::Done(outcome(content, cookie)?)
        }
        _ => Answer::Other,
    };
    Some((id, answer))
}

fn entry(content: &[u8]) -> Option<Entry<'_>> {
    let mut parts = Elements(content);
    let name = parts.take(OCTET_STRING)?;
    let mut attributes = Vec::new();
    let mut list = Elements(parts.take(SEQUENCE)?);
    while !list.0.is_empty() {
        let mut attribute = Elements(list.take(SEQUENCE)?);
        attributes.push((attribute.take(OCTET_STRING)?, strings(attribute.take(SET)?)));
    }
    Some(Entry { name, attributes })
}

/// The strings of a list, up to the first part that is none.
fn strings(content: &[u8]) -> Vec<&[u8]> {
    let mut list = Elements(content);
    std::iter::from_fn(|| list.take(OCTET_STRING)).collect()
}

fn outcome<'a>(content: &'a [u8], cookie: &'a [u8]) -> Option<Outcome<'a>> {
    let mut parts = Elements(content);
    let code = parts.take_number(ENUMERATED)?;
    parts.take(OCTET_STRING)?;
    let text = parts.take(OCTET_STRING)?;
    let referrals = parts.take(REFERRAL).map(strings).unwrap_or_default();
    Some(Outcome { code, text, referrals, cookie })
}

/// The cookie of the control for pages, if it is among the controls.
fn page_cookie(controls: &[u8]) -> Option<&[u8]> {
    let mut list = Elements(controls);
    let value = std::iter::from_fn(|| list.take(SEQUENCE)).find_map(|control| {
        let mut parts = Elements(control);
        let is_pages = parts.take(OCTET_STRING)? == PAGES.as_bytes();
        parts.take(BOOLEAN);
        parts.take(OCTET_STRING).filter(|_| is_pages)
    })?;
    let mut value = Elements(Elements(value).take(SEQUENCE)?);
    value.take(INTEGER)?;
    value.take(OCTET_STRING)
}

/// The results that users meet (RFC 4511, appendix A).
const RESULTS: [(u32, Tr); 14] = [
    (1, Tr::new("erreur interne", "internal error")),
    (2, Tr::new("erreur de protocole", "protocol error")),
    (3, Tr::new("limite de temps du serveur atteinte", "the server’s time limit is reached")),
    (4, Tr::new("limite du nombre d’entrées atteinte", "the limit of entries is reached")),
    (8, Tr::new("authentification plus forte exigée", "stronger authentication is required")),
    (10, Tr::new("renvoi vers un autre serveur", "referral to another server")),
    (
        11,
        Tr::new(
            "limite administrative du serveur atteinte",
            "an administrative limit of the server is reached",
        ),
    ),
    (
        13,
        Tr::new(
            "chiffrement exigé : ldaps:// ou « x-starttls »",
            "encryption is required: ldaps:// or “x-starttls”",
        ),
    ),
    (
        32,
        Tr::new(
            "la base n’existe pas, ou ce compte ne la voit pas",
            "the base does not exist, or this account does not see it",
        ),
    ),
    (49, Tr::new("compte ou mot de passe refusé", "account or password refused")),
    (50, Tr::new("droits insuffisants", "insufficient access rights")),
    (51, Tr::new("serveur occupé", "the server is busy")),
    (52, Tr::new("serveur indisponible", "the server is unavailable")),
    (53, Tr::new("demande refusée", "the server is unwilling to answer")),
];
