//! The HTTPS driver: one request, one streamed answer, to a server whose TLS key is pinned.
//! Absent by design: what is sent, and when.

use std::{io::Read, sync::Arc, time::Duration};

use rustls::{
    ClientConfig, DigitallySignedStruct, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
};

use crate::schema::Hash32;

/// One request.
#[derive(Clone, Debug)]
pub struct HttpRequest {
    /// `GET`, `PUT`, `POST` or `HEAD`.
    pub method: &'static str,
    /// Path and query, such as `/v1/sync`.
    pub path: String,
    /// The value of the signature header, for a signed request.
    pub signature: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// The answer, its body still to be read.
pub struct HttpAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The body, as it arrives.
    pub body: Box<dyn Read + Send>,
}

/// No answer came.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// No connection, or it broke: try again when there is coverage.
    #[error("the server can't be reached: {0}")]
    Unreachable(String),
    /// The server's TLS key is not the one that enrolment pinned.
    #[error("the server's TLS key is not the one pinned at enrolment")]
    OtherServer,
    /// Whoever asked for it ended it.
    #[error("ended by the caller")]
    Cancelled,
    /// The address or the pin makes no connection possible.
    #[error("the server's address can't be used: {0}")]
    Address(String),
}

/// How requests reach the server. Tests put a network of their own here.
pub trait Transport: Send + Sync {
    /// Sends a request and returns when the answer's head is there. Blocks.
    fn send(&self, request: HttpRequest) -> Result<HttpAnswer, TransportError>;
}

/// How long a connection may take to come up.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);

/// How long one operation may take: waiting for the answer's head, or for more of its body.
const READ_TIMEOUT: Duration = Duration::from_secs(60);

/// Real HTTPS, or plain HTTP where the address says so (a server on the same machine).
pub struct HttpsTransport {
    client: reqwest::blocking::Client,
    server: String,
}

impl HttpsTransport {
    /// A transport to `server` (`https://host:port`), whose TLS public key has this SHA-256.
    pub fn new(server: &str, tls_key: Option<Hash32>) -> Result<Self, TransportError> {
        let provider = Arc::new(ring::default_provider());
        let builder = reqwest::blocking::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(READ_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy();
        let address = |error: &dyn std::fmt::Display| TransportError::Address(error.to_string());
        let config = match (tls_key, server.starts_with("https://")) {
            (None, true) => return Err(TransportError::Address("https needs the server's pinned key".into())),
            (key, _) => ClientConfig::builder_with_provider(provider.clone())
                .with_safe_default_protocol_versions()
                .map_err(|error| address(&error))?
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(PinnedKey { key: key.unwrap_or(Hash32([0; 32])), provider }))
                .with_no_client_auth(),
        };
        let client = builder.tls_backend_preconfigured(config).build().map_err(|error| address(&error))?;
        Ok(Self { client, server: server.trim_end_matches('/').to_owned() })
    }
}

impl Transport for HttpsTransport {
    fn send(&self, request: HttpRequest) -> Result<HttpAnswer, TransportError> {
        let method = reqwest::Method::from_bytes(request.method.as_bytes())
            .map_err(|error| TransportError::Address(error.to_string()))?;
        let mut builder = self.client.request(method, format!("{}{}", self.server, request.path)).body(request.body);
        if let Some(signature) = request.signature {
            builder = builder.header(super::request::SIGNATURE_HEADER, signature);
        }
        let answer = builder.send().map_err(|error| classify(&error))?;
        Ok(HttpAnswer { status: answer.status().as_u16(), body: Box::new(answer) })
    }
}

fn classify(error: &reqwest::Error) -> TransportError {
    let mut source: Option<&dyn std::error::Error> = Some(error);
    let mut last = error.to_string();
    while let Some(inner) = source {
        if inner.downcast_ref::<rustls::Error>().is_some_and(|error| *error == PinnedKey::mismatch()) {
            return TransportError::OtherServer;
        }
        last = inner.to_string();
        source = inner.source();
    }
    if last.contains(PIN_MISMATCH) {
        return TransportError::OtherServer;
    }
    TransportError::Unreachable(last)
}

const PIN_MISMATCH: &str = "not the pinned key";

/// Trusts exactly one TLS key, whatever certificate carries it: names and dates don't matter, so a
/// phone whose clock is wrong still reaches its server.
#[derive(Debug)]
struct PinnedKey {
    key: Hash32,
    provider: Arc<CryptoProvider>,
}

impl PinnedKey {
    fn mismatch() -> rustls::Error {
        rustls::Error::General(PIN_MISMATCH.into())
    }
}

impl ServerCertVerifier for PinnedKey {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let certificate = webpki::EndEntityCert::try_from(end_entity).map_err(|_| Self::mismatch())?;
        if Hash32::of(&certificate.subject_public_key_info()) == self.key {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(Self::mismatch())
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, signature, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, signature, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
