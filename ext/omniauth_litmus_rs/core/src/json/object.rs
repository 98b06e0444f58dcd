//! The members of an object, or the first value of an array, without what they hold being built.

use std::borrow::Cow;

use crate::json::reader::{Fault, MAX_DEPTH, Piece, Reader};

/// The value of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Member<'t> {
    /// `null`
    Null,
    /// A text.
    Text(Cow<'t, str>),
    /// Any other value, as it stands in the text.
    Other(&'t str),
    /// A value that Ruby could not write as JSON again: nested too deep, or a number that no double holds.
    Unfit,
}

/// The members of an object in their order, including repeated ones.
///
/// # Errors
/// The first [`Fault`]; [`Fault::Malformed`] if the text is no object.
pub fn members(text: &str) -> Result<Vec<(Cow<'_, str>, Member<'_>)>, Fault> {
    let mut reader = Reader::to_depth(text, usize::MAX);
    let mut members = Vec::new();
    if reader.next_piece()? != Some(Piece::Object) {
        return Err(Fault::Malformed);
    }
    while let Some(piece) = reader.next_piece()? {
        if let Piece::Name(name) = piece {
            members.push((name, member(&mut reader)?));
        }
    }
    Ok(members)
}

/// The first value of an array.
///
/// # Errors
/// The first [`Fault`]; [`Fault::Malformed`] if the text is no array with a value.
pub fn first(text: &str) -> Result<Member<'_>, Fault> {
    let mut reader = Reader::to_depth(text, usize::MAX);
    if reader.next_piece()? != Some(Piece::Array) {
        return Err(Fault::Malformed);
    }
    member(&mut reader)
}

fn member<'t>(reader: &mut Reader<'t>) -> Result<Member<'t>, Fault> {
    reader.skip_blanks();
    let (start, outside) = (reader.at, reader.open.len());
    let mut fit = true;
    loop {
        match reader.next_piece()?.ok_or(Fault::Truncated)? {
            Piece::Null if reader.open.len() == outside && reader.at == start + 4 => return Ok(Member::Null),
            Piece::Text(text) if reader.open.len() == outside => return Ok(Member::Text(text)),
            Piece::Float(number) => fit &= number.is_finite(),
            _ => fit &= reader.open.len() <= MAX_DEPTH,
        }
        if reader.open.len() == outside {
            return Ok(if fit { Member::Other(reader.since(start)?) } else { Member::Unfit });
        }
    }
}
