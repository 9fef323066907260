//! The needs analysis: what must be in it, whose it is, and the clock that it meets.
//! Absent by design: the talks, which the sales record's tests show.

use super::KIND;
use crate::{
    process::{
        calendar::Calendar,
        clocks::{ClockState, evaluate},
    },
    records::{
        customer_sales,
        scene::{Scene, YES, at, day, id, text, values},
    },
    schema::{Bucket, Holder, Money, RecordId, Role, Scalar, Values},
};

const CUSTOMER: RecordId = crate::schema::Id([9; 16]);
const COMPANION: RecordId = crate::schema::Id([10; 16]);
const REPORT: RecordId = crate::schema::Id([20; 16]);
const NEWER: RecordId = crate::schema::Id([21; 16]);
const SALES: RecordId = crate::schema::Id([1; 16]);
const OTHER: RecordId = crate::schema::Id([2; 16]);
const MANAGER: RecordId = crate::schema::Id([3; 16]);

/// A customer of a salesperson.
fn scene() -> Scene {
    let mut scene = Scene::default();
    scene.put("person", SALES, [("roles/sales/granted_at", at(0).to_scalar())]);
    scene.put("person", OTHER, [("roles/sales/granted_at", at(0).to_scalar())]);
    scene.put("person", MANAGER, [("roles/manager/granted_at", at(0).to_scalar())]);
    scene.put(
        "customer",
        CUSTOMER,
        [("name", text("云杉精密")), ("industry", text("机床")), ("sales", COMPANION.to_scalar())],
    );
    scene.put("customer_sales", COMPANION, [("customer", CUSTOMER.to_scalar()), ("salesperson", SALES.to_scalar())]);
    scene
}

/// Logs a communication that ends at this minute.
fn talk(scene: &mut Scene, row: &str, purpose: &str, connected: bool, minutes: i64) {
    let fields = [
        ("purpose", text(purpose)),
        ("channel", text("visit")),
        ("connected", Scalar::Boolean(connected)),
        ("to_name", text("李四")),
        ("place", text("客户会议室")),
        ("content", text("产能不足")),
    ];
    let given = fields.map(|(field, value)| (format!("communications/{row}/{field}"), value)).into();
    scene.perform("customer_sales.log_communication", COMPANION, SALES, at(minutes), given).unwrap();
}

/// Everything starred.
fn report() -> Values {
    values([
        ("customer", CUSTOMER.to_scalar()),
        ("communications/c1/communication", text("m1")),
        ("participants/p1/side", text("ours")),
        ("participants/p1/name", text("销售甲")),
        ("participants/p2/side", text("customer")),
        ("participants/p2/name", text("李四")),
        ("pains/a1/pain", text("旧设备频繁停机")),
        ("needs/n1/need", text("产能提高三成")),
        ("needs/n1/priority", text("core")),
        ("needs/n2/need", text("配自动上料")),
        ("needs/n2/priority", text("secondary")),
        ("budget", Money::cny(80_000_000).to_scalar()),
        ("decision_process", text("设备科提报，总经理批准")),
        ("decision_people/d1/name", text("王总")),
        ("decision_people/d1/role", text("decision")),
        ("decision_people/d1/attitude", text("supports")),
        ("next_steps/s1/what", text("出方案")),
        ("next_steps/s1/who", text("销售甲")),
        ("next_steps/s1/by_when", day(7).to_scalar()),
    ])
}

/// A scene with a needs talk that ended at minute 10 and a report on it drafted at minute 20.
fn drafted() -> Scene {
    let mut scene = scene();
    talk(&mut scene, "m1", "needs_talk", true, 10);
    scene.perform("needs.draft", REPORT, SALES, at(20), report()).unwrap();
    scene
}

fn status(scene: &Scene, report: RecordId) -> &'static str {
    scene.status("needs", report, day(0))
}

/// States of D-01 of the companion, in the order of the talks.
fn d01(scene: &Scene, minutes: i64) -> Vec<ClockState> {
    let facts = scene.facts("customer_sales", COMPANION);
    let clocks = evaluate(&customer_sales::KIND, &facts, &|_, _| None, &Calendar::shipped(), at(minutes));
    clocks.iter().filter(|clock| clock.rule == "D-01").map(|clock| clock.state).collect()
}

#[test]
fn s04_d01_a_report_goes_through_its_statuses_and_meets_the_clock_of_its_talk() {
    let mut scene = drafted();
    let facts = scene.facts("needs", REPORT);
    assert_eq!((facts.text("customer_name"), facts.reference("salesperson")), (Some("云杉精密"), Some(SALES)));
    assert_eq!((status(&scene, REPORT), d01(&scene, 30)), ("draft", vec![ClockState::Running]));
    scene.perform("needs.edit", REPORT, SALES, at(30), values([("risks", text("交期紧"))])).unwrap();
    scene.perform("needs.submit", REPORT, SALES, at(60), values([])).unwrap();
    assert_eq!((status(&scene, REPORT), d01(&scene, 61)), ("submitted", vec![ClockState::Met]));
    let facts = scene.facts("needs", REPORT);
    assert!(facts.is_true("within_24_hours"));
    assert_eq!(facts.text("communications/c1/place"), Some("客户会议室"), "when and where is copied");
    assert_eq!(facts.instant("communications/c1/ended_at"), Some(at(10)));
    assert_eq!(scene.facts("customer_sales", COMPANION).reference("communications/m1/needs"), Some(REPORT));
    for step in ["edit", "submit"] {
        let refused = scene.refused(&format!("needs.{step}"), REPORT, SALES, at(70), values([]));
        assert_eq!(refused, ["submitted"], "{step}");
    }

    // A newer report that names it replaces it; the clock stays met by the first.
    let newer = [("supersedes", REPORT.to_scalar())];
    let draft = report().into_iter().chain(values(newer)).collect();
    scene.perform("needs.draft", NEWER, SALES, at(3000), draft).unwrap();
    assert_eq!(status(&scene, REPORT), "submitted", "a draft replaces nothing");
    scene.perform("needs.submit", NEWER, SALES, at(3001), values([])).unwrap();
    assert_eq!((status(&scene, REPORT), status(&scene, NEWER)), ("superseded", "submitted"));
    assert_eq!(scene.facts("needs", REPORT).reference("superseded_by"), Some(NEWER));
    assert_eq!(d01(&scene, 3002), [ClockState::Met]);
    let facts = scene.facts("customer_sales", COMPANION);
    assert_eq!(facts.instant("communications/m1/needs_submitted_at"), Some(at(60)));
    assert!(scene.facts("needs", NEWER).is_true("within_24_hours"), "the first report was in time");
}

#[test]
fn d01_one_report_names_several_talks_and_says_whether_all_were_in_time() {
    let mut scene = drafted();
    talk(&mut scene, "m2", "needs_talk", true, 1000);
    talk(&mut scene, "m3", "negotiation", true, 1001);
    talk(&mut scene, "m4", "needs_talk", true, 1002);
    let named =
        values([("communications/c2/communication", text("m2")), ("communications/c3/communication", text("m3"))]);
    scene.perform("needs.edit", REPORT, SALES, at(1100), named).unwrap();
    scene.perform("needs.submit", REPORT, SALES, at(10 + 24 * 60 + 1), values([])).unwrap();
    assert!(!scene.facts("needs", REPORT).is_true("within_24_hours"));
    assert_eq!(d01(&scene, 1500), [ClockState::MetLate, ClockState::Met, ClockState::Running], "m4 has none yet");
    let facts = scene.facts("customer_sales", COMPANION);
    assert!(facts.get("communications/m3/needs_submitted_at").is_null(), "a negotiation asks for no report");

    let mut scene = drafted();
    scene.perform("needs.submit", REPORT, SALES, at(10 + 24 * 60), values([])).unwrap();
    assert!(scene.facts("needs", REPORT).is_true("within_24_hours"), "at the due time it is met");
}

#[test]
fn s04_everything_starred_must_be_there_before_it_is_submitted() {
    let mut empty = scene();
    talk(&mut empty, "m1", "needs_talk", true, 10);
    empty.perform("needs.draft", REPORT, SALES, at(20), values([("customer", CUSTOMER.to_scalar())])).unwrap();
    let problems = empty.perform("needs.submit", REPORT, SALES, at(30), values([])).unwrap_err();
    let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
    let starred = ["pains", "needs", "decision_people", "next_steps", "budget", "decision_process", "participants"];
    assert!(starred.iter().all(|field| fields.contains(field)), "{fields:?}");
    for (key, code) in [
        ("pains/a1/pain", "required"),
        ("needs/n2/need", "required"),
        ("needs/n2/priority", "required"),
        ("budget", "required"),
        ("decision_process", "required"),
        ("decision_people/d1/name", "required"),
        ("decision_people/d1/role", "required"),
        ("decision_people/d1/attitude", "required"),
        ("next_steps/s1/what", "required"),
        ("next_steps/s1/who", "required"),
        ("next_steps/s1/by_when", "required"),
        ("participants/p1/side", "required"),
        ("participants/p2/name", "required"),
        ("communications/c1/communication", "no_needs_talk"),
    ] {
        let mut scene = drafted();
        scene.perform("needs.edit", REPORT, SALES, at(21), values([(key, Scalar::Null)])).unwrap();
        assert_eq!(scene.refused("needs.submit", REPORT, SALES, at(30), values([])), [code], "{key}");
    }
    let mut scene = drafted();
    let range = values([("budget", Scalar::Null), ("budget_text", text("70至80万，视配置"))]);
    scene.perform("needs.edit", REPORT, SALES, at(21), range).unwrap();
    scene.perform("needs.submit", REPORT, SALES, at(30), values([])).unwrap();
}

#[test]
fn s04_a_core_need_and_a_connected_needs_talk_of_this_customer_are_needed() {
    let refused = |more: &[(&str, Scalar)]| {
        let mut scene = drafted();
        talk(&mut scene, "m2", "follow_up", true, 11);
        talk(&mut scene, "m3", "needs_talk", false, 12);
        let given = more.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        scene.perform("needs.edit", REPORT, SALES, at(21), given).unwrap();
        scene.refused("needs.submit", REPORT, SALES, at(30), values([]))
    };
    assert_eq!(refused(&[("needs/n1/priority", text("secondary"))]), ["no_core_need"]);
    assert_eq!(refused(&[("needs/n1/removed", YES)]), ["no_core_need"]);
    assert_eq!(refused(&[("communications/c1/communication", text("m2"))]), ["no_needs_talk"]);
    assert_eq!(refused(&[("communications/c1/communication", text("m3"))]), ["row_unknown"]);
    assert_eq!(refused(&[("communications/c1/communication", text("m9"))]), ["row_unknown", "no_needs_talk"]);
    let mut scene = drafted();
    let withdrawn = values([("communications/m1/withdrawn_reason", text("登记错误"))]);
    scene.perform("customer_sales.withdraw_communication", COMPANION, SALES, at(22), withdrawn).unwrap();
    assert_eq!(scene.refused("needs.submit", REPORT, SALES, at(30), values([])), ["row_unknown"]);
    let mut scene = drafted();
    scene.put("needs", REPORT, [("sales", id(99).to_scalar())]);
    assert_eq!(scene.refused("needs.submit", REPORT, SALES, at(30), values([])), ["no_sales_record"]);
}

#[test]
fn s04_r_sales_a_report_is_on_an_own_customer_that_is_open() {
    let mut scene = scene();
    let draft = |scene: &mut Scene, person| scene.refused("needs.draft", REPORT, person, at(20), report());
    assert_eq!(draft(&mut scene, OTHER), ["not_yours"]);
    scene.put("customer", CUSTOMER, [("closed_at", at(1).to_scalar())]);
    assert_eq!(draft(&mut scene, SALES), ["closed"]);
    scene.put("customer", CUSTOMER, [("closed_at", Scalar::Null), ("merged_into", id(8).to_scalar())]);
    assert_eq!(draft(&mut scene, SALES), ["closed"]);
    scene.put("customer", CUSTOMER, [("merged_into", Scalar::Null), ("sales", Scalar::Null)]);
    assert_eq!(draft(&mut scene, SALES), ["unknown_record"]);
    scene.put("customer", CUSTOMER, [("sales", COMPANION.to_scalar())]);
    scene.perform("needs.draft", REPORT, MANAGER, at(20), report()).unwrap();
    let facts = scene.facts("needs", REPORT);
    assert_eq!((facts.reference("salesperson"), facts.reference("prepared_by")), (Some(SALES), Some(MANAGER)));
    assert!((KIND.is_own)(REPORT, &facts, SALES) && !(KIND.is_own)(REPORT, &facts, OTHER));
    let buckets = (KIND.buckets)(REPORT, &facts);
    let holders = [Holder::All, Holder::Customer(CUSTOMER)];
    assert_eq!(buckets, holders.map(|holder| Bucket { holder, class: "sales" }));
    scene.put("customer_sales", COMPANION, [("salesperson", Scalar::Null)]);
    scene.perform("needs.draft", NEWER, OTHER, at(21), report()).unwrap();
    assert_eq!(scene.facts("needs", NEWER).reference("salesperson"), Some(OTHER), "a lead without owner is anybody's");
    for verb in ["draft", "edit", "submit"] {
        let who = KIND.step(verb).unwrap().who;
        let may = |role| who.iter().find(|who| who.role == role).map(|who| who.own);
        assert_eq!((may(Role::Sales), may(Role::Manager), who.len()), (Some(true), Some(false), 2), "{verb}");
    }
}

#[test]
fn s04_a_report_replaces_only_a_submitted_one_of_its_customer() {
    let mut scene = drafted();
    let replacing = |scene: &mut Scene, former: RecordId| {
        let newer = values([("supersedes", former.to_scalar())]);
        scene.refused("needs.draft", NEWER, SALES, at(40), report().into_iter().chain(newer).collect())
    };
    assert_eq!(replacing(&mut scene, NEWER), ["same_record"]);
    assert_eq!(replacing(&mut scene, REPORT), ["unknown_record"], "a draft");
    scene.perform("needs.submit", REPORT, SALES, at(30), values([])).unwrap();
    scene.put("needs", id(30), [("customer", id(8).to_scalar()), ("submitted_at", at(1).to_scalar())]);
    assert_eq!(replacing(&mut scene, id(30)), ["unknown_record"], "another customer's");
    scene.put("needs", REPORT, [("superseded_by", id(30).to_scalar())]);
    assert_eq!(replacing(&mut scene, REPORT), ["superseded"]);
}

#[test]
fn k_needs_the_manager_reviews_and_the_customer_may_confirm() {
    let mut scene = drafted();
    let confirm = values([("confirmed_by_name", text("李四")), ("confirmed_channel", text("wechat"))]);
    for (step, given) in [("review", values([])), ("record_confirmation", confirm.clone())] {
        let refused = scene.refused(&format!("needs.{step}"), REPORT, MANAGER, at(30), given);
        assert_eq!(refused, ["not_submitted"], "{step}");
    }
    scene.perform("needs.submit", REPORT, SALES, at(40), values([])).unwrap();
    assert_eq!(scene.refused("needs.review", REPORT, SALES, at(41), values([])), ["own_report"]);
    scene.perform("needs.review", REPORT, MANAGER, at(41), values([("review_opinion", text("预算需再核"))])).unwrap();
    let early = confirm.clone().into_iter().chain(values([("confirmed_at", at(-60).to_scalar())])).collect();
    assert_eq!(scene.refused("needs.record_confirmation", REPORT, SALES, at(50), early), ["late_entry_reason"]);
    scene.perform("needs.record_confirmation", REPORT, SALES, at(50), confirm).unwrap();
    let facts = scene.facts("needs", REPORT);
    assert_eq!((facts.reference("reviewed_by"), facts.instant("confirmed_at")), (Some(MANAGER), Some(at(50))));
    assert_eq!(KIND.step("review").unwrap().who.len(), 1);
}
