//! A token request: code exchange (RFC 6749 §4.1.3), refresh (§6) and client credentials (§4.4).

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use reqwest::header::HeaderMap;
use url::form_urlencoded;

use crate::config::Config;
use crate::config::client::Credentials;
use crate::error::Error;
use crate::http::Http;
use crate::response::Response;
use crate::secret::Secret;
use crate::token::answer::Members;
use crate::token::endpoint::{Expected, TokenEndpoint};
use crate::token::oauth2_adapter;

/// What is exchanged for a token.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Grant {
    /// RFC 6749 §4.1.3, with RFC 7636 §4.5.
    AuthorizationCode {
        /// The code of the callback.
        code: Secret,
        /// Exactly what the first leg sent; `None` if it sent none.
        redirect_uri: Option<String>,
        /// The PKCE code verifier, if the first leg sent a challenge.
        verifier: Option<Secret>,
    },
    /// RFC 6749 §6.
    RefreshToken(Secret),
    /// RFC 6749 §4.4.
    ClientCredentials,
}

/// What an application adds to a token request.
#[derive(Debug, Clone, Default)]
pub struct Extra {
    /// Further parameters.
    pub params: Vec<(String, String)>,
    /// Further header fields.
    pub headers: HeaderMap,
}

/// Asks the token endpoint for a token. Returns the members of its answer, with `expires_in` as whole seconds, and the
/// answer itself.
///
/// # Errors
/// [`crate::error::Kind::Configuration`] for missing credentials, [`crate::error::Kind::Timeout`] and
/// [`crate::error::Kind::Connection`] on the way, [`crate::error::Kind::Protocol`] for an answer that is no token answer,
/// [`crate::error::Kind::OAuth`] for a refusal, and [`crate::error::Kind::Reauthorization`] if a refresh token is refused
/// with `invalid_grant`.
pub async fn request(
    http: &Http,
    config: &Config,
    credentials: &Credentials,
    grant: &Grant,
    extra: Extra,
) -> Result<(Members, Response), Error> {
    credentials.check()?;
    let url = config.token_url()?;
    let expected = if matches!(grant, Grant::RefreshToken(_)) { Expected::RefreshedToken } else { Expected::Token };
    let endpoint = TokenEndpoint::new(http, config, url, expected, secrets(credentials, grant), extra.headers);
    oauth2_adapter::request(&endpoint, config, credentials, grant, extra.params).await?;
    endpoint.into_answer()
}

/// What the request holds and no error may repeat.
pub(super) fn secrets(credentials: &Credentials, grant: &Grant) -> Vec<Secret> {
    let mut secrets = vec![credentials.secret.clone(), basic(credentials)];
    match grant {
        Grant::AuthorizationCode { code, verifier, .. } => {
            secrets.push(code.clone());
            secrets.extend(verifier.clone());
        }
        Grant::RefreshToken(token) => secrets.push(token.clone()),
        Grant::ClientCredentials => {}
    }
    secrets
}

/// The credentials as a Basic header shows them (RFC 6749 §2.3.1), without the padding, which is no secret.
fn basic(credentials: &Credentials) -> Secret {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = Secret::new(format!("{}:{}", encoded(&credentials.id), encoded(credentials.secret.expose())));
    Secret::new(STANDARD_NO_PAD.encode(pair.expose()))
}

#[cfg(test)]
mod tests;
