//! The rows of a sales contract and their choices. Absent by design: what steps do with them.

use fieldseal_derive::Item;

use crate::{
    choices,
    records::contact_attempt::ContactChannel,
    schema::{Date, Hash32, Instant, ItemId, Money, RecordId},
};

choices! {
    /// Who pays for the transport.
    pub enum FreightPayer {
        Buyer = "buyer" ("甲方（买受人）", "Buyer"),
        Seller = "seller" ("乙方（出卖人）", "Seller"),
    }
}

choices! {
    /// The terms that a customer confirms one by one.
    pub enum ContractTerm {
        SubjectMatter = "subject_matter" ("标的物", "Subject matter"),
        DeliveryTime = "delivery_time" ("交付时间", "Time of delivery"),
        BreachLiability = "breach_liability" ("违约责任", "Liability for breach"),
        ServiceStandard = "service_standard" ("售后服务标准", "Service standard"),
        Quality = "quality" ("质量", "Quality"),
        Acceptance = "acceptance" ("检验与验收", "Inspection and acceptance"),
        Payment = "payment" ("付款", "Payment"),
        DisputeResolution = "dispute_resolution" ("争议解决", "Dispute resolution"),
        Another = "other" ("其他", "Other"),
    }
}

choices! {
    /// What legal decided.
    pub enum ReviewResult {
        Passed = "passed" ("审核通过", "Passed"),
        Returned = "returned" ("退回修改", "Returned"),
    }
}

choices! {
    /// Kinds of company seal (domain §6.8).
    pub enum CompanySeal {
        ContractSeal = "contract_seal" ("合同专用章", "Contract seal"),
        CompanySeal = "company_seal" ("公章", "Company seal"),
    }
}

choices! {
    /// What the customer said to the contract sent.
    pub enum ContractAnswer {
        Agreed = "agreed" ("同意签署", "Will sign"),
        WantsChanges = "wants_changes" ("要求修改", "Wants changes"),
        Declined = "declined" ("不签署", "Will not sign"),
    }
}

choices! {
    /// What came back from the customer.
    pub enum ReceivedDocument {
        SignedOriginal = "signed_original" ("签署原件", "Signed original"),
        SignedScan = "signed_scan" ("签署扫描件", "Signed scan"),
        Another = "other" ("其他", "Other"),
    }
}

/// One product sold. The row's id is the quote line's, and the order line's after it.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct ContractLine {
    /// Row id: the quote line's.
    pub id: ItemId,
    /// Product.
    #[field(zh = "品名", en = "Product", min = 1, max = 120)]
    pub product_name: Option<String>,
    /// Model.
    #[field(zh = "型号规格", en = "Model", min = 1, max = 80)]
    pub model: Option<String>,
    /// Configuration.
    #[field(zh = "配置", en = "Configuration", max = 300)]
    pub configuration: Option<String>,
    /// Unit, such as 台.
    #[field(zh = "单位", en = "Unit", min = 1, max = 20)]
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
    /// What the line comes to, as approved.
    #[field(zh = "金额", en = "Amount")]
    pub amount: Option<Money>,
    /// Its share of the discount on the whole.
    #[field(zh = "整单优惠分摊", en = "Share of the discount on the whole")]
    pub discount_share: Option<Money>,
    /// The tax in what is left.
    #[field(zh = "税额", en = "Tax")]
    pub tax: Option<Money>,
    /// An engineer installs it, and every unit has a serial number.
    #[field(zh = "需安装", en = "Needs installation")]
    pub needs_installation: Option<bool>,
}

/// Somebody who may receive the goods for the buyer.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct AuthorisedReceiver {
    /// Row id.
    pub id: ItemId,
    /// Name.
    #[field(zh = "收货人", en = "Receiver", min = 1, max = 60, personal)]
    pub name: Option<String>,
    /// Phone.
    #[field(zh = "电话", en = "Phone", max = 60, personal)]
    pub phone: Option<String>,
}

/// One stage of payment. The row's id is the quote's.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct PaymentStage {
    /// Row id: the quote's.
    pub id: ItemId,
    /// What it is called, such as 预付款.
    #[field(zh = "阶段", en = "Stage", max = 60)]
    pub name: Option<String>,
    /// Share of the total in hundredths of a percent: 3000 is 30 %.
    #[field(zh = "比例", en = "Share", max = 10_000)]
    pub share: Option<i64>,
    /// When it is due.
    #[field(zh = "付款时间", en = "Due", max = 200)]
    pub due: Option<String>,
    /// Its part of the total.
    #[field(zh = "付款金额", en = "Amount")]
    pub amount: Option<Money>,
}

/// Something annexed to the contract.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Annex {
    /// Row id.
    pub id: ItemId,
    /// Title.
    #[field(zh = "附件名称", en = "Title", min = 1, max = 120)]
    pub title: Option<String>,
    /// The file.
    #[field(zh = "文件", en = "File")]
    pub file: Option<Hash32>,
}

/// Free text outside the template.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Deviation {
    /// Row id.
    pub id: ItemId,
    /// Which clause of the template it departs from.
    #[field(zh = "偏离的条款", en = "Clause", max = 120)]
    pub clause: Option<String>,
    /// What stands instead.
    #[field(zh = "偏离内容", en = "Text", min = 1, max = 2000)]
    pub text: Option<String>,
    /// Why.
    #[field(zh = "偏离原因", en = "Reason", max = 500)]
    pub reason: Option<String>,
    /// Legal accepts it.
    #[field(zh = "法务同意", en = "Accepted by legal")]
    pub accepted: Option<bool>,
    /// What legal says to it.
    #[field(zh = "法务意见", en = "Legal's opinion", max = 500)]
    pub opinion: Option<String>,
}

/// The customer confirmed one term as it stands.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct TermConfirmation {
    /// Row id.
    pub id: ItemId,
    /// Which term.
    #[field(zh = "条款", en = "Term")]
    pub term: Option<ContractTerm>,
    /// As it was told to the customer.
    #[field(zh = "确认的表述", en = "Wording", min = 1, max = 2000)]
    pub wording: Option<String>,
    /// What differs from the template, if anything does.
    #[field(zh = "与模板的差异", en = "Deviation from the template", max = 1000)]
    pub deviation: Option<String>,
    /// Who of the customer confirmed it.
    #[field(zh = "确认人", en = "Confirmed by", min = 1, max = 60, personal)]
    pub confirmed_by: Option<String>,
    /// When.
    #[field(zh = "确认时间", en = "Confirmed at")]
    pub confirmed_at: Option<Instant>,
    /// Why it was entered more than 30 minutes later.
    #[field(zh = "补录原因", en = "Reason for the late entry", max = 300)]
    pub late_reason: Option<String>,
    /// Who of us recorded it.
    #[field(zh = "登记人", en = "Recorded by", to = "person")]
    pub recorded_by: Option<RecordId>,
    /// SHA-256 of what the contract said of the term then.
    #[field(zh = "条款内容摘要", en = "Digest of the term", min = 32, max = 32)]
    pub digest: Option<Vec<u8>>,
}

/// What legal said once.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct LegalReview {
    /// Row id.
    pub id: ItemId,
    /// What was decided.
    #[field(zh = "审核结论", en = "Result")]
    pub result: Option<ReviewResult>,
    /// The opinion.
    #[field(zh = "审核意见", en = "Opinion", min = 1, max = 2000)]
    pub opinion: Option<String>,
    /// When.
    #[field(zh = "审核时间", en = "At")]
    pub at: Option<Instant>,
    /// By whom.
    #[field(zh = "审核人", en = "By", to = "person")]
    pub by: Option<RecordId>,
    /// SHA-256 of the content that was judged.
    #[field(zh = "内容摘要", en = "Digest", min = 32, max = 32)]
    pub digest: Option<Vec<u8>>,
}

/// One use of the company's seal on the contract.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct SealUse {
    /// Row id.
    pub id: ItemId,
    /// Which seal.
    #[field(zh = "印章", en = "Seal")]
    pub kind: Option<CompanySeal>,
    /// On how many copies.
    #[field(zh = "份数", en = "Copies", min = 1, max = 100)]
    pub copies: Option<i64>,
    /// The scan of the sealed contract.
    #[field(zh = "盖章扫描件", en = "Scan")]
    pub scan: Option<Hash32>,
    /// When.
    #[field(zh = "用印时间", en = "At")]
    pub at: Option<Instant>,
    /// By whom.
    #[field(zh = "用印人", en = "By", to = "person")]
    pub by: Option<RecordId>,
    /// SHA-256 of the content sealed.
    #[field(zh = "内容摘要", en = "Digest", min = 32, max = 32)]
    pub digest: Option<Vec<u8>>,
}

/// The sealed scan was sent once.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Sending {
    /// Row id.
    pub id: ItemId,
    /// To whom.
    #[field(zh = "收件人", en = "To whom", min = 1, max = 60, personal)]
    pub to_name: Option<String>,
    /// The number, address or account used.
    #[field(zh = "收件地址", en = "Address", max = 120, personal)]
    pub to_address: Option<String>,
    /// By what means.
    #[field(zh = "发送方式", en = "Channel")]
    pub channel: Option<ContactChannel>,
    /// What was sent.
    #[field(zh = "扫描件", en = "Scan")]
    pub scan: Option<Hash32>,
    /// When.
    #[field(zh = "发送时间", en = "At")]
    pub at: Option<Instant>,
    /// By whom.
    #[field(zh = "发送人", en = "By", to = "person")]
    pub by: Option<RecordId>,
}

/// Something came back from the customer.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Received {
    /// Row id.
    pub id: ItemId,
    /// What.
    #[field(zh = "收到文件", en = "Document")]
    pub document: Option<ReceivedDocument>,
    /// How many copies.
    #[field(zh = "份数", en = "Copies", min = 1, max = 100)]
    pub copies: Option<i64>,
    /// From whom.
    #[field(zh = "寄件人", en = "From", max = 60, personal)]
    pub from_name: Option<String>,
    /// The day it came.
    #[field(zh = "收到日期", en = "Received on")]
    pub received_on: Option<Date>,
    /// Who keeps it, and where.
    #[field(zh = "保管人及位置", en = "Kept by", min = 1, max = 120)]
    pub kept_by: Option<String>,
    /// Who recorded it.
    #[field(zh = "登记人", en = "Recorded by", to = "person")]
    pub recorded_by: Option<RecordId>,
}

/// What the customer said to the contract sent.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Answer {
    /// Row id.
    pub id: ItemId,
    /// The answer.
    #[field(zh = "答复", en = "Answer")]
    pub answer: Option<ContractAnswer>,
    /// In the customer's words.
    #[field(zh = "答复内容", en = "Words", max = 2000)]
    pub text: Option<String>,
    /// Who said it.
    #[field(zh = "答复人", en = "Said by", min = 1, max = 60, personal)]
    pub by_name: Option<String>,
    /// When.
    #[field(zh = "答复时间", en = "Said at")]
    pub at: Option<Instant>,
    /// Why it was entered more than 30 minutes later.
    #[field(zh = "补录原因", en = "Reason for the late entry", max = 300)]
    pub late_reason: Option<String>,
    /// Who of us recorded it.
    #[field(zh = "登记人", en = "Recorded by", to = "person")]
    pub recorded_by: Option<RecordId>,
}

/// The day of signing was recorded wrongly.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct SignatureCorrection {
    /// Row id.
    pub id: ItemId,
    /// What stood before.
    #[field(zh = "原签署日期", en = "Day before")]
    pub signed_on_before: Option<Date>,
    /// Why it was wrong.
    #[field(zh = "更正原因", en = "Reason", min = 1, max = 300)]
    pub reason: Option<String>,
    /// When it was corrected.
    #[field(zh = "更正时间", en = "At")]
    pub at: Option<Instant>,
    /// By whom.
    #[field(zh = "更正人", en = "By", to = "person")]
    pub by: Option<RecordId>,
}
