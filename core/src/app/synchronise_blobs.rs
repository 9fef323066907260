//! Photos and files: up to the server chunk by chunk once an accepted step names them, the most urgent
//! first, and down when a record names one that is not here. Absent by design: which blob matters; the
//! store says it.

use std::io::Read;

use super::{App, AppError, SyncReport};
use crate::{
    schema::{CHUNK_BYTES, Hash32, chunks_of},
    store::{Priority, StoreError},
    sync::http::{HttpAnswer, Transport},
};

/// Bytes of photos and files that a phone keeps at most.
pub(super) const QUOTA_BYTES: u64 = 8 * 1024 * 1024 * 1024;

/// Bytes of the server's answer on what it holds, at most: a number for each chunk of the largest blob.
const STATUS_BYTES_MAX: u64 = 64 * 1024;

/// What the server holds of a blob.
#[derive(Debug, Default, serde::Deserialize)]
struct Held {
    complete: bool,
    #[serde(default)]
    size: u64,
    #[serde(default)]
    chunks: Vec<u64>,
}

impl App {
    pub(super) fn sync_blobs(&self, transport: &dyn Transport, report: &mut SyncReport) -> Result<(), AppError> {
        let unsent = self.store.read(|r| r.unsent_blobs())?;
        for (digest, size) in unsent {
            self.send_blob(transport, &digest, size)?;
            report.blobs_sent += 1;
        }
        Ok(())
    }

    /// Sends the chunks that the server lacks, then asks it to confirm that it holds every byte.
    fn send_blob(&self, transport: &dyn Transport, digest: &Hash32, size: u64) -> Result<(), AppError> {
        let mut held = self.held_by_server(transport, digest, Some(size))?;
        for number in 0..chunks_of(size) {
            if held.complete {
                break;
            }
            if !held.chunks.contains(&number) {
                let chunk = self.store.read(|r| r.blob_chunk(digest, number))?;
                let bytes = chunk.ok_or(StoreError::Malformed("blob"))?;
                let path = format!("/v1/blob/{digest}/{number}?size={size}");
                held.complete = Self::read_held(self.signed(transport, "PUT", &path, bytes)?)?.complete;
            }
        }
        if !held.complete {
            return Err(AppError::Protocol("the server does not hold every byte of a file it was sent".into()));
        }
        Ok(self.store.write(|tx| tx.mark_receipted(digest))?)
    }

    /// What the server has of a blob; with the size also what it has of one that is on its way.
    fn held_by_server(&self, transport: &dyn Transport, digest: &Hash32, size: Option<u64>) -> Result<Held, AppError> {
        let query = size.map_or_else(String::new, |size| format!("?size={size}"));
        Self::read_held(self.signed(transport, "GET", &format!("/v1/blob/{digest}{query}"), Vec::new())?)
    }

    fn read_held(answer: HttpAnswer) -> Result<Held, AppError> {
        if answer.status == 404 {
            return Ok(Held::default());
        }
        let mut text = String::new();
        let read = answer.body.take(STATUS_BYTES_MAX).read_to_string(&mut text);
        read.map_err(|error| AppError::Protocol(error.to_string()))?;
        serde_json::from_str(&text).map_err(|error| AppError::Protocol(error.to_string()))
    }

    /// Fetches a blob that a record names, resuming where an earlier try ended.
    pub fn fetch_blob(&self, transport: &dyn Transport, digest: &Hash32) -> Result<Vec<u8>, AppError> {
        if let Some(bytes) = self.store.read(|r| r.blob(digest))? {
            return Ok(bytes);
        }
        let held = self.held_by_server(transport, digest, None)?;
        if !held.complete {
            return Err(AppError::NoSuchRecord);
        }
        self.store.write(|tx| tx.begin_blob(digest, held.size, Priority::Original, QUOTA_BYTES))?;
        let here = self.store.read(|r| r.blob_chunks(digest))?;
        for number in (0..chunks_of(held.size)).filter(|number| !here.contains(number)) {
            let answer = self.signed(transport, "GET", &format!("/v1/blob/{digest}/{number}"), Vec::new())?;
            let mut bytes = Vec::new();
            let read = answer.body.take(CHUNK_BYTES as u64 + 1).read_to_end(&mut bytes);
            read.map_err(|error| AppError::Protocol(error.to_string()))?;
            self.store.write(|tx| {
                if tx.put_blob_chunk(digest, number, &bytes)? {
                    tx.mark_receipted(digest)?;
                }
                Ok::<_, StoreError>(())
            })?;
        }
        let whole = self.store.read(|r| r.blob(digest))?;
        whole.ok_or_else(|| AppError::Protocol("the server's bytes are not those of the file's name".into()))
    }

    /// Keeps a photo or file that was made here. It travels once a performed step that names it was
    /// accepted; when for [`super::UNNAMED_BLOBS_KEPT_MS`] no step and no draft names it, it is dropped.
    pub fn keep_blob(&self, bytes: &[u8], priority: Priority) -> Result<Hash32, AppError> {
        Ok(self.store.write(|tx| tx.put_blob(bytes, priority, QUOTA_BYTES))?)
    }
}
