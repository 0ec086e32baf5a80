//! Formats measurements as Markdown: numbers with three digits, ratios after them.

use std::fs;
use std::thread::available_parallelism;

/// A table; the first column is text, the others are numbers.
pub fn table(head: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let rule = format!("|---|{}\n", "--:|".repeat(head.len() - 1));
    line(head) + &rule + &rows.iter().map(|row| line(row)).collect::<String>()
}

/// Formats seconds.
pub fn time(seconds: f64) -> String {
    match seconds {
        s if s >= 1.0 => format!("{} s", digits(s)),
        s if s >= 1e-3 => format!("{} ms", digits(s * 1e3)),
        s => format!("{} µs", digits(s * 1e6)),
    }
}

/// Formats bytes as megabytes.
pub fn size(bytes: f64) -> String {
    format!("{} MB", digits(bytes / 1e6))
}

/// A formatted value, and its ratio to the floor.
pub fn with_ratio(text: String, value: f64, floor: f64) -> String {
    format!("{text} ({} ×)", digits(value / floor))
}

pub fn percent(part: f64) -> String {
    format!("{:.1} %", part * 100.0)
}

/// Formats a number with three significant digits, or all digits before the decimal point.
pub fn digits(number: f64) -> String {
    match number {
        n if n >= 1_000.0 => thousands(n as usize),
        n if n >= 100.0 => format!("{n:.0}"),
        n if n >= 10.0 => format!("{n:.1}"),
        n => format!("{n:.2}"),
    }
}

pub fn thousands(number: usize) -> String {
    ramure::lang::number(number, ramure::lang::Lang::En)
}

/// The machine and its load.
pub fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let (processor, memory, load) = (read("/proc/cpuinfo"), read("/proc/meminfo"), read("/proc/loadavg"));
    let model = processor.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let total = memory
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:")?.split_whitespace().next()?.parse().ok());
    let gibibytes = total.map_or(0.0, |kilobytes: f64| kilobytes / f64::from(1 << 20));
    format!(
        "Measured on {}, {} cores, {gibibytes:.0} GiB, {}, with a load of {} before.",
        model.map_or("an unknown processor", |(_, name)| name.trim()),
        available_parallelism().map_or(1, usize::from),
        read("/proc/sys/kernel/ostype").trim(),
        load.split_whitespace().next().unwrap_or("unknown"),
    )
}
