//! Entering an order from the contract that the customer signed, and sending it on (S-09, D-03).
//! Absent by design: orders registered without a contract, and everything after sending (`steps`).

use super::steps::{SALES, WITH_CONTRACT, begin_delivery, begin_prices, ship_to_fits};
use crate::{
    records::{
        contract::{self, SERVICE_KEYS},
        delivery,
        guard::{given_rows, refuse_field},
    },
    schema::{Facts, Label, Problem, RecordId, Scalar, StepRun, StepSpec, Touch, optional, required},
};

/// What a line takes over from the contract's.
const LINE_FIELDS: &[&str] =
    &["product_name", "model", "configuration", "unit", "quantity", "needs_installation", "position"];
/// What a line's price takes over from the contract's.
const PRICE_FIELDS: &[&str] = &["unit_price", "discount", "tax_rate", "amount", "discount_share"];
/// What a payment stage takes over from the contract's.
const STAGE_FIELDS: &[&str] = &["name", "share", "due", "amount", "position"];

/// Enters the order from a signed contract: its lines, its prices apart, and the first delivery.
pub(super) const ENTER: StepSpec = StepSpec {
    verb: "enter",
    label: Label::new("由合同录入订单", "Enter the order from its contract"),
    rules: &["S-09", "D-03", "K-order"],
    who: SALES,
    begins: true,
    inputs: &[
        required("contract"),
        required("ship_to_address"),
        required("ship_to_name"),
        required("ship_to_phone"),
        optional("lines/*/first_quantity"),
        optional("lines/*/planned_delivery_on"),
        optional("transport"),
        optional("planned_installation_on"),
        optional("planned_training_on"),
    ],
    stamps: &[
        "customer",
        "customer_name",
        "salesperson",
        "contract_number",
        "ordered_on",
        "entered_at",
        "service_standard",
        "warranty_months",
        "warranty_months_from_receipt",
        "response_minutes",
        "arrival_minutes",
        "solution_minutes",
        "deemed_acceptance_days",
        "lines/*/product_name",
        "lines/*/model",
        "lines/*/configuration",
        "lines/*/unit",
        "lines/*/quantity",
        "lines/*/needs_installation",
        "lines/*/position",
        "deliveries/*/delivery",
        "deliveries/*/batch",
        "delivery_lines/*/delivery",
        "delivery_lines/*/line",
        "delivery_lines/*/planned",
    ],
    touches: &[
        Touch {
            kind: "order_price",
            creates: true,
            keys: &[
                "order",
                "customer",
                "salesperson",
                "total",
                "priced_at",
                "lines/*/unit_price",
                "lines/*/discount",
                "lines/*/tax_rate",
                "lines/*/amount",
                "lines/*/discount_share",
                "payment_stages/*/name",
                "payment_stages/*/share",
                "payment_stages/*/due",
                "payment_stages/*/amount",
                "payment_stages/*/position",
            ],
        },
        Touch { kind: "delivery", creates: true, keys: delivery::PLANNED_KEYS },
        Touch { kind: "contract", creates: false, keys: &["order", "ordered_at"] },
        Touch { kind: "customer", creates: false, keys: &["contracted_at"] },
    ],
    guard: enter_guard,
    effect: enter,
};

fn contract_of(run: &StepRun<'_>) -> Option<(RecordId, std::rc::Rc<Facts>)> {
    let id = RecordId::from_scalar(run.after("contract"))?;
    Some((id, run.linked("contract", id)?))
}

fn enter_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    ship_to_fits(run, problems);
    let Some((_, contract)) = contract_of(run) else {
        return refuse_field(problems, "contract", "unknown_contract", "合同不存在", "the contract is not known");
    };
    if !contract::is_authors(run, &contract) {
        refuse_field(problems, "contract", "not_yours", "不是您负责的合同", "the contract is not yours");
    }
    if !contract::is_in_force(&contract) {
        let (zh, en) = ("客户未签署或合同已解除，不能下单", "the contract is not signed, or is terminated");
        refuse_field(problems, "contract", "not_in_force", zh, en);
    }
    if contract::is_in_force(&contract) && !contract::is_as_signed(&contract) {
        let (zh, en) = ("合同内容与客户签署的不一致", "the contract is not what the customer signed");
        refuse_field(problems, "contract", "content_changed", zh, en);
    }
    let former = contract.reference("order").map(|order| run.linked("order", order));
    if former.is_some_and(|order| order.is_none_or(|facts| !facts.has("cancelled_at"))) {
        let (zh, en) = ("该合同已录入订单", "an order was entered from this contract already");
        refuse_field(problems, "contract", "already_ordered", zh, en);
    }
    for line in given_rows(run, "lines") {
        if !contract.item("lines", &line).has("quantity") {
            refuse_field(problems, "lines", "row_unknown", "合同没有这一行", "the contract has no such line");
        }
    }
    let (mut first, lines) = (0_i64, contract.items("lines"));
    for line in &lines {
        let quantity = line.integer("quantity").unwrap_or(0);
        let in_first = match run.after(&line.key("first_quantity")) {
            Scalar::Integer(in_first) => *in_first,
            _ => quantity,
        };
        first = first.saturating_add(in_first);
        if in_first > quantity {
            let (zh, en) = ("首批数量大于订货数量", "the first delivery brings more than was ordered");
            refuse_field(problems, line.key("first_quantity"), "too_many", zh, en);
        }
    }
    if lines.is_empty() {
        refuse_field(problems, "contract", "row_missing", "合同没有标的物", "the contract has nothing to order");
    } else if first <= 0 {
        refuse_field(problems, "lines", "nothing_planned", "首批没有任何货物", "the first delivery brings nothing");
    }
}

fn enter(run: &mut StepRun<'_>) {
    let Some((id, contract)) = contract_of(run) else { return };
    let mut copied: Vec<(String, Scalar)> = ["customer", "customer_name", "salesperson"]
        .into_iter()
        .chain(SERVICE_KEYS)
        .map(|key| (key.to_owned(), contract.get(key).clone()))
        .collect();
    copied.push(("contract_number".into(), contract.get("number").clone()));
    copied.push(("ordered_on".into(), contract.get("signed_on").clone()));
    // A contract without the clause is told from an order without a contract.
    copied.push((
        "deemed_acceptance_days".into(),
        Scalar::Integer(contract.integer("deemed_acceptance_days").unwrap_or(0)),
    ));
    for line in contract.items("lines") {
        copied.extend(LINE_FIELDS.iter().map(|field| (line.key(field), line.get(field).clone())));
    }
    copied.retain(|(_, value)| !value.is_null());
    run.set("entered_at", run.at.to_scalar());
    let mut order = run.merged();
    for (key, value) in copied {
        run.set(key.clone(), value.clone());
        order.0.insert(key, value);
    }
    let price = begin_prices(run, &order);
    for (table, fields) in [("lines", PRICE_FIELDS), ("payment_stages", STAGE_FIELDS)] {
        for row in contract.items(table) {
            for field in fields.iter().filter(|field| row.has(field)) {
                run.touch("order_price", price, row.key(field), row.get(field).clone());
            }
        }
    }
    run.touch("order_price", price, "total", contract.get("total").clone());
    run.touch("order_price", price, "priced_at", run.at.to_scalar());
    begin_delivery(run, &order);
    run.touch("contract", id, "order", run.record.to_scalar());
    run.touch("contract", id, "ordered_at", run.at.to_scalar());
    // Legal, who may have recorded the signature, does not hold the customer.
    if let Some(customer) = contract.reference("customer")
        && run.linked("customer", customer).is_some_and(|facts| !facts.has("contracted_at"))
    {
        run.touch("customer", customer, "contracted_at", run.at.to_scalar());
    }
}

/// Sends the order to production and warehouse; the first time meets the contract's D-03.
pub(super) fn send(run: &mut StepRun<'_>) {
    run.set("sent_at", run.at.to_scalar());
    if run.knows(WITH_CONTRACT)
        && let Some(contract) = run.before.reference("contract")
        && run.linked("contract", contract).is_some_and(|facts| !facts.has("order_sent_at"))
    {
        run.touch("contract", contract, "order_sent_at", run.at.to_scalar());
    }
}
