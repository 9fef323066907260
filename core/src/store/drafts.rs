//! What is being typed before a step is performed, saved as it is typed.
//! Absent by design: whether the values are right.

use rusqlite::OptionalExtension;

use super::{ReadConnection, StoreError, WriteTransaction, documents::record_id};
use crate::schema::{RecordId, Values};

/// A draft of one step on one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The record; `None` for a step that begins one.
    pub record: Option<RecordId>,
    /// The step, `kind.verb`.
    pub step: String,
    /// When it was last saved, UTC milliseconds.
    pub updated_ms: i64,
    /// What was typed so far, by document key; photos and strokes by their blobs' digests.
    pub values: Values,
}

/// Stands for "no record yet": no record's id is all zeros.
const NEW: RecordId = crate::schema::Id([0; 16]);

fn decode(bytes: &[u8]) -> Result<Values, StoreError> {
    minicbor::decode(bytes).map_err(|_| StoreError::Malformed("draft"))
}

impl ReadConnection<'_> {
    /// The draft of a step on a record.
    pub fn draft(&self, record: Option<RecordId>, step: &str) -> Result<Option<Draft>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT updated_ms, draft_values FROM draft WHERE record = ?1 AND step = ?2")?;
        let key = record.unwrap_or(NEW);
        let found: Option<(i64, Vec<u8>)> =
            statement.query_row((&key.0[..], step), |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        found
            .map(|(updated_ms, bytes)| Ok(Draft { record, step: step.to_owned(), updated_ms, values: decode(&bytes)? }))
            .transpose()
    }

    /// Every draft, the latest first.
    pub fn drafts(&self) -> Result<Vec<Draft>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT record, step, updated_ms, draft_values FROM draft ORDER BY updated_ms DESC")?;
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?, row.get(2)?, row.get::<_, Vec<u8>>(3)?))
        })?;
        rows.map(|row| {
            let (record, step, updated_ms, values) = row?;
            let record = Some(record_id(&record)?).filter(|record| *record != NEW);
            Ok(Draft { record, step, updated_ms, values: decode(&values)? })
        })
        .collect()
    }
}

impl WriteTransaction<'_> {
    /// Saves a draft over the one that was there.
    pub fn put_draft(&self, draft: &Draft) -> Result<(), StoreError> {
        let values = minicbor::to_vec(&draft.values).map_err(|_| StoreError::Malformed("draft"))?;
        self.execute(
            "INSERT OR REPLACE INTO draft (record, step, updated_ms, draft_values) VALUES (?1, ?2, ?3, ?4)",
            (&draft.record.unwrap_or(NEW).0[..], &draft.step, draft.updated_ms, values),
        )?;
        Ok(())
    }

    /// Drops a draft.
    pub fn delete_draft(&self, record: Option<RecordId>, step: &str) -> Result<(), StoreError> {
        self.execute("DELETE FROM draft WHERE record = ?1 AND step = ?2", (&record.unwrap_or(NEW).0[..], step))?;
        Ok(())
    }
}
