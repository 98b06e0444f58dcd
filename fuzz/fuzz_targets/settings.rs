//! A configuration: refused by name, or one in which nothing goes over http but to loopback or to a named host.
#![no_main]

use libfuzzer_sys::fuzz_target;
use omniauth_litmus_core::config::Config;
use omniauth_litmus_core::config::origin;
use omniauth_litmus_core::{Secret, login};
use serde_json::Value;
use url::Url;

fuzz_target!(|data: &[u8]| {
    let Ok(mut settings) = serde_json::from_slice::<Value>(data) else { return };
    if let Some(settings) = settings.as_object_mut() {
        settings.remove("insecure_http_hosts");
    }
    let Ok(config) = Config::parse(&settings) else { return };
    let endpoints = [config.authorize_url(), config.token_url(), config.revoke_url()];
    for endpoint in endpoints.into_iter().flatten() {
        assert!(endpoint.scheme() == "https" || (endpoint.scheme() == "http" && origin::is_loopback(endpoint)));
        assert!(config.transport.verify || origin::is_loopback(endpoint));
        assert!(config.origins.allows_token(endpoint));
    }
    let params = [("client_id", "a b"), ("state", "s&t=u#"), ("redirect_uri", "https://app.example/?a=b")];
    let params = params.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let Ok(url) = login::authorize_url(&config, &params, &Secret::default()) else { return };
    let url = Url::parse(&url).expect("an address");
    for (name, value) in &params {
        let sent: Vec<_> = url.query_pairs().filter(|(key, _)| key == name).map(|(_, value)| value).collect();
        assert_eq!(sent, [value.as_str()], "each once, and nothing else");
    }
});
