//! One call to an API with a token (RFC 6750), with its redirects and retries.

use std::borrow::Cow;
use std::time::Duration;

use reqwest::Method;
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION,
};
use url::{Origin, Url};

use crate::api::retry::{Outcome, Policy};
use crate::backoff;
use crate::clock;
use crate::config::Config;
use crate::config::headers::{header_map, invalid_header};
use crate::config::origin::is_sendable;
use crate::error::{Code, Error, Retry};
use crate::http::{self, Http, Request};
use crate::query::add_to_query;
use crate::rate_limit::{self, RateLimit};
use crate::response::Response;
use crate::secret::Secret;

/// The media type of a form; in the Ruby stack also that of a body of which nothing is known.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// JSON if there is a choice.
const ANYTHING: HeaderValue = HeaderValue::from_static("application/json, */*;q=0.5");

/// Where a token is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Presentation {
    /// In this header field, as this text with the token in the place of `%s`: `Authorization` and `Bearer %s`
    /// (RFC 6750 §2.1), or where an API key goes.
    Header(String, String),
    /// In the query under this name (RFC 6750 §2.3, which warns of it): for those who need the Ruby gem's way.
    Query(String),
    /// In a form, under this name (RFC 6750 §2.2).
    Body(String),
}

/// A body and its media type, unless a header states another.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// The bytes to send.
    pub bytes: Vec<u8>,
    /// Their media type, where the bytes were made from something that has one.
    pub media_type: Option<&'static str>,
}

/// A call as the application wants it, before its address is resolved and checked.
#[derive(Debug, Clone)]
pub struct Call {
    /// GET, POST, and so on; any case.
    pub method: String,
    /// Absolute, or relative to the site.
    pub url: String,
    /// Added to the query of the address, in place of parameters of the same names.
    pub params: Vec<(String, String)>,
    /// Header fields; they win over the configured ones.
    pub headers: Vec<(String, String)>,
    /// The body, where there is one.
    pub body: Option<Body>,
    /// The token and where it is sent.
    pub token: Option<(Secret, Presentation)>,
    /// The deadline of the call with its redirects, its retries and the pauses between them.
    pub timeout: Duration,
    /// How often it may be retried; see [`Policy`].
    pub retries: u8,
    /// The largest answer that is read, in bytes.
    pub max_bytes: usize,
    /// Whether a refusal by the rate limit is retried, too. A batch says no: it keeps to the limit by itself.
    pub retry_on_rate_limit: bool,
}

impl Call {
    /// What authenticates the call: the token, or what the application put into `Authorization` itself.
    #[must_use]
    pub fn credential(&self) -> Option<Secret> {
        let written = || {
            let (_, value) = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"))?;
            value.split_whitespace().last().map(|credential| Secret::new(credential.to_owned()))
        };
        self.token.as_ref().map(|(token, _)| token.clone()).or_else(written)
    }
}

/// The outcome of a call that was answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The last response.
    pub response: Response,
    /// What that says of the rate limit.
    pub limit: RateLimit,
    /// The attempts before it.
    pub retries: Vec<Retry>,
}

/// Makes the call; GET and HEAD follow redirects, without the token once they leave the allowed origins.
///
/// A status of 400 or above is an answer here; [`crate::api::refusal::refusal`] tells what it means. So is a redirect that is
/// one too many.
///
/// # Errors
/// [`crate::error::Kind::Timeout`], [`crate::error::Kind::Connection`], and [`crate::error::Kind::Protocol`] for answers
/// that are too large or redirect to where nothing may go.
pub async fn request(http: &Http, config: &Config, call: Prepared) -> Result<Answer, Error> {
    let started = tokio::time::Instant::now();
    let Prepared { timeout, policy, .. } = call;
    let mut retries = Vec::new();
    loop {
        let outcome = attempt(http, config, &call, timeout.saturating_sub(started.elapsed())).await;
        let seen = seen(config, &outcome);
        let left = timeout.saturating_sub(started.elapsed());
        let Some(pause) = policy.pause(call.method(), &seen, retries.len(), left, backoff::random) else {
            return concluded(outcome, retries);
        };
        retries.push(Retry { reason: seen.reason(), waited: pause });
        tokio::time::sleep(pause).await;
    }
}

/// Makes the call once, with its redirects.
pub(crate) async fn attempt(
    http: &Http,
    config: &Config,
    prepared: &Prepared,
    timeout: Duration,
) -> Result<Answer, Error> {
    let started = tokio::time::Instant::now();
    let mut request = Cow::Borrowed(&prepared.request);
    let mut redirects = 0;
    loop {
        let response = http::send(http, &request, timeout.saturating_sub(started.elapsed())).await?;
        let follow = redirects < config.max_redirects;
        let next = if follow { next_hop(config, &request.method, &request.url, &response)? } else { None };
        let Some(next) = next else {
            let limit = rate_limit::read(&response, &config.provider.rate_limit, clock::since_epoch());
            return Ok(Answer { response, limit, retries: Vec::new() });
        };
        redirects += 1;
        let request = request.to_mut();
        if next.origin() != request.url.origin() {
            // The application meant its headers for the host that it named.
            request.headers.clear();
            request.headers.insert(ACCEPT, ANYTHING);
        }
        request.url = next;
    }
}

/// An attempt as the retry policy sees it.
pub(crate) fn seen<'o>(config: &Config, outcome: &'o Result<Answer, Error>) -> Outcome<'o> {
    match outcome {
        Ok(answer) => {
            let status = answer.response.status;
            if rate_limit::refused(status, &answer.limit, &config.provider.rate_limit) {
                Outcome::Refused(status, &answer.limit)
            } else {
                Outcome::Answered(status)
            }
        }
        Err(error) => Outcome::Failed(error),
    }
}

/// The outcome, with the attempts before it.
pub(crate) fn concluded(outcome: Result<Answer, Error>, retries: Vec<Retry>) -> Result<Answer, Error> {
    match outcome {
        Ok(answer) => Ok(Answer { retries, ..answer }),
        Err(error) => Err(error.after(retries)),
    }
}

/// Pairs as a form (`application/x-www-form-urlencoded`).
#[must_use]
pub fn form(pairs: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// A call that is resolved and checked, and may be made more than once.
pub struct Prepared {
    request: Request,
    timeout: Duration,
    policy: Policy,
}

impl Prepared {
    /// Where it goes.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.request.url
    }

    /// The deadline of the whole call.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    pub(crate) fn method(&self) -> &Method {
        &self.request.method
    }

    pub(crate) fn origin(&self) -> Origin {
        self.request.url.origin()
    }
}

/// Resolves and checks a call.
///
/// # Errors
/// [`crate::error::Kind::Configuration`] where a token may not go or the call is malformed.
pub fn prepare(config: &Config, call: Call) -> Result<Prepared, Error> {
    let method = Method::from_bytes(call.method.to_ascii_uppercase().as_bytes()).map_err(|_| {
        Error::configuration(Code::InvalidMethod, "The HTTP method is not one", "Use get, post, put, patch or delete")
    })?;
    let mut url = config.resolve(&call.url).ok_or_else(|| {
        Error::configuration(Code::InvalidUrl, "The address of the call is not a URL", "Give a path, or an https URL")
    })?;
    config.check(&url)?;
    let mut headers = config.headers.clone();
    headers.insert(ACCEPT, ANYTHING);
    headers.extend(header_map(&call.headers)?);
    let (mut params, mut body) = (call.params, call.body);
    if call.token.as_ref().is_some_and(|(token, _)| token.is_empty()) {
        return Err(Error::configuration(
            Code::MissingToken,
            "The access token is empty",
            "Restore it from where it is stored",
        ));
    }
    match &call.token {
        Some((token, Presentation::Header(name, format))) => {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid_header("The header_name"))?;
            let mut value = HeaderValue::from_str(&format.replace("%s", token.expose()))
                .map_err(|_| invalid_header("The token or its header_format"))?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        Some((token, Presentation::Query(name))) => {
            params.push((name.clone(), token.expose().to_owned()));
            // RFC 6750 §2.3: no cache is to keep the answer.
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        Some((token, Presentation::Body(name))) => {
            let pair = form(&[(name.clone(), token.expose().to_owned())]);
            body = Some(with_pair(body, pair).filter(|_| may_hold_a_token(&method, &headers)).ok_or_else(no_form)?);
        }
        None => {}
    }
    if call.token.is_some() || headers.contains_key(AUTHORIZATION) {
        config.origins.check_token(&url)?;
    }
    add_to_query(&mut url, &params);
    let body = body.unwrap_or_default();
    if let Some(media_type) = body.media_type {
        headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static(media_type));
    }
    // RFC 9110 §8.6: some servers answer with a 411 otherwise.
    if body.bytes.is_empty() && matches!(method, Method::POST | Method::PUT | Method::PATCH) {
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    let policy = Policy { retry_on_rate_limit: call.retry_on_rate_limit, ..Policy::of(call.retries) };
    let request = Request { method, url, headers, body: body.bytes.into(), max_bytes: call.max_bytes };
    Ok(Prepared { request, timeout: call.timeout, policy })
}

/// The form with one more pair; `None` if the body has another type.
fn with_pair(body: Option<Body>, pair: String) -> Option<Body> {
    let Some(mut body) = body else { return Some(Body { bytes: pair.into_bytes(), media_type: Some(FORM) }) };
    if body.media_type != Some(FORM) {
        return None;
    }
    if !body.bytes.is_empty() {
        body.bytes.push(b'&');
    }
    body.bytes.extend_from_slice(pair.as_bytes());
    Some(body)
}

/// RFC 6750 §2.2: only in a form, and only with a method whose body has a meaning.
fn may_hold_a_token(method: &Method, headers: &HeaderMap) -> bool {
    let is_form = |value: &HeaderValue| value.as_bytes().starts_with(FORM.as_bytes());
    !matches!(*method, Method::GET | Method::HEAD) && headers.get(CONTENT_TYPE).is_none_or(is_form)
}

fn no_form() -> Error {
    Error::configuration(
        Code::InvalidMode,
        "The access token's mode is :body, and this call has no form that it could stand in",
        "Use mode: :header; RFC 6750 §2.2 allows the token in a form only, and in none of a GET",
    )
}

/// Where a redirect leads; `None` if this is none, or one that is not followed.
fn next_hop(config: &Config, method: &Method, url: &Url, response: &Response) -> Result<Option<Url>, Error> {
    let followed =
        matches!(response.status, 301 | 302 | 303 | 307 | 308) && matches!(*method, Method::GET | Method::HEAD);
    let Some(location) = response.header(LOCATION.as_str()).filter(|_| followed) else { return Ok(None) };
    let refused = || {
        Error::protocol(
            Code::RedirectRefused,
            "The API redirected to an address that is not followed",
            "Redirects are followed to https only, and never from https to http",
        )
    };
    let next = url.join(&location).map_err(|_| refused())?;
    let safe = next.scheme() == "https" || (url.scheme() == "http" && config.origins.may_be_plain(&next));
    if !safe || !is_sendable(&next) || config.check(&next).is_err() {
        return Err(refused());
    }
    Ok(Some(next))
}

#[cfg(test)]
pub(crate) mod tests;
