//! One request, one answer: pooled clients, deadlines, size limits, and errors that name the host and nothing secret.

mod body_reader;
mod client;
mod connections;
mod decoding;
mod delivery;
mod environment;
mod exchange;
mod failure;
mod origin_threads;
mod proxy;
mod resend;
mod resolver;
mod route;
#[cfg(test)]
pub(crate) mod test_server;
mod tls;
mod tracked_body;

pub use client::{Clients, Http};
pub use environment::Environment;
pub(crate) use exchange::{Request, send};
pub use exchange::{too_late, warm};
pub use proxy::proxy_for;
