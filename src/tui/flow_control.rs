//! Flow control: when the next frame may be drawn. Output to a slow terminal piles up in the
//! buffers of the system, of sshd and of the link. So some frames, never the first, end in
//! a status report request (DSR, `CSI 5 n`), which terminals answer at once, and while
//! too many bytes are unconfirmed no frame is drawn. Nothing depends on a report: before the
//! first one, and if they fail to come, frames are spaced by their size.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// While more bytes are unconfirmed, no frame is drawn: what a link of 64 kbit/s carries in 300 ms.
const MAX_UNCONFIRMED_BYTES: usize = 2_400;
/// A report is requested once this many bytes were sent since the last request.
const REQUEST_INTERVAL_BYTES: usize = 500;
/// Without reports, this many bytes are drawn a second, and a frame is delayed at most this long.
const UNCONFIRMED_BYTES_PER_SECOND: u64 = 6_000;
const MAX_FRAME_DELAY: Duration = Duration::from_millis(150);
/// A report that takes longer than this is taken as lost.
const REPORT_TIMEOUT: Duration = Duration::from_secs(2);
/// How long to drain reports on leaving the screen, if the terminal sends them, so that the next
/// program does not read them as input.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(3);
/// A report that was requested longer ago than this is not drained.
const MAX_REPORT_AGE: Duration = Duration::from_secs(10);

/// A status report request without a report so far.
#[derive(Clone, Copy, Debug)]
struct Request {
    /// How many bytes had been sent, with its frame.
    sent_bytes: usize,
    requested_at: Instant,
}

/// Counts bytes that were sent, and those that a report confirms.
#[derive(Debug)]
pub struct FlowControl {
    sent_bytes: usize,
    confirmed_bytes: usize,
    /// How many bytes had been sent at the last request.
    last_request_bytes: usize,
    requests: VecDeque<Request>,
    /// Number of reports that have not come, including those no longer waited for.
    missing_reports: usize,
    last_request_at: Instant,
    /// Whether any report ever came.
    has_reported: bool,
    /// The time that the last report took; `None` while reports do not come.
    round_trip: Option<Duration>,
    /// Whether the terminal sends no reports; then none is requested.
    is_unresponsive: bool,
    /// When the next frame may be drawn without reports.
    next_frame_at: Instant,
}

impl FlowControl {
    pub fn new(now: Instant) -> Self {
        Self {
            sent_bytes: 0,
            confirmed_bytes: 0,
            last_request_bytes: 0,
            requests: VecDeque::new(),
            missing_reports: 0,
            last_request_at: now,
            has_reported: false,
            round_trip: None,
            is_unresponsive: false,
            next_frame_at: now,
        }
    }

    /// How long the next frame has to wait.
    pub fn delay(&mut self, now: Instant) -> Duration {
        self.expire(now);
        match (self.round_trip, self.requests.front()) {
            (Some(_), Some(oldest)) if self.sent_bytes - self.confirmed_bytes >= MAX_UNCONFIRMED_BYTES => {
                (oldest.requested_at + REPORT_TIMEOUT).saturating_duration_since(now)
            }
            (Some(_), _) => Duration::ZERO,
            (None, _) => self.next_frame_at.saturating_duration_since(now),
        }
    }

    /// Counts a frame that is about to be sent. Returns whether to request a report with it:
    /// never with the first.
    pub fn on_frame(&mut self, bytes: usize, now: Instant) -> bool {
        let is_first = self.sent_bytes == 0;
        self.sent_bytes += bytes;
        let delay = Duration::from_millis(bytes as u64 * 1_000 / UNCONFIRMED_BYTES_PER_SECOND);
        self.next_frame_at = now + delay.min(MAX_FRAME_DELAY);
        let is_due = self.sent_bytes - self.last_request_bytes >= REQUEST_INTERVAL_BYTES;
        let requests_report = !is_first && !self.is_unresponsive && is_due;
        if requests_report {
            self.last_request_bytes = self.sent_bytes;
            self.requests.push_back(Request { sent_bytes: self.sent_bytes, requested_at: now });
            (self.missing_reports, self.last_request_at) = (self.missing_reports + 1, now);
        }
        requests_report
    }

    /// Counts a report.
    pub fn on_report(&mut self, now: Instant) {
        (self.has_reported, self.is_unresponsive) = (true, false);
        self.missing_reports = self.missing_reports.saturating_sub(1);
        if let Some(request) = self.requests.pop_front() {
            self.confirmed_bytes = request.sent_bytes;
            self.round_trip = Some(now.saturating_duration_since(request.requested_at));
        }
    }

    /// Whether a report is due from a terminal that sends them.
    pub fn is_waiting(&self) -> bool {
        self.has_reported && !self.requests.is_empty()
    }

    /// Until when to drain missing reports, if the screen is left now; `None` if none is missing.
    pub fn drain_deadline(&self, now: Instant) -> Option<Instant> {
        let deadline = match self.has_reported {
            true => (now + DRAIN_TIMEOUT).min(self.last_request_at + MAX_REPORT_AGE),
            false => self.last_request_at + REPORT_TIMEOUT,
        };
        (self.missing_reports > 0).then_some(deadline)
    }

    /// Gives up reports that did not come in time.
    fn expire(&mut self, now: Instant) {
        if self.requests.front().is_some_and(|oldest| now >= oldest.requested_at + REPORT_TIMEOUT) {
            self.is_unresponsive = self.round_trip.is_none();
            self.round_trip = None;
            self.requests.clear();
            self.confirmed_bytes = self.sent_bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);
    /// What SSH and TCP add to a packet, in bytes.
    const PACKET_OVERHEAD_BYTES: usize = 88;

    /// A link, and a terminal at its end that sends reports or does not.
    #[derive(Clone, Copy)]
    struct SlowLink {
        /// One way.
        delay: Duration,
        bytes_per_second: usize,
        has_reports: bool,
    }

    const SLOW: SlowLink =
        SlowLink { delay: Duration::from_millis(150), bytes_per_second: 8_000, has_reports: true };
    const FAST: SlowLink =
        SlowLink { delay: Duration::from_millis(10), bytes_per_second: 1_250_000, has_reports: true };

    /// What the simulated terminal shows.
    #[derive(Clone, Copy)]
    struct Shown {
        frames: usize,
        /// From the last key to the frame that shows it.
        settled: Duration,
    }

    /// Holds a key for five seconds, thirty times a second.
    fn hold_key(link: SlowLink, bytes: usize) -> Shown {
        press_keys(link, bytes, 150, 33)
    }

    /// Presses keys `gap` milliseconds apart, each causing a frame of `bytes`, in simulated time.
    fn press_keys(link: SlowLink, bytes: usize, keys: u64, gap: u64) -> Shown {
        let start = Instant::now();
        let mut flow = FlowControl::new(start);
        flow.on_frame(1_400, start);
        let mut free = start;
        let (mut reports, mut frames, mut changed, mut shown) = (VecDeque::new(), 0, false, start);
        let keys: Vec<Duration> = (0..keys).map(|n| link.delay + Duration::from_millis(n * gap)).collect();
        for now in (0..20_000).map(|ms| ms * MS) {
            while reports.front().is_some_and(|at| *at <= start + now) {
                reports.pop_front();
                flow.on_report(start + now);
            }
            changed |= keys.contains(&now);
            if changed && flow.delay(start + now).is_zero() {
                let requests = flow.on_frame(bytes, start + now);
                let time = Duration::from_secs_f64(
                    (bytes + PACKET_OVERHEAD_BYTES) as f64 / link.bytes_per_second as f64,
                );
                free = free.max(start + now) + time;
                shown = free + link.delay;
                reports.extend((requests && link.has_reports).then_some(shown + link.delay));
                (frames, changed) = (frames + 1, false);
            }
        }
        let last = start + keys[keys.len() - 1] - link.delay;
        Shown { frames, settled: shown.saturating_duration_since(last) }
    }

    #[test]
    fn a_held_key_settles_soon_on_a_slow_link() {
        // A cursor that moves, one that scrolls at 80×24, and at 200×50: bytes, milliseconds.
        for (bytes, limit) in [(36, 350), (885, 500), (1_500, 750)] {
            let settled = hold_key(SLOW, bytes).settled;
            assert!(settled >= 2 * SLOW.delay && settled <= limit * MS, "{bytes} bytes: {settled:?}");
        }
    }

    #[test]
    fn typing_settles_soon_on_a_slow_link() {
        // Frames of the letters of `rie` at 80×24, and at 200×50: bytes, milliseconds. Nine letters are
        // typed and eight deleted, ten a second.
        for (bytes, limit) in [(500, 420), (880, 560), (1_018, 510)] {
            let settled = press_keys(SLOW, bytes, 17, 100).settled;
            assert!(settled >= 2 * SLOW.delay && settled <= limit * MS, "{bytes} bytes: {settled:?}");
        }
    }

    #[test]
    fn a_fast_link_shows_nearly_every_frame() {
        for bytes in [75, 800, 1_500] {
            assert!(hold_key(FAST, bytes).frames > 142, "{bytes} bytes");
        }
    }

    #[test]
    fn an_unresponsive_terminal_gets_frames_by_size_and_no_more_requests() {
        let unresponsive = SlowLink { has_reports: false, ..SLOW };
        let held = hold_key(unresponsive, 800);
        assert!(held.settled < 1_200 * MS && held.frames > 30, "{:?} {}", held.settled, held.frames);
        let start = Instant::now();
        let mut flow = FlowControl::new(start);
        flow.on_frame(1_000, start);
        assert!(flow.on_frame(1_000, start));
        assert!(flow.delay(start + REPORT_TIMEOUT).is_zero());
        assert!(!flow.on_frame(1_000, start + REPORT_TIMEOUT));
        assert_eq!(flow.drain_deadline(start + REPORT_TIMEOUT), Some(start + REPORT_TIMEOUT), "no wait");
    }

    #[test]
    fn the_first_frame_requests_nothing_and_small_ones_share_a_request() {
        let now = Instant::now();
        let mut flow = FlowControl::new(now);
        assert!(!flow.on_frame(5_000, now) && flow.drain_deadline(now).is_none());
        let requests: Vec<bool> = (0..8).map(|_| flow.on_frame(100, now)).collect();
        assert_eq!(requests.iter().filter(|requests| **requests).count(), 2);
    }

    #[test]
    fn a_missing_report_does_not_delay_frames_for_long() {
        let start = Instant::now();
        let mut flow = FlowControl::new(start);
        flow.on_frame(1_000, start);
        assert!(flow.on_frame(1_000, start));
        flow.on_report(start + 100 * MS);
        assert!(flow.on_frame(5_000, start + 100 * MS));
        let wait = flow.delay(start + 200 * MS);
        assert!(wait > Duration::ZERO && wait <= REPORT_TIMEOUT);
        assert!(flow.delay(start + 100 * MS + REPORT_TIMEOUT).is_zero());
    }

    #[test]
    fn the_last_report_is_drained_until_it_comes() {
        let start = Instant::now();
        let mut flow = FlowControl::new(start);
        flow.on_frame(1_000, start);
        flow.on_frame(1_000, start);
        assert_eq!(flow.drain_deadline(start), Some(start + REPORT_TIMEOUT));
        flow.on_report(start + 300 * MS);
        assert_eq!(flow.drain_deadline(start + 300 * MS), None);
    }

    #[test]
    fn reports_that_were_given_up_are_still_drained() {
        let start = Instant::now();
        let mut flow = FlowControl::new(start);
        flow.on_frame(1_000, start);
        flow.on_frame(1_000, start);
        flow.on_report(start + 300 * MS);
        flow.on_frame(1_000, start + 400 * MS);
        assert!(flow.is_waiting());
        let quit = start + 400 * MS + REPORT_TIMEOUT;
        flow.expire(quit);
        assert_eq!((flow.is_waiting(), flow.drain_deadline(quit)), (false, Some(quit + DRAIN_TIMEOUT)));
        flow.on_report(quit + 700 * MS);
        assert_eq!(flow.drain_deadline(quit), None);
    }

    #[test]
    fn a_lost_report_is_not_drained_for_ever() {
        let start = Instant::now();
        let mut flow = FlowControl::new(start);
        flow.on_frame(1_000, start);
        flow.on_frame(1_000, start);
        flow.on_report(start);
        flow.on_frame(1_000, start);
        let late = start + MAX_REPORT_AGE;
        assert_eq!(flow.drain_deadline(late), Some(late));
    }
}
