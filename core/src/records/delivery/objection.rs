//! What the customer objects to: raised, answered, remedied, settled (S-12, 异常处理记录).
//! Absent by design: the receipt that an objection may come with.

use super::{is_open, planning::COMPLETE, receipt, replacement};
use crate::{
    records::{
        contact_attempt,
        guard::{
            given_rows, is_empty, need, one_new_row, one_standing_row, refuse, refuse_field, typed_or_now, typed_time,
        },
    },
    schema::{Instant, Problem, Scalar, StepRun},
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
    particulars_fit(run, row, problems);
}

/// The line is the delivery's, the time believable, and an answer at once was given face to face or by telephone.
pub(super) fn particulars_fit(run: &StepRun<'_>, row: &str, problems: &mut Vec<Problem>) {
    let key = |field: &str| format!("objections/{row}/{field}");
    let line = run.after(&key("line"));
    if !is_empty(line) && !line.as_text().is_some_and(|line| run.before.item("lines", line).has("quantity_due")) {
        refuse_field(problems, key("line"), "row_unknown", "交付单没有这一行", "the delivery has no such line");
    }
    let is_spoken = matches!(run.after(&key("channel")).as_text(), None | Some("visit" | "telephone"));
    if !is_empty(run.after(&key("promise"))) && !is_spoken {
        let (zh, en) =
            ("当场答复须为当面或电话，否则请用“响应异议”登记", "answered at once means face to face or by telephone");
        refuse_field(problems, key("promise"), "not_on_the_spot", zh, en);
    }
    typed_time(run, &key("raised_at"), &key("late_reason"), problems);
}

/// What [`raise`] writes.
pub(super) const RAISE_STAMPS: &[&str] =
    &["objections/*/raised_at", "objections/*/ordinal", "objections/*/responded_at", "objections/*/responded_by"];

/// Stamps objections: when each was raised, unless that was typed (D-05 runs from then), its number, and, when
/// it was answered on the spot, the same moment as the answer (domain §2.3 no. 12). `at_receipt` is the
/// channel of those that come with a receipt.
pub(super) fn raise(run: &mut StepRun<'_>, rows: &[String], at: Instant, at_receipt: Option<&str>) {
    let before = run.before;
    let last = super::objections(before).filter_map(|row| row.integer("ordinal")).max().unwrap_or(0);
    for (row, ordinal) in rows.iter().zip(last + 1..) {
        let key = |field: &str| format!("objections/{row}/{field}");
        let raised_at = run.given.get(&key("raised_at")).and_then(Instant::from_scalar).unwrap_or(at);
        run.set(key("raised_at"), raised_at.to_scalar());
        if !run.knows(COMPLETE) {
            continue;
        }
        run.set(key("ordinal"), Scalar::Integer(ordinal));
        let is_answered =
            [key("promise"), format!("reservations/{row}/remedy")].iter().any(|key| !is_empty(run.after(key)));
        if is_answered {
            let by = run.person.to_scalar();
            run.set(key("responded_at"), raised_at.to_scalar());
            run.set(key("responded_by"), by);
        }
        let signer = run.after("signer_name").clone();
        for (field, value) in [("channel", at_receipt.map(Scalar::text)), ("raised_by", at_receipt.and(Some(signer)))] {
            if let Some(value) = value.filter(|value| !is_empty(value) && is_empty(run.after(&key(field)))) {
                run.set(key(field), value);
            }
        }
    }
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
        if run.knows(COMPLETE) {
            need_field(run, &row, "raised_by", "请填写提出人", "who raised it is needed", problems);
            need_field(run, &row, "channel", "请选择提出方式", "say by what means it came", problems);
        }
    }
}

pub(super) fn raise_effect(run: &mut StepRun<'_>) {
    let rows = given_rows(run, "objections");
    raise(run, &rows, run.at, None);
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
    let Some((contact, _, at)) = contact_attempt::stamp(run, "follow_up") else { return };
    for row in given_rows(run, "objections") {
        if !run.before.item("objections", &row).has("responded_at") {
            run.set(format!("objections/{row}/responded_at"), at.to_scalar());
            run.set(format!("objections/{row}/responded_by"), run.person.to_scalar());
            if run.knows(COMPLETE) {
                run.set(format!("objections/{row}/responded_contact"), Scalar::text(&contact));
            }
        }
    }
}

pub(super) fn remedy_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let Some(row) = one_open(run, problems) else { return };
    need_field(run, &row, "remedy", "请选择处理方式", "choose the remedy", problems);
    need_field(run, &row, "department", "请选择责任部门", "choose the department", problems);
    replacement::remedy_guard(run, &row, problems);
}

/// What was done about an objection that is open.
pub(super) fn log_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let Some(entry) = one_new_row(run, "objection_log", problems) else { return };
    let key = |field: &str| format!("objection_log/{entry}/{field}");
    let objection = run.after(&key("objection")).as_text().unwrap_or_default();
    if !super::objections(run.before).any(|row| row.id == objection && is_open(&row)) {
        let (zh, en) = ("请选择未关闭的异议", "choose an objection that is open");
        refuse_field(problems, key("objection"), "row_unknown", zh, en);
    }
    need(run, problems, &key("text"), "处理内容", "What was done");
}

pub(super) fn log_effect(run: &mut StepRun<'_>) {
    for row in given_rows(run, "objection_log") {
        run.set(format!("objection_log/{row}/at"), run.at.to_scalar());
        run.set(format!("objection_log/{row}/by"), run.person.to_scalar());
    }
}

/// Closing needs remedy, department, cause and the customer's word (domain §1.1, S-12).
pub(super) fn close_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let Some(row) = one_open(run, problems) else { return };
    need_field(run, &row, "remedy", "请先确定处理方式", "agree on the remedy first", problems);
    need_field(run, &row, "department", "请先确定责任部门", "name the department first", problems);
    need_field(run, &row, "cause", "请填写原因", "the cause is needed", problems);
    need_field(run, &row, "customer_word", "请填写客户确认", "the customer's word is needed", problems);
    if run.knows(COMPLETE) {
        whole_guard(run, &row, problems);
    }
}

/// What the record of the exception cannot do without, and a remedy that was done (domain §4.10, §5.2).
fn whole_guard(run: &StepRun<'_>, row: &str, problems: &mut Vec<Problem>) {
    if !run.before.item("objections", row).has("responded_at") {
        refuse_field(problems, "objections", "not_answered", "请先响应异议", "answer the objection first");
    }
    need_field(run, row, "cause_category", "请选择原因类别", "choose the kind of cause", problems);
    need_field(run, row, "result", "请填写处理结果", "say what it came to", problems);
    need_field(run, row, "result_way", "请选择结果确认方式", "say how the customer confirmed the result", problems);
    if run.after(&format!("objections/{row}/result_way")).as_text() == Some("signature") {
        need_field(run, row, "result_photo", "请附客户签字照片", "a photo of the signature is needed", problems);
    }
    if !given_rows(run, "units").is_empty() {
        let (zh, en) = ("退回的设备请用“登记退回”", "machines that went back are recorded by a step of their own");
        refuse_field(problems, "units", "not_here", zh, en);
    }
    replacement::head_guard(run, row, problems);
    replacement::done_guard(run, row, problems);
}

/// Settles an objection that was remedied: who of us saw to it is kept.
pub(super) fn close(run: &mut StepRun<'_>) {
    if run.knows(COMPLETE) {
        for row in given_rows(run, "objections") {
            run.set(format!("objections/{row}/handled_by"), run.person.to_scalar());
        }
    }
    settle(run, "closed_at");
}

/// Settles an objection under `key`; when it was the last that blocked, the installation begins.
pub(super) fn settle(run: &mut StepRun<'_>, key: &str) {
    let mut facts = run.merged();
    let rows = given_rows(run, "objections");
    let at = replacement::received_at(run, &rows).filter(|_| run.knows(COMPLETE)).unwrap_or(run.at);
    for row in rows {
        let key = format!("objections/{row}/{key}");
        run.set(key.clone(), run.at.to_scalar());
        facts.0.insert(key, run.at.to_scalar());
    }
    if facts.has("received_at") {
        receipt::begin_installation(run, &facts, at);
    }
}

pub(super) fn need_field(run: &StepRun<'_>, row: &str, field: &str, zh: &str, en: &str, problems: &mut Vec<Problem>) {
    let key = format!("objections/{row}/{field}");
    if matches!(run.after(&key), Scalar::Null) || is_empty(run.after(&key)) {
        refuse_field(problems, key, "required", zh, en);
    }
}
