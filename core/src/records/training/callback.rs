//! The training callback: do they master it, what is still open, or nobody can be reached (S-18, D-08).
//! Absent by design: the callback's own record (客户回访记录).

use std::collections::BTreeSet;

use super::{
    evaluation::{questions_guard, stamp_answered, stamp_asked},
    goes_on, has_open_question, held, last_end,
    planning::{OFFICE_AND_CREW, is_yes},
    session::mastery_guard,
};
use crate::{
    records::{
        contact_attempt::{self, spaced_attempts},
        guard::{given_rows, is_empty, need, one_new_row, person, principal, refuse, refuse_field},
        table::join,
    },
    schema::{Input, Instant, Label, Problem, RecordId, Scalar, StepRun, StepSpec, optional, required},
};

/// Attempts, on two days, after which nobody can be reached (domain §2.2, D-08).
const ATTEMPTS: usize = 3;
/// Days on which they are made.
const ATTEMPT_DAYS: usize = 2;

const CALL_BACK_INPUTS: [Input; contact_attempt::INPUTS.len() + 7] = join(
    contact_attempt::INPUTS,
    &[
        required("callbacks/*/mastery"),
        required("callbacks/*/questions_answered"),
        optional("callbacks/*/further_training"),
        optional("attendees/*/mastery"),
        optional("questions/*/question"),
        optional("questions/*/asked_by"),
        optional("questions/*/answer"),
    ],
);

const CALL_BACK_STAMPS: [&str; contact_attempt::STAMPS.len() + 8] = join(
    contact_attempt::STAMPS,
    &[
        "callbacks/*/session",
        "callbacks/*/contact",
        "callbacks/*/at",
        "callbacks/*/by",
        "callbacks/*/late_entry",
        "questions/*/asked_at",
        "questions/*/answered_by",
        "questions/*/answered_at",
    ],
);

/// Records an attempt that reached nobody. It never meets a clock.
pub const RECORD_ATTEMPT: StepSpec = StepSpec {
    verb: "record_attempt",
    label: Label::new("登记未接通", "Record an attempt"),
    rules: &["S-18", "D-08"],
    who: OFFICE_AND_CREW,
    begins: false,
    inputs: contact_attempt::INPUTS,
    stamps: contact_attempt::STAMPS,
    touches: &[],
    guard: |run, problems| {
        caller_guard(run, problems);
        let Some(contact) = attempt_guard(run, problems) else { return };
        let key = format!("contacts/{contact}/connected");
        if is_yes(run.after(&key)) {
            refuse_field(problems, key, "connected", "已接通，请填写回访", "connected: record the callback");
        }
    },
    effect: |run| {
        contact_attempt::stamp(run, "callback");
    },
};

/// After a session that was held; by a trainer only as the company allows (domain §7.1).
fn caller_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    goes_on(run, problems);
    let held = held(run.before);
    if held.is_empty() {
        refuse(problems, "nothing_held", "尚未举行培训", "no session was held yet");
    }
    let is_me = |trainer: RecordId| trainer == run.person || trainer == principal(run);
    let is_allowed = || run.settings().is_some_and(|settings| settings.is_true("trainer_may_call_back"));
    if held.iter().filter_map(|session| session.reference("trainer")).any(is_me) && !is_allowed() {
        let (zh, en) = ("培训师不能回访自己的培训", "a trainer does not call back an own training");
        refuse(problems, "own_training", zh, en);
    }
}

/// A contact whose time is believable and not before the end of the session it is about.
fn attempt_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) -> Option<String> {
    let contact = contact_attempt::guard(run, problems)?;
    let key = format!("contacts/{contact}/at");
    let at = run.given.get(&key).and_then(Instant::from_scalar);
    if let (Some(at), Some(end)) = (at, last_end(run.before))
        && at.utc_ms < end.utc_ms
    {
        let (zh, en) = ("回访不能早于培训结束", "a callback lies after the end of the session");
        refuse_field(problems, key, "before_the_start", zh, en);
    }
    Some(contact)
}

/// Calls back: how well they master it, and whether everything they asked is answered. Meets D-08.
pub const CALL_BACK: StepSpec = StepSpec {
    verb: "call_back",
    label: Label::new("培训回访", "Call back"),
    inputs: &CALL_BACK_INPUTS,
    stamps: &CALL_BACK_STAMPS,
    guard: call_back_guard,
    effect: call_back_effect,
    ..RECORD_ATTEMPT
};

fn call_back_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    caller_guard(run, problems);
    if let Some(contact) = attempt_guard(run, problems) {
        contact_attempt::must_be_connected(run, &contact, problems);
    }
    questions_guard(run, problems);
    mastery_guard(run, problems);
    let Some(id) = one_new_row(run, "callbacks", problems) else { return };
    let key = |field: &str| format!("callbacks/{id}/{field}");
    need(run, problems, &key("mastery"), "掌握程度", "The mastery");
    need(run, problems, &key("questions_answered"), "遗留问题是否已解答", "Whether the questions are answered");
    if run.after(&key("mastery")).as_text() == Some("to_retrain") {
        need(run, problems, &key("further_training"), "后续培训需求", "What further training they need");
    }
    let merged = run.merged();
    let is_open = merged.items("questions").iter().any(|row| !row.has("answered_at") && is_empty(row.get("answer")));
    match (run.after(&key("questions_answered")), is_open) {
        (Scalar::Boolean(true), true) => {
            let (zh, en) = ("还有遗留问题未解答", "a question is not answered yet");
            refuse_field(problems, key("questions_answered"), "question_open", zh, en);
        }
        (Scalar::Boolean(false), false) => {
            let (zh, en) = ("请登记未解答的问题", "note the question that is open");
            refuse_field(problems, key("questions_answered"), "question_missing", zh, en);
        }
        _ => {}
    }
}

fn call_back_effect(run: &mut StepRun<'_>) {
    stamp_asked(run);
    stamp_answered(run);
    let Some((contact, _, at)) = contact_attempt::stamp(run, "callback") else { return };
    let late = !is_empty(run.after(&format!("contacts/{contact}/late_reason")));
    let Some(id) = given_rows(run, "callbacks").into_iter().next() else { return };
    stamp_callback(run, &id, &contact, at);
    run.set(format!("callbacks/{id}/late_entry"), Scalar::Boolean(late));
}

fn stamp_callback(run: &mut StepRun<'_>, id: &str, contact: &str, at: Instant) {
    let (me, session) = (person(run.person), held(run.before).last().map(|session| session.id.to_owned()));
    if let Some(session) = session {
        run.set(format!("callbacks/{id}/session"), Scalar::text(session));
    }
    run.set(format!("callbacks/{id}/contact"), Scalar::text(contact));
    run.set(format!("callbacks/{id}/at"), at.to_scalar());
    run.set(format!("callbacks/{id}/by"), me);
}

/// Gives up: nobody was reached in three attempts, 30 minutes apart, on two days. Ends D-08.
pub const CLOSE_UNREACHABLE: StepSpec = StepSpec {
    verb: "close_unreachable",
    label: Label::new("无法接通", "Give up: unreachable"),
    inputs: &[],
    stamps: &[
        "callbacks/*/session",
        "callbacks/*/contact",
        "callbacks/*/at",
        "callbacks/*/by",
        "callbacks/*/unreachable",
    ],
    guard: |run, problems| {
        caller_guard(run, problems);
        let Some(end) = last_end(run.before) else { return };
        if super::last_callback(run.before).is_some() && !has_open_question(run.before) {
            refuse(problems, "called_back", "已回访", "called back already");
        }
        let days: BTreeSet<_> = attempts(run, end).into_iter().map(|(at, _)| at.local().date()).collect();
        if spaced_attempts(run.before, end.utc_ms) < ATTEMPTS || days.len() < ATTEMPT_DAYS {
            let (zh, en) =
                ("需在两天内至少三次未接通，每次间隔30分钟", "needs three attempts, 30 minutes apart, on two days");
            refuse(problems, "attempts_missing", zh, en);
        }
    },
    effect: |run| {
        let last = last_end(run.before).and_then(|end| attempts(run, end).pop());
        if let Some((_, contact)) = last {
            let id = run.item_id("unreachable");
            stamp_callback(run, &id, &contact, run.at);
            run.set(format!("callbacks/{id}/unreachable"), Scalar::Boolean(true));
        }
    },
    ..RECORD_ATTEMPT
};

/// The attempts that reached nobody since a session ended, in order, with their rows.
fn attempts(run: &StepRun<'_>, since: Instant) -> Vec<(Instant, String)> {
    let rows = run.before.items("contacts").into_iter().filter(|row| !row.is_true("connected"));
    let mut attempts: Vec<_> = rows
        .filter_map(|row| Some((row.instant("at")?, row.id.to_owned())))
        .filter(|(at, _)| at.utc_ms >= since.utc_ms)
        .collect();
    attempts.sort();
    attempts
}
