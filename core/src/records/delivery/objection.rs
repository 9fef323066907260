//! What the customer objects to: raised, answered, remedied, settled (S-12, 异常处理记录).
//! Absent by design: the receipt that an objection may come with.

use super::{is_open, receipt};
use crate::{
    records::{
        contact_attempt,
        guard::{given_rows, is_empty, one_new_row, one_standing_row, refuse, refuse_field, typed_or_now, typed_time},
    },
    schema::{Problem, Scalar, StepRun},
};

/// A row that says what is wrong, and whether it blocks the installation.
pub(super) fn raised_fits(run: &StepRun<'_>, row: &str, problems: &mut Vec<Problem>) {
    let key = |field: &str| format!("objections/{row}/{field}");
    for (field, zh, en) in [
        ("category", "请选择异议类别", "choose what the objection is about"),
        ("text", "请填写客户原话", "write down the customer's words"),
        ("blocks_installation", "请说明是否阻碍安装", "say whether it blocks installation"),
    ] {
        if is_empty(run.after(&key(field))) {
            refuse_field(problems, key(field), "required", zh, en);
        }
    }
    let line = run.after(&key("line"));
    if !is_empty(line) && !line.as_text().is_some_and(|line| run.before.item("lines", line).has("quantity_due")) {
        refuse_field(problems, key("line"), "row_unknown", "交付单没有这一行", "the delivery has no such line");
    }
    typed_time(run, &key("raised_at"), &key("late_reason"), problems);
}

/// Stamps when it was raised, unless that was typed: D-05 runs from then.
pub(super) fn stamp_raised(run: &mut StepRun<'_>, row: &str) {
    let key = format!("objections/{row}/raised_at");
    let at = typed_or_now(run, &key);
    run.set(key, at.to_scalar());
}

pub(super) fn raise_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if !run.before.has("received_at") {
        refuse(
            problems,
            "not_its_turn",
            "签收时的异议请在签收单中填写",
            "an objection before the receipt is part of it",
        );
    }
    if let Some(row) = one_new_row(run, "objections", problems) {
        raised_fits(run, &row, problems);
    }
}

pub(super) fn raise_effect(run: &mut StepRun<'_>) {
    for row in given_rows(run, "objections") {
        stamp_raised(run, &row);
    }
}

/// The step is about one objection that is still open.
pub(super) fn one_open(run: &StepRun<'_>, problems: &mut Vec<Problem>) -> Option<String> {
    let row = one_standing_row(run, "objections", problems)?;
    if !is_open(&run.before.item("objections", &row)) {
        refuse_field(
            problems,
            "objections",
            "not_its_turn",
            "异议已关闭或撤回",
            "the objection is settled or withdrawn",
        );
    }
    Some(row)
}

/// An answer counts when somebody was reached and told what happens next (D-05).
pub(super) fn respond_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let row = one_open(run, problems);
    let contact = contact_attempt::guard(run, problems);
    if let Some(contact) = contact {
        contact_attempt::must_be_connected(run, &contact, problems);
        let at = typed_or_now(run, &format!("contacts/{contact}/at"));
        let raised = row.as_ref().and_then(|row| run.before.item("objections", row).instant("raised_at"));
        if raised.is_some_and(|raised| at.utc_ms < raised.utc_ms) {
            let (zh, en) = ("响应时间早于异议提出时间", "it was answered before it was raised");
            refuse_field(problems, format!("contacts/{contact}/at"), "out_of_order", zh, en);
        }
    }
    if let Some(row) = row {
        need_field(run, &row, "promise", "请填写下一步承诺", "say what was promised", problems);
    }
}

pub(super) fn respond_effect(run: &mut StepRun<'_>) {
    let Some((_, _, at)) = contact_attempt::stamp(run, "follow_up") else { return };
    for row in given_rows(run, "objections") {
        if !run.before.item("objections", &row).has("responded_at") {
            run.set(format!("objections/{row}/responded_at"), at.to_scalar());
            run.set(format!("objections/{row}/responded_by"), run.person.to_scalar());
        }
    }
}

pub(super) fn remedy_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let Some(row) = one_open(run, problems) else { return };
    need_field(run, &row, "remedy", "请选择处理方式", "choose the remedy", problems);
    need_field(run, &row, "department", "请选择责任部门", "choose the department", problems);
}

/// Closing needs remedy, department, cause and the customer's word (domain §1.1, S-12).
pub(super) fn close_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let Some(row) = one_open(run, problems) else { return };
    need_field(run, &row, "remedy", "请先确定处理方式", "agree on the remedy first", problems);
    need_field(run, &row, "department", "请先确定责任部门", "name the department first", problems);
    need_field(run, &row, "cause", "请填写原因", "the cause is needed", problems);
    need_field(run, &row, "customer_word", "请填写客户确认", "the customer's word is needed", problems);
}

/// Settles an objection under `key`; when it was the last that blocked, the installation begins.
pub(super) fn settle(run: &mut StepRun<'_>, key: &str) {
    let mut facts = run.merged();
    for row in given_rows(run, "objections") {
        let key = format!("objections/{row}/{key}");
        run.set(key.clone(), run.at.to_scalar());
        facts.0.insert(key, run.at.to_scalar());
    }
    if facts.has("received_at") {
        receipt::begin_installation(run, &facts);
    }
}

fn need_field(run: &StepRun<'_>, row: &str, field: &str, zh: &str, en: &str, problems: &mut Vec<Problem>) {
    let key = format!("objections/{row}/{field}");
    if matches!(run.after(&key), Scalar::Null) || is_empty(run.after(&key)) {
        refuse_field(problems, key, "required", zh, en);
    }
}
