//! Recording, taking and merging customers.
//! Absent by design: who sees them, which the server's tests show.

use crate::records::rig::{Rig, id, text};
use crate::schema::Scalar;

fn lead() -> Vec<(&'static str, Scalar)> {
    vec![
        ("name", text("东方机械")),
        ("industry", text("机床")),
        ("source", text("website")),
        ("initial_need", text("purchase")),
        ("initial_need_text", text("数控车床两台")),
        ("contacts/c1/name", text("李四")),
    ]
}

#[test]
fn a_lead_needs_somebody_to_reach() {
    let mut rig = Rig::new(id(1));
    assert_eq!(rig.refused("customer.record_lead", id(9), &lead()), ["not_reachable"]);
    let mut nobody = lead();
    nobody.pop();
    assert_eq!(rig.refused("customer.record_lead", id(9), &nobody), ["contact_missing"]);
    let reachable = [lead(), vec![("contacts/c1/wechat", text("lisi"))]].concat();
    let fair = [reachable.clone(), vec![("source", text("fair"))]].concat();
    assert_eq!(rig.refused("customer.record_lead", id(9), &fair), ["required"], "which fair");
    rig.must("customer.record_lead", id(9), &reachable);
    assert_eq!(rig.status("customer", id(9)), "lead");
}

#[test]
fn a_lead_is_taken_once_and_closed_by_its_salesperson() {
    let mut rig = Rig::new(id(1));
    rig.must("customer.record_lead", id(9), &[lead(), vec![("contacts/c1/phone", text("139"))]].concat());
    let sales = rig.record("customer", id(9)).reference("sales").expect("the companion");
    assert_eq!(rig.status("customer_sales", sales), "unassigned");
    let grade = |day: &str| vec![("grade", text("a")), ("grade_reason", text("急用")), ("next_follow_up", text(day))];
    assert_eq!(rig.refused("customer_sales.take", sales, &grade("2026-11-22")), ["in_past"]);
    rig.must("customer_sales.take", sales, &grade("2026-12-01"));
    assert_eq!(rig.status("customer", id(9)), "graded");
    assert!(!rig.record("customer", id(9)).has("grade"), "service never holds the grade");
    let facts = rig.record("customer_sales", sales);
    let kind = &crate::records::customer_sales::KIND;
    assert_eq!(facts.reference("salesperson"), Some(id(1)));
    assert_eq!((kind.grants)(sales, &facts, crate::records::scene::day(0)).len(), 5);
    assert!(!(kind.is_own)(sales, &facts, id(2)));
    rig.person = id(2);
    assert_eq!(rig.refused("customer_sales.take", sales, &grade("2026-12-01")), ["others"]);
    rig.must("customer_sales.close", sales, &[("closed_reason", text("选了竞品"))]);
    assert_eq!(rig.status("customer", id(9)), "closed");
}

#[test]
fn a_customer_is_not_merged_into_itself() {
    let mut rig = Rig::new(id(1));
    rig.put("customer", id(8), &[("name", text("甲"))]);
    rig.put("customer", id(9), &[("name", text("乙"))]);
    let into = |n: u8| [("merged_into", id(n).to_scalar())];
    assert_eq!(rig.refused("customer.merge", id(9), &into(9)), ["same_record"]);
    assert_eq!(rig.refused("customer.merge", id(9), &into(7)), ["unknown_record"]);
    rig.must("customer.merge", id(9), &into(8));
    assert_eq!(rig.status("customer", id(9)), "merged");
    assert_eq!(rig.refused("customer.edit", id(9), &[("industry", text("纺织"))]), ["merged"]);
}
