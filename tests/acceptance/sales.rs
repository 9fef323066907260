//! Leads and who holds what of a customer: recorded offline, graded, taken, kept from service.
//! Absent by design: needs, quotes and contracts (`selling`).

use fieldseal_core::{
    app::AppError,
    schema::{RecordId, Scalar, Values},
    store::ListQuery,
};
use fieldseal_tests::{Company, Phone, text, values};

/// What only sales may know of a customer, in words that stand nowhere else.
const SECRET: &str = "预算充足急于上线";

fn lead() -> Values {
    values([
        ("name", text("云杉精密")),
        ("industry", text("机床")),
        ("source", text("website")),
        ("initial_need", text("purchase")),
        ("initial_need_text", text("加工中心一台")),
        ("contacts/c1/name", text("龚䶮")),
        ("contacts/c1/phone", text("13810012001")),
    ])
}

fn grade() -> Values {
    values([("grade", text("a")), ("grade_reason", text(SECRET)), ("next_follow_up", text("2026-11-30"))])
}

/// A lead recorded on a phone without coverage, and its companion there.
fn recorded(phone: &Phone) -> (RecordId, RecordId) {
    let customer = phone.app.perform("customer.record_lead", None, &lead()).expect("a salesperson may").record;
    let sales = phone.app.show(customer).expect("it is here").facts.reference("sales").expect("it has a companion");
    (customer, sales)
}

#[test]
fn s01_k_customer_a_lead_without_a_way_to_reach_anybody_is_refused_with_its_reason() {
    let company = Company::with(&["sales"]);
    let phone = company.phone("sales", 1);
    let mut unreachable = lead();
    unreachable.remove("contacts/c1/phone");
    unreachable.remove("industry");
    let refused = phone.app.perform("customer.record_lead", None, &unreachable).unwrap_err();
    let found: Vec<_> =
        refused.problems().iter().map(|problem| (problem.field.as_str(), problem.code.as_str())).collect();
    assert!(found.contains(&("contacts/c1/phone", "not_reachable")), "{found:?}");
    assert!(found.contains(&("industry", "required")), "{found:?}");
}

#[test]
fn s01_s02_a_lead_recorded_and_graded_offline_reaches_the_office_with_a_number_of_its_own() {
    let company = Company::with(&["sales"]);
    let phone = company.phone("sales", 1);
    let (customer, sales) = recorded(&phone);
    phone.app.perform("customer_sales.take", Some(sales), &grade()).unwrap();
    let report = phone.sync().unwrap();
    assert_eq!((report.accepted, report.refused, report.waiting), (2, 0, 0));
    let office = company.server.desk().show(customer).unwrap().unwrap();
    assert_eq!(office.facts, phone.app.show(customer).unwrap().facts);
    assert!(office.facts.text("number").unwrap().starts_with("KH-"));
    assert_eq!(phone.app.show(customer).unwrap().status, "graded");
    let owner = company.server.desk().show(sales).unwrap().unwrap().facts.reference("salesperson");
    assert_eq!(owner, Some(company.people["sales"]));
}

#[test]
fn s02_r_sales_a_follow_up_changed_on_two_phones_is_a_conflict_and_the_lost_day_comes_back() {
    let company = Company::with(&["sales", "manager"]);
    let [one, other] = [1, 2].map(|seed| company.phone("sales", seed));
    let (_, sales) = recorded(&one);
    one.app.perform("customer_sales.take", Some(sales), &grade()).unwrap();
    one.sync().unwrap();
    other.sync().unwrap();
    for (phone, day) in [(&one, "2026-12-01"), (&other, "2026-12-09")] {
        let next = values([("next_follow_up", text(day))]);
        phone.app.perform("customer_sales.describe", Some(sales), &next).unwrap();
    }
    for phone in [&one, &other, &one] {
        assert_eq!(phone.sync().unwrap().refused, 0);
    }
    let (here, there) = (one.app.show(sales).unwrap(), other.app.show(sales).unwrap());
    assert_eq!(here.facts, there.facts);
    assert_eq!(here.conflicts.len(), 1);
    let candidates = &here.conflicts[0].candidates;
    assert_eq!((here.conflicts[0].key.as_str(), candidates.len()), ("next_follow_up", 2));
    let lost = values([("next_follow_up", candidates[1].value.clone())]);
    one.app.perform("customer_sales.restore_value", Some(sales), &lost).unwrap();
    one.sync().unwrap();
    other.sync().unwrap();
    let restored = other.app.show(sales).unwrap();
    assert!(restored.conflicts.is_empty());
    assert_eq!(restored.facts.get("next_follow_up"), &candidates[1].value);
}

#[test]
fn k_customer_r_engineer_what_sales_know_never_reaches_an_engineers_phone() {
    let company = Company::with(&["sales", "desk", "engineer"]);
    let seller = company.phone("sales", 1);
    let (customer, sales) = recorded(&seller);
    seller.app.perform("customer_sales.take", Some(sales), &grade()).unwrap();
    seller.sync().unwrap();
    let ticket = company.urgent_ticket_of(Some(customer));
    let engineer = company.phone("engineer", 2);
    assert_eq!(engineer.app.show(customer).unwrap().facts.text("name"), Some("云杉精密"));
    assert!(engineer.app.show(ticket).is_ok());
    assert!(matches!(engineer.app.show(sales), Err(AppError::NoSuchRecord)));
    let list = ListQuery { kind: Some("customer_sales".into()), ..ListQuery::default() };
    assert!(engineer.app.list(&list).unwrap().is_empty());
    assert!(company.bytes_on_phone(1, SECRET.as_bytes()), "the salesperson's own phone holds it");
    assert!(!company.bytes_on_phone(2, SECRET.as_bytes()));
    let grade = values([("grade", Scalar::text("c"))]);
    let refused = engineer.app.perform("customer.edit", Some(customer), &grade).unwrap_err();
    assert!(!refused.problems().is_empty());
}
