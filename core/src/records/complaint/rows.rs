//! The choices and rows of a complaint's tables.
//! Absent by design: the complaint's own fields (`complaint.rs`) and rows that several kinds share.

use fieldseal_derive::Item;

use crate::{
    choices,
    schema::{Date, Hash32, Instant, ItemId, RecordId},
};

choices! {
    /// By which channel the customer complained.
    pub enum ComplaintChannel {
        Hotline = "hotline" ("400热线", "Hotline 400"),
        Wechat = "wechat" ("微信", "WeChat"),
        Email = "email" ("邮件", "E-mail"),
        Letter = "letter" ("信函", "Letter"),
        OnSite = "on_site" ("现场", "On site"),
        Callback = "callback" ("回访", "Callback"),
        Another = "other" ("其他", "Other"),
    }
}

choices! {
    /// What a complaint is about.
    pub enum ComplaintNature {
        Quality = "quality" ("产品质量", "Product quality"),
        Attitude = "attitude" ("服务态度", "Attitude"),
        Speed = "speed" ("服务时效", "Speed of the service"),
        Logistics = "logistics" ("物流", "Logistics"),
        Price = "price" ("价格/收费", "Price or charge"),
        Contract = "contract" ("合同", "Contract"),
        Another = "other" ("其他", "Other"),
    }
}

choices! {
    /// How severe it is.
    pub enum Severity {
        Ordinary = "ordinary" ("一般", "Ordinary"),
        Serious = "serious" ("较重", "Serious"),
        Grave = "grave" ("严重", "Grave"),
    }
}

choices! {
    /// Whether the customer is right.
    pub enum Justified {
        Yes = "justified" ("成立", "Justified"),
        Partly = "partly_justified" ("部分成立", "Partly justified"),
        No = "unjustified" ("不成立", "Not justified"),
    }
}

choices! {
    /// What sort of cause it was.
    pub enum ComplaintCause {
        Product = "product" ("产品", "Product"),
        Person = "person" ("人员", "Person"),
        Process = "process" ("流程", "Process"),
        Supplier = "supplier" ("供应商/承运人", "Supplier or carrier"),
        Communication = "communication" ("沟通", "Communication"),
        Customer = "customer" ("客户使用", "The customer's use"),
        Another = "other" ("其他", "Other"),
    }
}

choices! {
    /// Which department is responsible.
    pub enum Department {
        Sales = "sales" ("销售", "Sales"),
        Service = "service" ("售后", "Service"),
        Desk = "desk" ("客服", "Service desk"),
        Warehouse = "warehouse" ("仓储/生产", "Warehouse and production"),
        Finance = "finance" ("财务", "Finance"),
        Legal = "legal" ("法务", "Legal"),
        Another = "other" ("其他", "Other"),
    }
}

choices! {
    /// Against what an action works.
    pub enum PreventionKind {
        Corrective = "corrective" ("纠正措施", "Corrective action"),
        Preventive = "preventive" ("预防措施", "Preventive action"),
    }
}

/// What was found out.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Investigation {
    /// The row's id.
    pub id: ItemId,
    /// The facts.
    #[field(zh = "调查事实", en = "Facts", max = 4000, personal)]
    pub facts: Option<String>,
    /// What shows them.
    #[field(zh = "证据", en = "Evidence", max = 2000)]
    pub evidence: Option<String>,
    /// A photo or file of it.
    #[field(zh = "证据照片", en = "Photo of the evidence")]
    pub photo: Option<Hash32>,
    /// When it was written down.
    #[field(zh = "调查时间", en = "Investigated at")]
    pub at: Option<Instant>,
    /// By whom.
    #[field(zh = "调查人", en = "Investigated by", to = "person")]
    pub by: Option<RecordId>,
}

/// Something that was done for the customer.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct RemedyAction {
    /// The row's id.
    pub id: ItemId,
    /// What.
    #[field(zh = "执行内容", en = "What was done", max = 2000)]
    pub what: Option<String>,
    /// When.
    #[field(zh = "执行时间", en = "Done at")]
    pub at: Option<Instant>,
    /// Why it was entered more than 30 minutes later.
    #[field(zh = "补录原因", en = "Reason for the late entry", max = 300)]
    pub late_reason: Option<String>,
    /// By whom.
    #[field(zh = "执行人", en = "Done by", to = "person")]
    pub by: Option<RecordId>,
    /// In which round.
    #[field(zh = "轮次", en = "Round", min = 1, max = 1000)]
    pub round: Option<i64>,
}

/// How a round ended: the result, and the final answer where the customer does not confirm it. Its id is the
/// round's number.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Outcome {
    /// The round's number, as text.
    pub id: ItemId,
    /// The result, as the customer is told.
    #[field(zh = "处理结果", en = "Result", max = 2000)]
    pub result: Option<String>,
    /// When it was written down.
    #[field(zh = "结果时间", en = "Result at")]
    pub result_at: Option<Instant>,
    /// By whom.
    #[field(zh = "结果填写人", en = "Result by", to = "person")]
    pub result_by: Option<RecordId>,
    /// The final answer with its reasons.
    #[field(zh = "最终答复及理由", en = "Final answer with its reasons", max = 4000)]
    pub final_answer: Option<String>,
    /// When the customer got it.
    #[field(zh = "最终答复时间", en = "Final answer at")]
    pub final_answer_at: Option<Instant>,
    /// Who gave it.
    #[field(zh = "最终答复人", en = "Final answer by", to = "person")]
    pub final_answer_by: Option<RecordId>,
}

/// An action so that it does not happen again.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Prevention {
    /// The row's id.
    pub id: ItemId,
    /// Corrective or preventive.
    #[field(zh = "措施类型", en = "Kind of action")]
    pub kind: Option<PreventionKind>,
    /// What.
    #[field(zh = "措施内容", en = "What", max = 1000)]
    pub what: Option<String>,
    /// Who does it.
    #[field(zh = "责任人", en = "Who", to = "person")]
    pub who: Option<RecordId>,
    /// By when.
    #[field(zh = "完成期限", en = "By when")]
    pub until: Option<Date>,
    /// When somebody checked it.
    #[field(zh = "验证时间", en = "Checked at")]
    pub checked_at: Option<Instant>,
    /// Who checked it.
    #[field(zh = "验证人", en = "Checked by", to = "person")]
    pub checked_by: Option<RecordId>,
    /// What was found.
    #[field(zh = "验证结果", en = "What was found", max = 500)]
    pub checked_note: Option<String>,
}
