//! The answer of a token endpoint (RFC 6749 §5.1), read strictly where security hangs on it, leniently elsewhere.

use std::fmt;
use std::time::Duration;

use oauth2::basic::BasicTokenType;
use oauth2::{AccessToken, RefreshToken, Scope, TokenResponse};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value};
use zeroize::Zeroize;

use crate::error::Error;

/// Ten years: no token lives longer, and no date calculation overflows.
const LONGEST_LIFE: f64 = 315_360_000.0;

/// What can be wrong with a token answer. The words are ours alone: serde's own would quote the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// No body at all.
    Empty,
    /// Not a JSON object.
    NotJson,
    /// JSON that ends too early.
    Truncated,
    /// The same member twice, so that two readers may see two tokens.
    Duplicate,
    /// No usable `access_token`.
    AccessToken,
    /// `token_type` is missing or not Bearer.
    TokenType,
    /// `expires_in` is no number.
    ExpiresIn,
    /// `refresh_token` is no usable text.
    RefreshToken,
}

impl Fault {
    const OF_MEMBERS: [Self; 5] =
        [Self::Duplicate, Self::AccessToken, Self::TokenType, Self::ExpiresIn, Self::RefreshToken];

    fn code(self) -> &'static str {
        match self {
            Self::Empty => "response_empty",
            Self::NotJson => "response_not_json",
            Self::Truncated => "response_truncated",
            Self::Duplicate => "duplicate_member",
            Self::AccessToken => "invalid_access_token",
            Self::TokenType => "invalid_token_type",
            Self::ExpiresIn => "invalid_expires_in",
            Self::RefreshToken => "invalid_refresh_token",
        }
    }

    fn message(self) -> &'static str {
        match self {
            Self::Empty => "The token endpoint's answer is empty",
            Self::NotJson => "The token endpoint's answer is not a JSON object",
            Self::Truncated => "The token endpoint's answer breaks off",
            Self::Duplicate => "The token endpoint's answer holds a member twice",
            Self::AccessToken => "The token endpoint's answer holds no usable access_token",
            Self::TokenType => "The token endpoint's answer has no token_type, or one that is not Bearer",
            Self::ExpiresIn => "The token endpoint's answer has an expires_in that is not a number of seconds",
            Self::RefreshToken => "The token endpoint's answer has a refresh_token that is no usable text",
        }
    }

    /// Which fault the error of a parser of the whole body stands for.
    pub(crate) fn of_body(body: &[u8], error: &serde_json::Error) -> Self {
        if body.is_empty() { Self::Empty } else { Self::of(error) }
    }

    /// Which fault a parser's error stands for.
    pub(crate) fn of(error: &serde_json::Error) -> Self {
        let words = error.to_string();
        match error.classify() {
            serde_json::error::Category::Eof => Self::Truncated,
            serde_json::error::Category::Data => {
                Self::OF_MEMBERS.into_iter().find(|fault| words.starts_with(fault.message())).unwrap_or(Self::NotJson)
            }
            _ => Self::NotJson,
        }
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Error::protocol(
            fault.code(),
            fault.message(),
            "Check client_options[:token_url], and see what stands between this machine and the provider",
        )
    }
}

/// The members of a token answer; texts are wiped when they are dropped, for some of them are tokens.
#[derive(Default)]
pub struct Members(Map<String, Value>);

impl Members {
    /// The members themselves, for the one place that hands them on.
    #[must_use]
    pub fn expose(&self) -> &Map<String, Value> {
        &self.0
    }
}

impl Drop for Members {
    fn drop(&mut self) {
        for member in self.0.values_mut() {
            if let Value::String(text) = member {
                text.zeroize();
            }
        }
    }
}

/// A valid token answer: its members, and the typed view that the `oauth2` crate asks for.
pub struct TokenAnswer {
    members: Members,
    access_token: AccessToken,
    refresh_token: Option<RefreshToken>,
    expires_in: Option<Duration>,
}

impl TokenAnswer {
    /// All members; `expires_in` as whole seconds, null members left out.
    #[must_use]
    pub fn into_members(self) -> Members {
        self.members
    }

    fn new(mut read: Members) -> Result<Self, Fault> {
        let members = &mut read.0;
        members.retain(|_, value| !value.is_null());
        let access_token = token(members, "access_token").ok_or(Fault::AccessToken)?;
        let bearer = |kind: &str| kind.eq_ignore_ascii_case("bearer");
        if !members.get("token_type").and_then(Value::as_str).is_some_and(bearer) {
            return Err(Fault::TokenType);
        }
        if members.get("refresh_token").and_then(Value::as_str) == Some("") {
            members.remove("refresh_token");
        }
        let refresh_token = if members.contains_key("refresh_token") {
            Some(token(members, "refresh_token").ok_or(Fault::RefreshToken)?)
        } else {
            None
        };
        let expires_in = members.get("expires_in").map(|value| seconds(value).ok_or(Fault::ExpiresIn)).transpose()?;
        if let Some(seconds) = expires_in {
            members.insert("expires_in".to_owned(), seconds.into());
        }
        Ok(Self {
            access_token: AccessToken::new(access_token),
            refresh_token: refresh_token.map(RefreshToken::new),
            expires_in: expires_in.map(|seconds| Duration::from_secs(u64::try_from(seconds).unwrap_or(0))),
            members: read,
        })
    }
}

/// A token as RFC 6749 appendix A.12 and A.17 define it: visible characters, at least one.
fn token(members: &Map<String, Value>, name: &str) -> Option<String> {
    let text = members.get(name)?.as_str()?;
    let visible = !text.is_empty() && text.bytes().all(|byte| (0x20..=0x7e).contains(&byte));
    visible.then(|| text.to_owned())
}

/// Whole seconds from a number or a numeric text; a fraction is cut off, more than ten years are ten years.
fn seconds(value: &Value) -> Option<i64> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse::<f64>().ok()?,
        _ => return None,
    };
    if number.is_nan() {
        return None;
    }
    // In range by the clamp, so nothing is lost but the fraction.
    #[allow(clippy::cast_possible_truncation)]
    Some(number.clamp(-LONGEST_LIFE, LONGEST_LIFE) as i64)
}

impl<'de> Deserialize<'de> for TokenAnswer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = deserializer.deserialize_map(MembersVisitor)?;
        Self::new(members).map_err(|fault| D::Error::custom(fault.message()))
    }
}

/// Reads an object whose members are all different; serde's own map would keep the last of two.
struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Members::default();
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            if members.0.insert(name, value).is_some() {
                return Err(A::Error::custom(Fault::Duplicate.message()));
            }
        }
        Ok(members)
    }
}

impl fmt::Debug for TokenAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenAnswer").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}

impl Serialize for TokenAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.members.0.serialize(serializer)
    }
}

impl TokenResponse for TokenAnswer {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &BasicTokenType::Bearer
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    /// Scopes stay among the members, as text.
    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(body: &str) -> Result<Map<String, Value>, Fault> {
        let answer = serde_json::from_str::<TokenAnswer>(body).map_err(|error| Fault::of(&error))?;
        Ok(answer.into_members().expose().clone())
    }

    fn expires_in(value: &Value) -> Result<Option<i64>, Fault> {
        let body = json!({"access_token": "t", "token_type": "Bearer", "expires_in": value}).to_string();
        Ok(read(&body)?.get("expires_in").and_then(Value::as_i64))
    }

    #[test]
    fn a_minimal_answer_is_enough_and_unknown_members_are_kept() -> Result<(), Fault> {
        let members = read(r#"{"access_token":"t","token_type":"bEARER","created_at":5,"scope":null}"#)?;
        assert_eq!(Value::Object(members), json!({"access_token": "t", "token_type": "bEARER", "created_at": 5}));
        Ok(())
    }

    #[test]
    fn every_form_of_expires_in_is_read_or_refused() {
        assert_eq!(expires_in(&json!(7200)), Ok(Some(7200)));
        assert_eq!(expires_in(&json!("7200")), Ok(Some(7200)));
        assert_eq!(expires_in(&json!(7200.5)), Ok(Some(7200)));
        assert_eq!(expires_in(&json!(-5)), Ok(Some(-5)));
        assert_eq!(expires_in(&json!(0)), Ok(Some(0)));
        assert_eq!(expires_in(&json!(1e30)), Ok(Some(315_360_000)));
        assert_eq!(expires_in(&Value::Null), Ok(None));
        for bad in [json!("soon"), json!("NaN"), json!(true), json!([]), json!({})] {
            assert_eq!(expires_in(&bad), Err(Fault::ExpiresIn), "{bad}");
        }
    }

    #[test]
    fn each_fault_is_told_apart_without_quoting() {
        for (body, fault) in [
            (r#"{"access_token":"s3cret","token_type":"Bearer""#, Fault::Truncated),
            (r#""s3cret""#, Fault::NotJson),
            (r#"["s3cret"]"#, Fault::NotJson),
            ("<html>s3cret</html>", Fault::NotJson),
            (r#"{"access_token":"s3cret","token_type":"Bearer","access_token":"t"}"#, Fault::Duplicate),
            (r#"{"token_type":"Bearer"}"#, Fault::AccessToken),
            (r#"{"access_token":5,"token_type":"Bearer"}"#, Fault::AccessToken),
            (r#"{"access_token":"","token_type":"Bearer"}"#, Fault::AccessToken),
            (r#"{"access_token":"s3\ncret","token_type":"Bearer"}"#, Fault::AccessToken),
            (r#"{"access_token":"s3cret"}"#, Fault::TokenType),
            (r#"{"access_token":"s3cret","token_type":"mac"}"#, Fault::TokenType),
            (r#"{"access_token":"s3cret","token_type":"Bearer","refresh_token":{}}"#, Fault::RefreshToken),
        ] {
            assert_eq!(read(body).err(), Some(fault), "{body}");
            assert!(!fault.message().contains("s3cret"));
        }
        assert_eq!(read(r#"{"token_type":"Bearer","#).err(), Some(Fault::Truncated));
    }

    #[test]
    fn debug_shows_no_token() -> Result<(), serde_json::Error> {
        let answer: TokenAnswer = serde_json::from_str(r#"{"access_token":"s3cret","token_type":"Bearer"}"#)?;
        assert!(!format!("{answer:?}").contains("s3cret"));
        Ok(())
    }
}
