//! The token endpoint: code exchange, refresh, client credentials and revocation.

mod answer;
mod endpoint;
mod grant;
mod oauth2_adapter;
mod revocation;

pub use answer::{Fault, Member, Members};
pub use grant::{Extra, Grant, request};
pub use revocation::revoke;
