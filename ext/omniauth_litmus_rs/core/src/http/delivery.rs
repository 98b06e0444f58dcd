//! Whether a request without an answer may have been processed, by the errors of the HTTP libraries.
//!
//! RFC 9113 §8.7: a server that closes a connection says in its GOAWAY which stream was the last that it may have
//! processed. Those above it were not processed, and neither was a stream that it resets with `REFUSED_STREAM`. Such a
//! request may be sent again whatever its method, and so may one of which nothing has left this machine.

use hyper_util::client::legacy::pool;
use reqwest::Error;

use crate::http::failure::cause;

/// What is known of a request that got no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// The server says that it has not processed it.
    NotProcessed,
    /// It has not left this machine: the connection was gone before.
    NotSent,
    /// Its connection ended. It may have been processed.
    ConnectionEnded,
    /// Nothing is known, or nothing that makes another attempt promising.
    Unknown,
}

/// `sent` says whether the whole request may have been sent.
pub(crate) fn delivery(error: &Error, sent: bool) -> Delivery {
    if error.is_builder() {
        return Delivery::Unknown;
    }
    if error.is_connect() {
        return if pool_gave_up(error) { Delivery::NotSent } else { Delivery::Unknown };
    }
    if let Some(h2) = cause::<h2::Error>(error) {
        let refused = match h2.reason() {
            // h2 reports NO_ERROR only for a stream above the last processed one; a failed connection has another reason.
            Some(h2::Reason::NO_ERROR) => h2.is_go_away(),
            Some(h2::Reason::REFUSED_STREAM) => h2.is_reset(),
            _ => false,
        };
        return match () {
            () if refused && h2.is_remote() => Delivery::NotProcessed,
            () if !sent && (h2.is_io() || h2.is_go_away()) => Delivery::NotSent,
            () if h2.is_io() => Delivery::ConnectionEnded,
            () => Delivery::Unknown,
        };
    }
    let hyper = cause::<hyper::Error>(error);
    match () {
        // hyper hands back a request that it has not begun to send.
        () if hyper.is_some_and(hyper::Error::is_canceled) || !sent => Delivery::NotSent,
        () if hyper.is_some_and(hyper::Error::is_parse) => Delivery::Unknown,
        () => Delivery::ConnectionEnded,
    }
}

/// Whether the pool gave up on a connection that other requests had used up before this one got it. hyper-util reports
/// that as a failure to connect.
fn pool_gave_up(error: &Error) -> bool {
    let pool_error = cause::<pool::Error>(error);
    matches!(pool_error, Some(pool::Error::CheckedOutClosedValue | pool::Error::CheckoutNoLongerWanted))
}
