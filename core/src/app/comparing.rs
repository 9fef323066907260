//! A record as it was after one step of its history, beside another or the present.
//! Absent by design: which steps are worth comparing; a shell offers them from the history.

use super::{App, AppError};
use crate::{
    process::comparing::{Difference, compare},
    records,
    schema::{Hash32, RecordId},
};

impl App {
    /// The fields that differ between what a record said after the step of envelope `from`, and after that of
    /// `to` or now.
    pub fn compare(&self, record: RecordId, from: &Hash32, to: Option<&Hash32>) -> Result<Vec<Difference>, AppError> {
        let document = self.store.read(|r| r.document(record))?.ok_or(AppError::NoSuchRecord)?;
        let kind = records::kind(document.kind()).ok_or(AppError::NoSuchRecord)?;
        let after = |envelope: &Hash32| document.facts_after(envelope).ok_or(AppError::NoSuchRecord);
        let now = to.map_or_else(|| Ok(document.facts()), after)?;
        Ok(compare(kind, &after(from)?, &now))
    }
}
