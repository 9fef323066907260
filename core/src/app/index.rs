//! Bringing a record's index rows, and what it names, up to date after its document changed.
//! Absent by design: SQL, and what the rows look like.

use super::directory::Surroundings;
use crate::{
    ledger::{Document, Envelope, Write},
    process::clocks::{Clock, evaluate},
    records,
    schema::{ClockRun, Facts, Hash32, Instant, Kind, RecordId},
    store::{StoreError, WriteTransaction, index_row},
};

/// The clocks of a record at a moment.
pub(super) fn clocks_of(kind: &Kind, facts: &Facts, surroundings: &Surroundings, now: Instant) -> Vec<Clock> {
    let span_for = |clock: &str, run: &ClockRun| surroundings.directory.span_for(clock, run);
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

/// Computes the open clocks anew when the calendar, the zone or the length of a clock changed: all at once,
/// whoever changed it (domain §2.1, "calendar change").
pub(super) fn recount(
    tx: &WriteTransaction<'_>,
    before: &Surroundings,
    after: &Surroundings,
    now: Instant,
) -> Result<(), StoreError> {
    if before.directory.counts_like(&after.directory) {
        return Ok(());
    }
    for record in tx.records_with_open_clocks()? {
        if let Some(document) = tx.document(record)? {
            put(tx, &document, after, now)?;
        }
    }
    Ok(())
}

/// Notes the photos and files that an envelope names.
pub(super) fn name_blobs(tx: &WriteTransaction<'_>, envelope: &Envelope) -> Result<(), StoreError> {
    let hash = envelope.hash();
    let mut parts = envelope.parts.iter().flatten();
    parts.try_for_each(|part| name_written(tx, &part.kind, part.record, &hash, &part.writes))
}

/// Notes the photos and files that a record names or ever named: its history shows them.
pub(super) fn name_blobs_of(tx: &WriteTransaction<'_>, document: &Document) -> Result<(), StoreError> {
    let (kind, record) = (document.kind(), document.record());
    let mut changes = document.changes().into_iter();
    changes.try_for_each(|change| name_written(tx, kind, record, &change.envelope, &change.writes))
}

fn name_written(
    tx: &WriteTransaction<'_>,
    kind: &str,
    record: RecordId,
    envelope: &Hash32,
    writes: &[Write],
) -> Result<(), StoreError> {
    let Some(kind) = records::kind(kind) else { return Ok(()) };
    kind.table.blobs(writes).try_for_each(|(_, blob)| tx.name_blob(&blob, record, envelope))
}
