//! Decodes the escapes in which a text may show other text: percent-encoding, HTML entities and backslashes.

use std::ops::Range;

use zeroize::Zeroize;

/// How many times a text may have been escaped.
const MAX_LAYERS: usize = 6;
/// The HTML entities that escaping functions write for ASCII characters, some of them by name only.
const ENTITIES: [(&str, u8); 22] = [
    ("quot", b'"'),
    ("apos", b'\''),
    ("amp", b'&'),
    ("lt", b'<'),
    ("gt", b'>'),
    ("nbsp", b' '),
    ("plus", b'+'),
    ("sol", b'/'),
    ("equals", b'='),
    ("lowbar", b'_'),
    ("hyphen", b'-'),
    ("dash", b'-'),
    ("period", b'.'),
    ("comma", b','),
    ("colon", b':'),
    ("semi", b';'),
    ("percnt", b'%'),
    ("bsol", b'\\'),
    ("excl", b'!'),
    ("commat", b'@'),
    ("num", b'#'),
    ("newline", b'\n'),
];

/// A byte of UTF-8, and the place in the text of the character or escape that it comes from.
pub(super) struct Decoded {
    pub(super) byte: u8,
    pub(super) at: Range<usize>,
}

impl Drop for Decoded {
    fn drop(&mut self) {
        self.byte.zeroize();
    }
}

/// What an escape stands for.
#[derive(Clone, Copy)]
pub(super) enum Meaning {
    /// A backslash in front of something, or a control character.
    Nothing,
    Byte(u8),
    Character(char),
}

/// The text as it is.
fn plain(text: &str) -> Vec<Decoded> {
    let bytes = |(at, c): (usize, char)| text.as_bytes()[at..at + c.len_utf8()].iter().map(move |byte| (*byte, at, c));
    text.char_indices().flat_map(bytes).map(|(byte, at, c)| Decoded { byte, at: at..at + c.len_utf8() }).collect()
}

/// Decodes the escape that a text begins with: its length, and what it stands for.
pub(super) type Decoder = fn(&[Decoded]) -> Option<(usize, Meaning)>;

/// The text with its escapes decoded, until none is left.
pub(super) fn unescaped(text: &str, decoders: &[Decoder]) -> Vec<Decoded> {
    let mut decoded = plain(text);
    for _ in 0..MAX_LAYERS {
        let length = decoded.len();
        decoded = once(&decoded, decoders);
        if decoded.len() == length {
            break;
        }
    }
    decoded
}

fn once(text: &[Decoded], decoders: &[Decoder]) -> Vec<Decoded> {
    let (mut plain, mut next) = (Vec::with_capacity(text.len()), 0);
    while let Some(rest) = text.get(next..).filter(|rest| !rest.is_empty()) {
        let escape = decoders.iter().find_map(|decoder| decoder(rest));
        let (length, meaning) = escape.unwrap_or((1, Meaning::Byte(rest[0].byte)));
        let at = rest[0].at.start..rest[length - 1].at.end;
        let mut utf8 = [0; 4];
        let bytes = match meaning {
            Meaning::Nothing => &[],
            Meaning::Byte(byte) => {
                utf8[0] = byte;
                &utf8[..1]
            }
            Meaning::Character(c) => c.encode_utf8(&mut utf8).as_bytes(),
        };
        plain.extend(bytes.iter().map(|byte| Decoded { byte: *byte, at: at.clone() }));
        next += length;
    }
    plain
}

/// `%2B`, and `%u002b`.
pub(super) fn percent(text: &[Decoded]) -> Option<(usize, Meaning)> {
    match (text[0].byte, text.get(1)?.byte) {
        (b'%', b'u') => character(text, 2, 4, 16),
        (b'%', _) => Some((3, Meaning::Byte(number(text, 1, 2, 16)?.try_into().ok()?))),
        _ => None,
    }
}

/// `&plus;`, `&#43;` and `&#x2B;`.
pub(super) fn entity(text: &[Decoded]) -> Option<(usize, Meaning)> {
    match (text[0].byte, text.get(1)?.byte) {
        (b'&', b'#') if matches!(text.get(2)?.byte, b'x' | b'X') => to_semicolon(text, 3, 16),
        (b'&', b'#') => to_semicolon(text, 2, 10),
        (b'&', _) => named(text),
        _ => None,
    }
}

/// `\u002b`, `\x2b`, `\053`, `\n`. A backslash in front of anything else stands for nothing.
pub(super) fn backslash(text: &[Decoded]) -> Option<(usize, Meaning)> {
    let at = |index: usize| text.get(index).map(|decoded| decoded.byte);
    let escape = match (text[0].byte, at(1)) {
        (b'\\', Some(b'u' | b'x')) if at(2) == Some(b'{') => in_braces(text),
        (b'\\', Some(b'u')) => utf16(text),
        (b'\\', Some(b'U')) => character(text, 2, 8, 16),
        (b'\\', Some(b'x')) => character(text, 2, 2, 16),
        (b'\\', Some(b'0'..=b'3')) => character(text, 1, 3, 8),
        (b'\\', Some(b'n' | b'r')) => Some((2, Meaning::Byte(b'\n'))),
        (b'\\', Some(b't' | b'b' | b'f')) => Some((2, Meaning::Nothing)),
        (b'\\', _) => None,
        _ => return None,
    };
    escape.or(Some((1, Meaning::Nothing)))
}

/// The number that is written in `count` digits, beginning at index `from`.
fn number(text: &[Decoded], from: usize, count: usize, radix: u32) -> Option<u32> {
    let digits = text.get(from..from + count).filter(|digits| !digits.is_empty())?;
    digits.iter().try_fold(0_u32, |number, decoded| {
        Some(number.wrapping_mul(radix).wrapping_add(char::from(decoded.byte).to_digit(radix)?))
    })
}

/// The character whose code that is.
fn character(text: &[Decoded], from: usize, count: usize, radix: u32) -> Option<(usize, Meaning)> {
    let number = number(text, from, count, radix)?;
    Some((from + count, char::from_u32(number).map_or(Meaning::Nothing, Meaning::Character)))
}

/// `\u002b`; and `\ud83d\ude00`, which is one character.
fn utf16(text: &[Decoded]) -> Option<(usize, Meaning)> {
    let one = character(text, 2, 4, 16)?;
    let high = u16::try_from(number(text, 2, 4, 16)?).ok().filter(|_| matches!(one.1, Meaning::Nothing));
    let backslashes = text[6..].iter().take_while(|decoded| decoded.byte == b'\\').count();
    let second = 6 + backslashes;
    let low = number(text, second + 1, 4, 16).filter(|_| backslashes > 0 && text[second].byte == b'u');
    let units = [high, low.and_then(|low| u16::try_from(low).ok())];
    let pair =
        char::decode_utf16(units.into_iter().flatten()).next().and_then(Result::ok).filter(|c| c.len_utf16() == 2);
    Some(pair.map_or(one, |c| (second + 5, Meaning::Character(c))))
}

/// Any number of digits, and a semicolon, which browsers allow to be missing.
fn to_semicolon(text: &[Decoded], from: usize, radix: u32) -> Option<(usize, Meaning)> {
    let digits = text[from..].iter().take_while(|decoded| char::from(decoded.byte).is_digit(radix)).count();
    let (length, meaning) = character(text, from, digits, radix)?;
    Some((length + usize::from(text.get(length).is_some_and(|decoded| decoded.byte == b';')), meaning))
}

/// `\u{1f600}`.
fn in_braces(text: &[Decoded]) -> Option<(usize, Meaning)> {
    let digits = text[3..].iter().take_while(|decoded| decoded.byte.is_ascii_hexdigit()).count();
    let (length, meaning) = character(text, 3, digits, 16)?;
    text.get(length).filter(|decoded| decoded.byte == b'}').map(|_| (length + 1, meaning))
}

/// `&quot;`.
fn named(text: &[Decoded]) -> Option<(usize, Meaning)> {
    let is = |name: &str| {
        let found = text.get(1..=name.len())?;
        let same = found.iter().zip(name.bytes()).all(|(decoded, byte)| decoded.byte.eq_ignore_ascii_case(&byte));
        text.get(name.len() + 1).filter(|decoded| same && decoded.byte == b';').map(|_| name.len() + 2)
    };
    ENTITIES.iter().find_map(|(name, byte)| Some((is(name)?, Meaning::Byte(*byte))))
}
