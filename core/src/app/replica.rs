//! The phone's store as a session sees it. Absent by design: writing; a plan says what to write.

use super::{directory::Surroundings, identity::Identity};
use crate::{
    ledger::{Document, Envelope},
    schema::{Hash32, Id, RecordId},
    seal::keys::PublicKey,
    store::Store,
    sync::session::Replica,
};

/// The store as a session sees it.
pub(super) struct StoreReplica<'a> {
    store: &'a Store,
    identity: Identity,
    surroundings: std::cell::RefCell<std::sync::Arc<Surroundings>>,
}

impl<'a> StoreReplica<'a> {
    pub(super) fn new(store: &'a Store, identity: Identity, surroundings: std::sync::Arc<Surroundings>) -> Self {
        Self { store, identity, surroundings: surroundings.into() }
    }

    pub(super) fn reload(&self, surroundings: std::sync::Arc<Surroundings>) {
        self.surroundings.replace(surroundings);
    }
}

impl Replica for StoreReplica<'_> {
    fn company(&self) -> Id {
        self.identity.company
    }

    fn server_key(&self) -> PublicKey {
        self.identity.server_key
    }

    fn device_known(&self, key: &PublicKey) -> bool {
        *key == self.identity.key().public() || self.surroundings.borrow().directory.device(key).is_some()
    }

    fn accepted(&self, record: RecordId) -> Option<Document> {
        self.store.read(|r| r.accepted_document(record)).ok().flatten()
    }

    fn own_envelope(&self, envelope: &Hash32) -> Option<Envelope> {
        let entry = self.store.read(|r| r.outbox_entry(envelope)).ok()??;
        Envelope::decode_kept(&entry.envelope).ok()
    }
}
