//! Finds parts of a secret in a text, and encodings in which the secret was never sent.
//!
//! A server may quote the middle of a request, wrap its lines, or show its bytes as Base64 or in hexadecimal. So escapes
//! are decoded repeatedly, in the text and in the secret, and line breaks and case are ignored. If the text then shares
//! [`PART_LENGTH`] consecutive characters with the secret, it contains a part of it.

use std::collections::HashMap;
use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use zeroize::{Zeroize, Zeroizing};

use crate::secret::Secret;

/// Long enough to be no coincidence: a real secret is random, so no other text shares 10 characters with it.
const PART_LENGTH: usize = 10;
/// How many times a text may have been encoded.
const MAX_LAYERS: usize = 4;
/// In bytes. Secrets of a login are shorter. Of a longer one, only the beginning is searched for.
const MAX_SECRET_LENGTH: usize = 16 * 1024;
/// The HTML entities that escaping functions write for ASCII characters, some of them by name only.
const ENTITIES: [(&str, char); 22] = [
    ("quot", '"'),
    ("apos", '\''),
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("nbsp", ' '),
    ("plus", '+'),
    ("sol", '/'),
    ("equals", '='),
    ("lowbar", '_'),
    ("hyphen", '-'),
    ("dash", '-'),
    ("period", '.'),
    ("comma", ','),
    ("colon", ':'),
    ("semi", ';'),
    ("percnt", '%'),
    ("bsol", '\\'),
    ("excl", '!'),
    ("commat", '@'),
    ("num", '#'),
    ("newline", '\n'),
];

/// The ranges of the text that contain parts of the secrets, in order.
pub(super) fn fragments(text: &str, secrets: &[&Secret]) -> Vec<Range<usize>> {
    let seen = unescaped(text);
    let words = visible(&seen);
    let mut places: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (place, part) in words.0.windows(PART_LENGTH).enumerate() {
        places.entry(part).or_default().push(place);
    }
    let mut covered = vec![false; words.0.len()];
    for needle in secrets.iter().flat_map(|secret| needles(secret.expose())) {
        for place in needle.windows(PART_LENGTH).filter_map(|part| places.remove(part)).flatten() {
            covered[place..place + PART_LENGTH].fill(true);
        }
    }
    let mut found: Vec<Range<usize>> = Vec::new();
    for (place, _) in covered.iter().enumerate().filter(|(_, covered)| **covered) {
        let Range { start, end } = words.1[place].clone();
        match found.last_mut() {
            Some(last) if place > 0 && covered[place - 1] => last.end = end,
            _ => found.push(start..end),
        }
    }
    found
}

/// What to search for: the secret itself, in hexadecimal, and in Base64 (RFC 4648 §4 and §5) at each of the three
/// alignments that it can have within a longer text.
fn needles(secret: &str) -> Vec<Zeroizing<Vec<u8>>> {
    let end = secret.char_indices().map(|(at, _)| at).find(|at| *at >= MAX_SECRET_LENGTH).unwrap_or(secret.len());
    let secret = &secret[..end];
    let mut needles = vec![visible(&unescaped(secret)).0];
    let mut hex = Zeroizing::new(Vec::with_capacity(2 * secret.len()));
    hex.extend(
        secret.bytes().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| b"0123456789abcdef"[usize::from(digit)]),
    );
    needles.push(hex);
    for before in 0..3 {
        let mut bytes = Zeroizing::new(Vec::with_capacity(before + secret.len()));
        bytes.resize(before, 0);
        bytes.extend(secret.bytes());
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let mut text = Zeroizing::new(engine.encode(bytes.as_slice()).into_bytes());
            // The first and the last character depend on the bytes around the secret.
            text.truncate(bytes.len() * 8 / 6);
            let first = (before * 8).div_ceil(6).min(text.len());
            text.drain(..first);
            text.make_ascii_lowercase();
            needles.push(text);
        }
    }
    needles
}

/// A decoded character, and its place in the original text.
struct Seen {
    c: char,
    at: Range<usize>,
}

impl Drop for Seen {
    fn drop(&mut self) {
        self.c.zeroize();
    }
}

/// The visible ASCII characters in lower case with their places, without the indentation of lines.
fn visible(seen: &[Seen]) -> (Zeroizing<Vec<u8>>, Vec<Range<usize>>) {
    let mut bytes = Zeroizing::new(Vec::with_capacity(seen.len()));
    let mut places = Vec::with_capacity(seen.len());
    let mut line_begins = false;
    for Seen { c, at } in seen {
        line_begins = matches!(c, '\r' | '\n') || (line_begins && *c == ' ');
        if matches!(c, ' '..='~') && !line_begins {
            bytes.extend(u8::try_from(c.to_ascii_lowercase()));
            places.push(at.clone());
        }
    }
    (bytes, places)
}

/// Decodes percent-encoding, HTML entities and backslash escapes until none is left.
fn unescaped(text: &str) -> Vec<Seen> {
    let mut seen: Vec<Seen> = text.char_indices().map(|(at, c)| Seen { c, at: at..at + c.len_utf8() }).collect();
    for _ in 0..MAX_LAYERS {
        let count = seen.len();
        seen = once(&seen);
        if seen.len() == count {
            break;
        }
    }
    seen
}

fn once(seen: &[Seen]) -> Vec<Seen> {
    let (mut plain, mut next) = (Vec::with_capacity(seen.len()), 0);
    while let Some(rest) = seen.get(next..).filter(|rest| !rest.is_empty()) {
        let (length, c) = escape(rest).unwrap_or((1, Some(rest[0].c)));
        plain.extend(c.map(|c| Seen { c, at: rest[0].at.start..rest[length - 1].at.end }));
        next += length;
    }
    plain
}

/// The length of the escape at the beginning, and its character. A lone backslash decodes to nothing.
fn escape(seen: &[Seen]) -> Option<(usize, Option<char>)> {
    let second = seen.get(1).map(|seen| seen.c);
    match (seen[0].c, second) {
        ('%', Some('u')) => number(seen, 2, 4, 16),
        ('%', _) => number(seen, 1, 2, 16),
        ('&', Some('#')) if matches!(seen.get(2)?.c, 'x' | 'X') => to_semicolon(seen, 3, 16),
        ('&', Some('#')) => to_semicolon(seen, 2, 10),
        ('&', _) => named(seen),
        ('\\', Some('u' | 'x')) if seen.get(2).is_some_and(|seen| seen.c == '{') => in_braces(seen),
        ('\\', Some('u')) => number(seen, 2, 4, 16),
        ('\\', Some('U')) => number(seen, 2, 8, 16),
        ('\\', Some('x')) => number(seen, 2, 2, 16),
        ('\\', Some('0'..='3')) => number(seen, 1, 3, 8),
        ('\\', Some('n' | 'r')) => Some((2, Some('\n'))),
        ('\\', Some('t' | 'b' | 'f')) => Some((2, None)),
        ('\\', _) => None,
        _ => return None,
    }
    .or((seen[0].c == '\\').then_some((1, None)))
}

/// The character whose code is written in `digits` digits, beginning at index `from`.
fn number(seen: &[Seen], from: usize, digits: usize, radix: u32) -> Option<(usize, Option<char>)> {
    let digits = seen.get(from..from + digits)?;
    let number =
        digits.iter().try_fold(0_u32, |number, seen| Some(number.wrapping_mul(radix) + seen.c.to_digit(radix)?))?;
    Some((from + digits.len(), char::from_u32(number)))
}

/// The same with any number of digits, and a semicolon, which browsers allow to be missing.
fn to_semicolon(seen: &[Seen], from: usize, radix: u32) -> Option<(usize, Option<char>)> {
    let digits = seen[from..].iter().take_while(|seen| seen.c.is_digit(radix)).count();
    let (length, c) = number(seen, from, digits, radix).filter(|_| digits > 0)?;
    Some((length + usize::from(seen.get(length).is_some_and(|seen| seen.c == ';')), c))
}

fn in_braces(seen: &[Seen]) -> Option<(usize, Option<char>)> {
    let digits = seen[3..].iter().take_while(|seen| seen.c.is_ascii_hexdigit()).count();
    let (length, c) = number(seen, 3, digits, 16)?;
    seen.get(length).filter(|seen| seen.c == '}').map(|_| (length + 1, c))
}

fn named(seen: &[Seen]) -> Option<(usize, Option<char>)> {
    let is = |name: &str| {
        let found = seen.get(1..=name.len())?;
        let same = found.iter().zip(name.chars()).all(|(seen, c)| seen.c.eq_ignore_ascii_case(&c));
        seen.get(name.len() + 1).filter(|seen| same && seen.c == ';').map(|_| name.len() + 2)
    };
    ENTITIES.iter().find_map(|(name, c)| Some((is(name)?, Some(*c))))
}
