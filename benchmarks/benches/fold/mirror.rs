//! The same changes in an automerge document: flat puts at the dependencies, under the author's actor, with
//! a message that names the envelope. Absent by design: everything of automerge that this does not need.

use std::collections::HashMap;

use automerge::{
    ActorId, AutoCommit, ChangeHash, ROOT, ReadDoc, ScalarValue, transaction::CommitOptions, transaction::Transactable,
};
use data_encoding::BASE64URL_NOPAD;
use fieldseal_core::{
    ledger::Change,
    schema::{Hash32, Scalar},
};

/// An automerge document, and which of its changes is which envelope.
#[derive(Clone, Default)]
pub struct Mirror {
    document: AutoCommit,
    changes: HashMap<Hash32, ChangeHash>,
}

impl Mirror {
    /// The same with the document loaded from what [`Mirror::save`] gave.
    pub fn loaded(&self, saved: &[u8]) -> Self {
        Self { document: AutoCommit::load(saved).expect("it was saved"), changes: self.changes.clone() }
    }

    /// The document's bytes.
    pub fn save(&mut self) -> Vec<u8> {
        self.document.save()
    }

    /// How many values stand for a key.
    pub fn values(&self, key: &str) -> usize {
        self.document.get_all(ROOT, key).expect("the root is a map").len()
    }

    /// Folds a change in where its author stood.
    pub fn fold(&mut self, change: &Change) {
        let mut seen: Vec<ChangeHash> = change.dependencies.iter().map(|hash| self.changes[hash]).collect();
        let mut heads = self.document.get_heads();
        seen.sort();
        heads.sort();
        let hash = if seen == heads {
            write(&mut self.document, change)
        } else {
            let mut fork = self.document.fork_at(&seen).expect("what it builds on is there");
            let hash = write(&mut fork, change);
            self.document.merge(&mut fork).expect("a fork merges");
            hash
        };
        self.changes.insert(change.envelope, hash);
    }
}

fn write(document: &mut AutoCommit, change: &Change) -> ChangeHash {
    document.set_actor(ActorId::from(&change.actor.0[..]));
    for (key, value) in &change.writes {
        document.put(ROOT, key.as_str(), value_of(value)).expect("the root is a map");
    }
    let name = BASE64URL_NOPAD.encode(&change.envelope.0[..16]);
    let message = format!("{name} {} {}", change.person, change.step);
    let options = CommitOptions::default().with_message(message).with_time(change.effective.utc_ms / 1_000);
    document.commit_with(options).expect("something was written")
}

fn value_of(scalar: &Scalar) -> ScalarValue {
    match scalar {
        Scalar::Null => ScalarValue::Null,
        Scalar::Boolean(yes) => ScalarValue::Boolean(*yes),
        Scalar::Integer(number) => ScalarValue::Int(*number),
        Scalar::Text(text) => ScalarValue::Str(text.as_str().into()),
        Scalar::Bytes(bytes) => ScalarValue::Bytes(bytes.clone()),
    }
}
