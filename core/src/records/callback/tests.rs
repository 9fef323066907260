//! Regular callbacks and those of trainings and installations: begun, tried, made, and what follows.
//! Absent by design: a repair's callback (the ticket's tests) and a complaint's (the complaint's).

use super::{KIND, required_follow_up};
use crate::{
    records::scene::{Scene, YES, at, day, id, text, values},
    schema::{Bucket, Holder, RecordId, Role, Scalar, Values},
};

const CALL: RecordId = crate::schema::Id([1; 16]);
const CUSTOMER: RecordId = crate::schema::Id([3; 16]);
const SALES_RECORD: RecordId = crate::schema::Id([4; 16]);
const TICKET: RecordId = crate::schema::Id([5; 16]);
const JOB: RecordId = crate::schema::Id([6; 16]);
const MACHINE: RecordId = crate::schema::Id([7; 16]);
const DESK: RecordId = crate::schema::Id([10; 16]);
const ENGINEER: RecordId = crate::schema::Id([11; 16]);
const SALES: RecordId = crate::schema::Id([12; 16]);
const SUPERVISOR: RecordId = crate::schema::Id([13; 16]);

fn scene() -> Scene {
    let mut scene = Scene::default();
    let customer = [
        ("name", text("东方机械")),
        ("sales", SALES_RECORD.to_scalar()),
        ("has_equipment", YES),
        ("contacts/c1/name", text("李四")),
        ("contacts/c1/phone", text("13900000000")),
    ];
    scene.put("customer", CUSTOMER, customer);
    scene.put("customer_sales", SALES_RECORD, [("salesperson", SALES.to_scalar())]);
    scene
}

/// A regular callback that was begun.
fn begun() -> Scene {
    let mut scene = scene();
    let given = values([("customer", CUSTOMER.to_scalar()), ("due_on", day(0).to_scalar())]);
    scene.perform("callback.begin_regular", CALL, DESK, at(0), given).unwrap();
    scene
}

fn contact(row: &str, connected: bool) -> Values {
    let key = |field: &str| format!("contacts/{row}/{field}");
    [
        (key("connected"), Scalar::Boolean(connected)),
        (key("channel"), text("telephone")),
        (key("to_name"), text("李四")),
        (key("to_phone"), text("13900000000")),
        (key("content"), text("主轴又响了")),
    ]
    .into()
}

fn with<const N: usize>(mut given: Values, more: [(&str, Scalar); N]) -> Values {
    given.extend(values(more));
    given
}

fn said(solved: &str, score: i64, follow_up: &str) -> Values {
    let more = [("solved", text(solved)), ("score", Scalar::Integer(score)), ("follow_up", text(follow_up))];
    with(contact("k1", true), more)
}

fn complete(scene: &mut Scene, given: Values) {
    scene.perform("callback.complete", CALL, DESK, at(10), given).unwrap();
}

fn refused(scene: &mut Scene, given: Values) -> Vec<String> {
    scene.refused("callback.complete", CALL, DESK, at(10), given)
}

fn status(scene: &Scene) -> &'static str {
    scene.status("callback", CALL, day(0))
}

#[test]
fn s27_a_regular_callback_is_for_customers_with_equipment_in_use() {
    let scene = begun();
    let facts = scene.facts("callback", CALL);
    assert_eq!((facts.text("kind"), facts.text("customer_name")), (Some("regular"), Some("东方机械")));
    assert_eq!((facts.text("contact_name"), facts.reference("salesperson")), (Some("李四"), Some(SALES)));
    assert_eq!(status(&scene), "due");
    let mut scene = self::scene();
    let given = || values([("customer", CUSTOMER.to_scalar())]);
    let refused = |scene: &mut Scene| scene.refused("callback.begin_regular", CALL, DESK, at(0), given());
    scene.put("customer", CUSTOMER, [("has_equipment", Scalar::Boolean(false))]);
    assert_eq!(refused(&mut scene), ["no_equipment"]);
    scene.put("customer", CUSTOMER, [("has_equipment", YES), ("closed_at", at(0).to_scalar())]);
    assert_eq!(refused(&mut scene), ["closed"]);
    let unknown = values([("customer", id(99).to_scalar())]);
    assert_eq!(scene.refused("callback.begin_regular", CALL, DESK, at(0), unknown), ["unknown_record"]);
}

#[test]
fn s26_s27_every_status_of_a_callback_is_reached() {
    let mut scene = begun();
    assert_eq!(status(&scene), "due");
    scene.perform("callback.record_attempt", CALL, DESK, at(1), contact("a1", false)).unwrap();
    assert_eq!(status(&scene), "attempted");
    assert_eq!(scene.refused("callback.give_up", CALL, DESK, at(2), values([])), ["attempts_missing"]);
    let answered = scene.refused("callback.record_attempt", CALL, DESK, at(2), contact("a2", true));
    assert_eq!(answered, ["connected"]);
    for (row, minute) in [("a2", 60), ("a3", 100)] {
        scene.perform("callback.record_attempt", CALL, DESK, at(minute), contact(row, false)).unwrap();
    }
    assert_eq!(
        scene.refused("callback.give_up", CALL, DESK, at(110), values([])),
        ["attempts_missing"],
        "one day only"
    );
    scene.perform("callback.record_attempt", CALL, DESK, at(1500), contact("a4", false)).unwrap();
    scene.perform("callback.give_up", CALL, DESK, at(1501), values([])).unwrap();
    assert_eq!(status(&scene), "unreachable");
    assert_eq!(scene.refused("callback.record_attempt", CALL, DESK, at(1502), contact("a5", false)), ["over"]);

    let mut scene = begun();
    let reason = values([("cancelled_reason", text("客户设备已退"))]);
    assert_eq!(scene.refused("callback.cancel", CALL, DESK, at(1), values([])), ["required", "required"]);
    scene.perform("callback.cancel", CALL, DESK, at(1), reason).unwrap();
    assert_eq!(status(&scene), "cancelled");

    let mut scene = begun();
    complete(&mut scene, said("unsolved", 3, "reopen"));
    assert_eq!(status(&scene), "follow_up");
    let result = values([("follow_up_result", text("已派工"))]);
    scene.perform("callback.close_follow_up", CALL, DESK, at(20), result.clone()).unwrap();
    assert_eq!(status(&scene), "done");
    assert_eq!(scene.refused("callback.close_follow_up", CALL, DESK, at(21), result), ["nothing_follows"]);
}

#[test]
fn s26_what_must_follow_is_as_decided_in_no_19() {
    for (solved, score, expected) in [
        ("unsolved", 5, Some("reopen")),
        ("unsolved", 1, Some("reopen")),
        ("solved", 1, Some("to_complaint")),
        ("solved", 2, Some("to_complaint")),
        ("solved", 3, None),
        ("solved", 5, None),
        ("partly", 2, Some("to_complaint")),
        ("partly", 3, None),
    ] {
        assert_eq!(required_follow_up(Some(solved), Some(score)), expected, "{solved} {score}");
    }
    let mut scene = begun();
    assert_eq!(refused(&mut scene, said("unsolved", 5, "none")), ["must_reopen"]);
    assert_eq!(refused(&mut scene, said("unsolved", 5, "to_complaint")), ["must_reopen"]);
    assert_eq!(refused(&mut scene, said("solved", 2, "none")), ["must_complain"]);
    assert_eq!(refused(&mut scene, said("partly", 4, "none")), ["row_missing"]);
    assert_eq!(refused(&mut scene, said("solved", 4, "new_lead")), ["row_missing"]);
    let reached = with(said("solved", 4, "none"), [("contacts/k1/connected", Scalar::Boolean(false))]);
    assert_eq!(refused(&mut scene, reached), ["not_connected"]);
    let unsaid = with(said("solved", 4, "none"), [("recorded", YES)]);
    assert_eq!(refused(&mut scene, unsaid), ["recording_not_told"]);
    let matter = [
        ("matters/m1/what", text("寄送说明书")),
        ("matters/m1/who", DESK.to_scalar()),
        ("matters/m1/until", day(3).to_scalar()),
    ];
    let unnamed = with(said("partly", 4, "none"), [matter[0].clone()]);
    assert_eq!(refused(&mut scene, unnamed), ["required", "required"]);
    complete(&mut scene, with(said("partly", 4, "none"), matter));
    assert_eq!(status(&scene), "done");
    let done = values([("matters/m1/done_note", text("已寄"))]);
    scene.perform("callback.close_matter", CALL, DESK, at(20), done).unwrap();
    assert!(scene.facts("callback", CALL).has("matters/m1/done_at"));
    let again = values([("matters/m1/done_note", text("再寄"))]);
    assert_eq!(scene.refused("callback.close_matter", CALL, DESK, at(21), again), ["closed"]);
    assert_eq!(scene.facts("customer", CUSTOMER).instant("last_callback_at"), Some(at(10)), "meets D-16");
}

#[test]
fn s26_unsolved_reopens_the_ticket_named_by_the_same_step() {
    let mut scene = begun();
    let ticket =
        [("customer", CUSTOMER.to_scalar()), ("equipment", MACHINE.to_scalar()), ("submitted_at", at(0).to_scalar())];
    scene.put("ticket", TICKET, ticket);
    scene.put("equipment", MACHINE, [("product_name", text("车床")), (&format!("jobs/{TICKET}/closed"), YES)]);
    let given = || with(said("unsolved", 3, "reopen"), [("reopens", TICKET.to_scalar())]);
    assert_eq!(refused(&mut scene, given()), ["not_reopenable"]);
    scene.put("ticket", TICKET, [("work/1/solved_at", at(1).to_scalar()), ("closed_unsolved_at", at(2).to_scalar())]);
    let other = with(said("solved", 5, "none"), [("reopens", TICKET.to_scalar())]);
    assert_eq!(refused(&mut scene, other), ["not_reopening"]);
    let unknown = with(said("unsolved", 3, "reopen"), [("reopens", id(99).to_scalar())]);
    assert_eq!(refused(&mut scene, unknown), ["unknown_record"]);
    complete(&mut scene, given());
    let facts = scene.facts("ticket", TICKET);
    assert_eq!((facts.integer("round"), facts.instant("rounds/2/opened_at")), (Some(2), Some(at(10))));
    assert_eq!(facts.text("reopen_reason"), Some("主轴又响了"));
    assert_eq!(crate::records::ticket::closed_at(&facts), None);
    assert_eq!(scene.status("equipment", MACHINE, day(0)), "not_installed", "a job without kind is none");
    assert_eq!(scene.facts("callback", CALL).reference("follow_up_ticket"), Some(TICKET));
    let mut scene = begun();
    scene.put("ticket", TICKET, [("customer", id(98).to_scalar()), ("work/1/solved_at", at(1).to_scalar())]);
    assert_eq!(refused(&mut scene, given()), ["other_customer"]);
}

#[test]
fn s26_s19_unsolved_without_a_ticket_takes_one_in_and_the_call_was_its_first_response() {
    let mut scene = begun();
    complete(&mut scene, with(said("unsolved", 3, "reopen"), [("running_well", Scalar::Boolean(false))]));
    let ticket = scene.facts("callback", CALL).reference("follow_up_ticket").unwrap();
    let facts = scene.facts("ticket", ticket);
    assert_eq!((facts.instant("submitted_at"), facts.instant("responded_at")), (Some(at(10)), Some(at(10))));
    assert_eq!((facts.text("description"), facts.is_true("machine_down")), (Some("主轴又响了"), true));
    assert_eq!(scene.status("ticket", ticket, day(0)), "first_response");
    assert_eq!(status(&scene), "follow_up");
    scene.put("ticket", ticket, [("work/1/solved_at", at(20).to_scalar())]);
    let reason = values([("closed_unsolved_reason", text("客户改用备机"))]);
    scene.perform("ticket.close_unsolved", ticket, SUPERVISOR, at(30), reason).unwrap();
    assert_eq!(status(&scene), "done", "over with the ticket");
}

#[test]
fn s26_a_low_score_makes_a_complaint_by_the_same_step() {
    let mut scene = begun();
    complete(&mut scene, with(said("solved", 2, "to_complaint"), [("service_person", ENGINEER.to_scalar())]));
    let complaint = scene.facts("callback", CALL).reference("follow_up_complaint").unwrap();
    let facts = scene.facts("complaint", complaint);
    assert_eq!((facts.reference("origin_callback"), facts.reference("about_person")), (Some(CALL), Some(ENGINEER)));
    assert_eq!((facts.instant("submitted_at"), facts.text("channel")), (Some(at(10)), Some("callback")));
    assert_eq!(scene.status("complaint", complaint, day(0)), "submitted");
    assert_eq!(status(&scene), "follow_up");
}

#[test]
fn s26_only_the_supervisor_completes_without_the_follow_up_and_says_why() {
    let mut scene = begun();
    let step = "callback.complete_settled";
    let given = |solved: &str, score: i64, reason: &str| {
        let mut given = with(said(solved, score, "none"), [("no_follow_up_reason", text(reason))]);
        given.remove("follow_up");
        given
    };
    assert_eq!(scene.refused(step, CALL, SUPERVISOR, at(10), given("solved", 4, "无")), ["not_needed"]);
    assert_eq!(scene.refused(step, CALL, SUPERVISOR, at(10), given("solved", 1, " ")), ["required"]);
    scene.perform(step, CALL, SUPERVISOR, at(10), given("unsolved", 1, "设备将于下月报废")).unwrap();
    let facts = scene.facts("callback", CALL);
    assert_eq!((facts.text("follow_up"), facts.reference("no_follow_up_by")), (Some("none"), Some(SUPERVISOR)));
    assert_eq!(status(&scene), "done");
    let who = KIND.step("complete_settled").unwrap().who;
    assert_eq!(who.iter().map(|who| who.role).collect::<Vec<_>>(), [Role::Supervisor]);
}

#[test]
fn s29_a_referral_becomes_a_lead_linked_to_its_origin() {
    let mut scene = begun();
    let need = [("needs/n1/what", text("加工中心一台")), ("needs/n1/company", text("南方机械"))];
    assert_eq!(refused(&mut scene, with(said("solved", 5, "new_lead"), need.clone())), ["required", "required"]);
    let person = [("needs/n1/name", text("赵六")), ("needs/n1/phone", text("13700000000"))];
    complete(&mut scene, with(with(said("solved", 5, "new_lead"), need), person));
    assert_eq!(status(&scene), "follow_up");
    let note = values([("needs/n1/note", text("李四介绍，请尽快联系"))]);
    assert_eq!(scene.refused("callback.make_lead", CALL, DESK, at(20), note.clone()), ["required"], "the industry");
    let given = with(note.clone(), [("needs/n1/industry", text("模具"))]);
    scene.perform("callback.make_lead", CALL, DESK, at(20), given).unwrap();
    let lead = scene.facts("callback", CALL).reference("needs/n1/lead").unwrap();
    let facts = scene.facts("customer", lead);
    assert_eq!((facts.text("name"), facts.text("source")), (Some("南方机械"), Some("referral")));
    assert_eq!((facts.reference("referred_by"), facts.reference("origin_callback")), (Some(CUSTOMER), Some(CALL)));
    assert_eq!(facts.text("contacts/c1/phone"), Some("13700000000"));
    assert_eq!(scene.status("customer", lead, day(0)), "lead");
    let companion = facts.reference("sales").unwrap();
    assert_eq!(scene.facts("customer_sales", companion).reference("customer"), Some(lead));
    assert_eq!(scene.status("customer_sales", companion, day(0)), "unassigned");
    let again = values([("needs/n1/note", text("再次"))]);
    assert_eq!(scene.refused("callback.make_lead", CALL, DESK, at(21), again), ["already_made"]);
}

#[test]
fn s29_this_customers_need_goes_to_its_salesperson_as_a_hint() {
    let mut scene = begun();
    complete(&mut scene, with(said("solved", 5, "none"), [("needs/n1/what", text("再买一台"))]));
    assert_eq!(status(&scene), "done");
    let note = values([("needs/n1/note", text("下季度预算"))]);
    scene.perform("callback.make_lead", CALL, DESK, at(20), note).unwrap();
    assert_eq!(status(&scene), "follow_up");
    let hint = scene.facts("callback", CALL).reference("needs/n1/hint").unwrap();
    let facts = scene.facts("hint", hint);
    assert_eq!((facts.text("about"), facts.reference("customer")), (Some("lead"), Some(CUSTOMER)));
    assert_eq!(facts.reference("callback"), Some(CALL));
    let taken = values([("handled_note", text("已约面谈"))]);
    scene.perform("hint.handle", hint, SALES, at(30), taken).unwrap();
    assert_eq!(status(&scene), "done");
}

#[test]
fn s26_nobody_calls_back_an_own_job_and_nobody_reviews_an_own_call() {
    let mut scene = scene();
    let job = [("customer", CUSTOMER.to_scalar()), ("engineer", ENGINEER.to_scalar()), ("contact_name", text("王五"))];
    scene.put("installation", JOB, job);
    let given = values([("kind", text("installation")), ("installation", JOB.to_scalar())]);
    scene.perform("callback.begin", CALL, DESK, at(0), given).unwrap();
    let facts = scene.facts("callback", CALL);
    assert_eq!((facts.reference("customer"), facts.text("contact_name")), (Some(CUSTOMER), Some("王五")));
    assert_eq!(facts.reference("service_person"), Some(ENGINEER));
    let own = said("solved", 5, "none");
    assert_eq!(scene.refused("callback.complete", CALL, ENGINEER, at(10), own.clone()), ["own_repair"]);
    scene.put("callback", CALL, [("service_person", Scalar::Null)]);
    assert_eq!(scene.refused("callback.complete", CALL, ENGINEER, at(10), own), ["own_repair"]);
    assert_eq!(scene.refused("callback.review", CALL, SUPERVISOR, at(11), values([])), ["not_made"]);
    complete(&mut scene, said("solved", 5, "none"));
    assert_eq!(scene.refused("callback.review", CALL, DESK, at(11), values([])), ["own_callback"]);
    scene.perform("callback.review", CALL, SUPERVISOR, at(12), values([])).unwrap();
    assert_eq!(scene.refused("callback.review", CALL, SUPERVISOR, at(13), values([])), ["already_reviewed"]);
}

#[test]
fn s18_s26_a_callback_names_the_one_record_it_follows() {
    let mut scene = scene();
    scene.put("installation", JOB, [("customer", CUSTOMER.to_scalar()), ("cancelled_at", at(0).to_scalar())]);
    let mut refused = |given: Values| scene.refused("callback.begin", CALL, DESK, at(0), given);
    assert_eq!(refused(values([("kind", text("installation"))])), ["wrong_source", "required"]);
    assert_eq!(refused(values([("kind", text("regular"))])), ["choice_not_here", "required"]);
    let cancelled = [("kind", text("installation")), ("installation", JOB.to_scalar())];
    assert_eq!(refused(values(cancelled.clone())), ["cancelled"]);
    let other = with(values(cancelled), [("customer", id(98).to_scalar())]);
    assert_eq!(refused(other), ["other_customer", "cancelled"]);
    let training = [("kind", text("training")), ("training", id(50).to_scalar()), ("customer", CUSTOMER.to_scalar())];
    scene.perform("callback.begin", CALL, DESK, at(0), values(training)).unwrap();
    assert_eq!(scene.facts("callback", CALL).text("contact_name"), Some("李四"), "the customer's main contact");
}

#[test]
fn s26_a_repairs_and_a_complaints_callback_go_on_where_they_belong() {
    for (kind, code) in [("repair", "by_ticket"), ("complaint", "by_complaint")] {
        let mut scene = begun();
        scene.put("callback", CALL, [("kind", text(kind))]);
        assert_eq!(refused(&mut scene, said("solved", 5, "none")), [code]);
        assert_eq!(scene.refused("callback.record_attempt", CALL, DESK, at(1), contact("a1", false)), [code]);
    }
    let mut scene = begun();
    let more = values([("score_skill", Scalar::Integer(4))]);
    assert_eq!(scene.refused("callback.describe", CALL, DESK, at(9), more.clone()), ["not_made"]);
    complete(&mut scene, said("solved", 5, "none"));
    scene.perform("callback.describe", CALL, DESK, at(11), more).unwrap();
    let untold = values([("recorded", YES)]);
    assert_eq!(scene.refused("callback.describe", CALL, DESK, at(12), untold), ["recording_not_told"]);
}

#[test]
fn k_callback_the_office_and_the_own_salesperson_hold_it_and_no_engineer() {
    let facts = begun().facts("callback", CALL);
    let buckets = (KIND.buckets)(CALL, &facts);
    let expected = [(Holder::All, "callback"), (Holder::Customer(CUSTOMER), "sales")];
    assert_eq!(buckets, expected.map(|(holder, class)| Bucket { holder, class }));
    assert!((KIND.is_own)(CALL, &facts, SALES) && !(KIND.is_own)(CALL, &facts, ENGINEER));
    let who = KIND.step("complete").unwrap().who;
    assert!(who.iter().any(|who| who.role == Role::Sales && who.own));
    assert!(who.iter().all(|who| who.role != Role::Engineer));
}
