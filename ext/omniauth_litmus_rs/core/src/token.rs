//! The token endpoint: code exchange, refresh and client credentials (RFC 6749 §4.1.3, §6, §4.4).
//!
//! The requests are those of the `oauth2` crate; [`TokenEndpoint`] is the HTTP client it is given, which encodes them
//! as the provider wants them and refuses answers that no token endpoint may give.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use oauth2::basic::{
    BasicErrorResponse, BasicErrorResponseType, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
};
use oauth2::{
    AsyncHttpClient, AuthType, AuthorizationCode, ClientId, ClientSecret, EndpointNotSet, EndpointSet, HttpRequest,
    HttpResponse, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, RevocationErrorResponseType,
    RevocationUrl, StandardErrorResponse, StandardRevocableToken, TokenUrl,
};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use serde::Serializer as _;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use url::{Url, form_urlencoded};

use crate::authorize::{invalid_redirect_uri, missing_credential};
use crate::config::{AuthScheme, Config, TokenFormat};
use crate::error::{Error, Kind, OAuthFields};
use crate::http::{self, Http, Request};
use crate::rate_limit;
use crate::response::Response;
use crate::secret::Secret;
use crate::text;
use crate::token_answer::{Fault, Members, TokenAnswer};

/// No token answer comes near this; a larger one is an attack or a mistake.
const MOST_BYTES: usize = 1024 * 1024;

type OAuthClient = oauth2::Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

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
    let endpoint = TokenEndpoint::new(http, config, config.token_url()?, Some(extra.headers));
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
    match answer {
        Ok(answer) => Ok((answer.into_members(), endpoint.into_answer().ok_or_else(Error::internal)?)),
        Err(error) => {
            let secrets = secrets(credentials, grant);
            let secrets: Vec<&Secret> = secrets.iter().collect();
            Err(endpoint.refused(refusal(error, &secrets, grant)).identified(&secrets))
        }
    }
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
    let endpoint = TokenEndpoint::new(http, config, config.revoke_url()?, None);
    let request = client.revoke_token(revocable).map_err(|_| Error::internal())?;
    let answer = request.request_async(&endpoint).await;
    answer.map_err(|error| match error {
        RequestTokenError::Request(error) => error,
        RequestTokenError::ServerResponse(answer) => {
            let code = match answer.error() {
                RevocationErrorResponseType::UnsupportedTokenType => "unsupported_token_type",
                RevocationErrorResponseType::Basic(basic) => basic.as_ref(),
            };
            endpoint.refused(refused(
                code,
                answer.error_description(),
                answer.error_uri(),
                &[&credentials.secret, &basic(credentials), token],
            ))
        }
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => Fault::NotJson.into(),
    })
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

/// The HTTP side of the `oauth2` crate: one endpoint, one deadline, no redirect, no second try.
struct TokenEndpoint<'c> {
    http: &'c Http,
    config: &'c Config,
    url: &'c Url,
    headers: HeaderMap,
    /// Whether a successful answer has a body: revocation's is ignored (RFC 7009 §2.2).
    answers: bool,
    /// The answer, which the crate keeps to itself: whoever asked may want to see it.
    answer: Mutex<Option<Response>>,
}

impl<'c> TokenEndpoint<'c> {
    /// With headers it is a token endpoint, which answers; without, a revocation endpoint.
    fn new(http: &'c Http, config: &'c Config, url: &'c Url, headers: Option<HeaderMap>) -> Self {
        let answers = headers.is_some();
        Self { http, config, url, headers: headers.unwrap_or_default(), answers, answer: Mutex::new(None) }
    }

    fn into_answer(self) -> Option<Response> {
        self.answer.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn refused(self, error: Error) -> Error {
        match self.into_answer() {
            Some(response) if error.oauth.is_some() => error.with_response(response),
            _ => error,
        }
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
        self.screen(response)
    }

    /// Lets through what RFC 6749 §5 describes: a JSON object with 200, or a JSON object with an error status.
    fn screen(&self, mut response: Response) -> Result<HttpResponse, Error> {
        let status = response.status;
        if (300..400).contains(&status) {
            return Err(Error::protocol(
                "redirected",
                format!("The token endpoint answered with a redirect (HTTP {status})"),
                "Credentials do not follow redirects: set client_options[:token_url] to the final address",
            ));
        }
        let limits = &self.config.provider.rate_limit;
        if limits.statuses.contains(&status) {
            let limit = rate_limit::read(&response, limits, crate::clock());
            return Err(crate::refusal::rate_limited(limit).with_response(response));
        }
        // What is down for a while may say so in any words; it is another thing than a refusal (RFC 7009 §2.2.1).
        if status >= 400 && !(response.is_json() && (status < 500 || states_an_error(&response.body))) {
            return Err(unexpected_status(&response).with_response(response));
        }
        // Success is 200 and nothing else (RFC 6749 §5.1, RFC 7009 §2.2); the crate would take 201 for an error.
        if status != 200 && status < 400 {
            return Err(unexpected_status(&response).with_response(response));
        }
        if status == 200 && self.answers {
            if !response.is_json() {
                return Err(Fault::NotJson.into());
            }
            // The crate reads the first value and leaves what follows it.
            serde_json::from_slice::<IgnoredAny>(&response.body)
                .map_err(|error| Fault::of_body(&response.body, &error))?;
        }
        // Some servers state an error with 200; it is an error all the same.
        let status = if status == 200 && states_an_error(&response.body) { 400 } else { status };
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(response.clone());
        let mut answer = HttpResponse::new(mem::take(&mut response.body));
        *answer.status_mut() = StatusCode::from_u16(status).map_err(|_| Error::internal())?;
        answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Ok(answer)
    }
}

impl<'c> AsyncHttpClient<'c> for TokenEndpoint<'_> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Error>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.exchange(request))
    }
}

fn states_an_error(body: &[u8]) -> bool {
    serde_json::from_slice::<Map<String, Value>>(body)
        .is_ok_and(|members| members.contains_key("error") && !members.contains_key("access_token"))
}

fn unexpected_status(response: &Response) -> Error {
    let status = response.status;
    let error = Error::protocol(
        "unexpected_status",
        format!("The token endpoint answered with HTTP {status} and no OAuth error"),
        if status >= 500 {
            "The provider, or a proxy before it, is in trouble: try again later"
        } else {
            "Check client_options[:token_url] and client_options[:token_format]"
        },
    );
    if status >= 500 { error.retryable() } else { error }
}

fn refusal(
    error: RequestTokenError<Error, StandardErrorResponse<BasicErrorResponseType>>,
    secrets: &[&Secret],
    grant: &Grant,
) -> Error {
    match error {
        RequestTokenError::Request(error) => error,
        RequestTokenError::ServerResponse(answer) => {
            let error = refused(answer.error().as_ref(), answer.error_description(), answer.error_uri(), secrets);
            match grant {
                Grant::RefreshToken(_) if error.code == "invalid_grant" => Error {
                    kind: Kind::Reauthorization,
                    hint: "The refresh token is used up, expired or revoked: send the user through the login again"
                        .into(),
                    ..error
                },
                _ => error,
            }
        }
        RequestTokenError::Parse(error, _) => Fault::of(error.inner()).into(),
        RequestTokenError::Other(_) => Fault::Empty.into(),
    }
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

/// The credentials as a Basic header shows them (RFC 6749 §2.3.1), with padding or without.
fn basic(credentials: &Credentials) -> Secret {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = Secret::new(format!("{}:{}", encoded(&credentials.id), encoded(credentials.secret.expose())));
    Secret::new(STANDARD_NO_PAD.encode(pair.expose()))
}

/// An error of RFC 6749 §5.2 with a hint at what it usually means.
fn refused(code: &str, description: Option<&String>, uri: Option<&String>, secrets: &[&Secret]) -> Error {
    let safe = |code: &&str| text::description(code, secrets) == **code;
    let code = text::error_code(code).filter(safe).unwrap_or("invalid_error").to_owned();
    let description = description.map(|words| text::description(words, secrets)).filter(|words| !words.is_empty());
    let uri = uri.map(|uri| text::description(uri, secrets));
    let hint = match code.as_str() {
        "invalid_client" => {
            "Check client_id and client_secret, and whether the provider wants auth_scheme: :basic_auth"
        }
        "invalid_grant" => "The code is used, expired or for another redirect_uri: start the login again",
        "unauthorized_client" | "unsupported_grant_type" => "Ask the provider to allow this grant for your application",
        "invalid_scope" => "Ask for a scope that the provider has granted to your application",
        "invalid_request" => "Compare redirect_uri, token_format and auth_scheme with the provider's guide",
        _ => "See the provider's documentation for this error",
    };
    let message = match &description {
        Some(words) => format!("The provider refused: {code} ({words})"),
        None => format!("The provider refused: {code}"),
    };
    let retryable = matches!(code.as_str(), "temporarily_unavailable" | "server_error");
    let mut error = Error::new(Kind::OAuth, code.clone(), message, hint);
    error.retryable = retryable;
    error.oauth = Some(Box::new(OAuthFields { error: Some(code), description, uri, scope: None }));
    error
}
