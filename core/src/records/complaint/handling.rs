//! What is done about a complaint: found out, judged, planned, told, done, paused (S-28).
//! Absent by design: the result and the customer's word on it (`result.rs`).

use super::{
    goes_on,
    intake::{not_before, reacted},
    not_resolved,
};
use crate::{
    records::{
        contact_attempt,
        guard::{
            given_rows, is_empty, need, one_new_row, one_of, person, refuse, refuse_field, round, typed_or_now,
            typed_time,
        },
        pause,
        table::join,
    },
    schema::{Input, Label, Problem, Role, Scalar, StepRun, StepSpec, Who, any, optional, own, required},
};

/// Who handles a complaint: the office, and who is in charge of it.
pub(super) const HANDLERS: &[Who] = &[
    any(Role::Desk),
    any(Role::Supervisor),
    any(Role::Manager),
    own(Role::Sales),
    own(Role::Finance),
    own(Role::Legal),
    own(Role::Warehouse),
    own(Role::Engineer),
];

/// Writes down what was found out.
pub const INVESTIGATE: StepSpec = StepSpec {
    verb: "investigate",
    label: Label::new("记录调查", "Record the investigation"),
    rules: &["S-28"],
    who: HANDLERS,
    begins: false,
    inputs: &[
        required("investigations/*/facts"),
        optional("investigations/*/evidence"),
        optional("investigations/*/photo"),
    ],
    stamps: &["investigations/*/at", "investigations/*/by"],
    touches: &[],
    guard: |run, problems| {
        not_resolved(run, problems);
        if let Some(id) = one_new_row(run, "investigations", problems) {
            need(run, problems, &format!("investigations/{id}/facts"), "调查事实", "The facts");
        }
    },
    effect: |run| stamp_row(run, "investigations"),
};

fn stamp_row(run: &mut StepRun<'_>, table: &str) {
    let Some(id) = given_rows(run, table).into_iter().next() else { return };
    let (me, at) = (person(run.person), typed_or_now(run, &format!("{table}/{id}/at")));
    run.set(format!("{table}/{id}/at"), at.to_scalar());
    run.set(format!("{table}/{id}/by"), me);
}

/// Says whether it is justified and why, the cause, and the department.
pub const JUDGE: StepSpec = StepSpec {
    verb: "judge",
    label: Label::new("判定责任", "Find whether it is justified"),
    inputs: &[
        required("justified"),
        required("justified_reason"),
        required("cause"),
        required("cause_category"),
        required("department"),
    ],
    stamps: &["judged_at", "judged_by"],
    guard: |run, problems| {
        goes_on(run, problems);
        if run.before.items("investigations").is_empty() {
            refuse(problems, "not_investigated", "请先记录调查", "write down the investigation first");
        }
        for (key, zh, en) in [("justified_reason", "判定理由", "The reason"), ("cause", "根本原因", "The root cause")]
        {
            need(run, problems, key, zh, en);
        }
    },
    effect: |run| {
        let me = person(run.person);
        run.set("judged_at", run.at.to_scalar());
        run.set("judged_by", me);
    },
    ..INVESTIGATE
};

const PLAN_INPUTS: [Input; contact_attempt::INPUTS.len() + 1] = join(contact_attempt::INPUTS, &[required("plan")]);
const PLAN: &[&str] = &["plan_told_at", "reacted_at", "reacted_by", "consented_at", "consent_name", "consent_words"];
const PLAN_STAMPS: [&str; contact_attempt::STAMPS.len() + PLAN.len()] = join(contact_attempt::STAMPS, PLAN);

/// Tells the customer what we will do (D-17b). Another plan needs another consent.
pub const TELL_PLAN: StepSpec = StepSpec {
    verb: "tell_plan",
    label: Label::new("告知处理方案", "Tell the plan"),
    rules: &["S-28", "D-17b"],
    inputs: &PLAN_INPUTS,
    stamps: &PLAN_STAMPS,
    guard: |run, problems| {
        not_resolved(run, problems);
        need(run, problems, "plan", "处理方案", "The plan");
        if let Some(id) = contact_attempt::guard(run, problems) {
            contact_attempt::must_be_connected(run, &id, problems);
            not_before(run, &format!("contacts/{id}/at"), problems);
        }
    },
    effect: |run| {
        let Some((_, _, at)) = contact_attempt::stamp(run, "plan") else { return };
        run.set("plan_told_at", at.to_scalar());
        reacted(run, at);
        for key in ["consented_at", "consent_name", "consent_words"] {
            if run.before.has(key) {
                run.set(key, Scalar::Null);
            }
        }
    },
    ..INVESTIGATE
};

/// The customer agrees to the plan.
pub const CONSENT: StepSpec = StepSpec {
    verb: "customer_consents",
    label: Label::new("客户同意方案", "The customer agrees to the plan"),
    inputs: &[required("consent_name"), optional("consent_words")],
    stamps: &["consented_at"],
    guard: |run, problems| {
        not_resolved(run, problems);
        need(run, problems, "consent_name", "同意方案人", "Who agreed");
        if !run.before.has("plan_told_at") {
            refuse(problems, "not_told", "请先告知处理方案", "tell the plan first");
        }
    },
    effect: |run| run.set("consented_at", run.at.to_scalar()),
    ..INVESTIGATE
};

/// Something was done for the customer.
pub const ACT: StepSpec = StepSpec {
    verb: "act",
    label: Label::new("记录执行情况", "Record what was done"),
    inputs: &[required("actions/*/what"), optional("actions/*/at"), optional("actions/*/late_reason")],
    stamps: &["actions/*/at", "actions/*/by", "actions/*/round"],
    guard: |run, problems| {
        not_resolved(run, problems);
        if !run.before.has("plan_told_at") {
            refuse(problems, "not_told", "请先告知处理方案", "tell the plan first");
        }
        let Some(id) = one_new_row(run, "actions", problems) else { return };
        need(run, problems, &format!("actions/{id}/what"), "执行内容", "What was done");
        typed_time(run, &format!("actions/{id}/at"), &format!("actions/{id}/late_reason"), problems);
    },
    effect: |run| {
        stamp_row(run, "actions");
        let present = Scalar::Integer(round(run.before));
        if let Some(id) = given_rows(run, "actions").into_iter().next() {
            run.set(format!("actions/{id}/round"), present);
        }
    },
    ..INVESTIGATE
};

/// Reasons that stop D-17c (domain §2.4).
pub(super) const PAUSE_REASONS: &[&str] = &["customer_reschedule", "awaiting_customer_information"];

/// Pauses D-17c: only while the customer is to act.
pub const PAUSE: StepSpec = StepSpec {
    rules: &["S-28", "D-17c"],
    who: HANDLERS,
    guard: |run, problems| {
        not_resolved(run, problems);
        pause::pause_guard(run, problems);
        for id in given_rows(run, "pauses") {
            one_of(run, &format!("pauses/{id}/reason"), PAUSE_REASONS, problems);
        }
    },
    ..pause::PAUSE
};

/// Ends a pause.
pub const RESUME: StepSpec = StepSpec { rules: &["S-28", "D-17c"], who: HANDLERS, ..pause::RESUME };

/// The supervisor disallows a pause.
pub const DISALLOW_PAUSE: StepSpec = StepSpec { rules: &["S-28", "D-17c"], ..pause::DISALLOW };

/// What a result must stand on: the plan told and agreed, or carried out (domain §4.16).
pub(super) fn was_acted_on(run: &StepRun<'_>) -> bool {
    let present = round(run.before);
    run.before.items("actions").iter().any(|row| row.integer("round").unwrap_or(1) == present)
}

/// Nature and severity must be said before the complaint goes on to its result.
pub(super) fn is_classified(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if ["nature", "severity"].iter().any(|key| is_empty(run.after(key))) {
        refuse_field(problems, "nature", "not_classified", "请先登记投诉性质", "say what it is about first");
    }
}
