//! The address of a call or of a redirect: a token goes to it only if its origin is one of the configuration's.
#![no_main]

use libfuzzer_sys::fuzz_target;
use omniauth_litmus_core::config::Config;
use omniauth_litmus_core::config::origin;

const ALLOWED: [&str; 3] = ["https://litmus.com", "https://api.litmus.com", "https://instant-api.litmus.com"];

fuzz_target!(|data: &[u8]| {
    let config = Config::parse(&serde_json::json!({})).expect("the defaults");
    let text = String::from_utf8_lossy(data);
    let Some(url) = config.resolve(&text) else { return };
    if config.check(&url).is_ok() && config.origins.check_token(&url).is_ok() {
        assert!(ALLOWED.contains(&url.origin().ascii_serialization().as_str()), "{url}");
    }
    if config.check(&url).is_ok() && url.scheme() == "http" {
        assert!(origin::is_loopback(&url), "{url}");
    }
    // What an error names of it holds no user, path or query.
    assert!(!origin::host(&url).contains(['@', '/', '?', '#']), "{url}");
});
