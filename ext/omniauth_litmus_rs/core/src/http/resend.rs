//! How often a request that was not processed is sent again.
//!
//! A busy server that ends its connections after so many requests refuses the same request several times where many
//! compete for the next connection, but it goes on answering somebody. One that answers nobody is given up soon.

use std::time::Duration;

use crate::api::retry::{self, Policy};

/// The most of a request, whoever is answered meanwhile.
const MOST: u32 = 100;
/// The most in a row during which the origin has answered nobody.
const MOST_FRUITLESS: u32 = 8;
/// The pauses between them: the first one follows at once, a later one after a random part of up to so long.
const PAUSES: Policy = Policy {
    retries: u8::MAX,
    base: Duration::from_millis(2),
    longest: Duration::from_millis(100),
    again_if_refused: false,
};

#[derive(Default)]
pub(crate) struct Repeats {
    made: u32,
    fruitless: u32,
}

impl Repeats {
    /// The pause before the next one, or nothing where there have been enough. `progress` says whether the origin has
    /// answered anybody during the last attempt.
    pub(crate) fn pause(&mut self, progress: bool) -> Option<Duration> {
        let first = self.made == 0;
        self.made += 1;
        self.fruitless = if progress { 0 } else { self.fruitless + 1 };
        let again = self.made <= MOST && self.fruitless <= MOST_FRUITLESS;
        let pause = || if first { Duration::ZERO } else { PAUSES.backoff(self.fruitless as usize, retry::random()) };
        again.then(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(progress: impl Fn(u32) -> bool) -> u32 {
        let mut repeats = Repeats::default();
        (0..2 * MOST).take_while(|&n| repeats.pause(progress(n)).is_some()).fold(0, |count, _| count + 1)
    }

    #[test]
    fn a_server_that_answers_nobody_is_given_up_soon_and_any_other_later() {
        assert_eq!(allowed(|_| false), MOST_FRUITLESS);
        assert_eq!(allowed(|n| n % 2 == 0), MOST);
        assert_eq!(allowed(|n| n == 3), 4 + MOST_FRUITLESS);
    }

    #[test]
    fn the_first_follows_at_once_and_no_pause_is_long() {
        let mut repeats = Repeats::default();
        assert_eq!(repeats.pause(false), Some(Duration::ZERO));
        while let Some(pause) = repeats.pause(false) {
            assert!(pause <= PAUSES.longest);
        }
    }
}
