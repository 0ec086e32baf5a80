//! Twice the data takes at most little more than twice the instructions, for every reader, writer and command, and
//! memory stays within a multiple of the file. The tests need Valgrind and a release build: `.ci/linear` provides
//! them; `cargo test` ignores them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod documents;
mod measure;
mod readers;

use std::path::Path;
use std::sync::Mutex;
use std::thread;

use tempfile::TempDir;

use documents::{Document, units};
use measure::{Program, Work};
use readers::READERS;

/// The most instructions for twice the data, in tenths of those for the data. Sorting takes 2.2 times as many.
const MAX_TENTHS: u64 = 23;
/// Fewer instructions above those of an empty run are too few to compare.
const MIN_INSTRUCTIONS: u64 = 200_000;
/// The most memory is this many tenths of the file, and what the program and the tree of the units take.
const MAX_MEMORY_TENTHS: u64 = 25;
/// The memory of the program itself.
const PROGRAM_KB: u64 = 12 << 10;
/// The memory for each unit besides its texts: units of these documents are short. JSON graphs take the most, since
/// their records wait for the edges.
const UNIT_BYTES: u64 = 650;
/// The size of the files for which memory is measured, at least.
const LARGE_BYTES: usize = 8 << 20;

/// Units of the organisation that commands and writers work on.
const UNITS: usize = 1_500;

/// Commands, where `FILE` is an organisation, `OTHER` a changed one, `ALIASES` has an alias for each unit, and `TABLE` has
/// persons in units.
const COMMANDS: [&[&str]; 24] = [
    &["check", "FILE"],
    &["check", "TABLE", "--by", "Directorate,Division,Team"],
    &["convert", "FILE"],
    &["find", "north quay", "--data", "FILE"],
    &["find", "q", "--all", "--data", "FILE"],
    &["find", "notrh qauy", "--data", "FILE"],
    &["find", "kind:office", "--json", "--data", "FILE"],
    &["find", "berth 7", "--aliases", "ALIASES", "--data", "FILE"],
    &["check", "FILE", "--aliases", "ALIASES"],
    &["show", "u7", "--data", "FILE"],
    &["diff", "FILE", "OTHER"],
    &["diff", "FILE", "OTHER", "--json"],
    &["pack", "FILE", "-o", "PACK"],
    &["tree", "--data", "FILE"],
    &["tree", "--format", "text", "--data", "FILE"],
    &["tree", "--format", "json", "--data", "FILE"],
    &["tree", "--format", "csv", "--data", "FILE"],
    &["tree", "--format", "markdown", "--data", "FILE"],
    &["tree", "--format", "mermaid", "--data", "FILE"],
    &["tree", "--format", "dot", "--data", "FILE"],
    &["tree", "--format", "svg", "--data", "FILE"],
    &["tree", "--format", "html", "--data", "FILE"],
    &["tree", "--format", "vcard", "--data", "FILE"],
    &["tree", "--format", "jsonld", "--data", "FILE"],
];

/// Calls `judge` for every item, on two threads; a fault that it returns is a failure.
fn judge_all<T: Sync>(items: &[T], judge: impl Fn(&T) -> Option<String> + Sync) {
    let (next, faults) = (Mutex::new(items.iter()), Mutex::new(Vec::new()));
    let work = || {
        while let Some(item) = { next.lock().expect("no panic").next() } {
            faults.lock().expect("no panic").extend(judge(item));
        }
    };
    thread::scope(|scope| (0..2).for_each(|_| drop(scope.spawn(work))));
    let faults = faults.into_inner().expect("no panic");
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Compares the work for a document with that for one of twice the size, both above that of an empty run.
fn fault(name: &str, empty: &Work, work: impl Fn(usize) -> Work) -> Option<String> {
    let runs = [1, 2].map(work);
    if let Some(run) = runs.iter().chain([empty]).find(|run| !run.is_read) {
        return Some(format!("{name}: {}", run.output));
    }
    let [once, twice] = runs.map(|of| of.instructions.saturating_sub(empty.instructions));
    eprintln!("{name}: {once}, {twice}: {:.2}", twice as f64 / once as f64);
    match () {
        () if once < MIN_INSTRUCTIONS => Some(format!("{name}: only {once} instructions")),
        () if twice * 10 > once * MAX_TENTHS => Some(format!("{name}: {once}, then {twice}")),
        () => None,
    }
}

/// The work for two units, which is little more than that of the start.
fn empty_run(folder: &Path) -> Work {
    Program.work(&["check", &write(folder, "empty", &units(2))])
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, bytes).expect("written");
    path.to_string_lossy().into_owned()
}

#[test]
#[ignore = "needs valgrind"]
fn readers_are_linear() {
    let folder = TempDir::new().expect("a folder");
    let empty = empty_run(folder.path());
    judge_all(READERS, |document: &Document| {
        let name = document.name.replace([' ', '/'], "-");
        fault(document.name, &empty, |times| {
            let size = document.size * times;
            let path = write(folder.path(), &format!("{name}-{times}"), &(document.write)(size));
            Program.work(&["check", &path])
        })
    });
}

#[test]
#[ignore = "needs valgrind"]
fn commands_and_writers_are_linear() {
    let folder = TempDir::new().expect("a folder");
    let empty = empty_run(folder.path());
    let files: Vec<[String; 4]> = [UNITS, UNITS * 2]
        .map(|count| {
            let changed = String::from_utf8(units(count)).expect("text").replace("office", "bureau");
            let changed = changed.replace("\"Unit 1", "\"Changed 1");
            let aliases = documents::parts("", count, |i| format!("berth {i}\tu{i}\n"), "");
            let table = documents::alike_units(count);
            [("file", units(count)), ("other", changed.into_bytes()), ("aliases", aliases), ("table", table)]
                .map(|(name, bytes)| write(folder.path(), &format!("{name}{count}"), &bytes))
        })
        .into();
    judge_all(&COMMANDS, |command| {
        fault(&command.join(" "), &empty, |times| {
            let [file, other, aliases, table] = &files[times - 1];
            let pack = format!("{file}.rmr");
            let args = command.iter().map(|argument| match *argument {
                "FILE" => file,
                "OTHER" => other,
                "ALIASES" => aliases,
                "TABLE" => table,
                "PACK" => &pack,
                argument => argument,
            });
            Program.work(&args.collect::<Vec<_>>())
        })
    });
}

#[test]
#[ignore = "needs a release build"]
fn memory_is_bounded() {
    let folder = TempDir::new().expect("a folder");
    let typical: Vec<&Document> = READERS.iter().filter(|document| document.is_typical).collect();
    judge_all(&typical, |document| {
        let sample = (document.write)(document.size).len();
        let count = document.size * (LARGE_BYTES / sample + 1);
        let bytes = (document.write)(count);
        let kilobytes = bytes.len() as u64 / 1024;
        let path = write(folder.path(), &document.name.replace([' ', '/'], "-"), &bytes);
        drop(bytes);
        let peak = Program.peak_kilobytes(&["check", &path]);
        let most = kilobytes * MAX_MEMORY_TENTHS / 10 + PROGRAM_KB + count as u64 * UNIT_BYTES / 1024;
        eprintln!("{}: {count} units, {kilobytes} kB, peak {peak} kB of {most} kB", document.name);
        (peak > most).then(|| format!("{}: {peak} kB for a file of {kilobytes} kB", document.name))
    });
}
