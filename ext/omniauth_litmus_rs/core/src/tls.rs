//! Which certificate authorities are trusted.

use std::path::Path;

use reqwest::Certificate;
use rustls_native_certs::{CertificateResult, load_certs_from_paths, load_native_certs};

use crate::config::Transport;
use crate::error::Error;

/// Makes ring the process's TLS provider, unless another library has chosen one already.
pub fn install_provider() {
    // An error means that one is installed, which is all that is wanted.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// The certificates of `ca_file` and `ca_path`, or else the system's (`SSL_CERT_FILE` and `SSL_CERT_DIR` included).
///
/// A system without any is no error here: it is one when a certificate has to be verified.
///
/// # Errors
/// [`crate::error::Kind::Configuration`] when a configured file or folder yields no certificate.
pub(crate) fn roots(transport: &Transport) -> Result<Vec<Certificate>, Error> {
    if transport.ca_file.is_none() && transport.ca_path.is_none() {
        return Ok(certificates(&load_native_certs()));
    }
    let mut roots = Vec::new();
    for (setting, file, folder) in
        [("ca_file", transport.ca_file.as_deref(), None), ("ca_path", None, transport.ca_path.as_deref())]
    {
        if let Some(path) = file.or(folder) {
            roots.extend(configured(setting, path, &load_certs_from_paths(file, folder))?);
        }
    }
    Ok(roots)
}

fn configured(setting: &str, path: &Path, loaded: &CertificateResult) -> Result<Vec<Certificate>, Error> {
    let certificates = certificates(loaded);
    if certificates.is_empty() {
        return Err(Error::configuration(
            "invalid_ca",
            format!("client_options[:ssl][:{setting}] yields no certificate: {}", path.display()),
            "Name a readable PEM file, or a folder of them",
        ));
    }
    Ok(certificates)
}

fn certificates(loaded: &CertificateResult) -> Vec<Certificate> {
    loaded.certs.iter().filter_map(|der| Certificate::from_der(der).ok()).collect()
}
