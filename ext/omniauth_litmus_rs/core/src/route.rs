//! Where a request goes, and through which proxy: what the words of an error need.

use std::fmt;

use url::Url;

use crate::error::{Error, Kind};
use crate::origin;

/// Where a request goes, and through which proxy. Shown, it is the host with its port.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    host: String,
    plain: bool,
    /// Scheme, host and port.
    proxy: Option<(String, String)>,
}

impl Route {
    pub(crate) fn new(url: &Url, proxy: Option<&Url>) -> Self {
        let proxy = proxy.map(|proxy| (proxy.scheme().to_owned(), origin::host(proxy)));
        Self { host: origin::host(url), plain: url.scheme() == "http", proxy }
    }

    /// What the connection is made to, in words.
    pub(crate) fn first_hop(&self) -> String {
        match &self.proxy {
            Some((scheme, host)) if scheme.starts_with("socks") => {
                format!("The SOCKS proxy {host} (for {})", self.host)
            }
            Some((_, host)) => format!("The proxy {host} (for {})", self.host),
            None => self.host.clone(),
        }
    }

    /// Whether there is a proxy.
    pub(crate) fn is_proxied(&self) -> bool {
        self.proxy.is_some()
    }

    /// Whether the host is asked in clear, so that any TLS is the proxy's.
    pub(crate) fn is_plain(&self) -> bool {
        self.plain
    }

    /// HTTP 407 (RFC 9110 §15.5.8): the proxy's refusal, also where one stands on the way that nobody has configured.
    pub(crate) fn credentials_wanted(&self) -> Error {
        let proxy = match &self.proxy {
            Some((_, host)) => format!("The proxy {host}"),
            None => "A proxy on the way".to_owned(),
        };
        Error::new(
            Kind::Connection,
            "proxy_authentication_required",
            format!("{proxy} lets nobody through to {self} without the right user and password (407)"),
            "Put them into the proxy's URL, http://user:password@host:port; of the ways to show them, Basic is spoken",
        )
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.host)
    }
}
