//! Folding one and the same history into our document and into automerge's, in memory, without signatures.
//! Absent by design: other ways to keep a history.

mod mirror;

use criterion::{BatchSize, BenchmarkGroup, Criterion, measurement::WallTime};
use fieldseal_benchmarks::tickets;
use fieldseal_core::{
    ledger::{Change, Document},
    schema::{Hash32, Id, Instant, Scalar},
};
use fieldseal_tests::BEGINNING_MS;

use self::mirror::Mirror;
use crate::figures::{Figures, bytes};

/// Changes after the first of a record that was worked on.
const WORKED_ON: usize = 20;

/// Changes after the first of one on which a forgotten phone builds.
const DEEP: usize = 500;

/// Fields that each later change writes.
const WRITES: usize = 3;

/// What both fold: a record's changes in order, and one whose author had seen only some of them.
struct History {
    changes: Vec<Change>,
    late: Change,
}

impl History {
    /// A ticket's first change and `count` more; the late one has not seen the last `unseen`.
    fn of(count: usize, unseen: usize) -> Self {
        let mut document = Document::new("ticket", Id([9; 16]));
        let ticket = tickets::graded(1, at(0), Id([4; 16]), Id([3; 16]));
        document.fold(ticket.changes()[0].clone()).expect("a first change folds");
        for n in 1..=count {
            let next = change(&document, Id([(n % 2) as u8 + 1; 16]), n);
            document.fold(next).expect("it builds on all that is there");
        }
        let changes: Vec<Change> = document.changes().into_iter().cloned().collect();
        let mut late = change(&document, Id([8; 16]), count + 1);
        late.dependencies = vec![changes[count - unseen].envelope];
        Self { changes, late }
    }

    fn ours(&self) -> Document {
        let mut document = Document::new("ticket", Id([9; 16]));
        for change in &self.changes {
            document.fold(change.clone()).expect("they are in order");
        }
        document
    }

    fn mirrored(&self) -> Mirror {
        let mut mirror = Mirror::default();
        for change in &self.changes {
            mirror.fold(change);
        }
        mirror
    }
}

/// A change of some of the ticket's texts, by somebody who has seen all.
fn change(document: &Document, actor: Id, n: usize) -> Change {
    let facts = document.facts();
    let texts: Vec<&String> =
        facts.0.iter().filter(|(_, value)| value.as_text().is_some()).map(|(key, _)| key).collect();
    let mut writes: Vec<(String, Scalar)> = (0..WRITES)
        .map(|place| (texts[(n + place * 5) % texts.len()].clone(), Scalar::text(format!("第{n}次修改，现场复核"))))
        .collect();
    writes.sort();
    Change {
        envelope: Hash32::of(&n.to_be_bytes()),
        dependencies: document.heads(),
        actor,
        sequence: document.next_sequence(&actor),
        person: actor,
        acting_for: None,
        step: "ticket.record_work".into(),
        effective: at(n),
        writes,
    }
}

fn at(n: usize) -> Instant {
    Instant::from_utc_ms(BEGINNING_MS + n as i64 * 60_000)
}

/// First fold, load with fold and save, concurrent folds, and sizes.
pub fn measure(criterion: &mut Criterion, figures: &Figures) {
    let (worked_on, deep) = (History::of(WORKED_ON, 1), History::of(DEEP, DEEP));
    agree(&worked_on);
    agree(&deep);
    let group = &mut criterion.benchmark_group("fold");
    first(group, &worked_on);
    both(figures, "first fold of 25 fields", "fold/first_ours", "fold/first_automerge");
    load_fold_save(group, &worked_on);
    let work = "load, fold and save, 25 fields and 20 changes";
    both(figures, work, "fold/load_fold_save_ours", "fold/load_fold_save_automerge");
    concurrent(group, &worked_on, ["concurrent_ours", "concurrent_automerge"]);
    both(figures, "one concurrent fold", "fold/concurrent_ours", "fold/concurrent_automerge");
    concurrent(group, &deep, ["deep_ours", "deep_automerge"]);
    both(figures, "one concurrent fold, 500 changes deep", "fold/deep_ours", "fold/deep_automerge");
    size(&worked_on, "25 fields, 20 changes", figures);
    size(&deep, "25 fields, 500 changes", figures);
}

/// Both keep the same values for every key, whoever wins.
fn agree(history: &History) {
    let (mut ours, mut mirror) = (history.ours(), history.mirrored());
    ours.fold(history.late.clone()).expect("what it builds on is there");
    mirror.fold(&history.late);
    let conflicts = ours.conflicts();
    for key in ours.facts().0.keys() {
        let standing = conflicts.iter().find(|conflict| conflict.key == *key);
        assert_eq!(mirror.values(key), standing.map_or(1, |conflict| conflict.candidates.len()), "{key}");
    }
}

fn first(group: &mut BenchmarkGroup<'_, WallTime>, history: &History) {
    let first = &history.changes[0];
    group.bench_function("first_ours", |bencher| {
        let fold = |change| {
            let mut document = Document::new("ticket", Id([9; 16]));
            document.fold(change).expect("a first change folds");
            document
        };
        bencher.iter_batched(|| first.clone(), fold, BatchSize::SmallInput);
    });
    group.bench_function("first_automerge", |bencher| {
        let fold = |change| {
            let mut mirror = Mirror::default();
            mirror.fold(&change);
            mirror
        };
        bencher.iter_batched(|| first.clone(), fold, BatchSize::SmallInput);
    });
}

fn load_fold_save(group: &mut BenchmarkGroup<'_, WallTime>, history: &History) {
    let ours = history.ours();
    let next = change(&ours, Id([1; 16]), WORKED_ON + 1);
    let mut mirror = history.mirrored();
    let (encoded, saved) = (ours.encode(), mirror.save());
    group.bench_function("load_fold_save_ours", |bencher| {
        let fold = |change| {
            let mut document = Document::decode(&encoded).expect("it was encoded");
            document.fold(change).expect("it builds on all that is there");
            document.encode()
        };
        bencher.iter_batched(|| next.clone(), fold, BatchSize::SmallInput);
    });
    group.bench_function("load_fold_save_automerge", |bencher| {
        let fold = |change| {
            let mut loaded = mirror.loaded(&saved);
            loaded.fold(&change);
            loaded.save()
        };
        bencher.iter_batched(|| next.clone(), fold, BatchSize::SmallInput);
    });
}

fn concurrent(group: &mut BenchmarkGroup<'_, WallTime>, history: &History, names: [&str; 2]) {
    let (ours, mirror) = (history.ours(), history.mirrored());
    group.bench_function(names[0], |bencher| {
        let fold = |(mut document, change): (Document, Change)| {
            document.fold(change).expect("what it builds on is there");
            document
        };
        bencher.iter_batched(|| (ours.clone(), history.late.clone()), fold, BatchSize::SmallInput);
    });
    group.bench_function(names[1], |bencher| {
        let fold = |mut mirror: Mirror| {
            mirror.fold(&history.late);
            mirror
        };
        bencher.iter_batched(|| mirror.clone(), fold, BatchSize::SmallInput);
    });
}

fn both(figures: &Figures, work: &str, ours: &'static str, automerge: &'static str) {
    figures.time(work, ours, "less than automerge");
    figures.time(&format!("{work}: automerge 0.12"), automerge, "");
}

/// Bytes of a snapshot: ours as it is kept and as a frame compresses it, automerge's as it saves it.
fn size(history: &History, of: &str, figures: &Figures) {
    let ours = history.ours().encode();
    let packed = zstd::bulk::compress(&ours, zstd::DEFAULT_COMPRESSION_LEVEL).expect("memory suffices");
    let said = format!("{}, {} compressed", bytes(ours.len()), bytes(packed.len()));
    figures.say(&format!("snapshot of {of}"), said, "");
    figures.say(&format!("snapshot of {of}: automerge 0.12"), bytes(history.mirrored().save().len()), "");
}
