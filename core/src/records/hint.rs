//! A hint: somebody of us heard of a new need, a complaint or a referral, and tells desk and sales (domain §7.1).
//! Absent by design: any record of that kind; whoever takes the hint up makes it.

use fieldseal_derive::Record;

use super::{
    callback::{after::lead_taken_up, made},
    guard::{is_empty, need, person, refuse, refuse_field},
};
use crate::{
    choices,
    schema::{
        Bucket, Facts, Holder, Instant, Kind, Label, Problem, Record, RecordId, Role, Scalar, StatusRule, StepRun,
        StepSpec, Touch, any, grants_nothing, optional, required,
    },
};

choices! {
    /// What a hint is about.
    pub enum HintAbout {
        Lead = "lead" ("新需求", "A new need"),
        Complaint = "complaint" ("投诉", "A complaint"),
        Referral = "referral" ("转介绍", "A referral"),
    }
}

/// A message that makes a task for the desk or the salesperson.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "hint", prefix = "", zh = "线索提示", en = "Hint", version = 1)]
pub struct Hint {
    /// What it is about.
    #[field(zh = "提示类型", en = "About", index)]
    pub about: Option<HintAbout>,
    /// What was heard.
    #[field(zh = "内容", en = "What was heard", max = 2000, search, personal)]
    pub text: Option<String>,
    /// Of which customer.
    #[field(zh = "客户", en = "Customer", to = "customer", index)]
    pub customer: Option<RecordId>,
    /// The customer's name.
    #[field(zh = "客户名称", en = "Customer's name", max = 120, search)]
    pub customer_name: Option<String>,
    /// Whom to ask for.
    #[field(zh = "联系人", en = "Contact", max = 60, personal)]
    pub contact_name: Option<String>,
    /// At which number.
    #[field(zh = "联系电话", en = "Phone", max = 60, personal)]
    pub contact_phone: Option<String>,
    /// The repair on which it was heard.
    #[field(zh = "来源工单", en = "From the ticket", to = "ticket", index)]
    pub ticket: Option<RecordId>,
    /// The installation on which it was heard.
    #[field(zh = "来源安装", en = "From the installation", to = "installation", index)]
    pub installation: Option<RecordId>,
    /// The training on which it was heard.
    #[field(zh = "来源培训", en = "From the training", to = "training", index)]
    pub training: Option<RecordId>,
    /// The callback in which it was heard.
    #[field(zh = "来源回访", en = "From the callback", to = "callback", index)]
    pub callback: Option<RecordId>,
    /// When it was given.
    #[field(zh = "提示时间", en = "Given at")]
    pub raised_at: Option<Instant>,
    /// Who gave it.
    #[field(zh = "提示人", en = "Given by", to = "person", index)]
    pub raised_by: Option<RecordId>,
    /// When it was taken up.
    #[field(zh = "处理时间", en = "Handled at")]
    pub handled_at: Option<Instant>,
    /// Who took it up.
    #[field(zh = "处理人", en = "Handled by", to = "person")]
    pub handled_by: Option<RecordId>,
    /// What came of it.
    #[field(zh = "处理结果", en = "What came of it", max = 1000)]
    pub handled_note: Option<String>,
    /// The customer or lead that was made, or already there.
    #[field(zh = "对应线索", en = "Lead", to = "customer", index)]
    pub lead: Option<RecordId>,
    /// The complaint that was taken in.
    #[field(zh = "对应投诉", en = "Complaint", to = "complaint", index)]
    pub complaint: Option<RecordId>,
}

/// The kind.
pub const KIND: Kind = Kind {
    table: &Hint::TABLE,
    statuses: &[
        StatusRule::closed("handled", "已处理", "Handled", |facts, _| facts.has("handled_at")),
        StatusRule::open("open", "待处理", "To be handled", |_, _| true),
    ],
    steps: &[SEND, HANDLE],
    clocks: &[],
    title: |facts| facts.text("customer_name").unwrap_or_default().to_owned(),
    customer_field: "customer",
    responsible_field: "",
    is_own: |_, facts, person| facts.reference("raised_by") == Some(person),
    buckets,
    grants: grants_nothing,
};

fn buckets(_: RecordId, facts: &Facts) -> Vec<Bucket> {
    let mut buckets = vec![Bucket { holder: Holder::All, class: "callback" }];
    if let Some(author) = facts.reference("raised_by") {
        buckets.push(Bucket { holder: Holder::Person(author), class: "job" });
    }
    if let Some(customer) = facts.reference("customer") {
        buckets.push(Bucket { holder: Holder::Customer(customer), class: "sales" });
    }
    buckets
}

/// Tells the office what was heard.
const SEND: StepSpec = StepSpec {
    verb: "send",
    label: Label::new("发送提示", "Send a hint"),
    rules: &["S-28", "S-29"],
    who: &[
        any(Role::Engineer),
        any(Role::Desk),
        any(Role::Supervisor),
        any(Role::Sales),
        any(Role::Manager),
        any(Role::Finance),
        any(Role::Legal),
        any(Role::Warehouse),
        any(Role::Administrator),
    ],
    begins: true,
    inputs: &[
        required("about"),
        required("text"),
        optional("customer"),
        optional("customer_name"),
        optional("contact_name"),
        optional("contact_phone"),
        optional("ticket"),
        optional("installation"),
        optional("training"),
    ],
    stamps: &["customer", "customer_name", "raised_at", "raised_by"],
    touches: &[],
    guard: |run, problems| {
        need(run, problems, "text", "内容", "What was heard");
        if job_customer(run).is_none() && run.after("customer").is_null() {
            need(run, problems, "customer_name", "客户名称", "The customer's name");
        }
    },
    effect: |run| {
        let (me, at) = (person(run.person), run.at.to_scalar());
        run.set("raised_at", at);
        run.set("raised_by", me);
        let customer = RecordId::from_scalar(run.after("customer")).or_else(|| job_customer(run));
        let Some(customer) = customer else { return };
        run.set("customer", customer.to_scalar());
        if let Some(facts) = run.linked("customer", customer).filter(|_| is_empty(run.after("customer_name"))) {
            run.set("customer_name", facts.get("name").clone());
        }
    },
};

/// The customer of the job on which it was heard.
fn job_customer(run: &StepRun<'_>) -> Option<RecordId> {
    ["ticket", "installation", "training"].into_iter().find_map(|kind| {
        let job = RecordId::from_scalar(run.after(kind))?;
        run.linked(kind, job)?.reference("customer")
    })
}

/// Takes a hint up: says what came of it, and names what was made.
const HANDLE: StepSpec = StepSpec {
    verb: "handle",
    label: Label::new("处理提示", "Take the hint up"),
    who: &[any(Role::Desk), any(Role::Supervisor), any(Role::Manager), any(Role::Sales)],
    begins: false,
    inputs: &[required("handled_note"), optional("lead"), optional("complaint")],
    stamps: &["handled_at", "handled_by"],
    touches: &[made::ENDS],
    guard: handle_guard,
    effect: |run| {
        let (me, at, callback) = (person(run.person), run.at.to_scalar(), run.before.reference("callback"));
        run.set("handled_at", at);
        run.set("handled_by", me);
        lead_taken_up(run, callback);
    },
    ..SEND
};

fn handle_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if run.before.has("handled_at") {
        refuse(problems, "handled", "该提示已处理", "handled already");
    }
    need(run, problems, "handled_note", "处理结果", "What came of it");
    for (key, kind) in [("lead", "customer"), ("complaint", "complaint")] {
        if let Some(id) = RecordId::from_scalar(run.after(key))
            && run.linked(kind, id).is_none()
        {
            refuse_field(problems, key, "unknown_record", "找不到该记录", "that record is not known here");
        }
    }
}

/// What [`begin`] writes.
pub const BEGINS: Touch = Touch {
    kind: "hint",
    creates: true,
    keys: &[
        "about",
        "text",
        "customer",
        "customer_name",
        "contact_name",
        "contact_phone",
        "callback",
        "raised_at",
        "raised_by",
    ],
};

/// Begins a hint about the customer of the step's record.
pub fn begin(run: &mut StepRun<'_>, about: &str, words: Scalar, name: Scalar, phone: Scalar) -> RecordId {
    let (me, at) = (person(run.person), run.at.to_scalar());
    let (customer, customer_name) = (run.after("customer").clone(), run.after("customer_name").clone());
    let hint = run.create("hint", "hint");
    let writes = [
        ("about", Scalar::text(about)),
        ("text", words),
        ("customer", customer),
        ("customer_name", customer_name),
        ("contact_name", name),
        ("contact_phone", phone),
        ("raised_at", at),
        ("raised_by", me),
    ];
    for (key, value) in writes.into_iter().filter(|(_, value)| !value.is_null()) {
        run.touch("hint", hint, key, value);
    }
    hint
}

/// What [`taken_up`] writes.
pub const TAKEN_UP: Touch =
    Touch { kind: "hint", creates: false, keys: &["handled_at", "handled_by", "handled_note", "complaint"] };

/// Says on a hint that the step's record, a complaint, was made of it.
pub fn taken_up(run: &mut StepRun<'_>, hint: Option<RecordId>) {
    let Some(hint) = hint.filter(|id| run.linked("hint", *id).is_some_and(|facts| !facts.has("handled_at"))) else {
        return;
    };
    let (me, at, complaint) = (person(run.person), run.at.to_scalar(), run.record.to_scalar());
    run.touch("hint", hint, "handled_at", at);
    run.touch("hint", hint, "handled_by", me);
    run.touch("hint", hint, "handled_note", Scalar::text("已受理投诉 / A complaint was taken in"));
    run.touch("hint", hint, "complaint", complaint);
}

/// The hint a step names must be open.
pub fn is_open(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let hint = RecordId::from_scalar(run.after("hint"));
    if hint.and_then(|id| run.linked("hint", id)).is_some_and(|facts| facts.has("handled_at")) {
        refuse_field(problems, "hint", "handled", "该提示已处理", "the hint was taken up already");
    }
}

#[cfg(test)]
mod tests;
