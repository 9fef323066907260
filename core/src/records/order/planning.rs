//! What is planned of an order, and the confirmation of it that the customer gets (订单确认函, domain §4.8).
//! Absent by design: entering and sending it (`entering`), and what production and warehouse report (`steps`).

use super::steps::{STEP, WAREHOUSE, is_open};
use crate::{
    records::guard::{given_rows, is_empty, need, one_new_row, one_standing_row, refuse_field},
    schema::{Label, Problem, StepRun, StepSpec, optional, required},
};

/// Plans delivery, installation and training, and names whom the customer asks.
pub(super) const PLAN: StepSpec = StepSpec {
    verb: "plan",
    label: Label::new("编制订单计划", "Plan the order"),
    inputs: &[
        optional("lines/*/planned_delivery_on"),
        optional("transport"),
        optional("planned_installation_on"),
        optional("planned_training_on"),
        optional("sales_contact"),
        optional("service_contact"),
        optional("hotline"),
        optional("objection_instructions"),
        optional("objection_until"),
    ],
    guard: |run, problems| {
        is_open(run, problems);
        for row in given_rows(run, "lines") {
            if !run.before.item("lines", &row).has("quantity") {
                refuse_field(problems, "lines", "row_unknown", "订单没有这一行", "the order has no such line");
            }
        }
    },
    ..STEP
};

/// Warehouse plans its shipments.
pub(super) const PLAN_SHIPMENTS: StepSpec = StepSpec {
    verb: "plan_shipments",
    label: Label::new("编制发货计划", "Plan the shipments"),
    who: WAREHOUSE,
    inputs: &[
        required("shipment_plan/*/ship_on"),
        required("shipment_plan/*/text"),
        optional("shipment_plan/*/removed"),
    ],
    stamps: &["shipment_plan/*/at", "shipment_plan/*/by"],
    guard: |run, problems| {
        is_open(run, problems);
        if given_rows(run, "shipment_plan").is_empty() {
            refuse_field(problems, "shipment_plan", "row_missing", "请填写发货安排", "say what is to be shipped");
        }
    },
    effect: |run| {
        for row in given_rows(run, "shipment_plan") {
            run.set(format!("shipment_plan/{row}/at"), run.at.to_scalar());
            run.set(format!("shipment_plan/{row}/by"), run.person.to_scalar());
        }
    },
    ..STEP
};

/// Notes that the order confirmation was sent to the customer.
pub(super) const SEND_CONFIRMATION: StepSpec = StepSpec {
    verb: "send_confirmation",
    label: Label::new("发送订单确认函", "Send the order confirmation"),
    inputs: &[
        required("confirmations/*/to_name"),
        required("confirmations/*/channel"),
        optional("confirmations/*/to_address"),
    ],
    stamps: &["confirmations/*/at", "confirmations/*/by"],
    guard: |run, problems| {
        is_open(run, problems);
        one_new_row(run, "confirmations", problems);
        is_whole(run, problems);
    },
    effect: |run| {
        for row in given_rows(run, "confirmations") {
            run.set(format!("confirmations/{row}/at"), run.at.to_scalar());
            run.set(format!("confirmations/{row}/by"), run.person.to_scalar());
        }
    },
    ..STEP
};

/// Notes what the customer replied to a confirmation.
pub(super) const RECORD_REPLY: StepSpec = StepSpec {
    verb: "record_reply",
    label: Label::new("登记客户回执", "Record the customer's reply"),
    inputs: &[required("confirmations/*/reply"), required("confirmations/*/replied_by")],
    stamps: &["confirmations/*/replied_at"],
    guard: |run, problems| {
        is_open(run, problems);
        one_standing_row(run, "confirmations", problems);
    },
    effect: |run| {
        for row in given_rows(run, "confirmations") {
            run.set(format!("confirmations/{row}/replied_at"), run.at.to_scalar());
        }
    },
    ..STEP
};

/// What the confirmation cannot do without (domain §4.8).
fn is_whole(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    for (key, zh, en) in [
        ("contract_number", "合同号", "The contract's number"),
        ("sales_contact", "销售联系人", "Our contact in sales"),
        ("service_contact", "售后联系人", "Our contact in service"),
        ("hotline", "服务热线", "The hotline"),
    ] {
        need(run, problems, key, zh, en);
    }
    for line in run.before.items("lines").iter().filter(|line| is_empty(line.get("planned_delivery_on"))) {
        let (zh, en) = ("请填写计划交付日期", "the planned day of delivery is needed");
        refuse_field(problems, line.key("planned_delivery_on"), "required", zh, en);
    }
}
