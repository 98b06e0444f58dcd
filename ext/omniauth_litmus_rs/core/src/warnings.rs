//! Warnings for the operator, kept until the binding can write them to a log.

use std::sync::{Mutex, PoisonError};

/// Each warning is given once in a process; this is the most there can be.
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
