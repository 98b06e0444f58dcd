//! The client that is registered with the provider (RFC 6749 §2): its credentials and its redirect URI.

use crate::error::{Code, Error};
use crate::secret::Secret;

/// The client's identifier and secret (RFC 6749 §2.3.1). They are given with each call and never kept.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The client identifier.
    pub id: String,
    /// The client secret.
    pub secret: Secret,
}

impl Credentials {
    /// Whether both are there.
    ///
    /// # Errors
    /// [`crate::error::Kind::Configuration`], naming the one that is empty.
    pub fn check(&self) -> Result<(), Error> {
        check_client_id(&self.id)?;
        if self.secret.is_empty() { Err(missing(Code::MissingClientSecret, "client_secret")) } else { Ok(()) }
    }
}

/// Refuses an empty `client_id`.
pub(crate) fn check_client_id(id: &str) -> Result<(), Error> {
    if id.is_empty() { Err(missing(Code::MissingClientId, "client_id")) } else { Ok(()) }
}

/// A `redirect_uri` that RFC 6749 §3.1.2 does not allow.
pub(crate) fn invalid_redirect_uri() -> Error {
    Error::configuration(
        Code::InvalidRedirectUri,
        "redirect_uri is not an absolute URL without a fragment",
        "Set the option redirect_uri, or OmniAuth.config.full_host, to the address that the provider calls back",
    )
}

fn missing(code: Code, name: &str) -> Error {
    Error::configuration(
        code,
        format!("The option {name} is empty"),
        format!("Check that the variable or credential behind {name} is set where the provider is configured"),
    )
}
