//! Calls to an API with a token (RFC 6750), and what their refusals mean.

use std::time::Duration;

use reqwest::Method;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use url::Url;

use crate::challenge;
use crate::config::{Config, header_map, invalid_header};
use crate::error::{Error, Kind, RateLimit};
use crate::http::{self, Http, Request};
use crate::rate_limit;
use crate::response::Response;
use crate::secret::Secret;

/// An API's answer may be large, but not endless.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// JSON where there is a choice.
const ANYTHING: HeaderValue = HeaderValue::from_static("application/json, */*;q=0.5");

/// How a token is shown to the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presentation {
    /// In the header `Authorization`; the text holds `%s` where the token stands (RFC 6750 §2.1).
    Header(String),
    /// In the query under this name (RFC 6750 §2.3, which warns of it): for those who need the Ruby gem's way.
    Query(String),
}

/// A body and its media type, unless a header states another.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// The bytes to send.
    pub bytes: Vec<u8>,
    /// Their media type, where the bytes were made from something that has one.
    pub media_type: Option<&'static str>,
}

/// A call before it is resolved and checked.
#[derive(Debug, Clone)]
pub struct Call {
    /// GET, POST, and so on; any case.
    pub method: String,
    /// Absolute, or relative to the site.
    pub url: String,
    /// Added to the query of the address.
    pub params: Vec<(String, String)>,
    /// Header fields; they win over the configured ones.
    pub headers: Vec<(String, String)>,
    /// The body, where there is one.
    pub body: Option<Body>,
    /// The token and how it is shown.
    pub token: Option<(Secret, Presentation)>,
    /// The deadline of the call and its redirects together.
    pub timeout: Duration,
}

/// Makes the call; GET and HEAD follow redirects, without the token once they leave the allowed origins.
///
/// A status of 400 or above is an answer here; [`refusal`] tells what it means. So is a redirect that is one too many.
///
/// # Errors
/// [`Kind::Configuration`] where a token may not go or the call is malformed, [`Kind::Timeout`],
/// [`Kind::Connection`], and [`Kind::Protocol`] for answers that are too large or redirect to where nothing may go.
pub async fn request(http: &Http, config: &Config, call: Call) -> Result<Response, Error> {
    let started = tokio::time::Instant::now();
    let mut prepared = prepare(config, call)?;
    let mut redirects = 0;
    loop {
        let left = prepared.timeout.saturating_sub(started.elapsed());
        let request = Request {
            method: prepared.method.clone(),
            url: prepared.url.clone(),
            headers: prepared.headers.clone(),
            body: prepared.body.clone(),
            timeout: left,
            most_bytes: MOST_BYTES,
        };
        let response = http::send(http, request).await?;
        let next = if redirects < config.max_redirects { next_hop(config, &prepared, &response)? } else { None };
        let Some(next) = next else { return Ok(response) };
        redirects += 1;
        if next.origin() != prepared.url.origin() {
            // The application's headers were meant for the host that it named.
            prepared.headers.clear();
            prepared.headers.insert(ACCEPT, ANYTHING);
        }
        prepared.url = next;
    }
}

/// Pairs as a form (`application/x-www-form-urlencoded`).
#[must_use]
pub fn form(pairs: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

struct Prepared {
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Vec<u8>,
    timeout: Duration,
}

fn prepare(config: &Config, call: Call) -> Result<Prepared, Error> {
    let method = Method::from_bytes(call.method.to_ascii_uppercase().as_bytes()).map_err(|_| {
        Error::configuration("invalid_method", "The HTTP method is not one", "Use get, post, put, patch or delete")
    })?;
    let mut url = config.site.join(&call.url).map_err(|_| {
        Error::configuration("invalid_url", "The address of the call is not a URL", "Give a path, or an https URL")
    })?;
    config.check(&url)?;
    let mut headers = config.headers.clone();
    headers.insert(ACCEPT, ANYTHING);
    headers.extend(header_map(&call.headers)?);
    let mut params = call.params;
    if call.token.as_ref().is_some_and(|(token, _)| token.is_empty()) {
        return Err(Error::configuration(
            "missing_token",
            "The access token is empty",
            "Restore it from where it is stored",
        ));
    }
    match &call.token {
        Some((token, Presentation::Header(format))) => {
            let mut value = HeaderValue::from_str(&format.replace("%s", token.expose()))
                .map_err(|_| invalid_header("The token or its header_format"))?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        Some((token, Presentation::Query(name))) => params.push((name.clone(), token.expose().to_owned())),
        None => {}
    }
    if call.token.is_some() || headers.contains_key(AUTHORIZATION) {
        config.origins.check_token(&url)?;
    }
    if !params.is_empty() {
        url.query_pairs_mut().extend_pairs(params);
    }
    let body = call.body.unwrap_or_default();
    if let Some(media_type) = body.media_type {
        headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static(media_type));
    }
    Ok(Prepared { method, url, headers, body: body.bytes, timeout: call.timeout })
}

/// Where a redirect leads, if it is one that may be followed.
fn next_hop(config: &Config, call: &Prepared, response: &Response) -> Result<Option<Url>, Error> {
    let followed =
        matches!(response.status, 301 | 302 | 303 | 307 | 308) && matches!(call.method, Method::GET | Method::HEAD);
    let Some(location) = response.header(LOCATION.as_str()).filter(|_| followed) else { return Ok(None) };
    let refused = || {
        Error::protocol(
            "redirect_refused",
            "The API redirected to an address that is not followed",
            "Redirects are followed to https only, and never from https to http",
        )
    };
    let next = call.url.join(location).map_err(|_| refused())?;
    let safe = next.scheme() == "https" || (call.url.scheme() == "http" && config.origins.may_be_plain(&next));
    if !safe || config.check(&next).is_err() {
        return Err(refused());
    }
    Ok(Some(next))
}

/// What a status of 400 or above means; nothing below that is an error. The `token` is blotted out of what is repeated.
#[must_use]
pub fn refusal(config: &Config, response: &Response, token: &Secret) -> Option<Error> {
    let status = response.status;
    if status < 400 {
        return None;
    }
    let limits = &config.provider.rate_limit;
    if limits.statuses.contains(&status) {
        return Some(rate_limited(rate_limit::read(response, limits, crate::now())).with_response(response.clone()));
    }
    let challenge = response.header("www-authenticate").and_then(|header| challenge::bearer_error(header, token));
    let (code, hint): (&'static str, &'static str) = match (status, challenge.as_ref().map(|c| c.error.as_str())) {
        (_, Some("invalid_token")) | (401, None) => {
            ("invalid_token", "The token is expired or revoked: refresh it, or send the user through the login again")
        }
        (_, Some("insufficient_scope" | "invalid_scope")) => {
            ("insufficient_scope", "Ask for the scope that this call needs, then send the user through the login again")
        }
        (_, Some("inactive_user")) => ("inactive_user", "The user's account is inactive at the provider"),
        (400 | 422, _) => ("bad_request", "Compare the call with the API's documentation; response.body says more"),
        (401, _) => ("unauthorized", "Send the user through the login again"),
        (403, _) => ("forbidden", "The user or the application may not do this"),
        (404, _) => ("not_found", "Check the address of the call"),
        (409, _) => ("conflict", "What the call would create exists, or has changed meanwhile"),
        (500.., _) => ("server_error", "The provider is in trouble: try again later"),
        _ => ("api_error", "See the API's documentation for this status"),
    };
    let mut error = Error::new(Kind::Api, code, format!("The API answered with HTTP {status} ({code})"), hint);
    error.retryable = matches!(status, 500 | 502..=504);
    error.oauth = challenge.map(Box::new);
    Some(error.with_response(response.clone()))
}

pub(crate) fn rate_limited(limit: RateLimit) -> Error {
    let mut error = Error::new(
        Kind::RateLimited,
        "rate_limited",
        "The API's rate limit is reached",
        "Wait until retry_at before the next request",
    )
    .retryable();
    error.rate_limit = Some(Box::new(limit));
    error
}
