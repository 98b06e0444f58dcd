//! From the core's error to a Ruby exception: one match, and the fields that the class in `lib/` takes.

use magnus::{Error, ExceptionClass, KwArgs, Module, RHash, RModule, Ruby, Value, prelude::*};
use omniauth_litmus_core::{Code, Error as CoreError, Kind};

use crate::answer;

/// Builds the exception. Needs the GVL, which whoever has a `Ruby` holds.
pub(crate) fn to_ruby(ruby: &Ruby, error: CoreError) -> Error {
    exception(ruby, error).map_or_else(|failure| failure, Error::from)
}

/// The exception as a value, for callers that keep it instead of raising it.
pub(crate) fn exception(ruby: &Ruby, error: CoreError) -> Result<magnus::Exception, Error> {
    let class = class(ruby, error.kind)?;
    let (message, trace) = (error.message.clone(), error.trace.clone());
    let exception = class.new_instance((message, KwArgs(fields(ruby, error)?)))?;
    if let Some(trace) = trace {
        let retries = answer::retries(ruby, &trace.retries)?;
        let _: Value = exception.funcall("with_trace", (trace.request_id, retries))?;
    }
    Ok(exception)
}

/// The class of each kind of trouble; that of [`Kind::Internal`] is the one above the others.
pub(crate) fn class(ruby: &Ruby, kind: Kind) -> Result<ExceptionClass, Error> {
    let name = match kind {
        Kind::Configuration => "ConfigurationError",
        Kind::Timeout => "TimeoutError",
        Kind::Connection => "ConnectionError",
        Kind::Protocol => "ProtocolError",
        Kind::OAuth => "OAuthError",
        Kind::Reauthorization => "ReauthorizationRequired",
        Kind::RateLimited => "RateLimited",
        Kind::Api => "ApiError",
        // `NotSent` and `Internal` have no class of their own.
        _ => "Error",
    };
    let litmus: RModule = ruby.class_object().const_get::<_, RModule>("OmniAuth")?.const_get("Litmus")?;
    litmus.const_get(name)
}

/// The keyword arguments of `OmniAuth::Litmus::Error#initialize`, as a Hash.
fn fields(ruby: &Ruby, error: CoreError) -> Result<RHash, Error> {
    let fields = ruby.hash_new();
    fields.aset(ruby.to_symbol("code"), ruby.to_symbol(error.code.as_str()))?;
    fields.aset(ruby.to_symbol("hint"), error.hint.as_ref())?;
    fields.aset(ruby.to_symbol("retryable"), error.retryable)?;
    if let Some(oauth) = error.oauth {
        fields.aset(ruby.to_symbol("error"), oauth.error)?;
        fields.aset(ruby.to_symbol("description"), oauth.description)?;
        fields.aset(ruby.to_symbol("uri"), oauth.uri)?;
    }
    if let Some(limit) = error.rate_limit {
        fields.aset(ruby.to_symbol("retry_at"), limit.retry_at)?;
        fields.aset(ruby.to_symbol("limit"), limit.limit)?;
        fields.aset(ruby.to_symbol("remaining"), limit.remaining)?;
    }
    if let Some(response) = error.response {
        fields.aset(ruby.to_symbol("response"), answer::response(ruby, &response)?)?;
    }
    Ok(fields)
}

/// A value of the wrong shape, named without being shown.
pub(crate) fn wrong_value(ruby: &Ruby, what: &str, expected: &'static str) -> Error {
    let error = CoreError::configuration(Code::InvalidValue, format!("{what} is not {expected}"), "Check its type");
    to_ruby(ruby, error)
}

/// Of a call that was under way when a signal handler forked, or made a daemon of the process: what began it waits for
/// the answer in the parent.
pub(crate) fn of_another_process() -> CoreError {
    let message = "This process was forked while its parent waited for an answer, and only the parent gets that";
    let hint =
        "Let signal handlers set a flag, and fork later; a call may be made again, but for a code, which is used up";
    CoreError::new(Kind::Connection, Code::Forked, message, hint).retryable()
}
