//! The signals that end the program, while a file is written: they are noted, so that what was written can
//! be removed before the program ends.

use std::fs;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::flag;

use super::signals;

/// Notes the first signal, until it is dropped. A second one ends the program at once.
#[derive(Debug)]
pub struct Interruption {
    /// The number of the signal that came, or 0.
    signal: Arc<AtomicUsize>,
    /// Whether the next signal ends the program, as it does by default.
    ends_at_once: Arc<AtomicBool>,
}

impl Interruption {
    /// From now on signals are noted. Those that the program was started to ignore, as by `nohup`, are still
    /// ignored.
    ///
    /// # Errors
    /// If the system refuses it.
    pub fn new() -> io::Result<Self> {
        let noted = Self { signal: Arc::default(), ends_at_once: Arc::default() };
        let ignored = ignored_signals();
        for signal in signals::FATAL.into_iter().filter(|signal| ignored & (1 << (signal - 1)) == 0) {
            // In this order: the first signal must not see the flag that it sets itself.
            flag::register_conditional_default(signal, Arc::clone(&noted.ends_at_once))?;
            flag::register_usize(signal, Arc::clone(&noted.signal), signal as usize)?;
            flag::register(signal, Arc::clone(&noted.ends_at_once))?;
        }
        signals::refuse_large_files()?;
        Ok(noted)
    }

    /// The number of the signal that came.
    pub fn signal(&self) -> Option<i32> {
        Some(self.signal.load(Ordering::SeqCst) as i32).filter(|&signal| signal != 0)
    }
}

impl Drop for Interruption {
    fn drop(&mut self) {
        self.ends_at_once.store(true, Ordering::SeqCst);
    }
}

/// The signals that the program ignores, as bits. None where the system does not tell.
fn ignored_signals() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let bits = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    bits.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok()).unwrap_or(0)
}
