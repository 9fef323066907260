//! Giving everything open that somebody has to somebody else, as when they leave or fall ill (离职交接, domain
//! §7.1, §8). Each record is a step of its own: one that is refused keeps the others from nothing.
//! Absent by design: who may; each kind's step says that.

use fieldseal_core::{
    records::KINDS,
    schema::{Instant, Kind, Problem, RecordId, Values},
};

use crate::{
    desk::Desk,
    facts_json,
    storage::{IndexQuery, IndexRow, Stored},
};

/// What became of one record.
#[derive(Clone, Debug)]
pub struct HandedOver {
    /// The record.
    pub row: IndexRow,
    /// Why it stays where it is; empty when it was handed over.
    pub problems: Vec<Problem>,
}

/// The step by which a kind changes hands: sales' records are handed over, jobs dispatched.
fn step_of(kind: &Kind) -> Option<&'static str> {
    ["hand_over", "dispatch"].into_iter().find(|verb| kind.step(verb).is_some())
}

impl Desk<'_> {
    /// Gives every open record of `from` to `to`, as far as `by` may. Kinds that this person may not give
    /// are among the results, with the reason.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn hand_over(&self, by: RecordId, from: RecordId, to: RecordId, now: Instant) -> Stored<Vec<HandedOver>> {
        let mut results = Vec::new();
        for kind in KINDS {
            let Some(verb) = step_of(kind) else { continue };
            let values: Values = [(kind.responsible_field.to_owned(), to.to_scalar())].into();
            let step = format!("{}.{verb}", kind.code());
            for row in self.open_of(kind, from)? {
                let problems = match self.perform(by, &step, Some(row.record), &values, now) {
                    Ok(_) => Vec::new(),
                    Err(error) => error.problems(),
                };
                results.push(HandedOver { row, problems });
            }
        }
        Ok(results)
    }

    fn open_of(&self, kind: &Kind, person: RecordId) -> Stored<Vec<IndexRow>> {
        let query = IndexQuery { kind: Some(kind.code().into()), limit: usize::MAX >> 1, ..IndexQuery::default() };
        let mut rows = self.list(&query)?;
        rows.retain(|row| {
            !row.closed && facts_json::from_json(&row.body).reference(kind.responsible_field) == Some(person)
        });
        Ok(rows)
    }
}
