//! The data of the operators, which may be hostile itself, and changes while it is served.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use serde_json::json;

use crate::directory::Directory;
use crate::host::{Host, Setup, built};

use super::{check_rows, require};

/// Addresses that a terminal may not be given as links.
const ADDRESSES: [&str; 8] = [
    "javascript:alert(1)",
    "file:///etc/passwd",
    "data:text/html,taken",
    "vbscript:taken",
    "x-man-page://taken",
    "ssh://-oProxyCommand=taken",
    "https://a.example/\u{1b}]0;taken\u{7}",
    "\u{1b}]8;;file:///etc/passwd\u{1b}\\taken",
];

/// Until the card of a unit is drawn, and between two keys.
const CARD_TIME: Duration = Duration::from_millis(200);
const KEY_TIME: Duration = Duration::from_millis(50);

#[test]
#[ignore = "needs sshd"]
fn only_allowed_addresses_become_links() {
    let unit = |(number, address): (usize, &str)| {
        let links =
            json!([{"label": "Lien", "url": address}, {"label": "Site", "url": "https://ok.example/"}]);
        json!({"id": number.to_string(), "name": format!("Unité{number} {address}"), "links": links})
    };
    let directory = Directory::of_records(ADDRESSES.into_iter().enumerate().map(unit));
    let host = Host::with_program(Setup::Documented, "", &directory.program(), "--restricted");
    let mut session = host.browse();
    let rows: Vec<usize> = (0..ADDRESSES.len()).collect();
    check_rows(
        "addresses",
        &rows,
        |row| format!("{:?}", ADDRESSES[*row]),
        |row| {
            session.send(format!("\x07/unité{row}"));
            let shows = session.meets(|screen| screen.contents().contains(&format!("Unité{row}")));
            require(shows, || session.screen())?;
            sleep(CARD_TIME);
            let raw = session.raw();
            let links: Vec<&str> =
                raw.split("\x1b]8;;").skip(1).filter_map(|rest| rest.split('\x1b').next()).collect();
            let is_allowed = |link: &&str| link.is_empty() || link.starts_with("https://");
            require(links.contains(&"https://ok.example/"), || format!("no link: {}", session.screen()))?;
            require(links.iter().all(is_allowed), || format!("{links:?}"))?;
            require(!raw.contains("\x1b]0;") && !raw.contains('\u{9b}'), || format!("{raw:?}"))
        },
    );
    session.send("\x03");
    assert!(session.exit().success());
}

/// What becomes of a packed directory while a session has it open.
type Change = fn(&Path, &Directory);

const CHANGES: &[(&str, Change)] = &[
    ("another one in its place", |pack, other| {
        let new = pack.with_extension("new");
        fs::copy(other.pack(), &new).expect("copied");
        fs::rename(&new, pack).expect("renamed");
    }),
    ("removed", |pack, _| fs::remove_file(pack).expect("removed")),
    ("cut", |pack, _| {
        let file = File::options().write(true).open(pack).expect("open");
        file.set_len(1_000).expect("cut");
    }),
    ("emptied", |pack, _| drop(File::create(pack).expect("empty"))),
    ("overwritten with zeros", |pack, _| {
        let bytes = fs::metadata(pack).expect("a file").len();
        fs::write(pack, vec![0; bytes as usize]).expect("written");
    }),
    ("another text in its place", |pack, _| fs::write(pack, "id,name\na,root:x:0\n").expect("written")),
    ("a link to another file", |pack, _| {
        fs::remove_file(pack).expect("removed");
        symlink("/etc/passwd", pack).expect("a link");
    }),
    ("a directory", |pack, _| {
        fs::remove_file(pack).expect("removed");
        fs::create_dir(pack).expect("a directory");
    }),
];

#[test]
#[ignore = "needs sshd"]
fn a_directory_that_changes_while_it_is_served_harms_nobody() {
    let (served, other) = (Directory::of_units(2_000), Directory::of_units(1_000));
    let pack = Served::new();
    let options = format!("--restricted --lang fr --data {}", pack.0.display());
    let host = Host::with_program(Setup::KeyCommandInShell, "", &built(), &options);
    check_rows(
        "changes",
        CHANGES,
        |row| row.0.to_string(),
        |(_, change)| {
            pack.serve(&served);
            let mut session = host.browse();
            change(&pack.0, &other);
            // Searching, scrolling, reading again, and once more.
            for keys in ["/affaires\r", "G", "g", "\x12", "/rie\r"] {
                session.send(keys);
                sleep(KEY_TIME);
            }
            session.send("\x03");
            let (status, raw) = (session.exit(), session.raw());
            // 0 or, where the damage was met, 2 with a message.
            require(matches!(status.exit_code(), 0 | 2), || format!("{status:?} {raw}"))?;
            require(!raw.contains("root:x") && !raw.contains("panicked"), || raw.clone())?;
            session.assert_restored();
            let output = host.ask("find rie");
            let message = String::from_utf8_lossy(&output.stderr).into_owned();
            let is_answered = output.status.success() && output.stdout.starts_with("Réseau".as_bytes());
            let is_refused = output.status.code() == Some(2) && message.lines().count() == 1;
            require((is_answered || is_refused) && !message.contains("root:x"), || format!("{output:?}"))
        },
    );
}

/// A packed directory where the command line of the operators names it.
struct Served(PathBuf);

impl Served {
    fn new() -> Self {
        Self(Path::new("/var/lib").join(format!("ramure-{}-served.rmr", std::process::id())))
    }

    /// Serves a directory instead of what is there.
    fn serve(&self, directory: &Directory) {
        self.remove();
        fs::copy(directory.pack(), &self.0).expect("copied");
        fs::set_permissions(&self.0, Permissions::from_mode(0o644)).expect("readable");
    }

    fn remove(&self) {
        let _ = fs::remove_file(&self.0).or_else(|_| fs::remove_dir(&self.0));
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.remove();
    }
}
