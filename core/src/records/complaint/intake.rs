//! A complaint comes in, is classified, reacted to, assigned, escalated, or withdrawn (S-28).
//! Absent by design: what is done about it (`handling.rs`).

use super::{goes_on, made, not_resolved};
use crate::{
    records::{
        callback, contact_attempt,
        guard::{is_empty, need, person, refuse, refuse_field, typed_time},
        hint, pause,
        table::join,
    },
    schema::{
        Instant, Label, Problem, RecordId, Role, Scalar, StepRun, StepSpec, Touch, Who, any, optional, own, required,
    },
};

/// Who takes in and reacts: the office, and salespeople for what they carry.
const OFFICE_AND_SALES: &[Who] = &[any(Role::Desk), any(Role::Supervisor), any(Role::Manager), own(Role::Sales)];
const OFFICE: &[Who] = &[any(Role::Desk), any(Role::Supervisor), any(Role::Manager)];

/// A complaint comes in, with the time the customer complained.
pub const TAKE_IN: StepSpec = StepSpec {
    verb: "take_in",
    label: Label::new("受理投诉", "Take in a complaint"),
    rules: &["S-28", "D-17"],
    who: OFFICE_AND_SALES,
    begins: true,
    inputs: &[
        required("submitted_at"),
        optional("submitted_late_reason"),
        required("channel"),
        optional("customer"),
        optional("customer_name"),
        required("contact_name"),
        required("contact_phone"),
        optional("ticket"),
        optional("order"),
        optional("equipment"),
        optional("about_person"),
        optional("hint"),
        required("nature"),
        required("severity"),
        required("content"),
        optional("demand"),
    ],
    stamps: &["customer", "customer_name", "equipment", "nth", "taken_in_at", "taken_in_by"],
    touches: &[made::COUNTS, hint::TAKEN_UP],
    guard: take_in_guard,
    effect: take_in_effect,
};

fn take_in_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    typed_time(run, "submitted_at", "submitted_late_reason", problems);
    hint::is_open(run, problems);
    if customer_of(run).is_none() {
        need(run, problems, "customer_name", "投诉单位", "The customer's name");
    }
    if let (Some(named), Some(linked)) = (RecordId::from_scalar(run.after("customer")), customer_of_source(run))
        && named != linked
    {
        let (zh, en) = ("与相关工单、订单或设备的客户不一致", "not the customer of the ticket, order or machine");
        refuse_field(problems, "customer", "other_customer", zh, en);
    }
    not_about_oneself(run, problems);
}

/// Nobody takes in, or says who is meant by, a complaint about themselves.
fn not_about_oneself(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if RecordId::from_scalar(run.after("about_person")) == Some(run.person) {
        let (zh, en) = ("关于自己的投诉请由他人受理", "a complaint about oneself is somebody else's to take in");
        refuse_field(problems, "about_person", "about_oneself", zh, en);
    }
}

fn customer_of_source(run: &StepRun<'_>) -> Option<RecordId> {
    ["ticket", "order", "equipment"].into_iter().find_map(|kind| {
        let id = RecordId::from_scalar(run.after(kind))?;
        run.linked(kind, id)?.reference("customer")
    })
}

fn customer_of(run: &StepRun<'_>) -> Option<RecordId> {
    RecordId::from_scalar(run.after("customer")).or_else(|| customer_of_source(run))
}

fn take_in_effect(run: &mut StepRun<'_>) {
    let (me, at, record) = (person(run.person), run.at.to_scalar(), run.record);
    run.set("taken_in_at", at);
    run.set("taken_in_by", me);
    let submitted = Instant::from_scalar(run.after("submitted_at")).unwrap_or(run.at);
    let ticket = RecordId::from_scalar(run.after("ticket")).and_then(|id| run.linked("ticket", id));
    if let Some(machine) = ticket.filter(|facts| facts.has("equipment") && run.after("equipment").is_null()) {
        run.set("equipment", machine.get("equipment").clone());
    }
    if let Some(customer) = customer_of(run) {
        run.set("customer", customer.to_scalar());
        if let Some(facts) = run.linked("customer", customer).filter(|_| is_empty(run.after("customer_name"))) {
            run.set("customer_name", facts.get("name").clone());
        }
        let nth = made::count(run, Some(customer), record, submitted);
        run.set("nth", nth);
    }
    let hint = RecordId::from_scalar(run.after("hint"));
    hint::taken_up(run, hint);
}

/// Says what it is about: of a complaint that a callback made, and when the first word was wrong.
pub const CLASSIFY: StepSpec = StepSpec {
    verb: "classify",
    label: Label::new("登记投诉性质", "Say what it is about"),
    who: OFFICE,
    begins: false,
    inputs: &[
        required("nature"),
        required("severity"),
        optional("demand"),
        optional("about_person"),
        optional("ticket"),
        optional("order"),
        optional("equipment"),
    ],
    stamps: &[],
    touches: &[],
    guard: |run, problems| {
        goes_on(run, problems);
        not_about_oneself(run, problems);
        let about = RecordId::from_scalar(run.after("about_person"));
        if about.is_some() && about == run.before.reference("in_charge") {
            let (zh, en) =
                ("被投诉人员正是负责人，请先改派", "the person in charge is meant: assign somebody else first");
            refuse_field(problems, "about_person", "in_charge", zh, en);
        }
    },
    effect: crate::schema::nothing,
    ..TAKE_IN
};

/// First reaction (D-17a). An attempt that reaches nobody is kept and meets nothing.
pub const REACT: StepSpec = StepSpec {
    verb: "react",
    label: Label::new("首次反应", "First reaction"),
    rules: &["S-28", "D-17a"],
    who: OFFICE_AND_SALES,
    begins: false,
    inputs: contact_attempt::INPUTS,
    stamps: REACT_STAMPS,
    touches: &[],
    guard: |run, problems| {
        goes_on(run, problems);
        if run.before.has("reacted_at") {
            refuse(problems, "already_reacted", "已首次反应", "reacted to already");
        }
        if let Some(id) = contact_attempt::guard(run, problems) {
            not_before(run, &format!("contacts/{id}/at"), problems);
        }
    },
    effect: |run| {
        if let Some((_, true, at)) = contact_attempt::stamp(run, "reaction") {
            reacted(run, at);
        }
    },
};

const REACTED: &[&str] = &["reacted_at", "reacted_by"];
const REACT_STAMPS: &[&str] =
    &join::<_, { contact_attempt::STAMPS.len() + REACTED.len() }>(contact_attempt::STAMPS, REACTED);

/// A clock that runs forward is never met before it started (domain §2.1).
pub(super) fn not_before(run: &StepRun<'_>, key: &str, problems: &mut Vec<Problem>) {
    let (at, submitted) = (run.given.get(key).and_then(Instant::from_scalar), run.before.instant("submitted_at"));
    if let (Some(at), Some(submitted)) = (at, submitted)
        && at.utc_ms < submitted.utc_ms
    {
        let (zh, en) = ("不能早于客户投诉时间", "must not be before the customer complained");
        refuse_field(problems, key, "before_submission", zh, en);
    }
}

/// Stamps the first reaction, if there was none yet.
pub(super) fn reacted(run: &mut StepRun<'_>, at: Instant) {
    if !run.before.has("reacted_at") {
        let me = person(run.person);
        run.set("reacted_at", at.to_scalar());
        run.set("reacted_by", me);
    }
}

/// Puts somebody in charge, of a department; never whom it is about.
pub const ASSIGN: StepSpec = StepSpec {
    verb: "assign",
    label: Label::new("指派负责人", "Put somebody in charge"),
    who: OFFICE,
    begins: false,
    inputs: &[required("in_charge"), optional("department")],
    stamps: &["assigned_at"],
    touches: &[],
    guard: |run, problems| {
        goes_on(run, problems);
        let person = RecordId::from_scalar(run.after("in_charge"));
        if person.is_some() && person == run.before.reference("about_person") {
            let (zh, en) = ("被投诉人员不能负责处理", "whom it is about cannot be in charge");
            refuse_field(problems, "in_charge", "about_person", zh, en);
        }
        if person.and_then(|id| run.linked("person", id)).is_some_and(|facts| facts.has("left_at")) {
            refuse_field(problems, "in_charge", "has_left", "该人员已离职", "the person has left");
        }
    },
    effect: |run| run.set("assigned_at", run.at.to_scalar()),
    ..TAKE_IN
};

/// Brings it before somebody higher, with the reason.
pub const ESCALATE: StepSpec = StepSpec {
    verb: "escalate",
    label: Label::new("升级投诉", "Escalate"),
    who: super::handling::HANDLERS,
    begins: false,
    inputs: &[required("escalated_reason")],
    stamps: &["escalated_at", "escalated_by"],
    touches: &[],
    guard: |run, problems| {
        goes_on(run, problems);
        need(run, problems, "escalated_reason", "升级原因", "The reason");
        if run.before.has("escalated_at") {
            refuse(problems, "escalated", "已升级", "escalated already");
        }
    },
    effect: |run| {
        let me = person(run.person);
        run.set("escalated_at", run.at.to_scalar());
        run.set("escalated_by", me);
    },
    ..TAKE_IN
};

/// What the end of a complaint writes on the callbacks it came from and was told in.
pub(super) const ENDS: &[Touch] = &[callback::made::ENDS];

/// The customer takes it back.
pub const WITHDRAW: StepSpec = StepSpec {
    verb: "withdraw",
    label: Label::new("撤诉", "Withdraw"),
    who: OFFICE,
    begins: false,
    inputs: &[required("withdrawn_note")],
    stamps: &["withdrawn_at", "pauses/*/until"],
    touches: ENDS,
    guard: |run, problems| {
        not_resolved(run, problems);
        need(run, problems, "withdrawn_note", "撤诉说明", "Who withdrew it, and why");
    },
    effect: |run| {
        run.set("withdrawn_at", run.at.to_scalar());
        pause::end_all(run);
        end_follow_ups(run);
    },
    ..TAKE_IN
};

/// Says on the callbacks that this complaint followed that it is over.
pub(super) fn end_follow_ups(run: &mut StepRun<'_>) {
    for key in ["origin_callback", "callback"] {
        let callback = run.before.reference(key);
        let names_this = callback
            .and_then(|id| run.linked("callback", id))
            .is_some_and(|facts| facts.get("follow_up_complaint") == &Scalar::Bytes(run.record.0.to_vec()));
        if names_this {
            callback::made::end_follow_up(run, callback);
        }
    }
}
