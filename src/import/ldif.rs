//! LDIF exports of LDAP directories (RFC 2849). Change records are reported and not applied, URLs
//! are not opened, and secrets and images are skipped before decoding.

mod attribute_type;
mod dn;
mod entry;

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::org::DiagnosticKind;
use crate::text::Printable;

use super::portions;
use super::progress::ProgressMeter;
use super::record_sink::RecordSink;
use super::{ProgressFn, ReadError};

use attribute_type::AttributeTypes;
pub use dn::Dn;
use entry::{AttributeValue, Entry, EntryIndex};

/// Reads the text in two passes, as an entry may precede its parent.
pub fn read(
    text: Cow<'static, str>,
    sink: &mut RecordSink,
    on_progress: ProgressFn,
) -> Result<(), ReadError> {
    let mut reader = LdifReader {
        index: EntryIndex::new(sink.lang),
        types: AttributeTypes::default(),
        last_dn: Dn::default(),
    };
    EntryBlocks::new(&text, 0).for_each(|block| reader.index(&block));
    let (mut progress, mut line_count) = (ProgressMeter::new(on_progress, text.len()), 0);
    portions::read(text, |rest, offset, limit| {
        let end = next_entry(rest, limit);
        let mut blocks = EntryBlocks::new(&rest[..end], line_count);
        while let Some(block) = blocks.next() {
            reader.read(&block, sink);
            progress.advance_to(offset + blocks.lines.at);
        }
        line_count = blocks.lines.line;
        end
    });
    Ok(())
}

/// The byte offset of the first line after a byte offset that starts an entry, or of the end.
fn next_entry(text: &str, at: usize) -> usize {
    let mut end = portions::line_end(text, at);
    while end < text.len() && !starts_entry(&text[end..]) {
        end = portions::line_end(text, end);
    }
    end
}

/// What is known of the entries read so far.
struct LdifReader {
    index: EntryIndex,
    types: AttributeTypes,
    /// The name of the last entry: the next one is often near it.
    last_dn: Dn,
}

impl LdifReader {
    /// Indexes the entry of a block.
    fn index(&mut self, block: &LineBlock) {
        if let BlockKind::Entry(dn) = block_kind(block, &self.last_dn) {
            self.index.insert(&dn);
            self.last_dn = dn;
        }
    }

    /// Adds the entry of a block, or reports a block that is not an entry.
    fn read(&mut self, block: &LineBlock, sink: &mut RecordSink) {
        let Some((line, _)) = block.first() else { return };
        match block_kind(block, &self.last_dn) {
            BlockKind::Entry(dn) => {
                let entry = read_entry(dn, block, &mut self.types, sink);
                add_entry(*line, &entry, &self.index, sink);
                self.last_dn = entry.dn;
            }
            BlockKind::Modification(dn, change) => {
                let (id, change) = (Printable::new(dn.name_and_key().0), Printable::new(&change));
                sink.report(*line, DiagnosticKind::LdifChange { id, change });
            }
            BlockKind::Metadata => {}
            BlockKind::Unknown => sink.report(*line, DiagnosticKind::UnrecognisedLine),
        }
    }
}

fn add_entry(line: usize, entry: &Entry, index: &EntryIndex, sink: &mut RecordSink) {
    if entry.dn.is_broken {
        sink.report(line, DiagnosticKind::UnrecognisedLine);
    }
    let (record, missing) = index.record(entry);
    // The parent may be in an earlier file; a duplicate entry is attached to the first.
    let mut names = std::iter::once(&*record.id).chain(entry.dn.ancestors().map(|(name, _)| name));
    let mut known = || names.find_map(|name| sink.builder.record_with_id(&sink.text, name));
    let parent = if record.parents.is_empty() { known() } else { None };
    if let Some(parent) = missing {
        let (id, parent) = (Printable::new(&record.id), Printable::new(&parent));
        sink.report(line, DiagnosticKind::UnknownParent { id, parent });
    }
    sink.add_nested(line, &record, parent);
}

/// An unfolded line with the number of its first line.
type NumberedLine<'a> = (usize, Cow<'a, str>);
/// The lines of most entries; the list of the lines need not grow for them.
const TYPICAL_LINES: usize = 16;
/// The lines up to a blank line or the next entry.
type LineBlock<'a> = Vec<NumberedLine<'a>>;

/// The kind of a block of lines.
enum BlockKind {
    Entry(Dn),
    Modification(Dn, String),
    /// The version of the format, or metadata of a search.
    Metadata,
    Unknown,
}

/// The kind of a block, which may have a name near `last_dn`.
fn block_kind(block: &LineBlock, last_dn: &Dn) -> BlockKind {
    let Some(first) = block.first().and_then(|(_, line)| Attribute::parse(line)) else {
        return BlockKind::Unknown;
    };
    match (&*dn::attribute_name(first.name), first.text()) {
        ("dn", Some(dn)) => match block[1..].iter().find_map(|(_, line)| change_type(line)) {
            Some(change) => BlockKind::Modification(Dn::near(&dn, last_dn), change),
            None => BlockKind::Entry(Dn::near(&dn, last_dn)),
        },
        ("version" | "search" | "result", _) => BlockKind::Metadata,
        _ => BlockKind::Unknown,
    }
}

/// The `changetype` of a line, unless it is `add`.
fn change_type(line: &str) -> Option<String> {
    let is_change = line.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("changetype:"));
    let attribute = if is_change { Attribute::parse(line)? } else { return None };
    attribute.text().filter(|change| !change.trim().eq_ignore_ascii_case("add")).map(Cow::into_owned)
}

/// Builds an entry from the values that can be kept.
fn read_entry<'a>(
    dn: Dn,
    block: &'a LineBlock,
    types: &mut AttributeTypes,
    sink: &mut RecordSink,
) -> Entry<'a> {
    let mut values = Vec::with_capacity(block.len());
    for (line, text) in &block[1..] {
        let Some(attribute) = Attribute::parse(text) else {
            sink.report(*line, DiagnosticKind::UnrecognisedLine);
            continue;
        };
        let attribute_type = types.get(attribute.name);
        if attribute_type.is_dropped || attribute.is_binary() {
            continue;
        }
        match attribute.text() {
            Some(text) => values.push(AttributeValue {
                attribute_type,
                original_name: attribute.name,
                lang: attribute.lang(),
                text,
            }),
            None => {
                let (id, key) = (Printable::new(dn.name_and_key().0), Printable::new(attribute.name));
                sink.report(*line, DiagnosticKind::NotText { id, key });
            }
        }
    }
    Entry { dn, values }
}

/// A parsed attribute line.
struct Attribute<'a> {
    name: &'a str,
    options: &'a str,
    raw: &'a str,
    is_base64: bool,
}

impl<'a> Attribute<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let colon = memchr::memchr(b':', line.as_bytes())?;
        let (description, rest) = (&line[..colon], &line[colon + 1..]);
        let semicolon = memchr::memchr(b';', description.as_bytes());
        let (name, options) = semicolon.map_or((description, ""), |at| (&line[..at], &description[at + 1..]));
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if name.is_empty() || !name.bytes().all(is_name) {
            return None;
        }
        let is_base64 = rest.starts_with(':');
        // URLs are kept as text.
        let raw = rest.strip_prefix([':', '<']).unwrap_or(rest).trim_start_matches(' ');
        Some(Self { name, options, raw, is_base64 })
    }

    fn is_binary(&self) -> bool {
        self.options.split(';').any(|option| option.eq_ignore_ascii_case("binary"))
    }

    /// The language tag, empty if there is none.
    fn lang(&self) -> &'a str {
        self.options.split(';').find_map(|option| option.strip_prefix("lang-")).unwrap_or_default()
    }

    /// The decoded value; `None` if it is not text.
    fn text(&self) -> Option<Cow<'a, str>> {
        if !self.is_base64 {
            return Some(Cow::Borrowed(self.raw));
        }
        let bytes = BASE64.decode(self.raw.trim_end()).ok()?;
        String::from_utf8(bytes).ok().map(Cow::Owned)
    }
}

/// Iterates over the entries, which are separated by blank lines or start with `dn:`.
struct EntryBlocks<'a> {
    lines: UnfoldedLines<'a>,
    next_line: Option<NumberedLine<'a>>,
}

impl<'a> EntryBlocks<'a> {
    /// `line` is the number of lines before the text.
    fn new(text: &'a str, line: usize) -> Self {
        Self { lines: UnfoldedLines { text, at: 0, line }, next_line: None }
    }
}

impl<'a> Iterator for EntryBlocks<'a> {
    type Item = LineBlock<'a>;

    fn next(&mut self) -> Option<LineBlock<'a>> {
        let mut block = LineBlock::with_capacity(TYPICAL_LINES);
        block.extend(self.next_line.take());
        for line in self.lines.by_ref() {
            match line.1.trim_ascii().is_empty() {
                true if block.is_empty() => {}
                true => return Some(block),
                false if starts_entry(&line.1) && !block.is_empty() => {
                    self.next_line = Some(line);
                    return Some(block);
                }
                false => block.push(line),
            }
        }
        (!block.is_empty()).then_some(block)
    }
}

fn starts_entry(line: &str) -> bool {
    line.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("dn:"))
}

/// Iterates over unfolded lines without comments.
struct UnfoldedLines<'a> {
    text: &'a str,
    /// Byte offset of the next line.
    at: usize,
    /// The number of the last line read.
    line: usize,
}

impl<'a> UnfoldedLines<'a> {
    fn raw_line(&mut self) -> Option<&'a str> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        self.at += end + 1;
        self.line += 1;
        Some(rest[..end].trim_end_matches('\r'))
    }

    fn is_continued(&self) -> bool {
        matches!(self.text.as_bytes().get(self.at), Some(b' ' | b'\t'))
    }
}

impl<'a> Iterator for UnfoldedLines<'a> {
    type Item = NumberedLine<'a>;

    fn next(&mut self) -> Option<NumberedLine<'a>> {
        loop {
            let mut unfolded = Cow::Borrowed(self.raw_line()?);
            let line = self.line;
            let is_comment = unfolded.starts_with('#');
            while self.is_continued() {
                let more = self.raw_line().unwrap_or_default();
                if !is_comment {
                    unfolded.to_mut().push_str(&more[1..]);
                }
            }
            if !is_comment {
                return Some((line, unfolded));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::import;
    use crate::lang::Lang;
    use crate::org::{Org, Unit, UnitId};

    const MAIRIE: &str = include_str!("../../tests/it/fixtures/mairie.ldif");

    fn org(text: &str) -> Org {
        import::read(text.as_bytes(), Lang::En).expect("readable")
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
        org.units().map(line).collect::<Vec<_>>().join("\n")
    }

    fn diagnostics(org: &Org) -> Vec<String> {
        org.diagnostics().iter().map(|of| format!("{}: {}", of.line, of.kind.message(Lang::En))).collect()
    }

    #[test]
    fn parents_follow_distinguished_names() {
        assert_eq!(
            shape(&mairie()),
            "Ville de Valombre\n Groupes\n  Astreinte\n Services\n  Finances\n   Zoë Vantard\n   Odon, Berle\n  \
             Bureau, du lac\n   Guichet"
        );
    }

    #[test]
    fn diagnostics_have_their_line() {
        let text = "version: 1\n\ndn: o=A,c=FR\no: A\n\ndn: cn=x,ou=Gone,o=A,c=FR\ncn: x\nnot a line\n\n\
                    DN: O=a,C=fr\no: A again\n\ndn: cn=y,o=A,c=FR\nchangetype: modify\nreplace: cn\ncn: z\n-\n\n\
                    cn: nobody\nsn: Nobody\n\ndn: cn=z,o=A,c=FR\nchangetype: add\ncn:: &&&\nnote:: //79\nseeAlso: cn=w\n\n\
                    # search result\nsearch: 2\nresult: 0 Success\n";
        let org = org(text);
        assert_eq!(
            diagnostics(&org),
            [
                "6: “cn=x,ou=Gone,o=A,c=FR” has the parent “ou=Gone,o=A,c=FR”, which does not exist",
                "8: this line is not recognised; it is ignored",
                "10: the id “o=A,c=FR” is already taken: this unit becomes “o=A,c=FR~2”",
                "13: “cn=y,o=A,c=FR”: this change (“modify”) is ignored; only complete entries are read",
                "19: this line is not recognised; it is ignored",
                "22: “cn=z,o=A,c=FR” has a relation to “cn=w”, which does not exist",
                "24: “cn=z,o=A,c=FR”: a value of “cn” is not text; it is ignored",
                "25: “cn=z,o=A,c=FR”: a value of “note” is not text; it is ignored",
            ]
        );
    }

    #[test]
    fn secrets_and_images_are_dropped() {
        let mut written = Vec::new();
        crate::export::write_document(&crate::export::Subtree::whole(&mairie()), &mut written)
            .expect("written");
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
    fn lines_and_comments_can_be_folded() {
        let unit = card(&mairie(), "ou=Finances,ou=Services,o=Ville de Valombre,c=FR");
        assert_eq!(unit.summary.as_deref(), Some("Prépare le budget et paie les factures"));
        assert_eq!(unit.missions.len(), 1);
        assert_eq!((unit.acronym.as_deref(), unit.kind.as_deref()), (Some("FIN"), Some("unit")));
        assert_eq!(&*unit.other_names[0], "Trésor municipal");
    }

    #[test]
    fn persons_have_names_contacts_and_relations() {
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
        let relations: Vec<_> = unit
            .relations
            .iter()
            .map(|relation| format!("{}={}", relation.kind, org.relation_target_name(relation)))
            .collect();
        assert_eq!(relations, ["manager=Odon, Berle", "see also=Astreinte"]);
    }

    #[test]
    fn computers_and_service_accounts_are_no_persons() {
        let entry = |name: &str, classes: &str| {
            let classes = classes.replace(' ', "\nobjectClass: ");
            format!("dn: cn={name},o=A\nchangetype: Add\nobjectClass: {classes}\ncn: {name}\n\n")
        };
        let user = "top person organizationalPerson user";
        let text = "dn: o=A\no: A\n\n".to_string()
            + &entry("Zoe", user)
            + &entry("PC1", &format!("{user} computer"))
            + &entry("job", &format!("{user} computer msDS-GroupManagedServiceAccount"));
        let org = org(&text);
        let kinds: Vec<_> = org.units().skip(1).map(|unit| org.unit(unit).kind).collect();
        assert_eq!(
            kinds.iter().flatten().map(|kind| &**kind).collect::<Vec<_>>(),
            ["person", "device", "account"]
        );
        assert!(org.diagnostics().is_empty(), "{:?}", diagnostics(&org));
    }

    #[test]
    fn values_in_the_users_language_come_first() {
        let text = "dn: o=A\nobjectClass: organization\ndescription;lang-fr: la ville\ndescription: a place\ndescription;lang-en-GB: the town\n";
        let unit = org(text).unit(UnitId::ROOT);
        assert_eq!(unit.summary.as_deref(), Some("the town"));
        assert_eq!(unit.missions.iter().map(|text| &**text).collect::<Vec<_>>(), ["a place", "la ville"]);
        let french = import::read(text.as_bytes(), Lang::Fr).expect("readable");
        assert_eq!(french.unit(UnitId::ROOT).summary.as_deref(), Some("la ville"));
    }

    #[test]
    fn members_of_groups_become_relations() {
        let org = mairie();
        let unit = card(&org, "cn=Astreinte,ou=Groupes,o=Ville de Valombre,c=FR");
        let relations: Vec<_> = unit
            .relations
            .iter()
            .map(|relation| format!("{}={}", relation.kind, org.relation_target_name(relation)))
            .collect();
        assert_eq!(relations, ["member=Zoë Vantard", "member=Odon, Berle", "member=jdupre"]);
        assert!(org.diagnostics().is_empty(), "{:?}", diagnostics(&org));
    }
}
