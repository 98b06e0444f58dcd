//! What a response says of the API's rate limit.

use crate::error::RateLimit;
use crate::provider::RateLimitHeaders;
use crate::response::Response;

/// The longest pause that is believed; a server that names a later moment is wrong about its clock or its units.
const LONGEST_PAUSE: u64 = 86_400;

/// Reads the limit from the provider's header fields, and `Retry-After` in seconds (RFC 9110 §10.2.3).
///
/// `now` is in seconds since the epoch. A moment in the past or more than a day away is ignored.
#[must_use]
pub fn read(response: &Response, names: &RateLimitHeaders, now: u64) -> RateLimit {
    let number = |name: &str| response.header(name)?.trim().parse::<u64>().ok();
    let after = number("retry-after").and_then(|seconds| now.checked_add(seconds));
    let sane = |moment: &u64| *moment >= now && *moment - now <= LONGEST_PAUSE;
    RateLimit {
        retry_at: after.or_else(|| number(names.reset)).filter(sane),
        limit: number(names.limit),
        remaining: number(names.remaining),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::LITMUS;

    fn limit(headers: &[(&str, &str)]) -> RateLimit {
        let headers = headers.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        read(&Response { status: 429, headers, body: vec![] }, &LITMUS.rate_limit, 1_000)
    }

    #[test]
    fn the_headers_of_the_provider_are_read() {
        let read =
            limit(&[("x-ratelimit-limit", "300"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1060")]);
        assert_eq!(read, RateLimit { retry_at: Some(1_060), limit: Some(300), remaining: Some(0) });
        assert_eq!(limit(&[("retry-after", "5")]).retry_at, Some(1_005));
    }

    #[test]
    fn nonsense_is_ignored() {
        for value in ["999", "99999999999999", "-1", "soon", "18446744073709551616", ""] {
            assert_eq!(limit(&[("x-ratelimit-reset", value)]).retry_at, None, "{value}");
        }
        assert_eq!(limit(&[("retry-after", "18446744073709551615")]).retry_at, None);
    }
}
