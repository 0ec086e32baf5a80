//! vCard 4.0 (RFC 6350) for address books: one card of kind `org` per unit.

use std::io::{self, Write};

use crate::address;
use crate::org::{Contact, Unit, UnitId};
use crate::text::{Printable, floor_char_boundary};

use super::{Subtree, escape};

/// Longest line in bytes, without its line break (section 3.2).
const MAX_LINE_BYTES: usize = 75;

/// Writes one card per unit.
pub fn write_cards(subtree: &Subtree, out: &mut dyn Write) -> io::Result<()> {
    subtree.units().try_for_each(|unit| write_card(subtree, unit, out))
}

fn write_card(subtree: &Subtree, id: UnitId, out: &mut dyn Write) -> io::Result<()> {
    let unit = subtree.unit(id);
    write_line("BEGIN:VCARD", out)?;
    write_line("VERSION:4.0", out)?;
    write_line("KIND:org", out)?;
    write_line(&format!("UID;VALUE=text:{}", escaped(&unit.id)), out)?;
    write_line(&format!("FN:{}", escaped(&unit.name)), out)?;
    write_line(&format!("ORG:{}", path_names(subtree, id).join(";")), out)?;
    if let Some(parent) = parent_below_path(subtree, id) {
        write_line(&format!("{PARENT_PROPERTY}:{}", escaped(&subtree.org.id(parent))), out)?;
    }
    let nicknames: Vec<&Printable> = unit.distinct_acronym().into_iter().chain(&unit.other_names).collect();
    write_list("NICKNAME", &nicknames, out)?;
    write_list("CATEGORIES", unit.kind.as_ref().as_slice(), out)?;
    unit.contacts.iter().try_for_each(|contact| write_line(&contact_line(contact), out))?;
    unit.links.iter().try_for_each(|link| write_line(&url_line(&link.url), out))?;
    let note = note(&unit);
    if !note.is_empty() {
        write_line(&format!("NOTE:{note}"), out)?;
    }
    write_line("END:VCARD", out)
}

/// The property with the `UID` of the unit above. vCard has none for it.
const PARENT_PROPERTY: &str = "X-PARENT-UID";
/// Units of a path besides the root. Address books show the whole path on one line.
const MAX_PATH_UNITS: usize = 8;

/// The root, then the units down to this one (section 6.6.4). Of a long path, the last units.
fn path_names(subtree: &Subtree, id: UnitId) -> Vec<String> {
    let org = subtree.org;
    let nearest = std::iter::once(id).chain(org.ancestors(id)).take(MAX_PATH_UNITS);
    let mut path: Vec<UnitId> = nearest.collect();
    if org.depth(id) >= MAX_PATH_UNITS {
        path.push(UnitId::ROOT);
    }
    path.iter().rev().map(|&unit| escaped(&org.name(unit))).collect()
}

/// The parent of a unit whose path is too long to tell which unit is above.
fn parent_below_path(subtree: &Subtree, id: UnitId) -> Option<UnitId> {
    let is_cut = id != subtree.top && subtree.org.depth(id) > MAX_PATH_UNITS;
    subtree.org.ancestors(id).next().filter(|_| is_cut)
}

/// Writes a property with several values, if there are any.
fn write_list(property: &str, texts: &[&Printable], out: &mut dyn Write) -> io::Result<()> {
    let texts: Vec<String> = texts.iter().map(|text| escaped(text)).collect();
    if texts.is_empty() { Ok(()) } else { write_line(&format!("{property}:{}", texts.join(",")), out) }
}

/// The property of a contact. The contact types of Popolo are those of vCard; other types become a note.
fn contact_line(contact: &Contact) -> String {
    let value = escaped(&contact.value);
    match contact.kind.as_deref().unwrap_or_default() {
        "email" => format!("EMAIL:{value}"),
        "voice" | "phone" | "tel" | "telephone" => format!("TEL;VALUE=text;TYPE=voice:{value}"),
        kind @ ("fax" | "cell" | "text" | "video" | "pager" | "textphone") => {
            format!("TEL;VALUE=text;TYPE={kind}:{value}")
        }
        // The first components are the post office box and the extended address. The whole address
        // goes into the street: the town in it is not known.
        "address" => format!("ADR:;;{value};;;;"),
        "url" => url_line(&contact.value),
        _ => match contact.label_or_kind() {
            Some(label) => format!("NOTE:{}: {value}", escaped(label)),
            None => format!("NOTE:{value}"),
        },
    }
}

/// A `URL` property, or a `NOTE` if the text is no link.
fn url_line(text: &str) -> String {
    address::link(text).map_or_else(|| format!("NOTE:{}", escaped(text)), |uri| format!("URL:{uri}"))
}

/// The summary, missions and notes, one per line.
fn note(unit: &Unit) -> String {
    let texts = unit.summary.iter().chain(&unit.missions).chain(&unit.notes);
    texts.map(|text| escaped(text)).collect::<Vec<_>>().join("\\n")
}

/// Escapes a text value (section 3.4): separators are preceded by a backslash.
fn escaped(text: &str) -> String {
    escape::escaped(text, |c| match c {
        '\\' => Some("\\\\"),
        ',' => Some("\\,"),
        ';' => Some("\\;"),
        _ => None,
    })
}

/// Writes a line, folded after at most [`MAX_LINE_BYTES`] bytes but never inside a character.
fn write_line(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let (mut rest, mut limit) = (text, MAX_LINE_BYTES);
    while rest.len() > limit {
        let (start, end) = rest.split_at(floor_char_boundary(rest, limit));
        write!(out, "{start}\r\n ")?;
        // The space at the start of a continuation line counts.
        (rest, limit) = (end, MAX_LINE_BYTES - 1);
    }
    write!(out, "{rest}\r\n")
}

#[cfg(test)]
mod tests {
    use super::write_line;

    #[test]
    fn lines_are_folded_between_characters() {
        let text = format!("NOTE:{}", "é".repeat(120));
        let mut bytes = Vec::new();
        write_line(&text, &mut bytes).expect("written");
        let folded = String::from_utf8(bytes).expect("whole characters");
        assert!(folded.lines().all(|line| line.len() <= 75));
        assert_eq!(folded.replace("\r\n ", ""), text + "\r\n");
    }
}
