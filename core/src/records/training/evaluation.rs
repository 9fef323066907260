//! What attendees say of a session, and the questions they leave open (S-18, 培训效果评估表).
//! Absent by design: means and counts, which the form makes.

use super::planning::OFFICE_AND_CREW;
use crate::{
    records::guard::{given_rows, is_empty, need, one_new_row, one_standing_row, person, refuse_field},
    schema::{Label, Problem, StepRun, StepSpec, optional, required},
};

/// One attendee's evaluation of a session, with their name or anonymous.
pub const EVALUATE: StepSpec = StepSpec {
    verb: "evaluate",
    label: Label::new("培训效果评估", "Evaluate the training"),
    rules: &["S-18"],
    who: OFFICE_AND_CREW,
    begins: false,
    inputs: &[
        required("evaluations/*/session"),
        optional("evaluations/*/name"),
        optional("evaluations/*/anonymous"),
        optional("evaluations/*/content_practical"),
        optional("evaluations/*/content_clear"),
        optional("evaluations/*/content_fits"),
        optional("evaluations/*/content_up_to_date"),
        optional("evaluations/*/trainer_knowledge"),
        optional("evaluations/*/trainer_explaining"),
        optional("evaluations/*/trainer_interaction"),
        optional("evaluations/*/trainer_answers"),
        optional("evaluations/*/organisation_time"),
        optional("evaluations/*/organisation_place"),
        optional("evaluations/*/organisation_equipment"),
        optional("evaluations/*/organisation_material"),
        required("evaluations/*/effect_mastery"),
        optional("evaluations/*/effect_skill"),
        optional("evaluations/*/effect_help"),
        optional("evaluations/*/test_result"),
        optional("evaluations/*/helped"),
        optional("evaluations/*/missing"),
        optional("questions/*/question"),
        optional("questions/*/asked_by"),
    ],
    stamps: &["evaluations/*/at", "evaluations/*/recorded_by", "questions/*/asked_at"],
    touches: &[],
    guard: |run, problems| {
        super::goes_on(run, problems);
        questions_guard(run, problems);
        let Some(id) = one_new_row(run, "evaluations", problems) else { return };
        let key = |field: &str| format!("evaluations/{id}/{field}");
        need(run, problems, &key("effect_mastery"), "掌握程度评分", "The score of mastery");
        let session = run.after(&key("session")).as_text().unwrap_or_default().to_owned();
        if !run.before.item("sessions", &session).has("started_at") {
            let (zh, en) = ("请选择已开始的场次", "choose a session that has begun");
            refuse_field(problems, key("session"), "row_unknown", zh, en);
        }
        if is_empty(run.after(&key("name"))) != super::planning::is_yes(run.after(&key("anonymous"))) {
            let (zh, en) = ("请填写姓名，或选择匿名", "either a name or anonymous");
            refuse_field(problems, key("name"), "name_or_anonymous", zh, en);
        }
    },
    effect: |run| {
        let me = person(run.person);
        for id in given_rows(run, "evaluations") {
            run.set(format!("evaluations/{id}/at"), run.at.to_scalar());
            run.set(format!("evaluations/{id}/recorded_by"), me.clone());
        }
        stamp_asked(run);
    },
};

/// Given questions are new or stand unanswered, and say something.
pub(super) fn questions_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    for id in given_rows(run, "questions") {
        let row = run.before.item("questions", &id);
        need(run, problems, &row.key("question"), "遗留问题", "The question");
        if row.has("answered_at") {
            let (zh, en) = ("该问题已解答", "this question is answered");
            refuse_field(problems, row.key("answer"), "answered", zh, en);
        }
    }
}

/// Stamps when new questions were asked.
pub(super) fn stamp_asked(run: &mut StepRun<'_>) {
    for id in given_rows(run, "questions") {
        let key = format!("questions/{id}/asked_at");
        if !run.before.has(&key) {
            run.set(key, run.at.to_scalar());
        }
    }
}

/// Notes a question that could not be answered at once.
pub const ASK_QUESTION: StepSpec = StepSpec {
    verb: "ask_question",
    label: Label::new("登记遗留问题", "Note an open question"),
    inputs: &[required("questions/*/question"), optional("questions/*/asked_by")],
    stamps: &["questions/*/asked_at"],
    guard: |run, problems| {
        super::goes_on(run, problems);
        if let Some(id) = one_new_row(run, "questions", problems) {
            need(run, problems, &format!("questions/{id}/question"), "遗留问题", "The question");
        }
    },
    effect: stamp_asked,
    ..EVALUATE
};

/// Answers a question that was left open.
pub const ANSWER_QUESTION: StepSpec = StepSpec {
    verb: "answer_question",
    label: Label::new("解答遗留问题", "Answer a question"),
    inputs: &[required("questions/*/answer")],
    stamps: &["questions/*/answered_by", "questions/*/answered_at"],
    guard: |run, problems| {
        super::goes_on(run, problems);
        if let Some(id) = one_standing_row(run, "questions", problems) {
            questions_guard(run, problems);
            need(run, problems, &format!("questions/{id}/answer"), "解答", "The answer");
        }
    },
    effect: stamp_answered,
    ..EVALUATE
};

/// Stamps who answered the questions that an answer is given to, and when.
pub(super) fn stamp_answered(run: &mut StepRun<'_>) {
    let me = person(run.person);
    for id in given_rows(run, "questions") {
        if !is_empty(run.after(&format!("questions/{id}/answer"))) {
            run.set(format!("questions/{id}/answered_by"), me.clone());
            run.set(format!("questions/{id}/answered_at"), run.at.to_scalar());
        }
    }
}
