use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::clock;
use crate::config::provider::example;
use crate::rate_limit::{self, RateLimit, RateLimitHeaders};

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
    let response = Response::with(status, headers, body);
    let limit = rate_limit::read(&response, &RateLimitHeaders::default(), clock::since_epoch());
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
        assert_eq!(error.code.as_str(), code, "{text}");
        assert!(error.hint.contains(hint), "{text}: {}", error.hint);
    }
    let forbidden = error_of(403, &[("www-authenticate", r#"Bearer error="insufficient_scope""#)], "");
    assert_eq!(forbidden.code, Code::InsufficientScope);
}

#[test]
fn a_provider_may_mean_something_of_its_own_by_a_status() {
    let answer = |status| Answer {
        response: Response::with::<&str>(status, &[], ""),
        limit: RateLimit::default(),
        retries: vec![],
    };
    let config = config(&json!({"hints": [[403, "Check the key"]], "rate_limit": {"statuses": [429, 503]}}));
    let error = |status| refusal(&config, &answer(status), None).unwrap_or_else(Error::internal);
    assert_eq!((error(403).code.as_str(), error(403).hint.as_ref()), ("forbidden", "Check the key"));
    assert_ne!(error(404).hint, "Check the key");
    assert_eq!((error(429).code.as_str(), error(503).code.as_str()), ("rate_limited", "rate_limited"));
}

#[test]
fn without_a_token_a_401_asks_for_one() {
    let answer =
        Answer { response: Response::with::<&str>(401, &[], ""), limit: RateLimit::default(), retries: vec![] };
    let code = refusal(&config(&json!({})), &answer, None).map(|error| error.code);
    assert_eq!(code, Some(Code::Unauthorized));
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
        assert_eq!((error.code.as_str(), error.retryable), (code, retryable), "{status}");
        assert!(!error.hint.is_empty(), "{status}");
    }
    let error = error_of(405, &[("allow", "GET, HEAD")], "");
    assert!(error.hint.ends_with("it allows GET, HEAD"), "{}", error.hint);
    let error = error_of(503, &[("retry-after", "60")], "");
    assert_eq!((error.kind, error.code.as_str()), (Kind::RateLimited, "unavailable"));
}

#[test]
fn a_problem_is_described_in_the_providers_words_and_no_more_of_its_body() {
    for (body, expected) in [
        (
            json!({"status": 400, "title": "Bad Request", "description": "plain_text is missing", "more": "x"}),
            Some("Bad Request: plain_text is missing"),
        ),
        (json!({"title": "Bad Request", "detail": "of t0ken\r\nnothing"}), Some("Bad Request: of [REDACTED]  nothing")),
        (json!({"error": "Unknown client"}), Some("Unknown client")),
        (json!({"error": "bad_client", "error_description": "Unknown client"}), Some("Unknown client")),
        (
            json!({"errors": [{"status": "422", "title": "Invalid", "detail": "html is missing, t0ken"}, {"title": "x"}]}),
            Some("Invalid: html is missing, [REDACTED]"),
        ),
        (json!({"errors": [{"title": "x"}], "title": "Mine", "detail": "mine"}), Some("Mine: mine")),
        (json!({"errors": []}), None),
        (json!({"errors": ["x"]}), None),
        (json!({"errors": {"title": "x"}}), None),
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
    assert_eq!(error_of(403, &[JSON], body).code, Code::InactiveUser);
    let both = error_of(401, &[JSON, ("www-authenticate", r#"Bearer error="invalid_token""#)], body);
    assert_eq!(both.code, Code::InvalidToken);
    assert_eq!(both.oauth.and_then(|fields| fields.description).as_deref(), Some("Ask Ada"));
}

#[test]
fn the_page_of_a_proxy_is_named_as_such() {
    let error = error_of(502, &[("content-type", "text/html; charset=UTF-8")], "<html>Squid t0ken</html>");
    assert_eq!(error.code, Code::ServerError);
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
                          "error": "t0ken", "error_uri": "https://t0ken", "errors": [{"detail": "t0ken"}]});
        let challenge = r#"Bearer error="t0ken", error_description="t0ken", scope="t0ken", error_uri="t0ken""#;
        let headers = [JSON, ("www-authenticate", challenge), ("x-request-id", &format!("{id}t0ken"))];
        let mut error = error_of(status, &headers, &body.to_string());
        error.response = None;
        prop_assert!(!format!("{error:?}").contains("t0ken"), "{:?}", error);
    }
}
