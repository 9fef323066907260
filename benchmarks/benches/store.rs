//! A phone's store: opening it, lists and search, without a network.
//! Absent by design: how the rows came there by syncing; they are written through the store's own API.

use std::{cell::OnceCell, path::PathBuf};

use criterion::Criterion;
use fieldseal_benchmarks::{site::open_app, tickets};
use fieldseal_core::{
    process::{calendar::Calendar, clocks::evaluate, directory::Directory},
    records,
    schema::{ClockRun, Id, Instant, RecordId},
    store::{DueQuery, ListQuery, Order, RecordRow, Store, StoreError, WriteTransaction, index_row},
};
use fieldseal_tests::BEGINNING_MS;
use tempfile::TempDir;

use crate::figures::Figures;

/// Records of a phone that holds a department's work.
const MANY: usize = 5_000;

/// Records of one that holds years.
const VERY_MANY: usize = 50_000;

/// Rows of a screen.
const ROWS: usize = 50;

/// Engineers and customers among whom the tickets are.
const ENGINEERS: usize = 20;
const CUSTOMERS: usize = 400;

/// Records written in one transaction.
const BATCH: usize = 1_000;

/// Opening, the due list, a filtered list, and search.
pub fn measure(criterion: &mut Criterion, figures: &Figures) {
    let (many, very_many) = (OnceCell::new(), OnceCell::new());
    let many = || many.get_or_init(|| Filled::with(MANY)).path();
    let very_many = || very_many.get_or_init(|| Filled::with(VERY_MANY)).path();
    let mut group = criterion.benchmark_group("store");
    group.bench_function("open", |bencher| {
        let path = many();
        bencher.iter(|| {
            let app = open_app(&path);
            assert_eq!(app.list(&filtered()).expect("the store is read").len(), ROWS);
        });
    });
    group.bench_function("due_list", |bencher| {
        let app = open_app(&many());
        bencher.iter(|| assert_eq!(app.due(&DueQuery::default()).expect("the store is read").len(), ROWS));
    });
    group.bench_function("filtered_list", |bencher| {
        let app = open_app(&many());
        bencher.iter(|| assert_eq!(app.list(&filtered()).expect("the store is read").len(), ROWS));
    });
    for (name, text) in SEARCHES {
        group.bench_function(name, |bencher| {
            let app = open_app(&very_many());
            let query = ListQuery { text: text.into(), ..ListQuery::default() };
            let found: Vec<RecordRow> = app.list(&query).expect("the store is read");
            assert!(!found.is_empty());
            bencher.iter(|| assert_eq!(app.list(&query).expect("the store is read").len(), found.len()));
        });
    }
    group.finish();
    figures.time("open a store of 5,000 records, with its first list", "store/open", "≤ 20 ms");
    figures.time("due list of 50 among 5,000", "store/due_list", "≤ 2 ms");
    figures.time("filtered list of 50 among 5,000", "store/filtered_list", "≤ 2 ms");
    figures.time("search 50,000: a number", "store/search_number", "≤ 5 ms");
    figures.time("search 50,000: name and fault, 278 found", "store/search_two_words", "≤ 5 ms");
    figures.time("search 50,000: a word of 5,556", "store/search_common_word", "≤ 5 ms");
}

/// What people look for: one record, a few hundred, and every ninth.
const SEARCHES: [(&str, &str); 3] =
    [("search_number", "GD-2611-K7-31234"), ("search_two_words", "龚 轴承"), ("search_common_word", "漏油")];

/// One engineer's open tickets, the most urgent first.
fn filtered() -> ListQuery {
    ListQuery {
        kind: Some("ticket".into()),
        statuses: vec!["accepted".into()],
        open_only: true,
        responsible: Some(engineer(7)),
        order: Order::Due,
        limit: ROWS as u32,
        ..ListQuery::default()
    }
}

/// A store in a folder that goes away with the run.
struct Filled {
    folder: TempDir,
}

impl Filled {
    fn with(count: usize) -> Self {
        let filled = Self { folder: tempfile::tempdir().expect("a temporary folder can be made") };
        let store = Store::open(&filled.path()).expect("a store can be made");
        let (calendar, directory) = (Calendar::shipped(), Directory::default());
        for first in (0..count).step_by(BATCH) {
            let written = store.write(|tx| (first..first + BATCH).try_for_each(|n| put(tx, n, &calendar, &directory)));
            written.expect("the disk has room");
        }
        filled
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("phone.db")
    }
}

/// Writes one ticket as a sync does: document, index, search and clocks.
fn put(tx: &WriteTransaction<'_>, n: usize, calendar: &Calendar, directory: &Directory) -> Result<(), StoreError> {
    let kind = records::kind("ticket").expect("the kind is there");
    let now = Instant::from_utc_ms(BEGINNING_MS);
    // One every five minutes, so that most are overdue, some due soon and some later.
    let at = now.plus_ms(-((n % MANY) as i64) * 5 * 60_000);
    let document = tickets::graded(n, at, engineer(n), Id([3; 16]).derive(&(n % CUSTOMERS).to_string()));
    let facts = document.facts();
    let span_for = |clock: &str, run: &ClockRun| directory.span_for(clock, run);
    let clocks = evaluate(kind, &facts, &span_for, calendar, now);
    let due = clocks.iter().filter(|clock| clock.state.is_open()).map(|clock| clock.sorts_at).min();
    tx.put_accepted(&document)?;
    tx.put_record(&index_row(kind, document.record(), &facts, due, at, directory.day_of(now)))?;
    tx.put_clocks(document.record(), &clocks, |clock| facts.reference(clock.who_field))
}

fn engineer(n: usize) -> RecordId {
    Id([4; 16]).derive(&(n % ENGINEERS).to_string())
}
