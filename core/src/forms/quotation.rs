//! Content of 报价单, Quotation (domain §4.6, template 2).
//! Absent by design: the quote's record; adding up; the solution, a form of its own.

use serde::Serialize;

use super::{Document, NamedAt, Options, PaymentStage, PricedLine, Review, Signature, Totals};

/// One quotation.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Quotation {
    /// Head and foot; the document's date is the 报价日期.
    pub document: Document,
    /// 有效期至, as printed.
    pub valid_until: Option<String>,
    /// 报价方.
    pub offered_by: Offerer,
    /// 客户.
    pub offered_to: Addressee,
    /// 明细; freight, installation and training are lines too.
    pub lines: Vec<PricedLine>,
    /// 合计.
    pub totals: Totals,
    /// 条件.
    pub conditions: QuoteConditions,
    /// 报价人.
    pub author: NamedAt,
    /// 销售经理审核. What the customer gets names only who and when; the opinion is internal.
    pub approval: NamedAt,
    /// 客户确认处; none when no confirmation is asked for.
    pub customer_signature: Option<Signature>,
    /// Internal copy only, never on the customer's: prints pages of its own marked 内部.
    pub internal: Option<QuoteInternals>,
}

/// 报价方.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Offerer {
    /// Name.
    pub name: String,
    /// 统一社会信用代码.
    pub credit_code: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// Contact.
    pub contact_name: Option<String>,
    /// The contact's phone.
    pub phone: Option<String>,
    /// The contact's e-mail.
    pub email: Option<String>,
}

/// 客户.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Addressee {
    /// Name.
    pub name: String,
    /// Contact.
    pub contact_name: Option<String>,
    /// The contact's phone.
    pub phone: Option<String>,
    /// Address.
    pub address: Option<String>,
}

/// 条件.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct QuoteConditions {
    /// 折扣政策.
    pub discount_policy: Option<String>,
    /// 付款方式.
    pub payment: Vec<PaymentStage>,
    /// 交付周期.
    pub delivery_period: Option<String>,
    /// The event from which it counts.
    pub delivery_from: Option<String>,
    /// 交货地点与方式.
    pub delivery_place: Option<String>,
    /// 包装运输.
    pub packing: Option<String>,
    /// 质保.
    pub warranty: Option<String>,
    /// 安装培训.
    pub installation: Option<String>,
    /// 发票类型.
    pub invoice_type: Options,
    /// 价格调整条件.
    pub price_adjustment: Option<String>,
    /// 特别说明.
    pub special_notes: Option<String>,
    /// 附件.
    pub attachments: Option<String>,
}

/// 内部页 of a quotation.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct QuoteInternals {
    /// Cost per line.
    pub costs: Vec<CostLine>,
    /// The same of the whole.
    pub total: CostLine,
    /// 财务: who confirmed the cost of this revision, and when.
    pub finance: NamedAt,
    /// 符合定价策略: yes, no.
    pub within_policy: Options,
    /// 符合客户预算: yes, no, unknown.
    pub within_budget: Options,
    /// The approval with its opinion.
    pub approval: Review,
    /// 修订记录, oldest first.
    pub revisions: Vec<RevisionRow>,
}

/// Cost, margin and floor price of one line or of the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CostLine {
    /// 品名 and model; 合计 for the whole.
    pub name: String,
    /// Price quoted.
    pub price: Option<String>,
    /// 成本.
    pub cost: Option<String>,
    /// 毛利.
    pub margin: Option<String>,
    /// 授权底价.
    pub floor_price: Option<String>,
}

/// One revision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RevisionRow {
    /// Its number.
    pub revision: String,
    /// When, as printed.
    pub at: Option<String>,
    /// By whom.
    pub by: Option<String>,
    /// What changed.
    pub change: Option<String>,
    /// What became of it: 退回, 批准, …
    pub result: Option<String>,
}
