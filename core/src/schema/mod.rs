//! The vocabulary: values, ids, instants, money, and the shapes of field, step, status and clock tables.
//! Absent by design: I/O, SQL, and the name of any particular record kind.

mod blob;
mod canonical;
mod choice;
mod clock;
mod display;
mod facts;
mod field;
mod id;
mod kind;
mod label;
mod money;
mod problem;
mod role;
mod scalar;
mod signing;
mod status;
mod step;
mod time;

pub use blob::{BLOB_BYTES_MAX, CHUNK_BYTES, chunk_bytes, chunks_of};
pub use canonical::{CanonicalError, decode_canonical};
pub use choice::{Choice, ChoiceCode};
pub use clock::{AgreedSpan, Anchor, ClockRun, ClockSpec, DueSoon, Ended, Pause, Span};
pub use display::display;
pub use facts::{Facts, ItemFacts};
pub use field::{
    FieldSpec, FieldType, ITEM_POSITION, ITEM_REMOVED, ItemSpec, ItemTable, Limits, Record, RecordTable, ValueKind,
    Values, is_item_id, read_field,
};
pub use id::{Hash32, Id, IntentId, InvalidId, ItemId, RecordId, device_actor};
pub use kind::{BUCKETS_MAX, Bucket, Grant, Holder, Kind, grants_nothing, nobodys};
pub use label::{Label, Language};
pub use money::{Money, amount_in_words};
pub use problem::Problem;
pub use role::Role;
pub use scalar::Scalar;
pub use signing::{Authority, Capacity, ConfirmationWay, RefusalReason, ReservationCategory};
pub use status::StatusRule;
pub use step::{
    Input, Lookup, PlannedPart, StepRun, StepSpec, Touch, Who, always, any, key_matches, nothing, optional, own,
    required,
};
pub use time::{Date, Instant};
