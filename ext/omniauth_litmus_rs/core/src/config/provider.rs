//! Providers as data: their addresses, and what differs in their protocol. The rest of the core is the same for all
//! providers and names none of them.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;

use crate::error::{Code, Error};
use crate::rate_limit::{RateLimitHeaders, USUAL_HEADERS};

/// How the parameters of a token request are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TokenFormat {
    /// A JSON object.
    Json,
    /// A form, as RFC 6749 §4.1.3 has it.
    Form,
}

/// How the client authenticates at the token endpoint (RFC 6749 §2.3.1); never both ways at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AuthScheme {
    /// `client_id` and `client_secret` among the parameters.
    RequestBody,
    /// HTTP Basic with form-encoded credentials.
    BasicAuth,
}

type Text = Cow<'static, str>;
type List<T> = Cow<'static, [T]>;

/// The defaults of one provider; an application's settings replace them. A provider that is not in this file is described
/// by the setting `provider`, with the same members. Those with `serde(default)` may be left out.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Its name in the setting `provider`.
    #[serde(default)]
    pub name: Text,
    /// The base of relative addresses: the origin of its authorization server, or of its API if each account has an
    /// authorization server of its own.
    pub site: Text,
    /// The authorization endpoint (RFC 6749 §3.1), relative to the site; `None` if each account has its own.
    pub authorize_url: Option<Text>,
    /// The token endpoint (RFC 6749 §3.2), in the same way.
    pub token_url: Option<Text>,
    /// The revocation endpoint (RFC 7009), in the same way.
    pub revoke_url: Option<Text>,
    /// How the parameters of a token request are encoded. The default is a form, as in RFC 6749.
    #[serde(default = "form")]
    pub token_format: TokenFormat,
    /// How the client authenticates at the token endpoint (RFC 6749 §2.3.1).
    #[serde(default = "request_body")]
    pub auth_scheme: AuthScheme,
    /// Whether a token answer must have a `token_type`, as RFC 6749 §5.1 says. If not, a missing one means Bearer.
    #[serde(default)]
    pub names_token_type: bool,
    /// The origins to which an access token may be sent, besides the site.
    #[serde(default)]
    pub api_origins: List<Text>,
    /// The header fields that state a rate limit.
    #[serde(default)]
    pub rate_limit: RateLimitHeaders,
    /// Hints for statuses that mean something special at this provider.
    #[serde(default)]
    pub hints: List<(u16, Text)>,
}

const fn form() -> TokenFormat {
    TokenFormat::Form
}

const fn request_body() -> AuthScheme {
    AuthScheme::RequestBody
}

impl Provider {
    /// The hint for a status that means something special at this provider.
    #[must_use]
    pub fn hint(&self, status: u16) -> Option<&str> {
        self.hints.iter().find(|(known, _)| *known == status).map(|(_, hint)| hint.as_ref())
    }
}

/// Litmus, as its OAuth 2.0 partner guide and its API documentation describe it.
static LITMUS: Provider = Provider {
    name: Cow::Borrowed("litmus"),
    site: Cow::Borrowed("https://litmus.com"),
    authorize_url: Some(Cow::Borrowed("/oauth/authorize")),
    token_url: Some(Cow::Borrowed("/oauth/token")),
    revoke_url: Some(Cow::Borrowed("/oauth/revoke")),
    token_format: TokenFormat::Json,
    auth_scheme: AuthScheme::RequestBody,
    names_token_type: true,
    api_origins: Cow::Borrowed(&[
        Cow::Borrowed("https://litmus.com"),
        Cow::Borrowed("https://api.litmus.com"),
        Cow::Borrowed("https://instant-api.litmus.com"),
    ]),
    rate_limit: USUAL_HEADERS,
    hints: Cow::Borrowed(&[]),
};

/// Litmos, the learning management system, as its integration guide and its API documentation describe it. It publishes
/// no OAuth 2.0 endpoints: an account that has some configures them.
static LITMOS: Provider = Provider {
    name: Cow::Borrowed("litmos"),
    site: Cow::Borrowed("https://api.litmos.com"),
    authorize_url: None,
    token_url: None,
    revoke_url: None,
    token_format: TokenFormat::Form,
    auth_scheme: AuthScheme::RequestBody,
    names_token_type: false,
    api_origins: Cow::Borrowed(&[
        Cow::Borrowed("https://api.litmos.com"),
        Cow::Borrowed("https://api.litmoseu.com"),
        Cow::Borrowed("https://api.litmos.com.au"),
    ]),
    rate_limit: RateLimitHeaders {
        limit: Cow::Borrowed("x-ratelimit-limit"),
        remaining: Cow::Borrowed("x-ratelimit-remaining"),
        reset: Cow::Borrowed("x-ratelimit-reset"),
        // Some accounts answer 429 and some 503, without a Retry-After.
        statuses: Cow::Borrowed(&[429, 503]),
    },
    hints: Cow::Borrowed(&[
        (
            400,
            Cow::Borrowed(
                "Compare the body with the API's documentation: JSON, with the names as it spells them (UserName, \
                 FirstName); response.body says more",
            ),
        ),
        (
            403,
            Cow::Borrowed(
                "Check the API key (its user's access level decides what it may do), the parameter source, the region, \
                 and that the address is https",
            ),
        ),
        (
            404,
            Cow::Borrowed(
                "Check the region and the path (…/v1.svc/users/ID), and that the user, the team or the course is of \
                 this account",
            ),
        ),
        (409, Cow::Borrowed("It exists already: find it, and change what differs")),
        (504, Cow::Borrowed("The API was too slow: see whether it did what was asked, then ask for less at once")),
    ]),
};

/// Every provider of this file. The first is the default.
static KNOWN: [&Provider; 2] = [&LITMUS, &LITMOS];

/// The provider that the setting `provider` names, or describes.
///
/// # Errors
/// [`crate::error::Kind::Configuration`] for an unknown name, and for data that does not describe a provider.
pub fn find(setting: Option<Value>) -> Result<Cow<'static, Provider>, Error> {
    match setting {
        None | Some(Value::Null) => Ok(Cow::Borrowed(KNOWN[0])),
        Some(Value::String(name)) => {
            let known = KNOWN.iter().find(|known| known.name == name);
            known.map(|known| Cow::Borrowed(*known)).ok_or_else(|| {
                let names: Vec<&str> = KNOWN.iter().map(|known| known.name.as_ref()).collect();
                invalid(format!("Give one of {}, or a Hash that describes another one", names.join(", ")))
            })
        }
        Some(data) => serde_path_to_error::deserialize(&data).map(Cow::Owned).map_err(|error| {
            let place = error.path().to_string();
            invalid(format!("It needs a site, and each member as the core's provider.rs has it; see {place}"))
        }),
    }
}

fn invalid(hint: String) -> Error {
    Error::configuration(Code::InvalidProvider, "client_options[:provider] is none that is known", hint)
}

/// A made-up provider, for tests: as an application describes one.
#[cfg(test)]
#[must_use]
pub fn example() -> Value {
    serde_json::json!({
        "site": "https://provider.example",
        "authorize_url": "/oauth/authorize",
        "token_url": "/oauth/token",
        "revoke_url": "/oauth/revoke",
        "token_format": "json",
        "api_origins": ["https://api.provider.example"],
        "rate_limit": { "limit": "x-ratelimit-limit", "remaining": "x-ratelimit-remaining", "reset": "x-ratelimit-reset" },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use serde_json::json;

    fn parse(provider: &Value, more: &Value) -> Result<Config, Error> {
        let mut settings = more.clone();
        settings["provider"] = provider.clone();
        Config::parse(&settings)
    }

    fn code<T>(result: Result<T, Error>) -> Option<String> {
        result.err().map(|error| error.code.to_string())
    }

    #[test]
    fn each_is_found_by_its_name_and_the_first_without_one() -> Result<(), Error> {
        assert_eq!(find(None)?.site, "https://litmus.com");
        assert_eq!(find(Some(json!("litmus")))?.site, "https://litmus.com");
        assert_eq!(find(Some(json!("litmos")))?.site, "https://api.litmos.com");
        assert_eq!(code(find(Some(json!("litmas")))).as_deref(), Some("invalid_provider"));
        Ok(())
    }

    #[test]
    fn another_one_is_data() -> Result<(), Error> {
        let config = parse(&example(), &json!({}))?;
        assert_eq!(config.token_url()?.as_str(), "https://provider.example/oauth/token");
        let minimal = parse(&json!({"site": "https://x.example"}), &json!({}))?;
        assert_eq!(minimal.token_format, TokenFormat::Form);
        assert_eq!(minimal.provider.rate_limit.statuses.as_ref(), [429]);
        for wrong in [json!({}), json!({"site": 5}), json!({"site": "https://x.example", "tokn_url": "/t"}), json!([])]
        {
            assert_eq!(code(parse(&wrong, &json!({}))).as_deref(), Some("invalid_provider"), "{wrong}");
        }
        Ok(())
    }

    #[test]
    fn an_endpoint_that_nobody_has_named_is_asked_for_when_it_is_wanted() -> Result<(), Error> {
        let without = parse(&json!("litmos"), &json!({}))?;
        for (missing, name) in [
            (without.authorize_url(), "authorize_url"),
            (without.token_url(), "token_url"),
            (without.revoke_url(), "revoke_url"),
        ] {
            let error = missing.err().unwrap_or_else(Error::internal);
            assert_eq!(error.code, Code::MissingEndpoint);
            assert!(error.message.contains(name), "{}", error.message);
        }
        let with = parse(&json!("litmos"), &json!({"token_url": "https://login.example/token"}))?;
        assert_eq!(with.token_url()?.as_str(), "https://login.example/token");
        Ok(())
    }
}
