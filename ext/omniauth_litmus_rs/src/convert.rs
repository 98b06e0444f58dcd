//! Ruby values on their way in, copied into Rust ones. No Ruby value is kept.

use std::borrow::Cow;

use magnus::encoding::{EncodingCapable, RbEncoding};
use magnus::r_hash::ForEach;
use magnus::value::ReprValue;
use magnus::{Error, Float, Integer, Module, RArray, RHash, RModule, RString, Ruby, Symbol, TryConvert, Value};
use omniauth_litmus_core::{Code, Error as CoreError, Secret};
use serde_json::{Map, Number, Value as Json};

use crate::error::{to_ruby, wrong_value};
use crate::traversal::{MAX_VALUES, Step, Traversal};

/// The text of a String or a Symbol.
pub(crate) fn text(ruby: &Ruby, value: Value, what: &str) -> Result<String, Error> {
    if let Some(symbol) = Symbol::from_value(value) {
        return symbol.name().map(Cow::into_owned).or_else(|_| string(ruby, symbol.funcall("to_s", ())?, what));
    }
    let text = RString::from_value(value).ok_or_else(|| wrong_value(ruby, what, "a String"))?;
    string(ruby, text, what)
}

/// The text of a String; what is in another encoding is translated. What is tagged as bytes or as ASCII may be UTF-8 all
/// the same: `File.binread`, sockets, and the environment under LANG=C give such.
fn string(ruby: &Ruby, text: RString, what: &str) -> Result<String, Error> {
    if let Ok(text) = text.to_string() {
        return Ok(text);
    }
    let encoding = RbEncoding::from(text.enc_get());
    let name = encoding.name();
    let bytes = ["US-ASCII", "ASCII-8BIT"].contains(&name).then(|| text.to_bytes());
    bytes.and_then(|bytes| String::from_utf8(bytes.into()).ok()).ok_or_else(|| {
        let error = CoreError::configuration(
            Code::InvalidValue,
            format!("{what} cannot be read as a String of valid UTF-8: its encoding is {name}"),
            "Correct its encoding with String#force_encoding, or translate it with String#encode",
        );
        to_ruby(ruby, error)
    })
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
    if let Some(pairs) = flat_pairs(hash)? {
        return Ok(pairs);
    }
    let mut pairs = Vec::with_capacity(hash.len());
    // The name so far, of each Hash and Array that has been begun; the outermost has none.
    let mut names: Vec<Option<String>> = Vec::new();
    let mut steps = Traversal::new(ruby, hash.as_value(), what);
    while let Some(step) = steps.step()? {
        match step {
            Step::Begin { key, .. } => {
                let name = names.last().map(|outer| name(ruby, outer.as_deref(), key, what)).transpose()?;
                names.push(name);
            }
            Step::Leaf { value, .. } if value.is_nil() => {}
            Step::Leaf { key, value } => {
                let name = name(ruby, names.last().and_then(Option::as_deref), key, what)?;
                let value = words(ruby, value, &name)?;
                pairs.push((name, value));
            }
            Step::End => drop(names.pop()),
        }
    }
    Ok(pairs)
}

/// The pairs of a Hash of plain texts alone, which most are: no method of the application is called for them. One with
/// too many is left to the way that refuses it.
fn flat_pairs(hash: RHash) -> Result<Option<Vec<(String, String)>>, Error> {
    if hash.len() >= MAX_VALUES {
        return Ok(None);
    }
    let mut pairs = Vec::with_capacity(hash.len());
    let mut flat = true;
    hash.foreach(|key: Value, value: Value| {
        if value.is_nil() {
            return Ok(ForEach::Continue);
        }
        let pair = plain_text(key).zip(plain_text(value));
        flat = pair.is_some();
        pairs.extend(pair);
        Ok(if flat { ForEach::Continue } else { ForEach::Stop })
    })?;
    Ok(flat.then_some(pairs))
}

/// A String or a Symbol that is UTF-8 as it is. Other encodings are left to [`text`].
fn plain_text(value: Value) -> Option<String> {
    match RString::from_value(value) {
        Some(text) => text.is_utf8_compatible_encoding().then(|| text.to_string().ok()).flatten(),
        None => Symbol::from_value(value)?.name().ok().map(Cow::into_owned),
    }
}

fn name(ruby: &Ruby, outer: Option<&str>, key: Option<Value>, what: &str) -> Result<String, Error> {
    let key = key.map(|key| words(ruby, key, &format!("A key of {what}"))).transpose()?.unwrap_or_default();
    Ok(outer.map_or_else(|| key.clone(), |outer| format!("{outer}[{key}]")))
}

/// The text of anything, by `to_s` where it is none.
fn words(ruby: &Ruby, value: Value, what: &str) -> Result<String, Error> {
    if is_text(value) { text(ruby, value, what) } else { string(ruby, value.to_r_string()?, what) }
}

fn is_text(value: Value) -> bool {
    RString::from_value(value).is_some() || Symbol::from_value(value).is_some()
}

fn is_nested(value: Value) -> bool {
    RArray::from_value(value).is_some() || RHash::from_value(value).is_some()
}

/// A value made of nil, booleans, numbers, texts, Arrays and Hashes with String or Symbol keys; `what` is its name for
/// the error.
pub(crate) fn json(ruby: &Ruby, value: Value, what: &str) -> Result<Json, Error> {
    tree(ruby, value, what, text, scalar)
}

/// Takes the Arrays and Hashes out of the parameters of a token request. What is in them is text, as in a form.
pub(crate) fn take_nested(ruby: &Ruby, params: RHash) -> Result<Vec<(String, Json)>, Error> {
    let mut nested = Vec::new();
    let mut any = false;
    params.foreach(|_: Value, value: Value| {
        any = is_nested(value);
        Ok(if any { ForEach::Stop } else { ForEach::Continue })
    })?;
    if !any {
        return Ok(nested);
    }
    for key in params.funcall::<_, _, RArray>("keys", ())? {
        let value: Value = params.aref(key)?;
        if is_nested(value) {
            let name = words(ruby, key, "A key of token_params")?;
            nested.push((name, tree(ruby, value, "token_params", words, member)?));
            let _: Value = params.delete(key)?;
        }
    }
    Ok(nested)
}

fn member(ruby: &Ruby, value: Value, what: &str) -> Result<Json, Error> {
    if value.is_nil() { Ok(Json::Null) } else { words(ruby, value, what).map(Json::String) }
}

fn tree(
    ruby: &Ruby,
    value: Value,
    what: &str,
    key_of: fn(&Ruby, Value, &str) -> Result<String, Error>,
    leaf_of: fn(&Ruby, Value, &str) -> Result<Json, Error>,
) -> Result<Json, Error> {
    // What has been begun, each with its own name in what is around it.
    let mut begun: Vec<(Option<String>, Json)> = Vec::new();
    let mut steps = Traversal::new(ruby, value, what);
    while let Some(step) = steps.step()? {
        let key = |key: Option<Value>| key.map(|key| key_of(ruby, key, "A key")).transpose();
        let (name, made) = match step {
            Step::Begin { key: name, is_hash } => {
                let empty = if is_hash { Json::Object(Map::new()) } else { Json::Array(Vec::new()) };
                begun.push((key(name)?, empty));
                continue;
            }
            Step::Leaf { key: name, value } => {
                let name = key(name)?;
                let around = begun.last().and_then(|(name, _)| name.as_deref());
                let made = leaf_of(ruby, value, name.as_deref().or(around).unwrap_or(what))?;
                (name, made)
            }
            Step::End => begun.pop().unwrap_or_default(),
        };
        match begun.last_mut() {
            Some((_, Json::Object(members))) => drop(members.insert(name.unwrap_or_default(), made)),
            Some((_, Json::Array(items))) => items.push(made),
            _ => return Ok(made),
        }
    }
    Ok(Json::Null)
}

fn scalar(ruby: &Ruby, value: Value, what: &str) -> Result<Json, Error> {
    if is_text(value) {
        return text(ruby, value, what).map(Json::String);
    }
    if value.is_nil() {
        return Ok(Json::Null);
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
    Err(wrong_value(ruby, what, "a String"))
}

/// A Hash with String or Symbol keys.
pub(crate) fn object(ruby: &Ruby, hash: RHash, what: &str) -> Result<Map<String, Json>, Error> {
    if let Some(members) = flat_object(ruby, hash)? {
        return Ok(members);
    }
    match json(ruby, hash.as_value(), what)? {
        Json::Object(members) => Ok(members),
        _ => Err(wrong_value(ruby, what, "a Hash")),
    }
}

/// A Hash without Hashes and Arrays in it, whose keys are plain texts: it takes no list of its entries. One with too many
/// is left to the way that refuses it.
fn flat_object(ruby: &Ruby, hash: RHash) -> Result<Option<Map<String, Json>>, Error> {
    if hash.len() >= MAX_VALUES {
        return Ok(None);
    }
    let (mut members, mut flat) = (Map::new(), true);
    hash.foreach(|key: Value, value: Value| {
        flat = !is_nested(value);
        let Some(name) = plain_text(key).filter(|_| flat) else {
            flat = false;
            return Ok(ForEach::Stop);
        };
        let value = scalar(ruby, value, &name)?;
        members.insert(name, value);
        Ok(ForEach::Continue)
    })?;
    Ok(flat.then_some(members))
}

/// What `JSON.generate` makes of a value.
pub(crate) fn json_text(ruby: &Ruby, value: Value) -> Result<Vec<u8>, Error> {
    let litmus: RModule = ruby.class_object().const_get::<_, RModule>("OmniAuth")?.const_get("Litmus")?;
    let text: RString = litmus.const_get::<_, Value>("JSONText")?.funcall("of", (value,))?;
    Ok(text.to_bytes().into())
}
