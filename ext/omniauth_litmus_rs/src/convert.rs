//! Ruby values to plain ones and back, by copying: nothing of Ruby's is kept.

use magnus::value::ReprValue;
use magnus::{Error, Float, Integer, RArray, RHash, RString, Ruby, Symbol, TryConvert, Value, r_hash::ForEach};
use omniauth_litmus_core::api::Answer;
use omniauth_litmus_core::error::{self as core_error, RateLimit};
use omniauth_litmus_core::provider::RateLimitHeaders;
use omniauth_litmus_core::response::Response;
use omniauth_litmus_core::retry::{Reason, Retry};
use omniauth_litmus_core::secret::Secret;
use omniauth_litmus_core::{clock, rate_limit};
use serde_json::{Map, Number, Value as Json};

use crate::error::{exception, wrong_value};

/// The text of a String or a Symbol.
pub(crate) fn text(ruby: &Ruby, value: Value, what: &str) -> Result<String, Error> {
    if let Some(symbol) = Symbol::from_value(value) {
        return Ok(symbol.name()?.into_owned());
    }
    let expected = "a String of valid UTF-8";
    let string = RString::from_value(value).ok_or_else(|| wrong_value(ruby, what, expected))?;
    string.to_string().map_err(|_| wrong_value(ruby, what, expected))
}

/// A text that must not be seen; nil is an empty one.
pub(crate) fn secret(ruby: &Ruby, value: Value, what: &str) -> Result<Secret, Error> {
    Ok(Secret::new(optional_text(ruby, value, what)?.unwrap_or_default()))
}

/// The text of a String or a Symbol, or nothing for nil.
pub(crate) fn optional_text(ruby: &Ruby, value: Value, what: &str) -> Result<Option<String>, Error> {
    if value.is_nil() { Ok(None) } else { text(ruby, value, what).map(Some) }
}

/// The pairs of a Hash as text, in its order; pairs whose value is nil are left out. Arrays and Hashes inside become
/// `name[]` and `name[key]`, as Rack and Faraday write them.
pub(crate) fn pairs(ruby: &Ruby, hash: RHash, what: &str) -> Result<Vec<(String, String)>, Error> {
    let mut pairs = Vec::with_capacity(hash.len());
    hash.foreach(|key: Value, value: Value| {
        append(ruby, &mut pairs, text(ruby, key, what)?, value)?;
        Ok(ForEach::Continue)
    })?;
    Ok(pairs)
}

fn append(ruby: &Ruby, pairs: &mut Vec<(String, String)>, name: String, value: Value) -> Result<(), Error> {
    if let Some(hash) = RHash::from_value(value) {
        return hash.foreach(|key: Value, inner: Value| {
            append(ruby, pairs, format!("{name}[{}]", text(ruby, key, &name)?), inner)?;
            Ok(ForEach::Continue)
        });
    }
    if let Some(array) = RArray::from_value(value) {
        return array.into_iter().try_for_each(|inner| append(ruby, pairs, format!("{name}[]"), inner));
    }
    if !value.is_nil() {
        let is_text = RString::from_value(value).is_some() || Symbol::from_value(value).is_some();
        let value = if is_text { text(ruby, value, &name)? } else { value.to_r_string()?.to_string()? };
        pairs.push((name, value));
    }
    Ok(())
}

/// A value made of nil, booleans, numbers, texts, Arrays and Hashes; `what` is its name for the error.
pub(crate) fn json(ruby: &Ruby, value: Value, what: &str) -> Result<Json, Error> {
    if value.is_nil() {
        return Ok(Json::Null);
    }
    if let Some(hash) = RHash::from_value(value) {
        return object(ruby, hash).map(Json::Object);
    }
    if let Some(array) = RArray::from_value(value) {
        return array.into_iter().map(|item| json(ruby, item, what)).collect::<Result<_, _>>().map(Json::Array);
    }
    if let Some(integer) = Integer::from_value(value) {
        let signed = integer.to_i64().map(Json::from);
        return signed
            .or_else(|_| integer.to_u64().map(Json::from))
            .map_err(|_| wrong_value(ruby, what, "an integer of at most 64 bits"));
    }
    if let Some(float) = Float::from_value(value) {
        return Number::from_f64(float.to_f64())
            .map(Json::Number)
            .ok_or_else(|| wrong_value(ruby, what, "a finite number"));
    }
    if value.is_kind_of(ruby.class_true_class()) || value.is_kind_of(ruby.class_false_class()) {
        return bool::try_convert(value).map(Json::Bool);
    }
    text(ruby, value, what).map(Json::String)
}

/// A Hash with String or Symbol keys.
pub(crate) fn object(ruby: &Ruby, hash: RHash) -> Result<Map<String, Json>, Error> {
    let mut object = Map::new();
    hash.foreach(|key: Value, value: Value| {
        let name = text(ruby, key, "A key")?;
        let value = json(ruby, value, &name)?;
        object.insert(name, value);
        Ok(ForEach::Continue)
    })?;
    Ok(object)
}

/// The Ruby value of a JSON value.
pub(crate) fn value(ruby: &Ruby, json: &Json) -> Result<Value, Error> {
    Ok(match json {
        Json::Null => ruby.qnil().as_value(),
        Json::Bool(true) => ruby.qtrue().as_value(),
        Json::Bool(false) => ruby.qfalse().as_value(),
        Json::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => ruby.integer_from_i64(number).as_value(),
            (None, Some(number)) => ruby.integer_from_u64(number).as_value(),
            (None, None) => ruby.float_from_f64(number.as_f64().unwrap_or(f64::NAN)).as_value(),
        },
        Json::String(text) => ruby.str_new(text).as_value(),
        Json::Array(items) => {
            let array = ruby.ary_new_capa(items.len());
            for item in items {
                array.push(value(ruby, item)?)?;
            }
            array.as_value()
        }
        Json::Object(members) => members_hash(ruby, members)?.as_value(),
    })
}

/// A Hash with String keys.
pub(crate) fn members_hash(ruby: &Ruby, members: &Map<String, Json>) -> Result<RHash, Error> {
    let hash = ruby.hash_new();
    for (name, member) in members {
        hash.aset(ruby.str_new(name).to_interned_str(), value(ruby, member)?)?;
    }
    Ok(hash)
}

/// What a call brought: as for [`response`], then as for [`retries`], then the exception that the status stands for, or
/// nil.
pub(crate) fn answer(ruby: &Ruby, answer: &Answer, refusal: Option<core_error::Error>) -> Result<RArray, Error> {
    let array = response_with(ruby, &answer.response, &answer.limit)?;
    array.push(retries(ruby, &answer.retries)?)?;
    // The response is the one above; a second copy would be another object.
    let refusal = refusal.map(|refusal| exception(ruby, core_error::Error { response: None, ..refusal }));
    array.push(refusal.transpose()?)?;
    Ok(array)
}

/// `[[reason, seconds waited], …]`, the reason a status or the code of an error; nil where there are none.
pub(crate) fn retries(ruby: &Ruby, retries: &[Retry]) -> Result<Option<RArray>, Error> {
    if retries.is_empty() {
        return Ok(None);
    }
    let array = ruby.ary_new_capa(retries.len());
    for retry in retries {
        let reason = match &retry.reason {
            Reason::Status(status) => ruby.integer_from_u64((*status).into()).as_value(),
            Reason::Code(code) => ruby.to_symbol(code.as_ref()).as_value(),
        };
        let waited = ruby.float_from_f64(retry.waited.as_secs_f64()).as_value();
        array.push(ruby.ary_new_from_values(&[reason, waited]))?;
    }
    Ok(Some(array))
}

/// `[status, head, body, limits]`: the head as lines of `name: value`, which the Ruby side takes apart only where somebody
/// asks; the body is text where it is valid UTF-8 and bytes elsewhere; the limits are `[limit, remaining, reset]`, or nil
/// where the response says nothing of any.
pub(crate) fn response(ruby: &Ruby, response: &Response) -> Result<RArray, Error> {
    response_with(ruby, response, &rate_limit::read(response, &RateLimitHeaders::default(), clock()))
}

fn response_with(ruby: &Ruby, response: &Response, limit: &RateLimit) -> Result<RArray, Error> {
    let mut head = String::new();
    for (name, value) in &response.headers {
        head.extend([name.as_str(), ": ", value.as_str(), "\n"]);
    }
    let body = match std::str::from_utf8(&response.body) {
        Ok(text) => ruby.str_new(text),
        Err(_) => ruby.str_from_slice(&response.body),
    };
    let array = ruby.ary_new_capa(6);
    array.push(response.status)?;
    array.push(head)?;
    array.push(body)?;
    array.push(limits(ruby, limit)?)?;
    Ok(array)
}

fn limits(ruby: &Ruby, limit: &RateLimit) -> Result<Option<RArray>, Error> {
    let stated = [limit.limit, limit.remaining, limit.reset_at];
    if stated.iter().all(Option::is_none) {
        return Ok(None);
    }
    let array = ruby.ary_new_capa(stated.len());
    for number in stated {
        array.push(number)?;
    }
    Ok(Some(array))
}
