//! A record's history: who wrote what, when, by which step, and what it replaced.
//! Absent by design: labels; a reader joins them from the kind's tables.

use super::{Change, Document};
use crate::schema::{Hash32, Instant, RecordId, Scalar};

/// One field's change within a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryWrite {
    /// The document key.
    pub key: String,
    /// What its author saw before.
    pub from: Scalar,
    /// What was written.
    pub to: Scalar,
}

/// One step in a record's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The envelope.
    pub envelope: Hash32,
    /// Who.
    pub person: RecordId,
    /// For whom, when a stand-in acted.
    pub acting_for: Option<RecordId>,
    /// By which step, `kind.verb`.
    pub step: String,
    /// When it happened.
    pub at: Instant,
    /// What it wrote, by key.
    pub writes: Vec<HistoryWrite>,
}

impl Document {
    /// The steps in an order that is the same on every replica, oldest first.
    pub fn history(&self) -> Vec<HistoryEntry> {
        let mut past = Self::new(self.kind(), self.record());
        let mut entries = Vec::new();
        for change in self.changes() {
            let mut before = Vec::with_capacity(change.writes.len());
            let folded = past.fold_with(change.clone(), |_, value| before.push(value.clone()));
            debug_assert_eq!(folded, Ok(true), "changes in order of depth fold");
            entries.push(entry(change, before));
        }
        entries
    }
}

fn entry(change: &Change, before: Vec<Scalar>) -> HistoryEntry {
    let writes = change.writes.iter().zip(before);
    HistoryEntry {
        envelope: change.envelope,
        person: change.person,
        acting_for: change.acting_for,
        step: change.step.clone(),
        at: change.effective,
        writes: writes.map(|((key, to), from)| HistoryWrite { key: key.clone(), from, to: to.clone() }).collect(),
    }
}
