//! What a ticket does: a job from submission to callback, the decisions of domain §2.3, refusals.
//! Absent by design: due times, which the clock engine's tests count.

use super::{KIND, closed_at};
use crate::{
    records::scene::{MONDAY_NINE, Scene, YES, at, blob, day, id, text, values},
    schema::{Bucket, ClockRun, Holder, Money, RecordId, Scalar, Values},
};

const TICKET: RecordId = crate::schema::Id([1; 16]);
const MACHINE: RecordId = crate::schema::Id([2; 16]);
const CUSTOMER: RecordId = crate::schema::Id([3; 16]);
const DESK: RecordId = crate::schema::Id([10; 16]);
const ENGINEER: RecordId = crate::schema::Id([11; 16]);
const OTHER: RecordId = crate::schema::Id([12; 16]);
const SUPERVISOR: RecordId = crate::schema::Id([13; 16]);

/// A scene with a customer, a machine under warranty, and the people.
fn scene() -> Scene {
    let mut scene = Scene::default();
    scene.put("customer", CUSTOMER, [("name", text("东方机械"))]);
    scene.put(
        "equipment",
        MACHINE,
        [
            ("customer", CUSTOMER.to_scalar()),
            ("product_name", text("数控车床")),
            ("serial_number", text("SN-0042")),
            ("warranty_until", day(100).to_scalar()),
        ],
    );
    scene.put("person", ENGINEER, [("name", text("王工")), ("phone", text("13800000001"))]);
    scene
}

fn intake() -> Values {
    values([
        ("channel", text("hotline")),
        ("submitted_at", MONDAY_NINE.to_scalar()),
        ("equipment", MACHINE.to_scalar()),
        ("contact_name", text("李四")),
        ("contact_phone", text("13900000000")),
        ("description", text("主轴异响")),
        ("machine_down", YES),
    ])
}

fn with<const N: usize>(mut given: Values, more: [(&str, Scalar); N]) -> Values {
    given.extend(values(more));
    given
}

/// Taken in at once, graded and dispatched.
fn dispatched(urgency: &str) -> Scene {
    let mut scene = scene();
    scene.perform("ticket.take_in", TICKET, DESK, at(1), intake()).unwrap();
    scene.perform("ticket.respond", TICKET, DESK, at(5), contact("c1")).unwrap();
    let reason = text("客户说明");
    scene
        .perform("ticket.grade", TICKET, DESK, at(6), values([("urgency", text(urgency)), ("urgency_reason", reason)]))
        .unwrap();
    if urgency != "suggestion" {
        scene.perform("ticket.dispatch", TICKET, DESK, at(7), values([("engineer", ENGINEER.to_scalar())])).unwrap();
        scene.perform("ticket.accept_job", TICKET, ENGINEER, at(8), values([])).unwrap();
    }
    scene
}

fn contact(row: &str) -> Values {
    let key = |field: &str| format!("contacts/{row}/{field}");
    [
        (key("connected"), YES),
        (key("channel"), text("telephone")),
        (key("to_name"), text("李四")),
        (key("content"), text("已约定下一步")),
    ]
    .into()
}

fn attempt(row: &str) -> Values {
    with(contact(row), [(&format!("contacts/{row}/connected"), Scalar::Boolean(false))])
}

fn work() -> Values {
    values([
        ("work/1/fault_confirmed", text("主轴轴承磨损")),
        ("work/1/diagnosis", text("轴承")),
        ("work/1/cause", text("wear")),
        ("work/1/method", text("part_replaced")),
        ("work/1/work_done", text("更换轴承")),
        ("work/1/test_result", text("passed")),
    ])
}

/// Dispatched, visited and solved on site at minute 200, and shown.
fn presented() -> Scene {
    let mut scene = dispatched("general");
    scene.perform("ticket.leave", TICKET, ENGINEER, at(60), values([("visits/v1/packed", text("扳手"))])).unwrap();
    scene.perform("ticket.arrive", TICKET, ENGINEER, at(100), values([])).unwrap();
    scene.perform("ticket.solve", TICKET, ENGINEER, at(200), work()).unwrap();
    let shown = values([("rounds/1/statement", text("声明")), ("rounds/1/privacy_notice_shown", YES)]);
    scene.perform("ticket.present", TICKET, ENGINEER, at(201), shown).unwrap();
    scene
}

fn signature() -> Values {
    values([
        ("rounds/1/way", text("device")),
        ("rounds/1/signer_name", text("李四")),
        ("rounds/1/capacity", text("person_in_charge")),
        ("rounds/1/opinion", text("agree")),
        ("rounds/1/solved", text("solved")),
        ("rounds/1/strokes", blob()),
        ("rounds/1/engineer_strokes", blob()),
        ("rounds/1/seal", blob()),
    ])
}

fn callback(row: &str, result: &str) -> Values {
    let key = |field: &str| format!("callbacks/{row}/{field}");
    let mut given: Values = [
        (key("result"), text(result)),
        (key("to_name"), text("李四")),
        (key("to_phone"), text("13900000000")),
        (key("content"), text("又响了")),
    ]
    .into();
    if result.starts_with("callback") {
        given.insert(key("score"), Scalar::Integer(5));
    }
    given
}

fn runs(scene: &Scene, rule: &str) -> Vec<ClockRun> {
    let clock = KIND.clocks.iter().find(|clock| clock.id == rule).unwrap();
    (clock.runs)(&scene.facts("ticket", TICKET))
}

fn run(scene: &Scene, rule: &str, instance: &str) -> ClockRun {
    runs(scene, rule).into_iter().find(|run| run.instance == instance).unwrap()
}

fn status(scene: &Scene) -> &'static str {
    scene.status("ticket", TICKET, day(0))
}

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
    let solution = values([
        ("solutions/s1/text", text("更换轴承")),
        ("solutions/s1/promised_on", day(1).to_scalar()),
        ("solutions/s1/told_to", text("李四")),
        ("solutions/s1/channel", text("telephone")),
    ]);
    scene.perform("ticket.give_solution", TICKET, ENGINEER, at(20), solution).unwrap();
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
    let shown = values([("rounds/1/statement", text("声明")), ("rounds/1/privacy_notice_shown", YES)]);
    scene.perform("ticket.present", TICKET, ENGINEER, at(201), shown).unwrap();
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
fn a_submission_is_never_in_the_future_and_late_only_with_a_reason() {
    let mut scene = scene();
    let future = with(intake(), [("submitted_at", at(2).to_scalar())]);
    assert_eq!(scene.refused("ticket.take_in", TICKET, DESK, at(1), future), ["in_future"]);
    assert_eq!(scene.refused("ticket.take_in", TICKET, DESK, at(31), intake()), ["late_entry_reason"]);
    scene.perform("ticket.take_in", TICKET, DESK, at(30), intake()).unwrap();
    let reason = with(intake(), [("submitted_late_reason", text("网页表单未打开"))]);
    scene.perform("ticket.take_in", id(9), DESK, at(180), reason).unwrap();
}

#[test]
fn an_attempt_is_no_response() {
    let mut scene = scene();
    scene.perform("ticket.take_in", TICKET, DESK, at(1), intake()).unwrap();
    scene.perform("ticket.respond", TICKET, DESK, at(5), attempt("c1")).unwrap();
    assert_eq!(run(&scene, "D-09", "1").met_at, None);
    scene.perform("ticket.respond", TICKET, DESK, at(9), contact("c2")).unwrap();
    assert_eq!(run(&scene, "D-09", "1").met_at, Some(at(9)));
    assert_eq!(run(&scene, "D-09", "1").start, MONDAY_NINE);
    assert_eq!(scene.refused("ticket.respond", TICKET, DESK, at(10), contact("c3")), ["already_responded"]);
}

#[test]
fn an_answered_call_is_a_response_at_once() {
    let mut scene = scene();
    scene.perform("ticket.take_in", TICKET, DESK, at(20), with(intake(), [("call_answered", YES)])).unwrap();
    assert_eq!(run(&scene, "D-09", "1").met_at, Some(MONDAY_NINE));
}

#[test]
fn worsened_starts_at_the_report_and_misgraded_at_the_submission() {
    let regrade = |kind: &str| {
        let mut scene = dispatched("general");
        let mut given = values([
            ("gradings/g2/urgency", text("urgent")),
            ("gradings/g2/kind", text(kind)),
            ("gradings/g2/reason", text("现已停机")),
        ]);
        if kind == "worsened" {
            given.insert("gradings/g2/reported_at".into(), at(300).to_scalar());
        }
        scene.perform("ticket.contact", TICKET, ENGINEER, at(60), contact("c2")).unwrap();
        scene.perform("ticket.regrade_up", TICKET, ENGINEER, at(301), given).unwrap();
        scene
    };
    let worsened = regrade("worsened");
    let (response, arrival) = (run(&worsened, "D-10", "1.2"), run(&worsened, "D-11", "1.2"));
    assert_eq!((response.start, response.met_at), (at(300), None));
    assert_eq!(arrival.start, at(300));
    assert_eq!(run(&worsened, "D-13", "1").ended.unwrap().at, at(301));
    assert_eq!(run(&worsened, "D-12", "1").met_at, Some(at(60)));
    let misgraded = regrade("misgraded");
    let response = run(&misgraded, "D-10", "1.2");
    assert_eq!((response.start, response.met_at), (MONDAY_NINE, Some(at(60))));
}

#[test]
fn a_report_that_promised_the_next_action_is_the_response() {
    let mut scene = dispatched("general");
    let given = values([
        ("gradings/g2/urgency", text("urgent")),
        ("gradings/g2/kind", text("worsened")),
        ("gradings/g2/reason", text("现已停机")),
        ("gradings/g2/reported_at", at(300).to_scalar()),
        ("gradings/g2/next_action", text("工程师立即出发")),
    ]);
    scene.perform("ticket.regrade_up", TICKET, DESK, at(300), given).unwrap();
    assert_eq!(run(&scene, "D-10", "1.2").met_at, Some(at(300)));
}

#[test]
fn gradings_go_the_way_their_step_says() {
    let mut scene = dispatched("general");
    let down = |kind: &str| {
        values([
            ("gradings/g2/urgency", text("suggestion")),
            ("gradings/g2/kind", text(kind)),
            ("gradings/g2/reason", text("仅为建议")),
        ])
    };
    assert_eq!(scene.refused("ticket.regrade_up", TICKET, DESK, at(20), down("misgraded")), ["wrong_direction"]);
    assert_eq!(
        scene.refused("ticket.regrade_down", TICKET, DESK, at(20), down("worsened")),
        ["wrong_kind", "required"]
    );
    scene.perform("ticket.regrade_down", TICKET, DESK, at(20), down("eased")).unwrap();
    assert_eq!(
        scene.refused("ticket.grade", TICKET, DESK, at(21), values([("urgency", text("urgent"))])),
        ["already_graded"]
    );
}

#[test]
fn a_remote_solution_ends_the_arrival_clock() {
    let mut scene = dispatched("urgent");
    assert_eq!(scene.refused("ticket.solve", TICKET, ENGINEER, at(60), work()), ["required"]);
    scene
        .perform("ticket.solve", TICKET, ENGINEER, at(60), with(work(), [("work/1/solved_word_of", text("李四"))]))
        .unwrap();
    let arrival = run(&scene, "D-11", "1");
    assert_eq!(arrival.met_at, None);
    assert_eq!(arrival.ended.map(|end| (end.at, end.reason.zh)), Some((at(60), "远程已解决")));
    assert_eq!(run(&scene, "D-10", "1").ended.map(|end| end.at), Some(at(60)));
}

#[test]
fn an_arrival_meets_both_urgent_clocks() {
    let mut scene = dispatched("urgent");
    scene.perform("ticket.arrive", TICKET, ENGINEER, at(100), values([])).unwrap();
    assert_eq!(run(&scene, "D-10", "1").met_at, Some(at(100)));
    assert_eq!(run(&scene, "D-11", "1").met_at, Some(at(100)));
    assert!(runs(&scene, "D-13").is_empty(), "the manual gives urgent tickets no solution time");
}

#[test]
fn a_reopened_ticket_gets_new_clocks_and_keeps_the_signed_round() {
    let mut scene = presented();
    scene.perform("ticket.confirm", TICKET, ENGINEER, at(205), signature()).unwrap();
    assert_eq!(run(&scene, "D-15", "1").start, at(205));
    scene.perform("ticket.call_back", TICKET, DESK, at(1500), callback("b1", "callback_unsolved")).unwrap();
    assert_eq!(run(&scene, "D-15", "1").met_at, Some(at(1500)));
    assert_eq!(run(&scene, "D-12", "2").start, at(1500));
    assert_eq!(run(&scene, "D-13", "2").met_at, None);
    assert_eq!(runs(&scene, "D-09").len(), 1);
    let facts = scene.facts("ticket", TICKET);
    assert_eq!(facts.integer("round"), Some(2));
    assert!(facts.has("rounds/1/confirmed_at") && !facts.has("rounds/2/confirmed_at"));
    assert_ne!(status(&scene), "to_call_back");
    assert_eq!(closed_at(&facts), None);
}

#[test]
fn a_refusal_starts_the_short_callback_clock() {
    let mut scene = presented();
    let refusal = values([("rounds/1/refusal_reason", text("charge")), ("rounds/1/signer_name", text("李四"))]);
    let codes = scene.refused("ticket.refuse", TICKET, ENGINEER, at(210), refusal.clone());
    assert!(codes.contains(&"required".to_owned()));
    let words = with(refusal, [("rounds/1/refusal_words", text("费用太高"))]);
    scene.perform("ticket.refuse", TICKET, ENGINEER, at(210), words).unwrap();
    assert_eq!(run(&scene, "D-15-unsigned", "1").start, at(210));
    assert!(runs(&scene, "D-15").is_empty());
    assert_eq!(closed_at(&scene.facts("ticket", TICKET)), None);
}

#[test]
fn a_duplicate_gives_its_earlier_submission() {
    let mut scene = dispatched("general");
    let survivor = id(50);
    let later = with(intake(), [("submitted_at", at(60).to_scalar())]);
    scene.perform("ticket.take_in", survivor, DESK, at(60), later).unwrap();
    let merge = |target: RecordId| values([("merged_into", target.to_scalar()), ("merge_reason", text("同一故障"))]);
    assert_eq!(scene.refused("ticket.merge", TICKET, DESK, at(61), merge(TICKET)), ["same_record"]);
    assert_eq!(scene.refused("ticket.merge", TICKET, DESK, at(61), merge(id(99))), ["unknown_record"]);
    scene.perform("ticket.merge", TICKET, DESK, at(61), merge(survivor)).unwrap();
    assert_eq!(scene.facts("ticket", survivor).instant("submitted_at"), Some(MONDAY_NINE));
    assert_eq!(status(&scene), "merged");
    assert_eq!(run(&scene, "D-12", "1").ended.map(|end| end.at), Some(at(61)));
}

#[test]
fn history_starts_no_clock() {
    let mut scene = scene();
    let old = values([
        ("original_number", text("2019-7")),
        ("submitted_at", at(-900_000).to_scalar()),
        ("customer", CUSTOMER.to_scalar()),
        ("description", text("旧工单")),
        ("urgency", text("urgent")),
    ]);
    scene.perform("ticket.import", TICKET, SUPERVISOR, at(0), old).unwrap();
    for clock in KIND.clocks {
        assert!((clock.runs)(&scene.facts("ticket", TICKET)).is_empty(), "{}", clock.id);
    }
    assert_eq!(status(&scene), "closed");
}

#[test]
fn a_signature_needs_what_was_shown_and_who_signs() {
    let mut scene = presented();
    let mut refused = |given: Values| scene.refused("ticket.confirm", TICKET, ENGINEER, at(205), given);
    let without = |key: &str| {
        let mut given = signature();
        given.remove(key);
        given
    };
    assert_eq!(refused(without("rounds/1/strokes")), ["required"]);
    assert_eq!(refused(without("rounds/1/capacity")), ["required"]);
    assert_eq!(refused(without("rounds/1/opinion")), ["required"]);
    assert_eq!(refused(with(signature(), [("rounds/1/capacity", text("trainee"))])), ["choice_not_here"]);
    assert_eq!(refused(with(signature(), [("rounds/1/opinion", text("reserved"))])), ["reservation_missing"]);
    assert_eq!(refused(with(signature(), [("rounds/1/confirmed_at", at(204).to_scalar())])), ["time_not_typed"]);
    let ours = [("rounds/1/signer_name", text("王工")), ("rounds/1/signer_phone", text("13800000001"))];
    assert_eq!(refused(with(signature(), ours)), ["signer_is_ours"]);
    let telephone = [
        ("rounds/1/way", text("telephone")),
        ("rounds/1/signer_phone", text("13900000000")),
        ("rounds/1/telephone_words", text("已恢复")),
    ];
    assert_eq!(refused(with(signature(), telephone)), ["not_remote"]);
}

#[test]
fn a_proxy_is_complete_by_the_authority() {
    let proxy = [
        ("rounds/1/proxy_for", text("张三")),
        ("rounds/1/proxy_relation", text("同事")),
        ("rounds/1/proxy_reason", text("出差")),
    ];
    let mut scene = presented();
    let missing = |authority: &str, scene: &mut Scene| {
        let given = with(with(signature(), proxy.clone()), [("rounds/1/authority", text(authority))]);
        scene.refused("ticket.confirm", TICKET, ENGINEER, at(205), given).len()
    };
    assert_eq!(missing("written", &mut scene), 1);
    assert_eq!(missing("position", &mut scene), 2);
    assert_eq!(missing("oral", &mut scene), 3);
    let oral = [
        ("rounds/1/authority", text("oral")),
        ("rounds/1/authority_by", text("张三")),
        ("rounds/1/authority_phone", text("13700000000")),
        ("rounds/1/authority_at", at(203).to_scalar()),
    ];
    scene.perform("ticket.confirm", TICKET, ENGINEER, at(205), with(with(signature(), proxy), oral)).unwrap();
    assert_eq!(run(&scene, "D-15", "1").start, at(205));
    assert_eq!(scene.status("ticket", TICKET, day(30)), "to_call_back");
    assert_eq!(scene.status("ticket", TICKET, day(31)), "unsigned");
    let answer = values([("rounds/1/ratification", text("ratified")), ("rounds/1/ratification_note", text("电话"))]);
    scene.perform("ticket.ratify", TICKET, DESK, at(400), answer.clone()).unwrap();
    assert_eq!(scene.status("ticket", TICKET, day(31)), "to_call_back");
    assert_eq!(scene.refused("ticket.ratify", TICKET, DESK, at(401), answer), ["nothing_to_ratify"]);
}

#[test]
fn what_is_shown_falls_away_when_it_changes_and_what_is_signed_is_amended() {
    let mut scene = presented();
    let change = values([("work/1/work_done", text("更换两只轴承"))]);
    scene.perform("ticket.record_work", TICKET, ENGINEER, at(202), change).unwrap();
    assert_eq!(scene.refused("ticket.confirm", TICKET, ENGINEER, at(205), signature()), ["not_presented"]);
    let shown = values([("rounds/1/statement", text("声明")), ("rounds/1/privacy_notice_shown", YES)]);
    scene.perform("ticket.present", TICKET, ENGINEER, at(206), shown).unwrap();
    scene.perform("ticket.confirm", TICKET, ENGINEER, at(207), signature()).unwrap();
    assert_eq!(scene.refused("ticket.confirm", TICKET, ENGINEER, at(208), signature()), ["already_signed"]);
    let change = values([("work/1/work_done", text("另外"))]);
    assert_eq!(scene.refused("ticket.record_work", TICKET, ENGINEER, at(208), change), ["sealed"]);
    let amend = values([("amendments/a1/reason", text("序列号写错")), ("serial_number", text("SN-0043"))]);
    assert_eq!(scene.refused("ticket.amend", TICKET, ENGINEER, at(8 * 1440), amend.clone()), ["too_late"]);
    scene.perform("ticket.amend", TICKET, SUPERVISOR, at(8 * 1440), amend).unwrap();
    let facts = scene.facts("ticket", TICKET);
    assert_eq!(facts.text("amendments/a1/changed"), Some("serial_number"));
    assert!(facts.is_true("amendments/a1/needs_signature"));
}

#[test]
fn a_charge_needs_consent_to_exactly_that_sum() {
    let mut scene = dispatched("general");
    let offer = |total: i64| {
        values([
            ("work/1/charge_labour", Money::cny(30_000).to_scalar()),
            ("work/1/charge_travel", Money::cny(10_000).to_scalar()),
            ("work/1/charge_parts", Money::cny(total - 40_000).to_scalar()),
            ("work/1/charge_total", Money::cny(total).to_scalar()),
        ])
    };
    let wrong = with(offer(50_000), [("work/1/charge_total", Money::cny(1).to_scalar())]);
    assert_eq!(scene.refused("ticket.offer_charge", TICKET, ENGINEER, at(20), wrong), ["wrong_sum"]);
    scene.perform("ticket.offer_charge", TICKET, ENGINEER, at(20), offer(50_000)).unwrap();
    scene.perform("ticket.arrive", TICKET, ENGINEER, at(100), values([])).unwrap();
    assert_eq!(scene.refused("ticket.solve", TICKET, ENGINEER, at(120), work()), ["charge_consent"]);
    let consent = values([("work/1/charge_consent_name", text("李四")), ("work/1/charge_consent_way", text("visit"))]);
    scene.perform("ticket.consent_charge", TICKET, ENGINEER, at(110), consent).unwrap();
    scene.perform("ticket.offer_charge", TICKET, ENGINEER, at(115), offer(60_000)).unwrap();
    assert_eq!(scene.refused("ticket.solve", TICKET, ENGINEER, at(120), work()), ["charge_consent"]);
}

#[test]
fn unreachable_needs_three_spaced_attempts() {
    let mut scene = dispatched("general");
    let pause =
        values([("pauses/q1/reason", text("customer_unreachable")), ("pauses/q1/expected_end", at(2000).to_scalar())]);
    for (row, minute) in [("c2", 20), ("c3", 30), ("c4", 60)] {
        scene.perform("ticket.contact", TICKET, ENGINEER, at(minute), attempt(row)).unwrap();
    }
    assert_eq!(scene.refused("ticket.pause", TICKET, ENGINEER, at(61), pause.clone()), ["attempts_missing"]);
    scene.perform("ticket.contact", TICKET, ENGINEER, at(90), attempt("c5")).unwrap();
    scene.perform("ticket.pause", TICKET, ENGINEER, at(91), pause).unwrap();
    assert_eq!(run(&scene, "D-12", "1").pauses.len(), 1);
    let disallow = values([("pauses/q1/disallowed_reason", text("电话可通"))]);
    scene.perform("ticket.disallow_pause", TICKET, SUPERVISOR, at(100), disallow).unwrap();
    assert!(run(&scene, "D-12", "1").pauses.is_empty(), "it counts as never begun");
}

#[test]
fn nobody_calls_back_an_own_repair_and_unreachable_needs_two_days() {
    let mut scene = presented();
    scene.perform("ticket.confirm", TICKET, ENGINEER, at(205), signature()).unwrap();
    let call = |row: &str, result: &str| callback(row, result);
    assert_eq!(
        scene.refused("ticket.call_back", TICKET, ENGINEER, at(300), call("b1", "callback_solved")),
        ["own_repair"]
    );
    assert_eq!(
        scene.refused("ticket.call_back", TICKET, DESK, at(300), call("b1", "unreachable")),
        ["attempts_missing"]
    );
    scene.perform("ticket.call_back", TICKET, DESK, at(300), call("b1", "no_answer")).unwrap();
    scene.perform("ticket.call_back", TICKET, DESK, at(360), call("b2", "no_answer")).unwrap();
    assert_eq!(
        scene.refused("ticket.call_back", TICKET, DESK, at(400), call("b3", "unreachable")),
        ["attempts_missing"]
    );
    scene.perform("ticket.call_back", TICKET, DESK, at(1500), call("b3", "unreachable")).unwrap();
    assert_eq!(status(&scene), "closed");
    assert_eq!(run(&scene, "D-15", "1").ended.map(|end| end.at), Some(at(1500)));
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
