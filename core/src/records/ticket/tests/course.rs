//! A job's way through its statuses, whose it is, and which steps are its turn.
//! Absent by design: single decisions of the manual, each beside its subject.

use super::*;

#[test]
fn a_job_goes_through_its_statuses() {
    let mut scene = scene();
    scene.perform("ticket.take_in", TICKET, DESK, at(1), intake()).unwrap();
    assert_eq!(status(&scene), "submitted");
    assert_eq!(scene.status("equipment", MACHINE, day(0)), "under_repair");
    let facts = scene.facts("ticket", TICKET);
    assert_eq!(facts.text("customer_name"), Some("东方机械"));
    assert_eq!(facts.text("warranty"), Some("in_warranty"));
    scene.perform("ticket.respond", TICKET, DESK, at(5), contact("c1")).unwrap();
    assert_eq!(status(&scene), "first_response");
    scene.perform("ticket.grade", TICKET, DESK, at(6), values([("urgency", text("urgent"))])).unwrap();
    assert_eq!(status(&scene), "graded");
    scene.perform("ticket.dispatch", TICKET, DESK, at(7), values([("engineer", ENGINEER.to_scalar())])).unwrap();
    assert_eq!(status(&scene), "dispatched");
    assert!((crate::records::equipment::KIND.is_own)(MACHINE, &scene.facts("equipment", MACHINE), ENGINEER));
    scene.perform("ticket.accept_job", TICKET, ENGINEER, at(8), values([])).unwrap();
    assert_eq!(status(&scene), "accepted");
    scene.perform("ticket.contact", TICKET, ENGINEER, at(9), contact("c2")).unwrap();
    assert_eq!(status(&scene), "responded");
    scene.perform("ticket.give_solution", TICKET, ENGINEER, at(20), solution()).unwrap();
    assert_eq!(status(&scene), "solution_given");
    let part = values([
        ("parts/p1/name", text("轴承")),
        ("parts/p1/model", text("7014C")),
        ("parts/p1/quantity", Scalar::Integer(2)),
        ("parts/p1/expected_on", day(1).to_scalar()),
    ]);
    scene.perform("ticket.order_part", TICKET, ENGINEER, at(21), part).unwrap();
    assert_eq!(status(&scene), "awaiting_part");
    let received = values([("parts/p1/received_on", day(0).to_scalar())]);
    scene.perform("ticket.receive_part", TICKET, ENGINEER, at(30), received).unwrap();
    scene.perform("ticket.leave", TICKET, ENGINEER, at(60), values([("visits/v1/packed", text("轴承"))])).unwrap();
    assert_eq!(status(&scene), "travelling");
    scene.perform("ticket.arrive", TICKET, ENGINEER, at(100), values([])).unwrap();
    assert_eq!(status(&scene), "on_site");
    let pause = values([
        ("pauses/q1/reason", text("site_not_ready")),
        ("pauses/q1/expected_end", at(160).to_scalar()),
        ("pauses/q1/asked_by", text("李四")),
    ]);
    scene.perform("ticket.pause", TICKET, ENGINEER, at(110), pause).unwrap();
    assert_eq!(status(&scene), "paused");
    let resume = values([("pauses/q1/until", at(150).to_scalar())]);
    scene.perform("ticket.resume", TICKET, ENGINEER, at(150), resume).unwrap();
    assert_eq!(status(&scene), "on_site");
    scene.perform("ticket.solve", TICKET, ENGINEER, at(200), work()).unwrap();
    assert_eq!(status(&scene), "solved");
    scene.perform("ticket.present", TICKET, ENGINEER, at(201), showing()).unwrap();
    scene.perform("ticket.confirm", TICKET, ENGINEER, at(205), signature()).unwrap();
    assert_eq!(status(&scene), "to_call_back");
    scene
        .perform("ticket.finish_visit", TICKET, ENGINEER, at(210), values([("visits/v1/result", text("work_done"))]))
        .unwrap();
    scene.perform("ticket.call_back", TICKET, DESK, at(3000), callback("b1", "callback_solved")).unwrap();
    assert_eq!(status(&scene), "closed");
    assert_eq!(scene.status("equipment", MACHINE, day(0)), "in_warranty");
}

#[test]
fn a_job_can_end_otherwise() {
    let mut scene = presented();
    let refusal = values([
        ("rounds/1/refusal_reason", text("result")),
        ("rounds/1/refusal_words", text("还有声音")),
        ("rounds/1/signer_name", text("李四")),
    ]);
    scene.perform("ticket.refuse", TICKET, ENGINEER, at(202), refusal).unwrap();
    assert_eq!(status(&scene), "refused");
    let mut scene = presented();
    scene
        .perform("ticket.absent", TICKET, ENGINEER, at(202), values([("rounds/1/absent_note", text("下班"))]))
        .unwrap();
    assert_eq!(status(&scene), "unsigned");
    let mut scene = dispatched("general");
    let gone = values([("withdrawn_reason", text("by_customer")), ("withdrawn_note", text("李四"))]);
    scene.perform("ticket.withdraw", TICKET, DESK, at(30), gone).unwrap();
    assert_eq!(status(&scene), "withdrawn");
    let mut scene = dispatched("suggestion");
    let answer = values([
        ("solutions/s1/text", text("下一版采纳")),
        ("solutions/s1/told_to", text("李四")),
        ("solutions/s1/channel", text("email")),
    ]);
    scene.perform("ticket.answer_suggestion", TICKET, DESK, at(30), answer).unwrap();
    assert_eq!(status(&scene), "closed");
    assert_eq!(run(&scene, "D-14", "1").met_at, Some(at(30)));
}

#[test]
fn a_job_is_its_crews_until_thirty_days_after_it_closed() {
    let mut scene = dispatched("general");
    let is_own = |scene: &Scene, person| (KIND.is_own)(TICKET, &scene.facts("ticket", TICKET), person);
    assert!(is_own(&scene, ENGINEER) && !is_own(&scene, OTHER));
    let crew = Bucket { holder: Holder::Person(ENGINEER), class: "job" };
    let file = Bucket { holder: Holder::Customer(CUSTOMER), class: "service" };
    let facts = scene.facts("ticket", TICKET);
    assert!((KIND.buckets)(TICKET, &facts).contains(&crew));
    assert!((KIND.grants)(TICKET, &facts, day(400)).iter().any(|grant| grant.bucket == file));
    let gone = values([("withdrawn_reason", text("by_customer")), ("withdrawn_note", text("李四"))]);
    scene.perform("ticket.withdraw", TICKET, DESK, at(30), gone).unwrap();
    let facts = scene.facts("ticket", TICKET);
    assert!((KIND.buckets)(TICKET, &facts).contains(&file) && !(KIND.buckets)(TICKET, &facts).contains(&crew));
    assert_eq!((KIND.grants)(TICKET, &facts, day(30)).len(), 2);
    assert!((KIND.grants)(TICKET, &facts, day(31)).is_empty());
    assert_eq!(scene.refused("ticket.contact", TICKET, ENGINEER, at(40), contact("c9")), ["closed"]);
}

#[test]
fn a_rejected_job_waits_for_dispatch_again() {
    let mut scene = dispatched("general");
    let reason = values([("assignments/x1/reason", text("已在外地"))]);
    scene.perform("ticket.reject_job", TICKET, ENGINEER, at(20), reason).unwrap();
    assert_eq!(status(&scene), "graded");
    assert_eq!(scene.refused("ticket.accept_job", TICKET, ENGINEER, at(21), values([])), ["not_dispatched"]);
    scene.perform("ticket.dispatch", TICKET, DESK, at(22), values([("engineer", OTHER.to_scalar())])).unwrap();
    assert_eq!(status(&scene), "dispatched");
}

#[test]
fn a_guard_hides_a_step_only_when_it_is_not_its_turn() {
    // A list of available steps runs guards without values: what is missing must be a field's problem.
    let turn = |scene: &Scene, verb: &str| {
        let (facts, given) = (scene.facts("ticket", TICKET), Values::new());
        let empty = Nothing;
        let run = crate::schema::StepRun::new(
            "ticket",
            TICKET,
            false,
            &facts,
            &given,
            ENGINEER,
            None,
            at(500),
            TICKET,
            &empty,
        );
        let mut problems = Vec::new();
        (KIND.step(verb).unwrap().guard)(&run, &mut problems);
        problems.iter().all(|problem| !problem.field.is_empty())
    };
    let scene = dispatched("general");
    for verb in ["contact", "leave", "arrive", "give_solution", "record_work", "pause", "solve", "withdraw", "merge"] {
        assert!(turn(&scene, verb), "{verb} is open to a dispatched ticket");
    }
    for verb in ["grade", "respond", "resume", "present", "confirm", "refuse", "ratify", "amend", "call_back", "reopen"]
    {
        assert!(!turn(&scene, verb), "{verb} is not yet open");
    }
    let scene = presented();
    for verb in ["confirm", "refuse", "absent"] {
        assert!(turn(&scene, verb), "{verb} is open once shown");
    }
}

/// A place where no other record is known.
struct Nothing;

impl crate::schema::Lookup for Nothing {
    fn facts(&self, _: &str, _: RecordId) -> Option<crate::schema::Facts> {
        None
    }
}
