//! Durable steps on a phone: each is on the disk when it returns (synchronous=FULL).
//! Absent by design: the network.

use std::time::Instant;

use criterion::Criterion;
use fieldseal_benchmarks::{
    site::Site,
    stages::{ENGINEER_PHONE, TICKETS, take_in},
    tickets::FIELDS,
};

use crate::{Shared, figures::Figures, slow};

/// One step, and 2,000 in a row.
pub fn measure(criterion: &mut Criterion, shared: &Shared, figures: &Figures) {
    let mut group = criterion.benchmark_group("create");
    group.bench_function("one_step", |bencher| {
        let stages = shared.stages();
        let site = Site::copy_of(&stages.enrolled);
        let phone = site.phone(ENGINEER_PHONE);
        let first = take_in(&phone.app, 0, stages.engineer, stages.customer);
        let view = phone.app.show(first).expect("the engineer sees what they took in");
        assert_eq!(view.facts.0.len(), FIELDS);
        let mut n = 0;
        bencher.iter(|| {
            n += 1;
            take_in(&phone.app, n, stages.engineer, stages.customer)
        });
    });
    group.finish();
    figures.time("one durable step of 25 fields", "create/one_step", "≤ 1 ms");
    let mut group = slow(criterion, "create");
    group.bench_function("in_a_row", |bencher| {
        let stages = shared.stages();
        bencher.iter_custom(|times| {
            (0..times)
                .map(|_| {
                    let site = Site::copy_of(&stages.enrolled);
                    let phone = site.phone(ENGINEER_PHONE);
                    let started = Instant::now();
                    for n in 0..TICKETS {
                        take_in(&phone.app, n, stages.engineer, stages.customer);
                    }
                    started.elapsed()
                })
                .sum()
        });
    });
    group.finish();
    figures.time_each("2,000 such steps in a row, each", "create/in_a_row", TICKETS, "≤ 1 ms");
}
