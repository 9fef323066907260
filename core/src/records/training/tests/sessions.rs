//! Holding a session, the handbook, the sheet that the trainer signs. Absent by design: signing in.

use super::*;

/// In session on 2026-11-02, somebody signed in at 09:05.
fn in_session() -> Scene {
    let mut scene = planned();
    date_session(&mut scene, "s1", "2026-11-02", "2026-10-31 10:00");
    begin(&mut scene, "s1", "2026-11-02 09:00");
    scene.perform("training.sign_in", JOB, ENGINEER, when("2026-11-02 09:05"), signs("p1", "张三")).unwrap();
    scene
}

#[test]
fn s17_a_session_begins_accepted_dated_and_one_at_a_time() {
    let mut scene = planned();
    let at = when("2026-11-02 09:00");
    let place = values([("sessions/s1/place", text("二车间"))]);
    assert_eq!(scene.refused("training.begin_session", JOB, ENGINEER, at, values([])), ["not_dated"]);
    assert_eq!(scene.refused("training.begin_session", JOB, ENGINEER, at, place.clone()), ["not_dated"]);
    let mut nowhere = dated("s1", "2026-11-02");
    nowhere.remove("sessions/s1/place");
    scene.perform("training.date_session", JOB, ENGINEER, when("2026-11-01 09:00"), nowhere).unwrap();
    assert_eq!(scene.refused("training.begin_session", JOB, ENGINEER, at, values([])), ["required"]);
    scene.put("training", JOB, [("accepted_at", Scalar::Null)]);
    assert_eq!(scene.refused("training.begin_session", JOB, ENGINEER, at, place.clone()), ["not_accepted"]);
    scene.put("training", JOB, [("accepted_at", at.to_scalar())]);
    scene.perform("training.begin_session", JOB, ENGINEER, at, place).unwrap();
    let facts = scene.facts("training", JOB);
    assert_eq!(facts.reference("sessions/s1/trainer"), Some(ENGINEER));
    assert_eq!((facts.integer("sessions/s1/ordinal"), facts.integer("round")), (Some(1), Some(1)));
    date_session(&mut scene, "s2", "2026-11-02", "2026-11-02 09:10");
    let next = values([("sessions/s2/expected", Scalar::Integer(4))]);
    assert_eq!(scene.refused("training.begin_session", JOB, ENGINEER, when("2026-11-02 09:20"), next), ["in_session"]);
}

#[test]
fn s17_the_next_session_waits_for_the_sheet_of_the_one_before() {
    let mut scene = in_session();
    end(&mut scene, "2026-11-02 12:00");
    date_session(&mut scene, "s2", "2026-11-02", "2026-11-02 12:00");
    let at = when("2026-11-02 13:00");
    assert_eq!(scene.refused("training.begin_session", JOB, ENGINEER, at, values([])), ["sheet_open"]);
    scene.perform("training.close_sheet", JOB, ENGINEER, at, closing(1)).unwrap();
    scene.perform("training.begin_session", JOB, ENGINEER, at, values([])).unwrap();
    assert_eq!(scene.facts("training", JOB).integer("round"), Some(2));
    let codes = scene.refused("training.end_session", Id([99; 16]), ENGINEER, at, values([]));
    assert_eq!(codes, ["not_begun"]);
}

#[test]
fn s17_the_handbook_is_current_and_its_version_is_pinned() {
    let mut scene = planned();
    date_session(&mut scene, "s1", "2026-11-02", "2026-10-31 10:00");
    let at = when("2026-11-02 09:00");
    let copies = |row: &str, copies: i64| -> Values {
        let key = |field: &str| format!("sessions/{row}/{field}");
        [(key("handbook"), HANDBOOK.to_scalar()), (key("handbook_copies"), Scalar::Integer(copies))].into()
    };
    assert_eq!(scene.refused("training.hand_out_handbook", JOB, ENGINEER, at, copies("s1", 3)), ["not_begun"]);
    scene.perform("training.begin_session", JOB, ENGINEER, at, values([])).unwrap();
    let none = values([("sessions/s1/handbook", HANDBOOK.to_scalar())]);
    assert_eq!(scene.refused("training.hand_out_handbook", JOB, ENGINEER, at, none), ["required"]);
    assert_eq!(scene.refused("training.hand_out_handbook", JOB, ENGINEER, at, copies("s2", 3)), ["other_session"]);
    for (field, value) in [
        ("superseded_by", LATHE.to_scalar()),
        ("retired_at", at.to_scalar()),
        ("published_at", Scalar::Null),
        ("document_kind", text("work_instruction")),
    ] {
        let before = scene.facts("library", HANDBOOK).get(field).clone();
        scene.put("library", HANDBOOK, [(field, value)]);
        let codes = scene.refused("training.hand_out_handbook", JOB, ENGINEER, at, copies("s1", 3));
        assert_eq!(codes, ["not_current"], "{field}");
        scene.put("library", HANDBOOK, [(field, before)]);
    }
    scene.perform("training.hand_out_handbook", JOB, ENGINEER, at, copies("s1", 3)).unwrap();
    scene.put("library", HANDBOOK, [("version", text("V3"))]);
    let facts = scene.facts("training", JOB);
    assert_eq!(facts.text("sessions/s1/handbook_title"), Some("数控车床使用手册"));
    assert_eq!(facts.text("sessions/s1/handbook_version"), Some("V2.1"));
}

#[test]
fn s17_the_trainer_signs_a_whole_sheet_once() {
    let mut scene = in_session();
    let at = when("2026-11-02 17:00");
    assert_eq!(scene.refused("training.close_sheet", JOB, ENGINEER, at, closing(1)), ["in_session"]);
    let listed = values([("attendees/p2/session", text("s1")), ("attendees/p2/name", text("李四"))]);
    scene.perform("training.list_attendees", JOB, ENGINEER, at, listed).unwrap();
    end(&mut scene, "2026-11-02 17:00");
    assert_eq!(scene.refused("training.close_sheet", JOB, ENGINEER, at, closing(1)), ["unaccounted"]);
    let absent = values([("attendees/p2/absent_reason", text("出差"))]);
    scene.perform("training.record_absent", JOB, ENGINEER, at, absent).unwrap();
    assert_eq!(scene.refused("training.close_sheet", JOB, ASSISTANT, at, closing(1)), ["not_the_trainer"]);
    let empty = with(closing(1), [("rounds/1/engineer_strokes", crate::schema::Hash32::of(&[]).to_scalar())]);
    assert_eq!(scene.refused("training.close_sheet", JOB, ENGINEER, at, empty), ["no_signature"]);
    let unsealed = values([("rounds/1/engineer_strokes", blob())]);
    assert_eq!(scene.refused("training.close_sheet", JOB, ENGINEER, at, unsealed), ["required"]);
    scene.perform("training.close_sheet", JOB, ENGINEER, at, closing(1)).unwrap();
    let facts = scene.facts("training", JOB);
    assert_eq!(facts.instant("rounds/1/confirmed_at"), Some(at));
    assert_eq!(facts.reference("rounds/1/recorded_by"), Some(ENGINEER));
    assert_eq!(scene.refused("training.close_sheet", JOB, ENGINEER, at, closing(1)), ["sheet_closed"]);
}

#[test]
fn s17_a_sheet_without_topics_form_handbook_or_anybody_is_not_signed() {
    let mut scene = planned();
    scene.put("training", JOB, [("topic_operation", NO), ("form", Scalar::Null), ("customer_name", Scalar::Null)]);
    date_session(&mut scene, "s1", "2026-11-02", "2026-10-31 10:00");
    scene.perform("training.begin_session", JOB, ENGINEER, when("2026-11-02 09:00"), values([])).unwrap();
    end(&mut scene, "2026-11-02 17:00");
    let problems = scene.perform("training.close_sheet", JOB, ENGINEER, when("2026-11-02 17:00"), closing(1));
    let told: Vec<String> = problems.unwrap_err().into_iter().map(|problem| problem.en).collect();
    assert_eq!(
        told,
        [
            "the sheet lacks its topics",
            "the sheet lacks the customer's name",
            "the sheet lacks the form",
            "the sheet lacks the handbook",
            "nobody signed in",
        ]
    );
}

#[test]
fn s17_the_customers_person_in_charge_may_sign_beside_and_is_none_of_ours() {
    let mut scene = in_session();
    end(&mut scene, "2026-11-02 17:00");
    let at = when("2026-11-02 17:00");
    let beside = |name: &str, phone: &str, capacity: &str| {
        with(
            closing(1),
            [
                ("rounds/1/way", text("device")),
                ("rounds/1/strokes", blob()),
                ("rounds/1/signer_name", text(name)),
                ("rounds/1/signer_phone", text(phone)),
                ("rounds/1/capacity", text(capacity)),
            ],
        )
    };
    let codes = |scene: &mut Scene, given| scene.refused("training.close_sheet", JOB, ENGINEER, at, given);
    assert_eq!(codes(&mut scene, beside("", "", "person_in_charge")), ["required"]);
    assert_eq!(codes(&mut scene, beside("王工", "13900000001", "person_in_charge")), ["signer_is_ours"]);
    assert_eq!(codes(&mut scene, beside("周主任", "138", "witness")), ["choice_not_here"]);
    let telephone = with(closing(1), [("rounds/1/way", text("telephone"))]);
    assert_eq!(codes(&mut scene, telephone), ["choice_not_here"], "never for attendance (domain §6.1)");
    scene.perform("training.close_sheet", JOB, ENGINEER, at, beside("周主任", "138", "person_in_charge")).unwrap();
    assert!(scene.facts("training", JOB).has("rounds/1/strokes"));
}

#[test]
fn a_sealed_sheet_changes_only_by_an_amendment() {
    let mut scene = in_session();
    let at = when("2026-11-02 18:00");
    let amended =
        |reason: &str| values([("amendments/a1/reason", text(reason)), ("attendees/p1/department", text("机加工"))]);
    assert_eq!(scene.refused("training.amend", JOB, ENGINEER, at, amended("漏填")), ["not_sealed"]);
    end(&mut scene, "2026-11-02 17:00");
    scene.perform("training.close_sheet", JOB, ENGINEER, when("2026-11-02 17:00"), closing(1)).unwrap();
    let topics = values([("topic_faults", YES), ("form", text("one_to_one"))]);
    assert_eq!(scene.refused("training.edit_plan", JOB, DESK, at, topics), ["sealed", "sealed"]);
    scene.perform("training.edit_plan", JOB, DESK, at, values([("contact_name", text("李四"))])).unwrap();
    let unknown = with(amended("漏填"), [("attendees/p9/department", text("机加工"))]);
    assert_eq!(scene.refused("training.amend", JOB, ENGINEER, at, unknown), ["row_unknown"]);
    scene.perform("training.amend", JOB, ENGINEER, at, amended("漏填")).unwrap();
    let facts = scene.facts("training", JOB);
    assert_eq!(facts.text("amendments/a1/changed"), Some("attendees/p1/department"));
    let late = values([("amendments/a2/reason", text("补充")), ("attendees/p1/post", text("操作工"))]);
    assert_eq!(scene.refused("training.amend", JOB, ENGINEER, when("2026-11-10 18:00"), late), ["too_late"]);
}
