//! Redacts secrets in text from other systems, however that text encodes them.
//!
//! A server that quotes a request quotes the encoded form: the secret `a+b/"c` is `a%2Bb%2F%22c` in a form, `a+b\/\"c` or
//! `a\u002bb…` in JSON, and `a+b/&quot;c` in a page. So the search compares character by character, and accepts each one
//! plain or in any of these encodings, also nested, such as JSON within a form. If a text ends in the middle of a secret,
//! its beginning is found, too. [`fragments`] finds other parts of a long secret.

use std::ops::Range;

use crate::secret::Secret;
use crate::text::fragments::fragments;

/// Replaces a secret.
const REDACTED: &str = "[REDACTED]";
/// In bytes. The rest of a longer text is neither searched nor shown.
const MAX_SEARCHED: usize = 8 * 1024;
/// The most comparisons for one text: some milliseconds. A text that quotes a whole request takes a few thousand.
const MAX_STEPS: usize = 40_000;
/// In characters. A text may end with fewer characters of a secret by chance.
const MIN_PREFIX: usize = 6;
/// In a row. Escapes that are escaped again double them: 1, 2, 4, 8, 16.
const MAX_BACKSLASHES: usize = 16;
/// The HTML entities that escaping functions write for ASCII characters.
const ENTITIES: [(&str, char); 6] =
    [("quot", '"'), ("apos", '\''), ("amp", '&'), ("lt", '<'), ("gt", '>'), ("nbsp", ' ')];
/// How many times a text may have been encoded, such as `%252B`, which is twice.
const MAX_LAYERS: usize = 4;
/// In bytes, the longest escape of one character.
const MAX_ESCAPE_LENGTH: usize = 12;

/// The first `most` characters of the text, with each secret redacted.
#[must_use]
pub(super) fn redacted(text: &str, secrets: &[&Secret], most: usize) -> String {
    let text = beginning(text, MAX_SEARCHED);
    let mut search = Search::new(text, secrets);
    let (mut shown, mut length, mut at) = (String::new(), 0, 0);
    while length < most {
        let Some(next) = text[at..].chars().next() else { break };
        if let Some(end) = search.end_at(at) {
            shown.push_str(REDACTED);
            (length, at) = (length + REDACTED.len(), end);
        } else {
            shown.push(next);
            (length, at) = (length + 1, at + next.len_utf8());
        }
    }
    shown.chars().take(most).collect()
}

/// Whether the text contains the secret or a part of it, or ends with its beginning.
#[must_use]
pub(super) fn repeats(text: &str, secret: &Secret) -> bool {
    let secrets = [secret];
    let mut search = Search::new(text, &secrets);
    text.char_indices().any(|(at, _)| search.end_at(at).is_some())
}

/// The longest beginning of the text with at most `most` bytes.
fn beginning(text: &str, most: usize) -> &str {
    let end = text.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= most).last();
    &text[..end.unwrap_or_default()]
}

/// A search with a bounded number of steps: a hostile provider can write a text that matches a secret in exponentially
/// many ways.
struct Search<'t> {
    text: &'t str,
    secrets: &'t [&'t Secret],
    fragments: Vec<Range<usize>>,
    steps: usize,
}

impl<'t> Search<'t> {
    fn new(text: &'t str, secrets: &'t [&'t Secret]) -> Self {
        Self { text, secrets, fragments: fragments(text, secrets), steps: 0 }
    }

    /// The end of the secret that begins at `at`, if one does. After [`MAX_STEPS`], all the rest counts as secret.
    fn end_at(&mut self, at: usize) -> Option<usize> {
        let Self { text, secrets, fragments, steps } = self;
        let whole = secrets.iter().filter_map(|secret| end_of(text, at, secret.expose(), steps)).max();
        let part = fragments.iter().find(|part| part.contains(&at)).map(|part| part.end);
        if *steps < MAX_STEPS { whole.max(part) } else { Some(text.len()) }
    }
}

/// The end of the secret if the text contains it at `at`, in any encoding.
fn end_of(text: &str, at: usize, secret: &str, steps: &mut usize) -> Option<usize> {
    let mut ends = vec![at];
    for (count, c) in secret.chars().enumerate() {
        let mut next: Vec<usize> = Vec::new();
        *steps += ends.len();
        if *steps >= MAX_STEPS {
            return None;
        }
        for end in &ends {
            forms(text, *end, c, &mut next);
        }
        next.sort_unstable();
        next.dedup();
        if next.is_empty() {
            let cut = count >= MIN_PREFIX && ends.iter().any(|end| breaks_off(&text[*end..]));
            return cut.then_some(text.len());
        }
        ends = next;
    }
    ends.last().copied().filter(|end| *end > at)
}

/// Whether the text was cut off here: `rest` is empty, an ellipsis, or the beginning of an escape.
fn breaks_off(rest: &str) -> bool {
    let rest = rest.trim_end_matches(['.', '\u{2026}', '"', '\'', ')', ']', ' ', '\r', '\n']);
    rest.is_empty() || (rest.len() < MAX_ESCAPE_LENGTH && rest.starts_with(['%', '\\', '&']) && !rest.contains(' '))
}

/// Adds the end of each encoding of `c` that begins at `at`.
fn forms(text: &str, at: usize, c: char, ends: &mut Vec<usize>) {
    let mut places = vec![at];
    for backslashes in 0..=MAX_BACKSLASHES {
        if places.is_empty() {
            break;
        }
        let mut next = Vec::new();
        for place in places {
            let rest = &text[place..];
            let one = [plain(rest, c), escape(rest, c).filter(|_| backslashes > 0)];
            let found = one.into_iter().flatten().chain(entity(rest, c)).chain(percent(rest, c));
            ends.extend(found.map(|length| place + length));
            let backslash = plain(rest, '\\').into_iter().chain(entity(rest, '\\')).chain(percent(rest, '\\'));
            next.extend(backslash.map(|length| place + length));
        }
        places = next;
    }
}

/// The character itself, `+` for a blank as in forms, or `-` and `_` as in URL-safe Base64 (RFC 4648 §5).
fn plain(rest: &str, c: char) -> Option<usize> {
    let found = rest.chars().next()?;
    let same = found == c || matches!((c, found), (' ', '+') | ('+', ' ' | '-') | ('/', '_'));
    same.then(|| found.len_utf8())
}

/// Percent-encoding, such as `%2B`, and `%252B` where that was encoded again. A percent sign can end in several places:
/// `%25` may be all of it, or the beginning of `%2525`.
fn percent(rest: &str, c: char) -> Vec<usize> {
    let (mut bytes, mut ends) = ([0; 4], vec![0]);
    for byte in c.encode_utf8(&mut bytes).bytes() {
        ends = ends.iter().flat_map(|end| percent_byte(rest, *end, byte.into())).collect();
    }
    ends
}

fn percent_byte(rest: &str, at: usize, byte: u32) -> Vec<usize> {
    let mut ends = Vec::new();
    let Some(mut left) = rest.get(at..).and_then(|rest| rest.strip_prefix('%')) else { return ends };
    for _ in 0..MAX_LAYERS {
        if hex(left, 2) == Some(byte) {
            ends.push(rest.len() - left.len() + 2);
        }
        let Some(again) = left.strip_prefix("25") else { break };
        left = again;
    }
    ends
}

/// What follows the backslash of an escape in JSON, or in a string of another language: `n`, `u002b`, `x2B`.
fn escape(rest: &str, c: char) -> Option<usize> {
    let letter = match c {
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '\u{8}' => 'b',
        '\u{c}' => 'f',
        _ => '\0',
    };
    if rest.starts_with(letter) {
        return Some(1);
    }
    if c.is_ascii() && rest.starts_with('x') && hex(rest.get(1..)?, 2) == Some(c.into()) {
        return Some(3);
    }
    let mut units = [0; 2];
    let mut left = rest;
    for (index, unit) in c.encode_utf16(&mut units).iter().enumerate() {
        left = if index == 0 { left } else { left.trim_start_matches('\\') }.strip_prefix('u')?;
        left = left.get(4..).filter(|_| hex(left, 4) == Some((*unit).into()))?;
    }
    Some(rest.len() - left.len())
}

/// An HTML entity, such as `&quot;`, `&#34;` and `&#x22;`, and `&amp;quot;` where that was escaped again. An ampersand can
/// end in several places: `&amp;` may be all of it, or the beginning of `&amp;amp;`.
fn entity(rest: &str, c: char) -> Vec<usize> {
    let mut ends = Vec::new();
    let Some(mut left) = rest.strip_prefix('&') else { return ends };
    for _ in 0..MAX_LAYERS {
        let end = left.bytes().take(MAX_ESCAPE_LENGTH).position(|byte| byte == b';').unwrap_or_default();
        if left.get(..end).and_then(named) == Some(c.into()) {
            ends.push(rest.len() - left.len() + end + 1);
        }
        let Some(again) = left.strip_prefix("amp;") else { break };
        left = again;
    }
    ends
}

/// The character of an entity without `&` and `;`.
fn named(entity: &str) -> Option<u32> {
    match entity.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => number.parse().ok(),
        },
        None => ENTITIES.iter().find_map(|(name, c)| (*name == entity).then(|| u32::from(*c))),
    }
}

/// The hexadecimal number in the first `digits` characters.
fn hex(text: &str, digits: usize) -> Option<u32> {
    let text = text.get(..digits).filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u32::from_str_radix(text, 16).ok()
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
    fn a_search_without_end_is_given_up_and_shows_nothing_more() {
        for (text, secret) in [("\\", "\\"), ("a", "a"), ("%25", "%"), ("&amp;", "&"), ("+%2B%252B", "+")] {
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
            before in "[x-z%&\\\\+]{0,6}", secret in "\\PC{1,12}", text in any::<String>(),
        ) {
            let _ = shown(&text, &secret);
            let form: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
            let json = serde_json::Value::from(secret.as_str()).to_string();
            for sent in [form.as_str(), &json[1..json.len() - 1], secret.as_str()] {
                prop_assert!(shown(&format!("{before}{sent}"), &secret).contains(REDACTED), "{}", sent);
            }
        }
    }
}
