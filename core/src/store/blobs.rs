//! Photos, strokes, seals and forms by the SHA-256 of their bytes, in chunks, resumable both ways.
//! Absent by design: what a blob shows, what names it, and the network.

use rusqlite::OptionalExtension;
use sha2::{Digest, Sha256};

use super::{ReadConnection, StoreError, WriteTransaction};
use crate::schema::{BLOB_BYTES_MAX, CHUNK_BYTES, Hash32, chunk_bytes, chunks_of};

/// Which blobs travel first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Seals, strokes and forms.
    Seal = 0,
    /// Small pictures of photos.
    Thumbnail = 1,
    /// Photos as taken, and files.
    Original = 2,
}

/// Where a blob is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlobState {
    /// Only on this phone.
    OnlyHere = 0,
    /// The server has confirmed that it holds every byte.
    Receipted = 1,
}

/// What is known of a blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlobStatus {
    /// Its size in bytes.
    pub size: u64,
    /// Every chunk is here.
    pub complete: bool,
    /// Where it is.
    pub state: BlobState,
}

impl ReadConnection<'_> {
    /// What is known of a blob.
    pub fn blob_status(&self, digest: &Hash32) -> Result<Option<BlobStatus>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT size, complete, state FROM blob WHERE digest = ?1")?;
        let status = statement.query_row([&digest.0[..]], |row| {
            let state = if row.get::<_, i64>(2)? == 1 { BlobState::Receipted } else { BlobState::OnlyHere };
            Ok(BlobStatus { size: row.get(0)?, complete: row.get(1)?, state })
        });
        Ok(status.optional()?)
    }

    /// A complete blob's bytes; `None` when it is not here or not complete.
    pub fn blob(&self, digest: &Hash32) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(status) = self.blob_status(digest)?.filter(|status| status.complete) else { return Ok(None) };
        let mut bytes = Vec::with_capacity(usize::try_from(status.size).unwrap_or(0));
        let mut statement =
            self.connection.prepare_cached("SELECT bytes FROM blob_chunk WHERE digest = ?1 ORDER BY number")?;
        let mut rows = statement.query([&digest.0[..]])?;
        while let Some(row) = rows.next()? {
            bytes.extend_from_slice(row.get_ref(0)?.as_blob().map_err(|_| StoreError::Malformed("blob"))?);
        }
        Ok(Some(bytes))
    }

    /// One chunk's bytes.
    pub fn blob_chunk(&self, digest: &Hash32, number: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT bytes FROM blob_chunk WHERE digest = ?1 AND number = ?2")?;
        Ok(statement.query_row((&digest.0[..], number), |row| row.get(0)).optional()?)
    }

    /// Which chunks are here, in order.
    pub fn blob_chunks(&self, digest: &Hash32) -> Result<Vec<u64>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT number FROM blob_chunk WHERE digest = ?1 ORDER BY number")?;
        let rows = statement.query_map([&digest.0[..]], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Bytes of all blobs here.
    pub fn blob_bytes(&self) -> Result<u64, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT coalesce(sum(size), 0) FROM blob")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }
}

impl WriteTransaction<'_> {
    /// Keeps a whole blob that was made here; one that is there stays. Refuses what would exceed the
    /// quota of all blobs together.
    pub fn put_blob(&self, bytes: &[u8], priority: Priority, quota_bytes: u64) -> Result<Hash32, StoreError> {
        let digest = Hash32::of(bytes);
        if self.blob_status(&digest)?.is_some_and(|status| status.complete) {
            return Ok(digest);
        }
        self.begin_blob(&digest, bytes.len() as u64, priority, quota_bytes)?;
        for (number, chunk) in bytes.chunks(CHUNK_BYTES).enumerate() {
            self.put_chunk(&digest, number as u64, chunk)?;
        }
        self.execute("UPDATE blob SET complete = 1 WHERE digest = ?1", [&digest.0[..]])?;
        Ok(digest)
    }

    /// Begins a blob whose chunks will come one by one. Nothing at all is no blob.
    pub fn begin_blob(
        &self,
        digest: &Hash32,
        size: u64,
        priority: Priority,
        quota_bytes: u64,
    ) -> Result<(), StoreError> {
        if size == 0 || size > BLOB_BYTES_MAX {
            return Err(StoreError::BlobBounds);
        }
        // An incomplete blob of another size was announced wrongly: its chunks fit nothing.
        self.execute("DELETE FROM blob WHERE digest = ?1 AND complete = 0 AND size <> ?2", (&digest.0[..], size))?;
        if self.blob_status(digest)?.is_none() && self.blob_bytes()? + size > quota_bytes {
            return Err(StoreError::Quota { quota_bytes });
        }
        self.execute(
            "INSERT INTO blob (digest, size, priority, complete, state) VALUES (?1, ?2, ?3, 0, 0) ON CONFLICT DO NOTHING",
            (&digest.0[..], size, priority as i64),
        )?;
        Ok(())
    }

    /// Keeps one chunk of a begun blob. With the last missing one the digest is checked: bytes of
    /// another digest are all dropped. Returns whether the blob is complete now.
    pub fn put_blob_chunk(&self, digest: &Hash32, number: u64, bytes: &[u8]) -> Result<bool, StoreError> {
        let status = self.blob_status(digest)?.ok_or(StoreError::BlobBounds)?;
        if chunk_bytes(status.size, number) != Some(bytes.len()) {
            return Err(StoreError::BlobBounds);
        }
        if status.complete {
            return Ok(true);
        }
        self.put_chunk(digest, number, bytes)?;
        let chunks = chunks_of(status.size);
        if (self.blob_chunks(digest)?.len() as u64) < chunks {
            return Ok(false);
        }
        let mut hasher = Sha256::new();
        for number in 0..chunks {
            hasher.update(self.blob_chunk(digest, number)?.unwrap_or_default());
        }
        if Hash32(hasher.finalize().into()) != *digest {
            self.execute("DELETE FROM blob_chunk WHERE digest = ?1", [&digest.0[..]])?;
            return Ok(false);
        }
        self.execute("UPDATE blob SET complete = 1 WHERE digest = ?1", [&digest.0[..]])?;
        Ok(true)
    }

    fn put_chunk(&self, digest: &Hash32, number: u64, bytes: &[u8]) -> Result<(), StoreError> {
        self.execute(
            "INSERT OR REPLACE INTO blob_chunk (digest, number, bytes) VALUES (?1, ?2, ?3)",
            (&digest.0[..], number, bytes),
        )?;
        Ok(())
    }

    /// The server holds every byte of a blob.
    pub fn mark_receipted(&self, digest: &Hash32) -> Result<(), StoreError> {
        self.execute("UPDATE blob SET state = 1 WHERE digest = ?1", [&digest.0[..]])?;
        Ok(())
    }
}
