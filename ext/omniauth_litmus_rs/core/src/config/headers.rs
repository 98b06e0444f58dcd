//! Header fields from settings and calls.

use reqwest::header::{CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING};
use serde_json::{Map, Value};

use crate::error::{Code, Error};

/// As many fields as one place may give. Those of the settings and of a call together stay below what a [`HeaderMap`]
/// holds (24,576): beyond that, it panics.
const MAX_FIELDS: usize = 10_000;

/// The setting `headers`; numbers and booleans become text.
pub(super) fn configured(fields: &Map<String, Value>) -> Result<HeaderMap, Error> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let fields: Vec<(String, String)> = fields.iter().map(|(name, value)| (name.clone(), text(value))).collect();
    header_map(&fields)
}

/// Header fields as HTTP allows them. If a name occurs twice, the last value wins. Those that say where a body ends are
/// left out: a wrong one would make the rest of the body the next request of the connection (RFC 9112 §11.2).
///
/// # Errors
/// [`crate::error::Kind::Configuration`] for a name or a value that HTTP does not allow, and for more than 10,000 fields.
pub fn header_map(fields: &[(String, String)]) -> Result<HeaderMap, Error> {
    if fields.len() > MAX_FIELDS {
        let message = format!("The option headers holds more than {MAX_FIELDS} fields");
        return Err(Error::configuration(
            Code::TooManyValues,
            message,
            "Give fewer: most servers read about a hundred",
        ));
    }
    let mut map = HeaderMap::with_capacity(fields.len());
    for (name, value) in fields {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            (Ok(name), Ok(_)) if [CONTENT_LENGTH, TRANSFER_ENCODING].contains(&name) => {}
            (Ok(name), Ok(value)) => {
                map.insert(name, value);
            }
            _ => return Err(invalid_header("The option headers")),
        }
    }
    Ok(map)
}

pub(crate) fn invalid_header(place: &str) -> Error {
    Error::configuration(
        Code::InvalidHeader,
        format!("{place} holds a name or a value that HTTP does not allow"),
        "Header names are tokens, values are visible characters in one line (RFC 9110 §5)",
    )
}
