//! JSON (RFC 8259), read piece by piece. Numbers keep every digit, members keep their order, and no tree is built.
//!
//! What comes in is bounded in what it may become: a few bytes of text are an object that takes a hundred in memory, and
//! arithmetic with a number of a million digits takes minutes.

mod object;
mod reader;

pub use object::{Member, first, members};
pub use reader::{Fault, MAX_DEPTH, MAX_NUMBER_LENGTH, MAX_VALUES, Piece, Reader};

#[cfg(test)]
mod tests;
