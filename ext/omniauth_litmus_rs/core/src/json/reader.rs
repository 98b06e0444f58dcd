//! Reads a text piece by piece. The caller may pause between two pieces, and stop at the first fault.

use std::borrow::Cow;

/// The deepest nesting of arrays and objects. Ruby's `JSON` has the same limit, for writing too: what is read can be stored.
pub const MAX_DEPTH: usize = 100;
/// The most values of a text, containers included. An ordinary answer of 16 MiB has fewer.
pub const MAX_VALUES: usize = 1_000_000;
/// The most characters of a number. A double has 17 digits, an RSA key of 4096 bits 1,234.
pub const MAX_NUMBER_LENGTH: usize = 4_300;

/// What can be wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// It is not JSON.
    Malformed,
    /// It ends too early.
    Truncated,
    /// It nests deeper than it may.
    TooDeep,
    /// It holds more than [`MAX_VALUES`].
    TooManyValues,
    /// It holds a number of more than [`MAX_NUMBER_LENGTH`] characters.
    NumberTooLong,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece<'t> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number without fraction and exponent, in its own digits.
    Integer(&'t str),
    /// Any other number, as the nearest double; one that is too large is infinite.
    Float(f64),
    /// A text.
    Text(Cow<'t, str>),
    /// The name of a member, before its value.
    Name(Cow<'t, str>),
    /// `[`
    Array,
    /// `{`
    Object,
    /// The end of the innermost array or object.
    End,
}

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Value,
    ItemOrEnd,
    NameOrEnd,
    Name,
    CommaOrEnd,
    Nothing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    Array,
    Object,
}

/// Reads one text.
#[derive(Debug)]
pub struct Reader<'t> {
    text: &'t str,
    pub(super) at: usize,
    pub(super) open: Vec<Container>,
    max_depth: usize,
    values: usize,
    expected: Expected,
}

impl<'t> Reader<'t> {
    /// A reader of a text that nests no deeper than [`MAX_DEPTH`].
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Self::to_depth(text, MAX_DEPTH)
    }

    pub(super) fn to_depth(text: &'t str, max_depth: usize) -> Self {
        Self { text, at: 0, open: Vec::new(), max_depth, values: 0, expected: Expected::Value }
    }

    /// The next piece; `None` at the end of the text.
    ///
    /// # Errors
    /// The first [`Fault`]. The reader is of no use afterwards.
    pub fn next_piece(&mut self) -> Result<Option<Piece<'t>>, Fault> {
        loop {
            self.skip_blanks();
            let Some(byte) = self.peek() else {
                return if self.expected == Expected::Nothing { Ok(None) } else { Err(Fault::Truncated) };
            };
            return match (self.expected, byte) {
                (Expected::CommaOrEnd, b',') => {
                    self.at += 1;
                    let in_object = self.open.last() == Some(&Container::Object);
                    self.expected = if in_object { Expected::Name } else { Expected::Value };
                    continue;
                }
                (Expected::ItemOrEnd | Expected::CommaOrEnd, b']') => self.close(Container::Array),
                (Expected::NameOrEnd | Expected::CommaOrEnd, b'}') => self.close(Container::Object),
                (Expected::NameOrEnd | Expected::Name, b'"') => self.name(),
                (Expected::Value | Expected::ItemOrEnd, _) => self.value(byte),
                _ => Err(Fault::Malformed),
            }
            .map(Some);
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    pub(super) fn since(&self, start: usize) -> Result<&'t str, Fault> {
        self.text.get(start..self.at).ok_or(Fault::Malformed)
    }

    fn close(&mut self, container: Container) -> Result<Piece<'t>, Fault> {
        if self.open.pop() != Some(container) {
            return Err(Fault::Malformed);
        }
        self.at += 1;
        Ok(self.after_value(Piece::End))
    }

    fn open(&mut self, container: Container, piece: Piece<'t>) -> Result<Piece<'t>, Fault> {
        if self.open.len() >= self.max_depth {
            return Err(Fault::TooDeep);
        }
        self.at += 1;
        self.open.push(container);
        self.expected = if container == Container::Array { Expected::ItemOrEnd } else { Expected::NameOrEnd };
        Ok(piece)
    }

    fn after_value(&mut self, piece: Piece<'t>) -> Piece<'t> {
        self.expected = if self.open.is_empty() { Expected::Nothing } else { Expected::CommaOrEnd };
        piece
    }

    fn name(&mut self) -> Result<Piece<'t>, Fault> {
        let name = self.string()?;
        self.skip_blanks();
        match self.peek() {
            Some(b':') => self.at += 1,
            Some(_) => return Err(Fault::Malformed),
            None => return Err(Fault::Truncated),
        }
        self.expected = Expected::Value;
        Ok(Piece::Name(name))
    }

    fn value(&mut self, first: u8) -> Result<Piece<'t>, Fault> {
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(Fault::TooManyValues);
        }
        let piece = match first {
            b'[' => return self.open(Container::Array, Piece::Array),
            b'{' => return self.open(Container::Object, Piece::Object),
            b'"' => Piece::Text(self.string()?),
            b'-' | b'0'..=b'9' => self.number()?,
            b'n' => self.word("null", Piece::Null)?,
            b't' => self.word("true", Piece::Bool(true))?,
            b'f' => self.word("false", Piece::Bool(false))?,
            _ => return Err(Fault::Malformed),
        };
        Ok(self.after_value(piece))
    }

    fn word(&mut self, word: &str, piece: Piece<'t>) -> Result<Piece<'t>, Fault> {
        let rest = &self.text.as_bytes()[self.at..];
        if rest.starts_with(word.as_bytes()) {
            self.at += word.len();
            return Ok(piece);
        }
        Err(if word.as_bytes().starts_with(rest) { Fault::Truncated } else { Fault::Malformed })
    }

    fn number(&mut self) -> Result<Piece<'t>, Fault> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        let whole = self.at;
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
        }
        let text = self.since(start)?;
        match text.len() {
            length if length > MAX_NUMBER_LENGTH => Err(Fault::NumberTooLong),
            _ if whole == self.at => Ok(Piece::Integer(text)),
            _ => text.parse().map(Piece::Float).map_err(|_| Fault::Malformed),
        }
    }

    /// At least one.
    fn digits(&mut self) -> Result<(), Fault> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        match self.peek() {
            _ if self.at > start => Ok(()),
            Some(_) => Err(Fault::Malformed),
            None => Err(Fault::Truncated),
        }
    }

    fn string(&mut self) -> Result<Cow<'t, str>, Fault> {
        self.at += 1;
        let mut start = self.at;
        let mut read = String::new();
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            self.at += rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f)).ok_or(Fault::Truncated)?;
            let plain = self.since(start)?;
            let special = self.peek();
            self.at += 1;
            match special {
                Some(b'"') if read.is_empty() => return Ok(Cow::Borrowed(plain)),
                Some(b'"') => return Ok(Cow::Owned(read + plain)),
                Some(b'\\') => {
                    read.push_str(plain);
                    read.push(self.escaped()?);
                    start = self.at;
                }
                _ => return Err(Fault::Malformed),
            }
        }
    }

    /// What stands behind a backslash.
    fn escaped(&mut self) -> Result<char, Fault> {
        let letter = self.peek().ok_or(Fault::Truncated)?;
        self.at += 1;
        Ok(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return Err(Fault::Malformed),
        })
    }

    /// One unit of UTF-16, or a pair of them; half a pair is no character.
    fn unicode(&mut self) -> Result<char, Fault> {
        let first = self.unit()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first).ok_or(Fault::Malformed);
        }
        self.word("\\u", Piece::Null)?;
        let second = self.unit()?;
        let pair = (0xdc00..0xe000).contains(&second).then(|| 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
        pair.and_then(char::from_u32).ok_or(Fault::Malformed)
    }

    fn unit(&mut self) -> Result<u32, Fault> {
        let start = self.at;
        while self.at < start + 4 {
            match self.peek() {
                Some(digit) if digit.is_ascii_hexdigit() => self.at += 1,
                Some(_) => return Err(Fault::Malformed),
                None => return Err(Fault::Truncated),
            }
        }
        u32::from_str_radix(self.since(start)?, 16).map_err(|_| Fault::Malformed)
    }
}
