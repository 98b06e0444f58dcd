//! Pending logins, as a session keeps them: which one a callback completes, and which are left.
//!
//! Everything here is a pure function of plain JSON values, so that a cookie can hold them and a test can try every
//! order of tabs, callbacks, forgeries and expiries.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use subtle::ConstantTimeEq;

/// The most pending logins of a session.
pub const MAX_LOGINS: usize = 4;
/// A login that takes longer than an hour starts again.
pub const LIFE_SECONDS: u64 = 3600;
/// An origin longer than this stays in OmniAuth's own slot only.
pub const MAX_ORIGIN_LENGTH: usize = 256;
/// A state longer than this is not ours, and not worth comparing.
const MAX_STATE_LENGTH: usize = 4096;
/// What all entries together may take in a cookie of 4 kB that holds other things too: with the newest state and its
/// verifier, which stand beside them, less than 1.5 kB.
const MAX_BYTES: usize = 1350;

/// One pending login.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// The state that the provider gives back (RFC 6749 §4.1.1).
    pub state: String,
    /// When it began, in seconds since the epoch.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub at: u64,
    /// The PKCE code verifier (RFC 7636 §4.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verifier: Option<String>,
    /// What the first leg sent as `redirect_uri`; the second has to repeat it (RFC 6749 §4.1.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
    /// Where the user came from; empty if they came from nowhere in particular.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// Whether the request phase named the origin, so that OmniAuth's slot holds it for this login alone.
    #[serde(default, skip_serializing_if = "is_false")]
    pub named: bool,
    /// The query of the request phase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub params: Option<Map<String, Value>>,
}

/// The outcome of a genuine callback.
pub struct Claim {
    /// The login that it completes.
    pub login: Login,
    /// The logins still pending.
    pub rest: Vec<Login>,
    /// The newest state still pending, for `session["omniauth.state"]`.
    pub newest: Option<String>,
    /// Whether the completed login was the newest, so that OmniAuth's single slots were its own.
    pub was_newest: bool,
}

/// Reads the entries that a session holds. Those that are not ours are dropped.
#[must_use]
pub fn read(entries: impl Iterator<Item = Map<String, Value>>) -> Vec<Login> {
    let logins = entries.filter_map(|entry| Login::deserialize(Value::Object(entry)).ok());
    let mut logins: Vec<Login> = logins.filter(|login| acceptable(&login.state)).collect();
    let surplus = logins.len().saturating_sub(MAX_LOGINS);
    logins.split_off(surplus)
}

/// Adds a login, forgetting the expired, the oldest beyond [`MAX_LOGINS`], and what would not fit a cookie.
#[must_use]
pub fn begin(mut logins: Vec<Login>, mut login: Login, now: u64) -> Vec<Login> {
    login.at = now;
    login.origin = login.origin.filter(|origin| origin.len() <= MAX_ORIGIN_LENGTH);
    logins.retain(|other| alive(other, now) && other.state != login.state);
    logins.push(login);
    let surplus = logins.len().saturating_sub(MAX_LOGINS);
    let mut logins = logins.split_off(surplus);
    shrink(&mut logins);
    logins
}

/// Finds the login that a callback completes. `newest` is the state that `session["omniauth.state"]` holds: one that
/// no entry knows was left there by the Ruby gem, and is a login without an entry.
///
/// `None` for a state that is unknown, expired, empty or oversized; everything then stays as it was.
#[must_use]
pub fn claim(logins: &[Login], newest: Option<&str>, presented: &str, now: u64) -> Option<Claim> {
    if !acceptable(presented) {
        return None;
    }
    let matching = |state: &str| bool::from(state.as_bytes().ct_eq(presented.as_bytes()));
    // All entries are compared, so that the time tells nothing about their order.
    let (found, others): (Vec<&Login>, Vec<&Login>) = logins.iter().partition(|login| matching(&login.state));
    let login = match found.first() {
        Some(login) => (alive(login, now)).then(|| (*login).clone())?,
        None if newest.is_some_and(matching) => bare(presented),
        None => return None,
    };
    let rest: Vec<Login> = others.into_iter().filter(|login| alive(login, now)).cloned().collect();
    let was_newest = newest.is_none_or(|newest| newest == login.state);
    let remembered = newest.filter(|newest| !was_newest && rest.iter().any(|login| login.state == **newest));
    let newest = remembered.map(str::to_owned).or_else(|| rest.last().map(|login| login.state.clone()));
    Some(Claim { login, rest, newest, was_newest })
}

/// Whether any login is under way, for a denial that comes without its state. A `newest` state that no entry knows was
/// left there by the Ruby gem; one whose entry has expired counts no more.
#[must_use]
pub fn any_under_way(logins: &[Login], newest: Option<&str>, now: u64) -> bool {
    let bare = |state: &str| acceptable(state) && logins.iter().all(|login| login.state != state);
    logins.iter().any(|login| alive(login, now)) || newest.is_some_and(bare)
}

/// A login without an entry of its own has no time.
#[allow(clippy::trivially_copy_pass_by_ref)] // serde passes a reference
fn is_zero(at: &u64) -> bool {
    *at == 0
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde passes a reference
fn is_false(named: &bool) -> bool {
    !named
}

fn acceptable(state: &str) -> bool {
    !state.is_empty() && state.len() <= MAX_STATE_LENGTH
}

/// A login from the future began before the clock was set back.
fn alive(login: &Login, now: u64) -> bool {
    now.saturating_sub(login.at) < LIFE_SECONDS
}

fn bare(state: &str) -> Login {
    Login {
        state: state.to_owned(),
        at: 0,
        verifier: None,
        redirect_uri: None,
        origin: None,
        named: false,
        params: None,
    }
}

/// Makes the entries fit: drops the oldest params first, then the oldest origins, and only then whole entries.
fn shrink(logins: &mut Vec<Login>) {
    let measured = |logins: &[Login]| serde_json::to_string(logins).is_ok_and(|json| json.len() <= MAX_BYTES);
    let fits = |logins: &[Login]| surely_fit(logins) || measured(logins);
    for drop in [|login: &mut Login| login.params = None, |login: &mut Login| login.origin = None] {
        for index in 0..logins.len() {
            if fits(logins) {
                return;
            }
            drop(&mut logins[index]);
        }
    }
    while logins.len() > 1 && !fits(logins) {
        logins.remove(0);
    }
}

/// Whether they fit however they are written: a byte of a text takes six at most, and all else of an entry less than 128.
fn surely_fit(logins: &[Login]) -> bool {
    let most = |login: &Login| {
        let texts = [Some(&login.state), login.verifier.as_ref(), login.redirect_uri.as_ref(), login.origin.as_ref()];
        128 + 6 * texts.into_iter().flatten().map(String::len).sum::<usize>()
    };
    logins.iter().all(|login| login.params.is_none()) && logins.iter().map(most).sum::<usize>() <= MAX_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn login(state: &str) -> Login {
        bare(state)
    }

    fn begun(states: &[&str]) -> Vec<Login> {
        states.iter().fold(Vec::new(), |logins, state| begin(logins, login(state), 0))
    }

    fn states(logins: &[Login]) -> Vec<&str> {
        logins.iter().map(|login| login.state.as_str()).collect()
    }

    #[test]
    fn the_newest_four_are_kept() {
        assert_eq!(states(&begun(&["a", "b", "c", "d", "e"])), ["b", "c", "d", "e"]);
    }

    #[test]
    fn a_claim_takes_its_own_login_and_leaves_the_others() {
        let logins = begun(&["a", "b", "c"]);
        let claim = claim(&logins, Some("c"), "b", 10).map(|c| (c.login.state, c.newest, c.was_newest, c.rest.len()));
        assert_eq!(claim, Some(("b".into(), Some("c".into()), false, 2)));
    }

    #[test]
    fn after_the_newest_the_next_newest_takes_its_place() {
        let logins = begun(&["a", "b"]);
        let claim = claim(&logins, Some("b"), "b", 10).map(|c| (c.newest, c.was_newest));
        assert_eq!(claim, Some((Some("a".into()), true)));
    }

    #[test]
    fn unknown_expired_empty_and_oversized_states_are_refused() {
        let logins = begun(&["a", "b"]);
        assert!(claim(&logins, Some("b"), "x", 10).is_none());
        assert!(claim(&logins, Some("b"), "", 10).is_none());
        assert!(claim(&logins, Some("b"), &"b".repeat(5000), 10).is_none());
        // Expired, although `omniauth.state` still names it.
        assert!(claim(&logins, Some("b"), "b", LIFE_SECONDS).is_none());
        assert!(claim(&[], None, "", 10).is_none());
    }

    #[test]
    fn a_login_is_under_way_until_it_expires() {
        let logins = begun(&["a"]);
        assert!(any_under_way(&logins, Some("a"), LIFE_SECONDS - 1));
        assert!(!any_under_way(&logins, Some("a"), LIFE_SECONDS));
        assert!(any_under_way(&[], Some("bare"), 10));
        assert!(!any_under_way(&[], None, 10));
    }

    #[test]
    fn a_bare_state_of_the_ruby_gem_is_a_login() {
        let claim = claim(&[], Some("bare"), "bare", 10).map(|c| (c.login.state, c.newest, c.rest.len()));
        assert_eq!(claim, Some(("bare".into(), None, 0)));
    }

    /// As a session has kept them.
    fn stored(logins: &[Login]) -> Vec<Login> {
        let entries = logins.iter().filter_map(|login| json!(login).as_object().cloned());
        read(entries)
    }

    #[test]
    fn whatever_else_a_session_holds_is_no_login() {
        for stored in [json!({}), json!({"state": 5}), json!({"at": 1}), json!({"state": ""})] {
            assert!(read(stored.as_object().cloned().into_iter()).is_empty(), "{stored}");
        }
    }

    #[test]
    fn entries_fit_a_cookie_and_keep_what_a_login_needs() {
        let full = |n: usize| Login {
            verifier: Some("v".repeat(43)),
            redirect_uri: Some(format!("https://app.example/{}", "r".repeat(60))),
            origin: Some("o".repeat(MAX_ORIGIN_LENGTH)),
            params: json!({"p": "x".repeat(2000)}).as_object().cloned(),
            ..login(&format!("{n}{}", "s".repeat(31)))
        };
        let logins = (0..4).fold(Vec::new(), |logins, n| begin(logins, full(n), 0));
        assert!(serde_json::to_string(&logins).is_ok_and(|json| json.len() <= MAX_BYTES));
        assert_eq!(logins.len(), 4);
        assert!(logins.iter().all(|login| login.verifier.is_some() && login.redirect_uri.is_some()));
        assert!(logins.last().is_some_and(|newest| newest.origin.is_some()));
    }

    #[test]
    fn what_is_not_measured_fits() {
        let text = |length: usize| Some("\u{1}".repeat(length));
        for length in 0..100 {
            let login = Login {
                at: u64::MAX,
                verifier: text(length),
                redirect_uri: text(length),
                origin: text(length),
                named: true,
                ..login(&"\u{1}".repeat(length))
            };
            for logins in [vec![login.clone()], vec![login; 2]] {
                let written = serde_json::to_string(&logins).map_or(usize::MAX, |json| json.len());
                assert!(!surely_fit(&logins) || written <= MAX_BYTES, "{length}");
            }
        }
    }

    #[derive(Debug, Clone)]
    enum Step {
        Begin(usize),
        Callback(usize),
        Forge,
        Wait(u64),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            (0..6usize).prop_map(Step::Begin),
            (0..6usize).prop_map(Step::Callback),
            Just(Step::Forge),
            (0..LIFE_SECONDS).prop_map(Step::Wait),
        ];
        prop::collection::vec(step, 0..40)
    }

    proptest! {
        /// Whatever the order of tabs, callbacks, forgeries and pauses: exactly the logins that are under way, not
        /// expired and among the newest four succeed, each once, and `newest` is always one that would.
        #[test]
        fn exactly_the_right_logins_succeed(steps in steps()) {
            let (mut logins, mut newest, mut now) = (Vec::<Login>::new(), None::<String>, 1_000_000);
            let mut model: Vec<(String, u64)> = Vec::new();
            for step in steps {
                match step {
                    Step::Begin(n) => {
                        let state = format!("state-{n}");
                        logins = begin(stored(&logins), login(&state), now);
                        newest = Some(state.clone());
                        model.retain(|(other, at)| *other != state && now - at < LIFE_SECONDS);
                        model.push((state, now));
                        let surplus = model.len().saturating_sub(MAX_LOGINS);
                        model.drain(..surplus);
                    }
                    Step::Callback(n) => {
                        let state = format!("state-{n}");
                        let expected = model.iter().any(|(other, at)| *other == state && now - at < LIFE_SECONDS);
                        let claim = claim(&stored(&logins), newest.as_deref(), &state, now);
                        prop_assert_eq!(claim.is_some(), expected);
                        if let Some(claim) = claim {
                            prop_assert_eq!(&claim.login.state, &state);
                            model.retain(|(other, at)| *other != state && now - at < LIFE_SECONDS);
                            (logins, newest) = (claim.rest, claim.newest);
                            prop_assert_eq!(newest.is_some(), !model.is_empty());
                            prop_assert!(newest.iter().all(|state| model.iter().any(|(other, _)| other == state)));
                        }
                    }
                    Step::Forge => prop_assert!(claim(&logins, newest.as_deref(), "forged", now).is_none()),
                    Step::Wait(seconds) => now += seconds,
                }
            }
        }
    }
}
