//! A server that follows a script, over HTTP/1.1, and over HTTP/2 without TLS; and a client for it.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use crate::config::Config;
use crate::error::Error;
use crate::http::client::{Clients, Http};
use crate::http::environment::Environment;
use crate::http::exchange::{Request, send};
use crate::response::Response;

pub(crate) type Outcome = Result<(), Box<dyn std::error::Error>>;

pub(crate) const FINE: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
/// A step that takes a request and ends the connection.
pub(crate) const END: &str = "";
/// A step that takes a request and never answers.
pub(crate) const SILENCE: &str = "silence";

pub(crate) const NO_ERROR: u32 = 0;
pub(crate) const REFUSED_STREAM: u32 = 7;
pub(crate) const CANCEL: u32 = 8;
pub(crate) const ENHANCE_YOUR_CALM: u32 = 11;

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
const ACK: u8 = 1;

/// What is answered to a request over HTTP/2.
#[derive(Clone, Copy)]
pub(crate) enum Frame {
    Fine,
    /// 200 with a JSON body.
    Json(&'static str),
    Reset(u32),
    /// The last processed stream, relative to the request's, and the reason.
    Goaway(i32, u32),
    /// The end of the connection.
    End,
    Nothing,
    /// The same frame for as long as the client reads.
    Flood(Flood),
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Flood {
    Pings,
    WindowUpdates,
    /// 103 Early Hints.
    InterimAnswers,
}

#[derive(Default)]
struct Seen {
    connections: AtomicUsize,
    requests: AtomicUsize,
    /// Connections that have ended.
    ended: AtomicUsize,
    /// The requests over HTTP/1.1, as they came.
    texts: Mutex<Vec<String>>,
}

/// The server and its client. Each connection follows a script of its own; the last script is for all further ones.
pub(crate) struct TestServer {
    pub(crate) http: Http,
    pub(crate) url: Url,
    seen: Arc<Seen>,
}

impl TestServer {
    /// Each step of a script answers a request.
    pub(crate) async fn http1(scripts: &[&[&str]]) -> Result<Self, Box<dyn std::error::Error>> {
        let scripts: Vec<Vec<String>> =
            scripts.iter().map(|script| script.iter().map(|step| (*step).to_owned()).collect()).collect();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let server = Self::at(&listener)?;
        let seen = Arc::clone(&server.seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let nth = seen.connections.fetch_add(1, Ordering::SeqCst).min(scripts.len() - 1);
                let (script, seen) = (scripts[nth].clone(), Arc::clone(&seen));
                tokio::spawn(async move {
                    let _ = speak_http1(stream, &script, &seen).await;
                    seen.ended.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        Ok(server)
    }

    pub(crate) async fn http2(scripts: &'static [&'static [Frame]]) -> Result<Self, Box<dyn std::error::Error>> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let server = Self::at(&listener)?;
        server.http.use_plain_http2(&server.url.origin()).await?;
        let seen = Arc::clone(&server.seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let nth = seen.connections.fetch_add(1, Ordering::SeqCst).min(scripts.len() - 1);
                let seen = Arc::clone(&seen);
                tokio::spawn(async move {
                    let _ = speak_http2(stream, scripts[nth], &seen).await;
                    seen.ended.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        Ok(server)
    }

    fn at(listener: &TcpListener) -> Result<Self, Box<dyn std::error::Error>> {
        let url = Url::parse(&format!("http://{}/", listener.local_addr()?))?;
        let config = Config::parse(&json!({ "site": url.as_str(), "ssl": { "verify": false } }))?;
        let http = Clients::default().get(&config.transport, Environment::default());
        Ok(Self { http, url, seen: Arc::default() })
    }

    /// A configuration whose site is this server, with more settings.
    pub(crate) fn config(&self, more: &Value) -> Result<Config, Error> {
        let mut settings = json!({ "site": self.url.as_str(), "timeout": 20 });
        for (name, value) in more.as_object().into_iter().flatten() {
            settings[name] = value.clone();
        }
        Config::parse(&settings)
    }

    pub(crate) async fn send(&self, method: Method) -> Result<Response, Error> {
        self.send_within(method, Duration::from_secs(20)).await
    }

    pub(crate) async fn send_within(&self, method: Method, timeout: Duration) -> Result<Response, Error> {
        send(&self.http, &self.request(method), timeout).await
    }

    /// A request to this server, for whichever client.
    pub(crate) fn request(&self, method: Method) -> Request {
        let body = if method == Method::POST { Bytes::from_static(b"code=c") } else { Bytes::new() };
        Request { method, url: self.url.clone(), headers: HeaderMap::new(), body, max_bytes: 16 }
    }

    /// The same server with another client. The one before is leaked with its connections.
    pub(crate) fn with_new_client(self) -> Result<Self, Error> {
        let config = self.config(&json!({ "ssl": { "verify": false } }))?;
        let http = Clients::default().get(&config.transport, Environment::default());
        let Self { http: before, url, seen } = self;
        std::mem::forget(before);
        Ok(Self { http, url, seen })
    }

    /// The connections, and the requests that have arrived over them.
    pub(crate) fn seen(&self) -> (usize, usize) {
        (self.seen.connections.load(Ordering::SeqCst), self.seen.requests.load(Ordering::SeqCst))
    }

    /// The connections that have ended.
    pub(crate) fn ended(&self) -> usize {
        self.seen.ended.load(Ordering::SeqCst)
    }

    /// The requests over HTTP/1.1, as they came.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.seen.texts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The status of an answer, or the code of an error.
pub(crate) fn code(outcome: Result<Response, Error>) -> String {
    outcome.map_or_else(|error| error.code.to_string(), |response| response.status.to_string())
}

async fn speak_http1(mut stream: TcpStream, script: &[String], seen: &Seen) -> io::Result<()> {
    for step in script {
        let text = read_http1(&mut stream).await?;
        seen.texts.lock().unwrap_or_else(PoisonError::into_inner).push(text);
        seen.requests.fetch_add(1, Ordering::SeqCst);
        if step == SILENCE {
            // Ends when the client closes the connection.
            stream.read_u8().await?;
        }
        stream.write_all(step.as_bytes()).await?;
    }
    Ok(())
}

/// A request with its body.
async fn read_http1(stream: &mut TcpStream) -> io::Result<String> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(stream.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&request).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or_default()];
    stream.read_exact(&mut body).await?;
    request.extend(body);
    Ok(String::from_utf8_lossy(&request).into_owned())
}

async fn speak_http2(mut stream: TcpStream, script: &[Frame], seen: &Seen) -> io::Result<()> {
    stream.read_exact(&mut [0; 24]).await?;
    write(&mut stream, SETTINGS, 0, 0, &[]).await?;
    let mut script = script.iter();
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let (kind, flags, id) = (head[3], head[4], u32::from_be_bytes([head[5], head[6], head[7], head[8]]));
        stream.read_exact(&mut vec![0; length as usize]).await?;
        if kind == SETTINGS && flags == 0 {
            write(&mut stream, SETTINGS, ACK, 0, &[]).await?;
        }
        // The end of a request: of its DATA, or of its HEADERS.
        if kind > HEADERS || flags & END_STREAM == 0 {
            continue;
        }
        seen.requests.fetch_add(1, Ordering::SeqCst);
        match script.next() {
            None | Some(Frame::End) => return Ok(()),
            Some(Frame::Nothing) => {}
            Some(Frame::Fine) => write(&mut stream, HEADERS, END_HEADERS | END_STREAM, id, b"\x88").await?,
            Some(Frame::Json(text)) => {
                // :status 200, and content-type: application/json.
                write(&mut stream, HEADERS, END_HEADERS, id, b"\x88\x0f\x10\x10application/json").await?;
                write(&mut stream, DATA, END_STREAM, id, text.as_bytes()).await?;
            }
            Some(Frame::Reset(code)) => write(&mut stream, RST_STREAM, 0, id, &code.to_be_bytes()).await?,
            Some(Frame::Goaway(above, code)) => {
                let last = id.saturating_add_signed(*above);
                write(&mut stream, GOAWAY, 0, 0, &[last.to_be_bytes(), code.to_be_bytes()].concat()).await?;
            }
            Some(Frame::Flood(flood)) => return self::flood(&mut stream, *flood, id).await,
        }
    }
}

async fn flood(stream: &mut TcpStream, flood: Flood, id: u32) -> io::Result<()> {
    loop {
        match flood {
            Flood::Pings => write(stream, PING, 0, 0, &[0; 8]).await?,
            // The smallest increment: a larger one soon exceeds the largest window, which ends the connection.
            Flood::WindowUpdates => write(stream, WINDOW_UPDATE, 0, 0, &1_u32.to_be_bytes()).await?,
            Flood::InterimAnswers => write(stream, HEADERS, END_HEADERS, id, b"\x08\x03103").await?,
        }
    }
}

async fn write(stream: &mut TcpStream, kind: u8, flags: u8, id: u32, payload: &[u8]) -> io::Result<()> {
    let [_, length @ ..] = u32::try_from(payload.len()).unwrap_or(0).to_be_bytes();
    let frame = [&length[..], &[kind, flags], &id.to_be_bytes(), payload].concat();
    stream.write_all(&frame).await
}
