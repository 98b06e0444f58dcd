//! Text from other systems, made fit for a log line.

mod redaction;
mod unescape;

use crate::secret::Secret;
use crate::text::redaction::{redacted, repeats};

/// The longest `error` code that is repeated; RFC 6749 sets no limit, its own codes stay below 30.
const MAX_CODE_LENGTH: usize = 64;
/// The longest description that is repeated.
const MAX_DESCRIPTION_LENGTH: usize = 256;
/// The longest request id that is repeated.
const MAX_REQUEST_ID_LENGTH: usize = 128;

/// Whether RFC 6749 §4.1.2.1 allows this character in `error` and `error_description`.
fn allowed(c: char) -> bool {
    matches!(c, ' '..='~') && c != '"' && c != '\\'
}

/// An `error` code, if it is one that RFC 6749 allows and of a sane length.
#[must_use]
pub fn error_code(text: &str) -> Option<&str> {
    let fine = !text.is_empty() && text.len() <= MAX_CODE_LENGTH && text.chars().all(allowed);
    fine.then_some(text)
}

/// A request id of visible characters and a sane length that repeats no secret.
#[must_use]
pub fn request_id<'t>(text: &'t str, secrets: &[&Secret]) -> Option<&'t str> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.:=+/@~".contains(c);
    let fine = !text.is_empty() && text.len() <= MAX_REQUEST_ID_LENGTH && text.chars().all(allowed);
    (fine && !secrets.iter().any(|secret| repeats(text, secret))).then_some(text)
}

/// A description cut to one line of at most 256 characters that RFC 6749 allows, with every secret redacted.
#[must_use]
pub fn description(text: &str, secrets: &[&Secret]) -> String {
    let words = redacted(text, secrets, MAX_DESCRIPTION_LENGTH);
    words.chars().map(|c| if allowed(c) { c } else { ' ' }).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_outside_the_rfc_is_none() {
        assert_eq!(error_code("access_denied"), Some("access_denied"));
        for bad in ["", "a\"b", "a\\b", "a\nb", "ünicode", &"x".repeat(65)] {
            assert_eq!(error_code(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_request_id_is_visible_short_and_no_secret() {
        let token = Secret::new("t0ken".into());
        assert_eq!(request_id("5f1d-a.b:1/=", &[&token, &Secret::default()]), Some("5f1d-a.b:1/="));
        for bad in ["", "a b", "a\nb", "<a>", "id-t0ken-1", &"x".repeat(129)] {
            assert_eq!(request_id(bad, &[&token]), None, "{bad}");
        }
    }

    #[test]
    fn a_description_is_one_short_line_without_secrets() {
        let code = Secret::new("c0de".into());
        assert_eq!(description("the code c0de\r\nis \"gone\"", &[&code]), "the code [REDACTED]  is  gone");
        assert_eq!(description(&"x".repeat(10_000), &[]).len(), 256);
        assert_eq!(description("x", &[&Secret::default()]), "x");
    }
}
