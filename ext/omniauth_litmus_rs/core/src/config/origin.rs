//! Where requests may go: over which scheme, and with a token or without.

use url::{Host, Origin, Url};

use crate::error::{Code, Error};

/// The origins to which a token may go, and the hosts that may be called over plain http.
#[derive(Clone)]
pub struct Origins {
    allowed: Vec<Origin>,
    insecure_hosts: Vec<String>,
}

impl Origins {
    /// `named` are origins as text, `addresses` those whose origins are allowed too.
    ///
    /// # Errors
    /// [`crate::error::Kind::Configuration`] when a named origin is none.
    pub fn new<'a>(
        named: impl IntoIterator<Item = String>,
        addresses: impl IntoIterator<Item = &'a Url>,
        insecure_hosts: Vec<String>,
    ) -> Result<Self, Error> {
        let mut allowed: Vec<Origin> = addresses.into_iter().map(Url::origin).collect();
        for text in named {
            let url = address(&text)?;
            if url.path() != "/" {
                return Err(invalid_origin());
            }
            allowed.push(url.origin());
        }
        Ok(Self { allowed, insecure_hosts })
    }

    /// Allows https everywhere, http only to loopback or to a host that the application named.
    ///
    /// # Errors
    /// [`crate::error::Kind::Configuration`], naming the host.
    pub fn check_scheme(&self, url: &Url) -> Result<(), Error> {
        if url.scheme() == "https" || self.may_be_plain(url) {
            return Ok(());
        }
        Err(Error::configuration(
            Code::InsecureHttp,
            format!("Refusing to talk to {} over {}", host(url), url.scheme()),
            "Use https; for a test host of your own, add it to client_options[:insecure_http_hosts]",
        ))
    }

    /// Whether plain http is acceptable for this address.
    #[must_use]
    pub fn may_be_plain(&self, url: &Url) -> bool {
        url.scheme() == "http"
            && (is_loopback(url) || url.host_str().is_some_and(|host| self.insecure_hosts.iter().any(|h| h == host)))
    }

    /// Allows a token to go to exactly the origins of the configuration.
    ///
    /// # Errors
    /// [`crate::error::Kind::Configuration`], naming the host.
    pub fn check_token(&self, url: &Url) -> Result<(), Error> {
        if self.allows_token(url) {
            return Ok(());
        }
        Err(Error::configuration(
            Code::OriginNotAllowed,
            format!("Refusing to send an access token to {}", host(url)),
            "Tokens go to the provider's own hosts; add the origin to client_options[:api_origins] if you trust it",
        ))
    }

    /// Whether a token may go to this address.
    #[must_use]
    pub fn allows_token(&self, url: &Url) -> bool {
        self.allowed.contains(&url.origin())
    }
}

/// An address with an origin: what stands behind the host, as the path of a mounted sandbox, is of no interest here.
///
/// # Errors
/// [`crate::error::Kind::Configuration`] when there is no host in it.
pub fn address(text: &str) -> Result<Url, Error> {
    Url::parse(text).ok().filter(Url::has_host).ok_or_else(invalid_origin)
}

fn invalid_origin() -> Error {
    Error::configuration(
        Code::InvalidOrigin,
        "client_options[:api_origins], or the API host of the environment, is not an origin",
        "Write each as \"https://host\" or \"https://host:port\", without a path",
    )
}

/// Whether the HTTP libraries take this address: they know fewer characters in a host, and an end.
#[must_use]
pub fn is_sendable(url: &Url) -> bool {
    url.as_str().parse::<hyper::Uri>().is_ok()
}

/// Host and port for a message; never the path or the query, where secrets could stand.
#[must_use]
pub fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or("an address without a host");
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// `localhost` itself, 127.0.0.0/8 and `::1`; other names may resolve to anything.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap_or_else(|_| unreachable!("a test's own URL"))
    }

    #[test]
    fn a_token_goes_to_exact_origins_only() -> Result<(), Error> {
        let origins =
            Origins::new(["https://api.provider.example".to_owned()], [&url("https://provider.example/x")], vec![])?;
        for allowed in [
            "https://api.provider.example/v2",
            "https://provider.example",
            "https://provider.example:443/",
            "HTTPS://PROVIDER.EXAMPLE",
        ] {
            assert!(origins.allows_token(&url(allowed)), "{allowed}");
        }
        for refused in [
            "http://api.provider.example/",
            "https://api.provider.example:8443/",
            "https://provider.example.evil.example/",
            "https://evil.example/?https://provider.example",
            "https://evil.example#@provider.example",
            "https://provider.example@evil.example/",
            "https://xprovider.example/",
            "https://www.provider.example/",
            "https://127.0.0.1/",
        ] {
            assert!(!origins.allows_token(&url(refused)), "{refused}");
        }
        Ok(())
    }

    #[test]
    fn only_loopback_itself_is_loopback() {
        for yes in ["http://localhost", "http://127.0.0.1:1", "http://127.9.9.9", "http://[::1]:80", "http://LOCALHOST"]
        {
            assert!(is_loopback(&url(yes)), "{yes}");
        }
        for no in ["http://localhost.example", "http://128.0.0.1", "http://[::2]", "http://my.localhost"] {
            assert!(!is_loopback(&url(no)), "{no}");
        }
    }
}
