//! The complaint (K-complaint, 投诉处理单): taken in, reacted to, investigated, remedied, answered for (S-28).
//! Absent by design: what it meant for one of us (`complaint_consequence.rs`), and calendars and due times.

mod clocks;
mod closing;
mod handling;
mod intake;
pub mod made;
mod result;
mod rows;
#[cfg(test)]
mod tests;

use fieldseal_derive::Record;
pub use rows::*;

use super::{
    confirmation,
    contact_attempt::ContactAttempt,
    guard::{principal, refuse, round},
    pause::PauseRow,
    round::{Reservation, Round},
    title::joined,
};
use crate::schema::{
    Bucket, Date, Facts, Grant, Holder, Instant, Kind, Label, Problem, Record, RecordId, StatusRule, StepRun,
};

/// A customer's complaint, from its submission to its approved closing.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "complaint", prefix = "TS", zh = "投诉", en = "Complaint", version = 1)]
pub struct Complaint {
    /// Given out by the device.
    #[field(zh = "投诉编号", en = "Number", max = 40, index, search)]
    pub number: Option<String>,
    /// The present round; empty means the first.
    #[field(zh = "处理轮次", en = "Round", min = 1, max = 1000)]
    pub round: Option<i64>,
    /// When the customer complained: D-17 runs from here.
    #[field(zh = "投诉时间", en = "Complained at")]
    pub submitted_at: Option<Instant>,
    /// Why it was entered more than 30 minutes later.
    #[field(zh = "补录原因", en = "Reason for the late entry", max = 300)]
    pub submitted_late_reason: Option<String>,
    /// By which channel.
    #[field(zh = "投诉渠道", en = "Channel", index)]
    pub channel: Option<ComplaintChannel>,
    /// Whose complaint.
    #[field(zh = "客户", en = "Customer", to = "customer", index)]
    pub customer: Option<RecordId>,
    /// The customer's name.
    #[field(zh = "投诉单位", en = "Customer's name", max = 120, search)]
    pub customer_name: Option<String>,
    /// Who complained.
    #[field(zh = "投诉人", en = "Complainant", max = 60, search, personal)]
    pub contact_name: Option<String>,
    /// How to reach them.
    #[field(zh = "投诉人电话", en = "Phone", max = 60, search, personal)]
    pub contact_phone: Option<String>,
    /// The ticket it is about.
    #[field(zh = "相关工单", en = "Ticket", to = "ticket", index)]
    pub ticket: Option<RecordId>,
    /// The order it is about.
    #[field(zh = "相关订单", en = "Order", to = "order", index)]
    pub order: Option<RecordId>,
    /// The machine it is about.
    #[field(zh = "相关设备", en = "Equipment", to = "equipment", index)]
    pub equipment: Option<RecordId>,
    /// Who of us it is about.
    #[field(zh = "被投诉人员", en = "Person complained of", to = "person", index)]
    pub about_person: Option<RecordId>,
    /// The callback in which it was made.
    #[field(zh = "来源回访", en = "From the callback", to = "callback", index)]
    pub origin_callback: Option<RecordId>,
    /// The hint by which we heard of it.
    #[field(zh = "来源提示", en = "From the hint", to = "hint")]
    pub hint: Option<RecordId>,
    /// The how many-th complaint of this customer, as known when it was taken in.
    #[field(zh = "第几次投诉", en = "Complaint no.", min = 1, max = 100_000)]
    pub nth: Option<i64>,
    /// Of what nature.
    #[field(zh = "投诉性质", en = "Nature", index)]
    pub nature: Option<ComplaintNature>,
    /// How severe.
    #[field(zh = "严重程度", en = "Severity", index)]
    pub severity: Option<Severity>,
    /// What happened, in the customer's words.
    #[field(zh = "投诉内容", en = "Content", max = 4000, search, personal)]
    pub content: Option<String>,
    /// What the customer wants.
    #[field(zh = "客户诉求", en = "Demand", max = 2000)]
    pub demand: Option<String>,
    /// When it was taken in.
    #[field(zh = "受理时间", en = "Taken in at")]
    pub taken_in_at: Option<Instant>,
    /// By whom.
    #[field(zh = "受理人", en = "Taken in by", to = "person", index)]
    pub taken_in_by: Option<RecordId>,
    /// Contacts about it.
    #[items(zh = "联系记录", en = "Contacts")]
    pub contacts: Vec<ContactAttempt>,
    /// First reaction (D-17a).
    #[field(zh = "首次反应时间", en = "First reaction at")]
    pub reacted_at: Option<Instant>,
    /// By whom.
    #[field(zh = "首次反应人", en = "First reaction by", to = "person")]
    pub reacted_by: Option<RecordId>,
    /// Who is in charge.
    #[field(zh = "负责人", en = "Person in charge", to = "person", index)]
    pub in_charge: Option<RecordId>,
    /// Since when.
    #[field(zh = "指派时间", en = "Assigned at")]
    pub assigned_at: Option<Instant>,
    /// Which department is responsible.
    #[field(zh = "责任部门", en = "Responsible department", index)]
    pub department: Option<Department>,
    /// What was found out.
    #[items(zh = "调查", en = "Investigation")]
    pub investigations: Vec<Investigation>,
    /// Whether it is justified.
    #[field(zh = "投诉是否成立", en = "Justified", index)]
    pub justified: Option<Justified>,
    /// Why.
    #[field(zh = "判定理由", en = "Reason of the finding", max = 2000)]
    pub justified_reason: Option<String>,
    /// The root cause.
    #[field(zh = "根本原因", en = "Root cause", max = 2000)]
    pub cause: Option<String>,
    /// Of which sort.
    #[field(zh = "原因类别", en = "Category of the cause", index)]
    pub cause_category: Option<ComplaintCause>,
    /// When that was found.
    #[field(zh = "判定时间", en = "Found at")]
    pub judged_at: Option<Instant>,
    /// By whom.
    #[field(zh = "判定人", en = "Found by", to = "person")]
    pub judged_by: Option<RecordId>,
    /// What we will do.
    #[field(zh = "处理方案", en = "Remedy plan", max = 2000)]
    pub plan: Option<String>,
    /// When the customer was told (D-17b).
    #[field(zh = "方案告知时间", en = "Plan told at")]
    pub plan_told_at: Option<Instant>,
    /// Who of the customer agreed to the plan.
    #[field(zh = "同意方案人", en = "Plan agreed by", max = 60, personal)]
    pub consent_name: Option<String>,
    /// What they said.
    #[field(zh = "同意说明", en = "Words of the consent", max = 500, personal)]
    pub consent_words: Option<String>,
    /// When they agreed.
    #[field(zh = "同意时间", en = "Plan agreed at")]
    pub consented_at: Option<Instant>,
    /// What was done.
    #[items(zh = "执行情况", en = "Carried out")]
    pub actions: Vec<RemedyAction>,
    /// Results, by round.
    #[items(zh = "处理结果", en = "Results")]
    pub outcomes: Vec<Outcome>,
    /// Rounds, each with the customer's confirmation of the result.
    #[items(zh = "轮次", en = "Rounds")]
    pub rounds: Vec<Round>,
    /// Reservations of the customer.
    #[items(zh = "保留意见", en = "Reservations")]
    pub reservations: Vec<Reservation>,
    /// So that it does not happen again.
    #[items(zh = "纠正与预防措施", en = "Corrective and preventive actions")]
    pub preventions: Vec<Prevention>,
    /// The callback's own record.
    #[field(zh = "回访记录", en = "Callback", to = "callback", index)]
    pub callback: Option<RecordId>,
    /// When the customer was called back, satisfied.
    #[field(zh = "回访时间", en = "Called back at")]
    pub called_back_at: Option<Instant>,
    /// Whether it is solved, in the customer's word.
    #[field(zh = "回访是否解决", en = "Solved")]
    pub callback_solved: Option<super::round::Solved>,
    /// Satisfaction, 1 to 5.
    #[field(zh = "回访满意度", en = "Callback's score", min = 1, max = 5)]
    pub callback_score: Option<i64>,
    /// When the callback was given up after attempts.
    #[field(zh = "回访无法接通时间", en = "Callback given up at")]
    pub callback_unreachable_at: Option<Instant>,
    /// Who proposed to close it.
    #[field(zh = "结案人", en = "Closed by", to = "person")]
    pub closed_by: Option<RecordId>,
    /// When.
    #[field(zh = "提请结案时间", en = "Closing proposed at")]
    pub closing_proposed_at: Option<Instant>,
    /// Who approved the closing.
    #[field(zh = "批准人", en = "Approved by", to = "person")]
    pub approved_by: Option<RecordId>,
    /// When it was closed.
    #[field(zh = "结案时间", en = "Closed at")]
    pub closed_at: Option<Instant>,
    /// What is to be said of the closing.
    #[field(zh = "结案说明", en = "Closing note", max = 1000)]
    pub closing_note: Option<String>,
    /// Pauses.
    #[items(zh = "暂停", en = "Pauses")]
    pub pauses: Vec<PauseRow>,
    /// When the customer withdrew it.
    #[field(zh = "撤诉时间", en = "Withdrawn at")]
    pub withdrawn_at: Option<Instant>,
    /// Who withdrew it, and their words.
    #[field(zh = "撤诉说明", en = "Withdrawal note", max = 500, personal)]
    pub withdrawn_note: Option<String>,
    /// When it was escalated.
    #[field(zh = "升级时间", en = "Escalated at")]
    pub escalated_at: Option<Instant>,
    /// By whom.
    #[field(zh = "升级人", en = "Escalated by", to = "person")]
    pub escalated_by: Option<RecordId>,
    /// Why.
    #[field(zh = "升级原因", en = "Reason of the escalation", max = 500)]
    pub escalated_reason: Option<String>,
}

/// The kind.
pub const KIND: Kind = Kind {
    table: &Complaint::TABLE,
    statuses: STATUSES,
    steps: &[
        intake::TAKE_IN,
        intake::CLASSIFY,
        intake::REACT,
        intake::ASSIGN,
        intake::ESCALATE,
        intake::WITHDRAW,
        handling::INVESTIGATE,
        handling::JUDGE,
        handling::TELL_PLAN,
        handling::CONSENT,
        handling::ACT,
        handling::PAUSE,
        handling::RESUME,
        handling::DISALLOW_PAUSE,
        result::RECORD_RESULT,
        result::PRESENT,
        result::CONFIRM,
        result::RATIFY,
        result::FINAL_ANSWER,
        closing::PREVENT,
        closing::CHECK_PREVENTION,
        closing::CALL_BACK,
        closing::GIVE_UP_CALLBACK,
        closing::PROPOSE_CLOSING,
        closing::CLOSE,
        closing::CLOSE_ABOUT_SALES,
    ],
    clocks: clocks::CLOCKS,
    title: |facts| joined(facts, &["number", "customer_name"]),
    customer_field: "customer",
    responsible_field: "in_charge",
    is_own: |_, facts, person| carrier(facts) == Some(person),
    buckets,
    grants,
};

/// Who carries it: the person in charge, until there is one whoever took it in.
fn carrier(facts: &Facts) -> Option<RecordId> {
    facts.reference("in_charge").or_else(|| facts.reference("taken_in_by"))
}

/// The office, the own salesperson, and who is in charge; never by way of the job it is about.
fn buckets(_: RecordId, facts: &Facts) -> Vec<Bucket> {
    let mut buckets = vec![Bucket { holder: Holder::All, class: "complaint" }];
    if let Some(customer) = facts.reference("customer") {
        buckets.push(Bucket { holder: Holder::Customer(customer), class: "sales" });
    }
    if let Some(person) = in_charge_while_open(facts) {
        buckets.push(Bucket { holder: Holder::Person(person), class: "job" });
    }
    buckets
}

/// Who is in charge sees whose complaint it is, as long as it is open.
fn grants(_: RecordId, facts: &Facts, _: Date) -> Vec<Grant> {
    let (Some(person), Some(customer)) = (in_charge_while_open(facts), facts.reference("customer")) else {
        return Vec::new();
    };
    vec![Grant { person, bucket: Bucket { holder: Holder::Customer(customer), class: "customer" } }]
}

fn in_charge_while_open(facts: &Facts) -> Option<RecordId> {
    let is_over = facts.has("closed_at") || facts.has("withdrawn_at");
    facts.reference("in_charge").filter(|person| !is_over && facts.reference("about_person") != Some(*person))
}

/// Domain §5.2, Complaint. Result, confirmation and answer count for the present round.
const STATUSES: &[StatusRule] = &[
    StatusRule::closed("withdrawn", "已撤诉", "Withdrawn", |facts, _| facts.has("withdrawn_at")),
    StatusRule::closed("closed", "已结案", "Closed", |facts, _| facts.has("closed_at")),
    StatusRule::open("to_call_back", "待回访", "To call back", |facts, _| is_resolved(facts)),
    StatusRule::open("to_confirm", "待客户确认结果", "Customer to confirm the result", |facts, _| {
        facts.has(&format!("outcomes/{}/result_at", round(facts)))
    }),
    StatusRule::open("acting", "处理中", "Acting", |facts, _| facts.has("consented_at")),
    StatusRule::open("plan_told", "方案待客户同意", "Plan told", |facts, _| facts.has("plan_told_at")),
    StatusRule::open("investigating", "调查中", "Investigating", |facts, _| {
        !facts.items("investigations").is_empty() || facts.has("judged_at")
    }),
    StatusRule::open("reacted", "已受理", "Taken up", |facts, _| facts.has("reacted_at")),
    StatusRule::open("submitted", "待首次反应", "To react to", |_, _| true),
];

/// The badges beside the status (domain §5.2).
pub fn badges(facts: &Facts) -> Vec<Label> {
    let mut badges = Vec::new();
    if facts.text("justified") == Some("unjustified") {
        badges.push(Label::new("不成立", "Not justified"));
    }
    if facts.has("escalated_at") {
        badges.push(Label::new("已升级", "Escalated"));
    }
    if facts.integer("nth").is_some_and(|nth| nth > 1) {
        badges.push(Label::new("二次投诉", "Repeated complaint"));
    }
    badges
}

/// The customer confirmed this round's result, or got the final answer.
fn is_resolved(facts: &Facts) -> bool {
    let answered = facts.has(&format!("outcomes/{}/final_answer_at", round(facts)));
    answered || matches!(confirmation::present_state(facts), confirmation::ConfirmationState::Confirmed { .. })
}

/// The guard of every step that needs the complaint to go on; nobody handles one about themselves.
fn goes_on(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if run.before.has("closed_at") || run.before.has("withdrawn_at") {
        refuse(problems, "over", "该投诉已结案或撤诉", "the complaint is closed or withdrawn");
    }
    if run.before.reference("about_person").is_some_and(|id| id == run.person || id == principal(run)) {
        refuse(problems, "about_oneself", "不能处理关于自己的投诉", "nobody handles a complaint about themselves");
    }
}

/// The guard of every step before the customer confirmed this round or got the final answer.
fn not_resolved(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    goes_on(run, problems);
    if is_resolved(run.before) {
        let (zh, en) = ("客户已确认结果或已得到最终答复", "confirmed by the customer, or finally answered");
        refuse(problems, "resolved", zh, en);
    }
}
