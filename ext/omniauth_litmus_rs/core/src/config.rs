//! What the application configured, checked once and in one place.
//!
//! [`Settings`] are the values as they came; [`Config`] is what they mean. Every error names the setting.

pub mod cache;
pub mod origin;
pub mod provider;

use std::borrow::Cow;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::config::origin::Origins;
use crate::config::provider::Provider;
use crate::error::Error;

/// The longest deadline that makes sense; a larger one is a mistake in units.
const LONGEST_DEADLINE: f64 = 86_400.0;
/// An API's answer may be large, but not endless.
const USUAL_RESPONSE_SIZE: u64 = 16 * 1024 * 1024;
/// What is larger is a download, and not for a process's memory.
const LARGEST_RESPONSE_SIZE: u64 = 1024 * 1024 * 1024;
/// RFC 9110 sets no number; five is what the Ruby stack follows.
const MOST_REDIRECTS: u8 = 5;

/// How the parameters of a token request are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenFormat {
    /// A JSON object.
    Json,
    /// A form, as RFC 6749 §4.1.3 has it.
    Form,
}

/// How the client authenticates at the token endpoint (RFC 6749 §2.3.1); never both ways at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthScheme {
    /// `client_id` and `client_secret` among the parameters.
    RequestBody,
    /// HTTP Basic with form-encoded credentials.
    BasicAuth,
}

/// The settings as the application wrote them; whatever is missing is the provider's.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Settings {
    /// The name of a provider, or its facts.
    provider: Option<Value>,
    site: Option<String>,
    authorize_url: Option<String>,
    token_url: Option<String>,
    revoke_url: Option<String>,
    token_method: Option<String>,
    token_format: Option<TokenFormat>,
    auth_scheme: Option<AuthScheme>,
    headers: serde_json::Map<String, Value>,
    timeout: Option<f64>,
    open_timeout: Option<f64>,
    max_redirects: Option<u8>,
    max_response_size: Option<u64>,
    proxy: Option<Value>,
    ssl: Ssl,
    api_origins: Vec<String>,
    insecure_http_hosts: Vec<String>,
    /// The API that knows who signed in.
    api_host: Option<String>,
    /// Whether its connection is opened while a code is exchanged.
    preconnect: bool,
}

#[derive(Deserialize)]
#[serde(default)]
struct Ssl {
    verify: bool,
    ca_file: Option<PathBuf>,
    ca_path: Option<PathBuf>,
}

impl Default for Ssl {
    fn default() -> Self {
        Self { verify: true, ca_file: None, ca_path: None }
    }
}

/// Which proxy to use.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Proxy {
    /// The one of the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`).
    Environment,
    /// None at all.
    Off,
    /// This one, for every host that is not loopback.
    Url(String),
}

/// The part of a configuration that a pooled HTTP client is built from: equal ones share a pool.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Transport {
    /// How long opening a connection may take.
    pub connect_timeout: Duration,
    /// Which proxy to use.
    pub proxy: Proxy,
    /// Whether certificates are verified; may be off for loopback only.
    pub verify: bool,
    /// A file of trusted certificates instead of the system's.
    pub ca_file: Option<PathBuf>,
    /// A folder of trusted certificates instead of the system's.
    pub ca_path: Option<PathBuf>,
}

/// A checked configuration. It holds no credentials: those come with each call.
#[derive(Clone)]
pub struct Config {
    /// The provider's facts.
    pub provider: Cow<'static, Provider>,
    /// What relative addresses are resolved against: its path ends with a slash.
    pub site: Url,
    authorize_url: Option<Url>,
    token_url: Option<Url>,
    revoke_url: Option<Url>,
    /// How token requests are encoded.
    pub token_format: TokenFormat,
    /// How the client authenticates.
    pub auth_scheme: AuthScheme,
    /// Header fields added to every request.
    pub headers: HeaderMap,
    /// The deadline of a whole call, its connection included.
    pub timeout: Duration,
    /// How many redirects a GET may follow.
    pub max_redirects: u8,
    /// The largest answer of an API that is read, in bytes.
    pub max_response_size: usize,
    /// What the HTTP client is built from.
    pub transport: Transport,
    /// Where a token may go and where plain http is allowed.
    pub origins: Origins,
    /// The API that is asked right after a code exchange, if its connection shall be opened meanwhile.
    pub profile_origin: Option<Url>,
}

impl Config {
    /// Reads settings over the defaults of the provider that they name or describe.
    ///
    /// # Errors
    /// [`crate::error::Kind::Configuration`], naming the setting, when a value is of the wrong type or not allowed.
    pub fn parse(settings: &Value) -> Result<Self, Error> {
        let settings: Settings = serde_path_to_error::deserialize(settings).map_err(|e| wrong_type(&e))?;
        if settings.token_method.as_deref().is_some_and(|method| !method.eq_ignore_ascii_case("post")) {
            return Err(Error::configuration(
                "unsupported_token_method",
                "client_options[:token_method] must be :post",
                "Remove token_method: a code in a URL ends up in logs (RFC 6749 §3.2 requires POST)",
            ));
        }
        let provider = provider::find(settings.provider)?;
        let site = folder(endpoint("site", None, settings.site.as_deref().unwrap_or(&provider.site))?);
        let relative = |name, value: Option<String>, default: &Option<Cow<'static, str>>| {
            value.as_deref().or(default.as_deref()).map(|value| endpoint(name, Some(&site), value)).transpose()
        };
        let authorize_url = relative("authorize_url", settings.authorize_url, &provider.authorize_url)?;
        let token_url = relative("token_url", settings.token_url, &provider.token_url)?;
        let revoke_url = relative("revoke_url", settings.revoke_url, &provider.revoke_url)?;
        let api = settings.api_host.map(|host| origin::address(&host)).transpose()?;
        let origins = Origins::new(
            provider.api_origins.iter().map(|origin| origin.clone().into_owned()).chain(settings.api_origins),
            [&site].into_iter().chain(&authorize_url).chain(&token_url).chain(&revoke_url).chain(&api),
            settings.insecure_http_hosts,
        )?;
        let timeout = deadline("timeout", settings.timeout, 15.0)?;
        let config = Self {
            transport: Transport {
                connect_timeout: deadline("open_timeout", settings.open_timeout, 5.0)?.min(timeout),
                proxy: proxy(settings.proxy)?,
                verify: settings.ssl.verify,
                ca_file: settings.ssl.ca_file,
                ca_path: settings.ssl.ca_path,
            },
            site,
            authorize_url,
            token_url,
            revoke_url,
            token_format: settings.token_format.unwrap_or(provider.token_format),
            auth_scheme: settings.auth_scheme.unwrap_or(provider.auth_scheme),
            provider,
            headers: headers(&settings.headers)?,
            timeout,
            max_redirects: settings.max_redirects.unwrap_or(MOST_REDIRECTS).min(MOST_REDIRECTS),
            max_response_size: response_size(settings.max_response_size.unwrap_or(USUAL_RESPONSE_SIZE))?,
            origins,
            profile_origin: api.filter(|_| settings.preconnect),
        };
        for url in [&config.authorize_url, &config.token_url, &config.revoke_url].into_iter().flatten() {
            config.check(url)?;
        }
        Ok(config)
    }

    /// The address of a call: absolute, from the site's root (`/users`), or below the site's path (`users`).
    #[must_use]
    pub fn resolve(&self, address: &str) -> Option<Url> {
        self.site.join(address).ok()
    }

    /// The authorization endpoint (RFC 6749 §3.1).
    ///
    /// # Errors
    /// [`crate::error::Kind::Configuration`] where neither the settings nor the provider name one.
    pub fn authorize_url(&self) -> Result<&Url, Error> {
        self.authorize_url.as_ref().ok_or_else(|| missing_endpoint("authorize_url"))
    }

    /// The token endpoint (RFC 6749 §3.2).
    ///
    /// # Errors
    /// As for [`Config::authorize_url`].
    pub fn token_url(&self) -> Result<&Url, Error> {
        self.token_url.as_ref().ok_or_else(|| missing_endpoint("token_url"))
    }

    /// The revocation endpoint (RFC 7009 §2).
    ///
    /// # Errors
    /// As for [`Config::authorize_url`].
    pub fn revoke_url(&self) -> Result<&Url, Error> {
        self.revoke_url.as_ref().ok_or_else(|| missing_endpoint("revoke_url"))
    }

    /// Whether a request may go to `url` at all: https, or http where that is safe; verified, or loopback.
    ///
    /// # Errors
    /// [`crate::error::Kind::Configuration`], naming the host and the setting that would allow it.
    pub fn check(&self, url: &Url) -> Result<(), Error> {
        self.origins.check_scheme(url)?;
        if !self.transport.verify && !origin::is_loopback(url) {
            return Err(Error::configuration(
                "unverified_tls",
                format!("client_options[:ssl] turns verification off for {}", origin::host(url)),
                "verify: false is for loopback only; name your own certificate authority in ssl: {ca_file: …}",
            ));
        }
        Ok(())
    }
}

fn endpoint(name: &str, base: Option<&Url>, value: &str) -> Result<Url, Error> {
    let parsed = match base {
        Some(base) => base.join(value),
        None => Url::parse(value),
    };
    parsed
        .ok()
        .filter(|url| matches!(url.scheme(), "https" | "http") && url.has_host() && url.username().is_empty())
        .ok_or_else(|| {
            Error::configuration(
                "invalid_url",
                format!("client_options[:{name}] is not an https URL"),
                "Write it as \"https://host\", with the scheme and without a user name",
            )
        })
}

/// `https://host/base` as `https://host/base/`, so that what is relative to it is below its path, as Faraday has it.
fn folder(mut site: Url) -> Url {
    if !site.path().ends_with('/') {
        let path = format!("{}/", site.path());
        site.set_path(&path);
    }
    site
}

fn missing_endpoint(name: &str) -> Error {
    Error::configuration(
        "missing_endpoint",
        format!("client_options[:{name}] is missing: the provider has no such endpoint that is known to all"),
        format!("Give {name}: \"https://…\", as your account's administrator or the provider's support names it"),
    )
}

fn deadline(name: &str, seconds: Option<f64>, default: f64) -> Result<Duration, Error> {
    let seconds = seconds.unwrap_or(default);
    if seconds > 0.0 && seconds <= LONGEST_DEADLINE {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err(Error::configuration(
            "invalid_timeout",
            format!("client_options[:{name}] must be more than 0 and at most {LONGEST_DEADLINE} seconds"),
            "Give a number of seconds, such as 5 or 0.5",
        ))
    }
}

fn response_size(bytes: u64) -> Result<usize, Error> {
    let size = usize::try_from(bytes).ok().filter(|_| (1..=LARGEST_RESPONSE_SIZE).contains(&bytes));
    size.ok_or_else(|| {
        Error::configuration(
            "invalid_response_size",
            format!("max_response_size must be a number of bytes from 1 to {LARGEST_RESPONSE_SIZE}"),
            "Give the size of the largest answer that you expect, such as 32 * 1024 * 1024",
        )
    })
}

/// The largest answer of one call, in bytes.
///
/// # Errors
/// As for the option `max_response_size`.
pub fn call_response_size(config: &Config, bytes: Option<u64>) -> Result<usize, Error> {
    bytes.map_or(Ok(config.max_response_size), response_size)
}

/// A deadline given for one call, in seconds.
///
/// # Errors
/// As for the option `timeout`.
pub fn call_deadline(config: &Config, seconds: Option<f64>) -> Result<Duration, Error> {
    seconds.map_or(Ok(config.timeout), |_| deadline("timeout", seconds, 0.0))
}

fn proxy(value: Option<Value>) -> Result<Proxy, Error> {
    match value {
        None | Some(Value::Null) => Ok(Proxy::Environment),
        Some(Value::Bool(false)) => Ok(Proxy::Off),
        Some(Value::String(url)) => Ok(Proxy::Url(url)),
        Some(_) => Err(Error::configuration(
            "invalid_proxy",
            "client_options[:proxy] must be a URL, or false for none",
            "Write it as \"http://user:password@host:port\"",
        )),
    }
}

fn headers(fields: &serde_json::Map<String, Value>) -> Result<HeaderMap, Error> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let fields: Vec<(String, String)> = fields.iter().map(|(name, value)| (name.clone(), text(value))).collect();
    header_map(&fields)
}

/// Header fields as HTTP allows them; the last of two with one name wins.
///
/// # Errors
/// [`crate::error::Kind::Configuration`] for a name or a value that HTTP does not allow.
pub fn header_map(fields: &[(String, String)]) -> Result<HeaderMap, Error> {
    let mut map = HeaderMap::with_capacity(fields.len());
    for (name, value) in fields {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            (Ok(name), Ok(value)) => map.insert(name, value),
            _ => return Err(invalid_header("The option headers")),
        };
    }
    Ok(map)
}

pub(crate) fn invalid_header(place: &str) -> Error {
    Error::configuration(
        "invalid_header",
        format!("{place} holds a name or a value that HTTP does not allow"),
        "Header names are tokens, values are visible characters in one line (RFC 9110 §5)",
    )
}

/// The message names the setting, never its value: a proxy URL may hold a password.
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
        "invalid_setting",
        format!("client_options[:{path}] is not {expected}"),
        format!("Give {expected}, or leave {path} out for its default"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parse(settings: &Value) -> Result<Config, Error> {
        let mut settings = settings.clone();
        settings["provider"] = provider::example();
        Config::parse(&settings)
    }

    fn refusal(settings: &Value) -> Error {
        parse(settings).err().unwrap_or_else(Error::internal)
    }

    #[test]
    fn nothing_configured_means_the_provider() -> Result<(), Error> {
        let config = parse(&json!({}))?;
        assert_eq!(config.authorize_url()?.as_str(), "https://provider.example/oauth/authorize");
        assert_eq!(config.token_url()?.as_str(), "https://provider.example/oauth/token");
        assert_eq!(config.revoke_url()?.as_str(), "https://provider.example/oauth/revoke");
        assert_eq!(config.timeout, Duration::from_secs(15));
        assert_eq!(config.transport.connect_timeout, Duration::from_secs(5));
        Ok(())
    }

    #[test]
    fn a_path_of_the_site_counts_for_relative_addresses() -> Result<(), Error> {
        for site in ["https://provider.example/base", "https://provider.example/base/"] {
            let config =
                parse(&json!({"site": site, "token_url": "oauth/token", "authorize_url": "/oauth/authorize"}))?;
            assert_eq!(config.token_url()?.as_str(), "https://provider.example/base/oauth/token");
            assert_eq!(config.authorize_url()?.as_str(), "https://provider.example/oauth/authorize");
            for (address, meant) in [
                ("user", "https://provider.example/base/user"),
                ("/user", "https://provider.example/user"),
                ("?page=2", "https://provider.example/base/?page=2"),
                ("../../../user", "https://provider.example/user"),
                ("./users:search", "https://provider.example/base/users:search"),
                ("https://api.example/user", "https://api.example/user"),
            ] {
                assert_eq!(config.resolve(address).as_ref().map(Url::as_str), Some(meant), "{address}");
            }
            assert_eq!(config.resolve("http://[none"), None);
        }
        Ok(())
    }

    #[test]
    fn plain_http_is_for_loopback_or_for_hosts_named_so() {
        assert!(parse(&json!({"site": "http://localhost:9292"})).is_ok());
        assert!(parse(&json!({"site": "http://127.0.0.1:9292"})).is_ok());
        assert!(parse(&json!({"site": "http://[::1]:9292"})).is_ok());
        assert!(parse(&json!({"site": "http://provider.test", "insecure_http_hosts": ["provider.test"]})).is_ok());
        assert_eq!(refusal(&json!({"site": "http://provider.example"})).code, "insecure_http");
        assert_eq!(refusal(&json!({"site": "http://localhost.evil.example"})).code, "insecure_http");
        assert_eq!(refusal(&json!({"token_url": "http://provider.example/oauth/token"})).code, "insecure_http");
    }

    #[test]
    fn a_host_name_is_ascii() {
        assert!(parse(&json!({"site": "https://xn--bcher-kva.example"})).is_ok());
        assert_eq!(refusal(&json!({"site": "https://bücher.example"})).code, "invalid_url");
    }

    #[test]
    fn verification_goes_off_for_loopback_only() {
        assert!(parse(&json!({"site": "https://localhost:1", "ssl": {"verify": false}})).is_ok());
        assert_eq!(refusal(&json!({"ssl": {"verify": false}})).code, "unverified_tls");
    }

    #[test]
    fn a_setting_of_the_wrong_type_is_named_and_its_value_is_not() {
        for (settings, name) in [
            (json!({"timeout": "s3cret"}), "timeout"),
            (json!({"site": 5}), "site"),
            (json!({"ssl": {"ca_file": 5}}), "ssl.ca_file"),
            (json!({"api_origins": "s3cret"}), "api_origins"),
            (json!({"auth_scheme": "s3cret"}), "auth_scheme"),
            (json!({"proxy": ["s3cret"]}), "proxy"),
            (json!({"site": "s3cret"}), "site"),
            (json!({"timeout": 0}), "timeout"),
            (json!({"timeout": -1}), "timeout"),
            (json!({"open_timeout": 1e300}), "open_timeout"),
            (json!({"headers": {"x": "a\r\nb: s3cret"}}), "headers"),
            (json!({"token_method": "get"}), "token_method"),
            (json!({"max_response_size": "s3cret"}), "max_response_size"),
            (json!({"max_response_size": 0}), "max_response_size"),
            (json!({"max_response_size": 2_u64.pow(31)}), "max_response_size"),
        ] {
            let error = refusal(&settings);
            assert!(error.message.contains(name), "{} names {name}", error.message);
            assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
        }
    }
}
