//! What `Core#request` and `Core#batch` share: a call from a Hash, and what came of it as an Array.

use magnus::value::{LazyId, ReprValue};
use magnus::{Error, Integer, RArray, RHash, RString, Ruby, TryConvert, Value};
use omniauth_litmus_core::api::{self, Answer, Body, Call, FORM, Presentation};
use omniauth_litmus_core::config::Config;
use omniauth_litmus_core::{Error as CoreError, Secret};

use crate::answer;
use crate::convert;
use crate::error::{exception, to_ruby, wrong_value};

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
static RETRY_ON_RATE_LIMIT: LazyId = LazyId::new("retry_on_rate_limit");

/// More of them would outlast any deadline that makes sense.
const MAX_RETRIES: u8 = 10;

/// A call, from a Hash with `method, url, params, headers, body, json, form, token, header_name, header_format,
/// param_name, body_name, timeout, max_response_size, retries, retry_on_rate_limit`.
pub(crate) fn call(ruby: &Ruby, config: &Config, call: RHash) -> Result<Call, Error> {
    let field =
        |name: &'static LazyId| call.get(LazyId::get_inner_with(name, ruby)).unwrap_or_else(|| ruby.qnil().as_value());
    let timeout =
        Option::<f64>::try_convert(field(&TIMEOUT)).map_err(|_| wrong_value(ruby, "timeout", "a number of seconds"))?;
    let max_bytes = Option::<u64>::try_convert(field(&MAX_RESPONSE_SIZE))
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
        timeout: config.call_timeout("timeout", timeout).map_err(|error| to_ruby(ruby, error))?,
        max_bytes: config.call_response_size(max_bytes).map_err(|error| to_ruby(ruby, error))?,
        retries: retries(ruby, field(&RETRIES))?,
        retry_on_rate_limit: field(&RETRY_ON_RATE_LIMIT).is_nil() || field(&RETRY_ON_RATE_LIMIT).to_bool(),
    })
}

/// How often a call may be made again; nil is never.
pub(crate) fn retries(ruby: &Ruby, value: Value) -> Result<u8, Error> {
    if value.is_nil() {
        return Ok(0);
    }
    let count = Integer::from_value(value).and_then(|count| count.to_u8().ok()).filter(|count| *count <= MAX_RETRIES);
    count.ok_or_else(|| wrong_value(ruby, "retries", "a whole number from 0 to 10"))
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

/// What a call brought: as for [`answer::response`], then as for [`answer::retries`], then the exception that the status
/// stands for, or nil.
pub(crate) fn outcome(ruby: &Ruby, answer: &Answer, refusal: Option<CoreError>) -> Result<RArray, Error> {
    let array = answer::response_with(ruby, &answer.response, &answer.limit)?;
    array.push(answer::retries(ruby, &answer.retries)?)?;
    // The response is the one above; a copy of it would be another object.
    let refusal = refusal.map(|refusal| exception(ruby, CoreError { response: None, ..refusal }));
    array.push(refusal.transpose()?)?;
    Ok(array)
}
