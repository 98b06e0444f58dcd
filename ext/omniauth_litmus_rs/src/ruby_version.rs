//! A library serves one minor version of Ruby: the layout of Ruby's objects, on which its machine code relies, changes
//! with each. Another Ruby would load it without a word.

use magnus::{Error, Ruby, Value};

/// Asked in Ruby code: no object may be read before its layout is known to fit.
const CHECK: &str = concat!(
    "RUBY_VERSION.start_with?('",
    env!("RUBY_MINOR"),
    ".') or raise LoadError, \"omniauth-litmus-rs: this library was built for Ruby ",
    env!("RUBY_MINOR"),
    ", and this is Ruby #{RUBY_VERSION}. Build the gem anew: \
     `gem pristine omniauth-litmus-rs --extensions`, or in a checkout `rake compile`.\""
);

/// Fails with a `LoadError` in a Ruby other than the one it was built for.
pub(crate) fn check(ruby: &Ruby) -> Result<(), Error> {
    ruby.eval::<Value>(CHECK).map(|_| ())
}
