//! Random text, from the operating system's generator.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom, SystemRandom};

use crate::error::{Code, Error, Kind};

/// `N` random bytes in base64url: 24 bytes are 32 characters.
pub(super) fn text<const N: usize>() -> Result<String, Error> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| {
        Error::new(
            Kind::Internal,
            Code::NoRandomness,
            "The operating system gave no random bytes",
            "Check that the process may call getrandom or read /dev/urandom",
        )
    })?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
