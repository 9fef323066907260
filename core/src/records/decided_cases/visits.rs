//! Cases 4 to 8 and 14: bookings, two sessions, short notice, moves, arrivals, what is to be rectified.
//! Absent by design: tickets.

use super::*;
use crate::records::whole_course::{HANDBOOK, INSTRUCTION};

#[test]
fn case_04_later_names_a_day_and_starts_a_second_run() {
    let mut office = office("2026-09-28 09:00");
    let job = installing(&mut office, "2026-09-30 16:20");
    assert_eq!(due(&office, "installation", job, "D-06"), ["2026-10-09 18:00"]);
    let mut unreached = office.clone();
    for (attempt, hour) in ["09:00", "10:00", "11:00"].iter().enumerate() {
        unreached.go(&format!("2026-10-08 {hour}"));
        let tried = row(
            "contacts",
            &format!("t{attempt}"),
            [("connected", NO), ("channel", text("telephone")), ("to_name", text("李四")), ("content", text("未接通"))],
        );
        unreached.does(ENGINEER, "installation.contact", job, &tried);
    }
    assert_eq!(unreached.states("installation", job, "D-06"), [Running], "attempts meet nothing");
    let expected = moment_of("2026-10-12 09:00").to_scalar();
    let pause = row("pauses", "q", [("reason", text("customer_unreachable")), ("expected_end", expected)]);
    unreached.does(DESK, "installation.pause", job, &pause);
    assert_eq!(unreached.states("installation", job, "D-06"), [Paused]);

    office.go("2026-10-08 10:00");
    let later = with(contact("c1"), &[("bookings/b1/result", text("later"))]);
    let given: Vec<(&str, Scalar)> = later.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    assert_eq!(
        office.refused(ENGINEER, "installation.contact", job, &given),
        ["required"; 2],
        "no day may be left out"
    );
    let agreed = [("bookings/b1/call_again_on", day("2026-11-09")), ("bookings/b1/reason", text("厂房未完工"))];
    office.does(ENGINEER, "installation.contact", job, &with(later, &agreed));
    assert_eq!(office.states("installation", job, "D-06"), [Met, Running]);
    assert_eq!(due(&office, "installation", job, "D-06")[1], "2026-11-09 18:00");
    office.go("2026-11-09 17:00");
    office.does(ENGINEER, "installation.contact", job, &again(booked("2026-11-20 09:00")));
    assert_eq!(office.states("installation", job, "D-06"), [Met, Met]);
}

/// The same contact in another row.
fn again(given: Given) -> Given {
    let renamed = |key: String| key.replace("/c1/", "/c2/").replace("/b1/", "/b2/").replace("/a1/", "/a2/");
    given.into_iter().map(|(key, value)| (renamed(key), value)).collect()
}

fn session(ordinal: &str, on: &str) -> Given {
    row("sessions", ordinal, [("dated_on", day(on)), ("agreed_with", text("李四")), ("place", text("二车间"))])
}

/// Holds a session until 17:00 of its day.
fn hold(office: &mut Office, ordinal: &str, on: &str) {
    office.go(&format!("{on} 09:00"));
    office.must(ENGINEER, "training.begin_session", TRAINING, &[]);
    let handed =
        row("sessions", &format!("s{ordinal}"), [("handbook", HANDBOOK.to_scalar()), ("handbook_copies", number(2))]);
    office.does(ENGINEER, "training.hand_out_handbook", TRAINING, &handed);
    let signs = [("name", text("张三")), ("in_person", YES), ("handbook_received", YES), ("signature", blob())];
    office.does(ENGINEER, "training.sign_in", TRAINING, &row("attendees", &format!("p{ordinal}"), signs));
    office.go(&format!("{on} 17:00"));
    office.must(ENGINEER, "training.end_session", TRAINING, &[]);
    let closed = row("rounds", ordinal, [("engineer_strokes", blob()), ("seal", blob())]);
    office.does(ENGINEER, "training.close_sheet", TRAINING, &closed);
}

/// One session was held on 2026-11-02.
fn trained() -> Office {
    let mut office = office("2026-10-30 10:00");
    let plan = [
        ("customer", CUSTOMER.to_scalar()),
        ("customer_name", text("东方机械")),
        ("site_address", text("苏州市星湖街 328 号")),
        ("form", text("group")),
        ("topic_operation", YES),
        ("machines/m1/equipment", MACHINE.to_scalar()),
        ("machines/m1/product_name", text("数控车床")),
    ];
    office.must(DESK, "training.plan", TRAINING, &plan);
    office.must(DESK, "training.dispatch", TRAINING, &[("engineer", ENGINEER.to_scalar())]);
    office.must(ENGINEER, "training.accept_job", TRAINING, &[]);
    office.does(ENGINEER, "training.date_session", TRAINING, &session("s1", "2026-11-02"));
    hold(&mut office, "1", "2026-11-02");
    office
}

#[test]
fn case_05_a_second_session_with_a_date_takes_the_callback_over() {
    let mut base = trained();
    assert_eq!(due(&base, "training", TRAINING, "D-08"), ["2026-11-05 18:00"]);
    base.must(ENGINEER, "training.edit_plan", TRAINING, &[("planned_sessions", number(2))]);
    assert_eq!(base.states("training", TRAINING, "D-08"), [Running], "only planned, it delays nothing");
    for (dated, first) in [("2026-11-04 10:00", Cancelled), ("2026-11-06 10:00", Missed)] {
        let mut office = base.clone();
        office.go(dated);
        office.does(ENGINEER, "training.date_session", TRAINING, &session("s2", "2026-11-10"));
        let mut cancelled = office.clone();
        hold(&mut office, "2", "2026-11-10");
        assert_eq!(office.states("training", TRAINING, "D-08"), [first, Running]);
        assert_eq!(due(&office, "training", TRAINING, "D-08")[1], "2026-11-13 18:00");
        let reason = [("sessions/s2/cancelled_reason", text("客户取消"))];
        cancelled.must(DESK, "training.cancel_session", TRAINING, &reason);
        let again = if first == Cancelled { Running } else { Overdue };
        assert_eq!(cancelled.states("training", TRAINING, "D-08"), [again], "it runs from session 1 again");
    }
}

#[test]
fn case_06_short_notice_asks_who_wanted_it() {
    let mut base = office("2026-11-20 09:00");
    let job = installing(&mut base, "2026-11-24 10:00");
    let mut wished = base.clone();
    let customer = [
        ("appointments/a1/short_notice_by", text("customer")),
        ("appointments/a1/short_notice_name", text("李四")),
        ("appointments/a1/confirmed_in_call", YES),
    ];
    wished.does(ENGINEER, "installation.contact", job, &with(booked("2026-11-26 09:00"), &customer));
    let clock = wished.clocks("installation", job, "D-07").remove(0);
    assert_eq!((clock.state, clock.reason.map(|reason| reason.zh)), (Cancelled, Some("客户要求提前")));
    let ours = [("appointments/a1/short_notice_by", text("company"))];
    base.does(ENGINEER, "installation.contact", job, &with(booked("2026-11-26 09:00"), &ours));
    assert_eq!(base.states("installation", job, "D-07"), [Overdue]);
    base.go("2026-11-24 15:00");
    base.does(ENGINEER, "installation.confirm_appointment", job, &contact("c2"));
    assert_eq!(base.states("installation", job, "D-07"), [MetLate]);

    let mut shipping = office("2026-11-24 09:00");
    let delivery = ordered(&mut shipping);
    let planned = [
        ("plannings/a/planned_at", moment_of("2026-11-24 20:00").to_scalar()),
        ("plannings/a/wanted_by", text("customer")),
        ("plannings/a/wanted_name", text("李四")),
        ("plannings/a/reason", text("急用")),
        ("plannings/a/confirmed_in_call", YES),
    ];
    shipping.does(SALES, "delivery.replan_shipment", delivery, &with(contact("c"), &planned));
    assert_eq!(shipping.states("delivery", delivery, "D-04"), [Cancelled]);
}

#[test]
fn case_07_a_moved_appointment_has_a_new_due_time_and_a_void_confirmation() {
    let mut office = office("2026-11-20 09:00");
    let job = installing(&mut office, "2026-11-24 10:00");
    office.does(ENGINEER, "installation.contact", job, &booked("2026-12-10 09:00"));
    office.does(ENGINEER, "installation.confirm_appointment", job, &contact("c2"));
    assert_eq!(office.status("installation", job), "confirmed");
    office.wait(60);
    let moved = [
        ("appointments/a2/at", moment_of("2026-12-15 09:00").to_scalar()),
        ("appointments/a2/moved_by", text("company")),
        ("appointments/a2/moved_reason", text("备件未到")),
    ];
    office.does(DESK, "installation.reschedule", job, &with(contact("c3"), &moved));
    assert_eq!(office.status("installation", job), "booked", "the confirmation is void");
    assert_eq!(office.states("installation", job, "D-07"), [Met, Running]);
    assert_eq!(due(&office, "installation", job, "D-07")[1], "2026-12-12 24:00");
    let facts = office.record("installation", job);
    let rows = facts.items("appointments");
    assert_eq!(rows.iter().filter(|row| row.text("moved_by") == Some("company")).count(), 1, "moves by us are counted");
}

#[test]
fn case_08_an_arrival_without_a_confirmation_misses_it() {
    let mut office = office("2026-11-20 09:00");
    let job = installing(&mut office, "2026-11-24 10:00");
    office.does(ENGINEER, "installation.contact", job, &booked("2026-12-10 09:00"));
    office.go("2026-12-10 09:00");
    office.must(ENGINEER, "installation.arrive", job, &[]);
    assert_eq!(office.states("installation", job, "D-07"), [Missed]);
}

/// Works through one round and shows its form with this result.
fn shown(office: &mut Office, job: RecordId, round: &str, result: &str, more: &[(&str, Scalar)]) {
    let started = row("work", round, [("work_instruction", INSTRUCTION.to_scalar())]);
    office.does(ENGINEER, "installation.start_work", job, &started);
    let facts = office.record("installation", job);
    for item in facts.items("checklist").iter().filter(|item| item.integer("round").unwrap_or(1).to_string() == round) {
        let checked = [(item.key("verdict"), text("pass")), (item.key("measured_value"), text("2"))];
        office.does(ENGINEER, "installation.record_checklist", job, &checked);
    }
    let from = office.at.to_scalar();
    office.wait(60);
    let trial = [
        ("trial_from", from),
        ("trial_to", office.at.to_scalar()),
        ("trial_load", text("80%")),
        ("trial_result", text("trial_passed")),
    ];
    office.does(ENGINEER, "installation.trial_run", job, &row("work", round, trial));
    let said = [("statement", text("声明")), ("privacy_notice_shown", YES), ("installed_on", day("2026-12-10"))];
    let found = [("machine", text("a")), ("result", text(result)), ("state", text("normal"))];
    let given = [row("rounds", round, said), row("results", &format!("r{round}"), found)].concat();
    office.does(ENGINEER, "installation.present", job, &with(given, more));
    let signature = [
        ("way", text("device")),
        ("signer_name", text("李四")),
        ("capacity", text("accepting_person")),
        ("opinion", text("agree")),
        ("strokes", blob()),
        ("engineer_strokes", blob()),
        ("seal", blob()),
    ];
    office.does(ENGINEER, "installation.confirm", job, &row("rounds", round, signature));
}

#[test]
fn case_14_what_is_to_be_rectified_gets_another_round_and_no_warranty() {
    let mut office = office("2026-11-20 09:00");
    let job = installing(&mut office, "2026-11-24 10:00");
    office.go("2026-12-10 09:00");
    office.must(ENGINEER, "installation.arrive", job, &[]);
    let item = [
        ("rectifications/t/text", text("更换防护罩")),
        ("rectifications/t/responsible", text("王工")),
        ("rectifications/t/due_on", day("2026-12-15")),
    ];
    shown(&mut office, job, "1", "to_rectify", &item);
    assert_eq!(office.status("installation", job), "rectifying");
    let machine = office.record("installation", job).reference("machines/a/equipment").expect("the machine");
    assert!(!office.record("equipment", machine).has("warranty_from"));
    office.must(ENGINEER, "installation.close_rectification", job, &[("rectifications/t/closed_note", text("已更换"))]);
    office.must(ENGINEER, "installation.next_round", job, &[("next_round_reason", text("整改完成"))]);
    shown(&mut office, job, "2", "accepted", &[]);
    assert_eq!(office.status("installation", job), "accepted");
    assert!(office.record("equipment", machine).has("warranty_from"));
    let facts = office.record("installation", job);
    assert_eq!(
        (facts.text("rounds/1/result"), facts.has("rounds/1/seal")),
        (Some("to_rectify"), true),
        "the old seal stands"
    );
}
