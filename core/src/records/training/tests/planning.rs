//! Planning, dispatching, dating, moving and cancelling. Absent by design: what clocks make of it.

use super::*;
use crate::schema::{Role, any, own};

#[test]
fn s17_an_installation_has_one_training() {
    let mut scene = planned();
    let installation: RecordId = Id([7; 16]);
    let other: RecordId = Id([8; 16]);
    let following = with(plan(), [("installation", installation.to_scalar())]);
    let at = when("2026-10-30 12:00");
    assert_eq!(scene.refused("training.plan", other, DESK, at, following.clone()), ["unknown_record"]);
    scene.put("installation", installation, [("customer_name", text("东方机械"))]);
    scene.perform("training.plan", other, DESK, at, following.clone()).unwrap();
    assert_eq!(scene.facts("installation", installation).reference("training"), Some(other));
    assert_eq!(scene.refused("training.plan", Id([9; 16]), DESK, at, following), ["training_exists"]);
    let unnamed = with(plan(), [("machines/m1/product_name", text(" "))]);
    assert_eq!(scene.refused("training.plan", Id([9; 16]), DESK, at, unnamed), ["required"]);
}

#[test]
fn s17_one_or_two_sessions_a_third_needs_a_reason() {
    let mut scene = planned();
    let planned_sessions = |n: i64| values([("planned_sessions", Scalar::Integer(n))]);
    let at = when("2026-10-31 09:00");
    assert_eq!(scene.refused("training.edit_plan", JOB, DESK, at, planned_sessions(3)), ["out_of_range"]);
    scene.perform("training.edit_plan", JOB, DESK, at, planned_sessions(2)).unwrap();
    date_session(&mut scene, "s1", "2026-11-02", "2026-10-31 10:00");
    date_session(&mut scene, "s2", "2026-11-10", "2026-10-31 10:00");
    let third = dated("s3", "2026-11-12");
    assert_eq!(scene.refused("training.date_session", JOB, ENGINEER, at, third.clone()), ["required"]);
    let cancelled = values([("sessions/s2/cancelled_reason", text("合并"))]);
    scene.perform("training.cancel_session", JOB, DESK, at, cancelled).unwrap();
    scene.perform("training.date_session", JOB, ENGINEER, at, third).unwrap();
}

#[test]
fn s17_a_planned_second_session_keeps_the_training_open() {
    let mut scene = planned();
    let two = values([("planned_sessions", Scalar::Integer(2))]);
    scene.perform("training.edit_plan", JOB, DESK, when("2026-10-31 09:00"), two).unwrap();
    date_session(&mut scene, "s1", "2026-11-02", "2026-10-31 10:00");
    hold(&mut scene, "s1", 1, "2026-11-02 17:00");
    assert_eq!(status(&scene), "to_call_back");
    call_back(&mut scene, "b1", "skilled", "2026-11-03 10:00");
    assert_eq!(status(&scene), "to_book", "the second one is to be arranged");
    let one = values([("planned_sessions", Scalar::Integer(1))]);
    scene.perform("training.edit_plan", JOB, DESK, when("2026-11-03 11:00"), one).unwrap();
    assert_eq!(status(&scene), "completed");
}

#[test]
fn s17_a_session_is_dated_with_somebody_and_not_for_the_past() {
    let mut scene = planned();
    let at = when("2026-11-02 10:00");
    let past = dated("s1", "2026-11-01");
    assert_eq!(scene.refused("training.date_session", JOB, ENGINEER, at, past), ["in_past"]);
    let mut alone = dated("s1", "2026-11-03");
    alone.remove("sessions/s1/agreed_with");
    assert_eq!(scene.refused("training.date_session", JOB, ENGINEER, at, alone), ["required"]);
    let late = with(dated("s1", "2026-11-03"), [("sessions/s1/set_at", when("2026-11-02 09:00").to_scalar())]);
    assert_eq!(scene.refused("training.date_session", JOB, ENGINEER, at, late.clone()), ["late_entry_reason"]);
    let explained = with(late, [("sessions/s1/late_reason", text("开车途中约定"))]);
    scene.perform("training.date_session", JOB, ENGINEER, at, explained).unwrap();
    assert_eq!(scene.facts("training", JOB).instant("sessions/s1/set_at"), Some(when("2026-11-02 09:00")));
    let again = dated("s1", "2026-11-04");
    assert_eq!(scene.refused("training.date_session", JOB, ENGINEER, at, again), ["row_exists"]);
}

#[test]
fn s17_a_session_moves_and_is_cancelled_with_a_reason_and_only_before_it_is_over() {
    let mut scene = planned();
    date_session(&mut scene, "s1", "2026-11-02", "2026-10-31 10:00");
    let at = when("2026-10-31 11:00");
    let moved = values([("sessions/s1/dated_on", date("2026-11-03").to_scalar())]);
    assert_eq!(scene.refused("training.move_session", JOB, DESK, at, moved.clone()), ["required"]);
    let moved = with(moved, [("sessions/s1/moved_reason", text("客户停电"))]);
    scene.perform("training.move_session", JOB, DESK, at, moved).unwrap();
    let past = values([
        ("sessions/s1/dated_on", date("2026-10-30").to_scalar()),
        ("sessions/s1/moved_reason", text("提前一天")),
    ]);
    assert_eq!(scene.refused("training.move_session", JOB, DESK, at, past), ["in_past"]);
    let facts = scene.facts("training", JOB);
    assert_eq!(facts.instant("sessions/s1/set_at"), Some(when("2026-10-31 10:00")), "dated since it first was");
    assert_eq!(facts.instant("sessions/s1/moved_at"), Some(at));

    begin(&mut scene, "s1", "2026-11-03 09:00");
    let moved = values([
        ("sessions/s1/dated_on", date("2026-11-05").to_scalar()),
        ("sessions/s1/moved_reason", text("人员未到")),
    ]);
    let now = when("2026-11-03 09:30");
    assert_eq!(scene.refused("training.move_session", JOB, ENGINEER, now, moved), ["begun"]);
    let reason = |why: &str| values([("sessions/s1/cancelled_reason", text(why))]);
    assert_eq!(scene.refused("training.cancel_session", JOB, DESK, now, values([])), ["row_unknown"]);
    assert_eq!(scene.refused("training.cancel_session", JOB, DESK, now, reason(" ")), ["required"]);
    scene.perform("training.sign_in", JOB, ENGINEER, now, signs("p1", "张三")).unwrap();
    assert_eq!(scene.refused("training.cancel_session", JOB, DESK, now, reason("临时有事")), ["signed_in"]);
    end(&mut scene, "2026-11-03 12:00");
    let later = when("2026-11-03 13:00");
    assert_eq!(scene.refused("training.cancel_session", JOB, DESK, later, reason("临时有事")), ["session_over"]);
}

#[test]
fn s17_a_session_to_which_nobody_came_is_cancelled_and_its_number_is_free_again() {
    let mut scene = planned();
    date_session(&mut scene, "s1", "2026-11-02", "2026-10-31 10:00");
    begin(&mut scene, "s1", "2026-11-02 09:00");
    let nobody = values([("sessions/s1/cancelled_reason", text("客户无人到场"))]);
    scene.perform("training.cancel_session", JOB, ENGINEER, when("2026-11-02 10:00"), nobody.clone()).unwrap();
    assert_eq!(status(&scene), "to_book");
    let again = with(nobody, [("sessions/s1/cancelled_reason", text("再次"))]);
    let at = when("2026-11-02 10:05");
    assert_eq!(scene.refused("training.cancel_session", JOB, ENGINEER, at, again), ["session_over"]);
    date_session(&mut scene, "s2", "2026-11-03", "2026-11-02 10:10");
    hold(&mut scene, "s2", 1, "2026-11-03 12:00");
    assert_eq!(scene.facts("training", JOB).integer("sessions/s2/ordinal"), Some(1));
}

#[test]
fn s21_a_training_is_dispatched_like_other_jobs_but_not_away_from_who_is_teaching() {
    let mut scene = planned();
    let engineer = |who: RecordId| values([("engineer", who.to_scalar())]);
    let at = when("2026-10-30 12:00");
    assert_eq!(scene.refused("training.dispatch", JOB, DESK, at, engineer(ENGINEER)), ["already_dispatched"]);
    assert_eq!(scene.refused("training.accept_job", JOB, ENGINEER, at, values([])), ["already_accepted"]);
    assert_eq!(scene.refused("training.accept_job", JOB, ASSISTANT, at, values([])), ["not_dispatched"]);
    let why = |row: &str| values([(format!("assignments/{row}/reason").as_str(), text("家中有事"))]);
    scene.perform("training.ask_transfer", JOB, ENGINEER, at, why("w1")).unwrap();
    date_session(&mut scene, "s1", "2026-11-02", "2026-10-31 10:00");
    begin(&mut scene, "s1", "2026-11-02 09:00");
    let now = when("2026-11-02 09:30");
    assert_eq!(scene.refused("training.dispatch", JOB, DESK, now, engineer(ASSISTANT)), ["in_session"]);
    assert_eq!(scene.refused("training.reject_job", JOB, ENGINEER, now, why("w2")), ["in_session"]);
    let cancel = values([("cancelled_reason", text("不办了"))]);
    assert_eq!(scene.refused("training.cancel", JOB, DESK, now, cancel), ["in_session"]);
    scene.perform("training.sign_in", JOB, ENGINEER, now, signs("p1", "张三")).unwrap();
    end(&mut scene, "2026-11-02 17:00");
    scene.perform("training.reject_job", JOB, ENGINEER, when("2026-11-02 17:10"), why("w2")).unwrap();
    scene.perform("training.dispatch", JOB, DESK, when("2026-11-02 17:20"), engineer(ASSISTANT)).unwrap();
}

#[test]
fn s17_s18_s21_who_may_is_as_the_manual_says() {
    let who = |verb: &str| KIND.step(verb).unwrap().who;
    let engineer = [own(Role::Engineer)];
    for verb in
        ["begin_session", "sign_in", "record_absent", "list_attendees", "end_session", "close_sheet", "accept_job"]
    {
        assert_eq!(who(verb), engineer, "{verb}");
    }
    for verb in ["plan", "dispatch", "cancel"] {
        assert_eq!(who(verb), [any(Role::Desk), any(Role::Supervisor)], "{verb}");
    }
    for verb in ["call_back", "record_attempt", "close_unreachable", "answer_question", "evaluate", "date_session"] {
        assert_eq!(who(verb), [any(Role::Desk), any(Role::Supervisor), own(Role::Engineer)], "{verb}");
    }
    let scene = planned();
    let facts = scene.facts("training", JOB);
    assert!((KIND.is_own)(JOB, &facts, ASSISTANT) && !(KIND.is_own)(JOB, &facts, DESK));
}

#[test]
fn a_cancelled_training_takes_no_step() {
    let mut scene = held();
    let reason = values([("cancelled_reason", text("客户不需要"))]);
    let at = when("2026-11-03 10:00");
    scene.perform("training.cancel", JOB, DESK, at, reason).unwrap();
    let question = values([("questions/q1/question", text("怎样换刀"))]);
    for (verb, given) in [
        ("edit_plan", values([("agreed", text("半天"))])),
        ("date_session", with(dated("s2", "2026-11-10"), [])),
        ("begin_session", values([])),
        ("ask_question", question),
        ("call_back", called("b1", "skilled")),
    ] {
        let codes = scene.refused(&format!("training.{verb}"), JOB, DESK, at, given);
        assert!(codes.contains(&"closed".to_owned()), "{verb}: {codes:?}");
    }
}

#[test]
fn a_completed_training_is_not_cancelled_but_another_session_may_be_dated() {
    let mut scene = held();
    call_back(&mut scene, "b1", "skilled", "2026-11-03 10:00");
    let reason = values([("cancelled_reason", text("客户不需要"))]);
    let at = when("2026-11-04 10:00");
    assert_eq!(scene.refused("training.cancel", JOB, DESK, at, reason), ["completed"]);
    date_session(&mut scene, "s2", "2026-11-10", "2026-11-04 10:00");
    assert_eq!(status(&scene), "second_session");
}
