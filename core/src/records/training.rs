//! The training (K-training, 培训签到表, 培训效果评估表): sessions, who signed in, evaluation, callback.
//! Absent by design: the callback's own record, and how its clock is counted.

mod attendance;
mod callback;
mod clocks;
mod evaluation;
mod planning;
mod rows;
mod session;
#[cfg(test)]
mod tests;

use fieldseal_derive::Record;
pub use rows::*;

use super::{
    amendment::Amendment,
    contact_attempt::ContactAttempt,
    guard::{refuse, round},
    installation::Machine,
    job::{self, Assignment, Assistant},
    round::Round,
    title,
};
use crate::schema::{Date, Facts, Instant, ItemFacts, Kind, Problem, Record, RecordId, StatusRule, StepRun, StepSpec};

/// Teaching the customer's operators, in one or two sessions, until a callback finds that they master it.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "training", prefix = "PX", zh = "使用培训", en = "Training", version = 1)]
pub struct Training {
    /// Given out by the device.
    #[field(zh = "培训编号", en = "Number", max = 40, index, search)]
    pub number: Option<String>,
    /// The ordinal of the session that began last; empty before the first one begins.
    #[field(zh = "签到表次数", en = "Sheet", min = 1, max = 1000)]
    pub round: Option<i64>,
    /// The customer.
    #[field(zh = "客户", en = "Customer", to = "customer", index)]
    pub customer: Option<RecordId>,
    /// The customer's name.
    #[field(zh = "客户名称", en = "Customer's name", max = 120, search)]
    pub customer_name: Option<String>,
    /// Where the machines stand.
    #[field(zh = "地址", en = "Site address", max = 200, search)]
    pub site_address: Option<String>,
    /// Whom to reach.
    #[field(zh = "联系人", en = "Contact", max = 60, search, personal)]
    pub contact_name: Option<String>,
    /// How.
    #[field(zh = "联系方式", en = "Phone", max = 60, search, personal)]
    pub contact_phone: Option<String>,
    /// The order.
    #[field(zh = "订单", en = "Order", to = "order", index)]
    pub order: Option<RecordId>,
    /// The order's number, for crews, who hold no order.
    #[field(zh = "订单编号", en = "Order number", max = 40, search)]
    pub order_number: Option<String>,
    /// The installation it follows.
    #[field(zh = "安装调试", en = "Installation", to = "installation", index)]
    pub installation: Option<RecordId>,
    /// The installation's number.
    #[field(zh = "安装编号", en = "Installation number", max = 40, search)]
    pub installation_number: Option<String>,
    /// When it was planned, or agreed in an acceptance.
    #[field(zh = "计划时间", en = "Planned at")]
    pub planned_at: Option<Instant>,
    /// What was agreed with the customer, in words.
    #[field(zh = "培训约定", en = "Training agreed", max = 500)]
    pub agreed: Option<String>,
    /// The day that the customer wished.
    #[field(zh = "客户希望日期", en = "Wished for")]
    pub wished_on: Option<Date>,
    /// In which form it is held.
    #[field(zh = "培训形式", en = "Form")]
    pub form: Option<TrainingForm>,
    /// How many sessions are planned; 1 when empty.
    #[field(zh = "计划次数", en = "Sessions planned", min = 1, max = 2)]
    pub planned_sessions: Option<i64>,
    /// Topic: operation.
    #[field(zh = "设备操作", en = "Operation")]
    pub topic_operation: Option<bool>,
    /// Topic: daily maintenance.
    #[field(zh = "日常维护", en = "Daily maintenance")]
    pub topic_maintenance: Option<bool>,
    /// Topic: common faults.
    #[field(zh = "常见故障排查", en = "Common faults")]
    pub topic_faults: Option<bool>,
    /// Another topic.
    #[field(zh = "其他内容", en = "Other topic", max = 200)]
    pub topic_other: Option<String>,
    /// The engineer who has the job.
    #[field(zh = "工程师", en = "Engineer", to = "person", index)]
    pub engineer: Option<RecordId>,
    /// When it was dispatched to them.
    #[field(zh = "派工时间", en = "Dispatched at")]
    pub dispatched_at: Option<Instant>,
    /// When they accepted it.
    #[field(zh = "接单时间", en = "Accepted at")]
    pub accepted_at: Option<Instant>,
    /// When they asked that somebody else gets it.
    #[field(zh = "申请转派时间", en = "Transfer asked for at")]
    pub transfer_asked_at: Option<Instant>,
    /// When it was cancelled as a whole.
    #[field(zh = "取消时间", en = "Cancelled at")]
    pub cancelled_at: Option<Instant>,
    /// Why.
    #[field(zh = "取消原因", en = "Reason of cancelling", max = 500)]
    pub cancelled_reason: Option<String>,
    /// The machines that are taught.
    #[items(zh = "设备", en = "Machines")]
    pub machines: Vec<Machine>,
    /// Who goes along.
    #[items(zh = "协助人员", en = "Assistants")]
    pub assistants: Vec<Assistant>,
    /// Dispatching, accepting, rejecting, transferring.
    #[items(zh = "派工记录", en = "Assignments")]
    pub assignments: Vec<Assignment>,
    /// Sessions.
    #[items(zh = "培训场次", en = "Sessions")]
    pub sessions: Vec<Session>,
    /// Who was to come, for each session.
    #[items(zh = "参训人员", en = "Attendees")]
    pub attendees: Vec<Attendee>,
    /// The sheet of each session, with the trainer's signature and its seal.
    #[items(zh = "签到表", en = "Sheets")]
    pub rounds: Vec<Round>,
    /// What attendees say of it.
    #[items(zh = "效果评估", en = "Evaluations")]
    pub evaluations: Vec<Evaluation>,
    /// Questions left open.
    #[items(zh = "遗留问题", en = "Open questions")]
    pub questions: Vec<OpenQuestion>,
    /// Calls made to call back, connected or not.
    #[items(zh = "联系记录", en = "Contacts")]
    pub contacts: Vec<ContactAttempt>,
    /// What callbacks came to.
    #[items(zh = "回访", en = "Callbacks")]
    pub callbacks: Vec<TrainingCallback>,
    /// Changes after signing.
    #[items(zh = "签后更正", en = "Amendments")]
    pub amendments: Vec<Amendment>,
}

/// The kind.
pub const KIND: Kind = Kind {
    table: &Training::TABLE,
    statuses: STATUSES,
    steps: STEPS,
    clocks: clocks::CLOCKS,
    title: |facts| title::joined(facts, &["number", "customer_name", "site_address"]),
    customer_field: "customer",
    responsible_field: "engineer",
    is_own: job::is_own,
    buckets: |_, facts| job::buckets(facts, closed_at(facts)),
    grants: |_, facts, today| job::grants(facts, closed_at(facts), today),
};

const STEPS: &[StepSpec] = &[
    planning::PLAN,
    planning::EDIT_PLAN,
    planning::DISPATCH,
    planning::ACCEPT,
    planning::REJECT,
    planning::ASK_TRANSFER,
    planning::DATE_SESSION,
    planning::MOVE_SESSION,
    planning::CANCEL_SESSION,
    planning::CANCEL,
    session::BEGIN_SESSION,
    session::HAND_OUT_HANDBOOK,
    attendance::LIST_ATTENDEES,
    attendance::SIGN_IN,
    attendance::RECORD_ABSENT,
    session::END_SESSION,
    session::CLOSE_SHEET,
    session::AMEND,
    evaluation::EVALUATE,
    evaluation::ASK_QUESTION,
    evaluation::ANSWER_QUESTION,
    callback::RECORD_ATTEMPT,
    callback::CALL_BACK,
    callback::CLOSE_UNREACHABLE,
];

/// Domain §5.2, Training. A session that is dated or held after a callback outdoes what it found.
const STATUSES: &[StatusRule] = &[
    StatusRule::closed("cancelled", "已取消", "Cancelled", |facts, _| facts.has("cancelled_at")),
    StatusRule::closed("completed", "已完成", "Completed", |facts, _| completed_at(facts).is_some()),
    StatusRule::open("retraining", "需再培训", "To be trained again", |facts, _| {
        is_all_held(facts) && last_callback(facts).is_some_and(|row| row.text("mastery") == Some("to_retrain"))
    }),
    StatusRule::open("to_call_back", "待回访", "Awaiting callback", |facts, _| {
        is_all_held(facts) && (last_callback(facts).is_none() || has_open_question(facts))
    }),
    StatusRule::open("second_session", "待第二次培训", "Awaiting the second session", |facts, _| {
        running(facts).is_none() && next_dated(facts).is_some() && !held(facts).is_empty()
    }),
    StatusRule::open("in_session", "培训中", "In session", |facts, _| running(facts).is_some()),
    StatusRule::open("booked", "已预约", "Booked", |facts, _| next_dated(facts).is_some()),
    StatusRule::open("to_book", "待安排", "To book", |_, _| true),
];

/// Sessions that were not cancelled.
fn standing(facts: &Facts) -> impl Iterator<Item = ItemFacts<'_>> {
    facts.items("sessions").into_iter().filter(|session| !session.has("cancelled_at"))
}

/// Sessions held, in the order in which they ended.
fn held(facts: &Facts) -> Vec<ItemFacts<'_>> {
    let mut rows: Vec<_> = standing(facts).filter(|session| session.has("ended_at")).collect();
    rows.sort_by_key(|row| (row.instant("ended_at").map(|at| at.utc_ms), row.id));
    rows
}

/// The session that began and did not end.
fn running(facts: &Facts) -> Option<ItemFacts<'_>> {
    standing(facts).find(|session| session.has("started_at") && !session.has("ended_at"))
}

/// The next session that has a date and did not begin.
fn next_dated(facts: &Facts) -> Option<ItemFacts<'_>> {
    let to_come = standing(facts).filter(|session| session.has("dated_on") && !session.has("started_at"));
    to_come.min_by_key(|session| (session.date("dated_on"), session.id))
}

/// The session of the present sheet: the one that began last.
fn present(facts: &Facts) -> Option<ItemFacts<'_>> {
    standing(facts).find(|session| session.has("started_at") && session.integer("ordinal") == Some(round(facts)))
}

/// A session was held, and none that has a date is to come.
fn is_all_held(facts: &Facts) -> bool {
    running(facts).is_none() && next_dated(facts).is_none() && !held(facts).is_empty()
}

/// The end of the last session held.
fn last_end(facts: &Facts) -> Option<Instant> {
    held(facts).last().and_then(|session| session.instant("ended_at"))
}

/// The last callback after the last session held, one that reached nobody included.
fn last_callback(facts: &Facts) -> Option<ItemFacts<'_>> {
    let end = last_end(facts)?;
    let rows = facts.items("callbacks").into_iter();
    rows.filter(|row| row.instant("at").is_some_and(|at| at.utc_ms >= end.utc_ms))
        .max_by_key(|row| (row.instant("at").map(|at| at.utc_ms), row.id))
}

fn has_open_question(facts: &Facts) -> bool {
    facts.items("questions").iter().any(|row| !row.has("answered_at"))
}

/// Called back, or given up after attempts, and nothing open: no question, no session planned or dated.
fn completed_at(facts: &Facts) -> Option<Instant> {
    let callback = last_callback(facts).filter(|row| row.text("mastery") != Some("to_retrain"))?;
    let planned = facts.integer("planned_sessions").unwrap_or(1);
    if !is_all_held(facts) || has_open_question(facts) || (held(facts).len() as i64) < planned {
        return None;
    }
    let answers = facts.items("questions").into_iter().filter_map(|row| row.instant("answered_at"));
    answers.chain(callback.instant("at")).max()
}

/// When the training was over: cancelled, or completed.
pub fn closed_at(facts: &Facts) -> Option<Instant> {
    facts.instant("cancelled_at").or_else(|| completed_at(facts))
}

/// The guard of every step that needs the training to go on. A completed one goes on when another
/// session is wished.
fn goes_on(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if run.before.has("cancelled_at") {
        refuse(problems, "closed", "培训已取消", "the training is cancelled");
    }
}

/// Whether the sheet of a session is sealed: it changes only by an amendment (domain §6.7).
fn is_sheet_closed(facts: &Facts, session: &ItemFacts<'_>) -> bool {
    session.integer("ordinal").is_some_and(|ordinal| facts.has(&format!("rounds/{ordinal}/confirmed_at")))
}
