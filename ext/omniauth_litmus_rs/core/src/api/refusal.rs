//! What a status of 400 or above means, and what to do about it.

use std::borrow::Cow;

use crate::api::call::Answer;
use crate::api::challenge;
use crate::config::Config;
use crate::error::{Code, Error, Kind, OAuthFields};
use crate::json::{self, Member};
use crate::response::Response;
use crate::secret::Secret;
use crate::text;

/// The errors of a bearer token: three of RFC 6750 §3.1, and two that are widespread.
const TOKEN_ERRORS: [&str; 5] =
    ["invalid_request", "invalid_token", "insufficient_scope", "invalid_scope", "inactive_user"];

/// No description of an error comes near this; what is larger is not searched for one.
const MAX_PROBLEM_SIZE: usize = 64 * 1024;

const REFRESH: &str = "The token is expired or revoked: refresh it, or send the user through the login again";

/// What the answer means; nothing where its status is below 400. Of a body the error repeats no more than its title and
/// its description, and the `token` that was sent, if any, is redacted there.
#[must_use]
pub fn refusal(config: &Config, answer: &Answer, token: Option<&Secret>) -> Option<Error> {
    let response = &answer.response;
    let status = response.status;
    if status < 400 {
        return None;
    }
    let no_token = Secret::default();
    let secrets = [token.unwrap_or(&no_token)];
    let error = match Error::refused("The API", status, answer.limit, &config.provider.rate_limit) {
        Some(error) => Error { oauth: problem(response, secrets[0]).map(Box::new), ..error },
        None => api_error(config, response, token.is_some(), secrets[0]),
    };
    Some(error.with_response(response.clone()).identified(&secrets).after(answer.retries.clone()))
}

fn api_error(config: &Config, response: &Response, with_token: bool, token: &Secret) -> Error {
    let status = response.status;
    let challenge = response.header("www-authenticate").and_then(|header| challenge::bearer_error(&header, token));
    let problem = problem(response, token);
    let known = |fields: &&OAuthFields| fields.error.as_deref().is_some_and(|error| TOKEN_ERRORS.contains(&error));
    let named = challenge.as_ref().or(problem.as_ref().filter(known));
    let (code, usual) = meaning(response, with_token, named);
    let own = config.provider.hint(status).filter(|_| named.is_none());
    let hint = own.map_or(usual, |own| own.to_owned().into());
    let what = if response.is_html() && !response.body.is_empty() { ", with an HTML page" } else { "" };
    let message = format!("The API answered with HTTP {status} ({code}){what}");
    let mut error = Error::new(Kind::Api, code, message, hint);
    error.retryable = matches!(status, 408 | 425 | 500 | 502..=504);
    error.oauth = merged(challenge, problem).map(Box::new);
    if !what.is_empty() {
        let page = "An HTML page is no answer of an API: a proxy, a firewall or a web page answered in its place";
        error.hint = format!("{page}. {}", error.hint).into();
    }
    error
}

/// The code of a status and of what the API says of the token, and what to do next.
fn meaning(response: &Response, with_token: bool, named: Option<&OAuthFields>) -> (Code, Cow<'static, str>) {
    let scope = named.and_then(|fields| fields.scope.as_deref());
    let (code, hint) = match (response.status, named.and_then(|fields| fields.error.as_deref())) {
        (_, Some("invalid_token")) => (Code::InvalidToken, REFRESH),
        (401, None) if with_token => (Code::InvalidToken, REFRESH),
        (_, Some("insufficient_scope")) => {
            let code = Code::InsufficientScope;
            return match scope {
                Some(scope) => {
                    (code, format!("Ask for the scope \"{scope}\", then send the user through the login again").into())
                }
                None => {
                    (code, "Ask for the scope that this call needs, then send the user through the login again".into())
                }
            };
        }
        (_, Some("invalid_scope")) => (
            Code::InvalidScope,
            "The token's scope is none that this API knows: ask for the scope \"full\" in the login",
        ),
        (_, Some("inactive_user")) => (
            Code::InactiveUser,
            "The user's account is inactive at the provider: only the provider or the account's owner can change that",
        ),
        (status, _) => of_status(status),
    };
    if response.status == 405 {
        if let Some(allowed) = response.header("allow").map(|methods| text::description(&methods, &[])) {
            return (code, format!("{hint}; it allows {allowed}").into());
        }
    }
    (code, hint.into())
}

fn of_status(status: u16) -> (Code, &'static str) {
    match status {
        400 => (
            Code::BadRequest,
            "Compare the call with the API's documentation; error.description or response.body says more",
        ),
        401 => (Code::Unauthorized, "The call needs an access token: pass one, or send the user through the login"),
        402 => (Code::PaymentRequired, "The account's plan does not include this call, or its allowance is used up"),
        403 => {
            (Code::Forbidden, "The user or the application may not do this: check the account's plan and permissions")
        }
        404 => (
            Code::NotFound,
            "Check the host, the version and the path of the address, and that the id is of this account",
        ),
        405 => (Code::MethodNotAllowed, "The address is right, the HTTP method is not"),
        406 => (Code::NotAcceptable, "The API does not have the type that the header Accept asks for: leave it out"),
        407 => (Code::ProxyUnauthorized, "The proxy asks for credentials: write them into client_options[:proxy]"),
        408 => (
            Code::RequestTimeout,
            "The API gave up waiting for the request: check the connection, or send a smaller body",
        ),
        409 => (
            Code::Conflict,
            "What the call would create exists, or has changed meanwhile: read it again before writing",
        ),
        410 => {
            (Code::Gone, "What the address named has been deleted, or this version of the API has been switched off")
        }
        413 => {
            (Code::TooLarge, "The body is larger than the API accepts: send less, or leave images and attachments out")
        }
        414 => (Code::TooLarge, "The address is longer than the API accepts: put params into the body"),
        415 => (Code::UnsupportedMediaType, "The API wants another Content-Type: pass json: instead of body:"),
        422 => (
            Code::BadRequest,
            "The API understood the call but not its values; error.description or response.body names them",
        ),
        425 => (Code::ApiError, "Send the request again"),
        501 => (Code::ServerError, "The API does not have this method; trying again will not help"),
        502 => (Code::ServerError, "A balancer could not reach the API behind it: try again later"),
        503 => (Code::ServerError, "The API is overloaded or in maintenance: try again later"),
        504 => {
            (Code::ServerError, "The API was too slow for the balancer before it: try again, or ask for less at once")
        }
        500.. => {
            (Code::ServerError, "The provider is in trouble: try again later, and name error.request_id to its support")
        }
        _ => (Code::ApiError, "See the API's documentation for this status"),
    }
}

/// The error of a JSON body: title and description as the Instant API has them, title and detail (RFC 9457 §3), the
/// same of the first of several `errors` (JSON:API, which the v3 API speaks), or OAuth's members.
fn problem(response: &Response, token: &Secret) -> Option<OAuthFields> {
    if !response.is_json() || response.body.len() > MAX_PROBLEM_SIZE {
        return None;
    }
    let body = json::members(std::str::from_utf8(&response.body).ok()?).ok()?;
    // Of two with one name the last counts, as in what `Response#parsed` makes of it.
    let body = [first_error(&body).unwrap_or_default(), body].concat();
    let text = |name: &str| match &body.iter().rev().find(|(known, _)| known == name)?.1 {
        Member::Text(text) => Some(text.as_ref()),
        _ => None,
    };
    let words = |names: &[&str]| {
        let text = names.iter().find_map(|name| text(name))?;
        Some(text::description(text, &[token])).filter(|words| !words.is_empty())
    };
    let code = words(&["error"]).filter(|code| text("error") == Some(code));
    let code = code.filter(|code| text::error_code(code).is_some() && !code.contains(' '));
    let title = words(&["title"]).or_else(|| if code.is_none() { words(&["error"]) } else { None });
    let detail = words(&["description", "detail", "error_description", "message"]);
    let description = match (title, detail) {
        (Some(title), Some(detail)) if title != detail => Some(format!("{title}: {detail}")),
        (title, detail) => detail.or(title),
    };
    let description = description.map(|words| text::description(&words, &[]));
    (code.is_some() || description.is_some()).then_some(OAuthFields {
        error: code,
        description,
        uri: words(&["error_uri"]),
        scope: None,
    })
}

/// The members of the first of the `errors`.
fn first_error<'t>(body: &[(Cow<'t, str>, Member<'t>)]) -> Option<Vec<(Cow<'t, str>, Member<'t>)>> {
    let Member::Other(errors) = body.iter().find(|(name, _)| name == "errors")?.1 else { return None };
    let Member::Other(error) = json::first(errors).ok()? else { return None };
    json::members(error).ok()
}

/// The challenge speaks of the token, the body of the call: what one leaves open the other may fill.
fn merged(challenge: Option<OAuthFields>, problem: Option<OAuthFields>) -> Option<OAuthFields> {
    let (Some(challenge), Some(problem)) = (&challenge, &problem) else { return challenge.or(problem) };
    let (challenge, problem) = (challenge.clone(), problem.clone());
    Some(OAuthFields {
        error: challenge.error.or(problem.error),
        description: challenge.description.filter(|words| !words.is_empty()).or(problem.description),
        uri: challenge.uri.or(problem.uri),
        scope: challenge.scope,
    })
}

#[cfg(test)]
mod tests;
