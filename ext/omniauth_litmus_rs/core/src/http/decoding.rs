//! Decodes the content codings gzip and deflate (RFC 9110 §8.4). No request asks for them; some servers send them.

use std::io::{self, Read};

use flate2::bufread::GzDecoder;
use flate2::{Decompress, FlushDecompress, Status};
use zeroize::Zeroize;

/// No server has a reason for more, and each may be a decompression bomb.
const MAX_CODINGS: usize = 4;
/// How much is unpacked before other tasks have their turn.
const SLICE: usize = 64 * 1024;
/// Each member of a gzip file begins like this (RFC 1952 §2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Why a body could not be decoded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Undecodable {
    /// The coding is none that is known here.
    Unknown,
    /// There are too many of them.
    TooMany,
    /// The body is not what the coding says, or is cut short.
    Malformed,
    /// It is larger than it may be.
    TooLarge,
}

/// A content coding that can be taken off; names are those of RFC 9110 §8.4.1, and of `Net::HTTP`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    Identity,
    Gzip,
    Deflate,
}

impl Coding {
    fn named(name: &str) -> Result<Self, Undecodable> {
        match name.to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Ok(Self::Gzip),
            "deflate" => Ok(Self::Deflate),
            "identity" | "none" => Ok(Self::Identity),
            _ => Err(Undecodable::Unknown),
        }
    }
}

/// The codings that a `Content-Encoding` lists, in the order in which they were applied.
///
/// # Errors
/// [`Undecodable::Unknown`], [`Undecodable::TooMany`].
pub(crate) fn codings(field: &str) -> Result<Vec<Coding>, Undecodable> {
    let names = field.split(',').map(str::trim).filter(|name| !name.is_empty());
    let codings = names.map(Coding::named).collect::<Result<Vec<_>, _>>()?;
    if codings.len() > MAX_CODINGS { Err(Undecodable::TooMany) } else { Ok(codings) }
}

/// The body without these codings.
///
/// # Errors
/// [`Undecodable::Malformed`], or [`Undecodable::TooLarge`] when one of them yields more than `max_bytes`.
pub(crate) async fn decoded(mut body: Vec<u8>, codings: &[Coding], max_bytes: usize) -> Result<Vec<u8>, Undecodable> {
    for coding in codings.iter().rev() {
        let plain = match coding {
            Coding::Identity => continue,
            Coding::Gzip => gunzip(&body, max_bytes).await,
            Coding::Deflate => unpack(&mut Inflater::new(&body), Vec::new(), max_bytes).await,
        };
        body.zeroize();
        body = plain?;
    }
    Ok(body)
}

/// All members of a gzip file; what follows the last one is ignored, as Ruby's zlib does.
async fn gunzip(mut coded: &[u8], max_bytes: usize) -> Result<Vec<u8>, Undecodable> {
    let mut plain = Vec::new();
    loop {
        let mut member = GzDecoder::new(coded);
        plain = unpack(&mut member, plain, max_bytes).await?;
        coded = member.into_inner();
        if !coded.starts_with(&GZIP) {
            return Ok(plain);
        }
        // A body may be nothing but empty members.
        tokio::task::yield_now().await;
    }
}

async fn unpack(coded: &mut (dyn Read + Send), mut plain: Vec<u8>, most: usize) -> Result<Vec<u8>, Undecodable> {
    loop {
        // One byte more tells too much from just enough.
        let room = SLICE.min((most - plain.len()).saturating_add(1)) as u64;
        let read = Read::take(&mut *coded, room).read_to_end(&mut plain).map_err(|_| Undecodable::Malformed)?;
        if plain.len() > most {
            plain.zeroize();
            return Err(Undecodable::TooLarge);
        }
        if read == 0 {
            return Ok(plain);
        }
        tokio::task::yield_now().await;
    }
}

/// Reads a deflate stream to its end. It is in zlib's format (RFC 9110 §8.4.1.2), or bare, as some servers send it.
struct Inflater<'a> {
    coded: &'a [u8],
    state: Decompress,
    ended: bool,
}

impl<'a> Inflater<'a> {
    fn new(coded: &'a [u8]) -> Self {
        // RFC 1950 §2.2: the method is 8, and the first two bytes are a multiple of 31.
        let zlib = matches!(coded, [cmf, flg, ..] if cmf & 15 == 8 && u16::from_be_bytes([*cmf, *flg]) % 31 == 0);
        Self { coded, state: Decompress::new(zlib), ended: false }
    }
}

impl Read for Inflater<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ended || buffer.is_empty() {
            return Ok(0);
        }
        let (taken, given) = (self.state.total_in(), self.state.total_out());
        let status = self.state.decompress(self.coded, buffer, FlushDecompress::None)?;
        let taken = usize::try_from(self.state.total_in() - taken).map_err(io::Error::other)?;
        let given = usize::try_from(self.state.total_out() - given).map_err(io::Error::other)?;
        self.coded = &self.coded[taken..];
        self.ended = status == Status::StreamEnd;
        match given {
            0 if !self.ended => Err(io::ErrorKind::UnexpectedEof.into()),
            given => Ok(given),
        }
    }
}
