//! What comes after an acceptance was signed, refused or left open: rectified, another round, deemed, amended.
//! Absent by design: the customer's signature itself (`signing.rs`).

use super::{
    acceptance::PRESENT,
    booking::EQUIPMENT_TOUCH,
    conditions::conditions_guard,
    goes_on, mirror,
    training::{ACCEPTANCE_TOUCH, begin_training},
    warranty::start_warranty,
    work::{WORK_INPUTS, rows_guard},
};
use crate::{
    records::{
        confirmation::{self, ConfirmationState},
        confirming::{self, CLOSERS, ROUND_STAMPS, open_round},
        guard::{given_rows, need, one_standing_row, person, refuse, refuse_field, round, rows_of_round},
        job,
        table::join,
    },
    schema::{Date, Facts, Input, Label, Problem, Role, Scalar, StepRun, StepSpec, any, optional, required},
};

/// Puts one rectification item right.
pub const CLOSE_RECTIFICATION: StepSpec = StepSpec {
    verb: "close_rectification",
    label: Label::new("完成整改项", "Close a rectification item"),
    who: CLOSERS,
    inputs: &[required("rectifications/*/closed_note")],
    stamps: &["rectifications/*/closed_at"],
    guard: |run, problems| {
        goes_on(run, problems);
        if let Some(id) = one_standing_row(run, "rectifications", problems) {
            let row = run.before.item("rectifications", &id);
            need(run, problems, &row.key("closed_note"), "整改说明", "What was done");
            if row.has("closed_at") {
                refuse_field(problems, row.key("closed_note"), "closed", "该项已完成", "closed already");
            }
        }
    },
    effect: |run| {
        if let Some(id) = given_rows(run, "rectifications").into_iter().next() {
            run.set(format!("rectifications/{id}/closed_at"), run.at.to_scalar());
        }
    },
    ..PRESENT
};

/// Closes one reservation with the customer's word; the last one ends the job.
pub const CLOSE_RESERVATION: StepSpec = StepSpec {
    rules: PRESENT.rules,
    touches: EQUIPMENT_TOUCH,
    effect: |run| {
        (confirming::CLOSE_RESERVATION.effect)(run);
        let mut after: Facts = run.merged();
        if let Some(id) = given_rows(run, "reservations").into_iter().next() {
            after.0.insert(format!("reservations/{id}/closed_at"), run.at.to_scalar());
        }
        if super::closed_at(&after).is_some() {
            mirror(run, true);
        }
    },
    ..confirming::CLOSE_RESERVATION
};

const NEXT_ROUND_STAMPS: [&str; ROUND_STAMPS.len() + 1] = join(ROUND_STAMPS, &["appointment_at"]);

/// Opens another round of S-15/S-16 after one that was not accepted (domain §2.3 no. 14).
pub const NEXT_ROUND: StepSpec = StepSpec {
    verb: "next_round",
    label: Label::new("开始新一轮", "Open another round"),
    rules: &["S-15", "S-16"],
    who: CLOSERS,
    inputs: &[required("next_round_reason")],
    stamps: &NEXT_ROUND_STAMPS,
    guard: |run, problems| {
        goes_on(run, problems);
        need(run, problems, "next_round_reason", "再次验收原因", "The reason");
        let result = run.before.text(&confirmation::key(run, "result"));
        let open = match confirmation::present_state(run.before) {
            ConfirmationState::Confirmed { .. } => matches!(result, Some("to_rectify" | "rejected")),
            ConfirmationState::Refused { .. } | ConfirmationState::Unsigned { .. } => true,
            _ => false,
        };
        if !open {
            refuse(problems, "round_open", "本轮尚未结束", "the present round is not over");
        }
    },
    effect: |run| {
        let reason = run.after("next_round_reason").clone();
        run.set("appointment_at", Scalar::Null);
        open_round(run, reason);
    },
    ..PRESENT
};

/// The supervisor deems it accepted: the contract has the clause, notice was given, its days passed
/// (domain §6.5). Nobody decides on an own refusal.
pub const DEEM_ACCEPTED: StepSpec = StepSpec {
    verb: "deem_accepted",
    label: Label::new("视为验收", "Deem accepted"),
    rules: &["S-16", "R-supervisor"],
    who: &[any(Role::Supervisor)],
    inputs: &[
        required("rounds/@/deemed_clause"),
        required("rounds/@/deemed_notice_on"),
        required("rounds/@/deemed_days"),
    ],
    stamps: &["rounds/@/deemed_at", "rounds/@/way", "rounds/@/recorded_by", "training"],
    touches: &ACCEPTANCE_TOUCH,
    guard: deem_guard,
    effect: |run| {
        let me = person(run.person);
        for (field, value) in [("deemed_at", run.at.to_scalar()), ("way", Scalar::text("deemed")), ("recorded_by", me)]
        {
            let key = confirmation::key(run, field);
            run.set(key, value);
        }
        start_warranty(run, Date(run.at.local().date()), false);
        begin_training(run);
        mirror(run, true);
    },
    ..PRESENT
};

/// The table of installations since which the contract's clause is on file.
const WITH_CONTRACT: u16 = 3;

fn deem_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    goes_on(run, problems);
    if job::author_worked(run) {
        refuse(problems, "own_refusal", "不能裁定自己的工作", "nobody decides on an own job");
    }
    let state = confirmation::present_state(run.before);
    if !matches!(state, ConfirmationState::Refused { .. } | ConfirmationState::Unsigned { .. }) {
        refuse(problems, "not_refused", "本轮没有拒签或无人签字", "neither refused nor left unsigned");
    }
    if run.before.text(&confirmation::key(run, "result")) != Some("accepted") {
        refuse(problems, "not_accepted", "出示的结果不是合格", "the result shown was not “accepted”");
    }
    need(run, problems, &confirmation::key(run, "deemed_clause"), "视为验收条款", "The contract's clause");
    let agreed = run.before.integer("deemed_acceptance_days").filter(|_| run.knows(WITH_CONTRACT));
    if agreed == Some(0) {
        refuse(problems, "no_clause", "合同没有视为验收条款", "the contract has no such clause");
    }
    let notice = Date::from_scalar(run.after(&confirmation::key(run, "deemed_notice_on")));
    let days = match run.after(&confirmation::key(run, "deemed_days")) {
        Scalar::Integer(days) => *days,
        _ => return,
    };
    if let Some(agreed) = agreed
        && days < agreed
    {
        let key = confirmation::key(run, "deemed_days");
        refuse_field(problems, key, "days_too_few", "少于合同约定的天数", "fewer days than the contract says");
    }
    if let Some(notice) = notice
        && i64::from((run.at.local().date() - notice.0).get_days()) <= days
    {
        let key = confirmation::key(run, "deemed_days");
        refuse_field(problems, key, "days_not_passed", "异议期尚未届满", "the days for an objection have not passed");
    }
}

const AMEND_INPUTS: [Input; WORK_INPUTS.len() + 7] = join(
    &[
        required("amendments/*/reason"),
        optional("contact_name"),
        optional("contact_phone"),
        optional("site_address"),
        optional("checklist/*/measured_value"),
        optional("checklist/*/verdict"),
        optional("checklist/*/reason"),
    ],
    WORK_INPUTS,
);

/// Changes what was signed, outside the old seal (domain §6.7).
pub const AMEND: StepSpec = StepSpec {
    rules: PRESENT.rules,
    inputs: &AMEND_INPUTS,
    guard: |run, problems| {
        (confirming::AMEND.guard)(run, problems);
        rows_guard(run, problems);
        conditions_guard(run, problems);
        let present = round(run.before);
        let known = rows_of_round(run.before, "checklist", present);
        if given_rows(run, "checklist").iter().any(|id| known.iter().all(|row| row.id != id)) {
            refuse_field(problems, "checklist", "row_unknown", "该检查项不属于本轮", "not an item of this round");
        }
    },
    ..confirming::AMEND
};
