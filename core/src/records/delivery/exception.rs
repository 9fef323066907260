//! What a customer objects to and what is done about it, as rows of a delivery (异常处理记录).
//! Absent by design: the steps that write them (`objection`, `remedy`).

use fieldseal_derive::Item;

use crate::{
    choices,
    records::contact_attempt::ContactChannel,
    schema::{ChoiceCode, Date, Hash32, Instant, ItemFacts, ItemId, Label, RecordId},
};

/// Something the customer objects to, from the word to its remedy.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Objection {
    /// Row id.
    pub id: ItemId,
    /// What it is about.
    #[field(zh = "异议类别", en = "Category")]
    pub category: Option<ObjectionCategory>,
    /// The customer's own words.
    #[field(zh = "异议内容", en = "Objection", min = 1, max = 1000)]
    pub text: Option<String>,
    /// The id of the line it is about; empty when it is about the whole.
    #[field(zh = "明细行", en = "Line", max = 40)]
    pub line: Option<String>,
    /// How many units of the line it is about.
    #[field(zh = "数量", en = "Quantity", min = 1, max = 1_000_000)]
    pub quantity: Option<i64>,
    /// Its place among the delivery's as known where it was raised; what is printed is
    /// [`super::objection_numbers`]'.
    #[field(zh = "异议序号", en = "Number", min = 1, max = 1000)]
    pub ordinal: Option<i64>,
    /// Nothing can be installed until it is settled.
    #[field(zh = "阻碍安装", en = "Blocks installation")]
    pub blocks_installation: Option<bool>,
    /// Who of the customer raised it.
    #[field(zh = "提出人", en = "Raised by", max = 60, personal)]
    pub raised_by: Option<String>,
    /// How to reach them.
    #[field(zh = "提出人电话", en = "Their phone", max = 60, personal)]
    pub raised_phone: Option<String>,
    /// By what means it came.
    #[field(zh = "提出方式", en = "Channel")]
    pub channel: Option<ContactChannel>,
    /// What the customer demands.
    #[field(zh = "客户要求", en = "Demand", max = 500)]
    pub demand: Option<String>,
    /// A picture of it.
    #[field(zh = "异议照片", en = "Photo")]
    pub photo: Option<Hash32>,
    /// When they said it.
    #[field(zh = "提出时间", en = "Raised at")]
    pub raised_at: Option<Instant>,
    /// Why it was entered more than 30 minutes later.
    #[field(zh = "补录原因", en = "Reason for the late entry", max = 300)]
    pub late_reason: Option<String>,
    /// When the customer was first told what happens next.
    #[field(zh = "响应时间", en = "Responded at")]
    pub responded_at: Option<Instant>,
    /// Who of us told them.
    #[field(zh = "响应人", en = "Responded by", to = "person")]
    pub responded_by: Option<RecordId>,
    /// The row of the contact in which they were told; empty when it was on the spot.
    #[field(zh = "响应联系", en = "Contact of the answer", max = 40)]
    pub responded_contact: Option<String>,
    /// What was promised.
    #[field(zh = "承诺", en = "Promise", min = 1, max = 500)]
    pub promise: Option<String>,
    /// The remedy agreed.
    #[field(zh = "处理方式", en = "Remedy")]
    pub remedy: Option<Remedy>,
    /// By when.
    #[field(zh = "处理期限", en = "Remedy due")]
    pub remedy_due: Option<Date>,
    /// The department that sees to it.
    #[field(zh = "责任部门", en = "Department")]
    pub department: Option<Department>,
    /// The delivery that brings the replacement (补发、换货).
    #[field(zh = "补换货交付单", en = "Replacement delivery", to = "delivery")]
    pub replacement: Option<RecordId>,
    /// When the customer received the replacement: what was blocked until then goes on from here.
    #[field(zh = "补换货签收时间", en = "Replacement received at")]
    pub replacement_received_at: Option<Instant>,
    /// Units that went back to us.
    #[field(zh = "退回数量", en = "Quantity returned", min = 1, max = 1_000_000)]
    pub returned_quantity: Option<i64>,
    /// How they went back.
    #[field(zh = "退回运单号", en = "Waybill of the return", max = 60)]
    pub return_waybill: Option<String>,
    /// When the return was recorded.
    #[field(zh = "退回时间", en = "Returned at")]
    pub returned_at: Option<Instant>,
    /// The kind of cause.
    #[field(zh = "原因类别", en = "Kind of cause")]
    pub cause_category: Option<CauseCategory>,
    /// Why it came about.
    #[field(zh = "原因", en = "Cause", min = 1, max = 500)]
    pub cause: Option<String>,
    /// What is done so that it does not come about again.
    #[field(zh = "纠正措施", en = "Corrective action", max = 500)]
    pub corrective_action: Option<String>,
    /// What it came to.
    #[field(zh = "处理结果", en = "Result", max = 500)]
    pub result: Option<String>,
    /// In what way the customer confirmed the result.
    #[field(zh = "结果确认方式", en = "Way of confirming the result")]
    pub result_way: Option<ResultWay>,
    /// Photo of the customer's signature to the result.
    #[field(zh = "结果确认照片", en = "Photo of the confirmation", personal)]
    pub result_photo: Option<Hash32>,
    /// Who of us saw to it (经办人).
    #[field(zh = "经办人", en = "Handled by", to = "person")]
    pub handled_by: Option<RecordId>,
    /// Who heads the department that saw to it.
    #[field(zh = "部门负责人", en = "Head of department", to = "person")]
    pub department_head: Option<RecordId>,
    /// The customer's word that it is settled: who said so, and how.
    #[field(zh = "客户确认", en = "Customer's word", min = 1, max = 200, personal)]
    pub customer_word: Option<String>,
    /// When it was settled.
    #[field(zh = "关闭时间", en = "Closed at")]
    pub closed_at: Option<Instant>,
    /// When the customer took it back.
    #[field(zh = "撤回时间", en = "Withdrawn at")]
    pub withdrawn_at: Option<Instant>,
}

/// One thing done about an objection.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct ObjectionLogEntry {
    /// Row id.
    pub id: ItemId,
    /// The row of the objection it was done for.
    #[field(zh = "异议", en = "Objection", max = 40)]
    pub objection: Option<String>,
    /// When.
    #[field(zh = "时间", en = "At")]
    pub at: Option<Instant>,
    /// By whom.
    #[field(zh = "处理人", en = "By", to = "person")]
    pub by: Option<RecordId>,
    /// What.
    #[field(zh = "处理内容", en = "What was done", min = 1, max = 500)]
    pub text: Option<String>,
}

/// One line of the objections' status table: its code and names, and the fact.
type ObjectionStatus = (ChoiceCode, fn(&ItemFacts<'_>) -> bool);

const fn status(code: &'static str, zh: &'static str, en: &'static str) -> ChoiceCode {
    ChoiceCode { code, label: Label::new(zh, en) }
}

/// Statuses of one objection (domain §5.2): the first line whose fact holds wins.
const OBJECTION_STATUSES: &[ObjectionStatus] = &[
    (status("withdrawn", "已撤回", "Withdrawn"), |row| row.has("withdrawn_at")),
    (status("closed", "已关闭", "Closed"), |row| row.has("closed_at")),
    (status("remedying", "处理中", "Being remedied"), |row| row.has("remedy")),
    (status("responded", "已响应", "Answered"), |row| row.has("responded_at")),
];

/// The status of one objection.
pub fn objection_status(row: &ItemFacts<'_>) -> ChoiceCode {
    let found = OBJECTION_STATUSES.iter().find(|(_, holds)| holds(row));
    found.map_or(status("raised", "待响应", "To be answered"), |(status, _)| *status)
}

choices! {
    /// What an objection is about (domain §4.10).
    pub enum ObjectionCategory {
        Shortage = "shortage" ("短缺", "Shortage"),
        Damage = "damage" ("破损", "Damage"),
        WrongModel = "wrong_model" ("型号不符", "Wrong model"),
        Quality = "quality" ("质量", "Quality"),
        Documents = "documents" ("资料缺失", "Missing documents"),
        Miscellaneous = "other" ("其他", "Other"),
    }
}

choices! {
    /// What is done about an objection (domain §4.10).
    pub enum Remedy {
        Reship = "reship" ("补发", "Reship"),
        Exchange = "exchange" ("换货", "Exchange"),
        Repair = "repair" ("维修", "Repair"),
        Allowance = "allowance" ("折让", "Allowance"),
        Return = "return" ("退货", "Return"),
    }
}

choices! {
    /// The department that sees to an objection (domain §4.10).
    pub enum Department {
        Warehouse = "warehouse" ("仓储", "Warehouse"),
        Production = "production" ("生产", "Production"),
        Logistics = "logistics" ("物流", "Logistics"),
        Sales = "sales" ("销售", "Sales"),
    }
}

choices! {
    /// What kind of cause an objection has.
    pub enum CauseCategory {
        Production = "production_fault" ("生产", "Production"),
        Packing = "packing" ("包装", "Packing"),
        Transport = "transport" ("运输", "Transport"),
        Dispatch = "dispatch_error" ("发货差错", "Wrong dispatch"),
        Order = "order_error" ("订单或选型差错", "Wrong order or choice"),
        Customer = "customer_side" ("客户原因", "The customer's side"),
        Miscellaneous = "other" ("其他", "Other"),
    }
}

choices! {
    /// In what way a customer confirms what an objection came to (domain §6.2).
    pub enum ResultWay {
        Signature = "signature" ("签字", "Signature"),
        Link = "link" ("客户链接确认", "Confirmed by link"),
        Telephone = "telephone" ("电话确认", "By telephone"),
    }
}

choices! {
    /// What the sales manager decides when the customer refused to sign the receipt (domain §6.5). A refusal is never
    /// a receipt.
    pub enum RefusalDecision {
        PresentAgain = "present_again" ("再次送签", "Present it again"),
        Complaint = "complaint" ("转投诉处理", "Handle it as a complaint"),
        TakeBack = "take_back" ("货物退回", "Take the goods back"),
    }
}
