//! The limit of the memory that the process may take.

use std::fs;

use rustix::process::{Resource, getrlimit};

/// How many bytes of address space are left. `None` without a limit, and where the system does not tell.
pub fn room() -> Option<u64> {
    let limit = getrlimit(Resource::As).current?;
    let sizes = fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = sizes.split(' ').next()?.parse().ok()?;
    Some(limit.saturating_sub(pages * rustix::param::page_size() as u64))
}
