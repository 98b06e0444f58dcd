//! `OmniAuth::Litmus::Core`: each method converts what comes in, calls the core once, and converts what comes out.

use std::sync::{Arc, Mutex, PoisonError};

use magnus::value::{LazyId, ReprValue};
use magnus::{Error, Integer, RArray, RHash, RString, Ruby, TryConvert, Value};
use omniauth_litmus_core::api::{self, Body, Call, FORM, Presentation};
use omniauth_litmus_core::config::{Config, TokenFormat, call_deadline, call_response_size, header_map};
use omniauth_litmus_core::configs::Configs;
use omniauth_litmus_core::environment::Environment;
use omniauth_litmus_core::error as core_error;
use omniauth_litmus_core::http::Http;
use omniauth_litmus_core::pending::{self, Login};
use omniauth_litmus_core::refusal::refusal;
use omniauth_litmus_core::replay::UsedCodes;
use omniauth_litmus_core::secret::Secret;
use omniauth_litmus_core::token::{self, Credentials, Extra, Grant};
use omniauth_litmus_core::{authorize, http, now, origin, proxies, text};
use serde_json::Value as Json;
use url::Url;

use crate::answer;
use crate::batch;
use crate::convert;
use crate::error::{to_ruby, wrong_value};
use crate::runtime;

/// A checked configuration, or the reason why there is none: nothing raises before the first use.
#[magnus::wrap(class = "OmniAuth::Litmus::Core", free_immediately, frozen_shareable)]
pub(crate) struct Core(Result<Arc<Config>, core_error::Error>);

/// Scheme, host with port, path, query.
type Address = (String, String, String, Option<String>);

// The keys of `Core#request`, interned once.
static METHOD: LazyId = LazyId::new("method");
static URL: LazyId = LazyId::new("url");
static PARAMS: LazyId = LazyId::new("params");
static HEADERS: LazyId = LazyId::new("headers");
static BODY: LazyId = LazyId::new("body");
static JSON: LazyId = LazyId::new("json");
static FORM_BODY: LazyId = LazyId::new("form");
static TOKEN: LazyId = LazyId::new("token");
static HEADER_NAME: LazyId = LazyId::new("header_name");
static HEADER_FORMAT: LazyId = LazyId::new("header_format");
static PARAM_NAME: LazyId = LazyId::new("param_name");
static BODY_NAME: LazyId = LazyId::new("body_name");
static TIMEOUT: LazyId = LazyId::new("timeout");
static MAX_RESPONSE_SIZE: LazyId = LazyId::new("max_response_size");
static RETRIES: LazyId = LazyId::new("retries");
static AGAIN_IF_REFUSED: LazyId = LazyId::new("again_if_refused");

/// More of them would outlast any deadline that makes sense.
const MOST_RETRIES: u8 = 10;

static CONFIGS: Mutex<Option<Configs>> = Mutex::new(None);
static USED_CODES: Mutex<Option<UsedCodes>> = Mutex::new(None);

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
        authorize::authorize_url(&config, &params, &secret).map_err(|error| to_ruby(ruby, error))
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
        proxies::proxy_for(&config.transport, &Environment::read(), &url).map_err(|error| to_ruby(ruby, error))
    }

    /// The members of the token answer, and the answer as for [`convert::response`].
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
        let transport = config.transport.clone();
        let (members, answer) = runtime::run(ruby, &transport, |http| {
            // While the code is exchanged, the connection for what follows is opened.
            let begins_login = matches!(grant, Grant::AuthorizationCode { .. });
            let meanwhile = if begins_login { warm_profile(&http, &config) } else { None };
            async move {
                meanwhile.map(tokio::spawn);
                token::request(&http, &config, &credentials, &grant, Extra { params: extra, nested, headers }).await
            }
        })?;
        Ok((answer::members(ruby, &members)?, answer::response(ruby, &answer)?))
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
        let transport = config.transport.clone();
        runtime::run(ruby, &transport, |http| async move {
            token::revoke(&http, &config, &credentials, &token, hint.as_deref()).await
        })?;
        Ok(true)
    }

    /// One Hash as for [`call`]; what comes back is as for [`answer::answer`].
    pub(crate) fn request(ruby: &Ruby, this: &Self, request: RHash) -> Result<RArray, Error> {
        let config = this.config(ruby)?;
        let call = call(ruby, &config, request)?;
        let credential = call.credential();
        let transport = config.transport.clone();
        let asked = Arc::clone(&config);
        let answer = runtime::run(ruby, &transport, |http| async move { api::request(&http, &asked, call).await })?;
        answer::answer(ruby, &answer, refusal(&config, &answer, credential.as_ref()))
    }

    /// Many calls, each a Hash as for [`call`]; see [`batch::run`].
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

/// A call, from a Hash with `method, url, params, headers, body, json, form, token, header_name, header_format,
/// param_name, body_name, timeout, max_response_size, retries, again_if_refused`.
pub(crate) fn call(ruby: &Ruby, config: &Config, call: RHash) -> Result<Call, Error> {
    let field =
        |name: &'static LazyId| call.get(LazyId::get_inner_with(name, ruby)).unwrap_or_else(|| ruby.qnil().as_value());
    let timeout =
        Option::<f64>::try_convert(field(&TIMEOUT)).map_err(|_| wrong_value(ruby, "timeout", "a number of seconds"))?;
    let most_bytes = Option::<u64>::try_convert(field(&MAX_RESPONSE_SIZE))
        .map_err(|_| wrong_value(ruby, "max_response_size", "a number of bytes"))?;
    let pairs = |key: &'static LazyId, name: &str| {
        let hash = Option::<RHash>::try_convert(field(key)).map_err(|_| wrong_value(ruby, name, "a Hash"))?;
        hash.map_or(Ok(Vec::new()), |hash| convert::pairs(ruby, hash, name))
    };
    Ok(Call {
        method: convert::text(ruby, field(&METHOD), "The HTTP method")?,
        url: convert::text(ruby, field(&URL), "The address of the call")?,
        params: pairs(&PARAMS, "params")?,
        headers: pairs(&HEADERS, "headers")?,
        body: body(ruby, field(&BODY), field(&JSON), field(&FORM_BODY))?,
        token: presented(
            ruby,
            field(&TOKEN),
            [field(&HEADER_NAME), field(&HEADER_FORMAT)],
            [field(&PARAM_NAME), field(&BODY_NAME)],
        )?,
        timeout: call_deadline(config, timeout).map_err(|error| to_ruby(ruby, error))?,
        most_bytes: call_response_size(config, most_bytes).map_err(|error| to_ruby(ruby, error))?,
        retries: retries(ruby, field(&RETRIES))?,
        again_if_refused: field(&AGAIN_IF_REFUSED).is_nil() || field(&AGAIN_IF_REFUSED).to_bool(),
    })
}

/// How often a call may be made again; nil is never.
pub(crate) fn retries(ruby: &Ruby, value: Value) -> Result<u8, Error> {
    if value.is_nil() {
        return Ok(0);
    }
    let count = Integer::from_value(value).and_then(|count| count.to_u8().ok()).filter(|count| *count <= MOST_RETRIES);
    count.ok_or_else(|| wrong_value(ruby, "retries", "a whole number from 0 to 10"))
}

/// The work of opening the connection to the API that is asked after the exchange, where that is another host's.
fn warm_profile(http: &Http, config: &Config) -> Option<impl Future<Output = ()> + Send + use<>> {
    let other = |url: &&Url| config.token_url().is_ok_and(|token_url| url.origin() != token_url.origin());
    http::warm(http, config, config.profile_origin.as_ref().filter(other)?)
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

/// The body of a call, from the first of `body`, `json` and `form` that is there.
fn body(ruby: &Ruby, bytes: Value, json: Value, form: Value) -> Result<Option<Body>, Error> {
    if !bytes.is_nil() {
        let bytes = RString::from_value(bytes).ok_or_else(|| wrong_value(ruby, "body", "a String or a Hash"))?;
        return Ok(Some(Body { bytes: bytes.to_bytes().into(), media_type: Some(FORM) }));
    }
    if !json.is_nil() {
        return Ok(Some(Body { bytes: convert::json_text(ruby, json)?, media_type: Some("application/json") }));
    }
    if form.is_nil() {
        return Ok(None);
    }
    let form = RHash::from_value(form).ok_or_else(|| wrong_value(ruby, "body", "a String or a Hash"))?;
    let encoded = api::form(&convert::pairs(ruby, form, "body")?);
    Ok(Some(Body { bytes: encoded.into_bytes(), media_type: Some(FORM) }))
}

/// The token and how it is shown: in the query when a `param_name` is given, in the form when a `body_name` is, in the
/// header otherwise.
fn presented(
    ruby: &Ruby,
    token: Value,
    [field, format]: [Value; 2],
    [param, member]: [Value; 2],
) -> Result<Option<(Secret, Presentation)>, Error> {
    if token.is_nil() {
        return Ok(None);
    }
    let names =
        [convert::optional_text(ruby, param, "param_name")?, convert::optional_text(ruby, member, "param_name")?];
    let presentation = match names {
        [Some(name), _] => Presentation::Query(name),
        [None, Some(name)] => Presentation::Body(name),
        [None, None] => Presentation::Header(
            convert::optional_text(ruby, field, "header_name")?.unwrap_or_else(|| "authorization".to_owned()),
            convert::text(ruby, format, "header_format")?,
        ),
    };
    Ok(Some((convert::secret(ruby, token, "The access token")?, presentation)))
}

pub(crate) fn state(ruby: &Ruby) -> Result<String, Error> {
    authorize::state().map_err(|error| to_ruby(ruby, error))
}

pub(crate) fn code_verifier(ruby: &Ruby) -> Result<String, Error> {
    authorize::code_verifier().map_err(|error| to_ruby(ruby, error))
}

pub(crate) fn code_challenge(ruby: &Ruby, verifier: Value) -> Result<String, Error> {
    let verifier = convert::text(ruby, verifier, "pkce_verifier")?;
    authorize::code_challenge(&verifier).map_err(|error| to_ruby(ruby, error))
}

/// The logins under way with one more.
pub(crate) fn begin_login(
    ruby: &Ruby,
    stored: Value,
    state: Value,
    verifier: Value,
    redirect_uri: Value,
    (origin, named): (Value, bool),
    params: Value,
) -> Result<Value, Error> {
    let login = Login {
        state: convert::text(ruby, state, "state")?,
        at: now(),
        verifier: convert::optional_text(ruby, verifier, "pkce_verifier")?,
        redirect_uri: convert::optional_text(ruby, redirect_uri, "redirect_uri")?,
        // What came with the request may be anything, and is not worth a login: only the expected shape is kept.
        origin: convert::optional_text(ruby, origin, "origin").ok().flatten(),
        named,
        params: RHash::from_value(params)
            .filter(|params| !params.is_empty())
            .and_then(|params| convert::object(ruby, params, "params").ok()),
    };
    let logins = pending::begin(logins(ruby, stored), login, now());
    logins_array(ruby, &logins)
}

/// What is known of the login that a callback completes (state, when it began, verifier, `redirect_uri`, origin, params,
/// and whether it was the newest), the logins that are left, and the newest of these; nil when it completes none.
pub(crate) fn claim_login(ruby: &Ruby, stored: Value, newest: Value, state: Value) -> Result<Option<RArray>, Error> {
    // Whatever is not text cannot be a state; that is a rejected callback, not an error.
    let Ok(Some(state)) = convert::optional_text(ruby, state, "state") else { return Ok(None) };
    let newest = convert::optional_text(ruby, newest, "omniauth.state").ok().flatten();
    let Some(claim) = pending::claim(&logins(ruby, stored), newest.as_deref(), &state, now()) else { return Ok(None) };
    let login = claim.login;
    let known = ruby.ary_new_capa(7);
    known.push(login.state)?;
    known.push(login.at)?;
    known.push(login.verifier)?;
    known.push(login.redirect_uri)?;
    known.push(login.origin)?;
    known.push(login.params.map(|params| convert::members_hash(ruby, &params)).transpose()?)?;
    known.push(claim.was_newest)?;
    let claimed = ruby.ary_new_capa(3);
    claimed.push(known)?;
    claimed.push(logins_array(ruby, &claim.rest)?)?;
    claimed.push(claim.newest)?;
    Ok(Some(claimed))
}

/// Whether any login is under way.
pub(crate) fn login_pending(ruby: &Ruby, stored: Value, newest: Value) -> bool {
    let newest = convert::optional_text(ruby, newest, "omniauth.state").ok().flatten();
    pending::any_under_way(&logins(ruby, stored), newest.as_deref(), now())
}

fn logins(ruby: &Ruby, stored: Value) -> Vec<Login> {
    convert::json(ruby, stored, "pending").map(|stored| pending::read(&stored)).unwrap_or_default()
}

fn logins_array(ruby: &Ruby, logins: &[Login]) -> Result<Value, Error> {
    let array = ruby.ary_new_capa(logins.len());
    for login in logins {
        array.push(plain(ruby, login)?)?;
    }
    Ok(array.as_value())
}

fn plain(ruby: &Ruby, login: &Login) -> Result<Value, Error> {
    let json = serde_json::to_value(login).map_err(|_| to_ruby(ruby, core_error::Error::internal()))?;
    convert::value(ruby, &json)
}

/// Whether this process sees this code come back with this state for the first time.
pub(crate) fn first_use(ruby: &Ruby, state: Value, code: Value) -> Result<bool, Error> {
    let state = convert::optional_text(ruby, state, "state")?.unwrap_or_default();
    let code = convert::text(ruby, code, "code")?;
    let mut used = USED_CODES.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(used.get_or_insert_default().first_use(&state, &code, now()))
}

/// The error code of a callback if RFC 6749 §4.1.2.1 allows it, or nil.
pub(crate) fn error_code(ruby: &Ruby, value: Value) -> Option<String> {
    let code = convert::optional_text(ruby, value, "error").ok().flatten()?;
    text::error_code(&code).map(str::to_owned)
}

/// A description of a callback, fit for a log line, or nil.
pub(crate) fn description(ruby: &Ruby, value: Value) -> Option<String> {
    let words = convert::optional_text(ruby, value, "error_description").ok().flatten()?;
    Some(text::description(&words, &[])).filter(|words| !words.is_empty())
}
