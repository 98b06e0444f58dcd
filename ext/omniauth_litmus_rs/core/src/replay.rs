//! Callbacks that this process has seen: none sends its code twice, even where a session cookie is replayed.

use std::collections::{HashSet, VecDeque};

use ring::digest::{SHA256, digest};

type Fingerprint = [u8; 32];

/// Far more than the logins that one process serves while a code lives.
const MOST: usize = 4096;
/// RFC 6749 §4.1.2: a code lives ten minutes at most; an hour is on the safe side.
const MEMORY_SECONDS: u64 = 3600;

/// Fingerprints of used codes, in the order of their use.
#[derive(Default)]
pub struct UsedCodes {
    seen: HashSet<Fingerprint>,
    order: VecDeque<(u64, Fingerprint)>,
}

impl UsedCodes {
    /// Remembers the callback that brought a code and says whether it was new. `now` is in seconds since the epoch.
    pub fn first_use(&mut self, state: &str, code: &str, now: u64) -> bool {
        while self.order.front().is_some_and(|(at, _)| now.saturating_sub(*at) > MEMORY_SECONDS) {
            self.forget_oldest();
        }
        let mut fingerprint = [0; 32];
        fingerprint.copy_from_slice(digest(&SHA256, format!("{state}\0{code}").as_bytes()).as_ref());
        if !self.seen.insert(fingerprint) {
            return false;
        }
        self.order.push_back((now, fingerprint));
        if self.order.len() > MOST {
            self.forget_oldest();
        }
        true
    }

    fn forget_oldest(&mut self) {
        if let Some((_, fingerprint)) = self.order.pop_front() {
            self.seen.remove(&fingerprint);
        }
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
    fn the_memory_is_bounded_in_time_and_size() {
        let mut used = UsedCodes::default();
        for n in 0..=MOST {
            used.first_use("a", &n.to_string(), 0);
        }
        assert_eq!(used.order.len(), MOST);
        used.first_use("a", "late", MEMORY_SECONDS + 1);
        assert_eq!((used.order.len(), used.seen.len()), (1, 1));
    }
}
