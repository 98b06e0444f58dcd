//! How many requests an API's rate limit leaves room for. Pure: answers and the time are told to it.
//!
//! An answer that says `r` requests are left speaks of the moment at which it was given; whatever has been sent since, and
//! whatever was on its way then, has to be taken off. So a request may start while `r` is more than all that are in
//! flight. With nothing left, and after a refusal, nothing starts until the window ends. Then one request goes ahead, and
//! what its answer says decides for the rest; so it is for the first request of all.

use std::time::Duration;

use crate::api::retry::BACKOFF;
use crate::rate_limit::RateLimit;

/// Where nothing is left and nobody says until when.
const UNKNOWN_END: Duration = Duration::from_secs(1);
/// Moments stated as a pause from now on differ by rounding within one window.
const SAME_MOMENT: u64 = 1;

/// Whether the next request may start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gate {
    /// Yes.
    Open,
    /// Not before this moment, unless an answer says otherwise.
    Until(Duration),
    /// Not before the next answer.
    NextAnswer,
}

/// Names the period in which a request started; answers from a period that is over decide nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ticket(u64);

#[derive(Debug, Clone, Copy)]
struct Window {
    remaining: u64,
    reset_at: Option<u64>,
    ends: Option<Duration>,
}

impl Window {
    /// Whether an answer with this reset speaks of a window before this one, of this one, or of a later one.
    fn compare(&self, reset_at: Option<u64>) -> std::cmp::Ordering {
        match (reset_at, self.reset_at) {
            (Some(theirs), Some(ours)) if theirs.abs_diff(ours) <= SAME_MOMENT => std::cmp::Ordering::Equal,
            (Some(theirs), Some(ours)) => theirs.cmp(&ours),
            _ => std::cmp::Ordering::Greater,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Probe {
    Wanted,
    Out,
    Home,
}

/// The room that is left. Moments are times since whatever the caller counts from.
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
        Self { period: 0, probe: Probe::Wanted, window, closed_until, refusals: 0, last }
    }
}

impl Budget {
    /// Whether another request may start while so many are in flight.
    pub(super) fn gate(&mut self, in_flight: usize, now: Duration) -> Gate {
        match self.closed_until {
            Some(until) if now < until => return Gate::Until(until),
            Some(_) => {
                self.closed_until = None;
                self.probe = Probe::Wanted;
            }
            None => {}
        }
        let full = |window: &Window| window.remaining <= in_flight as u64;
        if self.window.is_some_and(|window| window.ends.is_some_and(|ends| now >= ends)) {
            self.period += 1;
            self.probe = Probe::Wanted;
            self.window = None;
        }
        match (self.probe, self.window.filter(full)) {
            (Probe::Out, _) => Gate::NextAnswer,
            (Probe::Home, Some(window)) => window.ends.map_or(Gate::NextAnswer, Gate::Until),
            _ => Gate::Open,
        }
    }

    /// A request starts, after [`Gate::Open`].
    pub(super) fn start(&mut self) -> Ticket {
        if self.probe == Probe::Wanted {
            self.probe = Probe::Out;
        }
        Ticket(self.period)
    }

    /// A request was processed; its answer said this of the limit.
    pub(super) fn answered(&mut self, ticket: Ticket, limit: &RateLimit, now: Duration) {
        if ticket != Ticket(self.period) {
            return;
        }
        self.probe = Probe::Home;
        self.refusals = 0;
        let over = limit.reset_at.is_some() && limit.pause.is_none();
        let Some(remaining) = limit.remaining.filter(|_| !over) else { return };
        let ends = limit.pause.or((remaining == 0).then_some(UNKNOWN_END)).map(|pause| now + pause);
        let stated = Window { remaining, reset_at: limit.reset_at, ends };
        // Answers overtake each other: within a window the least that was said counts.
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

    /// A request was refused. Where it names no moment or hardly a later one, or the last refusal's has not helped, the
    /// pause grows by a random part, as between retries.
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

    /// A request ended without an answer.
    pub(super) fn lost(&mut self, ticket: Ticket) {
        if ticket == Ticket(self.period) && self.probe == Probe::Out {
            self.probe = Probe::Home;
        }
    }

    /// What was last said of the limit.
    pub(super) fn last(&self) -> RateLimit {
        self.last
    }
}

#[cfg(test)]
mod tests;
