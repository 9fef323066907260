//! One file a kind: fields, statuses, steps, clocks, buckets. The living example is `ticket.rs`.
//! Absent by design: SQL, documents, HTML, and anything one kind does that the tables can't say.

pub mod amendment;
pub mod confirmation;
pub mod contact_attempt;
pub mod customer;
pub mod customer_sales;
pub mod equipment;
pub mod guard;
pub mod installation;
pub mod job;
pub mod pause;
pub mod photo;
pub mod round;
#[cfg(test)]
mod scene;
pub mod service_cost;
pub mod table;
#[cfg(test)]
mod tests;
pub mod ticket;
pub mod visit;

use crate::schema::Kind;

/// Every kind of record, in the order of the manual.
pub const KINDS: &[&Kind] = &[
    &customer::KIND,
    &customer_sales::KIND,
    &equipment::KIND,
    &installation::KIND,
    &ticket::KIND,
    &service_cost::KIND,
];

/// The kind of a code; `None` for a code this version does not know.
pub fn kind(code: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.code() == code).copied()
}
