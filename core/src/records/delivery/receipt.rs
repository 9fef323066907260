//! Opening the boxes together, and the customer's receipt (S-11): it makes the equipment and the installation.
//! Absent by design: settling what the customer objected to (`objection`).

use std::collections::BTreeSet;

use super::{
    objection, replacement,
    shipping::{awaits_receipt, quantities, touch_order, touch_order_line},
    signing,
};
use crate::{
    records::{
        contract::SERVICE_KEYS,
        guard::{given_rows, is_empty, need, one_of, refuse_field},
    },
    schema::{Date, Facts, Instant, ItemFacts, ItemId, Problem, RecordId, Scalar, StepRun},
};

/// Machines that one receipt may hold: each begins a record, and an envelope holds 64 parts and 64 KB.
pub const UNITS_MAX: usize = 40;

/// Keys that a receipt writes on the equipment it creates.
pub(super) const EQUIPMENT_KEYS: &[&str] = &[
    "customer",
    "product_name",
    "model",
    "serial_number",
    "site_address",
    "order",
    "delivery",
    "received_on",
    "contract_number",
    "service_standard",
    "warranty_months",
    "warranty_months_from_receipt",
    "response_minutes",
    "arrival_minutes",
    "solution_minutes",
];

/// Keys that a receipt writes on the installation it creates.
pub(super) const INSTALLATION_KEYS: &[&str] = &[
    "customer",
    "customer_name",
    "order",
    "delivery",
    "site_address",
    "contact_name",
    "contact_phone",
    "received_at",
    "machines/*/equipment",
    "machines/*/product_name",
    "machines/*/model",
    "machines/*/serial_number",
    "order_number",
    "contract_number",
    "delivery_number",
    "machines/*/unit",
    "deemed_acceptance_days",
];

/// The table of deliveries since which an installation begins with the numbers and units it prints.
const WITH_NUMBERS: u16 = 2;
/// The table of deliveries since which machines and installation keep what the contract promises.
const WITH_CONTRACT: u16 = 3;

/// True when machines came that an engineer has to install.
pub fn has_machines_to_install(facts: &Facts) -> bool {
    facts.items("units").iter().any(|unit| needs_installation(facts, unit))
}

pub(super) fn needs_installation(facts: &Facts, unit: &ItemFacts<'_>) -> bool {
    let line = facts.item("lines", unit.text("line").unwrap_or_default());
    line.is_true("needs_installation") && !unit.is_true("returned")
}

pub(super) fn guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    awaits_receipt(run, problems);
    findings_fit(run, problems);
    if signing::is_by_round(run) {
        return signing::guard(run, problems);
    }
    for row in given_rows(run, "objections") {
        objection::raised_fits(run, &row, problems);
    }
    signer_fits(run, problems);
}

/// What was found when the boxes were opened.
pub(super) fn findings_fit(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let merged = run.merged();
    lines_fit(&merged, problems);
    units_fit(&merged, problems);
    for line in given_rows(run, "lines") {
        if !run.before.item("lines", &line).has("quantity_due") {
            refuse_field(problems, "lines", "row_unknown", "交付单没有这一行", "the delivery has no such line");
        }
    }
}

/// Every line is counted, compared and looked at; what differs is said (domain §4.9).
fn lines_fit(facts: &Facts, problems: &mut Vec<Problem>) {
    for line in facts.items("lines").iter().filter(|line| line.has("quantity_due")) {
        for (field, zh, en) in [
            ("quantity_received", "请填写实收数量", "the quantity received is needed"),
            ("model_matches", "请核对型号", "say whether the model matches"),
            ("appearance", "请填写外观", "say how it looks"),
        ] {
            if !line.has(field) {
                refuse_field(problems, line.key(field), "required", zh, en);
            }
        }
        let differs = line.integer("quantity_received").is_some_and(|n| Some(n) != line.integer("quantity_due"))
            || line.get("model_matches") == &Scalar::Boolean(false)
            || line.text("appearance").is_some_and(|appearance| appearance != "intact");
        let is_said = !is_empty(line.get("remark"))
            || super::objections(facts)
                .any(|row| matches!(row.text("line"), None | Some("")) || row.text("line") == Some(line.id));
        if differs && !is_said {
            refuse_field(
                problems,
                line.key("remark"),
                "difference_unsaid",
                "数量、型号或外观有差异，请填写备注或异议",
                "quantity, model or appearance differs: add a remark or an objection",
            );
        }
    }
}

/// One row with its own serial number for every machine to install; no more machines than came.
pub(super) fn units_fit(facts: &Facts, problems: &mut Vec<Problem>) {
    let units = facts.items("units");
    if units.len() > UNITS_MAX {
        let zh = format!("一次最多签收{UNITS_MAX}台设备，请分批");
        let en = format!("{UNITS_MAX} machines at most in one receipt: split the delivery");
        refuse_field(problems, "units", "too_many_rows", &zh, &en);
    }
    let mut serial_numbers = BTreeSet::new();
    for unit in &units {
        if !facts.item("lines", unit.text("line").unwrap_or_default()).has("quantity_due") {
            refuse_field(problems, unit.key("line"), "row_unknown", "请选择明细行", "choose the line it belongs to");
        }
        let serial_number = unit.text("serial_number").map(str::trim).unwrap_or_default();
        if serial_number.is_empty() {
            refuse_field(
                problems,
                unit.key("serial_number"),
                "required",
                "请填写序列号",
                "the serial number is needed",
            );
        } else if !serial_numbers.insert((model_of(facts, unit), serial_number)) {
            refuse_field(
                problems,
                unit.key("serial_number"),
                "duplicate",
                "序列号重复",
                "the serial number occurs twice",
            );
        }
    }
    for line in facts.items("lines") {
        let received = line.integer("quantity_received").unwrap_or(0);
        let rows = units.iter().filter(|unit| unit.text("line") == Some(line.id)).count() as i64;
        if rows > received || (line.is_true("needs_installation") && rows != received) {
            refuse_field(
                problems,
                line.key("quantity_received"),
                "units_differ",
                "设备清单与实收数量不一致",
                "the machines listed are not as many as were received",
            );
        }
    }
}

/// The model of a machine: its nameplate's, else its line's.
fn model_of<'a>(facts: &'a Facts, unit: &ItemFacts<'a>) -> &'a str {
    unit.text("model")
        .filter(|model| !model.is_empty())
        .or_else(|| facts.item("lines", unit.text("line").unwrap_or_default()).text("model"))
        .unwrap_or_default()
}

/// Who may sign for goods: whoever receives them, is in charge, or speaks for the customer (domain §6.2).
pub(super) const CAPACITIES: &[&str] = &[
    "receiver",
    "accepting_person",
    "authorised_representative",
    "legal_representative",
    "person_in_charge",
    "handling_person",
];

/// Who signed, in which capacity, for whom, by what authority (domain §6.3, §6.4).
fn signer_fits(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    for (key, zh, en) in [
        ("signer_name", "签收人", "The signer's name"),
        ("capacity", "签署身份", "The capacity"),
        ("receipt_photo", "签收单照片", "The photo of the signed receipt"),
    ] {
        need(run, problems, key, zh, en);
    }
    one_of(run, "capacity", CAPACITIES, problems);
    let is_proxy = !is_empty(run.after("proxy_for"));
    match run.after("authority").as_text() {
        None if is_proxy => need(run, problems, "authority", "代签授权", "The proxy's authority"),
        Some(_) if !is_proxy => need(run, problems, "proxy_for", "代谁签收", "For whom the proxy signs"),
        Some("written") => need(run, problems, "authority_photo", "授权书照片", "The photo of the authority"),
        Some("position") => need(run, problems, "signer_title", "签收人职务", "The signer's title"),
        Some("oral") => need(run, problems, "authority_note", "口头授权说明", "The note of the oral authority"),
        _ => {}
    }
    if is_proxy {
        need(run, problems, "proxy_reason", "代签说明", "The reason for the proxy");
    }
    let ours = [Some(run.person), run.before.reference("engineer"), run.before.reference("salesperson")];
    let is_ours = ours.into_iter().flatten().filter_map(|person| run.linked("person", person)).any(|facts| {
        facts.has("phone")
            && facts.get("name") == run.after("signer_name")
            && facts.get("phone") == run.after("signer_phone")
    });
    if is_ours {
        refuse_field(
            problems,
            "signer_name",
            "our_own_person",
            "本公司人员不能在客户栏签字",
            "one of our own people cannot sign for the customer",
        );
    }
}

/// Records the receipt, begins the equipment and, unless an objection blocks it, the installation.
pub(super) fn effect(run: &mut StepRun<'_>) {
    let at = signing::record(run);
    touch_order(run, "received_at", at.to_scalar());
    for (line, received) in quantities(run, "quantity_received") {
        for field in ["planned", "shipped", "received"] {
            touch_order_line(run, &line, field, received);
        }
    }
    let mut facts = signing::merged(run);
    let received_on = Date(at.local().date()).to_scalar();
    let units: Vec<String> = facts.items("units").iter().map(|unit| unit.id.to_owned()).collect();
    for id in units {
        let unit = facts.item("units", &id);
        let line = facts.item("lines", unit.text("line").unwrap_or_default());
        let equipment = run.create("equipment", &id);
        for (key, value) in [
            ("customer", facts.get("customer").clone()),
            ("product_name", line.get("product_name").clone()),
            ("model", Scalar::text(model_of(&facts, &unit))),
            ("serial_number", unit.get("serial_number").clone()),
            ("site_address", facts.get("ship_to_address").clone()),
            ("order", facts.get("order").clone()),
            ("delivery", run.record.to_scalar()),
            ("received_on", received_on.clone()),
        ] {
            run.touch("equipment", equipment, key, value);
        }
        if run.knows(WITH_CONTRACT) {
            copy_promises(run, "equipment", equipment, &facts);
        }
        let key = unit.key("equipment");
        run.set(key.clone(), equipment.to_scalar());
        facts.0.insert(key, equipment.to_scalar());
    }
    begin_installation(run, &facts, at);
}

/// Begins the installation of the machines that came and stay, once no objection blocks it, together with those
/// that waited for this delivery as their replacement. `facts` is the delivery as it stands after the step's
/// writes, `at` the moment from which D-06 runs.
pub(super) fn begin_installation(run: &mut StepRun<'_>, facts: &Facts, at: Instant) {
    let is_blocked = super::objections(facts).any(|row| replacement::blocks(run, &row));
    if is_blocked || facts.has("installation") {
        return;
    }
    let waiting = replacement::released(run, facts);
    if waiting.is_none() && !has_machines_to_install(facts) {
        return;
    }
    let installation: RecordId = run.create("installation", "receipt");
    for (key, from) in [
        ("customer", "customer"),
        ("customer_name", "customer_name"),
        ("order", "order"),
        ("site_address", "ship_to_address"),
        ("contact_name", "ship_to_name"),
        ("contact_phone", "ship_to_phone"),
    ] {
        run.touch("installation", installation, key, facts.get(from).clone());
    }
    if run.knows(WITH_NUMBERS) {
        name_papers(run, installation, facts);
    }
    if run.knows(WITH_CONTRACT) {
        copy_promises(run, "installation", installation, facts);
    }
    run.touch("installation", installation, "delivery", run.record.to_scalar());
    run.touch("installation", installation, "received_at", at.to_scalar());
    list_machines(run, installation, facts, str::to_owned);
    if let Some((delivery, waiting)) = waiting {
        list_machines(run, installation, &waiting, |unit| delivery.derive_item(unit));
        run.touch("delivery", delivery, "installation", installation.to_scalar());
    }
    run.set("installation", installation.to_scalar());
}

/// Lists the machines of a delivery on the installation, each in the row that `row_of` gives for its unit.
fn list_machines(run: &mut StepRun<'_>, installation: RecordId, facts: &Facts, row_of: impl Fn(&str) -> ItemId) {
    for unit in facts.items("units").iter().filter(|unit| needs_installation(facts, unit)) {
        let (line, row) = (facts.item("lines", unit.text("line").unwrap_or_default()), row_of(unit.id));
        for (field, value) in [
            ("equipment", unit.get("equipment").clone()),
            ("product_name", line.get("product_name").clone()),
            ("model", Scalar::text(model_of(facts, unit))),
            ("serial_number", unit.get("serial_number").clone()),
        ] {
            run.touch("installation", installation, format!("machines/{row}/{field}"), value);
        }
        if run.knows(WITH_NUMBERS) {
            run.touch("installation", installation, format!("machines/{row}/unit"), line.get("unit").clone());
        }
    }
}

/// Copies what the contract promises to whoever never sees it: times and warranty to the machine, the
/// clause of deemed acceptance to the installation.
fn copy_promises(run: &mut StepRun<'_>, kind: &'static str, record: RecordId, facts: &Facts) {
    let Some(order) = facts.reference("order").and_then(|order| run.linked("order", order)) else { return };
    let of_machine = ["contract_number"].into_iter().chain(SERVICE_KEYS);
    let keys: Vec<&str> = if kind == "equipment" { of_machine.collect() } else { vec!["deemed_acceptance_days"] };
    for key in keys.into_iter().filter(|key| order.has(key)) {
        run.touch(kind, record, key, order.get(key).clone());
    }
}

/// Copies the numbers of order, contract and delivery: an engineer holds none of these, the form
/// prints them. No price is among them.
fn name_papers(run: &mut StepRun<'_>, installation: RecordId, facts: &Facts) {
    run.touch("installation", installation, "delivery_number", facts.get("number").clone());
    let Some(order) = facts.reference("order").and_then(|order| run.linked("order", order)) else { return };
    for (key, from) in [("order_number", "number"), ("contract_number", "contract_number")] {
        run.touch("installation", installation, key, order.get(from).clone());
    }
}
