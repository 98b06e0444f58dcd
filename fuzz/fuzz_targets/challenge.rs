//! `WWW-Authenticate`: the words that are taken from it are fit for a log, and do not repeat the token.
#![no_main]

use libfuzzer_sys::fuzz_target;
use omniauth_litmus_core::{Secret, api};
use omniauth_litmus_fuzz::assert_fit_for_a_log;

const TOKEN: &str = "t0ken-Of-THE-call";

fuzz_target!(|data: &[u8]| {
    let header = String::from_utf8_lossy(data);
    let Some(fields) = api::bearer_error(&header, &Secret::new(TOKEN.to_owned())) else { return };
    assert!(fields.error.is_some());
    for words in [fields.error, fields.description, fields.uri, fields.scope].into_iter().flatten() {
        assert_fit_for_a_log(&words, TOKEN);
    }
});
