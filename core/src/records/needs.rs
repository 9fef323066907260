//! The needs analysis (K-needs, 客户需求分析报告): what a customer needs, how much it weighs, who decides (S-04).
//! Absent by design: the talks themselves (`customer_sales.rs`), and what is offered for a need (the quote).

mod rows;
mod steps;
mod submission;
#[cfg(test)]
mod tests;

use fieldseal_derive::Record;
pub use rows::*;

use super::{contact_attempt::ContactChannel, handover::HAND_OVER, title};
use crate::schema::{Bucket, Holder, Instant, Kind, Money, Record, RecordId, StatusRule, grants_nothing};

/// A report on what a customer needs.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "needs", prefix = "XQ", zh = "需求分析", en = "Needs analysis", version = 1)]
pub struct Needs {
    /// Given out by the device.
    #[field(zh = "报告编号", en = "Number", max = 40, index, search)]
    pub number: Option<String>,
    /// The customer.
    #[field(zh = "客户", en = "Customer", to = "customer", index)]
    pub customer: Option<RecordId>,
    /// Its name.
    #[field(zh = "客户名称", en = "Customer's name", max = 120, search)]
    pub customer_name: Option<String>,
    /// Its industry.
    #[field(zh = "所属行业", en = "Industry", max = 60)]
    pub industry: Option<String>,
    /// The customer's sales record, which holds the communications.
    #[field(zh = "销售档案", en = "Sales record", to = "customer_sales")]
    pub sales: Option<RecordId>,
    /// Whose customer it is.
    #[field(zh = "对应销售", en = "Salesperson", to = "person", index)]
    pub salesperson: Option<RecordId>,
    /// When it was begun.
    #[field(zh = "起草时间", en = "Drafted at")]
    pub drafted_at: Option<Instant>,
    /// Who wrote it (编制人).
    #[field(zh = "编制人", en = "Prepared by", to = "person")]
    pub prepared_by: Option<RecordId>,
    /// Equipment and process in use.
    #[field(zh = "现用设备与工艺", en = "Equipment and process in use", max = 1000)]
    pub current_equipment: Option<String>,
    /// Output and working conditions.
    #[field(zh = "产能/工况", en = "Operating conditions", max = 1000)]
    pub operating_conditions: Option<String>,
    /// What they can spend.
    #[field(zh = "采购预算", en = "Budget")]
    pub budget: Option<Money>,
    /// The same in words: a range, what it depends on.
    #[field(zh = "预算说明", en = "Budget in words", max = 500)]
    pub budget_text: Option<String>,
    /// How they decide.
    #[field(zh = "决策流程", en = "Decision process", max = 1000, personal)]
    pub decision_process: Option<String>,
    /// When they plan to buy.
    #[field(zh = "计划采购时间", en = "Planned purchase", max = 100)]
    pub planned_purchase: Option<String>,
    /// Who else offers.
    #[field(zh = "竞争对手", en = "Competitors", max = 500)]
    pub competitors: Option<String>,
    /// Electric power on site.
    #[field(zh = "现场电源", en = "Power on site", max = 200)]
    pub site_power: Option<String>,
    /// Compressed air on site.
    #[field(zh = "现场气源", en = "Compressed air on site", max = 200)]
    pub site_air: Option<String>,
    /// Space and floor on site.
    #[field(zh = "现场场地", en = "Space on site", max = 200)]
    pub site_space: Option<String>,
    /// Network on site.
    #[field(zh = "现场网络", en = "Network on site", max = 200)]
    pub site_network: Option<String>,
    /// Where the solution is heading.
    #[field(zh = "初步方案方向", en = "Direction of the solution", max = 2000)]
    pub solution_direction: Option<String>,
    /// What may go wrong.
    #[field(zh = "风险", en = "Risks", max = 1000)]
    pub risks: Option<String>,
    /// The report that this one replaces.
    #[field(zh = "替代报告", en = "Supersedes", to = "needs")]
    pub supersedes: Option<RecordId>,
    /// When it was submitted (报告时间): meets D-01 of the talks it names.
    #[field(zh = "报告时间", en = "Submitted at", index)]
    pub submitted_at: Option<Instant>,
    /// Every needs talk that it names was reported within 24 hours of its end.
    #[field(zh = "是否24小时内", en = "Within 24 hours")]
    pub within_24_hours: Option<bool>,
    /// When the manager went over it (审阅人).
    #[field(zh = "审阅时间", en = "Reviewed at")]
    pub reviewed_at: Option<Instant>,
    /// Who did.
    #[field(zh = "审阅人", en = "Reviewed by", to = "person")]
    pub reviewed_by: Option<RecordId>,
    /// What they say of it.
    #[field(zh = "审阅意见", en = "Reviewer's opinion", max = 1000)]
    pub review_opinion: Option<String>,
    /// Who of the customer confirmed it.
    #[field(zh = "客户确认人", en = "Confirmed by", max = 60, personal)]
    pub confirmed_by_name: Option<String>,
    /// By what means.
    #[field(zh = "确认方式", en = "Confirmed how")]
    pub confirmed_channel: Option<ContactChannel>,
    /// When.
    #[field(zh = "客户确认时间", en = "Confirmed at")]
    pub confirmed_at: Option<Instant>,
    /// Why that was entered more than 30 minutes later.
    #[field(zh = "补录原因", en = "Reason for the late entry", max = 300)]
    pub confirmed_late_reason: Option<String>,
    /// The newer report that names this one.
    #[field(zh = "被替代为", en = "Superseded by", to = "needs")]
    pub superseded_by: Option<RecordId>,
    /// When that was submitted.
    #[field(zh = "被替代时间", en = "Superseded at")]
    pub superseded_at: Option<Instant>,
    /// Who took part, on both sides.
    #[items(zh = "参与人员", en = "Participants")]
    pub participants: Vec<Participant>,
    /// The talks it comes from.
    #[items(zh = "沟通时间、方式", en = "Communications")]
    pub communications: Vec<NamedCommunication>,
    /// What troubles the customer.
    #[items(zh = "客户痛点", en = "Pains")]
    pub pains: Vec<PainPoint>,
    /// What they need.
    #[items(zh = "需求", en = "Needs")]
    pub needs: Vec<CustomerNeed>,
    /// Who decides.
    #[items(zh = "决策人员", en = "Decision people")]
    pub decision_people: Vec<DecisionPerson>,
    /// What comes next.
    #[items(zh = "下一步", en = "Next steps")]
    pub next_steps: Vec<NextStep>,
}

/// The kind.
pub const KIND: Kind = Kind {
    table: &Needs::TABLE,
    statuses: &[
        StatusRule::closed("superseded", "已被替代", "Superseded", |facts, _| facts.has("superseded_by")),
        StatusRule::closed("submitted", "已提交", "Submitted", |facts, _| facts.has("submitted_at")),
        StatusRule::open("draft", "草稿", "Draft", |_, _| true),
    ],
    steps: &[steps::DRAFT, steps::EDIT, submission::SUBMIT, submission::REVIEW, submission::CONFIRM, HAND_OVER],
    clocks: &[],
    title: |facts| title::numbered(facts, "customer_name"),
    customer_field: "customer",
    responsible_field: "salesperson",
    is_own: |_, facts, person| facts.reference("salesperson") == Some(person),
    buckets: |_, facts| {
        let of_customer = facts.reference("customer").map(Holder::Customer);
        [Some(Holder::All), of_customer].into_iter().flatten().map(|holder| Bucket { holder, class: "sales" }).collect()
    },
    grants: grants_nothing,
};
