//! Processes, read from `/proc`.

use std::fs;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

#[derive(Clone, Debug)]
pub struct Process {
    pub pid: u32,
    pub name: String,
    pub parent: u32,
    uid: u32,
}

impl Process {
    /// The current state of a process; `None` when it is gone or a zombie.
    pub fn now(pid: u32) -> Option<Self> {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|line| line.split_whitespace().next()).map(str::to_string)
        };
        if field("State:")? == "Z" {
            return None;
        }
        let number = |name| field(name).and_then(|text| text.parse().ok());
        Some(Self { pid, name: field("Name:")?, parent: number("PPid:")?, uid: number("Uid:")? })
    }

    /// The variables of its environment.
    pub fn environment(&self) -> Vec<String> {
        let bytes = fs::read(format!("/proc/{}/environ", self.pid)).expect("an environment");
        bytes.split(|byte| *byte == 0).map(|text| String::from_utf8_lossy(text).into_owned()).collect()
    }

    /// The command line.
    pub fn args(&self) -> Vec<String> {
        let bytes = fs::read(format!("/proc/{}/cmdline", self.pid)).expect("a command line");
        let words = bytes.split(|byte| *byte == 0).map(|text| String::from_utf8_lossy(text).into_owned());
        words.filter(|word| !word.is_empty()).collect()
    }

    /// The processor time that it has used; `None` when it is gone.
    pub fn processor_time(&self) -> Option<Duration> {
        let statistics = fs::read_to_string(format!("/proc/{}/schedstat", self.pid)).ok()?;
        statistics.split(' ').next()?.parse().ok().map(Duration::from_nanos)
    }

    /// The number of open descriptors.
    pub fn descriptors(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.pid)).expect("its descriptors").count()
    }

    /// The soft limit of a resource, as `/proc` names it.
    pub fn limit(&self, name: &str) -> Option<String> {
        let limits = fs::read_to_string(format!("/proc/{}/limits", self.pid)).ok()?;
        let line = limits.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next().map(str::to_string)
    }

    /// Proportional set size in bytes: shared pages are divided among the processes.
    pub fn memory(&self) -> u64 {
        self.memory_field("Pss:")
    }

    /// Memory that no other process shares, in bytes.
    pub fn private_memory(&self) -> u64 {
        self.memory_field("Private_Clean:") + self.memory_field("Private_Dirty:")
    }

    /// Resident set size in bytes, with shared pages.
    pub fn resident_memory(&self) -> u64 {
        self.memory_field("Rss:")
    }

    fn memory_field(&self, name: &str) -> u64 {
        let rollup = fs::read_to_string(format!("/proc/{}/smaps_rollup", self.pid)).expect("its memory");
        let line = rollup.lines().find_map(|line| line.strip_prefix(name));
        let number = line.and_then(|line| line.split_whitespace().next());
        number.and_then(|number| number.parse::<u64>().ok()).expect("a number") * 1_024
    }
}

fn all() -> Vec<Process> {
    let entries = fs::read_dir("/proc").expect("/proc").flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter_map(Process::now).collect()
}

/// The processor time that processes have used, those that are gone left out.
pub fn processor_time(pids: &[u32]) -> Duration {
    pids.iter().filter_map(|pid| Process::now(*pid)?.processor_time()).sum()
}

pub fn of_user(uid: u32) -> Vec<Process> {
    all().into_iter().filter(|process| process.uid == uid).collect()
}

/// The descendants of a process.
pub fn below(pid: u32) -> Vec<u32> {
    let all = all();
    let mut found = vec![pid];
    let mut at = 0;
    while let Some(&parent) = found.get(at) {
        found.extend(all.iter().filter(|process| process.parent == parent).map(|process| process.pid));
        at += 1;
    }
    found.split_off(1)
}

pub fn kill(pid: u32) {
    signal(pid, Signal::KILL);
}

/// Sends a signal to a process, which may be gone.
pub fn signal(pid: u32, signal: Signal) {
    if let Some(pid) = Pid::from_raw(pid as i32) {
        let _ = kill_process(pid, signal);
    }
}
