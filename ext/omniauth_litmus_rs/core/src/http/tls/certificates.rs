//! Reads certificates from files and folders. Broken ones are skipped, as OpenSSL does, and reported.

use std::collections::HashSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::error::Error;
use crate::resource_limits::exhausted;

/// What DER begins with: a SEQUENCE.
const SEQUENCE: u8 = 0x30;

/// The certificates that could be read, and what was skipped.
#[derive(Default)]
pub(crate) struct Certificates {
    pub(crate) readable: Vec<CertificateDer<'static>>,
    pub(crate) skipped: Vec<Skipped>,
    /// The resource that ran out while reading, if one did.
    pub(crate) exhausted: Option<Error>,
    seen: HashSet<PathBuf>,
}

/// A file or a folder of which something could not be used.
#[derive(Clone)]
pub(crate) struct Skipped {
    path: PathBuf,
    why: &'static str,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.path.display(), self.why)
    }
}

impl Certificates {
    /// Reads a file: certificates in PEM, or one in DER.
    pub(crate) fn file(&mut self, path: &Path) {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => self.skip(path, "is a folder, not a file"),
            Ok(metadata) if !metadata.is_file() => self.skip(path, "is not a file"),
            Ok(_) => self.known_file(path),
            Err(error) => self.unreadable(path, &error),
        }
    }

    /// Reads every file of a folder. Folders of certificates hold links to files of the same folder: each file is read
    /// once. Files without a certificate are fine there.
    pub(crate) fn folder(&mut self, path: &Path) {
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                return self.skip(path, "is not a folder");
            }
            Err(error) => return self.unreadable(path, &error),
        };
        for entry in entries.flatten() {
            let file = entry.path();
            // A link that leads nowhere is left out.
            if fs::metadata(&file).is_ok_and(|metadata| metadata.is_file()) {
                self.known_file(&file);
            }
        }
    }

    fn known_file(&mut self, path: &Path) {
        if !fs::canonicalize(path).is_ok_and(|path| self.seen.insert(path)) {
            return;
        }
        match fs::read(path) {
            Ok(bytes) => self.contents(path, &bytes),
            Err(error) => self.unreadable(path, &error),
        }
    }

    fn contents(&mut self, path: &Path, bytes: &[u8]) {
        let mut sections = CertificateDer::pem_slice_iter(bytes).peekable();
        if sections.peek().is_none() && bytes.first() == Some(&SEQUENCE) {
            return self.certificate(path, CertificateDer::from(bytes.to_vec()));
        }
        for section in sections {
            match section {
                Ok(certificate) => self.certificate(path, certificate),
                Err(_) => self.skip(path, "has a part that is not valid PEM"),
            }
        }
    }

    fn certificate(&mut self, path: &Path, certificate: CertificateDer<'static>) {
        if webpki::anchor_from_trusted_cert(&certificate).is_ok() {
            self.readable.push(certificate);
        } else {
            self.skip(path, "holds a certificate that cannot be read");
        }
    }

    fn unreadable(&mut self, path: &Path, error: &io::Error) {
        self.exhausted = self.exhausted.take().or_else(|| exhausted(error));
        let why = match error.kind() {
            io::ErrorKind::NotFound => "does not exist",
            io::ErrorKind::PermissionDenied => "may not be read by this user",
            _ => "cannot be read",
        };
        self.skip(path, why);
    }

    fn skip(&mut self, path: &Path, why: &'static str) {
        self.skipped.push(Skipped { path: path.to_owned(), why });
    }
}
