//! Fieldseal's core: the whole after-sales manual as data, offline first, the same on every phone and
//! on the server. Read the modules in this order; each depends only on those before it.

extern crate self as fieldseal_core;

pub mod schema;

pub mod records;

pub mod process;

pub mod seal;

pub mod ledger;

#[cfg(feature = "forms")]
pub mod forms;

pub mod reference;

pub mod store;

pub mod sync;

pub mod app;
