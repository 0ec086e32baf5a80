//! A kiosk serves the administrator's directory: in the program, or in a file that its command line names.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::directory::Directory;
use crate::host::{Host, Setup};

fn answers(host: &Host, request: &str, expected: &str) {
    let output = host.ask(request);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && text.contains(expected), "{request}: {output:?}");
}

#[test]
#[ignore = "needs sshd"]
fn the_directory_in_the_program_is_served_in_every_setup() {
    let directory = Directory::of_units(1_000);
    for setup in Setup::ALL {
        let host = Host::with_program(setup, "", &directory.program(), "--restricted");
        answers(&host, "find rie", "Réseau interministériel\tRIE");
        answers(&host, "show rie", "Relie les sites.");
        answers(&host, "tree rie", "RIE");
        answers(&host, "version", "Annuaire de la ville, 1\u{a0}000\u{a0}unités, empaqueté le ");
        if setup != Setup::KeyCommandWithoutTerminal {
            let mut session = host.browse();
            session.send("/rie");
            assert!(session.meets(|screen| screen.contents().contains("Relie")), "{}", session.screen());
            session.send("\rq");
            assert!(session.exit().success());
        }
    }
}

#[test]
#[ignore = "needs sshd"]
fn a_file_is_served_that_the_command_line_names() {
    let directory = Directory::of_units(1_000);
    let pack = std::path::Path::new("/var/lib").join(format!("ramure-{}.rmr", std::process::id()));
    fs::copy(directory.pack(), &pack).expect("copied");
    fs::set_permissions(&pack, fs::Permissions::from_mode(0o644)).expect("readable");
    let options = format!("--restricted --lang fr --data {}", pack.display());
    let host = Host::with_program(Setup::KeyCommandInShell, "", &crate::host::built(), &options);
    answers(&host, "find rie", "Réseau interministériel\tRIE");
    let refused = host.ask(&format!("find rie --data {}", pack.display()));
    assert_eq!(refused.status.code(), Some(2), "the client names no file: {refused:?}");
    fs::write(&pack, "id,name\na,A\n").expect("written");
    let refused = host.ask("find rie");
    assert_eq!(refused.status.code(), Some(2), "it is no pack any more: {refused:?}");
    fs::remove_file(&pack).expect("removed");
}
