//! Verifies a server's certificate: against the authorities, with a second look at what they refuse.

use std::sync::Arc;

use rustls::CertificateError::{BadSignature, Other, UnknownIssuer};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, OtherError, RootCertStore, SignatureScheme};
use webpki::EndEntityCert;

use crate::http::tls::certificates::Certificates;
use crate::http::tls::trust_error::TrustError;

/// The algorithm of an RSA key: rsaEncryption (RFC 8017 §C), as DER writes it.
const RSA: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// The lengths of public keys in DER: a modulus of 2048 bits takes 294 bytes, one of 8192 takes 1062.
const RSA_KEYS: std::ops::RangeInclusive<usize> = 290..=1070;

/// Asks the authorities, and takes a certificate that is itself among the trusted ones, as OpenSSL does: `openssl req
/// -x509` makes one that is its own authority, which is no server's certificate for webpki.
#[derive(Debug)]
pub(crate) struct Verifier {
    /// None where no authority is known.
    authorities: Option<Arc<WebPkiServerVerifier>>,
    trusted: Vec<CertificateDer<'static>>,
    /// A certificate that could not be read, and may be the missing one.
    skipped: Option<String>,
    provider: Arc<CryptoProvider>,
}

impl Verifier {
    pub(crate) fn new(certificates: Certificates, provider: Arc<CryptoProvider>) -> Self {
        let Certificates { readable: trusted, skipped, .. } = certificates;
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(trusted.iter().cloned());
        let builder = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        let skipped = skipped.first().map(ToString::to_string);
        Self { authorities: builder.build().ok(), trusted, skipped, provider }
    }

    /// Accepts a refused certificate that is itself among the trusted ones. For others, the reason in more detail.
    fn second_look(
        &self,
        refused: CertificateError,
        certificate: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let is_own_issuer = EndEntityCert::try_from(certificate).is_ok_and(|it| it.issuer() == it.subject());
        let untrusted = || TrustError::Untrusted { self_signed: is_own_issuer, skipped: self.skipped.clone() };
        let reason = match refused {
            // webpki asks this after the dates, and before anything else.
            Other(reason) if is_authority(&reason) => {
                if self.trusted.contains(certificate) {
                    verify_server_name(&ParsedCertificate::try_from(certificate)?, name)?;
                    return Ok(ServerCertVerified::assertion());
                }
                if is_own_issuer { untrusted() } else { TrustError::Authority }
            }
            UnknownIssuer => untrusted(),
            BadSignature if self.has_odd_key(certificate, others) => TrustError::KeySize,
            refused => return Err(refused.into()),
        };
        Err(reason.into())
    }

    /// ring verifies by RSA keys of 2048 to 8192 bits, and calls the signature wrong for all others.
    fn has_odd_key(&self, certificate: &CertificateDer<'_>, others: &[CertificateDer<'_>]) -> bool {
        let shown = std::iter::once(certificate).chain(others);
        let issuers: Vec<Vec<u8>> = shown.clone().filter_map(|it| Some(read(it)?.issuer().to_vec())).collect();
        let above =
            self.trusted.iter().filter(|it| read(it).is_some_and(|it| issuers.iter().any(|i| i == it.subject())));
        shown.chain(above).filter_map(read).any(|it| {
            let key = it.subject_public_key_info();
            key.windows(RSA.len()).any(|part| part == RSA) && !RSA_KEYS.contains(&key.len())
        })
    }
}

fn read<'a>(certificate: &'a CertificateDer<'_>) -> Option<EndEntityCert<'a>> {
    EndEntityCert::try_from(certificate).ok()
}

fn is_authority(reason: &OtherError) -> bool {
    matches!(reason.0.downcast_ref(), Some(webpki::Error::CaUsedAsEndEntity))
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(authorities) = &self.authorities else {
            return Err(TrustError::NoAuthorities { skipped: self.skipped.clone() }.into());
        };
        match authorities.verify_server_cert(certificate, others, name, ocsp, now) {
            Err(rustls::Error::InvalidCertificate(refused)) => self.second_look(refused, certificate, others, name),
            outcome => outcome,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
            .map_err(|error| self.key_or(error, certificate))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
            .map_err(|error| self.key_or(error, certificate))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

impl Verifier {
    fn key_or(&self, error: rustls::Error, certificate: &CertificateDer<'_>) -> rustls::Error {
        let odd = error == BadSignature.into() && self.has_odd_key(certificate, &[]);
        if odd { TrustError::KeySize.into() } else { error }
    }
}
