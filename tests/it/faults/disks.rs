//! File systems that are really full or read-only: mounted for the tests, in a name space of their own.

use std::path::PathBuf;
use std::process::Output;

use crate::pty::{self, RAMURE, Session};
use crate::support::{run, stderr};

use super::{Place, output, program, text};

/// The option with which `unshare` lets this user mount.
pub fn mounting() -> &'static str {
    if rustix::process::geteuid().is_root() { "-m" } else { "-rm" }
}

/// A script that runs with a file system of 64 KiB at `$DISK`.
pub fn on_disk(script: &str) -> String {
    format!("mount -t tmpfs -o size=64k none \"$DISK\" && {{ {script}; }}")
}

/// What scripts use: the program, an organisation, the disk, on which the program also keeps what it remembers.
fn variables(place: &Place) -> [(&'static str, PathBuf); 5] {
    let disk = place.path("disk");
    std::fs::create_dir_all(&disk).expect("a directory");
    let (state, cache) = (("XDG_STATE_HOME", disk.clone()), ("XDG_CACHE_HOME", disk.clone()));
    [("RAMURE", RAMURE.into()), ("FILE", place.path("town.json")), ("DISK", disk), state, cache]
}

/// Runs a script with a small disk. `None` where mounting is not allowed.
fn on_small_disk(script: &str, place: &Place) -> Option<Output> {
    let mut command = program("unshare");
    command.args([mounting(), "sh", "-c", &on_disk(script)]).envs(variables(place));
    can_mount().then(|| output(&mut command))
}

/// Whether mounting is allowed here; in some containers it is not.
pub fn can_mount() -> bool {
    let mut command = program("unshare");
    let is_allowed =
        output(command.args([mounting(), "mount", "-t", "tmpfs", "none", "/mnt"])).status.success();
    if !is_allowed {
        eprintln!("skipped: mounting is not allowed here");
    }
    is_allowed
}

/// Fills the disk but for a page.
const FILL: &str = "\"$RAMURE\" pack \"$FILE\" -o \"$DISK/town.rmr\" 2> /dev/null > /dev/null; cp \"$DISK/town.rmr\" \"$DISK/old\"; \
    head -c 45056 /dev/zero > \"$DISK/zeros\" 2> /dev/null; cat /dev/zero >> \"$DISK/zeros\" 2> /dev/null";

#[test]
#[ignore = "needs to mount"]
fn a_full_disk_leaves_the_old_pack_and_nothing_else() {
    let place = Place::new();
    let script = format!(
        "{FILL}; \"$RAMURE\" pack \"$FILE\" -o \"$DISK/town.rmr\"; echo $? >&2; \
         \"$RAMURE\" convert \"$FILE\" > \"$DISK/out\"; echo $? >&2; \
         cmp \"$DISK/town.rmr\" \"$DISK/old\" >&2; ls -A \"$DISK\""
    );
    let Some(output) = on_small_disk(&script, &place) else { return };
    let messages = stderr(&output);
    let [pack, pack_status, convert, convert_status] = &messages.lines().collect::<Vec<_>>()[..] else {
        panic!("{messages}")
    };
    for (message, status) in [(pack, pack_status), (convert, convert_status)] {
        assert!(
            message.starts_with("ramure: ") && message.ends_with("no space left on the disk"),
            "{message}"
        );
        assert_eq!(*status, "2");
    }
    assert_eq!(String::from_utf8_lossy(&output.stdout), "old\nout\ntown.rmr\nzeros\n");
}

#[test]
#[ignore = "needs to mount"]
fn the_browser_works_on_disks_that_are_full_or_read_only() {
    for prepare in [FILL, "mount -o remount,ro \"$DISK\""] {
        let place = Place::new();
        if !can_mount() {
            return;
        }
        let script =
            on_disk(&format!("{prepare}; \"$RAMURE\" \"$FILE\"; echo status $?; ls -A \"$DISK/ramure\""));
        let mut command = pty::command("unshare", &[mounting(), "sh", "-c", &script]);
        for (name, value) in variables(&place) {
            command.env(name, value);
        }
        let mut session = Session::start(command, 80, 24);
        session.wait_for_frame();
        session.send("/plm\r");
        session.wait_for_text("PLM");
        session.send("q");
        session.wait_for_text("status 0");
        session.exit();
        let shown = session.capture().parser.screen().contents();
        assert!(!shown.contains(".new"), "{prepare}: {shown}");
    }
}

#[test]
#[ignore = "needs to mount"]
fn a_read_only_disk_is_named() {
    let place = Place::new();
    let script =
        "mount -o remount,ro \"$DISK\"; \"$RAMURE\" pack \"$FILE\" -o \"$DISK/town.rmr\"; echo $? >&2";
    let Some(output) = on_small_disk(script, &place) else { return };
    let messages = stderr(&output);
    assert!(messages.ends_with("this file system is read-only\n2\n"), "{messages}");
    assert_eq!(messages.lines().count(), 2, "{messages}");
    assert!(run(&["check", text(&place.path("town.json"))]).status.success());
}
