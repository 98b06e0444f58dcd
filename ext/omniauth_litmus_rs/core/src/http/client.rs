//! The pooled HTTP clients of a process: one for each transport, and in it one for each origin.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, ClientBuilder, redirect, retry};
use rustls::ClientConfig;
use tokio::runtime::Handle;
use tokio::sync::OnceCell;
use url::{Origin, Url};

use crate::config::transport::Transport;
use crate::error::{Code, Error};
use crate::http::body_reader::{MAX_HEADER_BYTES, MAX_HEADERS};
use crate::http::connections::{Connections, Lease};
use crate::http::environment::Environment;
use crate::http::origin_threads::{OriginThreads, run_blocking};
use crate::http::proxy::Proxies;
use crate::http::resolver::Resolver;
use crate::http::route::Route;
use crate::http::tls::{self, Authorities};

/// How many transports a process keeps pools for; the least recently used one goes first.
const MAX_TRANSPORTS: usize = 16;

/// An HTTP/2 connection, idle or not, is pinged at this interval, and closed if no answer comes in time. Together they are
/// shorter than a call's default deadline of 15 s: a dead connection costs no more than one call.
const PING_INTERVAL: Duration = Duration::from_secs(8);
const PING_TIMEOUT: Duration = Duration::from_secs(4);

/// The HTTP clients of a transport. Clones share them.
#[derive(Clone)]
pub struct Http(Arc<Pools>);

/// What the clones share.
struct Pools {
    transport: Transport,
    environment: Environment,
    authorities: Authorities,
    proxies: Arc<Proxies>,
    tls: OnceCell<ClientConfig>,
    connections: Connections,
    threads: Arc<OriginThreads>,
}

impl Http {
    /// Finds out where the certificates are. Reading them can wait.
    fn new(transport: Transport, environment: Environment, threads: Arc<OriginThreads>) -> Self {
        let authorities = Authorities::find(&transport, &environment);
        let proxies = Arc::new(Proxies::new(&transport, &environment));
        let (tls, connections) = (OnceCell::new(), Connections::default());
        Self(Arc::new(Pools { transport, environment, authorities, proxies, tls, connections, threads }))
    }

    /// Reads the certificates, unless they have been read: a few milliseconds of work, and no traffic.
    ///
    /// # Errors
    /// [`crate::error::Kind::Configuration`] if they cannot be used; the next call then tries again.
    pub async fn prepare(&self) -> Result<(), Error> {
        self.tls().await.map(drop)
    }

    /// The TLS configuration. Calls that need it while it is made wait; nobody else does.
    pub(super) async fn tls(&self) -> Result<&ClientConfig, Error> {
        let work = || {
            let pools = Arc::clone(&self.0);
            move || tls::configuration(&pools.authorities, pools.transport.verify)
        };
        self.0.tls.get_or_try_init(|| run_blocking(work)).await
    }

    /// The thread on which the connections to the origin of `url` are driven, once there are any. A call that runs there
    /// reaches them without waking another thread.
    #[must_use]
    pub fn thread(&self, url: &Url) -> Option<Handle> {
        self.0.connections.thread(&url.origin())
    }

    /// The client of this origin.
    pub(super) async fn lease(&self, origin: &Origin) -> Result<Lease, Error> {
        let Pools { transport, proxies, connections, threads, .. } = &*self.0;
        let tls = self.tls().await?;
        connections.lease(origin, || Ok((build(transport, proxies, tls)?, threads.assign())))
    }

    /// A client without connections, for a request that needs a new one.
    pub(super) async fn fresh(&self) -> Result<Client, Error> {
        build(&self.0.transport, &self.0.proxies, self.tls().await?)
    }

    /// Gives this origin a client that speaks HTTP/2 without TLS.
    #[cfg(test)]
    pub(super) async fn use_plain_http2(&self, origin: &Origin) -> Result<(), Box<dyn std::error::Error>> {
        let Pools { transport, proxies, connections, threads, .. } = &*self.0;
        let client = builder(transport, proxies, self.tls().await?).http2_prior_knowledge().build()?;
        connections.lease(origin, || Ok::<_, Error>((client, threads.assign())))?;
        Ok(())
    }

    pub(super) fn connections(&self) -> &Connections {
        &self.0.connections
    }

    pub(super) fn route<'u>(&'u self, url: &'u Url) -> Result<Route<'u>, Error> {
        self.0.proxies.route(url)
    }
}

/// The pooled HTTP clients of a process, the last used first.
#[derive(Default)]
pub struct Clients {
    pools: Vec<Http>,
    threads: Arc<OriginThreads>,
}

impl Clients {
    /// The client for this transport.
    pub fn get(&mut self, transport: &Transport, environment: Environment) -> Http {
        let same = |http: &Http| http.0.transport == *transport && http.0.environment == environment;
        if let Some(index) = self.pools.iter().position(same) {
            self.pools[..=index].rotate_right(1);
        } else {
            self.pools.truncate(MAX_TRANSPORTS - 1);
            self.pools.insert(0, Http::new(transport.clone(), environment, Arc::clone(&self.threads)));
        }
        self.pools[0].clone()
    }
}

fn build(transport: &Transport, proxies: &Arc<Proxies>, tls: &ClientConfig) -> Result<Client, Error> {
    builder(transport, proxies, tls).build().map_err(|_| {
        Error::configuration(
            Code::InvalidTransport,
            "The HTTP client could not be built from these settings",
            "Check client_options[:ssl] and the certificates that SSL_CERT_FILE and SSL_CERT_DIR name",
        )
    })
}

fn builder(transport: &Transport, proxies: &Arc<Proxies>, tls: &ClientConfig) -> ClientBuilder {
    let loopback = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)].map(|ip| SocketAddr::new(ip, 0));
    let builder = Client::builder()
        .user_agent(concat!("omniauth-litmus-rs/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(transport.connect_timeout)
        // `api` follows redirects: it knows where a token may go.
        .redirect(redirect::Policy::none())
        // `exchange::send` knows what may be sent again.
        .retry(retry::never())
        .dns_resolver(Resolver::default())
        .resolve_to_addrs("localhost", &loopback)
        .tcp_nodelay(true)
        // RFC 9112 §5.2: obsolete line folding in an answer's header becomes spaces.
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        // §5.1: blanks before the colon are to be removed, not refused.
        .http1_allow_spaces_after_header_name_in_responses(true)
        .http1_max_headers(MAX_HEADERS)
        .http2_max_header_list_size(MAX_HEADER_BYTES)
        .http2_keep_alive_interval(PING_INTERVAL)
        .http2_keep_alive_timeout(PING_TIMEOUT)
        .http2_keep_alive_while_idle(true)
        .tls_backend_preconfigured(tls.clone())
        .no_proxy();
    if proxies.is_empty() { builder } else { builder.proxy(proxies.for_client()) }
}
