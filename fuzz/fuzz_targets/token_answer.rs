//! The answer of a token endpoint: whatever it is, it is refused, or a token with a life that can be reckoned with.
#![no_main]

use libfuzzer_sys::fuzz_target;
use omniauth_litmus_core::token::{Member, Members};

fuzz_target!(|data: &[u8]| {
    for read in [Members::of_json, Members::of_form] {
        let Ok(answer) = read(data).and_then(|members| members.into_token(true)) else { continue };
        let shown = format!("{answer:?}");
        assert!(shown.ends_with(" members]") && shown.len() < 24, "nothing but their number is shown");
        let token = answer.text("access_token").expect("a text");
        assert!(!token.is_empty() && token.bytes().all(|byte| (0x20..=0x7e).contains(&byte)));
        assert!(answer.text("token_type").is_some_and(|kind| kind.eq_ignore_ascii_case("bearer")));
        let mut names: Vec<&str> = answer.expose().map(|(name, _)| name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count, "no member twice");
        for (name, member) in answer.expose() {
            let Member::Json(text) = member else { continue };
            // What is kept can be written again by a parser that knows nothing of this one.
            let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
            assert!(!value.is_null());
            if name == "expires_in" {
                assert!(value.as_i64().is_some_and(|seconds| seconds.abs() <= 315_360_000), "{text}");
            }
        }
    }
});
