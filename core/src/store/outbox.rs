//! Own envelopes that wait for a verdict, and refused intents that wait for a person.
//! Absent by design: sending.

use rusqlite::{OptionalExtension, Row};

use super::{ReadConnection, StoreError, WriteTransaction, documents::record_id};
use crate::schema::{Hash32, IntentId, Problem, RecordId, Values};

/// An own envelope without a final verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxEntry {
    /// Its intent.
    pub intent: IntentId,
    /// The encoded envelope.
    pub envelope: Vec<u8>,
}

/// An own intent that the server refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attention {
    /// The intent.
    pub intent: IntentId,
    /// The step, `kind.verb`.
    pub step: String,
    /// The step's record.
    pub record: RecordId,
    /// What it wrote on that record.
    pub values: Values,
    /// Why it was refused.
    pub problems: Vec<Problem>,
    /// When that was heard, UTC milliseconds.
    pub refused_at_ms: i64,
    /// The encoded envelope.
    pub envelope: Vec<u8>,
}

const JOIN: &str = "SELECT o.intent, e.bytes FROM outbox o JOIN envelope e ON e.hash = o.envelope";

fn entry(row: &Row<'_>) -> rusqlite::Result<Result<OutboxEntry, StoreError>> {
    let (intent, envelope) = (row.get::<_, Vec<u8>>(0)?, row.get(1)?);
    Ok(record_id(&intent).map(|intent| OutboxEntry { intent, envelope }))
}

impl ReadConnection<'_> {
    /// The oldest entries, in the order they were made.
    pub fn outbox(&self, limit: usize) -> Result<Vec<OutboxEntry>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!("{JOIN} ORDER BY o.position LIMIT ?1"))?;
        let rows = statement.query_map([i64::try_from(limit).unwrap_or(i64::MAX)], entry)?;
        rows.map(|row| row?).collect()
    }

    /// The entries that write on a record, in order.
    pub fn outbox_of(&self, record: RecordId) -> Result<Vec<OutboxEntry>, StoreError> {
        let sql =
            format!("{JOIN} JOIN outbox_record r ON r.position = o.position WHERE r.record = ?1 ORDER BY o.position");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map([&record.0[..]], entry)?;
        rows.map(|row| row?).collect()
    }

    /// One entry.
    pub fn outbox_entry(&self, envelope: &Hash32) -> Result<Option<OutboxEntry>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!("{JOIN} WHERE o.envelope = ?1"))?;
        statement.query_row([&envelope.0[..]], entry).optional()?.transpose()
    }

    /// How many wait.
    pub fn outbox_len(&self) -> Result<usize, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT count(*) FROM outbox")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// Refused intents, the latest first.
    pub fn attention(&self) -> Result<Vec<Attention>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT intent, step, record, refused_at_ms, step_values, problems, envelope
             FROM attention ORDER BY refused_at_ms DESC, intent",
        )?;
        let rows = statement.query_map([], |row| {
            let ids = (row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(2)?);
            let bytes = (row.get::<_, Vec<u8>>(4)?, row.get::<_, Vec<u8>>(5)?);
            Ok((ids, row.get(1)?, row.get(3)?, bytes, row.get(6)?))
        })?;
        rows.map(|row| {
            let ((intent, record), step, refused_at_ms, (values, problems), envelope) = row?;
            Ok(Attention {
                intent: record_id(&intent)?,
                step,
                record: record_id(&record)?,
                values: minicbor::decode(&values).map_err(|_| StoreError::Malformed("attention"))?,
                problems: minicbor::decode(&problems).map_err(|_| StoreError::Malformed("attention"))?,
                refused_at_ms,
                envelope,
            })
        })
        .collect()
    }
}

impl WriteTransaction<'_> {
    /// Adds a kept envelope at the end of the outbox; `records` are those it writes.
    pub fn append_outbox(&self, envelope: &Hash32, intent: IntentId, records: &[RecordId]) -> Result<(), StoreError> {
        self.execute("INSERT INTO outbox (envelope, intent) VALUES (?1, ?2)", (&envelope.0[..], &intent.0[..]))?;
        let position = self.connection.last_insert_rowid();
        for record in records {
            self.execute("INSERT INTO outbox_record (record, position) VALUES (?1, ?2)", (&record.0[..], position))?;
        }
        Ok(())
    }

    /// Puts an envelope in the place of one that was signed again; it writes the same records.
    pub fn replace_in_outbox(&self, old: &Hash32, new: &Hash32, bytes: &[u8], now_ms: i64) -> Result<(), StoreError> {
        self.put_envelope(new, bytes, &[], true, now_ms)?;
        self.execute(
            "INSERT INTO envelope_record (record, envelope)
             SELECT record, ?2 FROM envelope_record WHERE envelope = ?1 ON CONFLICT DO NOTHING",
            (&old.0[..], &new.0[..]),
        )?;
        let names = "UPDATE OR REPLACE blob_name SET envelope = ?2 WHERE envelope = ?1";
        self.execute(names, (&old.0[..], &new.0[..]))?;
        self.execute("UPDATE outbox SET envelope = ?2 WHERE envelope = ?1", (&old.0[..], &new.0[..]))?;
        self.execute("DELETE FROM envelope WHERE hash = ?1", [&old.0[..]])?;
        Ok(())
    }

    /// Takes an envelope out: its verdict is final. One that is not there is no error.
    pub fn remove_from_outbox(&self, envelope: &Hash32) -> Result<(), StoreError> {
        self.execute("DELETE FROM outbox WHERE envelope = ?1", [&envelope.0[..]])?;
        Ok(())
    }

    /// Keeps a refused intent for a person to deal with.
    pub fn put_attention(&self, attention: &Attention) -> Result<(), StoreError> {
        let malformed = |_| StoreError::Malformed("attention");
        self.execute(
            "INSERT OR REPLACE INTO attention (intent, step, record, refused_at_ms, step_values, problems, envelope)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (
                &attention.intent.0[..],
                &attention.step,
                &attention.record.0[..],
                attention.refused_at_ms,
                minicbor::to_vec(&attention.values).map_err(malformed)?,
                minicbor::to_vec(&attention.problems).map_err(malformed)?,
                &attention.envelope,
            ),
        )?;
        Ok(())
    }

    /// Drops a refused intent, and with it what it names: it was applied again, or discarded by the person.
    pub fn remove_attention(&self, intent: IntentId) -> Result<(), StoreError> {
        self.execute("DELETE FROM blob_name WHERE refused = ?1", [&intent.0[..]])?;
        self.execute("DELETE FROM attention WHERE intent = ?1", [&intent.0[..]])?;
        Ok(())
    }
}
