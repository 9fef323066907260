//! The record that a repair's callback keeps beside its ticket (K-callback, S-26), and what follows it.
//! Absent by design: whether the call is right, and the ticket's own rounds (`callback.rs`).

use super::{callback::call_back_guard, rows_of_round};
use crate::{
    records::{
        callback::{made, required_follow_up},
        complaint,
        customer::regular,
        guard::{is_empty, need, one_of, person, refuse_field, round, typed_or_now},
    },
    schema::{Instant, Problem, RecordId, Scalar, StepRun, Touch},
};

/// Since this version of the table a callback keeps a record of its own, and a low score becomes a complaint.
pub(super) const KEPT: u16 = 3;

/// What a call writes beyond the ticket.
pub(super) const TOUCHES: &[Touch] = &[
    Touch { kind: "equipment", creates: false, keys: crate::records::job::MIRRORED },
    made::BEGINS,
    made::GOES_ON,
    Touch { kind: "callback", creates: false, keys: made::ENDS.keys },
    regular::CALLED,
    complaint::made::BEGINS,
    complaint::made::COUNTS,
];

fn key(id: &str, field: &str) -> String {
    format!("callbacks/{id}/{field}")
}

/// What the customer said, as a callback says it; `None` when nobody answered.
fn solved(run: &StepRun<'_>, id: &str) -> Option<&'static str> {
    match run.after(&key(id, "result")).as_text()? {
        "callback_solved" => Some("solved"),
        "callback_unsolved" => Some("unsolved"),
        _ => None,
    }
}

/// What domain §2.3 no. 19 asks for after this call.
pub(super) fn must_follow(run: &StepRun<'_>, id: &str) -> Option<&'static str> {
    let score = match run.after(&key(id, "score")) {
        Scalar::Integer(score) => Some(*score),
        _ => None,
    };
    required_follow_up(solved(run, id), score)
}

/// A low score is a complaint, in the customer's words.
pub(super) fn kept_guard(run: &StepRun<'_>, id: &str, problems: &mut Vec<Problem>) {
    if must_follow(run, id) == Some("to_complaint") && is_empty(run.after(&key(id, "content"))) {
        need(run, problems, &key(id, "content"), "客户不满的内容", "What the customer complains of");
    }
}

/// The supervisor's own call, after which nothing follows.
pub(super) fn settled_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    call_back_guard(run, problems);
    for id in crate::records::guard::given_rows(run, "callbacks") {
        one_of(run, &key(&id, "result"), &["callback_solved", "callback_unsolved"], problems);
        need(run, problems, &key(&id, "no_follow_up_reason"), "不跟进原因", "The reason");
        if must_follow(run, &id).is_none() {
            let (zh, en) = ("无需主管决定，请使用“维修回访”", "nothing has to follow: call back as usual");
            refuse_field(problems, key(&id, "no_follow_up_reason"), "not_needed", zh, en);
        }
    }
}

/// The round's callback that was begun and not answered yet, as far as known here.
fn begun(run: &StepRun<'_>) -> Option<RecordId> {
    rows_of_round(run.before, "callbacks", round(run.before)).iter().rev().find_map(|row| {
        let record = row.reference("record")?;
        let facts = run.linked("callback", record)?;
        (!facts.has("made_at") && !facts.has("unreachable_at")).then_some(record)
    })
}

/// Keeps the call in the callback's record: of one round one record, with every attempt.
pub(super) fn keep(run: &mut StepRun<'_>, id: &str, settled: bool) {
    let of = |field: &str| run.after(&key(id, field)).clone();
    let (at, solved) = (typed_or_now(run, &key(id, "at")), solved(run, id));
    let call = made::Call {
        at,
        connected: solved.is_some(),
        channel: Scalar::text("telephone"),
        to_name: of("to_name"),
        to_phone: of("to_phone"),
        content: of("content"),
        late_reason: of("late_reason"),
        row: id.to_owned(),
    };
    let (due_on, result, score, reason) = (of("due_on"), of("result"), of("score"), of("no_follow_up_reason"));
    let (engineer, present) = (run.before.get("engineer").clone(), round(run.before));
    let record = match begun(run) {
        Some(record) => record,
        None => {
            let record = made::begin(run, "repair", "ticket", &call);
            let day = run.before.instant(&format!("work/{present}/solved_at"));
            let served = day.map_or(Scalar::Null, |at| crate::schema::Date(at.local().date()).to_scalar());
            let writes =
                [("round", Scalar::Integer(present)), ("service_person", engineer.clone()), ("serviced_on", served)];
            made::write(run, record, writes);
            record
        }
    };
    run.set(key(id, "record"), record.to_scalar());
    made::write(run, record, [("due_on", due_on)]);
    made::keep_call(run, record, &call);
    if result.as_text() == Some("unreachable") {
        made::write(run, record, [("unreachable_at", at.to_scalar())]);
    }
    if let Some(solved) = solved {
        made::keep_answer(run, record, &call, solved, score);
        follow(run, id, record, at, settled, reason);
    }
}

/// What follows an answer: nothing by the supervisor's word, the ticket's next round, or a complaint.
fn follow(run: &mut StepRun<'_>, id: &str, record: RecordId, at: Instant, settled: bool, reason: Scalar) {
    let (me, ticket) = (person(run.person), run.record);
    match must_follow(run, id) {
        Some(_) if settled => made::write(run, record, [("no_follow_up_reason", reason), ("no_follow_up_by", me)]),
        Some("reopen") => {
            let writes = [("follow_up", Scalar::text("reopen")), ("follow_up_ticket", ticket.to_scalar())];
            made::write(run, record, writes);
        }
        Some(_) => {
            let origin = complaint::made::Origin {
                callback: record,
                ticket: Some(ticket),
                at,
                by_name: run.after(&key(id, "to_name")).clone(),
                by_phone: run.after(&key(id, "to_phone")).clone(),
                words: run.after(&key(id, "content")).clone(),
                about: run.before.get("engineer").clone(),
            };
            let complaint = complaint::made::begin(run, origin);
            let writes = [("follow_up", Scalar::text("to_complaint")), ("follow_up_complaint", complaint.to_scalar())];
            made::write(run, record, writes);
        }
        None => {}
    }
}

/// The ticket is over: what followed the callbacks of earlier rounds, or one of the customer's, is too.
pub(super) fn end_follow_ups(run: &mut StepRun<'_>) {
    if !run.knows(KEPT) {
        return;
    }
    let present = round(run.before);
    let earlier: Vec<RecordId> = run
        .before
        .items("callbacks")
        .iter()
        .filter(|row| row.integer("round").unwrap_or(1) < present)
        .filter_map(|row| row.reference("record"))
        .chain(run.before.reference("origin_callback"))
        .collect();
    for record in earlier {
        let reopened = run.linked("callback", record).is_some_and(|facts| facts.text("follow_up") == Some("reopen"));
        if reopened {
            made::end_follow_up(run, Some(record));
        }
    }
}
