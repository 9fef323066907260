//! Bringing a record's index rows up to date after its document changed.
//! Absent by design: SQL, and what the rows look like.

use super::directory::Surroundings;
use crate::{
    ledger::Document,
    process::clocks::{Clock, evaluate},
    records,
    schema::{Facts, Instant, Kind},
    store::{StoreError, WriteTransaction, index_row},
};

/// The clocks of a record at a moment.
pub(super) fn clocks_of(kind: &Kind, facts: &Facts, surroundings: &Surroundings, now: Instant) -> Vec<Clock> {
    let span_for = |clock: &str, at: Instant| surroundings.directory.span_for(clock, at);
    evaluate(kind, facts, &span_for, &surroundings.calendar, now)
}

/// Writes the index, key, search and clock rows of a document.
pub(super) fn put(
    tx: &WriteTransaction<'_>,
    document: &Document,
    surroundings: &Surroundings,
    now: Instant,
) -> Result<(), StoreError> {
    let Some(kind) = records::kind(document.kind()) else { return Ok(()) };
    let facts = document.facts();
    let clocks = clocks_of(kind, &facts, surroundings, now);
    let due = clocks.iter().filter(|clock| clock.state.is_open()).map(|clock| clock.sorts_at).min();
    let updated = document.changes().last().map_or(now, |change| change.effective);
    tx.put_record(&index_row(kind, document.record(), &facts, due, updated, surroundings.today(now)))?;
    tx.put_clocks(document.record(), &clocks, |clock| facts.reference(clock.who_field))
}
