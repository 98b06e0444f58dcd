//! What came back, as Ruby values.
//!
//! JSON is built iteratively and in slices: another thread that waits for the GVL has its turn after some milliseconds,
//! however large an answer is. While others run, the garbage collector may, too: what is not on this thread's stack is
//! held by a Ruby Array.

use std::time::{Duration, Instant};

use magnus::encoding::EncodingCapable;
use magnus::value::ReprValue;
use magnus::{Error, RArray, RHash, RString, Ruby, Value};
use omniauth_litmus_core::api::call::Answer;
use omniauth_litmus_core::api::retry::{Reason, Retry};
use omniauth_litmus_core::config::provider::RateLimitHeaders;
use omniauth_litmus_core::error::{self as core_error, RateLimit};
use omniauth_litmus_core::json::{DEEPEST, Fault, LONGEST_NUMBER, MOST_VALUES, Piece, Reader};
use omniauth_litmus_core::response::Response;
use omniauth_litmus_core::secret::Secret;
use omniauth_litmus_core::token::answer::{Member, Members};
use omniauth_litmus_core::{clock, rate_limit};

use crate::error::{exception, to_ruby};

/// How long other threads wait at most while JSON is read. Much less, and a thread that computes without a pause, whose
/// own turns are ten times as long, would leave nothing to the reading.
const SLICE: Duration = Duration::from_millis(10);
/// Asking for the time costs more than reading a piece.
const PIECES_A_LOOK: u32 = 256;
/// How many bytes are copied at one go.
const COPIED_AT_ONCE: usize = 1 << 20;

/// The value of a JSON text.
pub(crate) fn parse_json(ruby: &Ruby, body: RString) -> Result<Value, Error> {
    let text = String::from_utf8(copied(ruby, body)?).map_err(|_| unreadable(ruby, Fault::Malformed))?;
    let text = Secret::new(text);
    // Whether there are too many values is known before any is built.
    if text.expose().len() / 2 > MOST_VALUES {
        let (mut reader, mut turn) = (Reader::new(text.expose()), Turn::begin());
        while next(ruby, &mut reader, &mut turn)?.is_some() {}
    }
    built(ruby, text.expose())
}

/// The bytes of a string: others may run meanwhile, and change theirs.
fn copied(ruby: &Ruby, body: RString) -> Result<Vec<u8>, Error> {
    let (length, mut turn) = (body.len(), Turn::begin());
    if length <= COPIED_AT_ONCE {
        return Ok(body.to_bytes().into());
    }
    let frozen = RString::new_frozen(body);
    let mut bytes = Vec::with_capacity(length);
    while bytes.len() < length {
        let part: RString = frozen.funcall("byteslice", (bytes.len(), COPIED_AT_ONCE))?;
        bytes.extend_from_slice(&part.to_bytes());
        turn.pass_if_over(ruby)?;
    }
    Ok(bytes)
}

/// A string of these bytes.
fn bytes(ruby: &Ruby, bytes: &[u8]) -> Result<RString, Error> {
    let (string, mut turn) = (ruby.str_buf_new(bytes.len()), Turn::begin());
    for part in bytes.chunks(COPIED_AT_ONCE) {
        string.cat(part);
        turn.pass_if_over(ruby)?;
    }
    Ok(string)
}

fn text(ruby: &Ruby, text: &str) -> Result<RString, Error> {
    if text.len() <= COPIED_AT_ONCE {
        return Ok(ruby.str_new(text));
    }
    let string = bytes(ruby, text.as_bytes())?;
    string.enc_associate(ruby.utf8_encindex())?;
    Ok(string)
}

/// The members of a token answer.
pub(crate) fn members(ruby: &Ruby, members: &Members) -> Result<RHash, Error> {
    let hash = ruby.hash_new();
    for (name, member) in members.expose() {
        let value = match member {
            Member::Text(text) => ruby.str_new(text).as_value(),
            Member::Json(text) => built(ruby, text)?,
        };
        hash.aset(ruby.str_new(name).to_interned_str(), value)?;
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
    let open = ruby.ary_new();
    let (mut inside, mut name) = (Container::None, ruby.str_new("").to_interned_str());
    let mut whole = ruby.qnil().as_value();
    while let Some(piece) = next(ruby, &mut reader, &mut turn)? {
        let (value, container) = match piece {
            Piece::Name(text) => {
                name = ruby.str_new(&text).to_interned_str();
                continue;
            }
            Piece::End => {
                let _: Value = open.pop()?;
                inside = if open.is_empty() { Container::None } else { container(open.entry(-1)?) };
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
            open.push(value)?;
            inside = container;
        }
    }
    Ok(whole)
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
        Piece::Text(words) => text(ruby, words)?.as_value(),
        Piece::Integer(digits) => match digits.parse() {
            Ok(number) => ruby.integer_from_i64(number).as_value(),
            Err(_) => ruby.str_new(digits).funcall("to_i", ())?,
        },
        Piece::Null | Piece::Name(_) | Piece::Array | Piece::Object | Piece::End => ruby.qnil().as_value(),
    })
}

fn next<'t>(ruby: &Ruby, reader: &mut Reader<'t>, turn: &mut Turn) -> Result<Option<Piece<'t>>, Error> {
    turn.look(ruby)?;
    reader.next_piece().map_err(|fault| unreadable(ruby, fault))
}

/// The time since other threads could run.
struct Turn {
    began: Instant,
    pieces: u32,
}

impl Turn {
    fn begin() -> Self {
        Self { began: Instant::now(), pieces: 0 }
    }

    /// Lets other threads run when it is time to. An interrupt that raises ends the reading here.
    fn look(&mut self, ruby: &Ruby) -> Result<(), Error> {
        self.pieces += 1;
        if self.pieces % PIECES_A_LOOK == 0 { self.pass_if_over(ruby) } else { Ok(()) }
    }

    fn pass_if_over(&mut self, ruby: &Ruby) -> Result<(), Error> {
        if self.began.elapsed() >= SLICE {
            let _: Value = ruby.class_thread().funcall("pass", ())?;
            self.began = Instant::now();
        }
        Ok(())
    }
}

fn unreadable(ruby: &Ruby, fault: Fault) -> Error {
    let (code, message) = match fault {
        Fault::Malformed | Fault::Truncated => {
            ("response_not_json", "The body is not valid JSON, though its media type says so".to_owned())
        }
        Fault::TooDeep => ("response_too_complex", format!("The body nests deeper than {DEEPEST} arrays and objects")),
        Fault::TooManyValues => ("response_too_complex", format!("The body holds more than {MOST_VALUES} values")),
        Fault::NumberTooLong => {
            ("response_too_complex", format!("The body holds a number of more than {LONGEST_NUMBER} characters"))
        }
    };
    let hint = match code {
        "response_not_json" => "See what stands between this machine and the API",
        _ => "Ask the API for less at once; response.body has it all",
    };
    to_ruby(ruby, core_error::Error::protocol(code, message, hint))
}

/// What a call brought: as for [`response`], then as for [`retries`], then the exception that the status stands for, or
/// nil.
pub(crate) fn answer(ruby: &Ruby, answer: &Answer, refusal: Option<core_error::Error>) -> Result<RArray, Error> {
    let array = response_with(ruby, &answer.response, &answer.limit)?;
    array.push(retries(ruby, &answer.retries)?)?;
    // The response is the one above; a second copy would be another object.
    let refusal = refusal.map(|refusal| exception(ruby, core_error::Error { response: None, ..refusal }));
    array.push(refusal.transpose()?)?;
    Ok(array)
}

/// `[[reason, seconds waited], …]`, the reason a status or the code of an error; nil where there are none.
pub(crate) fn retries(ruby: &Ruby, retries: &[Retry]) -> Result<Option<RArray>, Error> {
    if retries.is_empty() {
        return Ok(None);
    }
    let array = ruby.ary_new_capa(retries.len());
    for retry in retries {
        let reason = match &retry.reason {
            Reason::Status(status) => ruby.integer_from_u64((*status).into()).as_value(),
            Reason::Code(code) => ruby.to_symbol(code.as_ref()).as_value(),
        };
        let waited = ruby.float_from_f64(retry.waited.as_secs_f64()).as_value();
        array.push(ruby.ary_new_from_values(&[reason, waited]))?;
    }
    Ok(Some(array))
}

/// `[status, head, body, limits]`: the head as lines of `name: value`, which the Ruby side takes apart only where somebody
/// asks; the body is text where it is valid UTF-8 and bytes elsewhere; the limits are `[limit, remaining, reset]`, or nil
/// where the response says nothing of any.
pub(crate) fn response(ruby: &Ruby, response: &Response) -> Result<RArray, Error> {
    response_with(ruby, response, &rate_limit::read(response, &RateLimitHeaders::default(), clock()))
}

fn response_with(ruby: &Ruby, response: &Response, limit: &RateLimit) -> Result<RArray, Error> {
    let mut head = String::new();
    for (name, value) in &response.headers {
        head.extend([name.as_str(), ": ", value.as_str(), "\n"]);
    }
    let body = match std::str::from_utf8(&response.body) {
        Ok(words) => text(ruby, words)?,
        Err(_) => bytes(ruby, &response.body)?,
    };
    let array = ruby.ary_new_capa(6);
    array.push(response.status)?;
    array.push(head)?;
    array.push(body)?;
    array.push(limits(ruby, limit)?)?;
    Ok(array)
}

fn limits(ruby: &Ruby, limit: &RateLimit) -> Result<Option<RArray>, Error> {
    let stated = [limit.limit, limit.remaining, limit.reset_at];
    if stated.iter().all(Option::is_none) {
        return Ok(None);
    }
    let array = ruby.ary_new_capa(stated.len());
    for number in stated {
        array.push(number)?;
    }
    Ok(Some(array))
}
