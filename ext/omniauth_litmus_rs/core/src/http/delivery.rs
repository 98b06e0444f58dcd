//! What is known of a request that got no answer, from the errors of the HTTP libraries.
//!
//! RFC 9113 §8.7: a server that closes a connection says with GOAWAY which stream was the last that it may have looked
//! at; those above it were not processed, nor was what it refuses with `REFUSED_STREAM`. Such a request may be sent
//! again whatever its method, and so may one of which nothing has left this machine. Of any other nobody knows.

use reqwest::Error;

use crate::http::failure::cause;

/// What is known of a request that got no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The server says that it has not processed it.
    Refused,
    /// It has not left this machine: the connection was gone before.
    Unsent,
    /// Its connection ended.
    Dropped,
    /// Nothing, or nothing that makes another attempt promising.
    Unknown,
}

/// `sent` says whether the whole request may have been sent.
pub(crate) fn fate(error: &Error, sent: bool) -> Fate {
    if error.is_connect() {
        return if is_let_go(error) { Fate::Unsent } else { Fate::Unknown };
    }
    if let Some(h2) = cause::<h2::Error>(error) {
        let refused = match h2.reason() {
            // h2 says so of a stream above the last one alone; a connection that has failed states another reason.
            Some(h2::Reason::NO_ERROR) => h2.is_go_away(),
            Some(h2::Reason::REFUSED_STREAM) => h2.is_reset(),
            _ => false,
        };
        return match () {
            () if refused && h2.is_remote() => Fate::Refused,
            () if !sent && (h2.is_io() || h2.is_go_away()) => Fate::Unsent,
            () if h2.is_io() => Fate::Dropped,
            () => Fate::Unknown,
        };
    }
    let hyper = cause::<hyper::Error>(error);
    match () {
        // hyper hands back what it has not begun to send.
        () if hyper.is_some_and(hyper::Error::is_canceled) || !sent => Fate::Unsent,
        () if hyper.is_some_and(hyper::Error::is_parse) => Fate::Unknown,
        () => Fate::Dropped,
    }
}

/// Whether the pool has given up waiting for a connection that others had used up before; see hyper-util's `pool::Error`,
/// which it keeps to itself.
fn is_let_go(error: &Error) -> bool {
    let mut root: &dyn std::error::Error = error;
    while let Some(source) = root.source() {
        root = source;
    }
    matches!(root.to_string().as_str(), "checked out connection was closed" | "request was canceled")
}
