//! Signed envelopes, and the documents that their parts fold into: merging, conflicts, history.
//! Absent by design: SQLite, the network, and what any step means.

mod document;
mod envelope;
mod history;
mod judge;
#[cfg(test)]
mod three_phones;

pub use crate::schema::{CanonicalError, decode_canonical};
pub use document::{Candidate, Change, Conflict, DOCUMENT_BYTES_MAX, Document, FoldError};
pub use envelope::{ENVELOPE_VERSION, Envelope, EnvelopeError, Header, Part, Read, SignedHeader, Write, limits};
pub use history::{HistoryEntry, HistoryWrite};
pub use judge::{DeviceStanding, Judgement, World, judge};
