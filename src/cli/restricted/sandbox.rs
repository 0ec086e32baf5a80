//! Process sandbox: resource limits, `no_new_privs`, not dumpable. Applied before any input is
//! read.

use std::io;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The soft and the hard limit of each resource.
const LIMITS: [(Resource, u64, u64); 6] = [
    // No further process or thread.
    (Resource::Nproc, 0, 0),
    // No core file: it would contain the input.
    (Resource::Core, 0, 0),
    // File size in bytes; terminals and pipes are not files in this sense.
    (Resource::Fsize, 0, 0),
    // Open files: the terminal, the signal pipe and a few spare ones.
    (Resource::Nofile, 16, 16),
    // Memory that is not shared, in bytes, many times what the largest directory takes.
    (Resource::Data, 256 << 20, 256 << 20),
    // CPU time in seconds, many times what an hour of typing takes. At the soft limit the session is told by SIGXCPU, and
    // restores the terminal; at the hard one it is killed.
    (Resource::Cpu, 300, 310),
];

/// Applies the whole sandbox; an error is the first part that the system refuses.
pub fn apply() -> io::Result<()> {
    LIMITS.into_iter().try_for_each(|(resource, soft, hard)| limit(resource, soft, hard))?;
    lock_down()
}

/// Lowers the soft and the hard limit; a lower one is kept.
fn limit(resource: Resource, soft: u64, hard: u64) -> io::Result<()> {
    let present = getrlimit(resource);
    let lower = |limit: Option<u64>, max: u64| Some(limit.map_or(max, |limit| limit.min(max)));
    let limits = Rlimit { current: lower(present.current, soft), maximum: lower(present.maximum, hard) };
    setrlimit(resource, limits)?;
    Ok(())
}

/// Sets `no_new_privs`, and forbids core dumps and tracing by other processes of the same user.
#[cfg(target_os = "linux")]
fn lock_down() -> io::Result<()> {
    rustix::thread::set_no_new_privs(true)?;
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn lock_down() -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
