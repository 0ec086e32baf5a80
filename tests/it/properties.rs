//! Property tests: invariants of the browser, of organisations and of the search.

use proptest::prelude::*;
use ramure::app::App;
use ramure::app::prompt::Prompt;
use ramure::export::{self, ExportFormat, Subtree};
use ramure::import::read;
use ramure::input::Mode;
use ramure::input::action::Action;
use ramure::lang::Lang;
use ramure::org::{Org, UnitId, path};
use ramure::text::Formulas;
use ramure::theme::{Glyphs, Theme};
use ramure::ui;
use ramure::ui::Scene;
use ratatui::buffer::Buffer;
use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;

use crate::support::document;

/// Units with any parent: an ancestor, a descendant, themselves, or none.
fn any_org() -> impl Strategy<Value = Org> {
    let unit = (0..40usize, "[a-zé’ \u{301}日]{0,12}");
    prop::collection::vec(unit, 1..40).prop_map(|units| {
        let record = |(i, (parent, name)): (usize, &(usize, String))| {
            serde_json::json!({"id": format!("u{}", i % 37), "name": name, "parent_id": format!("u{parent}"),
                "relations": [{"type": "x", "unit_id": format!("u{}", parent / 2)}], "contact_details": [{"value": name}]})
        };
        let records: Vec<_> = units.iter().enumerate().map(record).collect();
        let text = serde_json::json!({"format": "ramure/1", "units": records}).to_string();
        read(text.as_bytes(), Lang::En).expect("readable")
    })
}

/// A tree of units whose names and acronyms have any signs.
fn any_labelled_org() -> impl Strategy<Value = Org> {
    let unit =
        (any::<usize>(), "[a-zÉ日0-9 \"'\\\\#&;:<>(){}|%`*_~/=+.-]{0,40}", "([A-Z]{2,5}|[a-z &\"-]{0,6})");
    prop::collection::vec(unit, 1..30).prop_map(|units| {
        let record = |(i, (parent, name, acronym)): (usize, &(usize, String, String))| {
            serde_json::json!({"id": format!("u{i}"), "name": format!("{i}{name}."), "acronym": acronym,
                "parent_id": (i > 0).then(|| format!("u{}", if parent % 3 > 0 { i - 1 } else { parent % i }))})
        };
        let records: Vec<_> = units.iter().enumerate().map(record).collect();
        let text = serde_json::json!({"format": "ramure/1", "units": records}).to_string();
        read(text.as_bytes(), Lang::En).expect("readable")
    })
}

/// What JSON-LD says in another way, or not: the types and signs of contacts, facts as descriptions, the kinds of
/// relations in notes.
const UNSAID_IN_GRAPHS: [&str; 4] = ["contact_details", "facts", "relations", "notes"];
/// Any text of one line or several: signs of all formats, blanks at the ends, letters from right to left.
const HOSTILE_TEXT: &str = "[a-zÉ日אב0-9 \"'\\\\#&;:<>(){}|%`*_~/=+.,@\n\t-]{0,24}";

/// A tree of units of which every field has any text, or none.
fn any_full_org() -> impl Strategy<Value = Org> {
    let texts = prop::collection::vec(HOSTILE_TEXT, 12);
    prop::collection::vec((any::<usize>(), texts), 1..20).prop_map(|units| {
        let record = |(i, (parent, texts)): (usize, &(usize, Vec<String>))| {
            let list = |text: &String| if text.trim().is_empty() { vec![] } else { vec![text.clone()] };
            let contact = ["email", "voice", "fax", "address", "guichet"][parent % 5];
            serde_json::json!({"id": format!("{i}{}", texts[0].trim()), "name": format!("{i}{}.", texts[1]), "acronym": texts[2],
                "parent_index": parent, "classification": texts[3], "other_names": list(&texts[4]), "abstract": texts[5],
                "missions": list(&texts[6]), "notes": list(&texts[7]),
                "facts": [{"label": "posts", "value": format!("{i}{}", texts[8].trim())}], "links": [{"url": format!("https://x.example/{i}")}],
                "contact_details": [{"type": contact, "value": format!("{i}{}", texts[9].trim()), "label": texts[11].trim()}],
                "relations": [{"type": "lends", "name": format!("{i}{}", texts[10].trim())}]})
        };
        let mut records: Vec<_> = units.iter().enumerate().map(record).collect();
        for i in 0..records.len() {
            let parent = records[i]["parent_index"].as_u64().expect("a number") as usize;
            let above = if parent.is_multiple_of(3) { parent % i.max(1) } else { i.saturating_sub(1) };
            records[i]["parent_id"] = if i == 0 { Value::Null } else { records[above]["id"].clone() };
            records[i].as_object_mut().expect("an object").remove("parent_index");
        }
        let text = serde_json::json!({"format": "ramure/1", "lang": "fr", "units": records}).to_string();
        read(text.as_bytes(), Lang::En).expect("readable")
    })
}

fn written(org: &Org, format: ExportFormat) -> Vec<u8> {
    let mut written = Vec::new();
    export::write(&Subtree::whole(org), format, false, Lang::Fr, &mut written).expect("written");
    written
}

/// The units with their parents and the fields that a format keeps; `without` are the keys of the others. Blanks at
/// the ends of values are not kept, nor are values without anything else.
fn kept(org: &Org, without: &[&str]) -> Vec<Value> {
    let document: Value = serde_json::from_str(&document(org)).expect("JSON");
    let mut units = trimmed(&document)["units"].as_array().expect("a list").clone();
    for unit in units.iter_mut().filter_map(Value::as_object_mut) {
        without.iter().for_each(|key| drop(unit.remove(*key)));
    }
    units
}

/// The units with the lines of contacts that a table has: the label, or else the type, and the value.
fn with_contact_lines(mut units: Vec<Value>) -> Vec<Value> {
    for unit in &mut units {
        let contact = unit["contact_details"][0].clone();
        let text = |key: &str| contact[key].as_str().map(String::from);
        let line = text("label").or(text("type")).into_iter().chain(text("value"));
        // A label may have a colon and blanks itself.
        let line = line.collect::<Vec<_>>().join(": ");
        unit["contact_details"] = line.split_whitespace().collect::<String>().into();
    }
    units
}

/// The units with one list of acronyms that have letters and of other names: a graph tells them apart by their look.
fn with_names_together(mut units: Vec<Value>) -> Vec<Value> {
    for unit in &mut units {
        let acronym = unit["acronym"].as_str().filter(|acronym| acronym.contains(char::is_alphabetic));
        let others = unit["other_names"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let mut names: Vec<String> = acronym.into_iter().chain(others).map(String::from).collect();
        names.sort();
        names.dedup();
        unit["other_names"] = names.into();
        unit["acronym"] = Value::Null;
    }
    units
}

/// A value of JSON without blanks at the ends of texts, and without empty members and items.
fn trimmed(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.trim().to_string()),
        Value::Array(items) => items.iter().map(trimmed).filter(|item| !is_empty(item)).collect(),
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| (key.clone(), trimmed(value)));
            let members: serde_json::Map<_, _> = members.filter(|(_, value)| !is_empty(value)).collect();
            // What has a label or a type only says nothing.
            let is_item = ["label", "type"].iter().any(|key| members.contains_key(*key));
            if is_item && members.len() == 1 { Value::Null } else { Value::Object(members) }
        }
        other => other.clone(),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// The depth and the label of each unit.
fn labels(org: &Org) -> Vec<(usize, String)> {
    org.units().map(|unit| (org.depth(unit), path::label(org, unit))).collect()
}

/// The text as Markdown shows it, where several blanks are one.
fn with_single_blanks(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn any_action() -> impl Strategy<Value = Action> {
    use Action::*;
    let plain = prop::sample::select(vec![
        Up,
        Down,
        PageUp,
        PageDown,
        HalfUp,
        HalfDown,
        First,
        Last,
        Left,
        Right,
        Parent,
        Back,
        Forward,
        Toggle,
        OpenSubtree,
        CloseAll,
        Filter,
        Accept,
        Cancel,
        NextView,
        ToggleBranch,
        ToggleWeak,
        NextMatch,
        PreviousMatch,
        FocusCard,
        FocusTree,
        CardUp,
        CardDown,
        Follow,
        FollowNumber(1),
        CopyContact,
        CopyCard,
        NarrowTree,
        WidenTree,
        FullScreen,
        CursorLeft,
        CursorRight,
        CursorHome,
        CursorEnd,
        DeleteLeft,
        DeleteRight,
        DeleteWord,
        DeleteToStart,
        Help,
        Redraw,
        Release,
    ]);
    prop_oneof![
        6 => plain,
        2 => prop::char::range('a', 'f').prop_map(Insert),
        1 => any::<char>().prop_map(Insert),
        1 => ".{0,20}".prop_map(Paste),
        1 => (0..120u16, 0..60u16).prop_map(|(column, row)| Press { column, row }),
        1 => (0..120u16, 0..60u16).prop_map(|(column, row)| Drag { column, row }),
        1 => (0..120u16, 0..60u16, any::<bool>()).prop_map(|(column, row, down)| Wheel { column, row, down }),
        1 => (1..120u16, 1..60u16).prop_map(|(columns, rows)| Resize { columns, rows }),
    ]
}

/// The invariants after every action.
fn check(app: &App) -> Result<(), TestCaseError> {
    let outline = &app.outline;
    let rows = outline.rows();
    prop_assert!(outline.cursor() < rows.len());
    prop_assert!(outline.top() <= outline.cursor() && outline.cursor() < outline.top() + outline.height());
    prop_assert!(outline.top() == 0 || outline.top() + outline.height() <= rows.len());
    if !outline.is_list() {
        prop_assert!(rows.is_sorted() && rows[0] == outline.branch().unwrap_or(UnitId::ROOT));
        for &row in &rows[1..] {
            let parent = app.org.parent(row).expect("only the first has none");
            prop_assert!(outline.is_open(parent) && outline.row(parent).is_some());
        }
    }
    // Keys act on the unit under the cursor.
    prop_assert!(app.has_selection() || matches!(app.mode, Mode::Filter | Mode::Help));
    prop_assert!(app.card.target.is_none_or(|target| target < app.card_layout().targets.len()));
    Ok(())
}

fn draw(app: &App) {
    let glyphs = Glyphs::new(false);
    let mut buffer = Buffer::empty(app.panes().screen);
    ui::draw(&Scene { app, lang: Lang::Fr, theme: &Theme::terminal(), glyphs: &glyphs }, &mut buffer);
}

proptest! {
    #[test]
    fn any_actions_on_any_organisation_keep_the_invariants(
        org in any_org(),
        actions in prop::collection::vec(any_action(), 0..60),
    ) {
        let mut app = App::new(org);
        app.apply(Action::Resize { columns: 80, rows: 24 });
        for action in actions {
            app.apply(action);
            check(&app)?;
            draw(&app);
        }
    }

    #[test]
    fn a_reload_keeps_the_invariants(
        orgs in prop::collection::vec(any_org(), 2..4),
        actions in prop::collection::vec(any_action(), 0..20),
    ) {
        let mut orgs = orgs.into_iter();
        let mut app = App::new(orgs.next().expect("an organisation"));
        app.apply(Action::Resize { columns: 80, rows: 24 });
        for org in orgs {
            actions.iter().for_each(|action| drop(app.apply(action.clone())));
            app.reload(org);
            check(&app)?;
            draw(&app);
        }
        actions.into_iter().for_each(|action| drop(app.apply(action)));
        check(&app)?;
    }

    #[test]
    fn any_organisation_is_one_tree_with_every_unit(org in any_org()) {
        let below = |unit: UnitId| org.children(unit).map(|child| org.subtree(child).len()).sum::<usize>();
        for unit in org.units() {
            prop_assert_eq!(org.subtree(unit).len(), 1 + below(unit));
            prop_assert!(org.parent(unit).is_none_or(|parent| parent < unit));
            prop_assert_eq!(org.parent(unit).is_none(), unit == UnitId::ROOT);
        }
    }

    #[test]
    fn a_document_round_trips(org in any_org()) {
        let printed = document(&org);
        let again = read(printed.as_bytes(), Lang::En).expect("readable");
        prop_assert_eq!(printed, document(&again));
    }

    #[test]
    fn a_written_diagram_is_read_back(org in any_labelled_org(), is_dot in any::<bool>()) {
        let format = if is_dot { ExportFormat::Dot } else { ExportFormat::Mermaid };
        let mut written = Vec::new();
        export::write(&Subtree::whole(&org), format, false, Lang::En, &mut written).expect("written");
        let again = read(&written, Lang::En).expect("readable");
        prop_assert_eq!(labels(&again), labels(&org), "{}", String::from_utf8_lossy(&written));
        prop_assert!(again.diagnostics().is_empty(), "{:?}", again.diagnostics());
    }

    #[test]
    fn written_cards_are_read_back(org in any_labelled_org()) {
        let mut written = Vec::new();
        export::write(&Subtree::whole(&org), ExportFormat::VCard, false, Lang::En, &mut written).expect("written");
        let again = read(&written, Lang::En).expect("readable");
        let units = |org: &Org| -> Vec<_> {
            org.units().map(|unit| (org.depth(unit), org.id(unit).to_string(), org.name(unit).to_string())).collect()
        };
        prop_assert_eq!(units(&again), units(&org), "{}", String::from_utf8_lossy(&written));
    }

    #[test]
    fn a_written_document_is_read_back(org in any_full_org()) {
        let again = read(&written(&org, ExportFormat::Json), Lang::En).expect("readable");
        prop_assert_eq!(kept(&again, &[]), kept(&org, &[]));
    }

    #[test]
    fn a_written_table_is_read_back(org in any_full_org(), is_safe in any::<bool>()) {
        let formulas = if is_safe { Formulas::AsText } else { Formulas::AsTheyAre };
        let written = written(&org, ExportFormat::Csv(formulas));
        let again = read(&written, Lang::En).expect("readable");
        let [again, org] = [&again, &org].map(|org| with_contact_lines(kept(org, &[])));
        prop_assert_eq!(again, org, "{}", String::from_utf8_lossy(&written));
    }

    #[test]
    fn a_written_page_is_read_back(org in any_full_org()) {
        let written = written(&org, ExportFormat::Html);
        let again = read(&written, Lang::En).expect("readable");
        prop_assert_eq!(kept(&again, &[]), kept(&org, &[]), "{}", String::from_utf8_lossy(&written));
    }

    #[test]
    fn a_written_graph_is_read_back(org in any_full_org()) {
        let written = written(&org, ExportFormat::JsonLd);
        let again = read(&written, Lang::En).expect("readable");
        let [again, org] = [&again, &org].map(|org| with_names_together(kept(org, &UNSAID_IN_GRAPHS)));
        prop_assert_eq!(again, org, "{}", String::from_utf8_lossy(&written));
    }

    #[test]
    fn a_written_list_is_read_back(org in any_full_org()) {
        let written = written(&org, ExportFormat::Markdown);
        let again = read(&written, Lang::En).expect("readable");
        let labels = |org: &Org| -> Vec<_> {
            labels(org).into_iter().map(|(depth, label)| (depth, with_single_blanks(&label))).collect()
        };
        prop_assert_eq!(labels(&again), labels(&org), "{}", String::from_utf8_lossy(&written));
    }

    #[test]
    fn a_prompt_holds_printable_text_and_its_cursor_is_between_letters(
        edits in prop::collection::vec((0..9u8, ".{0,6}"), 0..40),
    ) {
        let mut prompt = Prompt::default();
        for (edit, text) in edits {
            match edit {
                0 => prompt.left(),
                1 => prompt.right(),
                2 => prompt.home(),
                3 => prompt.end(),
                4 => prompt.delete_left(),
                5 => prompt.delete_right(),
                6 => prompt.delete_word(),
                7 => prompt.delete_to_start(),
                _ => prompt.insert(&text),
            }
            let text = prompt.text();
            let at = prompt.before_cursor().len();
            prop_assert!(!text.chars().any(char::is_control));
            prop_assert!(at == text.len() || text.grapheme_indices(true).any(|(start, _)| start == at));
        }
    }

    #[test]
    fn highlights_are_in_order_and_between_letters(typed in ".{0,12}", name in ".{0,30}") {
        let ranges = ramure::search::Query::new(&typed, ramure::text::Languages::FRENCH).name_highlights(&name);
        prop_assert!(ranges.iter().all(|range| name.get(range.clone()).is_some() && range.start < range.end));
        prop_assert!(ranges.windows(2).all(|pair| pair[0].end < pair[1].start));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes, Lang::En);
    }

    #[test]
    fn a_broken_document_is_read_or_refused_within_its_lines(at in 0..24_000usize, byte in any::<u8>()) {
        let mut bytes = crate::support::DINUM.as_bytes().to_vec();
        let at = at % bytes.len();
        bytes[at] = byte;
        let lines = bytes.iter().filter(|&&byte| byte == b'\n').count() + 1;
        if let Err(error) = read(&bytes, Lang::En) {
            prop_assert!((1..=lines).contains(&error.line));
        }
    }
}
