//! The token endpoint: code exchange, refresh, client credentials and revocation.

pub mod answer;
mod endpoint;
pub mod grant;
