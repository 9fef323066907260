//! The server's own key and certificate, and the company's root key, as files beside the database.
//! Absent by design: TLS, which has its own key.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use data_encoding::BASE32_NOPAD;
use fieldseal_core::{
    schema::{Id, Instant, decode_canonical},
    seal::{Algorithm, Fingerprint, ServerCertificate, ServerClaims, keys::SigningKey},
};

use crate::environment::Environment;

const KEY_FILE: &str = "server.key";
const CERTIFICATE_FILE: &str = "server.certificate";

/// Name of the file with the company's root key. It belongs on a medium of its own, not on the server.
pub const ROOT_FILE: &str = "company-root.key";

const ROOT_WARNING: &str = "\
# 公司根密钥：请立即移到离线介质妥善保管，并从服务器删除。丢失则无法更换服务器密钥，泄露则他人可冒充本公司。
# Company root key: move it to an offline medium now and delete it here. Whoever loses it can't certify
# another server; whoever steals it can pretend to be the company.
";

/// The key with which the server signs, certified by the company's root.
pub struct ServerKeys {
    /// The key.
    pub signing: SigningKey,
    /// The root's certificate of it.
    pub certificate: ServerCertificate,
}

/// The keys can't be read.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A file can't be read or written.
    #[error("a key file failed: {0}")]
    File(#[from] io::Error),
    /// A file holds something else.
    #[error("{0} does not hold what it should")]
    Malformed(&'static str),
}

impl ServerKeys {
    /// Makes a root and a server key for a company and writes both down; the root's file lies apart
    /// and is not read again.
    ///
    /// # Errors
    /// When a file can't be written, or one is there already.
    pub fn make(folder: &Path, company: Id, now: Instant, environment: &Environment) -> Result<Self, KeyError> {
        let root = SigningKey::generate(&mut |bytes| environment.fill(bytes));
        let signing = SigningKey::generate(&mut |bytes| environment.fill(bytes));
        let claims = ServerClaims {
            company,
            algorithm: Algorithm::Ed25519,
            key: signing.public(),
            valid_from: now,
            valid_until: None,
            serial: 1,
        };
        let certificate = ServerCertificate::issue(claims, &root);
        let encoded = minicbor::to_vec(&certificate).expect("encoding into memory does not fail");
        let root_text = format!("{ROOT_WARNING}{}\n", BASE32_NOPAD.encode(root.to_bytes().as_ref()));
        write_secret(&folder.join(ROOT_FILE), root_text.as_bytes())?;
        write_secret(&folder.join(KEY_FILE), BASE32_NOPAD.encode(signing.to_bytes().as_ref()).as_bytes())?;
        write_secret(&folder.join(CERTIFICATE_FILE), &encoded)?;
        Ok(Self { signing, certificate })
    }

    /// Reads the server's key and certificate.
    ///
    /// # Errors
    /// When a file is missing or malformed, or the certificate is another key's.
    pub fn load(folder: &Path) -> Result<Self, KeyError> {
        let text = fs::read_to_string(folder.join(KEY_FILE))?;
        let secret =
            BASE32_NOPAD.decode(text.trim().as_bytes()).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let signing = SigningKey::from_bytes(&secret.ok_or(KeyError::Malformed(KEY_FILE))?);
        let bytes = fs::read(folder.join(CERTIFICATE_FILE))?;
        let certificate: ServerCertificate =
            decode_canonical(&bytes).map_err(|_| KeyError::Malformed(CERTIFICATE_FILE))?;
        if certificate.claims.key != signing.public() {
            return Err(KeyError::Malformed(CERTIFICATE_FILE));
        }
        Ok(Self { signing, certificate })
    }

    /// Copies the key files to another folder; the root's is not among them.
    ///
    /// # Errors
    /// When a file can't be read or written.
    pub fn copy(from: &Path, to: &Path) -> Result<(), KeyError> {
        for name in [KEY_FILE, CERTIFICATE_FILE] {
            write_secret(&to.join(name), &fs::read(from.join(name))?)?;
        }
        Ok(())
    }

    /// The company.
    pub fn company(&self) -> Id {
        self.certificate.claims.company
    }

    /// The fingerprint of the company's root.
    pub fn root(&self) -> Fingerprint {
        Fingerprint::of(&self.certificate.issuer)
    }
}

/// Writes a new file that only its owner may read; one that exists is never written over.
pub(crate) fn write_secret(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(content)?;
    file.sync_all()
}
