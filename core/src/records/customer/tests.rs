//! Recording, taking and merging customers.
//! Absent by design: who sees them, which the server's tests show.

use crate::records::rig::{Rig, boolean, id, reference, text};
use crate::schema::{RecordId, Role, Scalar};

const DESK: u8 = 5;

/// A world with a salesperson, who acts, and somebody at the desk.
fn rig() -> Rig {
    let mut rig = Rig::new(id(1));
    let granted = rig.at.to_scalar();
    rig.put("person", id(1), &[("roles/sales/granted_at", granted.clone())]);
    rig.put("person", id(DESK), &[("roles/desk/granted_at", granted)]);
    rig
}

/// A lead that can be reached, and its companion.
fn recorded(rig: &mut Rig) -> (RecordId, RecordId) {
    rig.must("customer.record_lead", id(9), &[lead(), vec![("contacts/c1/phone", text("139"))]].concat());
    (id(9), rig.record("customer", id(9)).reference("sales").expect("the companion"))
}

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
    let mut rig = rig();
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
    let mut rig = rig();
    let (_, sales) = recorded(&mut rig);
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

#[test]
fn s01_another_source_or_need_is_said_in_words() {
    let mut rig = rig();
    let reachable = [lead(), vec![("contacts/c1/wechat", text("lisi"))]].concat();
    for source in ["other", "fair", "recommendation", "referral"] {
        let of_source = [reachable.clone(), vec![("source", text(source))]].concat();
        assert_eq!(rig.refused("customer.record_lead", id(9), &of_source), ["required"], "{source}");
    }
    let nameless: Vec<_> = reachable.iter().filter(|(key, _)| *key != "initial_need_text").cloned().collect();
    assert_eq!(rig.refused("customer.record_lead", id(9), &nameless), ["required"], "the need in words");
    rig.must("customer.record_lead", id(9), &reachable);
    assert_eq!(rig.refused("customer.edit", id(9), &[("source", text("other"))]), ["required"]);
    let need = [("initial_need", text("other")), ("initial_need_text", text(" "))];
    assert_eq!(rig.refused("customer.edit", id(9), &need), ["required"]);
    rig.must("customer.edit", id(9), &[("source", text("other")), ("source_detail", text("同行介绍"))]);
    // An imported source that nobody knows is kept as it was written.
    rig.must(
        "customer.import",
        id(8),
        &[("name", text("甲")), ("source", text("other")), ("source_detail", text("某朋友"))],
    );
    assert_eq!(rig.record("customer", id(8)).text("source_detail"), Some("某朋友"));
}

#[test]
fn s01_s29_service_records_a_lead_only_from_a_callback() {
    let mut rig = rig();
    let reachable = [lead(), vec![("contacts/c1/wechat", text("lisi"))]].concat();
    let from =
        |n: u8| [reachable.clone(), vec![("origin_callback", reference(n)), ("source", text("referral"))]].concat();
    rig.person = id(DESK);
    assert_eq!(rig.refused("customer.record_lead", id(9), &reachable), ["origin_missing"]);
    assert_eq!(rig.refused("customer.record_lead", id(9), &from(30)), ["unknown_record"]);
    rig.put("callback", id(30), &[("customer", reference(40))]);
    rig.must("customer.record_lead", id(9), &from(30));
    assert_eq!(rig.record("customer", id(9)).reference("origin_callback"), Some(id(30)));
    // A phone from before origins could not name one.
    rig.table_version = 1;
    rig.must("customer.record_lead", id(10), &[reachable, vec![("source", text("referral"))]].concat());
    let step = super::KIND.step("record_lead").expect("a step");
    let may = |role: Role| step.who.iter().any(|who| who.role == role && !who.own);
    assert!([Role::Sales, Role::Manager, Role::Desk, Role::Supervisor].into_iter().all(may));
    assert!(![Role::Engineer, Role::Finance, Role::Legal, Role::Warehouse, Role::Administrator].into_iter().any(may));
}

#[test]
fn k_customer_goes_through_its_statuses() {
    let mut rig = rig();
    let (customer, sales) = recorded(&mut rig);
    assert_eq!(rig.status("customer", customer), "lead");
    let log = |row: &str, connected: bool| {
        [
            ("purpose", text("follow_up")),
            ("channel", text("telephone")),
            ("connected", boolean(connected)),
            ("to_name", text("李四")),
            ("content", text("需求确认")),
        ]
        .map(|(field, value)| (format!("communications/{row}/{field}"), value))
    };
    let perform = |rig: &mut Rig, given: [(String, Scalar); 5]| {
        let given: Vec<(&str, Scalar)> = given.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        rig.must("customer_sales.log_communication", sales, &given);
    };
    let grade = [("grade", text("b")), ("grade_reason", text("有预算")), ("next_follow_up", text("2026-12-01"))];
    perform(&mut rig, log("m0", true));
    assert_eq!(rig.status("customer", customer), "lead", "reached, but nobody graded it");
    let mistaken = [("communications/m0/withdrawn_reason", text("登记错误"))];
    rig.must("customer_sales.withdraw_communication", sales, &mistaken);
    rig.must("customer_sales.take", sales, &grade);
    assert_eq!(rig.status("customer", customer), "graded");
    perform(&mut rig, log("m1", false));
    assert_eq!(rig.status("customer", customer), "graded", "an attempt is no communication");
    perform(&mut rig, log("m2", true));
    assert_eq!(rig.status("customer", customer), "following");
    rig.must(
        "customer_sales.withdraw_communication",
        sales,
        &[("communications/m2/withdrawn_reason", text("登记错误"))],
    );
    assert_eq!(rig.status("customer", customer), "graded");
    rig.must("customer.import", id(8), &[("name", text("老客户")), ("has_equipment", boolean(true))]);
    assert_eq!(rig.status("customer", id(8)), "active");
    rig.must("customer.close", customer, &[("closed_reason", text("已停产"))]);
    assert_eq!((rig.status("customer", customer), rig.status("customer_sales", sales)), ("closed", "closed"));
    rig.must("customer.reopen", customer, &[]);
    assert_eq!((rig.status("customer", customer), rig.status("customer_sales", sales)), ("graded", "assigned"));
    rig.must("customer.merge", customer, &[("merged_into", reference(8))]);
    assert_eq!(rig.status("customer", customer), "merged");
    assert!(rig.record("customer_sales", sales).has("merged_at"));
    assert_eq!(rig.refused("customer_sales.describe", sales, &[("pains", text("停机"))]), ["merged"]);
}
