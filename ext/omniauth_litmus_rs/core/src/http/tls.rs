//! The TLS configuration of all clients: which certificate authorities are trusted, and where they are read from.

mod certificates;
pub(crate) mod failure;
mod signature_names;
mod trust_error;
mod verifier;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use rustls_native_certs::load_native_certs;

use crate::config::transport::Transport;
use crate::error::{Code, Error};
use crate::http::environment::Environment;
use crate::http::tls::certificates::Certificates;
use crate::http::tls::verifier::Verifier;
use crate::warnings;

/// Makes ring the process's TLS provider, unless another library has chosen one already.
pub(super) fn install_provider() {
    // It fails only if a provider is installed already, and then that one is used.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Where the trusted authorities are read from: `ca_file` and `ca_path`, or else the system's own places.
pub(crate) enum Authorities {
    /// What `client_options[:ssl]` names; each has to yield a certificate.
    Configured { file: Option<PathBuf>, folder: Option<PathBuf> },
    /// What `SSL_CERT_FILE` and `SSL_CERT_DIR` name, or else the distribution's bundle. If there is no certificate at all,
    /// that is an error only when one has to be verified: plain http needs none.
    System { file: Option<PathBuf>, folders: Vec<PathBuf> },
    /// The certificates of the macOS keychain.
    Store(Vec<CertificateDer<'static>>),
}

impl Authorities {
    /// Decides where to read from. Quick: it reads settings and the environment, and no certificate.
    pub(crate) fn find(transport: &Transport, environment: &Environment) -> Self {
        let Transport { ca_file: file, ca_path: folder, .. } = transport;
        if file.is_some() || folder.is_some() {
            return Self::Configured { file: file.clone(), folder: folder.clone() };
        }
        let Environment { cert_file: file, cert_dir: folders, .. } = environment;
        if file.is_some() || folders.is_some() {
            let folders = folders.iter().flat_map(std::env::split_paths).collect();
            return Self::System { file: file.clone().map(PathBuf::from), folders };
        }
        if cfg!(target_os = "macos") {
            return Self::Store(load_native_certs().certs);
        }
        let found = openssl_probe::probe();
        Self::System { file: found.cert_file, folders: found.cert_dir }
    }

    /// Reads and parses the certificates, which takes some milliseconds.
    ///
    /// # Errors
    /// [`crate::error::Kind::Configuration`] if a configured file or folder yields no certificate.
    /// [`crate::error::Kind::Connection`] if descriptors or memory ran out while reading: otherwise a client that
    /// trusts too few authorities would be kept for good.
    fn certificates(&self) -> Result<Certificates, Error> {
        let mut found = Certificates::default();
        match self {
            Self::Configured { file, folder } => {
                if let Some(file) = file {
                    found.file(file);
                    yielded(&found, 0, "ca_file", file)?;
                }
                let before = found.readable.len();
                if let Some(folder) = folder {
                    found.folder(folder);
                    yielded(&found, before, "ca_path", folder)?;
                }
            }
            Self::System { file, folders } => {
                if let Some(file) = file {
                    found.file(file);
                }
                for folder in folders {
                    found.folder(folder);
                }
            }
            Self::Store(certificates) => found.readable.clone_from(certificates),
        }
        if let Some(exhausted) = found.exhausted {
            return Err(exhausted);
        }
        found.readable.sort_unstable_by(|one, other| one.as_ref().cmp(other));
        found.readable.dedup();
        Ok(found)
    }
}

/// Checks that a setting has added to the certificates, of which there were `before`.
fn yielded(found: &Certificates, before: usize, setting: &str, path: &Path) -> Result<(), Error> {
    if found.readable.len() > before {
        return Ok(());
    }
    if let Some(exhausted) = &found.exhausted {
        return Err(exhausted.clone());
    }
    let why = found.skipped.last().map_or_else(String::new, |skipped| format!(" ({skipped})"));
    Err(Error::configuration(
        Code::InvalidCa,
        format!("client_options[:ssl][:{setting}] yields no certificate: {}{why}", path.display()),
        "Name a readable PEM file, or a folder of them",
    ))
}

/// Builds the configuration that all clients with the same settings share, with its authorities and its TLS sessions.
///
/// # Errors
/// As [`Authorities::certificates`].
pub(crate) fn configuration(authorities: &Authorities, verify: bool) -> Result<ClientConfig, Error> {
    install_provider();
    let builder = ClientConfig::builder();
    let provider = Arc::clone(builder.crypto_provider());
    let builder = if verify {
        let certificates = authorities.certificates()?;
        for skipped in &certificates.skipped {
            warnings::add(format!("A trusted certificate is passed over: {skipped}"));
        }
        builder.dangerous().with_custom_certificate_verifier(Arc::new(Verifier::new(certificates, provider)))
    } else {
        builder.dangerous().with_custom_certificate_verifier(Arc::new(Unverified(provider)))
    };
    let mut configuration = builder.with_no_client_auth();
    configuration.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(configuration)
}

/// Accepts every certificate: `ssl: { verify: false }`, which settings allow for loopback hosts only.
#[derive(Debug)]
struct Unverified(Arc<CryptoProvider>);

impl ServerCertVerifier for Unverified {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
