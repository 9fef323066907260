//! From the signed contract to the completed order, and what reaches the machines (S-09, D-03).

use std::collections::BTreeSet;

use super::*;
use crate::records::contract::tests::{CONTRACT, Given, MANAGER, Stage, contract, day, put, put_signed, status, with};

fn given() -> Given {
    vec![
        ("contract", reference(CONTRACT)),
        ("ship_to_address", text("天津市滨海新区1号")),
        ("ship_to_name", text("赵工")),
        ("ship_to_phone", text("13800000000")),
        ("lines/m/first_quantity", number(1)),
        ("lines/m/planned_delivery_on", day(45)),
    ]
}

/// An entered order, its prices and its first delivery.
fn entered() -> (Rig, RecordId, RecordId) {
    let mut rig = contract(Stage::Signed);
    let parts = rig.must("order.enter", id(ORDER), &given());
    let of = |kind: &str| parts.iter().find(|part| part.kind == kind && part.creates).unwrap().record;
    let (price, delivery) = (of("order_price"), of("delivery"));
    (rig, price, delivery)
}

#[test]
fn s09_an_order_is_entered_from_its_contract_whole() {
    let (rig, price, delivery) = entered();
    let (contract, order) = (rig.record("contract", id(CONTRACT)), rig.record("order", id(ORDER)));
    for line in contract.items("lines") {
        for field in ["product_name", "model", "configuration", "unit", "quantity", "needs_installation"] {
            assert_eq!(order.get(&line.key(field)), line.get(field), "{} {field}", line.id);
        }
        for field in ["unit_price", "discount", "tax_rate", "amount", "discount_share"] {
            assert_eq!(rig.record("order_price", price).get(&line.key(field)), line.get(field), "{} {field}", line.id);
        }
    }
    let prices = rig.record("order_price", price);
    assert_eq!(prices.money("total"), contract.money("total"));
    for stage in contract.items("payment_stages") {
        for field in ["name", "share", "due", "amount"] {
            assert_eq!(prices.get(&stage.key(field)), stage.get(field), "{} {field}", stage.id);
        }
    }
    assert_eq!(rig.status("order_price", price), "priced");
    for key in ["customer", "customer_name", "salesperson", "service_standard", "warranty_months", "response_minutes"] {
        assert_eq!(order.get(key), contract.get(key), "{key}");
    }
    assert_eq!((order.get("ordered_on"), order.integer("deemed_acceptance_days")), (&day(0), Some(15)));
    assert!(order.0.iter().all(|(key, _)| !key.contains("price") && !key.contains("amount")), "prices are apart");
    assert_eq!(rig.record("delivery", delivery).integer("lines/m/quantity_due"), Some(1));
    assert_eq!(rig.record("delivery", delivery).integer("lines/p/quantity_due"), Some(10));
    assert_eq!((status(&rig), contract.reference("order")), ("ordered", Some(id(ORDER))));
    assert_eq!(rig.status("order", id(ORDER)), "entered");
}

#[test]
fn s09_only_a_signed_contract_is_ordered_and_only_once() {
    let refused = |rig: &mut Rig, more: Given| rig.refused("order.enter", id(62), &with(given(), more));
    assert_eq!(refused(&mut contract(Stage::Sent), vec![]), ["not_in_force"]);
    let mut rig = contract(Stage::Signed);
    for (more, code) in [
        (("contract", reference(9)), "unknown_contract"),
        (("ship_to_name", text(" ")), "required"),
        (("lines/m/first_quantity", number(3)), "too_many"),
    ] {
        assert_eq!(refused(&mut rig, vec![more]), [code]);
    }
    assert_eq!(refused(&mut rig, vec![("lines/x/first_quantity", number(1))]), ["row_unknown"]);
    let none = vec![("lines/m/first_quantity", number(0)), ("lines/p/first_quantity", number(0))];
    assert_eq!(refused(&mut rig, none), ["nothing_planned"]);
    rig.person = id(9);
    assert_eq!(refused(&mut rig, vec![]), ["not_yours"]);
    rig.person = id(MANAGER);
    rig.must("order.enter", id(ORDER), &given());
    assert_eq!(refused(&mut rig, vec![]), ["already_ordered"]);
    rig.must("order.cancel", id(ORDER), &[("cancelled_reason", text("录错"))]);
    rig.must("order.enter", id(62), &given());
    assert_eq!(rig.record("contract", id(CONTRACT)).reference("order"), Some(id(62)));
    let mut rig = contract(Stage::Signed);
    let now = rig.at.to_scalar();
    put(&mut rig, "contract", id(CONTRACT), &[("terminated_at", now)]);
    assert_eq!(refused(&mut rig, vec![]), ["not_in_force"]);
    let mut rig = contract(Stage::Signed);
    put(&mut rig, "contract", id(CONTRACT), &[("breach_liability", text("不承担"))]);
    assert_eq!(refused(&mut rig, vec![]), ["content_changed"], "a former value was brought back after signing");
    let mut rig = contract(Stage::Signed);
    let removed = [("lines/m/removed", boolean(true)), ("lines/p/removed", boolean(true))];
    put_signed(&mut rig, &removed);
    assert_eq!(refused(&mut rig, vec![]), ["row_missing"]);
}

#[test]
fn d03_s09_sending_the_order_is_told_to_the_contract_once() {
    let (mut rig, _, _) = entered();
    assert!(!rig.record("contract", id(CONTRACT)).has("order_sent_at"), "entering alone does not meet D-03");
    rig.wait_minutes(30);
    let sent = rig.at;
    rig.must("order.send", id(ORDER), &[]);
    assert_eq!(rig.record("contract", id(CONTRACT)).instant("order_sent_at"), Some(sent));
    rig.wait_minutes(30);
    assert_eq!(rig.refused("order.send", id(ORDER), &[]), ["already_sent"]);
    rig.table_version = 1;
    let parts = rig.must("order.send", id(ORDER), &[]);
    assert_eq!(parts.len(), 1, "an older phone's step writes what it wrote then");
    assert_eq!(rig.record("contract", id(CONTRACT)).instant("order_sent_at"), Some(sent));
}

#[test]
fn s06_the_contracts_prices_are_not_written_over() {
    let (mut rig, price, _) = entered();
    let cheaper = [("lines/p/unit_price", Money::cny(1).to_scalar())];
    assert_eq!(rig.refused("order_price.set_prices", price, &cheaper), ["of_contract"]);
}

#[test]
fn a_legal_recorded_signature_makes_an_active_customer_with_its_order() {
    let mut rig = contract(Stage::Signed);
    put(&mut rig, "customer", id(CUSTOMER), &[("contracted_at", Scalar::Null)]);
    assert_eq!(rig.status("customer", id(CUSTOMER)), "lead");
    rig.must("order.enter", id(ORDER), &given());
    assert_eq!(rig.status("customer", id(CUSTOMER)), "active");
}

/// Receives everything that a delivery brings.
fn receive(rig: &mut Rig, delivery: RecordId) {
    let due = rig.record("delivery", delivery);
    let mut given: Vec<(String, Scalar)> = Vec::new();
    for line in due.items("lines") {
        given.push((line.key("quantity_received"), line.get("quantity_due").clone()));
        given.push((line.key("model_matches"), boolean(true)));
        given.push((line.key("appearance"), text("intact")));
        for unit in 0..line.integer("quantity_due").filter(|_| line.is_true("needs_installation")).unwrap_or(0) {
            given.push((format!("units/{}{unit}/line", line.id), text(line.id)));
            given.push((format!("units/{}{unit}/serial_number", line.id), text(&format!("SN-{delivery}-{unit}"))));
        }
    }
    for (key, value) in [
        ("signer_name", text("赵工")),
        ("capacity", text("receiver")),
        ("receipt_photo", crate::records::rig::blob()),
        ("package_state", text("intact")),
    ] {
        given.push((key.to_owned(), value));
    }
    let given: Vec<(&str, Scalar)> = given.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    rig.must("delivery.arrive", delivery, &[]);
    rig.must("delivery.receive", delivery, &given);
}

fn ship(rig: &mut Rig, delivery: RecordId) {
    rig.must(
        "delivery.confirm",
        delivery,
        &[
            ("ship_to_address", text("天津市滨海新区1号")),
            ("ship_to_name", text("赵工")),
            ("ship_to_phone", text("13800000000")),
            ("confirmed_by", text("赵工")),
        ],
    );
    rig.must("delivery.ship", delivery, &[("carrier", text("德邦"))]);
}

/// Says on an installation that its first round was accepted.
fn accept(rig: &mut Rig, installation: RecordId) {
    let now = rig.at.to_scalar();
    let facts =
        [("rounds/1/confirmed_at", now), ("rounds/1/way", text("paper")), ("rounds/1/result", text("accepted"))];
    put(rig, "installation", installation, &facts);
}

#[test]
fn k_order_every_status_is_reached_and_completion_waits_for_every_acceptance() {
    let (mut rig, _, first) = entered();
    let mut reached = BTreeSet::new();
    let mut see = |rig: &Rig, expected: &str| {
        let found = rig.status("order", id(ORDER));
        assert_eq!(found, expected);
        reached.insert(found);
    };
    see(&rig, "entered");
    rig.must("order.send", id(ORDER), &[]);
    see(&rig, "sent");
    rig.must("order.report_progress", id(ORDER), &[("progress/a/text", text("总装完成"))]);
    see(&rig, "in_production");
    let stock = [("lines/m/in_stock", boolean(true)), ("lines/p/in_stock", boolean(true))];
    rig.must("order.mark_in_stock", id(ORDER), &stock);
    see(&rig, "ready");
    rig.must("order.hold", id(ORDER), &[("holds/a/reason", text("客户场地未就绪"))]);
    see(&rig, "on_hold");
    rig.must("order.resume", id(ORDER), &[]);
    ship(&mut rig, first);
    see(&rig, "partly_shipped");
    assert_eq!(rig.refused("order.cancel", id(ORDER), &[("cancelled_reason", text("取消"))]), ["shipped"]);
    let rest: Given = vec![
        ("order", reference(ORDER)),
        ("ship_to_address", text("天津市滨海新区1号")),
        ("ship_to_name", text("赵工")),
        ("ship_to_phone", text("13800000000")),
        ("lines/m/quantity_due", number(1)),
    ];
    rig.must("delivery.plan", id(90), &rest);
    ship(&mut rig, id(90));
    see(&rig, "shipped");
    receive(&mut rig, first);
    assert_eq!(rig.refused("order.complete", id(ORDER), &[]), ["not_received", "not_accepted"]);
    receive(&mut rig, id(90));
    see(&rig, "received");
    let installations: Vec<RecordId> = rig.all("installation").iter().map(|(id, _)| *id).collect();
    assert_eq!(installations.len(), 2);
    assert_eq!(rig.refused("order.complete", id(ORDER), &[]), ["not_accepted", "not_accepted"]);
    accept(&mut rig, installations[0]);
    assert_eq!(rig.refused("order.complete", id(ORDER), &[]), ["not_accepted"]);
    accept(&mut rig, installations[1]);
    put(&mut rig, "installation", installations[1], &[("rounds/1/result", text("to_rectify"))]);
    assert_eq!(rig.refused("order.complete", id(ORDER), &[]), ["not_accepted"]);
    put(&mut rig, "installation", installations[1], &[("rounds/1/result", text("accepted"))]);
    rig.must("order.complete", id(ORDER), &[]);
    see(&rig, "completed");
    let (mut rig, _, _) = entered();
    rig.must("order.cancel", id(ORDER), &[("cancelled_reason", text("客户取消项目"))]);
    see(&rig, "cancelled");
    assert_eq!(reached, STATUSES.iter().map(|rule| rule.code).collect());
}

#[test]
fn k_equipment_carries_what_the_contract_promises_to_who_never_sees_it() {
    for (table_version, is_told) in [(u16::MAX, true), (2, false)] {
        let (mut rig, _, delivery) = entered();
        put(&mut rig, "order", id(ORDER), &[("contract_number", text("HT-2611-A1-0001"))]);
        rig.table_version = table_version;
        receive(&mut rig, delivery);
        let (contract, machines) = (rig.record("contract", id(CONTRACT)), rig.all("equipment"));
        assert_eq!(machines.len(), 1);
        let machine = machines[0].1;
        for key in crate::records::contract::SERVICE_KEYS {
            assert!(contract.has(key), "{key}");
            assert_eq!(machine.get(key) == contract.get(key), is_told, "{key} {table_version}");
        }
        assert_eq!(machine.text("contract_number"), is_told.then_some("HT-2611-A1-0001"));
        let installation = rig.all("installation")[0].1;
        assert_eq!(installation.integer("deemed_acceptance_days"), is_told.then_some(15));
        assert!(machine.0.keys().chain(installation.0.keys()).all(|key| !key.contains("price")));
    }
}

#[test]
fn k_contract_an_order_tells_a_contract_without_the_clause_from_no_contract() {
    let mut rig = contract(Stage::Signed);
    put_signed(&mut rig, &[("deemed_acceptance_days", Scalar::Null)]);
    rig.must("order.enter", id(ORDER), &given());
    assert_eq!(rig.record("order", id(ORDER)).integer("deemed_acceptance_days"), Some(0));
}
