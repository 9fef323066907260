//! Push, pull and a visit that brings nothing: real HTTPS on loopback, the server judging every envelope.
//! Absent by design: records that two phones changed (`edits.rs`).

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use criterion::Criterion;
use fieldseal_benchmarks::{
    site::Site,
    stages::{ENGINEER_PHONE, FRESH_PHONE, TICKETS},
};
use fieldseal_core::{
    app::SyncReport,
    sync::http::{HttpAnswer, HttpRequest, HttpsTransport, Transport, TransportError},
};
use fieldseal_tests::Phone;

use crate::{
    Shared,
    figures::{Figures, bytes},
    slow,
};

/// Counts requests on their way.
struct Counted<'a> {
    transport: &'a HttpsTransport,
    requests: AtomicUsize,
}

impl Transport for Counted<'_> {
    fn send(&self, request: HttpRequest) -> Result<HttpAnswer, TransportError> {
        self.requests.fetch_add(1, Ordering::SeqCst);
        self.transport.send(request)
    }
}

/// A visit: how long it took, how many requests, and what it brought.
pub fn visit(phone: &Phone) -> (Duration, usize, SyncReport) {
    let counted = Counted { transport: &phone.transport, requests: AtomicUsize::new(0) };
    let started = Instant::now();
    let report = phone.app.sync(&counted).expect("loopback works");
    (started.elapsed(), counted.requests.into_inner(), report)
}

/// Bytes of bodies, both ways.
pub fn travelled(report: &SyncReport) -> usize {
    report.bytes_sent + report.bytes_received
}

/// 2,000 tickets there, to another phone, and nothing more to say.
pub fn measure(criterion: &mut Criterion, shared: &Shared, figures: &Figures) {
    let mut group = slow(criterion, "exchange");
    group.bench_function("push", |bencher| {
        bencher.iter_custom(|times| (0..times).map(|_| push(shared, figures)).sum());
    });
    group.bench_function("pull", |bencher| {
        bencher.iter_custom(|times| (0..times).map(|_| pull(shared, figures)).sum());
    });
    group.finish();
    let mut group = criterion.benchmark_group("exchange");
    group.bench_function("nothing", |bencher| {
        let site = Site::copy_of(&shared.stages().pushed);
        let phone = site.phone(ENGINEER_PHONE);
        phone.sync().expect("loopback works");
        bencher.iter_custom(|times| (0..times).map(|_| nothing(&phone, figures)).sum());
    });
    group.finish();
    figures.time("push 2,000 tickets to an empty server", "exchange/push", "≤ 0.5 s");
    figures.time("a fresh phone pulls them", "exchange/pull", "≤ 0.35 s");
    figures.time("nothing changed", "exchange/nothing", "≤ 3 ms");
}

fn push(shared: &Shared, figures: &Figures) -> Duration {
    let site = Site::copy_of(&shared.stages().offline);
    let (took, requests, report) = visit(&site.phone(ENGINEER_PHONE));
    assert_eq!((report.accepted, report.refused, report.waiting), (TICKETS, 0, 0));
    let said = format!("{}, requests: {requests}", bytes(travelled(&report)));
    figures.say("push: bytes", said, "≤ 1.0 MB");
    took
}

fn pull(shared: &Shared, figures: &Figures) -> Duration {
    let site = Site::copy_of(&shared.stages().pushed);
    let phone = site.phone(FRESH_PHONE);
    let (took, requests, report) = visit(&phone);
    let count = phone.app.store().read(|r| r.count("ticket")).expect("the store is read");
    assert_eq!(count, TICKETS as u64);
    let said = format!("{}, requests: {requests}", bytes(travelled(&report)));
    figures.say("pull: bytes", said, "≤ 0.9 MB");
    took
}

fn nothing(phone: &Phone, figures: &Figures) -> Duration {
    let (took, requests, report) = visit(phone);
    assert!(report.changed.is_empty());
    let said = format!("{}, requests: {requests}", bytes(travelled(&report)));
    figures.say("nothing changed: bytes", said, "≤ 200 B, 1 request");
    took
}
