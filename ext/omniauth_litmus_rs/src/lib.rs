//! The Ruby face of the core. One file a Ruby class; `ext/README.md` follows a call from the strategy to the socket.
#![expect(missing_docs, reason = "the only public item is the entry point that magnus writes")]

mod convert;
mod core;
mod error;
mod gvl;
#[cfg(feature = "probe")]
mod probe;
mod runtime;

use magnus::{Error, Module, Object, Ruby, TypedData, function, method};

use crate::core::Core;

/// Defines `OmniAuth::Litmus::Core`; what its methods promise is documented where they are called, in `lib/`.
#[magnus::init(name = "omniauth_litmus_rs")]
fn init(ruby: &Ruby) -> Result<(), Error> {
    let litmus = ruby.define_module("OmniAuth")?.define_module("Litmus")?;
    let class = litmus.define_class("Core", ruby.class_object())?;
    // magnus looks the class of a wrapped type up when it is first wanted, with a Ruby call inside a lock. Two threads
    // that want it at once would wait for each other, one for the lock and one for the GVL; so it is wanted here.
    Core::class(ruby);

    class.define_singleton_method("new", function!(Core::new, 1))?;
    class.define_method("authorize_url", method!(Core::authorize_url, 1))?;
    class.define_method("token_url", method!(Core::token_url, 0))?;
    class.define_method("token", method!(Core::token, 4))?;
    class.define_method("preconnect", method!(Core::preconnect, 0))?;
    class.define_method("revoke", method!(Core::revoke, 4))?;
    class.define_method("request", method!(Core::request, 1))?;

    class.define_singleton_method("state", function!(core::state, 0))?;
    class.define_singleton_method("code_verifier", function!(core::code_verifier, 0))?;
    class.define_singleton_method("code_challenge", function!(core::code_challenge, 1))?;
    class.define_singleton_method("begin_login", function!(core::begin_login, 6))?;
    class.define_singleton_method("claim_login", function!(core::claim_login, 3))?;
    class.define_singleton_method("login_pending?", function!(core::login_pending, 2))?;
    class.define_singleton_method("first_use?", function!(core::first_use, 2))?;
    class.define_singleton_method("error_code", function!(core::error_code, 1))?;
    class.define_singleton_method("description", function!(core::description, 1))?;
    class.define_singleton_method("parse_json", function!(core::parse_json, 1))?;

    #[cfg(feature = "probe")]
    probe::define(class)?;
    Ok(())
}
