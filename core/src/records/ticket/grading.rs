//! How urgent a ticket is: the first grading, and regrading with its kind of reason (S-20, domain §2.3 no. 3).
//! Absent by design: the clocks that follow from it (`clocks.rs`).

use super::{goes_on, intake::not_before_submission, work::WHOLE_FORM};
use crate::{
    records::{
        confirmation::present_state,
        guard::{given_rows, need, one_new_row, person, refuse, refuse_field, typed_time},
    },
    schema::{Input, Label, Problem, Role, Scalar, StepRun, StepSpec, any, optional, own, required},
};

/// The first grading, a fact of its own beside the response (S-20).
pub const GRADE: StepSpec = StepSpec {
    verb: "grade",
    label: Label::new("分级", "Grade the urgency"),
    rules: &["S-20", "D-10", "D-11", "D-12", "D-13", "D-14"],
    who: &[any(Role::Desk), any(Role::Supervisor)],
    begins: false,
    inputs: &[
        required("urgency"),
        optional("urgency_reason"),
        optional("machine_down"),
        optional("warranty").since(WHOLE_FORM),
    ],
    stamps: &["gradings/*/urgency", "gradings/*/kind", "gradings/*/at", "gradings/*/by", "gradings/*/reason"],
    touches: &[],
    guard: grade_guard,
    effect: grade_effect,
};

fn grade_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    goes_on(run, problems);
    if run.before.has("urgency") {
        refuse(problems, "already_graded", "已分级，请使用“重新定级”", "graded already: regrade it");
    }
    let urgency = run.after("urgency").as_text();
    if run.after("machine_down") == &Scalar::Boolean(true) && urgency.is_some_and(|urgency| urgency != "urgent") {
        need(run, problems, "urgency_reason", "设备停机而不定为紧急的理由", "Why a machine that is down is not urgent");
    }
}

pub(super) fn grade_effect(run: &mut StepRun<'_>) {
    let row = run.item_id("grading");
    let (me, urgency, reason) = (person(run.person), run.after("urgency").clone(), run.after("urgency_reason").clone());
    run.set(format!("gradings/{row}/urgency"), urgency);
    run.set(format!("gradings/{row}/kind"), Scalar::text("first"));
    run.set(format!("gradings/{row}/at"), run.at.to_scalar());
    run.set(format!("gradings/{row}/by"), me);
    run.set(format!("gradings/{row}/reason"), reason);
}

const REGRADE_INPUTS: &[Input] = &[
    required("gradings/*/urgency"),
    required("gradings/*/kind"),
    required("gradings/*/reason"),
    optional("gradings/*/reported_at"),
    optional("gradings/*/next_action"),
    optional("gradings/*/late_reason"),
];

/// Regrades to something more urgent. Desk, supervisor, or the engineer of the job.
pub const REGRADE_UP: StepSpec = StepSpec {
    verb: "regrade_up",
    label: Label::new("升级紧急程度", "Regrade upwards"),
    who: &[any(Role::Desk), any(Role::Supervisor), own(Role::Engineer)],
    inputs: REGRADE_INPUTS,
    stamps: &["gradings/*/at", "gradings/*/by", "urgency", "urgency_reason"],
    guard: |run, problems| regrade_guard(run, true, problems),
    effect: regrade_effect,
    ..GRADE
};

/// Regrades to something less urgent. Desk or supervisor only.
pub const REGRADE_DOWN: StepSpec = StepSpec {
    verb: "regrade_down",
    label: Label::new("降低紧急程度", "Regrade downwards"),
    who: &[any(Role::Desk), any(Role::Supervisor)],
    guard: |run, problems| regrade_guard(run, false, problems),
    ..REGRADE_UP
};

/// 2 for urgent, 1 for general, 0 for a suggestion.
fn rank(urgency: Option<&str>) -> Option<i8> {
    match urgency? {
        "urgent" => Some(2),
        "general" => Some(1),
        "suggestion" => Some(0),
        _ => None,
    }
}

fn regrade_guard(run: &StepRun<'_>, up: bool, problems: &mut Vec<Problem>) {
    goes_on(run, problems);
    if present_state(run.before).signed_at().is_some() {
        refuse(problems, "already_signed", "客户已确认，不能再定级", "confirmed by the customer: not now");
    }
    let Some(id) = one_new_row(run, "gradings", problems) else { return };
    let key = |field: &str| format!("gradings/{id}/{field}");
    let (old, new) = (rank(run.before.text("urgency")), rank(run.after(&key("urgency")).as_text()));
    match (old, new) {
        (None, _) => refuse(problems, "not_graded", "尚未分级", "not graded yet"),
        (Some(old), Some(new)) if (up && new <= old) || (!up && new >= old) => {
            let (zh, en) = if up {
                ("应高于现有紧急程度", "must be more urgent than now")
            } else {
                ("应低于现有紧急程度", "must be less urgent than now")
            };
            refuse_field(problems, key("urgency"), "wrong_direction", zh, en);
        }
        _ => {}
    }
    let kind = run.after(&key("kind")).as_text().unwrap_or_default();
    let allowed = kind.is_empty() || kind == "misgraded" || kind == if up { "worsened" } else { "eased" };
    if !allowed {
        refuse_field(problems, key("kind"), "wrong_kind", "与升降方向不符", "does not fit the direction");
    }
    if kind == "worsened" {
        need(run, problems, &key("reported_at"), "客户报告时间", "When the customer reported it");
        typed_time(run, &key("reported_at"), &key("late_reason"), problems);
        not_before_submission(run, &key("reported_at"), problems);
    } else if !run.after(&key("reported_at")).is_null() {
        let (zh, en) = ("仅“情况升级”填写报告时间", "only for a case that worsened");
        refuse_field(problems, key("reported_at"), "not_worsened", zh, en);
    }
}

fn regrade_effect(run: &mut StepRun<'_>) {
    let Some(id) = given_rows(run, "gradings").into_iter().next() else { return };
    let key = |field: &str| format!("gradings/{id}/{field}");
    let (me, urgency, reason) =
        (person(run.person), run.after(&key("urgency")).clone(), run.after(&key("reason")).clone());
    run.set(key("at"), run.at.to_scalar());
    run.set(key("by"), me);
    run.set("urgency", urgency);
    run.set("urgency_reason", reason);
}
