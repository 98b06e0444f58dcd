//! The names of members that come with every login, as Strings that Ruby keeps: none is built for each Hash anew.

use magnus::value::{Lazy, ReprValue};
use magnus::{Error, RArray, Ruby, Value};

/// In order.
const NAMES: [&str; 21] = [
    "access_token",
    "at",
    "created_at",
    "email",
    "expires_in",
    "first_name",
    "full_name",
    "id",
    "last_name",
    "name",
    "named",
    "origin",
    "params",
    "redirect_uri",
    "refresh_token",
    "scope",
    "state",
    "token_type",
    "uid",
    "user",
    "verifier",
];

static STRINGS: Lazy<RArray> = Lazy::new(|ruby| {
    let strings = NAMES.map(|name| ruby.str_new(name).to_interned_str().as_value());
    ruby.ary_new_from_values(&strings)
});

/// Makes the Strings.
pub(crate) fn prepare(ruby: &Ruby) {
    Lazy::force(&STRINGS, ruby);
}

/// The frozen String of a name.
pub(crate) fn name(ruby: &Ruby, name: &str) -> Result<Value, Error> {
    match NAMES.binary_search(&name) {
        Ok(index) => ruby.get_inner(&STRINGS).entry(isize::try_from(index).unwrap_or(isize::MAX)),
        Err(_) => Ok(ruby.str_new(name).to_interned_str().as_value()),
    }
}
