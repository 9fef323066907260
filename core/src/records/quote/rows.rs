//! The rows of a quote.
//! Absent by design: their arithmetic (`pricing.rs`) and which of them an approval covers (`content.rs`).

use fieldseal_derive::Item;

use crate::{
    choices,
    records::contact_attempt::ContactChannel,
    schema::{Date, Hash32, Instant, ItemId, Money, RecordId},
};

choices! {
    /// Which invoice a customer gets.
    pub enum InvoiceType {
        SpecialVat = "special_vat" ("增值税专用发票", "Special VAT invoice"),
        OrdinaryVat = "ordinary_vat" ("增值税普通发票", "Ordinary VAT invoice"),
        NoInvoice = "none" ("不开票", "No invoice"),
    }
}

choices! {
    /// Whether a quote is within the customer's budget (S-06).
    pub enum WithinBudget {
        Yes = "yes" ("是", "Yes"),
        No = "no" ("否", "No"),
        Unknown = "unknown" ("预算未知", "Budget unknown"),
    }
}

choices! {
    /// How important a need is to the customer.
    pub enum NeedPriority {
        Core = "core" ("核心需求", "Core need"),
        Secondary = "secondary" ("次要需求", "Secondary need"),
    }
}

choices! {
    /// What the manager decided.
    pub enum QuoteDecision {
        Approved = "approved" ("批准", "Approved"),
        Returned = "returned" ("退回", "Returned"),
    }
}

/// One product or service offered; freight, installation and training are lines too.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct QuoteLine {
    /// Row id.
    pub id: ItemId,
    /// Product.
    #[field(zh = "品名", en = "Product", max = 120)]
    pub product_name: Option<String>,
    /// Model.
    #[field(zh = "型号规格", en = "Model", max = 80)]
    pub model: Option<String>,
    /// Configuration.
    #[field(zh = "配置", en = "Configuration", max = 300)]
    pub configuration: Option<String>,
    /// Unit, such as 台.
    #[field(zh = "单位", en = "Unit", max = 20)]
    pub unit: Option<String>,
    /// How many units; whole ones.
    #[field(zh = "数量", en = "Quantity", min = 1, max = 1_000_000)]
    pub quantity: Option<i64>,
    /// Price of one unit, tax included.
    #[field(zh = "含税单价", en = "Unit price")]
    pub unit_price: Option<Money>,
    /// Discount in hundredths of a percent: 500 is 5 %.
    #[field(zh = "折扣", en = "Discount", max = 10_000)]
    pub discount: Option<i64>,
    /// Tax rate in hundredths of a percent: 1300 is 13 %.
    #[field(zh = "税率", en = "Tax rate", max = 10_000)]
    pub tax_rate: Option<i64>,
    /// Quantity × unit price × (1 − discount), rounded half up.
    #[field(zh = "金额", en = "Amount")]
    pub amount: Option<Money>,
    /// Its share of the discount on the whole.
    #[field(zh = "整单优惠分摊", en = "Share of the discount on the whole")]
    pub discount_share: Option<Money>,
    /// The tax in what is left.
    #[field(zh = "税额", en = "Tax")]
    pub tax: Option<Money>,
    /// What else is to be said of it.
    #[field(zh = "备注", en = "Remark", max = 300)]
    pub remark: Option<String>,
    /// The needs it answers: row ids of the needs analysis, separated by commas.
    #[field(zh = "对应需求", en = "Answers needs", max = 400)]
    pub answers: Option<String>,
    /// An engineer installs it.
    #[field(zh = "需安装", en = "Needs installation")]
    pub needs_installation: Option<bool>,
}

/// A need of the customer, as the analysis says it. The row's id is the analysis's.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct NeedReview {
    /// Row id: the need's.
    pub id: ItemId,
    /// The need.
    #[field(zh = "需求", en = "Need", max = 2000)]
    pub need: Option<String>,
    /// How important it is.
    #[field(zh = "优先级", en = "Priority")]
    pub priority: Option<NeedPriority>,
}

/// One technical parameter.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Parameter {
    /// Row id.
    pub id: ItemId,
    /// Name.
    #[field(zh = "参数", en = "Parameter", max = 120)]
    pub name: Option<String>,
    /// Value.
    #[field(zh = "数值", en = "Value", max = 120)]
    pub value: Option<String>,
    /// Unit.
    #[field(zh = "单位", en = "Unit", max = 40)]
    pub unit: Option<String>,
    /// Under what condition it holds.
    #[field(zh = "条件", en = "Condition", max = 200)]
    pub condition: Option<String>,
}

/// A customer for whom such a solution works.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct ReferenceCase {
    /// Row id.
    pub id: ItemId,
    /// Industry.
    #[field(zh = "行业", en = "Industry", max = 60)]
    pub industry: Option<String>,
    /// Its name, or 某公司 where it has not released it.
    #[field(zh = "案例客户", en = "Customer of the case", max = 120)]
    pub customer: Option<String>,
    /// What it gained.
    #[field(zh = "应用效果", en = "Effect", max = 1000)]
    pub effect: Option<String>,
    /// Since which year.
    #[field(zh = "年份", en = "Year", min = 1980, max = 2200)]
    pub year: Option<i64>,
}

/// One part of the payment, such as 30 % 预付款.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct PaymentStage {
    /// Row id.
    pub id: ItemId,
    /// What it is called.
    #[field(zh = "付款阶段", en = "Stage", max = 60)]
    pub name: Option<String>,
    /// Its share in hundredths of a percent; all together are 100 %.
    #[field(zh = "比例", en = "Share", min = 1, max = 10_000)]
    pub share: Option<i64>,
    /// When it is due.
    #[field(zh = "付款时间", en = "When", max = 200)]
    pub due: Option<String>,
    /// Its part of the total; all together are the total.
    #[field(zh = "付款金额", en = "Amount")]
    pub amount: Option<Money>,
}

/// A file that goes with the offer.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Attachment {
    /// Row id.
    pub id: ItemId,
    /// What it is.
    #[field(zh = "附件名称", en = "Name", max = 120)]
    pub name: Option<String>,
    /// The file.
    #[field(zh = "文件", en = "File")]
    pub file: Option<Hash32>,
}

/// What the manager decided, and on exactly what.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Decision {
    /// Row id.
    pub id: ItemId,
    /// Of which revision.
    #[field(zh = "修订号", en = "Revision", min = 1, max = 1000)]
    pub revision: Option<i64>,
    /// Approved or returned.
    #[field(zh = "审核结论", en = "Decision")]
    pub decision: Option<QuoteDecision>,
    /// Within the pricing policy?
    #[field(zh = "符合定价策略", en = "Within the pricing policy")]
    pub within_pricing_policy: Option<bool>,
    /// Within the customer's budget?
    #[field(zh = "符合客户预算", en = "Within the customer's budget")]
    pub within_budget: Option<WithinBudget>,
    /// Opinion.
    #[field(zh = "审核意见", en = "Opinion", max = 1000)]
    pub opinion: Option<String>,
    /// Why it was returned, or approved although an answer was no.
    #[field(zh = "理由", en = "Reason", max = 1000)]
    pub reason: Option<String>,
    /// The content decided on.
    #[field(zh = "内容摘要", en = "Digest", min = 32, max = 32)]
    pub digest: Option<Vec<u8>>,
    /// When.
    #[field(zh = "审核时间", en = "At")]
    pub at: Option<Instant>,
    /// Who.
    #[field(zh = "审核人", en = "By", to = "person")]
    pub by: Option<RecordId>,
}

/// One sending to the customer.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Sending {
    /// Row id.
    pub id: ItemId,
    /// By what means.
    #[field(zh = "发送方式", en = "Channel")]
    pub channel: Option<ContactChannel>,
    /// To whom.
    #[field(zh = "收件人", en = "To whom", max = 60, personal)]
    pub to_name: Option<String>,
    /// The address, number or account used.
    #[field(zh = "对方号码", en = "Number or address", max = 120, personal)]
    pub to_phone: Option<String>,
    /// When.
    #[field(zh = "发送时间", en = "Sent at")]
    pub at: Option<Instant>,
    /// Why it was entered more than 30 minutes later.
    #[field(zh = "补录原因", en = "Reason for the late entry", max = 300)]
    pub late_reason: Option<String>,
    /// Who of us sent it.
    #[field(zh = "发送人", en = "Sent by", to = "person")]
    pub by: Option<RecordId>,
    /// Which revision.
    #[field(zh = "修订号", en = "Revision", min = 1, max = 1000)]
    pub revision: Option<i64>,
}

/// What became of a former revision.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct FormerRevision {
    /// Row id.
    pub id: ItemId,
    /// Which revision.
    #[field(zh = "修订号", en = "Revision", min = 1, max = 1000)]
    pub revision: Option<i64>,
    /// Its content.
    #[field(zh = "内容摘要", en = "Digest", min = 32, max = 32)]
    pub digest: Option<Vec<u8>>,
    /// Its total.
    #[field(zh = "价税合计", en = "Total")]
    pub total: Option<Money>,
    /// Until when it was valid.
    #[field(zh = "有效期至", en = "Valid until")]
    pub valid_until: Option<Date>,
    /// When it was approved.
    #[field(zh = "批准时间", en = "Approved at")]
    pub approved_at: Option<Instant>,
    /// Who approved it.
    #[field(zh = "批准人", en = "Approved by", to = "person")]
    pub approved_by: Option<RecordId>,
    /// When it was sent.
    #[field(zh = "发送客户时间", en = "Sent at")]
    pub sent_at: Option<Instant>,
    /// When the customer declined it.
    #[field(zh = "客户拒绝时间", en = "Declined at")]
    pub declined_at: Option<Instant>,
    /// Why the customer did.
    #[field(zh = "客户未接受原因", en = "Reason of declining", max = 500)]
    pub declined_reason: Option<String>,
    /// Why the next revision was made.
    #[field(zh = "修订原因", en = "Reason of the revision", max = 500)]
    pub revised_reason: Option<String>,
    /// When it was.
    #[field(zh = "修订时间", en = "Revised at")]
    pub revised_at: Option<Instant>,
    /// By whom.
    #[field(zh = "修订人", en = "Revised by", to = "person")]
    pub revised_by: Option<RecordId>,
}

/// A line of a former revision.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct FormerLine {
    /// Row id.
    pub id: ItemId,
    /// Of which revision.
    #[field(zh = "修订号", en = "Revision", min = 1, max = 1000)]
    pub revision: Option<i64>,
    /// The id of the line.
    #[field(zh = "明细行", en = "Line", max = 40)]
    pub line: Option<String>,
    /// Product.
    #[field(zh = "品名", en = "Product", max = 120)]
    pub product_name: Option<String>,
    /// Model.
    #[field(zh = "型号规格", en = "Model", max = 80)]
    pub model: Option<String>,
    /// Configuration.
    #[field(zh = "配置", en = "Configuration", max = 300)]
    pub configuration: Option<String>,
    /// Unit.
    #[field(zh = "单位", en = "Unit", max = 20)]
    pub unit: Option<String>,
    /// Units.
    #[field(zh = "数量", en = "Quantity", min = 1, max = 1_000_000)]
    pub quantity: Option<i64>,
    /// Price of one unit.
    #[field(zh = "含税单价", en = "Unit price")]
    pub unit_price: Option<Money>,
    /// Discount in hundredths of a percent.
    #[field(zh = "折扣", en = "Discount", max = 10_000)]
    pub discount: Option<i64>,
    /// Tax rate in hundredths of a percent.
    #[field(zh = "税率", en = "Tax rate", max = 10_000)]
    pub tax_rate: Option<i64>,
    /// Amount.
    #[field(zh = "金额", en = "Amount")]
    pub amount: Option<Money>,
}
