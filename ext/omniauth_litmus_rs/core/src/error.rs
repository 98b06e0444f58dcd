//! The one error type of the core: what happened, which kind of error it is, and what to do next.
//!
//! A message is built from our own words, setting names and host names only. It never holds a credential, a code, a
//! token or any part of a response body; those stay in [`Response`], whose `Debug` is redacted.

mod code;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use self::code::Code;
use crate::rate_limit::{self, RateLimit, RateLimitHeaders};
use crate::response::Response;
use crate::secret::Secret;
use crate::text;

/// The kind of an error. The binding maps each to one Ruby exception class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A setting is missing, malformed or refused.
    Configuration,
    /// A deadline passed.
    Timeout,
    /// The other side could not be reached, or hung up.
    Connection,
    /// The other side answered something that the protocol does not allow.
    Protocol,
    /// The authorization server refused, in the words of RFC 6749 §5.2.
    OAuth,
    /// The grant is gone: only a new login helps.
    Reauthorization,
    /// The API asks for a pause.
    RateLimited,
    /// The API answered with another status of 400 or above.
    Api,
    /// The request was not sent, because of what happened to another one.
    NotSent,
    /// A defect of our own.
    Internal,
}

/// An error in the words of the other side (RFC 6749 §5.2, RFC 6750 §3, RFC 9457), already sanitised for logs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OAuthFields {
    /// The `error` code, such as `invalid_grant`, if it named one.
    pub error: Option<String>,
    /// Its description, if any.
    pub description: Option<String>,
    /// The `error_uri`, if any.
    pub uri: Option<String>,
    /// The scope that a challenge asks for (RFC 6750 §3), if any.
    pub scope: Option<String>,
}

/// Why a request was made again.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// It was answered with this status.
    Status(u16),
    /// It failed with an error of this code.
    Code(Code),
}

/// One attempt that was followed by another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retry {
    /// Why it was not the last.
    pub reason: Reason,
    /// The pause after it.
    pub waited: Duration,
}

/// How an error came about.
#[derive(Debug, Clone, Default)]
pub struct Trace {
    /// The server's name for the request, to be quoted to its support.
    pub request_id: Option<String>,
    /// The attempts before, and why each was repeated.
    pub retries: Vec<Retry>,
    /// What the system or the TLS library said; nothing that could quote a request or an answer.
    pub cause: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// Everything that an application needs to tell its user, its log and its developer what went wrong.
#[derive(Debug, Clone)]
pub struct Error {
    /// Its kind.
    pub kind: Kind,
    /// A stable name for exactly this error.
    pub code: Code,
    /// One sentence, without secrets.
    pub message: String,
    /// What to check or do next, in one sentence.
    pub hint: Cow<'static, str>,
    /// Whether the same attempt, made again later, may succeed.
    pub retryable: bool,
    /// Whether nothing of the request has left this machine, so that even a POST can be sent again.
    pub unsent: bool,
    /// The fields of an OAuth error response.
    pub oauth: Option<Box<OAuthFields>>,
    /// The limits that the response stated.
    pub rate_limit: Option<Box<RateLimit>>,
    /// The HTTP response, where there is one.
    pub response: Option<Box<Response>>,
    /// How it came about, if there is more to say.
    pub trace: Option<Box<Trace>>,
}

impl Error {
    /// An error of `kind`, not retryable and without a response.
    pub fn new(kind: Kind, code: Code, message: impl Into<String>, hint: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind,
            code,
            message: message.into(),
            hint: hint.into(),
            retryable: false,
            unsent: false,
            oauth: None,
            rate_limit: None,
            response: None,
            trace: None,
        }
    }

    /// A [`Kind::Configuration`] error.
    pub fn configuration(code: Code, message: impl Into<String>, hint: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Configuration, code, message, hint)
    }

    /// A [`Kind::Protocol`] error.
    pub fn protocol(code: Code, message: impl Into<String>, hint: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Protocol, code, message, hint)
    }

    /// The error of an answer by which `what` refused a request without processing it; nothing for any other answer. See
    /// [`rate_limit::refused`].
    pub(crate) fn refused(what: &str, status: u16, limit: RateLimit, names: &RateLimitHeaders) -> Option<Self> {
        if !rate_limit::refused(status, &limit, names) {
            return None;
        }
        Some(if names.statuses.contains(&status) { Self::rate_limited(limit) } else { Self::unavailable(what, limit) })
    }

    fn rate_limited(limit: RateLimit) -> Self {
        let hint = match limit.retry_at {
            Some(_) => "Wait until retry_at before the next request",
            None => "Wait a while before the next request: the API does not say how long",
        };
        Self::paused(Code::RateLimited, "The API's rate limit is reached", hint, limit)
    }

    /// The API's rate limit is reached, so the request was not sent at all.
    #[must_use]
    pub(crate) fn held_back(limit: RateLimit) -> Self {
        let message = "The API's rate limit is reached; this request was not sent, as it would have been refused";
        Self::paused(Code::RateLimited, message, "Send it again after retry_at", limit)
    }

    /// A 503 that says when the server will be back.
    fn unavailable(what: &str, limit: RateLimit) -> Self {
        let message = format!("{what} is unavailable for a while (HTTP 503)");
        Self::paused(Code::Unavailable, message, "Try again at retry_at", limit)
    }

    fn paused(code: Code, message: impl Into<String>, hint: &'static str, limit: RateLimit) -> Self {
        let error = Self::new(Kind::RateLimited, code, message, hint).retryable();
        Self { rate_limit: Some(Box::new(limit)), ..error }
    }

    /// The same error, marked as worth another attempt.
    #[must_use]
    pub fn retryable(mut self) -> Self {
        self.retryable = true;
        self
    }

    /// The same error with what the system or the TLS library said.
    #[must_use]
    pub(crate) fn caused_by(mut self, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.trace.get_or_insert_default().cause = Some(Arc::new(cause));
        self
    }

    /// The same error with the response that caused it.
    #[must_use]
    pub fn with_response(mut self, response: Response) -> Self {
        self.response = Some(Box::new(response));
        self
    }

    /// The same error with the attempts before it.
    #[must_use]
    pub fn after(mut self, retries: Vec<Retry>) -> Self {
        if !retries.is_empty() {
            self.trace.get_or_insert_default().retries = retries;
        }
        self
    }

    /// The same error with the other side's name for the request, unless that repeats one of our `secrets`.
    #[must_use]
    pub fn identified(mut self, secrets: &[&Secret]) -> Self {
        let id = self.response.as_ref().and_then(|response| response.request_id());
        let id = id.and_then(|id| text::request_id(&id, secrets).map(str::to_owned));
        if id.is_some() {
            self.trace.get_or_insert_default().request_id = id;
        }
        self
    }

    /// A defect of our own: a panic, or a task that was lost.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(
            Kind::Internal,
            Code::InternalError,
            "The OAuth core failed unexpectedly",
            "Please report this with the version of omniauth-litmus-rs; the next call is not affected",
        )
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.trace.as_ref()?.cause.as_deref().map(|cause| cause as _)
    }
}
