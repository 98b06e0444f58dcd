//! The token endpoint: code exchange, refresh, client credentials and revocation.

mod answer;
mod endpoint;
mod extra;
mod fault;
mod grant;
mod oauth2_adapter;
mod request;
mod revocation;

pub use answer::{MAX_LIFE, Member, Members};
pub use extra::Extra;
pub use fault::Fault;
pub use grant::Grant;
pub use request::request;
pub use revocation::revoke;
