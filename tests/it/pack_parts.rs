//! A pack as sections that a test can change, with right checksums; and everything that is done with a pack.

use std::cell::Cell;
use std::sync::{Arc, LazyLock};

use ramure::app::App;
use ramure::diff::Diff;
use ramure::export;
use ramure::export::{Comparison, ExportFormat, Subtree};
use ramure::import::read;
use ramure::input::action::Action;
use ramure::lang::Lang;
use ramure::linear::LinearBrowser;
use ramure::org::{Org, PackInfo};
use ramure::pack::{Codec, Column, Item, Pack, PackWriter};
use ramure::search::{Index, Query};
use ramure::theme::{Glyphs, Theme};
use ramure::ui;
use ramure::ui::Scene;
use ratatui::buffer::Buffer;

use super::organisations::valombre;

/// Every text section, but for its starts.
pub const TEXTS: [&str; 8] =
    ["ids", "names", "acronyms", "kinds", "records", "overrides", "problems", "latin-forms"];
const NUMBERS: [&str; 17] = [
    "parents",
    "large-subtrees",
    "large-subtree-ends",
    "depths",
    "id-order",
    "override-units",
    "problem-units",
    "problem-numbers",
    "word-starts",
    "name-words",
    "name-word-masks",
    "latin-form-words",
    "postings",
    "initials-starts",
    "initials-names",
    "phone-units",
    "relation-targets",
];
const LONGS: [&str; 4] = ["posting-starts", "initials", "phones", "diagnostic-count"];
const BYTES: [&str; 5] = ["subtree-sizes", "words", "text-initials", "name-lengths", "channels"];

/// Matches that are printed.
const MAX_PRINTED: usize = 20;

/// Queries that use all parts of the index.
pub const QUERIES: [&str; 12] = [
    "de",
    "reseau",
    "rdl",
    "resau",
    "010203",
    "kind:service",
    "has:phone",
    "in:u1",
    "ypourgeio",
    "'lumiere",
    "ecol$",
    "zzq",
];

/// Four units with everything that a pack has sections for.
pub const SMALL: &str = r#"{"format": "ramure/1", "title": "T", "units": [
    {"id": "r", "name": "Réseau de lumière", "acronym": "RDL", "classification": "service"},
    {"id": "u1", "name": "Σχολείο και υπουργείο", "parent_id": ["r", "u3"], "other_names": ["École du lac"],
     "contact_details": [{"type": "phone", "value": "01 02 03 04 05"}], "missions": ["Réseau d’eau"]},
    {"id": "u2", "name": "Υπουργείο", "parent_id": "u1", "relations": [{"type": "x", "unit_id": "u3"}, {"unit_id": "zz"}]},
    {"id": "u3", "name": "Cabinet", "parent_id": "nowhere", "links": [{"url": "https://example.org"}], "extra": [1]}]}"#;

/// The items of a section.
#[derive(Clone, Debug)]
pub enum Items {
    Bytes(Vec<u8>, Codec),
    Words(Vec<u32>),
    Longs(Vec<u64>),
}

/// The sections of a pack, in their order.
#[derive(Clone, Debug)]
pub struct Parts {
    pub metadata: String,
    pub sections: Vec<(String, Items)>,
}

impl Parts {
    pub fn of(bytes: &[u8]) -> Self {
        let pack = Pack::open(Box::new(bytes.to_vec())).expect("opened").expect("a pack");
        let words = NUMBERS.iter().copied().chain(["relation-sources"]);
        let texts = TEXTS.iter().copied().chain(["kind-counts"]);
        let longs = LONGS.iter().map(|name| name.to_string());
        let longs = longs.chain(texts.clone().map(|name| format!("{name}.starts")));
        let bytes = BYTES.iter().copied().chain(texts);
        let sections = words
            .map(|name| (name.to_string(), Items::Words(column(&pack, name))))
            .chain(longs.map(|name| (name.clone(), Items::Longs(column(&pack, &name)))))
            .chain(bytes.map(|name| (name.to_string(), Items::Bytes(column(&pack, name), Codec::Deflate))));
        Self { metadata: pack.metadata().to_string(), sections: sections.collect() }
    }

    /// The parts of a pack of [`SMALL`].
    pub fn small() -> Self {
        static PARTS: LazyLock<Parts> = LazyLock::new(|| Parts::of(&packed(SMALL)));
        PARTS.clone()
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = PackWriter::new(Vec::new()).expect("written");
        for (name, items) in &self.sections {
            match items {
                Items::Bytes(items, codec) => writer.bytes(name, &items.clone().into(), *codec),
                Items::Words(items) => writer.numbers(name, &Column::from(items.clone())),
                Items::Longs(items) => writer.numbers(name, &Column::from(items.clone())),
            }
            .expect("written");
        }
        writer.finish(self.metadata.clone()).expect("written")
    }

    pub fn items(&mut self, name: &str) -> &mut Items {
        let found = self.sections.iter_mut().find(|(other, _)| other == name);
        &mut found.unwrap_or_else(|| panic!("no section {name}")).1
    }

    pub fn words(&mut self, name: &str) -> &mut Vec<u32> {
        match self.items(name) {
            Items::Words(items) => items,
            other => panic!("{name} has {other:?}"),
        }
    }

    pub fn longs(&mut self, name: &str) -> &mut Vec<u64> {
        match self.items(name) {
            Items::Longs(items) => items,
            other => panic!("{name} has {other:?}"),
        }
    }

    pub fn bytes(&mut self, name: &str) -> &mut Vec<u8> {
        match self.items(name) {
            Items::Bytes(items, _) => items,
            other => panic!("{name} has {other:?}"),
        }
    }

    /// Replaces the ends of all subtrees. They stand in the list of large ones, whatever their sizes.
    pub fn set_ends(&mut self, ends: &[u32]) {
        *self.bytes("subtree-sizes") = vec![0; ends.len()];
        *self.words("large-subtrees") = (0..ends.len() as u32).collect();
        *self.words("large-subtree-ends") = ends.to_vec();
    }

    /// Replaces all texts of a section.
    pub fn set_texts<T: AsRef<[u8]>>(&mut self, name: &str, texts: &[T]) {
        *self.bytes(name) = texts.iter().flat_map(|text| text.as_ref().to_vec()).collect();
        let mut starts = vec![0];
        starts.extend(texts.iter().scan(0, |end, text| {
            *end += text.as_ref().len() as u64;
            Some(*end)
        }));
        *self.longs(&format!("{name}.starts")) = starts;
    }
}

fn column<T: Item>(pack: &Arc<Pack>, name: &str) -> Vec<T> {
    let column: Column<T> = Column::in_pack(pack, name).expect("a section");
    column.range(0..column.len()).into_owned()
}

/// The pack of a document.
pub fn packed(document: &str) -> Vec<u8> {
    packed_org(&read(document.as_bytes(), Lang::En).expect("readable"))
}

pub fn packed_org(org: &Org) -> Vec<u8> {
    let info = PackInfo { program: "test".into(), created: 0, sources: Vec::new() };
    Index::new(org).write_pack(org, info, Vec::new(), &mut |_, _| {}).expect("written")
}

/// The output of everything that is done with a pack, as far as the first fault if `stops`; an error if
/// it cannot be opened or has a fault.
pub fn everything(bytes: &[u8], stops: bool) -> Result<String, String> {
    let org = read(bytes, Lang::En).map_err(|error| error.kind.message(Lang::En))?;
    let mut text = String::new();
    let fault = |org: &Org| org.pack_fault().map_or(Ok(()), |fault| Err(format!("{fault:?}")));
    for step in [tree, search, cards, problems, differences, lines] {
        text += &step(&org);
        if stops {
            fault(&org)?;
        }
    }
    assert_printable(&text);
    fault(&org).map(|()| text)
}

/// No control character of the data reaches the output.
pub fn assert_printable(text: &str) {
    let control = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    assert_eq!(control, None);
}

fn written(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes).expect("written");
    String::from_utf8(bytes).expect("text")
}

fn tree(org: &Org) -> String {
    let whole = Subtree::whole(org);
    ExportFormat::NAMES
        .iter()
        .map(|(_, format)| written(|out| export::write(&whole, *format, false, Lang::En, out)))
        .collect()
}

fn search(org: &Org) -> String {
    let mut index = Index::new(org);
    let mut text = String::new();
    for typed in QUERIES {
        let query = Query::new(typed, org.languages());
        let matches = index.search(org, &query);
        text += &format!("{:?}", matches.ranked());
        let count = Cell::default();
        text += &written(|out| {
            export::write_matches(org, &typed.into(), &query, &matches, MAX_PRINTED, &count, out)
        });
    }
    text + &index.diagnostic_count().to_string()
}

fn cards(org: &Org) -> String {
    let index = Index::new(org);
    let card = |unit| {
        let card = export::card_text(org, unit, Some(index.reverse_relations()), Lang::En, str::to_string);
        format!("{card}{:?}{:?}{:?}\n", org.find(&org.id(unit)), org.path(unit), org.unit_diagnostics(unit))
    };
    org.units().map(card).collect()
}

fn problems(org: &Org) -> String {
    let count = org.structural_diagnostic_count();
    org.diagnostics().iter().map(|problem| problem.kind.message(Lang::En) + "\n").collect::<String>()
        + &count.to_string()
}

fn differences(org: &Org) -> String {
    let other = valombre();
    let compared = |old, new| {
        let diff = Diff::new(old, new);
        written(|out| export::write_differences(Comparison { old, new, diff: &diff }, Lang::En, out))
    };
    compared(org, &other) + &compared(&other, org)
}

fn lines(org: &Org) -> String {
    let mut linear = LinearBrowser::new(org.clone(), Lang::En);
    let text = linear.open("");
    let typed = ["1", "card", "relations", "de", "up", "next", "where", "contacts", "kind:zz", "in:zz"];
    text + &typed.map(|line| format!("{:?}", linear.execute(line))).concat()
}

/// Browses an organisation, and draws after each action.
pub fn browse(org: Org, actions: impl IntoIterator<Item = Action>) -> App {
    let mut app = App::new(org);
    app.apply(Action::Resize { columns: 80, rows: 24 });
    actions.into_iter().for_each(|action| apply_and_draw(&mut app, action));
    app
}

/// Applies an action in the browser, and draws.
pub fn apply_and_draw(app: &mut App, action: Action) {
    app.apply(action);
    while app.is_searching() {
        app.continue_search();
    }
    let glyphs = Glyphs::new(false);
    let mut buffer = Buffer::empty(app.panes().screen);
    ui::draw(&Scene { app, lang: Lang::Fr, theme: &Theme::terminal(), glyphs: &glyphs }, &mut buffer);
    buffer.content.iter().for_each(|cell| assert_printable(cell.symbol()));
    app.show_pack_fault();
}
