//! Photos and files: up to the server chunk by chunk, the most urgent first, and down when a record
//! names one that is not here. Absent by design: which blob matters; the store's order says it.

use std::io::Read;

use super::{App, AppError, SyncReport};
use crate::{
    schema::Hash32,
    store::{CHUNK_BYTES, Priority},
    sync::http::Transport,
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
        let held = self.held_by_server(transport, digest)?;
        if !held.complete {
            for number in self.store.read(|r| r.blob_chunks(digest))? {
                if !held.chunks.contains(&number) {
                    let bytes = self.store.read(|r| r.blob_chunk(digest, number))?.unwrap_or_default();
                    self.signed(transport, "PUT", &format!("/v1/blob/{digest}/{number}?size={size}"), bytes)?;
                }
            }
            if !self.held_by_server(transport, digest)?.complete {
                return Err(AppError::Protocol("the server does not hold every byte of a file it was sent".into()));
            }
        }
        Ok(self.store.write(|tx| tx.mark_receipted(digest))?)
    }

    fn held_by_server(&self, transport: &dyn Transport, digest: &Hash32) -> Result<Held, AppError> {
        let answer = self.signed(transport, "GET", &format!("/v1/blob/{digest}"), Vec::new())?;
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
        let held = self.held_by_server(transport, digest)?;
        if !held.complete {
            return Err(AppError::NoSuchRecord);
        }
        self.store.write(|tx| tx.begin_blob(digest, held.size, Priority::Original, QUOTA_BYTES))?;
        let here = self.store.read(|r| r.blob_chunks(digest))?;
        for number in (0..held.size.div_ceil(CHUNK_BYTES as u64).max(1)).filter(|number| !here.contains(number)) {
            let answer = self.signed(transport, "GET", &format!("/v1/blob/{digest}/{number}"), Vec::new())?;
            let mut bytes = Vec::new();
            let read = answer.body.take(CHUNK_BYTES as u64 + 1).read_to_end(&mut bytes);
            read.map_err(|error| AppError::Protocol(error.to_string()))?;
            self.store.write(|tx| tx.put_blob_chunk(digest, number, &bytes))?;
        }
        let whole = self.store.read(|r| r.blob(digest))?;
        let whole =
            whole.ok_or_else(|| AppError::Protocol("the server's bytes are not those of the file's name".into()))?;
        self.store.write(|tx| tx.mark_receipted(digest))?;
        Ok(whole)
    }

    /// Keeps a photo or file that was made here; it travels with the next sync.
    pub fn keep_blob(&self, bytes: &[u8], priority: Priority) -> Result<Hash32, AppError> {
        Ok(self.store.write(|tx| tx.put_blob(bytes, priority, QUOTA_BYTES))?)
    }
}
