//! Counts the calls that are under way, for specs.

use std::sync::atomic::{AtomicUsize, Ordering};

static UNDER_WAY: AtomicUsize = AtomicUsize::new(0);

/// One for each call, shared by the call and its task: it counts until both have been dropped.
pub(crate) struct Counted(());

impl Counted {
    pub(crate) fn new() -> Self {
        UNDER_WAY.fetch_add(1, Ordering::SeqCst);
        Self(())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        UNDER_WAY.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Calls of which the waiting side or the task has not been dropped.
pub(crate) fn calls_under_way() -> usize {
    UNDER_WAY.load(Ordering::SeqCst)
}
