//! `ramure --pick` in a terminal whose standard output goes elsewhere.

use std::fs;

use crate::pty::{DOWN, Session, script};
use tempfile::TempDir;

/// A script that picks with these arguments, and keeps what is printed and the exit status.
struct Pick {
    session: Session,
    folder: TempDir,
}

impl Pick {
    fn start(arguments: &str) -> Self {
        let folder = TempDir::new().expect("a folder");
        let text = format!("$RAMURE {arguments} > $FILE; echo \"status $?\" >> $FILE; echo done");
        let command = script(&text, &folder.path().join("picked"));
        let session = Session::start(command, 80, 24);
        session.wait_for_frame();
        Self { session, folder }
    }

    /// Sends keys that end the browser; returns what was printed, and the status.
    fn end_with(mut self, keys: &str) -> String {
        self.session.send(keys);
        assert_eq!(self.session.exit().exit_code(), 0);
        self.session.assert_restored();
        fs::read_to_string(self.folder.path().join("picked")).expect("a file")
    }
}

#[test]
fn enter_prints_the_id_of_the_unit_under_the_cursor() {
    let mut pick = Pick::start("--pick");
    pick.session.wait_for_row(1);
    assert!(pick.session.capture().parser.screen().contents().contains("choisir l’unité"));
    pick.session.send(DOWN);
    pick.session.wait_for_row(2);
    assert_eq!(pick.end_with("\r"), "ace\nstatus 0\n");
}

#[test]
fn the_first_enter_in_the_filter_picks() {
    let mut pick = Pick::start("--pick=acronym");
    pick.session.send("/tnt");
    pick.session.wait_for_text("/ tnt");
    assert_eq!(pick.end_with("\r"), "TNT\nstatus 0\n");
}

#[test]
fn a_query_opens_the_browser_filtered_and_tab_goes_to_the_card() {
    let mut pick = Pick::start("--pick=name rie");
    pick.session.send("\t");
    pick.session.wait_for_text("choisir");
    pick.session.send("\t");
    assert_eq!(pick.end_with("\r"), "Réseau interministériel de l’État\nstatus 0\n");
}

#[test]
fn nothing_is_printed_when_the_browser_is_left() {
    for keys in ["q", "\x03", "\x1b"] {
        assert_eq!(Pick::start("--pick").end_with(keys), "status 1\n", "{keys:?}");
    }
    // The first Escape clears the filter.
    let mut pick = Pick::start("--pick rie");
    pick.session.send("\x1b");
    pick.session.wait_for(|screen| !screen.contents().contains("/ rie"));
    assert_eq!(pick.end_with("\x1b"), "status 1\n");
}

#[test]
fn a_unit_without_the_field_prints_nothing() {
    assert_eq!(Pick::start("--pick=phone").end_with("\r"), "status 1\n");
}
