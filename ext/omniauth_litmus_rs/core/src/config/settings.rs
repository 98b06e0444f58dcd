//! The settings as the application wrote them, before they mean anything.

use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::config::provider::{AuthScheme, TokenFormat};
use crate::error::{Code, Error};

/// The longest deadline that makes sense, in seconds; a larger number is a mistake in units.
const MAX_DEADLINE: f64 = 86_400.0;
/// The largest answer that an application may ask for: anything larger is a download, and does not belong in memory.
const MAX_RESPONSE_SIZE: u64 = 1024 * 1024 * 1024;

/// `client_options`; whatever is missing comes from the provider.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Settings {
    /// The name of a provider, or its facts.
    pub(super) provider: Option<Value>,
    pub(super) site: Option<String>,
    pub(super) authorize_url: Option<String>,
    pub(super) token_url: Option<String>,
    pub(super) revoke_url: Option<String>,
    token_method: Option<String>,
    pub(super) token_format: Option<TokenFormat>,
    pub(super) auth_scheme: Option<AuthScheme>,
    pub(super) headers: Map<String, Value>,
    pub(super) timeout: Option<f64>,
    pub(super) open_timeout: Option<f64>,
    pub(super) max_redirects: Option<u8>,
    pub(super) max_response_size: Option<u64>,
    pub(super) proxy: Option<Value>,
    pub(super) ssl: Ssl,
    pub(super) api_origins: Vec<String>,
    pub(super) insecure_http_hosts: Vec<String>,
    /// The API that knows who signed in.
    pub(super) api_host: Option<String>,
    /// Whether its connection is opened while a code is exchanged.
    pub(super) preconnect: bool,
}

#[derive(Deserialize)]
#[serde(default)]
pub(super) struct Ssl {
    pub(super) verify: bool,
    pub(super) ca_file: Option<PathBuf>,
    pub(super) ca_path: Option<PathBuf>,
}

impl Default for Ssl {
    fn default() -> Self {
        Self { verify: true, ca_file: None, ca_path: None }
    }
}

impl Settings {
    /// Reads them; each has to have its type.
    pub(super) fn read(settings: &Value) -> Result<Self, Error> {
        let settings: Self = serde_path_to_error::deserialize(settings).map_err(|e| wrong_type(&e))?;
        if settings.token_method.as_deref().is_some_and(|method| !method.eq_ignore_ascii_case("post")) {
            return Err(Error::configuration(
                Code::UnsupportedTokenMethod,
                "client_options[:token_method] must be :post",
                "Remove token_method: a code in a URL ends up in logs (RFC 6749 §3.2 requires POST)",
            ));
        }
        Ok(settings)
    }
}

/// A deadline in seconds; `name` is what the application calls it.
pub(super) fn deadline(name: &str, seconds: f64) -> Result<Duration, Error> {
    if seconds > 0.0 && seconds <= MAX_DEADLINE {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err(Error::configuration(
            Code::InvalidTimeout,
            format!("{name} must be more than 0 and at most {MAX_DEADLINE} seconds"),
            "Give a number of seconds, such as 5 or 0.5",
        ))
    }
}

/// The largest answer that is read, in bytes.
pub(super) fn response_size(bytes: u64) -> Result<usize, Error> {
    let size = usize::try_from(bytes).ok().filter(|_| (1..=MAX_RESPONSE_SIZE).contains(&bytes));
    size.ok_or_else(|| {
        Error::configuration(
            Code::InvalidResponseSize,
            format!("max_response_size must be a number of bytes from 1 to {MAX_RESPONSE_SIZE}"),
            "Give the size of the largest answer that you expect, such as 32 * 1024 * 1024",
        )
    })
}

/// Names the setting, never its value: a proxy URL may hold a password.
fn wrong_type(error: &serde_path_to_error::Error<serde_json::Error>) -> Error {
    let path = error.path().to_string();
    let expected = match path.split('.').next().unwrap_or_default() {
        "timeout" | "open_timeout" => "a number of seconds",
        "max_redirects" => "a whole number from 0 to 5",
        "max_response_size" => "a number of bytes",
        "auth_scheme" => ":request_body or :basic_auth",
        "token_format" => ":json or :form",
        "headers" => "a Hash of Strings",
        "ssl" => "a Hash with verify (true or false), ca_file and ca_path (Strings)",
        "api_origins" | "insecure_http_hosts" => "an Array of Strings",
        _ => "a String",
    };
    Error::configuration(
        Code::InvalidSetting,
        format!("client_options[:{path}] is not {expected}"),
        format!("Give {expected}, or leave {path} out for its default"),
    )
}
