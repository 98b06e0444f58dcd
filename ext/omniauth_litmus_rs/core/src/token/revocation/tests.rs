//! Revocations at a server that follows a script.

use serde_json::json;

use super::*;
use crate::http::test_server::{Outcome, TestServer};

const DONE: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
const DOWN: &str = "HTTP/1.1 502 Bad\r\nContent-Length: 0\r\n\r\n";

async fn revoked(server: &TestServer, hint: Option<&str>) -> Result<(), Error> {
    let config = server.config(&json!({ "token_format": "form" }))?;
    let credentials = Credentials { id: "id".to_owned(), secret: Secret::new("s3cret".to_owned()) };
    revoke(&server.http, &config, &credentials, &Secret::new("t/1".to_owned()), hint).await
}

#[tokio::test]
async fn a_token_is_revoked_over_http_on_loopback() -> Outcome {
    let server = TestServer::http1(&[&[DONE, DONE, DOWN]]).await?;
    revoked(&server, None).await?;
    revoked(&server, Some("refresh_token")).await?;
    let error = revoked(&server, None).await.err().ok_or("revoked")?;
    assert_eq!(error.code.as_str(), "unexpected_status");
    let texts = server.texts();
    assert!(texts[0].starts_with("POST /oauth/revoke HTTP/1.1"), "{}", texts[0]);
    for (text, hint) in texts.iter().zip(["access_token", "refresh_token", "access_token"]) {
        let form = format!("\r\n\r\ntoken=t%2F1&token_type_hint={hint}&client_id=id&client_secret=s3cret");
        assert!(text.ends_with(&form), "{text}");
    }
    Ok(())
}
