//! Following a list: what it holds first, then what changed, for as long as somebody looks.
//! Absent by design: drawing, and telling what nobody asked about.

use std::{
    collections::BTreeMap,
    sync::{Arc, Weak, atomic::AtomicBool},
};

use super::{App, AppError};
use crate::{
    schema::RecordId,
    store::{Commits, ListQuery, RecordRow},
};

/// What an observer needs to bring its list up to date. The first batch has every row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListBatch {
    /// The records that the list holds now, in its order.
    pub order: Vec<RecordId>,
    /// Rows that are new in the list or changed since the batch before.
    pub rows: Vec<RecordRow>,
}

/// Follows a list until it is dropped. A batch that is on its way by then may still come.
pub struct Subscription {
    commits: Arc<Commits>,
    stopped: Arc<AtomicBool>,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.commits.stop(&self.stopped);
    }
}

impl App {
    /// Follows a list: `tell` gets what it holds, then a batch whenever something in it changed, on a
    /// thread of its own, until it returns false or the subscription is dropped. It may call the app.
    /// Several commits at once make one batch. A list that can't be read is tried again at the next
    /// commit; what changes by the mere passing of time is told with it.
    pub fn observe(
        self: &Arc<Self>,
        query: ListQuery,
        mut tell: impl FnMut(ListBatch) -> bool + Send + 'static,
    ) -> Result<Subscription, AppError> {
        let commits = self.store.commits().clone();
        let mut seen = commits.count();
        let mut told = Told::default();
        let first = told.batch(self.list(&query)?);
        let stopped = Arc::new(AtomicBool::new(false));
        let subscription = Subscription { commits: commits.clone(), stopped: stopped.clone() };
        let app: Weak<Self> = Arc::downgrade(self);
        let follow = move || {
            let mut goes_on = tell(first);
            while goes_on && let Some(count) = commits.wait_beyond(seen, &stopped) {
                seen = count;
                let Some(rows) = app.upgrade().and_then(|app| app.list(&query).ok()) else { continue };
                let batch = told.batch(rows);
                goes_on = !told.changed || tell(batch);
            }
        };
        let thread = std::thread::Builder::new().name("fieldseal-observer".into()).spawn(follow);
        thread.map_err(|error| AppError::NoThread(error.to_string()))?;
        Ok(subscription)
    }
}

/// What an observer was told.
#[derive(Default)]
struct Told {
    order: Vec<RecordId>,
    rows: BTreeMap<RecordId, RecordRow>,
    changed: bool,
}

impl Told {
    /// What brings the observer from what it was told to these rows; `changed` says whether it is anything.
    fn batch(&mut self, rows: Vec<RecordRow>) -> ListBatch {
        let order: Vec<RecordId> = rows.iter().map(|row| row.record).collect();
        let fresh: Vec<RecordRow> =
            rows.iter().filter(|row| self.rows.get(&row.record) != Some(row)).cloned().collect();
        self.changed = !fresh.is_empty() || order != self.order;
        self.rows = rows.into_iter().map(|row| (row.record, row)).collect();
        self.order.clone_from(&order);
        ListBatch { order, rows: fresh }
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, time::Duration};

    use super::*;
    use crate::{
        app::SystemHost,
        schema::{Id, Instant},
        store::{IndexRow, StoreError},
    };

    /// Longer than any of these takes: only a defect reaches it.
    const PATIENCE: Duration = Duration::from_secs(60);

    fn row(number: u8, title: &str) -> IndexRow {
        IndexRow {
            record: Id([number; 16]),
            kind: "ticket",
            number: Some(number.to_string()),
            title: title.into(),
            status: "new",
            closed: false,
            customer: None,
            responsible: None,
            due: Some(Instant::from_utc_ms(i64::from(number))),
            updated: Instant::from_utc_ms(0),
            body: serde_json::Value::Null,
            keys: Vec::new(),
            tokens: String::new(),
        }
    }

    fn put(app: &App, rows: &[IndexRow]) {
        app.store.write(|tx| rows.iter().try_for_each(|row| tx.put_record(row))).unwrap();
    }

    fn titles(batch: &ListBatch) -> Vec<&str> {
        batch.rows.iter().map(|row| row.title.as_str()).collect()
    }

    fn open(folder: &tempfile::TempDir) -> Arc<App> {
        Arc::new(App::open(&folder.path().join("phone.db"), Arc::new(SystemHost::default())).unwrap())
    }

    fn by_due() -> ListQuery {
        ListQuery { order: crate::store::Order::Due, ..ListQuery::default() }
    }

    #[test]
    fn the_snapshot_comes_first_and_then_what_changed() {
        let folder = tempfile::tempdir().unwrap();
        let app = open(&folder);
        put(&app, &[row(1, "one"), row(2, "two")]);
        let (sender, batches) = mpsc::channel();
        let _subscription = app.observe(by_due(), move |batch| sender.send(batch).is_ok()).unwrap();
        let snapshot = batches.recv_timeout(PATIENCE).unwrap();
        assert_eq!((snapshot.order.len(), titles(&snapshot)), (2, vec!["one", "two"]));

        app.store.write(|tx| tx.put_meta("of", b"no list")).unwrap();
        put(&app, &[row(1, "one"), row(3, "three")]);
        let second = batches.recv_timeout(PATIENCE).unwrap();
        assert_eq!((second.order.len(), titles(&second)), (3, vec!["three"]));

        app.store.write(|tx| tx.forget(Id([2; 16]))).unwrap();
        let third = batches.recv_timeout(PATIENCE).unwrap();
        assert_eq!((third.order, third.rows), (vec![Id([1; 16]), Id([3; 16])], vec![]));
    }

    #[test]
    fn a_transaction_that_fails_tells_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let app = open(&folder);
        let before = app.store.commits().count();
        let failed: Result<(), StoreError> = app.store.write(|_| Err(StoreError::BlobBounds));
        assert!(failed.is_err());
        assert_eq!(app.store.commits().count(), before);
    }

    #[test]
    fn following_ends_with_the_subscription_the_observer_or_the_app() {
        let folder = tempfile::tempdir().unwrap();
        let app = open(&folder);
        // The sender lives in the observing thread: its end is the channel's.
        let follow = |wanted: bool| {
            let (sender, batches) = mpsc::channel();
            let tell = move |batch| sender.send(batch).is_ok() && wanted;
            let subscription = app.observe(ListQuery::default(), tell).unwrap();
            batches.recv_timeout(PATIENCE).unwrap();
            (subscription, batches)
        };
        let ended = |batches: mpsc::Receiver<ListBatch>| {
            batches.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Disconnected)
        };
        let (subscription, batches) = follow(true);
        drop(subscription);
        assert!(ended(batches));
        let (_subscription, batches) = follow(false);
        assert!(ended(batches));
        let (_subscription, batches) = follow(true);
        drop(app);
        assert!(ended(batches));
    }
}
