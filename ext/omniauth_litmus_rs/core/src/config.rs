//! What the application configured, checked once and in one place. Every error names the setting.

pub mod cache;
pub mod client;
pub mod headers;
pub mod origin;
pub mod provider;
mod settings;
pub mod transport;

use std::borrow::Cow;
use std::time::Duration;

use reqwest::header::HeaderMap;
use serde_json::Value;
use url::Url;

use self::origin::Origins;
use self::provider::{AuthScheme, Provider, TokenFormat};
use self::settings::{Settings, deadline, response_size};
use self::transport::{Proxy, Transport};
use crate::error::{Code, Error};

/// Seconds.
pub const DEFAULT_TIMEOUT: u32 = 15;
const DEFAULT_OPEN_TIMEOUT: f64 = 5.0;
/// The largest answer that is read unless the application asks for more: 16 MiB.
const DEFAULT_RESPONSE_SIZE: u64 = 16 * 1024 * 1024;
/// RFC 9110 sets no number; five is what the Ruby stack follows.
const MAX_REDIRECTS: u8 = 5;

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
    /// The API that is asked right after a code exchange, if it is another host's and its connection is to be opened
    /// meanwhile.
    pub profile_origin: Option<Url>,
}

impl Config {
    /// Reads settings over the defaults of the provider that they name or describe.
    ///
    /// # Errors
    /// [`crate::error::Kind::Configuration`], naming the setting, if a value has the wrong type or is not allowed.
    pub fn parse(settings: &Value) -> Result<Self, Error> {
        let settings = Settings::read(settings)?;
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
        let other = |api: &Url| token_url.as_ref().is_some_and(|url| url.origin() != api.origin());
        let profile_origin = api.filter(|api| settings.preconnect && other(api));
        let timeout = deadline("client_options[:timeout]", settings.timeout.unwrap_or(DEFAULT_TIMEOUT.into()))?;
        let open_timeout = settings.open_timeout.unwrap_or(DEFAULT_OPEN_TIMEOUT);
        let open_timeout = deadline("client_options[:open_timeout]", open_timeout)?;
        let config = Self {
            transport: Transport {
                connect_timeout: open_timeout.min(timeout),
                proxy: Proxy::read(settings.proxy)?,
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
            headers: headers::configured(&settings.headers)?,
            timeout,
            max_redirects: settings.max_redirects.unwrap_or(MAX_REDIRECTS).min(MAX_REDIRECTS),
            max_response_size: response_size(settings.max_response_size.unwrap_or(DEFAULT_RESPONSE_SIZE))?,
            origins,
            profile_origin,
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
                Code::UnverifiedTls,
                format!("client_options[:ssl] turns verification off for {}", origin::host(url)),
                "verify: false is for loopback only; name your own certificate authority in ssl: {ca_file: …}",
            ));
        }
        Ok(())
    }

    /// The deadline of one call or of a batch, in seconds; without one, that of the configuration. `name` is its argument's.
    ///
    /// # Errors
    /// As for the option `timeout`.
    pub fn call_timeout(&self, name: &str, seconds: Option<f64>) -> Result<Duration, Error> {
        seconds.map_or(Ok(self.timeout), |seconds| deadline(name, seconds))
    }

    /// The largest answer of one call, in bytes; without a number, that of the configuration.
    ///
    /// # Errors
    /// As for the option `max_response_size`.
    pub fn call_response_size(&self, bytes: Option<u64>) -> Result<usize, Error> {
        bytes.map_or(Ok(self.max_response_size), response_size)
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
        .filter(origin::is_sendable)
        .ok_or_else(|| {
            Error::configuration(
                Code::InvalidUrl,
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
        Code::MissingEndpoint,
        format!("client_options[:{name}] is missing: the provider has no such endpoint that is known to all"),
        format!("Give {name}: \"https://…\", as your account's administrator or the provider's support names it"),
    )
}

#[cfg(test)]
mod tests;
