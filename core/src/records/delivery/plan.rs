//! Planning a delivery: what it brings, copied from the order so that whoever unpacks needs no order.
//! Absent by design: shipping and receiving it.

use std::collections::BTreeMap;

use super::{
    planning::{self, SHIP_TO},
    replacement,
};
use crate::{
    records::{
        guard::{given_rows, need, refuse, refuse_field},
        order::{delivery_line_row, delivery_row, line_sum},
        person,
    },
    schema::{Facts, Problem, RecordId, Role, Scalar, StepRun},
};

/// What a line of a delivery takes over from the order's.
const LINE_FIELDS: [&str; 6] = ["product_name", "model", "configuration", "unit", "needs_installation", "position"];

/// The keys that planning writes on a delivery it creates.
pub(in crate::records) const PLANNED_KEYS: &[&str] = &[
    "order",
    "customer",
    "customer_name",
    "salesperson",
    "batch",
    "ship_to_address",
    "ship_to_name",
    "ship_to_phone",
    "lines/*/product_name",
    "lines/*/model",
    "lines/*/configuration",
    "lines/*/unit",
    "lines/*/needs_installation",
    "lines/*/position",
    "lines/*/quantity_due",
];

/// Writes what a delivery brings of an order, on the delivery and on the order. `quantities` is by line.
pub(in crate::records) fn plan(
    run: &mut StepRun<'_>,
    delivery: RecordId,
    order: RecordId,
    order_facts: &Facts,
    quantities: &BTreeMap<String, i64>,
) {
    let batch = i64::try_from(order_facts.items("deliveries").len()).unwrap_or(i64::MAX).saturating_add(1);
    run.touch("delivery", delivery, "order", order.to_scalar());
    for key in ["customer", "customer_name", "salesperson"] {
        run.touch("delivery", delivery, key, order_facts.get(key).clone());
    }
    run.touch("delivery", delivery, "batch", Scalar::Integer(batch));
    let row = delivery_row(delivery);
    run.touch("order", order, format!("deliveries/{row}/delivery"), delivery.to_scalar());
    run.touch("order", order, format!("deliveries/{row}/batch"), Scalar::Integer(batch));
    for (line, quantity) in quantities {
        let of_order = order_facts.item("lines", line);
        for field in LINE_FIELDS {
            if of_order.has(field) {
                run.touch("delivery", delivery, of_order.key(field), of_order.get(field).clone());
            }
        }
        run.touch("delivery", delivery, format!("lines/{line}/quantity_due"), Scalar::Integer(*quantity));
        let row = delivery_line_row(delivery, line);
        run.touch("order", order, format!("delivery_lines/{row}/delivery"), delivery.to_scalar());
        run.touch("order", order, format!("delivery_lines/{row}/line"), Scalar::text(line));
        run.touch("order", order, format!("delivery_lines/{row}/planned"), Scalar::Integer(*quantity));
    }
}

/// A further delivery must fit what is still to come, unless it replaces goods.
pub(super) fn guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    for (key, zh, en) in SHIP_TO {
        need(run, problems, key, zh, en);
    }
    planning::planned_guard(run, problems);
    replacement::planned_guard(run, problems);
    let Some(order) = RecordId::from_scalar(run.after("order")).and_then(|id| run.linked("order", id)) else {
        return refuse_field(problems, "order", "unknown_order", "订单不存在", "the order is not known");
    };
    if order.has("cancelled_at") || order.has("completed_at") {
        refuse(problems, "not_its_turn", "订单已取消或完成", "the order is cancelled or completed");
    }
    let principal = run.acting_for.unwrap_or(run.person);
    let is_manager = || run.linked("person", principal).is_some_and(|facts| person::holds(&facts, Role::Manager));
    if order.reference("salesperson") != Some(principal) && !is_manager() {
        let (zh, en) = ("不是您负责的订单", "the order is not yours");
        refuse_field(problems, "order", "not_yours", zh, en);
    }
    let replaces = RecordId::from_scalar(run.after("replaces"));
    if let Some(replaced) = replaces
        && run.linked("delivery", replaced).is_none_or(|facts| facts.get("order") != run.after("order"))
    {
        let (zh, en) = ("原交付单不属于该订单", "the delivery it replaces is not of this order");
        refuse_field(problems, "replaces", "not_the_orders", zh, en);
    }
    let lines = given_rows(run, "lines");
    if lines.is_empty() {
        refuse_field(problems, "lines", "row_missing", "交付单至少有一行", "a delivery has at least one line");
    }
    for line in &lines {
        let key = format!("lines/{line}/quantity_due");
        let ordered = order.item("lines", line).integer("quantity");
        let Some((ordered, planned)) = ordered.zip(quantity(run, line)) else {
            let (zh, en) = ("订单没有这一行，或未填写数量", "the order has no such line, or no quantity is given");
            refuse_field(problems, key, "row_unknown", zh, en);
            continue;
        };
        if replaces.is_none() && planned > ordered.saturating_sub(line_sum(&order, line, "planned")) {
            let (zh, en) = ("超过订单尚未安排的数量", "more than what is still to come of the order");
            refuse_field(problems, key, "too_many", zh, en);
        }
    }
}

/// Plans the delivery whose record the step begins.
pub(super) fn effect(run: &mut StepRun<'_>) {
    let Some(order) = RecordId::from_scalar(run.after("order")) else { return };
    let Some(facts) = run.linked("order", order) else { return };
    let lines = given_rows(run, "lines").into_iter();
    let quantities = lines.filter_map(|line| Some((line.clone(), quantity(run, &line)?))).collect();
    plan(run, run.record, order, &facts, &quantities);
    planning::note_planned(run);
    replacement::link_planned(run);
}

fn quantity(run: &StepRun<'_>, line: &str) -> Option<i64> {
    match run.given.get(&format!("lines/{line}/quantity_due")) {
        Some(Scalar::Integer(quantity)) => Some(*quantity),
        _ => None,
    }
}
