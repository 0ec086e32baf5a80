//! A pack that is replaced, overwritten, cut or deleted while it is browsed: the text that is shown is always
//! that of the pack that was opened, and what cannot be read any more is told.

use std::fs;
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::damaged_packs::{LARGE, large};
use crate::pty::{RAMURE, Session, command};

const NOTICE: &str = "has changed or is damaged";

/// A directory with a large pack, and another one of other names.
fn packs() -> (TempDir, PathBuf, PathBuf) {
    let directory = tempfile::tempdir().expect("a directory");
    let [file, other] = ["a.rmr", "b.rmr"].map(|name| directory.path().join(name));
    fs::write(&file, &*LARGE).expect("written");
    fs::write(&other, large("Autre")).expect("written");
    (directory, file, other)
}

fn browse(file: &Path, options: &[&str]) -> Session {
    let data = ["--data", file.to_str().expect("text"), "--lang", "en"];
    Session::start(command(RAMURE, &[&data[..], options].concat()), 80, 24)
}

/// Ends with the message and status 2.
fn assert_fails(mut session: Session, quit: &str) {
    session.send(quit);
    assert_eq!(session.exit().exit_code(), 2);
    session.wait_for_text("this packed directory is damaged");
}

#[test]
fn a_pack_that_is_replaced_or_deleted_stays_open() {
    for deletes in [false, true] {
        let (_directory, file, other) = packs();
        let mut session = browse(&file, &[]);
        session.wait_for_text("Service 0");
        match deletes {
            true => fs::remove_file(&file),
            false => fs::rename(&other, &file),
        }
        .expect("replaced");
        session.send("G");
        session.wait_for_text("réseau d’eau 3");
        session.quit();
    }
}

#[test]
fn a_pack_that_is_overwritten_is_told_and_can_be_reloaded() {
    let (_directory, file, other) = packs();
    let mut session = browse(&file, &[]);
    session.wait_for_text("Service 0");
    fs::copy(&other, &file).expect("copied");
    session.send("G");
    session.wait_for_text(NOTICE);
    assert!(!session.capture().parser.screen().contents().contains("Autre"));
    session.send("\x12");
    session.wait_for_text("Autre 3");
    session.quit();
}

#[test]
fn a_pack_that_was_overwritten_or_cut_ends_with_an_error() {
    for cuts in [false, true] {
        let (_directory, file, other) = packs();
        let mut session = browse(&file, &[]);
        session.wait_for_text("Service 0");
        match cuts {
            true => OpenOptions::new().write(true).open(&file).and_then(|file| file.set_len(4_000)),
            false => fs::copy(&other, &file).map(drop),
        }
        .expect("changed");
        session.send("G");
        session.wait_for_text(NOTICE);
        // It is told once.
        session.send("k");
        session.wait_for(|screen| !screen.contents().contains(NOTICE));
        assert_fails(session, "q");
    }
}

#[test]
fn linear_mode_tells_it_too() {
    let (_directory, file, other) = packs();
    let mut session = browse(&file, &["--linear"]);
    session.wait_for_text("Choice:");
    fs::copy(&other, &file).expect("copied");
    session.send("3\rcard\r");
    session.wait_for_text("type reload to read it again");
    assert!(!session.capture().parser.screen().contents().contains("Autre"));
    assert_fails(session, "quit\r");
}
