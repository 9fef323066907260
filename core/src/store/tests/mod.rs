//! Tests of the store, one file a subject, and what they share: a database in a folder of its own.
//! Absent by design: real kinds' rules; rows and documents are made by hand.

mod blob_names;
mod blobs;
mod clocks;
mod documents;
mod forgetting;
mod lists;
mod opening;
mod outbox;
mod plans;
mod receipts;
mod schema;
mod search;
mod work;

use std::path::PathBuf;

use serde_json::json;
use tempfile::TempDir;

use super::{IndexRow, ReadConnection, Store, StoreError, WriteTransaction, tokens};
use crate::{
    ledger::{Change, Document},
    schema::{Hash32, Id, Instant, RecordId, Scalar},
};

const START: Instant = Instant::from_utc_ms(1_795_449_900_000);

/// A store in a folder that goes away with it.
struct Phone {
    folder: TempDir,
    store: Store,
}

impl Phone {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("phone.db")).unwrap();
        Self { folder, store }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("phone.db")
    }

    fn reopen(self) -> Self {
        let Self { folder, store } = self;
        drop(store);
        let store = Store::open(&folder.path().join("phone.db")).unwrap();
        Self { folder, store }
    }

    fn write<T>(&self, work: impl FnOnce(&WriteTransaction<'_>) -> Result<T, StoreError>) -> T {
        self.store.write(work).unwrap()
    }

    fn read<T>(&self, work: impl FnOnce(&ReadConnection<'_>) -> Result<T, StoreError>) -> T {
        self.store.read(work).unwrap()
    }
}

fn id(n: u8) -> Id {
    Id([n; 16])
}

fn hash(n: u8) -> Hash32 {
    Hash32([n; 32])
}

/// A document with one change for each of these values of `description`.
fn document(record: RecordId, values: &[&str]) -> Document {
    let mut document = Document::new("ticket", record);
    for value in values {
        let actor = id(7);
        let sequence = document.next_sequence(&actor);
        let change = Change {
            envelope: Hash32::of(format!("{record}{sequence}").as_bytes()),
            dependencies: document.heads(),
            actor,
            sequence,
            person: actor,
            acting_for: None,
            step: "ticket.take_in".into(),
            effective: START,
            writes: vec![("description".into(), Scalar::text(value))],
        };
        assert_eq!(document.fold(change), Ok(true));
    }
    document
}

/// An index row that search finds by `text`.
fn row(record: RecordId, text: &str) -> IndexRow {
    IndexRow {
        record,
        kind: "ticket",
        number: None,
        title: text.to_owned(),
        status: "open",
        closed: false,
        customer: None,
        responsible: None,
        due: None,
        updated: START,
        body: json!({ "description": text }),
        keys: Vec::new(),
        tokens: tokens(text).into_iter().collect::<Vec<_>>().join(" "),
    }
}
