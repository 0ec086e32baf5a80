//! When the next frame may be drawn. What is on its way to a slow terminal hides in the buffers
//! of the system, of sshd and of the link, so the terminal itself is asked how far it is: now
//! and then a frame ends in a question (DSR, `CSI 5 n`) that every terminal answers at once.
//! While too much is unanswered, no frame is drawn. Nothing ever depends on an answer: until
//! one was seen, and once they fail to come, frames are spaced by their size instead.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The question, which changes nothing on the screen.
pub const QUESTION: &[u8] = b"\x1b[5n";

/// How many bytes may be on their way: what a link of 64 kbit/s takes in 300 ms.
const WINDOW: usize = 2_400;
/// A question goes with the frame that brings so many bytes since the last one.
const QUESTION_EVERY: usize = 500;
/// Without answers, so many bytes a second are drawn, and a frame is held back at most so long.
const BUDGET: u64 = 6_000;
const LONGEST_GAP: Duration = Duration::from_millis(150);
/// An answer that takes longer than this does not come.
const SILENCE: Duration = Duration::from_secs(2);
/// How long a terminal that does answer is waited for when it is given back, so that no answer
/// is left to whoever reads next; and how old a question is that it has not answered at all.
const PARTING: Duration = Duration::from_secs(3);
const LOST: Duration = Duration::from_secs(10);

/// A question that was not answered yet.
#[derive(Clone, Copy, Debug)]
struct Question {
    /// How many bytes had been sent with it.
    sent: usize,
    at: Instant,
}

/// What was sent and what of it is known to have arrived.
#[derive(Debug)]
pub struct Pace {
    sent: usize,
    arrived: usize,
    asked: usize,
    questions: VecDeque<Question>,
    /// How many answers did not come so far, also those that nothing is held back for any more,
    /// and when the last question was asked.
    missing: usize,
    asked_at: Instant,
    /// Whether any answer ever came.
    answers: bool,
    /// The time an answer took; none while answers do not come.
    round_trip: Option<Duration>,
    /// Whether a question was never answered: no other is asked.
    silent: bool,
    /// When the budget allows the next frame.
    next: Instant,
}

impl Pace {
    pub fn new(now: Instant) -> Self {
        Self {
            sent: 0,
            arrived: 0,
            asked: 0,
            questions: VecDeque::new(),
            missing: 0,
            asked_at: now,
            answers: false,
            round_trip: None,
            silent: false,
            next: now,
        }
    }

    /// How long the next frame has to wait.
    pub fn wait(&mut self, now: Instant) -> Duration {
        self.give_up(now);
        match (self.round_trip, self.questions.front()) {
            (Some(_), Some(oldest)) if self.sent - self.arrived >= WINDOW => {
                (oldest.at + SILENCE).saturating_duration_since(now)
            }
            (Some(_), _) => Duration::ZERO,
            (None, _) => self.next.saturating_duration_since(now),
        }
    }

    /// Notes a frame that is about to be sent, and says whether a question goes with it. None
    /// goes with the first: a program that just starts asks nothing.
    pub fn send(&mut self, bytes: usize, now: Instant) -> bool {
        let is_first = self.sent == 0;
        self.sent += bytes;
        let gap = Duration::from_millis(bytes as u64 * 1_000 / BUDGET);
        self.next = now + gap.min(LONGEST_GAP);
        let asks = !is_first && !self.silent && self.sent - self.asked >= QUESTION_EVERY;
        if asks {
            self.asked = self.sent;
            self.questions.push_back(Question { sent: self.sent, at: now });
            (self.missing, self.asked_at) = (self.missing + 1, now);
        }
        asks
    }

    /// Notes an answer.
    pub fn hear(&mut self, now: Instant) {
        (self.answers, self.silent) = (true, false);
        self.missing = self.missing.saturating_sub(1);
        if let Some(question) = self.questions.pop_front() {
            self.arrived = question.sent;
            self.round_trip = Some(now.saturating_duration_since(question.at));
        }
    }

    /// Whether a terminal that does answer owes an answer.
    pub fn awaits(&self) -> bool {
        self.answers && !self.questions.is_empty()
    }

    /// Until when answers may come that somebody else should not read, for a terminal that is
    /// given back now. One that never answered is not waited for once it is known to be silent.
    pub fn parting(&self, now: Instant) -> Option<Instant> {
        let until = match self.answers {
            true => (now + PARTING).min(self.asked_at + LOST),
            false => self.asked_at + SILENCE,
        };
        (self.missing > 0).then_some(until)
    }

    /// Stops waiting for answers that do not come. One that never came is not asked for again.
    fn give_up(&mut self, now: Instant) {
        if self.questions.front().is_some_and(|oldest| now >= oldest.at + SILENCE) {
            self.silent = self.round_trip.is_none();
            self.round_trip = None;
            self.questions.clear();
            self.arrived = self.sent;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);
    /// What SSH and TCP add to a packet, in bytes.
    const OVERHEAD: usize = 88;

    /// A link, and a terminal at its end that answers or does not.
    #[derive(Clone, Copy)]
    struct Link {
        /// One way.
        delay: Duration,
        bytes_a_second: usize,
        answers: bool,
    }

    const SLOW: Link = Link { delay: Duration::from_millis(150), bytes_a_second: 8_000, answers: true };
    const FAST: Link = Link { delay: Duration::from_millis(10), bytes_a_second: 1_250_000, answers: true };

    /// What somebody sees who types.
    #[derive(Clone, Copy)]
    struct Seen {
        frames: usize,
        /// From the last key to the frame that shows it.
        settled: Duration,
    }

    /// Holds a key for five seconds, thirty times a second.
    fn hold(link: Link, bytes: usize) -> Seen {
        press(link, bytes, 150, 33)
    }

    /// Presses keys so many milliseconds apart, each a frame of so many bytes, on a clock of its
    /// own.
    fn press(link: Link, bytes: usize, keys: u64, gap: u64) -> Seen {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        pace.send(1_400, start);
        let mut free = start;
        let (mut answers, mut frames, mut changed, mut shown) = (VecDeque::new(), 0, false, start);
        let keys: Vec<Duration> = (0..keys).map(|n| link.delay + Duration::from_millis(n * gap)).collect();
        for now in (0..20_000).map(|ms| ms * MS) {
            while answers.front().is_some_and(|at| *at <= start + now) {
                answers.pop_front();
                pace.hear(start + now);
            }
            changed |= keys.contains(&now);
            if changed && pace.wait(start + now).is_zero() {
                let asks = pace.send(bytes, start + now);
                let time = Duration::from_secs_f64((bytes + OVERHEAD) as f64 / link.bytes_a_second as f64);
                free = free.max(start + now) + time;
                shown = free + link.delay;
                answers.extend((asks && link.answers).then_some(shown + link.delay));
                (frames, changed) = (frames + 1, false);
            }
        }
        let last = start + keys[keys.len() - 1] - link.delay;
        Seen { frames, settled: shown.saturating_duration_since(last) }
    }

    /// A cursor that moves, one that scrolls at 80×24, and at 200×50: bytes, then milliseconds.
    const HELD: [(usize, u128); 3] = [(36, 315), (885, 440), (1_500, 668)];
    /// Letters of `rie` at 80×24, and at 200×50.
    const TYPED: [(usize, u128); 3] = [(500, 373), (880, 505), (1_018, 455)];

    #[test]
    fn a_held_key_settles_soon_on_a_slow_link() {
        assert_eq!(HELD.map(|(bytes, _)| (bytes, hold(SLOW, bytes).settled.as_millis())), HELD);
    }

    #[test]
    fn a_row_of_letters_settles_soon_on_a_slow_link() {
        // Nine letters and eight back, ten a second.
        let typed = |bytes| press(SLOW, bytes, 17, 100).settled.as_millis();
        assert_eq!(TYPED.map(|(bytes, _)| (bytes, typed(bytes))), TYPED);
    }

    #[test]
    fn a_fast_link_loses_hardly_a_frame() {
        for bytes in [75, 800, 1_500] {
            assert!(hold(FAST, bytes).frames > 142, "{bytes} bytes");
        }
    }

    #[test]
    fn a_silent_terminal_is_drawn_on_by_budget_and_asked_no_more() {
        let silent = Link { answers: false, ..SLOW };
        let held = hold(silent, 800);
        assert!(held.settled < 1_200 * MS && held.frames > 30, "{:?} {}", held.settled, held.frames);
        let start = Instant::now();
        let mut pace = Pace::new(start);
        pace.send(1_000, start);
        assert!(pace.send(1_000, start));
        assert!(pace.wait(start + SILENCE).is_zero());
        assert!(!pace.send(1_000, start + SILENCE));
        assert_eq!(pace.parting(start + SILENCE), Some(start + SILENCE), "no wait");
    }

    #[test]
    fn the_first_frame_asks_nothing_and_small_ones_share_a_question() {
        let now = Instant::now();
        let mut pace = Pace::new(now);
        assert!(!pace.send(5_000, now) && pace.parting(now).is_none());
        let asked: Vec<bool> = (0..8).map(|_| pace.send(100, now)).collect();
        assert_eq!(asked.iter().filter(|asks| **asks).count(), 2);
    }

    #[test]
    fn an_answer_that_fails_to_come_holds_nothing_back_for_long() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        pace.send(1_000, start);
        assert!(pace.send(1_000, start));
        pace.hear(start + 100 * MS);
        assert!(pace.send(5_000, start + 100 * MS));
        let wait = pace.wait(start + 200 * MS);
        assert!(wait > Duration::ZERO && wait <= SILENCE);
        assert!(pace.wait(start + 100 * MS + SILENCE).is_zero());
    }

    #[test]
    fn the_last_answer_is_waited_for_until_it_comes() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        pace.send(1_000, start);
        pace.send(1_000, start);
        assert_eq!(pace.parting(start), Some(start + SILENCE));
        pace.hear(start + 300 * MS);
        assert_eq!(pace.parting(start + 300 * MS), None);
    }

    #[test]
    fn a_terminal_that_answers_is_waited_for_even_when_its_answer_was_given_up() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        pace.send(1_000, start);
        pace.send(1_000, start);
        pace.hear(start + 300 * MS);
        pace.send(1_000, start + 400 * MS);
        assert!(pace.awaits());
        let quit = start + 400 * MS + SILENCE;
        pace.give_up(quit);
        assert_eq!((pace.awaits(), pace.parting(quit)), (false, Some(quit + PARTING)));
        pace.hear(quit + 700 * MS);
        assert_eq!(pace.parting(quit), None);
    }

    #[test]
    fn an_answer_that_is_lost_is_not_waited_for_for_ever() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        pace.send(1_000, start);
        pace.send(1_000, start);
        pace.hear(start);
        pace.send(1_000, start);
        let late = start + LOST;
        assert_eq!(pace.parting(late), Some(late));
    }
}
