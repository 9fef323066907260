//! One call, visit or message with the customer, connected or not: one shape for every kind.
//! Absent by design: which clock a contact meets; each kind says that beside its steps.

use fieldseal_derive::Item;

use super::guard::{given_rows, need, one_new_row, person, refuse_field, round, typed_or_now, typed_time};
use crate::{
    choices,
    schema::{Facts, Input, Instant, ItemFacts, ItemId, Problem, RecordId, Scalar, StepRun, optional, required},
};

choices! {
    /// By what means a customer was reached.
    pub enum ContactChannel {
        Telephone = "telephone" ("电话", "Telephone"),
        Visit = "visit" ("当面", "In person"),
        Sms = "sms" ("短信", "Text message"),
        Wechat = "wechat" ("微信", "WeChat"),
        Email = "email" ("邮件", "E-mail"),
        Another = "other" ("其他", "Other"),
    }
}

choices! {
    /// What a contact was for.
    pub enum ContactPurpose {
        FirstResponse = "first_response" ("首次响应", "First response"),
        Technical = "technical" ("技术响应", "Technical response"),
        Booking = "booking" ("预约", "Booking"),
        Confirmation = "confirmation" ("确认预约", "Confirming the appointment"),
        Notice = "notice" ("通知", "Notice"),
        Communication = "communication" ("沟通", "Communication"),
        FollowUp = "follow_up" ("跟进", "Follow-up"),
        Callback = "callback" ("回访", "Callback"),
        Reaction = "reaction" ("投诉首次反应", "First reaction to a complaint"),
        Plan = "plan" ("告知处理方案", "Telling the plan"),
        FinalAnswer = "final_answer" ("最终答复", "Final answer"),
    }
}

/// One attempt to reach the customer. Only a connected one meets a clock (domain §2.1).
#[derive(Clone, Debug, PartialEq, Item)]
pub struct ContactAttempt {
    /// The row's id.
    pub id: ItemId,
    /// When the person answered or the message was delivered.
    #[field(zh = "联系时间", en = "Contacted at")]
    pub at: Option<Instant>,
    /// By what means.
    #[field(zh = "方式", en = "Channel")]
    pub channel: Option<ContactChannel>,
    /// What it was for.
    #[field(zh = "目的", en = "Purpose")]
    pub purpose: Option<ContactPurpose>,
    /// Who of us made it.
    #[field(zh = "联系人员", en = "By", to = "person")]
    pub by: Option<RecordId>,
    /// Who of the customer was reached or tried.
    #[field(zh = "对方姓名", en = "To whom", max = 60, personal)]
    pub to_name: Option<String>,
    /// The number, address or account used.
    #[field(zh = "对方号码", en = "Number", max = 60, personal)]
    pub to_phone: Option<String>,
    /// A person answered, or a message that says what happens next was delivered.
    #[field(zh = "是否接通", en = "Connected")]
    pub connected: Option<bool>,
    /// What was said and promised.
    #[field(zh = "内容", en = "Content", max = 2000, personal)]
    pub content: Option<String>,
    /// Why it was entered more than 30 minutes later.
    #[field(zh = "补录原因", en = "Reason for the late entry", max = 300)]
    pub late_reason: Option<String>,
    /// The round of the record it belongs to.
    #[field(zh = "轮次", en = "Round", min = 1, max = 1000)]
    pub round: Option<i64>,
}

/// What a person fills in for a contact, in the order of the form.
pub const INPUTS: &[Input] = &[
    required("contacts/*/connected"),
    required("contacts/*/channel"),
    required("contacts/*/to_name"),
    optional("contacts/*/to_phone"),
    optional("contacts/*/content"),
    optional("contacts/*/at"),
    optional("contacts/*/late_reason"),
];

/// What the step writes beside it.
pub const STAMPS: &[&str] = &["contacts/*/at", "contacts/*/by", "contacts/*/purpose", "contacts/*/round"];

/// A guard: exactly one new contact, its time believable, and what was said when connected.
/// Returns the row's id when there is one.
pub fn guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) -> Option<String> {
    let id = one_new_row(run, "contacts", problems)?;
    let key = |field: &str| format!("contacts/{id}/{field}");
    typed_time(run, &key("at"), &key("late_reason"), problems);
    if run.after(&key("connected")) == &Scalar::Boolean(true) {
        need(run, problems, &key("content"), "联系内容", "What was said");
    }
    Some(id)
}

/// Refuses an attempt that reached nobody where the step needs an answer.
pub fn must_be_connected(run: &StepRun<'_>, id: &str, problems: &mut Vec<Problem>) {
    let key = format!("contacts/{id}/connected");
    if run.after(&key) != &Scalar::Boolean(true) {
        refuse_field(problems, key, "not_connected", "未接通不能算作联系", "nobody was reached: that is no contact");
    }
}

/// Stamps the given contact with who, what for, which round and, when not typed, the time.
/// Returns its id and whether it was connected.
pub fn stamp(run: &mut StepRun<'_>, purpose: &str) -> Option<(String, bool, Instant)> {
    let id = given_rows(run, "contacts").into_iter().next()?;
    let key = |field: &str| format!("contacts/{id}/{field}");
    let at = typed_or_now(run, &key("at"));
    let connected = run.after(&key("connected")) == &Scalar::Boolean(true);
    let (by, round) = (person(run.person), round(run.before));
    run.set(key("at"), at.to_scalar());
    run.set(key("by"), by);
    run.set(key("purpose"), Scalar::text(purpose));
    run.set(key("round"), Scalar::Integer(round));
    Some((id, connected, at))
}

/// Connected contacts for a purpose, earliest first.
pub fn connected<'a>(facts: &'a Facts, purpose: &str) -> Vec<ItemFacts<'a>> {
    let mut rows = facts.items("contacts");
    rows.retain(|row| row.is_true("connected") && row.text("purpose") == Some(purpose));
    rows.sort_by_key(|row| row.instant("at").map(|at| at.utc_ms));
    rows
}

/// Attempts that reached nobody since a moment, counting only those at least 30 minutes apart.
pub fn spaced_attempts(facts: &Facts, since_ms: i64) -> usize {
    let mut times: Vec<i64> = facts
        .items("contacts")
        .iter()
        .filter(|row| !row.is_true("connected"))
        .filter_map(|row| row.instant("at"))
        .map(|at| at.utc_ms)
        .filter(|at| *at >= since_ms)
        .collect();
    times.sort_unstable();
    let mut last = None;
    times.retain(|at| {
        let counts = last.is_none_or(|last| at - last >= super::guard::LATE_ENTRY_MS);
        if counts {
            last = Some(*at);
        }
        counts
    });
    times.len()
}
