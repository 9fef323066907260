//! When the goods are to leave and to whom: planned, moved, sent to another receiver (S-10, D-04).
//! Absent by design: counting the notice; the clock engine does that from these rows (`clocks`).

use super::shipping::not_shipped;
use crate::{
    records::{
        contact_attempt,
        guard::{given_rows, is_empty, need, one_new_row, refuse_field, row_stands, typed_or_now},
        table::join,
    },
    schema::{Date, Facts, Input, Instant, ItemFacts, Problem, Scalar, StepRun, optional},
};

/// The table of deliveries since which a planned shipment is a row, receipts are signed here, and an
/// objection is followed to its replacement.
pub(super) const COMPLETE: u16 = 3;

/// Minutes of notice that the customer gets of a shipment (D-04).
pub(super) const NOTICE_MINUTES: i64 = 24 * 60;

/// The hour at which a planned day begins, where a step must tell short notice without a calendar. The
/// clock itself counts from the company's own working hours.
const OPENING_MINUTES: i64 = 9 * 60;

/// What stands on the delivery about where the goods go.
pub(super) const SHIP_TO: [(&str, &str, &str); 3] = [
    ("ship_to_address", "收货地址", "The ship-to address"),
    ("ship_to_name", "收货联系人", "The receiver"),
    ("ship_to_phone", "收货联系方式", "The receiver's phone"),
];

/// Whether a planning leaves less than the notice.
pub(super) fn is_short(row: &ItemFacts<'_>, set_at: Instant) -> bool {
    leaves_less(row.instant("planned_at"), row.date("planned_on"), set_at)
}

fn leaves_less(at: Option<Instant>, on: Option<Date>, set_at: Instant) -> bool {
    let local = set_at.local();
    let minutes = match (at, on) {
        (Some(at), _) => (at.utc_ms - set_at.utc_ms).div_euclid(60_000),
        (None, Some(day)) => {
            let minute_of_day = i64::from(local.hour()) * 60 + i64::from(local.minute());
            i64::from((day.0 - local.date()).get_days()) * 24 * 60 + OPENING_MINUTES - minute_of_day
        }
        (None, None) => return false,
    };
    minutes < NOTICE_MINUTES
}

/// A delivery planned with a time leaves the notice; short notice is set by the step that says who
/// wanted it.
pub(super) fn planned_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if !run.knows(COMPLETE) {
        return;
    }
    let (at, on) =
        (Instant::from_scalar(run.after("planned_shipment_at")), Date::from_scalar(run.after("planned_shipment_on")));
    if leaves_less(at, on, run.at) {
        let key = if at.is_some() { "planned_shipment_at" } else { "planned_shipment_on" };
        refuse_field(
            problems,
            key,
            "short_notice",
            "距发货不足24小时：请先安排交付，再在“安排发货时间”中说明由谁提出",
            "less than 24 hours ahead: plan it without a time, then set the time and say who wanted it",
        );
    }
}

/// Keeps a planned time as the row from which D-04 runs.
pub(super) fn note_planned(run: &mut StepRun<'_>) {
    let (at, on) = (run.after("planned_shipment_at").clone(), run.after("planned_shipment_on").clone());
    if run.knows(COMPLETE) && !(at.is_null() && on.is_null()) {
        let row = run.item_id("planned");
        stamp_row(run, &row, run.at);
        run.set(format!("plannings/{row}/planned_at"), at);
        run.set(format!("plannings/{row}/planned_on"), on);
    }
}

/// What [`note_planned`] and [`change_ship_to`] write.
pub(super) const ROW_STAMPS: &[&str] =
    &["plannings/*/set_at", "plannings/*/by", "plannings/*/planned_at", "plannings/*/planned_on"];

fn stamp_row(run: &mut StepRun<'_>, row: &str, set_at: Instant) {
    let by = run.person.to_scalar();
    run.set(format!("plannings/{row}/set_at"), set_at.to_scalar());
    run.set(format!("plannings/{row}/by"), by);
}

/// What is filled in when a shipment is set or moved.
pub(super) const REPLAN_INPUTS: [Input; contact_attempt::INPUTS.len() + 6] = join(
    &[
        optional("plannings/*/planned_on"),
        optional("plannings/*/planned_at"),
        optional("plannings/*/wanted_by"),
        optional("plannings/*/wanted_name"),
        optional("plannings/*/reason"),
        optional("plannings/*/confirmed_in_call"),
    ],
    contact_attempt::INPUTS,
);

/// A day or a moment; a move says who wanted it and why; so does short notice, and at the customer's wish the
/// contact itself holds the confirmation (domain §2.3 no. 6).
pub(super) fn replan_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    not_shipped(run, problems);
    let contact = if given_rows(run, "contacts").is_empty() { None } else { contact_attempt::guard(run, problems) };
    let Some(row) = one_new_row(run, "plannings", problems) else { return };
    let key = |field: &str| format!("plannings/{row}/{field}");
    let set_at = set_at(run);
    let (at, on) =
        (Instant::from_scalar(run.after(&key("planned_at"))), Date::from_scalar(run.after(&key("planned_on"))));
    if at.is_some() == on.is_some() {
        let (zh, en) = ("请填写计划发货日期或时间（二选一）", "give the day or the moment of shipment, one of them");
        refuse_field(problems, key("planned_on"), "one_time", zh, en);
    }
    let is_past = at.is_some_and(|at| at.utc_ms < set_at.utc_ms) || on.is_some_and(|day| day.0 < set_at.local().date());
    if is_past {
        let (zh, en) = ("计划发货时间不能早于安排时间", "the shipment is planned for a time that has passed");
        refuse_field(problems, key(if at.is_some() { "planned_at" } else { "planned_on" }), "in_past", zh, en);
    }
    let is_move = run.before.has("planned_shipment_at") || run.before.has("planned_shipment_on");
    let is_short = leaves_less(at, on, set_at);
    let is_customers = run.after(&key("wanted_by")).as_text() == Some("customer");
    if is_move || is_short {
        need(run, problems, &key("wanted_by"), "提出方", "Who wanted it");
        need(run, problems, &key("reason"), "原因", "The reason");
    }
    if is_customers {
        need(run, problems, &key("wanted_name"), "提出人", "Who of the customer wanted it");
    }
    let is_connected = contact.is_some_and(|contact| is_yes(run, &format!("contacts/{contact}/connected")));
    let is_confirmed = is_yes(run, &key("confirmed_in_call"));
    if (is_confirmed && !is_connected) || (is_short && is_customers && !is_confirmed) {
        let (zh, en) = (
            "客户要求提前或当场确认时，须有接通的联系，并在该次联系中确认收货信息",
            "at the customer's wish, a connected contact must hold the confirmation",
        );
        refuse_field(problems, key("confirmed_in_call"), "confirm_now", zh, en);
    }
}

fn is_yes(run: &StepRun<'_>, key: &str) -> bool {
    run.after(key) == &Scalar::Boolean(true)
}

/// When the time was set: in the contact, if there was one.
fn set_at(run: &StepRun<'_>) -> Instant {
    let contact = given_rows(run, "contacts").into_iter().next();
    contact.map_or(run.at, |contact| typed_or_now(run, &format!("contacts/{contact}/at")))
}

/// Moves the planned time, and D-04 with it. A notice already given still counts.
pub(super) fn replan(run: &mut StepRun<'_>) {
    let Some(row) = given_rows(run, "plannings").into_iter().next() else { return };
    let key = |field: &str| format!("plannings/{row}/{field}");
    let set_at = set_at(run);
    stamp_row(run, &row, set_at);
    for (of_row, of_delivery) in [("planned_at", "planned_shipment_at"), ("planned_on", "planned_shipment_on")] {
        let planned = run.after(&key(of_row)).clone();
        run.set(of_delivery, planned);
    }
    let Some((contact, true, at)) = contact_attempt::stamp(run, "notice") else { return };
    if !run.before.has("notified_at") {
        run.set("notified_at", at.to_scalar());
    }
    if is_yes(run, &key("confirmed_in_call")) {
        let name = run.after(&format!("contacts/{contact}/to_name")).clone();
        run.set("confirmed_at", at.to_scalar());
        run.set("confirmed_by", name);
    }
}

/// Something changes, and nothing of it is left empty.
pub(super) fn change_ship_to_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    not_shipped(run, problems);
    for (key, zh, en) in SHIP_TO {
        need(run, problems, key, zh, en);
    }
    need(run, problems, "ship_to_change_reason", "变更原因", "The reason");
    if !SHIP_TO.iter().any(|(key, ..)| run.given.contains_key(*key)) {
        let (zh, en) = ("收货信息没有变化", "address, receiver and phone are what they were");
        refuse_field(problems, "ship_to_address", "nothing_changed", zh, en);
    }
}

/// Another address or receiver needs a new notice and a new confirmation, or to be let go anew (D-04).
pub(super) fn change_ship_to(run: &mut StepRun<'_>) {
    let row = run.item_id("ship_to");
    stamp_row(run, &row, run.at);
    for (of_row, of_delivery) in [("planned_at", "planned_shipment_at"), ("planned_on", "planned_shipment_on")] {
        let planned = run.before.get(of_delivery).clone();
        if !planned.is_null() {
            run.set(format!("plannings/{row}/{of_row}"), planned);
        }
    }
    run.set(format!("plannings/{row}/ship_to_changed"), Scalar::Boolean(true));
    for key in ["notified_at", "confirmed_at", "confirmed_by", "unconfirmed_reason"] {
        if run.before.has(key) {
            run.set(key, Scalar::Null);
        }
    }
}

/// A customer who confirms was told: without a notice before, the confirmation is one.
pub(super) fn confirm(run: &mut StepRun<'_>) {
    run.set("confirmed_at", run.at.to_scalar());
    if run.knows(COMPLETE) && !run.before.has("notified_at") {
        run.set("notified_at", run.at.to_scalar());
    }
}

/// Serial numbers scanned when the goods leave: of a line of the delivery, each once, no more than it brings.
pub(super) fn scanned_fit(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let merged = run.merged();
    let rows = merged.items("shipped_units");
    for id in given_rows(run, "shipped_units") {
        let row = merged.item("shipped_units", &id);
        let line = merged.item("lines", row.text("line").unwrap_or_default());
        if !line.has("quantity_due") {
            refuse_field(problems, row.key("line"), "row_unknown", "请选择明细行", "choose the line it belongs to");
            continue;
        }
        if is_empty(row.get("serial_number")) {
            let (zh, en) = ("请填写序列号", "the serial number is needed");
            refuse_field(problems, row.key("serial_number"), "required", zh, en);
            continue;
        }
        let of_line = rows.iter().filter(|other| other.text("line") == Some(line.id));
        let same = of_line.clone().filter(|other| other.get("serial_number") == row.get("serial_number")).count();
        if same > 1 {
            let (zh, en) = ("序列号重复", "the serial number occurs twice");
            refuse_field(problems, row.key("serial_number"), "duplicate", zh, en);
        }
        if of_line.count() as i64 > line.integer("quantity_due").unwrap_or(0) {
            let (zh, en) = ("扫描的序列号多于应发数量", "more serial numbers than units of the line");
            refuse_field(problems, row.key("line"), "too_many", zh, en);
        }
    }
}

/// The units that a receipt proposes: what was scanned at shipment and is not listed yet, by document key.
/// Whoever unpacks compares each with its nameplate.
pub fn proposed_units(facts: &Facts) -> crate::schema::Values {
    let scanned = facts.items("shipped_units");
    let open = scanned.iter().filter(|row| !row_stands(facts, "units", row.id));
    open.flat_map(|row| {
        ["line", "serial_number"].map(|field| (format!("units/{}/{field}", row.id), row.get(field).clone()))
    })
    .collect()
}
