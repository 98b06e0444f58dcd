//! A login: the address that the user is sent to, and which callback belongs to it.

pub mod authorize;
pub mod pending;
pub mod replay;
