//! An HTTP response, read to its end.

use std::borrow::Cow;
use std::fmt;

use reqwest::header::HeaderMap;
use zeroize::Zeroize;

/// The header fields in which servers and balancers name a request; the first that is there counts.
const REQUEST_IDS: [&str; 5] = ["x-request-id", "x-correlation-id", "request-id", "x-amzn-requestid", "cf-ray"];

/// Status, headers and body of a response.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status code.
    pub status: u16,
    /// The header fields in the order in which they came.
    pub headers: HeaderMap,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl Response {
    /// The value of a header; `name` in lower case. What was repeated is joined with `, `.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        // There are few: to look at each takes less than to hash the name.
        let values = self.headers.iter().filter(|(known, _)| known.as_str() == name);
        values.map(|(_, value)| String::from_utf8_lossy(value.as_bytes())).reduce(|joined, value| joined + ", " + value)
    }

    /// The header fields as lines of `name: value`, each name once.
    #[must_use]
    pub fn head(&self) -> String {
        let lengths = self.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 3);
        let mut head = String::with_capacity(lengths.sum());
        let mut before = None;
        for (name, value) in &self.headers {
            if before == Some(name) {
                head.pop();
                head.push_str(", ");
            } else {
                head.extend([name.as_str(), ": "]);
            }
            head.extend([&*String::from_utf8_lossy(value.as_bytes()), "\n"]);
            before = Some(name);
        }
        head
    }

    /// For tests; fields that HTTP does not allow are left out.
    #[cfg(test)]
    pub(crate) fn with<T: AsRef<str>>(status: u16, fields: &[(&str, T)], body: &str) -> Self {
        let field = |(name, value): &(&str, T)| {
            let name = reqwest::header::HeaderName::from_bytes(name.as_bytes()).ok()?;
            Some((name, reqwest::header::HeaderValue::from_bytes(value.as_ref().as_bytes()).ok()?))
        };
        Self { status, headers: fields.iter().filter_map(field).collect(), body: body.into() }
    }

    /// What the server, or a balancer before it, calls the request.
    #[must_use]
    pub fn request_id(&self) -> Option<Cow<'_, str>> {
        REQUEST_IDS.iter().find_map(|name| self.header(name))
    }

    /// Whether the media type is HTML.
    #[must_use]
    pub fn is_html(&self) -> bool {
        matches!(self.media_type().as_str(), "text/html" | "application/xhtml+xml")
    }

    /// Whether the media type is JSON: `application/json` or any `+json` (RFC 6839 §3.1), whatever its parameters; or
    /// `text/javascript`, which the Ruby stack reads as JSON, too.
    #[must_use]
    pub fn is_json(&self) -> bool {
        let media_type = self.media_type();
        matches!(media_type.as_str(), "application/json" | "text/javascript") || media_type.ends_with("+json")
    }

    /// Whether the media type is that of a form.
    #[must_use]
    pub fn is_form(&self) -> bool {
        self.media_type() == "application/x-www-form-urlencoded"
    }

    fn media_type(&self) -> String {
        let field = self.header("content-type").unwrap_or_default();
        field.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }
}

impl Drop for Response {
    fn drop(&mut self) {
        self.body.zeroize();
    }
}

impl fmt::Debug for Response {
    /// A body may echo a token and a header may set a cookie, so neither is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &self.headers.len())
            .field("body", &format_args!("[{} bytes]", self.body.len()))
            .finish()
    }
}
