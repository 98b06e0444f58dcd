//! What a response says of the API's rate limit. Pure: the clock is an argument.
//!
//! | Field | Forms | Read as |
//! | --- | --- | --- |
//! | `Retry-After` | seconds; the three HTTP dates (RFC 9110 §5.6.7, §10.2.3) | taken at its word |
//! | the reset field | seconds since the epoch; seconds from now; an HTTP date | whole seconds are waited out to their end, as servers round down |
//!
//! A time in the past is ignored, one more than a day away counts as a day, and any other form is ignored. Dates are
//! compared with the server's own `Date` where its clock and ours are more than a few seconds apart.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use serde::Deserialize;

use crate::response::Response;

/// The longest pause that is believed; a server that names a later moment is wrong about its clock or its units.
const MAX_PAUSE: Duration = Duration::from_secs(86_400);
/// Numbers from here on are seconds since the epoch (2001), below [`MAX_PAUSE`] seconds from now; between, neither.
const FIRST_EPOCH: f64 = 1e9;
/// Larger than any date that can be written with four digits a year, and far from where arithmetic ends.
const LAST_EPOCH: f64 = 1e12;
/// `Date` counts whole seconds and travels for a while, so clocks that agree may seem to differ by this much.
const SAME_TIME: Duration = Duration::from_secs(5);
/// RFC 9110 §15.6.4: the server says when it will be back.
const UNAVAILABLE: u16 = 503;

/// What a response said of its rate limit. Times are in seconds since the epoch, by this machine's clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RateLimit {
    /// How long to wait before the next request, where this one was refused.
    pub pause: Option<Duration>,
    /// The end of that pause.
    pub retry_at: Option<u64>,
    /// Whether the pause was asked for by `Retry-After`, and not only derived from the end of the window.
    pub asked: bool,
    /// When the window ends, as it was stated.
    pub reset_at: Option<u64>,
    /// Requests allowed in a window.
    pub limit: Option<u64>,
    /// Requests left in this window.
    pub remaining: Option<u64>,
}

/// The header fields (lower case) in which an API states its rate limit, and the statuses by which it refuses.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RateLimitHeaders {
    /// Requests allowed in a window.
    pub limit: Cow<'static, str>,
    /// Requests left in this window.
    pub remaining: Cow<'static, str>,
    /// When the window ends: seconds since the epoch or from now, or an HTTP date.
    pub reset: Cow<'static, str>,
    /// The statuses that mean the limit is reached.
    pub statuses: Cow<'static, [u16]>,
}

/// The names that most APIs use, and the status of RFC 6585 §4.
pub(crate) const USUAL_HEADERS: RateLimitHeaders = RateLimitHeaders {
    limit: Cow::Borrowed("x-ratelimit-limit"),
    remaining: Cow::Borrowed("x-ratelimit-remaining"),
    reset: Cow::Borrowed("x-ratelimit-reset"),
    statuses: Cow::Borrowed(&[429]),
};

impl Default for RateLimitHeaders {
    fn default() -> Self {
        USUAL_HEADERS
    }
}

/// Reads the limit from the provider's header fields and `Retry-After`; `now` is the time since the epoch.
#[must_use]
pub fn read(response: &Response, names: &RateLimitHeaders, now: Duration) -> RateLimit {
    let field = |name: &str| response.header(name);
    let count = |name: &str| field(name)?.split([',', ';']).next()?.trim().parse::<u64>().ok();
    // By the server's clock, in which it states its moments.
    let theirs =
        field("date").and_then(|text| date(text.trim())).filter(|date| date.abs_diff(now) > SAME_TIME).unwrap_or(now);
    let after = field("retry-after").and_then(|text| after(text.trim(), theirs));
    let reset = field(&names.reset).and_then(|text| moment(text.trim(), theirs));
    let pause = after.or_else(|| reset.and_then(|reset| until(reset.end, theirs)));
    RateLimit {
        pause,
        retry_at: pause.map(|pause| rounded_up(now + pause)),
        asked: after.is_some(),
        reset_at: reset.map(|reset| match until(reset.stated, theirs) {
            Some(pause) => (now + pause).as_secs(),
            None => now.saturating_sub(theirs.saturating_sub(reset.stated)).as_secs(),
        }),
        limit: count(&names.limit),
        remaining: count(&names.remaining),
    }
}

/// Whether the request was refused without being processed, and may be sent again whatever its method: by the statuses
/// that mean so, or by a 503 that names a moment. That a window ends some time says nothing while requests are left in it.
#[must_use]
pub fn refused(status: u16, limit: &RateLimit, names: &RateLimitHeaders) -> bool {
    let back_later = limit.pause.is_some() && (limit.asked || limit.remaining.is_none_or(|left| left == 0));
    names.statuses.contains(&status) || (status == UNAVAILABLE && back_later)
}

/// The pause that `Retry-After` asks for.
fn after(text: &str, now: Duration) -> Option<Duration> {
    number(text).map(pause_of).or_else(|| until(date(text)?, now))
}

/// The end of a window, as the time since the epoch: as it was stated, and when it is surely over.
#[derive(Clone, Copy)]
struct Reset {
    stated: Duration,
    end: Duration,
}

fn moment(text: &str, now: Duration) -> Option<Reset> {
    let number = number(text);
    let stated = match number {
        Some(epoch) if epoch >= FIRST_EPOCH => Duration::try_from_secs_f64(epoch.min(LAST_EPOCH)).ok(),
        Some(seconds) if seconds <= MAX_PAUSE.as_secs_f64() => Some(now + pause_of(seconds)),
        Some(_) => None,
        None => date(text),
    }?;
    let rounded_down = number.is_none_or(|number| number.fract() == 0.0);
    let end = stated.saturating_add(Duration::from_secs(rounded_down.into()));
    Some(Reset { stated, end })
}

/// Digits, perhaps with a fraction. `inf`, `1e5` and `-1`, which Rust parses as well, are no numbers here.
fn number(text: &str) -> Option<f64> {
    let plain = text.len() <= 32 && text.starts_with(|c: char| c.is_ascii_digit());
    let plain = plain && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    text.parse().ok().filter(|number: &f64| plain && number.is_finite())
}

fn pause_of(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).map_or(MAX_PAUSE, |pause| pause.min(MAX_PAUSE))
}

/// The time until `moment`; `None` if it has passed.
fn until(moment: Duration, now: Duration) -> Option<Duration> {
    moment.checked_sub(now).filter(|pause| !pause.is_zero()).map(|pause| pause.min(MAX_PAUSE))
}

fn date(text: &str) -> Option<Duration> {
    httpdate::parse_http_date(text).ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()
}

fn rounded_up(moment: Duration) -> u64 {
    moment.as_secs() + u64::from(moment.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Friday, 14 November 2025, 12:00:00.25.
    const NOW: Duration = Duration::from_millis(1_763_121_600_250);

    fn limit(fields: &[(&str, &str)]) -> RateLimit {
        read(&Response::with(429, fields, ""), &RateLimitHeaders::default(), NOW)
    }

    fn pause(fields: &[(&str, &str)]) -> Option<u128> {
        limit(fields).pause.map(|pause| pause.as_millis())
    }

    #[test]
    fn the_headers_of_the_provider_are_read() {
        let read =
            limit(&[("x-ratelimit-limit", "300"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1763121660")]);
        let expected = RateLimit {
            // The server may count from 12:01:00.0 to 12:01:00.9.
            pause: Some(Duration::from_millis(60_750)),
            retry_at: Some(1_763_121_661),
            asked: false,
            reset_at: Some(1_763_121_660),
            limit: Some(300),
            remaining: Some(0),
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn retry_after_is_taken_at_its_word_in_each_of_its_forms() {
        for (text, milliseconds) in [
            ("5", 5_000),
            ("0", 0),
            (" 7 ", 7_000),
            ("Fri, 14 Nov 2025 12:00:05 GMT", 4_750),
            ("Friday, 14-Nov-25 12:00:05 GMT", 4_750),
            ("Fri Nov 14 12:00:05 2025", 4_750),
        ] {
            assert_eq!(pause(&[("retry-after", text)]), Some(milliseconds), "{text}");
        }
        assert_eq!(limit(&[("retry-after", "5")]).retry_at, Some(1_763_121_606), "not before its time");
        let both = [("retry-after", "5"), ("x-ratelimit-reset", "1763125200")];
        assert_eq!(limit(&both).retry_at, Some(1_763_121_606), "Retry-After is the more definite word");
    }

    #[test]
    fn a_reset_may_be_an_epoch_a_pause_or_a_date() {
        for (text, milliseconds, reset_at) in [
            ("1763121600", 750, 1_763_121_600),
            ("1763121602", 2_750, 1_763_121_602),
            ("1763121602.5", 2_250, 1_763_121_602),
            ("2", 3_000, 1_763_121_602),
            ("2.5", 2_500, 1_763_121_602),
            ("Fri, 14 Nov 2025 12:00:02 GMT", 2_750, 1_763_121_602),
        ] {
            let read = limit(&[("x-ratelimit-reset", text)]);
            assert_eq!(read.pause.map(|pause| pause.as_millis()), Some(milliseconds), "{text}");
            assert_eq!(read.reset_at, Some(reset_at), "{text}");
        }
    }

    #[test]
    fn the_past_and_nonsense_are_ignored_and_what_is_too_far_is_a_day() {
        for text in ["1763121599", "1234567890", "Thu, 13 Nov 2025 12:00:00 GMT"] {
            let read = limit(&[("x-ratelimit-reset", text)]);
            assert_eq!((read.pause, read.retry_at), (None, None), "{text}");
            assert!(read.reset_at < Some(NOW.as_secs()), "{text}");
        }
        for text in ["-1", "soon", "", "inf", "1e3", "NaN", "0x10", "+5", "5 s", "5,6", "500000", "½", "１"] {
            let read = limit(&[("x-ratelimit-reset", text), ("retry-after", text)]);
            assert!(read.pause.is_none_or(|pause| pause == MAX_PAUSE && text == "500000"), "{text}");
            assert_eq!(read.reset_at, None, "{text}");
        }
        for text in ["99999999999999", "253402300799", "18446744073709551616", "Fri, 31 Dec 9999 23:59:59 GMT"] {
            assert_eq!(limit(&[("x-ratelimit-reset", text)]).pause, Some(MAX_PAUSE), "{text}");
            assert_eq!(limit(&[("retry-after", text)]).pause, Some(MAX_PAUSE), "{text}");
        }
    }

    #[test]
    fn the_servers_clock_counts_where_ours_is_another() {
        let date = ("date", "Fri, 14 Nov 2025 13:00:00 GMT");
        let read = limit(&[date, ("x-ratelimit-reset", "1763125260")]);
        assert_eq!((read.pause.map(|pause| pause.as_secs()), read.reset_at), (Some(61), Some(1_763_121_660)));
        assert_eq!(pause(&[date, ("retry-after", "Fri, 14 Nov 2025 13:00:10 GMT")]), Some(10_000));
        assert_eq!(pause(&[date, ("retry-after", "5")]), Some(5_000));
        let slow = ("date", "Fri, 14 Nov 2025 11:59:58 GMT");
        assert_eq!(pause(&[slow, ("x-ratelimit-reset", "1763121602")]), Some(2_750), "two seconds are the way");
    }

    #[test]
    fn a_refusal_is_429_or_a_503_that_names_a_moment() {
        let names = &RateLimitHeaders::default();
        assert!(refused(429, &limit(&[]), names));
        assert!(refused(503, &limit(&[("retry-after", "0")]), names));
        let window = |left| limit(&[("x-ratelimit-reset", "60"), ("x-ratelimit-remaining", left)]);
        assert!(refused(503, &window("0"), names));
        assert!(!refused(503, &window("12"), names), "the window has nothing to do with it");
        assert!(!refused(503, &limit(&[]), names));
        assert!(!refused(500, &limit(&[("retry-after", "5")]), names));
    }

    proptest! {
        #[test]
        fn no_input_panics_or_gives_a_pause_beyond_a_day(
            after in field(), reset in field(), count in field(), date in field(), now in 0_u64..1 << 40,
        ) {
            let names = &RateLimitHeaders::default();
            let headers = [
                ("retry-after", after), ("date", date), (names.reset.as_ref(), reset),
                (names.limit.as_ref(), count.clone()), (names.remaining.as_ref(), count),
            ];
            let now = Duration::from_millis(now);
            let read = read(&Response::with(429, &headers, ""), names, now);
            prop_assert!(read.pause.is_none_or(|pause| pause <= MAX_PAUSE));
            prop_assert_eq!(read.retry_at.is_some(), read.pause.is_some());
            let latest = now.as_secs() + MAX_PAUSE.as_secs() + 1;
            prop_assert!(read.retry_at.is_none_or(|at| at >= now.as_secs() && at <= latest));
            prop_assert!(read.reset_at.is_none_or(|at| at <= latest));
        }
    }

    fn field() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[0-9]{1,25}(\\.[0-9]{0,12})?",
            (0_u64..1 << 45).prop_map(|seconds| seconds.to_string()),
            (0_u64..253_402_300_800)
                .prop_map(|seconds| { httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)) }),
            "[A-Za-z]{3,9}, [0-9]{2}[ -][A-Z][a-z]{2}[ -][0-9]{2,4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT",
        ]
    }
}
