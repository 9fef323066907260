//! What the ledger needs to know to judge, answered from the storage inside the accepting transaction.
//! Absent by design: the judgement itself, which is the core's.

use std::{cell::RefCell, collections::BTreeSet, rc::Rc};

use fieldseal_core::{
    ledger::{DeviceStanding, Document, World},
    process::directory::Directory,
    records::company::record_of,
    schema::{Facts, Id, Instant, Lookup, RecordId, Role, Scalar},
    seal::keys::PublicKey,
};

use crate::{
    server::{Server, document_of},
    storage::{Reader, StorageError, Stored},
};

/// The world as the server knows it at one log position.
pub struct ServerWorld<'a> {
    server: &'a Server,
    reader: &'a dyn Reader,
    directory: &'a Directory,
    now: Instant,
    failure: RefCell<Option<StorageError>>,
}

impl<'a> ServerWorld<'a> {
    /// A world over a transaction.
    pub fn new(server: &'a Server, reader: &'a dyn Reader, directory: &'a Directory, now: Instant) -> Self {
        Self { server, reader, directory, now, failure: RefCell::default() }
    }

    /// The storage's failure, if it failed while something was looked up: then nothing that was
    /// concluded from this world counts.
    ///
    /// # Errors
    /// That failure.
    pub fn check(self) -> Stored<()> {
        self.failure.into_inner().map_or(Ok(()), Err)
    }

    fn noted<T: Default>(&self, result: Stored<T>) -> T {
        result.unwrap_or_else(|error| {
            self.failure.borrow_mut().get_or_insert(error);
            T::default()
        })
    }

    /// Whether a person's record changed after somebody had last seen the directory.
    fn changed_since(&self, person: RecordId, directory_seq: u64) -> bool {
        let stored = self.noted(self.reader.document(person));
        stored.is_some_and(|document| document.last_position > directory_seq)
    }
}

impl World for ServerWorld<'_> {
    fn company(&self) -> Id {
        self.server.company()
    }

    fn device(&self, key: &PublicKey) -> Option<DeviceStanding> {
        if *key == self.server.keys.signing.public() {
            return Some(DeviceStanding {
                person: None,
                segment: self.server.segment.clone(),
                former_segments: self.server.former_segments.clone(),
                revoked: false,
            });
        }
        let device = self.directory.device(key)?;
        Some(DeviceStanding {
            person: Some(device.person),
            segment: device.segment.clone(),
            former_segments: Vec::new(),
            revoked: device.revoked_at.is_some(),
        })
    }

    fn roles(&self, person: RecordId, directory_seq: u64) -> BTreeSet<Role> {
        if self.directory.people().next().is_none() {
            // Only the server can sign where no device is known yet: it adds the first administrator.
            return BTreeSet::from([Role::Administrator]);
        }
        if self.changed_since(person, directory_seq) {
            self.directory.roles_with_grace(person, self.now, self.directory.role_grace_days())
        } else {
            self.directory.roles_at(person, self.now)
        }
    }

    fn may_act_for(&self, person: RecordId, principal: RecordId, at: Instant) -> bool {
        self.directory.may_stand_in(person, principal, at)
    }

    fn document(&self, record: RecordId) -> Option<Rc<Document>> {
        self.noted(document_of(self.reader, record)).map(Rc::new)
    }

    fn number_taken(&self, number: &str) -> bool {
        self.noted(self.reader.number_taken(number))
    }
}

/// Records as they stand now, for steps that are performed at the console.
impl Lookup for ServerWorld<'_> {
    fn facts(&self, kind: &str, record: RecordId) -> Option<Facts> {
        self.document(record).filter(|document| document.kind() == kind).map(|document| document.facts())
    }

    fn company(&self) -> Option<RecordId> {
        Some(record_of(self.server.company()))
    }

    fn former_values(&self, _: &str, record: RecordId, key: &str) -> Vec<Scalar> {
        self.document(record).map_or_else(Vec::new, |document| document.former_values(key))
    }
}
