//! Why a certificate is not trusted, in more detail than the TLS library gives.

use std::fmt;
use std::sync::Arc;

use rustls::{CertificateError, OtherError};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TrustError {
    /// No authority is known here.
    NoAuthorities { skipped: Option<String> },
    /// No known authority has issued it.
    Untrusted { self_signed: bool, skipped: Option<String> },
    /// It is an authority's certificate, used by a server as its own.
    Authority,
    /// An RSA key is too short or too long.
    KeySize,
}

impl fmt::Display for TrustError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoAuthorities { .. } => "no certificate authority is known",
            Self::Untrusted { .. } => "the issuer is not trusted",
            Self::Authority => "an authority's certificate is used as a server's",
            Self::KeySize => "the size of an RSA key is not supported",
        })
    }
}

impl std::error::Error for TrustError {}

impl From<TrustError> for rustls::Error {
    fn from(reason: TrustError) -> Self {
        CertificateError::Other(OtherError(Arc::new(reason))).into()
    }
}
