//! From an error of the HTTP libraries to one of ours, which names the host and nothing secret.

use std::error::Error as StdError;
use std::io;

use crate::error::{Code, Error, Kind};
use crate::http::route::Route;
use crate::http::tls::failure::tls_failure;
use crate::resource_limits::exhausted;

/// What hyper-util says of a CONNECT that is answered with 407, and of one for which the proxy is not reached.
const PROXY_AUTHENTICATION: &str = "proxy authorization required";
const PROXY_CONNECTION: &str = "failed to create underlying connection";
/// What reqwest says where a name is looked up on behalf of a SOCKS proxy.
const SOCKS_LOOKUP: &str = "error resolving for socks proxy";

/// The error of an address that the HTTP libraries do not take, although it is a URL.
fn unsendable() -> Error {
    Error::configuration(
        Code::InvalidUrl,
        "The address of the call is too long, or its host has a character that HTTP does not allow",
        "An address has at most 65,534 characters: send what is long in the body",
    )
}

pub(crate) fn timed_out(code: Code, message: String, hint: &'static str) -> Error {
    Error::new(Kind::Timeout, code, message, hint).retryable()
}

fn unreachable_host(code: Code, message: String, hint: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(Kind::Connection, code, message, hint).retryable()
}

/// Names what went wrong on the way, and whether the request had left; never with a URL.
pub(crate) fn failure(error: &reqwest::Error, route: &Route<'_>) -> Error {
    let unsent = error.is_connect();
    let failure = Error { unsent, ..named(error, route) };
    match cause::<io::Error>(error) {
        Some(io) if failure.source().is_none() => {
            failure.caused_by(io.raw_os_error().map_or_else(|| io.kind().into(), io::Error::from_raw_os_error))
        }
        _ => failure,
    }
}

/// Names what went wrong on the way, from the chain of causes.
fn named(error: &reqwest::Error, route: &Route<'_>) -> Error {
    if error.is_builder() {
        return unsendable();
    }
    let exhaustion = cause::<io::Error>(error).and_then(exhausted);
    // The resolver speaks for itself.
    if let Some(exhausted) = exhaustion.or_else(|| cause::<Error>(error).cloned()) {
        return exhausted;
    }
    if error.is_timeout() && error.is_connect() {
        return timed_out(
            Code::ConnectTimeout,
            format!("{} did not accept a connection in time", route.first_hop("The")),
            "Check the host name, the firewall and the proxy, or raise client_options[:open_timeout]",
        );
    }
    if let Some(tls) = cause::<rustls::Error>(error) {
        let who = if fails_at_proxy(error, route) { route.first_hop("the") } else { route.to_string() };
        return tls_failure(tls, &who);
    }
    if says(error, PROXY_AUTHENTICATION) {
        return route.proxy_unauthorized();
    }
    if error.is_dns() || says(error, SOCKS_LOOKUP) {
        return unresolved(error, route);
    }
    if cause::<io::Error>(error).is_some_and(|io| io.kind() == io::ErrorKind::ConnectionRefused) {
        return unreachable_host(
            Code::ConnectionRefused,
            format!("{} refused the connection", route.first_hop("The")),
            "Check that the port is right and that the server, or the proxy on the way, runs",
        );
    }
    if cause::<hyper::Error>(error).is_some_and(hyper::Error::is_parse) {
        return Error::protocol(
            Code::ResponseMalformed,
            format!("The answer of {route} is not valid HTTP"),
            "Check that the address is that of an HTTPS server, and see what stands between",
        );
    }
    if error.is_connect() {
        return unconnected(route);
    }
    unreachable_host(
        Code::ConnectionLost,
        format!("The connection to {route} was lost before the answer was complete"),
        "The request may have arrived: see whether it did before you repeat it, and begin a login anew rather than its callback",
    )
}

/// The host's name where it is looked up here, and the proxy's where that is asked.
fn unresolved(error: &reqwest::Error, route: &Route<'_>) -> Error {
    let of_proxy = route.is_proxied() && !says(error, SOCKS_LOOKUP);
    let who = if of_proxy { route.first_hop("the") } else { route.to_string() };
    let hint = if says(error, SOCKS_LOOKUP) {
        "A SOCKS proxy of the kind socks5:// or socks4:// has this machine look it up: socks5h:// has the proxy do it"
    } else {
        "Check its spelling and this machine's DNS"
    };
    unreachable_host(Code::DnsFailed, format!("The host name of {who} could not be resolved"), hint)
}

fn unconnected(route: &Route<'_>) -> Error {
    if route.is_proxied() {
        return unreachable_host(
            Code::ConnectionFailed,
            format!("{} opened no connection", route.first_hop("The")),
            "Allow the host there, check user and password in the proxy's URL, or name the host in NO_PROXY",
        );
    }
    unreachable_host(
        Code::ConnectionFailed,
        format!("No connection to {route} could be made"),
        "Check the host, the firewall, and the proxy if one is configured",
    )
}

/// Whether the connection to the proxy has failed, and not the one through it.
fn fails_at_proxy(error: &reqwest::Error, route: &Route<'_>) -> bool {
    route.is_proxied() && (route.is_plain() || says(error, PROXY_CONNECTION))
}

/// Whether one of the causes says this: hyper-util and reqwest keep their types for it to themselves.
fn says(error: &reqwest::Error, words: &str) -> bool {
    let mut next = error.source();
    while let Some(current) = next {
        if current.to_string().contains(words) {
            return true;
        }
        next = current.source();
    }
    false
}

/// The first cause of type `T`, looking into I/O errors, which wrap TLS errors without being their `source`.
pub(crate) fn cause<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(current) = next {
        if let Some(found) = current.downcast_ref::<T>() {
            return Some(found);
        }
        if let Some(inner) = current.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            if let Some(found) = cause::<T>(inner) {
                return Some(found);
            }
        }
        next = current.source();
    }
    None
}
