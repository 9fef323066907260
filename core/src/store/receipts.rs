//! The server's receipts of seals, and which of them are still to be asked for.
//! Absent by design: whether a receipt proves anything; whoever keeps one has verified it.

use rusqlite::OptionalExtension;

use super::{ReadConnection, StoreError, WriteTransaction};
use crate::schema::{Hash32, IntentId};

impl ReadConnection<'_> {
    /// The receipt of the seal that a blob holds; `None` as long as there is none here.
    pub fn receipt(&self, seal: &Hash32) -> Result<Option<Vec<u8>>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT bytes FROM receipt WHERE seal = ?1")?;
        Ok(statement.query_row([&seal.0[..]], |row| row.get(0)).optional()?.flatten())
    }

    /// Seals without a receipt that the server could have given by now: it holds the seal's bytes, and has
    /// accepted the step that named it. At most `limit`, those that waited longest first.
    pub fn receipts_to_ask(&self, now_ms: i64, limit: usize) -> Result<Vec<Hash32>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT receipt.seal FROM receipt JOIN blob ON blob.digest = receipt.seal
             WHERE receipt.bytes IS NULL AND receipt.ask_from_ms <= ?1 AND blob.state = 1
             AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.intent = receipt.intent)
             AND NOT EXISTS (SELECT 1 FROM attention WHERE attention.intent = receipt.intent)
             ORDER BY receipt.ask_from_ms, receipt.seal LIMIT ?2",
        )?;
        let rows = statement.query_map((now_ms, limit), |row| row.get::<_, Vec<u8>>(0))?;
        rows.map(|row| Hash32::from_slice(&row?).ok_or(StoreError::Malformed("receipt"))).collect()
    }
}

impl WriteTransaction<'_> {
    /// A step names the seal that a blob holds: its receipt will be asked for. Nothing when the blob is not
    /// here, or its receipt is already.
    pub fn expect_receipt(&self, seal: &Hash32, intent: &IntentId) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO receipt (seal, intent, ask_from_ms)
             SELECT digest, ?2, 0 FROM blob WHERE digest = ?1
             ON CONFLICT (seal) DO UPDATE SET intent = excluded.intent, ask_from_ms = 0 WHERE bytes IS NULL",
            (&seal.0[..], &intent.0[..]),
        )?;
        Ok(())
    }

    /// The server had no receipt: it is not asked again before this time.
    pub fn ask_receipt_from(&self, seal: &Hash32, from_ms: i64) -> Result<(), StoreError> {
        self.execute("UPDATE receipt SET ask_from_ms = ?2 WHERE seal = ?1", (&seal.0[..], from_ms))?;
        Ok(())
    }

    /// Keeps a receipt of a seal whose blob is here. The first one stays.
    pub fn put_receipt(&self, seal: &Hash32, bytes: &[u8]) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO receipt (seal, ask_from_ms, bytes) VALUES (?1, 0, ?2)
             ON CONFLICT (seal) DO UPDATE SET bytes = excluded.bytes WHERE bytes IS NULL",
            (&seal.0[..], bytes),
        )?;
        Ok(())
    }
}
