//! A login: the address that the user is sent to, and the login that a callback completes.

mod authorize;
pub mod pending;
mod pkce;
mod random;
mod replay;

pub use authorize::{authorize_url, state};
pub use pkce::{code_challenge, code_verifier};
pub use replay::UsedCodes;
