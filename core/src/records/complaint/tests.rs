//! Complaints from the first word to the approved closing: statuses, clocks, refusals, who sees them.
//! Absent by design: the callback and the closing (`tests/closing.rs`).

mod closing;

use super::{KIND, badges};
use crate::{
    records::scene::{Scene, YES, at, day, id, text, values},
    schema::{Bucket, ClockRun, Holder, RecordId, Role, Scalar, Values},
};

const COMPLAINT: RecordId = crate::schema::Id([1; 16]);
const CUSTOMER: RecordId = crate::schema::Id([3; 16]);
const TICKET: RecordId = crate::schema::Id([5; 16]);
const HINT: RecordId = crate::schema::Id([6; 16]);
const DESK: RecordId = crate::schema::Id([10; 16]);
const ENGINEER: RecordId = crate::schema::Id([11; 16]);
const SUPERVISOR: RecordId = crate::schema::Id([13; 16]);
const HANDLER: RecordId = crate::schema::Id([14; 16]);
const MANAGER: RecordId = crate::schema::Id([15; 16]);

fn with<const N: usize>(mut given: Values, more: [(&str, Scalar); N]) -> Values {
    given.extend(values(more));
    given
}

fn intake() -> Values {
    values([
        ("submitted_at", at(0).to_scalar()),
        ("channel", text("hotline")),
        ("contact_name", text("李四")),
        ("contact_phone", text("13900000000")),
        ("ticket", TICKET.to_scalar()),
        ("about_person", ENGINEER.to_scalar()),
        ("nature", text("attitude")),
        ("severity", text("serious")),
        ("content", text("工程师态度恶劣")),
        ("demand", text("道歉并重修")),
    ])
}

fn taken_in() -> Scene {
    let mut scene = Scene::default();
    scene.put("customer", CUSTOMER, [("name", text("东方机械"))]);
    scene.put("ticket", TICKET, [("customer", CUSTOMER.to_scalar()), ("equipment", id(7).to_scalar())]);
    scene.perform("complaint.take_in", COMPLAINT, DESK, at(5), intake()).unwrap();
    scene
}

fn contact(row: &str, connected: bool) -> Values {
    let key = |field: &str| format!("contacts/{row}/{field}");
    [
        (key("connected"), Scalar::Boolean(connected)),
        (key("channel"), text("telephone")),
        (key("to_name"), text("李四")),
        (key("to_phone"), text("13900000000")),
        (key("content"), text("已说明下一步")),
    ]
    .into()
}

fn act(scene: &mut Scene, verb: &str, person: RecordId, minute: i64, given: Values) {
    let result = scene.perform(&format!("complaint.{verb}"), COMPLAINT, person, at(minute), given);
    result.unwrap_or_else(|problems| panic!("{verb}: {problems:?}"));
}

fn refused(scene: &mut Scene, verb: &str, person: RecordId, minute: i64, given: Values) -> Vec<String> {
    scene.refused(&format!("complaint.{verb}"), COMPLAINT, person, at(minute), given)
}

fn status(scene: &Scene) -> &'static str {
    scene.status("complaint", COMPLAINT, day(0))
}

fn finding(justified: &str) -> Values {
    values([
        ("justified", text(justified)),
        ("justified_reason", text("录音与现场照片")),
        ("cause", text("未按规范沟通")),
        ("cause_category", text("person")),
        ("department", text("service")),
    ])
}

fn facts_found() -> Values {
    values([("investigations/i1/facts", text("现场争执一次"))])
}

fn plan(row: &str) -> Values {
    with(contact(row, true), [("plan", text("更换工程师并道歉"))])
}

/// Taken in, reacted to at 30, assigned, investigated, planned at 120, agreed, acted on.
fn acted() -> Scene {
    let mut scene = taken_in();
    act(&mut scene, "react", DESK, 30, contact("c1", true));
    act(&mut scene, "assign", SUPERVISOR, 40, values([("in_charge", HANDLER.to_scalar())]));
    act(&mut scene, "investigate", HANDLER, 60, facts_found());
    act(&mut scene, "judge", HANDLER, 70, finding("justified"));
    act(&mut scene, "tell_plan", HANDLER, 120, plan("c2"));
    act(&mut scene, "customer_consents", HANDLER, 130, values([("consent_name", text("李四"))]));
    act(&mut scene, "act", HANDLER, 200, values([("actions/a1/what", text("已上门道歉并重修"))]));
    scene
}

fn result(round: i64, words: &str) -> Values {
    values([(&format!("outcomes/{round}/result"), text(words))])
}

fn showing(round: i64) -> Values {
    let key = |field: &str| format!("rounds/{round}/{field}");
    [(key("statement"), text("声明")), (key("privacy_notice_shown"), YES)].into()
}

fn telephone(round: i64, opinion: &str) -> Values {
    let key = |field: &str| format!("rounds/{round}/{field}");
    [
        (key("way"), text("telephone")),
        (key("signer_name"), text("李四")),
        (key("signer_phone"), text("13900000000")),
        (key("telephone_words"), text("满意")),
        (key("capacity"), text("complainant")),
        (key("opinion"), text(opinion)),
        (key("opinion_text"), text("还行")),
    ]
    .into()
}

/// Acted on, and the result confirmed by telephone at 300.
fn confirmed() -> Scene {
    let mut scene = acted();
    act(&mut scene, "record_result", HANDLER, 250, result(1, "已道歉，设备已修复"));
    act(&mut scene, "present", HANDLER, 290, showing(1));
    act(&mut scene, "confirm", HANDLER, 300, telephone(1, "agree"));
    scene
}

fn prevention(row: &str, kind: &str) -> Values {
    let key = |field: &str| format!("preventions/{row}/{field}");
    [
        (key("kind"), text(kind)),
        (key("what"), text("沟通培训")),
        (key("who"), HANDLER.to_scalar()),
        (key("until"), day(7).to_scalar()),
    ]
    .into()
}

fn prevented(scene: &mut Scene) {
    act(scene, "prevent", HANDLER, 310, prevention("p1", "corrective"));
    act(scene, "prevent", HANDLER, 311, prevention("p2", "preventive"));
}

fn call(row: &str, solved: &str, score: i64) -> Values {
    with(contact(row, true), [("callback_solved", text(solved)), ("callback_score", Scalar::Integer(score))])
}

fn runs(scene: &Scene, rule: &str) -> Vec<ClockRun> {
    let clock = KIND.clocks.iter().find(|clock| clock.id == rule).unwrap();
    (clock.runs)(&scene.facts("complaint", COMPLAINT))
}

#[test]
fn s28_d17_every_status_is_reached_from_the_first_word_to_the_closing() {
    let mut scene = taken_in();
    assert_eq!(status(&scene), "submitted");
    let facts = scene.facts("complaint", COMPLAINT);
    assert_eq!((facts.reference("customer"), facts.text("customer_name")), (Some(CUSTOMER), Some("东方机械")));
    assert_eq!((facts.integer("nth"), facts.reference("equipment")), (Some(1), Some(id(7))));
    act(&mut scene, "react", DESK, 10, contact("c0", false));
    assert_eq!((status(&scene), runs(&scene, "D-17a")[0].met_at), ("submitted", None), "an attempt meets nothing");
    act(&mut scene, "react", DESK, 30, contact("c1", true));
    assert_eq!(status(&scene), "reacted");
    assert_eq!((runs(&scene, "D-17a")[0].start, runs(&scene, "D-17a")[0].met_at), (at(0), Some(at(30))));
    act(&mut scene, "assign", SUPERVISOR, 40, values([("in_charge", HANDLER.to_scalar())]));
    act(&mut scene, "investigate", HANDLER, 60, facts_found());
    assert_eq!(status(&scene), "investigating");
    act(&mut scene, "judge", HANDLER, 70, finding("justified"));
    assert_eq!(runs(&scene, "D-17b")[0].met_at, None);
    act(&mut scene, "tell_plan", HANDLER, 120, plan("c2"));
    assert_eq!(status(&scene), "plan_told");
    assert_eq!((runs(&scene, "D-17b")[0].start, runs(&scene, "D-17b")[0].met_at), (at(0), Some(at(120))));
    act(&mut scene, "customer_consents", HANDLER, 130, values([("consent_name", text("李四"))]));
    assert_eq!(status(&scene), "acting");
    act(&mut scene, "act", HANDLER, 200, values([("actions/a1/what", text("已重修"))]));
    act(&mut scene, "record_result", HANDLER, 250, result(1, "已修复"));
    assert_eq!(status(&scene), "to_confirm");
    act(&mut scene, "present", HANDLER, 290, showing(1));
    assert_eq!(runs(&scene, "D-17c")[0].met_at, None);
    act(&mut scene, "confirm", HANDLER, 300, telephone(1, "agree"));
    assert_eq!(status(&scene), "to_call_back");
    assert_eq!((runs(&scene, "D-17c")[0].start, runs(&scene, "D-17c")[0].met_at), (at(0), Some(at(300))));
    prevented(&mut scene);
    act(&mut scene, "call_back", DESK, 400, call("k1", "solved", 4));
    act(&mut scene, "propose_closing", HANDLER, 410, values([]));
    act(&mut scene, "close", SUPERVISOR, 420, values([("closing_note", text("客户满意"))]));
    assert_eq!(status(&scene), "closed");
    let facts = scene.facts("complaint", COMPLAINT);
    assert_eq!((facts.reference("closed_by"), facts.reference("approved_by")), (Some(HANDLER), Some(SUPERVISOR)));
    let over = refused(&mut scene, "escalate", DESK, 430, values([("escalated_reason", text("不服"))]));
    assert_eq!(over, ["over"]);
    let mut scene = taken_in();
    act(&mut scene, "withdraw", DESK, 20, values([("withdrawn_note", text("李四来电撤诉"))]));
    assert_eq!(status(&scene), "withdrawn");
    for rule in ["D-17a", "D-17b", "D-17c"] {
        assert_eq!(runs(&scene, rule)[0].ended.map(|end| end.at), Some(at(20)), "{rule}");
    }
}

#[test]
fn s28_a_complaint_names_its_customer_and_is_counted() {
    let mut scene = taken_in();
    let second = id(2);
    scene.perform("complaint.take_in", second, DESK, at(6), intake()).unwrap();
    let facts = scene.facts("complaint", second);
    assert_eq!(facts.integer("nth"), Some(2));
    assert_eq!(badges(&facts).iter().map(|label| label.zh).collect::<Vec<_>>(), ["二次投诉"]);
    let take_in = |scene: &mut Scene, given: Values| scene.refused("complaint.take_in", id(4), DESK, at(60), given);
    let late = take_in(&mut scene, intake());
    assert_eq!(late, ["late_entry_reason"]);
    let future = with(intake(), [("submitted_at", at(61).to_scalar())]);
    assert_eq!(take_in(&mut scene, future), ["in_future"]);
    let other = with(intake(), [("customer", id(98).to_scalar()), ("submitted_late_reason", text("微信留言"))]);
    assert_eq!(take_in(&mut scene, other), ["other_customer"]);
    let mut nobody = with(intake(), [("submitted_late_reason", text("微信留言"))]);
    nobody.remove("ticket");
    assert_eq!(take_in(&mut scene, nobody), ["required"]);
}

#[test]
fn s28_what_an_engineer_hears_is_a_hint_and_becomes_the_desks_complaint() {
    let mut scene = taken_in();
    scene.put("hint", HINT, [("about", text("complaint")), ("raised_by", ENGINEER.to_scalar())]);
    let given = || with(intake(), [("hint", HINT.to_scalar())]);
    scene.perform("complaint.take_in", id(2), DESK, at(6), given()).unwrap();
    assert_eq!(scene.status("hint", HINT, day(0)), "handled");
    assert_eq!(scene.facts("hint", HINT).reference("complaint"), Some(id(2)));
    assert_eq!(scene.refused("complaint.take_in", id(4), DESK, at(7), given()), ["handled"]);
    let who =
        |verb: &str, role: Role| KIND.step(verb).unwrap().who.iter().find(|who| who.role == role).map(|who| who.own);
    assert_eq!((who("take_in", Role::Engineer), who("react", Role::Engineer)), (None, None));
    assert_eq!((who("take_in", Role::Sales), who("investigate", Role::Finance)), (Some(true), Some(true)));
    assert_eq!((who("close", Role::Manager), who("close", Role::Desk)), (None, None));
    assert_eq!((who("close", Role::Supervisor), who("close_about_sales", Role::Manager)), (Some(false), Some(false)));
}

#[test]
fn s28_nobody_handles_closes_or_sees_a_complaint_about_themselves() {
    let mut scene = taken_in();
    let me = values([("in_charge", ENGINEER.to_scalar())]);
    assert_eq!(refused(&mut scene, "assign", SUPERVISOR, 10, me), ["about_person"]);
    for (verb, given) in
        [("react", contact("c1", true)), ("investigate", facts_found()), ("judge", finding("unjustified"))]
    {
        assert!(refused(&mut scene, verb, ENGINEER, 10, given).contains(&"about_oneself".into()), "{verb}");
    }
    assert_eq!(scene.refused("complaint.take_in", id(2), ENGINEER, at(6), intake()), ["about_oneself"]);
    scene.put("person", id(20), [("left_at", at(0).to_scalar())]);
    assert_eq!(
        refused(&mut scene, "assign", SUPERVISOR, 10, values([("in_charge", id(20).to_scalar())])),
        ["has_left"]
    );
    act(&mut scene, "assign", SUPERVISOR, 10, values([("in_charge", HANDLER.to_scalar())]));
    let meant = with(values([("nature", text("attitude"))]), [("about_person", HANDLER.to_scalar())]);
    assert_eq!(refused(&mut scene, "classify", DESK, 11, meant), ["in_charge"]);
    let facts = scene.facts("complaint", COMPLAINT);
    let of = |holder, class| Bucket { holder, class };
    let expected =
        [of(Holder::All, "complaint"), of(Holder::Customer(CUSTOMER), "sales"), of(Holder::Person(HANDLER), "job")];
    assert_eq!((KIND.buckets)(COMPLAINT, &facts), expected);
    assert_eq!((KIND.grants)(COMPLAINT, &facts, day(0)).len(), 1);
    assert!((KIND.is_own)(COMPLAINT, &facts, HANDLER) && !(KIND.is_own)(COMPLAINT, &facts, ENGINEER));
    let mut scene = confirmed();
    prevented(&mut scene);
    act(&mut scene, "call_back", DESK, 400, call("k1", "solved", 4));
    scene.put("complaint", COMPLAINT, [("about_person", SUPERVISOR.to_scalar())]);
    assert_eq!(refused(&mut scene, "close", SUPERVISOR, 420, values([])), ["about_oneself"]);
}

#[test]
fn s28_each_step_waits_for_the_one_before() {
    let mut scene = taken_in();
    assert_eq!(refused(&mut scene, "judge", DESK, 10, finding("justified")), ["not_investigated"]);
    let consent = values([("consent_name", text("李四"))]);
    assert_eq!(refused(&mut scene, "customer_consents", DESK, 10, consent), ["not_told"]);
    assert_eq!(refused(&mut scene, "act", DESK, 10, values([("actions/a1/what", text("道歉"))])), ["not_told"]);
    assert_eq!(refused(&mut scene, "record_result", DESK, 10, result(1, "好")), ["nothing_done"]);
    assert_eq!(refused(&mut scene, "present", DESK, 10, showing(1)), ["no_result"]);
    assert_eq!(refused(&mut scene, "call_back", DESK, 10, call("k1", "solved", 5)), ["not_resolved"]);
    let unheard = with(contact("c2", false), [("plan", text("道歉"))]);
    assert_eq!(refused(&mut scene, "tell_plan", DESK, 10, unheard), ["not_connected"]);
    let early = with(contact("c2", true), [("contacts/c2/at", at(-1).to_scalar())]);
    assert_eq!(refused(&mut scene, "react", DESK, 10, early), ["before_submission"]);
    act(&mut scene, "tell_plan", DESK, 20, plan("c2"));
    assert_eq!(runs(&scene, "D-17a")[0].met_at, Some(at(20)), "a plan told is a first reaction too");
    assert_eq!(refused(&mut scene, "react", DESK, 30, contact("c3", true)), ["already_reacted"]);
    act(&mut scene, "customer_consents", DESK, 31, values([("consent_name", text("李四"))]));
    act(&mut scene, "tell_plan", DESK, 40, with(plan("c4"), [("plan", text("退货"))]));
    assert_eq!(status(&scene), "plan_told", "another plan needs another consent");
    assert_eq!(runs(&scene, "D-17b")[0].met_at, Some(at(20)));
    act(&mut scene, "escalate", DESK, 41, values([("escalated_reason", text("客户要求见领导"))]));
    assert_eq!(badges(&scene.facts("complaint", COMPLAINT))[0].zh, "已升级");
    let again = values([("escalated_reason", text("再次"))]);
    assert_eq!(refused(&mut scene, "escalate", DESK, 42, again), ["escalated"]);
    let typed = with(values([("actions/a1/what", text("道歉"))]), [("actions/a1/at", at(50).to_scalar())]);
    assert_eq!(refused(&mut scene, "act", DESK, 100, typed), ["late_entry_reason"]);
}

#[test]
fn s28_a_confirmation_is_signed_linked_or_telephoned_and_a_disagreement_is_none() {
    let mut scene = acted();
    act(&mut scene, "record_result", HANDLER, 250, result(1, "已修复"));
    assert_eq!(refused(&mut scene, "confirm", HANDLER, 300, telephone(1, "agree")), ["not_presented"]);
    act(&mut scene, "present", HANDLER, 290, showing(1));
    assert_eq!(refused(&mut scene, "confirm", HANDLER, 300, telephone(1, "disagree")), ["disagrees"]);
    let mut unsaid = telephone(1, "agree");
    unsaid.remove("rounds/1/telephone_words");
    assert_eq!(refused(&mut scene, "confirm", HANDLER, 300, unsaid), ["required"]);
    let trainee = with(telephone(1, "agree"), [("rounds/1/capacity", text("trainee"))]);
    assert_eq!(refused(&mut scene, "confirm", HANDLER, 300, trainee), ["choice_not_here"]);
    act(&mut scene, "record_result", HANDLER, 291, result(1, "已修复并赔偿"));
    assert_eq!(refused(&mut scene, "confirm", HANDLER, 300, telephone(1, "agree")), ["not_presented"], "shown again");
    act(&mut scene, "present", HANDLER, 295, showing(1));
    let oral = [
        ("rounds/1/proxy_for", text("张三")),
        ("rounds/1/proxy_relation", text("同事")),
        ("rounds/1/proxy_reason", text("出差")),
        ("rounds/1/authority", text("oral")),
        ("rounds/1/authority_by", text("张三")),
        ("rounds/1/authority_phone", text("137")),
        ("rounds/1/authority_at", at(294).to_scalar()),
    ];
    act(&mut scene, "confirm", HANDLER, 300, with(telephone(1, "agree"), oral));
    assert_eq!(status(&scene), "to_confirm", "not ratified yet");
    let yes = values([("rounds/1/ratification", text("ratified")), ("rounds/1/ratification_note", text("张三电话"))]);
    act(&mut scene, "ratify", HANDLER, 310, yes);
    assert_eq!(status(&scene), "to_call_back");
    assert_eq!(refused(&mut scene, "record_result", HANDLER, 320, result(1, "改")), ["resolved"]);
}

#[test]
fn s28_d17c_a_reasoned_final_answer_resolves_what_the_customer_does_not_confirm() {
    let mut scene = acted();
    let answer = |row: &str, words: &str| with(contact(row, true), [("outcomes/1/final_answer", text(words))]);
    assert_eq!(refused(&mut scene, "final_answer", HANDLER, 400, answer("f1", " ")), ["required"]);
    let unheard = with(answer("f1", "不予赔偿，理由如下"), [("contacts/f1/connected", Scalar::Boolean(false))]);
    assert_eq!(refused(&mut scene, "final_answer", HANDLER, 400, unheard), ["not_connected"]);
    act(&mut scene, "final_answer", HANDLER, 400, answer("f1", "不予赔偿，理由如下"));
    assert_eq!((status(&scene), runs(&scene, "D-17c")[0].met_at), ("to_call_back", Some(at(400))));
    let mut early = taken_in();
    assert_eq!(refused(&mut early, "final_answer", DESK, 400, answer("f1", "不")), ["not_judged", "not_told"]);
}

#[test]
fn s28_d17c_pauses_only_while_the_customer_is_to_act() {
    let mut scene = taken_in();
    let pause = |row: &str, reason: &str| -> Values {
        let key = |field: &str| format!("pauses/{row}/{field}");
        [
            (key("reason"), text(reason)),
            (key("expected_end"), at(2000).to_scalar()),
            (key("asked_by"), text("李四")),
            (key("evidence"), text("等待样件")),
        ]
        .into()
    };
    assert_eq!(refused(&mut scene, "pause", DESK, 50, pause("z1", "site_not_ready")), ["choice_not_here"]);
    act(&mut scene, "pause", DESK, 50, pause("z1", "awaiting_customer_information"));
    assert_eq!(runs(&scene, "D-17c")[0].pauses[0].from, at(50));
    assert!(runs(&scene, "D-17a")[0].pauses.is_empty() && runs(&scene, "D-17b")[0].pauses.is_empty());
    act(&mut scene, "resume", DESK, 90, values([("pauses/z1/until", at(90).to_scalar())]));
    assert_eq!(runs(&scene, "D-17c")[0].pauses[0].until, Some(at(90)));
    act(&mut scene, "pause", DESK, 100, pause("z2", "customer_reschedule"));
    act(&mut scene, "disallow_pause", SUPERVISOR, 110, values([("pauses/z2/disallowed_reason", text("无依据"))]));
    assert_eq!(runs(&scene, "D-17c")[0].pauses.len(), 1);
    let stops = |id: &str| KIND.clocks.iter().find(|clock| clock.id == id).unwrap().stopped_by;
    assert_eq!(stops("D-17c"), ["customer_reschedule", "awaiting_customer_information"]);
    assert!(stops("D-17a").is_empty() && stops("D-17b").is_empty());
}

#[test]
fn d17_the_three_lengths_run_day_and_night_from_the_complaint() {
    let scene = taken_in();
    let facts = scene.facts("complaint", COMPLAINT);
    let calendar = crate::process::calendar::Calendar::shipped();
    let clocks = crate::process::clocks::evaluate(&KIND, &facts, &|_, _| None, &calendar, at(10));
    let due: Vec<_> = clocks.iter().map(|clock| (clock.rule, clock.due)).collect();
    let hours = |hours: i64| crate::process::clocks::Due::At(at(hours * 60));
    assert_eq!(due, [("D-17a", hours(1)), ("D-17b", hours(3)), ("D-17c", hours(72))]);
    let responsible: Vec<_> = KIND.clocks.iter().map(|clock| (clock.who, clock.who_field)).collect();
    let expected = [(Role::Desk, ""), (Role::Desk, "in_charge"), (Role::Supervisor, "in_charge")];
    assert_eq!(responsible, expected);
}
