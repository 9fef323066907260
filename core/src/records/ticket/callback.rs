//! Ticket steps after a confirmation: the repair callback, reopening, closing by the supervisor (S-26).
//! Absent by design: the confirmation itself (`closing.rs`).

use super::{
    callback_record::{KEPT, TOUCHES, end_follow_ups, keep, kept_guard, settled_guard},
    closed_at,
    closing::must_be_solved,
    goes_on,
    intake::{EQUIPMENT_TOUCH, leave_equipment, not_before_submission},
    is_history,
    work::work_key,
};
use crate::{
    records::{
        confirmation::{self, ConfirmationState},
        confirming::{self, ROUND_STAMPS},
        guard::{
            given_rows, need, one_new_row, person, refuse, refuse_field, round, rows_of_round, typed_or_now, typed_time,
        },
        job,
        table::join,
    },
    schema::{Label, Problem, Role, Scalar, StepRun, StepSpec, any, optional, required},
};

/// Attempts that "unreachable" needs, on two days (domain §2.2, D-15).
const CALLBACK_ATTEMPTS: usize = 3;

const REOPEN_STAMPS: [&str; ROUND_STAMPS.len() + 1] = join(ROUND_STAMPS, &["closed_unsolved_at"]);
const CALL_BACK_STAMPS: [&str; REOPEN_STAMPS.len() + 4] =
    join(&REOPEN_STAMPS, &["callbacks/*/at", "callbacks/*/by", "callbacks/*/round", "callbacks/*/record"]);
const SETTLED_STAMPS: [&str; 6] = [
    "callbacks/*/at",
    "callbacks/*/by",
    "callbacks/*/round",
    "callbacks/*/record",
    "closed_unsolved_at",
    "closed_unsolved_reason",
];

/// The repair callback (S-26). Unsolved opens another round.
pub const CALL_BACK: StepSpec = StepSpec {
    verb: "call_back",
    label: Label::new("维修回访", "Call back"),
    rules: &["S-26", "D-15"],
    who: &[any(Role::Desk), any(Role::Supervisor)],
    inputs: &[
        required("callbacks/*/result"),
        required("callbacks/*/to_name"),
        required("callbacks/*/to_phone"),
        optional("callbacks/*/score"),
        optional("callbacks/*/content"),
        optional("callbacks/*/at"),
        optional("callbacks/*/late_reason"),
        optional("callbacks/*/due_on").since(KEPT),
    ],
    stamps: &CALL_BACK_STAMPS,
    touches: TOUCHES,
    guard: call_back_guard,
    effect: call_back_effect,
    begins: false,
};

pub(super) fn call_back_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    goes_on(run, problems);
    let state = confirmation::present_state(run.before);
    if matches!(state, ConfirmationState::None | ConfirmationState::Presented) {
        refuse(problems, "not_confirmed", "本轮尚未确认或拒签", "neither confirmed nor refused in this round");
    }
    if job::author_worked(run) {
        refuse(problems, "own_repair", "不能回访自己的维修", "nobody calls back an own repair");
    }
    let Some(id) = one_new_row(run, "callbacks", problems) else { return };
    let key = |field: &str| format!("callbacks/{id}/{field}");
    if run.knows(KEPT) {
        kept_guard(run, &id, problems);
    }
    typed_time(run, &key("at"), &key("late_reason"), problems);
    not_before_submission(run, &key("at"), problems);
    match run.after(&key("result")).as_text() {
        Some("callback_solved" | "callback_unsolved") => {
            need(run, problems, &key("score"), "满意度", "The score");
            if run.after(&key("result")).as_text() == Some("callback_unsolved") {
                need(run, problems, &key("content"), "未解决的内容", "What is not solved");
            }
        }
        Some("no_answer" | "unreachable") if !run.after(&key("score")).is_null() => {
            refuse_field(problems, key("score"), "no_score", "未接通没有评分", "nobody answered: no score");
        }
        _ => {}
    }
    if run.after(&key("result")).as_text() == Some("unreachable") {
        let mut days: Vec<_> = rows_of_round(run.before, "callbacks", round(run.before))
            .into_iter()
            .filter(|row| row.text("result") == Some("no_answer"))
            .filter_map(|row| row.instant("at"))
            .chain([typed_or_now(run, &key("at"))])
            .map(|at| at.local().date())
            .collect();
        let attempts = days.len();
        days.sort_unstable();
        days.dedup();
        if attempts < CALLBACK_ATTEMPTS || days.len() < 2 {
            let (zh, en) = ("需在两天内至少三次未接通", "needs three attempts on two days");
            refuse_field(problems, key("result"), "attempts_missing", zh, en);
        }
    }
}

fn call_back_effect(run: &mut StepRun<'_>) {
    let Some(id) = given_rows(run, "callbacks").into_iter().next() else { return };
    let key = |field: &str| format!("callbacks/{id}/{field}");
    let (me, at, present) = (person(run.person), typed_or_now(run, &key("at")), round(run.before));
    run.set(key("at"), at.to_scalar());
    run.set(key("by"), me);
    run.set(key("round"), Scalar::Integer(present));
    if run.knows(KEPT) {
        keep(run, &id, false);
    }
    let signed = confirmation::present_state(run.before).signed_at().is_some();
    match run.after(&key("result")).as_text() {
        Some("callback_unsolved") => {
            let reason = run.after(&key("content")).clone();
            open_round(run, reason);
        }
        Some("callback_solved") => leave(run),
        Some("unreachable") if signed => leave(run),
        _ => {}
    }
}

/// The ticket is over: its machine says so, and so do the callbacks that it followed.
fn leave(run: &mut StepRun<'_>) {
    leave_equipment(run);
    end_follow_ups(run);
}

/// A supervisor calls back and lets nothing follow what must, with the reason (domain §2.3 no. 19).
pub const CALL_BACK_SETTLED: StepSpec = StepSpec {
    verb: "call_back_settled",
    label: Label::new("维修回访（主管决定不跟进）", "Call back without a follow-up"),
    rules: &["S-26", "D-15", "R-supervisor"],
    who: &[any(Role::Supervisor)],
    inputs: &[
        required("callbacks/*/result"),
        required("callbacks/*/to_name"),
        required("callbacks/*/to_phone"),
        required("callbacks/*/score"),
        required("callbacks/*/content"),
        optional("callbacks/*/at"),
        optional("callbacks/*/late_reason"),
        optional("callbacks/*/due_on"),
        required("callbacks/*/no_follow_up_reason"),
    ],
    stamps: &SETTLED_STAMPS,
    guard: settled_guard,
    effect: |run| {
        let Some(id) = given_rows(run, "callbacks").into_iter().next() else { return };
        let key = |field: &str| format!("callbacks/{id}/{field}");
        let (me, at, present) = (person(run.person), typed_or_now(run, &key("at")), round(run.before));
        run.set(key("at"), at.to_scalar());
        run.set(key("by"), me);
        run.set(key("round"), Scalar::Integer(present));
        keep(run, &id, true);
        if run.after(&key("result")).as_text() == Some("callback_unsolved") {
            let reason = run.after(&key("no_follow_up_reason")).clone();
            run.set("closed_unsolved_at", run.at.to_scalar());
            run.set("closed_unsolved_reason", reason);
        }
        leave(run);
    },
    ..CALL_BACK
};

/// Opens the next round: D-10 to D-13 start again, D-09 does not (domain §2.3 no. 15).
fn open_round(run: &mut StepRun<'_>, reason: Scalar) {
    let reason = match reason {
        Scalar::Text(text) => Scalar::Text(text.chars().take(1000).collect()),
        other => other,
    };
    confirming::open_round(run, reason);
    if run.before.has("closed_unsolved_at") {
        run.set("closed_unsolved_at", Scalar::Null);
    }
    if let Some(equipment) = run.before.reference("equipment") {
        job::mirror_on_equipment(run, equipment, false);
    }
}

/// The customer says, now or later, that it is not solved.
pub const REOPEN: StepSpec = StepSpec {
    verb: "reopen",
    label: Label::new("重开", "Reopen"),
    rules: &["S-26"],
    who: &[any(Role::Desk), any(Role::Supervisor)],
    inputs: &[required("reopen_reason")],
    stamps: &REOPEN_STAMPS,
    touches: EQUIPMENT_TOUCH,
    guard: reopen_guard,
    effect: |run| {
        let reason = run.after("reopen_reason").clone();
        open_round(run, reason);
    },
    ..CALL_BACK
};

fn reopen_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    need(run, problems, "reopen_reason", "重开原因", "The reason");
    if run.before.has("merged_into") || run.before.has("withdrawn_at") || is_history(run.before) {
        refuse(
            problems,
            "not_reopenable",
            "已合并、撤回或导入的工单不能重开",
            "merged, withdrawn or imported: take in a new one",
        );
    }
    let answered = closed_at(run.before).is_some();
    if !answered && !run.before.has(&work_key(run, "solved_at")) {
        refuse(problems, "still_open", "工单仍在处理", "the ticket is still open");
    }
}

/// A supervisor closes it though it is not confirmed or not solved, with the reason (domain §6.5).
pub const CLOSE_UNSOLVED: StepSpec = StepSpec {
    verb: "close_unsolved",
    label: Label::new("主管关闭", "Close by the supervisor"),
    rules: &["S-26", "R-supervisor"],
    who: &[any(Role::Supervisor)],
    inputs: &[required("closed_unsolved_reason")],
    stamps: &["closed_unsolved_at"],
    guard: |run, problems| {
        must_be_solved(run, problems);
        if job::author_worked(run) {
            refuse(problems, "own_refusal", "不能裁定自己的工单", "nobody decides on an own job");
        }
    },
    effect: |run| {
        run.set("closed_unsolved_at", run.at.to_scalar());
        leave(run);
    },
    ..CALL_BACK
};
