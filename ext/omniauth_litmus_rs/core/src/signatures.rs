//! The names of signature algorithms and curves that certificates have and that are not supported.

/// Object identifiers as DER writes them, the longer one of two that begin alike first.
const SIGNATURES: [(&[u8], &str); 9] = [
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04], "ECDSA with SHA-512"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03], "ECDSA with SHA-384"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02], "ECDSA with SHA-256"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01], "ECDSA with SHA-1"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x04], "RSA with MD5"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05], "RSA with SHA-1"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a], "RSASSA-PSS"),
    (&[0x2b, 0x65, 0x71], "Ed448"),
    (&[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04], "DSA"),
];

const CURVES: [(&[u8], &str); 3] = [
    (&[0x2b, 0x81, 0x04, 0x00, 0x23], "the curve P-521"),
    (&[0x2b, 0x81, 0x04, 0x00, 0x0a], "the curve secp256k1"),
    (&[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08], "a Brainpool curve"),
];

/// The signature algorithm that this `AlgorithmIdentifier` names.
pub(crate) fn named(id: &[u8]) -> &'static str {
    first(&SIGNATURES, id).unwrap_or("algorithm of a rare kind")
}

/// The curve, or the kind of key, that this `AlgorithmIdentifier` names.
pub(crate) fn curve(id: &[u8]) -> &'static str {
    first(&CURVES, id).unwrap_or("a curve or of a kind that does not go with it")
}

fn first(names: &[(&[u8], &'static str)], id: &[u8]) -> Option<&'static str> {
    names.iter().find(|(oid, _)| id.windows(oid.len()).any(|part| part == *oid)).map(|(_, name)| *name)
}
