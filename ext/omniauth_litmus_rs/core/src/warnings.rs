//! What an operator should know, though the call goes on; whoever can reach a log takes it from here.

use std::sync::{Mutex, PoisonError};

/// Each is said once in a process; so many at most.
const MAX_WARNINGS: usize = 64;

static SAID: Mutex<(Vec<String>, usize)> = Mutex::new((Vec::new(), 0));

/// Remembers a warning, unless it was said before. It names files and settings, and no secret.
pub(crate) fn add(text: String) {
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    if said.0.len() < MAX_WARNINGS && !said.0.contains(&text) {
        said.0.push(text);
    }
}

/// The warnings since the last call.
#[must_use]
pub fn take() -> Vec<String> {
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    let (texts, taken) = &mut *said;
    let new = texts[*taken..].to_vec();
    *taken = texts.len();
    new
}
