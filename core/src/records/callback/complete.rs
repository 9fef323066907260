//! The customer was reached: what they said, and what follows at once (S-26, S-27, domain §2.3 no. 19).
//! Absent by design: how a ticket is reopened or a complaint made (`follow_up.rs`), and leads (`after.rs`).

use super::{
    begin::{CALLERS, RECORD_ATTEMPT, given_contact, is_here},
    follow_up::{self, not_own_repair, required_follow_up},
};
use crate::{
    records::{
        complaint, contact_attempt,
        customer::regular,
        guard::{given_rows, is_empty, need, person, refuse_field},
        table::join,
    },
    schema::{Input, Label, Problem, RecordId, Role, Scalar, StepRun, StepSpec, any, optional, required},
};

/// What is filled in of what the customer said, beside the contact.
const SAID: &[Input] = &[
    required("solved"),
    required("score"),
    optional("score_skill"),
    optional("score_speed"),
    optional("score_attitude"),
    optional("running_well"),
    optional("recorded"),
    optional("recording_told"),
    optional("service_person"),
    optional("serviced_on"),
    optional("suggestions"),
    optional("dissatisfaction"),
    optional("needs/*/what"),
    optional("needs/*/company"),
    optional("needs/*/industry"),
    optional("needs/*/name"),
    optional("needs/*/phone"),
    optional("matters/*/what"),
    optional("matters/*/who"),
    optional("matters/*/until"),
];

const SAID_INPUTS: [Input; contact_attempt::INPUTS.len() + SAID.len()] = join(contact_attempt::INPUTS, SAID);
const COMPLETE_INPUTS: [Input; SAID_INPUTS.len() + 2] =
    join(&SAID_INPUTS, &[required("follow_up"), optional("reopens")]);
const SETTLED_INPUTS: [Input; SAID_INPUTS.len() + 1] = join(&SAID_INPUTS, &[required("no_follow_up_reason")]);

const MADE: &[&str] = &["made_at", "made_by", "channel"];
const MADE_STAMPS: [&str; contact_attempt::STAMPS.len() + MADE.len()] = join(contact_attempt::STAMPS, MADE);
const COMPLETE_STAMPS: [&str; MADE_STAMPS.len() + 2] = join(&MADE_STAMPS, &["follow_up_ticket", "follow_up_complaint"]);
const SETTLED_STAMPS: [&str; MADE_STAMPS.len() + 2] = join(&MADE_STAMPS, &["follow_up", "no_follow_up_by"]);

/// The customer was reached. What no. 19 asks for is done by the same step.
pub const COMPLETE: StepSpec = StepSpec {
    verb: "complete",
    label: Label::new("完成回访", "Complete the callback"),
    rules: &["S-26", "S-27", "D-16"],
    who: CALLERS,
    inputs: &COMPLETE_INPUTS,
    stamps: &COMPLETE_STAMPS,
    touches: &[
        regular::CALLED,
        follow_up::TAKES_IN,
        follow_up::REOPENS,
        follow_up::ON_EQUIPMENT,
        complaint::made::BEGINS,
        complaint::made::COUNTS,
    ],
    guard: |run, problems| {
        said_guard(run, problems);
        follow_up_guard(run, problems);
    },
    effect: |run| {
        let Some((_, at)) = said(run) else { return };
        match run.after("follow_up").as_text() {
            Some("reopen") => follow_up::reopen(run, at),
            Some("to_complaint") => follow_up::complain(run, at),
            _ => {}
        }
    },
    ..RECORD_ATTEMPT
};

/// The supervisor lets nothing follow, with the reason.
pub const COMPLETE_SETTLED: StepSpec = StepSpec {
    verb: "complete_settled",
    label: Label::new("完成回访（主管决定不跟进）", "Complete without a follow-up"),
    rules: &["S-26", "S-27", "R-supervisor"],
    who: &[any(Role::Supervisor)],
    inputs: &SETTLED_INPUTS,
    stamps: &SETTLED_STAMPS,
    touches: &[regular::CALLED],
    guard: |run, problems| {
        said_guard(run, problems);
        need(run, problems, "no_follow_up_reason", "不跟进原因", "The reason");
        if required_of(run).is_none() {
            let (zh, en) = ("无需主管决定，请使用“完成回访”", "nothing has to follow: complete it");
            refuse_field(problems, "no_follow_up_reason", "not_needed", zh, en);
        }
    },
    effect: |run| {
        let me = person(run.person);
        if said(run).is_some() {
            run.set("follow_up", Scalar::text("none"));
            run.set("no_follow_up_by", me);
        }
    },
    ..COMPLETE
};

/// What no. 19 asks for, from what was given.
fn required_of(run: &StepRun<'_>) -> Option<&'static str> {
    let score = match run.after("score") {
        Scalar::Integer(score) => Some(*score),
        _ => None,
    };
    required_follow_up(run.after("solved").as_text(), score)
}

fn said_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    is_here(run, problems);
    not_own_repair(run, problems);
    if let Some(id) = contact_attempt::guard(run, problems) {
        contact_attempt::must_be_connected(run, &id, problems);
    }
    if run.after("recorded") == &Scalar::Boolean(true) && run.after("recording_told") != &Scalar::Boolean(true) {
        let (zh, en) = ("录音须事先告知客户", "a recording is told beforehand");
        refuse_field(problems, "recording_told", "recording_not_told", zh, en);
    }
    rows_guard(run, problems);
}

/// Each new need says what; a referral whom to ask for; each matter who and by when.
pub(super) fn rows_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    for id in given_rows(run, "needs") {
        let key = |field: &str| format!("needs/{id}/{field}");
        need(run, problems, &key("what"), "需求内容", "What is needed");
        if !is_empty(run.after(&key("company"))) {
            need(run, problems, &key("name"), "联系人", "Whom to ask for");
            need(run, problems, &key("phone"), "电话", "The number");
        }
    }
    for id in given_rows(run, "matters") {
        let key = |field: &str| format!("matters/{id}/{field}");
        need(run, problems, &key("what"), "事项", "What remains");
        need(run, problems, &key("who"), "责任人", "Who does it");
        need(run, problems, &key("until"), "完成期限", "By when");
    }
}

fn follow_up_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let chosen = run.after("follow_up").as_text();
    match (required_of(run), chosen) {
        (Some("reopen"), Some(code)) if code != "reopen" => {
            let (zh, en) =
                ("客户表示未解决：请重开工单，或由主管决定不跟进", "not solved: reopen, or a supervisor decides");
            refuse_field(problems, "follow_up", "must_reopen", zh, en);
        }
        (Some("to_complaint"), Some(code)) if code != "to_complaint" => {
            let (zh, en) = (
                "评分不高于2分：请转投诉，或由主管决定不跟进",
                "a score of 2 or less: complaint, or a supervisor decides",
            );
            refuse_field(problems, "follow_up", "must_complain", zh, en);
        }
        _ => {}
    }
    match chosen {
        Some("new_lead") if given_rows(run, "needs").is_empty() => {
            refuse_field(problems, "needs", "row_missing", "请填写新需求", "write down the new need");
        }
        Some("none") if run.after("solved").as_text() == Some("partly") && given_rows(run, "matters").is_empty() => {
            let (zh, en) =
                ("部分解决：请填写遗留事项、责任人和期限", "partly solved: say what remains, who and by when");
            refuse_field(problems, "matters", "row_missing", zh, en);
        }
        _ => {}
    }
    if chosen == Some("reopen") {
        follow_up::reopen_guard(run, problems);
    } else if !run.after("reopens").is_null() {
        let (zh, en) = ("未选择“重开工单”", "only when the follow-up is to reopen");
        refuse_field(problems, "reopens", "not_reopening", zh, en);
    }
}

/// Stamps the contact and the callback, here and on the customer. Gives the contact and its time.
fn said(run: &mut StepRun<'_>) -> Option<(String, crate::schema::Instant)> {
    let id = given_contact(run)?;
    let (_, _, at) = contact_attempt::stamp(run, "callback")?;
    let (me, channel) = (person(run.person), run.after(&format!("contacts/{id}/channel")).clone());
    run.set("made_at", at.to_scalar());
    run.set("made_by", me);
    run.set("channel", channel);
    let (customer, record) = (RecordId::from_scalar(run.after("customer")), run.record);
    regular::called(run, customer, record, at);
    Some((id, at))
}
