//! The guard around every method that Ruby calls.

use std::panic::{AssertUnwindSafe, catch_unwind};

use magnus::method::ReturnValue;
use magnus::{Error, Module, Ruby, Value};
use omniauth_litmus_core::Error as CoreError;

use crate::error::to_ruby;
use crate::gvl;

/// A method of ours as magnus takes it, by name and arguments, with a guard against panics around it.
macro_rules! guarded {
    ($method:path $(, $argument:ident)*) => {
        |ruby: &magnus::Ruby $(, $argument)*| $crate::guard::guard(ruby, || $method(ruby $(, $argument)*))
    };
}
pub(crate) use guarded;

/// Calls a method of ours. A panic in it reaches Ruby as an error to be rescued; magnus would make it `fatal`, which no
/// `rescue` sees. Whatever outlives a call stands behind a lock that forgives poisoning.
///
/// Nor may the stack end in the middle of one: Ruby would leave over Rust's frames. Where it is nearly used up, nothing is
/// begun.
pub(crate) fn guard<R: ReturnValue>(ruby: &Ruby, method: impl FnOnce() -> R) -> Result<Value, Error> {
    if !gvl::has_room_on_stack() {
        return Err(Error::new(ruby.class_object().const_get("SystemStackError")?, "stack level too deep"));
    }
    catch_unwind(AssertUnwindSafe(|| method().into_return_value_with(ruby)))
        .unwrap_or_else(|_| Err(to_ruby(ruby, CoreError::internal())))
}
