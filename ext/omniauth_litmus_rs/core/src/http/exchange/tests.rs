//! What is sent again and what is not, sizes, deadlines and floods, against a server that follows a script.

use std::future::Future;
use std::time::Duration;

use reqwest::Method;

use crate::http::test_server::{
    CANCEL, END, ENHANCE_YOUR_CALM, FINE, Flood, Frame, NO_ERROR, Outcome, REFUSED_STREAM, TestServer, code,
};

#[tokio::test]
async fn a_request_above_the_last_stream_of_a_goaway_is_sent_again_on_a_new_connection() -> Outcome {
    for method in [Method::GET, Method::POST] {
        let server = TestServer::http2(&[&[Frame::Fine, Frame::Goaway(-2, NO_ERROR)], &[Frame::Fine]]).await?;
        assert_eq!(code(server.send(method.clone()).await), "200");
        assert_eq!(code(server.send(method.clone()).await), "200", "{method}");
        assert_eq!(server.seen(), (2, 3));
    }
    Ok(())
}

#[tokio::test]
async fn any_other_request_on_that_connection_is_not() -> Outcome {
    const OF_THIS: &[&[Frame]] = &[&[Frame::Fine, Frame::Goaway(0, NO_ERROR)]];
    const OF_A_LATER_ONE: &[&[Frame]] = &[&[Frame::Fine, Frame::Goaway(2, NO_ERROR)]];
    for scripts in [OF_THIS, OF_A_LATER_ONE] {
        let server = TestServer::http2(scripts).await?;
        server.send(Method::POST).await?;
        assert_eq!(code(server.send_within(Method::POST, Duration::from_millis(300)).await), "timeout");
        assert_eq!(server.seen(), (1, 2));
    }
    let server = TestServer::http2(&[&[Frame::Goaway(-1, ENHANCE_YOUR_CALM)]]).await?;
    assert_eq!(code(server.send(Method::POST).await), "connection_lost");
    assert_eq!(server.seen(), (1, 1));
    Ok(())
}

#[tokio::test]
async fn a_refused_stream_is_sent_again_and_any_other_reset_is_not() -> Outcome {
    let server =
        TestServer::http2(&[&[Frame::Reset(REFUSED_STREAM), Frame::Reset(REFUSED_STREAM), Frame::Fine]]).await?;
    assert_eq!(code(server.send(Method::POST).await), "200");
    assert_eq!(server.seen(), (1, 3), "the connection is good");
    for method in [Method::GET, Method::POST] {
        let server = TestServer::http2(&[&[Frame::Fine, Frame::Reset(CANCEL)]]).await?;
        server.send(method.clone()).await?;
        assert_eq!(code(server.send(method.clone()).await), "connection_lost", "{method}");
        assert_eq!(server.seen(), (1, 2));
    }
    Ok(())
}

#[tokio::test]
async fn a_server_that_refuses_every_attempt_is_an_error() -> Outcome {
    const GOAWAY: &[&[Frame]] = &[&[Frame::Goaway(-1, NO_ERROR)]];
    const REFUSAL: &[&[Frame]] = &[&[Frame::Reset(REFUSED_STREAM); 9]];
    for scripts in [GOAWAY, REFUSAL] {
        let server = TestServer::http2(scripts).await?;
        let error = server.send(Method::POST).await.err().ok_or("an answer")?;
        assert_eq!((error.code.as_str(), error.unsent, error.retryable), ("not_processed", true, true));
        assert_eq!(server.seen().1, 9);
    }
    Ok(())
}

#[tokio::test]
async fn a_get_that_a_pooled_connection_lost_is_sent_again_once_and_a_post_is_not() -> Outcome {
    let server = TestServer::http1(&[&[FINE, END], &[FINE]]).await?;
    assert_eq!(code(server.send(Method::GET).await), "200");
    assert_eq!(code(server.send(Method::GET).await), "200");
    assert_eq!(server.seen(), (2, 3));
    let server = TestServer::http1(&[&[FINE, END], &[END]]).await?;
    server.send(Method::GET).await?;
    assert_eq!(code(server.send(Method::GET).await), "connection_lost");
    assert_eq!(server.seen(), (2, 3));
    let server = TestServer::http1(&[&[FINE, END], &[FINE]]).await?;
    server.send(Method::POST).await?;
    assert_eq!(code(server.send(Method::POST).await), "connection_lost");
    assert_eq!(server.seen(), (1, 2));
    let server = TestServer::http2(&[&[Frame::Fine, Frame::End], &[Frame::Fine]]).await?;
    server.send(Method::GET).await?;
    // The new connection speaks HTTP/1.1, as there is no ALPN without TLS; this server does not.
    assert_eq!(code(server.send(Method::GET).await), "response_malformed");
    assert_eq!(server.seen(), (2, 2));
    let server = TestServer::http2(&[&[Frame::Fine, Frame::End]]).await?;
    server.send(Method::POST).await?;
    assert_eq!(code(server.send(Method::POST).await), "connection_lost");
    assert_eq!(server.seen(), (1, 2));
    Ok(())
}

#[tokio::test]
async fn a_get_that_a_new_connection_lost_is_not_sent_again() -> Outcome {
    let server = TestServer::http1(&[&[END], &[FINE]]).await?;
    assert_eq!(code(server.send(Method::GET).await), "connection_lost");
    assert_eq!(server.seen(), (1, 1));
    Ok(())
}

#[tokio::test]
async fn an_answer_before_the_request_is_never_taken_for_its_answer() -> Outcome {
    const UNASKED: &str =
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 201 No\r\nContent-Length: 2\r\n\r\n{}";
    for method in [Method::GET, Method::POST] {
        let server = TestServer::http1(&[&[UNASKED, FINE], &[FINE, FINE]]).await?;
        for _ in 0..3 {
            assert_eq!(code(server.send(method.clone()).await), "200");
        }
        assert!(server.seen().0 > 1, "the first connection is not used again");
    }
    Ok(())
}

#[tokio::test]
async fn sizes_and_deadlines_are_kept() -> Outcome {
    let server = TestServer::http1(&[&["HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n"]]).await?;
    assert_eq!(code(server.send(Method::GET).await), "response_too_large");
    let server = TestServer::http1(&[&["HTTP/1.1 200 OK\r\n\r\n0123456789abcdef0"]]).await?;
    assert_eq!(code(server.send(Method::GET).await), "response_too_large");
    let server = TestServer::http1(&[&["HTTP/1.1 103 Early Hints\r\n\r\n", ""]]).await?;
    assert_eq!(code(server.send_within(Method::GET, Duration::from_millis(50)).await), "timeout");
    let server = TestServer::http2(&[&[Frame::Nothing, Frame::Fine]]).await?;
    assert_eq!(code(server.send_within(Method::GET, Duration::from_millis(50)).await), "timeout");
    Ok(())
}

/// The deadline ends it, or the client has had enough before. Meanwhile a request to another host, over the same
/// transport, is answered.
async fn flooded(flood: Flood, server: TestServer) -> Outcome {
    let other = TestServer::http1(&[&[FINE; 20]]).await?;
    let mut flooded = Box::pin(server.send_within(Method::GET, Duration::from_secs(2)));
    for _ in 0..20 {
        let request = other.request(Method::GET);
        let mut answered = Box::pin(crate::http::send(&server.http, &request, Duration::from_secs(20)));
        let first = std::future::poll_fn(|cx| match answered.as_mut().poll(cx) {
            std::task::Poll::Ready(outcome) => std::task::Poll::Ready(Some(outcome)),
            std::task::Poll::Pending => flooded.as_mut().poll(cx).map(|_| None),
        });
        assert_eq!(first.await.map(code).as_deref(), Some("200"), "{flood:?}: another host waits for the flood to end");
    }
    assert_eq!(code(flooded.await), "timeout", "{flood:?}");
    assert_eq!(server.seen(), (1, 1));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_pings_ends_with_the_deadline_and_holds_up_no_other_host() -> Outcome {
    flooded(Flood::Pings, TestServer::http2(&[&[Frame::Flood(Flood::Pings)]]).await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_window_updates_ends_with_the_deadline_and_holds_up_no_other_host() -> Outcome {
    flooded(Flood::WindowUpdates, TestServer::http2(&[&[Frame::Flood(Flood::WindowUpdates)]]).await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_interim_answers_ends_with_the_deadline_and_holds_up_no_other_host() -> Outcome {
    flooded(Flood::InterimAnswers, TestServer::http2(&[&[Frame::Flood(Flood::InterimAnswers)]]).await?).await
}

/// As in a child that was forked: what its parent's runtime drove stands still, and is neither used nor dropped.
#[test]
fn a_new_runtime_has_connections_of_its_own() -> Outcome {
    let runtime = || tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let servers = runtime()?;
    let (parent, child) = (runtime()?, runtime()?);
    let server = servers.block_on(TestServer::http1(&[&[FINE; 9]]))?;
    assert_eq!(code(parent.block_on(server.send(Method::POST))), "200");
    assert_eq!(code(parent.block_on(server.send(Method::POST))), "200");
    assert_eq!(server.seen(), (1, 2), "the parent keeps its connection");
    std::mem::forget(parent);
    let server = server.with_new_client()?;
    assert_eq!(code(child.block_on(server.send(Method::POST))), "200");
    assert_eq!(code(child.block_on(server.send(Method::POST))), "200");
    assert_eq!(server.seen(), (2, 4), "the child opens one, and keeps it");
    assert_eq!(server.ended(), 0, "and the parent's is still open");
    Ok(())
}
