//! The callbacks that this process has completed. None sends its code twice, even if a session cookie is replayed.

use std::collections::HashSet;
use std::mem;

use ring::digest::{SHA256, digest};

/// Half of a SHA-256, which is enough to rule out collisions.
type Fingerprint = [u8; 16];

/// Far more than the logins that one process serves while a code lives.
const MAX_CODES: usize = 4096;
/// RFC 6749 §4.1.2: a code lives ten minutes at most; an hour is on the safe side.
const MEMORY_SECONDS: u64 = 3600;

/// Fingerprints of used codes, in two generations. When the younger one is full or an hour old it becomes the older one,
/// which is forgotten. So at least the last 4096 codes of the last hour are remembered.
#[derive(Default)]
pub struct UsedCodes {
    young: HashSet<Fingerprint>,
    old: HashSet<Fingerprint>,
    /// When the younger generation began.
    since: u64,
}

impl UsedCodes {
    /// Remembers the callback that brought a code and says whether it was new. `now` is in seconds since the epoch.
    pub fn first_use(&mut self, state: &str, code: &str, now: u64) -> bool {
        if self.young.len() >= MAX_CODES || now.saturating_sub(self.since) > MEMORY_SECONDS {
            mem::swap(&mut self.young, &mut self.old);
            self.young.clear();
            self.since = now;
        }
        let digest = digest(&SHA256, format!("{state}\0{code}").as_bytes());
        let mut fingerprint = Fingerprint::default();
        fingerprint.copy_from_slice(&digest.as_ref()[..size_of::<Fingerprint>()]);
        !self.old.contains(&fingerprint) && self.young.insert(fingerprint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_new_once_for_each_login() {
        let mut used = UsedCodes::default();
        assert!(used.first_use("a", "code", 0));
        assert!(!used.first_use("a", "code", 1));
        assert!(used.first_use("b", "code", 1));
        assert!(used.first_use("a", "other", 1));
    }

    #[test]
    fn the_last_are_remembered_and_the_memory_is_bounded() {
        let mut used = UsedCodes::default();
        for n in 0..5 * MAX_CODES {
            assert!(used.first_use("a", &n.to_string(), 0));
            assert!(!used.first_use("a", &n.saturating_sub(MAX_CODES - 1).to_string(), 0), "{n}");
            assert!(used.young.len() + used.old.len() <= 2 * MAX_CODES);
        }
    }

    #[test]
    fn a_code_is_remembered_for_an_hour_and_not_for_ever() {
        let mut used = UsedCodes::default();
        assert!(used.first_use("a", "code", 10));
        assert!(!used.first_use("a", "code", 10 + MEMORY_SECONDS));
        assert!(used.first_use("a", "later", 20 + MEMORY_SECONDS));
        assert!(used.first_use("a", "much later", 30 + 2 * MEMORY_SECONDS));
        assert!(used.first_use("a", "code", 30 + 2 * MEMORY_SECONDS));
    }
}
