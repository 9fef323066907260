//! What an unsolved or badly scored callback makes: a ticket reopened or taken in, a complaint (domain §2.3
//! no. 19). Absent by design: deciding that nothing follows, which is the supervisor's own step.

use super::begin::given_contact;
use crate::{
    records::{
        complaint,
        guard::{person, principal, refuse, refuse_field, round},
        job, ticket,
    },
    schema::{Instant, Problem, RecordId, Scalar, StepRun, Touch},
};

/// Scores up to this one make a complaint; 3 is neutral.
const LOW_SCORE: i64 = 2;

/// What must follow: unsolved reopens; otherwise a low score becomes a complaint.
pub fn required_follow_up(solved: Option<&str>, score: Option<i64>) -> Option<&'static str> {
    match (solved, score) {
        (Some("unsolved"), _) => Some("reopen"),
        (Some(_), Some(score)) if score <= LOW_SCORE => Some("to_complaint"),
        _ => None,
    }
}

/// A ticket taken in from a callback, when there is none to reopen.
pub(super) const TAKES_IN: Touch = Touch {
    kind: "ticket",
    creates: true,
    keys: &[
        "channel",
        "submitted_at",
        "call_answered",
        "taken_in_at",
        "taken_in_by",
        "responded_at",
        "responded_by",
        "customer",
        "customer_name",
        "contact_name",
        "contact_phone",
        "description",
        "machine_down",
        "origin_callback",
    ],
};
/// A ticket reopened by a callback.
pub(super) const REOPENS: Touch = Touch {
    kind: "ticket",
    creates: false,
    keys: &[
        "round",
        "rounds/*/opened_at",
        "rounds/*/opened_by",
        "rounds/*/opened_reason",
        "reopen_reason",
        "closed_unsolved_at",
        "origin_callback",
    ],
};
/// Its machine says that the job is open again.
pub(super) const ON_EQUIPMENT: Touch = Touch { kind: "equipment", creates: false, keys: &["jobs/*/closed"] };

/// Nobody calls back an own repair, training or installation.
pub(super) fn not_own_repair(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let me = [run.person, principal(run)];
    let served = RecordId::from_scalar(run.after("service_person")).is_some_and(|id| me.contains(&id));
    let worked = ["ticket", "installation", "training"].iter().any(|kind| {
        let source = run.before.reference(kind).and_then(|id| run.linked(kind, id));
        source.is_some_and(|facts| {
            me.iter().any(|id| job::ever_worked(&facts, *id) || facts.reference("trainer") == Some(*id))
        })
    });
    if served || worked {
        refuse(problems, "own_repair", "不能回访自己的服务", "nobody calls back an own job");
    }
}

/// The ticket to reopen is this customer's, and over.
pub(super) fn reopen_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let Some(id) = RecordId::from_scalar(run.after("reopens")) else { return };
    let Some(facts) = run.linked("ticket", id) else {
        refuse_field(problems, "reopens", "unknown_record", "找不到该工单", "the ticket is not known here");
        return;
    };
    if facts.reference("customer") != run.before.reference("customer") {
        refuse_field(problems, "reopens", "other_customer", "不是该客户的工单", "not a ticket of this customer");
    }
    let is_over = ticket::closed_at(&facts).is_some() || facts.has(&format!("work/{}/solved_at", round(&facts)));
    if !is_over || ["merged_into", "withdrawn_at", "imported"].iter().any(|key| facts.has(key)) {
        let (zh, en) =
            ("该工单仍在处理，或已合并、撤回、导入，不能重开", "the ticket is open, or merged, withdrawn or imported");
        refuse_field(problems, "reopens", "not_reopenable", zh, en);
    }
}

/// What the customer said in the call, as long as a reason may be.
fn words(run: &StepRun<'_>) -> Scalar {
    let content = given_contact(run).map(|id| run.after(&format!("contacts/{id}/content")).clone());
    let text = content.as_ref().and_then(Scalar::as_text).unwrap_or_default();
    Scalar::text(text.chars().take(1000).collect::<String>())
}

/// Reopens the ticket named, or takes in another one from this call, which is its first response.
pub(super) fn reopen(run: &mut StepRun<'_>, at: Instant) {
    let (me, now, reason) = (person(run.person), run.at.to_scalar(), words(run));
    let origin = run.record.to_scalar();
    if let Some(id) = RecordId::from_scalar(run.after("reopens")) {
        let Some(facts) = run.linked("ticket", id) else { return };
        let next = round(&facts) + 1;
        run.touch("ticket", id, "round", Scalar::Integer(next));
        run.touch("ticket", id, format!("rounds/{next}/opened_at"), now);
        run.touch("ticket", id, format!("rounds/{next}/opened_by"), me);
        run.touch("ticket", id, format!("rounds/{next}/opened_reason"), reason.clone());
        run.touch("ticket", id, "reopen_reason", reason);
        run.touch("ticket", id, "closed_unsolved_at", Scalar::Null);
        run.touch("ticket", id, "origin_callback", origin);
        if let Some(machine) =
            facts.reference("equipment").filter(|machine| run.linked("equipment", *machine).is_some())
        {
            run.touch("equipment", machine, format!("jobs/{id}/closed"), Scalar::Boolean(false));
        }
        run.set("follow_up_ticket", id.to_scalar());
        return;
    }
    let (contact, call) = (given_contact(run).unwrap_or_default(), at.to_scalar());
    let said = |run: &StepRun<'_>, field: &str| run.after(&format!("contacts/{contact}/{field}")).clone();
    let writes = [
        ("channel", Scalar::text("other")),
        ("submitted_at", call.clone()),
        ("call_answered", Scalar::Boolean(true)),
        ("taken_in_at", now),
        ("taken_in_by", me.clone()),
        ("responded_at", call),
        ("responded_by", me),
        ("customer", run.after("customer").clone()),
        ("customer_name", run.after("customer_name").clone()),
        ("contact_name", said(run, "to_name")),
        ("contact_phone", said(run, "to_phone")),
        ("description", reason),
        ("origin_callback", origin),
        ("machine_down", Scalar::Boolean(run.after("running_well") == &Scalar::Boolean(false))),
    ];
    let record = run.create("ticket", "follow-up");
    for (key, value) in writes.into_iter().filter(|(_, value)| !value.is_null()) {
        run.touch("ticket", record, key, value);
    }
    run.set("follow_up_ticket", record.to_scalar());
}

/// Makes a complaint of what the customer said.
pub(super) fn complain(run: &mut StepRun<'_>, at: Instant) {
    let contact = given_contact(run).unwrap_or_default();
    let said = |field: &str| run.after(&format!("contacts/{contact}/{field}")).clone();
    let origin = complaint::made::Origin {
        callback: run.record,
        ticket: None,
        at,
        by_name: said("to_name"),
        by_phone: said("to_phone"),
        words: words(run),
        about: run.after("service_person").clone(),
    };
    let record = complaint::made::begin(run, origin);
    run.set("follow_up_complaint", record.to_scalar());
}
