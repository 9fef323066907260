//! Who asks: a device's signature over the request, its standing, and its nonce.
//! Absent by design: what is asked.

use axum::{body::Bytes, extract::Request, http::header::CONTENT_LENGTH};
use fieldseal_core::{
    process::directory::DeviceEntry,
    schema::RecordId,
    seal::keys::PublicKey,
    sync::request::{REQUEST_WINDOW_MS, RequestSignature, SIGNATURE_HEADER},
};

use crate::{gate::NonceError, refusal::Refused, server::Server};

/// A device that signed a request.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Its key.
    pub device: PublicKey,
    /// Whose it is.
    pub person: RecordId,
    /// It was revoked.
    pub revoked: bool,
}

/// Checks a request and reads its body. A stranger's body is not read at all.
///
/// # Errors
/// What is wrong with the request, as it is answered.
pub async fn authenticate(
    server: &Server,
    request: Request,
    body_bytes_max: usize,
) -> Result<(Caller, Bytes), Refused> {
    let now_ms = server.now().utc_ms;
    let header = request.headers().get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok());
    let signature = RequestSignature::from_header(header.ok_or(Refused::UNSIGNED)?)?;
    if signature.time_ms.abs_diff(now_ms) > REQUEST_WINDOW_MS.unsigned_abs() {
        return Err(Refused::clock(now_ms));
    }
    let directory = server.directory();
    let device: &DeviceEntry = directory.device(&signature.device).ok_or(Refused::UNKNOWN_DEVICE)?;
    let length = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > body_bytes_max as u64) {
        return Err(Refused::TOO_LARGE);
    }
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, body_bytes_max).await.map_err(|_| Refused::TOO_LARGE)?;
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    signature.verify(now_ms, parts.method.as_str(), path, &body)?;
    server.nonces.take(signature.device, signature.nonce, signature.time_ms, now_ms).map_err(|error| match error {
        NonceError::Replayed => Refused::REPLAYED,
        NonceError::Busy => Refused::BUSY,
    })?;
    let caller = Caller { device: signature.device, person: device.person, revoked: device.revoked_at.is_some() };
    Ok((caller, body))
}
