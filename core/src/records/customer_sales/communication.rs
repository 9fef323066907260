//! Communications (S-03): outlined before, logged after, corrected and withdrawn with a reason.
//! Absent by design: the needs analysis that follows a needs talk (`needs.rs`).

use super::{first_connected_at, given_follow_up, grading::DESCRIBE, is_logged, open, touch_customer};
use crate::{
    records::guard::{given_rows, is_empty, need, one_standing_row, person, refuse_field, typed_or_now, typed_time},
    schema::{Input, Instant, Label, Problem, Scalar, StepRun, StepSpec, Touch, optional, required},
};

/// The outline of a communication, and what it is to find out.
const OUTLINE: [(&str, &str, &str); 3] = [
    ("outline_pains", "提纲中的客户痛点", "The outline's pains"),
    ("outline_budget", "提纲中的采购预算", "The outline's budget"),
    ("outline_decision", "提纲中的决策流程", "The outline's decision process"),
];

const MIRROR: &[Touch] = &[Touch { kind: "customer", creates: false, keys: &["communicated_at"] }];

const QUESTIONS: [Input; 2] = [required("questions/*/communication"), required("questions/*/question")];

/// Plans a communication with its outline and questions, or changes such a plan.
pub(super) const PLAN: StepSpec = StepSpec {
    verb: "plan_communication",
    label: Label::new("准备沟通提纲", "Outline a communication"),
    rules: &["S-03"],
    inputs: &[
        required("communications/*/purpose"),
        required("communications/*/planned_at"),
        optional("communications/*/channel"),
        optional("communications/*/to_name"),
        optional("communications/*/to_phone"),
        optional("communications/*/outline_pains"),
        optional("communications/*/outline_budget"),
        optional("communications/*/outline_decision"),
        QUESTIONS[0],
        QUESTIONS[1],
    ],
    stamps: &["communications/*/outlined_at", "communications/*/outlined_by"],
    guard: plan_guard,
    effect: |run| {
        let Some(id) = given_rows(run, "communications").into_iter().next() else { return };
        let (me, at) = (person(run.person), run.at.to_scalar());
        run.set(format!("communications/{id}/outlined_at"), at);
        run.set(format!("communications/{id}/outlined_by"), me);
    },
    ..DESCRIBE
};

/// Logs a communication: fills in a planned one, or one held without an outline.
pub(super) const LOG: StepSpec = StepSpec {
    verb: "log_communication",
    label: Label::new("登记沟通", "Log a communication"),
    rules: &["S-03", "D-01", "D-02b", "D-02d"],
    inputs: &[
        required("communications/*/purpose"),
        required("communications/*/channel"),
        required("communications/*/connected"),
        required("communications/*/to_name"),
        optional("communications/*/to_phone"),
        optional("communications/*/started_at"),
        optional("communications/*/ended_at"),
        optional("communications/*/place"),
        optional("communications/*/content"),
        optional("communications/*/result"),
        optional("communications/*/next_step"),
        optional("communications/*/late_reason"),
        QUESTIONS[0],
        QUESTIONS[1],
        optional("questions/*/answer"),
        optional("next_follow_up"),
    ],
    stamps: &["communications/*/by", "communications/*/logged_at", "communications/*/without_outline"],
    touches: MIRROR,
    guard: log_guard,
    effect: |run| {
        let Some(id) = given_rows(run, "communications").into_iter().next() else { return };
        let key = |field: &str| format!("communications/{id}/{field}");
        let (started, ended) = held(run, &id);
        let (me, at) = (person(run.person), run.at.to_scalar());
        run.set(key("started_at"), started.to_scalar());
        run.set(key("ended_at"), ended.to_scalar());
        run.set(key("by"), me);
        run.set(key("logged_at"), at);
        outlined_before(run, &id, started);
        let connected = run.after(&key("connected")).clone();
        mirror(
            run,
            &[
                (key("started_at"), started.to_scalar()),
                (key("ended_at"), ended.to_scalar()),
                (key("connected"), connected),
            ],
        );
    },
    ..DESCRIBE
};

/// Corrects when a logged communication was; its clocks move.
pub(super) const CORRECT: StepSpec = StepSpec {
    verb: "correct_communication",
    label: Label::new("更正沟通时间", "Correct a communication's times"),
    inputs: &[
        optional("communications/*/started_at"),
        optional("communications/*/ended_at"),
        required("communications/*/corrected_reason"),
    ],
    stamps: &["communications/*/corrected_at", "communications/*/corrected_by", "communications/*/without_outline"],
    guard: correct_guard,
    effect: |run| {
        let Some(id) = given_rows(run, "communications").into_iter().next() else { return };
        let key = |field: &str| format!("communications/{id}/{field}");
        let (me, at) = (person(run.person), run.at.to_scalar());
        run.set(key("corrected_at"), at);
        run.set(key("corrected_by"), me);
        if let Some(started) = Instant::from_scalar(run.after(&key("started_at"))) {
            outlined_before(run, &id, started);
        }
        mirror(run, &[]);
    },
    ..LOG
};

/// Takes a communication back: a plan called off, or a log entered by mistake. The row stays.
pub(super) const WITHDRAW: StepSpec = StepSpec {
    verb: "withdraw_communication",
    label: Label::new("撤回沟通", "Withdraw a communication"),
    inputs: &[required("communications/*/withdrawn_reason")],
    stamps: &["communications/*/withdrawn_at", "communications/*/withdrawn_by"],
    guard: |run, problems| {
        open(run, problems);
        let Some(id) = one_standing_row(run, "communications", problems) else { return };
        not_withdrawn(run, &id, problems);
        need(run, problems, &format!("communications/{id}/withdrawn_reason"), "撤回原因", "The reason");
    },
    effect: |run| {
        let Some(id) = given_rows(run, "communications").into_iter().next() else { return };
        let (me, at) = (person(run.person), run.at.to_scalar());
        let key = format!("communications/{id}/withdrawn_at");
        run.set(key.clone(), at.clone());
        run.set(format!("communications/{id}/withdrawn_by"), me);
        mirror(run, &[(key, at)]);
    },
    ..LOG
};

/// The one communication that a step fills in: a new one, or one that is only planned.
fn one_planned(run: &StepRun<'_>, problems: &mut Vec<Problem>) -> Option<String> {
    let ids = given_rows(run, "communications");
    let [id] = ids.as_slice() else {
        let (zh, en) = ("请填写一次沟通", "one communication at a time must be filled in");
        refuse_field(problems, "communications", "row_missing", zh, en);
        return None;
    };
    if is_logged(&run.before.item("communications", id)) {
        refuse_field(problems, "communications", "logged", "该沟通已登记", "this communication is logged already");
    }
    not_withdrawn(run, id, problems);
    questions_guard(run, id, problems);
    Some(id.clone())
}

fn not_withdrawn(run: &StepRun<'_>, id: &str, problems: &mut Vec<Problem>) {
    if run.before.item("communications", id).has("withdrawn_at") {
        refuse_field(problems, "communications", "withdrawn", "该沟通已撤回", "this communication was withdrawn");
    }
}

/// Every question given belongs to this communication and asks something.
fn questions_guard(run: &StepRun<'_>, id: &str, problems: &mut Vec<Problem>) {
    for row in given_rows(run, "questions") {
        if run.after(&format!("questions/{row}/communication")).as_text() != Some(id) {
            let (zh, en) = ("问题不属于这次沟通", "the question belongs to another communication");
            refuse_field(problems, format!("questions/{row}/communication"), "other_communication", zh, en);
        }
        need(run, problems, &format!("questions/{row}/question"), "问题", "The question");
    }
}

/// An outline is written before the talk; that of a needs talk asks for all three.
fn plan_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    open(run, problems);
    let Some(id) = one_planned(run, problems) else { return };
    let key = |field: &str| format!("communications/{id}/{field}");
    need(run, problems, &key("purpose"), "目的", "The purpose");
    need(run, problems, &key("planned_at"), "计划时间", "The planned time");
    let planned = run.given.get(&key("planned_at")).and_then(Instant::from_scalar);
    if planned.is_some_and(|planned| planned.utc_ms < run.at.utc_ms) {
        let (zh, en) = ("计划时间不能早于现在", "the planned time lies in the past");
        refuse_field(problems, key("planned_at"), "in_past", zh, en);
    }
    if run.after(&key("purpose")).as_text() == Some("needs_talk") {
        for (field, zh, en) in OUTLINE {
            need(run, problems, &key(field), zh, en);
        }
    } else if OUTLINE.iter().all(|(field, ..)| is_empty(run.after(&key(field)))) {
        let (zh, en) = ("请填写沟通提纲", "the outline is empty");
        refuse_field(problems, key("outline_pains"), "outline_missing", zh, en);
    }
}

/// When it was held: as typed, or at once.
fn held(run: &StepRun<'_>, id: &str) -> (Instant, Instant) {
    let key = |field: &str| format!("communications/{id}/{field}");
    let given = |field: &str| run.given.get(&key(field)).and_then(Instant::from_scalar);
    match (given("started_at"), given("ended_at")) {
        (Some(started), None) if run.after(&key("connected")) != &Scalar::Boolean(true) => (started, started),
        (None, Some(ended)) => (ended, ended),
        _ => (typed_or_now(run, &key("started_at")), typed_or_now(run, &key("ended_at"))),
    }
}

fn log_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    open(run, problems);
    given_follow_up(run, problems);
    let Some(id) = one_planned(run, problems) else { return };
    let key = |field: &str| format!("communications/{id}/{field}");
    need(run, problems, &key("purpose"), "目的", "The purpose");
    let has_end = run.given.contains_key(&key("ended_at"));
    // A long talk logged at its end is not late: what counts is when it was over.
    typed_time(run, &key(if has_end { "ended_at" } else { "started_at" }), &key("late_reason"), problems);
    in_order(&id, held(run, &id), problems);
    if run.after(&key("connected")) == &Scalar::Boolean(true) {
        need(run, problems, &key("content"), "沟通内容", "What was said");
        if run.given.contains_key(&key("started_at")) && !has_end {
            refuse_field(problems, key("ended_at"), "required", "请填写结束时间", "when it ended is needed");
        }
    }
}

fn in_order(id: &str, (started, ended): (Instant, Instant), problems: &mut Vec<Problem>) {
    if ended.utc_ms < started.utc_ms {
        let (zh, en) = ("结束时间早于开始时间", "it ended before it began");
        refuse_field(problems, format!("communications/{id}/ended_at"), "out_of_order", zh, en);
    }
}

fn correct_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    open(run, problems);
    let Some(id) = one_standing_row(run, "communications", problems) else { return };
    let key = |field: &str| format!("communications/{id}/{field}");
    not_withdrawn(run, &id, problems);
    need(run, problems, &key("corrected_reason"), "更正原因", "The reason");
    let row = run.before.item("communications", &id);
    let after = |field: &str| Instant::from_scalar(run.after(&key(field)));
    let (Some(started), Some(ended)) = (after("started_at"), after("ended_at")) else {
        return refuse_field(problems, "communications", "not_logged", "该沟通尚未登记", "it is not logged yet");
    };
    typed_time(run, &key("ended_at"), &key("corrected_reason"), problems);
    in_order(&id, (started, ended), problems);
    if row.instant("needs_submitted_at").is_some_and(|submitted| submitted.utc_ms < ended.utc_ms) {
        let (zh, en) = ("不能晚于需求分析的提交时间", "the needs analysis was submitted before that");
        refuse_field(problems, key("ended_at"), "out_of_order", zh, en);
    }
}

/// Marks a talk without an outline written before it (无提纲).
fn outlined_before(run: &mut StepRun<'_>, id: &str, started: Instant) {
    let outlined = run.before.item("communications", id).instant("outlined_at");
    let without = outlined.is_none_or(|outlined| outlined.utc_ms > started.utc_ms);
    run.set(format!("communications/{id}/without_outline"), Scalar::Boolean(without));
}

/// Mirrors on the customer when they were first reached, by what stands after the step.
fn mirror(run: &mut StepRun<'_>, written: &[(String, Scalar)]) {
    let mut facts = run.merged();
    facts.0.extend(written.iter().cloned());
    let first = first_connected_at(&facts).map_or(Scalar::Null, Instant::to_scalar);
    touch_customer(run, "communicated_at", first);
}
