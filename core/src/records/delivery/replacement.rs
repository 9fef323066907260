//! Replacements (补发, 换货): the delivery that brings them, what went back, and what waited for them (S-12, D-06).
//! Absent by design: raising, answering and closing an objection (`objection`).

use std::rc::Rc;

use super::{
    objection::{need_field, one_open},
    plan,
    planning::{COMPLETE, SHIP_TO},
    receipt::needs_installation,
};
use crate::{
    records::{
        guard::{given_rows, refuse_field},
        installation,
        order::delivery_line_row,
        table::join,
    },
    schema::{Date, Facts, Instant, ItemFacts, Problem, RecordId, Scalar, StepRun, Touch},
};

/// A delivery that is planned for an objection says so on it.
pub(super) const LINKS: Touch = Touch { kind: "delivery", creates: false, keys: &["objections/*/replacement"] };

/// What a receipt writes on the delivery that waited for it.
pub(super) const RELEASES: Touch =
    Touch { kind: "delivery", creates: false, keys: &["objections/*/replacement_received_at", "installation"] };

/// What begins the delivery of a replacement.
pub(super) const BEGINS: Touch = Touch { kind: "delivery", creates: true, keys: &BEGUN_KEYS };

const BEGUN_KEYS: [&str; plan::PLANNED_KEYS.len() + 2] = join(plan::PLANNED_KEYS, &["replaces", "replaced_objection"]);

/// What tells the order how much of a delivery's line counts.
pub(super) const COUNTS: Touch = Touch {
    kind: "order",
    creates: false,
    keys: &["delivery_lines/*/planned", "delivery_lines/*/shipped", "delivery_lines/*/received"],
};

/// What a return writes on order, machines and installation.
pub(super) const RETURNS: &[Touch] = &[
    COUNTS,
    Touch { kind: "equipment", creates: false, keys: &["returned_on", "end_reason"] },
    Touch { kind: "installation", creates: false, keys: &["machines/*/removed", "cancelled_at", "cancelled_reason"] },
];

/// Nothing is installed as long as an open objection blocks it and its replacement was not received.
pub(super) fn blocks(run: &StepRun<'_>, objection: &ItemFacts<'_>) -> bool {
    let is_replaced = run.knows(COMPLETE) && objection.has("replacement_received_at");
    super::is_open(objection) && objection.is_true("blocks_installation") && !is_replaced
}

/// The record of a replaced delivery, as the replacement names it.
fn replaced(facts: &Facts) -> Option<(RecordId, String)> {
    Some((facts.reference("replaces")?, facts.text("replaced_objection")?.to_owned()))
}

/// Whether goods of an order line are brought again: an exchange always; what is sent after may also be
/// documents or accessories, of which no line tells.
fn brings_goods(objection: &ItemFacts<'_>) -> bool {
    match objection.text("remedy") {
        Some("exchange") => true,
        Some("reship") => !matches!(objection.text("category"), Some("documents" | "other")),
        _ => false,
    }
}

/// Remedies by which goods go back.
fn takes_back(remedy: Option<&str>) -> bool {
    matches!(remedy, Some("exchange" | "return"))
}

/// The replacement of an objection that is on its way or was received: not cancelled, not refused.
fn standing(run: &StepRun<'_>, objection: &ItemFacts<'_>) -> Option<Rc<Facts>> {
    let facts = run.linked("delivery", objection.reference("replacement")?)?;
    (!facts.has("cancelled_at") && !facts.has("goods_refused_at")).then_some(facts)
}

/// A remedy that brings goods again names the line and how many, so that their delivery can be planned.
pub(super) fn remedy_guard(run: &StepRun<'_>, row: &str, problems: &mut Vec<Problem>) {
    let merged = run.merged();
    let objection = merged.item("objections", row);
    if !run.knows(COMPLETE) || !brings_goods(&objection) || standing(run, &run.before.item("objections", row)).is_some()
    {
        return;
    }
    let due = run.before.item("lines", objection.text("line").unwrap_or_default()).integer("quantity_due");
    match (due, objection.integer("quantity")) {
        (None, _) => {
            let (zh, en) = ("补发或换货须选择明细行", "choose the line that is brought again");
            refuse_field(problems, objection.key("line"), "required", zh, en);
        }
        (_, None) => need_field(run, row, "quantity", "请填写补换数量", "how many are brought again", problems),
        (Some(due), Some(quantity)) if quantity > due => {
            let (zh, en) = ("补换数量多于该行应收数量", "more than the delivery was to bring of the line");
            refuse_field(problems, objection.key("quantity"), "too_many", zh, en);
        }
        _ => {}
    }
    let order = run.before.reference("order").and_then(|id| run.linked("order", id));
    if order.is_none_or(|facts| facts.has("cancelled_at")) {
        let (zh, en) = ("订单不存在或已取消，不能安排补换货", "the order is not known or cancelled: nothing to bring");
        refuse_field(problems, objection.key("remedy"), "unknown_order", zh, en);
    }
}

/// Begins the delivery that brings the goods again, unless one is on its way, and links both.
pub(super) fn begin(run: &mut StepRun<'_>) {
    let merged = run.merged();
    for row in given_rows(run, "objections") {
        let objection = merged.item("objections", &row);
        if !run.knows(COMPLETE)
            || !brings_goods(&objection)
            || standing(run, &run.before.item("objections", &row)).is_some()
        {
            continue;
        }
        let (Some(line), Some(quantity)) = (objection.text("line"), objection.integer("quantity")) else { continue };
        let Some(order) = run.before.reference("order") else { continue };
        let Some(order_facts) = run.linked("order", order) else { continue };
        let delivery = run.create("delivery", &format!("replacement:{row}"));
        plan::plan(run, delivery, order, &order_facts, &[(line.to_owned(), quantity)].into());
        for (key, ..) in SHIP_TO {
            run.touch("delivery", delivery, key, run.before.get(key).clone());
        }
        run.touch("delivery", delivery, "replaces", run.record.to_scalar());
        run.touch("delivery", delivery, "replaced_objection", Scalar::text(&row));
        run.set(format!("objections/{row}/replacement"), delivery.to_scalar());
        let (record, begun) = (run.record, Some((row.as_str(), quantity)));
        count(run, record, &merged, line, begun);
    }
}

/// Tells the order how much of a delivery's line counts: what was received, less what went back or is brought again
/// by another delivery, which counts there. `begun` is an objection whose replacement begins in this step, and how
/// many it brings.
fn count(run: &mut StepRun<'_>, delivery: RecordId, facts: &Facts, line: &str, begun: Option<(&str, i64)>) {
    let key = format!("lines/{line}/quantity_due");
    let off = super::objections(facts).filter(|row| row.text("line") == Some(line)).map(|row| {
        let back = row.integer("returned_quantity").filter(|_| row.has("returned_at")).unwrap_or(0);
        let again = match begun {
            // What never came was not counted.
            _ if row.text("category") == Some("shortage") => 0,
            Some((id, quantity)) if id == row.id => quantity,
            _ => standing(run, &row).and_then(|facts| facts.integer(&key)).unwrap_or(0),
        };
        back.max(again)
    });
    let off = off.fold(0, i64::saturating_add);
    let counts = facts.item("lines", line).integer("quantity_received").unwrap_or(0).saturating_sub(off).max(0);
    // An engineer who amends no longer holds the order.
    let Some(order) = facts.reference("order").filter(|order| run.linked("order", *order).is_some()) else { return };
    let row = delivery_line_row(delivery, line);
    for field in ["planned", "shipped", "received"] {
        run.touch("order", order, format!("delivery_lines/{row}/{field}"), Scalar::Integer(counts));
    }
}

/// Tells the order what counts of the lines whose received quantity was amended.
pub(super) fn count_amended(run: &mut StepRun<'_>) {
    let merged = run.merged();
    let record = run.record;
    for line in given_rows(run, "lines") {
        if run.knows(COMPLETE) && run.given.contains_key(&format!("lines/{line}/quantity_received")) {
            count(run, record, &merged, &line, None);
        }
    }
}

/// A delivery planned by hand for an objection: that objection is open, and nothing else replaces for it.
pub(super) fn planned_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let Some(row) = run.after("replaced_objection").as_text() else { return };
    let facts = RecordId::from_scalar(run.after("replaces")).and_then(|id| run.linked("delivery", id));
    let is_open = facts
        .as_ref()
        .is_some_and(|facts| super::objections(facts).any(|item| item.id == row && super::is_open(&item)));
    let is_taken = facts.is_some_and(|facts| standing(run, &facts.item("objections", row)).is_some());
    if !is_open || is_taken {
        let (zh, en) =
            ("原交付单没有该未关闭异议，或已安排补换货", "no such open objection there, or its replacement is planned");
        refuse_field(problems, "replaced_objection", "objection_unknown", zh, en);
    }
}

/// Says on the objection which delivery replaces for it.
pub(super) fn link_planned(run: &mut StepRun<'_>) {
    let row = run.after("replaced_objection").as_text().map(str::to_owned);
    if let Some((row, replaced)) = row.zip(RecordId::from_scalar(run.after("replaces"))) {
        run.touch("delivery", replaced, format!("objections/{row}/replacement"), run.record.to_scalar());
        let Some(facts) = run.linked("delivery", replaced) else { return };
        let line = facts.text(&format!("objections/{row}/line")).unwrap_or_default().to_owned();
        if let Some(&Scalar::Integer(quantity)) = run.given.get(&format!("lines/{line}/quantity_due")) {
            count(run, replaced, &facts, &line, Some((&row, quantity)));
        }
    }
}

/// Says on the replaced delivery's objection that its replacement came, where that delivery is known here.
pub(super) fn note_receipt(run: &mut StepRun<'_>, at: Instant) {
    if let Some((delivery, row)) = replaced(run.before).filter(|_| run.knows(COMPLETE))
        && run.linked("delivery", delivery).is_some()
    {
        run.touch("delivery", delivery, format!("objections/{row}/replacement_received_at"), at.to_scalar());
    }
}

/// The delivery that waited for this one: received, not installed, and blocked by nothing else. Its machines are
/// installed together with the replacement.
pub(super) fn released(run: &StepRun<'_>, facts: &Facts) -> Option<(RecordId, Rc<Facts>)> {
    let (delivery, row) = replaced(facts).filter(|_| run.knows(COMPLETE))?;
    let waiting = run.linked("delivery", delivery)?;
    let is_blocked = super::objections(&waiting).any(|item| item.id != row && blocks(run, &item));
    let waits = waiting.has("received_at") && !waiting.has("installation") && !is_blocked;
    (waits && waiting.items("units").iter().any(|unit| needs_installation(&waiting, unit)))
        .then_some((delivery, waiting))
}

/// When the last of the replacements of these objections was received, if one was (domain §2.3 no. 12).
pub(super) fn received_at(run: &StepRun<'_>, rows: &[String]) -> Option<Instant> {
    let objections = rows.iter().filter_map(|row| standing(run, &run.before.item("objections", row)));
    objections.filter_map(|facts| facts.instant("received_at")).max()
}

/// The remedy was done: what was to come again was received, what was to go back went.
pub(super) fn done_guard(run: &StepRun<'_>, row: &str, problems: &mut Vec<Problem>) {
    let objection = run.before.item("objections", row);
    let remedy = objection.text("remedy");
    let came = standing(run, &objection).is_some_and(|facts| facts.has("received_at"))
        || objection.has("replacement_received_at");
    if brings_goods(&objection) && !came {
        let (zh, en) = ("补换货尚未签收，不能关闭异议", "the replacement is not received: it cannot be settled");
        refuse_field(problems, objection.key("replacement"), "not_replaced", zh, en);
    }
    if takes_back(remedy) && !objection.has("returned_at") {
        let (zh, en) = ("请先登记货物退回", "record the return of the goods first");
        refuse_field(problems, objection.key("returned_at"), "not_returned", zh, en);
    }
}

/// What goes back belongs to the objection's line, was received, and is named by its serial number where it has one.
pub(super) fn return_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let units = given_rows(run, "units");
    let Some(row) = one_open(run, problems) else { return };
    let objection = run.before.item("objections", &row);
    let key = |field: &str| format!("objections/{row}/{field}");
    if !takes_back(objection.text("remedy")) {
        let (zh, en) = ("处理方式不是换货或退货", "the remedy is neither an exchange nor a return");
        refuse_field(problems, key("returned_quantity"), "not_its_turn", zh, en);
    }
    if objection.has("returned_at") {
        let (zh, en) = ("已登记退回", "the return is recorded");
        refuse_field(problems, key("returned_quantity"), "not_its_turn", zh, en);
    }
    let line = run.before.item("lines", objection.text("line").unwrap_or_default());
    need_field(run, &row, "returned_quantity", "请填写退回数量", "how many went back", problems);
    let quantity = run.merged().item("objections", &row).integer("returned_quantity").unwrap_or(0);
    if quantity > line.integer("quantity_received").unwrap_or(0) - returned_of(run.before, line.id) {
        let (zh, en) = ("退回数量多于实收数量", "more than was received of the line");
        refuse_field(problems, key("returned_quantity"), "too_many", zh, en);
    }
    let fits = |unit: &String| {
        let unit = run.before.item("units", unit);
        unit.text("line") == Some(line.id) && !unit.is_true("returned")
    };
    if !units.iter().all(fits) || (line.is_true("needs_installation") && units.len() as i64 != quantity) {
        let (zh, en) = ("请逐台选择退回的设备", "name each machine that went back");
        refuse_field(problems, "units", "units_differ", zh, en);
    }
}

/// Units of a line that went back for earlier objections.
fn returned_of(facts: &Facts, line: &str) -> i64 {
    let of_line = super::objections(facts).filter(|row| row.text("line") == Some(line) && row.has("returned_at"));
    of_line.filter_map(|row| row.integer("returned_quantity")).sum()
}

/// Stamps the return: on the order the goods are open again, the machine's file ends, and an installation
/// that has begun no longer counts it; without a machine left, it is cancelled (D-06).
pub(super) fn give_back(run: &mut StepRun<'_>) {
    let mut merged = run.merged();
    for row in given_rows(run, "objections") {
        let (key, at) = (format!("objections/{row}/returned_at"), run.at.to_scalar());
        run.set(key.clone(), at.clone());
        merged.0.insert(key, at);
        let line = merged.item("objections", &row).text("line").unwrap_or_default().to_owned();
        let record = run.record;
        count(run, record, &merged, &line, None);
    }
    let today = Date(run.at.local().date()).to_scalar();
    let units = given_rows(run, "units").into_iter();
    let machines: Vec<RecordId> = units.filter_map(|row| merged.item("units", &row).reference("equipment")).collect();
    for machine in &machines {
        run.touch("equipment", *machine, "returned_on", today.clone());
        run.touch("equipment", *machine, "end_reason", Scalar::text("收货异议退回"));
    }
    take_off_installation(run, &machines);
}

fn take_off_installation(run: &mut StepRun<'_>, machines: &[RecordId]) {
    let Some(id) = run.before.reference("installation") else { return };
    let Some(facts) = run.linked("installation", id).filter(|facts| installation::closed_at(facts).is_none()) else {
        return;
    };
    let rows = facts.items("machines");
    let (gone, kept): (Vec<&ItemFacts<'_>>, Vec<_>) =
        rows.iter().partition(|row| row.reference("equipment").is_some_and(|machine| machines.contains(&machine)));
    for row in &gone {
        run.touch("installation", id, row.key("removed"), Scalar::Boolean(true));
    }
    if kept.is_empty() && !gone.is_empty() {
        run.touch("installation", id, "cancelled_at", run.at.to_scalar());
        run.touch("installation", id, "cancelled_reason", Scalar::text("货物已全部退回"));
    }
}

/// A head of department works here.
pub(super) fn head_guard(run: &StepRun<'_>, row: &str, problems: &mut Vec<Problem>) {
    let key = format!("objections/{row}/department_head");
    let Some(head) = RecordId::from_scalar(run.after(&key)) else { return };
    if run.linked("person", head).is_none_or(|facts| facts.has("left_at")) {
        let (zh, en) = ("部门负责人不存在或已离职", "the head of department is not known or has left");
        refuse_field(problems, key, "unknown_person", zh, en);
    }
}
