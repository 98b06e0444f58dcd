//! An OAuth 2.0 client for one provider: the authorization code grant from the first redirect to the last API call.
//!
//! The crate knows no Ruby. [`config`] says where and how; [`login`] serves the first leg and the callback; [`token`] and
//! [`api`] make the calls, over [`http`]. Everything that can fail says so in an [`error::Error`].
#![forbid(unsafe_code)]

pub mod api;
pub mod config;
pub mod error;
pub mod http;
pub mod json;
pub mod login;
pub mod rate_limit;
pub mod resource_limits;
pub mod response;
pub mod secret;
pub mod text;
pub mod token;
pub mod warnings;

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
