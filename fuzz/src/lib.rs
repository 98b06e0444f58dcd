//! What the targets have in common.

use omniauth_litmus_core::Response;
use omniauth_litmus_core::config::headers::header_map;

/// Words of others as they may be shown: one line of printable ASCII, not too long, and without the secret.
///
/// # Panics
/// Where they are not.
pub fn assert_fit_for_a_log(words: &str, secret: &str) {
    assert!(words.len() <= 256, "too long: {}", words.len());
    assert!(words.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{words:?}");
    assert!(!words.contains(secret), "{words:?} tells {secret:?}");
}

/// A response from a text: the status, lines of `name: value`, a blank line and the body.
#[must_use]
pub fn response(data: &[u8]) -> Response {
    let text = String::from_utf8_lossy(data);
    let (head, body) = text.split_once("\n\n").unwrap_or((&text, ""));
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.trim().parse().ok()).unwrap_or(401);
    let field = |line: &str| line.split_once(':').map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
    let mut headers = header_map(&[]).unwrap_or_default();
    lines.filter_map(field).filter_map(|field| header_map(&[field]).ok()).for_each(|field| headers.extend(field));
    Response { status, headers, body: body.as_bytes().to_vec() }
}
