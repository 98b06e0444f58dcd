//! An answer of an API with an error status: what is told of it is fit for a log, and repeats neither token nor body.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use omniauth_litmus_core::api::{self, Answer};
use omniauth_litmus_core::config::Config;
use omniauth_litmus_core::{Secret, rate_limit};
use omniauth_litmus_fuzz::assert_fit_for_a_log;

const TOKEN: &str = "t0ken-Of-THE-call";

fuzz_target!(|data: &[u8]| {
    let config = Config::parse(&serde_json::json!({})).expect("the defaults");
    let response = omniauth_litmus_fuzz::response(data);
    let limit = rate_limit::read(&response, &config.provider.rate_limit, Duration::from_secs(1_763_121_600));
    let status = response.status;
    let answer = Answer { response, limit, retries: Vec::new() };
    let token = Secret::new(TOKEN.to_owned());
    let error = api::refusal(&config, &answer, Some(&token));
    assert_eq!(error.is_some(), status >= 400);
    let Some(error) = error else { return };
    assert!(!format!("{error:?}").contains(TOKEN));
    assert!(error.message.chars().all(|c| !c.is_control()));
    for words in error.oauth.iter().flat_map(|it| [&it.error, &it.description, &it.uri, &it.scope]).flatten() {
        assert_fit_for_a_log(words, TOKEN);
    }
    if let Some(id) = error.trace.as_ref().and_then(|trace| trace.request_id.as_deref()) {
        assert_fit_for_a_log(id, TOKEN);
    }
});
