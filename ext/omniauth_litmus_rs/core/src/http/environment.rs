//! The environment variables that decide how a connection is made.

/// The environment variables that decide how a connection is made, read anew for each call.
///
/// Reading them is safe only while nobody writes the environment; the binding does it holding the GVL, which Ruby's
/// own writers hold too.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Environment {
    pub(crate) https_proxy: Option<String>,
    pub(crate) http_proxy: Option<String>,
    pub(crate) no_proxy: Option<String>,
    pub(crate) cert_file: Option<String>,
    pub(crate) cert_dir: Option<String>,
}

impl Environment {
    /// Reads the variables; lower case wins, as it does for curl.
    #[must_use]
    pub fn read() -> Self {
        let read =
            |names: &[&str]| names.iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
        // In a CGI process HTTP_PROXY is the client's header `Proxy`.
        let ours = |_: &String| std::env::var_os("REQUEST_METHOD").is_none();
        let all = read(&["all_proxy", "ALL_PROXY"]);
        Self {
            https_proxy: read(&["https_proxy", "HTTPS_PROXY"]).or_else(|| all.clone()),
            http_proxy: read(&["http_proxy"]).or_else(|| read(&["HTTP_PROXY"]).filter(ours)).or(all),
            no_proxy: read(&["no_proxy", "NO_PROXY"]),
            cert_file: read(&["SSL_CERT_FILE"]),
            cert_dir: read(&["SSL_CERT_DIR"]),
        }
    }
}
