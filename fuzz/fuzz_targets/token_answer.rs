//! The answer of a token endpoint: whatever it is, it is refused, or a token with a life that can be reckoned with.
#![no_main]

use libfuzzer_sys::fuzz_target;
use omniauth_litmus_core::token_answer::TokenAnswer;

fuzz_target!(|data: &[u8]| {
    let Ok(answer) = serde_json::from_slice::<TokenAnswer>(data) else { return };
    let shown = format!("{answer:?}");
    let members = answer.into_members();
    let members = members.expose();
    let token = members["access_token"].as_str().expect("a text");
    assert!(!token.is_empty() && token.bytes().all(|byte| (0x20..=0x7e).contains(&byte)));
    assert!(shown.starts_with("TokenAnswer { expires_in: ") && shown.len() < 64, "nothing but the life is shown");
    assert!(members["token_type"].as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("bearer")));
    assert!(members.values().all(|value| !value.is_null()));
    if let Some(life) = members.get("expires_in") {
        assert!(life.as_i64().is_some_and(|seconds| seconds.abs() <= 315_360_000), "{life}");
    }
    // No member twice: what is written anew has the same names. (Floats may differ in their last bit.)
    let again = serde_json::to_vec(members).expect("a map of values");
    let again = serde_json::from_slice::<TokenAnswer>(&again).expect("the same").into_members();
    assert!(again.expose().keys().eq(members.keys()));
});
