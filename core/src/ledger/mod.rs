//! Signed envelopes, and the documents that their parts fold into: merging, conflicts, history.
//! Absent by design: SQLite, the network, and what any step means.

mod canonical;
mod envelope;

pub use canonical::{CanonicalError, decode_canonical};
pub use envelope::{ENVELOPE_VERSION, Envelope, EnvelopeError, Header, Part, Read, SignedHeader, Write, limits};
