//! Calls to a server that follows a script.

use std::time::Duration;

use serde_json::json;

use super::*;
use crate::error::{Code, Reason};
use crate::http::test_server::{END, FINE, Outcome, SILENCE, TestServer};

/// A GET of `/start` with a token.
pub(crate) fn call() -> Call {
    Call {
        method: "get".to_owned(),
        url: "/start".to_owned(),
        params: Vec::new(),
        headers: vec![("x-key".to_owned(), "k3y".to_owned())],
        body: None,
        token: Some((
            Secret::new("t0ken".to_owned()),
            Presentation::Header("authorization".to_owned(), "Bearer %s".to_owned()),
        )),
        timeout: Duration::from_secs(20),
        retries: 0,
        max_bytes: 1024,
        retry_on_rate_limit: true,
    }
}

fn to(location: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n")
}

async fn made(server: &TestServer, call: Call) -> Result<Answer, Error> {
    let config = server.config(&json!({}))?;
    let prepared = prepare(&config, call)?;
    request(&server.http, &config, prepared).await
}

async fn refused(server: &TestServer, call: Call) -> Option<Code> {
    made(server, call).await.err().map(|error| error.code)
}

#[tokio::test]
async fn a_redirect_keeps_the_token_on_its_origin_and_drops_every_header_elsewhere() -> Outcome {
    let other = TestServer::http1(&[&[FINE]]).await?;
    let there = to(other.url.join("/there")?.as_str());
    let server = TestServer::http1(&[&[&to("/next"), &there]]).await?;
    assert_eq!(made(&server, call()).await?.response.status, 200);
    for (text, path) in server.texts().iter().zip(["/start", "/next"]) {
        assert!(text.starts_with(&format!("GET {path} ")), "{text}");
        assert!(text.contains("authorization: Bearer t0ken") && text.contains("x-key: k3y"), "{text}");
    }
    let texts = other.texts();
    assert!(texts[0].starts_with("GET /there "), "{}", texts[0]);
    assert!(!texts[0].contains("t0ken") && !texts[0].contains("k3y"), "{}", texts[0]);
    Ok(())
}

#[tokio::test]
async fn redirects_end_after_five_and_never_lead_to_plain_http_elsewhere() -> Outcome {
    let again = to("/again");
    let server = TestServer::http1(&[&[&*again; 9]]).await?;
    assert_eq!(made(&server, call()).await?.response.status, 302);
    assert_eq!(server.seen().1, 6, "the request and five redirects");
    let server = TestServer::http1(&[&[&to("http://elsewhere.example/")]]).await?;
    assert_eq!(refused(&server, call()).await, Some(Code::RedirectRefused));
    let server = TestServer::http1(&[&[&again]]).await?;
    assert_eq!(made(&server, Call { method: "post".to_owned(), ..call() }).await?.response.status, 302);
    assert_eq!(server.seen().1, 1, "a POST follows none");
    Ok(())
}

#[tokio::test]
async fn the_size_and_the_deadline_hold_across_redirects() -> Outcome {
    let large = "HTTP/1.1 200 OK\r\nContent-Length: 1025\r\n\r\n";
    let server = TestServer::http1(&[&[&to("/large"), large]]).await?;
    assert_eq!(refused(&server, call()).await, Some(Code::ResponseTooLarge));
    let server = TestServer::http1(&[&[&to("/slow"), SILENCE]]).await?;
    let short = Call { timeout: Duration::from_millis(300), ..call() };
    assert_eq!(refused(&server, short).await, Some(Code::Timeout));
    assert_eq!(server.seen().1, 2);
    Ok(())
}

#[tokio::test]
async fn a_token_goes_to_no_other_origin() -> Outcome {
    let (server, other) = (TestServer::http1(&[&[FINE]]).await?, TestServer::http1(&[&[FINE]]).await?);
    assert_eq!(refused(&server, Call { url: other.url.to_string(), ..call() }).await, Some(Code::OriginNotAllowed));
    assert_eq!((server.seen(), other.seen()), ((0, 0), (0, 0)));
    Ok(())
}

#[tokio::test]
async fn what_may_have_been_processed_is_retried_for_idempotent_methods_only() -> Outcome {
    let twice = |method: &str| Call { method: method.to_owned(), retries: 2, ..call() };
    let server = TestServer::http1(&[&[END], &["HTTP/1.1 502 Bad\r\nContent-Length: 0\r\n\r\n", FINE]]).await?;
    let answer = made(&server, twice("get")).await?;
    let reasons: Vec<Reason> = answer.retries.into_iter().map(|retry| retry.reason).collect();
    assert_eq!(reasons, [Reason::Code(Code::ConnectionLost), Reason::Status(502)]);
    let server = TestServer::http1(&[&[END], &[FINE]]).await?;
    assert_eq!(refused(&server, twice("post")).await, Some(Code::ConnectionLost));
    assert_eq!(server.seen().1, 1);
    let server = TestServer::http1(&[&["HTTP/1.1 429 No\r\nContent-Length: 0\r\n\r\n", FINE]]).await?;
    assert_eq!(made(&server, twice("post")).await?.response.status, 200, "a refused one is retried");
    Ok(())
}
