//! Which proxy a request goes through. A proxy that cannot be used is an error: no request silently goes without it.

mod no_proxy;

use std::sync::Arc;

use url::Url;

use crate::config::origin;
use crate::config::transport::{Proxy, Transport};
use crate::error::{Code, Error};
use crate::http::environment::Environment;
use crate::http::proxy::no_proxy::NoProxy;
use crate::http::route::Route;

/// The kinds of proxy that are spoken to, as curl names them.
const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// Host and port of the proxy for `url`, if there is one. The HTTP client decides in the same way.
///
/// # Errors
/// [`crate::error::Kind::Configuration`] when it cannot be used.
pub fn proxy_for(transport: &Transport, environment: &Environment, url: &Url) -> Result<Option<String>, Error> {
    Ok(Proxies::new(transport, environment).find(url)?.map(origin::host))
}

/// The proxies for each scheme, from the setting or from the environment.
pub(crate) struct Proxies {
    https: Option<Result<Url, Error>>,
    http: Option<Result<Url, Error>>,
    /// Whether they are the setting's: one that cannot be used is refused, whatever is asked for.
    configured: bool,
    exempt: NoProxy,
}

impl Proxies {
    pub(crate) fn new(transport: &Transport, environment: &Environment) -> Self {
        let (https, http) = match &transport.proxy {
            Proxy::Off => (None, None),
            Proxy::Url(url) => {
                let proxy = parse(url, "client_options[:proxy]");
                (Some(proxy.clone()), Some(proxy))
            }
            Proxy::Environment => (
                environment.https_proxy.as_deref().map(|url| parse(url, "The environment's https proxy")),
                environment.http_proxy.as_deref().map(|url| parse(url, "The environment's http proxy")),
            ),
        };
        let configured = matches!(transport.proxy, Proxy::Url(_));
        let exempt = NoProxy::parse(environment.no_proxy.as_deref().unwrap_or_default());
        Self { https, http, configured, exempt }
    }

    pub(crate) fn route<'u>(&'u self, url: &'u Url) -> Result<Route<'u>, Error> {
        Ok(Route::new(url, self.find(url)?))
    }

    /// The proxy for `url`, if there is one. Loopback is never reached through a proxy: whatever goes there is meant for
    /// this machine.
    fn find(&self, url: &Url) -> Result<Option<&Url>, Error> {
        let proxy = if url.scheme() == "https" { &self.https } else { &self.http };
        let Some(proxy) = proxy else { return Ok(None) };
        match proxy {
            Err(error) if self.configured => Err(error.clone()),
            _ if origin::is_loopback(url) || self.exempt.covers(url) => Ok(None),
            proxy => proxy.as_ref().map(Some).map_err(Clone::clone),
        }
    }

    /// For the client, which asks for each connection; [`Proxies::route`] has found no fault by then.
    pub(crate) fn for_client(self: &Arc<Self>) -> reqwest::Proxy {
        let proxies = Arc::clone(self);
        reqwest::Proxy::custom(move |url| proxies.find(url).ok().flatten().cloned())
    }

    /// Whether there can be any.
    pub(crate) fn is_empty(&self) -> bool {
        self.https.is_none() && self.http.is_none()
    }
}

/// `host:port` alone is an HTTP proxy, as curl has it.
fn parse(text: &str, name: &str) -> Result<Url, Error> {
    let refused = |what: String| {
        Error::configuration(
            Code::InvalidProxy,
            format!("{name} {what}"),
            "Write it as \"http://user:password@host:port\" (or https, socks4, socks4a, socks5, socks5h) in \
             client_options[:proxy] or the environment; false or NO_PROXY go past it",
        )
    };
    let text = text.trim();
    let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
    let scheme = scheme.to_ascii_lowercase();
    let malformed = || refused("is not a URL".to_owned());
    if !SCHEMES.contains(&scheme.as_str()) {
        let named = || refused(format!("has the scheme {scheme}://, which is not that of a proxy"));
        return Err(if is_scheme(&scheme) { named() } else { malformed() });
    }
    let mut url = Url::parse(&format!("{scheme}://{rest}")).map_err(|_| malformed())?;
    if scheme.starts_with("socks") && url.port().is_none() {
        // A URL with a host can have one.
        let _ = url.set_port(Some(1080));
    }
    // The client reads it once more, its own way.
    let usable = url.as_str().parse::<hyper::Uri>().is_ok_and(|uri| uri.host().is_some_and(|host| !host.is_empty()));
    if usable { Ok(url) } else { Err(malformed()) }
}

/// RFC 3986 §3.1, and of a length that no password has.
fn is_scheme(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.len() <= 8 && text.chars().all(allowed)
}
