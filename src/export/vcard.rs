//! Cards for address books: vCard 4.0, RFC 6350, one card of the kind `org` a unit.

use std::io::{self, Write};

use crate::org::{Contact, Unit, UnitId};
use crate::text::{Printable, floor_char_boundary};

use super::{Subtree, escape, uri};

/// The longest line, in octets, its end aside (section 3.2).
const MAX_LINE_BYTES: usize = 75;

/// Writes the cards, one after another.
pub fn cards(branch: &Subtree, out: &mut dyn Write) -> io::Result<()> {
    branch.units().try_for_each(|unit| card(branch, unit, out))
}

fn card(branch: &Subtree, id: UnitId, out: &mut dyn Write) -> io::Result<()> {
    let unit = branch.unit(id);
    line("BEGIN:VCARD", out)?;
    line("VERSION:4.0", out)?;
    line("KIND:org", out)?;
    line(&format!("UID;VALUE=text:{}", escaped(&unit.id)), out)?;
    line(&format!("FN:{}", escaped(&unit.name)), out)?;
    line(&format!("ORG:{}", place(branch, id).join(";")), out)?;
    let others: Vec<&Printable> = unit.distinct_acronym().into_iter().chain(&unit.other_names).collect();
    list("NICKNAME", &others, out)?;
    list("CATEGORIES", unit.kind.as_ref().as_slice(), out)?;
    unit.contacts.iter().try_for_each(|contact| line(&reach(contact), out))?;
    unit.links.iter().try_for_each(|link| line(&address(&link.url), out))?;
    let note = note(&unit);
    if !note.is_empty() {
        line(&format!("NOTE:{note}"), out)?;
    }
    line("END:VCARD", out)
}

/// The levels above that a card names besides the first: a reader shows them all in one line.
const ABOVE: usize = 8;

/// The organisation, then the units down to this one (section 6.6.4); of a very long way, the
/// last ones.
fn place(branch: &Subtree, id: UnitId) -> Vec<String> {
    let org = branch.org;
    let near = std::iter::once(id).chain(org.ancestors(id)).take(ABOVE);
    let mut place: Vec<UnitId> = near.collect();
    if org.depth(id) >= ABOVE {
        place.push(UnitId::ROOT);
    }
    place.iter().rev().map(|&unit| escaped(&org.name(unit))).collect()
}

/// A line of several texts, if there are any.
fn list(name: &str, texts: &[&Printable], out: &mut dyn Write) -> io::Result<()> {
    let texts: Vec<String> = texts.iter().map(|text| escaped(text)).collect();
    if texts.is_empty() { Ok(()) } else { line(&format!("{name}:{}", texts.join(",")), out) }
}

/// A contact by the kinds of Popolo, which are vCard's own; an unknown one is a note of its own.
fn reach(contact: &Contact) -> String {
    let value = escaped(&contact.value);
    match contact.kind.as_deref().unwrap_or_default() {
        "email" => format!("EMAIL:{value}"),
        "voice" | "phone" | "tel" | "telephone" => format!("TEL;VALUE=text;TYPE=voice:{value}"),
        kind @ ("fax" | "cell" | "text" | "video" | "pager" | "textphone") => {
            format!("TEL;VALUE=text;TYPE={kind}:{value}")
        }
        // A post box, an extension, then the street; what town it is in nobody can tell.
        "address" => format!("ADR:;;{value};;;;"),
        "url" => address(&contact.value),
        _ => match contact.label_or_kind() {
            Some(called) => format!("NOTE:{}: {value}", escaped(called)),
            None => format!("NOTE:{value}"),
        },
    }
}

/// An address or, where it is none, a note.
fn address(text: &str) -> String {
    uri::to_uri(text).map_or_else(|| format!("NOTE:{}", escaped(text)), |address| format!("URL:{address}"))
}

/// What the unit is for, a line a sentence.
fn note(unit: &Unit) -> String {
    let said = unit.summary.iter().chain(&unit.missions).chain(&unit.notes);
    said.map(|text| escaped(text)).collect::<Vec<_>>().join("\\n")
}

/// The text as a value (section 3.4): what separates values stands after a backslash.
fn escaped(text: &str) -> String {
    escape::escaped(text, |c| match c {
        '\\' => Some("\\\\"),
        ',' => Some("\\,"),
        ';' => Some("\\;"),
        _ => None,
    })
}

/// Writes a line, folded before the octets are too many, never inside a character.
fn line(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let (mut rest, mut room) = (text, MAX_LINE_BYTES);
    while rest.len() > room {
        let (start, end) = rest.split_at(floor_char_boundary(rest, room));
        write!(out, "{start}\r\n ")?;
        // The blank that says that the line goes on is one octet of it.
        (rest, room) = (end, MAX_LINE_BYTES - 1);
    }
    write!(out, "{rest}\r\n")
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn lines_are_folded_between_characters() {
        let text = format!("NOTE:{}", "é".repeat(120));
        let mut bytes = Vec::new();
        line(&text, &mut bytes).expect("written");
        let folded = String::from_utf8(bytes).expect("whole characters");
        assert!(folded.lines().all(|line| line.len() <= 75));
        assert_eq!(folded.replace("\r\n ", ""), text + "\r\n");
    }
}
