//! The parameters of a callback, one a line: an error code is a token of RFC 6749 or none, words are fit for a log.
#![no_main]

use libfuzzer_sys::fuzz_target;
use omniauth_litmus_core::login::UsedCodes;
use omniauth_litmus_core::{Secret, text};
use omniauth_litmus_fuzz::assert_fit_for_a_log;

const CODE: &str = "c0de-Of-THE-login";

fuzz_target!(|data: &[u8]| {
    let query = String::from_utf8_lossy(data);
    let mut used = UsedCodes::default();
    let secret = Secret::new(CODE.to_owned());
    for value in query.lines() {
        if let Some(code) = text::error_code(value) {
            assert!(code == value && code.len() <= 64);
            assert!(code.bytes().all(|byte| (0x20..0x7f).contains(&byte) && byte != b'"' && byte != b'\\'));
        }
        assert_fit_for_a_log(&text::description(value, &[&secret]), CODE);
        assert!(text::request_id(value, &[&secret]).is_none_or(|id| id == value && !id.contains(CODE)));
        let first = used.first_use(value, CODE, 1);
        assert!(!used.first_use(value, CODE, 2), "a code is used once, {first}");
    }
});
