//! Where a company's log, documents, index and scopes are kept: the trait, and one backend of it.
//! Absent by design: judging, scopes' rules and the wire; a backend has no opinion.

mod rows;
pub mod sqlite;
#[cfg(test)]
mod suite;

pub use rows::{
    BlobRow, Claim, CodeRow, GrantRow, IndexQuery, IndexRow, LogBody, LogEntry, MembershipRow, NewEnvelope, ReadingRow,
    Refusal, RefusedRow, StoredDocument,
};

use fieldseal_core::schema::{Hash32, IntentId, Problem, RecordId};

/// The storage failed. Nothing of the running transaction was kept.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// SQLite said no.
    #[error("the database failed: {0}")]
    Database(#[from] rusqlite::Error),
    /// A file could not be read or written.
    #[error("a file failed: {0}")]
    File(#[from] std::io::Error),
    /// What was read is not what was written.
    #[error("the database holds something malformed: {0}")]
    Malformed(&'static str),
}

/// What a storage call returns.
pub type Stored<T> = Result<T, StorageError>;

/// A database of one or several companies. Each transaction is of one company.
pub trait Storage: Send + Sync {
    /// A consistent view that no writer disturbs. Keep it short: while it is open the log can't shrink.
    fn reader(&self) -> Stored<Box<dyn Reader + '_>>;

    /// The one writer: waits until nobody else writes. Dropped without [`Writer::commit`], nothing of it stays.
    fn writer(&self) -> Stored<Box<dyn Writer + '_>>;

    /// Copies the whole database, as it stands, to a file that does not exist yet, and checks the copy.
    fn copy_to(&self, file: &std::path::Path) -> Stored<()>;
}

/// Reads, inside one transaction.
pub trait Reader {
    /// The last log position; 0 for an empty log.
    fn head(&self) -> Stored<u64>;
    /// A setting of the server's own.
    fn meta(&self, key: &str) -> Stored<Option<Vec<u8>>>;

    /// A record's document.
    fn document(&self, record: RecordId) -> Stored<Option<StoredDocument>>;
    /// Every record of a kind.
    fn records_of_kind(&self, kind: &str) -> Stored<Vec<RecordId>>;

    /// The position of an accepted envelope.
    fn position_of(&self, envelope: &Hash32) -> Stored<Option<u64>>;
    /// The envelope by which an intent was accepted.
    fn envelope_of_intent(&self, intent: &IntentId) -> Stored<Option<Hash32>>;
    /// Log entries after a position up to another, at most `limit`, in order.
    fn entries(&self, after: u64, up_to: u64, limit: usize) -> Stored<Vec<LogEntry>>;
    /// Why an envelope was refused, if it was.
    fn refusal(&self, envelope: &Hash32) -> Stored<Option<Vec<Problem>>>;
    /// Refused envelopes that one device sent.
    fn refusals_of_device(&self, device: &[u8; 32]) -> Stored<u64>;
    /// Refused envelopes after one of them, by their names, at most `limit`.
    fn refusals_after(&self, after: Option<&Hash32>, limit: usize) -> Stored<Vec<RefusedRow>>;

    /// Whether a record has this number.
    fn number_taken(&self, number: &str) -> Stored<bool>;
    /// A record's index row.
    fn index_row(&self, record: RecordId) -> Stored<Option<IndexRow>>;
    /// Index rows after a record, by record, at most `limit`: for whoever looks through all of them.
    fn index_rows_after(&self, after: Option<RecordId>, limit: usize) -> Stored<Vec<IndexRow>>;
    /// Index rows, last updated first.
    fn list(&self, query: &IndexQuery) -> Stored<Vec<IndexRow>>;

    /// Every period in which a record was in a bucket.
    fn memberships(&self, record: RecordId) -> Stored<Vec<MembershipRow>>;
    /// Records that entered or left a bucket at a position in `after..=up_to`.
    fn records_moved(&self, after: u64, up_to: u64) -> Stored<Vec<RecordId>>;
    /// Records that were in a bucket at some position in `from..=up_to`.
    fn records_in_bucket(&self, bucket: &str, from: u64, up_to: u64) -> Stored<Vec<RecordId>>;
    /// Every period in which a person had a bucket that was still open at `from` or later.
    fn grants(&self, person: RecordId, from: u64) -> Stored<Vec<GrantRow>>;
    /// Open grants that a record is the reason of.
    fn open_grants_of_reason(&self, reason: RecordId) -> Stored<Vec<Claim>>;
    /// Open grants of a person.
    fn open_grants_of_person(&self, person: RecordId) -> Stored<Vec<Claim>>;
    /// What a person would see because of records, whether or not the person may see anything now.
    fn claims_of_person(&self, person: RecordId) -> Stored<Vec<Claim>>;
    /// Closed records that still give somebody something to see.
    fn closed_reasons(&self) -> Stored<Vec<RecordId>>;

    /// An enrolment code by its digest.
    fn code(&self, digest: &Hash32) -> Stored<Option<CodeRow>>;
    /// A blob's row.
    fn blob(&self, blob: &Hash32) -> Stored<Option<BlobRow>>;
    /// Records that name a blob.
    fn records_of_blob(&self, blob: &Hash32) -> Stored<Vec<RecordId>>;
    /// The position of the envelope that first named a blob as a seal, as long as that seal has no receipt.
    fn seal_without_receipt(&self, blob: &Hash32) -> Stored<Option<u64>>;
    /// Who read a record at the console, oldest first.
    fn readings(&self, record: RecordId) -> Stored<Vec<ReadingRow>>;
    /// The receipt of the seal that a blob holds.
    fn receipt(&self, blob: &Hash32) -> Stored<Option<Vec<u8>>>;
}

/// Writes, inside the one writing transaction.
pub trait Writer: Reader {
    /// Keeps a setting of the server's own.
    fn put_meta(&self, key: &str, value: &[u8]) -> Stored<()>;

    /// Appends an accepted envelope; returns its position, the next one without a gap.
    fn append_envelope(&self, envelope: &NewEnvelope<'_>) -> Stored<u64>;
    /// Appends a verdict for a person.
    fn append_verdict(
        &self,
        person: RecordId,
        envelope: &Hash32,
        intent: &IntentId,
        problems: &[Problem],
    ) -> Stored<u64>;
    /// Appends an entry that only marks a change of scopes.
    fn append_scope_change(&self) -> Stored<u64>;
    /// Keeps a refused envelope.
    fn put_refusal(&self, refusal: &Refusal<'_>) -> Stored<()>;

    /// Stores a record's document.
    fn put_document(&self, record: RecordId, document: &StoredDocument) -> Stored<()>;
    /// Stores a record's index row.
    fn put_index_row(&self, row: &IndexRow) -> Stored<()>;

    /// A record enters a bucket at a position.
    fn open_membership(&self, record: RecordId, bucket: &str, at: u64) -> Stored<()>;
    /// A record leaves a bucket at a position.
    fn close_membership(&self, record: RecordId, bucket: &str, at: u64) -> Stored<()>;
    /// A person gets a bucket at a position.
    fn open_grant(&self, claim: &Claim, at: u64) -> Stored<()>;
    /// A person loses a bucket at a position.
    fn close_grant(&self, claim: &Claim, at: u64) -> Stored<()>;
    /// Replaces what a record gives to see.
    fn put_claims(&self, reason: RecordId, claims: &[Claim]) -> Stored<()>;

    /// The next serial of a segment, prefix and month; used up by this call.
    fn next_serial(&self, segment: &str, prefix: &str, month: &str) -> Stored<u32>;
    /// The ordinal of the next number segment; used up by this call.
    fn next_segment(&self) -> Stored<u64>;
    /// Leaves out ordinals that a lost database may have given out.
    fn skip_segments(&self, count: u64) -> Stored<()>;

    /// Keeps an enrolment code.
    fn put_code(&self, digest: &Hash32, code: &CodeRow) -> Stored<()>;
    /// Keeps a blob's row.
    fn put_blob(&self, blob: &Hash32, row: &BlobRow) -> Stored<()>;
    /// A record names a blob.
    fn put_blob_of_record(&self, blob: &Hash32, record: RecordId) -> Stored<()>;
    /// An envelope at a position names a blob as a seal; the first one stays.
    fn put_seal_named(&self, blob: &Hash32, position: u64) -> Stored<()>;
    /// Keeps the receipt of the seal that a named blob holds. A seal has one for ever: when another blob
    /// holds the same seal, with other entries withheld, this blob gets that one.
    fn put_receipt(&self, blob: &Hash32, seal: &Hash32, receipt: &[u8]) -> Stored<()>;

    /// Notes that somebody read a record.
    fn put_reading(&self, reading: &ReadingRow) -> Stored<()>;

    /// Keeps everything, durably.
    fn commit(self: Box<Self>) -> Stored<()>;
}
