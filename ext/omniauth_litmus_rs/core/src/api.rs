//! Calls to an API with a token (RFC 6750): one, or many at a time.

pub mod batch;
mod budget;
mod call;
mod challenge;
mod refusal;
mod retry;

pub use call::{Answer, Body, Call, FORM, Prepared, Presentation, form, prepare, request};
pub use challenge::bearer_error;
pub use refusal::refusal;
pub use retry::Policy;
