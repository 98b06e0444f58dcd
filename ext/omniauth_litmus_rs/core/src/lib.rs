//! An OAuth 2.0 client for one provider: the authorization code grant from the first redirect to the last API call.
//!
//! The crate knows no Ruby. [`config`] says where and how, [`login`] serves the first leg and the callback, [`token`] and
//! [`api`] make the calls, over [`http`]. Everything that can fail returns an [`Error`].
#![forbid(unsafe_code)]

pub mod api;
mod backoff;
mod clock;
pub mod config;
mod error;
pub mod http;
pub mod json;
pub mod login;
mod query;
pub mod rate_limit;
mod resource_limits;
mod response;
mod secret;
pub mod text;
pub mod token;
mod warnings;

pub use clock::{now, since_epoch};
pub use error::{Code, Error, Kind, OAuthFields, Reason, Retry, Trace};
pub use resource_limits::{exhausted, no_thread_left};
pub use response::Response;
pub use secret::Secret;
pub use warnings::take as take_warnings;
