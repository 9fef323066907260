//! The app for Kotlin, Swift and Python, by UniFFI: [`FieldsealApp`] is what `fieldseal_core::app::App`
//! is in Rust, and everything else here is what its methods take and give.
//! Absent by design: logic, rules, SQL. A method is a call of the core and a change of types.
//!
//! Core types that consist of values cross as they are (`#[uniffi::remote]`: UniFFI checks the fields
//! against the core's). Those that hold references into the static tables, maps, sets, tuples or
//! secrets can't: they have a thin owned mirror with `From`. The core itself knows nothing of UniFFI, so
//! it needs no unsafe code and no second build, and a shell imports one module.

mod app;
mod clocks;
mod comparing;
mod error;
mod lists;
mod network;
mod observing;
mod signing;
mod tables;
#[cfg(test)]
mod tests;
mod values;
mod views;
mod work;

pub use self::{
    app::FieldsealApp,
    clocks::{CalendarWarning, DueQuery, DueRow, DueWho, NamedPerson, Reminder},
    comparing::{ChecklistChange, ChecklistField, Difference, NewerInstruction},
    error::FieldsealError,
    lists::{KeyFilter, ListQuery},
    observing::{ListBatch, ListObserver, Subscription},
    signing::{FormWarning, Presentation, SignatureInput, Signed},
    tables::{AvailableStep, BilingualText, Choice, Field, KindTable, RowTable, StatusTable, StepField, kinds},
    values::Value,
    views::{CandidateView, ClockView, ConflictView, FieldView, HistoryView, RecordView, WriteView},
    work::{Attention, Draft, Enrolment, Performed, SyncReport, Unsent, WrittenRecord},
};

#[cfg(panic = "abort")]
compile_error!("a panic must become an error for the shell, so this crate needs panic = \"unwind\"");

uniffi::setup_scaffolding!();
