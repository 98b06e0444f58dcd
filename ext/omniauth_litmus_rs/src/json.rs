//! Ruby values from JSON text.
//!
//! They are built iteratively and in slices: a thread that waits for the GVL has its turn after some milliseconds, however
//! large the text. The garbage collector may run meanwhile, so whatever is not on this thread's stack is held by a Ruby
//! Array.

use magnus::value::ReprValue;
use magnus::{Error, RArray, RHash, RString, Ruby, Value};
use omniauth_litmus_core::json::{Fault, MAX_DEPTH, MAX_NUMBER_LENGTH, MAX_VALUES, Piece, Reader};
use omniauth_litmus_core::token::{Member, Members};
use omniauth_litmus_core::{Code, Error as CoreError, Secret};

use crate::error::to_ruby;
use crate::names;
use crate::slices::{self, Turn};

/// The value of a JSON text.
pub(crate) fn parse(ruby: &Ruby, body: RString) -> Result<Value, Error> {
    let text = String::from_utf8(slices::copied(ruby, body)?).map_err(|_| unreadable(ruby, Fault::Malformed))?;
    let text = Secret::new(text);
    // Whether there are too many values is known before any is built.
    if text.expose().len() / 2 > MAX_VALUES {
        let (mut reader, mut turn) = (Reader::new(text.expose()), Turn::begin());
        while next(ruby, &mut reader, &mut turn)?.is_some() {}
    }
    built(ruby, text.expose())
}

/// The members of a token answer.
pub(crate) fn members(ruby: &Ruby, members: &Members) -> Result<RHash, Error> {
    let hash = ruby.hash_new();
    for (name, member) in members.expose() {
        let value = match member {
            Member::Text(text) => ruby.str_new(text).as_value(),
            Member::Json(text) => built(ruby, text)?,
        };
        hash.aset(names::name(ruby, name)?, value)?;
    }
    Ok(hash)
}

/// What a value belongs into.
#[derive(Clone, Copy)]
enum Container {
    Array(RArray),
    Hash(RHash),
    None,
}

fn built(ruby: &Ruby, text: &str) -> Result<Value, Error> {
    let (mut reader, mut turn) = (Reader::new(text), Turn::begin());
    // Most members are no containers, and need none.
    let mut begun: Option<RArray> = None;
    let (mut inside, mut name) = (Container::None, ruby.qnil().as_value());
    let mut whole = ruby.qnil().as_value();
    while let Some(piece) = next(ruby, &mut reader, &mut turn)? {
        let (value, container) = match piece {
            Piece::Name(text) => {
                name = names::name(ruby, &text)?;
                continue;
            }
            Piece::End => {
                inside = outer(begun)?;
                continue;
            }
            Piece::Array | Piece::Object => {
                let value = if piece == Piece::Array { ruby.ary_new().as_value() } else { ruby.hash_new().as_value() };
                (value, container(value))
            }
            plain => (scalar(ruby, &plain)?, Container::None),
        };
        match inside {
            Container::Array(array) => array.push(value)?,
            Container::Hash(hash) => hash.aset(name, value)?,
            Container::None => whole = value,
        }
        if !matches!(container, Container::None) {
            begun.get_or_insert_with(|| ruby.ary_new()).push(value)?;
            inside = container;
        }
    }
    Ok(whole)
}

/// Takes the last container that has been begun, which ends; what it stands in goes on.
fn outer(begun: Option<RArray>) -> Result<Container, Error> {
    let Some(begun) = begun else { return Ok(Container::None) };
    let _: Value = begun.pop()?;
    Ok(if begun.is_empty() { Container::None } else { container(begun.entry(-1)?) })
}

fn container(value: Value) -> Container {
    match (RArray::from_value(value), RHash::from_value(value)) {
        (Some(array), _) => Container::Array(array),
        (None, Some(hash)) => Container::Hash(hash),
        (None, None) => Container::None,
    }
}

/// Integers keep every digit; floats are as Ruby's `JSON` has them.
fn scalar(ruby: &Ruby, piece: &Piece<'_>) -> Result<Value, Error> {
    Ok(match piece {
        Piece::Bool(true) => ruby.qtrue().as_value(),
        Piece::Bool(false) => ruby.qfalse().as_value(),
        Piece::Float(number) => ruby.float_from_f64(*number).as_value(),
        Piece::Text(text) => slices::text(ruby, text)?.as_value(),
        Piece::Integer(digits) => match digits.parse() {
            Ok(number) => ruby.integer_from_i64(number).as_value(),
            Err(_) => ruby.str_new(digits).funcall("to_i", ())?,
        },
        Piece::Null | Piece::Name(_) | Piece::Array | Piece::Object | Piece::End => ruby.qnil().as_value(),
    })
}

fn next<'t>(ruby: &Ruby, reader: &mut Reader<'t>, turn: &mut Turn) -> Result<Option<Piece<'t>>, Error> {
    turn.count(ruby)?;
    reader.next_piece().map_err(|fault| unreadable(ruby, fault))
}

fn unreadable(ruby: &Ruby, fault: Fault) -> Error {
    let (code, message) = match fault {
        Fault::TooDeep => {
            (Code::ResponseTooComplex, format!("The body nests deeper than {MAX_DEPTH} arrays and objects"))
        }
        Fault::TooManyValues => (Code::ResponseTooComplex, format!("The body holds more than {MAX_VALUES} values")),
        Fault::NumberTooLong => {
            (Code::ResponseTooComplex, format!("The body holds a number of more than {MAX_NUMBER_LENGTH} characters"))
        }
        _ => (Code::ResponseNotJson, "The body is not valid JSON, though its media type says so".to_owned()),
    };
    let hint = match code {
        Code::ResponseNotJson => "See what stands between this machine and the API",
        _ => "Ask the API for less at once; response.body has it all",
    };
    to_ruby(ruby, CoreError::protocol(code, message, hint))
}
