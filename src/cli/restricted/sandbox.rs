//! The walls of restricted mode, put up before anything is read: whatever goes wrong later, the
//! process starts no other, writes no file, gains no right and leaves no trace of its memory.

use std::io;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// What each resource is limited to.
const LIMITS: [(Resource, u64); 5] = [
    // Processes: none besides this one, and no thread either.
    (Resource::Nproc, 0),
    // Bytes of a core file, which would hold what was typed.
    (Resource::Core, 0),
    // Bytes of any file; terminals and pipes are not concerned.
    (Resource::Fsize, 0),
    // Open files: the terminal, the pipe of the signals and some room.
    (Resource::Nofile, 16),
    // Seconds of processor, many times what an hour of typing takes.
    (Resource::Cpu, 300),
];

/// Puts up every wall. An error is the first one that can't be.
pub fn shut() -> io::Result<()> {
    LIMITS.into_iter().try_for_each(|(resource, most)| limit(resource, most))?;
    seal()
}

/// Lowers a limit for good; one that is lower already stays.
fn limit(resource: Resource, most: u64) -> io::Result<()> {
    let now = getrlimit(resource);
    let lower = |limit: Option<u64>| Some(limit.map_or(most, |limit| limit.min(most)));
    setrlimit(resource, Rlimit { current: lower(now.current), maximum: lower(now.maximum) })?;
    Ok(())
}

/// No program that it might execute gains rights, and no process of the same user looks inside.
#[cfg(target_os = "linux")]
fn seal() -> io::Result<()> {
    rustix::thread::set_no_new_privs(true)?;
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn seal() -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
