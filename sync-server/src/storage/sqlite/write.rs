//! The writing half of the SQLite backend.
//! Absent by design: deciding what to write.

use std::sync::MutexGuard;

use fieldseal_core::schema::{Hash32, IntentId, Problem, RecordId};
use rusqlite::{Connection, Params, params};

use super::{
    super::{
        BlobRow, Claim, CodeRow, IndexRow, NewEnvelope, Reader, ReadingRow, Refusal, StorageError, Stored,
        StoredDocument, Writer,
    },
    Session,
    read::signed,
};

fn joined<'a, const N: usize>(ids: impl Iterator<Item = &'a [u8; N]>) -> Vec<u8> {
    ids.flatten().copied().collect()
}

fn encoded(problems: &[Problem]) -> Vec<u8> {
    minicbor::to_vec(problems).expect("encoding into memory does not fail")
}

impl Session<MutexGuard<'_, Connection>> {
    fn run(&self, sql: &str, params: impl Params) -> Stored<usize> {
        Ok(self.connection.prepare_cached(sql)?.execute(params)?)
    }

    fn counted(&self, sql: &str, params: impl Params) -> Stored<u64> {
        let value: i64 = self.connection.prepare_cached(sql)?.query_row(params, |row| row.get(0))?;
        u64::try_from(value).map_err(|_| StorageError::Malformed("a negative count"))
    }

    fn next(&self) -> Stored<u64> {
        Ok(self.head()? + 1)
    }
}

impl Writer for Session<MutexGuard<'_, Connection>> {
    fn put_meta(&self, key: &str, value: &[u8]) -> Stored<()> {
        self.run("INSERT OR REPLACE INTO meta VALUES (?, ?, ?)", params![self.company.0, key, value]).map(drop)
    }

    fn append_envelope(&self, new: &NewEnvelope<'_>) -> Stored<u64> {
        let position = self.next()?;
        let records = joined(new.records.iter().map(|record| &record.0));
        self.run(
            "INSERT INTO log VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?)",
            params![
                self.company.0,
                signed(position),
                new.envelope.0,
                new.intent.0,
                new.person.0,
                new.device,
                records,
                new.bytes,
                new.received_ms
            ],
        )?;
        Ok(position)
    }

    fn append_verdict(
        &self,
        person: RecordId,
        envelope: &Hash32,
        intent: &IntentId,
        problems: &[Problem],
    ) -> Stored<u64> {
        let position = self.next()?;
        self.run(
            "INSERT INTO log (company, position, class, envelope, intent, person, body) VALUES (?, ?, 1, ?, ?, ?, ?)",
            params![self.company.0, signed(position), envelope.0, intent.0, person.0, encoded(problems)],
        )?;
        Ok(position)
    }

    fn append_scope_change(&self) -> Stored<u64> {
        let position = self.next()?;
        self.run(
            "INSERT INTO log (company, position, class) VALUES (?, ?, 2)",
            params![self.company.0, signed(position)],
        )?;
        Ok(position)
    }

    fn put_refusal(&self, refusal: &Refusal<'_>) -> Stored<()> {
        self.run(
            "INSERT OR IGNORE INTO refused VALUES (?, ?, ?, ?, ?, ?, ?)",
            params![
                self.company.0,
                refusal.envelope.0,
                refusal.intent.0,
                refusal.device,
                encoded(refusal.problems),
                refusal.bytes,
                refusal.received_ms
            ],
        )
        .map(drop)
    }

    fn put_document(&self, record: RecordId, document: &StoredDocument) -> Stored<()> {
        self.run(
            "INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?, ?, ?, ?)",
            params![
                self.company.0,
                record.0,
                document.kind,
                joined(document.heads.iter().map(|head| &head.0)),
                signed(document.changes),
                signed(document.last_position),
                document.bytes
            ],
        )
        .map(drop)
    }

    fn put_index_row(&self, row: &IndexRow) -> Stored<()> {
        self.run(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (company, record) DO UPDATE SET
             kind = excluded.kind, number = excluded.number, title = excluded.title, status = excluded.status,
             closed = excluded.closed, customer = excluded.customer, updated_ms = excluded.updated_ms,
             body = excluded.body",
            params![
                self.company.0,
                row.record.0,
                row.kind,
                row.number,
                row.title,
                row.status,
                row.closed,
                row.customer.map(|customer| customer.0),
                row.updated_ms,
                row.body
            ],
        )
        .map(drop)
    }

    fn open_membership(&self, record: RecordId, bucket: &str, at: u64) -> Stored<()> {
        self.run(
            "INSERT INTO membership VALUES (?, ?, ?, ?, NULL)",
            params![self.company.0, record.0, bucket, signed(at)],
        )
        .map(drop)
    }

    fn close_membership(&self, record: RecordId, bucket: &str, at: u64) -> Stored<()> {
        self.run(
            "UPDATE membership SET to_seq = ?4 WHERE company = ?1 AND record = ?2 AND bucket = ?3 AND to_seq IS NULL",
            params![self.company.0, record.0, bucket, signed(at)],
        )
        .map(drop)
    }

    fn open_grant(&self, claim: &Claim, at: u64) -> Stored<()> {
        self.run(
            "INSERT INTO access_grant VALUES (?, ?, ?, ?, ?, NULL)",
            params![self.company.0, claim.person.0, claim.bucket, claim.reason.0, signed(at)],
        )
        .map(drop)
    }

    fn close_grant(&self, claim: &Claim, at: u64) -> Stored<()> {
        self.run(
            "UPDATE access_grant SET to_seq = ?5 WHERE company = ?1 AND person = ?2 AND bucket = ?3 AND reason = ?4
             AND to_seq IS NULL",
            params![self.company.0, claim.person.0, claim.bucket, claim.reason.0, signed(at)],
        )
        .map(drop)
    }

    fn put_claims(&self, reason: RecordId, claims: &[Claim]) -> Stored<()> {
        self.run("DELETE FROM claim WHERE company = ? AND reason = ?", [self.company.0, reason.0])?;
        for claim in claims {
            self.run(
                "INSERT OR IGNORE INTO claim VALUES (?, ?, ?, ?)",
                params![self.company.0, reason.0, claim.person.0, claim.bucket],
            )?;
        }
        Ok(())
    }

    fn next_serial(&self, segment: &str, prefix: &str, month: &str) -> Stored<u32> {
        let serial = self.counted(
            "INSERT INTO serial VALUES (?, ?, ?, ?, 1)
             ON CONFLICT (company, segment, prefix, month) DO UPDATE SET last = last + 1 RETURNING last",
            params![self.company.0, segment, prefix, month],
        )?;
        u32::try_from(serial).map_err(|_| StorageError::Malformed("a serial beyond its range"))
    }

    fn next_segment(&self) -> Stored<u64> {
        self.counted(
            "INSERT INTO segment VALUES (?, 1) ON CONFLICT (company) DO UPDATE SET next = next + 1 RETURNING next - 1",
            [self.company.0],
        )
    }

    fn skip_segments(&self, count: u64) -> Stored<()> {
        let sql = "INSERT INTO segment VALUES (?1, ?2) ON CONFLICT (company) DO UPDATE SET next = next + ?2";
        self.run(sql, params![self.company.0, signed(count)]).map(drop)
    }

    fn put_code(&self, digest: &Hash32, code: &CodeRow) -> Stored<()> {
        let (used_by, answer) = code.used.as_ref().map(|(device, answer)| (device, answer)).unzip();
        self.run(
            "INSERT OR REPLACE INTO code VALUES (?, ?, ?, ?, ?, ?, ?)",
            params![self.company.0, digest.0, code.person.0, code.by.0, code.expires_ms, used_by, answer],
        )
        .map(drop)
    }

    fn put_blob(&self, blob: &Hash32, row: &BlobRow) -> Stored<()> {
        self.run(
            "INSERT OR REPLACE INTO blob VALUES (?, ?, ?, ?, ?)",
            params![self.company.0, blob.0, signed(row.size), row.person.0, row.complete],
        )
        .map(drop)
    }

    fn put_blob_of_record(&self, blob: &Hash32, record: RecordId) -> Stored<()> {
        self.run("INSERT OR IGNORE INTO blob_record VALUES (?, ?, ?)", params![self.company.0, blob.0, record.0])
            .map(drop)
    }

    fn put_seal_named(&self, blob: &Hash32, position: u64) -> Stored<()> {
        let sql = "INSERT OR IGNORE INTO seal (company, blob, position) VALUES (?, ?, ?)";
        self.run(sql, params![self.company.0, blob.0, signed(position)]).map(drop)
    }

    fn put_receipt(&self, blob: &Hash32, seal: &Hash32, receipt: &[u8]) -> Stored<()> {
        self.run("INSERT OR IGNORE INTO receipt VALUES (?, ?, ?)", params![self.company.0, seal.0, receipt])?;
        let sql = "UPDATE seal SET seal = ?3 WHERE company = ?1 AND blob = ?2";
        self.run(sql, params![self.company.0, blob.0, seal.0]).map(drop)
    }

    fn put_reading(&self, reading: &ReadingRow) -> Stored<()> {
        let sql = "INSERT INTO reading SELECT ?1, coalesce(max(ordinal), 0) + 1, ?2, ?3, ?4 FROM reading
                   WHERE company = ?1";
        let values = params![self.company.0, reading.at_ms, reading.reader, reading.record.0];
        self.run(sql, values).map(drop)
    }

    fn commit(mut self: Box<Self>) -> Stored<()> {
        self.connection.execute_batch("COMMIT")?;
        self.open = false;
        Ok(())
    }
}
