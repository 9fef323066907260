//! The solution and quotation (K-quote, 产品解决方案 + 报价单): one record, so that one approval covers both (S-06).
//! Absent by design: cost and floor price (`quote_cost.rs`, `floor_price.rs`), whose readers differ.
//!
//! What counts is what was approved: every look of finance, salesperson and manager at a quote keeps the
//! digest of what was looked at (`content.rs`), and holds only while the quote still says exactly that.

mod approval;
mod content;
mod drafting;
mod offering;
mod pricing;
mod rows;
#[cfg(test)]
pub(crate) mod tests;

use fieldseal_derive::Record;

pub use self::content::{
    answers, awaits_cost, can_become_contract, content_digest, is_approved, is_expired, is_pending, looked_at,
};
pub(super) use self::pricing::net_of_lines;
pub use rows::*;

use super::{
    guard::{refuse, refuse_field},
    title,
};
use crate::schema::{
    Bucket, Date, Facts, Hash32, Holder, Instant, Kind, Money, Problem, Record, RecordId, Role, StatusRule, StepRun,
    StepSpec, Who, any, grants_nothing, own,
};

/// What a contract's step that draws it from a quote writes on the quote.
pub const CONTRACTED_KEYS: &[&str] = &["contract", "contracted_at"];
/// What a contract's step that submits it to legal writes on the quote: legal reads it from then on.
pub const IN_LEGAL_KEY: &str = "in_legal_at";

/// A product solution with its quotation.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "quote", prefix = "BJ", zh = "方案与报价", en = "Solution and quotation", version = 1)]
pub struct Quote {
    /// Given out by the device; the solution and the quotation print the same.
    #[field(zh = "报价编号", en = "Number", max = 40, index, search)]
    pub number: Option<String>,
    /// The present revision.
    #[field(zh = "修订号", en = "Revision", min = 1, max = 1000)]
    pub revision: Option<i64>,
    /// What the offer is for.
    #[field(zh = "方案名称", en = "Title", max = 120, search)]
    pub title: Option<String>,
    /// To whom.
    #[field(zh = "客户", en = "Customer", to = "customer", index)]
    pub customer: Option<RecordId>,
    /// The customer's name when it was drafted.
    #[field(zh = "客户名称", en = "Customer's name", max = 120, search)]
    pub customer_name: Option<String>,
    /// For whose attention.
    #[field(zh = "联系人", en = "Contact", max = 60, search, personal)]
    pub contact_name: Option<String>,
    /// How to reach them.
    #[field(zh = "联系方式", en = "Phone", max = 60, personal)]
    pub contact_phone: Option<String>,
    /// The customer's address.
    #[field(zh = "客户地址", en = "Address", max = 200)]
    pub address: Option<String>,
    /// Whose quote it is (报价人).
    #[field(zh = "销售", en = "Salesperson", to = "person", index)]
    pub salesperson: Option<RecordId>,
    /// When it was drafted.
    #[field(zh = "起草时间", en = "Drafted at")]
    pub drafted_at: Option<Instant>,
    /// Who drafted it.
    #[field(zh = "起草人", en = "Drafted by", to = "person")]
    pub drafted_by: Option<RecordId>,
    /// The day of this revision's offer: when it was last submitted.
    #[field(zh = "报价日期", en = "Quoted on")]
    pub quoted_on: Option<Date>,
    /// What it costs us, for finance and manager.
    #[field(zh = "成本核算", en = "Cost", to = "quote_cost")]
    pub quote_cost: Option<RecordId>,
    /// Its authorised floor price.
    #[field(zh = "授权底价", en = "Floor price", to = "floor_price")]
    pub floor_price: Option<RecordId>,

    /// The needs analysis it answers.
    #[field(zh = "需求分析", en = "Needs analysis", to = "needs", index)]
    pub needs: Option<RecordId>,
    /// What the solution does.
    #[field(zh = "功能说明", en = "Functions", max = 4000, search)]
    pub functions: Option<String>,
    /// Layout of the plant.
    #[field(zh = "布局", en = "Layout", max = 2000)]
    pub layout: Option<String>,
    /// Interfaces to what is there.
    #[field(zh = "接口", en = "Interfaces", max = 2000)]
    pub interfaces: Option<String>,
    /// What the site must have.
    #[field(zh = "现场条件要求", en = "Site conditions needed", max = 2000)]
    pub site_conditions: Option<String>,
    /// Delivery, installation, training, service: how it is done.
    #[field(zh = "实施计划", en = "Implementation", max = 4000)]
    pub implementation: Option<String>,
    /// What the customer provides.
    #[field(zh = "客户配合事项", en = "Provided by the customer", max = 2000)]
    pub customer_provides: Option<String>,
    /// What is not included.
    #[field(zh = "不含内容", en = "Not included", max = 2000)]
    pub not_included: Option<String>,
    /// On what the solution rests.
    #[field(zh = "前提假设", en = "Assumptions", max = 2000)]
    pub assumptions: Option<String>,

    /// Basis, limit and validity of discounts.
    #[field(zh = "折扣政策", en = "Discount policy", max = 1000)]
    pub discount_policy: Option<String>,
    /// A discount on the whole, beside those of the lines.
    #[field(zh = "整单优惠", en = "Discount on the whole")]
    pub whole_discount: Option<Money>,
    /// How long until delivery.
    #[field(zh = "交付周期", en = "Delivery period", max = 200)]
    pub delivery_period: Option<String>,
    /// From what event that counts.
    #[field(zh = "交付周期起算", en = "Delivery period from", max = 200)]
    pub delivery_from: Option<String>,
    /// Where it is delivered.
    #[field(zh = "交货地点", en = "Place of delivery", max = 200)]
    pub delivery_place: Option<String>,
    /// How.
    #[field(zh = "交货方式", en = "Manner of delivery", max = 200)]
    pub delivery_manner: Option<String>,
    /// Packing and transport.
    #[field(zh = "包装运输", en = "Packing and transport", max = 500)]
    pub packing: Option<String>,
    /// Warranty offered.
    #[field(zh = "质保", en = "Warranty", max = 1000)]
    pub warranty: Option<String>,
    /// Installation and training offered.
    #[field(zh = "安装培训", en = "Installation and training", max = 1000)]
    pub installation_training: Option<String>,
    /// Which invoice the customer gets.
    #[field(zh = "发票类型", en = "Invoice type")]
    pub invoice_type: Option<InvoiceType>,
    /// When the price may change.
    #[field(zh = "价格调整条件", en = "Price adjustment", max = 1000)]
    pub price_adjustment: Option<String>,
    /// What else is to be said.
    #[field(zh = "特别说明", en = "Special notes", max = 2000)]
    pub special_notes: Option<String>,
    /// The last day on which it can be accepted.
    #[field(zh = "有效期至", en = "Valid until", index)]
    pub valid_until: Option<Date>,

    /// Sum of the lines.
    #[field(zh = "小计", en = "Subtotal")]
    pub subtotal: Option<Money>,
    /// What the customer pays, tax included.
    #[field(zh = "价税合计", en = "Total")]
    pub total: Option<Money>,
    /// The tax in it.
    #[field(zh = "税额", en = "Tax")]
    pub tax_total: Option<Money>,
    /// The total without tax.
    #[field(zh = "不含税合计", en = "Total without tax")]
    pub net_total: Option<Money>,

    /// When finance was first asked for the cost: from then on finance reads the quote.
    #[field(zh = "提交核算时间", en = "Cost requested at")]
    pub cost_requested_at: Option<Instant>,
    /// Who asked last.
    #[field(zh = "提交核算人", en = "Cost requested by", to = "person")]
    pub cost_requested_by: Option<RecordId>,
    /// The content whose cost was asked for.
    #[field(zh = "提交核算的内容摘要", en = "Digest whose cost was requested", min = 32, max = 32)]
    pub cost_requested_digest: Option<Vec<u8>>,
    /// When finance confirmed the cost.
    #[field(zh = "成本确认时间", en = "Cost confirmed at")]
    pub cost_confirmed_at: Option<Instant>,
    /// Who confirmed it.
    #[field(zh = "成本确认人", en = "Cost confirmed by", to = "person")]
    pub cost_confirmed_by: Option<RecordId>,
    /// Of which content.
    #[field(zh = "成本确认的内容摘要", en = "Digest whose cost is confirmed", min = 32, max = 32)]
    pub cost_confirmed_digest: Option<Vec<u8>>,
    /// When approval was asked for.
    #[field(zh = "提交审批时间", en = "Submitted at")]
    pub submitted_at: Option<Instant>,
    /// Who asked.
    #[field(zh = "提交审批人", en = "Submitted by", to = "person")]
    pub submitted_by: Option<RecordId>,
    /// For which content.
    #[field(zh = "提交审批的内容摘要", en = "Submitted digest", min = 32, max = 32)]
    pub submitted_digest: Option<Vec<u8>>,
    /// Core needs that no line answers, when it was submitted.
    #[field(zh = "未对应的核心需求数", en = "Core needs without a line", max = 1000)]
    pub unanswered_needs: Option<i64>,
    /// Why core needs stay without a line, or why there is no needs analysis.
    #[field(zh = "需求未对应说明", en = "Why needs are not answered", max = 500)]
    pub unanswered_reason: Option<String>,
    /// The manager's answer: does it keep to the pricing policy?
    #[field(zh = "符合定价策略", en = "Within the pricing policy")]
    pub within_pricing_policy: Option<bool>,
    /// The manager's answer: is it within the customer's budget?
    #[field(zh = "符合客户预算", en = "Within the customer's budget")]
    pub within_budget: Option<WithinBudget>,
    /// The manager's opinion.
    #[field(zh = "审核意见", en = "Opinion", max = 1000)]
    pub approval_opinion: Option<String>,
    /// Why it is approved although an answer is no.
    #[field(zh = "例外批准理由", en = "Reason of the exception", max = 1000)]
    pub approval_reason: Option<String>,
    /// When it was approved.
    #[field(zh = "批准时间", en = "Approved at")]
    pub approved_at: Option<Instant>,
    /// Who approved it.
    #[field(zh = "批准人", en = "Approved by", to = "person")]
    pub approved_by: Option<RecordId>,
    /// Exactly what was approved.
    #[field(zh = "批准的内容摘要", en = "Approved digest", min = 32, max = 32)]
    pub approved_digest: Option<Vec<u8>>,
    /// When a change withdrew the approval; it does not come back by undoing the change.
    #[field(zh = "批准失效时间", en = "Approval lapsed at")]
    pub approval_lapsed_at: Option<Instant>,
    /// When it was returned; empty again once submitted anew.
    #[field(zh = "退回时间", en = "Returned at")]
    pub returned_at: Option<Instant>,
    /// Who returned it.
    #[field(zh = "退回人", en = "Returned by", to = "person")]
    pub returned_by: Option<RecordId>,
    /// What is to be changed.
    #[field(zh = "退回原因", en = "Reason of the return", max = 1000)]
    pub return_reason: Option<String>,

    /// When this revision was first sent to the customer.
    #[field(zh = "发送客户时间", en = "Sent at")]
    pub sent_at: Option<Instant>,
    /// When the customer declined it.
    #[field(zh = "客户拒绝时间", en = "Declined at")]
    pub declined_at: Option<Instant>,
    /// Why.
    #[field(zh = "客户未接受原因", en = "Reason of declining", max = 500)]
    pub declined_reason: Option<String>,
    /// When it was voided.
    #[field(zh = "作废时间", en = "Voided at")]
    pub voided_at: Option<Instant>,
    /// Why.
    #[field(zh = "作废原因", en = "Reason of voiding", max = 500)]
    pub voided_reason: Option<String>,
    /// The contract drawn from it, mirrored.
    #[field(zh = "销售合同", en = "Contract", to = "contract", index)]
    pub contract: Option<RecordId>,
    /// When that was drawn, mirrored.
    #[field(zh = "转合同时间", en = "Contracted at")]
    pub contracted_at: Option<Instant>,
    /// When that first went to legal, mirrored.
    #[field(zh = "提交法务时间", en = "In legal review at")]
    pub in_legal_at: Option<Instant>,

    /// Products and services offered.
    #[items(zh = "明细", en = "Lines")]
    pub lines: Vec<QuoteLine>,
    /// The needs it answers, copied from the analysis.
    #[items(zh = "需求回顾", en = "Needs")]
    pub needs_review: Vec<NeedReview>,
    /// Technical parameters.
    #[items(zh = "技术参数", en = "Parameters")]
    pub parameters: Vec<Parameter>,
    /// Where such a solution works already.
    #[items(zh = "案例展示", en = "Reference cases")]
    pub reference_cases: Vec<ReferenceCase>,
    /// How and when the customer pays.
    #[items(zh = "付款方式", en = "Payment stages")]
    pub payment_stages: Vec<PaymentStage>,
    /// Drawings, brochures.
    #[items(zh = "附件", en = "Attachments")]
    pub attachments: Vec<Attachment>,
    /// Approvals and returns.
    #[items(zh = "审核记录", en = "Decisions")]
    pub decisions: Vec<Decision>,
    /// When it was sent to whom.
    #[items(zh = "发送记录", en = "Sent to")]
    pub sendings: Vec<Sending>,
    /// Revisions before the present one.
    #[items(zh = "修订历史", en = "Former revisions")]
    pub revisions: Vec<FormerRevision>,
    /// Their lines, to be laid side by side.
    #[items(zh = "历次明细", en = "Former lines")]
    pub former_lines: Vec<FormerLine>,
}

/// The kind.
pub const KIND: Kind = Kind {
    table: &Quote::TABLE,
    statuses: STATUSES,
    steps: &[
        drafting::DRAFT,
        drafting::DRAFT_FOR,
        drafting::EDIT,
        drafting::HAND_OVER,
        approval::REQUEST_COST,
        approval::SUBMIT,
        approval::APPROVE,
        approval::RETURN,
        offering::SEND,
        offering::DECLINE,
        offering::VOID,
        offering::REVISE,
        offering::RELEASE,
    ],
    clocks: &[],
    title: |facts| title::joined(facts, &["number", "customer_name", "title"]),
    customer_field: "customer",
    responsible_field: "salesperson",
    is_own: |_, facts, person| facts.reference("salesperson") == Some(person),
    buckets,
    grants: grants_nothing,
};

/// Domain §5.2, Quote.
const STATUSES: &[StatusRule] = &[
    StatusRule::closed("void", "已作废", "Void", |facts, _| facts.has("voided_at")),
    StatusRule::closed("contracted", "已转合同", "Contracted", |facts, _| facts.has("contract")),
    StatusRule::closed("declined", "客户未接受", "Declined", |facts, _| facts.has("declined_at")),
    StatusRule::open("expired", "已过期", "Expired", |facts, today| is_approved(facts) && is_expired(facts, today)),
    StatusRule::open("sent", "已发客户", "Sent", |facts, _| facts.has("sent_at") && is_approved(facts)),
    StatusRule::open("approved", "已批准", "Approved", |facts, _| is_approved(facts)),
    StatusRule::open("approval_lapsed", "批准已失效(内容已改)", "Approval lapsed", |facts, _| {
        facts.has("approved_at") && !facts.has("returned_at")
    }),
    StatusRule::open("returned", "已退回", "Returned", |facts, _| facts.has("returned_at")),
    StatusRule::open("pending_approval", "待审批", "Awaiting approval", |facts, _| is_pending(facts)),
    StatusRule::open("costing", "待财务核算", "Awaiting cost", |facts, _| awaits_cost(facts)),
    StatusRule::open("draft", "草稿", "Draft", |_, _| true),
];

/// Who works on a quote.
const SALES: &[Who] = &[own(Role::Sales), any(Role::Manager)];

/// What every step of this kind shares.
const STEP: StepSpec = StepSpec {
    verb: "",
    label: crate::schema::Label::new("", ""),
    rules: &["S-05", "K-quote"],
    who: SALES,
    begins: false,
    inputs: &[],
    stamps: &[],
    touches: &[],
    guard: goes_on,
    effect: crate::schema::nothing,
};

/// The guard of every step that needs the quote to be neither void nor a contract.
fn goes_on(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if run.before.has("voided_at") {
        refuse(problems, "void", "报价已作废", "the quote is void");
    }
    if run.before.has("contract") {
        refuse(problems, "contracted", "报价已转合同", "a contract was drawn from the quote");
    }
}

/// The present revision, 1 when none is said.
pub fn revision(facts: &Facts) -> i64 {
    facts.integer("revision").unwrap_or(1)
}

/// The digest that a key holds.
fn digest(facts: &Facts, key: &str) -> Option<Hash32> {
    Hash32::from_scalar(facts.get(key))
}

/// Whoever holds the customer's sales side, finance once asked for the cost, legal once a contract
/// from it is theirs (domain §7.2). Service, warehouse and engineers hold no selling price.
fn buckets(_: RecordId, facts: &Facts) -> Vec<Bucket> {
    let mut buckets = vec![Bucket { holder: Holder::All, class: "quote" }];
    let customer = facts.reference("customer").map(|id| Bucket { holder: Holder::Customer(id), class: "sales" });
    let salesperson = facts.reference("salesperson").map(|id| Bucket { holder: Holder::Person(id), class: "sales" });
    buckets.extend(customer.into_iter().chain(salesperson));
    for (key, class) in [("cost_requested_at", "costing"), (IN_LEGAL_KEY, "legal")] {
        if facts.has(key) {
            buckets.push(Bucket { holder: Holder::All, class });
        }
    }
    buckets
}

/// Refuses a row that the quote's lines do not have.
pub(super) fn refuse_unknown_line(problems: &mut Vec<Problem>, table: &str) {
    refuse_field(problems, table, "row_unknown", "报价没有这一行", "the quote has no such line");
}
