//! Providers as data: where an API lives and what its habits are. Everything else in the core is the same for all.

use crate::config::{AuthScheme, TokenFormat};

/// The facts about one provider, used where the application configures nothing else.
#[derive(Debug, Clone, Copy)]
pub struct Provider {
    /// The origin of its authorization server.
    pub site: &'static str,
    /// The authorization endpoint (RFC 6749 §3.1), relative to the site.
    pub authorize_url: &'static str,
    /// The token endpoint (RFC 6749 §3.2), relative to the site.
    pub token_url: &'static str,
    /// The revocation endpoint (RFC 7009), relative to the site.
    pub revoke_url: &'static str,
    /// How the parameters of a token request are encoded.
    pub token_format: TokenFormat,
    /// How the client authenticates at the token endpoint (RFC 6749 §2.3.1).
    pub auth_scheme: AuthScheme,
    /// The origins to which an access token may be sent, besides the site.
    pub api_origins: &'static [&'static str],
    /// The header fields that state a rate limit.
    pub rate_limit: RateLimitHeaders,
}

/// The header fields (lower case) in which an API states its rate limit.
#[derive(Debug, Clone, Copy)]
pub struct RateLimitHeaders {
    /// Requests allowed in a window.
    pub limit: &'static str,
    /// Requests left in this window.
    pub remaining: &'static str,
    /// When the window ends: seconds since the epoch or from now, or an HTTP date.
    pub reset: &'static str,
    /// The statuses that mean the limit is reached.
    pub statuses: &'static [u16],
}

/// Litmus, as its OAuth 2.0 partner guide and its API documentation describe it.
pub const LITMUS: Provider = Provider {
    site: "https://litmus.com",
    authorize_url: "/oauth/authorize",
    token_url: "/oauth/token",
    revoke_url: "/oauth/revoke",
    token_format: TokenFormat::Json,
    auth_scheme: AuthScheme::RequestBody,
    api_origins: &["https://litmus.com", "https://api.litmus.com", "https://instant-api.litmus.com"],
    rate_limit: RateLimitHeaders {
        limit: "x-ratelimit-limit",
        remaining: "x-ratelimit-remaining",
        reset: "x-ratelimit-reset",
        statuses: &[429],
    },
};
