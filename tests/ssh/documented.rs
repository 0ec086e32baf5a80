//! The configuration of `sshd` that the documentation gives, with the names of a test host.

use std::fs;
use std::path::Path;

use crate::host::Host;

/// The line of the page after which the configuration stands.
const INTRODUCTION: &str = "`/etc/ssh/annuaire/sshd_config`:";

/// The configuration for a host.
pub fn configuration(host: &Host) -> String {
    let names = [
        ("Port 2222", format!("Port {}", host.port)),
        ("/etc/ssh/annuaire/host_ed25519", host.path("host")),
        ("/etc/ssh/annuaire/keys", host.path("keys")),
        ("/srv/annuaire", host.chroot().display().to_string()),
        ("AllowUsers annuaire", format!("AllowUsers {}", host.user)),
    ];
    names.iter().fold(block(), |text, (documented, own)| {
        assert!(text.contains(documented), "the documentation has no {documented}");
        text.replace(documented, own)
    })
}

/// The configuration as the page gives it.
fn block() -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ssh.md");
    let page = fs::read_to_string(page).expect("the page");
    let after = page.split_once(INTRODUCTION).expect("its introduction").1;
    let block = after.split_once("```text\n").and_then(|(_, block)| block.split_once("```"));
    block.expect("a block").0.to_string()
}
