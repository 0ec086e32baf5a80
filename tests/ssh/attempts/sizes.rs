//! Sizes of the terminal, which the client chooses.

use std::time::Duration;

use crate::host::{Host, Setup};
use crate::session::is_drawn;

use super::{check_rows, require};

/// The most memory of a session, whatever the size.
const MAX_MEMORY_BYTES: u64 = 16 << 20;
/// Draws the screen again: the program has nothing to draw where a size counts as the one before.
const REDRAW: &str = "\x0c";
/// Sizes in columns and rows.
const SIZES: &[(&str, u16, u16)] = &[
    ("no size", 0, 0),
    ("no columns", 0, 24),
    ("no rows", 80, 0),
    ("one cell", 1, 1),
    ("one column", 1, u16::MAX),
    ("one row", u16::MAX, 1),
    ("the largest", u16::MAX, u16::MAX),
    ("negative numbers of 16 bits", 32_768, 32_768),
    ("five thousand", 5_000, 5_000),
];

#[test]
#[ignore = "needs sshd"]
fn no_size_takes_much_memory() {
    let host = Host::traced(Setup::Documented, "");
    for (columns, rows) in [(0, 0), (u16::MAX, u16::MAX)] {
        let session = host.session(&[], columns, rows);
        session.wait_for(|screen| screen.alternate_screen() && !screen.contents().trim().is_empty());
        let memory = host.running_program().memory();
        assert!(memory < MAX_MEMORY_BYTES, "{columns}×{rows}: {memory} bytes");
        session.quit();
        assert!(host.has_no_process());
    }
    let mut session = host.browse();
    let program = host.running_program();
    check_rows(
        "sizes",
        SIZES,
        |row| row.0.to_string(),
        |(_, columns, rows)| {
            session.resize(*columns, *rows);
            std::thread::sleep(Duration::from_millis(50));
            let memory = program.memory();
            require(memory < MAX_MEMORY_BYTES, || format!("{memory} bytes"))?;
            session.resize(80, 24);
            session.send(REDRAW);
            require(session.meets(is_drawn), || session.screen())
        },
    );
    // A storm.
    for step in 0..2_000_u16 {
        session.resize(step.wrapping_mul(97), step.wrapping_mul(31));
    }
    session.resize(80, 24);
    session.send(REDRAW);
    session.wait_for_frame();
    assert!(program.memory() < MAX_MEMORY_BYTES);
    assert_eq!(host.running_program().pid, program.pid);
    session.quit();
    host.assert_isolated();
}
