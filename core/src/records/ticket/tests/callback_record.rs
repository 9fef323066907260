//! The record that a repair's callback keeps, and what follows it (domain §2.3 no. 19).
//! Absent by design: the call's effect on the ticket's rounds (`closing.rs`).

use super::*;
use crate::{
    records::{callback::made, rig::Rig},
    schema::{Facts, Problem},
};

/// Signed at minute 205.
fn signed() -> Scene {
    let mut scene = presented();
    scene.perform("ticket.confirm", TICKET, ENGINEER, at(205), signature()).unwrap();
    scene
}

fn scored(row: &str, result: &str, score: i64) -> Values {
    with(callback(row, result), [(&format!("callbacks/{row}/score"), Scalar::Integer(score))])
}

/// The callback's record that a row names.
fn record_of(scene: &Scene, row: &str) -> RecordId {
    scene.facts("ticket", TICKET).reference(&format!("callbacks/{row}/record")).unwrap()
}

fn call(scene: &mut Scene, minute: i64, given: Values) -> Result<(), Vec<Problem>> {
    scene.perform("ticket.call_back", TICKET, DESK, at(minute), given)
}

#[test]
fn s26_d15_one_record_keeps_every_attempt_and_the_answer() {
    let mut scene = signed();
    let due = with(callback("b1", "no_answer"), [("callbacks/b1/due_on", day(3).to_scalar())]);
    call(&mut scene, 300, due).unwrap();
    let record = record_of(&scene, "b1");
    assert_eq!(scene.status("callback", record, day(0)), "attempted");
    assert!(!scene.facts("customer", CUSTOMER).has("last_callback_at"), "an attempt meets nothing");
    call(&mut scene, 1500, scored("b2", "callback_solved", 5)).unwrap();
    assert_eq!(record_of(&scene, "b2"), record);
    let facts = scene.facts("callback", record);
    assert_eq!(facts.items("contacts").len(), 2);
    assert_eq!((facts.text("kind"), facts.reference("ticket")), (Some("repair"), Some(TICKET)));
    assert_eq!((facts.text("solved"), facts.integer("score")), (Some("solved"), Some(5)));
    assert_eq!((facts.instant("made_at"), facts.reference("made_by")), (Some(at(1500)), Some(DESK)));
    assert_eq!((facts.reference("customer"), facts.reference("service_person")), (Some(CUSTOMER), Some(ENGINEER)));
    assert_eq!((facts.date("due_on"), facts.text("follow_up")), (Some(day(3)), Some("none")));
    assert_eq!(scene.status("callback", record, day(1)), "done");
    assert_eq!(run(&scene, "D-15", "1").met_at, Some(at(1500)));
    let customer = scene.facts("customer", CUSTOMER);
    assert_eq!(customer.instant("last_callback_at"), Some(at(1500)));
    assert_eq!(customer.instant(&format!("callbacks/{record}/at")), Some(at(1500)));
}

#[test]
fn d15_three_attempts_give_the_callback_up() {
    let mut scene = signed();
    for (row, minute) in [("b1", 300), ("b2", 360)] {
        call(&mut scene, minute, callback(row, "no_answer")).unwrap();
    }
    call(&mut scene, 1500, callback("b3", "unreachable")).unwrap();
    let record = record_of(&scene, "b3");
    assert_eq!(scene.status("callback", record, day(1)), "unreachable");
    assert_eq!(scene.facts("callback", record).items("contacts").len(), 3);
}

#[test]
fn s26_unsolved_reopens_and_is_followed_up_until_the_ticket_is_over() {
    let mut scene = signed();
    call(&mut scene, 1500, scored("b1", "callback_unsolved", 1)).unwrap();
    let first = record_of(&scene, "b1");
    let facts = scene.facts("callback", first);
    assert_eq!((facts.text("follow_up"), facts.reference("follow_up_ticket")), (Some("reopen"), Some(TICKET)));
    assert_eq!(scene.status("callback", first, day(1)), "follow_up");
    assert!(!facts.has("follow_up_complaint"), "unsolved reopens, whatever the score");
    let round = [
        ("work/2/solved_at", at(2000).to_scalar()),
        ("rounds/2/confirmed_at", at(2010).to_scalar()),
        ("rounds/2/way", text("device")),
    ];
    scene.put("ticket", TICKET, round);
    call(&mut scene, 3000, scored("b2", "callback_solved", 4)).unwrap();
    assert_ne!(record_of(&scene, "b2"), first, "another round has another callback");
    assert_eq!(scene.facts("callback", first).instant("follow_up_closed_at"), Some(at(3000)));
    assert_eq!(scene.status("callback", first, day(2)), "done");
}

#[test]
fn s26_a_low_score_becomes_a_complaint_and_three_is_neutral() {
    for (score, complaints) in [(1, 1), (2, 1), (3, 0), (5, 0)] {
        let mut scene = signed();
        call(&mut scene, 1500, scored("b1", "callback_solved", score)).unwrap();
        let record = record_of(&scene, "b1");
        let complaint = scene.facts("callback", record).reference("follow_up_complaint");
        assert_eq!(usize::from(complaint.is_some()), complaints, "{score}");
        let Some(complaint) = complaint else { continue };
        assert_eq!(scene.status("complaint", complaint, day(1)), "submitted");
        let facts = scene.facts("complaint", complaint);
        assert_eq!((facts.reference("ticket"), facts.reference("origin_callback")), (Some(TICKET), Some(record)));
        assert_eq!((facts.instant("submitted_at"), facts.integer("nth")), (Some(at(1500)), Some(1)));
        assert_eq!((facts.reference("about_person"), facts.text("content")), (Some(ENGINEER), Some("又响了")));
        assert_eq!(scene.facts("customer", CUSTOMER).items("complaints").len(), 1);
        assert_eq!(scene.status("callback", record, day(1)), "follow_up");
        assert!(closed_at(&scene.facts("ticket", TICKET)).is_some(), "the ticket itself is over");
    }
    let mut silent = scored("b1", "callback_solved", 2);
    silent.remove("callbacks/b1/content");
    assert_eq!(signed().refused("ticket.call_back", TICKET, DESK, at(1500), silent), ["required"]);
}

#[test]
fn s26_only_a_supervisor_lets_nothing_follow_and_says_why() {
    let mut scene = signed();
    let reason = ("callbacks/b1/no_follow_up_reason", text("客户另行采购，不再使用"));
    let step = "ticket.call_back_settled";
    let unsolved = scored("b1", "callback_unsolved", 2);
    assert!(scene.refused(step, TICKET, SUPERVISOR, at(1500), unsolved.clone()).contains(&"required".into()));
    let fine = with(scored("b1", "callback_solved", 4), [reason.clone()]);
    assert_eq!(scene.refused(step, TICKET, SUPERVISOR, at(1500), fine), ["not_needed"]);
    let nobody = with(scored("b1", "no_answer", 4), [reason.clone()]);
    assert!(scene.refused(step, TICKET, SUPERVISOR, at(1500), nobody).contains(&"choice_not_here".into()));
    assert_eq!(
        scene.refused(step, TICKET, ENGINEER, at(1500), with(unsolved.clone(), [reason.clone()])),
        ["own_repair"]
    );
    scene.perform(step, TICKET, SUPERVISOR, at(1500), with(unsolved, [reason.clone()])).unwrap();
    let facts = scene.facts("ticket", TICKET);
    assert_eq!((facts.integer("round"), closed_at(&facts)), (None, Some(at(1500))));
    let record = record_of(&scene, "b1");
    let kept = scene.facts("callback", record);
    assert_eq!((kept.text("follow_up"), kept.reference("no_follow_up_by")), (Some("none"), Some(SUPERVISOR)));
    assert_eq!(scene.status("callback", record, day(1)), "done");
    let mut scene = signed();
    scene.perform(step, TICKET, SUPERVISOR, at(1500), with(scored("b1", "callback_solved", 2), [reason])).unwrap();
    let record = record_of(&scene, "b1");
    assert!(!scene.facts("callback", record).has("follow_up_complaint"));
    let who = |verb: &str| KIND.step(verb).unwrap().who.iter().map(|who| who.role).collect::<Vec<_>>();
    assert_eq!(who("call_back_settled"), [crate::schema::Role::Supervisor]);
}

#[test]
fn an_older_phones_callback_keeps_no_record() {
    let mut rig = Rig::new(DESK);
    rig.put("customer", CUSTOMER, &[("name", text("东方机械"))]);
    let signed = at(0).to_scalar();
    let facts =
        [("customer", CUSTOMER.to_scalar()), ("rounds/1/confirmed_at", signed.clone()), ("submitted_at", signed)];
    rig.put("ticket", TICKET, &facts);
    rig.table_version = 2;
    rig.wait_minutes(60);
    let given = scored("b1", "callback_solved", 1);
    let given: Vec<(&str, Scalar)> = given.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    let parts = rig.must("ticket.call_back", TICKET, &given);
    assert_eq!(parts.len(), 1, "only the ticket, as that table said");
    assert!(made::BEGINS.creates && rig.record("callback", TICKET) == Facts::default());
}
