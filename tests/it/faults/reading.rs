//! A disk that fails while a file is read: at the start, at a later key, when the files are read again.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use crate::pty::{self, RAMURE, Session};
use crate::support::{stderr, stdout};

use super::{COMMANDS, Place, assert_fails, for_each, large_table, output, ramure, reads, text, traced};

const FAULT: &str = "input/output error";

#[test]
#[ignore = "needs strace"]
fn a_file_that_fails_is_one_line_for_every_command() {
    let (place, pack) = Place::with_pack();
    let json = place.path("dinum.json");
    let commands: Vec<&[&str]> = COMMANDS.into_iter().filter(|command| reads(command)).collect();
    for_each(&commands, |command| {
        // All reads fail, then those after the first ones.
        for (file, firsts) in [(&json, &[1, 2, 3][..]), (&pack, &[1, 2, 5])] {
            let args = place.args(command, text(file));
            for first in firsts {
                let injection = format!("read,pread64:error=EIO:when={first}+");
                assert_fails(&output(&mut traced(&[file], &injection, &args)), FAULT, &(command, first));
            }
        }
    });
}

#[test]
#[ignore = "needs strace"]
fn any_read_that_fails_is_an_error_or_changes_nothing() {
    let (place, pack) = Place::with_pack();
    let args = place.args(&["find", "réseau", "--data", "FILE"], text(&pack));
    let normal = output(&mut ramure(&args));
    let mut faults = 0;
    for number in 1.. {
        let read = output(&mut traced(&[&pack], &format!("pread64:error=EIO:when={number}"), &args));
        if !read.status.success() {
            faults += 1;
            assert_fails(&read, FAULT, &number);
        } else {
            assert_eq!((stdout(&read), stderr(&read)), (stdout(&normal), stderr(&normal)), "{number}");
            // The first reads of the file are those of the cache, which does without.
            if number > 2 {
                break;
            }
        }
    }
    assert!(faults > 3, "{faults}");
}

#[test]
#[ignore = "needs strace"]
fn a_file_of_a_directory_that_fails_is_a_problem() {
    let place = Place::new();
    let directory = place.path("towns");
    fs::create_dir(&directory).expect("a directory");
    for (name, text) in [("a.csv", "id,name\na,A\n"), ("b.csv", "id,name\nb,B\n")] {
        fs::write(directory.join(name), text).expect("written");
    }
    let bad = directory.join("b.csv");
    let run = |command: &[&str]| {
        let args = place.args(command, text(&directory));
        output(&mut traced(&[&bad], "read:error=EIO", &args))
    };
    assert_eq!(stdout(&run(&["tree", "--data", "FILE"])), "A\n");
    let checked = run(&["check", "FILE"]);
    assert_eq!(checked.status.code(), Some(1));
    assert!(stdout(&checked).contains(&format!("b.csv:1: this file is not read: {FAULT}")), "{checked:?}");
}

/// The browser on a file, of which the reads are traced.
fn browse_traced(file: &Path, options: &[&str]) -> Session {
    let options = [&["-f", "-P", text(file)], options, &[RAMURE, "--no-cache", "--no-history", text(file)]];
    let session = Session::start(pty::command("strace", &options.concat()), 80, 24);
    session.wait_for_frame();
    session
}

/// How often the browser reads a file until it is idle.
fn reads_to_open(file: &Path, log: &Path) -> usize {
    let session = browse_traced(file, &["-o", text(log), "-e", "trace=pread64"]);
    session.wait_until_quiet();
    let is_read = |line: &&str| line.contains("pread64(");
    let reads = fs::read_to_string(log).expect("a log").lines().filter(is_read).count();
    session.quit();
    reads
}

#[test]
#[ignore = "needs strace"]
fn a_pack_that_fails_at_a_later_key_is_told_and_survived() {
    let place = Place::new();
    let [source, pack] = ["large.csv", "large.rmr"].map(|name| place.path(name));
    fs::write(&source, large_table()).expect("written");
    let packed = output(&mut ramure(&place.args(&["pack", "FILE", "-o", text(&pack)], text(&source))));
    assert!(packed.status.success(), "{packed:?}");
    let reads = reads_to_open(&pack, &place.path("log"));
    assert!(reads > 3, "{reads}");
    let injection = format!("inject=pread64:error=EIO:when={}+", reads + 1);
    let mut session = browse_traced(&pack, &["-o", "/dev/null", "-e", &injection]);
    session.send("/quay 1400");
    session.wait_for_text("incomplet, l’annuaire empaqueté a changé ou est endommagé");
    session.send("\x1b");
    session.wait_for_text("Quay 1");
    session.send("q");
    assert_eq!(session.exit().exit_code(), 2);
    let text = String::from_utf8_lossy(&session.raw()).into_owned();
    assert!(text.contains("erreur d’entrée-sortie"), "{text}");
}

#[test]
#[ignore = "needs strace"]
fn a_file_that_fails_when_it_is_read_again_is_told_and_what_is_shown_stays() {
    let place = Place::new();
    // The name leads to another file when it is read again.
    let [file, bad] = ["link.json", "other.json"].map(|name| place.path(name));
    symlink(place.path("town.json"), &file).expect("a link");
    let injection = "inject=read,pread64:error=EIO";
    let options =
        ["-f", "-o", "/dev/null", "-P", text(&bad), "-e", injection, RAMURE, "--no-history", text(&file)];
    let mut session = Session::start(pty::command("strace", &options), 80, 24);
    session.wait_for_frame();
    fs::remove_file(&file).and_then(|()| symlink(&bad, &file)).expect("a link");
    session.send("\x12");
    session.wait_for_text("rechargement impossible");
    session.wait_for_text("entrée-sortie");
    session.wait_for_text("Cabinet");
    session.quit();
}
