//! `/v1/receipt/…`: the server's receipt of a seal, for whoever may read the seal.
//! Absent by design: giving one; that is done when the seal arrives.

use std::sync::Arc;

use axum::{
    extract::{Path, Request, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};

use crate::{
    blob_api::{blob_of, caller_of, readable},
    refusal::Refused,
    server::Server,
};

/// Hands out the receipt of the seal that a blob holds.
///
/// # Errors
/// When there is none yet, or it is not for this device.
pub async fn get(
    State(server): State<Arc<Server>>,
    Path(blob): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let (caller, _) = caller_of(&server, request, 0).await?;
    let blob = blob_of(&blob)?;
    let receipt = tokio::task::spawn_blocking(move || -> Result<Vec<u8>, Refused> {
        readable(&server, &caller, &blob)?.ok_or(Refused::NOT_FOUND)?;
        server.storage.reader()?.receipt(&blob)?.ok_or(Refused::NOT_FOUND)
    });
    Ok((StatusCode::OK, [(CONTENT_TYPE, "application/octet-stream")], receipt.await??).into_response())
}
