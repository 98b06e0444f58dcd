//! Which origins a pool has, or is about to have, a connection to.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use url::Origin;

/// Servers close idle connections after a minute or so, and the pool does after 90 s.
const WARM: Duration = Duration::from_secs(50);
/// Far more origins than an application talks to; beyond that the one used longest ago is forgotten.
const MOST: usize = 64;

/// When each origin was last used or claimed.
#[derive(Default)]
pub(crate) struct Warmth(Mutex<HashMap<Origin, Instant>>);

impl Warmth {
    /// A request to this origin has just been answered.
    pub(crate) fn used(&self, origin: Origin) {
        remember(&mut self.origins(), origin);
    }

    /// Whether a connection should be opened ahead; whoever is told so opens it, and nobody else meanwhile.
    pub(crate) fn claim(&self, origin: Origin) -> bool {
        let mut origins = self.origins();
        let cold = origins.get(&origin).is_none_or(|at| at.elapsed() >= WARM);
        if cold {
            remember(&mut origins, origin);
        }
        cold
    }

    fn origins(&self) -> MutexGuard<'_, HashMap<Origin, Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn remember(origins: &mut HashMap<Origin, Instant>, origin: Origin) {
    if origins.len() >= MOST && !origins.contains_key(&origin) {
        let oldest = origins.iter().min_by_key(|(_, at)| **at).map(|(origin, _)| origin.clone());
        oldest.map(|oldest| origins.remove(&oldest));
    }
    origins.insert(origin, Instant::now());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &str) -> Option<Origin> {
        url::Url::parse(text).ok().map(|url| url.origin())
    }

    #[test]
    fn an_origin_is_claimed_once_and_not_while_it_is_in_use() {
        let warmth = Warmth::default();
        for (text, cold) in [("https://a", true), ("https://a/x", false), ("https://b", true)] {
            assert_eq!(origin(text).map(|origin| warmth.claim(origin)), Some(cold), "{text}");
        }
        if let Some(origin) = origin("https://c") {
            warmth.used(origin);
        }
        assert_eq!(origin("https://c").map(|origin| warmth.claim(origin)), Some(false));
    }

    #[test]
    fn the_memory_is_bounded_and_forgets_the_oldest() {
        let warmth = Warmth::default();
        for n in 0..=MOST {
            if let Some(origin) = origin(&format!("https://host{n}")) {
                warmth.used(origin);
            }
        }
        assert_eq!(warmth.origins().len(), MOST);
        assert_eq!(origin("https://host0").map(|origin| warmth.claim(origin)), Some(true));
    }
}
