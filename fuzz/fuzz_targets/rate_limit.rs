//! The fields of a rate limit: no pause is longer than a day, and none begins in the past.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use omniauth_litmus_core::{config::provider, rate_limit};

const DAY: u64 = 86_400;
const NOW: u64 = 1_763_121_600;

fuzz_target!(|data: &[u8]| {
    let response = omniauth_litmus_fuzz::response(data);
    let names = &provider::find(None).expect("the default").rate_limit.clone();
    let limit = rate_limit::read(&response, names, Duration::from_secs(NOW));
    assert!(limit.pause.is_none_or(|pause| pause <= Duration::from_secs(DAY)));
    assert_eq!(limit.pause.is_some(), limit.retry_at.is_some());
    assert!(limit.retry_at.is_none_or(|at| (NOW..=NOW + DAY + 1).contains(&at)));
    let _ = rate_limit::refused(response.status, &limit, names);
});
