//! When the next request of a batch may start under an API's rate limit. It does no I/O and reads no clock: answers and
//! the time are passed in.
//!
//! An answer's "remaining: r" was true when the server wrote it. Requests that were on their way then, or were sent since,
//! are not counted in it. So a request may start only while `r` is greater than the number of requests in flight. With
//! nothing remaining, or after a 429, no request starts until the window ends. Then a single request, the probe, is sent,
//! and its answer opens or closes the gate for the others. The first request of a batch is a probe, too.

use std::time::Duration;

use crate::api::retry::BACKOFF;
use crate::rate_limit::RateLimit;

/// The pause when nothing remains and the answer does not say when the window ends.
const UNKNOWN_END: Duration = Duration::from_secs(1);
/// In seconds. A reset computed as "now plus the pause" differs by rounding between two answers of the same window.
const SAME_RESET: u64 = 1;

/// Whether the next request may start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gate {
    /// Yes.
    Open,
    /// Not before this time, unless an answer says otherwise.
    Until(Duration),
    /// Not before the next answer.
    NextAnswer,
}

/// The period in which a request started. An answer to a request of an earlier period changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ticket(u64);

#[derive(Debug, Clone, Copy)]
struct Window {
    remaining: u64,
    reset_at: Option<u64>,
    ends: Option<Duration>,
}

impl Window {
    /// Whether a reset belongs to an earlier window (`Less`), to this one (`Equal`) or to a later one (`Greater`).
    fn compare(&self, reset_at: Option<u64>) -> std::cmp::Ordering {
        match (reset_at, self.reset_at) {
            (Some(theirs), Some(ours)) if theirs.abs_diff(ours) <= SAME_RESET => std::cmp::Ordering::Equal,
            (Some(theirs), Some(ours)) => theirs.cmp(&ours),
            _ => std::cmp::Ordering::Greater,
        }
    }
}

/// The one request that is sent ahead of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Probe {
    /// The next request is the probe.
    Due,
    /// It has been sent, and nothing else starts.
    InFlight,
    /// It was answered or lost.
    Done,
}

/// What remains of the limit. A time is a [`Duration`] since an instant that the caller chooses.
#[derive(Debug)]
pub(super) struct Budget {
    period: u64,
    probe: Probe,
    window: Option<Window>,
    closed_until: Option<Duration>,
    refusals: usize,
    last: RateLimit,
}

impl Default for Budget {
    fn default() -> Self {
        let (window, closed_until, last) = (None, None, RateLimit::default());
        Self { period: 0, probe: Probe::Due, window, closed_until, refusals: 0, last }
    }
}

impl Budget {
    /// Whether another request may start while `in_flight` others are unanswered.
    pub(super) fn gate(&mut self, in_flight: usize, now: Duration) -> Gate {
        match self.closed_until {
            Some(until) if now < until => return Gate::Until(until),
            Some(_) => {
                self.closed_until = None;
                self.probe = Probe::Due;
            }
            None => {}
        }
        let full = |window: &Window| window.remaining <= in_flight as u64;
        if self.window.is_some_and(|window| window.ends.is_some_and(|ends| now >= ends)) {
            self.period += 1;
            self.probe = Probe::Due;
            self.window = None;
        }
        match (self.probe, self.window.filter(full)) {
            (Probe::InFlight, _) => Gate::NextAnswer,
            (Probe::Done, Some(window)) => window.ends.map_or(Gate::NextAnswer, Gate::Until),
            _ => Gate::Open,
        }
    }

    /// Counts a request that starts now. To be called after [`Gate::Open`] only.
    pub(super) fn start(&mut self) -> Ticket {
        if self.probe == Probe::Due {
            self.probe = Probe::InFlight;
        }
        Ticket(self.period)
    }

    /// A request was processed, and `limit` is what its answer said.
    pub(super) fn answered(&mut self, ticket: Ticket, limit: &RateLimit, now: Duration) {
        if ticket != Ticket(self.period) {
            return;
        }
        self.probe = Probe::Done;
        self.refusals = 0;
        let over = limit.reset_at.is_some() && limit.pause.is_none();
        let Some(remaining) = limit.remaining.filter(|_| !over) else { return };
        let ends = limit.pause.or((remaining == 0).then_some(UNKNOWN_END)).map(|pause| now + pause);
        let stated = Window { remaining, reset_at: limit.reset_at, ends };
        // Answers overtake each other: within one window, the smallest "remaining" counts.
        let window = match self.window.map(|window| (window, window.compare(limit.reset_at))) {
            Some((_, std::cmp::Ordering::Less)) => return,
            Some((window, std::cmp::Ordering::Equal)) => {
                Window { remaining: remaining.min(window.remaining), ..window }
            }
            _ => stated,
        };
        self.window = Some(window);
        self.last = RateLimit { remaining: Some(window.remaining), ..*limit };
    }

    /// A request was refused with a 429. The pause is what the answer asks for. It grows, with a random part as between
    /// retries, if the answer names no pause, or if the pause after the last refusal was too short.
    pub(super) fn refused(&mut self, limit: &RateLimit, now: Duration, random: f64) {
        self.refusals += usize::from(self.closed_until.is_none());
        let (stated, before) = (limit.pause.unwrap_or_default(), self.refusals.saturating_sub(1));
        let floor = if before > 0 { BACKOFF.pause(before, random) } else { Duration::ZERO };
        let until = now + BACKOFF.at_least(stated, before, random).max(floor);
        if self.closed_until.is_none() {
            self.period += 1;
            self.window = None;
        }
        self.closed_until = self.closed_until.max(Some(until));
        self.last = *limit;
    }

    /// A request ended without an answer, so that the limit is unknown.
    pub(super) fn lost(&mut self, ticket: Ticket) {
        if ticket == Ticket(self.period) && self.probe == Probe::InFlight {
            self.probe = Probe::Done;
        }
    }

    /// The limit as the last answer stated it.
    pub(super) fn last(&self) -> RateLimit {
        self.last
    }
}

#[cfg(test)]
mod tests;
