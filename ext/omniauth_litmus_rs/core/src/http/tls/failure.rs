//! Why TLS failed, in words that say which side has to change what.

use std::borrow::Cow;

use rustls::{AlertDescription as Alert, CertificateError as Certificate, PeerIncompatible};

use crate::error::{Code, Error, Kind};
use crate::http::tls::signature_names;
use crate::http::tls::trust_error::TrustError;

/// What is spoken, for whoever configures the other side.
const SPOKEN: &str = "Spoken are TLS 1.2 and 1.3; ECDHE on X25519, P-256, P-384; AES-GCM and ChaCha20-Poly1305 (not CBC, not RSA \
                      key exchange); keys of RSA, Ed25519, and ECDSA on P-256 and P-384 (not P-521)";
const MADE_WELL: &str = "Have it made again, with CA:FALSE, a subjectAltName for the host, extendedKeyUsage serverAuth";

/// A code, what is the matter, and what to do.
type Words = (Code, Cow<'static, str>, Cow<'static, str>);

/// `who` is what TLS is spoken with: the host, or a proxy.
pub(crate) fn tls_failure(error: &rustls::Error, who: &str) -> Error {
    let (code, what, hint) = match error {
        rustls::Error::InvalidCertificate(reason) => {
            let (code, what, hint) = certificate(reason);
            (code, format!("The certificate of {who} {what}"), hint)
        }
        rustls::Error::AlertReceived(alert) => alerted(*alert, who),
        rustls::Error::PeerIncompatible(reason) => incompatible(reason, who),
        rustls::Error::InvalidMessage(_) => (
            Code::TlsFailed,
            format!("{who} does not speak TLS on this port, or something on the way changes it"),
            "The server has to speak TLS 1.2 or 1.3 on this port".into(),
        ),
        _ => (
            Code::TlsFailed,
            format!("TLS could not be agreed with {who}"),
            "The server has to speak TLS 1.2 or 1.3 on this port".into(),
        ),
    };
    // Trying again mends neither a certificate nor a configuration.
    let retryable = code == Code::TlsFailed;
    Error { retryable, ..Error::new(Kind::Connection, code, what, hint).caused_by(error.clone()) }
}

/// The other side has said why it ends the connection.
fn alerted(alert: Alert, who: &str) -> (Code, String, Cow<'static, str>) {
    match alert {
        Alert::HandshakeFailure | Alert::InsufficientSecurity => (
            Code::TlsIncompatible,
            format!("{who} and this client have no TLS cipher suite, curve or signature algorithm in common"),
            format!("{SPOKEN}; or the server asks for a client certificate, which this client does not have").into(),
        ),
        Alert::ProtocolVersion => version_refused(who),
        Alert::CertificateRequired
        | Alert::NoCertificate
        | Alert::BadCertificate
        | Alert::UnsupportedCertificate
        | Alert::CertificateRevoked
        | Alert::CertificateExpired
        | Alert::CertificateUnknown
        | Alert::UnknownCA
        | Alert::AccessDenied => (
            Code::ClientCertificateRequired,
            format!("{who} asks for a client certificate, and refuses what it got (TLS alert {alert:?})"),
            "Client certificates are not supported: let this client in without one, or through a proxy that has one"
                .into(),
        ),
        Alert::UnrecognisedName => (
            Code::TlsFailed,
            format!("{who} knows no certificate for this host name (TLS alert {alert:?})"),
            "Check the host name, and which names the server is configured for".into(),
        ),
        _ => (
            Code::TlsFailed,
            format!("{who} ended TLS with the alert {alert:?}"),
            "See the server's log; it has to speak TLS 1.2 or 1.3 on this port".into(),
        ),
    }
}

fn incompatible(reason: &PeerIncompatible, who: &str) -> (Code, String, Cow<'static, str>) {
    match reason {
        PeerIncompatible::ServerDoesNotSupportTls12Or13 | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig => {
            version_refused(who)
        }
        _ => (
            Code::TlsIncompatible,
            format!("{who} chose TLS parameters (cipher suite, curve, signature) that this client does not have"),
            SPOKEN.into(),
        ),
    }
}

fn version_refused(who: &str) -> (Code, String, Cow<'static, str>) {
    (
        Code::TlsIncompatible,
        format!("{who} speaks neither TLS 1.2 nor TLS 1.3"),
        "Enable one of them on the server".into(),
    )
}

fn certificate(reason: &Certificate) -> Words {
    let (code, what, hint): (_, Cow<_>, Cow<_>) = match reason {
        Certificate::Expired | Certificate::ExpiredContext { .. } => (
            Code::CertificateExpired,
            "has expired".into(),
            "Renew it (or that of its authority) on the server, and check this machine's clock".into(),
        ),
        Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => {
            (Code::CertificateNotValidYet, "is not valid yet".into(), "Check this machine's clock".into())
        }
        Certificate::NotValidForNameContext { presented, .. } if presented.is_empty() => (
            Code::CertificateWrongHost,
            "names no host in a subjectAltName, and the common name does not count (RFC 9525 §2)".into(),
            "Have it made again with subjectAltName=DNS:the-host (or IP:the-address)".into(),
        ),
        Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => (
            Code::CertificateWrongHost,
            "is for another host name".into(),
            "Check the host name in client_options[:site]".into(),
        ),
        Certificate::Revoked => {
            (Code::CertificateRevoked, "has been revoked".into(), "Have the server show a new one".into())
        }
        Certificate::UnknownIssuer => untrusted(false, None),
        Certificate::BadSignature => (
            Code::CertificateInvalid,
            "is not signed by the key of the authority that it names".into(),
            "Trust the authority's present certificate: it may have a new key under the same name".into(),
        ),
        Certificate::UnsupportedSignatureAlgorithmContext { signature_algorithm_id, .. } => {
            unsupported(signature_names::named(signature_algorithm_id), None)
        }
        Certificate::UnsupportedSignatureAlgorithmForPublicKeyContext {
            signature_algorithm_id,
            public_key_algorithm_id,
        } => unsupported(
            signature_names::named(signature_algorithm_id),
            Some(signature_names::curve(public_key_algorithm_id)),
        ),
        Certificate::InvalidPurpose | Certificate::InvalidPurposeContext { .. } => (
            Code::CertificateInvalid,
            "is not made for servers (its extendedKeyUsage lacks serverAuth)".into(),
            MADE_WELL.into(),
        ),
        Certificate::UnhandledCriticalExtension => (
            Code::CertificateUnsupported,
            "has a critical extension that is not known here".into(),
            "Have it made again without".into(),
        ),
        Certificate::Other(other) => other_reason(other),
        _ => (Code::CertificateInvalid, "is not valid".into(), "Inspect it: openssl s_client -showcerts".into()),
    };
    (code, what, hint)
}

fn other_reason(other: &rustls::OtherError) -> Words {
    if let Some(reason) = other.0.downcast_ref::<TrustError>() {
        return untrusted_because(reason);
    }
    let invalid = |what: &'static str, hint: &'static str| (Code::CertificateInvalid, what.into(), hint.into());
    match other.0.downcast_ref::<webpki::Error>() {
        Some(webpki::Error::UnsupportedCertVersion) => (
            Code::CertificateUnsupported,
            "is of X.509 version 1, which has no room for a subjectAltName".into(),
            MADE_WELL.into(),
        ),
        Some(webpki::Error::CaUsedAsEndEntity) => untrusted_because(&TrustError::Authority),
        Some(webpki::Error::EndEntityUsedAsCa) => {
            invalid("is issued by a certificate that is none of an authority (CA:FALSE)", "Have an authority issue it")
        }
        Some(webpki::Error::NameConstraintViolation) => invalid(
            "is for a name that its authority may not vouch for (name constraints)",
            "Have it issued by an authority that may, or see the nameConstraints of this one",
        ),
        Some(webpki::Error::PathLenConstraintViolated | webpki::Error::MaximumPathDepthExceeded) => {
            invalid("has more authorities above it than one of them allows", "Have the server show a shorter chain")
        }
        _ => invalid("is not valid", "Inspect it: openssl s_client -showcerts"),
    }
}

fn untrusted_because(reason: &TrustError) -> Words {
    match reason {
        TrustError::NoAuthorities { skipped } => (
            Code::CertificateUntrusted,
            "cannot be verified: this machine knows no certificate authority".into(),
            with_skipped(
                "Install ca-certificates, or name authorities in SSL_CERT_FILE or client_options[:ssl][:ca_file]",
                skipped.as_ref(),
            ),
        ),
        TrustError::Untrusted { self_signed, skipped } => untrusted(*self_signed, skipped.as_ref()),
        TrustError::Authority => (
            Code::CertificateInvalid,
            "is one of an authority (basicConstraints CA:TRUE), used for a server".into(),
            "Have it made again with CA:FALSE, or name exactly this certificate in client_options[:ssl][:ca_file]"
                .into(),
        ),
        TrustError::KeySize => (
            Code::CertificateUnsupported,
            "or that of its authority has an RSA key of fewer than 2048 or more than 8192 bits".into(),
            "Have it made again with a key of 2048 bits or more".into(),
        ),
    }
}

fn untrusted(self_signed: bool, skipped: Option<&String>) -> Words {
    if self_signed {
        let hint = "If it is the right one, name it in client_options[:ssl][:ca_file] or SSL_CERT_FILE";
        return (
            Code::CertificateUntrusted,
            "is self-signed, and not trusted here".into(),
            with_skipped(hint, skipped),
        );
    }
    let hint = "Install ca-certificates, or name the authority in SSL_CERT_FILE or client_options[:ssl][:ca_file]; the \
                server has to show the certificates in between";
    (Code::CertificateUntrusted, "is from an authority that is not trusted here".into(), with_skipped(hint, skipped))
}

fn with_skipped(hint: &'static str, skipped: Option<&String>) -> Cow<'static, str> {
    skipped.map_or(hint.into(), |skipped| format!("{hint}; {skipped}").into())
}

fn unsupported(signature: &str, key: Option<&str>) -> Words {
    let key = key.map(|key| format!(" by {key}")).unwrap_or_default();
    (
        Code::CertificateUnsupported,
        format!("or that of its authority has the signature {signature}{key}, which is not supported").into(),
        "Have it signed by RSA with SHA-256, SHA-384 or SHA-512, by Ed25519, or by ECDSA on P-256 or P-384 with SHA-256 or \
         SHA-384"
            .into(),
    )
}
