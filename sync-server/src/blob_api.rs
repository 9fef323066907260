//! `/v1/blob/…`: sending and fetching blobs in chunks, resumable both ways.
//! Absent by design: how they are kept.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Query, Request, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use fieldseal_core::schema::{BLOB_BYTES_MAX, CHUNK_BYTES, Hash32};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    blobs::{Received, Upload},
    caller::{Caller, authenticate},
    receipts,
    refusal::Refused,
    scopes::PersonScope,
    server::Server,
    storage::{BlobRow, StorageError, Stored},
};

/// The size that the sender says a blob has.
#[derive(Debug, Deserialize)]
pub struct Size {
    size: Option<u64>,
}

pub(crate) fn blob_of(text: &str) -> Result<Hash32, Refused> {
    text.parse().map_err(|_| Refused::MALFORMED)
}

fn upload(blob: Hash32, size: Option<u64>, caller: &Caller) -> Result<Upload, Refused> {
    let size = size.filter(|size| *size > 0).ok_or(Refused::MALFORMED)?;
    if size > BLOB_BYTES_MAX {
        return Err(Refused::TOO_LARGE);
    }
    Ok(Upload { blob, size, person: caller.person })
}

pub(crate) async fn caller_of(
    server: &Server,
    request: Request,
    bytes_max: usize,
) -> Result<(Caller, axum::body::Bytes), Refused> {
    let (caller, body) = authenticate(server, request, bytes_max).await?;
    if caller.revoked { Err(Refused::REVOKED_DEVICE) } else { Ok((caller, body)) }
}

/// Takes a chunk in. Answers whether the blob is whole now.
///
/// # Errors
/// What is wrong with it.
pub async fn put(
    State(server): State<Arc<Server>>,
    Path((blob, chunk)): Path<(String, u64)>,
    Query(size): Query<Size>,
    request: Request,
) -> Result<Json<Value>, Refused> {
    let (caller, body) = caller_of(&server, request, CHUNK_BYTES).await?;
    let upload = upload(blob_of(&blob)?, size.size, &caller)?;
    if upload.chunk_bytes(chunk) != Some(body.len()) {
        return Err(Refused::MALFORMED);
    }
    let received = tokio::task::spawn_blocking(move || keep(&server, &upload, chunk, &body)).await??;
    match received {
        Received::Partly => Ok(Json(json!({ "complete": false }))),
        Received::Whole => Ok(Json(json!({ "complete": true }))),
        Received::OtherDigest => {
            let (zh, en) = ("内容与摘要不符，请重新上传", "the content does not match its digest: send it again");
            Err(Refused::new(StatusCode::UNPROCESSABLE_ENTITY, "digest", zh, en))
        }
    }
}

fn keep(server: &Server, upload: &Upload, chunk: u64, bytes: &[u8]) -> Stored<Received> {
    let received = server.blobs.put(upload, chunk, bytes).map_err(StorageError::File)?;
    if received == Received::Whole {
        let writer = server.storage.writer()?;
        if writer.blob(&upload.blob)?.is_none() {
            let row = BlobRow { size: upload.size, person: upload.person, complete: true };
            writer.put_blob(&upload.blob, &row)?;
            receipts::give(server, &*writer, &upload.blob, server.now())?;
            writer.commit()?;
        }
    }
    Ok(received)
}

/// Tells which chunks are here: all of a blob that this device may read, else those it sent itself.
///
/// # Errors
/// When there is nothing to tell.
pub async fn status(
    State(server): State<Arc<Server>>,
    Path(blob): Path<String>,
    Query(size): Query<Size>,
    request: Request,
) -> Result<Json<Value>, Refused> {
    let (caller, _) = caller_of(&server, request, 0).await?;
    let blob = blob_of(&blob)?;
    let answer = tokio::task::spawn_blocking(move || -> Result<Value, Refused> {
        if let Some(row) = readable(&server, &caller, &blob)? {
            return Ok(json!({ "complete": true, "size": row.size }));
        }
        let upload = upload(blob, size.size, &caller).map_err(|_| Refused::NOT_FOUND)?;
        let mut chunks = server.blobs.chunks_here(&upload).map_err(StorageError::File)?;
        if chunks.len() as u64 == upload.chunks() {
            // Stopped before the last one had made it whole: that one is to come again.
            chunks.pop();
        }
        Ok(json!({ "complete": false, "size": upload.size, "chunks": chunks }))
    });
    Ok(Json(answer.await??))
}

/// Hands out a chunk.
///
/// # Errors
/// When there is no such chunk, or it is not for this device.
pub async fn get(
    State(server): State<Arc<Server>>,
    Path((blob, chunk)): Path<(String, u64)>,
    request: Request,
) -> Result<Response, Refused> {
    let (caller, _) = caller_of(&server, request, 0).await?;
    let blob = blob_of(&blob)?;
    let bytes = tokio::task::spawn_blocking(move || -> Result<Vec<u8>, Refused> {
        readable(&server, &caller, &blob)?.ok_or(Refused::NOT_FOUND)?;
        Ok(server.blobs.read(&blob, chunk).map_err(StorageError::File)?)
    });
    let bytes = bytes.await??;
    if bytes.is_empty() {
        return Err(Refused::NOT_FOUND);
    }
    Ok((StatusCode::OK, [(CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

/// A whole blob that the caller sent, or that a record in the caller's scope names.
pub(crate) fn readable(server: &Server, caller: &Caller, blob: &Hash32) -> Stored<Option<BlobRow>> {
    let reader = server.storage.reader()?;
    let Some(row) = reader.blob(blob)?.filter(|row| row.complete) else { return Ok(None) };
    if row.person == caller.person {
        return Ok(Some(row));
    }
    let head = reader.head()?;
    let scope = PersonScope::new(reader.grants(caller.person, head)?);
    for record in reader.records_of_blob(blob)? {
        if scope.sees(&reader.memberships(record)?, head) {
            return Ok(Some(row));
        }
    }
    Ok(None)
}
