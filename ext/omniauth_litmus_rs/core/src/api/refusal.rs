//! What a status of 400 or above means, and what to do about it.

use std::borrow::Cow;

use crate::api::call::Answer;
use crate::api::challenge;
use crate::config::Config;
use crate::error::{Error, Kind, OAuthFields, RateLimit};
use crate::json::{self, Member};
use crate::rate_limit;
use crate::response::Response;
use crate::secret::Secret;
use crate::text;

/// The errors of a bearer token: three of RFC 6750 §3.1, and two that are widespread.
const TOKEN_ERRORS: [&str; 5] =
    ["invalid_request", "invalid_token", "insufficient_scope", "invalid_scope", "inactive_user"];

/// No description of an error comes near this; what is larger is not searched for one.
const LONGEST_PROBLEM: usize = 64 * 1024;

const REFRESH: &str = "The token is expired or revoked: refresh it, or send the user through the login again";

/// What the answer means; nothing where its status is below 400. The `token` that was sent, if any, is blotted out of
/// what is repeated; of a body no more than its title and description is, in `description`.
#[must_use]
pub fn refusal(config: &Config, answer: &Answer, token: Option<&Secret>) -> Option<Error> {
    let response = &answer.response;
    let status = response.status;
    if status < 400 {
        return None;
    }
    let no_token = Secret::default();
    let secrets = [token.unwrap_or(&no_token)];
    let error = if rate_limit::refused(status, &answer.limit, &config.provider.rate_limit) {
        if config.provider.rate_limit.statuses.contains(&status) {
            rate_limited(answer.limit)
        } else {
            unavailable("The API", answer.limit)
        }
    } else {
        api_error(config, response, token.is_some(), secrets[0])
    };
    Some(error.with_response(response.clone()).identified(&secrets).after(answer.retries.clone()))
}

/// The API's rate limit is reached.
#[must_use]
pub fn rate_limited(limit: RateLimit) -> Error {
    let hint = match limit.retry_at {
        Some(_) => "Wait until retry_at before the next request",
        None => "Wait a while before the next request: the API does not say how long",
    };
    paused("rate_limited", "The API's rate limit is reached", hint, limit)
}

/// The API's rate limit is reached, and the request was not sent for that reason.
#[must_use]
pub(crate) fn held_back(limit: RateLimit) -> Error {
    let message = "The API's rate limit is reached; this request was not sent, as it would have been refused";
    paused("rate_limited", message, "Send it again after retry_at", limit)
}

/// The other side says when it will be back.
pub(crate) fn unavailable(what: &str, limit: RateLimit) -> Error {
    paused("unavailable", &format!("{what} is unavailable for a while (HTTP 503)"), "Try again at retry_at", limit)
}

fn paused(code: &'static str, message: &str, hint: &'static str, limit: RateLimit) -> Error {
    let mut error = Error::new(Kind::RateLimited, code, message, hint).retryable();
    error.rate_limit = Some(Box::new(limit));
    error
}

fn api_error(config: &Config, response: &Response, with_token: bool, token: &Secret) -> Error {
    let status = response.status;
    let challenge = response.header("www-authenticate").and_then(|header| challenge::bearer_error(header, token));
    let problem = problem(response, token);
    let known = |fields: &&OAuthFields| fields.error.as_deref().is_some_and(|error| TOKEN_ERRORS.contains(&error));
    let named = challenge.as_ref().or(problem.as_ref().filter(known));
    let (code, usual) = meaning(response, with_token, named);
    let own = config.provider.hint(status).filter(|_| named.is_none());
    let hint = own.map_or(usual, |own| own.to_owned().into());
    let what = if response.is_html() && !response.body.is_empty() { ", with an HTML page" } else { "" };
    let mut error = Error::new(Kind::Api, code, format!("The API answered with HTTP {status} ({code}){what}"), hint);
    error.retryable = matches!(status, 408 | 425 | 500 | 502..=504);
    error.oauth = merged(challenge, problem).map(Box::new);
    if !what.is_empty() {
        let page = "An HTML page is no answer of an API: a proxy, a firewall or a web page answered in its place";
        error.hint = format!("{page}. {}", error.hint).into();
    }
    error
}

/// The code of a status and of what the API says of the token, and what to do next.
fn meaning(response: &Response, with_token: bool, named: Option<&OAuthFields>) -> (&'static str, Cow<'static, str>) {
    let scope = named.and_then(|fields| fields.scope.as_deref());
    let (code, hint) = match (response.status, named.and_then(|fields| fields.error.as_deref())) {
        (_, Some("invalid_token")) => ("invalid_token", REFRESH),
        (401, None) if with_token => ("invalid_token", REFRESH),
        (_, Some("insufficient_scope")) => {
            let code = "insufficient_scope";
            return match scope {
                Some(scope) => {
                    (code, format!("Ask for the scope \"{scope}\", then send the user through the login again").into())
                }
                None => {
                    (code, "Ask for the scope that this call needs, then send the user through the login again".into())
                }
            };
        }
        (_, Some("invalid_scope")) => {
            ("invalid_scope", "The token's scope is none that this API knows: ask for the scope \"full\" in the login")
        }
        (_, Some("inactive_user")) => (
            "inactive_user",
            "The user's account is inactive at the provider: only the provider or the account's owner can change that",
        ),
        (status, _) => of_status(status),
    };
    if response.status == 405 {
        if let Some(allowed) = response.header("allow").map(|methods| text::description(methods, &[])) {
            return (code, format!("{hint}; it allows {allowed}").into());
        }
    }
    (code, hint.into())
}

fn of_status(status: u16) -> (&'static str, &'static str) {
    match status {
        400 => (
            "bad_request",
            "Compare the call with the API's documentation; error.description or response.body says more",
        ),
        401 => ("unauthorized", "The call needs an access token: pass one, or send the user through the login"),
        402 => ("payment_required", "The account's plan does not include this call, or its allowance is used up"),
        403 => ("forbidden", "The user or the application may not do this: check the account's plan and permissions"),
        404 => {
            ("not_found", "Check the host, the version and the path of the address, and that the id is of this account")
        }
        405 => ("method_not_allowed", "The address is right, the HTTP method is not"),
        406 => ("not_acceptable", "The API does not have the type that the header Accept asks for: leave it out"),
        407 => ("proxy_unauthorized", "The proxy asks for credentials: write them into client_options[:proxy]"),
        408 => {
            ("request_timeout", "The API gave up waiting for the request: check the connection, or send a smaller body")
        }
        409 => {
            ("conflict", "What the call would create exists, or has changed meanwhile: read it again before writing")
        }
        410 => ("gone", "What the address named has been deleted, or this version of the API has been switched off"),
        413 => ("too_large", "The body is larger than the API accepts: send less, or leave images and attachments out"),
        414 => ("too_large", "The address is longer than the API accepts: put params into the body"),
        415 => ("unsupported_media_type", "The API wants another Content-Type: pass json: instead of body:"),
        422 => (
            "bad_request",
            "The API understood the call but not its values; error.description or response.body names them",
        ),
        425 => ("api_error", "Send the request again"),
        501 => ("server_error", "The API does not have this method; trying again will not help"),
        502 => ("server_error", "A balancer could not reach the API behind it: try again later"),
        503 => ("server_error", "The API is overloaded or in maintenance: try again later"),
        504 => ("server_error", "The API was too slow for the balancer before it: try again, or ask for less at once"),
        500.. => {
            ("server_error", "The provider is in trouble: try again later, and name error.request_id to its support")
        }
        _ => ("api_error", "See the API's documentation for this status"),
    }
}

/// The error of a JSON body: title and description as the Instant API has them, title and detail (RFC 9457 §3), or
/// OAuth's members.
fn problem(response: &Response, token: &Secret) -> Option<OAuthFields> {
    if !response.is_json() || response.body.len() > LONGEST_PROBLEM {
        return None;
    }
    let body = json::members(std::str::from_utf8(&response.body).ok()?).ok()?;
    // Of two with one name the last counts, as in what `Response#parsed` makes of it.
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
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::config::provider::{RateLimitHeaders, example};

    /// The made-up provider with other facts.
    fn config(more: &Value) -> Config {
        let mut provider = example();
        for (name, fact) in more.as_object().into_iter().flatten() {
            provider[name] = fact.clone();
        }
        let config = Config::parse(&json!({ "provider": provider }));
        config.unwrap_or_else(|_| unreachable!("a test's own provider"))
    }

    fn error_of(status: u16, headers: &[(&str, &str)], body: &str) -> Error {
        let headers = headers.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let response = Response { status, headers, body: body.as_bytes().to_vec() };
        let limit = rate_limit::read(&response, &RateLimitHeaders::default(), crate::clock());
        let answer = Answer { response, limit, retries: vec![] };
        let config = config(&json!({}));
        refusal(&config, &answer, Some(&Secret::new("t0ken".into()))).unwrap_or_else(Error::internal)
    }

    fn challenge(text: &str) -> Error {
        error_of(401, &[("www-authenticate", text)], "")
    }

    const JSON: (&str, &str) = ("content-type", "application/json; charset=utf-8");

    #[test]
    fn each_challenge_has_its_code_and_says_what_to_do() {
        for (text, code, hint) in [
            (r#"Bearer realm="Doorkeeper", error="invalid_token""#, "invalid_token", "refresh"),
            (r#"Bearer error="insufficient_scope", scope="full""#, "insufficient_scope", "\"full\""),
            (r#"Bearer error="insufficient_scope""#, "insufficient_scope", "scope"),
            (r#"Basic realm="a, b", Bearer error="invalid_scope""#, "invalid_scope", "full"),
            (r#"Bearer realm="x", Bearer error="inactive_user""#, "inactive_user", "inactive"),
            ("", "invalid_token", "refresh"),
            (r#"Basic realm="x""#, "invalid_token", "refresh"),
            (r#"Bearer error="something_new""#, "unauthorized", "token"),
        ] {
            let error = challenge(text);
            assert_eq!(error.code, code, "{text}");
            assert!(error.hint.contains(hint), "{text}: {}", error.hint);
        }
        let forbidden = error_of(403, &[("www-authenticate", r#"Bearer error="insufficient_scope""#)], "");
        assert_eq!(forbidden.code, "insufficient_scope");
    }

    #[test]
    fn a_provider_may_mean_something_of_its_own_by_a_status() {
        let answer = |status| Answer {
            response: Response { status, headers: vec![], body: vec![] },
            limit: RateLimit::default(),
            retries: vec![],
        };
        let config = config(&json!({"hints": [[403, "Check the key"]], "rate_limit": {"statuses": [429, 503]}}));
        let error = |status| refusal(&config, &answer(status), None).unwrap_or_else(Error::internal);
        assert_eq!((error(403).code.as_ref(), error(403).hint.as_ref()), ("forbidden", "Check the key"));
        assert_ne!(error(404).hint, "Check the key");
        assert_eq!((error(429).code.as_ref(), error(503).code.as_ref()), ("rate_limited", "rate_limited"));
    }

    #[test]
    fn without_a_token_a_401_asks_for_one() {
        let answer = Answer {
            response: Response { status: 401, headers: vec![], body: vec![] },
            limit: RateLimit::default(),
            retries: vec![],
        };
        let code = refusal(&config(&json!({})), &answer, None).map(|error| error.code);
        assert_eq!(code.as_deref(), Some("unauthorized"));
    }

    #[test]
    fn each_status_has_its_code_a_hint_and_its_chance() {
        for (status, code, retryable) in [
            (400, "bad_request", false),
            (402, "payment_required", false),
            (403, "forbidden", false),
            (404, "not_found", false),
            (405, "method_not_allowed", false),
            (408, "request_timeout", true),
            (409, "conflict", false),
            (410, "gone", false),
            (413, "too_large", false),
            (415, "unsupported_media_type", false),
            (418, "api_error", false),
            (422, "bad_request", false),
            (429, "rate_limited", true),
            (500, "server_error", true),
            (501, "server_error", false),
            (502, "server_error", true),
            (503, "server_error", true),
            (504, "server_error", true),
            (599, "server_error", false),
        ] {
            let error = error_of(status, &[], "");
            assert_eq!((error.code.as_ref(), error.retryable), (code, retryable), "{status}");
            assert!(!error.hint.is_empty(), "{status}");
        }
        let error = error_of(405, &[("allow", "GET, HEAD")], "");
        assert!(error.hint.ends_with("it allows GET, HEAD"), "{}", error.hint);
        let error = error_of(503, &[("retry-after", "60")], "");
        assert_eq!((error.kind, error.code.as_ref()), (Kind::RateLimited, "unavailable"));
    }

    #[test]
    fn a_problem_is_described_in_the_providers_words_and_no_more_of_its_body() {
        for (body, expected) in [
            (
                json!({"status": 400, "title": "Bad Request", "description": "plain_text is missing", "more": "x"}),
                Some("Bad Request: plain_text is missing"),
            ),
            (
                json!({"title": "Bad Request", "detail": "of t0ken\r\nnothing"}),
                Some("Bad Request: of [REDACTED]  nothing"),
            ),
            (json!({"error": "Unknown client"}), Some("Unknown client")),
            (json!({"error": "bad_client", "error_description": "Unknown client"}), Some("Unknown client")),
            (json!({"message": "x".repeat(10_000)}), Some("x".repeat(256).as_str())),
            (json!({"title": 5, "description": ["x"], "anything": "x"}), None),
            (json!(["x"]), None),
        ] {
            let error = error_of(400, &[JSON], &body.to_string());
            assert_eq!(error.oauth.and_then(|fields| fields.description).as_deref(), expected, "{body}");
            assert_eq!(error.message, "The API answered with HTTP 400 (bad_request)");
        }
        assert_eq!(error_of(400, &[JSON], "{").oauth, None);
    }

    #[test]
    fn a_body_may_name_what_is_wrong_with_the_token() {
        let body = r#"{"error":"inactive_user","error_description":"Ask Ada"}"#;
        assert_eq!(error_of(403, &[JSON], body).code, "inactive_user");
        let both = error_of(401, &[JSON, ("www-authenticate", r#"Bearer error="invalid_token""#)], body);
        assert_eq!(both.code, "invalid_token");
        assert_eq!(both.oauth.and_then(|fields| fields.description).as_deref(), Some("Ask Ada"));
    }

    #[test]
    fn the_page_of_a_proxy_is_named_as_such() {
        let error = error_of(502, &[("content-type", "text/html; charset=UTF-8")], "<html>Squid t0ken</html>");
        assert_eq!(error.code, "server_error");
        assert!(error.message.contains("HTML") && error.hint.contains("proxy"), "{error:?}");
        assert!(!error_of(401, &[("content-type", "text/html")], "").message.contains("HTML"), "no page, no proxy");
    }

    #[test]
    fn the_request_id_is_kept_where_it_is_one() {
        let id = |value| error_of(500, &[("x-request-id", value)], "").trace.and_then(|trace| trace.request_id);
        assert_eq!(id("5f1d-77").as_deref(), Some("5f1d-77"));
        assert_eq!(id("a b"), None);
        assert_eq!(id("Bearer=t0ken"), None);
    }

    proptest! {
        #[test]
        fn no_answer_makes_an_error_that_tells_the_token(
            status in 400_u16..600, words in "[ -~]{0,20}", id in "[a-z0-9-]{0,8}",
        ) {
            let body = json!({"title": format!("{words}t0ken"), "description": format!("t0ken{words}t0ken"),
                              "error": "t0ken", "error_uri": "https://t0ken"});
            let challenge = r#"Bearer error="t0ken", error_description="t0ken", scope="t0ken", error_uri="t0ken""#;
            let headers = [JSON, ("www-authenticate", challenge), ("x-request-id", &format!("{id}t0ken"))];
            let mut error = error_of(status, &headers, &body.to_string());
            error.response = None;
            prop_assert!(!format!("{error:?}").contains("t0ken"), "{:?}", error);
        }
    }
}
