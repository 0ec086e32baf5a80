//! Throttles the progress reports of the importers.

use super::ProgressFn;

/// Bytes read between two reports.
const PROGRESS_INTERVAL_BYTES: usize = 1 << 20;

/// Reports the bytes read of one text at most once per [`PROGRESS_INTERVAL_BYTES`].
pub struct ProgressMeter<'w> {
    report: ProgressFn<'w>,
    total_bytes: usize,
    last_reported_byte: usize,
}

impl<'w> ProgressMeter<'w> {
    pub fn new(report: ProgressFn<'w>, total_bytes: usize) -> Self {
        Self { report, total_bytes, last_reported_byte: 0 }
    }

    /// Notes that the text is read up to a byte offset.
    pub fn advance_to(&mut self, byte: usize) {
        if byte >= self.last_reported_byte + PROGRESS_INTERVAL_BYTES {
            self.last_reported_byte = byte;
            (self.report)(byte, self.total_bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_an_interval_apart() {
        let mut reports = Vec::new();
        let mut report = |byte, total| reports.push((byte, total));
        let mut meter = ProgressMeter::new(&mut report, 3_000_000);
        [0, 1_000_000, 1_048_576, 2_000_000, 2_500_000].into_iter().for_each(|byte| meter.advance_to(byte));
        assert_eq!(reports, [(1_048_576, 3_000_000), (2_500_000, 3_000_000)]);
    }
}
