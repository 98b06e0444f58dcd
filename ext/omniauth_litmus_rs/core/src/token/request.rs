//! A token request: code exchange (RFC 6749 §4.1.3), refresh (§6) and client credentials (§4.4).

use reqwest::header::AUTHORIZATION;

use crate::config::Config;
use crate::config::client::Credentials;
use crate::error::Error;
use crate::http::Http;
use crate::response::Response;
use crate::secret::Secret;
use crate::token::answer::Members;
use crate::token::endpoint::{Expected, TokenEndpoint};
use crate::token::extra::Extra;
use crate::token::grant::{Grant, secrets};
use crate::token::oauth2_adapter;

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
    extra: &Extra,
) -> Result<(Members, Response), Error> {
    credentials.check()?;
    let url = config.token_url()?;
    let expected = if matches!(grant, Grant::RefreshToken(_)) { Expected::RefreshedToken } else { Expected::Token };
    let own = extra.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.split_once(' '));
    let own_basic = own.is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"));
    let own = own.map(|(_, credential)| Secret::new(credential.trim().to_owned()));
    let secrets = || secrets(credentials, grant).into_iter().chain(own.clone()).collect();
    let endpoint = TokenEndpoint::new(http, config, url, expected, &secrets, extra);
    oauth2_adapter::request(&endpoint, config, credentials, own_basic, grant, &extra.params).await?;
    endpoint.into_answer()
}

#[cfg(test)]
mod tests;
