//! `OmniAuth::Litmus::Core`: each method converts what comes in, calls the core once, and converts what comes out.

use std::sync::{Arc, Mutex, PoisonError};

use magnus::{Error, RArray, RHash, Ruby, Value};
use omniauth_litmus_core::api;
use omniauth_litmus_core::config::cache::Configs;
use omniauth_litmus_core::config::client::Credentials;
use omniauth_litmus_core::config::headers::header_map;
use omniauth_litmus_core::config::provider::TokenFormat;
use omniauth_litmus_core::config::{Config, origin};
use omniauth_litmus_core::http::{self, Environment, Http};
use omniauth_litmus_core::token::{self, Extra, Grant};
use omniauth_litmus_core::{Error as CoreError, Secret, login};
use serde_json::Value as Json;
use url::Url;

use crate::answer;
use crate::batch;
use crate::call;
use crate::convert;
use crate::error::{to_ruby, wrong_value};
use crate::json;
use crate::runtime::{self, Errand};

/// A checked configuration, or the error that the check found. Making one never raises; using it does.
#[magnus::wrap(class = "OmniAuth::Litmus::Core", free_immediately, frozen_shareable)]
pub(crate) struct Core(Result<Arc<Config>, CoreError>);

/// Scheme, host with port, path, query.
type Address = (String, String, String, Option<String>);

static CONFIGS: Mutex<Option<Configs>> = Mutex::new(None);

impl Core {
    pub(crate) fn new(ruby: &Ruby, settings: RHash) -> Result<Self, Error> {
        let settings = Json::Object(convert::object(ruby, settings, "client_options")?);
        let mut configs = CONFIGS.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Self(configs.get_or_insert_default().get(settings)))
    }

    fn config(&self, ruby: &Ruby) -> Result<Arc<Config>, Error> {
        self.0.clone().map_err(|error| to_ruby(ruby, error))
    }

    pub(crate) fn authorize_url(ruby: &Ruby, this: &Self, params: RHash, secret: Value) -> Result<String, Error> {
        let config = this.config(ruby)?;
        // One that is no text is refused where it would be sent.
        let secret = convert::secret(ruby, secret, "client_secret").unwrap_or_default();
        let params = convert::pairs(ruby, params, "authorize_params")?;
        // A login begins; the calls that end it need not wait for what can be done meanwhile.
        runtime::prepare(&config.transport);
        login::authorize_url(&config, &params, &secret).map_err(|error| to_ruby(ruby, error))
    }

    pub(crate) fn token_url(ruby: &Ruby, this: &Self) -> Result<String, Error> {
        this.config(ruby)?.token_url().map(|url| url.as_str().to_owned()).map_err(|error| to_ruby(ruby, error))
    }

    pub(crate) fn revoke_url(ruby: &Ruby, this: &Self) -> Result<String, Error> {
        this.config(ruby)?.revoke_url().map(|url| url.as_str().to_owned()).map_err(|error| to_ruby(ruby, error))
    }

    /// Where a call to this address goes, as scheme, host with port, path, and query if any: never a user or a password.
    /// Nil where that cannot be read, so that the call itself says why.
    pub(crate) fn address(ruby: &Ruby, this: &Self, url: Value) -> Option<Address> {
        let (Ok(config), Ok(text)) = (&this.0, convert::text(ruby, url, "The address")) else { return None };
        let url = config.resolve(&text).filter(Url::has_host);
        let part = |text: &str| text.to_owned();
        url.map(|url| (part(url.scheme()), origin::host(&url), part(url.path()), url.query().map(part)))
    }

    /// Host and port of the proxy that stands before `url`, or nil.
    pub(crate) fn proxy_for(ruby: &Ruby, this: &Self, url: Value) -> Result<Option<String>, Error> {
        let config = this.config(ruby)?;
        let Ok(url) = Url::parse(&convert::text(ruby, url, "The address")?) else { return Ok(None) };
        http::proxy_for(&config.transport, &Environment::read(), &url).map_err(|error| to_ruby(ruby, error))
    }

    /// The members of the token answer, and the answer as for [`answer::response`].
    pub(crate) fn token(
        ruby: &Ruby,
        this: &Self,
        id: Value,
        secret: Value,
        params: RHash,
        headers: Value,
    ) -> Result<(RHash, RArray), Error> {
        let config = this.config(ruby)?;
        let credentials = credentials(ruby, id, secret)?;
        let nested =
            if config.token_format == TokenFormat::Json { convert::take_nested(ruby, params)? } else { vec![] };
        let (grant, extra) = grant(ruby, convert::pairs(ruby, params, "token_params")?)?;
        let headers = RHash::from_value(headers).ok_or_else(|| wrong_value(ruby, "headers", "a Hash"))?;
        let headers = header_map(&convert::pairs(ruby, headers, "headers")?).map_err(|error| to_ruby(ruby, error))?;
        let asked = Arc::clone(&config);
        let (members, answer) = runtime::run(ruby, &config.transport, errand(&config, config.token_url()), |http| {
            // While the code is exchanged, the connection for what follows is opened.
            let begins_login = matches!(grant, Grant::AuthorizationCode { .. });
            let meanwhile = if begins_login { warm_profile(&http, &asked) } else { None };
            async move {
                meanwhile.map(tokio::spawn);
                token::request(&http, &asked, &credentials, &grant, &Extra { params: extra, nested, headers }).await
            }
        })?;
        Ok((json::members(ruby, &members)?, answer::response(ruby, &answer)?))
    }

    /// Opens the connections that a login will want, and waits for nothing.
    pub(crate) fn preconnect(ruby: &Ruby, this: &Self) -> Result<(), Error> {
        let config = this.config(ruby)?;
        let token_url = config.token_url().map_err(|error| to_ruby(ruby, error))?;
        runtime::start(ruby, &config.transport, |http| warm_profile(http, &config))?;
        runtime::start(ruby, &config.transport, |http| http::warm(http, &config, token_url))
    }

    pub(crate) fn revoke(
        ruby: &Ruby,
        this: &Self,
        id: Value,
        secret: Value,
        token: Value,
        hint: Value,
    ) -> Result<bool, Error> {
        let config = this.config(ruby)?;
        let credentials = credentials(ruby, id, secret)?;
        let token = convert::secret(ruby, token, "The token to revoke")?;
        let hint = convert::optional_text(ruby, hint, "token_type_hint")?;
        let asked = Arc::clone(&config);
        runtime::run(ruby, &config.transport, errand(&config, config.revoke_url()), |http| async move {
            token::revoke(&http, &asked, &credentials, &token, hint.as_deref()).await
        })?;
        Ok(true)
    }

    /// One call, a Hash as for [`call::call`]; what comes back is as for [`call::outcome`].
    pub(crate) fn request(ruby: &Ruby, this: &Self, request: RHash) -> Result<RArray, Error> {
        let config = this.config(ruby)?;
        let call = call::call(ruby, &config, request)?;
        let credential = call.credential();
        let call = api::prepare(&config, call).map_err(|error| to_ruby(ruby, error))?;
        let (url, timeout, asked) = (call.url().clone(), call.timeout(), Arc::clone(&config));
        let work = |http| async move { api::request(&http, &asked, call).await };
        let answer = runtime::run(ruby, &config.transport, Some(Errand { url: &url, timeout }), work)?;
        call::outcome(ruby, &answer, api::refusal(&config, &answer, credential.as_ref()))
    }

    /// Many calls, each a Hash as for [`call::call`]; see [`batch::run`].
    pub(crate) fn batch(
        ruby: &Ruby,
        this: &Self,
        requests: RArray,
        concurrency: Value,
        deadline: Value,
        retries: Value,
    ) -> Result<(), Error> {
        batch::run(ruby, &this.config(ruby)?, requests, concurrency, deadline, retries)
    }
}

/// A call to this endpoint; an endpoint that is missing is the call's to complain of.
fn errand<'u>(config: &Config, url: Result<&'u Url, CoreError>) -> Option<Errand<'u>> {
    url.ok().map(|url| Errand { url, timeout: config.timeout })
}

/// The work of opening the connection to the API that is asked after the exchange, where that is another host's.
fn warm_profile(http: &Http, config: &Config) -> Option<impl Future<Output = ()> + Send + use<>> {
    http::warm(http, config, config.profile_origin.as_ref()?)
}

fn credentials(ruby: &Ruby, id: Value, secret: Value) -> Result<Credentials, Error> {
    Ok(Credentials {
        id: convert::optional_text(ruby, id, "client_id")?.unwrap_or_default(),
        secret: convert::secret(ruby, secret, "client_secret")?,
    })
}

/// Splits the parameters of a token request into the grant and what the application added.
fn grant(ruby: &Ruby, params: Vec<(String, String)>) -> Result<(Grant, Vec<(String, String)>), Error> {
    let mut known = [None, None, None, None, None];
    let names = ["grant_type", "code", "redirect_uri", "code_verifier", "refresh_token"];
    let mut extra = Vec::new();
    for (name, value) in params {
        match names.iter().position(|known| *known == name) {
            Some(index) => known[index] = Some(value),
            None => extra.push((name, value)),
        }
    }
    let [grant_type, code, redirect_uri, verifier, refresh_token] = known;
    let grant = match grant_type.as_deref() {
        Some("authorization_code") => Grant::AuthorizationCode {
            code: Secret::new(code.unwrap_or_default()),
            redirect_uri,
            verifier: verifier.map(Secret::new),
        },
        Some("refresh_token") => Grant::RefreshToken(Secret::new(refresh_token.unwrap_or_default())),
        Some("client_credentials") => Grant::ClientCredentials,
        _ => {
            let expected = "authorization_code, refresh_token or client_credentials";
            return Err(wrong_value(ruby, "grant_type", expected));
        }
    };
    Ok((grant, extra))
}
