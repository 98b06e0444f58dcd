//! One request, one answer: pooled clients, deadlines, size caps, and errors that name the host and nothing secret.

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{Client, Method, NoProxy, redirect, retry};
use url::Url;

use crate::config::{Config, Proxy, Transport};
use crate::environment::Environment;
use crate::error::Error;
use crate::failure::{failure, timed_out};
use crate::origin;
use crate::resolver::Resolver;
use crate::response::Response;
use crate::tls::{self, Authorities};
use crate::warmth::Warmth;

/// How many transport configurations a process keeps pools for; the least recently used one goes first.
const MOST_CLIENTS: usize = 16;
/// Loopback is never reached through a proxy: whatever goes there is meant for this machine.
const LOOPBACK: &str = "localhost,127.0.0.0/8,::1";

/// A pooled HTTP client, and what is known of its connections. Clones share the pool.
#[derive(Clone)]
pub struct Http(Arc<Pool>);

struct Pool {
    transport: Transport,
    environment: Environment,
    authorities: Authorities,
    built: Mutex<Built>,
    warmth: Warmth,
}

/// The client with its connections, and how many there were before it.
#[derive(Default)]
struct Built {
    number: u64,
    client: Option<Client>,
}

impl Http {
    /// Looks where the certificates are, and does not read them yet.
    fn new(transport: Transport, environment: Environment) -> Self {
        let authorities = Authorities::find(&transport, &environment);
        let (built, warmth) = (Mutex::default(), Warmth::default());
        Self(Arc::new(Pool { transport, environment, authorities, built, warmth }))
    }

    /// Reads the certificates and builds the client, unless that is done: a few milliseconds of work, and no traffic.
    ///
    /// # Errors
    /// [`Kind::Configuration`] when certificates or a proxy cannot be used; then the next call tries again.
    pub fn prepare(&self) -> Result<(), Error> {
        self.client().map(drop)
    }

    fn client(&self) -> Result<(u64, Client), Error> {
        let Pool { transport, environment, authorities, .. } = &*self.0;
        let mut built = self.built();
        let client = match &built.client {
            Some(client) => client.clone(),
            None => built.client.insert(build(transport, environment, authorities)?).clone(),
        };
        Ok((built.number, client))
    }

    /// From now on calls have connections of their own; those under way keep theirs.
    fn give_up(&self, number: u64) {
        let mut built = self.built();
        if built.number == number {
            *built = Built { number: number + 1, client: None };
        }
    }

    fn built(&self) -> MutexGuard<'_, Built> {
        self.0.built.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The pooled HTTP clients of a process, one for each distinct transport; the last used first.
#[derive(Default)]
pub struct Clients(Vec<Http>);

impl Clients {
    /// The client for this transport.
    pub fn get(&mut self, transport: &Transport, environment: Environment) -> Http {
        let same = |http: &Http| http.0.transport == *transport && http.0.environment == environment;
        if let Some(index) = self.0.iter().position(same) {
            self.0[..=index].rotate_right(1);
        } else {
            self.0.truncate(MOST_CLIENTS - 1);
            self.0.insert(0, Http::new(transport.clone(), environment));
        }
        self.0[0].clone()
    }
}

fn build(transport: &Transport, environment: &Environment, authorities: &Authorities) -> Result<Client, Error> {
    tls::install_provider();
    let loopback = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)].map(|ip| SocketAddr::new(ip, 0));
    let mut builder = Client::builder()
        .user_agent(concat!("omniauth-litmus-rs/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(transport.connect_timeout)
        // Redirects are followed by `api`, which knows where a token may go.
        .redirect(redirect::Policy::none())
        // Not even an HTTP/2 refusal is answered by sending again: a code leaves this process once.
        .retry(retry::never())
        .dns_resolver(Resolver::default())
        .resolve_to_addrs("localhost", &loopback)
        .tcp_nodelay(true)
        .tls_certs_only(authorities.certificates()?)
        .tls_danger_accept_invalid_certs(!transport.verify)
        .no_proxy();
    for (scheme, proxy) in proxies(transport, environment) {
        let invalid = || {
            Error::configuration(
                "invalid_proxy",
                format!("The {scheme} proxy is not a URL"),
                "Write it as \"http://user:password@host:port\" in client_options[:proxy] or the environment",
            )
        };
        let exempt = [LOOPBACK, environment.no_proxy.as_deref().unwrap_or_default()].join(",");
        let made = match scheme {
            "https" => reqwest::Proxy::https(proxy),
            _ => reqwest::Proxy::http(proxy),
        };
        builder = builder.proxy(made.map_err(|_| invalid())?.no_proxy(NoProxy::from_string(&exempt)));
    }
    builder.build().map_err(|_| {
        Error::configuration(
            "invalid_transport",
            "The HTTP client could not be built from these settings",
            "Check client_options[:ssl] and the certificates that SSL_CERT_FILE and SSL_CERT_DIR name",
        )
    })
}

fn proxies<'a>(transport: &'a Transport, environment: &'a Environment) -> Vec<(&'static str, &'a str)> {
    let (https, http) = match &transport.proxy {
        Proxy::Off => (None, None),
        Proxy::Url(url) => (Some(url.as_str()), Some(url.as_str())),
        Proxy::Environment => (environment.https_proxy.as_deref(), environment.http_proxy.as_deref()),
    };
    [("https", https), ("http", http)].into_iter().filter_map(|(scheme, url)| Some((scheme, url?))).collect()
}

/// A request ready to be sent.
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// The whole call's deadline: connection, request and answer.
    pub(crate) timeout: Duration,
    /// The largest answer that is read.
    pub(crate) most_bytes: usize,
}

/// Sends a request once and reads the whole answer.
///
/// After a failure on the way the next request has a connection of its own. An HTTP/2 connection on which a request went
/// unanswered, or was answered without end, would stay in the pool, and every later request would share its fate.
pub(crate) async fn send(http: &Http, request: Request) -> Result<Response, Error> {
    let (number, client) = http.client()?;
    let outcome = exchange(http, client, request).await;
    if outcome.as_ref().is_err_and(|error| !error.unsent) {
        http.give_up(number);
    }
    outcome
}

async fn exchange(http: &Http, client: Client, request: Request) -> Result<Response, Error> {
    let host = origin::host(&request.url);
    let origin = request.url.origin();
    let (timeout, most_bytes, has_body) = (request.timeout, request.most_bytes, request.method != Method::HEAD);
    let exchange = async {
        let sent = client
            .request(request.method, request.url)
            .headers(request.headers)
            .body(request.body)
            .send()
            .await
            .map_err(|error| failure(&error, &host))?;
        let response = read(sent, &host, most_bytes, has_body).await?;
        http.0.warmth.used(origin);
        Ok(response)
    };
    match tokio::time::timeout(timeout, exchange).await {
        Ok(outcome) => outcome,
        Err(_) => Err(timed_out(
            "timeout",
            format!("{host} did not answer within {} s", (timeout.as_secs_f64() * 1e3).round() / 1e3),
            "Try again; if it lasts, see whether the provider is slow, or raise client_options[:timeout]",
        )),
    }
}

/// The work of opening a connection to the origin of `url` by an anonymous `HEAD /`, or nothing where one was used
/// lately. Whether it works is of no interest: the request that wants the connection will tell.
#[must_use]
pub fn warm(http: &Http, config: &Config, url: &Url) -> Option<impl Future<Output = ()> + Send + use<>> {
    let root = url.join("/").ok()?;
    let wanted = config.check(&root).is_ok() && http.0.warmth.claim(root.origin());
    let request = Request {
        method: Method::HEAD,
        url: root,
        headers: HeaderMap::new(),
        body: Vec::new(),
        timeout: config.timeout,
        most_bytes: 0,
    };
    let http = http.clone();
    let work = async move {
        if let Ok((_, client)) = http.client() {
            let _ = exchange(&http, client, request).await;
        }
    };
    wanted.then_some(work)
}

async fn read(mut sent: reqwest::Response, host: &str, most_bytes: usize, has_body: bool) -> Result<Response, Error> {
    let too_large = || {
        Error::protocol(
            "response_too_large",
            format!("The answer of {host} is larger than {most_bytes} bytes"),
            "Check that the address is that of the API, not of a download",
        )
    };
    // An answer to HEAD announces the body that it does not have.
    let announced = sent.content_length().filter(|_| has_body);
    if announced.is_some_and(|length| length > most_bytes as u64) {
        return Err(too_large());
    }
    let status = sent.status().as_u16();
    let headers = plain_headers(sent.headers());
    let mut body = Vec::new();
    while let Some(chunk) = sent.chunk().await.map_err(|error| failure(&error, host))? {
        if body.len() + chunk.len() > most_bytes {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Response { status, headers, body })
}

fn plain_headers(map: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    map.keys()
        .map(|name| {
            let values: Vec<String> = map.get_all(name).iter().map(text).collect();
            (name.as_str().to_owned(), values.join(", "))
        })
        .collect()
}
