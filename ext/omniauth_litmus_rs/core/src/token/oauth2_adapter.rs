//! The `oauth2` crate. No other file knows it.
//!
//! **What the crate does for us.** It knows which parameters a request has and what they are called: those of a code
//! exchange (RFC 6749 §4.1.3, with RFC 7636 §4.5), of a refresh (§6), of client credentials (§4.4.2) and of a revocation
//! (RFC 7009 §2.1). It writes them as a form, and it authenticates the client (§2.3.1): in the form, or with Basic and
//! form-encoded credentials.
//!
//! **What is checked before.** The crate takes any text for a credential, a code, a token or a redirect URI that is a
//! URL. Empty ones are refused before it sees them, as is a redirect URI with a fragment. `Config` has checked where the
//! request may go.
//!
//! **What is checked after.** The crate hands its form to [`Client`], which gives it to the [`TokenEndpoint`]. That encodes
//! the form as the provider wants it, sends it once, and reads the answer strictly. The crate is never shown an answer:
//! it keeps no unknown members, takes any `token_type`, and its errors quote the body. So it is told [`ACCEPTED`].

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;

use oauth2::basic::BasicClient;
use oauth2::{
    AccessToken, AsyncHttpClient, AuthType, AuthorizationCode, ClientId, ClientSecret, HttpRequest, HttpResponse,
    PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, RevocationUrl, StandardRevocableToken, TokenUrl,
};

use crate::config::Config;
use crate::config::client::{Credentials, invalid_redirect_uri};
use crate::config::provider::AuthScheme;
use crate::error::{Code, Error};
use crate::secret::Secret;
use crate::token::endpoint::TokenEndpoint;
use crate::token::grant::Grant;

/// A token answer that the crate accepts. The real one stays with the endpoint.
const ACCEPTED: &str = r#"{"access_token":"-","token_type":"bearer"}"#;

/// Makes a token request. `own_basic` says that the application writes a Basic header itself: it says who the client is,
/// and the body does not say it again. `extra` are parameters of the application.
pub(super) async fn request(
    endpoint: &TokenEndpoint<'_>,
    config: &Config,
    credentials: &Credentials,
    own_basic: bool,
    grant: &Grant,
    extra: &[(String, String)],
) -> Result<(), Error> {
    let client = client(config, credentials, own_basic).set_token_uri(TokenUrl::from_url(config.token_url()?.clone()));
    let http = Client(endpoint);
    let extra = extra.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let answer = match grant {
        Grant::AuthorizationCode { code, redirect_uri, verifier } => {
            if code.is_empty() {
                return Err(Error::protocol(
                    Code::MissingCode,
                    "The callback carries no authorization code",
                    "Start the login again; if it recurs, see what rewrites the callback's query on its way",
                ));
            }
            let code = AuthorizationCode::new(code.expose().to_owned());
            let mut request = extra.fold(client.exchange_code(code), |r, (k, v)| r.add_extra_param(k, v));
            if let Some(uri) = redirect_uri {
                request = request.set_redirect_uri(Cow::Owned(redirect_url(uri)?));
            }
            if let Some(verifier) = verifier {
                request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier.expose().to_owned()));
            }
            request.request_async(&http).await
        }
        Grant::RefreshToken(token) => {
            let token = RefreshToken::new(token.expose().to_owned());
            let request = extra.fold(client.exchange_refresh_token(&token), |r, (k, v)| r.add_extra_param(k, v));
            request.request_async(&http).await
        }
        Grant::ClientCredentials => {
            let request = extra.fold(client.exchange_client_credentials(), |r, (k, v)| r.add_extra_param(k, v));
            request.request_async(&http).await
        }
    };
    answer.map(drop).map_err(endpoint_error)
}

/// Makes a revocation request.
pub(super) async fn revoke(
    endpoint: &TokenEndpoint<'_>,
    config: &Config,
    credentials: &Credentials,
    token: &Secret,
    hint: Option<&str>,
) -> Result<(), Error> {
    // The crate makes no revocation request for an http address, not even one on loopback, which `Config` allows. The
    // address that it is told decides nothing: the endpoint sends to its own.
    let mut url = config.revoke_url()?.clone();
    let _ = url.set_scheme("https");
    let client = client(config, credentials, false).set_revocation_url(RevocationUrl::from_url(url));
    let token = token.expose().to_owned();
    let revocable = match hint {
        Some("refresh_token") => StandardRevocableToken::RefreshToken(RefreshToken::new(token)),
        _ => StandardRevocableToken::AccessToken(AccessToken::new(token)),
    };
    let request = client.revoke_token(revocable).map_err(|_| Error::internal())?;
    request.request_async(&Client(endpoint)).await.map_err(endpoint_error)
}

fn client(config: &Config, credentials: &Credentials, own_basic: bool) -> BasicClient {
    let scheme = match config.auth_scheme {
        AuthScheme::RequestBody if !own_basic => AuthType::RequestBody,
        AuthScheme::RequestBody | AuthScheme::BasicAuth => AuthType::BasicAuth,
    };
    BasicClient::new(ClientId::new(credentials.id.clone()))
        .set_client_secret(ClientSecret::new(credentials.secret.expose().to_owned()))
        .set_auth_type(scheme)
}

fn redirect_url(uri: &str) -> Result<RedirectUrl, Error> {
    RedirectUrl::new(uri.to_owned()).ok().filter(|_| !uri.contains('#')).ok_or_else(invalid_redirect_uri)
}

/// The endpoint's own error. No other is expected: the crate accepts [`ACCEPTED`].
fn endpoint_error<T: oauth2::ErrorResponse>(error: RequestTokenError<Error, T>) -> Error {
    match error {
        RequestTokenError::Request(error) => error,
        _ => Error::internal(),
    }
}

/// The HTTP client that the crate is given.
struct Client<'e, 'c>(&'e TokenEndpoint<'c>);

impl<'a> AsyncHttpClient<'a> for Client<'_, '_> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Error>> + Send + 'a>>;

    fn call(&'a self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let (head, form) = request.into_parts();
            self.0.send(head.headers, form).await?;
            Ok(HttpResponse::new(ACCEPTED.as_bytes().to_vec()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Once the crate allows it, [`revoke`] can give it the real address.
    #[test]
    fn the_crate_refuses_to_revoke_over_http() -> Result<(), Box<dyn std::error::Error>> {
        let url = RevocationUrl::new("http://127.0.0.1/revoke".to_owned())?;
        let client = BasicClient::new(ClientId::new("id".to_owned())).set_revocation_url(url);
        let token = StandardRevocableToken::AccessToken(AccessToken::new("t".to_owned()));
        assert!(client.revoke_token(token).is_err());
        Ok(())
    }
}
