//! From the needs talk to the goods in the customer's hall: each step on the phone of who does it, mostly without
//! coverage, and the same at the office afterwards.
//! Absent by design: leads (`sales`), and who may not (`roles`).

use fieldseal_core::{
    app::AppError,
    schema::{Scalar, Values},
};
use fieldseal_tests::{text, values};

use super::course::{Course, contact, join, number, row};

const SELLING: [&str; 6] = ["sales", "manager", "finance", "legal", "warehouse", "administrator"];

#[test]
fn s03_s04_d01_k_needs_a_talk_and_its_report_made_offline_reach_the_office_with_their_clocks() {
    let course = Course::with(&["sales"]);
    let customer = course.talked();
    let companion = course.named("sales", customer, "sales");
    let talk = course.view("sales", companion);
    assert!(!talk.facts.is_true("communications/m1/without_outline"), "it was prepared");
    let (_, clocks) = course.agrees("sales", companion);
    assert!(clocks.contains(&("D-01", "running")) && clocks.contains(&("D-02a", "running")), "{clocks:?}");
    course.company.clock.pass_minutes(23 * 60);
    let needs = course.analysed(customer);
    assert_eq!(course.agrees("sales", needs).0, "submitted");
    let (_, clocks) = course.agrees("sales", companion);
    assert!(clocks.contains(&("D-01", "met")), "{clocks:?}");
    let no_core = values([("needs/n1/priority", text("secondary"))]);
    let refused = course.phone("sales").app.perform("needs.edit", Some(needs), &no_core);
    assert!(!refused.unwrap_err().problems().is_empty(), "a submitted report stands");
}

#[test]
fn s05_s06_k_quote_k_cost_r_finance_r_manager_only_a_costed_quote_is_approved_and_not_by_its_author() {
    let course = Course::with(&["sales", "manager", "finance"]);
    let customer = course.talked();
    let needs = course.analysed(customer);
    let quote = course.quoted(customer, needs);
    assert_eq!(course.agrees("sales", quote).0, "costing");
    assert_eq!(course.refused("sales", "quote.submit", Some(quote), &Values::new()), ["cost_unconfirmed"]);
    let cost = course.named("sales", quote, "quote_cost");
    assert!(matches!(course.phone("sales").app.show(cost), Err(AppError::NoSuchRecord)), "sales hold no cost");
    course.approved(quote);
    assert_eq!(course.agrees("sales", quote).0, "sent");
    assert_eq!(course.agrees("finance", cost).0, "confirmed");
    assert!(course.view("manager", cost).facts.has("margin"));
    assert_eq!(course.view("sales", quote).facts.reference("approved_by"), Some(course.person("manager")));
}

#[test]
fn s07_s08_s09_d03_k_contract_k_order_r_legal_r_sales_signed_in_the_basement_and_sent_within_a_working_day() {
    let course = Course::with(&SELLING);
    let customer = course.talked();
    let needs = course.analysed(customer);
    let quote = course.quoted(customer, needs);
    course.approved(quote);
    let contract = course.drawn(quote, course.template());
    assert_eq!(course.agrees("legal", contract).0, "in_review");
    let seal = row("seals", "s", [("kind", text("contract_seal")), ("copies", number(4))]);
    assert!(!course.refused("legal", "contract.affix_company_seal", Some(contract), &seal).is_empty(), "review first");
    assert_eq!(course.refused("sales", "contract.review", Some(contract), &Values::new())[0], "not_yours");
    course.signed(contract);
    let offline = course.view("sales", contract);
    assert_eq!(offline.status, "signed");
    assert_eq!(course.agrees("sales", contract), ("signed".into(), vec![("D-03", "running")]));
    course.company.clock.pass_minutes(24 * 60);
    let (order, delivery) = course.ordered(contract);
    assert_eq!(course.agrees("sales", contract), ("ordered".into(), vec![("D-03", "met")]));
    course.sync("warehouse");
    assert_eq!(course.agrees("warehouse", order).0, "sent");
    let prices = course.view("sales", order).facts.clone();
    assert!(prices.0.keys().all(|key| !key.contains("price")), "prices are apart");
    assert_eq!(course.view("warehouse", delivery).status, "planned");
}

#[test]
fn s10_s11_s12_d04_d05_d06_k_delivery_k_equipment_r_warehouse_shipped_signed_for_objected_to_and_settled() {
    let course = Course::with(&[SELLING.as_slice(), &["desk"]].concat());
    let customer = course.talked();
    let needs = course.analysed(customer);
    let quote = course.quoted(customer, needs);
    course.approved(quote);
    let contract = course.drawn(quote, course.template());
    course.signed(contract);
    let (order, delivery) = course.ordered(contract);
    course.sync("warehouse");
    let shipping = values([("carrier", text("顺达物流")), ("waybill_number", text("SD1"))]);
    assert_eq!(course.refused("warehouse", "delivery.ship", Some(delivery), &shipping), ["not_confirmed"]);
    course.shipped(order, delivery);
    assert_eq!(course.agrees("warehouse", delivery), ("in_transit".into(), vec![("D-04", "met")]));
    course.received(delivery);
    let machine = course.named("sales", delivery, "units/a/equipment");
    let installation = course.named("sales", delivery, "installation");
    assert_eq!(course.agrees("sales", delivery).0, "received");
    course.sync("desk");
    assert_eq!(course.agrees("desk", installation), ("to_dispatch".into(), vec![("D-06", "running")]));
    assert_eq!(course.view("desk", machine).facts.text("serial_number"), Some("SN-0001"));
    // The customer calls about a dent; the salesperson answers from the road, two hours are not over.
    let objection = row(
        "objections",
        "o",
        [
            ("category", text("damage")),
            ("text", text("外壳凹陷")),
            ("line", text("m")),
            ("blocks_installation", Scalar::Boolean(false)),
            ("raised_by", text("龚䶮")),
            ("channel", text("telephone")),
        ],
    );
    course.offline("sales", "delivery.raise_objection", Some(delivery), objection);
    assert_eq!(course.agrees("sales", delivery).1, [("D-04", "met"), ("D-05", "running")]);
    course.company.clock.pass_minutes(100);
    assert_eq!(course.agrees("sales", delivery).1[1], ("D-05", "due_soon"));
    let answer = join([contact("c9"), row("objections", "o", [("promise", text("明天修整"))])]);
    course.offline("sales", "delivery.respond_to_objection", Some(delivery), answer);
    assert_eq!(course.agrees("sales", delivery).1[1], ("D-05", "met"));
    let remedy = row("objections", "o", [("remedy", text("repair")), ("department", text("logistics"))]);
    course.act("warehouse", "delivery.agree_remedy", Some(delivery), remedy);
    let unsaid = row("objections", "o", [("result", text("已修整")), ("result_way", text("telephone"))]);
    let codes = course.refused("warehouse", "delivery.close_objection", Some(delivery), &unsaid);
    assert!(codes.contains(&"required".to_owned()), "closing needs the cause: {codes:?}");
    let settled = row(
        "objections",
        "o",
        [
            ("cause_category", text("transport")),
            ("cause", text("运输碰撞")),
            ("corrective_action", text("加护角")),
            ("result", text("已修整")),
            ("result_way", text("telephone")),
            ("customer_word", text("龚䶮 13810012001 电话确认")),
        ],
    );
    course.act("warehouse", "delivery.close_objection", Some(delivery), settled);
    course.sync("desk");
    assert_eq!(course.agrees("sales", delivery).0, course.view("desk", delivery).status);
    assert!(course.view("sales", order).facts.has("entered_at") && course.view("sales", machine).facts.has("order"));
}
