//! Outlines, logs, corrections and withdrawals of communications.
//! Absent by design: the clocks they start.

use super::*;
use crate::records::rig::Rig;

const STEP: &str = "customer_sales.log_communication";

fn outline(row: &str, purpose: &str, planned: Instant) -> Values {
    let fields = [
        ("purpose", text(purpose)),
        ("planned_at", planned.to_scalar()),
        ("outline_pains", text("停机多久")),
        ("outline_budget", text("年度预算")),
        ("outline_decision", text("谁拍板")),
    ];
    fields.into_iter().map(|(field, value)| (format!("communications/{row}/{field}"), value)).collect()
}

fn row(scene: &Scene, sales: RecordId, key: &str) -> Scalar {
    scene.facts("customer_sales", sales).get(key).clone()
}

#[test]
fn s03_a_needs_talk_is_outlined_before_it_is_held() {
    let (mut scene, sales) = recorded(at(0));
    let plan =
        |scene: &mut Scene, given| scene.refused("customer_sales.plan_communication", sales, SALES, at(1), given);
    let mut bare = outline("m1", "needs_talk", at(60));
    bare.retain(|key, _| !key.contains("outline_"));
    assert_eq!(plan(&mut scene, bare.clone()), ["required", "required", "required"]);
    bare.insert("communications/m1/purpose".into(), text("follow_up"));
    assert_eq!(plan(&mut scene, bare), ["outline_missing"]);
    assert_eq!(plan(&mut scene, outline("m1", "needs_talk", at(0))), ["in_past"]);
    assert_eq!(plan(&mut scene, values([])), ["row_missing"]);
    let mut two = outline("m1", "needs_talk", at(60));
    two.extend(outline("m2", "needs_talk", at(60)));
    assert_eq!(plan(&mut scene, two), ["row_missing"]);
    let question =
        |row: &str| [("questions/q1/communication", text(row)), ("questions/q1/question", text("每月停机几次？"))];
    let planned = with(outline("m1", "needs_talk", at(60)), question("m1"));
    let stray = with(outline("m1", "needs_talk", at(60)), question("m9"));
    assert_eq!(plan(&mut scene, stray), ["other_communication"]);
    let silent = with(planned.clone(), [("questions/q1/question", text(" "))]);
    assert_eq!(plan(&mut scene, silent), ["required"]);
    scene.perform("customer_sales.plan_communication", sales, SALES, at(1), planned).unwrap();
    let moved = values([("communications/m1/planned_at", at(90).to_scalar())]);
    scene.perform("customer_sales.plan_communication", sales, OTHER, at(2), moved).unwrap();
    assert_eq!(row(&scene, sales, "communications/m1/outlined_by"), OTHER.to_scalar());
    assert!(scene.facts("customer", CUSTOMER).get("communicated_at").is_null(), "planned is not held");

    let answered = with(
        said("m1", "needs_talk"),
        [("questions/q1/answer", text("三次")), ("communications/m1/result", text("约下周看样机"))],
    );
    scene.perform(STEP, sales, SALES, at(90), answered).unwrap();
    assert_eq!(row(&scene, sales, "communications/m1/without_outline"), Scalar::Boolean(false));
    assert_eq!(row(&scene, sales, "communications/m1/ended_at"), at(90).to_scalar());
    assert_eq!(scene.facts("customer", CUSTOMER).instant("communicated_at"), Some(at(90)));
    assert_eq!(scene.refused(STEP, sales, SALES, at(91), said("m1", "negotiation")), ["logged"]);
    assert_eq!(plan(&mut scene, outline("m1", "needs_talk", at(120))), ["logged"]);
}

#[test]
fn s03_a_talk_without_an_outline_before_it_is_marked() {
    let (mut scene, sales) = recorded(at(0));
    scene.perform(STEP, sales, SALES, at(5), said("m1", "needs_talk")).unwrap();
    assert_eq!(row(&scene, sales, "communications/m1/without_outline"), YES);
    // An outline written after the talk began is none.
    scene
        .perform("customer_sales.plan_communication", sales, SALES, at(20), outline("m2", "follow_up", at(30)))
        .unwrap();
    let began =
        [("communications/m2/started_at", at(15).to_scalar()), ("communications/m2/ended_at", at(25).to_scalar())];
    scene.perform(STEP, sales, SALES, at(26), with(said("m2", "follow_up"), began)).unwrap();
    assert_eq!(row(&scene, sales, "communications/m2/without_outline"), YES);
    let fixed =
        [("communications/m2/started_at", at(21).to_scalar()), ("communications/m2/corrected_reason", text("笔误"))];
    scene.perform("customer_sales.correct_communication", sales, SALES, at(40), values(fixed)).unwrap();
    assert_eq!(row(&scene, sales, "communications/m2/without_outline"), Scalar::Boolean(false));
}

#[test]
fn s03_a_log_says_when_and_what() {
    let (mut scene, sales) = recorded(at(0));
    let typed = |from: i64, to: i64| {
        let times = [
            ("communications/m1/started_at", at(from).to_scalar()),
            ("communications/m1/ended_at", at(to).to_scalar()),
        ];
        with(said("m1", "follow_up"), times)
    };
    let silent = with(said("m1", "follow_up"), [("communications/m1/content", text(" "))]);
    assert_eq!(scene.refused(STEP, sales, SALES, at(200), silent), ["required"]);
    assert_eq!(scene.refused(STEP, sales, SALES, at(200), typed(100, 90)), ["late_entry_reason", "out_of_order"]);
    assert_eq!(scene.refused(STEP, sales, SALES, at(200), typed(190, 201)), ["in_future"]);
    let open_ended = with(said("m1", "follow_up"), [("communications/m1/started_at", at(190).to_scalar())]);
    assert_eq!(scene.refused(STEP, sales, SALES, at(200), open_ended), ["required"]);
    let past = with(said("m1", "follow_up"), [("next_follow_up", text("2026-11-22"))]);
    assert_eq!(scene.refused(STEP, sales, SALES, at(200), past), ["in_past"]);
    let nothing = with(said("m1", "follow_up"), [("communications/m1/purpose", Scalar::Null)]);
    assert_eq!(scene.refused(STEP, sales, SALES, at(200), nothing), ["required"]);
    // A long talk logged at its end is not late.
    scene.perform(STEP, sales, SALES, at(200), typed(80, 195)).unwrap();
    let tried = with(
        said("m2", "follow_up"),
        [
            ("communications/m2/connected", Scalar::Boolean(false)),
            ("communications/m2/started_at", at(100).to_scalar()),
        ],
    );
    assert_eq!(scene.refused(STEP, sales, SALES, at(210), tried.clone()), ["late_entry_reason"]);
    let late = with(tried, [("communications/m2/late_reason", text("无信号"))]);
    scene.perform(STEP, sales, SALES, at(210), late).unwrap();
    assert_eq!(row(&scene, sales, "communications/m2/ended_at"), at(100).to_scalar());
    assert_eq!(scene.facts("customer", CUSTOMER).instant("communicated_at"), Some(at(80)), "the first that connected");
}

#[test]
fn s03_a_mistaken_log_is_corrected_or_withdrawn_with_a_reason() {
    let (mut scene, sales) = recorded(at(0));
    scene
        .perform("customer_sales.plan_communication", sales, SALES, at(1), outline("p1", "follow_up", at(60)))
        .unwrap();
    let correct = |from: i64, to: i64| {
        values([
            ("communications/m1/started_at", at(from).to_scalar()),
            ("communications/m1/ended_at", at(to).to_scalar()),
            ("communications/m1/corrected_reason", text("时间填错")),
        ])
    };
    let (step, planned) =
        ("customer_sales.correct_communication", values([("communications/p1/corrected_reason", text("错"))]));
    assert_eq!(scene.refused(step, sales, SALES, at(2), planned), ["not_logged"]);
    assert_eq!(scene.refused(step, sales, SALES, at(2), correct(1, 2)), ["row_unknown"]);
    scene.perform(STEP, sales, SALES, at(100), said("m1", "needs_talk")).unwrap();
    assert_eq!(scene.refused(step, sales, SALES, at(200), correct(70, 60)), ["out_of_order"]);
    assert_eq!(scene.refused(step, sales, SALES, at(200), correct(70, 201)), ["in_future"]);
    let mut unsaid = correct(60, 70);
    unsaid.remove("communications/m1/corrected_reason");
    assert_eq!(scene.refused(step, sales, SALES, at(200), unsaid), ["required", "late_entry_reason"]);
    scene.perform(step, sales, MANAGER, at(200), correct(60, 70)).unwrap();
    assert_eq!(scene.facts("customer", CUSTOMER).instant("communicated_at"), Some(at(60)));
    scene.put("customer_sales", sales, [("communications/m1/needs_submitted_at", at(300).to_scalar())]);
    assert_eq!(scene.refused(step, sales, SALES, at(400), correct(310, 320)), ["out_of_order"]);

    let step = "customer_sales.withdraw_communication";
    let withdraw = |reason: &str| values([("communications/m1/withdrawn_reason", text(reason))]);
    assert_eq!(scene.refused(step, sales, SALES, at(400), withdraw(" ")), ["required"]);
    scene.perform(step, sales, SALES, at(400), withdraw("打错客户")).unwrap();
    assert!(scene.facts("customer", CUSTOMER).get("communicated_at").is_null());
    assert_eq!(scene.refused(step, sales, SALES, at(401), withdraw("再次")), ["withdrawn"]);
    assert_eq!(scene.refused(STEP, sales, SALES, at(401), said("m1", "negotiation")), ["logged", "withdrawn"]);
    let correction = correct(61, 71);
    assert_eq!(scene.refused("customer_sales.correct_communication", sales, SALES, at(401), correction), ["withdrawn"]);
}

#[test]
fn s03_rows_that_two_people_add_at_once_merge_by_their_ids() {
    let writes = |person: RecordId, row: &str| {
        let mut rig = Rig::new(person);
        rig.put("customer_sales", id(50), &[("customer_name", text("云杉精密"))]);
        let given = said(row, "follow_up");
        let given: Vec<(&str, Scalar)> = given.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        rig.must(STEP, id(50), &given).remove(0).writes
    };
    let (one, other) = (writes(SALES, "m1"), writes(MANAGER, "m2"));
    assert!(one.keys().all(|key| !other.contains_key(key)), "no key is written by both");
    let both = crate::schema::Facts(one.into_iter().chain(other).collect());
    assert_eq!(both.items("communications").len(), 2);
}
