//! One file a kind: fields, statuses, steps, clocks, buckets. The living example is `ticket.rs`.
//! Absent by design: SQL, documents, HTML, and anything one kind does that the tables can't say.

pub mod calendar;
pub mod company;
pub mod contact_attempt;
pub mod delivery;
pub mod device;
pub mod guard;
pub mod library;
pub mod order;
pub mod order_price;
pub mod person;
mod title;

#[cfg(test)]
mod rig;

use crate::schema::Kind;

/// Every kind of record, in the order of the manual.
pub const KINDS: &[&Kind] = &[
    &order::KIND,
    &order_price::KIND,
    &delivery::KIND,
    &library::KIND,
    &person::KIND,
    &device::KIND,
    &company::KIND,
    &calendar::KIND,
];

/// The kind of a code; `None` for a code this version does not know.
pub fn kind(code: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.code() == code).copied()
}
