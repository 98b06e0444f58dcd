//! What went wrong on the way: errors that name the host and nothing secret.

use std::error::Error as StdError;
use std::io;

use crate::error::{Error, Kind};
use crate::exhaustion::exhausted;

pub(crate) fn timed_out(code: &'static str, message: String, hint: &'static str) -> Error {
    Error::new(Kind::Timeout, code, message, hint).retryable()
}

fn unreachable_host(code: &'static str, message: String, hint: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(Kind::Connection, code, message, hint).retryable()
}

/// Names what went wrong on the way, and whether the request had left; never with a URL.
pub(crate) fn failure(error: &reqwest::Error, host: &str) -> Error {
    let unsent = error.is_connect();
    Error { unsent, ..named(error, host) }
}

/// Names what went wrong on the way, from the chain of causes.
fn named(error: &reqwest::Error, host: &str) -> Error {
    let tls: Option<&rustls::Error> = cause(error);
    let io: Option<&io::Error> = cause(error);
    let hyper: Option<&hyper::Error> = cause(error);
    // The resolver speaks for itself.
    if let Some(exhausted) = io.and_then(exhausted).or_else(|| cause::<Error>(error).cloned()) {
        return exhausted;
    }
    if error.is_timeout() && error.is_connect() {
        return timed_out(
            "connect_timeout",
            format!("{host} did not accept a connection in time"),
            "Check the host name, the firewall and the proxy, or raise client_options[:open_timeout]",
        );
    }
    if let Some(tls) = tls {
        return tls_failure(tls, host);
    }
    if error.is_dns() {
        return unreachable_host(
            "dns_failed",
            format!("The host name of {host} could not be resolved"),
            "Check its spelling and this machine's DNS",
        );
    }
    if io.is_some_and(|io| io.kind() == io::ErrorKind::ConnectionRefused) {
        return unreachable_host(
            "connection_refused",
            format!("{host} refused the connection"),
            "Check that the port is right and that the server, or the proxy on the way, runs",
        );
    }
    if hyper.is_some_and(hyper::Error::is_parse) {
        return Error::protocol(
            "response_malformed",
            format!("The answer of {host} is not valid HTTP"),
            "Check that the address is that of an HTTPS server, and see what stands between",
        );
    }
    if error.is_connect() {
        return unreachable_host(
            "connection_failed",
            format!("No connection to {host} could be made"),
            "Check the host, the firewall, and the proxy if one is configured",
        );
    }
    unreachable_host(
        "connection_lost",
        format!("The connection to {host} was lost before the answer was complete"),
        "The request may have arrived: start a login again rather than repeating the callback",
    )
}

fn tls_failure(error: &rustls::Error, host: &str) -> Error {
    use rustls::CertificateError as Certificate;
    let (code, what, hint) = match error {
        rustls::Error::InvalidCertificate(reason) => match reason {
            Certificate::Expired | Certificate::ExpiredContext { .. } => {
                ("certificate_expired", "has expired", "Renew it on the server, and check this machine's clock")
            }
            Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => {
                ("certificate_not_valid_yet", "is not valid yet", "Check this machine's clock")
            }
            Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => {
                ("certificate_wrong_host", "is for another host name", "Check the host name in client_options[:site]")
            }
            Certificate::UnknownIssuer => (
                "certificate_untrusted",
                "is from an authority that is not trusted here",
                "Install ca-certificates, or name the authority in SSL_CERT_FILE or client_options[:ssl][:ca_file]",
            ),
            _ => ("certificate_invalid", "is not valid", "Inspect the server's certificate"),
        },
        _ => {
            return unreachable_host(
                "tls_failed",
                format!("TLS could not be agreed with {host}"),
                "The server has to speak TLS 1.2 or 1.3 on this port",
            );
        }
    };
    let mut error = unreachable_host(code, format!("The certificate of {host} {what}"), hint);
    // Waiting does not mend a certificate.
    error.retryable = false;
    error
}

/// The first cause of type `T`, looking into I/O errors, which wrap TLS errors without being their `source`.
fn cause<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
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
