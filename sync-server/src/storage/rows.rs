//! What goes into the storage and comes out of it: plain rows.
//! Absent by design: how a backend lays them out.

use fieldseal_core::schema::{Hash32, IntentId, Problem, RecordId};

use crate::scopes::Period;

/// A record's document as it is stored: opened only to judge, copied to whoever gains the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDocument {
    /// The record's kind.
    pub kind: String,
    /// Its heads, sorted.
    pub heads: Vec<Hash32>,
    /// How many changes it is folded from.
    pub changes: u64,
    /// Log position of the last of them.
    pub last_position: u64,
    /// The encoded document.
    pub bytes: Vec<u8>,
}

/// An envelope about to be appended.
#[derive(Clone, Copy, Debug)]
pub struct NewEnvelope<'a> {
    /// Its name.
    pub envelope: Hash32,
    /// Its intent.
    pub intent: IntentId,
    /// Who performed it.
    pub person: RecordId,
    /// The key of the device that signed it.
    pub device: &'a [u8; 32],
    /// The records of its parts, in order.
    pub records: &'a [RecordId],
    /// The encoded envelope.
    pub bytes: &'a [u8],
    /// When it was received, UTC milliseconds.
    pub received_ms: i64,
}

/// One log entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Its position, from 1, without gaps.
    pub position: u64,
    /// What happened.
    pub body: LogBody,
}

/// What a log entry says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogBody {
    /// An envelope was accepted.
    Envelope {
        /// Its name.
        envelope: Hash32,
        /// Its intent.
        intent: IntentId,
        /// The key of the device that signed it.
        device: [u8; 32],
        /// The records of its parts, in order.
        records: Vec<RecordId>,
        /// The encoded envelope.
        bytes: Vec<u8>,
    },
    /// An envelope was refused, and its author is told.
    Verdict {
        /// Who is told.
        person: RecordId,
        /// The envelope.
        envelope: Hash32,
        /// Its intent.
        intent: IntentId,
        /// Why.
        problems: Vec<Problem>,
    },
    /// Only scopes changed.
    ScopeChange,
}

/// A refused envelope, kept for the office.
#[derive(Clone, Copy, Debug)]
pub struct Refusal<'a> {
    /// The envelope.
    pub envelope: Hash32,
    /// Its intent.
    pub intent: IntentId,
    /// The key of the device that signed it.
    pub device: &'a [u8; 32],
    /// Why.
    pub problems: &'a [Problem],
    /// The encoded envelope.
    pub bytes: &'a [u8],
    /// When it was received, UTC milliseconds.
    pub received_ms: i64,
}

/// A refused envelope as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRow {
    /// The envelope.
    pub envelope: Hash32,
    /// Why it was refused.
    pub problems: Vec<Problem>,
    /// The encoded envelope.
    pub bytes: Vec<u8>,
    /// When it was received, UTC milliseconds.
    pub received_ms: i64,
}

/// A record in lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexRow {
    /// The record.
    pub record: RecordId,
    /// Its kind.
    pub kind: String,
    /// Its number; `None` for kinds without numbers.
    pub number: Option<String>,
    /// One line by which a person knows it.
    pub title: String,
    /// The code of its status when it was last written.
    pub status: String,
    /// That status is a closed one.
    pub closed: bool,
    /// Its customer.
    pub customer: Option<RecordId>,
    /// When it was last written, by the writing device's clock, UTC milliseconds.
    pub updated_ms: i64,
    /// Its facts, as JSON.
    pub body: String,
}

/// Which index rows are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexQuery {
    /// Only of this kind.
    pub kind: Option<String>,
    /// Only with this status code.
    pub status: Option<String>,
    /// Only those whose number or title contains this.
    pub text: Option<String>,
    /// Only of this customer.
    pub customer: Option<RecordId>,
    /// So many at most.
    pub limit: usize,
    /// After leaving out so many.
    pub offset: usize,
}

/// A period in which a record was in a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MembershipRow {
    /// The bucket's key.
    pub bucket: String,
    /// From when to when.
    pub period: Period,
}

/// A period in which a person had a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantRow {
    /// The bucket's key.
    pub bucket: String,
    /// From when to when.
    pub period: Period,
}

/// That a person sees a bucket because of a record.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Claim {
    /// The record.
    pub reason: RecordId,
    /// The person.
    pub person: RecordId,
    /// The bucket's key.
    pub bucket: String,
}

/// A one-time code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRow {
    /// Whose device it enrols.
    pub person: RecordId,
    /// The administrator who gave it out.
    pub by: RecordId,
    /// Until when it counts, UTC milliseconds.
    pub expires_ms: i64,
    /// The key of the device that used it, with the answer it got: a repeated request gets the same one.
    pub used: Option<([u8; 32], Vec<u8>)>,
}

/// That somebody read a record with cost or personal data (domain §7.2, §7.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingRow {
    /// The record.
    pub record: RecordId,
    /// When, UTC milliseconds.
    pub at_ms: i64,
    /// Who: the console's session.
    pub reader: String,
}

/// A blob on its way or whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlobRow {
    /// Its size in bytes.
    pub size: u64,
    /// Whose device sent it.
    pub person: RecordId,
    /// Every chunk is here, and the digest matched.
    pub complete: bool,
}
