//! One request, one answer: pooled clients, deadlines, size caps, and errors that name the host and nothing secret.

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, USER_AGENT};
use reqwest::{Body, Client, Method, Version, redirect, retry};
use rustls::ClientConfig;
use tokio::sync::OnceCell;
use tokio::time::{Instant, sleep, timeout_at};
use url::{Origin, Url};

use crate::config::origin;
use crate::config::{Config, Transport};
use crate::error::{Error, Kind};
use crate::http::connections::{Connections, Lent};
use crate::http::delivery::{Fate, fate};
use crate::http::environment::Environment;
use crate::http::failure::{failure, timed_out};
use crate::http::proxy::Proxies;
use crate::http::read_response::{Expected, MOST_HEADER_BYTES, MOST_HEADERS, read};
use crate::http::resend::Repeats;
use crate::http::resolver::Resolver;
use crate::http::route::Route;
use crate::http::threads::{self, Elsewhere, Wires};
use crate::http::tls::{self, Authorities};
use crate::http::tracked_body::Outgoing;
use crate::response::Response;

/// How many transport configurations a process keeps pools for; the least recently used one goes first.
const MOST_CLIENTS: usize = 16;

/// An idle HTTP/2 connection, or one on which something is under way, is asked after so long for a sign of life, and is
/// closed when none comes: before a call's deadline of 15 s, so that a connection that has died costs no more than that.
const PING_INTERVAL: Duration = Duration::from_secs(8);
const PING_TIMEOUT: Duration = Duration::from_secs(4);

/// The pooled HTTP clients of a transport, one for each origin. Clones share them.
#[derive(Clone)]
pub struct Http(Arc<Pools>);

struct Pools {
    transport: Transport,
    environment: Environment,
    authorities: Authorities,
    proxies: Arc<Proxies>,
    tls: OnceCell<ClientConfig>,
    connections: Connections,
    wires: Arc<Wires>,
}

impl Http {
    /// Looks where the certificates are, and does not read them yet.
    fn new(transport: Transport, environment: Environment, wires: Arc<Wires>) -> Self {
        let authorities = Authorities::find(&transport, &environment);
        let proxies = Arc::new(Proxies::new(&transport, &environment));
        let (tls, connections) = (OnceCell::new(), Connections::default());
        Self(Arc::new(Pools { transport, environment, authorities, proxies, tls, connections, wires }))
    }

    /// Reads the certificates, unless that is done: a few milliseconds of work, and no traffic.
    ///
    /// # Errors
    /// [`Kind::Configuration`] when they cannot be used; then the next call tries again.
    pub async fn prepare(&self) -> Result<(), Error> {
        self.tls().await.map(drop)
    }

    /// Calls that need them meanwhile wait; nobody else does.
    async fn tls(&self) -> Result<&ClientConfig, Error> {
        let work = || {
            let pools = Arc::clone(&self.0);
            move || tls::configuration(&pools.authorities, pools.transport.verify)
        };
        self.0.tls.get_or_try_init(|| threads::aside(work)).await
    }

    async fn lend(&self, origin: &Origin) -> Result<Lent, Error> {
        let Pools { transport, proxies, connections, wires, .. } = &*self.0;
        let tls = self.tls().await?;
        connections.lend(origin, || Ok((build(transport, proxies, tls)?, wires.take())))
    }

    /// A client without connections, for a request that has to have a new one.
    async fn fresh(&self) -> Result<Client, Error> {
        build(&self.0.transport, &self.0.proxies, self.tls().await?)
    }
}

/// The pooled HTTP clients of a process, one for each distinct transport; the last used first.
#[derive(Default)]
pub struct Clients {
    pools: Vec<Http>,
    wires: Arc<Wires>,
}

impl Clients {
    /// The client for this transport.
    pub fn get(&mut self, transport: &Transport, environment: Environment) -> Http {
        let same = |http: &Http| http.0.transport == *transport && http.0.environment == environment;
        if let Some(index) = self.pools.iter().position(same) {
            self.pools[..=index].rotate_right(1);
        } else {
            self.pools.truncate(MOST_CLIENTS - 1);
            self.pools.insert(0, Http::new(transport.clone(), environment, Arc::clone(&self.wires)));
        }
        self.pools[0].clone()
    }
}

fn build(transport: &Transport, proxies: &Arc<Proxies>, tls: &ClientConfig) -> Result<Client, Error> {
    let loopback = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)].map(|ip| SocketAddr::new(ip, 0));
    let mut builder = Client::builder()
        .user_agent(concat!("omniauth-litmus-rs/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(transport.connect_timeout)
        // Redirects are followed by `api`, which knows where a token may go.
        .redirect(redirect::Policy::none())
        // `send` knows what may be sent again.
        .retry(retry::never())
        .dns_resolver(Resolver::default())
        .resolve_to_addrs("localhost", &loopback)
        .tcp_nodelay(true)
        // RFC 9112 §5.2: a fold in an answer's header field becomes blanks.
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .http1_max_headers(MOST_HEADERS)
        .http2_max_header_list_size(MOST_HEADER_BYTES)
        .http2_keep_alive_interval(PING_INTERVAL)
        .http2_keep_alive_timeout(PING_TIMEOUT)
        .http2_keep_alive_while_idle(true)
        .tls_backend_preconfigured(tls.clone())
        .no_proxy();
    if !proxies.is_empty() {
        builder = builder.proxy(proxies.for_client());
    }
    builder.build().map_err(|_| {
        Error::configuration(
            "invalid_transport",
            "The HTTP client could not be built from these settings",
            "Check client_options[:ssl] and the certificates that SSL_CERT_FILE and SSL_CERT_DIR name",
        )
    })
}

/// A request ready to be sent.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The whole call's deadline: connection, request and answer.
    pub(crate) timeout: Duration,
    /// The largest answer that is read.
    pub(crate) most_bytes: usize,
}

/// Sends a request and reads the whole answer.
///
/// What may have arrived is sent once. What is known not to have been processed goes again, on another connection, as
/// long as the deadline and [`Repeats`] allow it. A GET or HEAD that was lost because a kept connection ended goes again
/// once, on a connection of its own (RFC 9110 §9.2.2).
pub(crate) async fn send(http: &Http, request: Request) -> Result<Response, Error> {
    let deadline = Instant::now() + request.timeout;
    let origin = request.url.origin();
    let (connections, mut repeats) = (&http.0.connections, Repeats::default());
    loop {
        let lent = http.lend(&origin).await?;
        let Failed { error, fate } = match exchange(http, &lent, &request, deadline).await {
            Ok(response) => return Ok(response),
            Err(failed) => failed,
        };
        match fate {
            Fate::Refused | Fate::Unsent => {
                let pause = repeats.pause(connections.has_answered(&origin, &lent));
                let Some(pause) = pause.filter(|pause| Instant::now() + *pause < deadline) else {
                    return Err(never_processed(error, fate, &request.url));
                };
                sleep(pause).await;
            }
            Fate::Dropped if is_safe(&request.method) && connections.may_be_kept(&origin, &lent) => {
                let lent = lent.replaced_by(http.fresh().await?);
                return exchange(http, &lent, &request, deadline).await.map_err(|failed| failed.error);
            }
            _ => return Err(error),
        }
    }
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

/// An attempt that brought no answer.
struct Failed {
    error: Error,
    fate: Fate,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self { error, fate: Fate::Unknown }
    }
}

/// Sends a request once. Servers close idle connections, and may send what nobody has asked for: before one is used,
/// what has come over it meanwhile is looked at.
async fn exchange(http: &Http, lent: &Lent, request: &Request, deadline: Instant) -> Result<Response, Failed> {
    let connections = &http.0.connections;
    let route = http.0.proxies.route(&request.url)?;
    let origin = request.url.origin();
    let work = converse(lent.client.clone(), request.clone(), route.clone());
    let exchange = async {
        match &lent.wire {
            Some(wire) => Elsewhere::spawn(wire, work).await.unwrap_or_else(|error| Err(error.into())),
            None => work.await,
        }
    };
    let outcome = match timeout_at(deadline, exchange).await {
        Ok(outcome) => outcome,
        Err(_) => Err(too_late(&route, request.timeout).into()),
    };
    match &outcome {
        Ok((_, version)) => connections.answered(&origin, lent, *version),
        Err(Failed { error, .. }) if matches!(error.kind, Kind::Timeout | Kind::Protocol) => {
            connections.suspect(&origin, lent);
        }
        Err(_) => {}
    }
    outcome.map(|(response, _)| response)
}

async fn converse(client: Client, request: Request, route: Route) -> Result<(Response, Version), Failed> {
    let (most_bytes, has_body) = (request.most_bytes, request.method != Method::HEAD);
    let expected = Expected { most_bytes, has_body, coding_asked: request.headers.contains_key(ACCEPT_ENCODING) };
    let (body, witness) = Outgoing::new(request.body);
    tokio::task::yield_now().await;
    let asking = client.request(request.method, request.url).headers(request.headers).body(Body::wrap(body)).send();
    let sent = asking
        .await
        .map_err(|error| Failed { error: failure(&error, &route), fate: fate(&error, witness.may_have_left()) })?;
    let version = sent.version();
    let response = read(sent, &route, expected).await?;
    Ok((response, version))
}

fn too_late(host: &Route, timeout: Duration) -> Error {
    timed_out(
        "timeout",
        format!("{host} did not answer within {} s", (timeout.as_secs_f64() * 1e3).round() / 1e3),
        "Try again; if it lasts, see whether the provider is slow, or raise client_options[:timeout]",
    )
}

/// The error of a request that has been sent again often enough, and is known not to have been processed.
fn never_processed(error: Error, fate: Fate, url: &Url) -> Error {
    if fate == Fate::Unsent {
        return Error { unsent: true, ..error };
    }
    let error = Error::new(
        Kind::Connection,
        "not_processed",
        format!(
            "{} refuses the request each time without processing it (HTTP/2 GOAWAY or REFUSED_STREAM)",
            origin::host(url)
        ),
        "It has had no effect and may be sent again: try later; if it lasts, see whether the server is shutting down",
    );
    Error { unsent: true, ..error.retryable() }
}

/// The work of opening a connection to the origin of `url` by an anonymous `HEAD /`, or nothing where one was used
/// lately. Whether it works is of no interest: the request that wants the connection will tell.
#[must_use]
pub fn warm(http: &Http, config: &Config, url: &Url) -> Option<impl Future<Output = ()> + Send + use<>> {
    let root = url.join("/").ok()?;
    let origin = root.origin();
    let wanted = config.check(&root).is_ok() && http.0.connections.claim(&origin);
    let (timeout, headers, body) = (config.timeout, own_agent(config), Bytes::new());
    let request = Request { method: Method::HEAD, url: root, headers, body, timeout, most_bytes: 0 };
    let http = http.clone();
    let work = async move {
        if let Ok(lent) = http.lend(&origin).await {
            let _ = exchange(&http, &lent, &request, Instant::now() + timeout).await;
        }
    };
    wanted.then_some(work)
}

/// The `User-Agent` of the settings, where they have one.
fn own_agent(config: &Config) -> HeaderMap {
    config.headers.get(USER_AGENT).map(|agent| (USER_AGENT, agent.clone())).into_iter().collect()
}

#[cfg(test)]
mod tests;
