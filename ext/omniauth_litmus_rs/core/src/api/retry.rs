//! When a request is made again, and after which pause. Pure: what happened, how much time is left and a random number
//! are arguments.
//!
//! - A request that was refused, not processed (429, or 503 with the moment when to come back), is made again after the
//!   pause that the server states, whatever its method.
//! - A request of which nothing has left this machine is made again, whatever its method.
//! - A request that may be repeated (RFC 9110 §9.2.2) is made again when it was lost on the way, and after 502, 503
//!   and 504. A POST or PATCH that may have arrived is not.
//!
//! Where the server states no pause there is exponential backoff with full jitter; so there is where it states one that is
//! hardly any, such as `Retry-After: 0`, which all who are refused in the same moment would keep to in the same moment. A
//! pause that would outlast the call's deadline is not begun: the answer stands.

use std::time::Duration;

use reqwest::Method;

use crate::backoff::Backoff;
use crate::error::{Error, Kind, Reason};
use crate::rate_limit::RateLimit;

/// Between attempts, and after refusals of a batch.
pub(crate) const BACKOFF: Backoff = Backoff { base: Duration::from_millis(250), max: Duration::from_secs(8) };

/// What came of an attempt.
#[derive(Debug, Clone, Copy)]
pub(super) enum Outcome<'o> {
    /// The server has refused to process the request; see [`crate::rate_limit::refused`].
    Refused(u16, &'o RateLimit),
    /// Any other answer.
    Answered(u16),
    /// No answer.
    Failed(&'o Error),
}

impl Outcome<'_> {
    /// What the record of a retry says of it.
    pub(super) fn reason(&self) -> Reason {
        match self {
            Self::Refused(status, _) | Self::Answered(status) => Reason::Status(*status),
            Self::Failed(error) => Reason::Code(error.code.clone()),
        }
    }
}

/// How often, and after which pauses.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// The most retries of one request.
    pub retries: u8,
    /// The pauses where the server states none.
    pub backoff: Backoff,
    /// Whether what was refused is made again, too.
    pub retry_on_rate_limit: bool,
}

impl Policy {
    /// So many retries, with pauses from a quarter of a second to eight seconds.
    #[must_use]
    pub const fn of(retries: u8) -> Self {
        Self { retries, backoff: BACKOFF, retry_on_rate_limit: true }
    }

    /// The pause before the next attempt, or nothing where this outcome stands: `made` retries have been made, `left` is
    /// the time to the deadline, `random` draws a number from 0 up to 1.
    pub(super) fn pause(
        &self,
        method: &Method,
        outcome: &Outcome<'_>,
        made: usize,
        left: Duration,
        random: impl FnOnce() -> f64,
    ) -> Option<Duration> {
        let refused = matches!(outcome, Outcome::Refused(..));
        let again = made < usize::from(self.retries) && may_be_repeated(method, outcome);
        if !again || (refused && !self.retry_on_rate_limit) {
            return None;
        }
        let stated = match outcome {
            Outcome::Refused(_, limit) => limit.pause,
            _ => None,
        };
        let pause = self.backoff.at_least(stated.unwrap_or_default(), made, random());
        (pause < left).then_some(pause)
    }
}

fn may_be_repeated(method: &Method, outcome: &Outcome<'_>) -> bool {
    match outcome {
        Outcome::Refused(..) => true,
        Outcome::Answered(status) => is_idempotent(method) && matches!(status, 502..=504),
        // Waiting does not mend a certificate, and a call that ran into its deadline has no time left.
        Outcome::Failed(error) => {
            let on_the_way = matches!(error.kind, Kind::Connection | Kind::Timeout) && error.retryable;
            on_the_way && (error.unsent || is_idempotent(method))
        }
    }
}

fn is_idempotent(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::PUT | Method::DELETE | Method::OPTIONS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::error::Code;

    const LEFT: Duration = Duration::from_secs(60);
    const POLICY: Policy = Policy::of(2);

    fn lost() -> Error {
        Error::new(Kind::Connection, Code::ConnectionLost, "", "").retryable()
    }

    fn again(method: &Method, outcome: Outcome<'_>) -> bool {
        POLICY.pause(method, &outcome, 0, LEFT, || 0.5).is_some()
    }

    #[test]
    fn what_may_have_arrived_is_repeated_for_idempotent_methods_only() {
        let (lost, refused) = (lost(), Error { unsent: true, ..lost() });
        let certificate = Error { retryable: false, ..refused.clone() };
        let late = Error::new(Kind::Timeout, Code::ConnectTimeout, "", "").retryable();
        let malformed = Error::protocol(Code::ResponseMalformed, "", "");
        for method in [Method::GET, Method::HEAD, Method::PUT, Method::DELETE, Method::OPTIONS] {
            for status in [502, 503, 504] {
                assert!(again(&method, Outcome::Answered(status)), "{method} {status}");
            }
            assert!(again(&method, Outcome::Failed(&lost)) && again(&method, Outcome::Failed(&late)), "{method}");
        }
        for method in [Method::POST, Method::PATCH, Method::CONNECT] {
            for status in [502, 503, 504] {
                assert!(!again(&method, Outcome::Answered(status)), "{method} {status}");
            }
            assert!(!again(&method, Outcome::Failed(&lost)) && !again(&method, Outcome::Failed(&late)), "{method}");
        }
        for method in [Method::GET, Method::POST] {
            assert!(again(&method, Outcome::Failed(&refused)), "nothing has left: {method}");
            for error in [&certificate, &malformed] {
                assert!(!again(&method, Outcome::Failed(error)), "{method} {}", error.code);
            }
            for status in [200, 302, 400, 401, 404, 408, 500, 501, 505] {
                assert!(!again(&method, Outcome::Answered(status)), "{method} {status}");
            }
        }
    }

    #[test]
    fn a_refusal_is_waited_out_to_the_millisecond_or_not_at_all() {
        let limit = |seconds| RateLimit { pause: Some(Duration::from_secs(seconds)), ..RateLimit::default() };
        let pause = |limit: &RateLimit| POLICY.pause(&Method::POST, &Outcome::Refused(429, limit), 1, LEFT, || 0.5);
        assert_eq!(pause(&limit(59)), Some(Duration::from_secs(59)));
        assert_eq!(pause(&limit(60)), None, "the deadline would pass");
        assert_eq!(pause(&limit(0)), pause(&RateLimit::default()), "hardly a pause: backoff");
        let short = RateLimit { pause: Some(Duration::from_millis(240)), ..RateLimit::default() };
        assert_eq!(pause(&short), Some(Duration::from_millis(250)));
        let longer = POLICY.pause(&Method::POST, &Outcome::Refused(429, &short), 0, LEFT, || 0.5);
        assert_eq!(longer, short.pause, "never sooner than was stated");
        assert_eq!(pause(&RateLimit::default()), Some(Duration::from_millis(250)), "no moment: backoff");
    }

    #[test]
    fn nothing_is_repeated_without_retries_or_time() {
        let outcome = Outcome::Answered(503);
        assert_eq!(Policy::of(0).pause(&Method::GET, &outcome, 0, LEFT, || 0.0), None);
        assert_eq!(POLICY.pause(&Method::GET, &outcome, 2, LEFT, || 0.0), None);
        assert_eq!(POLICY.pause(&Method::GET, &outcome, 0, Duration::ZERO, || 0.0), None);
    }

    proptest! {
        #[test]
        fn the_backoff_doubles_up_to_a_limit_and_never_outlasts_the_deadline(
            made in 0_usize..200, left in 0_u64..20_000, random in 0.0_f64..1.0,
        ) {
            let most = BACKOFF.base.saturating_mul(1 << made.min(5)).min(BACKOFF.max);
            let policy = Policy::of(u8::MAX);
            prop_assert!(BACKOFF.pause(made, random) <= most);
            prop_assert_eq!(BACKOFF.pause(made, 1.0), most);
            let left = Duration::from_millis(left);
            let pause = policy.pause(&Method::GET, &Outcome::Answered(502), made, left, || random);
            prop_assert!(pause.is_none_or(|pause| pause < left));
        }

        /// Whatever comes back, and however long it takes: never beyond the retries or the deadline, and what is not
        /// idempotent only where it was refused or has not left this machine.
        #[test]
        fn a_call_ends_within_its_retries_and_its_deadline(
            retries in 0_u8..=10,
            deadline in 0_u64..120_000,
            post in any::<bool>(),
            steps in prop::collection::vec((0_usize..6, 0_u64..400, 0_u64..5_000, 0.0_f64..1.0), 0..40),
        ) {
            let method = if post { Method::POST } else { Method::GET };
            let policy = Policy::of(retries);
            let (mut left, mut made) = (Duration::from_millis(deadline), 0_usize);
            let (mut waited, mut worked) = (Duration::ZERO, Duration::ZERO);
            let (lost, unsent) = (lost(), Error { unsent: true, ..lost() });
            for (kind, asked, took, random) in steps {
                let limit = RateLimit { pause: Some(Duration::from_secs(asked)), ..RateLimit::default() };
                let no_limit = RateLimit::default();
                let (outcome, harmless) = match kind {
                    0 => (Outcome::Refused(429, &limit), true),
                    1 => (Outcome::Refused(429, &no_limit), true),
                    2 => (Outcome::Answered(503), false),
                    3 => (Outcome::Failed(&lost), false),
                    4 => (Outcome::Failed(&unsent), true),
                    _ => (Outcome::Answered(200), false),
                };
                let took = Duration::from_millis(took).min(left);
                worked += took;
                left -= took;
                let Some(pause) = policy.pause(&method, &outcome, made, left, || random) else { break };
                made += 1;
                prop_assert!(made <= usize::from(retries));
                prop_assert!(harmless || !post);
                prop_assert!(kind != 5);
                waited += pause;
                left -= pause;
            }
            prop_assert!(worked + waited <= Duration::from_millis(deadline));
        }
    }
}
