//! Requests to a server that does as a script says, over HTTP/1.1, and over HTTP/2 without TLS.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::config::Config;

type Outcome = Result<(), Box<dyn std::error::Error>>;

const FINE: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
/// Instead of an answer: the end of the connection.
const END: &str = "";
const NO_ERROR: u32 = 0;
const REFUSED_STREAM: u32 = 7;
const CANCEL: u32 = 8;
const ENHANCE_YOUR_CALM: u32 = 11;

/// What is said to a request over HTTP/2.
#[derive(Clone, Copy)]
enum Frame {
    Fine,
    Reset(u32),
    /// With the number of the request's stream added to the first: the last stream that was looked at.
    Goaway(i32, u32),
    End,
    Nothing,
}

#[derive(Default)]
struct Seen {
    connections: AtomicUsize,
    requests: AtomicUsize,
}

/// A server, and a client for it. Each connection follows a script of its own; the last of these goes for all others.
struct Wire {
    http: Http,
    url: Url,
    seen: Arc<Seen>,
}

impl Wire {
    async fn http1(scripts: &'static [&'static [&'static str]]) -> Result<Self, Box<dyn std::error::Error>> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let wire = Self::to(&listener)?;
        let seen = Arc::clone(&wire.seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let nth = seen.connections.fetch_add(1, Ordering::Relaxed).min(scripts.len() - 1);
                tokio::spawn(answer(stream, scripts[nth], Arc::clone(&seen)));
            }
        });
        Ok(wire)
    }

    async fn http2(scripts: &'static [&'static [Frame]]) -> Result<Self, Box<dyn std::error::Error>> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let wire = Self::to(&listener)?;
        let client = Client::builder().http2_prior_knowledge().retry(retry::never()).no_proxy();
        let client = client.tls_backend_preconfigured(wire.http.tls().await?.clone()).build()?;
        wire.http.0.connections.lend(&wire.url.origin(), || Ok::<_, Error>((client, None)))?;
        let seen = Arc::clone(&wire.seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let nth = seen.connections.fetch_add(1, Ordering::Relaxed).min(scripts.len() - 1);
                tokio::spawn(converse_in_frames(stream, scripts[nth], Arc::clone(&seen)));
            }
        });
        Ok(wire)
    }

    fn to(listener: &TcpListener) -> Result<Self, Box<dyn std::error::Error>> {
        let config = Config::parse(&json!({ "site": "http://127.0.0.1", "timeout": 20, "ssl": { "verify": false } }))?;
        let http = Clients::default().get(&config.transport, Environment::default());
        let url = Url::parse(&format!("http://{}/", listener.local_addr()?))?;
        Ok(Self { http, url, seen: Arc::default() })
    }

    async fn send(&self, method: Method) -> Result<Response, Error> {
        self.send_within(method, Duration::from_secs(20)).await
    }

    async fn send_within(&self, method: Method, timeout: Duration) -> Result<Response, Error> {
        let body = if method == Method::POST { Bytes::from_static(b"code=c") } else { Bytes::new() };
        let (url, headers) = (self.url.clone(), HeaderMap::new());
        send(&self.http, Request { method, url, headers, body, timeout, most_bytes: 16 }).await
    }

    /// Connections, and the requests that have arrived over them.
    fn seen(&self) -> (usize, usize) {
        (self.seen.connections.load(Ordering::Relaxed), self.seen.requests.load(Ordering::Relaxed))
    }
}

async fn answer(mut stream: TcpStream, script: &[&str], seen: Arc<Seen>) -> io::Result<()> {
    for text in script {
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") && !request.ends_with(b"code=c") {
            request.push(stream.read_u8().await?);
        }
        if request.starts_with(b"POST") && request.ends_with(b"\r\n\r\n") {
            stream.read_exact(&mut [0; 6]).await?;
        }
        seen.requests.fetch_add(1, Ordering::Relaxed);
        stream.write_all(text.as_bytes()).await?;
    }
    Ok(())
}

async fn converse_in_frames(mut stream: TcpStream, script: &[Frame], seen: Arc<Seen>) -> io::Result<()> {
    stream.read_exact(&mut [0; 24]).await?;
    write(&mut stream, 4, 0, 0, &[]).await?;
    let mut script = script.iter();
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let (kind, flags, id) = (head[3], head[4], u32::from_be_bytes([head[5], head[6], head[7], head[8]]));
        stream.read_exact(&mut vec![0; length as usize]).await?;
        if kind == 4 && flags == 0 {
            write(&mut stream, 4, 1, 0, &[]).await?;
        }
        // The end of a request: of its DATA, or of its HEADERS.
        if kind > 1 || flags & 1 == 0 {
            continue;
        }
        seen.requests.fetch_add(1, Ordering::Relaxed);
        match script.next() {
            None | Some(Frame::End) => return Ok(()),
            Some(Frame::Nothing) => {}
            Some(Frame::Fine) => write(&mut stream, 1, 5, id, b"\x88").await?,
            Some(Frame::Reset(code)) => write(&mut stream, 3, 0, id, &code.to_be_bytes()).await?,
            Some(Frame::Goaway(above, code)) => {
                let last = id.saturating_add_signed(*above);
                write(&mut stream, 7, 0, 0, &[last.to_be_bytes(), code.to_be_bytes()].concat()).await?;
            }
        }
    }
}

async fn write(stream: &mut TcpStream, kind: u8, flags: u8, id: u32, payload: &[u8]) -> io::Result<()> {
    let [_, length @ ..] = u32::try_from(payload.len()).unwrap_or(0).to_be_bytes();
    let frame = [&length[..], &[kind, flags], &id.to_be_bytes(), payload].concat();
    stream.write_all(&frame).await
}

fn code(outcome: Result<Response, Error>) -> String {
    outcome.map_or_else(|error| error.code.into_owned(), |response| response.status.to_string())
}

#[tokio::test]
async fn what_goaway_says_was_not_looked_at_goes_again_on_a_new_connection() -> Outcome {
    for method in [Method::GET, Method::POST] {
        let wire = Wire::http2(&[&[Frame::Fine, Frame::Goaway(-2, NO_ERROR)], &[Frame::Fine]]).await?;
        assert_eq!(code(wire.send(method.clone()).await), "200");
        assert_eq!(code(wire.send(method.clone()).await), "200", "{method}");
        assert_eq!(wire.seen(), (2, 3));
    }
    Ok(())
}

#[tokio::test]
async fn what_goaway_does_not_say_that_of_is_not_repeated() -> Outcome {
    const OF_THIS: &[&[Frame]] = &[&[Frame::Fine, Frame::Goaway(0, NO_ERROR)]];
    const OF_A_LATER_ONE: &[&[Frame]] = &[&[Frame::Fine, Frame::Goaway(2, NO_ERROR)]];
    for scripts in [OF_THIS, OF_A_LATER_ONE] {
        let wire = Wire::http2(scripts).await?;
        wire.send(Method::POST).await?;
        assert_eq!(code(wire.send_within(Method::POST, Duration::from_millis(300)).await), "timeout");
        assert_eq!(wire.seen(), (1, 2));
    }
    let wire = Wire::http2(&[&[Frame::Goaway(-1, ENHANCE_YOUR_CALM)]]).await?;
    assert_eq!(code(wire.send(Method::POST).await), "connection_lost");
    assert_eq!(wire.seen(), (1, 1));
    Ok(())
}

#[tokio::test]
async fn a_refused_stream_goes_again_and_any_other_reset_does_not() -> Outcome {
    let wire = Wire::http2(&[&[Frame::Reset(REFUSED_STREAM), Frame::Reset(REFUSED_STREAM), Frame::Fine]]).await?;
    assert_eq!(code(wire.send(Method::POST).await), "200");
    assert_eq!(wire.seen(), (1, 3), "the connection is good");
    for method in [Method::GET, Method::POST] {
        let wire = Wire::http2(&[&[Frame::Fine, Frame::Reset(CANCEL)]]).await?;
        wire.send(method.clone()).await?;
        assert_eq!(code(wire.send(method.clone()).await), "connection_lost", "{method}");
        assert_eq!(wire.seen(), (1, 2));
    }
    Ok(())
}

#[tokio::test]
async fn a_server_that_refuses_everything_is_said_to() -> Outcome {
    const GOAWAY: &[&[Frame]] = &[&[Frame::Goaway(-1, NO_ERROR)]];
    const REFUSAL: &[&[Frame]] = &[&[Frame::Reset(REFUSED_STREAM); 9]];
    for scripts in [GOAWAY, REFUSAL] {
        let wire = Wire::http2(scripts).await?;
        let error = wire.send(Method::POST).await.err().ok_or("an answer")?;
        assert_eq!((&*error.code, error.unsent, error.retryable), ("not_processed", true, true));
        assert_eq!(wire.seen().1, 9);
    }
    Ok(())
}

#[tokio::test]
async fn a_get_that_a_kept_connection_dropped_goes_again_once_and_a_post_does_not() -> Outcome {
    let wire = Wire::http1(&[&[FINE, END], &[FINE]]).await?;
    assert_eq!(code(wire.send(Method::GET).await), "200");
    assert_eq!(code(wire.send(Method::GET).await), "200");
    assert_eq!(wire.seen(), (2, 3));
    let wire = Wire::http1(&[&[FINE, END], &[END]]).await?;
    wire.send(Method::GET).await?;
    assert_eq!(code(wire.send(Method::GET).await), "connection_lost");
    assert_eq!(wire.seen(), (2, 3));
    let wire = Wire::http1(&[&[FINE, END], &[FINE]]).await?;
    wire.send(Method::POST).await?;
    assert_eq!(code(wire.send(Method::POST).await), "connection_lost");
    assert_eq!(wire.seen(), (1, 2));
    let wire = Wire::http2(&[&[Frame::Fine, Frame::End], &[Frame::Fine]]).await?;
    wire.send(Method::GET).await?;
    // Without TLS the new connection speaks HTTP/1.1, and this server does not.
    assert_eq!(code(wire.send(Method::GET).await), "response_malformed");
    assert_eq!(wire.seen(), (2, 2));
    let wire = Wire::http2(&[&[Frame::Fine, Frame::End]]).await?;
    wire.send(Method::POST).await?;
    assert_eq!(code(wire.send(Method::POST).await), "connection_lost");
    assert_eq!(wire.seen(), (1, 2));
    Ok(())
}

#[tokio::test]
async fn a_get_that_a_new_connection_dropped_is_lost() -> Outcome {
    let wire = Wire::http1(&[&[END], &[FINE]]).await?;
    assert_eq!(code(wire.send(Method::GET).await), "connection_lost");
    assert_eq!(wire.seen(), (1, 1));
    Ok(())
}

#[tokio::test]
async fn what_was_said_unasked_is_never_an_answer() -> Outcome {
    const UNASKED: &str =
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 201 No\r\nContent-Length: 2\r\n\r\n{}";
    for method in [Method::GET, Method::POST] {
        let wire = Wire::http1(&[&[UNASKED, FINE], &[FINE, FINE]]).await?;
        for _ in 0..3 {
            assert_eq!(code(wire.send(method.clone()).await), "200");
        }
        assert!(wire.seen().0 > 1, "the first connection is not used again");
    }
    Ok(())
}

#[tokio::test]
async fn sizes_and_deadlines_hold() -> Outcome {
    let wire = Wire::http1(&[&["HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n"]]).await?;
    assert_eq!(code(wire.send(Method::GET).await), "response_too_large");
    let wire = Wire::http1(&[&["HTTP/1.1 200 OK\r\n\r\n0123456789abcdef0"]]).await?;
    assert_eq!(code(wire.send(Method::GET).await), "response_too_large");
    let wire = Wire::http1(&[&["HTTP/1.1 103 Early Hints\r\n\r\n", ""]]).await?;
    assert_eq!(code(wire.send_within(Method::GET, Duration::from_millis(50)).await), "timeout");
    let wire = Wire::http2(&[&[Frame::Nothing, Frame::Fine]]).await?;
    assert_eq!(code(wire.send_within(Method::GET, Duration::from_millis(50)).await), "timeout");
    Ok(())
}
