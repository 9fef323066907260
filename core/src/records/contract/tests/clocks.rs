//! D-03: one working day from the day the customer signed (domain §2.2, §3 no. 9…12).

use super::*;
use crate::{
    process::{
        calendar::Calendar,
        clocks::{Clock, ClockState, Due, compute},
    },
    schema::Instant,
};

/// A moment of a day in Shanghai.
fn at(moment: &str) -> Instant {
    let (day, hour) = moment.split_once(' ').unwrap();
    Calendar::shipped().at(day.parse().unwrap(), hour.parse().unwrap())
}

/// D-03 of the contract as it stands at a moment.
fn clock(facts: &Facts, now: &str) -> Clock {
    let spec = &KIND.clocks[0];
    assert_eq!(spec.id, "D-03");
    let runs = (spec.runs)(facts);
    assert_eq!(runs.len(), 1);
    compute(spec, &runs[0], spec.span, &Calendar::shipped(), at(now))
}

/// A signed contract with the day written on it.
fn signed_on(day: &str) -> Facts {
    let mut facts = contract(Stage::Signed).record("contract", id(CONTRACT));
    facts.0.insert("signed_on".to_owned(), text(day));
    facts
}

#[test]
fn d03_runs_one_working_day_from_the_day_written_on_the_paper() {
    for (signed, due) in [
        ("2026-09-18", "2026-09-20 18:00"),
        ("2026-10-09", "2026-10-10 18:00"),
        ("2026-09-19", "2026-09-20 18:00"),
        ("2024-02-28", "2024-02-29 18:00"),
        ("2024-02-29", "2024-03-01 18:00"),
    ] {
        assert_eq!(clock(&signed_on(signed), "2026-11-23 10:00").due, Due::At(at(due)), "{signed}");
    }
    let facts = contract(Stage::Sent).record("contract", id(CONTRACT));
    assert!((KIND.clocks[0].runs)(&facts).is_empty(), "nothing runs before the signature");
}

#[test]
fn d03_is_met_when_the_order_is_sent_and_not_when_it_is_entered() {
    let mut facts = signed_on("2026-11-23");
    facts.0.insert("ordered_at".to_owned(), at("2026-11-23 16:00").to_scalar());
    assert_eq!(clock(&facts, "2026-11-23 17:00").state, ClockState::Running);
    assert_eq!(clock(&facts, "2026-11-24 18:01").state, ClockState::Overdue);
    for (sent, state) in [("2026-11-24 18:00", ClockState::Met), ("2026-11-24 18:01", ClockState::MetLate)] {
        facts.0.insert("order_sent_at".to_owned(), at(sent).to_scalar());
        assert_eq!(clock(&facts, "2026-11-25 09:00").state, state, "{sent}");
    }
}

#[test]
fn d03_ends_with_the_contract_and_a_miss_stays() {
    for (ended, state) in [("2026-11-24 10:00", ClockState::Cancelled), ("2026-11-25 10:00", ClockState::Missed)] {
        for key in ["terminated_at", "voided_at"] {
            let mut facts = signed_on("2026-11-23");
            facts.0.insert(key.to_owned(), at(ended).to_scalar());
            let clock = clock(&facts, "2026-11-26 09:00");
            assert_eq!(clock.state, state, "{key} {ended}");
            assert!(clock.reason.is_some());
        }
    }
}

#[test]
fn d03_moves_with_the_corrected_day() {
    let mut rig = contract(Stage::Signed);
    let correct = |signed: i64| vec![("signed_on", day(signed)), ("signature_corrections/c/reason", text("日期看错"))];
    assert_eq!(rig.refused("contract.correct_signed_on", id(CONTRACT), &correct(1)), ["in_future"]);
    assert_eq!(rig.refused("contract.correct_signed_on", id(CONTRACT), &correct(0)), ["nothing_changed"]);
    assert_eq!(rig.refused("contract.correct_signed_on", id(CONTRACT), &correct(-3)[..1]), ["row_missing"]);
    rig.must("contract.correct_signed_on", id(CONTRACT), &correct(-3));
    let facts = rig.record("contract", id(CONTRACT));
    assert_eq!(clock(&facts, "2026-11-23 09:00").due, Due::At(at("2026-11-23 18:00")), "signed Friday");
    assert_eq!(facts.get("signature_corrections/c/signed_on_before"), &day(0), "what stood before is kept");
    let mut unsigned = contract(Stage::Sent);
    assert_eq!(unsigned.refused("contract.correct_signed_on", id(CONTRACT), &correct(-3)), ["not_in_force"]);
}
