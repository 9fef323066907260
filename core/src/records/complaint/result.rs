//! The result of a complaint: written down, shown, confirmed by the customer, or finally answered (S-28).
//! Absent by design: what a confirmation must hold (`confirmation.rs`), and the closing (`closing.rs`).

use super::{
    goes_on,
    handling::{INVESTIGATE, is_classified, was_acted_on},
    intake::not_before,
    not_resolved,
};
use crate::{
    records::{
        confirmation::{self, SigningRules},
        confirming, contact_attempt,
        guard::{need, person, refuse, refuse_field, round},
        pause,
        table::join,
    },
    schema::{Input, Label, Problem, StepRun, StepSpec, required},
};

fn outcome_key(run: &StepRun<'_>, field: &str) -> String {
    format!("outcomes/{}/{field}", round(run.before))
}

/// The result of what was done, as the customer will be told; what was shown before falls away.
pub const RECORD_RESULT: StepSpec = StepSpec {
    verb: "record_result",
    label: Label::new("填写处理结果", "Write down the result"),
    inputs: &[required("outcomes/@/result")],
    stamps: &["outcomes/@/result_at", "outcomes/@/result_by", "rounds/@/presented_at"],
    guard: |run, problems| {
        not_resolved(run, problems);
        is_classified(run, problems);
        need(run, problems, &outcome_key(run, "result"), "处理结果", "The result");
        if !was_acted_on(run) {
            refuse(problems, "nothing_done", "请先记录执行情况", "record what was done first");
        }
    },
    effect: |run| {
        let (me, at, by) = (person(run.person), outcome_key(run, "result_at"), outcome_key(run, "result_by"));
        run.set(at, run.at.to_scalar());
        run.set(by, me);
        confirmation::unpresent(run);
    },
    ..INVESTIGATE
};

/// There is a result to confirm, in this round.
fn has_result(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    not_resolved(run, problems);
    if !run.before.has(&outcome_key(run, "result_at")) {
        refuse(problems, "no_result", "请先填写处理结果", "write down the result first");
    }
}

/// Shows or reads the result to the customer.
pub const PRESENT: StepSpec = StepSpec {
    verb: "present",
    label: Label::new("向客户出示结果", "Show the result"),
    inputs: confirmation::PRESENT_INPUTS,
    stamps: confirmation::PRESENT_STAMPS,
    guard: |run, problems| {
        has_result(run, problems);
        confirmation::present_guard(run, problems);
    },
    effect: confirmation::present_effect,
    ..INVESTIGATE
};

/// By signature, paper, link or a note of a telephone call (domain §6.1, §6.2).
const RULES: SigningRules = SigningRules {
    ways: &["device", "link", "paper", "telephone"],
    authorities: &["written", "position", "oral", "none"],
    capacities: &["complainant", "handling_person", "authorised_representative", "legal_representative"],
};

const CONFIRM_STAMPS: [&str; confirmation::SIGN_STAMPS.len() + 1] =
    join(confirmation::SIGN_STAMPS, &["pauses/*/until"]);

/// The customer confirms the result (D-17c).
pub const CONFIRM: StepSpec = StepSpec {
    verb: "confirm",
    label: Label::new("客户确认结果", "The customer confirms the result"),
    rules: &["S-28", "D-17c"],
    inputs: confirmation::SIGN_INPUTS,
    stamps: &CONFIRM_STAMPS,
    guard: |run, problems| {
        has_result(run, problems);
        confirmation::sign_guard(run, &RULES, problems);
        not_before(run, &confirmation::key(run, "confirmed_at"), problems);
        if run.after(&confirmation::key(run, "opinion")).as_text() == Some("disagree") {
            let (zh, en) = (
                "客户不同意结果：请继续处理，或给出最终答复",
                "the customer disagrees: act further, or answer finally",
            );
            refuse_field(problems, confirmation::key(run, "opinion"), "disagrees", zh, en);
        }
    },
    effect: |run| {
        confirmation::sign_effect(run);
        pause::end_all(run);
    },
    ..INVESTIGATE
};

/// The represented person ratifies a proxy's confirmation, or refuses to.
pub const RATIFY: StepSpec = StepSpec {
    rules: &["S-28"],
    who: INVESTIGATE.who,
    guard: |run, problems| {
        goes_on(run, problems);
        (confirming::RATIFY.guard)(run, problems);
    },
    ..confirming::RATIFY
};

const ANSWER_INPUTS: [Input; contact_attempt::INPUTS.len() + 1] =
    join(contact_attempt::INPUTS, &[required("outcomes/@/final_answer")]);
const ANSWER: &[&str] = &["outcomes/@/final_answer_at", "outcomes/@/final_answer_by", "pauses/*/until"];
const ANSWER_STAMPS: [&str; contact_attempt::STAMPS.len() + ANSWER.len()] = join(contact_attempt::STAMPS, ANSWER);

/// The reasoned final answer, when the customer does not confirm (D-17c).
pub const FINAL_ANSWER: StepSpec = StepSpec {
    verb: "final_answer",
    label: Label::new("最终答复", "Final answer"),
    rules: &["S-28", "D-17c"],
    inputs: &ANSWER_INPUTS,
    stamps: &ANSWER_STAMPS,
    guard: |run, problems| {
        not_resolved(run, problems);
        is_classified(run, problems);
        need(run, problems, &outcome_key(run, "final_answer"), "最终答复及理由", "The answer with its reasons");
        if !run.before.has("judged_at") {
            refuse(problems, "not_judged", "请先判定投诉是否成立", "find first whether it is justified");
        }
        if !run.before.has("plan_told_at") {
            refuse(problems, "not_told", "请先告知处理方案", "tell the plan first");
        }
        if let Some(id) = contact_attempt::guard(run, problems) {
            contact_attempt::must_be_connected(run, &id, problems);
            not_before(run, &format!("contacts/{id}/at"), problems);
        }
    },
    effect: |run| {
        let Some((_, _, at)) = contact_attempt::stamp(run, "final_answer") else { return };
        let (me, at_key, by_key) =
            (person(run.person), outcome_key(run, "final_answer_at"), outcome_key(run, "final_answer_by"));
        run.set(at_key, at.to_scalar());
        run.set(by_key, me);
        pause::end_all(run);
    },
    ..INVESTIGATE
};
