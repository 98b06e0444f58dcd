//! Where a request goes and through which proxy, for the messages of errors.

use std::fmt;

use url::Url;

use crate::config::origin;
use crate::error::{Code, Error, Kind};

/// Where a request goes, and through which proxy. Shown, it is the host with its port.
#[derive(Clone, Copy)]
pub(crate) struct Route<'u> {
    url: &'u Url,
    proxy: Option<&'u Url>,
}

impl<'u> Route<'u> {
    pub(crate) fn new(url: &'u Url, proxy: Option<&'u Url>) -> Self {
        Self { url, proxy }
    }

    /// What the connection is made to, in words that begin with `the` where it is a proxy.
    pub(crate) fn first_hop(&self, the: &str) -> String {
        match self.proxy {
            Some(proxy) => {
                let kind = if proxy.scheme().starts_with("socks") { "SOCKS proxy" } else { "proxy" };
                format!("{the} {kind} {} (for {self})", origin::host(proxy))
            }
            None => self.to_string(),
        }
    }

    /// Whether there is a proxy.
    pub(crate) fn is_proxied(&self) -> bool {
        self.proxy.is_some()
    }

    /// Whether the host is asked in clear, so that any TLS is the proxy's.
    pub(crate) fn is_plain(&self) -> bool {
        self.url.scheme() == "http"
    }

    /// HTTP 407 (RFC 9110 §15.5.8): a refusal, and the proxy's.
    pub(crate) fn proxy_unauthorized(&self) -> Error {
        Error::new(
            Kind::Connection,
            Code::ProxyUnauthorized,
            format!("{} lets nobody through without the right user and password (407)", self.first_hop("The")),
            "Put them into the proxy's URL, http://user:password@host:port; of the ways to show them, Basic is spoken",
        )
    }
}

impl fmt::Display for Route<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&origin::host(self.url))
    }
}
