use super::*;
use crate::{
    process::clocks::compute,
    records,
    schema::{ClockRun, Facts, Id, Scalar, Span},
};

const HOUR: i64 = 3_600_000;
/// 2026-11-23 09:00 in China, a Monday.
const START: Instant = Instant::from_utc_ms(1_795_395_600_000);
/// 2026-11-23 20:00, after working hours of a Monday.
const NIGHT: Instant = START.plus_ms(11 * HOUR);
/// 2026-11-28 12:00, a Saturday.
const SATURDAY: Instant = START.plus_ms((5 * 24 + 3) * HOUR);

const DESK: u8 = 1;
const ENGINEER: u8 = 2;
const SUPERVISOR: u8 = 3;
const MANAGER: u8 = 4;
const OTHER: u8 = 5;

fn id(n: u8) -> RecordId {
    Id([n; 16])
}

fn person(role: &str, more: &[(&str, Scalar)]) -> Facts {
    let mut facts = Facts(more.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect());
    facts.0.insert(format!("roles/{role}/granted_at"), Instant::from_utc_ms(0).to_scalar());
    facts
}

/// The engineer's stand-in all week is another engineer.
fn away() -> Vec<(&'static str, Scalar)> {
    vec![
        ("stand_ins/a/person", id(OTHER).to_scalar()),
        ("stand_ins/a/from", Scalar::text("2026-11-23")),
        ("stand_ins/a/until", Scalar::text("2026-11-29")),
    ]
}

fn company(engineer: &[(&str, Scalar)]) -> Directory {
    let mut directory = Directory::default();
    directory.put("person", id(ENGINEER), &person("engineer", engineer));
    for (n, role) in [(DESK, "desk"), (SUPERVISOR, "supervisor"), (MANAGER, "manager"), (OTHER, "engineer")] {
        directory.put("person", id(n), &person(role, &[]));
    }
    directory
}

fn on_call(directory: &mut Directory, n: u8) {
    let turn = [
        ("on_call/a/person", id(n).to_scalar()),
        ("on_call/a/from", START.to_scalar()),
        ("on_call/a/until", START.plus_ms(7 * 24 * HOUR).to_scalar()),
    ];
    directory.put("company", id(100), &Facts(turn.map(|(key, value)| (key.to_owned(), value)).into()));
}

/// A clock of a rule of tickets or deliveries, from a moment.
fn clock(rule: &str, start: Instant, minutes: u32) -> Clock {
    let specs = ["ticket", "delivery"].into_iter().flat_map(|kind| records::kind(kind).unwrap().clocks);
    let spec = specs.into_iter().find(|spec| spec.id == rule).unwrap();
    compute(spec, &ClockRun::from("1", start), Span::Minutes(minutes), &Calendar::shipped(), start)
}

fn people(clock: &Clock, assigned: Option<u8>, directory: &Directory, at: Instant) -> Vec<u8> {
    let duty = duty(clock, assigned.map(id), directory, &Calendar::shipped(), at);
    duty.people.iter().map(|person| person.0[0]).collect()
}

#[test]
fn d10_the_person_named_must_act_and_without_one_the_role() {
    let (directory, clock) = (company(&[]), clock("D-10", START, 120));
    assert_eq!(people(&clock, Some(ENGINEER), &directory, START), [ENGINEER]);
    assert_eq!(people(&clock, None, &directory, START), [DESK]);
    assert_eq!(people(&clock, Some(99), &directory, START), [DESK], "nobody this company knows");
    assert_eq!(people(&clock, Some(ENGINEER), &directory, NIGHT.plus_ms(-12 * HOUR)), [ENGINEER], "at night, too");
}

#[test]
fn d10_whoever_is_away_is_stood_in_for_and_whoever_left_is_replaced_by_the_role() {
    let clock = clock("D-10", START, 120);
    assert_eq!(people(&clock, Some(ENGINEER), &company(&away()), START), [OTHER]);
    let left = company(&[("left_at", START.to_scalar())]);
    assert_eq!(people(&clock, Some(ENGINEER), &left, START), [DESK]);
    let mut nobody_there = company(&away());
    nobody_there.put("person", id(OTHER), &person("engineer", &[("left_at", START.to_scalar())]));
    assert_eq!(people(&clock, Some(ENGINEER), &nobody_there, START), [DESK]);
}

#[test]
fn d10_at_night_and_on_rest_days_whoever_is_on_call_acts_for_the_unassigned_and_the_away() {
    let mut directory = company(&away());
    let (by_night, on_saturday) = (clock("D-10", NIGHT, 120), clock("D-10", SATURDAY, 120));
    assert_eq!(people(&by_night, None, &directory, NIGHT), [DESK], "nobody is on the roster");
    on_call(&mut directory, OTHER);
    for (clock, at) in [(&by_night, NIGHT), (&on_saturday, SATURDAY)] {
        assert_eq!(people(clock, None, &directory, at), [OTHER]);
        assert_eq!(people(clock, Some(ENGINEER), &directory, at), [OTHER]);
        assert_eq!(people(clock, Some(SUPERVISOR), &directory, at), [SUPERVISOR], "named and there");
    }
    assert_eq!(people(&clock("D-10", START, 120), None, &directory, START), [DESK], "in working hours");
}

#[test]
fn d10_overdue_is_the_supervisors_too_and_twice_the_time_the_managers() {
    let (directory, clock) = (company(&[]), clock("D-10", START, 120));
    let at = |minutes: i64, ms: i64| START.plus_ms(minutes * 60_000 + ms);
    let seen = |at| {
        let duty = duty(&clock, Some(id(ENGINEER)), &directory, &Calendar::shipped(), at);
        (duty.level, people(&clock, Some(ENGINEER), &directory, at))
    };
    assert_eq!(seen(at(120, 0)), (Level::Person, vec![ENGINEER]));
    assert_eq!(seen(at(120, 1)), (Level::Supervisor, vec![ENGINEER, SUPERVISOR]));
    assert_eq!(seen(at(240, 0)), (Level::Supervisor, vec![ENGINEER, SUPERVISOR]));
    assert_eq!(seen(at(240, 1)), (Level::Manager, vec![ENGINEER, SUPERVISOR, MANAGER]));
    let mut without = company(&[]);
    without.put("person", id(SUPERVISOR), &person("engineer", &[]));
    assert_eq!(people(&clock, Some(ENGINEER), &without, at(121, 0)), [ENGINEER, MANAGER], "R-supervisor");
}

#[test]
fn d05_after_an_hour_it_is_also_the_desks() {
    let mut directory = company(&[]);
    directory.put("person", id(9), &person("sales", &[]));
    let clock = clock("D-05", START, 120);
    assert_eq!(people(&clock, Some(9), &directory, START.plus_ms(HOUR - 1)), [9]);
    assert_eq!(people(&clock, Some(9), &directory, START.plus_ms(HOUR)), [9, DESK]);
    assert_eq!(people(&clock, Some(9), &directory, START.plus_ms(2 * HOUR + 1)), [9, DESK, SUPERVISOR]);
}

#[test]
fn d09_a_company_without_a_desk_has_its_supervisor_act() {
    let mut directory = Directory::default();
    directory.put("person", id(MANAGER), &person("manager", &[]));
    assert_eq!(people(&clock("D-09", START, 10), None, &directory, START), [MANAGER]);
}

#[test]
fn d13_a_paused_clock_is_not_escalated() {
    let directory = company(&[]);
    let spec = records::kind("ticket").unwrap().clocks.iter().find(|spec| spec.id == "D-13").unwrap();
    let mut run = ClockRun::from("1", START);
    let (from, until) = (START.plus_ms(HOUR / 2), None);
    run.pauses.push(crate::schema::Pause { reason: "customer_unreachable".into(), from, until });
    let at = START.plus_ms(9 * HOUR);
    let clock = compute(spec, &run, Span::Minutes(60), &Calendar::shipped(), at);
    assert_eq!((clock.state, level(&clock, at)), (ClockState::Paused, Level::Person));
    assert_eq!(people(&clock, Some(ENGINEER), &directory, at), [ENGINEER]);
}

#[test]
fn a_persons_clocks_are_theirs_and_those_of_whom_they_stand_in_for() {
    let mut directory = company(&away());
    let calendar = Calendar::shipped();
    let of = |directory: &Directory, whose, at| people_and_roles(whose, directory, &calendar, at);
    assert_eq!(of(&directory, Whose::Everybody, START), None);
    assert_eq!(of(&directory, Whose::Person(id(DESK)), START), Some((vec![id(DESK)], vec![Role::Desk])));
    let stand_in = Some((vec![id(OTHER), id(ENGINEER)], vec![Role::Engineer]));
    assert_eq!(of(&directory, Whose::Person(id(OTHER)), START), stand_in);
    let team = Some((vec![id(ENGINEER), id(OTHER)], vec![Role::Engineer]));
    assert_eq!(of(&directory, Whose::Team(Role::Engineer), START), team);
    on_call(&mut directory, OTHER);
    assert_eq!(of(&directory, Whose::Person(id(OTHER)), START), stand_in, "not in working hours");
    let roles = of(&directory, Whose::Person(id(OTHER)), NIGHT).unwrap().1;
    assert_eq!(roles.len(), Role::ALL.len(), "whoever is on call acts for every role");
}

#[test]
fn d05_d09_d10_d11_d17a_are_never_held_back() {
    assert!(["D-05", "D-09", "D-10", "D-11", "D-17a"].into_iter().all(is_urgent));
    assert!(!is_urgent("D-12") && !is_urgent("D-17c"));
}
