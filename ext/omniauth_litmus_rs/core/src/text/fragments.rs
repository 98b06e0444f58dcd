//! Parts of a secret in the words of others, and forms in which it was never sent.
//!
//! Some quote the middle of a request, break its lines, or show bytes as Base64 or in hexadecimal. So all escapes are
//! taken off the words, over and over, and off the secret alike; line breaks and case count for nothing. What then holds
//! [`PART_LENGTH`] characters in a row that the secret has in a row does not hold them by chance.

use std::collections::HashMap;
use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use zeroize::{Zeroize, Zeroizing};

use crate::secret::Secret;

/// `access-tok` may be chance in a test's own secret, and is in no other.
const PART_LENGTH: usize = 10;
/// Nobody encodes the same text more often.
const MAX_LAYERS: usize = 4;
/// No secret of a login is longer; of one that is, the beginning is looked for.
const MAX_SECRET_LENGTH: usize = 16 * 1024;
/// The entities of HTML that are written for characters of ASCII.
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

/// Where the text holds parts of the secrets, in order.
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

/// The secret as it is, in hexadecimal, and as a part of what was encoded as Base64 (RFC 4648 §4 and §5).
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
            // The first and the last characters hang on what stands around.
            text.truncate(bytes.len() * 8 / 6);
            let first = (before * 8).div_ceil(6).min(text.len());
            text.drain(..first);
            text.make_ascii_lowercase();
            needles.push(text);
        }
    }
    needles
}

/// A character, and where it stands in the text as it came.
struct Seen {
    c: char,
    at: Range<usize>,
}

impl Drop for Seen {
    fn drop(&mut self) {
        self.c.zeroize();
    }
}

/// The visible characters of ASCII in lower case, and where each stands; blanks that begin a line are left out.
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

/// The text without escapes, of whatever language.
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

/// How many characters the escape at the beginning has, and what it stands for. Of a backslash nothing is left.
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

/// So many digits from the character of this index on.
fn number(seen: &[Seen], from: usize, digits: usize, radix: u32) -> Option<(usize, Option<char>)> {
    let digits = seen.get(from..from + digits)?;
    let number =
        digits.iter().try_fold(0_u32, |number, seen| Some(number.wrapping_mul(radix) + seen.c.to_digit(radix)?))?;
    Some((from + digits.len(), char::from_u32(number)))
}

/// Digits from the character of this index on, and a semicolon, which browsers do without.
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
