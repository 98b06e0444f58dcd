//! The first leg: state, PKCE and the address of the authorization endpoint.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oauth2::{PkceCodeChallenge, PkceCodeVerifier};
use ring::rand::{SecureRandom, SystemRandom};
use url::Url;

use crate::api::add_to_query;
use crate::config::Config;
use crate::error::{Error, Kind};
use crate::secret::Secret;
use crate::text;

/// 192 bits of state, as the Ruby gem has.
const STATE_BYTES: usize = 24;
/// 256 bits of code verifier, which RFC 7636 §4.1 recommends.
const VERIFIER_BYTES: usize = 32;
/// What no browser may see, as letters alone: `client_secret`, `clientSecret` and `user[client-secret]` are the same.
const SECRETS: [&str; 7] =
    ["clientsecret", "clientassertion", "codeverifier", "refreshtoken", "accesstoken", "token", "password"];
/// A shorter secret may stand in other texts by chance.
const RECOGNISABLE: usize = 8;
/// What RFC 7636 §4.1 allows as a code verifier.
const VERIFIER_LENGTH: std::ops::RangeInclusive<usize> = 43..=128;

/// A state that nobody guesses (RFC 6749 §10.12): 192 bits of the operating system's generator, 32 characters.
///
/// # Errors
/// [`Kind::Internal`] when the operating system gives no random bytes.
pub fn state() -> Result<String, Error> {
    random::<STATE_BYTES>()
}

/// A code verifier (RFC 7636 §4.1): 256 bits of the operating system's generator, 43 characters.
///
/// # Errors
/// [`Kind::Internal`] when the operating system gives no random bytes.
pub fn code_verifier() -> Result<String, Error> {
    random::<VERIFIER_BYTES>()
}

fn random<const N: usize>() -> Result<String, Error> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| {
        Error::new(
            Kind::Internal,
            "no_randomness",
            "The operating system gave no random bytes",
            "Check that the process may call getrandom or read /dev/urandom",
        )
    })?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// The S256 code challenge of a verifier (RFC 7636 §4.2).
///
/// # Errors
/// [`Kind::Configuration`] when the verifier is not one that RFC 7636 §4.1 allows.
pub fn code_challenge(verifier: &str) -> Result<String, Error> {
    let unreserved = |c: u8| c.is_ascii_alphanumeric() || b"-._~".contains(&c);
    if !VERIFIER_LENGTH.contains(&verifier.len()) || !verifier.bytes().all(unreserved) {
        return Err(Error::configuration(
            "invalid_code_verifier",
            "The PKCE code verifier is not one that RFC 7636 §4.1 allows",
            "Use 43 to 128 characters of A-Z a-z 0-9 - . _ ~, or leave pkce_verifier to the gem",
        ));
    }
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.to_owned()));
    Ok(challenge.as_str().to_owned())
}

/// The address to which the user is sent (RFC 6749 §4.1.1): the endpoint with `params`, which replace what the
/// configured endpoint says under the same name.
///
/// # Errors
/// [`Kind::Configuration`] when `params` hold an empty `client_id`, or a `redirect_uri` with a fragment (RFC 6749
/// §3.1.2), or when the address would show the client `secret`, a token or a password (RFC 6749 §2.3.1).
pub fn authorize_url(config: &Config, params: &[(String, String)], secret: &Secret) -> Result<String, Error> {
    let mut url: Url = config.authorize_url()?.clone();
    let shown = url.query_pairs().chain(params.iter().map(|(name, value)| (name.into(), value.into())));
    if let Some((name, _)) = shown.into_iter().find(|(name, value)| is_secret(name, value, secret)) {
        return Err(secret_in_url(&name, secret));
    }
    if params.is_empty() {
        return Ok(url.into());
    }
    if params.iter().any(|(name, value)| name == "client_id" && value.is_empty()) {
        return Err(missing_credential("client_id"));
    }
    if params.iter().any(|(name, value)| name == "redirect_uri" && value.contains('#')) {
        return Err(invalid_redirect_uri());
    }
    add_to_query(&mut url, params);
    Ok(url.into())
}

/// By its name, or by being the client secret under another one. The client id is known to all, even where a test's
/// secret is the same.
fn is_secret(name: &str, value: &str, secret: &Secret) -> bool {
    let innermost = name.trim_end_matches([']', '[']).rsplit('[').next().unwrap_or(name);
    let letters: String = innermost.chars().filter(char::is_ascii_alphanumeric).collect();
    SECRETS.iter().any(|known| letters.eq_ignore_ascii_case(known)) || (name != "client_id" && shows(value, secret))
}

fn shows(value: &str, secret: &Secret) -> bool {
    let secret = secret.expose();
    !secret.is_empty() && (value == secret || (secret.len() >= RECOGNISABLE && value.contains(secret)))
}

fn secret_in_url(name: &str, secret: &Secret) -> Error {
    let name = text::description(name, &[secret]);
    Error::configuration(
        "secret_in_url",
        format!("The authorization request would show a secret to the browser, in {name}"),
        format!("Remove {name} from authorize_params, authorize_options and authorize_url (RFC 6749 §2.3.1)"),
    )
}

pub(crate) fn invalid_redirect_uri() -> Error {
    Error::configuration(
        "invalid_redirect_uri",
        "redirect_uri is not an absolute URL without a fragment",
        "Set the option redirect_uri, or OmniAuth.config.full_host, to the address that the provider calls back",
    )
}

pub(crate) fn missing_credential(name: &'static str) -> Error {
    Error::configuration(
        if name == "client_id" { "missing_client_id" } else { "missing_client_secret" },
        format!("The option {name} is empty"),
        format!("Check that the variable or credential behind {name} is set where the provider is configured"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::example;
    use serde_json::json;

    #[test]
    fn states_and_verifiers_differ_and_have_the_length_of_their_entropy() -> Result<(), Error> {
        assert_eq!(state()?.len(), 32);
        assert_eq!(code_verifier()?.len(), 43);
        assert_ne!(state()?, state()?);
        assert_ne!(code_verifier()?, code_verifier()?);
        Ok(())
    }

    /// The example of RFC 7636, appendix B.
    #[test]
    fn the_challenge_is_that_of_the_rfc() -> Result<(), Error> {
        let challenge = code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")?;
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        Ok(())
    }

    #[test]
    fn a_verifier_outside_the_rfc_is_refused() {
        for verifier in ["", "short", &"a".repeat(129), &"a b".repeat(20)] {
            assert!(code_challenge(verifier).is_err(), "{verifier}");
        }
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn params_are_encoded_and_replace_those_of_the_endpoint() -> Result<(), Error> {
        let none = Secret::default();
        let config =
            Config::parse(&json!({"provider": example(), "authorize_url": "/oauth/authorize?tenant=a b&scope=old"}))?;
        assert_eq!(
            authorize_url(&config, &pairs(&[("client_id", "id/1"), ("scope", "full"), ("state", "a&b=c")]), &none)?,
            "https://provider.example/oauth/authorize?tenant=a+b&client_id=id%2F1&scope=full&state=a%26b%3Dc"
        );
        assert_eq!(
            authorize_url(&config, &[], &none)?,
            "https://provider.example/oauth/authorize?tenant=a%20b&scope=old"
        );
        Ok(())
    }

    #[test]
    fn an_empty_client_id_is_named() -> Result<(), Error> {
        let config = Config::parse(&json!({"provider": example()}))?;
        let code =
            authorize_url(&config, &pairs(&[("client_id", "")]), &Secret::default()).err().map(|error| error.code);
        assert_eq!(code.as_deref(), Some("missing_client_id"));
        Ok(())
    }

    #[test]
    fn no_secret_goes_to_a_browser() -> Result<(), Error> {
        let secret = Secret::new("s3cr3t-of-ours".to_owned());
        let refused = |endpoint: &str, params: &[(&str, &str)]| {
            let config = Config::parse(&json!({"provider": example(), "authorize_url": endpoint}))?;
            let error = authorize_url(&config, &pairs(params), &secret).err();
            assert!(!format!("{error:?}").contains(secret.expose()), "{error:?}");
            Ok::<_, Error>(error.is_some_and(|error| error.code == "secret_in_url"))
        };
        for (name, value) in [
            ("client_secret", "x"),
            ("clientSecret", "x"),
            ("Client-Secret", "x"),
            ("user[client_secret]", "x"),
            ("password[]", "x"),
            ("token", "x"),
            ("code_verifier", "x"),
            ("refresh_token", "x"),
            ("state", secret.expose()),
            ("scope[]", "full s3cr3t-of-ours"),
            ("s3cr3t-of-ours", "s3cr3t-of-ours"),
        ] {
            assert!(refused("/oauth/authorize", &[(name, value)])?, "{name}");
        }
        assert!(refused("/oauth/authorize?client_secret=x", &[])?);
        assert!(refused("/oauth/authorize?key=s3cr3t-of-ours", &[("scope", "full")])?);
        for (name, value) in [("id_token_hint", "x"), ("client_id", secret.expose()), ("token_type", "x")] {
            assert!(!refused("/oauth/authorize", &[(name, value)])?, "{name}");
        }
        Ok(())
    }
}
