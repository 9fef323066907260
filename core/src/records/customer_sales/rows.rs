//! The rows of the sales record: gradings, outcomes, communications, and the questions asked in them.
//! Absent by design: what may be written when, which the steps say.

use fieldseal_derive::Item;

use crate::{
    choices,
    records::contact_attempt::ContactChannel,
    schema::{Facts, Instant, ItemFacts, ItemId, RecordId},
};

choices! {
    /// How near a customer is to buying (S-02). Never called a level.
    pub enum Grade {
        A = "a" ("A类：高意向，30天内可成交", "A: likely within 30 days"),
        B = "b" ("B类：中等意向，1-3个月跟进", "B: likely within 1 to 3 months"),
        C = "c" ("C类：低意向，长期培育", "C: long-term"),
    }
}

choices! {
    /// What became of the follow-up.
    pub enum Outcome {
        Won = "won" ("成交", "Won"),
        Lost = "lost" ("流失", "Lost"),
        Reopened = "reopened" ("重新启用", "Reopened"),
    }
}

choices! {
    /// What a communication is for (S-03). Only a needs talk starts D-01.
    pub enum CommunicationPurpose {
        NeedsTalk = "needs_talk" ("需求沟通", "Needs talk"),
        FollowUp = "follow_up" ("日常跟进", "Follow-up"),
        Negotiation = "negotiation" ("商务谈判", "Negotiation"),
        Callback = "callback" ("回访", "Callback"),
        Another = "other" ("其他", "Other"),
    }
}

/// One grading; D-02 runs from these.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct CustomerGrading {
    /// The row's id.
    pub id: ItemId,
    /// The grade.
    #[field(zh = "客户分级", en = "Grade")]
    pub grade: Option<Grade>,
    /// When.
    #[field(zh = "分级时间", en = "Graded at")]
    pub at: Option<Instant>,
    /// Who graded.
    #[field(zh = "分级人", en = "Graded by", to = "person")]
    pub by: Option<RecordId>,
    /// Why.
    #[field(zh = "分级理由", en = "Reason", max = 500)]
    pub reason: Option<String>,
}

/// One winning, losing or reopening; each ends or starts runs of D-02.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct CustomerOutcome {
    /// The row's id.
    pub id: ItemId,
    /// What became of it.
    #[field(zh = "结果", en = "Outcome")]
    pub outcome: Option<Outcome>,
    /// When.
    #[field(zh = "时间", en = "At")]
    pub at: Option<Instant>,
    /// Who said so.
    #[field(zh = "登记人", en = "By", to = "person")]
    pub by: Option<RecordId>,
    /// Why.
    #[field(zh = "原因", en = "Reason", max = 500)]
    pub reason: Option<String>,
}

/// One communication with the customer, planned or held (S-03): a contact attempt that has an outline
/// before it and a length.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Communication {
    /// The row's id.
    pub id: ItemId,
    /// What it is for.
    #[field(zh = "目的", en = "Purpose")]
    pub purpose: Option<CommunicationPurpose>,
    /// By what means.
    #[field(zh = "方式", en = "Channel")]
    pub channel: Option<ContactChannel>,
    /// When it is to be.
    #[field(zh = "计划时间", en = "Planned at")]
    pub planned_at: Option<Instant>,
    /// Outline: what to find out of the customer's pains.
    #[field(zh = "提纲：客户痛点", en = "Outline: pains", max = 1000, personal)]
    pub outline_pains: Option<String>,
    /// Outline: what to find out of the budget.
    #[field(zh = "提纲：采购预算", en = "Outline: budget", max = 1000, personal)]
    pub outline_budget: Option<String>,
    /// Outline: what to find out of who decides, and how.
    #[field(zh = "提纲：决策流程", en = "Outline: decision process", max = 1000, personal)]
    pub outline_decision: Option<String>,
    /// When the outline was written.
    #[field(zh = "提纲时间", en = "Outlined at")]
    pub outlined_at: Option<Instant>,
    /// Who wrote it.
    #[field(zh = "提纲编写人", en = "Outlined by", to = "person")]
    pub outlined_by: Option<RecordId>,
    /// When it began.
    #[field(zh = "开始时间", en = "Started at")]
    pub started_at: Option<Instant>,
    /// When it ended: D-01 runs from here.
    #[field(zh = "结束时间", en = "Ended at")]
    pub ended_at: Option<Instant>,
    /// A person answered, or a message that says what happens next was delivered.
    #[field(zh = "是否接通", en = "Connected")]
    pub connected: Option<bool>,
    /// Where, when they met.
    #[field(zh = "地点", en = "Place", max = 200)]
    pub place: Option<String>,
    /// Who of the customer was reached or tried.
    #[field(zh = "对方姓名", en = "With whom", max = 60, personal)]
    pub to_name: Option<String>,
    /// The number, address or account used.
    #[field(zh = "对方号码", en = "Number", max = 60, personal)]
    pub to_phone: Option<String>,
    /// What was said.
    #[field(zh = "沟通内容", en = "Content", max = 4000, personal)]
    pub content: Option<String>,
    /// What came of it.
    #[field(zh = "沟通结果", en = "Result", max = 1000, personal)]
    pub result: Option<String>,
    /// What happens next.
    #[field(zh = "下一步", en = "Next step", max = 500)]
    pub next_step: Option<String>,
    /// It was held without an outline written before it.
    #[field(zh = "无提纲", en = "Without outline")]
    pub without_outline: Option<bool>,
    /// Who of us held it.
    #[field(zh = "沟通人", en = "By", to = "person")]
    pub by: Option<RecordId>,
    /// When it was entered.
    #[field(zh = "登记时间", en = "Logged at")]
    pub logged_at: Option<Instant>,
    /// Why it was entered more than 30 minutes later.
    #[field(zh = "补录原因", en = "Reason for the late entry", max = 300)]
    pub late_reason: Option<String>,
    /// When its times were corrected last.
    #[field(zh = "更正时间", en = "Corrected at")]
    pub corrected_at: Option<Instant>,
    /// Who corrected them.
    #[field(zh = "更正人", en = "Corrected by", to = "person")]
    pub corrected_by: Option<RecordId>,
    /// Why.
    #[field(zh = "更正原因", en = "Reason of the correction", max = 300)]
    pub corrected_reason: Option<String>,
    /// When it was withdrawn: called off, or entered by mistake.
    #[field(zh = "撤回时间", en = "Withdrawn at")]
    pub withdrawn_at: Option<Instant>,
    /// Who withdrew it.
    #[field(zh = "撤回人", en = "Withdrawn by", to = "person")]
    pub withdrawn_by: Option<RecordId>,
    /// Why.
    #[field(zh = "撤回原因", en = "Reason of the withdrawal", max = 300)]
    pub withdrawn_reason: Option<String>,
    /// The newest needs analysis that names it, mirrored.
    #[field(zh = "需求分析", en = "Needs analysis", to = "needs")]
    pub needs: Option<RecordId>,
    /// When the first needs analysis that names it was submitted: meets D-01.
    #[field(zh = "需求分析提交时间", en = "Needs analysis submitted at")]
    pub needs_submitted_at: Option<Instant>,
}

/// A question put to the customer (提问引导法), prepared or asked.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct GuidingQuestion {
    /// The row's id.
    pub id: ItemId,
    /// The row of the communication it belongs to.
    #[field(zh = "沟通记录", en = "Communication", max = 40)]
    pub communication: Option<String>,
    /// What is asked.
    #[field(zh = "问题", en = "Question", max = 500)]
    pub question: Option<String>,
    /// What the customer said.
    #[field(zh = "回答", en = "Answer", max = 2000, personal)]
    pub answer: Option<String>,
}

/// It was held or tried, not only planned.
pub fn is_logged(row: &ItemFacts<'_>) -> bool {
    row.has("logged_at")
}

/// It was held, the customer was reached, and nobody took it back.
pub fn is_connected(row: &ItemFacts<'_>) -> bool {
    row.is_true("connected") && row.has("ended_at") && !row.has("withdrawn_at")
}

/// A needs talk, by its purpose alone.
pub fn is_needs_talk(row: &ItemFacts<'_>) -> bool {
    row.text("purpose") == Some("needs_talk")
}

/// When a customer was first reached, by all that stands logged.
pub(super) fn first_connected_at(facts: &Facts) -> Option<Instant> {
    facts
        .items("communications")
        .iter()
        .filter(|row| is_connected(row))
        .filter_map(|row| row.instant("started_at"))
        .min()
}
