//! A record's document: the changes made to it, folded so that nothing is lost. Per key it keeps every
//! value that no later write has seen; the winner is the same on every replica, whatever the order of
//! arrival. Absent by design: what a key means, and signatures (an envelope was checked before).

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use minicbor::{Decode, Encode};

use super::{CanonicalError, Envelope, Part, Write, decode_canonical, limits};
use crate::schema::{Facts, Hash32, Id, Instant, RecordId, Scalar};

/// The version of the encoded document.
const DOCUMENT_VERSION: u16 = 1;

/// Bytes of one record's changes: a record that grows beyond is a defect of its kind or an attack.
pub const DOCUMENT_BYTES_MAX: usize = 256 * 1024;

/// One envelope's writes on this record, with what history shows of it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Change {
    /// The envelope.
    #[n(0)]
    pub envelope: Hash32,
    /// The envelopes its author had seen of this record, sorted.
    #[n(1)]
    pub dependencies: Vec<Hash32>,
    /// The actor that wrote it.
    #[n(2)]
    pub actor: Id,
    /// How many changes that actor has made on this record, from 1.
    #[n(3)]
    pub sequence: u64,
    /// Who performed the step.
    #[n(4)]
    pub person: RecordId,
    /// For whom, when a stand-in acted.
    #[n(5)]
    pub acting_for: Option<RecordId>,
    /// The step, `kind.verb`.
    #[n(6)]
    pub step: String,
    /// When it happened.
    #[n(7)]
    pub effective: Instant,
    /// Keys and values, sorted by key.
    #[n(8)]
    pub writes: Vec<Write>,
}

impl Change {
    /// The change that a part of an envelope makes.
    pub fn of(envelope: &Envelope, part: &Part) -> Self {
        let header = &envelope.header;
        Self {
            envelope: envelope.hash(),
            dependencies: part.dependencies.clone(),
            actor: header.actor(),
            sequence: part.sequence,
            person: header.person,
            acting_for: header.acting_for,
            step: header.step.clone(),
            effective: header.effective,
            writes: part.writes.clone(),
        }
    }

    fn value(&self, key: &str) -> &Scalar {
        let found = self.writes.binary_search_by(|(other, _)| other.as_str().cmp(key));
        found.map_or(&Scalar::Null, |index| &self.writes[index].1)
    }

    fn size(&self) -> usize {
        let writes: usize = self.writes.iter().map(|(key, value)| key.len() + 16 + scalar_size(value)).sum();
        160 + self.step.len() + self.dependencies.len() * 34 + writes
    }
}

fn scalar_size(value: &Scalar) -> usize {
    match value {
        Scalar::Text(text) => text.len(),
        Scalar::Bytes(bytes) => bytes.len(),
        _ => 0,
    }
}

/// A change can't be folded into this document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// Envelopes it builds on are not here (yet).
    #[error("{} dependencies are not known here", .0.len())]
    MissingDependencies(Vec<Hash32>),
    /// The actor's sequence is not the next one: a change is missing before it.
    #[error("the actor's change number {expected} is missing")]
    SequenceGap {
        /// The number that would have been next.
        expected: u64,
    },
    /// The actor already used this number for another change: its install was cloned or restored.
    #[error("the actor used this change number before")]
    SequenceTaken,
    /// The actor did not build on its own last change.
    #[error("the actor did not build on its own last change")]
    OwnChangeNotSeen,
    /// The record would outgrow its bound.
    #[error("the record would exceed {DOCUMENT_BYTES_MAX} bytes")]
    TooLarge,
    /// The encoded document does not hold together.
    #[error("malformed document: {0}")]
    Malformed(#[from] CanonicalError),
    /// The encoded document is of a version not known here.
    #[error("document version {0} is not known here")]
    Version(u16),
}

/// A value that stands for a key, and who wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The value.
    pub value: Scalar,
    /// The envelope that wrote it.
    pub envelope: Hash32,
    /// Who.
    pub person: RecordId,
    /// For whom.
    pub acting_for: Option<RecordId>,
    /// By which step.
    pub step: String,
    /// When.
    pub at: Instant,
}

/// A key for which people wrote different values without seeing each other's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The document key.
    pub key: String,
    /// Every value that stands, the winner first.
    pub candidates: Vec<Candidate>,
}

/// A record's changes and what they fold into.
#[derive(Clone, Debug)]
pub struct Document {
    kind: String,
    record: RecordId,
    changes: Vec<Change>,
    /// 1 + the largest of the dependencies', by index of the change.
    depths: Vec<u64>,
    index: HashMap<Hash32, usize>,
    /// For each actor its last change.
    actors: HashMap<Id, usize>,
    /// For each key the changes whose value no later write has seen, in fold order.
    standing: BTreeMap<String, Vec<usize>>,
    heads: BTreeSet<Hash32>,
    size: usize,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct EncodedDocument {
    #[n(0)]
    version: u16,
    #[n(1)]
    kind: String,
    #[n(2)]
    record: RecordId,
    #[n(3)]
    changes: Vec<Change>,
}

impl Document {
    /// A document without changes.
    pub fn new(kind: impl Into<String>, record: RecordId) -> Self {
        Self {
            kind: kind.into(),
            record,
            changes: Vec::new(),
            depths: Vec::new(),
            index: HashMap::new(),
            actors: HashMap::new(),
            standing: BTreeMap::new(),
            heads: BTreeSet::new(),
            size: 0,
        }
    }

    /// The record's kind.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The record.
    pub fn record(&self) -> RecordId {
        self.record
    }

    /// The envelopes that nothing builds on yet, sorted.
    pub fn heads(&self) -> Vec<Hash32> {
        self.heads.iter().copied().collect()
    }

    /// True when nothing was folded.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// True when an envelope is folded in.
    pub fn contains(&self, envelope: &Hash32) -> bool {
        self.index.contains_key(envelope)
    }

    /// The sequence number that an actor's next change has.
    pub fn next_sequence(&self, actor: &Id) -> u64 {
        self.actors.get(actor).map_or(1, |&last| self.changes[last].sequence + 1)
    }

    /// Folds a change in. `Ok(false)` when it was there already; an error leaves the document as it was.
    pub fn fold(&mut self, change: Change) -> Result<bool, FoldError> {
        self.fold_with(change, |_, _| {})
    }

    /// Folds, and tells for each written key the value that the write replaced.
    pub(super) fn fold_with(
        &mut self,
        change: Change,
        mut replaced: impl FnMut(&str, &Scalar),
    ) -> Result<bool, FoldError> {
        if self.contains(&change.envelope) {
            return Ok(false);
        }
        let seen = self.check(&change)?;
        let position = self.changes.len();
        let depth = change.dependencies.iter().map(|hash| self.depths[self.index[hash]]).max().unwrap_or(0) + 1;
        for (key, _) in &change.writes {
            let standing = self.standing.entry(key.clone()).or_default();
            let winner = standing
                .iter()
                .filter(|&&at| seen.contains(at))
                .max_by_key(|&&at| (self.depths[at], self.changes[at].envelope));
            replaced(key, winner.map_or(&Scalar::Null, |&at| self.changes[at].value(key)));
            standing.retain(|&at| !seen.contains(at));
            standing.push(position);
        }
        for hash in &change.dependencies {
            self.heads.remove(hash);
        }
        self.heads.insert(change.envelope);
        self.index.insert(change.envelope, position);
        self.actors.insert(change.actor, position);
        self.depths.push(depth);
        self.size += change.size();
        self.changes.push(change);
        Ok(true)
    }

    fn check(&self, change: &Change) -> Result<Seen, FoldError> {
        let missing: Vec<Hash32> = change.dependencies.iter().filter(|hash| !self.contains(hash)).copied().collect();
        if !missing.is_empty() {
            return Err(FoldError::MissingDependencies(missing));
        }
        if self.size + change.size() > DOCUMENT_BYTES_MAX || change.dependencies.len() > limits::DEPENDENCIES_MAX {
            return Err(FoldError::TooLarge);
        }
        let expected = self.next_sequence(&change.actor);
        if change.sequence > expected {
            return Err(FoldError::SequenceGap { expected });
        }
        if change.sequence < expected {
            return Err(FoldError::SequenceTaken);
        }
        let seen = self.seen_by(&change.dependencies);
        match self.actors.get(&change.actor) {
            Some(&own) if !seen.contains(own) => Err(FoldError::OwnChangeNotSeen),
            _ => Ok(seen),
        }
    }

    /// The changes that somebody who depends on these envelopes has seen.
    fn seen_by(&self, dependencies: &[Hash32]) -> Seen {
        if dependencies.len() == self.heads.len() && dependencies.iter().all(|hash| self.heads.contains(hash)) {
            return Seen::All;
        }
        let mut seen = vec![false; self.changes.len()];
        let mut open: Vec<usize> = dependencies.iter().filter_map(|hash| self.index.get(hash).copied()).collect();
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut seen[at], true) {
                open.extend(self.changes[at].dependencies.iter().filter_map(|hash| self.index.get(hash).copied()));
            }
        }
        Seen::Some(seen)
    }

    /// The winner of a key first: the deepest in the history, then the larger envelope hash.
    fn ranked(&self, standing: &[usize]) -> Vec<usize> {
        let mut ranked = standing.to_vec();
        ranked.sort_by_key(|&at| Reverse((self.depths[at], self.changes[at].envelope)));
        ranked
    }

    /// The winning value of every key that holds one.
    pub fn facts(&self) -> Facts {
        let winners = self.standing.iter().filter_map(|(key, standing)| {
            let winner = standing.iter().max_by_key(|&&at| (self.depths[at], self.changes[at].envelope))?;
            let value = self.changes[*winner].value(key);
            (!value.is_null()).then(|| (key.clone(), value.clone()))
        });
        Facts(winners.collect())
    }

    /// What the record said to somebody who depends on these envelopes; `None` when one is unknown.
    pub fn facts_at(&self, dependencies: &[Hash32]) -> Option<Facts> {
        if dependencies.iter().any(|hash| !self.contains(hash)) {
            return None;
        }
        match self.seen_by(dependencies) {
            Seen::All => Some(self.facts()),
            seen => {
                let mut past = Self::new(self.kind.clone(), self.record);
                for at in (0..self.changes.len()).filter(|&at| seen.contains(at)) {
                    past.fold(self.changes[at].clone()).ok()?;
                }
                Some(past.facts())
            }
        }
    }

    /// Every key for which different values stand. Equal values are no conflict.
    pub fn conflicts(&self) -> Vec<Conflict> {
        let disputed = self.standing.iter().filter(|(key, standing)| {
            standing.iter().any(|&at| self.changes[at].value(key) != self.changes[standing[0]].value(key))
        });
        disputed.map(|(key, standing)| self.conflict(key, standing)).collect()
    }

    fn conflict(&self, key: &str, standing: &[usize]) -> Conflict {
        let candidates = self.ranked(standing).into_iter().map(|at| {
            let change = &self.changes[at];
            Candidate {
                value: change.value(key).clone(),
                envelope: change.envelope,
                person: change.person,
                acting_for: change.acting_for,
                step: change.step.clone(),
                at: change.effective,
            }
        });
        Conflict { key: key.to_owned(), candidates: candidates.collect() }
    }

    /// Every value that was ever written to a key, without repeats.
    pub fn former_values(&self, key: &str) -> Vec<Scalar> {
        let mut values: Vec<Scalar> = Vec::new();
        for (_, value) in self.changes.iter().flat_map(|change| &change.writes).filter(|(other, _)| other == key) {
            if !values.contains(value) {
                values.push(value.clone());
            }
        }
        values
    }

    /// The changes in an order that is the same on every replica: by depth, then by envelope hash.
    pub fn changes(&self) -> Vec<&Change> {
        let mut order: Vec<usize> = (0..self.changes.len()).collect();
        order.sort_by_key(|&at| (self.depths[at], self.changes[at].envelope));
        order.into_iter().map(|at| &self.changes[at]).collect()
    }

    /// The deterministic encoding: equal on every replica that folded the same changes.
    pub fn encode(&self) -> Vec<u8> {
        let encoded = EncodedDocument {
            version: DOCUMENT_VERSION,
            kind: self.kind.clone(),
            record: self.record,
            changes: self.changes().into_iter().cloned().collect(),
        };
        minicbor::to_vec(encoded).expect("encoding into memory does not fail")
    }

    /// Decodes by folding every change again: bytes that would not fold are refused.
    pub fn decode(bytes: &[u8]) -> Result<Self, FoldError> {
        if bytes.len() > DOCUMENT_BYTES_MAX {
            return Err(FoldError::TooLarge);
        }
        let encoded: EncodedDocument = decode_canonical(bytes)?;
        if encoded.version != DOCUMENT_VERSION {
            return Err(FoldError::Version(encoded.version));
        }
        let mut document = Self::new(encoded.kind, encoded.record);
        for change in encoded.changes {
            let ordered = change.writes.is_sorted_by(|(left, _), (right, _)| left < right)
                && change.dependencies.is_sorted_by(|left, right| left < right);
            if !ordered || !document.fold(change)? {
                return Err(FoldError::Malformed(CanonicalError::NotCanonical));
            }
        }
        Ok(document)
    }
}

/// Which changes somebody has seen.
enum Seen {
    All,
    Some(Vec<bool>),
}

impl Seen {
    fn contains(&self, at: usize) -> bool {
        match self {
            Self::All => true,
            Self::Some(seen) => seen.get(at).copied().unwrap_or(false),
        }
    }
}

#[cfg(test)]
mod tests;
