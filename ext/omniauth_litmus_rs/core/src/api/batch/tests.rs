//! Batches to a server that follows a script.

use serde_json::json;
use tokio::sync::mpsc::unbounded_channel;

use super::*;
use crate::api::call::tests::call;
use crate::error::Code;
use crate::http::test_server::{FINE, Outcome, SILENCE, TestServer};

const REFUSED: &str = "HTTP/1.1 429 No\r\nContent-Length: 0\r\n\r\n";
const UNAUTHORIZED: &str = "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n";

fn plan(concurrency: usize, deadline: Duration) -> Plan {
    Plan { concurrency, deadline, policy: Policy::of(0) }
}

/// What came of each call, in the order in which they were settled: its number, and a status or a code.
async fn settled(server: &TestServer, count: usize, plan: Plan) -> Result<Vec<(usize, String)>, Error> {
    let (sender, mut receiver) = unbounded_channel();
    let config = Arc::new(server.config(&json!({}))?);
    run(server.http.clone(), config, (0..count).map(|number| (number, call())).collect(), plan, sender).await;
    let mut settled = Vec::new();
    while let Some((number, outcome)) = receiver.recv().await {
        let word = outcome.map_or_else(|error| error.code.to_string(), |answer| answer.response.status.to_string());
        settled.push((number, word));
    }
    Ok(settled)
}

#[tokio::test]
async fn each_call_is_settled_once() -> Outcome {
    let server = TestServer::http1(&[&[FINE; 20]]).await?;
    let mut settled = settled(&server, 20, plan(4, Duration::from_secs(20))).await?;
    settled.sort();
    let expected: Vec<_> = (0..20).map(|number| (number, "200".to_owned())).collect();
    assert_eq!(settled, expected);
    assert!(server.seen().0 <= 4, "{} connections", server.seen().0);
    Ok(())
}

#[tokio::test]
async fn a_refused_call_is_sent_again_and_none_overtakes_it() -> Outcome {
    let server = TestServer::http1(&[&[REFUSED, FINE, FINE, FINE]]).await?;
    let settled = settled(&server, 3, plan(1, Duration::from_secs(20))).await?;
    assert_eq!(settled, [0, 1, 2].map(|number| (number, "200".to_owned())));
    assert_eq!(server.seen().1, 4);
    Ok(())
}

#[tokio::test]
async fn nothing_more_is_sent_with_a_token_that_is_no_longer_valid() -> Outcome {
    let server = TestServer::http1(&[&[FINE, UNAUTHORIZED, FINE]]).await?;
    let settled = settled(&server, 4, plan(1, Duration::from_secs(20))).await?;
    let words: Vec<&str> = settled.iter().map(|(_, word)| word.as_str()).collect();
    assert_eq!(words, ["200", "401", "not_sent", "not_sent"]);
    assert_eq!(server.seen().1, 2);
    Ok(())
}

#[tokio::test]
async fn the_deadline_of_a_batch_settles_the_rest() -> Outcome {
    let server = TestServer::http1(&[&[SILENCE]]).await?;
    let settled = settled(&server, 3, plan(1, Duration::from_millis(300))).await?;
    assert_eq!(settled.len(), 3);
    assert!(settled.iter().all(|(_, word)| word == Code::Timeout.as_str()), "{settled:?}");
    assert_eq!(server.seen().1, 1);
    Ok(())
}

#[tokio::test]
async fn a_batch_that_is_dropped_closes_its_connections() -> Outcome {
    let server = TestServer::http1(&[&[SILENCE]]).await?;
    let (sender, mut receiver) = unbounded_channel();
    let config = Arc::new(server.config(&json!({}))?);
    let calls = (0..3).map(|number| (number, call())).collect();
    let batch = tokio::spawn(run(server.http.clone(), config, calls, plan(3, Duration::from_secs(20)), sender));
    // Without an answer the first request goes alone.
    while server.seen().1 < 1 {
        tokio::task::yield_now().await;
    }
    batch.abort();
    assert!(receiver.recv().await.is_none(), "nothing is settled");
    while server.ended() < server.seen().0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(server.seen().1, 1);
    Ok(())
}
