//! What a complaint meant for one of us: a record of its own, because only managers and supervisors read it
//! (domain §4.16 (i), §7.3). Absent by design: the complaint itself (`complaint.rs`).

use fieldseal_derive::Record;

use super::guard::{need, person, principal, refuse, refuse_field};
use crate::schema::{
    Bucket, Holder, Instant, Kind, Label, Problem, Record, RecordId, Role, StatusRule, StepRun, StepSpec, any,
    grants_nothing, nobodys, optional, required,
};

/// The internal consequence of a complaint.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    kind = "complaint_consequence",
    prefix = "",
    zh = "投诉内部处理",
    en = "Consequence of a complaint",
    version = 1
)]
pub struct ComplaintConsequence {
    /// The complaint.
    #[field(zh = "投诉", en = "Complaint", to = "complaint", index)]
    pub complaint: Option<RecordId>,
    /// Of whom.
    #[field(zh = "相关人员", en = "Person", to = "person", index)]
    pub person: Option<RecordId>,
    /// What was decided.
    #[field(zh = "内部处理决定", en = "Decision", max = 2000, personal)]
    pub decision: Option<String>,
    /// When.
    #[field(zh = "决定时间", en = "Decided at")]
    pub decided_at: Option<Instant>,
    /// Who decided.
    #[field(zh = "决定人", en = "Decided by", to = "person")]
    pub decided_by: Option<RecordId>,
    /// When it was carried out.
    #[field(zh = "执行时间", en = "Carried out at")]
    pub done_at: Option<Instant>,
    /// What was done.
    #[field(zh = "执行说明", en = "What was done", max = 1000)]
    pub done_note: Option<String>,
}

/// The kind.
pub const KIND: Kind = Kind {
    table: &ComplaintConsequence::TABLE,
    statuses: &[
        StatusRule::closed("done", "已执行", "Carried out", |facts, _| facts.has("done_at")),
        StatusRule::open("decided", "已决定", "Decided", |_, _| true),
    ],
    steps: &[DECIDE, CARRY_OUT],
    clocks: &[],
    title: |_| String::new(),
    customer_field: "",
    responsible_field: "",
    is_own: nobodys,
    buckets: |_, _| vec![Bucket { holder: Holder::All, class: "complaint_consequence" }],
    grants: grants_nothing,
};

/// Decides what a complaint means for one of us.
const DECIDE: StepSpec = StepSpec {
    verb: "decide",
    label: Label::new("记录内部处理", "Record the consequence"),
    rules: &["S-28", "K-complaint"],
    who: &[any(Role::Manager), any(Role::Supervisor)],
    begins: true,
    inputs: &[required("complaint"), optional("person"), required("decision")],
    stamps: &["decided_at", "decided_by"],
    touches: &[],
    guard: |run, problems| {
        need(run, problems, "decision", "内部处理决定", "The decision");
        let complaint = RecordId::from_scalar(run.after("complaint")).and_then(|id| run.linked("complaint", id));
        if complaint.is_none() {
            refuse_field(problems, "complaint", "unknown_record", "找不到该投诉", "the complaint is not known here");
        }
        let about = complaint.and_then(|facts| facts.reference("about_person"));
        let named = RecordId::from_scalar(run.after("person"));
        not_oneself(run, [about, named], problems);
    },
    effect: |run| {
        let me = person(run.person);
        run.set("decided_at", run.at.to_scalar());
        run.set("decided_by", me);
    },
};

/// Nobody decides on themselves.
fn not_oneself(run: &StepRun<'_>, people: [Option<RecordId>; 2], problems: &mut Vec<Problem>) {
    if people.into_iter().flatten().any(|id| id == run.person || id == principal(run)) {
        refuse(problems, "about_oneself", "不能处理关于自己的投诉", "nobody decides on a complaint about themselves");
    }
}

/// The decision was carried out.
const CARRY_OUT: StepSpec = StepSpec {
    verb: "carry_out",
    label: Label::new("记录执行", "Record that it was carried out"),
    begins: false,
    inputs: &[required("done_note")],
    stamps: &["done_at"],
    guard: |run, problems| {
        need(run, problems, "done_note", "执行说明", "What was done");
        not_oneself(run, [run.before.reference("person"), None], problems);
        if run.before.has("done_at") {
            refuse(problems, "done", "已执行", "carried out already");
        }
    },
    effect: |run| run.set("done_at", run.at.to_scalar()),
    ..DECIDE
};
