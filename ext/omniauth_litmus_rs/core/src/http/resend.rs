//! How often a request that was not processed is sent again.
//!
//! A busy server may end each connection after a number of requests. Where many requests compete for the next connection,
//! the same one can be refused several times, but the server goes on answering others. A server that answers none is
//! given up soon.

use std::time::Duration;

use crate::backoff::{self, Backoff};

/// The most for one request, however many others are answered.
const MAX_RESENDS: u32 = 100;
/// The most in a row while the origin answers no request at all.
const MAX_FRUITLESS: u32 = 8;
/// The pauses before the second and later ones; the first follows at once.
const PAUSES: Backoff = Backoff { base: Duration::from_millis(2), max: Duration::from_millis(100) };

#[derive(Default)]
pub(crate) struct ResendLimit {
    made: u32,
    fruitless: u32,
}

impl ResendLimit {
    /// The pause before the next one; `None` if there have been enough. `progress` says whether the origin has answered
    /// any request during the last attempt.
    pub(crate) fn pause(&mut self, progress: bool) -> Option<Duration> {
        let first = self.made == 0;
        self.made += 1;
        self.fruitless = if progress { 0 } else { self.fruitless + 1 };
        let again = self.made <= MAX_RESENDS && self.fruitless <= MAX_FRUITLESS;
        let pause = || if first { Duration::ZERO } else { PAUSES.pause(self.fruitless as usize, backoff::random()) };
        again.then(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(progress: impl Fn(u32) -> bool) -> u32 {
        let mut resends = ResendLimit::default();
        (0..2 * MAX_RESENDS).take_while(|&n| resends.pause(progress(n)).is_some()).fold(0, |count, _| count + 1)
    }

    #[test]
    fn a_server_that_answers_nobody_is_given_up_soon_and_any_other_later() {
        assert_eq!(allowed(|_| false), MAX_FRUITLESS);
        assert_eq!(allowed(|n| n % 2 == 0), MAX_RESENDS);
        assert_eq!(allowed(|n| n == 3), 4 + MAX_FRUITLESS);
    }

    #[test]
    fn the_first_follows_at_once_and_no_pause_is_long() {
        let mut resends = ResendLimit::default();
        assert_eq!(resends.pause(false), Some(Duration::ZERO));
        while let Some(pause) = resends.pause(false) {
            assert!(pause <= PAUSES.max);
        }
    }
}
