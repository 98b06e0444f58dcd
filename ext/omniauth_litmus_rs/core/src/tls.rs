//! Which certificate authorities are trusted.

use std::path::{Path, PathBuf};

use reqwest::Certificate;
use rustls::pki_types::CertificateDer;
use rustls_native_certs::{ErrorKind, load_certs_from_paths, load_native_certs};

use crate::config::Transport;
use crate::environment::Environment;
use crate::error::Error;
use crate::exhaustion::exhausted;

/// Makes ring the process's TLS provider, unless another library has chosen one already.
pub fn install_provider() {
    // An error means that one is installed, which is all that is wanted.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Where the trusted authorities are: in `ca_file` and `ca_path`, or else where the system has them.
pub(crate) enum Authorities {
    /// What `client_options[:ssl]` names; each has to yield a certificate.
    Configured { file: Option<PathBuf>, folder: Option<PathBuf> },
    /// What `SSL_CERT_FILE` and `SSL_CERT_DIR` name, or the distribution's. A system without any certificate is no error
    /// here: it is one when a certificate has to be verified.
    System { file: Option<PathBuf>, folders: Vec<PathBuf> },
    /// What the system's own store gave.
    Store(Vec<CertificateDer<'static>>),
}

impl Authorities {
    /// Finds them. This looks into the environment, and is quick; reading them takes longer, and looks into files alone.
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

    /// Reads them.
    ///
    /// # Errors
    /// [`crate::error::Kind::Configuration`] when a configured file or folder yields no certificate, and
    /// [`crate::error::Kind::Connection`] when they cannot be read for want of descriptors or memory: a client that
    /// trusts too few would stay.
    pub(crate) fn certificates(&self) -> Result<Vec<Certificate>, Error> {
        let mut certificates = match self {
            Self::Configured { file, folder } => [
                configured("ca_file", file.as_deref(), load(file.as_deref(), None)?)?,
                configured("ca_path", folder.as_deref(), load(None, folder.as_deref())?)?,
            ]
            .concat(),
            Self::System { file, folders } => {
                let mut folders = folders.iter().map(PathBuf::as_path);
                let mut found = load(file.as_deref(), folders.next())?;
                for folder in folders {
                    found.extend(load(None, Some(folder))?);
                }
                found
            }
            Self::Store(certificates) => certificates.clone(),
        };
        certificates.sort_unstable_by(|one, other| one.as_ref().cmp(other));
        certificates.dedup();
        Ok(certificates.iter().filter_map(|der| Certificate::from_der(der).ok()).collect())
    }
}

/// What can be read; what cannot is passed over, unless nothing could be read at this moment.
fn load(file: Option<&Path>, folder: Option<&Path>) -> Result<Vec<CertificateDer<'static>>, Error> {
    let loaded = load_certs_from_paths(file, folder);
    let exhausted = loaded.errors.iter().find_map(|error| match &error.kind {
        ErrorKind::Io { inner, .. } => exhausted(inner),
        _ => None,
    });
    exhausted.map_or(Ok(loaded.certs), Err)
}

fn configured(
    setting: &str,
    path: Option<&Path>,
    loaded: Vec<CertificateDer<'static>>,
) -> Result<Vec<CertificateDer<'static>>, Error> {
    match path {
        Some(path) if loaded.is_empty() => Err(Error::configuration(
            "invalid_ca",
            format!("client_options[:ssl][:{setting}] yields no certificate: {}", path.display()),
            "Name a readable PEM file, or a folder of them",
        )),
        _ => Ok(loaded),
    }
}
