//! Token requests to a server that follows a script.

use serde_json::{Value, json};

use super::*;
use crate::error::Kind;
use crate::http::test_server::{END, Frame, NO_ERROR, Outcome, SILENCE, TestServer};
use crate::secret::Secret;

const TOKEN: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 46\r\n\r\n\
                     {\"access_token\":\"t0ken\",\"token_type\":\"Bearer\"}";

fn credentials() -> Credentials {
    Credentials { id: "id".to_owned(), secret: Secret::new("s3cret".to_owned()) }
}

fn code() -> Grant {
    let (redirect_uri, verifier) = (Some("https://app.example/cb".to_owned()), Some(Secret::new("v".repeat(43))));
    Grant::AuthorizationCode { code: Secret::new("c0de".to_owned()), redirect_uri, verifier }
}

async fn ask(server: &TestServer, grant: &Grant, settings: &Value) -> Result<(Members, Response), Error> {
    request(&server.http, &server.config(settings)?, &credentials(), grant, &Extra::default()).await
}

/// The code of the error, and how many requests there were.
async fn refused(script: &[&[&str]], grant: &Grant) -> Result<(String, Kind, usize), Box<dyn std::error::Error>> {
    let server = TestServer::http1(script).await?;
    let error = ask(&server, grant, &json!({ "timeout": 0.5 })).await.err().ok_or("a token")?;
    assert!(!format!("{error:?}{error}").contains("c0de"), "{error:?}");
    Ok((error.code.to_string(), error.kind, server.seen().1))
}

#[tokio::test]
async fn a_code_is_exchanged_in_json_with_everything_that_belongs_to_it() -> Outcome {
    let server = TestServer::http1(&[&[TOKEN]]).await?;
    let (members, response) = ask(&server, &code(), &json!({})).await?;
    assert_eq!((members.text("access_token"), response.status), (Some("t0ken"), 200));
    let texts = server.texts();
    let (head, body) = texts[0].split_once("\r\n\r\n").ok_or("no head")?;
    assert!(
        head.starts_with("POST /oauth/token HTTP/1.1") && head.contains("content-type: application/json"),
        "{head}"
    );
    let sent = json!({
        "grant_type": "authorization_code", "code": "c0de", "redirect_uri": "https://app.example/cb",
        "code_verifier": "v".repeat(43), "client_id": "id", "client_secret": "s3cret",
    });
    assert_eq!(serde_json::from_str::<Value>(body)?, sent);
    Ok(())
}

#[tokio::test]
async fn as_a_form_with_basic_the_credentials_are_in_the_header_alone() -> Outcome {
    let server = TestServer::http1(&[&[TOKEN]]).await?;
    let settings = json!({ "token_format": "form", "auth_scheme": "basic_auth" });
    ask(&server, &Grant::RefreshToken(Secret::new("r/1".to_owned())), &settings).await?;
    let texts = server.texts();
    let (head, body) = texts[0].split_once("\r\n\r\n").ok_or("no head")?;
    assert!(head.contains("authorization: Basic aWQ6czNjcmV0"), "{head}");
    assert_eq!(body, "grant_type=refresh_token&refresh_token=r%2F1");
    Ok(())
}

#[tokio::test]
async fn a_code_is_sent_once_whatever_comes_back() -> Outcome {
    let too_large = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", 1024 * 1024 + 1);
    for (script, code, kind) in [
        ("HTTP/1.1 307 Go\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n", "redirected", Kind::Protocol),
        (&too_large, "response_too_large", Kind::Protocol),
        ("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", "unexpected_status", Kind::Protocol),
        ("HTTP/1.1 503 No\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n", "unavailable", Kind::RateLimited),
        ("HTTP/1.1 429 No\r\nContent-Length: 0\r\n\r\n", "rate_limited", Kind::RateLimited),
        (SILENCE, "timeout", Kind::Timeout),
        (END, "connection_lost", Kind::Connection),
    ] {
        assert_eq!(refused(&[&[script]], &self::code()).await?, (code.to_owned(), kind, 1));
    }
    Ok(())
}

#[tokio::test]
async fn a_refusal_of_a_refresh_token_asks_for_a_login() -> Outcome {
    const REFUSAL: &str = "HTTP/1.1 400 No\r\nContent-Type: application/json\r\nContent-Length: 25\r\n\r\n\
                           {\"error\":\"invalid_grant\"}";
    let refresh = Grant::RefreshToken(Secret::new("refresh-1".to_owned()));
    let expected = |kind| ("invalid_grant".to_owned(), kind, 1);
    assert_eq!(refused(&[&[REFUSAL]], &refresh).await?, expected(Kind::Reauthorization));
    assert_eq!(refused(&[&[REFUSAL]], &code()).await?, expected(Kind::OAuth));
    Ok(())
}

#[tokio::test]
async fn a_code_that_goaway_leaves_unprocessed_is_sent_again() -> Outcome {
    const ANSWER: &str = r#"{"access_token":"t0ken","token_type":"Bearer"}"#;
    let server = TestServer::http2(&[&[Frame::Goaway(-2, NO_ERROR)], &[Frame::Json(ANSWER)]]).await?;
    let (members, _) = ask(&server, &code(), &json!({})).await?;
    assert_eq!(members.text("access_token"), Some("t0ken"));
    assert_eq!(server.seen(), (2, 2));
    Ok(())
}

#[tokio::test]
async fn nothing_is_sent_without_credentials_or_a_code() -> Outcome {
    let server = TestServer::http1(&[&[TOKEN]]).await?;
    let config = server.config(&json!({}))?;
    let (no_id, no_secret) = (
        Credentials { id: String::new(), ..credentials() },
        Credentials { secret: Secret::default(), ..credentials() },
    );
    let no_code = Grant::AuthorizationCode { code: Secret::default(), redirect_uri: None, verifier: None };
    let fragment = Some("https://app.example/#f".to_owned());
    let fragment =
        Grant::AuthorizationCode { code: Secret::new("c".to_owned()), redirect_uri: fragment, verifier: None };
    for (credentials, grant, code) in [
        (&no_id, &code(), "missing_client_id"),
        (&no_secret, &code(), "missing_client_secret"),
        (&credentials(), &no_code, "missing_code"),
        (&credentials(), &fragment, "invalid_redirect_uri"),
    ] {
        let error =
            request(&server.http, &config, credentials, grant, &Extra::default()).await.err().ok_or("a token")?;
        assert_eq!(error.code.as_str(), code);
    }
    assert_eq!(server.seen(), (0, 0));
    Ok(())
}
