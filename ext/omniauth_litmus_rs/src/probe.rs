//! What the specs of safety have to see and to set off, and no gem has: compiled with the feature `probe` alone.

pub(crate) mod counted;

use magnus::{Error, Object, RClass, Ruby, function};
use omniauth_litmus_core::Error as CoreError;
use omniauth_litmus_core::config::Config;
use serde_json::{Map, Value as Json};

use crate::error::to_ruby;
use crate::guard::guarded;
use crate::probe::counted::calls_under_way;
use crate::runtime;

pub(crate) fn define(core: RClass) -> Result<(), Error> {
    core.define_singleton_method("calls_under_way", function!(calls_under_way, 0))?;
    core.define_singleton_method("panic_in_core", function!(panic_in_core, 0))?;
    core.define_singleton_method("panic_at_once", function!(guarded!(panic_at_once), 0))
}

/// A call whose task panics.
fn panic_in_core(ruby: &Ruby) -> Result<(), Error> {
    let config = Config::parse(&Json::Object(Map::new())).map_err(|error| to_ruby(ruby, error))?;
    runtime::run(ruby, &config.transport, None, |_| panics())
}

#[expect(clippy::panic, clippy::unused_async, reason = "this is what it is for")]
async fn panics() -> Result<(), CoreError> {
    panic!("a panic that a spec has asked for")
}

/// A method that panics without having waited for anything.
#[expect(clippy::panic, reason = "this is what it is for")]
fn panic_at_once(_ruby: &Ruby) -> bool {
    panic!("a panic that a spec has asked for")
}
