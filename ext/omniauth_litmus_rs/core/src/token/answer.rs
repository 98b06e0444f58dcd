//! The answer of a token endpoint (RFC 6749 §5), read once: strictly where security hangs on it, leniently elsewhere.

use std::borrow::Cow;
use std::fmt;

use url::form_urlencoded;
use zeroize::Zeroize;

use crate::json;
use crate::token::fault::Fault;

/// Ten years in seconds: no token lives longer, and no date calculation overflows.
pub const MAX_LIFE: i32 = 315_360_000;
/// The members that mean something here.
const KNOWN: [&str; 4] = ["access_token", "token_type", "expires_in", "refresh_token"];

/// The value of a member.
#[derive(Clone, PartialEq, Eq)]
pub enum Member {
    /// A text.
    Text(String),
    /// Anything else, as JSON in the provider's own digits and order.
    Json(String),
}

/// The members of an answer in their order; all are wiped when they are dropped, for some of them are tokens.
#[derive(Default)]
pub struct Members(Vec<(Cow<'static, str>, Member)>);

impl Members {
    /// Reads a JSON object. Members that are null are left out, and so are unknown ones that could not be written again
    /// (nested deeper than [`json::MAX_DEPTH`], numbers beyond all doubles): they are to be ignored (RFC 6749 §5.1), and
    /// must not cost the token that they come with.
    ///
    /// # Errors
    /// The [`Fault`] of a body that is none, or that has a member twice.
    pub fn of_json(body: &[u8]) -> Result<Self, Fault> {
        if body.is_empty() {
            return Err(Fault::Empty);
        }
        let text = std::str::from_utf8(body).map_err(|_| Fault::NotJson)?;
        Self::new(json::members(text)?.into_iter().map(|(name, member)| {
            let member = match member {
                json::Member::Text(text) => Some(Member::Text(text.into_owned())),
                json::Member::Other(text) => Some(Member::Json(text.to_owned())),
                // No value that these may have.
                json::Member::Unfit if KNOWN.contains(&name.as_ref()) => Some(Member::Json("null".to_owned())),
                json::Member::Null | json::Member::Unfit => None,
            };
            (name, member)
        }))
    }

    /// Reads a form, as some providers answer.
    ///
    /// # Errors
    /// [`Fault::NotJson`] for a text that names neither a token nor an error, and [`Fault::Duplicate`].
    pub fn of_form(body: &[u8]) -> Result<Self, Fault> {
        if body.is_empty() {
            return Err(Fault::Empty);
        }
        let pairs = form_urlencoded::parse(body);
        let members = Self::new(pairs.map(|(name, value)| (name, Some(Member::Text(value.into_owned())))))?;
        let known = ["access_token", "error"].iter().any(|name| members.get(name).is_some());
        if known { Ok(members) } else { Err(Fault::NotJson) }
    }

    fn new<'t>(all: impl Iterator<Item = (Cow<'t, str>, Option<Member>)>) -> Result<Self, Fault> {
        let (mut names, mut members) = (Vec::with_capacity(all.size_hint().0), Self::default());
        for (name, member) in all {
            let known = || KNOWN.iter().find(|known| **known == name).map(|known| Cow::Borrowed(*known));
            members.0.extend(member.map(|member| (known().unwrap_or_else(|| name.to_string().into()), member)));
            names.push(name);
        }
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) { Err(Fault::Duplicate) } else { Ok(members) }
    }

    /// What is to be handed on: each name with its value.
    #[must_use]
    pub fn expose(&self) -> impl ExactSizeIterator<Item = (&str, &Member)> {
        self.0.iter().map(|(name, member)| (name.as_ref(), member))
    }

    /// The error that is stated, where there is one and no token (RFC 6749 §5.2).
    #[must_use]
    pub fn stated_error(&self) -> Option<&str> {
        self.text("error").filter(|_| self.get("access_token").is_none())
    }

    /// A member that is a text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Member::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Checks that this is a token answer; `expires_in` becomes whole seconds, and empty texts of what may be missing
    /// are missing. Without a `token_type` it is one for providers that are known to leave it out.
    ///
    /// # Errors
    /// The first [`Fault`].
    pub fn into_token(mut self, names_type: bool) -> Result<Self, Fault> {
        if !self.text("access_token").is_some_and(is_token) {
            return Err(Fault::AccessToken);
        }
        let bearer = match self.get("token_type") {
            Some(Member::Text(kind)) => kind.eq_ignore_ascii_case("bearer"),
            Some(Member::Json(_)) => false,
            None => !names_type,
        };
        if !bearer {
            return Err(Fault::TokenType);
        }
        let blank = |member: &Member| matches!(member, Member::Text(text) if text.trim().is_empty());
        self.0.retain(|(name, member)| !(["refresh_token", "expires_in"].contains(&name.as_ref()) && blank(member)));
        if self.get("refresh_token").is_some() && !self.text("refresh_token").is_some_and(is_token) {
            return Err(Fault::RefreshToken);
        }
        if let Some((_, member)) = self.0.iter_mut().find(|(name, _)| name == "expires_in") {
            *member = Member::Json(seconds(member).ok_or(Fault::ExpiresIn)?.to_string());
        }
        Ok(self)
    }

    fn get(&self, name: &str) -> Option<&Member> {
        self.0.iter().find_map(|(known, member)| (known == name).then_some(member))
    }
}

impl Drop for Members {
    fn drop(&mut self) {
        for (_, Member::Text(text) | Member::Json(text)) in &mut self.0 {
            text.zeroize();
        }
    }
}

impl fmt::Debug for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} members]", self.0.len())
    }
}

/// Whether this is a token as RFC 6749 appendix A.12 and A.17 define it: visible characters, at least one.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| (0x20..=0x7e).contains(&byte))
}

/// Whole seconds from a number or a numeric text; a fraction is cut off, more than ten years are ten years.
fn seconds(member: &Member) -> Option<i64> {
    let (Member::Text(text) | Member::Json(text)) = member;
    let number: f64 = text.trim().parse().ok()?;
    if number.is_nan() {
        return None;
    }
    // In range by the clamp, so nothing is lost but the fraction.
    #[allow(clippy::cast_possible_truncation)]
    Some(number.clamp(-f64::from(MAX_LIFE), f64::from(MAX_LIFE)) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Members, Fault> {
        Members::of_json(body.as_bytes())?.into_token(true)
    }

    fn names(members: &Members) -> Vec<&str> {
        members.expose().map(|(name, _)| name).collect()
    }

    fn expires_in(value: &str) -> Result<Option<String>, Fault> {
        let members = read(&format!(r#"{{"access_token":"t","token_type":"Bearer","expires_in":{value}}}"#))?;
        Ok(members.get("expires_in").map(|(Member::Text(text) | Member::Json(text))| text.clone()))
    }

    #[test]
    fn a_minimal_answer_is_enough_and_unknown_members_are_kept_in_their_order() -> Result<(), Fault> {
        let id = "1180591620717411303425";
        let members = read(&format!(
            r#"{{"z":{id},"access_token":"t","token_type":"bEARER","created_at":{{"b": 1.0,"a":[]}},"scope":null}}"#
        ))?;
        assert_eq!(names(&members), ["z", "access_token", "token_type", "created_at"]);
        assert!(members.get("z") == Some(&Member::Json(id.to_owned())));
        assert!(members.get("created_at") == Some(&Member::Json(r#"{"b": 1.0,"a":[]}"#.to_owned())));
        Ok(())
    }

    #[test]
    fn what_cannot_be_written_again_costs_no_token() -> Result<(), Fault> {
        for unfit in ["[".repeat(110) + &"]".repeat(110), "1e400".to_owned(), "[-1e999]".to_owned()] {
            let members = read(&format!(r#"{{"x":{unfit},"access_token":"t","token_type":"Bearer","y":1}}"#))?;
            assert_eq!(names(&members), ["access_token", "token_type", "y"]);
        }
        Ok(())
    }

    #[test]
    fn every_form_of_expires_in_is_read_or_refused() {
        for (value, seconds) in [
            ("7200", "7200"),
            ("\"7200\"", "7200"),
            ("7200.5", "7200"),
            ("-5", "-5"),
            ("0", "0"),
            ("1e30", "315360000"),
            ("123456789012345678901234567890", "315360000"),
        ] {
            assert_eq!(expires_in(value), Ok(Some(seconds.to_owned())), "{value}");
        }
        assert_eq!([expires_in("null"), expires_in("\"\""), expires_in("\" \"")], [Ok(None), Ok(None), Ok(None)]);
        for bad in ["\"soon\"", "\"NaN\"", "1e400", "true", "[]", "{}"] {
            assert_eq!(expires_in(bad), Err(Fault::ExpiresIn), "{bad}");
        }
    }

    #[test]
    fn each_fault_is_told_apart_without_quoting() {
        for (body, fault) in [
            ("", Fault::Empty),
            (r#"{"access_token":"s3cret","token_type":"Bearer""#, Fault::Truncated),
            (r#"{"token_type":"Bearer","#, Fault::Truncated),
            (r#""s3cret""#, Fault::NotJson),
            (r#"["s3cret"]"#, Fault::NotJson),
            ("<html>s3cret</html>", Fault::NotJson),
            (r#"{"access_token":"s3cret","token_type":"Bearer","access_token":"t"}"#, Fault::Duplicate),
            (r#"{"access_token":"s3cret","token_type":"Bearer","access_token":null}"#, Fault::Duplicate),
            (r#"{"token_type":"Bearer"}"#, Fault::AccessToken),
            (r#"{"access_token":5,"token_type":"Bearer"}"#, Fault::AccessToken),
            (r#"{"access_token":"","token_type":"Bearer"}"#, Fault::AccessToken),
            (r#"{"access_token":"s3\ncret","token_type":"Bearer"}"#, Fault::AccessToken),
            (r#"{"access_token":"s3cret"}"#, Fault::TokenType),
            (r#"{"access_token":"s3cret","token_type":"mac"}"#, Fault::TokenType),
            (r#"{"access_token":"s3cret","token_type":["Bearer"]}"#, Fault::TokenType),
            (r#"{"access_token":"s3cret","token_type":"Bearer","refresh_token":{}}"#, Fault::RefreshToken),
        ] {
            assert_eq!(read(body).err(), Some(fault), "{body}");
            assert!(!fault.message().contains("s3cret"));
        }
    }

    #[test]
    fn a_form_is_read_where_it_is_one() -> Result<(), Fault> {
        let read = |body: &str| Members::of_form(body.as_bytes());
        let members = read("access_token=a%2Bb&expires_in=7200&scope=a+b&token_type=bearer")?.into_token(true)?;
        assert_eq!((members.text("access_token"), members.text("scope")), (Some("a+b"), Some("a b")));
        assert!(members.get("expires_in") == Some(&Member::Json("7200".to_owned())));
        assert_eq!(read("error=bad_code")?.stated_error(), Some("bad_code"));
        assert!(read("access_token=t")?.into_token(false).is_ok());
        assert_eq!(read("access_token=t")?.into_token(true).err(), Some(Fault::TokenType));
        assert_eq!(read("access_token=t&token_type=mac")?.into_token(false).err(), Some(Fault::TokenType));
        assert_eq!(read("access_token=t&access_token=u").err(), Some(Fault::Duplicate));
        for body in ["<html>access_token</html>", "{\"access_token\":\"t\"}", "a=b", "\u{0}"] {
            assert_eq!(read(body).err(), Some(Fault::NotJson), "{body}");
        }
        Ok(())
    }

    #[test]
    fn debug_shows_no_token() -> Result<(), Fault> {
        assert_eq!(format!("{:?}", read(r#"{"access_token":"s3cret","token_type":"Bearer"}"#)?), "[2 members]");
        Ok(())
    }
}
