//! One request, one answer.

mod connections;
mod decoding;
mod delivery;
pub mod environment;
pub mod exchange;
mod failure;
pub mod proxy;
mod read_response;
mod resend;
mod resolver;
mod route;
mod threads;
pub mod tls;
mod tracked_body;
