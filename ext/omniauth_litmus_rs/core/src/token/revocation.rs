//! Token revocation (RFC 7009).

use crate::config::Config;
use crate::config::client::Credentials;
use crate::error::{Code, Error};
use crate::http::Http;
use crate::secret::Secret;
use crate::token::endpoint::{Expected, TokenEndpoint};
use crate::token::extra::Extra;
use crate::token::grant::{Grant, secrets};
use crate::token::oauth2_adapter;

/// Revokes a token (RFC 7009 §2.1). An unknown token counts as revoked, as the RFC has it. `hint` is the
/// `token_type_hint`: `refresh_token`, or else an access token is meant.
///
/// # Errors
/// As for [`crate::token::request()`].
pub async fn revoke(
    http: &Http,
    config: &Config,
    credentials: &Credentials,
    token: &Secret,
    hint: Option<&str>,
) -> Result<(), Error> {
    if token.is_empty() {
        return Err(Error::configuration(
            Code::MissingToken,
            "There is no token to revoke",
            "Pass the token that was issued",
        ));
    }
    let url = config.revoke_url()?;
    credentials.check()?;
    let extra = Extra::default();
    let secrets = || [vec![token.clone()], secrets(credentials, &Grant::ClientCredentials)].concat();
    let endpoint = TokenEndpoint::new(http, config, url, Expected::NoContent, &secrets, &extra);
    oauth2_adapter::revoke(&endpoint, config, credentials, token, hint).await
}

#[cfg(test)]
mod tests;
