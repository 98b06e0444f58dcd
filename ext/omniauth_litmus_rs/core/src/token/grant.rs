//! What is exchanged for a token.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use url::form_urlencoded;

use crate::config::client::Credentials;
use crate::secret::Secret;

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
