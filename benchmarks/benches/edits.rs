//! The same records changed on two phones without coverage, then three visits: all merged, all losers shown.
//! Absent by design: how a conflict is decided.

use std::time::Duration;

use criterion::Criterion;
use fieldseal_benchmarks::{
    site::Site,
    stages::{DESK_PHONE, EDITED, ENGINEER_PHONE, Stages},
};
use fieldseal_core::schema::Scalar;
use fieldseal_tests::Phone;

use crate::{
    Shared,
    exchange::{travelled, visit},
    figures::{Figures, bytes},
    slow,
};

/// Engineer, desk, engineer.
pub fn measure(criterion: &mut Criterion, shared: &Shared, figures: &Figures) {
    let mut group = slow(criterion, "edits");
    group.bench_function("three_syncs", |bencher| {
        bencher.iter_custom(|times| (0..times).map(|_| three_syncs(shared.stages(), figures)).sum());
    });
    group.finish();
    figures.time("100 records edited on two phones, three syncs", "edits/three_syncs", "≤ 0.15 s");
}

fn three_syncs(stages: &Stages, figures: &Figures) -> Duration {
    let site = Site::copy_of(&stages.edited);
    let (engineer, desk) = (site.phone(ENGINEER_PHONE), site.phone(DESK_PHONE));
    let visits = [visit(&engineer), visit(&desk), visit(&engineer)];
    assert_eq!(visits.iter().map(|(_, _, report)| report.accepted).sum::<usize>(), 2 * EDITED);
    assert!(visits.iter().all(|(_, _, report)| report.refused == 0 && report.waiting == 0));
    for phone in [&engineer, &desk] {
        every_loser_is_shown(phone, stages);
    }
    let travelled = visits.iter().map(|(_, _, report)| travelled(report)).sum();
    figures.say("edited on both: bytes", bytes(travelled), "all merged, all losers shown");
    visits.iter().map(|(took, _, _)| *took).sum()
}

/// Both values of what both wrote stand on the phone, and both rows of what each added.
fn every_loser_is_shown(phone: &Phone, stages: &Stages) {
    for ticket in &stages.disputed {
        let view = phone.app.show(*ticket).expect("both phones have the ticket");
        let keys: Vec<&str> = view.conflicts.iter().map(|conflict| conflict.key.as_str()).collect();
        assert_eq!(keys, ["urgency", "urgency_reason"]);
        let mut values: Vec<&Scalar> = view.conflicts[0].candidates.iter().map(|shown| &shown.value).collect();
        values.sort();
        assert_eq!(values, [&Scalar::text("general"), &Scalar::text("urgent")]);
        assert!(view.facts.has("gradings/site/urgency") && view.facts.has("gradings/call/urgency"));
    }
}
