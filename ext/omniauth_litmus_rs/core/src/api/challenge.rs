//! `WWW-Authenticate` (RFC 9110 §11.6.1), as far as a bearer token needs it (RFC 6750 §3).

use crate::error::OAuthFields;
use crate::secret::Secret;
use crate::text;

/// The error of the first Bearer challenge that states one; several challenges may share the header. Where it echoes
/// the `token`, that is redacted.
#[must_use]
pub fn bearer_error(header: &str, token: &Secret) -> Option<OAuthFields> {
    let words = |text: &str| text::description(text, &[token]);
    let mut in_bearer = false;
    let mut fields = OAuthFields::default();
    for item in items(header) {
        let (scheme, parameter) = split_scheme(&item);
        if let Some(scheme) = scheme {
            if in_bearer && fields.error.is_some() {
                break;
            }
            in_bearer = scheme.eq_ignore_ascii_case("bearer");
        }
        let Some((name, value)) = parameter.split_once('=') else { continue };
        if !in_bearer {
            continue;
        }
        let value = unquote(value.trim());
        match name.trim().to_ascii_lowercase().as_str() {
            "error" => fields.error = text::error_code(&value).filter(|code| *code == words(code)).map(str::to_owned),
            "error_description" => fields.description = Some(words(&value)),
            "error_uri" => fields.uri = Some(words(&value)),
            "scope" => fields.scope = Some(words(&value)).filter(|scope| !scope.is_empty()),
            _ => {}
        }
    }
    fields.error.is_some().then_some(fields)
}

/// The comma-separated items; commas inside quotes do not separate.
fn items(header: &str) -> Vec<String> {
    let (mut items, mut quoted, mut escaped) = (vec![String::new()], false, false);
    for c in header.chars() {
        match c {
            ',' if !quoted => {
                items.push(String::new());
                continue;
            }
            '"' if !escaped => quoted = !quoted,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
        if let Some(item) = items.last_mut() {
            item.push(c);
        }
    }
    items
}

/// `Bearer realm="x"` is a scheme and its first parameter; `error="x"` is a parameter alone.
fn split_scheme(item: &str) -> (Option<&str>, &str) {
    let item = item.trim();
    match item.split_once(' ') {
        Some((scheme, rest)) if !scheme.contains('=') && !rest.trim_start().starts_with('=') => {
            (Some(scheme), rest.trim_start())
        }
        None if !item.contains('=') => (Some(item), ""),
        _ => (None, item),
    }
}

fn unquote(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"').map(|rest| rest.strip_suffix('"').unwrap_or(rest)) else {
        return value.to_owned();
    };
    let (mut text, mut escaped) = (String::new(), false);
    for c in inner.chars() {
        escaped = c == '\\' && !escaped;
        if !escaped {
            text.push(c);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(header: &str) -> Option<String> {
        bearer_error(header, &Secret::default()).and_then(|fields| fields.error)
    }

    #[test]
    fn the_challenge_of_doorkeeper_is_understood_and_the_token_blotted_out() {
        let header =
            r#"Bearer realm="Doorkeeper", error="invalid_token", error_description="The access token t0ken expired""#;
        let fields = bearer_error(header, &Secret::new("t0ken".into()));
        assert_eq!(fields.as_ref().and_then(|f| f.error.as_deref()), Some("invalid_token"));
        assert_eq!(fields.and_then(|f| f.description).as_deref(), Some("The access token [REDACTED] expired"));
    }

    #[test]
    fn the_scope_that_is_wanted_is_read() {
        let header = r#"Bearer error="insufficient_scope", scope="full reports""#;
        let fields = bearer_error(header, &Secret::default());
        assert_eq!(fields.and_then(|f| f.scope).as_deref(), Some("full reports"));
    }

    #[test]
    fn several_challenges_are_told_apart() {
        assert_eq!(error(r#"Basic realm="a, b", Bearer error="inactive_user""#).as_deref(), Some("inactive_user"));
        assert_eq!(error(r#"Bearer error="invalid_scope", Digest error="x""#).as_deref(), Some("invalid_scope"));
        assert_eq!(error(r#"Bearer, Bearer realm="r", error=invalid_token"#).as_deref(), Some("invalid_token"));
    }

    #[test]
    fn nothing_usable_is_none() {
        for header in
            ["", "Bearer", "Basic error=\"x\"", "Bearer error=\"a\\\"b\"", "Bearer error=\"\"", ",,,=,\"", "\""]
        {
            assert_eq!(error(header), None, "{header}");
        }
    }
}
