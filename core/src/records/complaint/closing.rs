//! The end of a complaint: prevented, called back, closed with approval (S-28).
//! Absent by design: its consequence for one of us (`complaint_consequence.rs`).

use super::{
    goes_on,
    handling::{INVESTIGATE, is_classified},
    intake::{ENDS, end_follow_ups, not_before},
    is_resolved,
};
use crate::{
    records::{
        callback::{self, made, required_follow_up},
        confirming::{ROUND_STAMPS, open_round},
        contact_attempt,
        customer::regular,
        guard::{given_rows, is_empty, need, one_new_row, one_standing_row, person, principal, refuse, refuse_field},
        table::join,
    },
    schema::{Input, Label, Problem, Role, Scalar, StepRun, StepSpec, any, optional, required},
};

/// An action so that it does not happen again: who, by when.
pub const PREVENT: StepSpec = StepSpec {
    verb: "prevent",
    label: Label::new("制定纠正与预防措施", "Plan an action against it"),
    inputs: &[
        required("preventions/*/kind"),
        required("preventions/*/what"),
        required("preventions/*/who"),
        required("preventions/*/until"),
    ],
    stamps: &[],
    guard: |run, problems| {
        goes_on(run, problems);
        let Some(id) = one_new_row(run, "preventions", problems) else { return };
        for (field, zh, en) in [
            ("kind", "措施类型", "The kind"),
            ("what", "措施内容", "What"),
            ("who", "责任人", "Who"),
            ("until", "完成期限", "By when"),
        ] {
            need(run, problems, &format!("preventions/{id}/{field}"), zh, en);
        }
    },
    effect: crate::schema::nothing,
    ..INVESTIGATE
};

/// Somebody other than who did it checks an action.
pub const CHECK_PREVENTION: StepSpec = StepSpec {
    verb: "check_prevention",
    label: Label::new("验证措施", "Check an action"),
    inputs: &[required("preventions/*/checked_note")],
    stamps: &["preventions/*/checked_at", "preventions/*/checked_by"],
    guard: |run, problems| {
        let Some(id) = one_standing_row(run, "preventions", problems) else { return };
        let row = run.before.item("preventions", &id);
        if row.has("checked_at") {
            refuse_field(problems, row.key("checked_note"), "checked", "该措施已验证", "checked already");
        }
        if row.reference("who").is_some_and(|id| id == run.person || id == principal(run)) {
            let (zh, en) = ("责任人不能验证自己的措施", "nobody checks an own action");
            refuse_field(problems, row.key("checked_note"), "own_action", zh, en);
        }
    },
    effect: |run| {
        let me = person(run.person);
        if let Some(id) = given_rows(run, "preventions").into_iter().next() {
            run.set(format!("preventions/{id}/checked_at"), run.at.to_scalar());
            run.set(format!("preventions/{id}/checked_by"), me);
        }
    },
    ..INVESTIGATE
};

const CALL_INPUTS: [Input; contact_attempt::INPUTS.len() + 2] =
    join(contact_attempt::INPUTS, &[optional("callback_solved"), optional("callback_score")]);
const CALLED: &[&str] = &["callback", "called_back_at"];
const CONTACT_CALLED: [&str; contact_attempt::STAMPS.len() + CALLED.len()] = join(contact_attempt::STAMPS, CALLED);
const CALL_STAMPS: [&str; CONTACT_CALLED.len() + ROUND_STAMPS.len()] = join(&CONTACT_CALLED, ROUND_STAMPS);

/// Calls the customer back, or tries to. Unsolved or scored 2 or less takes the complaint up again.
pub const CALL_BACK: StepSpec = StepSpec {
    verb: "call_back",
    label: Label::new("投诉回访", "Call back"),
    rules: &["S-28", "S-26"],
    who: &[any(Role::Desk), any(Role::Supervisor)],
    inputs: &CALL_INPUTS,
    stamps: &CALL_STAMPS,
    touches: &[made::BEGINS, made::GOES_ON, made::ENDS, regular::CALLED],
    guard: call_back_guard,
    effect: call_back_effect,
    ..INVESTIGATE
};

/// The result stands, the callback is still to come, and the caller did not handle it.
fn to_call_back(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    goes_on(run, problems);
    if !is_resolved(run.before) {
        refuse(problems, "not_resolved", "客户尚未确认结果或得到最终答复", "neither confirmed nor finally answered");
    }
    if is_called_back(run) {
        refuse(problems, "called_back", "已回访", "called back already");
    }
    if run.before.reference("in_charge").is_some_and(|id| id == run.person || id == principal(run)) {
        refuse(problems, "own_complaint", "不能回访自己负责的投诉", "nobody calls back a complaint they handled");
    }
}

fn is_called_back(run: &StepRun<'_>) -> bool {
    run.before.has("called_back_at") || run.before.has("callback_unreachable_at")
}

fn call_back_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    to_call_back(run, problems);
    let Some(id) = contact_attempt::guard(run, problems) else { return };
    not_before(run, &format!("contacts/{id}/at"), problems);
    if run.after(&format!("contacts/{id}/connected")) == &Scalar::Boolean(true) {
        for (key, zh, en) in
            [("callback_solved", "问题是否解决", "Whether it is solved"), ("callback_score", "满意度", "The score")]
        {
            if is_empty(run.after(key)) {
                need(run, problems, key, zh, en);
            }
        }
    } else if ["callback_solved", "callback_score"].iter().any(|key| run.given.contains_key(*key)) {
        refuse_field(problems, "callback_score", "no_score", "未接通没有评分", "nobody answered: no score");
    }
}

fn call_back_effect(run: &mut StepRun<'_>) {
    let Some((id, connected, at)) = contact_attempt::stamp(run, "callback") else { return };
    let of = |field: &str| run.after(&format!("contacts/{id}/{field}")).clone();
    let call = made::Call {
        at,
        connected,
        channel: of("channel"),
        to_name: of("to_name"),
        to_phone: of("to_phone"),
        content: of("content"),
        late_reason: of("late_reason"),
        row: id.clone(),
    };
    let known = run.before.reference("callback").filter(|record| {
        run.linked("callback", *record).is_some_and(|facts| !facts.has("made_at") && !facts.has("unreachable_at"))
    });
    let record = match known {
        Some(record) => record,
        None => {
            // Another round's callback takes over what followed the last one.
            made::end_follow_up(run, run.before.reference("callback"));
            made::begin(run, "complaint", "complaint", &call)
        }
    };
    run.set("callback", record.to_scalar());
    made::keep_call(run, record, &call);
    if !connected {
        return;
    }
    let (solved, score) = (run.after("callback_solved").clone(), run.after("callback_score").clone());
    made::keep_answer(run, record, &call, solved.as_text().unwrap_or_default(), score.clone());
    let number = if let Scalar::Integer(score) = score { Some(score) } else { None };
    if required_follow_up(solved.as_text(), number).is_none() {
        run.set("called_back_at", at.to_scalar());
        return;
    }
    let complaint = run.record.to_scalar();
    run.touch("callback", record, "follow_up", Scalar::text("to_complaint"));
    run.touch("callback", record, "follow_up_complaint", complaint);
    open_round(run, Scalar::text(call.content.as_text().unwrap_or_default().chars().take(1000).collect::<String>()));
}

/// Gives the callback up: three attempts on two days.
pub const GIVE_UP_CALLBACK: StepSpec = StepSpec {
    verb: "give_up_callback",
    label: Label::new("回访无法接通", "Give the callback up"),
    inputs: &[],
    stamps: &["callback_unreachable_at"],
    touches: &[made::GOES_ON],
    guard: |run, problems| {
        to_call_back(run, problems);
        let attempts = run.before.reference("callback").and_then(|id| run.linked("callback", id));
        match attempts {
            Some(facts) => callback::enough_attempts(&facts, 0, problems),
            None => refuse(problems, "attempts_missing", "尚未尝试回访", "nobody tried yet"),
        }
    },
    effect: |run| {
        let at = run.at.to_scalar();
        run.set("callback_unreachable_at", at.clone());
        if let Some(record) = run.before.reference("callback") {
            run.touch("callback", record, "unreachable_at", at);
        }
    },
    ..CALL_BACK
};

/// What must be there before it can be closed (domain §4.16).
fn is_complete(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    goes_on(run, problems);
    is_classified(run, problems);
    if !is_resolved(run.before) {
        refuse(problems, "not_resolved", "客户尚未确认结果或得到最终答复", "neither confirmed nor finally answered");
    }
    if !is_called_back(run) {
        refuse(problems, "not_called_back", "请先回访客户", "call the customer back first");
    }
    if !run.before.has("judged_at") {
        refuse(problems, "not_judged", "请先判定投诉是否成立", "find first whether it is justified");
    }
    let justified = run.before.text("justified").is_some_and(|code| code != "unjustified");
    let kinds: Vec<&str> = run.before.items("preventions").iter().filter_map(|row| row.text("kind")).collect();
    if justified && !(kinds.contains(&"corrective") && kinds.contains(&"preventive")) {
        let (zh, en) = ("投诉成立：请制定纠正措施和预防措施", "justified: plan a corrective and a preventive action");
        refuse(problems, "not_prevented", zh, en);
    }
}

/// Whoever handled it asks to have it closed.
pub const PROPOSE_CLOSING: StepSpec = StepSpec {
    verb: "propose_closing",
    label: Label::new("提请结案", "Propose the closing"),
    inputs: &[optional("closing_note")],
    stamps: &["closed_by", "closing_proposed_at"],
    guard: |run, problems| {
        is_complete(run, problems);
        if run.before.has("closing_proposed_at") {
            refuse(problems, "proposed", "已提请结案", "proposed already");
        }
    },
    effect: |run| {
        let me = person(run.person);
        run.set("closed_by", me);
        run.set("closing_proposed_at", run.at.to_scalar());
    },
    ..INVESTIGATE
};

/// The supervisor approves the closing; never whom it is about.
pub const CLOSE: StepSpec = StepSpec {
    verb: "close",
    label: Label::new("批准结案", "Approve the closing"),
    rules: &["S-28", "R-supervisor"],
    who: &[any(Role::Supervisor)],
    inputs: &[optional("closing_note")],
    stamps: &["closed_by", "approved_by", "closed_at", "pauses/*/until"],
    touches: ENDS,
    guard: is_complete,
    effect: |run| {
        let me = person(run.person);
        if !run.before.has("closed_by") {
            run.set("closed_by", me.clone());
        }
        run.set("approved_by", me);
        run.set("closed_at", run.at.to_scalar());
        crate::records::pause::end_all(run);
        end_follow_ups(run);
    },
    ..INVESTIGATE
};

/// The sales manager approves the closing of one about sales.
pub const CLOSE_ABOUT_SALES: StepSpec = StepSpec {
    verb: "close_about_sales",
    label: Label::new("批准结案（销售类）", "Approve the closing, about sales"),
    rules: &["S-28", "R-manager"],
    who: &[any(Role::Manager)],
    guard: |run, problems| {
        is_complete(run, problems);
        let about_sales = run.before.text("department") == Some("sales")
            || matches!(run.before.text("nature"), Some("price" | "contract"));
        if !about_sales {
            refuse(
                problems,
                "not_about_sales",
                "非销售类投诉由售后主管结案",
                "only one about sales: else the supervisor's",
            );
        }
    },
    ..CLOSE
};
