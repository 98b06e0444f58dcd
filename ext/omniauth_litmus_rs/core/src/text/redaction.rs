//! Redacts secrets in text from other systems, however that text encodes them.
//!
//! A server that quotes a request quotes the encoded form: the secret `a+b/"c` is `a%2Bb%2F%22c` in a form, `a+b\/\"c` or
//! `a\u002bb…` in JSON, and `a+b/&quot;c` in a page. It may quote only the middle, wrap its lines, or show the bytes as
//! Base64 or in hexadecimal. So text and secret are decoded as far as that goes, line breaks and case are ignored, and
//! [`PART_LENGTH`] consecutive characters of a secret are a part of it. A shorter secret has to be there as a whole. If a
//! text ends in the middle of a secret, its beginning is found, too.

use std::collections::HashMap;
use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use zeroize::Zeroizing;

use crate::secret::Secret;
use crate::text::unescape::{Decoded, Decoder, backslash, entity, percent, unescaped};

/// Replaces a secret.
const REDACTED: &str = "[REDACTED]";
/// In bytes. The rest of a longer text is neither searched nor shown.
const MAX_SEARCHED: usize = 8 * 1024;
/// Long enough to be no coincidence: a real secret is random, so no other text shares 10 characters with it.
const PART_LENGTH: usize = 10;
/// In characters. A text may end with fewer characters of a secret by chance.
const MIN_PREFIX: usize = 6;
/// In bytes. Secrets of a login are shorter. Of a longer one, only the beginning is searched for.
const MAX_SECRET_LENGTH: usize = 16 * 1024;
/// Which escapes are decoded. One kind alone, too: `&#x` in front of `2b%2F` is no part of it.
const VIEWS: [&[Decoder]; 5] = [&[], &[percent], &[entity], &[backslash], &[percent, entity, backslash]];
/// In bytes, the longest escape of one character.
const MAX_ESCAPE_LENGTH: usize = 12;

/// The first `most` characters of the text, with each secret redacted.
#[must_use]
pub(super) fn redacted(text: &str, secrets: &[&Secret], most: usize) -> String {
    let text = beginning(text, MAX_SEARCHED);
    let (mut shown, mut at) = (String::new(), 0);
    for Range { start, end } in found(text, secrets) {
        shown.push_str(&text[at..start]);
        shown.push_str(REDACTED);
        at = end;
    }
    shown.push_str(&text[at..]);
    shown.chars().take(most).collect()
}

/// Whether the text contains the secret or a part of it, or ends with its beginning.
#[must_use]
pub(super) fn repeats(text: &str, secret: &Secret) -> bool {
    !found(text, &[secret]).is_empty()
}

/// The longest beginning of the text with at most `most` bytes.
fn beginning(text: &str, most: usize) -> &str {
    let end = text.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= most).last();
    &text[..end.unwrap_or_default()]
}

/// The ranges of the text that show secrets: in order, and apart from each other.
fn found(text: &str, secrets: &[&Secret]) -> Vec<Range<usize>> {
    let secrets: Vec<&str> = secrets.iter().map(|secret| beginning(secret.expose(), MAX_SECRET_LENGTH)).collect();
    let encoded: Vec<Needle> = secrets.iter().flat_map(|secret| encoded(secret)).collect();
    let mut ranges = Vec::new();
    for decoders in VIEWS {
        let needles = secrets.iter().flat_map(|secret| needles(secret, decoders)).chain(encoded.iter().cloned());
        let needles: Vec<Needle> = needles.collect();
        let (words, places) = visible(&unescaped(text, decoders));
        ranges.extend(occurrences(&words, &places, &needles));
        ranges.extend(cut_off(text, &words, &places, &needles));
    }
    merged(ranges)
}

fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// What is searched for, as [`visible`] has it.
type Needle = Zeroizing<Vec<u8>>;

/// Where the words have parts of the needles, or the whole of a short one.
fn occurrences(words: &[u8], places: &[Range<usize>], needles: &[Needle]) -> Vec<Range<usize>> {
    let mut parts: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (index, part) in words.windows(PART_LENGTH).enumerate() {
        parts.entry(part).or_default().push(index);
    }
    let range = |index: usize, length: usize| places[index].start..places[index + length - 1].end;
    let mut ranges = Vec::new();
    for needle in needles {
        if (1..PART_LENGTH).contains(&needle.len()) {
            let same = words.windows(needle.len()).enumerate().filter(|(_, part)| *part == needle.as_slice());
            ranges.extend(same.map(|(index, part)| range(index, part.len())));
        }
        let same = needle.windows(PART_LENGTH).filter_map(|part| parts.remove(part)).flatten();
        ranges.extend(same.map(|index| range(index, PART_LENGTH)));
    }
    ranges
}

/// Where the text breaks off in a needle, behind a part of it or its beginning.
fn cut_off(text: &str, words: &[u8], places: &[Range<usize>], needles: &[Needle]) -> Option<Range<usize>> {
    let ending = text.trim_end_matches(['.', '\u{2026}', '"', '\'', ')', ']', ' ', '\r', '\n']);
    // An escape that is itself cut off, such as `%2`.
    let escape = ending.rfind(['%', '\\', '&']).filter(|at| {
        let escape = &ending[*at..];
        escape.len() < MAX_ESCAPE_LENGTH && !escape.contains(' ')
    });
    let starts = [Some(ending.len()), escape].into_iter().flatten().filter_map(|end| {
        let words = &words[..places.partition_point(|place| place.end <= end)];
        let lengths = |needle: &Needle| {
            let unfinished = needle.split_last()?.1;
            let part = unfinished.windows(PART_LENGTH).find(|part| words.ends_with(part)).map(<[u8]>::len);
            let mut beginnings = (MIN_PREFIX..=unfinished.len().min(PART_LENGTH)).rev();
            part.or_else(|| beginnings.find(|length| words.ends_with(&unfinished[..*length])))
        };
        let length = needles.iter().filter_map(lengths).max()?;
        Some(places[words.len() - length].start)
    });
    starts.min().map(|start| start..text.len())
}

/// The secret, and the secret where it is Base64 that was made safe for an address (RFC 4648 §5).
fn needles(secret: &str, decoders: &[Decoder]) -> [Needle; 2] {
    let needle = visible(&unescaped(secret, decoders)).0;
    let url_safe = url_safe(&needle);
    [needle, url_safe]
}

fn url_safe(base64: &Needle) -> Needle {
    let bytes = base64.iter().map(|byte| match byte {
        b'+' => b'-',
        b'/' => b'_',
        byte => *byte,
    });
    Zeroizing::new(bytes.collect())
}

/// The secret in hexadecimal, and in Base64 (RFC 4648 §4 and §5) at each of the three alignments that it can have within
/// a longer text. A short result would be found by chance.
fn encoded(secret: &str) -> Vec<Needle> {
    let mut hex = Zeroizing::new(Vec::with_capacity(2 * secret.len()));
    hex.extend(
        secret.bytes().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| b"0123456789abcdef"[usize::from(digit)]),
    );
    let base64 = (0..3).flat_map(|before| {
        let mut bytes = Zeroizing::new(Vec::with_capacity(before + secret.len()));
        bytes.resize(before, 0);
        bytes.extend(secret.bytes());
        let mut text = Zeroizing::new(STANDARD_NO_PAD.encode(bytes.as_slice()).into_bytes());
        // The first and the last character depend on the bytes around the secret.
        text.truncate(bytes.len() * 8 / 6);
        let first = (before * 8).div_ceil(6).min(text.len());
        text.drain(..first);
        text.make_ascii_lowercase();
        let url_safe = url_safe(&text);
        [text, url_safe]
    });
    [hex].into_iter().chain(base64).filter(|needle| needle.len() >= PART_LENGTH).collect()
}

/// The visible bytes as they are compared, with their places in the text: in lower case, with `+` for a blank as in forms,
/// and without the indentation of lines.
fn visible(text: &[Decoded]) -> (Needle, Vec<Range<usize>>) {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut places = Vec::with_capacity(text.len());
    let mut line_begins = false;
    for Decoded { byte, at } in text {
        line_begins = matches!(byte, b'\r' | b'\n') || (line_begins && *byte == b' ');
        if !byte.is_ascii_control() && !line_begins {
            bytes.push(if *byte == b' ' { b'+' } else { byte.to_ascii_lowercase() });
            places.push(at.clone());
        }
    }
    (bytes, places)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::form_urlencoded;

    use super::*;

    fn shown(text: &str, secret: &str) -> String {
        redacted(text, &[&Secret::new(secret.to_owned())], 1000)
    }

    #[test]
    fn every_form_of_a_secret_is_found() {
        let secret = "a+b/c=d\"e&f g%41h\\i\u{e9}\u{1f600}";
        for form in [
            secret,
            "a%2Bb%2Fc%3Dd%22e%26f+g%2541h%5Ci%C3%A9%F0%9F%98%80",
            "a%2bb%2fc%3dd%22e%26f%20g%2541h%5ci%c3%a9%f0%9f%98%80",
            "a%252Bb%252Fc%253Dd%2522e%2526f%2520g%252541h%255Ci%25C3%25A9%25F0%259F%2598%2580",
            r#"a+b\/c=d\"e&f g%41h\\ié😀"#,
            r"a\u002bb\u002Fc\u003dd\u0022e\u0026f\u0020g\u002541h\u005ci\u00e9\ud83d\ude00",
            r#"a+b/c=d\\\"e&f g%41h\\\\ié😀"#,
            r"a\x2Bb/c=d\x22e&f g%41h\x5Cié😀",
            "a%2Bb%2Fc%3Dd%5C%22e%26f+g%2541h%5C%5Ci%C3%A9%F0%9F%98%80",
            "a+b/c=d&quot;e&amp;f g%41h\\ié😀",
            "a&#43;b&#x2F;c&#61;d&#34;e&#38;f&#32;g&#37;41h&#92;i&#233;&#128512;",
            "a+b/c=d&amp;quot;e&amp;amp;f g%41h\\ié😀",
            "a-b_c=d\"e&f+g%41h\\ié😀",
        ] {
            assert_eq!(shown(&format!("no {form}: sorry"), secret), "no [REDACTED]: sorry", "{form}");
            assert!(repeats(form, &Secret::new(secret.to_owned())), "{form}");
        }
    }

    #[test]
    fn other_words_stay() {
        for words in
            ["a%2Bc", "100% sure &amp; \\o/ \\u00e9 %zz &#; &#x; &; %", "a", "ab", "%", "\\", "&", "é\\", "%c3"]
        {
            assert_eq!(shown(words, "a+b"), words);
            assert_eq!(shown(words, ""), words);
        }
        assert_eq!(shown("a\u{e9}b", "\u{e9}"), "a[REDACTED]b");
    }

    #[test]
    fn the_beginning_of_a_secret_is_found_where_the_words_end() {
        for cut in [
            "abcdef",
            "abcdef%2",
            "abcdef%",
            "abcdef\\u00",
            "abcdef...",
            "abcdef\u{2026}\"",
            "abcdef&#4",
            "abcdef%2Bgh",
        ] {
            assert_eq!(shown(&format!("got {cut}"), "abcdef+ghi"), "got [REDACTED]", "{cut}");
        }
        for words in ["abcde", "abcdef is not it", "abcdef & co"] {
            assert_eq!(shown(words, "abcdef+ghi"), words);
        }
    }

    #[test]
    fn a_text_that_is_nothing_but_a_secret_is_searched_in_bounded_time() {
        for (text, secret) in [("a", "a"), ("%25", "%"), ("&amp;", "&"), ("+%2B%252B", "+")] {
            let secret = Secret::new(secret.repeat(6000) + "!");
            let began = std::time::Instant::now();
            let shown = redacted(&text.repeat(60_000), &[&secret], 256);
            assert!(shown.starts_with(REDACTED) && shown.len() < 2 * REDACTED.len(), "{shown}");
            assert!(repeats(&text.repeat(60_000), &secret), "{text}");
            assert!(began.elapsed() < std::time::Duration::from_secs(20), "{text}: {:?}", began.elapsed());
        }
    }

    #[test]
    fn parts_of_a_secret_and_what_was_never_sent_are_found() {
        let secret = "golf+hotel/India?juliett~kilo";
        for form in [
            "GOLF+HOTEL/INDIA?JULIETT~KILO",
            "...hotel/India?juliett...",
            "golf+ho\r\n tel/In\ndia?juliett~kilo",
            "golf+ho\\ntel/In%0D%0Adia?juliett~kilo",
            "&plus;hotel&sol;India&#63juliett",
            "\\147\\157\\154\\146\\053\\150\\157\\164\\145\\154\\057",
            "\\u{67}\\u{6f}\\u{6c}\\u{66}\\u{2b}\\u{68}\\u{6f}\\u{74}\\u{65}\\u{6c}",
            "%u0067%u006f%u006c%u0066%u002b%u0068%u006f%u0074%u0065%u006c",
            "Z29sZitob3RlbC9JbmRpYT9qdWxpZXR0fmtpbG8=",
            "c2VjcmV0PWdvbGYraG90ZWwvSW5kaWE/anVsaWV0dH5raWxv",
            "676f6c662b686f74656c2f496e6469613f",
            "676F6C662B686F74656C2F496E6469613F",
        ] {
            let shown = shown(&format!("no {form}: sorry"), secret);
            assert!(shown.starts_with("no ") && shown.ends_with(": sorry") && shown.contains(REDACTED), "{shown}");
            assert!(repeats(form, &Secret::new(secret.to_owned())), "{form}");
        }
        assert_eq!(shown("The access token has expired", "an-access-token"), "The access token has expired");
    }

    #[test]
    fn so_many_characters_are_shown_and_no_part_of_a_secret_at_their_end() {
        let secret = Secret::new("abcdefghij".into());
        assert_eq!(redacted("0123456abcdefghij", &[&secret], 10), "0123456[RE");
        assert_eq!(redacted(&"x".repeat(1_000_000), &[&secret], 5), "xxxxx");
    }

    proptest! {
        #[test]
        fn no_text_panics_and_every_encoded_secret_is_redacted(
            before in "[x-z+ ]{0,6}", secret in "\\PC{1,12}", text in any::<String>(),
        ) {
            let _ = shown(&text, &secret);
            for sent in sent(&secret) {
                prop_assert!(shown(&format!("{before}{sent}"), &secret).contains(REDACTED), "{}", sent);
            }
        }

        #[test]
        fn a_long_secret_is_found_whatever_is_before(before in "[x0a%&#\\\\+]{0,6}", secret in "[!-~]{20,40}") {
            for sent in sent(&secret) {
                prop_assert!(shown(&format!("{before}{sent}"), &secret).contains(REDACTED), "{}", sent);
            }
        }
    }

    fn sent(secret: &str) -> [String; 3] {
        let json = serde_json::Value::from(secret).to_string();
        let form = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        [form, json[1..json.len() - 1].to_owned(), secret.to_owned()]
    }
}
