//! Following a list from a shell: `Flow` and `AsyncStream` go on top of this.
//! Absent by design: which rows changed; the core tells.

use std::sync::{Arc, Mutex, PoisonError};

use fieldseal_core::{app, schema::Id, store::RecordRow};

use crate::FieldsealError;

/// What an observer needs to bring its list up to date. The first batch has every row.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct ListBatch {
    /// The records that the list holds now, in its order.
    pub order: Vec<Id>,
    /// Rows that are new in the list or changed since the batch before.
    pub rows: Vec<RecordRow>,
}

/// Follows a list. Implemented by the shell.
#[uniffi::export(foreign)]
pub trait ListObserver: Send + Sync {
    /// Takes a batch, on a thread of its own. It may call the app. An error ends the subscription.
    fn on_batch(&self, batch: ListBatch) -> Result<(), FieldsealError>;
}

/// Follows a list until it is stopped or dropped.
#[derive(uniffi::Object)]
pub struct Subscription {
    inner: Mutex<Option<app::Subscription>>,
}

impl Subscription {
    pub(crate) fn new(inner: app::Subscription) -> Arc<Self> {
        Arc::new(Self { inner: Mutex::new(Some(inner)) })
    }
}

#[uniffi::export]
impl Subscription {
    /// Stops following. A batch that is on its way may still come. Stopping twice is no error.
    pub fn stop(&self) {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

impl From<app::ListBatch> for ListBatch {
    fn from(batch: app::ListBatch) -> Self {
        Self { order: batch.order, rows: batch.rows }
    }
}
