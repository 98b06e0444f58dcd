//! The Ruby face of the core. One file a Ruby class; `ext/README.md` follows a call from the strategy to the socket.
#![expect(missing_docs, reason = "the only public item is the entry point that magnus writes")]

mod answer;
mod batch;
mod call;
mod convert;
mod core;
mod error;
mod guard;
mod gvl;
mod json;
mod logins;
mod names;
#[cfg(feature = "probe")]
mod probe;
mod ruby_version;
mod runtime;
mod slices;
mod traversal;

use magnus::{Error, Module, Object, Ruby, TypedData, function, method};
use omniauth_litmus_core::config::DEFAULT_TIMEOUT;
use omniauth_litmus_core::json::{MAX_DEPTH, MAX_VALUES};
use omniauth_litmus_core::login::pending::MAX_ORIGIN_LENGTH;
use omniauth_litmus_core::token::MAX_LIFE;

use crate::core::Core;
use crate::guard::guarded;

/// Defines `OmniAuth::Litmus::Core`; what its methods promise is documented where they are called, in `lib/`.
#[magnus::init(name = "omniauth_litmus_rs")]
fn init(ruby: &Ruby) -> Result<(), Error> {
    ruby_version::check(ruby)?;

    let litmus = ruby.define_module("OmniAuth")?.define_module("Litmus")?;
    let class = litmus.define_class("Core", ruby.class_object())?;
    // magnus looks the class of a wrapped type up when it is first wanted, with a Ruby call inside a lock. Two threads
    // that want it at once would wait for each other, one for the lock and one for the GVL; so it is wanted here. So are
    // the names.
    Core::class(ruby);
    names::prepare(ruby);

    // The bounds that Ruby keeps as well.
    class.const_set("DEFAULT_TIMEOUT", DEFAULT_TIMEOUT)?;
    class.const_set("MAX_DEPTH", MAX_DEPTH)?;
    class.const_set("MAX_LIFE", MAX_LIFE)?;
    class.const_set("MAX_ORIGIN", MAX_ORIGIN_LENGTH)?;
    class.const_set("MAX_VALUES", MAX_VALUES)?;

    class.define_singleton_method("new", function!(guarded!(Core::new, settings), 1))?;
    class.define_method("authorize_url", method!(guarded!(Core::authorize_url, this, params, secret), 2))?;
    class.define_method("token_url", method!(guarded!(Core::token_url, this), 0))?;
    class.define_method("proxy_for", method!(guarded!(Core::proxy_for, this, url), 1))?;
    class.define_method("address", method!(guarded!(Core::address, this, url), 1))?;
    class.define_method("revoke_url", method!(guarded!(Core::revoke_url, this), 0))?;
    class.define_method("token", method!(guarded!(Core::token, this, id, secret, params, headers), 4))?;
    class.define_method("preconnect", method!(guarded!(Core::preconnect, this), 0))?;
    class.define_method("revoke", method!(guarded!(Core::revoke, this, id, secret, token, hint), 4))?;
    class.define_method("request", method!(guarded!(Core::request, this, call), 1))?;
    class.define_method("batch", method!(guarded!(Core::batch, this, requests, concurrency, deadline, retries), 4))?;

    class.define_singleton_method("state", function!(guarded!(logins::state), 0))?;
    class.define_singleton_method("code_verifier", function!(guarded!(logins::code_verifier), 0))?;
    class.define_singleton_method("code_challenge", function!(guarded!(logins::code_challenge, verifier), 1))?;
    class.define_singleton_method(
        "begin_login",
        function!(guarded!(logins::begin_login, stored, state, verifier, redirect_uri, origin, params), 6),
    )?;
    class.define_singleton_method("claim_login", function!(guarded!(logins::claim_login, stored, newest, state), 3))?;
    class.define_singleton_method("login_pending?", function!(guarded!(logins::login_pending, stored, newest), 2))?;
    class.define_singleton_method("first_use?", function!(guarded!(logins::first_use, state, code), 2))?;
    class.define_singleton_method("error_code", function!(guarded!(logins::error_code, code), 1))?;
    class.define_singleton_method("description", function!(guarded!(logins::description, words), 1))?;
    class.define_singleton_method("parse_json", function!(guarded!(json::parse, body), 1))?;

    #[cfg(feature = "probe")]
    probe::define(class)?;
    Ok(())
}
