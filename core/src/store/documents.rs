//! Envelopes, documents and serials. Absent by design: folding; that is the ledger's.

use rusqlite::OptionalExtension;

use super::{ReadConnection, StoreError, WriteTransaction};
use crate::{
    ledger::Document,
    schema::{Hash32, RecordId},
};

fn decode(bytes: &[u8]) -> Result<Document, StoreError> {
    Document::decode(bytes).map_err(|_| StoreError::Malformed("document"))
}

pub(super) fn record_id(bytes: &[u8]) -> Result<RecordId, StoreError> {
    RecordId::from_slice(bytes).ok_or(StoreError::Malformed("record id"))
}

impl ReadConnection<'_> {
    /// A record as this phone has it: with own unsent changes.
    pub fn document(&self, record: RecordId) -> Result<Option<Document>, StoreError> {
        self.document_column("SELECT coalesce(local, accepted) FROM document WHERE record = ?1", record)
    }

    /// A record as the server is known to have it.
    pub fn accepted_document(&self, record: RecordId) -> Result<Option<Document>, StoreError> {
        self.document_column("SELECT accepted FROM document WHERE record = ?1", record)
    }

    /// A record with own unsent changes; `None` when it has none.
    pub fn local_document(&self, record: RecordId) -> Result<Option<Document>, StoreError> {
        self.document_column("SELECT local FROM document WHERE record = ?1", record)
    }

    fn document_column(&self, sql: &str, record: RecordId) -> Result<Option<Document>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let bytes: Option<Option<Vec<u8>>> = statement.query_row([&record.0[..]], |row| row.get(0)).optional()?;
        bytes.flatten().map(|bytes| decode(&bytes)).transpose()
    }

    /// Every document of a kind.
    pub fn documents_of_kind(&self, kind: &str) -> Result<Vec<Document>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT coalesce(local, accepted) FROM document WHERE kind = ?1 ORDER BY record")?;
        let rows = statement.query_map([kind], |row| row.get::<_, Vec<u8>>(0))?;
        rows.map(|bytes| decode(&bytes?)).collect()
    }

    /// The records of which the server's state is kept.
    pub fn accepted_records(&self) -> Result<Vec<RecordId>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT record FROM document WHERE accepted IS NOT NULL")?;
        let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
        rows.map(|bytes| record_id(&bytes?)).collect()
    }

    /// A kept envelope's bytes.
    pub fn envelope(&self, hash: &Hash32) -> Result<Option<Vec<u8>>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT bytes FROM envelope WHERE hash = ?1")?;
        Ok(statement.query_row([&hash.0[..]], |row| row.get(0)).optional()?)
    }
}

impl WriteTransaction<'_> {
    /// Keeps an envelope, which writes `records`; one that is there stays as it is.
    pub fn put_envelope(
        &self,
        hash: &Hash32,
        bytes: &[u8],
        records: &[RecordId],
        own: bool,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO envelope (hash, own, stored_at_ms, bytes) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
            (&hash.0[..], own, now_ms, bytes),
        )?;
        for record in records {
            self.execute(
                "INSERT INTO envelope_record (record, envelope) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                (&record.0[..], &hash.0[..]),
            )?;
        }
        Ok(())
    }

    /// Keeps a record as the server has it.
    pub fn put_accepted(&self, document: &Document) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO document (record, kind, accepted) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET kind = ?2, accepted = ?3",
            (&document.record().0[..], document.kind(), document.encode()),
        )?;
        Ok(())
    }

    /// Keeps a record with own unsent changes.
    pub fn put_local(&self, document: &Document) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO document (record, kind, local) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET kind = ?2, local = ?3",
            (&document.record().0[..], document.kind(), document.encode()),
        )?;
        Ok(())
    }

    /// Nothing unsent is left on a record: the server's state is this phone's. A record that the server
    /// does not have is gone.
    pub fn clear_local(&self, record: RecordId) -> Result<(), StoreError> {
        self.execute("DELETE FROM document WHERE record = ?1 AND accepted IS NULL", [&record.0[..]])?;
        self.execute("UPDATE document SET local = NULL WHERE record = ?1", [&record.0[..]])?;
        Ok(())
    }

    /// The next serial of a segment, prefix and month, from 1. Given out for good with the transaction.
    pub fn next_serial(&self, segment: &str, prefix: &str, month: &str) -> Result<u32, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO serial (segment, prefix, month, last) VALUES (?1, ?2, ?3, 1)
             ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
        )?;
        Ok(statement.query_row((segment, prefix, month), |row| row.get(0))?)
    }
}
