//! Proof Key for Code Exchange (RFC 7636), with the method S256.

use std::ops::RangeInclusive;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};

use crate::error::{Code, Error};
use crate::login::random;

/// 256 bits, as RFC 7636 §4.1 recommends.
const VERIFIER_BYTES: usize = 32;
/// The lengths that RFC 7636 §4.1 allows.
const VERIFIER_LENGTH: RangeInclusive<usize> = 43..=128;

/// A code verifier (RFC 7636 §4.1): 256 bits of the operating system's generator, 43 characters.
///
/// # Errors
/// [`crate::error::Kind::Internal`] if the operating system gives no random bytes.
pub fn code_verifier() -> Result<String, Error> {
    random::text::<VERIFIER_BYTES>()
}

/// The S256 code challenge of a verifier (RFC 7636 §4.2): `BASE64URL(SHA256(verifier))`.
///
/// # Errors
/// [`crate::error::Kind::Configuration`] if RFC 7636 §4.1 does not allow the verifier.
pub fn code_challenge(verifier: &str) -> Result<String, Error> {
    let unreserved = |c: u8| c.is_ascii_alphanumeric() || b"-._~".contains(&c);
    if !VERIFIER_LENGTH.contains(&verifier.len()) || !verifier.bytes().all(unreserved) {
        return Err(Error::configuration(
            Code::InvalidCodeVerifier,
            "The PKCE code verifier is not one that RFC 7636 §4.1 allows",
            "Use 43 to 128 characters of A-Z a-z 0-9 - . _ ~, or leave pkce_verifier to the gem",
        ));
    }
    Ok(URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verifiers_differ_and_have_the_length_of_their_entropy() -> Result<(), Error> {
        assert_eq!(code_verifier()?.len(), 43);
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
}
