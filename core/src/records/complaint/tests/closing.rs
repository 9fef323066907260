//! The callback, the closing with approval, and the internal consequence.
//! Absent by design: how a complaint came so far.

use super::*;
use crate::{
    process::directory::role_classes,
    records::{callback, complaint_consequence},
};

#[test]
fn s28_s26_a_callback_keeps_its_record_and_an_unhappy_customer_opens_another_round() {
    let mut scene = confirmed();
    assert_eq!(refused(&mut scene, "call_back", HANDLER, 400, call("k1", "solved", 4)), ["own_complaint"]);
    let unscored = contact("k1", true);
    assert_eq!(refused(&mut scene, "call_back", DESK, 400, unscored), ["required", "required"]);
    let scored = with(contact("k1", false), [("callback_score", Scalar::Integer(4))]);
    assert_eq!(refused(&mut scene, "call_back", DESK, 400, scored), ["no_score"]);
    act(&mut scene, "call_back", DESK, 400, contact("k1", false));
    let first = scene.facts("complaint", COMPLAINT).reference("callback").unwrap();
    assert_eq!(scene.status("callback", first, day(0)), "attempted");
    assert_eq!(refused(&mut scene, "give_up_callback", DESK, 401, values([])), ["attempts_missing"]);
    act(&mut scene, "call_back", DESK, 500, call("k2", "solved", 2));
    let facts = scene.facts("callback", first);
    assert_eq!((facts.text("kind"), facts.reference("complaint")), (Some("complaint"), Some(COMPLAINT)));
    assert_eq!((facts.text("follow_up"), facts.items("contacts").len()), (Some("to_complaint"), 2));
    assert_eq!(scene.status("callback", first, day(0)), "follow_up");
    assert_eq!(scene.facts("customer", CUSTOMER).instant("last_callback_at"), Some(at(500)));
    assert_eq!(status(&scene), "acting");
    let runs = runs(&scene, "D-17c");
    assert_eq!((runs[0].met_at, runs[1].start, runs[1].met_at), (Some(at(300)), at(500), None));
    assert_eq!(refused(&mut scene, "record_result", HANDLER, 510, result(2, "好")), ["nothing_done"], "in this round");
    act(&mut scene, "act", HANDLER, 520, values([("actions/a2/what", text("赔偿"))]));
    act(&mut scene, "record_result", HANDLER, 530, result(2, "已赔偿"));
    act(&mut scene, "present", HANDLER, 540, showing(2));
    act(&mut scene, "confirm", HANDLER, 550, telephone(2, "agree"));
    prevented(&mut scene);
    act(&mut scene, "call_back", DESK, 600, call("k3", "solved", 5));
    assert_ne!(scene.facts("complaint", COMPLAINT).reference("callback"), Some(first));
    assert_eq!(scene.status("callback", first, day(0)), "done", "the second took over what followed");
    assert_eq!(refused(&mut scene, "call_back", DESK, 601, call("k4", "solved", 5)), ["called_back"]);
    act(&mut scene, "close", SUPERVISOR, 700, values([]));
    assert_eq!(status(&scene), "closed");
}

#[test]
fn s28_an_unreachable_customer_needs_three_attempts_on_two_days() {
    let mut scene = confirmed();
    assert_eq!(refused(&mut scene, "give_up_callback", DESK, 390, values([])), ["attempts_missing"]);
    for (row, minute) in [("k1", 400), ("k2", 440), ("k3", 1900)] {
        act(&mut scene, "call_back", DESK, minute, contact(row, false));
    }
    act(&mut scene, "give_up_callback", DESK, 1901, values([]));
    let facts = scene.facts("complaint", COMPLAINT);
    let callback = facts.reference("callback").unwrap();
    assert_eq!(scene.status("callback", callback, day(1)), "unreachable");
    prevented(&mut scene);
    act(&mut scene, "close", SUPERVISOR, 1910, values([]));
}

#[test]
fn s28_closing_needs_finding_prevention_and_callback_and_ends_what_it_followed() {
    let mut scene = acted();
    let codes = refused(&mut scene, "close", SUPERVISOR, 240, values([("closing_note", text("结"))]));
    assert_eq!(codes, ["not_resolved", "not_called_back", "not_prevented"]);
    let mut scene = confirmed();
    act(&mut scene, "prevent", HANDLER, 310, prevention("p1", "corrective"));
    act(&mut scene, "call_back", DESK, 400, call("k1", "solved", 4));
    assert_eq!(refused(&mut scene, "close", SUPERVISOR, 410, values([])), ["not_prevented"], "corrective alone");
    act(&mut scene, "prevent", HANDLER, 411, prevention("p2", "preventive"));
    let check = values([("preventions/p1/checked_note", text("已完成"))]);
    assert_eq!(refused(&mut scene, "check_prevention", HANDLER, 412, check.clone()), ["own_action"]);
    act(&mut scene, "check_prevention", SUPERVISOR, 412, check);
    let again = values([("preventions/p1/checked_note", text("再查"))]);
    assert_eq!(refused(&mut scene, "check_prevention", SUPERVISOR, 413, again), ["checked"]);
    assert_eq!(refused(&mut scene, "close_about_sales", MANAGER, 414, values([])), ["not_about_sales"]);
    scene.put("complaint", COMPLAINT, [("nature", text("price"))]);
    let origin = [
        ("follow_up", text("to_complaint")),
        ("follow_up_complaint", COMPLAINT.to_scalar()),
        ("made_at", at(0).to_scalar()),
    ];
    scene.put("callback", id(60), origin);
    scene.put("complaint", COMPLAINT, [("origin_callback", id(60).to_scalar())]);
    assert_eq!(scene.status("callback", id(60), day(0)), "follow_up");
    act(&mut scene, "close_about_sales", MANAGER, 415, values([]));
    assert_eq!(scene.status("callback", id(60), day(0)), "done");
    assert_eq!(status(&scene), "closed");
}

#[test]
fn s28_an_unjustified_complaint_closes_without_prevention_and_says_so() {
    let mut scene = confirmed();
    act(&mut scene, "judge", HANDLER, 305, finding("unjustified"));
    act(&mut scene, "call_back", DESK, 400, call("k1", "solved", 4));
    act(&mut scene, "close", SUPERVISOR, 410, values([]));
    assert_eq!(badges(&scene.facts("complaint", COMPLAINT))[0].zh, "不成立");
}

#[test]
fn s28_the_internal_consequence_is_read_and_decided_by_managers_and_supervisors_only() {
    let mut scene = taken_in();
    let record = id(70);
    let step = "complaint_consequence.decide";
    let given = || values([("complaint", COMPLAINT.to_scalar()), ("decision", text("口头警告"))]);
    assert_eq!(scene.refused(step, record, ENGINEER, at(20), given()), ["about_oneself"]);
    let unknown = with(given(), [("complaint", id(99).to_scalar())]);
    assert_eq!(scene.refused(step, record, SUPERVISOR, at(20), unknown), ["unknown_record"]);
    scene.perform(step, record, SUPERVISOR, at(20), given()).unwrap();
    assert_eq!(scene.status("complaint_consequence", record, day(0)), "decided");
    let done = values([("done_note", text("已谈话"))]);
    scene.perform("complaint_consequence.carry_out", record, MANAGER, at(30), done).unwrap();
    assert_eq!(scene.status("complaint_consequence", record, day(0)), "done");
    let again = values([("done_note", text("再谈"))]);
    assert_eq!(scene.refused("complaint_consequence.carry_out", record, MANAGER, at(31), again), ["done"]);
    let class = (complaint_consequence::KIND.buckets)(record, &scene.facts("complaint_consequence", record))[0].class;
    let sees = |class: &str| -> Vec<Role> {
        let roles = [Role::Sales, Role::Manager, Role::Finance, Role::Legal, Role::Warehouse, Role::Desk];
        let more = [Role::Supervisor, Role::Engineer, Role::Administrator];
        roles.into_iter().chain(more).filter(|role| role_classes(*role).contains(&class)).collect()
    };
    assert_eq!(sees(class), [Role::Manager, Role::Supervisor]);
    let office = [Role::Manager, Role::Desk, Role::Supervisor, Role::Administrator];
    assert_eq!((sees("complaint"), sees("callback")), (office.to_vec(), office.to_vec()));
    assert_eq!(callback::KIND.table.prefix, "HF");
}

#[test]
fn s28_a_complaint_made_by_a_callback_is_classified_before_its_result_and_closing_is_proposed_once() {
    let mut scene = acted();
    scene.put("complaint", COMPLAINT, [("nature", Scalar::Null)]);
    assert_eq!(refused(&mut scene, "record_result", HANDLER, 250, result(1, "已修复")), ["not_classified"]);
    act(&mut scene, "classify", DESK, 251, values([("nature", text("speed"))]));
    act(&mut scene, "record_result", HANDLER, 252, result(1, "已修复"));
    act(&mut scene, "present", HANDLER, 290, showing(1));
    act(&mut scene, "confirm", HANDLER, 300, telephone(1, "agree"));
    prevented(&mut scene);
    act(&mut scene, "call_back", DESK, 400, call("k1", "solved", 4));
    act(&mut scene, "propose_closing", HANDLER, 410, values([]));
    assert_eq!(refused(&mut scene, "propose_closing", HANDLER, 411, values([])), ["proposed"]);
}
