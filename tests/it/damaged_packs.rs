//! Damaged packs: what is read of one is right, or it is an error; at open, at any later time, and while the
//! file is replaced.

use std::fs;
use std::sync::LazyLock;

use proptest::prelude::*;
use ramure::import::read;
use ramure::lang::Lang;
use ramure::pack::Pack;

use crate::pack_parts::{SMALL, everything, packed};
use crate::support::{run, run_on, stderr, stdout};

static PACK: LazyLock<Vec<u8>> = LazyLock::new(|| packed(SMALL));
static RIGHT: LazyLock<String> = LazyLock::new(|| everything(&PACK, true).expect("no fault"));

/// Whether an error is given. Another answer than the right one fails.
fn is_error(bytes: &[u8], damage: &str) -> bool {
    let outcome = everything(bytes, true);
    assert!(
        outcome.as_ref().is_ok_and(|text| *text == *RIGHT) || outcome.is_err(),
        "{damage}: another answer"
    );
    outcome.is_err()
}

#[test]
fn every_changed_byte_is_an_error_or_not_used() {
    let mut damaged = PACK.clone();
    let mut unused = Vec::new();
    for at in 0..PACK.len() {
        for bits in [0x20, 0xff] {
            damaged[at] ^= bits;
            if !is_error(&damaged, &format!("byte {at} ^ {bits}")) {
                unused.push(at);
            }
            damaged[at] ^= bits;
        }
    }
    assert!(unused.is_empty(), "no command reads the bytes {unused:?}");
}

#[test]
fn every_cut_is_an_error() {
    for length in 0..PACK.len() {
        assert!(is_error(&PACK[..length], &format!("{length} bytes")));
        assert!(is_error(&PACK[length + 1..], &format!("from {length} on")) || length == PACK.len());
    }
    let longer = [&PACK[..], b"\n"].concat();
    assert!(is_error(&longer, "a byte more"));
}

#[test]
fn the_program_says_so_with_status_2() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("a.rmr");
    let commands: [&[&str]; 5] =
        [&["tree", "--format", "json"], &["find", "de", "--json"], &["show", "u1"], &["check"], &["tree"]];
    fs::write(&file, &*PACK).expect("written");
    let right = commands.map(|command| run_on(&file, command));
    for at in (0..PACK.len()).step_by(97) {
        let mut damaged = PACK.clone();
        damaged[at] ^= 4;
        fs::write(&file, damaged).expect("written");
        for (command, right) in commands.iter().zip(&right) {
            let output = run_on(&file, command);
            let is_same = output.status == right.status && output.stdout == right.stdout;
            let is_error = output.status.code() == Some(2) && stderr(&output).starts_with("ramure: ");
            assert!(is_error || is_same && command[0] != "check", "byte {at}: {command:?} {output:?}");
        }
    }
}

/// A byte of a section.
fn byte_of(section: &str) -> usize {
    let is_in_section = |at: &usize| {
        let mut damaged = PACK.clone();
        damaged[*at] ^= 1;
        let pack = Pack::open(Box::new(damaged)).ok().flatten();
        pack.is_some_and(|pack| pack.verify(&mut |_, _| {}) == [section])
    };
    (0..PACK.len()).find(is_in_section).expect("a section")
}

#[test]
fn check_names_all_damaged_sections() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("a.rmr");
    let path = file.to_str().expect("text");
    let mut damaged = PACK.clone();
    ["names", "words"].iter().for_each(|section| damaged[byte_of(section)] ^= 1);
    fs::write(&file, damaged).expect("written");
    let output = run(&["check", path]);
    let message = format!(
        "ramure: {path}:1:1: this packed directory is damaged (names, words): make it again with “ramure pack”\n"
    );
    assert_eq!((output.status.code(), stderr(&output), stdout(&output)), (Some(2), message, String::new()));
    let french = run(&["check", path, "--lang", "fr"]);
    assert!(stderr(&french).contains("est endommagé (names, words)\u{a0}: recréez-le"), "{french:?}");
}

#[test]
fn every_command_that_reads_a_damaged_pack_fails() {
    let directory = tempfile::tempdir().expect("a directory");
    let [file, whole, new] = ["a.rmr", "b.rmr", "new.rmr"].map(|name| directory.path().join(name));
    let [path, other, target] = [&file, &whole, &new].map(|file| file.to_str().expect("text"));
    let mut damaged = PACK.clone();
    damaged[byte_of("names")] ^= 1;
    fs::write(&file, damaged).expect("written");
    fs::write(&whole, &*PACK).expect("written");
    let commands: [&[&str]; 9] = [
        &["convert", path],
        &["diff", path, other],
        &["diff", other, path],
        &["pack", path, "-o", target],
        &["check", path],
        &["tree", "--data", path],
        &["--data", path],
        &["de", "--data", path],
        &["--data", other, "--compare", path],
    ];
    for command in commands {
        let output = run(command);
        assert_eq!(output.status.code(), Some(2), "{command:?}: {output:?}");
        assert!(
            stderr(&output).contains(&format!("{path}:1:1: this packed directory is damaged (names)")),
            "{command:?} {output:?}"
        );
    }
    assert!(!new.exists(), "no pack is made of a damaged one");
}

/// Some thousands of units, over many blocks.
pub static LARGE: LazyLock<Vec<u8>> = LazyLock::new(|| large("Service"));

/// A pack of some thousands of units with this word in their names.
pub fn large(word: &str) -> Vec<u8> {
    let unit = |at: usize| {
        let parent = at.checked_sub(1).map(|below| format!("u{}", below / 3));
        let phone = format!("01 02 {:02} {:02} 05", at % 100, at / 100);
        serde_json::json!({"id": format!("u{at}"), "parent_id": parent, "name": format!("{word} {at} de l’école {}", at % 7),
            "missions": [format!("réseau d’eau {at}")], "contact_details": [{"type": "phone", "value": phone}]})
    };
    let units: Vec<_> = (0..4_000).map(unit).collect();
    packed(&serde_json::json!({"format": "ramure/1", "units": units}).to_string())
}

/// Some of what can be asked, and the fault.
fn answers(bytes: &[u8]) -> Option<String> {
    let org = read(bytes, Lang::En).ok()?;
    let mut index = ramure::search::Index::new(&org);
    let mut text = String::new();
    for typed in ["service 1234", "ecole 6", "resau", "0102", "sde"] {
        let matches = index.search(&org, &ramure::search::Query::new(typed, org.languages()));
        text += &format!("{:?}", matches.ranked());
    }
    for unit in org.units().step_by(61) {
        text += &format!("{:?}{:?}{:?}", org.unit(unit), org.path(unit), org.find(&org.id(unit)));
    }
    org.pack_fault().is_none().then_some(text)
}

static LARGE_ANSWERS: LazyLock<String> = LazyLock::new(|| answers(&LARGE).expect("no fault"));

/// Fewer cases than other properties have, each takes long; `PROPTEST_CASES` says how many.
pub fn few_cases() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: cases.unwrap_or(24), ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(few_cases())]

    #[test]
    fn random_damage_of_a_large_pack_is_never_taken_for_data(
        damage in prop::collection::vec((any::<prop::sample::Index>(), prop::collection::vec(any::<u8>(), 1..300)), 1..6),
        cut in prop::option::weighted(0.1, any::<prop::sample::Index>()),
    ) {
        let mut damaged = LARGE.clone();
        for (at, bytes) in damage {
            let at = at.index(damaged.len());
            damaged.iter_mut().skip(at).zip(bytes).for_each(|(byte, other)| *byte = other);
        }
        damaged.truncate(cut.map_or(LARGE.len(), |cut| cut.index(LARGE.len())));
        let answers = answers(&damaged);
        prop_assert!(answers.is_none() || answers.as_ref() == Some(&*LARGE_ANSWERS));
    }
}
