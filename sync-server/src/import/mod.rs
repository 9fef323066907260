//! A company's existing lists (customers, equipment, tickets) read, understood and planned, row by row.
//! Absent by design: how a record is stored, who may import, and any guess: what is not certain is held back.
//!
//! Files go through four stages, each a pure function of the one before:
//! [`sheet`] reads bytes into raw cells, [`header`] finds the list in a sheet by its column names,
//! [`row`] turns cells into values by the one table of columns in [`mapping`], and [`plan`] links the
//! rows of all lists to each other and says for each what importing it would do. [`report`] prints that.

pub mod cell;
mod choice;
mod customer;
mod customers;
pub mod date;
mod delimited;
mod equipment;
pub mod error;
pub mod header;
pub mod key;
pub mod mapping;
pub mod phone;
pub mod place;
pub mod plan;
mod repeats;
pub mod report;
pub mod row;
pub mod sheet;
mod tickets;
mod xlsx;

pub use error::{ImportError, Trouble};
pub use header::{List, find_lists};
pub use mapping::ListKind;
pub use place::{Place, Reason, Source};
pub use plan::{Known, KnownCustomer, KnownEquipment, NewRecord, Outcome, Plan, PlannedRow, Reference, Settings, plan};

use std::path::Path;

/// Reads files from disk and finds the lists in them. Nothing is planned when any file is malformed:
/// the first error is returned and names the place.
pub fn read_lists(paths: &[impl AsRef<Path>]) -> Result<Vec<List>, ImportError> {
    let mut lists = Vec::new();
    for path in paths {
        lists.extend(find_lists(sheet::read(path.as_ref())?, None)?);
    }
    Ok(lists)
}

#[cfg(test)]
mod tests;
