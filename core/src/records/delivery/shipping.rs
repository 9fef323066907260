//! From the notice to the door: notify, confirm, ship, arrive, or end without a receipt (S-10).
//! Absent by design: what is found when the boxes are opened (`receipt`).

use crate::{
    records::{
        contact_attempt,
        guard::{refuse, refuse_field},
        order::{delivery_line_row, delivery_row, is_on_hold},
        person,
    },
    schema::{Problem, RecordId, Role, Scalar, StepRun},
};

/// The delivery goes on: not cancelled, and the goods not refused as a whole.
pub(super) fn goes_on(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if run.before.has("cancelled_at") || run.before.has("goods_refused_at") {
        refuse(problems, "not_its_turn", "交付已取消或客户已拒收", "the delivery is cancelled or the goods refused");
    }
}

/// The goods are not on their way yet.
pub(super) fn not_shipped(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    goes_on(run, problems);
    if run.before.has("shipped_at") || run.before.has("arrived_at") {
        refuse(problems, "not_its_turn", "货物已发出", "the goods are on their way");
    }
}

/// The goods are there, and no receipt is recorded yet.
pub(super) fn awaits_receipt(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    goes_on(run, problems);
    if !run.before.has("arrived_at") {
        refuse(problems, "not_arrived", "货物尚未送达", "the goods have not arrived");
    }
    if run.before.has("received_at") {
        refuse(problems, "not_its_turn", "已经签收", "the goods are received");
    }
}

/// The engineer named works here and holds the role.
pub(super) fn engineer_fits(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    goes_on(run, problems);
    if run.before.has("received_at") {
        refuse(problems, "not_its_turn", "已经签收", "the goods are received");
    }
    let engineer = RecordId::from_scalar(run.after("engineer")).and_then(|id| run.linked("person", id));
    let fits = engineer.is_some_and(|facts| person::holds(&facts, Role::Engineer) && !facts.has("left_at"));
    if !fits {
        refuse_field(
            problems,
            "engineer",
            "not_an_engineer",
            "该人员不是在职工程师",
            "that person is no engineer here",
        );
    }
}

/// Mirrors the engineer on the order, so that the engineer's phone holds it.
pub(super) fn mirror_engineer(run: &mut StepRun<'_>) {
    let engineer = run.after("engineer").clone();
    touch_order(run, "engineer", engineer);
}

/// A connected notice meets D-04; one that reached nobody is only recorded.
pub(super) fn notify(run: &mut StepRun<'_>) {
    if let Some((_, true, at)) = contact_attempt::stamp(run, "notice")
        && !run.before.has("notified_at")
    {
        run.set("notified_at", at.to_scalar());
    }
}

/// Goods go only after the customer confirmed, or when the sales manager let them go (domain §2.2, D-04).
pub(super) fn may_ship(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    not_shipped(run, problems);
    if !run.before.has("confirmed_at") && !run.before.has("unconfirmed_reason") {
        refuse(
            problems,
            "not_confirmed",
            "客户尚未确认收货信息，须销售经理放行",
            "the customer has not confirmed: only the sales manager may let it go",
        );
    }
    let order = run.before.reference("order").and_then(|id| run.linked("order", id));
    if order.is_none_or(|facts| is_on_hold(&facts) || facts.has("cancelled_at")) {
        refuse(problems, "order_stopped", "订单已暂停、取消或不在本机", "the order is on hold, cancelled or not here");
    }
}

/// The goods leave: the order knows how many are on their way.
pub(super) fn ship(run: &mut StepRun<'_>) {
    run.set("shipped_at", run.at.to_scalar());
    touch_order(run, "shipped_at", run.at.to_scalar());
    for (line, due) in quantities(run, "quantity_due") {
        touch_order_line(run, &line, "shipped", due);
    }
}

/// Ends the delivery without a receipt: what it was to bring is open again on the order.
pub(super) fn end(run: &mut StepRun<'_>, key: &'static str) {
    run.set(key, run.at.to_scalar());
    touch_order(run, "ended_at", run.at.to_scalar());
    for (line, _) in quantities(run, "quantity_due") {
        touch_order_line(run, &line, "planned", 0);
        touch_order_line(run, &line, "shipped", 0);
    }
}

/// Lines with one of their quantities, as they stand after the inputs.
pub(super) fn quantities(run: &StepRun<'_>, field: &str) -> Vec<(String, i64)> {
    let merged = run.merged();
    let lines = merged.items("lines");
    lines.iter().map(|line| (line.id.to_owned(), line.integer(field).unwrap_or(0))).collect()
}

/// Writes a field of the row in which the order mirrors this delivery.
pub(super) fn touch_order(run: &mut StepRun<'_>, field: &str, value: Scalar) {
    if let Some(order) = run.before.reference("order") {
        run.touch("order", order, format!("deliveries/{}/{field}", delivery_row(run.record)), value);
    }
}

/// Writes a quantity of the row in which the order mirrors one of this delivery's lines.
pub(super) fn touch_order_line(run: &mut StepRun<'_>, line: &str, field: &str, quantity: i64) {
    if let Some(order) = run.before.reference("order") {
        let row = delivery_line_row(run.record, line);
        run.touch("order", order, format!("delivery_lines/{row}/{field}"), Scalar::Integer(quantity));
    }
}
