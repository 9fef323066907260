//! What a receipt on paper makes of a delivery, and the scene that its tests share.
//! Absent by design: the way to the door, signing, and objections, each in a file of its own.

mod objections;
mod replacements;
mod shipping;
mod signing;

use std::collections::BTreeSet;

use super::*;
use crate::records::{
    order::{delivery_row, line_sum},
    rig::{Rig, blob, boolean, check_kind, id, number, reference, text},
};
use crate::{
    process::{calendar::Calendar, clocks::evaluate},
    schema::{Capacity, Id, Instant, Language, Scalar},
};

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

fn run(rig: &mut Rig, verb: &str, delivery: RecordId, given: Given) {
    rig.must(&format!("delivery.{verb}"), delivery, &given);
}

fn refused(rig: &mut Rig, verb: &str, delivery: RecordId, given: Given) -> Vec<String> {
    rig.refused(&format!("delivery.{verb}"), delivery, &given)
}

/// A delivery's clocks of one rule now: instance, due time and state.
fn clocks(rig: &Rig, delivery: RecordId, rule: &str) -> Vec<(String, String, &'static str)> {
    let facts = rig.record("delivery", delivery);
    let all = evaluate(&KIND, &facts, &|_, _| None, &Calendar::shipped(), rig.at);
    let of_rule = all.into_iter().filter(|clock| clock.rule == rule);
    of_rule.map(|clock| (clock.instance, clock.due.text(Language::Chinese), clock.state.code())).collect()
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
        ("receipt_photo", vec!["required"]),
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
