//! A program that is killed, or has no room, while it writes its cache: the old entry or the new one is there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use ramure::cli::cache::{Cache, Entry, Packing};
use ramure::import::read;
use ramure::lang::Lang;
use ramure::org::Org;
use ramure::search::Index;
use ramure::settings::{PartialSettings, Settings};
use tempfile::TempDir;

use crate::support::VALOMBRE;

use super::disks::{mounting, on_disk};
use super::{large_table, output, program, text};

/// Where the part that is killed works.
const PLACE: &str = "RAMURE_TEST_PLACE";

fn source(place: &Path) -> PathBuf {
    place.join("town.json")
}

/// Writes the source, as if that was an hour ago: what is newer is not kept.
fn write_source(place: &Path, content: &str) {
    fs::write(source(place), content).expect("written");
    let date = SystemTime::now() - Duration::from_secs(3_600);
    fs::File::open(source(place)).and_then(|file| file.set_modified(date)).expect("a date");
}

fn organisation(place: &Path) -> Org {
    read(&fs::read(source(place)).expect("a file"), Lang::En).expect("readable")
}

fn entry(place: &Path) -> Entry {
    let cache = Cache {
        directory: place.join("disk/ramure"),
        max_bytes: 1 << 30,
        min_opening_time: Duration::ZERO,
        program: "1".into(),
    };
    cache.entry(&[source(place)], &Settings::from(PartialSettings::default())).expect("an entry")
}

fn files(place: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(place.join("disk/ramure")).into_iter().flatten();
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

/// The part that is killed: it writes the entry in a thread, as the browser does.
#[test]
#[ignore = "is run by the others"]
fn an_entry_is_written() {
    let Some(place) = std::env::var_os(PLACE).map(PathBuf::from) else { return };
    let org = Arc::new(organisation(&place));
    let Ok(packing) = Packing::start(entry(&place), Arc::clone(&org), Index::new(&org)) else { return };
    while !packing.is_finished() {
        sleep(Duration::from_millis(1));
    }
}

/// Bytes of one write to a new file.
const WRITE_BYTES: usize = 1 << 18;

/// Runs the part that is killed, behind the words of another program.
fn write_entry(words: &[&str], place: &Path) -> ExitStatus {
    let this = std::env::current_exe().expect("this program");
    let mut command: Command = program(words[0]);
    command.args(&words[1..]).arg(this);
    command.args(["--exact", "faults::killed::an_entry_is_written", "--ignored"]).env(PLACE, place);
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("it runs")
}

#[test]
#[ignore = "needs strace"]
fn a_program_that_is_killed_leaves_the_old_entry_or_the_new_one() {
    let directory = TempDir::new().expect("a directory");
    let place = directory.path();
    let (mut kills, mut left_over) = (0, 0);
    let source = large_table();
    write_source(place, &source.replace("Quay", "Pier"));
    assert!(write_entry(&["env"], place).success());
    let [file] = &files(place)[..] else { panic!("{:?}", files(place)) };
    let old = fs::read(file).expect("an entry");
    assert!(old.len() > WRITE_BYTES, "{} bytes", old.len());
    write_source(place, &source);
    for call in ["write", "flock", "/^rename", "/^unlink"] {
        for number in 1.. {
            fs::write(file, &old).expect("written");
            let injection = format!("inject={call}:signal=KILL:when={number}");
            if write_entry(&["strace", "-f", "-o", "/dev/null", "-e", &injection], place).success() {
                break;
            }
            kills += 1;
            left_over += files(place).len() - 1;
            let opened = entry(place).open(Box::new(|| None));
            let is_new = opened
                .is_some_and(|org| org.len() == organisation(place).len() && org.pack_fault().is_none());
            assert!(is_new || fs::read(file).expect("an entry") == old, "{call} {number}");
        }
    }
    assert!(kills >= 6 && left_over > 2, "{kills} kills, {left_over} times something was left over");
    // What was left over is removed by the next program.
    assert!(write_entry(&["env"], place).success());
    assert_eq!(files(place).len(), 1, "{:?}", files(place));
}

#[test]
#[ignore = "needs to mount"]
fn a_full_or_read_only_disk_keeps_nothing_half_written() {
    for prepare in ["cat /dev/zero > \"$DISK/zeros\" 2> /dev/null", "mount -o remount,ro \"$DISK\""] {
        let directory = TempDir::new().expect("a directory");
        let place = directory.path();
        write_source(place, VALOMBRE);
        fs::create_dir(place.join("disk")).expect("a directory");
        let this = std::env::current_exe().expect("this program");
        let script = on_disk(&format!(
            "mkdir -m 700 \"$DISK/ramure\"; {prepare}; \
             \"$THIS\" --exact faults::killed::an_entry_is_written --ignored > /dev/null && ls -A \"$DISK/ramure\" && echo whole"
        ));
        let mut command = program("unshare");
        command.args([mounting(), "sh", "-c", &script]);
        command.env("DISK", place.join("disk")).env("THIS", this).env(PLACE, place);
        let ended = output(&mut command);
        let printed = String::from_utf8_lossy(&ended.stdout).into_owned();
        assert!(printed == "whole\n" || !super::disks::can_mount(), "{}: {prepare}: {ended:?}", text(place));
    }
}
