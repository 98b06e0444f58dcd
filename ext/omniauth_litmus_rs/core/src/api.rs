//! Calls to an API with a token (RFC 6750).

pub mod batch;
pub mod budget;
pub mod call;
pub mod challenge;
pub mod refusal;
pub mod retry;
