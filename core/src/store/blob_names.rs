//! What names a blob: the envelopes of performed steps, drafts, and refused intents. A blob that nothing
//! names travels nowhere and does not stay. Absent by design: which field of a record names one.

use super::{ReadConnection, StoreError, WriteTransaction, documents::record_id};
use crate::schema::{Hash32, IntentId, RecordId};

/// True of a blob `b` that something on this phone still needs: a record that is here, unsent or refused
/// work, a draft, or the server, which has not got it yet.
pub(super) const NEEDED: &str = "(EXISTS (SELECT 1 FROM blob_name n WHERE n.blob = b.digest AND (
        n.refused IS NOT NULL OR (b.state = 0 AND b.complete = 1)
        OR EXISTS (SELECT 1 FROM outbox o WHERE o.envelope = n.envelope)
        OR EXISTS (SELECT 1 FROM document d WHERE d.record = n.record)))
    OR EXISTS (SELECT 1 FROM draft t WHERE instr(t.draft_values, b.digest) > 0))";

impl ReadConnection<'_> {
    /// Complete blobs that the server does not hold yet and that an accepted envelope names, the most
    /// urgent first, with their sizes. What only a draft, unsent or refused work names waits.
    pub fn unsent_blobs(&self) -> Result<Vec<(Hash32, u64)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT b.digest, b.size FROM blob b WHERE b.state = 0 AND b.complete = 1
             AND EXISTS (SELECT 1 FROM blob_name n WHERE n.blob = b.digest AND n.refused IS NULL
                         AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.envelope = n.envelope))
             ORDER BY b.priority, b.rowid",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?)))?;
        rows.map(|row| {
            let (digest, size) = row?;
            Ok((Hash32::from_slice(&digest).ok_or(StoreError::Malformed("blob"))?, size))
        })
        .collect()
    }

    /// How many blobs of performed steps only this phone has, whether or not they may travel yet.
    pub fn blobs_only_here(&self) -> Result<u64, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT count(*) FROM blob b WHERE b.state = 0 AND b.complete = 1
             AND EXISTS (SELECT 1 FROM blob_name n WHERE n.blob = b.digest AND n.refused IS NULL)",
        )?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }
}

impl ReadConnection<'_> {
    /// Records that name a blob.
    pub fn records_naming(&self, blob: &Hash32) -> Result<Vec<RecordId>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT DISTINCT record FROM blob_name WHERE blob = ?1")?;
        let rows = statement.query_map([&blob.0[..]], |row| row.get::<_, Vec<u8>>(0))?;
        rows.map(|bytes| record_id(&bytes?)).collect()
    }
}

impl WriteTransaction<'_> {
    /// Lets the bytes of a blob go that the server holds; they can be fetched again. One that only this
    /// phone has, or that a draft or unsent work names, stays.
    pub fn let_go(&self, blob: &Hash32) -> Result<(), StoreError> {
        self.execute(
            "DELETE FROM blob AS b WHERE b.digest = ?1 AND (b.state = 1 OR b.complete = 0)
             AND NOT EXISTS (SELECT 1 FROM blob_name n WHERE n.blob = b.digest AND (n.refused IS NOT NULL
                OR EXISTS (SELECT 1 FROM outbox o WHERE o.envelope = n.envelope)))
             AND NOT EXISTS (SELECT 1 FROM draft t WHERE instr(t.draft_values, b.digest) > 0)",
            [&blob.0[..]],
        )?;
        Ok(())
    }

    /// An envelope names a blob on a record; the blob may come later.
    pub fn name_blob(&self, blob: &Hash32, record: RecordId, envelope: &Hash32) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO blob_name (blob, record, envelope) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            (&blob.0[..], &record.0[..], &envelope.0[..]),
        )?;
        Ok(())
    }

    /// What a refused envelope names stays until [`WriteTransaction::remove_attention`].
    pub fn keep_blobs_of_refused(&self, envelope: &Hash32, intent: IntentId) -> Result<(), StoreError> {
        self.execute("UPDATE blob_name SET refused = ?2 WHERE envelope = ?1", (&envelope.0[..], &intent.0[..]))?;
        Ok(())
    }

    /// What a refused intent names is named by the intent that did it again, whose envelope waits.
    pub fn hand_on_blobs(&self, refused: IntentId, again: IntentId) -> Result<(), StoreError> {
        self.execute(
            "UPDATE OR REPLACE blob_name SET refused = NULL,
             envelope = coalesce((SELECT envelope FROM outbox WHERE intent = ?2), envelope) WHERE refused = ?1",
            (&refused.0[..], &again.0[..]),
        )?;
        Ok(())
    }

    /// Drops the blobs that only a record named which is no longer here, and their names. What is unsent
    /// stays until it is sent.
    pub(super) fn drop_blobs_of(&self, record: RecordId) -> Result<(), StoreError> {
        self.execute(
            &format!(
                "DELETE FROM blob AS b WHERE b.digest IN (SELECT blob FROM blob_name WHERE record = ?1)
                 AND NOT {NEEDED}"
            ),
            [&record.0[..]],
        )?;
        self.execute(
            "DELETE FROM blob_name AS n WHERE n.record = ?1 AND n.refused IS NULL
             AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.envelope = n.envelope)
             AND NOT EXISTS (SELECT 1 FROM blob b WHERE b.digest = n.blob AND b.state = 0 AND b.complete = 1)",
            [&record.0[..]],
        )?;
        Ok(())
    }

    /// Drops what nothing needs: at once what the server has, and what was made here once nothing has
    /// named it since before `unnamed_before_ms`. Returns how many.
    pub fn sweep_blobs(&self, now_ms: i64, unnamed_before_ms: i64) -> Result<usize, StoreError> {
        self.execute(
            &format!("UPDATE blob AS b SET unnamed_since_ms = NULL WHERE unnamed_since_ms IS NOT NULL AND {NEEDED}"),
            [],
        )?;
        let dropped = self.execute(
            &format!("DELETE FROM blob AS b WHERE (b.state = 1 OR b.unnamed_since_ms < ?1) AND NOT {NEEDED}"),
            [unnamed_before_ms],
        )?;
        self.execute(
            &format!("UPDATE blob AS b SET unnamed_since_ms = ?1 WHERE unnamed_since_ms IS NULL AND NOT {NEEDED}"),
            [now_ms],
        )?;
        self.execute(
            "DELETE FROM blob_name AS n WHERE n.refused IS NULL
             AND NOT EXISTS (SELECT 1 FROM document d WHERE d.record = n.record)
             AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.envelope = n.envelope)
             AND NOT EXISTS (SELECT 1 FROM blob b WHERE b.digest = n.blob AND b.state = 0 AND b.complete = 1)",
            [],
        )?;
        if dropped > 0 {
            self.scrub_later()?;
        }
        Ok(dropped)
    }
}
