//! D-16: what starts it, meets it, moves it and ends it, counted by the clock engine.
//! Absent by design: the counting of other rules.

use crate::{
    process::{
        calendar::Calendar,
        clocks::{Clock, ClockState, Due, evaluate},
    },
    records::rig::{Rig, START, boolean, id, number, text},
    schema::{Date, Instant, RecordId, Scalar},
};

const CUSTOMER: RecordId = crate::schema::Id([9; 16]);
const MACHINE: RecordId = crate::schema::Id([8; 16]);

fn at(moment: &str) -> Instant {
    let (day, hour) = moment.split_once(' ').unwrap();
    Calendar::shipped().at(day.parse().unwrap(), hour.parse().unwrap())
}

fn rig(moment: &str) -> Rig {
    let mut rig = Rig::new(id(1));
    rig.at = at(moment);
    rig.put("customer", CUSTOMER, &[("name", text("东方机械"))]);
    rig
}

/// A rig in whose world a machine was imported, installed on a day.
fn imported(moment: &str, installed_on: Option<&str>, went_live_on: Option<&str>) -> Rig {
    let mut rig = rig(moment);
    let mut given = vec![("customer", CUSTOMER.to_scalar()), ("product_name", text("车床"))];
    given.extend(installed_on.map(|day| ("installed_on", text(day))));
    given.extend(went_live_on.map(|day| ("went_live_on", text(day))));
    rig.must("equipment.import", MACHINE, &given);
    rig
}

fn clocks(rig: &Rig, now: &str) -> Vec<Clock> {
    let facts = rig.record("customer", CUSTOMER);
    evaluate(&crate::records::customer::KIND, &facts, &|_, _| None, &Calendar::shipped(), at(now))
}

fn due(clock: &Clock) -> String {
    match clock.due {
        Due::At(at) => at.to_string(),
        Due::NotBefore(day) => format!("not before {day}"),
    }
}

/// A regular callback begun and completed at a moment.
fn called_back(rig: &mut Rig, n: u8, moment: &str) {
    rig.at = at(moment);
    rig.must("callback.begin_regular", id(n), &[("customer", CUSTOMER.to_scalar())]);
    let said = [
        ("contacts/c1/connected", boolean(true)),
        ("contacts/c1/channel", text("telephone")),
        ("contacts/c1/to_name", text("李四")),
        ("contacts/c1/content", text("一切正常")),
        ("solved", text("solved")),
        ("score", number(5)),
        ("follow_up", text("none")),
    ];
    rig.must("callback.complete", id(n), &said);
}

#[test]
fn d16_s27_counts_ninety_days_from_the_callback_as_in_examples_39_to_41() {
    for (called, expected) in [
        ("2026-07-03 10:00", "2026-10-08 18:00"),
        ("2026-06-29 10:00", "2026-09-28 18:00"),
        ("2026-11-23 10:00", "not before 2027-02-21"),
    ] {
        let mut rig = imported("2026-06-01 09:00", None, None);
        called_back(&mut rig, 20, called);
        let clocks = clocks(&rig, called);
        assert_eq!(clocks.len(), 2, "the callback met one and started the next");
        assert_eq!(due(&clocks[1]), expected);
        assert_eq!((clocks[1].rule, clocks[1].state), ("D-16", ClockState::Running));
    }
}

#[test]
fn d16_each_callback_meets_one_run_and_a_late_one_stays_late() {
    let mut rig = imported("2026-03-02 09:00", None, None);
    called_back(&mut rig, 20, "2026-05-29 10:00");
    called_back(&mut rig, 21, "2026-10-30 10:00");
    let states: Vec<ClockState> = clocks(&rig, "2026-11-02 10:00").iter().map(|clock| clock.state).collect();
    assert_eq!(states, [ClockState::Met, ClockState::MetLate, ClockState::Running]);
}

#[test]
fn d16_imported_equipment_counts_from_the_later_of_its_start_and_the_going_live() {
    for (installed, live, start) in [
        (Some("2024-05-06"), Some("2026-04-01"), "2026-04-01"),
        (Some("2026-04-20"), Some("2026-04-01"), "2026-04-20"),
        (Some("2024-05-06"), None, "2026-03-02"),
        (None, Some("2026-04-01"), "2026-04-01"),
    ] {
        let clocks = clocks(&imported("2026-03-02 09:00", installed, live), "2026-04-21 09:00");
        assert_eq!(Date(clocks[0].start.local().date()).to_string(), start, "{installed:?} {live:?}");
    }
    let mut rig = Rig::new(id(1));
    rig.must("customer.import", CUSTOMER, &[("name", text("东方机械")), ("has_equipment", boolean(true))]);
    assert_eq!(clocks(&rig, "2026-11-24 09:00")[0].start, START, "a customer imported as having equipment");
}

#[test]
fn d16_needs_equipment_in_use_and_an_open_customer() {
    assert!(clocks(&rig("2026-03-02 09:00"), "2026-03-02 09:00").is_empty());
    let gone = [("idle_since", text("2026-04-01")), ("end_reason", text("停产"))];
    let mut rig = imported("2026-03-02 09:00", None, None);
    rig.at = at("2026-04-01 09:00");
    rig.must("equipment.set_idle", MACHINE, &gone);
    let ended = clocks(&rig, "2026-04-02 09:00");
    assert_eq!(
        (ended[0].state, ended[0].reason.map(|label| label.en)),
        (ClockState::Cancelled, Some("No equipment in use"))
    );
    rig.must("equipment.use_again", MACHINE, &[]);
    assert_eq!(clocks(&rig, "2026-04-02 09:00")[0].state, ClockState::Running);
    assert_eq!(clocks(&rig, "2026-04-02 09:00")[0].start, at("2026-03-02 09:00"), "as it did before");
    rig.must("customer.close", CUSTOMER, &[("closed_reason", text("破产"))]);
    assert_eq!(clocks(&rig, "2026-04-02 09:00").last().map(|clock| clock.state), Some(ClockState::Cancelled));
    let mut rig = imported("2026-03-02 09:00", None, None);
    rig.at = at("2026-09-01 09:00");
    rig.must("equipment.scrap", MACHINE, &[("scrapped_on", text("2026-09-01")), ("end_reason", text("报废"))]);
    assert_eq!(clocks(&rig, "2026-09-02 09:00")[0].state, ClockState::Missed, "a miss is never washed away");
    let mut rig = imported("2026-03-02 09:00", None, None);
    rig.put("customer", id(7), &[("name", text("西方机械"))]);
    rig.must("customer.merge", CUSTOMER, &[("merged_into", id(7).to_scalar())]);
    assert_eq!(clocks(&rig, "2026-03-03 09:00").len(), 0, "merged at the very moment it began");
    let survivor = |rig: &Rig| {
        let facts = rig.record("customer", id(7));
        evaluate(&crate::records::customer::KIND, &facts, &|_, _| None, &Calendar::shipped(), at("2026-03-03 09:00"))
    };
    assert_eq!(survivor(&rig)[0].start, at("2026-03-02 09:00"), "it goes on at the customer merged into");
    rig.at = at("2026-03-03 08:00");
    rig.must("equipment.scrap", MACHINE, &[("scrapped_on", text("2026-03-03")), ("end_reason", text("报废"))]);
    assert_eq!(survivor(&rig)[0].state, ClockState::Cancelled, "and ends there");
}

#[test]
fn d16_a_machine_that_changes_hands_counts_at_its_new_owner() {
    let mut rig = imported("2026-03-02 09:00", None, None);
    rig.put("customer", id(7), &[("name", text("西方机械"))]);
    rig.at = at("2026-04-01 09:00");
    let moved = [("corrections/k1/reason", text("转让")), ("customer", id(7).to_scalar())];
    rig.must("equipment.correct_equipment", MACHINE, &moved);
    assert_eq!(clocks(&rig, "2026-04-02 09:00")[0].state, ClockState::Cancelled);
    let row = format!("machines/{MACHINE}/from");
    assert_eq!(rig.record("customer", id(7)).instant(&row), Some(at("2026-04-01 09:00")));
}

#[test]
fn d16_an_accepted_installation_begins_it_anew_and_an_older_table_says_nothing() {
    let mut rig = imported("2026-03-02 09:00", None, None);
    let accepted = at("2026-04-10 15:00").to_scalar();
    rig.put(
        "customer",
        CUSTOMER,
        &[
            ("has_equipment", boolean(true)),
            (&format!("machines/{MACHINE}/from"), at("2026-03-02 09:00").to_scalar()),
            ("last_acceptance_at", accepted),
        ],
    );
    let clocks = clocks(&rig, "2026-04-11 09:00");
    assert_eq!((clocks[0].state, clocks[1].start), (ClockState::Cancelled, at("2026-04-10 15:00")));
    let mut older = Rig::new(id(1));
    older.put("customer", CUSTOMER, &[("name", text("东方机械"))]);
    older.table_version = 1;
    let given = [("customer", CUSTOMER.to_scalar()), ("product_name", text("车床"))];
    assert_eq!(older.must("equipment.import", MACHINE, &given).len(), 1);
    let nothing: [(&str, Scalar); 2] = [("idle_since", text("2026-11-23")), ("end_reason", text("停产"))];
    assert_eq!(older.must("equipment.set_idle", MACHINE, &nothing).len(), 1);
}

#[test]
fn d16_an_older_phones_acceptance_says_only_that_there_is_equipment() {
    let facts = [
        ("customer", CUSTOMER.to_scalar()),
        ("rounds/1/confirmed_at", START.to_scalar()),
        ("rounds/1/authority", text("oral")),
        ("rounds/1/result", text("accepted")),
    ];
    for (version, is_said) in [(2, false), (3, true)] {
        let mut rig = rig("2026-11-24 09:00");
        rig.put("installation", id(30), &facts);
        rig.table_version = version;
        let yes = [("rounds/1/ratification", text("ratified")), ("rounds/1/ratification_note", text("张三电话"))];
        rig.must("installation.ratify", id(30), &yes);
        let customer = rig.record("customer", CUSTOMER);
        assert!(customer.is_true("has_equipment"));
        assert_eq!(customer.has("last_acceptance_at"), is_said, "{version}");
    }
}
