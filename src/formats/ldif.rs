//! LDIF, which LDAP directories are exported to (RFC 2849): entries with lines of attributes. What
//! would change a directory is not read, no address is opened, and secrets and images are passed
//! over before they are decoded.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::dn::Dn;
use super::ldap::{self, Directory, Entry, Value};
use super::{Gathering, Refusal, Watch};
use crate::org::Fault;
use crate::text::Printable;

/// Progress is told each time so many bytes are read.
const STRIDE: usize = 1 << 20;

/// Reads it twice, for an entry may come before what it is below.
pub fn read(text: &str, into: &mut Gathering, watch: Watch) -> Result<(), Refusal> {
    let mut directory = Directory::new(into.lang);
    for block in Blocks::new(text) {
        if let Heading::Entry(dn) = heading(&block) {
            directory.meet(&dn);
        }
    }
    let (mut blocks, mut told) = (Blocks::new(text), 0);
    while let Some(block) = blocks.next() {
        keep(&block, &directory, into);
        if blocks.lines.at - told >= STRIDE {
            told = blocks.lines.at;
            watch(told, text.len());
        }
    }
    Ok(())
}

/// Adds the entry of a block, or says why it is none.
fn keep(block: &Block, directory: &Directory, into: &mut Gathering) {
    let Some((line, _)) = block.first() else { return };
    match heading(block) {
        Heading::Entry(dn) => {
            let entry = entry(dn, block, into);
            add(*line, &entry, directory, into);
        }
        Heading::Change(dn, change) => {
            let (id, change) = (Printable::new(dn.whole().0), Printable::new(&change));
            into.report(*line, Fault::Change { id, change });
        }
        Heading::Nothing => {}
        Heading::Unknown => into.report(*line, Fault::NotUnderstood),
    }
}

fn add(line: usize, entry: &Entry, directory: &Directory, into: &mut Gathering) {
    if entry.dn.is_broken {
        into.report(line, Fault::NotUnderstood);
    }
    let (mut record, missing) = directory.record(entry);
    if record.parents.is_empty() {
        // What it hangs on may be in a file before; the same entry again hangs below the first.
        let names = std::iter::once(&*record.id).chain(entry.dn.above().map(|(name, _)| name));
        let known = names.into_iter().find(|name| into.draft.knows(&into.text, name)).map(String::from);
        record.parents.extend(known);
    }
    if let Some(parent) = missing {
        let (id, parent) = (Printable::new(&record.id), Printable::new(&parent));
        into.report(line, Fault::UnknownParent { id, parent });
    }
    into.add(line, &record);
}

/// A line, folded ones as one, with the number of the first.
type Line<'a> = (usize, Cow<'a, str>);
/// The lines of an entry.
type Block<'a> = Vec<Line<'a>>;

/// What a block of lines is.
enum Heading {
    Entry(Dn),
    Change(Dn, String),
    /// The version of the format, or what a search says of itself.
    Nothing,
    Unknown,
}

fn heading(block: &Block) -> Heading {
    let Some(first) = block.first().and_then(|(_, line)| Attribute::of(line)) else {
        return Heading::Unknown;
    };
    match (&*first.name, first.text()) {
        ("dn", Some(dn)) => match block[1..].iter().find_map(|(_, line)| change(line)) {
            Some(change) => Heading::Change(Dn::new(&dn), change),
            None => Heading::Entry(Dn::new(&dn)),
        },
        ("version" | "search" | "result", _) => Heading::Nothing,
        _ => Heading::Unknown,
    }
}

/// The kind of change that a line says the entry is, other than that it is added.
fn change(line: &str) -> Option<String> {
    let is_change = line.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("changetype:"));
    let attribute = if is_change { Attribute::of(line)? } else { return None };
    attribute.text().filter(|change| change.trim() != "add").map(Cow::into_owned)
}

/// The values of an entry that can be kept.
fn entry(dn: Dn, block: &Block, into: &mut Gathering) -> Entry {
    let mut values = Vec::new();
    for (line, text) in &block[1..] {
        let Some(attribute) = Attribute::of(text) else {
            into.report(*line, Fault::NotUnderstood);
            continue;
        };
        if attribute.is_private() || ["changetype", "control"].contains(&&*attribute.name) {
            continue;
        }
        match attribute.text() {
            Some(text) => values.push(attribute.value(text.into_owned())),
            None => {
                let (id, key) = (Printable::new(dn.whole().0), Printable::new(attribute.written));
                into.report(*line, Fault::NotText { id, key });
            }
        }
    }
    Entry { dn, values }
}

/// An attribute as a line tells it.
struct Attribute<'a> {
    /// The short name in small letters.
    name: String,
    written: &'a str,
    options: &'a str,
    raw: &'a str,
    is_coded: bool,
}

impl<'a> Attribute<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let (described, rest) = line.split_once(':')?;
        let (written, options) = described.split_once(';').unwrap_or((described, ""));
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if written.is_empty() || !written.bytes().all(is_name) {
            return None;
        }
        let is_coded = rest.starts_with(':');
        // What is behind an address is never opened: the address is all there is.
        let raw = rest.strip_prefix([':', '<']).unwrap_or(rest).trim_start_matches(' ');
        Some(Self { name: super::dn::plain(written), written, options, raw, is_coded })
    }

    fn is_private(&self) -> bool {
        ldap::is_private(&self.name) || self.options.split(';').any(|o| o.eq_ignore_ascii_case("binary"))
    }

    /// `None` for what is no text.
    fn text(&self) -> Option<Cow<'a, str>> {
        if !self.is_coded {
            return Some(Cow::Borrowed(self.raw));
        }
        let bytes = BASE64.decode(self.raw.trim_end()).ok()?;
        String::from_utf8(bytes).ok().map(Cow::Owned)
    }

    fn value(&self, text: String) -> Value {
        let lang = self.options.split(';').find_map(|option| option.strip_prefix("lang-"));
        let (name, written) = (self.name.clone(), self.written.to_string());
        Value { name, written, lang: lang.unwrap_or_default().to_string(), text }
    }
}

/// Goes from entry to entry: a blank line parts them, and so does the name of the next.
struct Blocks<'a> {
    lines: Lines<'a>,
    ahead: Option<Line<'a>>,
}

impl<'a> Blocks<'a> {
    fn new(text: &'a str) -> Self {
        Self { lines: Lines { text, at: 0, line: 0 }, ahead: None }
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Block<'a>;

    fn next(&mut self) -> Option<Block<'a>> {
        let mut block: Block = self.ahead.take().into_iter().collect();
        for line in self.lines.by_ref() {
            match line.1.trim_ascii().is_empty() {
                true if block.is_empty() => {}
                true => return Some(block),
                false if begins(&line.1) && !block.is_empty() => {
                    self.ahead = Some(line);
                    return Some(block);
                }
                false => block.push(line),
            }
        }
        (!block.is_empty()).then_some(block)
    }
}

fn begins(line: &str) -> bool {
    line.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("dn:"))
}

/// The lines but for comments, each with those that go on from it.
struct Lines<'a> {
    text: &'a str,
    /// The byte to read next.
    at: usize,
    /// The number of the last line read.
    line: usize,
}

impl<'a> Lines<'a> {
    fn one(&mut self) -> Option<&'a str> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        self.at += end + 1;
        self.line += 1;
        Some(rest[..end].trim_end_matches('\r'))
    }

    fn goes_on(&self) -> bool {
        matches!(self.text.as_bytes().get(self.at), Some(b' ' | b'\t'))
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        loop {
            let mut whole = Cow::Borrowed(self.one()?);
            let line = self.line;
            let is_comment = whole.starts_with('#');
            while self.goes_on() {
                let more = self.one().unwrap_or_default();
                if !is_comment {
                    whole.to_mut().push_str(&more[1..]);
                }
            }
            if !is_comment {
                return Some((line, whole));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::formats;
    use crate::lang::Lang;
    use crate::org::{Org, Unit, UnitId};

    const MAIRIE: &str = include_str!("../../tests/it/fixtures/mairie.ldif");

    fn org(text: &str) -> Org {
        formats::read(text.as_bytes(), Lang::En).expect("readable")
    }

    fn mairie() -> Org {
        org(MAIRIE)
    }

    fn card(org: &Org, id: &str) -> Unit {
        org.unit(org.find(id).unwrap_or_else(|| panic!("no {id}")))
    }

    /// The names, indented by depth.
    fn shape(org: &Org) -> String {
        let line = |unit| format!("{}{}", " ".repeat(org.depth(unit)), org.name(unit));
        org.ids().map(line).collect::<Vec<_>>().join("\n")
    }

    fn faults(org: &Org) -> Vec<String> {
        org.problems().iter().map(|of| format!("{}: {}", of.line, of.fault.say(Lang::En))).collect()
    }

    #[test]
    fn the_tree_is_that_of_the_distinguished_names() {
        assert_eq!(
            shape(&mairie()),
            "Ville de Valombre\n Groupes\n  Astreinte\n Services\n  Finances\n   Zoë Vantard\n   Odon, Berle\n  \
             Bureau, du lac\n   Guichet"
        );
    }

    #[test]
    fn every_fault_of_a_directory_has_its_line() {
        let text = "version: 1\n\ndn: o=A,c=FR\no: A\n\ndn: cn=x,ou=Gone,o=A,c=FR\ncn: x\nnot a line\n\n\
                    DN: O=a,C=fr\no: A again\n\ndn: cn=y,o=A,c=FR\nchangetype: modify\nreplace: cn\ncn: z\n-\n\n\
                    cn: nobody\nsn: Nobody\n\ndn: cn=z,o=A,c=FR\nchangetype: add\ncn:: &&&\nnote:: //79\nseeAlso: cn=w\n\n\
                    # search result\nsearch: 2\nresult: 0 Success\n";
        let org = org(text);
        assert_eq!(
            faults(&org),
            [
                "6: “cn=x,ou=Gone,o=A,c=FR” has the parent “ou=Gone,o=A,c=FR”, which does not exist",
                "8: this line is not understood; it is left out",
                "10: the id “o=A,c=FR” is already taken: this unit becomes “o=A,c=FR~2”",
                "13: “cn=y,o=A,c=FR” is not described but changed (“modify”): this is left out",
                "19: this line is not understood; it is left out",
                "22: “cn=z,o=A,c=FR” has a relation to “cn=w”, which does not exist",
                "24: “cn=z,o=A,c=FR”: a value of “cn” is no text; it is left out",
                "25: “cn=z,o=A,c=FR”: a value of “note” is no text; it is left out",
            ]
        );
    }

    #[test]
    fn secrets_and_images_are_nowhere() {
        let mut written = Vec::new();
        crate::export::document(&crate::export::Branch::whole(&mairie()), &mut written).expect("written");
        let written = String::from_utf8(written).expect("text");
        for secret in [
            "c2VjcmV0",
            "secret",
            "hunter",
            "/9j/",
            "4AAQ",
            "SSHA",
            "targetattr",
            "MIIC",
            "deadbeef",
            "rootpw",
            "Password",
            "file:///etc",
            "nsRole",
            "krbtgt",
        ] {
            assert!(MAIRIE.contains(secret), "{secret} is not tried");
            assert!(!written.contains(secret), "{secret} is kept");
        }
    }

    #[test]
    fn lines_go_on_and_comments_do_too() {
        let unit = card(&mairie(), "ou=Finances,ou=Services,o=Ville de Valombre,c=FR");
        assert_eq!(unit.summary.as_deref(), Some("Prépare le budget et paie les factures"));
        assert_eq!(unit.missions.len(), 1);
        assert_eq!((unit.acronym.as_deref(), unit.kind.as_deref()), (Some("FIN"), Some("unit")));
        assert_eq!(&*unit.other_names[0], "Trésor municipal");
    }

    #[test]
    fn a_person_has_a_name_ways_to_be_reached_and_ties() {
        let org = mairie();
        let unit = card(&org, "uid=zvantard,ou=Finances,ou=Services,o=Ville de Valombre,c=FR");
        assert_eq!((&*unit.name, unit.kind.as_deref()), ("Zoë Vantard", Some("person")));
        assert_eq!(unit.summary.as_deref(), Some("Trésorière"));
        let contacts: Vec<_> = unit
            .contacts
            .iter()
            .map(|c| format!("{}={}", c.kind.as_deref().unwrap_or(""), c.value))
            .collect();
        assert_eq!(
            contacts,
            [
                "email=zoe@valombre.example",
                "voice=+33 1 99 00 00 01",
                "cell=+33 6 99 00 00 01",
                "fax=+33 1 99 00 00 02",
                "address=Mairie, 1 place du Lac, 99999 Valombre, coûte 5 $"
            ]
        );
        assert_eq!(
            (&*unit.links[0].url, unit.links[0].label.as_deref()),
            ("https://valombre.example/z", Some("Sa page"))
        );
        let facts: Vec<_> = unit.facts.iter().map(|fact| format!("{}={}", fact.label, fact.value)).collect();
        assert_eq!(
            facts,
            ["room=12", "changed=2026-01-31", "audioNote=https://valombre.example/a", "carLicense=AA-000-AA"]
        );
        let ties: Vec<_> =
            unit.relations.iter().map(|tie| format!("{}={}", tie.kind, org.party(tie))).collect();
        assert_eq!(ties, ["manager=Odon, Berle", "see also=Astreinte"]);
    }

    #[test]
    fn values_in_the_users_language_come_first() {
        let text = "dn: o=A\nobjectClass: organization\ndescription;lang-fr: la ville\ndescription: a place\ndescription;lang-en-GB: the town\n";
        let unit = org(text).unit(UnitId::ROOT);
        assert_eq!(unit.summary.as_deref(), Some("the town"));
        assert_eq!(unit.missions.iter().map(|text| &**text).collect::<Vec<_>>(), ["a place", "la ville"]);
        let french = formats::read(text.as_bytes(), Lang::Fr).expect("readable");
        assert_eq!(french.unit(UnitId::ROOT).summary.as_deref(), Some("la ville"));
    }

    #[test]
    fn a_group_is_tied_to_its_members() {
        let org = mairie();
        let unit = card(&org, "cn=Astreinte,ou=Groupes,o=Ville de Valombre,c=FR");
        let ties: Vec<_> =
            unit.relations.iter().map(|tie| format!("{}={}", tie.kind, org.party(tie))).collect();
        assert_eq!(ties, ["member=Zoë Vantard", "member=Odon, Berle", "member=jdupre"]);
        assert!(org.problems().is_empty(), "{:?}", faults(&org));
    }
}
