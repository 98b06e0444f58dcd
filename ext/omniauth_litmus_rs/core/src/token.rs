//! The token endpoint: code exchange, refresh and client credentials (RFC 6749 §4.1.3, §6, §4.4).
//!
//! The requests are those of the `oauth2` crate; [`TokenEndpoint`] is the HTTP client it is given, which encodes them
//! as the provider wants them and refuses answers that no token endpoint may give.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use oauth2::basic::BasicClient;
use oauth2::{
    AuthType, AuthorizationCode, ClientId, ClientSecret, EndpointNotSet, EndpointSet, PkceCodeVerifier, RedirectUrl,
    RefreshToken, RequestTokenError, RevocationUrl, StandardRevocableToken, TokenUrl,
};
use reqwest::header::{AUTHORIZATION, HeaderMap};
use serde_json::Value as Json;
use url::form_urlencoded;

use crate::authorize::{invalid_redirect_uri, missing_credential};
use crate::config::{AuthScheme, Config};
use crate::error::Error;
use crate::http::Http;
use crate::response::Response;
use crate::secret::Secret;
use crate::token_answer::Members;
use crate::token_endpoint::{Asked, TokenEndpoint};

type OAuthClient = BasicClient<EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// Who the client is (RFC 6749 §2.3.1). Given with each call, kept by none.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The client identifier.
    pub id: String,
    /// The client secret.
    pub secret: Secret,
}

/// What is exchanged for a token.
#[derive(Debug, Clone)]
pub enum Grant {
    /// RFC 6749 §4.1.3, with RFC 7636 §4.5.
    AuthorizationCode {
        /// The code of the callback.
        code: Secret,
        /// Exactly what the first leg sent; nothing when it sent nothing.
        redirect_uri: Option<String>,
        /// The PKCE code verifier, when the first leg sent a challenge.
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
    /// Those among them that JSON has as Arrays or objects; in a form all are `params`.
    pub nested: Vec<(String, Json)>,
    /// Further header fields.
    pub headers: HeaderMap,
}

/// Asks the token endpoint for a token and returns the members of its answer, `expires_in` as whole seconds, and the
/// answer itself.
///
/// # Errors
/// [`crate::error::Kind::Configuration`] for missing credentials, [`crate::error::Kind::Timeout`] and
/// [`crate::error::Kind::Connection`] for the way there, [`crate::error::Kind::Protocol`] for an answer that is no token
/// answer, [`crate::error::Kind::OAuth`] for a refusal, and [`crate::error::Kind::Reauthorization`] when a refresh token
/// is refused with `invalid_grant`.
pub async fn request(
    http: &Http,
    config: &Config,
    credentials: &Credentials,
    grant: &Grant,
    extra: Extra,
) -> Result<(Members, Response), Error> {
    let written = extra.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.split_once(' '));
    let client = oauth_client(config, credentials, written.map(|(scheme, _)| scheme))?;
    let mut secrets = secrets(credentials, grant);
    secrets.extend(written.map(|(_, shown)| Secret::new(shown.trim().to_owned())));
    let asked = if matches!(grant, Grant::RefreshToken(_)) { Asked::Refresh } else { Asked::Token };
    let endpoint =
        TokenEndpoint::new(http, config, config.token_url()?, asked, secrets, extra.headers.clone(), &extra.nested);
    let extra = extra.params.into_iter();
    let answer = match grant {
        Grant::AuthorizationCode { code, redirect_uri, verifier } => {
            if code.is_empty() {
                return Err(Error::protocol(
                    "missing_code",
                    "The callback carries no authorization code",
                    "Start the login again; if it recurs, see what rewrites the callback's query on its way",
                ));
            }
            let code = AuthorizationCode::new(code.expose().to_owned());
            let mut request = extra.fold(client.exchange_code(code), |r, (k, v)| r.add_extra_param(k, v));
            if let Some(uri) = redirect_uri {
                request = request.set_redirect_uri(std::borrow::Cow::Owned(redirect_url(uri)?));
            }
            if let Some(verifier) = verifier {
                request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier.expose().to_owned()));
            }
            request.request_async(&endpoint).await
        }
        Grant::RefreshToken(token) => {
            let token = RefreshToken::new(token.expose().to_owned());
            let request = extra.fold(client.exchange_refresh_token(&token), |r, (k, v)| r.add_extra_param(k, v));
            request.request_async(&endpoint).await
        }
        Grant::ClientCredentials => {
            let request = extra.fold(client.exchange_client_credentials(), |r, (k, v)| r.add_extra_param(k, v));
            request.request_async(&endpoint).await
        }
    };
    answer.map_err(cause)?;
    endpoint.into_answer()
}

/// Revokes a token (RFC 7009 §2.1). An unknown token counts as revoked, as the RFC has it.
///
/// # Errors
/// As for [`request`].
pub async fn revoke(
    http: &Http,
    config: &Config,
    credentials: &Credentials,
    token: &Secret,
    hint: Option<&str>,
) -> Result<(), Error> {
    if token.is_empty() {
        return Err(Error::configuration(
            "missing_token",
            "There is no token to revoke",
            "Pass the token that was issued",
        ));
    }
    // The crate insists on https. Loopback is our one exception, checked where the configuration was read, and the
    // endpoint below sends to the configured address whatever the request says.
    let mut stand_in = config.revoke_url()?.clone();
    let _ = stand_in.set_scheme("https");
    let client = oauth_client(config, credentials, None)?.set_revocation_url(RevocationUrl::from_url(stand_in));
    let token_value = token.expose().to_owned();
    let revocable = match hint {
        Some("refresh_token") => StandardRevocableToken::RefreshToken(RefreshToken::new(token_value)),
        _ => StandardRevocableToken::AccessToken(oauth2::AccessToken::new(token_value)),
    };
    let secrets = [vec![token.clone()], secrets(credentials, &Grant::ClientCredentials)].concat();
    let endpoint =
        TokenEndpoint::new(http, config, config.revoke_url()?, Asked::Revocation, secrets, HeaderMap::new(), &[]);
    let request = client.revoke_token(revocable).map_err(|_| Error::internal())?;
    request.request_async(&endpoint).await.map_err(cause)
}

/// The endpoint's own error: to the crate all answers are fine.
fn cause<T: oauth2::ErrorResponse>(error: RequestTokenError<Error, T>) -> Error {
    match error {
        RequestTokenError::Request(error) => error,
        _ => Error::internal(),
    }
}

/// `written` is the scheme of an Authorization that the application gives the request itself. Basic is who the client is,
/// which is never told twice.
fn oauth_client(config: &Config, credentials: &Credentials, written: Option<&str>) -> Result<OAuthClient, Error> {
    if credentials.id.is_empty() {
        return Err(missing_credential("client_id"));
    }
    if credentials.secret.is_empty() {
        return Err(missing_credential("client_secret"));
    }
    let scheme = match config.auth_scheme {
        AuthScheme::RequestBody if !written.is_some_and(|scheme| scheme.eq_ignore_ascii_case("basic")) => {
            AuthType::RequestBody
        }
        _ => AuthType::BasicAuth,
    };
    Ok(oauth2::Client::new(ClientId::new(credentials.id.clone()))
        .set_client_secret(ClientSecret::new(credentials.secret.expose().to_owned()))
        .set_auth_type(scheme)
        .set_token_uri(TokenUrl::from_url(config.token_url()?.clone())))
}

fn redirect_url(uri: &str) -> Result<RedirectUrl, Error> {
    RedirectUrl::new(uri.to_owned()).ok().filter(|_| !uri.contains('#')).ok_or_else(invalid_redirect_uri)
}

/// What the request holds that no error may repeat.
fn secrets(credentials: &Credentials, grant: &Grant) -> Vec<Secret> {
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

/// The credentials as a Basic header shows them (RFC 6749 §2.3.1); whatever padding follows is no secret.
fn basic(credentials: &Credentials) -> Secret {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = Secret::new(format!("{}:{}", encoded(&credentials.id), encoded(credentials.secret.expose())));
    Secret::new(STANDARD_NO_PAD.encode(pair.expose()))
}
