//! The steps of an order (S-09). `register_order` brings in an order whose contract is on paper only.
//! Absent by design: entering it from a contract (`entering`), and what happens to one shipment.

use super::{entering, is_on_hold, is_whole, planning};
use crate::{
    records::{
        delivery,
        guard::{given_rows, is_empty, need, refuse, refuse_field},
        handover::HAND_OVER,
        kind,
    },
    schema::{
        Date, Facts, Label, Problem, RecordId, Role, StepRun, StepSpec, Touch, Who, any, nothing, optional, own,
        required,
    },
};

pub(super) const SALES: &[Who] = &[own(Role::Sales), any(Role::Manager), any(Role::Administrator)];
pub(super) const WAREHOUSE: &[Who] = &[any(Role::Warehouse)];

/// The table of orders since which they come from contracts.
pub(super) const WITH_CONTRACT: u16 = 2;

/// What every step of this kind shares.
pub(super) const STEP: StepSpec = StepSpec {
    verb: "",
    label: Label::new("", ""),
    rules: &["S-09", "K-order"],
    who: SALES,
    begins: false,
    inputs: &[],
    stamps: &[],
    touches: &[],
    guard: is_open,
    effect: nothing,
};

pub(super) const STEPS: &[StepSpec] = &[
    StepSpec {
        verb: "register_order",
        label: Label::new("录入订单", "Register an order"),
        who: &[any(Role::Administrator)],
        begins: true,
        inputs: &[
            required("customer"),
            required("salesperson"),
            optional("contract_number"),
            optional("ordered_on"),
            required("ship_to_address"),
            required("ship_to_name"),
            required("ship_to_phone"),
            required("lines/*/product_name"),
            required("lines/*/model"),
            optional("lines/*/configuration"),
            required("lines/*/unit"),
            required("lines/*/quantity"),
            optional("lines/*/first_quantity"),
            optional("lines/*/needs_installation"),
            optional("lines/*/position"),
        ],
        stamps: &[
            "customer_name",
            "entered_at",
            "deliveries/*/delivery",
            "deliveries/*/batch",
            "delivery_lines/*/delivery",
            "delivery_lines/*/line",
            "delivery_lines/*/planned",
        ],
        touches: &[
            Touch { kind: "order_price", creates: true, keys: &["order", "customer", "salesperson"] },
            Touch { kind: "delivery", creates: true, keys: delivery::PLANNED_KEYS },
        ],
        guard: order_fits,
        effect: register,
        ..STEP
    },
    entering::ENTER,
    StepSpec {
        verb: "send",
        label: Label::new("通知生产和仓储", "Send to production and warehouse"),
        rules: &["S-09", "D-03", "K-order"],
        stamps: &["sent_at"],
        touches: &[Touch { kind: "contract", creates: false, keys: &["order_sent_at"] }],
        guard: |run, problems| {
            is_open(run, problems);
            if problems.is_empty() && run.knows(WITH_CONTRACT) && run.before.has("sent_at") {
                refuse(problems, "already_sent", "订单已通知生产和仓储", "the order was sent already");
            }
        },
        effect: entering::send,
        ..STEP
    },
    planning::PLAN,
    planning::PLAN_SHIPMENTS,
    planning::SEND_CONFIRMATION,
    planning::RECORD_REPLY,
    StepSpec {
        verb: "report_progress",
        label: Label::new("填报进度", "Report progress"),
        who: WAREHOUSE,
        inputs: &[required("progress/*/text")],
        stamps: &["progress/*/at", "progress/*/by"],
        guard: |run, problems| {
            is_open(run, problems);
            if given_rows(run, "progress").is_empty() {
                refuse_field(problems, "progress", "row_missing", "请填写进度", "say what has come about");
            }
        },
        effect: |run| {
            for row in given_rows(run, "progress") {
                run.set(format!("progress/{row}/at"), run.at.to_scalar());
                run.set(format!("progress/{row}/by"), run.person.to_scalar());
            }
        },
        ..STEP
    },
    StepSpec {
        verb: "mark_in_stock",
        label: Label::new("登记备货", "Mark lines as in stock"),
        who: WAREHOUSE,
        inputs: &[required("lines/*/in_stock")],
        guard: |run, problems| {
            is_open(run, problems);
            for row in given_rows(run, "lines") {
                if !run.before.item("lines", &row).has("quantity") {
                    refuse_field(problems, "lines", "row_unknown", "订单没有这一行", "the order has no such line");
                }
            }
        },
        ..STEP
    },
    StepSpec {
        verb: "hold",
        label: Label::new("暂停订单", "Put on hold"),
        inputs: &[required("holds/*/reason")],
        stamps: &["holds/*/from"],
        guard: |run, problems| {
            is_open(run, problems);
            if is_on_hold(run.before) {
                refuse(problems, "not_its_turn", "订单已暂停", "the order is on hold");
            }
            if given_rows(run, "holds").is_empty() {
                refuse_field(problems, "holds", "row_missing", "请填写暂停原因", "say why");
            }
        },
        effect: |run| {
            for row in given_rows(run, "holds") {
                run.set(format!("holds/{row}/from"), run.at.to_scalar());
            }
        },
        ..STEP
    },
    StepSpec {
        verb: "resume",
        label: Label::new("恢复订单", "Resume"),
        stamps: &["holds/*/until"],
        guard: |run, problems| {
            if !is_on_hold(run.before) {
                refuse(problems, "not_its_turn", "订单未暂停", "the order is not on hold");
            }
        },
        effect: |run| {
            for hold in run.before.items("holds").iter().filter(|hold| !hold.has("until")) {
                run.set(hold.key("until"), run.at.to_scalar());
            }
        },
        ..STEP
    },
    StepSpec {
        verb: "complete",
        label: Label::new("完成订单", "Complete"),
        stamps: &["completed_at"],
        guard: all_received_and_accepted,
        effect: |run| run.set("completed_at", run.at.to_scalar()),
        ..STEP
    },
    StepSpec {
        verb: "cancel",
        label: Label::new("取消订单", "Cancel"),
        inputs: &[required("cancelled_reason")],
        stamps: &["cancelled_at"],
        guard: |run, problems| {
            is_open(run, problems);
            if run.before.items("delivery_lines").iter().any(|row| row.integer("shipped").unwrap_or(0) > 0) {
                let (zh, en) = ("已有货物发出，不能取消", "goods are on their way: it cannot be cancelled");
                refuse(problems, "shipped", zh, en);
            }
        },
        effect: |run| run.set("cancelled_at", run.at.to_scalar()),
        ..STEP
    },
    HAND_OVER,
];

pub(super) fn is_open(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if run.before.has("cancelled_at") || run.before.has("completed_at") {
        refuse(problems, "not_its_turn", "订单已取消或完成", "the order is cancelled or completed");
    }
}

fn order_fits(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let customer = RecordId::from_scalar(run.after("customer")).and_then(|id| run.linked("customer", id));
    if customer.is_none_or(|facts| facts.has("merged_into")) {
        let (zh, en) = ("客户不存在或已合并", "the customer is not known or was merged");
        refuse_field(problems, "customer", "unknown_customer", zh, en);
    }
    let salesperson = RecordId::from_scalar(run.after("salesperson")).and_then(|id| run.linked("person", id));
    if salesperson.is_none_or(|facts| facts.has("left_at")) {
        let (zh, en) = ("销售不存在或已离职", "the salesperson is not known or has left");
        refuse_field(problems, "salesperson", "unknown_person", zh, en);
    }
    ship_to_fits(run, problems);
    let lines = given_rows(run, "lines");
    if lines.is_empty() {
        refuse_field(problems, "lines", "row_missing", "订单至少有一行", "an order has at least one line");
    }
    let merged = run.merged();
    let mut first = 0;
    for line in &lines {
        let line = merged.item("lines", line);
        if ["product_name", "model", "unit", "quantity"].iter().any(|field| is_empty(line.get(field))) {
            let (zh, en) = ("品名、型号、单位和数量均须填写", "product, model, unit and quantity are needed");
            refuse_field(problems, line.key("quantity"), "required", zh, en);
        }
        let quantity = line.integer("quantity").unwrap_or(0);
        let in_first = line.integer("first_quantity").unwrap_or(quantity);
        first += in_first;
        if in_first > quantity {
            let (zh, en) = ("首批数量大于订货数量", "the first delivery brings more than was ordered");
            refuse_field(problems, line.key("first_quantity"), "too_many", zh, en);
        }
    }
    if !lines.is_empty() && first <= 0 {
        refuse_field(problems, "lines", "nothing_planned", "首批没有任何货物", "the first delivery brings nothing");
    }
}

/// Where the goods go, and to whom, is known.
pub(super) fn ship_to_fits(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    for (key, zh, en) in [
        ("ship_to_address", "收货地址", "The ship-to address"),
        ("ship_to_name", "收货联系人", "The receiver"),
        ("ship_to_phone", "收货联系方式", "The receiver's phone"),
    ] {
        need(run, problems, key, zh, en);
    }
}

fn register(run: &mut StepRun<'_>) {
    run.set("entered_at", run.at.to_scalar());
    let mut order = run.merged();
    let customer = RecordId::from_scalar(run.after("customer"));
    if let Some(facts) = customer.and_then(|id| run.linked("customer", id)) {
        run.set("customer_name", facts.get("name").clone());
        order.0.insert("customer_name".to_owned(), facts.get("name").clone());
    }
    begin_prices(run, &order);
    begin_delivery(run, &order);
}

/// Begins the record of the order's prices.
pub(super) fn begin_prices(run: &mut StepRun<'_>, order: &Facts) -> RecordId {
    let price = run.create("order_price", "prices");
    run.touch("order_price", price, "order", run.record.to_scalar());
    for key in ["customer", "salesperson"] {
        run.touch("order_price", price, key, order.get(key).clone());
    }
    price
}

/// Begins the first delivery of an order as it will stand.
pub(super) fn begin_delivery(run: &mut StepRun<'_>, order: &Facts) {
    let first = run.create("delivery", "first");
    for key in ["ship_to_address", "ship_to_name", "ship_to_phone"] {
        run.touch("delivery", first, key, order.get(key).clone());
    }
    let quantities = order
        .items("lines")
        .iter()
        .filter_map(|line| {
            let quantity = line.integer("first_quantity").or(line.integer("quantity"))?;
            (quantity > 0).then(|| (line.id.to_owned(), quantity))
        })
        .collect();
    delivery::plan(run, first, run.record, order, &quantities);
}

fn all_received_and_accepted(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    is_open(run, problems);
    if !is_whole(run.before, "received") {
        refuse(problems, "not_received", "尚有货物未签收", "not all goods are received");
    }
    let today = Date(run.at.local().date());
    for row in run.before.items("deliveries") {
        if !row.has("received_at") {
            continue;
        }
        let Some(delivery) = row.reference("delivery").and_then(|id| run.linked("delivery", id)) else {
            refuse(problems, "delivery_unknown", "缺少交付单，无法核对", "a delivery is not here to be checked");
            continue;
        };
        if !delivery::has_machines_to_install(&delivery) {
            continue;
        }
        let installation = delivery.reference("installation").and_then(|id| run.linked("installation", id));
        let status = installation
            .and_then(|facts| kind("installation").and_then(|kind| kind.status(&facts, today)).map(|rule| rule.code));
        // A cancelled installation leaves nothing to accept.
        if !matches!(status, Some("accepted" | "accepted_reserved" | "deemed" | "cancelled")) {
            refuse(problems, "not_accepted", "尚有安装未验收", "an installation is not accepted");
        }
    }
}
