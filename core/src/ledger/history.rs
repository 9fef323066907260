//! A record's history: who wrote what, when, by which step, and what it replaced.
//! Absent by design: labels; a reader joins them from the kind's tables.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
};

use super::{Change, Document};
use crate::schema::{Facts, Hash32, Instant, RecordId, Scalar};

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
    /// The steps in an order that is the same on every replica, oldest first: by when they happened, but
    /// never before what their authors had seen, whatever a wrong clock says.
    pub fn history(&self) -> Vec<HistoryEntry> {
        let mut past = Self::new(self.kind(), self.record());
        let mut entries = Vec::new();
        for change in told_in_order(self.changes()) {
            let mut before = Vec::with_capacity(change.writes.len());
            let folded = past.fold_with(change.clone(), |_, value| before.push(value.clone()));
            debug_assert_eq!(folded, Ok(true), "a change folds after what its author had seen");
            entries.push(entry(change, before));
        }
        entries
    }

    /// What the record said once a step of its history had happened, in the order of
    /// [`Document::history`]; `None` when the envelope is none of it.
    pub fn facts_after(&self, envelope: &Hash32) -> Option<Facts> {
        let mut past = Self::new(self.kind(), self.record());
        for change in told_in_order(self.changes()) {
            let folded = past.fold(change.clone());
            debug_assert_eq!(folded, Ok(true), "a change folds after what its author had seen");
            if change.envelope == *envelope {
                return Some(past.facts());
            }
        }
        None
    }
}

/// Of the changes whose dependencies have been told, always the one that happened first.
fn told_in_order(changes: Vec<&Change>) -> Vec<&Change> {
    let mut untold: Vec<usize> = changes.iter().map(|change| change.dependencies.len()).collect();
    let mut built_on: HashMap<Hash32, Vec<usize>> = HashMap::new();
    for (index, change) in changes.iter().enumerate() {
        for dependency in &change.dependencies {
            built_on.entry(*dependency).or_default().push(index);
        }
    }
    let happened = |index: usize| Reverse((changes[index].effective.utc_ms, index));
    let mut ready: BinaryHeap<_> = (0..changes.len()).filter(|&index| untold[index] == 0).map(happened).collect();
    let mut told = Vec::with_capacity(changes.len());
    while let Some(Reverse((_, index))) = ready.pop() {
        told.push(changes[index]);
        for &next in built_on.get(&changes[index].envelope).into_iter().flatten() {
            untold[next] -= 1;
            if untold[next] == 0 {
                ready.push(happened(next));
            }
        }
    }
    told
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
