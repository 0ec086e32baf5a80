//! Packs made by hand, with right checksums and wrong content: an error or an answer, in little time and
//! memory, and nothing of them controls the terminal.

use std::time::{Duration, Instant};

use ramure::import::read;
use ramure::input::action::Action;
use ramure::lang::Lang;
use ramure::org::UnitId;
use ramure::pack::{Codec, Column, Pack, PackWriter};

use crate::pack_parts::{Items, Parts, TEXTS, browse, everything, packed};
use crate::support::{file, run_on, stderr, stdout};

/// Far more than any of these packs takes, on a slow machine without optimisation.
const MAX_TIME: Duration = Duration::from_secs(60);

/// Keys that read everything: the whole tree open, filters, cards.
fn actions() -> Vec<Action> {
    use Action::*;
    let mut actions =
        vec![OpenSubtree, Last, Up, Parent, First, PageDown, FocusCard, CardDown, Follow, FocusTree];
    for typed in ["re", "zzq", "kind:", "in:", "ecoel"] {
        actions.extend([
            Filter,
            Paste(typed.into()),
            NextView,
            Accept,
            NextMatch,
            ToggleBranch,
            Cancel,
            Back,
        ]);
    }
    actions
}

/// Does everything with a pack, and returns its fault.
#[track_caller]
fn survive(parts: &Parts, what: &str) -> Option<String> {
    let start = Instant::now();
    let bytes = parts.to_bytes();
    let outcome = everything(&bytes, false);
    if let Ok(org) = read(&bytes, Lang::En) {
        browse(org, actions());
    }
    assert!(start.elapsed() < MAX_TIME, "{what}: {:?}", start.elapsed());
    outcome.err()
}

/// Changes the small pack, and expects a fault.
#[track_caller]
fn assert_fault(what: &str, change: impl FnOnce(&mut Parts)) {
    let mut parts = Parts::small();
    change(&mut parts);
    assert!(survive(&parts, what).is_some(), "{what}: no fault");
}

#[test]
fn the_parts_of_a_pack_make_the_same_pack() {
    assert_eq!(survive(&Parts::small(), "unchanged"), None);
    let answers = |bytes: &[u8]| everything(bytes, true).expect("no fault");
    assert_eq!(answers(&Parts::small().to_bytes()), answers(&packed(crate::pack_parts::SMALL)));
}

#[test]
fn a_tree_that_is_none_is_a_fault() {
    assert_fault("two units above each other", |parts| parts.words("parents")[1..3].copy_from_slice(&[2, 1]));
    assert_fault("its own parent", |parts| parts.words("parents")[2] = 2);
    assert_fault("a second root", |parts| parts.words("parents")[2] = u32::MAX);
    assert_fault("a root below another unit", |parts| parts.words("parents")[0] = 1);
    assert_fault("an end after the last unit", |parts| parts.bytes("subtree-sizes")[1] = 99);
    assert_fault("a large subtree without an end", |parts| parts.bytes("subtree-sizes")[2] = 0);
    assert_fault("an end before the start", |parts| parts.set_ends(&[4, 3, 0, 4]));
    assert_fault("a huge depth", |parts| parts.words("depths")[3] = u32::MAX);
    assert_fault("no depth", |parts| parts.words("depths")[3] = 0);
}

#[test]
fn subtrees_that_cross_are_survived() {
    let mut parts = Parts::small();
    let units = parts.bytes("subtree-sizes").len();
    parts.bytes("subtree-sizes")[1..3].copy_from_slice(&[2, units as u8 - 2]);
    survive(&parts, "crossing subtrees");
    let org = read(&parts.to_bytes(), Lang::En).expect("readable");
    assert!(org.children(UnitId::ROOT).count() < units);
}

#[test]
fn texts_that_overlap_or_end_elsewhere_are_a_fault() {
    for name in TEXTS {
        let starts = format!("{name}.starts");
        let mut parts = Parts::small();
        if parts.longs(&starts).len() < 3 {
            continue;
        }
        let end = parts.longs(&starts).last().copied();
        parts.longs(&starts)[0] = end.unwrap_or(0) + 1;
        assert!(survive(&parts, &starts).is_some(), "{starts} decrease");
        let mut parts = Parts::small();
        parts.longs(&starts).last_mut().into_iter().for_each(|end| *end = u64::MAX);
        // The Latin forms of words are read when one is typed.
        assert!(survive(&parts, &starts).is_some(), "{starts} end after their section");
    }
    assert_fault("words that go backwards", |parts| parts.words("word-starts").swap(1, 2));
    assert_fault("postings that go backwards", |parts| parts.longs("posting-starts").swap(1, 3));
    assert_fault("initials that go backwards", |parts| parts.words("initials-starts").swap(0, 1));
}

#[test]
fn values_that_are_not_what_they_should_be_are_a_fault() {
    assert_fault("names that are not UTF-8", |parts| parts.bytes("names")[1] = 0xff);
    assert_fault("ids that are not UTF-8", |parts| parts.bytes("ids")[1] = 0xff);
    assert_fault("overrides that are not JSON", |parts| parts.bytes("overrides")[0] = b'x');
    assert_fault("problems that are not JSON", |parts| parts.bytes("problems")[0] = b'x');
    for metadata in ["", "x", "[]", "{}", "null", "{\"program\":1}"] {
        assert_fault(metadata, |parts| parts.metadata = metadata.into());
    }
}

#[test]
fn missing_and_other_sections_are_an_error() {
    for at in 0..Parts::small().sections.len() {
        assert_fault("a missing section", |parts| drop(parts.sections.remove(at)));
        let mut parts = Parts::small();
        match &mut parts.sections[at].1 {
            Items::Bytes(items, _) if items.is_empty() => items.push(0),
            Items::Bytes(items, _) => items.clear(),
            Items::Words(items) if items.is_empty() => items.push(0),
            Items::Words(items) => items.clear(),
            Items::Longs(items) => items.clear(),
        }
        survive(&parts, "an empty section");
        assert_fault("items of another size", |parts| {
            let items = &mut parts.sections[at].1;
            *items = match items {
                Items::Words(words) => Items::Longs(words.iter().map(|&word| word.into()).collect()),
                _ => Items::Words(vec![0; 4]),
            };
        });
    }
    let mut writer = PackWriter::new(Vec::new()).expect("written");
    for _ in 0..2 {
        writer.numbers("parents", &Column::from(vec![u32::MAX])).expect("written");
    }
    assert!(writer.finish("{}".into()).is_err(), "a repeated section");
}

#[test]
fn units_that_do_not_exist_are_passed_over() {
    for (section, value) in [
        ("postings", u32::MAX),
        ("initials-names", u32::MAX >> 2),
        ("phone-units", u32::MAX),
        ("relation-sources", u32::MAX),
        ("relation-targets", u32::MAX),
        ("id-order", u32::MAX),
        ("override-units", u32::MAX),
        ("problem-units", u32::MAX),
        ("problem-numbers", u32::MAX),
        ("latin-form-words", u32::MAX),
    ] {
        let mut parts = Parts::small();
        parts.words(section).fill(value);
        survive(&parts, section);
    }
    let mut parts = Parts::small();
    parts.longs("diagnostic-count")[0] = u64::MAX;
    survive(&parts, "many problems");
    for kind in [
        r#"{"folded":"service","first_unit":4294967295,"units":1}"#,
        r#"{"folded":"service","first_unit":0,"units":18446744073709551615}"#,
        r#"{"folded":"\u001b[2Jx","first_unit":0,"units":1}"#,
    ] {
        let mut parts = Parts::small();
        parts.set_texts("kind-counts", &[kind]);
        survive(&parts, kind);
    }
    let mut parts = Parts::small();
    let problem = r#"{"file":99,"line":4294967295,"kind":"NoFormat"}"#;
    parts.set_texts("problems", &[problem; 2]);
    survive(&parts, problem);
}

#[test]
fn control_characters_stay_in_the_pack() {
    let escape = "\u{1b}]0;x\u{7}\u{1b}[2J\u{9b}31m\r\n\u{202e}";
    let mut parts = Parts::small();
    for name in ["ids", "names", "acronyms", "kinds"] {
        let texts: Vec<String> = (0..4).map(|at| format!("{escape}{at}")).collect();
        parts.set_texts(name, &texts);
    }
    let record = format!(
        r#"{{"id":"{escape}","name":"{escape}","x{escape}":"{escape}","contact_details":[{{"value":"{escape}"}}]}}"#
    );
    let json = serde_json::json!({"id": escape, "missions": [escape], escape: [escape]}).to_string();
    parts.set_texts("records", &[record, json, escape.to_string(), String::new()]);
    survive(&parts, "escape sequences");
    parts.sections.iter_mut().for_each(|(name, _)| {
        if name == "channels" {
            *name += escape;
        }
    });
    let file = file(&parts.to_bytes());
    for command in [&["tree"][..], &["find", "x", "--json"], &["check"], &["convert"]] {
        let output = match command {
            ["convert" | "check"] => crate::support::run(&[command[0], file.path().to_str().expect("text")]),
            _ => run_on(file.path(), command),
        };
        let text = stdout(&output) + &stderr(&output);
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{command:?} {text:?}");
    }
}

/// A pack of so many units below one root, most of whose sections are the simplest ones.
fn flat(units: usize) -> Parts {
    let mut parts = Parts::small();
    let words = |of: &dyn Fn(usize) -> usize| (0..units).map(|at| of(at) as u32).collect::<Vec<u32>>();
    *parts.words("parents") = words(&|at| if at == 0 { u32::MAX as usize } else { 0 });
    parts.set_ends(&words(&|at| if at == 0 { units } else { at + 1 }));
    *parts.words("depths") = words(&|at| at.min(1));
    let ids: Vec<String> = (0..units).map(|at| format!("re{at:07}")).collect();
    parts.set_texts("ids", &ids);
    parts.set_texts("names", &ids);
    *parts.words("id-order") = words(&|at| at);
    for name in ["acronyms", "kinds", "records"] {
        parts.set_texts(name, &vec![""; units]);
    }
    for name in ["name-lengths", "channels"] {
        *parts.bytes(name) = vec![1; units];
    }
    *parts.bytes("text-initials") = vec![b'\n'; units];
    parts
}

const MANY: usize = 3_000;

#[test]
fn texts_that_all_cover_the_same_bytes_cost_little() {
    for name in ["names", "records", "ids", "kinds"] {
        let mut parts = flat(MANY);
        *parts.bytes(name) = vec![b' '; 16 << 20];
        *parts.longs(&format!("{name}.starts")) = (0..=MANY as u64).map(|at| at % 2 * (16 << 20)).collect();
        assert!(survive(&parts, name).is_some());
    }
}

#[test]
fn postings_and_initials_that_all_cover_the_same_cost_little() {
    let words = |parts: &mut Parts| {
        let words: Vec<String> = (0..MANY).map(|at| format!("are{at:05}\n")).collect();
        *parts.bytes("words") = words.concat().into_bytes();
        *parts.words("word-starts") = (0..=MANY as u32).map(|at| at * 9).collect();
        *parts.words("name-words") = (0..MANY as u32).collect();
        *parts.words("name-word-masks") = vec![!(1 << 26); MANY];
        *parts.words("postings") = (0..MANY as u32).map(|at| at << 6 | 4).collect();
        *parts.longs("posting-starts") = (0..=MANY as u64).collect();
    };
    let mut parts = flat(MANY);
    words(&mut parts);
    assert_eq!(survive(&parts, "words and postings"), None);
    *parts.longs("posting-starts") = (0..=MANY as u64).map(|at| at % 2 * MANY as u64).collect();
    assert!(survive(&parts, "postings").is_some());
    let mut parts = flat(MANY);
    words(&mut parts);
    *parts.words("word-starts") =
        (0..=MANY as u32).map(|at| if at == 0 { 0 } else { at % 2 * 9 * MANY as u32 }).collect();
    assert!(survive(&parts, "words").is_some());
    let mut parts = flat(MANY);
    words(&mut parts);
    *parts.words("word-starts") = [vec![0], vec![9 * MANY as u32; MANY]].concat();
    parts.longs("posting-starts")[1..].fill(MANY as u64);
    survive(&parts, "one word with many ends");
    parts.words("name-words").fill(0);
    survive(&parts, "one word in many names");
    let mut parts = flat(MANY);
    *parts.longs("initials") = (1..=MANY as u64).collect();
    *parts.words("initials-names") = (0..MANY as u32).collect();
    *parts.words("initials-starts") = (0..=MANY as u32).map(|at| at % 2 * MANY as u32).collect();
    survive(&parts, "initials");
    *parts.words("initials-starts") = (0..=MANY as u32).collect();
    // A large record that all initials lead to.
    *parts.words("initials-names") = vec![1 | 1 << 31; MANY];
    let record = format!(r#"{{"other_names":["{}"]}}"#, "r ".repeat(10_000));
    parts.set_texts("records", &[vec![String::new(), record], vec![String::new(); MANY - 2]].concat());
    survive(&parts, "a large record");
}

#[test]
fn lists_that_name_everything_for_every_unit_cost_little() {
    let mut parts = flat(MANY);
    let problem = r#"{"file":0,"line":1,"kind":"NoFormat"}"#;
    parts.set_texts("overrides", &vec![r#"{"UnknownChild":"x"}"#; MANY]);
    parts.set_texts("problems", &vec![problem; MANY]);
    // Binary search starts at 99 for all units, though nothing is sorted.
    let unsorted: Vec<u32> = (0..MANY).map(|at| if at % 3 == 0 { u32::MAX } else { 0 }).collect();
    for name in ["override-units", "problem-units", "relation-targets", "relation-sources"] {
        *parts.words(name) = unsorted.clone();
    }
    *parts.words("problem-numbers") = (0..MANY as u32).collect();
    survive(&parts, "lists that are not sorted");
    parts.set_texts("latin-forms", &vec!["ypourgeio"; MANY]);
    *parts.words("latin-form-words") = vec![0; MANY];
    *parts.words("postings") = (0..MANY as u32).map(|at| at << 6 | 4).collect();
    parts.longs("posting-starts")[1..].fill(MANY as u64);
    survive(&parts, "Latin forms of one word");
}

#[test]
fn deep_and_crossing_trees_cost_little() {
    let mut parts = flat(MANY);
    *parts.words("parents") = (0..MANY as u32).map(|at| at.wrapping_sub(1)).collect();
    *parts.words("depths") = (0..MANY as u32).collect();
    parts.set_ends(&[MANY as u32; MANY]);
    let org = read(&parts.to_bytes(), Lang::En).expect("readable");
    assert_eq!(org.path(UnitId::at(MANY - 1)).len(), MANY);
    browse(org, [Action::Filter, Action::Paste("re".into()), Action::Accept, Action::Last]);
    // Every other unit has all of the second half below it.
    let half = MANY as u32 / 2;
    let end = |at| match at {
        at if at >= half => at + 1,
        at if at % 2 == 0 => half,
        _ => MANY as u32,
    };
    parts.set_ends(&(0..MANY as u32).map(end).collect::<Vec<u32>>());
    let start = Instant::now();
    browse(read(&parts.to_bytes(), Lang::En).expect("readable"), actions());
    assert!(start.elapsed() < MAX_TIME, "{:?}", start.elapsed());
}

#[test]
fn small_files_are_never_huge() {
    let mut writer = PackWriter::new(Vec::new()).expect("written");
    writer.bytes("names", &vec![0; 40 << 20].into(), Codec::Deflate).expect("written");
    assert!(writer.finish("{}".into()).is_err(), "40 MiB in 40 KiB");
    let mut parts = Parts::small();
    *parts.bytes("text-initials") = vec![b'a'; 4 << 20];
    survive(&parts, "4 MiB in 4 KiB");
    let mut parts = Parts::small();
    parts.metadata =
        parts.metadata.replace(r#""files":[""#, &format!(r#""files":[{}""#, "\"\",".repeat(1_000_000)));
    assert_eq!(survive(&parts, "a million files"), None);
}

#[test]
fn a_fault_is_that_of_the_first_section() {
    let mut parts = Parts::small();
    parts.longs("names.starts").swap(0, 1);
    let pack = Pack::open(Box::new(parts.to_bytes())).expect("opened").expect("a pack");
    assert_eq!(pack.verify(&mut |_, _| {}), ["names.starts"]);
}
