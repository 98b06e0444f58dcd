//! What a session holds of logins under way: whatever it is, a login is found by its own state alone, and once.
#![no_main]

use libfuzzer_sys::fuzz_target;
use omniauth_litmus_core::login::pending::{self, LIFE_SECONDS, Login, MAX_LOGINS};
use serde_json::Value;

const NOW: u64 = 1_763_121_600;

fuzz_target!(|data: &[u8]| {
    let Ok(stored) = serde_json::from_slice::<Value>(data) else { return };
    let logins = read(&stored);
    assert!(logins.len() <= MAX_LOGINS);
    assert!(pending::claim(&logins, None, "a state that nobody has", NOW).is_none());
    let _ = pending::any_under_way(&logins, None, NOW);
    for login in &logins {
        let Some(claim) = pending::claim(&logins, None, &login.state, NOW) else { continue };
        assert!(claim.login.state == login.state && NOW.saturating_sub(claim.login.at) < LIFE_SECONDS);
        assert!(claim.rest.iter().all(|other| other.state != login.state), "it may come back");
        assert!(pending::claim(&claim.rest, claim.newest.as_deref(), &login.state, NOW).is_none());
    }
    // Written, and read again.
    if let Some(login) = logins.first() {
        let kept = pending::begin(logins.clone(), login.clone(), NOW);
        assert!(kept.len() <= MAX_LOGINS && kept.last().is_some_and(|newest| newest.state == login.state));
        let stored = serde_json::to_value(&kept).expect("plain values");
        assert!(read(&stored) == kept);
    }
});

fn read(stored: &Value) -> Vec<Login> {
    pending::read(stored.as_array().into_iter().flatten().filter_map(|entry| entry.as_object().cloned()))
}
