//! Content of 销售合同, Sales Contract (domain §4.7): the articles of the company's template with the terms agreed.
//! Absent by design: the contract's record; a picture of a seal, which no form ever prints.

use serde::Serialize;

use super::{Document, PaymentStage, PricedLine, Review, Signature, Totals};

/// One contract.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SalesContract {
    /// Head and foot.
    pub document: Document,
    /// 首部.
    pub opening: ContractOpening,
    /// 甲方（买受人）.
    pub buyer: Party,
    /// 乙方（出卖人）.
    pub seller: Party,
    /// 第一条 标的物.
    pub lines: Vec<PricedLine>,
    /// Their totals.
    pub totals: Totals,
    /// 第二条 质量.
    pub quality: QualityTerms,
    /// 第三条 交付.
    pub delivery: DeliveryTerms,
    /// 第四条 检验与验收.
    pub inspection: InspectionTerms,
    /// 第五条 安装与培训.
    pub installation: InstallationTerms,
    /// 第六条 付款.
    pub payment: PaymentTerms,
    /// 第七条 售后服务标准.
    pub service: ServiceStandard,
    /// 第八条 违约责任.
    pub breach: BreachTerms,
    /// 第九条 其他.
    pub other: OtherTerms,
    /// 甲方: 法定代表人 or 授权代表.
    pub buyer_signature: Signature,
    /// 乙方: 法定代表人 or 授权代表.
    pub seller_signature: Signature,
    /// Internal copy only, never on the customer's: prints pages of its own marked 内部.
    pub internal: Option<ContractInternals>,
}

/// 首部.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ContractOpening {
    /// The company's contract template.
    pub template: Option<String>,
    /// Its version.
    pub template_version: Option<String>,
    /// 签订地点.
    pub place: Option<String>,
    /// 签订日期, as printed.
    pub date: Option<String>,
}

/// One party.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Party {
    /// Name.
    pub name: String,
    /// 统一社会信用代码.
    pub credit_code: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// 法定代表人.
    pub legal_representative: Option<String>,
    /// 授权代表.
    pub authorised_representative: Option<String>,
    /// Phone.
    pub phone: Option<String>,
    /// 开户银行.
    pub bank: Option<String>,
    /// Account.
    pub account: Option<String>,
    /// 开票信息.
    pub tax_data: Option<String>,
}

/// 第二条 质量.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct QualityTerms {
    /// Standard.
    pub standard: Option<String>,
    /// 技术协议, as an annex.
    pub technical_agreement: Option<String>,
}

/// 第三条 交付.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DeliveryTerms {
    /// 交付时间.
    pub date: Option<String>,
    /// Place.
    pub place: Option<String>,
    /// Way and carrier.
    pub way: Option<String>,
    /// Who pays.
    pub paid_by: Option<String>,
    /// Transfer of risk.
    pub risk: Option<String>,
    /// 指定收货人.
    pub receivers: Vec<String>,
    /// Packing.
    pub packing: Option<String>,
}

/// 第四条 检验与验收.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct InspectionTerms {
    /// Period for quantity and visible defects.
    pub period: Option<String>,
    /// Acceptance criteria.
    pub criteria: Option<String>,
    /// Trial run.
    pub trial_run: Option<String>,
    /// 视为验收; `None` prints that nothing is deemed accepted.
    pub deemed_acceptance: Option<String>,
}

/// 第五条 安装与培训.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct InstallationTerms {
    /// Scope.
    pub scope: Option<String>,
    /// Training sessions.
    pub sessions: Option<String>,
    /// What the customer provides.
    pub customer_provides: Option<String>,
}

/// 第六条 付款.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PaymentTerms {
    /// Stages.
    pub stages: Vec<PaymentStage>,
    /// Invoice.
    pub invoice: Option<String>,
}

/// 第七条 售后服务标准.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ServiceStandard {
    /// The standard in words; none where the rest says it all.
    pub standard: Option<String>,
    /// Warranty, from acceptance.
    pub warranty_from_acceptance: Option<String>,
    /// Warranty, from receipt at the latest.
    pub warranty_from_receipt: Option<String>,
    /// Response.
    pub response: Option<String>,
    /// Arrival.
    pub arrival: Option<String>,
    /// Solution.
    pub solution: Option<String>,
    /// Charges outside warranty.
    pub charges: Option<String>,
}

/// 第八条 违约责任. Where only `other` is given, it is the article's one clause.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BreachTerms {
    /// Late delivery.
    pub late_delivery: Option<String>,
    /// Late payment.
    pub late_payment: Option<String>,
    /// Cap.
    pub cap: Option<String>,
    /// Anything else.
    pub other: Option<String>,
}

/// 第九条 其他.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OtherTerms {
    /// Confidentiality.
    pub confidentiality: Option<String>,
    /// Intellectual property.
    pub intellectual_property: Option<String>,
    /// Force majeure.
    pub force_majeure: Option<String>,
    /// Change and termination.
    pub change_and_termination: Option<String>,
    /// 争议解决.
    pub dispute_resolution: Option<String>,
    /// Notices.
    pub notices: Option<String>,
    /// Consent to electronic signatures on service forms.
    pub electronic_signatures: Option<String>,
    /// Copies, such as 一式肆份，双方各执贰份; stands in the foot too.
    pub copies: Option<String>,
    /// Validity.
    pub validity: Option<String>,
    /// Annexes.
    pub annexes: Option<String>,
}

/// 内部页 of a contract.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ContractInternals {
    /// 条款确认.
    pub terms: Vec<TermRow>,
    /// 偏离条款.
    pub deviations: Vec<DeviationRow>,
    /// 法务意见.
    pub legal: Review,
    /// 用印登记.
    pub seals: Vec<SealRow>,
    /// 收发记录.
    pub dispatches: Vec<DispatchRow>,
    /// 审核记录, oldest first.
    pub reviews: Vec<ReviewRow>,
}

/// One term confirmed with the customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TermRow {
    /// The term.
    pub term: String,
    /// Its wording.
    pub wording: Option<String>,
    /// With whom it was confirmed.
    pub confirmed_by: Option<String>,
    /// When, as printed.
    pub confirmed_at: Option<String>,
    /// Whether it deviates from the template.
    pub deviates: Option<bool>,
}

/// One deviation from the template.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DeviationRow {
    /// Which clause.
    pub clause: String,
    /// What the template says.
    pub template_text: Option<String>,
    /// What was agreed.
    pub agreed_text: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// One use of the company seal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SealRow {
    /// Kind: 合同专用章, 公章.
    pub kind: String,
    /// Who sealed.
    pub by: Option<String>,
    /// When, as printed.
    pub at: Option<String>,
    /// Copies.
    pub copies: Option<String>,
}

/// Something sent or received.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DispatchRow {
    /// When, as printed.
    pub at: Option<String>,
    /// 发出 or 收到, and what.
    pub what: String,
    /// To whom or from whom.
    pub whom: Option<String>,
    /// In which way.
    pub way: Option<String>,
}

/// One review.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReviewRow {
    /// When, as printed.
    pub at: Option<String>,
    /// By whom.
    pub by: Option<String>,
    /// Decision.
    pub decision: Option<String>,
    /// Opinion.
    pub opinion: Option<String>,
}
