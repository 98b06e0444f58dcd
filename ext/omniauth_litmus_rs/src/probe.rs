//! What the specs of safety have to see and to set off, and no gem has: compiled with the feature `probe` alone.

use std::sync::atomic::{AtomicUsize, Ordering};

use magnus::{Error, Object, RClass, Ruby, function};
use omniauth_litmus_core::config::Config;
use omniauth_litmus_core::error as core_error;
use serde_json::{Map, Value as Json};

use crate::error::{guarded, to_ruby};
use crate::runtime;

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

pub(crate) fn define(core: RClass) -> Result<(), Error> {
    core.define_singleton_method("calls_under_way", function!(calls_under_way, 0))?;
    core.define_singleton_method("panic_in_core", function!(panic_in_core, 0))?;
    core.define_singleton_method("panic_at_once", function!(guarded!(panic_at_once), 0))
}

/// Calls of which the waiting side or the task has not been dropped.
fn calls_under_way() -> usize {
    UNDER_WAY.load(Ordering::SeqCst)
}

/// A call whose task panics.
fn panic_in_core(ruby: &Ruby) -> Result<(), Error> {
    let config = Config::parse(&Json::Object(Map::new())).map_err(|error| to_ruby(ruby, error))?;
    runtime::run(ruby, &config.transport, |_| panics())
}

#[expect(clippy::panic, clippy::unused_async, reason = "this is what it is for")]
async fn panics() -> Result<(), core_error::Error> {
    panic!("a panic that a spec has asked for")
}

/// A method that panics without having waited for anything.
#[expect(clippy::panic, reason = "this is what it is for")]
fn panic_at_once(_ruby: &Ruby) -> bool {
    panic!("a panic that a spec has asked for")
}
