//! The reading half of the SQLite backend.
//! Absent by design: any write.

use std::ops::Deref;

use fieldseal_core::schema::{Hash32, Id, IntentId, Problem, RecordId};
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::{
    super::{
        BlobRow, Claim, CodeRow, GrantRow, IndexQuery, IndexRow, LogBody, LogEntry, MembershipRow, Reader, ReadingRow,
        RefusedRow, StorageError, Stored, StoredDocument,
    },
    Session,
};
use crate::scopes::Period;

type Column<T> = rusqlite::Result<T>;

/// An id or a digest of a column.
fn id<const N: usize>(row: &Row<'_>, column: usize) -> Column<[u8; N]> {
    row.get::<_, [u8; N]>(column)
}

fn period(row: &Row<'_>, from: usize) -> Column<Period> {
    Ok(Period { from: unsigned(row, from)?, to: row.get::<_, Option<i64>>(from + 1)?.map(i64::unsigned_abs) })
}

fn unsigned(row: &Row<'_>, column: usize) -> Column<u64> {
    row.get::<_, i64>(column).map(i64::unsigned_abs)
}

/// A position as SQLite keeps it.
pub(super) fn signed(position: u64) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}

fn split<const N: usize>(bytes: &[u8]) -> Vec<[u8; N]> {
    bytes.chunks_exact(N).filter_map(|chunk| chunk.try_into().ok()).collect()
}

impl<C: Deref<Target = Connection>> Session<C> {
    fn one<T>(&self, sql: &str, params: impl Params, map: impl FnOnce(&Row<'_>) -> Column<T>) -> Stored<Option<T>> {
        Ok(self.connection.prepare_cached(sql)?.query_row(params, map).optional()?)
    }

    fn all<T>(&self, sql: &str, params: impl Params, map: impl FnMut(&Row<'_>) -> Column<T>) -> Stored<Vec<T>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params, map)?;
        Ok(rows.collect::<Column<_>>()?)
    }

    fn records(&self, sql: &str, params: impl Params) -> Stored<Vec<RecordId>> {
        self.all(sql, params, |row| Ok(Id(id(row, 0)?)))
    }

    fn claims(&self, sql: &str, of: RecordId) -> Stored<Vec<Claim>> {
        self.all(sql, params![self.company.0, of.0], |row| {
            Ok(Claim { reason: Id(id(row, 0)?), person: Id(id(row, 1)?), bucket: row.get(2)? })
        })
    }
}

const INDEX_COLUMNS: &str = "record, kind, number, title, status, closed, customer, updated_ms, body";

fn index_row(row: &Row<'_>) -> Column<IndexRow> {
    Ok(IndexRow {
        record: Id(id(row, 0)?),
        kind: row.get(1)?,
        number: row.get(2)?,
        title: row.get(3)?,
        status: row.get(4)?,
        closed: row.get(5)?,
        customer: row.get::<_, Option<[u8; 16]>>(6)?.map(Id),
        updated_ms: row.get(7)?,
        body: row.get(8)?,
    })
}

fn problems(bytes: &[u8]) -> Stored<Vec<Problem>> {
    minicbor::decode(bytes).map_err(|_| StorageError::Malformed("a refusal's problems"))
}

/// A log row before its body is understood.
struct RawEntry {
    position: u64,
    class: i64,
    envelope: Option<[u8; 32]>,
    intent: Option<[u8; 16]>,
    person: Option<[u8; 16]>,
    device: Option<[u8; 32]>,
    records: Option<Vec<u8>>,
    body: Option<Vec<u8>>,
}

impl RawEntry {
    fn read(row: &Row<'_>) -> Column<Self> {
        Ok(Self {
            position: unsigned(row, 0)?,
            class: row.get(1)?,
            envelope: row.get(2)?,
            intent: row.get(3)?,
            person: row.get(4)?,
            device: row.get(5)?,
            records: row.get(6)?,
            body: row.get(7)?,
        })
    }

    fn entry(self) -> Option<Stored<LogEntry>> {
        let position = self.position;
        let body = match self.class {
            0 => LogBody::Envelope {
                envelope: Hash32(self.envelope?),
                intent: Id(self.intent?),
                device: self.device?,
                records: split(&self.records?).into_iter().map(Id).collect(),
                bytes: self.body?,
            },
            1 => match problems(&self.body?) {
                Ok(problems) => LogBody::Verdict {
                    person: Id(self.person?),
                    envelope: Hash32(self.envelope?),
                    intent: Id(self.intent?),
                    problems,
                },
                Err(error) => return Some(Err(error)),
            },
            2 => LogBody::ScopeChange,
            _ => return None,
        };
        Some(Ok(LogEntry { position, body }))
    }
}

impl<C: Deref<Target = Connection>> Reader for Session<C> {
    fn head(&self) -> Stored<u64> {
        let sql = "SELECT max(position) FROM log WHERE company = ?";
        let head = self.one(sql, [self.company.0], |row| row.get::<_, Option<i64>>(0))?;
        Ok(head.flatten().unwrap_or(0).unsigned_abs())
    }

    fn meta(&self, key: &str) -> Stored<Option<Vec<u8>>> {
        let sql = "SELECT value FROM meta WHERE company = ? AND key = ?";
        self.one(sql, params![self.company.0, key], |row| row.get(0))
    }

    fn document(&self, record: RecordId) -> Stored<Option<StoredDocument>> {
        let sql = "SELECT kind, heads, changes, last_position, body FROM document WHERE company = ? AND record = ?";
        self.one(sql, [self.company.0, record.0], |row| {
            Ok(StoredDocument {
                kind: row.get(0)?,
                heads: split(&row.get::<_, Vec<u8>>(1)?).into_iter().map(Hash32).collect(),
                changes: unsigned(row, 2)?,
                last_position: unsigned(row, 3)?,
                bytes: row.get(4)?,
            })
        })
    }

    fn records_of_kind(&self, kind: &str) -> Stored<Vec<RecordId>> {
        self.records("SELECT record FROM record WHERE company = ? AND kind = ?", params![self.company.0, kind])
    }

    fn position_of(&self, envelope: &Hash32) -> Stored<Option<u64>> {
        let sql = "SELECT position FROM log WHERE company = ? AND envelope = ? AND class = 0";
        self.one(sql, params![self.company.0, envelope.0], |row| unsigned(row, 0))
    }

    fn envelope_of_intent(&self, intent: &IntentId) -> Stored<Option<Hash32>> {
        let sql = "SELECT envelope FROM log WHERE company = ? AND intent = ? AND class = 0";
        self.one(sql, [self.company.0, intent.0], |row| Ok(Hash32(id(row, 0)?)))
    }

    fn entries(&self, after: u64, up_to: u64, limit: usize) -> Stored<Vec<LogEntry>> {
        let sql = "SELECT position, class, envelope, intent, person, device, records, body FROM log
                   WHERE company = ? AND position > ? AND position <= ? ORDER BY position LIMIT ?";
        let rows =
            self.all(sql, params![self.company.0, signed(after), signed(up_to), limit as i64], RawEntry::read)?;
        let malformed = || Err(StorageError::Malformed("a log entry"));
        rows.into_iter().map(|row| row.entry().unwrap_or_else(malformed)).collect()
    }

    fn refusal(&self, envelope: &Hash32) -> Stored<Option<Vec<Problem>>> {
        let sql = "SELECT problems FROM refused WHERE company = ? AND envelope = ?";
        let found = self.one(sql, params![self.company.0, envelope.0], |row| row.get::<_, Vec<u8>>(0))?;
        found.map(|bytes| problems(&bytes)).transpose()
    }

    fn refusals_of_device(&self, device: &[u8; 32]) -> Stored<u64> {
        let sql = "SELECT count(*) FROM refused WHERE company = ? AND device = ?";
        Ok(self.one(sql, params![self.company.0, device], |row| unsigned(row, 0))?.unwrap_or(0))
    }

    fn refusals_after(&self, after: Option<&Hash32>, limit: usize) -> Stored<Vec<RefusedRow>> {
        let sql = "SELECT envelope, problems, body, received_ms FROM refused WHERE company = ? AND envelope > ?
                   ORDER BY envelope LIMIT ?";
        let after = after.map_or(&[][..], |hash| &hash.0[..]);
        let rows = self.all(sql, params![self.company.0, after, limit as i64], |row| {
            Ok((Hash32(id(row, 0)?), row.get::<_, Vec<u8>>(1)?, row.get(2)?, row.get(3)?))
        })?;
        rows.into_iter()
            .map(|(envelope, given, bytes, received_ms)| {
                Ok(RefusedRow { envelope, problems: problems(&given)?, bytes, received_ms })
            })
            .collect()
    }

    fn number_taken(&self, number: &str) -> Stored<bool> {
        let sql = "SELECT 1 FROM record WHERE company = ? AND number = ?";
        Ok(self.one(sql, params![self.company.0, number], |_| Ok(()))?.is_some())
    }

    fn index_row(&self, record: RecordId) -> Stored<Option<IndexRow>> {
        let sql = format!("SELECT {INDEX_COLUMNS} FROM record WHERE company = ? AND record = ?");
        self.one(&sql, [self.company.0, record.0], index_row)
    }

    fn index_rows_after(&self, after: Option<RecordId>, limit: usize) -> Stored<Vec<IndexRow>> {
        let sql =
            format!("SELECT {INDEX_COLUMNS} FROM record WHERE company = ? AND record > ? ORDER BY record LIMIT ?");
        let after = after.as_ref().map_or(&[][..], |record| &record.0[..]);
        self.all(&sql, params![self.company.0, after, limit as i64], index_row)
    }

    fn list(&self, query: &IndexQuery) -> Stored<Vec<IndexRow>> {
        let sql = format!(
            "SELECT {INDEX_COLUMNS} FROM record WHERE company = ?1 AND (?2 IS NULL OR kind = ?2)
             AND (?3 IS NULL OR status = ?3) AND (?4 IS NULL OR instr(lower(title), ?4) > 0
                  OR instr(lower(coalesce(number, '')), ?4) > 0)
             AND (?5 IS NULL OR customer = ?5) ORDER BY updated_ms DESC, record LIMIT ?6 OFFSET ?7"
        );
        let text = query.text.as_ref().map(|text| text.to_lowercase());
        let customer = query.customer.map(|customer| customer.0);
        let (limit, offset) = (query.limit as i64, query.offset as i64);
        self.all(&sql, params![self.company.0, query.kind, query.status, text, customer, limit, offset], index_row)
    }

    fn memberships(&self, record: RecordId) -> Stored<Vec<MembershipRow>> {
        let sql = "SELECT bucket, from_seq, to_seq FROM membership WHERE company = ? AND record = ?";
        self.all(sql, [self.company.0, record.0], |row| {
            Ok(MembershipRow { bucket: row.get(0)?, period: period(row, 1)? })
        })
    }

    fn records_moved(&self, after: u64, up_to: u64) -> Stored<Vec<RecordId>> {
        let sql = "SELECT record FROM membership WHERE company = ?1 AND from_seq > ?2 AND from_seq <= ?3
                   UNION SELECT record FROM membership WHERE company = ?1 AND to_seq > ?2 AND to_seq <= ?3";
        self.records(sql, params![self.company.0, signed(after), signed(up_to)])
    }

    fn records_in_bucket(&self, bucket: &str, from: u64, up_to: u64) -> Stored<Vec<RecordId>> {
        let sql = "SELECT DISTINCT record FROM membership WHERE company = ? AND bucket = ? AND from_seq <= ?
                   AND (to_seq IS NULL OR to_seq > ?)";
        self.records(sql, params![self.company.0, bucket, signed(up_to), signed(from)])
    }

    fn grants(&self, person: RecordId, from: u64) -> Stored<Vec<GrantRow>> {
        let sql = "SELECT bucket, from_seq, to_seq FROM access_grant WHERE company = ? AND person = ?
                   AND (to_seq IS NULL OR to_seq > ?)";
        self.all(sql, params![self.company.0, person.0, signed(from)], |row| {
            Ok(GrantRow { bucket: row.get(0)?, period: period(row, 1)? })
        })
    }

    fn open_grants_of_reason(&self, reason: RecordId) -> Stored<Vec<Claim>> {
        // Named, because the planner would rather walk the primary key: every grant of the company.
        let sql = "SELECT reason, person, bucket FROM access_grant INDEXED BY access_grant_reason
                   WHERE company = ? AND reason = ? AND to_seq IS NULL";
        self.claims(sql, reason)
    }

    fn open_grants_of_person(&self, person: RecordId) -> Stored<Vec<Claim>> {
        let sql = "SELECT reason, person, bucket FROM access_grant WHERE company = ? AND person = ? AND to_seq IS NULL";
        self.claims(sql, person)
    }

    fn claims_of_person(&self, person: RecordId) -> Stored<Vec<Claim>> {
        self.claims("SELECT reason, person, bucket FROM claim WHERE company = ? AND person = ?", person)
    }

    fn closed_reasons(&self) -> Stored<Vec<RecordId>> {
        let sql = "SELECT DISTINCT claim.reason FROM claim JOIN record
                   ON record.company = claim.company AND record.record = claim.reason
                   WHERE claim.company = ? AND record.closed";
        self.records(sql, [self.company.0])
    }

    fn code(&self, digest: &Hash32) -> Stored<Option<CodeRow>> {
        let sql = "SELECT person, issued_by, expires_ms, used_by, answer FROM code WHERE company = ? AND digest = ?";
        self.one(sql, params![self.company.0, digest.0], |row| {
            let used_by: Option<[u8; 32]> = row.get(3)?;
            Ok(CodeRow {
                person: Id(id(row, 0)?),
                by: Id(id(row, 1)?),
                expires_ms: row.get(2)?,
                used: used_by.zip(row.get(4)?),
            })
        })
    }

    fn blob(&self, blob: &Hash32) -> Stored<Option<BlobRow>> {
        let sql = "SELECT size, person, complete FROM blob WHERE company = ? AND blob = ?";
        self.one(sql, params![self.company.0, blob.0], |row| {
            Ok(BlobRow { size: unsigned(row, 0)?, person: Id(id(row, 1)?), complete: row.get(2)? })
        })
    }

    fn records_of_blob(&self, blob: &Hash32) -> Stored<Vec<RecordId>> {
        let sql = "SELECT record FROM blob_record WHERE company = ? AND blob = ?";
        self.records(sql, params![self.company.0, blob.0])
    }

    fn seal_without_receipt(&self, blob: &Hash32) -> Stored<Option<u64>> {
        let sql = "SELECT position FROM seal WHERE company = ? AND blob = ? AND seal IS NULL";
        self.one(sql, params![self.company.0, blob.0], |row| unsigned(row, 0))
    }

    fn readings(&self, record: RecordId) -> Stored<Vec<ReadingRow>> {
        let sql = "SELECT at_ms, reader FROM reading WHERE company = ? AND record = ? ORDER BY ordinal";
        self.all(sql, params![self.company.0, record.0], |row| {
            Ok(ReadingRow { record, at_ms: row.get(0)?, reader: row.get(1)? })
        })
    }

    fn receipt(&self, blob: &Hash32) -> Stored<Option<Vec<u8>>> {
        let sql = "SELECT receipt.body FROM seal JOIN receipt
                   ON receipt.company = seal.company AND receipt.seal = seal.seal
                   WHERE seal.company = ? AND seal.blob = ?";
        self.one(sql, params![self.company.0, blob.0], |row| row.get(0))
    }
}
