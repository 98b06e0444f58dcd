//! What can be wrong with a token answer.

use crate::error::{Code, Error};
use crate::json::Fault as JsonFault;

/// What can be wrong with a token answer. The words are ours alone: a parser's own would quote the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// No body at all.
    Empty,
    /// Not a JSON object, nor a form where that is expected.
    NotJson,
    /// JSON that ends too early.
    Truncated,
    /// More values than an answer may have, or a number of too many digits.
    TooComplex,
    /// The same member twice, so that two readers may see two tokens.
    Duplicate,
    /// No usable `access_token`.
    AccessToken,
    /// `token_type` is missing or not Bearer.
    TokenType,
    /// `expires_in` is no number.
    ExpiresIn,
    /// `refresh_token` is no usable text.
    RefreshToken,
}

impl Fault {
    fn code(self) -> Code {
        match self {
            Self::Empty => Code::ResponseEmpty,
            Self::NotJson => Code::ResponseNotJson,
            Self::Truncated => Code::ResponseTruncated,
            Self::TooComplex => Code::ResponseTooComplex,
            Self::Duplicate => Code::DuplicateMember,
            Self::AccessToken => Code::InvalidAccessToken,
            Self::TokenType => Code::InvalidTokenType,
            Self::ExpiresIn => Code::InvalidExpiresIn,
            Self::RefreshToken => Code::InvalidRefreshToken,
        }
    }

    pub(super) fn message(self) -> &'static str {
        match self {
            Self::Empty => "The token endpoint's answer is empty",
            Self::NotJson => "The token endpoint's answer is not a JSON object",
            Self::Truncated => "The token endpoint's answer breaks off",
            Self::TooComplex => "The token endpoint's answer holds more values, or longer numbers, than an answer may",
            Self::Duplicate => "The token endpoint's answer holds a member twice",
            Self::AccessToken => "The token endpoint's answer holds no usable access_token",
            Self::TokenType => "The token endpoint's answer has no token_type, or one that is not Bearer",
            Self::ExpiresIn => "The token endpoint's answer has an expires_in that is not a number of seconds",
            Self::RefreshToken => "The token endpoint's answer has a refresh_token that is no usable text",
        }
    }
}

impl From<JsonFault> for Fault {
    fn from(fault: JsonFault) -> Self {
        match fault {
            JsonFault::Malformed | JsonFault::TooDeep => Self::NotJson,
            JsonFault::Truncated => Self::Truncated,
            JsonFault::TooManyValues | JsonFault::NumberTooLong => Self::TooComplex,
        }
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Error::protocol(
            fault.code(),
            fault.message(),
            "Check client_options[:token_url], and see what stands between this machine and the provider",
        )
    }
}
