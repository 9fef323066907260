use std::collections::BTreeSet;

use super::*;
use crate::records::{
    order::{delivery_row, line_sum},
    rig::{Rig, blob, boolean, check_kind, id, number, reference, text},
};
use crate::schema::{Capacity, Id, Instant, Scalar};

const SALESPERSON: u8 = 3;
const ENGINEER: u8 = 4;
const CUSTOMER: u8 = 50;
const ORDER: u8 = 60;

type Given = Vec<(&'static str, Scalar)>;

/// An order of two machines to install and ten parts, and its first delivery, which brings all of it.
fn planned() -> (Rig, RecordId) {
    let mut rig = Rig::new(id(SALESPERSON));
    let granted = rig.at.to_scalar();
    rig.put(
        "person",
        id(SALESPERSON),
        &[("name", text("销售甲")), ("phone", text("13900000001")), ("roles/sales/granted_at", granted.clone())],
    );
    rig.put("person", id(ENGINEER), &[("name", text("工程师乙")), ("roles/engineer/granted_at", granted)]);
    rig.put("customer", id(CUSTOMER), &[("name", text("滨海机械厂"))]);
    let parts = rig.must(
        "order.register_order",
        id(ORDER),
        &[
            ("customer", reference(CUSTOMER)),
            ("salesperson", reference(SALESPERSON)),
            ("ship_to_address", text("天津市滨海新区1号")),
            ("ship_to_name", text("赵工")),
            ("ship_to_phone", text("13800000000")),
            ("lines/m/product_name", text("数控车床")),
            ("lines/m/model", text("X200")),
            ("lines/m/unit", text("台")),
            ("lines/m/quantity", number(2)),
            ("lines/m/needs_installation", boolean(true)),
            ("lines/p/product_name", text("轴承")),
            ("lines/p/model", text("6204")),
            ("lines/p/unit", text("个")),
            ("lines/p/quantity", number(10)),
        ],
    );
    let delivery = parts.iter().find(|part| part.kind == "delivery").map(|part| part.record).unwrap();
    (rig, delivery)
}

fn arrived() -> (Rig, RecordId) {
    let (mut rig, delivery) = planned();
    rig.must("delivery.arrive", delivery, &[]);
    rig.wait_minutes(40);
    (rig, delivery)
}

/// A receipt without anything to object to.
fn receipt() -> Given {
    vec![
        ("package_state", text("intact")),
        ("lines/m/quantity_received", number(2)),
        ("lines/m/model_matches", boolean(true)),
        ("lines/m/appearance", text("intact")),
        ("lines/p/quantity_received", number(10)),
        ("lines/p/model_matches", boolean(true)),
        ("lines/p/appearance", text("intact")),
        ("units/a/line", text("m")),
        ("units/a/serial_number", text("SN-0001")),
        ("units/b/line", text("m")),
        ("units/b/serial_number", text("SN-0002")),
        ("signer_name", text("赵工")),
        ("signer_phone", text("13800000000")),
        ("capacity", text("receiver")),
        ("receipt_photo", blob()),
    ]
}

fn objection(blocks: bool) -> Given {
    vec![
        ("objections/o/category", text("damage")),
        ("objections/o/text", text("第二台外壳凹陷")),
        ("objections/o/line", text("m")),
        ("objections/o/blocks_installation", boolean(blocks)),
    ]
}

fn with(mut given: Given, more: Given) -> Given {
    given.retain(|(key, _)| more.iter().all(|(other, _)| other != key));
    given.extend(more);
    given
}

fn without(mut given: Given, keys: &[&str]) -> Given {
    given.retain(|(key, _)| !keys.contains(key));
    given
}

fn contact(connected: bool) -> Given {
    vec![
        ("contacts/c/connected", boolean(connected)),
        ("contacts/c/channel", text("telephone")),
        ("contacts/c/to_name", text("赵工")),
        ("contacts/c/content", text("周三送到，确认地址")),
    ]
}

#[test]
fn the_tables_hold() {
    check_kind(&KIND);
}

#[test]
fn a_receipt_makes_equipment_and_one_installation() {
    let (mut rig, delivery) = arrived();
    let parts = rig.must("delivery.receive", delivery, &receipt());
    let created: Vec<&str> = parts.iter().filter(|part| part.creates).map(|part| part.kind).collect();
    assert_eq!(created, ["equipment", "equipment", "installation"]);
    let facts = rig.record("delivery", delivery);
    let serials: Vec<_> =
        rig.all("equipment").iter().map(|(_, machine)| machine.text("serial_number")).map(str_of).collect();
    assert_eq!(serials.iter().map(String::as_str).collect::<BTreeSet<_>>(), BTreeSet::from(["SN-0001", "SN-0002"]));
    for (machine, equipment) in rig.all("equipment") {
        assert_eq!(equipment.reference("customer"), Some(id(CUSTOMER)));
        assert_eq!(equipment.reference("order"), Some(id(ORDER)));
        assert_eq!(equipment.reference("delivery"), Some(delivery));
        assert_eq!(equipment.text("product_name"), Some("数控车床"));
        assert_eq!(equipment.text("model"), Some("X200"));
        assert_eq!(equipment.text("site_address"), Some("天津市滨海新区1号"));
        assert_eq!(equipment.date("received_on").unwrap().to_string(), "2026-11-23");
        assert!(["a", "b"].iter().any(|unit| facts.item("units", unit).reference("equipment") == Some(machine)));
    }
    let installations = rig.all("installation");
    let (installation, started) = (installations[0].0, installations[0].1);
    assert_eq!(facts.reference("installation"), Some(installation));
    assert_eq!(started.instant("received_at"), Some(rig.at));
    assert_eq!(started.text("contact_name"), Some("赵工"));
    assert_eq!(started.text("contact_phone"), Some("13800000000"));
    assert_eq!(started.text("site_address"), Some("天津市滨海新区1号"));
    assert_eq!(started.items("machines").len(), 2);
    assert_eq!(started.reference("machines/a/equipment"), facts.reference("units/a/equipment"));
    assert_eq!(started.text("machines/b/serial_number"), Some("SN-0002"));
    assert_eq!(facts.text("way"), Some("paper"));
    assert_eq!(facts.reference("assisted_by"), Some(id(SALESPERSON)));
    assert_eq!(rig.status("delivery", delivery), "received");
    assert_eq!(rig.status("order", id(ORDER)), "received");
    let order = rig.record("order", id(ORDER));
    assert_eq!(order.instant(&format!("deliveries/{}/received_at", delivery_row(delivery))), Some(rig.at));
    assert_eq!(rig.refused("delivery.receive", delivery, &[("signer_title", text("主任"))])[0], "not_its_turn");
    // The installation is not accepted, so the order is not complete.
    assert_eq!(rig.refused("order.complete", id(ORDER), &[]), ["not_accepted"]);
}

#[test]
fn an_installation_begins_with_the_numbers_it_prints_and_an_older_phone_writes_none() {
    for (table_version, numbers) in [(2, [Some("SH-1"), Some("DD-1"), Some("HT-1"), Some("台")]), (1, [None; 4])] {
        let (mut rig, delivery) = arrived();
        for (kind, record, named) in [
            ("delivery", delivery, [("number", text("SH-1")), ("batch", number(1))]),
            ("order", id(ORDER), [("number", text("DD-1")), ("contract_number", text("HT-1"))]),
        ] {
            let mut facts = rig.record(kind, record);
            facts.0.extend(named.map(|(key, value)| (key.to_owned(), value)));
            let all: Vec<(&str, Scalar)> = facts.0.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
            rig.put(kind, record, &all);
        }
        rig.table_version = table_version;
        rig.must("delivery.receive", delivery, &receipt());
        let installations = rig.all("installation");
        let begun = installations[0].1;
        let keys = ["delivery_number", "order_number", "contract_number", "machines/a/unit"];
        assert_eq!(keys.map(|key| begun.text(key)), numbers, "table {table_version}");
        assert!(begun.0.keys().all(|key| !key.contains("price")));
    }
}

fn str_of(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

#[test]
fn spare_parts_alone_need_no_installation_and_complete_the_order() {
    let (mut rig, _) = planned();
    let small = [
        ("customer", reference(CUSTOMER)),
        ("salesperson", reference(SALESPERSON)),
        ("ship_to_address", text("天津市滨海新区1号")),
        ("ship_to_name", text("赵工")),
        ("ship_to_phone", text("13800000000")),
        ("lines/p/product_name", text("轴承")),
        ("lines/p/model", text("6204")),
        ("lines/p/unit", text("个")),
        ("lines/p/quantity", number(10)),
    ];
    let delivery = rig.must("order.register_order", id(61), &small)[2].record;
    rig.must("delivery.arrive", delivery, &[]);
    let machine_keys: Vec<&str> = receipt()
        .iter()
        .map(|(key, _)| *key)
        .filter(|key| key.starts_with("units/") || key.starts_with("lines/m"))
        .collect();
    rig.must("delivery.receive", delivery, &without(receipt(), &machine_keys));
    assert!(rig.all("installation").is_empty() && rig.all("equipment").is_empty());
    rig.must("order.complete", id(61), &[]);
    assert_eq!(rig.status("order", id(61)), "completed");
}

#[test]
fn a_blocking_objection_holds_the_installation_back_until_it_is_settled() {
    let (mut rig, delivery) = arrived();
    rig.must("delivery.receive", delivery, &with(receipt(), objection(true)));
    assert_eq!(rig.all("equipment").len(), 2);
    assert!(rig.all("installation").is_empty());
    assert_eq!(rig.status("delivery", delivery), "exception_open");
    assert_eq!(rig.record("delivery", delivery).instant("objections/o/raised_at"), Some(rig.at));

    rig.wait_minutes(20);
    let answer = with(contact(true), vec![("objections/o/promise", text("明天换新"))]);
    rig.must("delivery.respond_to_objection", delivery, &answer);
    assert_eq!(rig.record("delivery", delivery).instant("objections/o/responded_at"), Some(rig.at));
    let settled = vec![
        ("objections/o/cause", text("运输碰撞")),
        ("objections/o/customer_word", text("赵工电话确认")),
        ("units/b/returned", boolean(true)),
    ];
    assert_eq!(rig.refused("delivery.close_objection", delivery, &settled), ["required", "required"]);
    let remedy = [("objections/o/remedy", text("exchange")), ("objections/o/department", text("logistics"))];
    rig.must("delivery.agree_remedy", delivery, &remedy);
    rig.must("delivery.close_objection", delivery, &settled);
    assert_eq!(rig.status("delivery", delivery), "received_reserved");
    let installations = rig.all("installation");
    assert_eq!(installations.len(), 1);
    let machines: Vec<&str> = installations[0].1.items("machines").iter().map(|row| row.id).collect();
    assert_eq!(machines, ["a"], "the returned machine is not installed");
    let late = [("objections/o/customer_word", text("又说不行"))];
    assert_eq!(rig.refused("delivery.withdraw_objection", delivery, &late), ["not_its_turn"]);
}

#[test]
fn a_harmless_objection_is_a_reservation_that_blocks_nothing() {
    let (mut rig, delivery) = arrived();
    rig.must("delivery.receive", delivery, &with(receipt(), objection(false)));
    assert_eq!(rig.all("installation").len(), 1);
    assert_eq!(rig.status("delivery", delivery), "exception_open");
    rig.must("delivery.withdraw_objection", delivery, &[("objections/o/customer_word", text("赵工撤回"))]);
    assert_eq!(rig.status("delivery", delivery), "received");
    assert_eq!(rig.all("installation").len(), 1);
}

#[test]
fn an_answer_that_reached_nobody_does_not_count() {
    let (mut rig, delivery) = arrived();
    rig.must("delivery.receive", delivery, &receipt());
    rig.must("delivery.raise_objection", delivery, &objection(false));
    let answer = with(contact(false), vec![("objections/o/promise", text("明天换新"))]);
    assert_eq!(rig.refused("delivery.respond_to_objection", delivery, &answer), ["not_connected"]);
    let before = rig.at.plus_ms(-60_000).to_scalar();
    let early = with(with(contact(true), vec![("contacts/c/at", before)]), vec![("objections/o/promise", text("换"))]);
    assert_eq!(rig.refused("delivery.respond_to_objection", delivery, &early), ["out_of_order"]);
}

#[test]
fn a_receipt_is_refused_while_something_is_missing_or_wrong() {
    let (mut rig, delivery) = arrived();
    let mut check = |change: Given, codes: &[&str]| {
        assert_eq!(rig.refused("delivery.receive", delivery, &with(receipt(), change.clone())), codes, "{change:?}");
    };
    check(vec![("units/b/serial_number", text("SN-0001"))], &["duplicate"]);
    check(vec![("units/b/line", text("x"))], &["row_unknown", "units_differ"]);
    check(vec![("lines/p/appearance", text("rusted"))], &["difference_unsaid"]);
    check(vec![("lines/p/quantity_received", number(9))], &["difference_unsaid"]);
    check(vec![("lines/m/quantity_received", number(1)), ("lines/m/remark", text("少一台"))], &["units_differ"]);
    check(vec![("lines/x/quantity_received", number(1))], &["row_unknown"]);
    check(vec![("proxy_for", text("赵工"))], &["required", "required"]);
    check(vec![("authority", text("written"))], &["required"]);
    check(vec![("objections/o/text", text("有划痕"))], &["required", "required"]);
    check(vec![("signer_name", text("销售甲")), ("signer_phone", text("13900000001"))], &["our_own_person"]);
    check(
        vec![("authority", text("royal")), ("proxy_for", text("赵工")), ("proxy_reason", text("出差"))],
        &["unknown_choice"],
    );
    for (missing, codes) in [
        ("lines/p/model_matches", vec!["required"]),
        ("lines/m/quantity_received", vec!["required", "units_differ"]),
        ("units/a/serial_number", vec!["required"]),
        ("receipt_photo", vec!["required", "required"]),
    ] {
        assert_eq!(rig.refused("delivery.receive", delivery, &without(receipt(), &[missing])), codes, "{missing}");
    }
    let early: Given = vec![("objections/o/raised_at", rig.at.plus_ms(-31 * 60_000).to_scalar())];
    let given = with(with(receipt(), objection(false)), early);
    assert_eq!(rig.refused("delivery.receive", delivery, &given), ["late_entry_reason"]);
    let later: Given = vec![("objections/o/raised_at", rig.at.plus_ms(1).to_scalar())];
    assert_eq!(
        rig.refused("delivery.receive", delivery, &with(with(receipt(), objection(false)), later)),
        ["in_future"]
    );
    rig.must("delivery.receive", delivery, &receipt());
}

#[test]
fn too_many_machines_for_one_envelope_are_refused() {
    let (mut rig, delivery) = arrived();
    let keys: Vec<(String, String)> =
        (0..=UNITS_MAX).map(|n| (format!("units/u{n}/line"), format!("units/u{n}/serial_number"))).collect();
    let mut given =
        without(receipt(), &["units/a/line", "units/a/serial_number", "units/b/line", "units/b/serial_number"]);
    given.push(("lines/m/remark", text("多到货")));
    let mut given: Vec<(&str, Scalar)> = with(given, vec![("lines/m/quantity_received", number(keys.len() as i64))]);
    for (n, (line, serial_number)) in keys.iter().enumerate() {
        given.push((line, text("m")));
        given.push((serial_number, text(&format!("SN-{n}"))));
    }
    assert_eq!(rig.refused("delivery.receive", delivery, &given), ["too_many_rows"]);
}

#[test]
fn a_proxy_by_word_of_mouth_waits_for_ratification() {
    let (mut rig, delivery) = arrived();
    let proxy = vec![
        ("signer_name", text("李四")),
        ("proxy_for", text("赵工")),
        ("proxy_reason", text("同事，赵工出差")),
        ("authority", text("oral")),
        ("authority_note", text("赵工 13800000000 14:05 同意")),
    ];
    rig.must("delivery.receive", delivery, &with(receipt(), proxy));
    assert_eq!(rig.status("delivery", delivery), "ratification");
    assert_eq!(rig.all("installation").len(), 1, "the goods are there: D-06 runs");
    let at = rig.at;
    rig.wait_minutes(31 * 24 * 60);
    assert_eq!(rig.status("delivery", delivery), "unsigned", "silent for 30 days");
    rig.at = at;
    let yes = [("ratification", text("ratified"))];
    assert_eq!(rig.refused("delivery.record_ratification", delivery, &yes), ["required"]);
    rig.must("delivery.record_ratification", delivery, &[("ratification", text("refused"))]);
    assert_eq!(rig.status("delivery", delivery), "unsigned");
    let yes = [("ratification", text("ratified")), ("ratification_photo", blob())];
    rig.must("delivery.record_ratification", delivery, &yes);
    assert_eq!(rig.status("delivery", delivery), "received");
    assert_eq!(rig.refused("delivery.record_ratification", delivery, &yes)[0], "not_its_turn");
}

#[test]
fn a_delivery_goes_from_notice_to_the_door() {
    let (mut rig, delivery) = planned();
    assert_eq!(rig.refused("delivery.ship", delivery, &[("carrier", text("顺达物流"))]), ["not_confirmed"]);
    rig.must("delivery.notify", delivery, &contact(false));
    assert_eq!(rig.status("delivery", delivery), "planned");
    let second: Given = contact(true).into_iter().map(|(key, value)| (renamed(key), value)).collect();
    rig.must("delivery.notify", delivery, &second);
    assert_eq!(rig.status("delivery", delivery), "notified");
    let confirmed = [
        ("ship_to_address", text("天津市滨海新区2号")),
        ("ship_to_name", text("赵工")),
        ("ship_to_phone", text("13800000000")),
        ("confirmed_by", text("赵工")),
    ];
    rig.must("delivery.confirm", delivery, &confirmed);
    assert_eq!(rig.status("delivery", delivery), "confirmed");
    rig.must("order.hold", id(ORDER), &[("holds/h/reason", text("欠款"))]);
    assert_eq!(rig.refused("delivery.ship", delivery, &[("carrier", text("顺达物流"))]), ["order_stopped"]);
    rig.must("order.resume", id(ORDER), &[]);
    rig.must("delivery.ship", delivery, &[("carrier", text("顺达物流")), ("waybill_number", text("SD123"))]);
    assert_eq!(rig.status("delivery", delivery), "in_transit");
    assert_eq!(rig.status("order", id(ORDER)), "shipped");
    assert_eq!(rig.refused("delivery.cancel", delivery, &[("cancelled_reason", text("改期"))]), ["not_its_turn"]);
    rig.must("delivery.arrive", delivery, &[]);
    assert_eq!(rig.status("delivery", delivery), "arrived");
    let absent = [("unsigned_way", text("absent")), ("unsigned_reason", text("现场无人"))];
    rig.must("delivery.record_unsigned", delivery, &absent);
    assert_eq!(rig.status("delivery", delivery), "unsigned");
    rig.must("delivery.refuse_goods", delivery, &[("goods_refused_reason", text("整批损坏"))]);
    assert_eq!(rig.status("delivery", delivery), "refused");
    assert_eq!(line_sum(&rig.record("order", id(ORDER)), "m", "planned"), 0, "it can be planned again");
}

fn renamed(key: &'static str) -> &'static str {
    match key {
        "contacts/c/connected" => "contacts/d/connected",
        "contacts/c/channel" => "contacts/d/channel",
        "contacts/c/to_name" => "contacts/d/to_name",
        _ => "contacts/d/content",
    }
}

fn further(machines: i64) -> Given {
    vec![
        ("order", reference(ORDER)),
        ("ship_to_address", text("天津市滨海新区1号")),
        ("ship_to_name", text("赵工")),
        ("ship_to_phone", text("13800000000")),
        ("lines/m/quantity_due", number(machines)),
    ]
}

#[test]
fn further_deliveries_bring_what_is_still_to_come() {
    let (mut rig, first) = planned();
    let second = id(70);
    assert_eq!(rig.refused("delivery.plan", second, &further(1)), ["too_many"]);
    let replacement = with(further(1), vec![("replaces", first.to_scalar())]);
    rig.must("delivery.plan", second, &replacement);
    assert_eq!(rig.record("delivery", second).integer("batch"), Some(2));
    assert_eq!(rig.record("delivery", second).text("lines/m/model"), Some("X200"));
    rig.must("delivery.cancel", first, &[("cancelled_reason", text("改分两批"))]);
    assert_eq!(rig.status("delivery", first), "cancelled");
    rig.must("delivery.plan", id(71), &further(1));
    assert_eq!(rig.refused("delivery.plan", id(72), &further(1)), ["too_many"]);
    let unknown = with(further(1), vec![("lines/x/quantity_due", number(1))]);
    assert_eq!(rig.refused("delivery.plan", id(72), &unknown), ["too_many", "row_unknown"]);
    assert_eq!(
        rig.refused("delivery.plan", id(72), &with(further(1), vec![("order", reference(99))])),
        ["unknown_order"]
    );
}

#[test]
fn only_the_orders_salesperson_or_a_manager_plans() {
    let (mut rig, first) = planned();
    rig.must("delivery.cancel", first, &[("cancelled_reason", text("改分两批"))]);
    rig.person = id(5);
    rig.put("person", id(5), &[("roles/sales/granted_at", rig.at.to_scalar())]);
    assert_eq!(rig.refused("delivery.plan", id(70), &further(1)), ["not_yours"]);
    rig.put("person", id(5), &[("roles/manager/granted_at", rig.at.to_scalar())]);
    rig.must("delivery.plan", id(70), &further(1));
}

#[test]
fn the_engineer_who_helps_holds_delivery_and_order() {
    let (mut rig, delivery) = planned();
    let name = |person: u8| [("engineer", reference(person))];
    assert_eq!(rig.refused("delivery.assign_engineer", delivery, &name(SALESPERSON)), ["not_an_engineer"]);
    rig.must("delivery.assign_engineer", delivery, &name(ENGINEER));
    let job = Bucket { holder: Holder::Person(id(ENGINEER)), class: "job" };
    let holds = |rig: &Rig, code: &str, record: Id| {
        let kind = crate::records::kind(code).unwrap();
        (kind.buckets)(record, &rig.record(code, record)).contains(&job)
    };
    assert!(holds(&rig, "delivery", delivery) && holds(&rig, "order", id(ORDER)));
    let facts = rig.record("delivery", delivery);
    assert!((KIND.is_own)(delivery, &facts, id(ENGINEER)) && (KIND.is_own)(delivery, &facts, id(SALESPERSON)));
    assert!(!(KIND.is_own)(delivery, &facts, id(ENGINEER + 1)));
    rig.must("delivery.arrive", delivery, &[]);
    rig.must("delivery.receive", delivery, &receipt());
    assert!(!holds(&rig, "order", id(ORDER)), "the order leaves the phone after the receipt");
}

#[test]
fn the_receipt_reads_back_whole() {
    let (mut rig, delivery) = arrived();
    rig.must("delivery.receive", delivery, &with(receipt(), objection(true)));
    let mut problems = Vec::new();
    let read = Delivery::read(&rig.record("delivery", delivery), &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!((read.lines.len(), read.units.len(), read.objections.len()), (2, 2, 1));
    assert_eq!(read.way, Some(ReceiptWay::Paper));
    assert_eq!(read.capacity, Some(Capacity::Receiver));
    assert_eq!(read.objections[0].category, Some(ObjectionCategory::Damage));
    assert_eq!(read.received_at.map(|at: Instant| at.utc_ms), Some(rig.at.utc_ms));
}
