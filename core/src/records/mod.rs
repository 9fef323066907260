//! One file a kind: fields, statuses, steps, clocks, buckets. The living example is `ticket.rs`.
//! Absent by design: SQL, documents, HTML, and anything one kind does that the tables can't say.

use crate::schema::Kind;

/// Every kind of record, in the order of the manual.
pub const KINDS: &[&Kind] = &[];

/// The kind of a code; `None` for a code this version does not know.
pub fn kind(code: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.code() == code).copied()
}
