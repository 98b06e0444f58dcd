//! The token endpoint: code exchange, refresh and client credentials (RFC 6749 §4.1.3, §6, §4.4).
//!
//! The requests are those of the `oauth2` crate; [`TokenEndpoint`] is the HTTP client it is given, which encodes them
//! as the provider wants them and refuses answers that no token endpoint may give.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use oauth2::basic::BasicClient;
use oauth2::{
    AsyncHttpClient, AuthType, AuthorizationCode, ClientId, ClientSecret, EndpointNotSet, EndpointSet, HttpRequest,
    HttpResponse, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, RevocationUrl,
    StandardRevocableToken, TokenUrl,
};
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use serde::Serializer as _;
use url::{Url, form_urlencoded};

use crate::authorize::{invalid_redirect_uri, missing_credential};
use crate::config::{AuthScheme, Config, TokenFormat};
use crate::error::{Error, Kind, OAuthFields};
use crate::http::{self, Http, Request};
use crate::origin;
use crate::rate_limit;
use crate::refusal::{rate_limited, unavailable};
use crate::response::Response;
use crate::secret::Secret;
use crate::text;
use crate::token_answer::{Fault, Members};

/// No token answer comes near this; a larger one is an attack or a mistake.
const MOST_BYTES: usize = 1024 * 1024;

/// What the `oauth2` crate is told of every answer that is one: it is read here, once, and kept by the endpoint.
const READ: &str = r#"{"access_token":"-","token_type":"bearer"}"#;

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
    /// Further header fields.
    pub headers: HeaderMap,
}

/// Asks the token endpoint for a token and returns the members of its answer, `expires_in` as whole seconds, and the
/// answer itself.
///
/// # Errors
/// [`Kind::Configuration`] for missing credentials, [`Kind::Timeout`] and [`Kind::Connection`] for the way there,
/// [`Kind::Protocol`] for an answer that is no token answer, [`Kind::OAuth`] for a refusal, and
/// [`Kind::Reauthorization`] when a refresh token is refused with `invalid_grant`.
pub async fn request(
    http: &Http,
    config: &Config,
    credentials: &Credentials,
    grant: &Grant,
    extra: Extra,
) -> Result<(Members, Response), Error> {
    let client = oauth_client(config, credentials)?;
    let secrets = secrets(credentials, grant);
    let asked = if matches!(grant, Grant::RefreshToken(_)) { Asked::Refresh } else { Asked::Token };
    let endpoint = TokenEndpoint::new(http, config, config.token_url()?, asked, secrets, extra.headers);
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
    let client = oauth_client(config, credentials)?.set_revocation_url(RevocationUrl::from_url(stand_in));
    let token_value = token.expose().to_owned();
    let revocable = match hint {
        Some("refresh_token") => StandardRevocableToken::RefreshToken(RefreshToken::new(token_value)),
        _ => StandardRevocableToken::AccessToken(oauth2::AccessToken::new(token_value)),
    };
    let secrets = [vec![token.clone()], secrets(credentials, &Grant::ClientCredentials)].concat();
    let endpoint = TokenEndpoint::new(http, config, config.revoke_url()?, Asked::Revocation, secrets, HeaderMap::new());
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

fn oauth_client(config: &Config, credentials: &Credentials) -> Result<OAuthClient, Error> {
    if credentials.id.is_empty() {
        return Err(missing_credential("client_id"));
    }
    if credentials.secret.is_empty() {
        return Err(missing_credential("client_secret"));
    }
    let scheme = match config.auth_scheme {
        AuthScheme::RequestBody => AuthType::RequestBody,
        AuthScheme::BasicAuth => AuthType::BasicAuth,
    };
    Ok(oauth2::Client::new(ClientId::new(credentials.id.clone()))
        .set_client_secret(ClientSecret::new(credentials.secret.expose().to_owned()))
        .set_auth_type(scheme)
        .set_token_uri(TokenUrl::from_url(config.token_url()?.clone())))
}

fn redirect_url(uri: &str) -> Result<RedirectUrl, Error> {
    RedirectUrl::new(uri.to_owned()).ok().filter(|_| !uri.contains('#')).ok_or_else(invalid_redirect_uri)
}

/// What an endpoint is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Token,
    Refresh,
    /// Its answer has no body (RFC 7009 §2.2).
    Revocation,
}

/// The HTTP side of the `oauth2` crate: one endpoint, one deadline, no redirect, no second try.
struct TokenEndpoint<'c> {
    http: &'c Http,
    config: &'c Config,
    url: &'c Url,
    asked: Asked,
    /// What the request holds that no error may repeat.
    secrets: Vec<Secret>,
    headers: HeaderMap,
    answer: Mutex<Option<(Members, Response)>>,
}

impl<'c> TokenEndpoint<'c> {
    fn new(
        http: &'c Http,
        config: &'c Config,
        url: &'c Url,
        asked: Asked,
        secrets: Vec<Secret>,
        headers: HeaderMap,
    ) -> Self {
        Self { http, config, url, asked, secrets, headers, answer: Mutex::new(None) }
    }

    fn into_answer(self) -> Result<(Members, Response), Error> {
        self.answer.into_inner().unwrap_or_else(PoisonError::into_inner).ok_or_else(Error::internal)
    }

    fn encode(&self, request: &HttpRequest) -> Result<(HeaderMap, Vec<u8>), Error> {
        let mut headers = self.config.headers.clone();
        headers.extend(self.headers.clone());
        // What authenticates and describes this request is not the application's to replace.
        headers.extend(request.headers().iter().map(|(name, value)| (name.clone(), value.clone())));
        if !request.headers().contains_key(AUTHORIZATION) {
            headers.remove(AUTHORIZATION);
        }
        if self.config.token_format == TokenFormat::Form {
            return Ok((headers, request.body().clone()));
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let mut body = Vec::with_capacity(2 * request.body().len());
        serde_json::Serializer::new(&mut body)
            .collect_map(form_urlencoded::parse(request.body()))
            .map_err(|_| Error::internal())?;
        Ok((headers, body))
    }

    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, Error> {
        let (headers, body) = self.encode(&request)?;
        let request = Request {
            method: Method::POST,
            url: self.url.clone(),
            headers,
            body: body.into(),
            timeout: self.config.timeout,
            most_bytes: MOST_BYTES,
        };
        let response = http::send(self.http, request).await?;
        let members = self.read(&response).map_err(|error| {
            let secrets: Vec<&Secret> = self.secrets.iter().collect();
            error.identified(&secrets)
        })?;
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = Some((members, response));
        let mut told = HttpResponse::new(READ.as_bytes().to_vec());
        told.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Ok(told)
    }

    /// What RFC 6749 §5 describes: the members of a token answer, or an error that is stated.
    fn read(&self, response: &Response) -> Result<Members, Error> {
        let status = response.status;
        if (300..400).contains(&status) {
            return Err(Error::protocol(
                "redirected",
                format!("The token endpoint answered with a redirect (HTTP {status})"),
                "Credentials do not follow redirects: set client_options[:token_url] to the final address",
            ));
        }
        let limits = &self.config.provider.rate_limit;
        let limit = rate_limit::read(response, limits, crate::clock());
        if limits.statuses.contains(&status) {
            return Err(rate_limited(limit).with_response(response.clone()));
        }
        // What is down for a while may say so in any words; it is another thing than a refusal (RFC 7009 §2.2.1).
        if rate_limit::refused(status, &limit, limits) {
            return Err(unavailable("The token endpoint", limit).with_response(response.clone()));
        }
        let members = self.members(response);
        // Some servers state an error with 200; it is an error all the same.
        let stated = members.as_ref().ok().and_then(|members| Some(self.refused(members.stated_error()?, members)));
        if let Some(error) = stated {
            return Err(error.with_response(response.clone()));
        }
        // Any 2xx will do for a token; what else comes with another one than 200 (RFC 6749 §5.1) is no token answer.
        let success =
            status == 200 || ((200..300).contains(&status) && (self.asked == Asked::Revocation || members.is_ok()));
        if !success {
            return Err(unexpected_status(&origin::host(self.url), status).with_response(response.clone()));
        }
        match self.asked {
            Asked::Revocation => Ok(Members::default()),
            Asked::Token | Asked::Refresh => Ok(members?.into_token(self.config.provider.names_token_type)?),
        }
    }

    /// JSON; or a form where the media type says so, or where the token endpoint speaks in forms and says nothing else.
    fn members(&self, response: &Response) -> Result<Members, Fault> {
        let in_forms = self.config.token_format == TokenFormat::Form && !response.is_html();
        if response.is_json() {
            Members::of_json(&response.body)
        } else if response.is_form() || in_forms {
            Members::of_form(&response.body)
        } else {
            Err(Fault::NotJson)
        }
    }

    /// An error of RFC 6749 §5.2 with a hint at what it usually means.
    fn refused(&self, error: &str, members: &Members) -> Error {
        let secrets: Vec<&Secret> = self.secrets.iter().collect();
        let words = |text: &str| text::description(text, &secrets);
        let code = text::error_code(error).filter(|code| words(code) == **code).unwrap_or("invalid_error").to_owned();
        let description = members.text("error_description").map(words).filter(|words| !words.is_empty());
        let uri = members.text("error_uri").map(words);
        let (kind, hint) = match code.as_str() {
            "invalid_grant" if self.asked == Asked::Refresh => (
                Kind::Reauthorization,
                "The refresh token is used up, expired or revoked: send the user through the login again",
            ),
            code => (Kind::OAuth, usual_hint(code)),
        };
        let message = match &description {
            Some(words) => format!("The provider refused: {code} ({words})"),
            None => format!("The provider refused: {code}"),
        };
        let mut error = Error::new(kind, code.clone(), message, hint);
        error.retryable = matches!(code.as_str(), "temporarily_unavailable" | "server_error");
        error.oauth = Some(Box::new(OAuthFields { error: Some(code), description, uri, scope: None }));
        error
    }
}

impl<'c> AsyncHttpClient<'c> for TokenEndpoint<'_> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Error>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.exchange(request))
    }
}

fn unexpected_status(host: &str, status: u16) -> Error {
    let error = Error::protocol(
        "unexpected_status",
        format!("The token endpoint at {host} answered with HTTP {status} and no OAuth error"),
        if status >= 500 {
            "The provider, or a proxy before it, is in trouble: try again later"
        } else {
            "Check client_options[:token_url] and client_options[:token_format], and see what stands before the provider"
        },
    );
    if status >= 500 { error.retryable() } else { error }
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

/// What an error of a token endpoint usually means.
fn usual_hint(code: &str) -> &'static str {
    match code {
        "invalid_client" => {
            "Check client_id and client_secret, and whether the provider wants auth_scheme: :basic_auth"
        }
        "invalid_grant" => "The code is used, expired or for another redirect_uri: start the login again",
        "unauthorized_client" | "unsupported_grant_type" => "Ask the provider to allow this grant for your application",
        "invalid_scope" => "Ask for a scope that the provider has granted to your application",
        "invalid_request" => "Compare redirect_uri, token_format and auth_scheme with the provider's guide",
        _ => "See the provider's documentation for this error",
    }
}
