//! The server's TLS key and self-signed certificate. Phones pin the key, so the certificate's name and
//! dates don't matter to them. Absent by design: the company's keys, which sign records.

use std::{fs, io, path::Path, sync::Arc};

use fieldseal_core::schema::Hash32;
use rcgen::{CertificateParams, DnType, KeyPair, PublicKeyData};
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};

use crate::keys::write_secret;

const KEY_FILE: &str = "tls.key.pem";
const CERTIFICATE_FILE: &str = "tls.certificate.pem";

/// The TLS key or certificate can't be made or used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file can't be read or written.
    #[error("a TLS file failed: {0}")]
    File(#[from] io::Error),
    /// The certificate can't be made.
    #[error("the TLS certificate can't be made: {0}")]
    Certificate(#[from] rcgen::Error),
    /// The key or certificate can't be used.
    #[error("TLS can't be used: {0}")]
    Config(#[from] rustls::Error),
}

/// Makes a key and a self-signed certificate for some host names and addresses.
///
/// # Errors
/// When a host is no name, or a file can't be written.
pub fn make(folder: &Path, hosts: &[String]) -> Result<(), TlsError> {
    let key = KeyPair::generate()?;
    let hosts = if hosts.is_empty() { vec!["localhost".to_owned()] } else { hosts.to_vec() };
    let mut params = CertificateParams::new(hosts)?;
    params.distinguished_name.push(DnType::CommonName, "Fieldseal");
    params.not_before = rcgen::date_time_ymd(2020, 1, 1);
    params.not_after = rcgen::date_time_ymd(2120, 1, 1);
    let certificate = params.self_signed(&key)?;
    write_secret(&folder.join(KEY_FILE), key.serialize_pem().as_bytes())?;
    write_secret(&folder.join(CERTIFICATE_FILE), certificate.pem().as_bytes())?;
    Ok(())
}

/// Copies key and certificate to another folder.
///
/// # Errors
/// When a file can't be read or written.
pub fn copy(from: &Path, to: &Path) -> Result<(), TlsError> {
    for name in [KEY_FILE, CERTIFICATE_FILE] {
        write_secret(&to.join(name), &fs::read(from.join(name))?)?;
    }
    Ok(())
}

fn key(folder: &Path) -> Result<KeyPair, TlsError> {
    Ok(KeyPair::from_pem(&fs::read_to_string(folder.join(KEY_FILE))?)?)
}

/// SHA-256 of the public key (SubjectPublicKeyInfo), which enrolments pin.
///
/// # Errors
/// When the key can't be read.
pub fn pin(folder: &Path) -> Result<Hash32, TlsError> {
    Ok(Hash32::of(&key(folder)?.subject_public_key_info()))
}

/// What a listener needs.
///
/// # Errors
/// When key or certificate can't be read or don't belong together.
pub fn config(folder: &Path) -> Result<ServerConfig, TlsError> {
    use rustls::pki_types::{CertificateDer, pem::PemObject};
    let pem = fs::read(folder.join(CERTIFICATE_FILE))?;
    let certificate = CertificateDer::from_pem_slice(&pem)
        .map_err(|error| rustls::Error::General(format!("the certificate's file: {error}")))?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key(folder)?.serialize_der()));
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
