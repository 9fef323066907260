//! The fields of a sales contract (domain §4.7). Absent by design: its rows (`rows`), and what steps do with them.

use fieldseal_derive::Record;

use super::rows::{
    Annex, Answer, AuthorisedReceiver, ContractLine, Deviation, FreightPayer, LegalReview, PaymentStage, Received,
    SealUse, Sending, SignatureCorrection, TermConfirmation,
};
use crate::schema::{Authority, Capacity, ConfirmationWay, Date, Hash32, Instant, Money, RecordId};

/// A sales contract, or a supplement to one, from its drawing to its order.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "contract", prefix = "HT", zh = "销售合同", en = "Sales contract", version = 1)]
pub struct Contract {
    /// Number given when the record was created.
    #[field(zh = "合同编号", en = "Number", max = 40, index, search)]
    pub number: Option<String>,
    /// The approved quote it was drawn from.
    #[field(zh = "报价单", en = "Quote", to = "quote", index)]
    pub quote: Option<RecordId>,
    /// Which revision of the quote.
    #[field(zh = "报价修订号", en = "Quote revision", max = 1000)]
    pub quote_revision: Option<i64>,
    /// The contract that this one supplements (补充协议).
    #[field(zh = "所补充的合同", en = "Supplements", to = "contract", index)]
    pub supplements: Option<RecordId>,
    /// The buyer.
    #[field(zh = "客户", en = "Customer", to = "customer", index)]
    pub customer: Option<RecordId>,
    /// The customer's name when the contract was drawn.
    #[field(zh = "客户名称", en = "Customer's name", max = 120, search)]
    pub customer_name: Option<String>,
    /// Whose contract it is.
    #[field(zh = "销售", en = "Salesperson", to = "person", index)]
    pub salesperson: Option<RecordId>,
    /// When it was drawn.
    #[field(zh = "起草时间", en = "Drawn at")]
    pub drawn_at: Option<Instant>,
    /// Who drew it.
    #[field(zh = "起草人", en = "Drawn by", to = "person")]
    pub drawn_by: Option<RecordId>,
    /// The company's template; the version in use when the contract was drawn stays.
    #[field(zh = "合同模板", en = "Template", to = "library")]
    pub template: Option<RecordId>,
    /// Title of the template.
    #[field(zh = "模板名称", en = "Title of the template", max = 120)]
    pub template_title: Option<String>,
    /// Version of the template.
    #[field(zh = "模板版本", en = "Version of the template", max = 20)]
    pub template_version: Option<String>,
    /// Where it is signed.
    #[field(zh = "签订地点", en = "Place of signing", max = 200)]
    pub signing_place: Option<String>,
    /// The buyer's name (甲方).
    #[field(zh = "甲方名称", en = "Buyer", max = 120)]
    pub buyer_name: Option<String>,
    /// The buyer's unified social credit code.
    #[field(zh = "甲方统一社会信用代码", en = "Buyer's credit code", max = 18)]
    pub buyer_credit_code: Option<String>,
    /// The buyer's address.
    #[field(zh = "甲方地址", en = "Buyer's address", max = 200)]
    pub buyer_address: Option<String>,
    /// The buyer's legal representative.
    #[field(zh = "甲方法定代表人", en = "Buyer's legal representative", max = 60, personal)]
    pub buyer_legal_representative: Option<String>,
    /// Who else may sign for the buyer.
    #[field(zh = "甲方授权代表", en = "Buyer's authorised representative", max = 60, personal)]
    pub buyer_authorised_representative: Option<String>,
    /// The buyer's phone.
    #[field(zh = "甲方电话", en = "Buyer's phone", max = 60, personal)]
    pub buyer_phone: Option<String>,
    /// The buyer's bank.
    #[field(zh = "甲方开户行", en = "Buyer's bank", max = 120)]
    pub buyer_bank: Option<String>,
    /// The buyer's account.
    #[field(zh = "甲方账号", en = "Buyer's account", max = 60)]
    pub buyer_account: Option<String>,
    /// What the buyer's invoices say.
    #[field(zh = "甲方税务信息", en = "Buyer's tax data", max = 300)]
    pub buyer_tax_data: Option<String>,
    /// The seller's name (乙方).
    #[field(zh = "乙方名称", en = "Seller", max = 120)]
    pub seller_name: Option<String>,
    /// The seller's unified social credit code.
    #[field(zh = "乙方统一社会信用代码", en = "Seller's credit code", max = 18)]
    pub seller_credit_code: Option<String>,
    /// The seller's address.
    #[field(zh = "乙方地址", en = "Seller's address", max = 200)]
    pub seller_address: Option<String>,
    /// The seller's legal representative.
    #[field(zh = "乙方法定代表人", en = "Seller's legal representative", max = 60, personal)]
    pub seller_legal_representative: Option<String>,
    /// Who else may sign for the seller.
    #[field(zh = "乙方授权代表", en = "Seller's authorised representative", max = 60, personal)]
    pub seller_authorised_representative: Option<String>,
    /// The seller's phone.
    #[field(zh = "乙方电话", en = "Seller's phone", max = 60, personal)]
    pub seller_phone: Option<String>,
    /// The seller's bank.
    #[field(zh = "乙方开户行", en = "Seller's bank", max = 120)]
    pub seller_bank: Option<String>,
    /// The seller's account.
    #[field(zh = "乙方账号", en = "Seller's account", max = 60)]
    pub seller_account: Option<String>,
    /// The seller's tax data.
    #[field(zh = "乙方税务信息", en = "Seller's tax data", max = 300)]
    pub seller_tax_data: Option<String>,
    /// Sum of the lines.
    #[field(zh = "小计", en = "Subtotal")]
    pub subtotal: Option<Money>,
    /// The discount on the whole.
    #[field(zh = "整单优惠", en = "Discount on the whole")]
    pub whole_discount: Option<Money>,
    /// The tax in the total.
    #[field(zh = "税额", en = "Tax")]
    pub tax_total: Option<Money>,
    /// The total without tax.
    #[field(zh = "不含税合计", en = "Total without tax")]
    pub net_total: Option<Money>,
    /// What the customer pays, tax included, as approved with the quote.
    #[field(zh = "价税合计", en = "Total")]
    pub total: Option<Money>,
    /// Standard of quality.
    #[field(zh = "质量标准", en = "Standard of quality", max = 2000)]
    pub quality_standard: Option<String>,
    /// The technical agreement that is an annex.
    #[field(zh = "技术协议", en = "Technical agreement", max = 300)]
    pub technical_agreement: Option<String>,
    /// The day of delivery.
    #[field(zh = "交付日期", en = "Delivery on")]
    pub delivery_date: Option<Date>,
    /// How long until delivery, when no day is agreed.
    #[field(zh = "交付周期", en = "Delivery period", max = 200)]
    pub delivery_period: Option<String>,
    /// From what event that counts.
    #[field(zh = "交付周期起算", en = "Delivery period from", max = 200)]
    pub delivery_from: Option<String>,
    /// Where it is delivered.
    #[field(zh = "交付地点", en = "Place of delivery", max = 300)]
    pub delivery_place: Option<String>,
    /// How it is delivered.
    #[field(zh = "交付方式", en = "Manner of delivery", max = 300)]
    pub delivery_manner: Option<String>,
    /// Who carries it.
    #[field(zh = "承运人", en = "Carrier", max = 80)]
    pub carrier: Option<String>,
    /// Who pays for the transport.
    #[field(zh = "运费承担", en = "Freight paid by")]
    pub freight_payer: Option<FreightPayer>,
    /// When the risk passes to the buyer.
    #[field(zh = "风险转移", en = "Transfer of risk", max = 500)]
    pub risk_transfer: Option<String>,
    /// How it is packed.
    #[field(zh = "包装", en = "Packing", max = 500)]
    pub packing: Option<String>,
    /// Days within which the buyer inspects quantity and visible defects.
    #[field(zh = "检验期（天）", en = "Inspection days", min = 0, max = 3650)]
    pub inspection_days: Option<i64>,
    /// By what it is accepted.
    #[field(zh = "验收标准", en = "Acceptance criteria", max = 2000)]
    pub acceptance_criteria: Option<String>,
    /// The trial run that is agreed.
    #[field(zh = "试运行", en = "Trial run", max = 1000)]
    pub trial_run: Option<String>,
    /// Days after the notice in which it is deemed accepted; no such clause when empty.
    #[field(zh = "视为验收天数", en = "Deemed acceptance days", min = 1, max = 3650)]
    pub deemed_acceptance_days: Option<i64>,
    /// What the installation includes.
    #[field(zh = "安装范围", en = "Scope of the installation", max = 1000)]
    pub installation_scope: Option<String>,
    /// Sessions of training.
    #[field(zh = "培训场次", en = "Training sessions", max = 100)]
    pub training_sessions: Option<i64>,
    /// What the customer provides for both.
    #[field(zh = "客户配合事项", en = "What the customer provides", max = 1000)]
    pub customer_provides: Option<String>,
    /// Type and time of the invoice.
    #[field(zh = "发票", en = "Invoice", max = 500)]
    pub invoice_terms: Option<String>,
    /// The after-sales standard in words.
    #[field(zh = "售后服务标准", en = "Service standard", max = 1000)]
    pub service_standard: Option<String>,
    /// The warranty in words, as quoted.
    #[field(zh = "质保", en = "Warranty", max = 1000)]
    pub warranty: Option<String>,
    /// Months of warranty from acceptance; the company's when empty.
    #[field(zh = "质保月数（自验收）", en = "Warranty months from acceptance", max = 240)]
    pub warranty_months: Option<i64>,
    /// Months of warranty from receipt at the latest; the company's when empty.
    #[field(zh = "质保月数（自收货）", en = "Warranty months from receipt", max = 240)]
    pub warranty_months_from_receipt: Option<i64>,
    /// Minutes to the technical response; the company's when empty.
    #[field(zh = "响应时间（分钟）", en = "Response minutes", min = 1, max = 525_600)]
    pub response_minutes: Option<i64>,
    /// Minutes to the arrival on site; the company's when empty.
    #[field(zh = "到场时间（分钟）", en = "Arrival minutes", min = 1, max = 525_600)]
    pub arrival_minutes: Option<i64>,
    /// Minutes to the solution; the company's when empty.
    #[field(zh = "解决时间（分钟）", en = "Solution minutes", min = 1, max = 525_600)]
    pub solution_minutes: Option<i64>,
    /// What is charged outside the warranty.
    #[field(zh = "保外收费", en = "Charges outside warranty", max = 1000)]
    pub charges_outside_warranty: Option<String>,
    /// Liability for breach: late delivery, late payment, cap.
    #[field(zh = "违约责任", en = "Liability for breach", max = 4000)]
    pub breach_liability: Option<String>,
    /// Confidentiality.
    #[field(zh = "保密", en = "Confidentiality", max = 2000)]
    pub confidentiality: Option<String>,
    /// Intellectual property.
    #[field(zh = "知识产权", en = "Intellectual property", max = 2000)]
    pub intellectual_property: Option<String>,
    /// Force majeure.
    #[field(zh = "不可抗力", en = "Force majeure", max = 2000)]
    pub force_majeure: Option<String>,
    /// Change and termination.
    #[field(zh = "变更与解除", en = "Change and termination", max = 2000)]
    pub change_and_termination: Option<String>,
    /// How disputes are settled.
    #[field(zh = "争议解决", en = "Dispute resolution", max = 2000)]
    pub dispute_resolution: Option<String>,
    /// Where notices go.
    #[field(zh = "通知与送达", en = "Notices", max = 1000)]
    pub notices: Option<String>,
    /// Both agree to electronic signatures on service forms (电子签名法 3, 13).
    #[field(zh = "同意服务单据电子签名", en = "Consent to electronic signatures")]
    pub electronic_signature_consent: Option<bool>,
    /// How many copies there are.
    #[field(zh = "合同份数", en = "Copies", min = 1, max = 100)]
    pub copies: Option<i64>,
    /// From when to when it holds.
    #[field(zh = "生效与有效期", en = "Validity", max = 500)]
    pub validity: Option<String>,
    /// When it was submitted to legal last.
    #[field(zh = "提交法务时间", en = "Submitted at")]
    pub submitted_at: Option<Instant>,
    /// Who submitted it.
    #[field(zh = "提交人", en = "Submitted by", to = "person")]
    pub submitted_by: Option<RecordId>,
    /// SHA-256 of the content submitted.
    #[field(zh = "提交内容摘要", en = "Digest submitted", min = 32, max = 32)]
    pub submitted_digest: Option<Vec<u8>>,
    /// When legal returned it; empty again when it is submitted anew.
    #[field(zh = "退回时间", en = "Returned at")]
    pub returned_at: Option<Instant>,
    /// When the review was passed; empty again when it is submitted anew.
    #[field(zh = "审核通过时间", en = "Reviewed at")]
    pub reviewed_at: Option<Instant>,
    /// Who reviewed it.
    #[field(zh = "审核人", en = "Reviewed by", to = "person")]
    pub reviewed_by: Option<RecordId>,
    /// SHA-256 of the content reviewed.
    #[field(zh = "审核内容摘要", en = "Digest reviewed", min = 32, max = 32)]
    pub reviewed_digest: Option<Vec<u8>>,
    /// When a change of the content withdrew review and seal.
    #[field(zh = "审核失效时间", en = "Review lapsed at")]
    pub review_lapsed_at: Option<Instant>,
    /// When the present content was sealed.
    #[field(zh = "盖章时间", en = "Sealed at")]
    pub sealed_at: Option<Instant>,
    /// SHA-256 of the content sealed.
    #[field(zh = "盖章内容摘要", en = "Digest sealed", min = 32, max = 32)]
    pub sealed_digest: Option<Vec<u8>>,
    /// When the sealed scan was sent to the customer first.
    #[field(zh = "发送客户时间", en = "Sent at")]
    pub sent_at: Option<Instant>,
    /// How the customer signed.
    #[field(zh = "签署方式", en = "Way of signing")]
    pub signature_way: Option<ConfirmationWay>,
    /// The day the customer signed: on paper the date written on it. D-03 runs from here.
    #[field(zh = "客户签署日期", en = "Signed on")]
    pub signed_on: Option<Date>,
    /// When the signed copy came in.
    #[field(zh = "签署件收到时间", en = "Signed copy came in at")]
    pub signed_copy_at: Option<Instant>,
    /// When the customer's signature was recorded.
    #[field(zh = "签署登记时间", en = "Signature recorded at")]
    pub signed_at: Option<Instant>,
    /// Who recorded it.
    #[field(zh = "签署登记人", en = "Signature recorded by", to = "person")]
    pub signature_recorded_by: Option<RecordId>,
    /// Who signed for the customer: their own name.
    #[field(zh = "客户签署人", en = "Signer", min = 1, max = 60, personal)]
    pub signer_name: Option<String>,
    /// The signer's title.
    #[field(zh = "签署人职务", en = "Signer's title", max = 60)]
    pub signer_title: Option<String>,
    /// How to reach the signer.
    #[field(zh = "签署人电话", en = "Signer's phone", max = 60, personal)]
    pub signer_phone: Option<String>,
    /// In which capacity they signed.
    #[field(zh = "签署身份", en = "Capacity")]
    pub capacity: Option<Capacity>,
    /// The customer's seal is on it.
    #[field(zh = "客户已盖章", en = "Stamped by the customer")]
    pub customer_stamped: Option<bool>,
    /// For whom a proxy signed.
    #[field(zh = "代谁签署", en = "Signed for", min = 1, max = 60, personal)]
    pub proxy_for: Option<String>,
    /// By what authority the proxy signed.
    #[field(zh = "代签授权", en = "Authority")]
    pub authority: Option<Authority>,
    /// Photo of the written authority.
    #[field(zh = "授权书照片", en = "Photo of the authority")]
    pub authority_photo: Option<Hash32>,
    /// The signed copy: the scan of the paper, or the signed file.
    #[field(zh = "签署件", en = "Signed copy")]
    pub signed_scan: Option<Hash32>,
    /// Certificate file of the platform on which it was signed.
    #[field(zh = "平台签署证书", en = "Certificate of the platform")]
    pub certificate: Option<Hash32>,
    /// The order entered from it, mirrored.
    #[field(zh = "订单", en = "Order", to = "order", index)]
    pub order: Option<RecordId>,
    /// When the order was entered, mirrored.
    #[field(zh = "下单时间", en = "Ordered at")]
    pub ordered_at: Option<Instant>,
    /// When the order was sent to production and warehouse, mirrored: meets D-03.
    #[field(zh = "订单下达时间", en = "Order sent at")]
    pub order_sent_at: Option<Instant>,
    /// When it was made void before the customer signed.
    #[field(zh = "作废时间", en = "Voided at")]
    pub voided_at: Option<Instant>,
    /// Why.
    #[field(zh = "作废原因", en = "Reason of voiding", min = 1, max = 500)]
    pub voided_reason: Option<String>,
    /// When it was terminated after the customer signed.
    #[field(zh = "解除时间", en = "Terminated at")]
    pub terminated_at: Option<Instant>,
    /// Why.
    #[field(zh = "解除原因", en = "Reason of termination", min = 1, max = 500)]
    pub terminated_reason: Option<String>,
    /// What is sold, copied from the approved quote.
    #[items(zh = "标的物", en = "Subject matter")]
    pub lines: Vec<ContractLine>,
    /// Who may receive the goods for the buyer.
    #[items(zh = "指定收货人", en = "Authorised receivers")]
    pub authorised_receivers: Vec<AuthorisedReceiver>,
    /// How the buyer pays, copied from the approved quote.
    #[items(zh = "付款阶段", en = "Payment stages")]
    pub payment_stages: Vec<PaymentStage>,
    /// What is annexed.
    #[items(zh = "附件", en = "Annexes")]
    pub annexes: Vec<Annex>,
    /// Free text outside the template, which legal sees first (偏离条款).
    #[items(zh = "偏离条款", en = "Deviations from the template")]
    pub deviations: Vec<Deviation>,
    /// Terms that the customer confirmed, one by one.
    #[items(zh = "条款确认", en = "Terms confirmed")]
    pub terms: Vec<TermConfirmation>,
    /// What legal said, each time.
    #[items(zh = "审核记录", en = "Legal reviews")]
    pub reviews: Vec<LegalReview>,
    /// The seal register.
    #[items(zh = "用印登记", en = "Seal register")]
    pub seals: Vec<SealUse>,
    /// To whom the sealed scan was sent.
    #[items(zh = "发送记录", en = "Sent log")]
    pub sent_log: Vec<Sending>,
    /// What came back, and who keeps it.
    #[items(zh = "收件记录", en = "Received log")]
    pub received_log: Vec<Received>,
    /// What the customer said to it.
    #[items(zh = "客户答复", en = "Customer's answers")]
    pub answers: Vec<Answer>,
    /// Corrections of the day of signing.
    #[items(zh = "签署日期更正", en = "Corrections of the day of signing")]
    pub signature_corrections: Vec<SignatureCorrection>,
}
