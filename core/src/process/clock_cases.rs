//! Single cases of counting, pausing and ending that the manual's examples leave out.
//! Absent by design: what holds of every clock (`clock_properties`).

use super::{
    calendar::Calendar,
    clocks::{ClockState, Due, compute, due, evaluate, next_change},
};
use crate::schema::{
    Anchor, ClockRun, ClockSpec, DueSoon, Ended, Facts, Instant, Kind, Label, Language, Pause, RecordTable, Role,
    Scalar, Span, grants_nothing, nobodys,
};

const STOPPED_BY: &[&str] = &["customer_reschedule", "site_not_ready"];
const TWO_DAYS: Span = Span::WorkingDays(2);
const FOUR_HOURS: Span = Span::Minutes(240);

fn at(text: &str) -> Instant {
    let (day, hour) = text.split_once(' ').unwrap();
    Calendar::shipped().at(day.parse().unwrap(), hour.parse().unwrap())
}

fn pause(from: &str, until: &str) -> Pause {
    let until = (!until.is_empty()).then(|| at(until));
    Pause { reason: "customer_reschedule".into(), from: at(from), until }
}

fn run(start: &str, pauses: Vec<Pause>) -> ClockRun {
    ClockRun { pauses, ..ClockRun::from("1", at(start)) }
}

const fn spec(span: Span, due_soon: DueSoon) -> ClockSpec {
    ClockSpec {
        id: "D-11",
        label: Label::new("到场", "On site"),
        span,
        due_soon,
        who: Role::Engineer,
        who_field: "engineer",
        stopped_by: STOPPED_BY,
        runs: |facts| facts.instant("submitted_at").map(|start| ClockRun::from("1", start)).into_iter().collect(),
    }
}

#[track_caller]
fn due_at(span: Span, run: &ClockRun, now: &str, expected: &str) {
    let due = due(span, run, STOPPED_BY, &Calendar::shipped(), at(now));
    assert_eq!(due.text(Language::English), expected);
}

#[track_caller]
fn state_at(spec: &ClockSpec, run: &ClockRun, now: &str, expected: ClockState, change: &str) {
    let clock = compute(spec, run, spec.span, &Calendar::shipped(), at(now));
    assert_eq!(clock.state, expected);
    assert_eq!(next_change(&clock), (!change.is_empty()).then(|| at(change)));
}

#[test]
fn overlapping_pauses_count_once() {
    let overlapping = vec![
        pause("2026-11-05 10:00", "2026-11-05 12:00"),
        Pause { reason: "site_not_ready".into(), ..pause("2026-11-05 11:00", "2026-11-05 13:00") },
    ];
    due_at(FOUR_HOURS, &run("2026-11-05 09:00", overlapping), "2026-11-05 14:00", "2026-11-05 16:00");
}

#[test]
fn a_reason_that_does_not_stop_the_clock_does_not_move_it() {
    let part = Pause { reason: "part_on_order".into(), ..pause("2026-11-05 10:00", "2026-11-05 12:00") };
    due_at(FOUR_HOURS, &run("2026-11-05 09:00", vec![part]), "2026-11-05 14:00", "2026-11-05 13:00");
}

#[test]
fn a_pause_that_begins_after_the_due_time_changes_nothing() {
    let late = run("2026-11-05 09:00", vec![pause("2026-11-05 13:00:00.001", "2026-11-05 20:00")]);
    due_at(FOUR_HOURS, &late, "2026-11-05 19:00", "2026-11-05 13:00");
    state_at(&spec(FOUR_HOURS, DueSoon::LastQuarter), &late, "2026-11-05 19:00", ClockState::Overdue, "");
    let in_time = run("2026-11-05 09:00", vec![pause("2026-11-05 13:00", "2026-11-05 20:00")]);
    due_at(FOUR_HOURS, &in_time, "2026-11-05 19:00", "2026-11-05 20:00");
    // Moved by the first pause, the clock is still running when the second begins.
    let two = vec![pause("2026-11-05 12:00", "2026-11-05 14:00"), pause("2026-11-05 14:30", "2026-11-05 15:30")];
    due_at(FOUR_HOURS, &run("2026-11-05 09:00", two), "2026-11-05 19:00", "2026-11-05 16:00");
}

#[test]
fn a_pause_counts_only_from_the_start_of_the_clock() {
    let before = vec![pause("2026-11-04 09:00", "2026-11-04 20:00"), pause("2026-11-05 08:00", "2026-11-05 10:00")];
    due_at(FOUR_HOURS, &run("2026-11-05 09:00", before), "2026-11-05 19:00", "2026-11-05 14:00");
}

#[test]
fn an_open_pause_counts_until_now_and_stops_counting_when_the_clock_ends() {
    let open = run("2026-11-05 09:00", vec![pause("2026-11-05 10:00", "")]);
    due_at(FOUR_HOURS, &open, "2026-11-05 10:00", "2026-11-05 13:00");
    due_at(FOUR_HOURS, &open, "2026-11-05 15:00", "2026-11-05 18:00");
    state_at(&spec(FOUR_HOURS, DueSoon::LastQuarter), &open, "2026-11-05 15:00", ClockState::Paused, "");
    let met = ClockRun { met_at: Some(at("2026-11-05 11:00")), ..open };
    due_at(FOUR_HOURS, &met, "2026-11-05 15:00", "2026-11-05 14:00");
    state_at(&spec(FOUR_HOURS, DueSoon::LastQuarter), &met, "2026-11-05 15:00", ClockState::Met, "");
    let met_before = ClockRun { met_at: Some(at("2026-11-05 09:30")), ..met };
    due_at(FOUR_HOURS, &met_before, "2026-11-05 15:00", "2026-11-05 13:00");
}

#[test]
fn a_clock_of_working_days_moves_by_the_ends_of_hours_in_the_pause() {
    let moved = |from, until, expected| {
        due_at(TWO_DAYS, &run("2026-11-23 10:00", vec![pause(from, until)]), "2026-11-30 12:00", expected);
    };
    moved("2026-11-24 09:00", "2026-11-24 17:59", "2026-11-25 18:00");
    moved("2026-11-24 09:00", "2026-11-24 18:00", "2026-11-26 18:00");
    moved("2026-11-25 18:00", "2026-11-25 18:30", "2026-11-26 18:00");
    moved("2026-11-25 18:00:00.001", "2026-11-28 18:30", "2026-11-25 18:00");
    // Friday to Monday: the ends of Saturday and Sunday are none of working hours.
    moved("2026-11-25 09:00", "2026-11-30 09:00", "2026-11-30 18:00");
    moved("2026-11-23 11:00", "2026-11-24 09:00", "2026-11-26 18:00");
}

#[test]
fn a_clock_of_calendar_days_moves_by_days_and_is_rolled_after_that() {
    let paused = run("2026-09-21 10:00", vec![pause("2026-09-22 10:00", "2026-09-24 10:00")]);
    due_at(Span::CalendarDays(7), &paused, "2026-09-25 12:00", "2026-09-30 18:00");
    due_at(Span::CalendarDays(8), &paused, "2026-09-25 12:00", "2026-10-08 18:00");
}

#[test]
fn a_pause_into_a_year_without_calendar_leaves_no_due_time() {
    let paused = run("2026-12-28 10:00", vec![pause("2026-12-30 10:00", "2027-01-05 10:00")]);
    due_at(TWO_DAYS, &paused, "2026-12-31 12:00", "calendar not published, not before 2026-12-30");
    due_at(FOUR_HOURS, &run("2026-12-31 22:00", vec![]), "2026-12-31 22:00", "2027-01-01 02:00");
}

#[test]
fn a_clock_that_counts_back_is_moved_by_no_pause() {
    let anchor = Some(Anchor::Moment(at("2026-10-12 14:00")));
    let run = ClockRun { anchor, ..run("2026-09-28 10:00", vec![pause("2026-10-01 10:00", "2026-10-20 10:00")]) };
    due_at(Span::DaysBefore(3), &run, "2026-10-02 12:00", "2026-10-09 24:00");
    due_at(Span::MinutesBefore(60), &run, "2026-10-02 12:00", "2026-10-12 13:00");
    state_at(
        &spec(Span::DaysBefore(3), DueSoon::DueDay),
        &run,
        "2026-10-02 12:00",
        ClockState::Running,
        "2026-10-09 00:00",
    );
}

#[test]
fn an_agreed_day_is_rolled_and_moved_by_pauses() {
    let agreed_day = Some("2026-10-03".parse().unwrap());
    let agreed = ClockRun { agreed_day, ..run("2026-09-28 10:00", vec![]) };
    due_at(TWO_DAYS, &agreed, "2026-09-28 12:00", "2026-10-08 18:00");
    due_at(FOUR_HOURS, &agreed, "2026-09-28 12:00", "2026-10-08 18:00");
    let paused = ClockRun { pauses: vec![pause("2026-10-08 10:00", "2026-10-10 20:00")], ..agreed };
    due_at(TWO_DAYS, &paused, "2026-10-09 12:00", "2026-10-12 18:00");
    let unknown = ClockRun { agreed_day: Some("2027-03-01".parse().unwrap()), ..paused };
    due_at(TWO_DAYS, &unknown, "2026-10-09 12:00", "calendar not published, not before 2027-03-01");
}

#[test]
fn an_elapsed_clock_goes_through_its_states() {
    let spec = spec(FOUR_HOURS, DueSoon::LastQuarter);
    let run = run("2026-11-05 09:00", vec![pause("2026-11-05 12:30", "2026-11-05 15:00")]);
    state_at(&spec, &run, "2026-11-05 09:00", ClockState::Running, "2026-11-05 12:00");
    state_at(&spec, &run, "2026-11-05 12:00", ClockState::DueSoon, "2026-11-05 12:30");
    state_at(&spec, &run, "2026-11-05 12:30", ClockState::Paused, "2026-11-05 15:00");
    state_at(&spec, &run, "2026-11-05 15:00", ClockState::DueSoon, "2026-11-05 15:30:00.001");
    state_at(&spec, &run, "2026-11-05 15:30", ClockState::DueSoon, "2026-11-05 15:30:00.001");
    state_at(&spec, &run, "2026-11-05 15:30:00.001", ClockState::Overdue, "");
}

#[test]
fn a_rule_whose_unit_a_company_changed_is_due_soon_by_the_new_unit() {
    let spec = spec(FOUR_HOURS, DueSoon::LastQuarter);
    let clock = compute(
        &spec,
        &run("2026-11-05 09:00", vec![]),
        Span::WorkingDays(1),
        &Calendar::shipped(),
        at("2026-11-05 09:00"),
    );
    assert_eq!(clock.due_soon_from, Some(at("2026-11-06 00:00")));
}

#[test]
fn what_ended_first_decides_and_a_waived_notice_is_cancelled_even_when_met() {
    let spec = spec(FOUR_HOURS, DueSoon::LastQuarter);
    let reason = Label::new("撤单", "Withdrawn");
    let ended = |at| Some(Ended { at, reason });
    let both = |met, end| ClockRun { met_at: Some(at(met)), ended: ended(at(end)), ..run("2026-11-05 09:00", vec![]) };
    let now = "2026-11-06 09:00";
    state_at(&spec, &both("2026-11-05 10:00", "2026-11-05 11:00"), now, ClockState::Met, "");
    state_at(&spec, &both("2026-11-05 10:00", "2026-11-05 10:00"), now, ClockState::Met, "");
    state_at(&spec, &both("2026-11-05 12:00", "2026-11-05 11:00"), now, ClockState::Cancelled, "");
    state_at(&spec, &both("2026-11-05 15:00", "2026-11-05 14:00"), now, ClockState::Missed, "");
    let waived = ClockRun { waived: Some(reason), ..both("2026-11-05 15:00", "2026-11-05 14:00") };
    state_at(&spec, &waived, now, ClockState::Cancelled, "");
    let clock = compute(&spec, &waived, spec.span, &Calendar::shipped(), at(now));
    assert_eq!(clock.reason, Some(reason));
}

#[test]
fn a_clock_without_due_time_is_never_late_and_stands_at_the_end_of_its_day() {
    let spec = spec(TWO_DAYS, DueSoon::DueDay);
    let calendar = Calendar::shipped();
    let run = run("2026-12-31 10:00", vec![]);
    state_at(&spec, &run, "2027-03-01 10:00", ClockState::Running, "");
    let clock = compute(&spec, &run, spec.span, &calendar, at("2027-03-01 10:00"));
    assert_eq!(clock.sorts_at, at("2027-01-02 18:00"));
    assert_eq!(clock.due.text(Language::Chinese), "日历未发布，不早于 2027-01-02");
    state_at(&spec, &ClockRun { met_at: Some(at("2027-03-01 10:00")), ..run }, "2027-03-02 10:00", ClockState::Met, "");
}

#[test]
fn a_finished_clock_keeps_the_calendar_it_ended_under() {
    let rest = r#"{"hours": ["09:00", "17:00"], "exceptions": {"2026-11-25": "off"}}"#;
    let calendar = Calendar::from_json(rest).unwrap().replacing(Calendar::shipped(), at("2026-11-25 12:00"));
    let spec = spec(TWO_DAYS, DueSoon::DueDay);
    let now = at("2026-11-28 12:00");
    let open = run("2026-11-23 10:00", vec![]);
    let clock = compute(&spec, &open, spec.span, &calendar, now);
    assert_eq!(clock.due, Due::At(at("2026-11-26 17:00")));
    assert!(clock.explanation(&calendar).zh.contains(calendar.version()));
    let met = ClockRun { met_at: Some(at("2026-11-25 11:59")), ..open };
    let clock = compute(&spec, &met, spec.span, &calendar, now);
    assert_eq!(clock.due, Due::At(at("2026-11-25 18:00")));
    assert!(clock.explanation(&calendar).en.contains(Calendar::shipped().version()));
}

#[test]
fn working_hours_may_last_until_midnight() {
    let hours = r#"{"hours": ["16:00", "24:00"], "exceptions": {"2026-11-26": "off"}}"#;
    let calendar = Calendar::from_json(hours).unwrap();
    let compute = |span, pauses| {
        let run = run("2026-11-23 10:00", pauses);
        compute(&spec(span, DueSoon::DueDay), &run, span, &calendar, at("2026-11-24 10:00"))
    };
    let clock = compute(TWO_DAYS, vec![]);
    assert_eq!(clock.due, Due::At(at("2026-11-26 00:00")));
    assert_eq!(clock.due_soon_from, Some(at("2026-11-25 00:00")));
    assert_eq!(clock.due.text(Language::English), "2026-11-25 24:00");
    let explanation = clock.explanation(&calendar);
    assert!(explanation.zh.starts_with("起算 2026-11-23 → 11-24 第1个工作日 → 11-25 第2个工作日 24:00 截止"));
    // The end of the 24th, which is 00:00 of the 25th, lies in the pause.
    let paused = compute(TWO_DAYS, vec![pause("2026-11-25 00:00", "2026-11-25 10:00")]);
    assert_eq!(paused.due, Due::At(at("2026-11-28 00:00")));
    let days = compute(Span::CalendarDays(2), vec![]).explanation(&calendar);
    assert!(days.en.starts_with("from 2026-11-23 + 2 days = 11-25, due 24:00"));
}

#[test]
fn a_long_count_is_explained_in_a_few_stretches() {
    let spec = spec(Span::WorkingDays(200), DueSoon::DueDay);
    let calendar = Calendar::shipped();
    let clock = compute(&spec, &run("2026-01-05 10:00", vec![]), spec.span, &calendar, at("2026-01-05 10:00"));
    let explanation = clock.explanation(&calendar);
    assert_eq!(explanation.zh.matches(" → ").count(), 11);
    assert!(explanation.zh.starts_with("起算 2026-01-05 → 01-06…01-09 第1–4个工作日 → 01-10…01-11 周末"));
    assert!(explanation.zh.contains(" → … → "));
}

#[test]
fn every_run_of_every_rule_is_counted_by_the_setting_in_force_at_its_start() {
    const CLOCKS: &[ClockSpec] = &[spec(FOUR_HOURS, DueSoon::LastQuarter), spec(TWO_DAYS, DueSoon::DueDay)];
    const TABLE: RecordTable = RecordTable {
        kind: "example",
        prefix: "",
        label: Label::new("例", "Example"),
        doc: "",
        version: 1,
        fields: &[],
        items: &[],
    };
    let kind = Kind {
        table: &TABLE,
        statuses: &[],
        steps: &[],
        clocks: CLOCKS,
        title: |_| String::new(),
        customer_field: "",
        responsible_field: "",
        is_own: nobodys,
        buckets: |_, _| Vec::new(),
        grants: grants_nothing,
    };
    let changed = at("2026-11-05 00:00");
    let setting = |rule: &str, run: &ClockRun| (rule == "D-11" && run.start >= changed).then_some(Span::Minutes(60));
    let due_of = |start: &str| {
        let facts = Facts([("submitted_at".to_owned(), at(start).to_scalar())].into());
        let clocks = evaluate(&kind, &facts, &setting, &Calendar::shipped(), at("2026-11-10 00:00"));
        clocks.iter().map(|clock| clock.due.text(Language::English)).collect::<Vec<_>>()
    };
    assert_eq!(due_of("2026-11-04 23:00"), ["2026-11-05 03:00", "2026-11-06 18:00"]);
    assert_eq!(due_of("2026-11-05 00:00"), ["2026-11-05 01:00", "2026-11-05 01:00"]);
    let nothing = Facts([("submitted_at".to_owned(), Scalar::Null)].into());
    assert!(evaluate(&kind, &nothing, &setting, &Calendar::shipped(), changed).is_empty());
}
