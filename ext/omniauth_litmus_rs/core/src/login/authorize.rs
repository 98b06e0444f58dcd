//! The first leg of a login: the state, and the address that the user is sent to.

use url::Url;

use crate::config::Config;
use crate::config::client::{check_client_id, invalid_redirect_uri};
use crate::error::{Code, Error};
use crate::login::random;
use crate::query::add_to_query;
use crate::secret::Secret;
use crate::text;

/// 192 bits of state, as the Ruby gem has.
const STATE_BYTES: usize = 24;
/// What no browser may see, as letters alone: `client_secret`, `clientSecret` and `user[client-secret]` are the same.
const SECRETS: [&str; 7] =
    ["clientsecret", "clientassertion", "codeverifier", "refreshtoken", "accesstoken", "token", "password"];
/// A shorter secret may stand in other texts by chance.
const MIN_RECOGNISABLE_LENGTH: usize = 8;

/// A state that nobody guesses (RFC 6749 §10.12): 192 bits of the operating system's generator, 32 characters.
///
/// # Errors
/// [`crate::error::Kind::Internal`] when the operating system gives no random bytes.
pub fn state() -> Result<String, Error> {
    random::text::<STATE_BYTES>()
}

/// The address to which the user is sent (RFC 6749 §4.1.1): the endpoint with `params`, which replace what the
/// configured endpoint says under the same name.
///
/// # Errors
/// [`crate::error::Kind::Configuration`] when `params` hold an empty `client_id`, or a `redirect_uri` with a fragment (RFC 6749
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
    params.iter().filter(|(name, _)| name == "client_id").try_for_each(|(_, id)| check_client_id(id))?;
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
    let letters = innermost.bytes().filter(u8::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase());
    SECRETS.iter().any(|known| letters.clone().eq(known.bytes())) || (name != "client_id" && shows(value, secret))
}

fn shows(value: &str, secret: &Secret) -> bool {
    let secret = secret.expose();
    !secret.is_empty() && (value == secret || (secret.len() >= MIN_RECOGNISABLE_LENGTH && value.contains(secret)))
}

fn secret_in_url(name: &str, secret: &Secret) -> Error {
    let name = text::description(name, &[secret]);
    Error::configuration(
        Code::SecretInUrl,
        format!("The authorization request would show a secret to the browser, in {name}"),
        format!("Remove {name} from authorize_params, authorize_options and authorize_url (RFC 6749 §2.3.1)"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::provider::example;
    use serde_json::json;

    #[test]
    fn states_differ_and_have_the_length_of_their_entropy() -> Result<(), Error> {
        assert_eq!(state()?.len(), 32);
        assert_ne!(state()?, state()?);
        Ok(())
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
        assert_eq!(code, Some(Code::MissingClientId));
        Ok(())
    }

    #[test]
    fn no_secret_goes_to_a_browser() -> Result<(), Error> {
        let secret = Secret::new("s3cr3t-of-ours".to_owned());
        let refused = |endpoint: &str, params: &[(&str, &str)]| {
            let config = Config::parse(&json!({"provider": example(), "authorize_url": endpoint}))?;
            let error = authorize_url(&config, &pairs(params), &secret).err();
            assert!(!format!("{error:?}").contains(secret.expose()), "{error:?}");
            Ok::<_, Error>(error.is_some_and(|error| error.code == Code::SecretInUrl))
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
