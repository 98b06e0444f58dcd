//! What an application adds to a token request.

use reqwest::header::HeaderMap;
use serde_json::Value as Json;

/// What an application adds to a token request.
#[derive(Debug, Clone, Default)]
pub struct Extra {
    /// Further parameters.
    pub params: Vec<(String, String)>,
    /// Those that are arrays or objects in JSON; in a form all are `params`, under several names.
    pub nested: Vec<(String, Json)>,
    /// Further header fields.
    pub headers: HeaderMap,
}
