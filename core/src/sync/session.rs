//! The phone's side of an exchange: a pure plan of what a batch of frames means, up to a checkpoint.
//! Absent by design: the store, the network and the clock; whoever applies a plan has no opinion.

use std::collections::{BTreeMap, BTreeSet};

use super::wire::{Checkpoint, Frame, LoggedEnvelope, Snapshot, Verdict};
use crate::{
    ledger::{Change, Document, Envelope, EnvelopeError, FoldError},
    process::directory::Directory,
    schema::{Hash32, Id, RecordId},
    seal::keys::PublicKey,
};

/// What the phone knows, as far as a batch needs it.
pub trait Replica {
    /// The company.
    fn company(&self) -> Id;
    /// The server's key, certified by the company's root.
    fn server_key(&self) -> PublicKey;
    /// Whether a device was certified, by the directory on this phone.
    fn device_known(&self, key: &PublicKey) -> bool;
    /// A record as the server is known to have it.
    fn accepted(&self, record: RecordId) -> Option<Document>;
    /// An own envelope that waits in the outbox.
    fn own_envelope(&self, envelope: &Hash32) -> Option<Envelope>;
}

/// The server sent something that does not hold together. Nothing of the batch is applied.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// A frame that only a phone sends.
    #[error("the server sent a frame that only a phone sends")]
    Direction,
    /// A snapshot that the server's key did not sign.
    #[error("a snapshot is not signed by this company's server")]
    SnapshotSignature,
    /// An envelope that does not hold together.
    #[error("the server passed on a bad envelope: {0}")]
    Envelope(#[from] EnvelopeError),
    /// An envelope of a device that the directory does not know.
    #[error("the server passed on an envelope of an unknown device")]
    UnknownDevice,
    /// A change or snapshot that does not fold.
    #[error("the server passed on a change that does not fold: {0}")]
    Fold(#[from] FoldError),
    /// A snapshot of another record than it says.
    #[error("a snapshot holds another record than it says")]
    OtherRecord,
}

/// An envelope that came from the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedEnvelope {
    /// Its name.
    pub hash: Hash32,
    /// The records that its parts write, as far as they are in scope.
    pub records: Vec<RecordId>,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What a batch of frames means. Applied in one transaction with its cursor.
#[derive(Debug, Default)]
pub struct BatchPlan {
    /// The server is of this lineage now: forget what it said before, offer again what is kept.
    pub reset: Option<Id>,
    /// Records as the server now has them.
    pub accepted: BTreeMap<RecordId, Document>,
    /// Records that left the scope.
    pub forget: BTreeSet<RecordId>,
    /// Envelopes of others, to be kept.
    pub envelopes: Vec<ReceivedEnvelope>,
    /// Verdicts on own intents, in order.
    pub verdicts: Vec<Verdict>,
}

/// Collects the frames between two checkpoints.
#[derive(Debug, Default)]
pub struct Batch {
    plan: BatchPlan,
    begun: bool,
}

impl Batch {
    /// Takes a frame in. At a checkpoint the batch is complete: its plan comes back, and the next
    /// batch begins.
    pub fn take(
        &mut self,
        frame: Frame,
        replica: &dyn Replica,
    ) -> Result<Option<(BatchPlan, Checkpoint)>, SessionError> {
        self.begun = true;
        match frame {
            Frame::Hello(_) | Frame::Offer(_) => return Err(SessionError::Direction),
            Frame::Reset(lineage) => {
                self.plan = BatchPlan { reset: Some(lineage), ..BatchPlan::default() };
            }
            Frame::Forget(record) => {
                self.plan.accepted.remove(&record);
                self.plan.forget.insert(record);
            }
            Frame::Snapshot(snapshot) => self.snapshot(&snapshot, replica)?,
            Frame::Change(change) => self.change(change, replica)?,
            Frame::Verdict(verdict) => self.verdict(verdict, replica)?,
            Frame::Checkpoint(checkpoint) => return Ok(Some((std::mem::take(self).plan, checkpoint))),
        }
        Ok(None)
    }

    /// True when no frame came since the last checkpoint: an answer may end here.
    pub fn is_empty(&self) -> bool {
        !self.begun
    }

    fn snapshot(&mut self, snapshot: &Snapshot, replica: &dyn Replica) -> Result<(), SessionError> {
        if !snapshot.is_signed_by(replica.company(), &replica.server_key()) {
            return Err(SessionError::SnapshotSignature);
        }
        let document = Document::decode(&snapshot.document)?;
        if document.record() != snapshot.record {
            return Err(SessionError::OtherRecord);
        }
        self.plan.forget.remove(&snapshot.record);
        self.plan.accepted.insert(snapshot.record, document);
        Ok(())
    }

    fn change(&mut self, logged: LoggedEnvelope, replica: &dyn Replica) -> Result<(), SessionError> {
        let envelope = Envelope::decode(&logged.envelope)?;
        let device = &envelope.header.device;
        if *device != replica.server_key() && !replica.device_known(device) && !self.certifies(device) {
            return Err(SessionError::UnknownDevice);
        }
        self.fold(&envelope, replica)?;
        let records = envelope.parts.iter().flatten().map(|part| part.record).collect();
        let (hash, bytes) = (envelope.hash(), logged.envelope.into());
        self.plan.envelopes.push(ReceivedEnvelope { hash, records, bytes });
        Ok(())
    }

    /// True when this very batch brings the device's own record.
    fn certifies(&self, device: &PublicKey) -> bool {
        let mut directory = Directory::default();
        for (record, document) in &self.plan.accepted {
            directory.put(document.kind(), *record, &document.facts());
        }
        directory.device(device).is_some()
    }

    fn verdict(&mut self, verdict: Verdict, replica: &dyn Replica) -> Result<(), SessionError> {
        if let super::wire::Outcome::Accepted(_) = verdict.outcome
            && let Some(own) = replica.own_envelope(&verdict.envelope)
        {
            self.fold(&own, replica)?;
        }
        self.plan.verdicts.push(verdict);
        Ok(())
    }

    /// Folds the parts that are here. A part on a record of which the phone holds nothing begins it; one
    /// that builds on what left the scope is passed over: a snapshot tells the record when it returns.
    fn fold(&mut self, envelope: &Envelope, replica: &dyn Replica) -> Result<(), SessionError> {
        for part in envelope.parts.iter().flatten() {
            let held = self.plan.accepted.contains_key(&part.record)
                || self.plan.reset.is_none() && replica.accepted(part.record).is_some();
            if !held && !part.dependencies.is_empty() {
                continue;
            }
            let document = self.plan.accepted.entry(part.record).or_insert_with(|| {
                let known = (self.plan.reset.is_none()).then(|| replica.accepted(part.record)).flatten();
                known.unwrap_or_else(|| Document::new(part.kind.clone(), part.record))
            });
            document.fold(Change::of(envelope, part))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ledger::{ENVELOPE_VERSION, Header, Part},
        schema::{Instant, Scalar},
        seal::keys::SigningKey,
        sync::wire::Outcome,
    };

    struct Phone {
        own: Envelope,
    }

    impl Replica for Phone {
        fn company(&self) -> Id {
            Id([1; 16])
        }
        fn server_key(&self) -> PublicKey {
            SigningKey::from_bytes(&[9; 32]).public()
        }
        fn device_known(&self, _: &PublicKey) -> bool {
            false
        }
        fn accepted(&self, _: RecordId) -> Option<Document> {
            None
        }
        fn own_envelope(&self, envelope: &Hash32) -> Option<Envelope> {
            (*envelope == self.own.hash()).then(|| self.own.clone())
        }
    }

    fn envelope(dependencies: Vec<Hash32>) -> Envelope {
        let key = SigningKey::from_bytes(&[7; 32]);
        let header = Header {
            version: ENVELOPE_VERSION,
            company: Id([1; 16]),
            intent: Id([2; 16]),
            nonce: Id([3; 16]),
            person: Id([4; 16]),
            acting_for: None,
            device: key.public(),
            step: "ticket.leave".into(),
            table_version: 1,
            directory_seq: 0,
            effective: Instant::from_utc_ms(1_790_000_000_000),
            reads: Vec::new(),
            parts: Vec::new(),
        };
        let part = Part {
            salt: Id([5; 16]),
            kind: "ticket".into(),
            record: Id([6; 16]),
            dependencies,
            sequence: 1,
            writes: vec![("a".into(), Scalar::Integer(1))],
        };
        Envelope::sign(header, vec![part], &key)
    }

    fn checkpoint() -> Frame {
        Frame::Checkpoint(Checkpoint { cursor: 5, server_time_ms: 0, more: false })
    }

    #[test]
    fn an_accepted_step_on_a_record_that_left_the_scope_does_not_stop_the_batch() {
        let phone = Phone { own: envelope(vec![Hash32([8; 32])]) };
        let mut batch = Batch::default();
        let verdict = Verdict { envelope: phone.own.hash(), intent: Id([2; 16]), outcome: Outcome::Accepted(5) };
        assert!(batch.take(Frame::Verdict(verdict), &phone).unwrap().is_none());
        let (plan, _) = batch.take(checkpoint(), &phone).unwrap().unwrap();
        assert_eq!((plan.verdicts.len(), plan.accepted.len()), (1, 0));
    }

    #[test]
    fn what_only_a_phone_sends_and_what_nobody_certified_is_refused() {
        let phone = Phone { own: envelope(Vec::new()) };
        let mut batch = Batch::default();
        let hello = Frame::Offer(Vec::new());
        assert!(matches!(batch.take(hello, &phone), Err(SessionError::Direction)));
        let change = Frame::Change(LoggedEnvelope { sequence: 1, envelope: phone.own.encode().into() });
        assert!(matches!(batch.take(change, &phone), Err(SessionError::UnknownDevice)));
        let forged = Snapshot::sign(
            Id([1; 16]),
            Id([6; 16]),
            1,
            Document::new("ticket", Id([6; 16])).encode(),
            &SigningKey::from_bytes(&[8; 32]),
        );
        assert!(matches!(batch.take(Frame::Snapshot(forged), &phone), Err(SessionError::SnapshotSignature)));
    }
}
