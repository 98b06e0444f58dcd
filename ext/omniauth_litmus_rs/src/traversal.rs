//! Walks through the application's nested Hashes and Arrays without recursion.
//!
//! Data may contain itself, and may be nested deeper than the stack is. Were each level a call of its own here, Ruby's
//! guard of the stack would leave by `longjmp` in the middle of Rust's frames, and of `malloc`. So the levels are kept
//! in a list of at most [`MAX_DEPTH`], as many as `JSON.generate` writes.

use magnus::r_hash::ForEach;
use magnus::{Error, RArray, RHash, Ruby, Value};
use omniauth_litmus_core::json::MAX_DEPTH;
use omniauth_litmus_core::{Code, Error as CoreError};

use crate::error::to_ruby;

/// Shared values multiply: 100 levels of `[inner, inner]` are more than any memory holds.
pub(crate) const MAX_VALUES: usize = 100_000;

/// `key` is what a value has in its Hash, and nothing in an Array.
pub(crate) enum Step {
    /// A Hash or an Array; its values follow, and its end.
    Begin { key: Option<Value>, is_hash: bool },
    /// Anything else.
    Leaf { key: Option<Value>, value: Value },
    /// The end of what was begun last.
    End,
}

pub(crate) struct Traversal<'a> {
    ruby: &'a Ruby,
    what: &'a str,
    /// The entries of each level. They stand in a Ruby Array because the garbage collector looks into no list of Rust's.
    entries: RArray,
    levels: Vec<Level>,
    values: usize,
    first: Option<Value>,
}

struct Level {
    next: usize,
    is_hash: bool,
}

impl<'a> Traversal<'a> {
    /// `what` is the name of it all for an error.
    pub(crate) fn new(ruby: &'a Ruby, value: Value, what: &'a str) -> Self {
        Self { ruby, what, entries: ruby.ary_new(), levels: Vec::new(), values: 0, first: Some(value) }
    }

    /// The next step; `None` at the end.
    pub(crate) fn step(&mut self) -> Result<Option<Step>, Error> {
        if let Some(value) = self.first.take() {
            return self.enter(None, value).map(Some);
        }
        let Some(level) = self.levels.last_mut() else { return Ok(None) };
        // To be looked up again each time: a `to_s` of the application may have run since.
        let entries: RArray = self.entries.entry(-1)?;
        if level.next >= entries.len() {
            self.levels.pop();
            let _: Value = self.entries.pop()?;
            return Ok(Some(Step::End));
        }
        let key = level.is_hash.then(|| level.take(entries)).transpose()?;
        let value = level.take(entries)?;
        self.enter(key, value).map(Some)
    }

    fn enter(&mut self, key: Option<Value>, value: Value) -> Result<Step, Error> {
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(self.refusal(Code::TooManyValues, &format!("holds more than {MAX_VALUES} values")));
        }
        let Some((entries, is_hash)) = entries(self.ruby, value)? else { return Ok(Step::Leaf { key, value }) };
        if self.levels.len() == MAX_DEPTH {
            return Err(self.refusal(Code::NestedTooDeep, &format!("is nested deeper than {MAX_DEPTH} levels")));
        }
        self.entries.push(entries)?;
        self.levels.push(Level { next: 0, is_hash });
        Ok(Step::Begin { key, is_hash })
    }

    fn refusal(&self, code: Code, reason: &str) -> Error {
        let message = format!("{} {reason}", self.what);
        let hint = "See whether it contains itself; give plain data, not a graph of objects";
        to_ruby(self.ruby, CoreError::configuration(code, message, hint))
    }
}

impl Level {
    fn take(&mut self, entries: RArray) -> Result<Value, Error> {
        let index = isize::try_from(self.next).unwrap_or(isize::MAX);
        self.next += 1;
        entries.entry(index)
    }
}

/// The values of an Array, or the keys and values of a Hash by turns, and whether it is a Hash.
fn entries(ruby: &Ruby, value: Value) -> Result<Option<(RArray, bool)>, Error> {
    if let Some(array) = RArray::from_value(value) {
        return Ok(Some((array, false)));
    }
    let Some(hash) = RHash::from_value(value) else { return Ok(None) };
    let entries = ruby.ary_new_capa(hash.len() * 2);
    hash.foreach(|key: Value, value: Value| {
        entries.push(key)?;
        entries.push(value)?;
        Ok(ForEach::Continue)
    })?;
    Ok(Some((entries, true)))
}
