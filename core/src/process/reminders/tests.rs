use super::*;
use crate::{
    process::clocks::compute,
    records,
    schema::{Anchor, ClockRun, Date, Id, Pause, Scalar, Span},
};

const MINUTE: i64 = 60_000;
/// 2026-11-23 09:00 in China, a Monday.
const START: Instant = Instant::from_utc_ms(1_795_395_600_000);
const DESK: u8 = 1;
const ENGINEER: u8 = 2;
const SUPERVISOR: u8 = 3;
const MANAGER: u8 = 4;
const SALES: u8 = 5;

fn id(n: u8) -> RecordId {
    Id([n; 16])
}

fn facts(values: &[(&str, Scalar)]) -> Facts {
    Facts(values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
}

fn company() -> Directory {
    let people =
        [(DESK, "desk"), (ENGINEER, "engineer"), (SUPERVISOR, "supervisor"), (MANAGER, "manager"), (SALES, "sales")];
    let mut directory = Directory::default();
    for (n, role) in people {
        let granted = format!("roles/{role}/granted_at");
        directory.put("person", id(n), &facts(&[(granted.as_str(), Instant::from_utc_ms(0).to_scalar())]));
    }
    directory
}

fn clock(rule: &str, span: Span, run: &ClockRun) -> Clock {
    let kinds = ["ticket", "delivery", "installation"].into_iter();
    let spec = kinds.flat_map(|kind| records::kind(kind).unwrap().clocks).find(|spec| spec.id == rule).unwrap();
    compute(spec, run, span, &Calendar::shipped(), START)
}

/// Occasions with minutes after the start, by person, of a clock assigned to somebody.
fn seen(clock: &Clock, assigned: u8, person: u8) -> Vec<(Occasion, i64)> {
    let mut found = of_clock(clock, Some(id(assigned)), id(person), &company(), &Calendar::shipped());
    found.sort_by_key(|reminder| reminder.at);
    found.iter().map(|reminder| (reminder.occasion, (reminder.at.utc_ms - START.utc_ms) / MINUTE)).collect()
}

#[test]
fn d10_the_engineer_hears_of_due_soon_and_due_and_the_others_when_it_comes_to_them() {
    let clock = clock("D-10", Span::Minutes(120), &ClockRun::from("1", START));
    assert_eq!(seen(&clock, ENGINEER, ENGINEER), [(Occasion::DueSoon, 90), (Occasion::Due, 120)]);
    assert_eq!(seen(&clock, ENGINEER, SUPERVISOR), [(Occasion::Overdue, 120)]);
    assert_eq!(seen(&clock, ENGINEER, MANAGER), [(Occasion::TwiceTheTime, 240)]);
    assert!(seen(&clock, ENGINEER, DESK).is_empty());
    let first = &of_clock(&clock, Some(id(ENGINEER)), id(ENGINEER), &company(), &Calendar::shipped())[0];
    assert!(
        first.urgent && first.zh.contains("即将到期") && first.zh.contains("D-10") && first.en.contains("Due soon")
    );
    assert_eq!((first.rule, first.instance.as_str()), (Some("D-10"), "1"));
}

#[test]
fn d05_the_desk_joins_after_an_hour() {
    let clock = clock("D-05", Span::Minutes(120), &ClockRun::from("1", START));
    assert_eq!(seen(&clock, SALES, SALES), [(Occasion::DueSoon, 90), (Occasion::Due, 120)]);
    let desk = [(Occasion::Joins, 60), (Occasion::DueSoon, 90), (Occasion::Due, 120)];
    assert_eq!(seen(&clock, SALES, DESK), desk);
}

#[test]
fn d07_a_due_day_that_is_a_rest_day_is_reminded_of_on_the_working_day_before() {
    let mut run = ClockRun::from("1", START);
    // The appointment is on Tuesday 2026-12-01, so the third day before is Saturday.
    run.anchor = Some(Anchor::Day("2026-12-01".parse::<Date>().unwrap()));
    let clock = clock("D-07", Span::DaysBefore(3), &run);
    let day = 24 * 60;
    let friday_evening = 4 * day + 9 * 60;
    let expected = [Occasion::DueSoon, Occasion::BeforeRestDay, Occasion::Due];
    let found = seen(&clock, ENGINEER, ENGINEER);
    assert!(expected.iter().all(|occasion| found.iter().any(|(found, _)| found == occasion)), "{found:?}");
    assert!(found.contains(&(Occasion::BeforeRestDay, friday_evening)));
    let reminders = of_clock(&clock, Some(id(ENGINEER)), id(ENGINEER), &company(), &Calendar::shipped());
    assert!(reminders.iter().all(|reminder| !reminder.urgent));
}

#[test]
fn d13_a_clock_that_is_met_or_stands_still_reminds_of_nothing() {
    let mut run = ClockRun::from("1", START);
    run.met_at = Some(START);
    assert!(seen(&clock("D-13", Span::Minutes(60), &run), ENGINEER, ENGINEER).is_empty());
    let mut run = ClockRun::from("1", START);
    let reason = "customer_unreachable".to_owned();
    run.pauses.push(Pause { reason: reason.clone(), from: START, until: None });
    assert!(seen(&clock("D-13", Span::Minutes(60), &run), ENGINEER, ENGINEER).is_empty(), "nobody knows until when");
    run.pauses = vec![Pause { reason, from: START, until: Some(START.plus_ms(60 * MINUTE)) }];
    let moved = [(Occasion::DueSoon, 105), (Occasion::Due, 120)];
    assert_eq!(seen(&clock("D-13", Span::Minutes(60), &run), ENGINEER, ENGINEER), moved);
}

#[test]
fn a_pause_is_reminded_of_at_its_expected_end_until_somebody_ends_it() {
    let directory = company();
    let mut paused = facts(&[
        ("pauses/p/reason", Scalar::text("part_on_order")),
        ("pauses/p/from", START.to_scalar()),
        ("pauses/p/expected_end", START.plus_ms(3 * MINUTE).to_scalar()),
        ("pauses/p/by", id(DESK).to_scalar()),
    ]);
    let of = |facts: &Facts, responsible: Option<u8>, person| {
        of_pauses(facts, responsible.map(id), id(person), &directory).into_iter().map(|r| r.at).collect::<Vec<_>>()
    };
    let end = START.plus_ms(3 * MINUTE);
    assert_eq!(of(&paused, Some(ENGINEER), ENGINEER), [end]);
    assert!(of(&paused, Some(ENGINEER), DESK).is_empty());
    assert_eq!(of(&paused, None, DESK), [end], "nobody is responsible: whoever paused");
    let reminder = &of_pauses(&paused, None, id(DESK), &directory)[0];
    assert_eq!((reminder.zh.as_str(), reminder.rule), ("暂停应已结束：等待配件", None));
    paused.0.insert("pauses/p/until".into(), START.to_scalar());
    assert!(of(&paused, None, DESK).is_empty());
}
