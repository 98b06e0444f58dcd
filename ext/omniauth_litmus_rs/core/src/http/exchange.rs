//! One request, one answer: what is sent again and what is not, the deadline, and opening a connection ahead.

use std::future::Future;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{ACCEPT_ENCODING, AUTHORIZATION, HeaderMap, USER_AGENT};
use reqwest::{Body, Client, Method, Version};
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep, timeout_at};
use url::{Origin, Url};

use crate::config::{Config, origin};
use crate::error::{Code, Error, Kind};
use crate::http::body_reader::{Expected, read};
use crate::http::client::Http;
use crate::http::connections::Lease;
use crate::http::delivery::{Delivery, delivery};
use crate::http::failure::{failure, timed_out};
use crate::http::origin_threads::AbortOnDrop;
use crate::http::resend::ResendLimit;
use crate::http::tracked_body::TrackedBody;
use crate::response::Response;

/// A request ready to be sent.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The largest answer that is read.
    pub(crate) max_bytes: usize,
}

/// Sends a request and reads the whole answer. `timeout` is the whole call's: connection, request and answer.
///
/// A request that may have been processed is sent once. One that is known not to have been processed is sent again, on
/// another connection, as long as the deadline and [`ResendLimit`] allow it. A GET or HEAD that was lost because a pooled
/// connection ended is sent again once, on a new connection (RFC 9110 §9.2.2).
pub(crate) async fn send(http: &Http, request: &Request, timeout: Duration) -> Result<Response, Error> {
    let deadline = Deadline { timeout, ends: Instant::now() + timeout };
    let origin = request.url.origin();
    let (connections, mut resends) = (http.connections(), ResendLimit::default());
    loop {
        let lease = http.lease(&origin).await?;
        let Failed { error, delivery } = match exchange(http, &origin, &lease, request, deadline).await {
            Ok(response) => return Ok(response),
            Err(failed) => failed,
        };
        match delivery {
            Delivery::NotProcessed | Delivery::NotSent => {
                let pause = resends.pause(connections.has_answered(&origin, &lease));
                let Some(pause) = pause.filter(|pause| Instant::now() + *pause < deadline.ends) else {
                    return Err(never_processed(error, delivery, &request.url));
                };
                sleep(pause).await;
            }
            Delivery::ConnectionEnded if is_safe(&request.method) && connections.may_be_pooled(&origin, &lease) => {
                let lease = lease.replaced_by(http.fresh().await?);
                return exchange(http, &origin, &lease, request, deadline).await.map_err(|failed| failed.error);
            }
            _ => return Err(error),
        }
    }
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

/// How long a call may take, and until when.
#[derive(Clone, Copy)]
struct Deadline {
    timeout: Duration,
    ends: Instant,
}

/// An attempt without an answer.
struct Failed {
    error: Error,
    delivery: Delivery,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self { error, delivery: Delivery::Unknown }
    }
}

/// Sends a request once, within the deadline, and notes what that says of the connection.
async fn exchange(
    http: &Http,
    origin: &Origin,
    lease: &Lease,
    request: &Request,
    deadline: Deadline,
) -> Result<Response, Failed> {
    let connections = http.connections();
    let exchange = async {
        match &lease.thread {
            Some(thread) if thread.id() != Handle::current().id() => {
                let (http, client, request) = (http.clone(), lease.client.clone(), request.clone());
                let work = async move { round_trip(&http, &client, &request).await };
                AbortOnDrop::spawn(thread, work).await.unwrap_or_else(|error| Err(error.into()))
            }
            _ => round_trip(http, &lease.client, request).await,
        }
    };
    let outcome = match timeout_at(deadline.ends, exchange).await {
        Ok(outcome) => outcome,
        Err(_) => Err(too_late(&request.url, deadline.timeout).into()),
    };
    match &outcome {
        Ok((_, version)) => connections.answered(origin, lease, *version),
        Err(Failed { error, .. }) if matches!(error.kind, Kind::Timeout | Kind::Protocol) => {
            connections.suspect(origin, lease);
        }
        Err(_) => {}
    }
    outcome.map(|(response, _)| response)
}

async fn round_trip(http: &Http, client: &Client, request: &Request) -> Result<(Response, Version), Failed> {
    let Request { method, url, headers, body, max_bytes } = request;
    let route = http.route(url)?;
    let coding_asked = headers.contains_key(ACCEPT_ENCODING);
    let expected = Expected { max_bytes: *max_bytes, has_body: *method != Method::HEAD, coding_asked };
    let (body, tracker) = TrackedBody::new(body.clone());
    // Servers close idle connections, and some send what nobody has asked for. hyper notices before it reuses the
    // connection, if it has its turn first.
    tokio::task::yield_now().await;
    let asking = client.request(method.clone(), url.clone()).body(Body::wrap(body)).build();
    let asking = asking.map(|asked| client.execute(with_fields(asked, headers.clone())));
    let answer = async { asking?.await }.await.map_err(|error| Failed {
        error: failure(&error, &route),
        delivery: delivery(&error, tracker.may_have_been_sent()),
    })?;
    let version = answer.version();
    let response = read(answer, &route, expected).await?;
    Ok((response, version))
}

/// A request has no header fields yet, unless its address has a user, who is shown by one.
fn with_fields(mut request: reqwest::Request, fields: HeaderMap) -> reqwest::Request {
    let shown = std::mem::replace(request.headers_mut(), fields);
    if let Some(user) = shown.get(AUTHORIZATION) {
        request.headers_mut().entry(AUTHORIZATION).or_insert_with(|| user.clone());
    }
    request
}

/// The error of a call to `url` whose deadline has passed.
#[must_use]
pub fn too_late(url: &Url, timeout: Duration) -> Error {
    let seconds = (timeout.as_secs_f64() * 1e3).round() / 1e3;
    timed_out(
        Code::Timeout,
        format!("{} did not answer within {seconds} s", origin::host(url)),
        "Try again; if it lasts, see whether the provider is slow, or raise client_options[:timeout]",
    )
}

/// The error of a request that was resent often enough, and is known not to have been processed.
fn never_processed(error: Error, delivery: Delivery, url: &Url) -> Error {
    if delivery == Delivery::NotSent {
        return Error { unsent: true, ..error };
    }
    let error = Error::new(
        Kind::Connection,
        Code::NotProcessed,
        format!(
            "{} refuses the request each time without processing it (HTTP/2 GOAWAY or REFUSED_STREAM)",
            origin::host(url)
        ),
        "It has had no effect and may be sent again: try later; if it lasts, see whether the server is shutting down",
    );
    Error { unsent: true, ..error.retryable() }
}

/// Opens a connection to the origin of `url` ahead, by an anonymous `HEAD /`. Returns the work of doing so, or `None` if
/// there is a recent connection. Its outcome does not matter: the request that needs the connection will see for itself.
#[must_use]
pub fn warm(http: &Http, config: &Config, url: &Url) -> Option<impl Future<Output = ()> + Send + use<>> {
    let origin = url.origin();
    if config.check(url).is_err() || !http.connections().claim(&origin) {
        return None;
    }
    let (method, url, headers, body) = (Method::HEAD, url.join("/").ok()?, own_agent(config), Bytes::new());
    let request = Request { method, url, headers, body, max_bytes: 0 };
    let (http, timeout) = (http.clone(), config.timeout);
    Some(async move {
        if let Ok(lease) = http.lease(&origin).await {
            let deadline = Deadline { timeout, ends: Instant::now() + timeout };
            let _ = exchange(&http, &origin, &lease, &request, deadline).await;
        }
    })
}

/// The `User-Agent` of the settings, if they have one.
fn own_agent(config: &Config) -> HeaderMap {
    config.headers.get(USER_AGENT).map(|agent| (USER_AGENT, agent.clone())).into_iter().collect()
}

#[cfg(test)]
mod tests;
