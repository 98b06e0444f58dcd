//! Values on their way out: plain Ruby objects from the core's.

use magnus::value::ReprValue;
use magnus::{Error, RArray, RHash, Ruby, Value};
use omniauth_litmus_core::rate_limit::{self, RateLimit, RateLimitHeaders};
use omniauth_litmus_core::{Reason, Response, Retry, since_epoch};
use serde_json::{Map, Value as Json};

use crate::names;
use crate::slices;

/// `[[reason, seconds waited], …]`, the reason a status or the code of an error; nil where there are none.
pub(crate) fn retries(ruby: &Ruby, retries: &[Retry]) -> Result<Option<RArray>, Error> {
    if retries.is_empty() {
        return Ok(None);
    }
    let array = ruby.ary_new_capa(retries.len());
    for retry in retries {
        let reason = match &retry.reason {
            Reason::Status(status) => ruby.integer_from_u64((*status).into()).as_value(),
            Reason::Code(code) => ruby.to_symbol(code.as_str()).as_value(),
            _ => ruby.qnil().as_value(),
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
    response_with(ruby, response, &rate_limit::read(response, &RateLimitHeaders::default(), since_epoch()))
}

pub(crate) fn response_with(ruby: &Ruby, response: &Response, limit: &RateLimit) -> Result<RArray, Error> {
    let body = match std::str::from_utf8(&response.body) {
        Ok(text) => slices::text(ruby, text)?,
        Err(_) => slices::bytes(ruby, &response.body)?,
    };
    let array = ruby.ary_new_capa(6);
    array.push(response.status)?;
    array.push(response.head())?;
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
        hash.aset(names::name(ruby, name)?, value(ruby, member)?)?;
    }
    Ok(hash)
}
