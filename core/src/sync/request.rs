//! How a device signs its requests: no token expires without coverage, and a replay is refused.
//! Absent by design: HTTP; both sides hand over method, path and body.

use data_encoding::BASE64URL_NOPAD;
use minicbor::{Decode, Encode};

use crate::{
    schema::{Hash32, Id},
    seal::keys::{Context, PublicKey, Signature, SigningKey},
};

/// The HTTP header that carries a [`RequestSignature`], as base64url.
pub const SIGNATURE_HEADER: &str = "fieldseal-request";

/// How far a request's time may lie from the server's: ten minutes. Inside it a nonce counts once.
pub const REQUEST_WINDOW_MS: i64 = 10 * 60 * 1000;

/// Who asks, when, and that it is so.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct RequestSignature {
    /// The device.
    #[n(0)]
    pub device: PublicKey,
    /// UTC milliseconds by the device's corrected clock.
    #[n(1)]
    pub time_ms: i64,
    /// Random; counts once inside the window.
    #[n(2)]
    pub nonce: Id,
    /// Over method, path, body digest, device, time and nonce.
    #[n(3)]
    pub signature: Signature,
}

/// A request is not a device's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The header is missing or malformed.
    #[error("the request's signature is missing or malformed")]
    Malformed,
    /// The signature does not match.
    #[error("the request's signature does not match")]
    Signature,
    /// The device's clock is too far from the server's.
    #[error("the request's time is outside the window")]
    Time,
}

impl RequestSignature {
    /// Signs a request.
    pub fn sign(key: &SigningKey, time_ms: i64, nonce: Id, method: &str, path: &str, body: &[u8]) -> Self {
        let device = key.public();
        let signature = key.sign(Context::Request, &message(&device, time_ms, &nonce, method, path, body));
        Self { device, time_ms, nonce, signature }
    }

    /// The header's value.
    pub fn to_header(&self) -> String {
        BASE64URL_NOPAD.encode(&minicbor::to_vec(self).expect("encoding into memory does not fail"))
    }

    /// From the header's value.
    pub fn from_header(header: &str) -> Result<Self, RequestError> {
        if header.len() > 512 {
            return Err(RequestError::Malformed);
        }
        let bytes = BASE64URL_NOPAD.decode(header.as_bytes()).map_err(|_| RequestError::Malformed)?;
        minicbor::decode(&bytes).map_err(|_| RequestError::Malformed)
    }

    /// Checks signature and time. Whether the device is known, and the nonce fresh, is the caller's.
    pub fn verify(&self, now_ms: i64, method: &str, path: &str, body: &[u8]) -> Result<(), RequestError> {
        let message = message(&self.device, self.time_ms, &self.nonce, method, path, body);
        self.device.verify(Context::Request, &message, &self.signature).map_err(|_| RequestError::Signature)?;
        if self.time_ms.abs_diff(now_ms) > REQUEST_WINDOW_MS.unsigned_abs() {
            return Err(RequestError::Time);
        }
        Ok(())
    }
}

fn message(device: &PublicKey, time_ms: i64, nonce: &Id, method: &str, path: &str, body: &[u8]) -> Vec<u8> {
    minicbor::to_vec((method, path, Hash32::of(body), device, time_ms, nonce))
        .expect("encoding into memory does not fail")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_bound_to_its_method_path_body_and_time() {
        let key = SigningKey::from_bytes(&[1; 32]);
        let signed = RequestSignature::sign(&key, 1_000_000, Id([2; 16]), "POST", "/v1/sync", b"body");
        let signed = RequestSignature::from_header(&signed.to_header()).unwrap();
        assert_eq!(signed.verify(1_000_000, "POST", "/v1/sync", b"body"), Ok(()));
        assert_eq!(signed.verify(1_000_000, "PUT", "/v1/sync", b"body"), Err(RequestError::Signature));
        assert_eq!(signed.verify(1_000_000, "POST", "/v1/blob", b"body"), Err(RequestError::Signature));
        assert_eq!(signed.verify(1_000_000, "POST", "/v1/sync", b"bodY"), Err(RequestError::Signature));
        assert_eq!(signed.verify(1_000_001 + REQUEST_WINDOW_MS, "POST", "/v1/sync", b"body"), Err(RequestError::Time));
        let mut other = signed.clone();
        other.time_ms += 1;
        assert_eq!(other.verify(1_000_000, "POST", "/v1/sync", b"body"), Err(RequestError::Signature));
        assert_eq!(RequestSignature::from_header("!"), Err(RequestError::Malformed));
    }
}
