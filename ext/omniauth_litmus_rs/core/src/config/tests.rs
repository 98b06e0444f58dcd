use super::*;
use crate::error::Code;
use serde_json::json;

fn parse(settings: &Value) -> Result<Config, Error> {
    let mut settings = settings.clone();
    settings["provider"] = provider::example();
    Config::parse(&settings)
}

fn refusal(settings: &Value) -> Error {
    parse(settings).err().unwrap_or_else(Error::internal)
}

#[test]
fn nothing_configured_means_the_provider() -> Result<(), Error> {
    let config = parse(&json!({}))?;
    assert_eq!(config.authorize_url()?.as_str(), "https://provider.example/oauth/authorize");
    assert_eq!(config.token_url()?.as_str(), "https://provider.example/oauth/token");
    assert_eq!(config.revoke_url()?.as_str(), "https://provider.example/oauth/revoke");
    assert_eq!(config.timeout, Duration::from_secs(15));
    assert_eq!(config.transport.connect_timeout, Duration::from_secs(5));
    Ok(())
}

#[test]
fn a_path_of_the_site_counts_for_relative_addresses() -> Result<(), Error> {
    for site in ["https://provider.example/base", "https://provider.example/base/"] {
        let config = parse(&json!({"site": site, "token_url": "oauth/token", "authorize_url": "/oauth/authorize"}))?;
        assert_eq!(config.token_url()?.as_str(), "https://provider.example/base/oauth/token");
        assert_eq!(config.authorize_url()?.as_str(), "https://provider.example/oauth/authorize");
        for (address, meant) in [
            ("user", "https://provider.example/base/user"),
            ("/user", "https://provider.example/user"),
            ("?page=2", "https://provider.example/base/?page=2"),
            ("../../../user", "https://provider.example/user"),
            ("./users:search", "https://provider.example/base/users:search"),
            ("https://api.example/user", "https://api.example/user"),
        ] {
            assert_eq!(config.resolve(address).as_ref().map(Url::as_str), Some(meant), "{address}");
        }
        assert_eq!(config.resolve("http://[none"), None);
    }
    Ok(())
}

#[test]
fn plain_http_is_for_loopback_or_for_hosts_named_so() {
    assert!(parse(&json!({"site": "http://localhost:9292"})).is_ok());
    assert!(parse(&json!({"site": "http://127.0.0.1:9292"})).is_ok());
    assert!(parse(&json!({"site": "http://[::1]:9292"})).is_ok());
    assert!(parse(&json!({"site": "http://provider.test", "insecure_http_hosts": ["provider.test"]})).is_ok());
    assert_eq!(refusal(&json!({"site": "http://provider.example"})).code, Code::InsecureHttp);
    assert_eq!(refusal(&json!({"site": "http://localhost.evil.example"})).code, Code::InsecureHttp);
    assert_eq!(refusal(&json!({"token_url": "http://provider.example/oauth/token"})).code, Code::InsecureHttp);
}

#[test]
fn a_host_name_is_ascii() {
    assert!(parse(&json!({"site": "https://xn--bcher-kva.example"})).is_ok());
    assert_eq!(refusal(&json!({"site": "https://bücher.example"})).code, Code::InvalidUrl);
}

#[test]
fn verification_goes_off_for_loopback_only() {
    assert!(parse(&json!({"site": "https://localhost:1", "ssl": {"verify": false}})).is_ok());
    assert_eq!(refusal(&json!({"ssl": {"verify": false}})).code, Code::UnverifiedTls);
}

#[test]
fn a_setting_of_the_wrong_type_is_named_and_its_value_is_not() {
    for (settings, name) in [
        (json!({"timeout": "s3cret"}), "timeout"),
        (json!({"site": 5}), "site"),
        (json!({"ssl": {"ca_file": 5}}), "ssl.ca_file"),
        (json!({"api_origins": "s3cret"}), "api_origins"),
        (json!({"auth_scheme": "s3cret"}), "auth_scheme"),
        (json!({"proxy": ["s3cret"]}), "proxy"),
        (json!({"site": "s3cret"}), "site"),
        (json!({"timeout": 0}), "timeout"),
        (json!({"timeout": -1}), "timeout"),
        (json!({"open_timeout": 1e300}), "open_timeout"),
        (json!({"headers": {"x": "a\r\nb: s3cret"}}), "headers"),
        (json!({"token_method": "get"}), "token_method"),
        (json!({"max_response_size": "s3cret"}), "max_response_size"),
        (json!({"max_response_size": 0}), "max_response_size"),
        (json!({"max_response_size": 2_u64.pow(31)}), "max_response_size"),
    ] {
        let error = refusal(&settings);
        assert!(error.message.contains(name), "{} names {name}", error.message);
        assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
    }
}
