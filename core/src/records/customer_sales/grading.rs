//! Grading and assigning a customer, and what sales write down of it (S-02, K-customer).
//! Absent by design: communications, winning and losing.

use super::{WITH_COMMUNICATIONS, follow_up, given_follow_up, open, touch_customer};
use crate::{
    records::guard::{need, person, principal, refuse},
    schema::{Label, Role, StepRun, StepSpec, Touch, any, nothing, optional, own, required},
};

/// A salesperson grades an own lead, or takes one without owner (S-02). Done again it is a review (复核).
pub(super) const TAKE: StepSpec = StepSpec {
    verb: "take",
    label: Label::new("分级并认领", "Grade and take"),
    rules: &["S-02", "D-02a", "D-02b", "D-02c", "D-02d"],
    who: &[own(Role::Sales)],
    begins: false,
    inputs: &[required("grade"), required("grade_reason"), required("next_follow_up")],
    stamps: &[
        "salesperson",
        "graded_at",
        "graded_by",
        "gradings/*/grade",
        "gradings/*/at",
        "gradings/*/by",
        "gradings/*/reason",
    ],
    touches: &[Touch { kind: "customer", creates: false, keys: &["graded_at"] }],
    guard: |run, problems| {
        open(run, problems);
        follow_up(run, run.after("next_follow_up"), problems);
        if run.before.reference("salesperson").is_some_and(|owner| owner != principal(run)) {
            refuse(problems, "others", "该客户已分配给其他销售", "the customer is somebody else's");
        }
    },
    effect: |run| {
        let owner = person(principal(run));
        run.set("salesperson", owner);
        graded(run);
    },
};

/// The manager grades and assigns to anybody (S-02). Grading without a salesperson is refused.
pub(super) const GRADE: StepSpec = StepSpec {
    verb: "grade",
    label: Label::new("分级并分配", "Grade and assign"),
    who: &[any(Role::Manager)],
    inputs: &[required("grade"), required("grade_reason"), required("salesperson"), required("next_follow_up")],
    stamps: &["graded_at", "graded_by", "gradings/*/grade", "gradings/*/at", "gradings/*/by", "gradings/*/reason"],
    guard: |run, problems| {
        open(run, problems);
        follow_up(run, run.after("next_follow_up"), problems);
        need(run, problems, "salesperson", "对应销售", "The salesperson");
    },
    effect: graded,
    ..TAKE
};

/// Takes over what a company's list says of an old customer. Nobody is assigned by that, and no clock
/// starts: grading anew does both.
pub(super) const IMPORT: StepSpec = StepSpec {
    verb: "import",
    label: Label::new("导入分级", "Import the grade"),
    rules: &["S-02", "R-admin"],
    who: &[any(Role::Administrator)],
    begins: false,
    inputs: &[optional("grade"), optional("next_follow_up")],
    stamps: &[],
    touches: &[],
    guard: |run, problems| {
        if run.before.has("graded_at") {
            refuse(problems, "graded", "该客户已分级", "the customer was graded here already");
        }
    },
    effect: nothing,
};

fn graded(run: &mut StepRun<'_>) {
    let row = run.item_id("grading");
    let (me, at) = (person(run.person), run.at.to_scalar());
    let (grade, reason) = (run.after("grade").clone(), run.after("grade_reason").clone());
    run.set("graded_at", at.clone());
    run.set("graded_by", me.clone());
    run.set(format!("gradings/{row}/grade"), grade);
    run.set(format!("gradings/{row}/at"), at.clone());
    run.set(format!("gradings/{row}/by"), me);
    run.set(format!("gradings/{row}/reason"), reason);
    touch_customer(run, "graded_at", at);
}

/// Writes down what sales learn.
pub(super) const DESCRIBE: StepSpec = StepSpec {
    verb: "describe",
    label: Label::new("补充销售信息", "Write down what sales know"),
    rules: &["K-customer"],
    who: &[own(Role::Sales), any(Role::Manager)],
    inputs: &[
        optional("current_equipment"),
        optional("budget"),
        optional("planned_purchase"),
        optional("decision_process"),
        optional("pains").since(WITH_COMMUNICATIONS),
        optional("referral_source").since(WITH_COMMUNICATIONS),
        optional("next_follow_up"),
        optional("next_step").since(WITH_COMMUNICATIONS),
    ],
    stamps: &[],
    touches: &[],
    guard: |run, problems| {
        open(run, problems);
        given_follow_up(run, problems);
    },
    effect: nothing,
    ..TAKE
};

/// Sets when to follow up next, and what to do then.
pub(super) const SET_FOLLOW_UP: StepSpec = StepSpec {
    verb: "set_follow_up",
    label: Label::new("设定下次跟进", "Set the next follow-up"),
    rules: &["S-02", "S-03"],
    inputs: &[required("next_follow_up"), optional("next_step")],
    guard: |run, problems| {
        open(run, problems);
        follow_up(run, run.after("next_follow_up"), problems);
    },
    ..DESCRIBE
};

/// The manager went over the record (审核人 of 潜在客户信息表).
pub(super) const REVIEW: StepSpec = StepSpec {
    verb: "review",
    label: Label::new("审核客户信息表", "Review the customer's record"),
    rules: &["K-customer", "R-manager"],
    who: &[any(Role::Manager)],
    inputs: &[],
    stamps: &["reviewed_at", "reviewed_by"],
    guard: open,
    effect: |run| {
        run.set("reviewed_at", run.at.to_scalar());
        run.set("reviewed_by", person(run.person));
    },
    ..DESCRIBE
};
