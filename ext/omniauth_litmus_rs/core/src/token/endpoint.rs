//! The token endpoint and the revocation endpoint: a request in the provider's encoding, sent once, and what may come back
//! (RFC 6749 §5, RFC 7009 §2.2).

use std::sync::{Mutex, PoisonError};

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use serde::Serializer as _;
use serde::ser::SerializeMap as _;
use serde_json::Value as Json;
use url::{Url, form_urlencoded};

use crate::clock;
use crate::config::Config;
use crate::config::origin;
use crate::config::provider::TokenFormat;
use crate::error::{Code, Error, Kind, OAuthFields};
use crate::http::{self, Http, Request};
use crate::rate_limit;
use crate::response::Response;
use crate::secret::Secret;
use crate::text;
use crate::token::answer::Members;
use crate::token::extra::Extra;
use crate::token::fault::Fault;

/// No token answer comes near this; a larger one is an attack or a mistake.
const MAX_BYTES: usize = 1024 * 1024;

/// What the endpoint is to answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    Token,
    /// A token for a refresh token.
    RefreshedToken,
    /// Nothing: the answer to a revocation has no body (RFC 7009 §2.2).
    NoContent,
}

/// One endpoint and one request: one deadline, no redirect, no second try.
pub(super) struct TokenEndpoint<'c> {
    http: &'c Http,
    config: &'c Config,
    url: &'c Url,
    expected: Expected,
    /// What the request holds and no error may repeat; asked for where there is an error.
    secrets: &'c (dyn Fn() -> Vec<Secret> + Send + Sync),
    extra: &'c Extra,
    answer: Mutex<Option<(Members, Response)>>,
}

impl<'c> TokenEndpoint<'c> {
    pub(super) fn new(
        http: &'c Http,
        config: &'c Config,
        url: &'c Url,
        expected: Expected,
        secrets: &'c (dyn Fn() -> Vec<Secret> + Send + Sync),
        extra: &'c Extra,
    ) -> Self {
        Self { http, config, url, expected, secrets, extra, answer: Mutex::new(None) }
    }

    pub(super) fn into_answer(self) -> Result<(Members, Response), Error> {
        self.answer.into_inner().unwrap_or_else(PoisonError::into_inner).ok_or_else(Error::internal)
    }

    /// Sends a form, with the header fields that authenticate and describe it, and keeps the answer.
    pub(super) async fn send(&self, fields: HeaderMap, form: Vec<u8>) -> Result<(), Error> {
        let (headers, body) = self.encode(fields, form)?;
        let (method, url, body) = (Method::POST, self.url.clone(), body.into());
        let request = Request { method, url, headers, body, max_bytes: MAX_BYTES };
        let response = http::send(self.http, &request, self.config.timeout).await?;
        let members = self.read(&response).map_err(|error| {
            let secrets = (self.secrets)();
            error.identified(&secrets.iter().collect::<Vec<_>>())
        })?;
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = Some((members, response));
        Ok(())
    }

    fn encode(&self, mut headers: HeaderMap, form: Vec<u8>) -> Result<(HeaderMap, Vec<u8>), Error> {
        for (name, value) in self.extra.headers.iter().filter(|(name, _)| *name != CONTENT_TYPE) {
            headers.insert(name, value.clone());
        }
        // Settings are for every request; they may not replace what authenticates and describes this one.
        for (name, value) in self.config.headers.iter().filter(|(name, _)| *name != AUTHORIZATION) {
            headers.entry(name).or_insert_with(|| value.clone());
        }
        if self.config.token_format == TokenFormat::Form {
            return Ok((headers, form));
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let body = json(&form, &self.extra.nested).map_err(|_| Error::internal())?;
        Ok((headers, body))
    }

    /// What RFC 6749 §5 describes: the members of a token answer, or an error that is stated.
    fn read(&self, response: &Response) -> Result<Members, Error> {
        let status = response.status;
        if (300..400).contains(&status) {
            return Err(Error::protocol(
                Code::Redirected,
                format!("The token endpoint answered with a redirect (HTTP {status})"),
                "Credentials do not follow redirects: set client_options[:token_url] to the final address",
            ));
        }
        let members = self.members(response);
        // Some servers state an error with 200; it is an error all the same.
        let stated = members.as_ref().ok().and_then(|members| Some(self.refused(members.stated_error()?, members)));
        let limits = &self.config.provider.rate_limit;
        let limit = rate_limit::read(response, limits, clock::since_epoch());
        // What is down for a while may say so in any words; it is another thing than a refusal (RFC 7009 §2.2.1).
        let paused = Error::refused("The token endpoint", status, limit, limits);
        let refusal = match (paused, stated) {
            (Some(paused), stated) => Some(Error { oauth: stated.and_then(|stated| stated.oauth), ..paused }),
            (None, stated) => stated,
        };
        if let Some(error) = refusal {
            return Err(error.with_response(response.clone()));
        }
        // Any 2xx will do for a token; what else comes with another one than 200 (RFC 6749 §5.1) is no token answer.
        let success = status == 200
            || ((200..300).contains(&status) && (self.expected == Expected::NoContent || members.is_ok()));
        if !success {
            return Err(unexpected_status(&origin::host(self.url), status).with_response(response.clone()));
        }
        match self.expected {
            Expected::NoContent => Ok(Members::default()),
            Expected::Token | Expected::RefreshedToken => {
                Ok(members?.into_token(self.config.provider.names_token_type)?)
            }
        }
    }

    /// JSON; or a form where the media type says so, or where the token endpoint speaks in forms and says nothing else.
    fn members(&self, response: &Response) -> Result<Members, Fault> {
        let in_forms = self.config.token_format == TokenFormat::Form && !response.is_html();
        if response.is_json() {
            Members::of_json(&response.body)
        } else if response.is_form() || in_forms {
            Members::of_form(&response.body)
        } else {
            Err(Fault::NotJson)
        }
    }

    /// An error of RFC 6749 §5.2 with a hint at what it usually means.
    fn refused(&self, error: &str, members: &Members) -> Error {
        let secrets = (self.secrets)();
        let secrets: Vec<&Secret> = secrets.iter().collect();
        let words = |text: &str| text::description(text, &secrets);
        let code = text::error_code(error).filter(|code| words(code) == **code).unwrap_or("invalid_error").to_owned();
        let description = members.text("error_description").map(words).filter(|words| !words.is_empty());
        let uri = members.text("error_uri").map(words);
        let (kind, hint) = match code.as_str() {
            "invalid_grant" if self.expected == Expected::RefreshedToken => (
                Kind::Reauthorization,
                "The refresh token is used up, expired or revoked: send the user through the login again",
            ),
            code => (Kind::OAuth, usual_hint(code)),
        };
        let message = match &description {
            Some(words) => format!("The provider refused: {code} ({words})"),
            None => format!("The provider refused: {code}"),
        };
        let mut error = Error::new(kind, Code::Provider(code.clone().into()), message, hint);
        error.retryable = matches!(code.as_str(), "temporarily_unavailable" | "server_error");
        error.oauth = Some(Box::new(OAuthFields { error: Some(code), description, uri, scope: None }));
        error
    }
}

fn json(form: &[u8], nested: &[(String, Json)]) -> serde_json::Result<Vec<u8>> {
    let mut body = Vec::with_capacity(2 * form.len());
    let mut serializer = serde_json::Serializer::new(&mut body);
    let mut members = serializer.serialize_map(None)?;
    for (name, value) in form_urlencoded::parse(form) {
        members.serialize_entry(&name, &value)?;
    }
    for (name, value) in nested {
        members.serialize_entry(name, value)?;
    }
    members.end()?;
    Ok(body)
}

fn unexpected_status(host: &str, status: u16) -> Error {
    let error = Error::protocol(
        Code::UnexpectedStatus,
        format!("The token endpoint at {host} answered with HTTP {status} and no OAuth error"),
        if status >= 500 {
            "The provider, or a proxy before it, is in trouble: try again later"
        } else {
            "Check client_options[:token_url] and client_options[:token_format], and see what stands before the provider"
        },
    );
    if status >= 500 { error.retryable() } else { error }
}

/// What an error of a token endpoint usually means.
fn usual_hint(code: &str) -> &'static str {
    match code {
        "invalid_client" => {
            "Check client_id and client_secret, and whether the provider wants auth_scheme: :basic_auth"
        }
        "invalid_grant" => "The code is used, expired or for another redirect_uri: start the login again",
        "unauthorized_client" | "unsupported_grant_type" => "Ask the provider to allow this grant for your application",
        "invalid_scope" => "Ask for a scope that the provider has granted to your application",
        "invalid_request" => "Compare redirect_uri, token_format and auth_scheme with the provider's guide",
        _ => "See the provider's documentation for this error",
    }
}
