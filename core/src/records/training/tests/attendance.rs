//! Every operator signs in, with their own hand. Absent by design: the trainer's signature.

use super::*;
use crate::schema::Hash32;

/// In session from 2026-11-02 09:00, nobody signed in.
fn begun() -> Scene {
    let mut scene = planned();
    date_session(&mut scene, "s1", "2026-11-02", "2026-10-31 10:00");
    begin(&mut scene, "s1", "2026-11-02 09:00");
    scene
}

fn refused(scene: &mut Scene, given: Values) -> Vec<String> {
    scene.refused("training.sign_in", JOB, ENGINEER, when("2026-11-02 09:05"), given)
}

#[test]
fn s17_every_operator_signs_in_at_the_moment_of_the_tap() {
    let mut scene = begun();
    scene.perform("training.sign_in", JOB, ENGINEER, when("2026-11-02 09:05"), signs("p1", "张三")).unwrap();
    scene.perform("training.sign_in", JOB, ASSISTANT, when("2026-11-02 09:06"), signs("p2", "李四")).unwrap();
    let facts = scene.facts("training", JOB);
    for (row, at, by) in [("p1", "2026-11-02 09:05", ENGINEER), ("p2", "2026-11-02 09:06", ASSISTANT)] {
        assert_eq!(facts.instant(&format!("attendees/{row}/checked_in_at")), Some(when(at)));
        assert_eq!(facts.reference(&format!("attendees/{row}/recorded_by")), Some(by));
        assert_eq!(facts.text(&format!("attendees/{row}/session")), Some("s1"));
        assert!(facts.has(&format!("attendees/{row}/signature")));
    }
}

#[test]
fn s17_phones_that_sign_in_different_people_at_once_merge_row_by_row() {
    let mut here = begun();
    let mut there = begun();
    let before = here.facts("training", JOB);
    here.perform("training.sign_in", JOB, ENGINEER, when("2026-11-02 09:05"), signs("p1", "张三")).unwrap();
    there.perform("training.sign_in", JOB, ASSISTANT, when("2026-11-02 09:05"), signs("p2", "李四")).unwrap();
    for (scene, row) in [(&here, "attendees/p1/"), (&there, "attendees/p2/")] {
        let after = scene.facts("training", JOB);
        let mut written = after.0.iter().filter(|(key, value)| before.get(key) != *value);
        assert!(written.all(|(key, _)| key.starts_with(row)));
    }
}

#[test]
fn s17_attendance_knows_no_proxy_no_empty_signature_and_no_second_one() {
    let mut scene = begun();
    let proxy = with(signs("p1", "张三"), [("attendees/p1/in_person", NO)]);
    assert_eq!(refused(&mut scene, proxy), ["no_proxy"]);
    let empty = with(signs("p1", "张三"), [("attendees/p1/signature", Hash32::of(&[]).to_scalar())]);
    assert_eq!(refused(&mut scene, empty), ["no_signature"]);
    let mut nothing = signs("p1", "张三");
    nothing.remove("attendees/p1/signature");
    assert_eq!(refused(&mut scene, nothing), ["required"]);
    let both = with(signs("p1", "张三"), [("attendees/p2/name", text("李四")), ("attendees/p2/signature", blob())]);
    assert_eq!(refused(&mut scene, both), ["one_attendee"]);
    let nameless = signs("p1", " ");
    assert_eq!(refused(&mut scene, nameless), ["required"]);
    scene.perform("training.sign_in", JOB, ENGINEER, when("2026-11-02 09:05"), signs("p1", "张三")).unwrap();
    let again = values([("attendees/p1/signature", Scalar::Bytes(vec![8; 32]))]);
    assert_eq!(refused(&mut scene, again), ["already_signed"]);
    let renamed = values([("attendees/p1/name", text("李四"))]);
    let at = when("2026-11-02 09:10");
    assert_eq!(scene.refused("training.list_attendees", JOB, ENGINEER, at, renamed), ["already_signed"]);
    let absent = values([("attendees/p1/absent_reason", text("出差"))]);
    assert_eq!(scene.refused("training.record_absent", JOB, ENGINEER, at, absent), ["already_signed"]);
}

#[test]
fn s17_nobody_of_ours_is_an_attendee() {
    let mut scene = begun();
    for (name, phone) in [("王工", "13900000001"), ("赵工", "13900000002")] {
        let ours = with(signs("p1", name), [("attendees/p1/phone", text(phone))]);
        assert_eq!(refused(&mut scene, ours), ["signer_is_ours"], "{name}");
    }
    let listed = values([
        ("attendees/p1/session", text("s1")),
        ("attendees/p1/name", text("王工")),
        ("attendees/p1/phone", text("13900000001")),
    ]);
    let at = when("2026-11-02 09:05");
    assert_eq!(scene.refused("training.list_attendees", JOB, ENGINEER, at, listed), ["signer_is_ours"]);
    let namesake = with(signs("p1", "王工"), [("attendees/p1/phone", text("13800000009"))]);
    scene.perform("training.sign_in", JOB, ENGINEER, at, namesake).unwrap();
}

#[test]
fn s17_the_signature_confirms_a_handbook_that_was_handed_out() {
    let mut scene = planned();
    date_session(&mut scene, "s1", "2026-11-02", "2026-10-31 10:00");
    assert_eq!(refused(&mut scene, signs("p1", "张三")), ["not_begun"]);
    scene.perform("training.begin_session", JOB, ENGINEER, when("2026-11-02 09:00"), values([])).unwrap();
    assert_eq!(refused(&mut scene, signs("p1", "张三")), ["no_handbook"]);
    let mut unsaid = signs("p1", "张三");
    unsaid.remove("attendees/p1/handbook_received");
    assert_eq!(refused(&mut scene, unsaid), ["required"]);
    let without = with(signs("p1", "张三"), [("attendees/p1/handbook_received", NO)]);
    scene.perform("training.sign_in", JOB, ENGINEER, when("2026-11-02 09:05"), without).unwrap();
}

#[test]
fn s17_absent_is_absent_until_they_come() {
    let mut scene = begun();
    let at = when("2026-11-02 09:05");
    let listed = values([("attendees/p1/session", text("s1")), ("attendees/p1/name", text("张三"))]);
    scene.perform("training.list_attendees", JOB, ENGINEER, at, listed).unwrap();
    let reason = |why: &str| values([("attendees/p1/absent_reason", text(why))]);
    assert_eq!(scene.refused("training.record_absent", JOB, ENGINEER, at, reason(" ")), ["required"]);
    assert_eq!(scene.refused("training.record_absent", JOB, ENGINEER, at, values([])), ["row_missing"]);
    scene.perform("training.record_absent", JOB, ENGINEER, at, reason("夜班")).unwrap();
    let unlisted = with(reason("夜班"), [("attendees/p2/absent_reason", text("出差"))]);
    assert_eq!(scene.refused("training.record_absent", JOB, ENGINEER, at, unlisted), ["required"], "no name");
    scene.perform("training.sign_in", JOB, ENGINEER, when("2026-11-02 10:00"), signs("p1", "张三")).unwrap();
    assert!(!scene.facts("training", JOB).has("attendees/p1/absent_reason"));
}

#[test]
fn s17_attendees_are_listed_for_a_dated_session_until_its_sheet_is_signed() {
    let mut scene = begun();
    let at = when("2026-11-02 09:05");
    let listed = |session: &str, name: &str| {
        values([("attendees/p1/session", text(session)), ("attendees/p1/name", text(name))])
    };
    let refused = |scene: &mut Scene, given| scene.refused("training.list_attendees", JOB, ENGINEER, at, given);
    assert_eq!(refused(&mut scene, values([])), ["row_missing"]);
    assert_eq!(refused(&mut scene, listed("s9", "张三")), ["row_unknown"]);
    assert_eq!(refused(&mut scene, listed("s1", " ")), ["required"]);
    date_session(&mut scene, "s2", "2026-11-10", "2026-11-02 09:05");
    scene.perform("training.list_attendees", JOB, ASSISTANT, at, listed("s2", "张三")).unwrap();
    let other = signs("p1", "张三");
    assert_eq!(scene.refused("training.sign_in", JOB, ENGINEER, at, other), ["other_session"]);
    scene.perform("training.sign_in", JOB, ENGINEER, at, signs("p2", "李四")).unwrap();
    end(&mut scene, "2026-11-02 17:00");
    scene.perform("training.sign_in", JOB, ENGINEER, when("2026-11-02 17:01"), signs("p3", "周五")).unwrap();
    scene.perform("training.close_sheet", JOB, ENGINEER, when("2026-11-02 17:05"), closing(1)).unwrap();
    let late = values([("attendees/p4/session", text("s1")), ("attendees/p4/name", text("吴六"))]);
    assert_eq!(refused(&mut scene, late), ["sheet_closed"]);
    let late = scene.refused("training.sign_in", JOB, ENGINEER, when("2026-11-02 17:10"), signs("p4", "吴六"));
    assert_eq!(late, ["sheet_closed"]);
}
