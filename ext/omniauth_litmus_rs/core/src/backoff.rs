//! Exponential backoff with full jitter.

use std::time::Duration;

use ring::rand::{SecureRandom, SystemRandom};

/// The range of the pauses between attempts.
#[derive(Debug, Clone, Copy)]
pub struct Backoff {
    /// The first pause is at most this long, and each further one at most twice as long as the one before.
    pub base: Duration,
    /// No pause is longer than this.
    pub max: Duration,
}

impl Backoff {
    /// The pause after `attempts` earlier pauses: a random part of a time that doubles. `random` is from 0 up to 1.
    #[must_use]
    pub fn pause(&self, attempts: usize, random: f64) -> Duration {
        let doubled = 2_u32.saturating_pow(u32::try_from(attempts).unwrap_or(u32::MAX));
        self.base.saturating_mul(doubled).min(self.max).mul_f64(random.clamp(0.0, 1.0))
    }

    /// The pause that a server asks for, unless it is shorter than the first backoff: `Retry-After: 0` would bring back
    /// all refused clients in the same moment. Never shorter than `stated`.
    #[must_use]
    pub fn at_least(&self, stated: Duration, attempts: usize, random: f64) -> Duration {
        if stated < self.base { stated.max(self.pause(attempts, random)) } else { stated }
    }
}

/// A random number from 0 up to 1; 1, the longest pause, if the system has no randomness to give.
pub(crate) fn random() -> f64 {
    let mut bytes = [0; 4];
    let drawn = SystemRandom::new().fill(&mut bytes);
    drawn.map_or(1.0, |()| f64::from(u32::from_le_bytes(bytes)) / (f64::from(u32::MAX) + 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_random_number_is_from_0_up_to_1() {
        let drawn: Vec<f64> = (0..100).map(|_| random()).collect();
        assert!(drawn.iter().all(|number| (0.0..1.0).contains(number)));
        assert!(drawn.iter().any(|number| (number - drawn[0]).abs() > 0.0), "and not always the same");
    }
}
