//! The names of errors.

use std::fmt;

macro_rules! codes {
    ($($variant:ident => $text:literal,)+) => {
        /// A stable name for exactly one thing that can go wrong; `error.code` in Ruby.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = concat!("`", $text, "`")] $variant,)+
            /// The `error` of a token endpoint (RFC 6749 §5.2), such as `invalid_grant`.
            Provider(Box<str>),
        }

        impl Code {
            /// The name, such as `connection_refused`.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Provider(text) => text,
                }
            }
        }
    };
}

codes! {
    ApiError => "api_error",
    BadRequest => "bad_request",
    CertificateExpired => "certificate_expired",
    CertificateInvalid => "certificate_invalid",
    CertificateNotValidYet => "certificate_not_valid_yet",
    CertificateRevoked => "certificate_revoked",
    CertificateUnsupported => "certificate_unsupported",
    CertificateUntrusted => "certificate_untrusted",
    CertificateWrongHost => "certificate_wrong_host",
    ClientCertificateRequired => "client_certificate_required",
    Conflict => "conflict",
    ConnectTimeout => "connect_timeout",
    ConnectionFailed => "connection_failed",
    ConnectionLost => "connection_lost",
    ConnectionRefused => "connection_refused",
    DnsFailed => "dns_failed",
    DuplicateMember => "duplicate_member",
    Forbidden => "forbidden",
    Forked => "forked",
    Gone => "gone",
    InactiveUser => "inactive_user",
    InsecureHttp => "insecure_http",
    InsufficientScope => "insufficient_scope",
    InternalError => "internal_error",
    InvalidAccessToken => "invalid_access_token",
    InvalidCa => "invalid_ca",
    InvalidCodeVerifier => "invalid_code_verifier",
    InvalidExpiresIn => "invalid_expires_in",
    InvalidHeader => "invalid_header",
    InvalidMethod => "invalid_method",
    InvalidMode => "invalid_mode",
    InvalidOrigin => "invalid_origin",
    InvalidProvider => "invalid_provider",
    InvalidProxy => "invalid_proxy",
    InvalidRedirectUri => "invalid_redirect_uri",
    InvalidRefreshToken => "invalid_refresh_token",
    InvalidResponseSize => "invalid_response_size",
    InvalidScope => "invalid_scope",
    InvalidSetting => "invalid_setting",
    InvalidTimeout => "invalid_timeout",
    InvalidToken => "invalid_token",
    InvalidTokenType => "invalid_token_type",
    InvalidTransport => "invalid_transport",
    InvalidUrl => "invalid_url",
    InvalidValue => "invalid_value",
    MethodNotAllowed => "method_not_allowed",
    MissingClientId => "missing_client_id",
    MissingClientSecret => "missing_client_secret",
    MissingCode => "missing_code",
    MissingEndpoint => "missing_endpoint",
    MissingToken => "missing_token",
    NestedTooDeep => "nested_too_deep",
    NoRandomness => "no_randomness",
    NoThreadLeft => "no_thread_left",
    NotAcceptable => "not_acceptable",
    NotFound => "not_found",
    NotProcessed => "not_processed",
    NotSent => "not_sent",
    OriginNotAllowed => "origin_not_allowed",
    OutOfMemory => "out_of_memory",
    PaymentRequired => "payment_required",
    ProxyUnauthorized => "proxy_unauthorized",
    RateLimited => "rate_limited",
    RedirectRefused => "redirect_refused",
    Redirected => "redirected",
    RequestTimeout => "request_timeout",
    ResponseEmpty => "response_empty",
    ResponseEncodingUnsupported => "response_encoding_unsupported",
    ResponseMalformed => "response_malformed",
    ResponseNotJson => "response_not_json",
    ResponseTooComplex => "response_too_complex",
    ResponseTooLarge => "response_too_large",
    ResponseTruncated => "response_truncated",
    SecretInUrl => "secret_in_url",
    ServerError => "server_error",
    Timeout => "timeout",
    TlsFailed => "tls_failed",
    TlsIncompatible => "tls_incompatible",
    TooLarge => "too_large",
    TooManyOpenFiles => "too_many_open_files",
    TooManyValues => "too_many_values",
    Unauthorized => "unauthorized",
    Unavailable => "unavailable",
    UnexpectedStatus => "unexpected_status",
    UnsupportedMediaType => "unsupported_media_type",
    UnsupportedTokenMethod => "unsupported_token_method",
    UnverifiedTls => "unverified_tls",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
