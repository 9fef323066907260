//! The callback (K-callback, 客户回访记录): whom we called after what, what they said, what follows (S-26, S-27).
//! Absent by design: when one is due; D-08, D-15 and D-16 run on what it follows and on the customer.

pub mod after;
mod begin;
mod complete;
mod follow_up;
pub mod made;
mod rows;
#[cfg(test)]
mod tests;

pub use begin::enough_attempts;
use fieldseal_derive::Record;
pub use follow_up::required_follow_up;
pub use rows::*;

use super::{
    contact_attempt::{ContactAttempt, ContactChannel},
    guard::refuse,
    round::Solved,
    title::joined,
};
use crate::schema::{
    Bucket, Date, Facts, Holder, Instant, Kind, Problem, Record, RecordId, StatusRule, StepRun, grants_nothing,
};

/// One callback: attempts, what the customer said when reached, and what came of it.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "callback", prefix = "HF", zh = "客户回访", en = "Callback", version = 1)]
pub struct Callback {
    /// Given out by the device.
    #[field(zh = "回访编号", en = "Number", max = 40, index, search)]
    pub number: Option<String>,
    /// After what.
    #[field(zh = "回访类型", en = "Kind", index)]
    pub kind: Option<CallbackKind>,
    /// The repair it follows.
    #[field(zh = "来源工单", en = "Follows the ticket", to = "ticket", index)]
    pub ticket: Option<RecordId>,
    /// Which round of it.
    #[field(zh = "处理轮次", en = "Round", min = 1, max = 1000)]
    pub round: Option<i64>,
    /// The training it follows.
    #[field(zh = "来源培训", en = "Follows the training", to = "training", index)]
    pub training: Option<RecordId>,
    /// The installation it follows.
    #[field(zh = "来源安装", en = "Follows the installation", to = "installation", index)]
    pub installation: Option<RecordId>,
    /// The complaint it follows.
    #[field(zh = "来源投诉", en = "Follows the complaint", to = "complaint", index)]
    pub complaint: Option<RecordId>,
    /// Whom it is about.
    #[field(zh = "客户", en = "Customer", to = "customer", index)]
    pub customer: Option<RecordId>,
    /// The customer's name.
    #[field(zh = "客户名称", en = "Customer's name", max = 120, search)]
    pub customer_name: Option<String>,
    /// Whom to call.
    #[field(zh = "联系人", en = "Contact", max = 60, search, personal)]
    pub contact_name: Option<String>,
    /// At which number.
    #[field(zh = "联系电话", en = "Phone", max = 60, search, personal)]
    pub contact_phone: Option<String>,
    /// The day it was due, as its clock said.
    #[field(zh = "应回访日", en = "Due on", index)]
    pub due_on: Option<Date>,
    /// When it was begun.
    #[field(zh = "建立时间", en = "Begun at")]
    pub begun_at: Option<Instant>,
    /// Who began it.
    #[field(zh = "建立人", en = "Begun by", to = "person")]
    pub begun_by: Option<RecordId>,
    /// Whose customer it is.
    #[field(zh = "对应销售", en = "Salesperson", to = "person", index)]
    pub salesperson: Option<RecordId>,
    /// Calls, connected or not.
    #[items(zh = "联系记录", en = "Contacts")]
    pub contacts: Vec<ContactAttempt>,
    /// When the customer was reached.
    #[field(zh = "回访时间", en = "Made at")]
    pub made_at: Option<Instant>,
    /// Who called.
    #[field(zh = "回访人", en = "Made by", to = "person", index)]
    pub made_by: Option<RecordId>,
    /// By what means.
    #[field(zh = "回访方式", en = "Channel")]
    pub channel: Option<ContactChannel>,
    /// The call was recorded.
    #[field(zh = "是否录音", en = "Recorded")]
    pub recorded: Option<bool>,
    /// The customer was told so.
    #[field(zh = "已告知录音", en = "Told of the recording")]
    pub recording_told: Option<bool>,
    /// Who served the customer.
    #[field(zh = "服务人员", en = "Service person", to = "person", index)]
    pub service_person: Option<RecordId>,
    /// On which day.
    #[field(zh = "服务日期", en = "Served on")]
    pub serviced_on: Option<Date>,
    /// Whether it is solved, in the customer's word.
    #[field(zh = "问题是否解决", en = "Solved", index)]
    pub solved: Option<Solved>,
    /// Overall satisfaction, 1 to 5.
    #[field(zh = "满意度", en = "Overall score", min = 1, max = 5)]
    pub score: Option<i64>,
    /// Skill, 1 to 5.
    #[field(zh = "技术水平", en = "Skill", min = 1, max = 5)]
    pub score_skill: Option<i64>,
    /// Speed, 1 to 5.
    #[field(zh = "服务时效", en = "Speed", min = 1, max = 5)]
    pub score_speed: Option<i64>,
    /// Attitude, 1 to 5.
    #[field(zh = "服务态度", en = "Attitude", min = 1, max = 5)]
    pub score_attitude: Option<i64>,
    /// The equipment runs well.
    #[field(zh = "设备运行良好", en = "Equipment runs well")]
    pub running_well: Option<bool>,
    /// What the customer suggests.
    #[field(zh = "客户建议", en = "Suggestions", max = 2000)]
    pub suggestions: Option<String>,
    /// What the customer complains of.
    #[field(zh = "客户不满", en = "Complaints", max = 2000)]
    pub dissatisfaction: Option<String>,
    /// New needs and referrals.
    #[items(zh = "新需求与转介绍", en = "New needs and referrals")]
    pub needs: Vec<NewNeed>,
    /// What remains to be done.
    #[items(zh = "遗留事项", en = "Remaining matters")]
    pub matters: Vec<Matter>,
    /// What follows.
    #[field(zh = "跟进方式", en = "Follow-up", index)]
    pub follow_up: Option<FollowUp>,
    /// A ticket that is over and is to be reopened.
    #[field(zh = "重开哪个工单", en = "Ticket to reopen", to = "ticket")]
    pub reopens: Option<RecordId>,
    /// The ticket that was reopened or taken in.
    #[field(zh = "跟进工单", en = "Ticket that follows", to = "ticket", index)]
    pub follow_up_ticket: Option<RecordId>,
    /// The complaint that was made, or taken up again.
    #[field(zh = "跟进投诉", en = "Complaint that follows", to = "complaint", index)]
    pub follow_up_complaint: Option<RecordId>,
    /// Why a supervisor lets nothing follow.
    #[field(zh = "不跟进原因", en = "Reason for no follow-up", max = 1000)]
    pub no_follow_up_reason: Option<String>,
    /// Who decided so.
    #[field(zh = "不跟进决定人", en = "No follow-up decided by", to = "person")]
    pub no_follow_up_by: Option<RecordId>,
    /// When what followed was over.
    #[field(zh = "跟进完成时间", en = "Follow-up over at")]
    pub follow_up_closed_at: Option<Instant>,
    /// What came of it.
    #[field(zh = "跟进结果", en = "Result of the follow-up", max = 1000)]
    pub follow_up_result: Option<String>,
    /// Who read it.
    #[field(zh = "审阅人", en = "Reviewed by", to = "person")]
    pub reviewed_by: Option<RecordId>,
    /// When.
    #[field(zh = "审阅时间", en = "Reviewed at")]
    pub reviewed_at: Option<Instant>,
    /// When it was given up after attempts.
    #[field(zh = "无法接通关闭时间", en = "Given up at")]
    pub unreachable_at: Option<Instant>,
    /// When it was cancelled.
    #[field(zh = "取消时间", en = "Cancelled at")]
    pub cancelled_at: Option<Instant>,
    /// Why.
    #[field(zh = "取消原因", en = "Reason of the cancelling", max = 500)]
    pub cancelled_reason: Option<String>,
}

/// The kind.
pub const KIND: Kind = Kind {
    table: &Callback::TABLE,
    statuses: STATUSES,
    steps: &[
        begin::BEGIN_REGULAR,
        begin::BEGIN,
        begin::RECORD_ATTEMPT,
        begin::GIVE_UP,
        begin::CANCEL,
        complete::COMPLETE,
        complete::COMPLETE_SETTLED,
        after::DESCRIBE,
        after::MAKE_LEAD,
        after::CLOSE_MATTER,
        after::CLOSE_FOLLOW_UP,
        after::REVIEW,
    ],
    clocks: &[],
    title: |facts| joined(facts, &["number", "customer_name"]),
    customer_field: "customer",
    responsible_field: "begun_by",
    // Salespeople make regular callbacks of own customers only (domain §7.1).
    is_own: |_, facts, person| {
        let is_theirs = ["salesperson", "begun_by"].iter().any(|key| facts.reference(key) == Some(person));
        is_theirs && facts.text("kind") == Some("regular")
    },
    buckets: |_, facts| {
        let mut buckets = vec![Bucket { holder: Holder::All, class: "callback" }];
        if let Some(customer) = facts.reference("customer") {
            buckets.push(Bucket { holder: Holder::Customer(customer), class: "sales" });
        }
        buckets
    },
    grants: grants_nothing,
};

/// Domain §5.2, Callback.
const STATUSES: &[StatusRule] = &[
    StatusRule::closed("cancelled", "已取消", "Cancelled", |facts, _| facts.has("cancelled_at")),
    StatusRule::closed("unreachable", "无法接通", "Unreachable", |facts, _| facts.has("unreachable_at")),
    StatusRule::open("follow_up", "需跟进", "To follow up", |facts, _| follows(facts)),
    StatusRule::closed("done", "已完成", "Done", |facts, _| facts.has("made_at")),
    StatusRule::open("attempted", "未接通", "Not reached", |facts, _| !facts.items("contacts").is_empty()),
    StatusRule::open("due", "待回访", "To call back", |_, _| true),
];

/// Something was made of it and is not over yet.
fn follows(facts: &Facts) -> bool {
    let asked = facts.text("follow_up").is_some_and(|code| code != "none");
    facts.has("made_at") && asked && !facts.has("follow_up_closed_at")
}

/// The guard of every step that needs the customer not to have been reached yet.
fn is_due(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if ["cancelled_at", "unreachable_at", "made_at"].iter().any(|key| run.before.has(key)) {
        refuse(problems, "over", "该回访已完成或已结束", "the callback was made or is over");
    }
}

/// The guard of every step on what the customer said.
fn is_made(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if !run.before.has("made_at") {
        refuse(problems, "not_made", "尚未接通客户", "the customer was not reached yet");
    }
}
