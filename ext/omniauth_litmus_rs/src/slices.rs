//! Work with the GVL in slices: a thread that waits for the GVL has its turn after some milliseconds, however large the
//! text.

use std::time::{Duration, Instant};

use magnus::encoding::EncodingCapable;
use magnus::value::ReprValue;
use magnus::{Error, RString, Ruby, Value};

/// How long other threads wait at most. With much less, a thread that computes without a pause, whose own turns are ten
/// times as long, would leave no time for the work.
const SLICE: Duration = Duration::from_millis(10);
/// Asking for the time costs more than a piece of work.
const PIECES_PER_CHECK: u32 = 256;
/// How many bytes are copied in one go.
const COPIED_AT_ONCE: usize = 1 << 20;

/// The bytes of a String. They are a copy: other threads may run meanwhile, and change theirs.
pub(crate) fn copied(ruby: &Ruby, body: RString) -> Result<Vec<u8>, Error> {
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

/// A String of these bytes.
pub(crate) fn bytes(ruby: &Ruby, bytes: &[u8]) -> Result<RString, Error> {
    let (string, mut turn) = (ruby.str_buf_new(bytes.len()), Turn::begin());
    for part in bytes.chunks(COPIED_AT_ONCE) {
        string.cat(part);
        turn.pass_if_over(ruby)?;
    }
    Ok(string)
}

/// A String of this text.
pub(crate) fn text(ruby: &Ruby, text: &str) -> Result<RString, Error> {
    if text.len() <= COPIED_AT_ONCE {
        return Ok(ruby.str_new(text));
    }
    let string = bytes(ruby, text.as_bytes())?;
    string.enc_associate(ruby.utf8_encindex())?;
    Ok(string)
}

/// The time since other threads could run.
pub(crate) struct Turn {
    began: Instant,
    pieces: u32,
}

impl Turn {
    pub(crate) fn begin() -> Self {
        Self { began: Instant::now(), pieces: 0 }
    }

    /// Counts a piece of work, and lets other threads run if it is time to. An interrupt that raises ends the work here.
    pub(crate) fn count(&mut self, ruby: &Ruby) -> Result<(), Error> {
        self.pieces += 1;
        if self.pieces % PIECES_PER_CHECK == 0 { self.pass_if_over(ruby) } else { Ok(()) }
    }

    fn pass_if_over(&mut self, ruby: &Ruby) -> Result<(), Error> {
        if self.began.elapsed() >= SLICE {
            let _: Value = ruby.class_thread().funcall("pass", ())?;
            self.began = Instant::now();
        }
        Ok(())
    }
}
