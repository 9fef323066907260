//! D-08 as the clock engine counts it with the shipped calendar (domain §2.3 no. 5, examples 13–17, 42).
//! Absent by design: refusals.

use super::*;
use crate::{
    process::clocks::{ClockState, evaluate},
    schema::{Language, Role},
};
use ClockState::{Cancelled, DueSoon, Met, MetLate, Missed, Overdue, Running};

/// Instance, due time and state of every run at a moment.
fn runs(scene: &Scene, now: &str) -> Vec<(String, String, ClockState)> {
    let clocks = evaluate(&KIND, &scene.facts("training", JOB), &|_, _| None, &Calendar::shipped(), when(now));
    assert!(clocks.iter().all(|clock| clock.rule == "D-08" && clock.who == Role::Desk));
    clocks.into_iter().map(|clock| (clock.instance, clock.due.text(Language::English), clock.state)).collect()
}

#[track_caller]
fn stand<const N: usize>(scene: &Scene, now: &str, expected: [(&str, &str, ClockState); N]) {
    let expected: Vec<_> =
        expected.into_iter().map(|(instance, due, state)| (instance.to_owned(), due.to_owned(), state)).collect();
    assert_eq!(runs(scene, now), expected);
}

fn cancel_second(scene: &mut Scene, at: &str) {
    let reason = values([("sessions/s2/cancelled_reason", text("客户取消"))]);
    scene.perform("training.cancel_session", JOB, DESK, when(at), reason).unwrap();
}

const FIRST: &str = "2026-11-05 18:00";
const SECOND: &str = "2026-11-13 18:00";

#[test]
fn d08_runs_three_working_days_from_the_end_of_the_session() {
    for (ended, due, now, state) in [
        ("2026-04-29 17:00", "2026-05-07 18:00", "2026-05-06 12:00", Running),
        ("2026-09-24 17:00", "2026-09-30 18:00", "2026-09-30 08:00", DueSoon),
        ("2025-01-24 17:00", "2025-02-05 18:00", "2025-02-05 18:01", Overdue),
        ("2026-12-30 17:00", "calendar not published, not before 2027-01-02", "2026-12-31 12:00", Running),
    ] {
        let mut scene = planned();
        let (day, _) = ended.split_once(' ').unwrap();
        date_session(&mut scene, "s1", day, &format!("{day} 08:00"));
        assert_eq!(runs(&scene, now), [], "nothing was held yet");
        hold(&mut scene, "s1", 1, ended);
        stand(&scene, now, [("1", due, state)]);
    }
}

#[test]
fn d08_is_met_by_a_callback_in_time_late_after_it() {
    let mut scene = held();
    attempt(&mut scene, "c1", "2026-11-03 09:00");
    stand(&scene, "2026-11-03 09:01", [("1", FIRST, Running)]);
    let mut late = held();
    call_back(&mut scene, "b1", "to_retrain", FIRST);
    stand(&scene, "2026-11-06 12:00", [("1", FIRST, Met)]);
    call_back(&mut late, "b1", "skilled", "2026-11-05 18:01");
    stand(&late, "2026-11-06 12:00", [("1", FIRST, MetLate)]);
}

#[test]
fn d08_a_late_entry_counts_by_the_time_of_the_call_and_is_marked() {
    let mut scene = held();
    let typed = with(
        called("b1", "skilled"),
        [("contacts/cb1/at", when("2026-11-05 17:00").to_scalar()), ("contacts/cb1/late_reason", text("系统外回访"))],
    );
    scene.perform("training.call_back", JOB, DESK, when("2026-11-06 09:00"), typed).unwrap();
    stand(&scene, "2026-11-06 12:00", [("1", FIRST, Met)]);
    let run = &(KIND.clocks[0].runs)(&scene.facts("training", JOB))[0];
    assert!(run.late_entry);
}

#[test]
fn d08_a_second_session_that_is_only_planned_delays_nothing() {
    let mut scene = held();
    let two = values([("planned_sessions", Scalar::Integer(2))]);
    scene.perform("training.edit_plan", JOB, DESK, when("2026-11-03 09:00"), two).unwrap();
    stand(&scene, "2026-11-04 12:00", [("1", FIRST, Running)]);
}

#[test]
fn d08_a_second_session_dated_before_the_due_time_cancels_the_first_run() {
    let mut scene = held();
    date_session(&mut scene, "s2", "2026-11-10", "2026-11-04 10:00");
    stand(&scene, "2026-11-09 12:00", [("1", FIRST, Cancelled)]);
    hold(&mut scene, "s2", 2, "2026-11-10 17:00");
    stand(&scene, "2026-11-12 12:00", [("1", FIRST, Cancelled), ("2", SECOND, Running)]);
    call_back(&mut scene, "b1", "skilled", "2026-11-12 12:00");
    stand(&scene, "2026-11-20 12:00", [("1", FIRST, Cancelled), ("2", SECOND, Met)]);
}

#[test]
fn d08_a_second_session_dated_after_the_due_time_leaves_a_miss() {
    let mut scene = held();
    date_session(&mut scene, "s2", "2026-11-10", "2026-11-06 10:00");
    hold(&mut scene, "s2", 2, "2026-11-10 17:00");
    call_back(&mut scene, "b1", "skilled", "2026-11-12 12:00");
    stand(&scene, "2026-11-20 12:00", [("1", FIRST, Missed), ("2", SECOND, Met)]);
}

#[test]
fn d08_two_sessions_dated_from_the_start_have_one_run_from_the_second() {
    let mut scene = planned();
    date_session(&mut scene, "s1", "2026-11-02", "2026-10-31 10:00");
    date_session(&mut scene, "s2", "2026-11-10", "2026-10-31 10:05");
    hold(&mut scene, "s1", 1, "2026-11-02 17:00");
    stand(&scene, "2026-11-04 12:00", []);
    assert_eq!(status(&scene), "second_session");
    hold(&mut scene, "s2", 2, "2026-11-10 17:00");
    stand(&scene, "2026-11-12 12:00", [("2", SECOND, Running)]);
}

#[test]
fn d08_a_callback_after_the_first_session_leaves_the_second_its_own_run() {
    let mut scene = held();
    call_back(&mut scene, "b1", "skilled", "2026-11-03 10:00");
    date_session(&mut scene, "s2", "2026-11-10", "2026-11-04 10:00");
    stand(&scene, "2026-11-06 12:00", [("1", FIRST, Met)]);
    hold(&mut scene, "s2", 2, "2026-11-10 17:00");
    stand(&scene, "2026-11-13 18:01", [("1", FIRST, Met), ("2", SECOND, Overdue)]);
    assert_eq!(status(&scene), "to_call_back");
}

#[test]
fn d08_runs_from_the_first_session_again_when_the_second_is_cancelled() {
    let mut scene = held();
    date_session(&mut scene, "s2", "2026-11-10", "2026-11-04 10:00");
    stand(&scene, "2026-11-04 11:00", [("1", FIRST, Cancelled)]);
    cancel_second(&mut scene, "2026-11-04 12:00");
    stand(&scene, "2026-11-04 13:00", [("1", FIRST, Running)]);
    assert_eq!(status(&scene), "to_call_back");

    let mut late = held();
    date_session(&mut late, "s2", "2026-11-10", "2026-11-06 10:00");
    cancel_second(&mut late, "2026-11-09 12:00");
    stand(&late, "2026-11-09 13:00", [("1", FIRST, Overdue)]);
    call_back(&mut late, "b1", "skilled", "2026-11-09 14:00");
    stand(&late, "2026-11-09 15:00", [("1", FIRST, MetLate)]);
}

#[test]
fn d08_does_not_move_when_the_second_session_is_moved() {
    let mut scene = held();
    date_session(&mut scene, "s2", "2026-11-10", "2026-11-04 10:00");
    let moved = values([
        ("sessions/s2/dated_on", date("2026-11-12").to_scalar()),
        ("sessions/s2/moved_reason", text("客户停电")),
    ]);
    scene.perform("training.move_session", JOB, DESK, when("2026-11-09 10:00"), moved).unwrap();
    stand(&scene, "2026-11-09 12:00", [("1", FIRST, Cancelled)]);
}

#[test]
fn d08_ends_with_the_training_and_when_nobody_can_be_reached() {
    let reason = values([("cancelled_reason", text("设备退货"))]);
    for (at, state) in [("2026-11-04 10:00", Cancelled), ("2026-11-06 10:00", Missed)] {
        let mut scene = held();
        scene.perform("training.cancel", JOB, DESK, when(at), reason.clone()).unwrap();
        stand(&scene, "2026-11-20 12:00", [("1", FIRST, state)]);
    }
    for (last, state) in [("2026-11-05 10:00", Cancelled), ("2026-11-06 10:00", Missed)] {
        let mut scene = held();
        attempt(&mut scene, "c1", "2026-11-04 09:00");
        attempt(&mut scene, "c2", "2026-11-04 15:00");
        attempt(&mut scene, "c3", last);
        scene.perform("training.close_unreachable", JOB, DESK, when(last), values([])).unwrap();
        stand(&scene, "2026-11-20 12:00", [("1", FIRST, state)]);
    }
}
