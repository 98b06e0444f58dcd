//! An OAuth 2.0 client for one provider: the authorization code grant from the first redirect to the last API call.
//!
//! The crate knows no Ruby. [`config`] and [`provider`] say where and how; [`authorize`] and [`pending`] serve the first
//! leg and the callback; [`token`], [`api`] and [`batch`] make the calls, over [`http`]. [`rate_limit`], [`retry`] and
//! [`budget`] decide when, and know neither clock nor socket. Everything that can fail says so in an [`error::Error`].
#![forbid(unsafe_code)]

mod answer;
pub mod api;
pub mod authorize;
pub mod batch;
pub mod budget;
mod certificates;
pub mod challenge;
pub mod config;
pub mod configs;
mod connections;
mod decoding;
mod distrust;
pub mod environment;
pub mod error;
pub mod exhaustion;
mod failure;
mod fate;
pub mod http;
pub mod json;
mod no_proxy;
pub mod origin;
mod outgoing;
pub mod pending;
pub mod provider;
pub mod proxies;
pub mod rate_limit;
pub mod redaction;
pub mod refusal;
mod repeats;
pub mod replay;
mod resolver;
pub mod response;
pub mod retry;
mod route;
pub mod secret;
mod signatures;
pub mod text;
pub mod tls;
mod tls_failure;
pub mod token;
pub mod token_answer;
mod token_endpoint;
mod verifier;
pub mod warnings;
mod wires;

/// Seconds since the epoch.
#[must_use]
pub fn now() -> u64 {
    clock().as_secs()
}

/// The time since the epoch.
#[must_use]
pub fn clock() -> std::time::Duration {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default()
}
