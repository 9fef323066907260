//! Selling before a quote: communications, gradings, outcomes and their clocks.
//! Absent by design: recording a lead (`customer/tests.rs`), and how clocks are counted.

mod clocks;
mod communications;

use super::KIND;
use crate::{
    process::{
        calendar::Calendar,
        clocks::{Clock, ClockState, evaluate},
    },
    records::scene::{Scene, YES, at, id, text, values},
    schema::{Date, Instant, Language, RecordId, Role, Scalar, Values},
};

const CUSTOMER: RecordId = crate::schema::Id([9; 16]);
const SALES: RecordId = crate::schema::Id([1; 16]);
const OTHER: RecordId = crate::schema::Id([2; 16]);
const MANAGER: RecordId = crate::schema::Id([3; 16]);

/// A moment in China from `2026-09-30 16:20`.
fn moment(text: &str) -> Instant {
    let (day, hour) = text.split_once(' ').unwrap();
    Calendar::shipped().at(day.parse().unwrap(), hour.parse().unwrap())
}

/// A customer recorded at this moment, and its companion.
fn recorded(when: Instant) -> (Scene, RecordId) {
    let mut scene = Scene::default();
    scene.put("person", SALES, [("roles/sales/granted_at", at(0).to_scalar())]);
    scene.put("person", MANAGER, [("roles/manager/granted_at", at(0).to_scalar())]);
    let lead = values([
        ("name", text("云杉精密")),
        ("industry", text("机床")),
        ("source", text("website")),
        ("initial_need", text("purchase")),
        ("initial_need_text", text("加工中心一台")),
        ("contacts/c1/name", text("李四")),
        ("contacts/c1/phone", text("13800000000")),
    ]);
    scene.perform("customer.record_lead", CUSTOMER, SALES, when, lead).unwrap();
    let sales = scene.facts("customer", CUSTOMER).reference("sales").unwrap();
    (scene, sales)
}

fn graded(grade: &str, when: Instant) -> Values {
    let next = Date(when.local().date()).to_scalar();
    values([("grade", text(grade)), ("grade_reason", text("预算明确")), ("next_follow_up", next)])
}

/// A customer taken with a grade at this moment.
fn taken(grade: &str, when: &str) -> (Scene, RecordId) {
    let (mut scene, sales) = recorded(moment(when));
    take(&mut scene, sales, grade, when);
    (scene, sales)
}

fn take(scene: &mut Scene, sales: RecordId, grade: &str, when: &str) {
    scene.perform("customer_sales.take", sales, SALES, moment(when), graded(grade, moment(when))).unwrap();
}

/// What a log of a communication says, held at once.
fn said(row: &str, purpose: &str) -> Values {
    let fields = [
        ("purpose", text(purpose)),
        ("channel", text("telephone")),
        ("connected", YES),
        ("to_name", text("李四")),
        ("content", text("产能不足，计划年底前采购")),
    ];
    fields.into_iter().map(|(field, value)| (format!("communications/{row}/{field}"), value)).collect()
}

fn with<const N: usize>(mut given: Values, more: [(&str, Scalar); N]) -> Values {
    given.extend(values(more));
    given
}

fn log(scene: &mut Scene, sales: RecordId, when: &str, given: Values) {
    scene.perform("customer_sales.log_communication", sales, SALES, moment(when), given).unwrap();
}

/// The runs of a rule: due time and state, in the order of the runs.
fn clocks(scene: &Scene, sales: RecordId, rule: &str, now: &str) -> Vec<(String, ClockState)> {
    let all = evaluate(&KIND, &scene.facts("customer_sales", sales), &|_, _| None, &Calendar::shipped(), moment(now));
    let of_rule = all.iter().filter(|clock: &&Clock| clock.rule == rule);
    of_rule.map(|clock| (clock.due.text(Language::Chinese), clock.state)).collect()
}

fn one(due: &str, state: ClockState) -> (String, ClockState) {
    (due.to_owned(), state)
}

#[test]
fn s02_the_companion_goes_through_its_statuses() {
    let (mut scene, sales) = recorded(at(0));
    let status = |scene: &Scene| scene.status("customer_sales", sales, Date(at(0).local().date()));
    assert_eq!(status(&scene), "unassigned");
    let mut nobody = graded("a", at(1));
    assert_eq!(scene.refused("customer_sales.grade", sales, MANAGER, at(1), nobody.clone()), ["required", "required"]);
    nobody.insert("salesperson".into(), SALES.to_scalar());
    scene.perform("customer_sales.grade", sales, MANAGER, at(1), nobody).unwrap();
    assert_eq!(status(&scene), "assigned");
    let reason = values([("closed_reason", text("选了竞品"))]);
    scene.perform("customer_sales.close", sales, SALES, at(2), reason.clone()).unwrap();
    assert_eq!(status(&scene), "closed");
    assert_eq!(scene.status("customer", CUSTOMER, Date(at(0).local().date())), "closed");
    for (step, given) in [
        ("take", graded("a", at(3))),
        ("describe", values([("pains", text("停机"))])),
        ("set_follow_up", values([("next_follow_up", text("2026-12-01"))])),
        ("review", values([])),
        ("plan_communication", values([])),
        ("log_communication", values([])),
        ("correct_communication", values([])),
        ("withdraw_communication", values([])),
        ("win", reason.clone()),
        ("close", reason),
    ] {
        let refused = scene.refused(&format!("customer_sales.{step}"), sales, SALES, at(3), given);
        assert_eq!(refused[0], "closed", "{step}");
    }
    scene.perform("customer_sales.reopen", sales, SALES, at(4), values([])).unwrap();
    assert_eq!(status(&scene), "assigned");
    assert_eq!(scene.refused("customer_sales.reopen", sales, SALES, at(5), values([])), ["not_closed"]);
}

#[test]
fn k_customer_what_sales_learn_is_written_down_and_reviewed() {
    let (mut scene, sales) = taken("b", "2026-11-23 09:00");
    let later = moment("2026-11-25 09:00");
    // A follow-up day that has passed since is not what describing is about.
    let learned = values([("pains", text("停机")), ("referral_source", text("滨海厂")), ("next_step", text("寄样本"))]);
    scene.perform("customer_sales.describe", sales, SALES, later, learned).unwrap();
    for step in ["describe", "set_follow_up"] {
        let past = values([("next_follow_up", text("2026-11-24"))]);
        assert_eq!(scene.refused(&format!("customer_sales.{step}"), sales, SALES, later, past), ["in_past"]);
    }
    assert_eq!(scene.refused("customer_sales.set_follow_up", sales, SALES, later, values([])), ["in_past"]);
    let next = values([("next_follow_up", text("2026-11-30")), ("next_step", text("上门"))]);
    scene.perform("customer_sales.set_follow_up", sales, SALES, later, next).unwrap();
    scene.perform("customer_sales.review", sales, MANAGER, later, values([])).unwrap();
    assert_eq!(scene.facts("customer_sales", sales).reference("reviewed_by"), Some(MANAGER));
}

#[test]
fn r_sales_s02_s03_who_may_is_as_the_manual_says() {
    let may =
        |verb: &str, role: Role| KIND.step(verb).unwrap().who.iter().find(|who| who.role == role).map(|who| who.own);
    for verb in ["plan_communication", "log_communication", "correct_communication", "withdraw_communication", "win"] {
        assert_eq!((may(verb, Role::Sales), may(verb, Role::Manager)), (Some(true), Some(false)), "{verb}");
        assert!([Role::Desk, Role::Supervisor, Role::Engineer].iter().all(|role| may(verb, *role).is_none()), "{verb}");
    }
    assert_eq!((may("grade", Role::Sales), may("take", Role::Sales)), (None, Some(true)));
    assert_eq!(may("review", Role::Sales), None);
    let (scene, sales) = taken("a", "2026-11-23 09:00");
    assert!(!(KIND.is_own)(sales, &scene.facts("customer_sales", sales), OTHER));
    assert!(!(KIND.is_own)(sales, &scene.facts("customer_sales", sales), id(77)));
}
