//! Reads an answer to its end, within its bounds.

use reqwest::StatusCode;
use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, HeaderMap, HeaderValue};

use crate::error::{Code, Error};
use crate::http::decoding::{Undecodable, codings, decoded};
use crate::http::failure::failure;
use crate::http::route::Route;
use crate::response::Response;

/// How many header fields of an answer are read over HTTP/1.1, and how large they may be together over HTTP/2.
pub(crate) const MAX_HEADERS: usize = 256;
pub(crate) const MAX_HEADER_BYTES: u32 = 256 * 1024;

/// What is known of an answer before it comes.
#[derive(Clone, Copy)]
pub(crate) struct Expected {
    /// The largest answer that is read, on the wire and decoded.
    pub(crate) max_bytes: usize,
    /// An answer to HEAD announces the body that it does not have.
    pub(crate) has_body: bool,
    /// Whether the request named codings itself (`Accept-Encoding`), and so may know more of them than are known here.
    pub(crate) coding_asked: bool,
}

/// Reads the whole answer. A content coding that nobody asked for is taken off, and the header fields then are what
/// `Net::HTTP` leaves: `Content-Encoding` is gone, and `Content-Length` is that of the body.
pub(crate) async fn read(
    mut sent: reqwest::Response,
    route: &Route<'_>,
    expected: Expected,
) -> Result<Response, Error> {
    let Expected { max_bytes, has_body, .. } = expected;
    let announced = sent.content_length().filter(|_| has_body);
    if announced.is_some_and(|length| length > max_bytes as u64) {
        return Err(too_large(route, max_bytes));
    }
    let status = sent.status();
    let mut fields = std::mem::take(sent.headers_mut());
    let mut body = Vec::new();
    while let Some(chunk) = sent.chunk().await.map_err(|error| failure(&error, route))? {
        if body.len() + chunk.len() > max_bytes {
            return Err(too_large(route, max_bytes));
        }
        body.extend_from_slice(&chunk);
    }
    if !body.is_empty() && fields.contains_key(CONTENT_ENCODING) && !fields.contains_key(CONTENT_RANGE) {
        body = decode(body, &mut fields, route, status, expected).await?;
    }
    let response = Response { status: status.as_u16(), headers: fields, body };
    match status {
        StatusCode::PROXY_AUTHENTICATION_REQUIRED if route.is_proxied() => {
            Err(route.proxy_unauthorized().with_response(response))
        }
        _ => Ok(response),
    }
}

async fn decode(
    body: Vec<u8>,
    fields: &mut HeaderMap,
    route: &Route<'_>,
    status: StatusCode,
    expected: Expected,
) -> Result<Vec<u8>, Error> {
    let names: Vec<&str> = fields.get_all(CONTENT_ENCODING).iter().filter_map(|value| value.to_str().ok()).collect();
    let names = names.join(",");
    let codings = match codings(&names) {
        // Whoever asked for a coding can take it off.
        Err(Undecodable::Unknown) if expected.coding_asked => return Ok(body),
        codings => codings,
    };
    let outcome = match codings {
        Ok(codings) => decoded(body, &codings, expected.max_bytes).await,
        Err(reason) => Err(reason),
    };
    let body = outcome.map_err(|reason| undecodable(&reason, route, status, expected.max_bytes))?;
    fields.remove(CONTENT_ENCODING);
    if fields.contains_key(CONTENT_LENGTH) {
        fields.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    }
    Ok(body)
}

fn too_large(route: &Route<'_>, max_bytes: usize) -> Error {
    Error::protocol(
        Code::ResponseTooLarge,
        format!("The answer of {route} is larger than {max_bytes} bytes"),
        "Check that the address is that of the API, not of a download",
    )
}

fn undecodable(reason: &Undecodable, route: &Route<'_>, status: StatusCode, max_bytes: usize) -> Error {
    let status = status.as_u16();
    match reason {
        Undecodable::TooLarge => too_large(route, max_bytes),
        Undecodable::Malformed => Error::protocol(
            Code::ResponseMalformed,
            format!("The answer of {route} (status {status}) is not what its Content-Encoding says, or is cut short"),
            "See what compresses the answers between the server and this machine",
        ),
        Undecodable::Unknown | Undecodable::TooMany => Error::protocol(
            Code::ResponseEncodingUnsupported,
            format!("The answer of {route} (status {status}) has a Content-Encoding that was not asked for"),
            "gzip and deflate are understood; have the server, or what stands before it, compress as Accept-Encoding says",
        ),
    }
}
