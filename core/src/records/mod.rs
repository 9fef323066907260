//! One file a kind: fields, statuses, steps, clocks, buckets. The living example is `ticket.rs`.
//! Absent by design: SQL, documents, HTML, and anything one kind does that the tables can't say.

pub mod amendment;
pub mod amounts;
pub mod calendar;
pub mod callback;
pub mod company;
pub mod complaint;
pub mod complaint_consequence;
pub mod confirmation;
pub mod confirming;
pub mod contact_attempt;
pub mod contract;
pub mod customer;
pub mod customer_sales;
pub mod delivery;
pub mod device;
pub mod equipment;
pub mod floor_price;
pub mod guard;
mod handover;
pub mod hint;
pub mod installation;
pub mod job;
pub mod library;
pub mod needs;
pub mod order;
pub mod order_price;
pub mod pause;
pub mod person;
pub mod photo;
pub mod quote;
pub mod quote_cost;
pub mod round;
pub mod satisfaction;
pub mod service_cost;
pub mod table;
pub mod ticket;
mod title;
pub mod training;
pub mod visit;

#[cfg(test)]
mod decided_cases;
#[cfg(test)]
mod office;
#[cfg(test)]
mod restored_values;
#[cfg(test)]
pub(crate) mod rig;
#[cfg(test)]
mod scene;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod whole_course;

use crate::schema::Kind;

/// The version of each kind's table from which restoring a value performs a step of the kind. Kinds that are not
/// named came with it.
const RESTORES_BY_STEP: &[(&str, u16)] = &[
    ("customer", 2),
    ("customer_sales", 2),
    ("order", 2),
    ("order_price", 2),
    ("delivery", 3),
    ("equipment", 2),
    ("installation", 3),
    ("ticket", 3),
    ("service_cost", 2),
    ("library", 2),
    ("person", 2),
    ("device", 2),
    ("company", 2),
    ("calendar", 2),
];

/// Every kind of record, in the order of the manual.
pub const KINDS: &[&Kind] = &[
    &customer::KIND,
    &customer_sales::KIND,
    &needs::KIND,
    &quote::KIND,
    &quote_cost::KIND,
    &floor_price::KIND,
    &contract::KIND,
    &order::KIND,
    &order_price::KIND,
    &delivery::KIND,
    &equipment::KIND,
    &installation::KIND,
    &training::KIND,
    &ticket::KIND,
    &service_cost::KIND,
    &callback::KIND,
    &complaint::KIND,
    &complaint_consequence::KIND,
    &hint::KIND,
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

/// Whether an author with this version of a kind's table restores a value by performing a step of the kind with it.
pub fn restores_by_step(kind: &Kind, table_version: u16) -> bool {
    let since = RESTORES_BY_STEP.iter().find(|(code, _)| *code == kind.code()).map_or(1, |(_, since)| *since);
    table_version >= since
}
