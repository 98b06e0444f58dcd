//! Which hosts `NO_PROXY` exempts: as Ruby's `URI::Generic#find_proxy` reads it, and curl's `*`.

use std::net::IpAddr;

use ipnet::IpNet;
use url::Url;

/// A list of hosts that are reached without a proxy, parted by commas or blanks.
///
/// ```text
/// example.com        that host and all below it
/// .example.com       all below it, and not itself
/// example.com:8080   on that port alone
/// 10.0.0.0/8, ::1    addresses, where a URL has one; names are not looked up
/// *                  every host
/// ```
#[derive(Clone)]
pub(crate) struct NoProxy(Vec<Entry>);

#[derive(Clone)]
struct Entry {
    hosts: Hosts,
    port: Option<u16>,
}

#[derive(Clone)]
enum Hosts {
    All,
    Network(IpNet),
    /// By name.
    Named(String),
}

impl NoProxy {
    pub(crate) fn parse(list: &str) -> Self {
        let entries = list.split(|c: char| c == ',' || c.is_whitespace()).filter(|entry| !entry.is_empty());
        Self(entries.map(Entry::parse).collect())
    }

    /// Whether the host of `url` is reached without a proxy.
    pub(crate) fn covers(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.');
        let address = host.parse::<IpAddr>().ok();
        let port = url.port_or_known_default();
        self.0.iter().any(|entry| entry.port.is_none_or(|only| port == Some(only)) && entry.hosts.cover(host, address))
    }
}

impl Entry {
    fn parse(text: &str) -> Self {
        // An IPv6 address has colons of its own.
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if network(text).is_none() => match port.parse() {
                Ok(port) => (host, Some(port)),
                Err(_) => (text, None),
            },
            _ => (text, None),
        };
        Self { hosts: Hosts::parse(host), port }
    }
}

impl Hosts {
    fn parse(text: &str) -> Self {
        if text == "*" {
            return Self::All;
        }
        let name = || Self::Named(text.trim_end_matches('.').to_ascii_lowercase());
        network(text).map_or_else(name, Self::Network)
    }

    fn cover(&self, host: &str, address: Option<IpAddr>) -> bool {
        match self {
            Self::All => true,
            Self::Network(network) => address.is_some_and(|address| network.contains(&address)),
            Self::Named(domain) if domain.starts_with('.') => host.ends_with(domain),
            Self::Named(domain) => format!(".{host}").ends_with(&format!(".{domain}")),
        }
    }
}

/// An address or a network, with brackets or without.
fn network(text: &str) -> Option<IpNet> {
    let text = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let masked = || {
        let (address, mask) = text.split_once('/')?;
        IpNet::with_netmask(address.parse().ok()?, mask.parse().ok()?).ok()
    };
    text.parse().ok().or_else(|| text.parse().ok().map(|address: IpAddr| address.into())).or_else(masked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_lists_as_ruby_does() -> Result<(), url::ParseError> {
        for (list, address, covered) in [
            ("a.example oauth.example", "http://oauth.example", true),
            ("a.example,\toauth.example", "http://oauth.example", true),
            ("OAUTH.example", "https://api.oauth.example", true),
            ("oauth.example.", "https://oauth.example", true),
            ("oauth.example", "https://notoauth.example", false),
            (".oauth.example", "https://api.oauth.example", true),
            (".oauth.example", "https://oauth.example", false),
            (".oauth.example:8080", "https://api.oauth.example:8080", true),
            ("oauth.example:443", "https://oauth.example", true),
            ("oauth.example:80", "https://oauth.example", false),
            ("10.0.0.0/8", "http://10.1.2.3", true),
            ("10.0.0.0/8", "http://11.1.2.3", false),
            ("10.0.0.0/8:8080", "http://10.1.2.3:8080", true),
            ("10.1.2.3:81", "http://10.1.2.3", false),
            ("10.0.0.0/8", "http://ten.example", false),
            ("10.0.0.0/255.0.0.0", "http://10.1.2.3", true),
            ("10.0.0.0/255.0.0.0:81", "http://10.1.2.3", false),
            ("10.0.0.0/255.0.0.0", "http://11.1.2.3", false),
            ("10.0.0.0/255.0.0.255", "http://10.1.2.3", false),
            ("fd00::/8", "http://[fd00::1]", true),
            ("[fd00::1]:81", "http://[fd00::1]:81", true),
            ("[fd00::1]:81", "http://[fd00::1]", false),
            ("fd00::1", "http://[fd00::1]:5", true),
            ("*", "http://oauth.example", true),
            ("", "http://oauth.example", false),
            (". : , ,:80", "http://oauth.example", false),
        ] {
            assert_eq!(NoProxy::parse(list).covers(&Url::parse(address)?), covered, "{list:?} {address}");
        }
        Ok(())
    }
}
