//! The singleton methods of `OmniAuth::Litmus::Core` that serve the two phases of a login and wait for nothing.

use std::sync::{Mutex, PoisonError};

use magnus::value::ReprValue;
use magnus::{Error, RArray, RHash, Ruby, Value};
use omniauth_litmus_core::login::pending::{self, Login};
use omniauth_litmus_core::login::{self, UsedCodes};
use omniauth_litmus_core::{now, text};

use crate::answer;
use crate::convert;
use crate::error::to_ruby;
use crate::names;

static USED_CODES: Mutex<Option<UsedCodes>> = Mutex::new(None);

pub(crate) fn state(ruby: &Ruby) -> Result<String, Error> {
    login::state().map_err(|error| to_ruby(ruby, error))
}

pub(crate) fn code_verifier(ruby: &Ruby) -> Result<String, Error> {
    login::code_verifier().map_err(|error| to_ruby(ruby, error))
}

pub(crate) fn code_challenge(ruby: &Ruby, verifier: Value) -> Result<String, Error> {
    let verifier = convert::text(ruby, verifier, "pkce_verifier")?;
    login::code_challenge(&verifier).map_err(|error| to_ruby(ruby, error))
}

/// The pending logins with one more.
pub(crate) fn begin_login(
    ruby: &Ruby,
    stored: Value,
    state: Value,
    verifier: Value,
    redirect_uri: Value,
    (origin, named): (Value, bool),
    params: Value,
) -> Result<Value, Error> {
    let login = Login {
        state: convert::text(ruby, state, "state")?,
        at: now(),
        verifier: convert::optional_text(ruby, verifier, "pkce_verifier")?,
        redirect_uri: convert::optional_text(ruby, redirect_uri, "redirect_uri")?,
        // Origin and params come from the request and may be anything. They are kept if they have the expected shape.
        origin: convert::optional_text(ruby, origin, "origin").ok().flatten(),
        named,
        params: RHash::from_value(params)
            .filter(|params| !params.is_empty())
            .and_then(|params| convert::object(ruby, params, "params").ok()),
    };
    let logins = pending::begin(logins(ruby, stored), login, now());
    entries(ruby, &logins)
}

/// `[login, rest, newest]`: the login that a callback completes, as `[state, at, verifier, redirect_uri, origin, params,
/// was_newest]`; the pending logins that are left; and the state of the newest of these. nil if it completes none.
pub(crate) fn claim_login(ruby: &Ruby, stored: Value, newest: Value, state: Value) -> Result<Option<RArray>, Error> {
    // A state that is no text is a rejected callback, not an error.
    let Ok(Some(state)) = convert::optional_text(ruby, state, "state") else { return Ok(None) };
    let newest = convert::optional_text(ruby, newest, "omniauth.state").ok().flatten();
    let Some(claim) = pending::claim(&logins(ruby, stored), newest.as_deref(), &state, now()) else { return Ok(None) };
    let login = claim.login;
    let known = ruby.ary_new_capa(7);
    known.push(login.state)?;
    known.push(login.at)?;
    known.push(login.verifier)?;
    known.push(login.redirect_uri)?;
    known.push(login.origin)?;
    known.push(login.params.map(|params| answer::members_hash(ruby, &params)).transpose()?)?;
    known.push(claim.was_newest)?;
    let claimed = ruby.ary_new_capa(3);
    claimed.push(known)?;
    claimed.push(entries(ruby, &claim.rest)?)?;
    claimed.push(claim.newest)?;
    Ok(Some(claimed))
}

/// Whether any login is pending.
pub(crate) fn login_pending(ruby: &Ruby, stored: Value, newest: Value) -> bool {
    let newest = convert::optional_text(ruby, newest, "omniauth.state").ok().flatten();
    pending::any_under_way(&logins(ruby, stored), newest.as_deref(), now())
}

fn logins(ruby: &Ruby, stored: Value) -> Vec<Login> {
    let entries = RArray::from_value(stored).into_iter().flatten().filter_map(RHash::from_value);
    pending::read(entries.filter_map(|entry| convert::object(ruby, entry, "pending").ok()))
}

fn entries(ruby: &Ruby, logins: &[Login]) -> Result<Value, Error> {
    let array = ruby.ary_new_capa(logins.len());
    for login in logins {
        array.push(entry(ruby, login)?)?;
    }
    Ok(array.as_value())
}

/// The same as [`Login`] writes itself.
fn entry(ruby: &Ruby, login: &Login) -> Result<RHash, Error> {
    let entry = ruby.hash_new();
    entry.aset(names::name(ruby, "state")?, &*login.state)?;
    if login.at != 0 {
        entry.aset(names::name(ruby, "at")?, login.at)?;
    }
    let texts = [("verifier", &login.verifier), ("redirect_uri", &login.redirect_uri), ("origin", &login.origin)];
    for (name, text) in texts {
        if let Some(text) = text {
            entry.aset(names::name(ruby, name)?, &**text)?;
        }
    }
    if login.named {
        entry.aset(names::name(ruby, "named")?, true)?;
    }
    if let Some(params) = &login.params {
        entry.aset(names::name(ruby, "params")?, answer::members_hash(ruby, params)?)?;
    }
    Ok(entry)
}

/// Whether this process sees this code with this state for the first time.
pub(crate) fn first_use(ruby: &Ruby, state: Value, code: Value) -> Result<bool, Error> {
    let state = convert::optional_text(ruby, state, "state")?.unwrap_or_default();
    let code = convert::text(ruby, code, "code")?;
    let mut used = USED_CODES.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(used.get_or_insert_default().first_use(&state, &code, now()))
}

/// The `error` of a callback, or nil if RFC 6749 §4.1.2.1 does not allow it.
pub(crate) fn error_code(ruby: &Ruby, value: Value) -> Option<String> {
    let code = convert::optional_text(ruby, value, "error").ok().flatten()?;
    text::error_code(&code).map(str::to_owned)
}

/// The `error_description` of a callback, cut and cleaned for a log line, or nil.
pub(crate) fn description(ruby: &Ruby, value: Value) -> Option<String> {
    let words = convert::optional_text(ruby, value, "error_description").ok().flatten()?;
    Some(text::description(&words, &[])).filter(|words| !words.is_empty())
}
