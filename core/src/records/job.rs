//! A job given to an engineer: dispatched, accepted, rejected, transferred (S-21); who holds it.
//! Absent by design: what the job is; tickets, installations and trainings share this.

use fieldseal_derive::Item;

use super::guard::{given_rows, one_new_row, person, principal, refuse, refuse_field};
use crate::{
    choices,
    schema::{
        Bucket, Date, Facts, Grant, Holder, Input, Instant, ItemId, Label, Problem, RecordId, Role, Scalar, StepRun,
        StepSpec, any, optional, own, required,
    },
};

choices! {
    /// What happened to an assignment.
    pub enum AssignmentEvent {
        Dispatched = "dispatched" ("派工", "Dispatched"),
        Accepted = "job_accepted" ("接单", "Accepted"),
        Rejected = "job_rejected" ("拒单", "Rejected"),
        TransferAsked = "transfer_asked" ("申请转派", "Transfer asked for"),
    }
}

/// Who goes along. The person is the row.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Assistant {
    /// The row's id.
    pub id: ItemId,
    /// The assisting engineer.
    #[field(zh = "协助工程师", en = "Assistant", to = "person", index)]
    pub person: Option<RecordId>,
}

/// One event of the assignment's history.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Assignment {
    /// The row's id.
    pub id: ItemId,
    /// What happened.
    #[field(zh = "事件", en = "Event")]
    pub event: Option<AssignmentEvent>,
    /// When.
    #[field(zh = "时间", en = "At")]
    pub at: Option<Instant>,
    /// Which engineer.
    #[field(zh = "工程师", en = "Engineer", to = "person")]
    pub engineer: Option<RecordId>,
    /// Who did it.
    #[field(zh = "操作人", en = "By", to = "person")]
    pub by: Option<RecordId>,
    /// Why.
    #[field(zh = "原因", en = "Reason", max = 500)]
    pub reason: Option<String>,
}

/// Assistants that get a bucket of their own; more than this on one job are shown, not granted.
const ASSISTANTS_GRANTED: usize = 4;
/// Days after closing during which an engineer still sees a job (domain §7.2).
const DAYS_AFTER_CLOSING: i64 = 30;

const ASSIGNMENT_STAMPS: &[&str] = &[
    "assignments/*/event",
    "assignments/*/at",
    "assignments/*/engineer",
    "assignments/*/by",
    "engineer",
    "dispatched_at",
    "accepted_at",
    "transfer_asked_at",
];

const DISPATCH_INPUTS: &[Input] = &[
    required("engineer"),
    optional("assistants/*/person"),
    optional("assistants/*/removed"),
    optional("assignments/*/reason"),
];

/// Gives the job to an engineer, or to another one.
pub const DISPATCH: StepSpec = StepSpec {
    verb: "dispatch",
    label: Label::new("派工", "Dispatch"),
    rules: &["S-21"],
    who: &[any(Role::Desk), any(Role::Supervisor)],
    begins: false,
    inputs: DISPATCH_INPUTS,
    stamps: ASSIGNMENT_STAMPS,
    touches: &[],
    guard: dispatch_guard,
    effect: dispatch_effect,
};

/// The engineer takes the job.
pub const ACCEPT: StepSpec = StepSpec {
    verb: "accept_job",
    label: Label::new("接单", "Accept the job"),
    who: &[own(Role::Engineer)],
    inputs: &[],
    guard: accept_guard,
    effect: accept_effect,
    ..DISPATCH
};

/// The engineer rejects the job, with the reason.
pub const REJECT: StepSpec = StepSpec {
    verb: "reject_job",
    label: Label::new("拒单", "Reject the job"),
    who: &[own(Role::Engineer)],
    inputs: &[required("assignments/*/reason")],
    guard: reject_guard,
    effect: reject_effect,
    ..DISPATCH
};

/// The engineer asks that somebody else gets the job, with the reason.
pub const ASK_TRANSFER: StepSpec = StepSpec {
    verb: "ask_transfer",
    label: Label::new("申请转派", "Ask for a transfer"),
    who: &[own(Role::Engineer)],
    inputs: &[required("assignments/*/reason")],
    guard: transfer_guard,
    effect: transfer_effect,
    ..DISPATCH
};

/// The engineer is named; a job on which somebody is on site is not taken away under their feet.
pub fn dispatch_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let same = run.before.get("engineer") == run.after("engineer");
    let assistants_given = run.given.keys().any(|key| key.starts_with("assistants/"));
    if run.before.has("engineer") && same && !run.before.has("transfer_asked_at") && !assistants_given {
        refuse_field(
            problems,
            "engineer",
            "already_dispatched",
            "已派给该工程师",
            "dispatched to this engineer already",
        );
    }
    if super::visit::is_on_site(run.before) && !same {
        refuse(problems, "on_site", "工程师正在现场，不能转派", "an engineer is on site: not now");
    }
}

/// Writes the assignment; a new engineer has not accepted yet.
pub fn dispatch_effect(run: &mut StepRun<'_>) {
    let engineer = run.after("engineer").clone();
    if run.before.get("engineer") != &engineer || run.before.has("transfer_asked_at") {
        run.set("accepted_at", Scalar::Null);
        run.set("dispatched_at", run.at.to_scalar());
    }
    run.set("transfer_asked_at", Scalar::Null);
    assignment(run, "dispatched", engineer);
}

/// Dispatched to this engineer and not accepted yet.
pub fn accept_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if run.before.reference("engineer") != Some(principal(run)) {
        refuse(problems, "not_dispatched", "该任务未派给您", "the job is not dispatched to you");
    } else if run.before.has("accepted_at") {
        refuse(problems, "already_accepted", "已接单", "accepted already");
    }
}

fn reject_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if run.before.reference("engineer") != Some(principal(run)) {
        refuse(problems, "not_dispatched", "该任务未派给您", "the job is not dispatched to you");
    } else if super::visit::is_on_site(run.before) {
        refuse(problems, "on_site", "已在现场，请先结束到访", "on site: finish the visit first");
    }
    one_new_row(run, "assignments", problems);
}

fn accept_effect(run: &mut StepRun<'_>) {
    run.set("accepted_at", run.at.to_scalar());
    let engineer = run.before.get("engineer").clone();
    assignment(run, "job_accepted", engineer);
}

fn reject_effect(run: &mut StepRun<'_>) {
    let engineer = run.before.get("engineer").clone();
    run.set("engineer", Scalar::Null);
    run.set("dispatched_at", Scalar::Null);
    run.set("accepted_at", Scalar::Null);
    assignment(run, "job_rejected", engineer);
}

/// Dispatched to this engineer; asked once.
pub fn transfer_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if run.before.reference("engineer") != Some(principal(run)) {
        refuse(problems, "not_dispatched", "该任务未派给您", "the job is not dispatched to you");
    } else if run.before.has("transfer_asked_at") {
        refuse(problems, "already_asked", "已申请转派", "asked for already");
    }
    one_new_row(run, "assignments", problems);
}

fn transfer_effect(run: &mut StepRun<'_>) {
    run.set("transfer_asked_at", run.at.to_scalar());
    let engineer = run.before.get("engineer").clone();
    assignment(run, "transfer_asked", engineer);
}

fn assignment(run: &mut StepRun<'_>, event: &str, engineer: Scalar) {
    let row = given_rows(run, "assignments").into_iter().next().unwrap_or_else(|| run.item_id("assignment"));
    let by = person(run.person);
    run.set(format!("assignments/{row}/event"), Scalar::text(event));
    run.set(format!("assignments/{row}/at"), run.at.to_scalar());
    run.set(format!("assignments/{row}/engineer"), engineer);
    run.set(format!("assignments/{row}/by"), by);
}

/// The engineer and the assistants of a job.
pub fn crew(facts: &Facts) -> Vec<RecordId> {
    let assistants = facts.items("assistants").into_iter().filter_map(|row| row.reference("person"));
    let mut crew: Vec<RecordId> = facts.reference("engineer").into_iter().collect();
    for assistant in assistants.take(ASSISTANTS_GRANTED) {
        if !crew.contains(&assistant) {
            crew.push(assistant);
        }
    }
    crew
}

/// Own job: its engineer's or an assistant's, or a record of an own customer.
pub fn is_own(_: RecordId, facts: &Facts, person: RecordId) -> bool {
    crew(facts).contains(&person)
}

/// Whether whoever performs this step, or the one they act for, ever held the job.
pub fn author_worked(run: &StepRun<'_>) -> bool {
    ever_worked(run.before, run.person) || ever_worked(run.before, principal(run))
}

/// Whether a person ever held the job: dispatched to them, on a visit, or assisting.
pub fn ever_worked(facts: &Facts, person: RecordId) -> bool {
    crew(facts).contains(&person)
        || facts.items("visits").iter().any(|row| row.reference("engineer") == Some(person))
        || facts
            .items("assignments")
            .iter()
            .any(|row| row.text("event") == Some("job_accepted") && row.reference("engineer") == Some(person))
}

/// A job's buckets: the office's and its customer's; while open its crew's, then the service file's.
pub fn buckets(facts: &Facts, closed_at: Option<Instant>) -> Vec<Bucket> {
    let mut buckets = vec![Bucket { holder: Holder::All, class: "job" }];
    if let Some(customer) = facts.reference("customer") {
        buckets.push(Bucket { holder: Holder::Customer(customer), class: "job" });
        if closed_at.is_some() {
            buckets.push(Bucket { holder: Holder::Customer(customer), class: "service" });
        }
    }
    // A closed job stays with its crew by their grant on the customer's service history; one without a
    // customer's record has no other way to stay.
    if closed_at.is_none() || !facts.has("customer") {
        buckets.extend(crew(facts).into_iter().map(|person| Bucket { holder: Holder::Person(person), class: "job" }));
    }
    buckets
}

/// What a job gives its crew to see, until 30 days after it closed (domain §7.2).
pub fn grants(facts: &Facts, closed_at: Option<Instant>, today: Date) -> Vec<Grant> {
    let Some(customer) = facts.reference("customer") else { return Vec::new() };
    if closed_at.is_some_and(|at| super::confirmation::days_between(at, today) > DAYS_AFTER_CLOSING) {
        return Vec::new();
    }
    let grant = |person, class| Grant { person, bucket: Bucket { holder: Holder::Customer(customer), class } };
    crew(facts).into_iter().flat_map(|person| [grant(person, "customer"), grant(person, "service")]).collect()
}

/// Says on a machine's record that this job is on it, whose it is, and whether it is over.
pub fn mirror_on_equipment(run: &mut StepRun<'_>, equipment: RecordId, closed: bool) {
    if run.linked("equipment", equipment).is_none() {
        return;
    }
    let (row, kind) = (run.record.to_string(), run.kind);
    let engineer = match run.after("engineer") {
        Scalar::Null => Scalar::Null,
        engineer => engineer.clone(),
    };
    run.touch("equipment", equipment, format!("jobs/{row}/kind"), Scalar::text(kind));
    run.touch("equipment", equipment, format!("jobs/{row}/engineer"), engineer);
    run.touch("equipment", equipment, format!("jobs/{row}/closed"), Scalar::Boolean(closed));
}

/// The keys that [`mirror_on_equipment`] writes.
pub const MIRRORED: &[&str] = &["jobs/*/kind", "jobs/*/engineer", "jobs/*/closed"];
