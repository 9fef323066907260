//! The choices and rows of a ticket's tables.
//! Absent by design: the ticket's own fields (`ticket.rs`) and rows that several kinds share.

use fieldseal_derive::Item;

use crate::{
    choices,
    records::contact_attempt::ContactChannel,
    schema::{Date, Hash32, Instant, ItemId, Money, RecordId},
};

choices! {
    /// By which channel the customer submitted.
    pub enum TicketChannel {
        Hotline = "hotline" ("400热线", "Hotline 400"),
        Crm = "crm" ("CRM系统", "CRM"),
        Wechat = "wechat" ("微信", "WeChat"),
        Email = "email" ("邮件", "E-mail"),
        OnSite = "on_site" ("现场", "On site"),
        Another = "other" ("其他", "Other"),
    }
}

choices! {
    /// How urgent (紧急程度). Not a grade: that is a customer's.
    pub enum Urgency {
        Urgent = "urgent" ("紧急", "Urgent"),
        General = "general" ("一般", "General"),
        Suggestion = "suggestion" ("建议", "Suggestion"),
    }
}

choices! {
    /// Why a ticket was graded so (domain §2.3 no. 3).
    pub enum GradingKind {
        First = "first" ("首次分级", "First grading"),
        Misgraded = "misgraded" ("初判有误", "Misgraded"),
        Worsened = "worsened" ("情况升级", "Worsened"),
        Eased = "eased" ("情况缓解", "Eased"),
    }
}

choices! {
    /// Whether the machine is under warranty.
    pub enum WarrantyState {
        In = "in_warranty" ("保内", "In warranty"),
        Out = "out_of_warranty" ("保外", "Out of warranty"),
        Contract = "service_contract" ("合同服务", "Service contract"),
        Unknown = "unknown" ("未知", "Unknown"),
    }
}

choices! {
    /// Why a ticket was withdrawn.
    pub enum WithdrawnReason {
        Customer = "by_customer" ("客户撤回", "By the customer"),
        WrongNumber = "wrong_number" ("打错电话", "Wrong number"),
        BecameLead = "became_lead" ("转为线索", "Turned into a lead"),
        BecameTicket = "became_ticket" ("转为其他工单", "Turned into another ticket"),
    }
}

choices! {
    /// What a solution row is.
    pub enum SolutionKind {
        Solution = "solution" ("解决方案", "Solution"),
        SuggestionAnswer = "suggestion_answer" ("处理意见", "Answer to a suggestion"),
    }
}

choices! {
    /// What caused the fault.
    pub enum CauseCode {
        Wear = "wear" ("正常磨损", "Wear"),
        Operation = "operation" ("操作不当", "Operation"),
        Maintenance = "maintenance" ("保养不足", "Maintenance"),
        Part = "part_defect" ("零部件缺陷", "Defective part"),
        Assembly = "assembly" ("装配安装", "Assembly or installation"),
        Software = "software" ("软件", "Software"),
        Environment = "environment" ("环境电源", "Environment or power"),
        NoFault = "no_fault" ("未发现故障", "No fault found"),
        Another = "other" ("其他", "Other"),
    }
}

choices! {
    /// How it was solved.
    pub enum WorkMethod {
        OnSiteRepair = "on_site_repair" ("现场维修", "Repaired on site"),
        PartReplaced = "part_replaced" ("更换配件", "Part replaced"),
        RemoteAssistance = "remote_assistance" ("远程协助", "Remote assistance"),
        SoftwarePatch = "software_patch" ("升级补丁", "Software patch"),
        Answer = "answer" ("答复", "Answer"),
    }
}

choices! {
    /// What became of the old part.
    pub enum OldPartFate {
        Returned = "returned" ("回收", "Taken back"),
        Left = "left" ("客户留存", "Left with the customer"),
        Scrapped = "scrapped" ("报废", "Scrapped"),
    }
}

choices! {
    /// The result of the test after the repair.
    pub enum TestResult {
        Passed = "passed" ("通过", "Passed"),
        Failed = "failed" ("未通过", "Failed"),
    }
}

choices! {
    /// The result of a repair callback.
    pub enum CallbackResult {
        Solved = "callback_solved" ("已解决", "Solved"),
        Unsolved = "callback_unsolved" ("未解决", "Not solved"),
        NoAnswer = "no_answer" ("未接通", "No answer"),
        Unreachable = "unreachable" ("无法接通", "Unreachable"),
    }
}

/// One grading of urgency: the first, or a change with its kind of reason.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Grading {
    /// The row's id.
    pub id: ItemId,
    /// The urgency from then on.
    #[field(zh = "紧急程度", en = "Urgency")]
    pub urgency: Option<Urgency>,
    /// Why it was graded so.
    #[field(zh = "定级性质", en = "Kind of grading")]
    pub kind: Option<GradingKind>,
    /// When it was graded.
    #[field(zh = "定级时间", en = "Graded at")]
    pub at: Option<Instant>,
    /// When the customer reported that it got worse; the new clocks start there.
    #[field(zh = "客户报告时间", en = "Reported at")]
    pub reported_at: Option<Instant>,
    /// What that same contact promised next: it then counts as the technical response.
    #[field(zh = "已告知的下一步", en = "Next action told", max = 500)]
    pub next_action: Option<String>,
    /// The reason.
    #[field(zh = "定级理由", en = "Reason", max = 500)]
    pub reason: Option<String>,
    /// Why the report was entered more than 30 minutes later.
    #[field(zh = "补录原因", en = "Reason for the late entry", max = 300)]
    pub late_reason: Option<String>,
    /// Who graded.
    #[field(zh = "定级人", en = "Graded by", to = "person")]
    pub by: Option<RecordId>,
}

/// A solution or an answer that the customer was told: what, by when, to whom.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Solution {
    /// The row's id.
    pub id: ItemId,
    /// Solution, or answer to a suggestion.
    #[field(zh = "类别", en = "Kind")]
    pub kind: Option<SolutionKind>,
    /// What will be done, or what is answered.
    #[field(zh = "内容", en = "Content", max = 4000)]
    pub text: Option<String>,
    /// By when it will be done.
    #[field(zh = "承诺完成日", en = "Promised for")]
    pub promised_on: Option<Date>,
    /// Who of the customer was told.
    #[field(zh = "告知对象", en = "Told to", max = 60, personal)]
    pub told_to: Option<String>,
    /// When.
    #[field(zh = "告知时间", en = "Told at")]
    pub told_at: Option<Instant>,
    /// By what means.
    #[field(zh = "告知方式", en = "Channel")]
    pub channel: Option<ContactChannel>,
    /// Why it was entered more than 30 minutes later.
    #[field(zh = "补录原因", en = "Reason for the late entry", max = 300)]
    pub late_reason: Option<String>,
    /// Who told it.
    #[field(zh = "告知人", en = "Told by", to = "person")]
    pub by: Option<RecordId>,
    /// Which round.
    #[field(zh = "轮次", en = "Round", min = 1, max = 1000)]
    pub round: Option<i64>,
}

/// A part ordered or fitted.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Part {
    /// The row's id.
    pub id: ItemId,
    /// Name.
    #[field(zh = "配件名称", en = "Part", max = 120)]
    pub name: Option<String>,
    /// Model.
    #[field(zh = "型号", en = "Model", max = 120)]
    pub model: Option<String>,
    /// How many.
    #[field(zh = "数量", en = "Quantity", min = 1, max = 10_000)]
    pub quantity: Option<i64>,
    /// The new part's serial number.
    #[field(zh = "新件序列号", en = "New serial", max = 80)]
    pub new_serial: Option<String>,
    /// The old part's serial number.
    #[field(zh = "旧件序列号", en = "Old serial", max = 80)]
    pub old_serial: Option<String>,
    /// What became of the old part.
    #[field(zh = "旧件处理", en = "Old part")]
    pub old_part: Option<OldPartFate>,
    /// A photo of the old part.
    #[field(zh = "旧件照片", en = "Photo of the old part")]
    pub old_part_photo: Option<Hash32>,
    /// Free under warranty.
    #[field(zh = "保内免费", en = "Free under warranty")]
    pub free_under_warranty: Option<bool>,
    /// What the customer pays for it.
    #[field(zh = "收费", en = "Charge")]
    pub charge: Option<Money>,
    /// When it was ordered, if it was not in stock.
    #[field(zh = "订购时间", en = "Ordered at")]
    pub ordered_at: Option<Instant>,
    /// The day it is expected.
    #[field(zh = "预计到货日", en = "Expected on")]
    pub expected_on: Option<Date>,
    /// The day it came.
    #[field(zh = "到货日", en = "Received on")]
    pub received_on: Option<Date>,
    /// It was fitted.
    #[field(zh = "已安装", en = "Fitted")]
    pub fitted: Option<bool>,
    /// Which round.
    #[field(zh = "轮次", en = "Round", min = 1, max = 1000)]
    pub round: Option<i64>,
}

/// What was done in one round. Its id is the round's number.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Work {
    /// The round's number, as text.
    pub id: ItemId,
    /// The fault as confirmed with the customer.
    #[field(zh = "故障确认", en = "Fault confirmed", max = 2000)]
    pub fault_confirmed: Option<String>,
    /// The diagnosis.
    #[field(zh = "诊断", en = "Diagnosis", max = 4000)]
    pub diagnosis: Option<String>,
    /// The cause.
    #[field(zh = "原因代码", en = "Cause")]
    pub cause: Option<CauseCode>,
    /// How it was solved.
    #[field(zh = "处理方式", en = "Method")]
    pub method: Option<WorkMethod>,
    /// What was done.
    #[field(zh = "处理过程", en = "Work done", max = 4000)]
    pub work_done: Option<String>,
    /// Tools used.
    #[field(zh = "使用工具", en = "Tools", max = 1000)]
    pub tools: Option<String>,
    /// Software version before.
    #[field(zh = "原软件版本", en = "Software before", max = 60)]
    pub software_before: Option<String>,
    /// Software version after.
    #[field(zh = "现软件版本", en = "Software after", max = 60)]
    pub software_after: Option<String>,
    /// The test after the repair.
    #[field(zh = "修后测试", en = "Test", max = 2000)]
    pub test: Option<String>,
    /// Its result.
    #[field(zh = "测试结果", en = "Test result")]
    pub test_result: Option<TestResult>,
    /// Hidden dangers found, of which the customer was told.
    #[field(zh = "隐患告知", en = "Hidden dangers", max = 2000)]
    pub hidden_dangers: Option<String>,
    /// Advice on maintenance.
    #[field(zh = "保养建议", en = "Maintenance advice", max = 2000)]
    pub maintenance_advice: Option<String>,
    /// What is left open.
    #[field(zh = "遗留问题", en = "Left open", max = 2000)]
    pub left_open: Option<String>,
    /// Labour in minutes.
    #[field(zh = "工时（分钟）", en = "Labour in minutes", min = 0, max = 100_000)]
    pub labour_minutes: Option<i64>,
    /// What the customer pays for labour.
    #[field(zh = "工时费", en = "Charge for labour")]
    pub charge_labour: Option<Money>,
    /// What the customer pays for travel.
    #[field(zh = "差旅费", en = "Charge for travel")]
    pub charge_travel: Option<Money>,
    /// What the customer pays for parts.
    #[field(zh = "配件费", en = "Charge for parts")]
    pub charge_parts: Option<Money>,
    /// What the customer pays in all: the sum of the three.
    #[field(zh = "费用合计", en = "Total charge")]
    pub charge_total: Option<Money>,
    /// Why it is free of charge.
    #[field(zh = "免费原因", en = "Reason free of charge", max = 300)]
    pub charge_free_reason: Option<String>,
    /// When the charge was offered.
    #[field(zh = "报价时间", en = "Charge offered at")]
    pub charge_offered_at: Option<Instant>,
    /// Who consented to it, before the work.
    #[field(zh = "同意收费人", en = "Consent by", max = 60, personal)]
    pub charge_consent_name: Option<String>,
    /// By what means.
    #[field(zh = "同意方式", en = "Way of consent")]
    pub charge_consent_way: Option<ContactChannel>,
    /// When.
    #[field(zh = "同意时间", en = "Consented at")]
    pub charge_consent_at: Option<Instant>,
    /// The total they consented to; a consent to another sum is none.
    #[field(zh = "同意金额", en = "Sum consented to")]
    pub charge_consent_total: Option<Money>,
    /// Who of the customer wanted no visit.
    #[field(zh = "客户不需上门", en = "Visit declined by", max = 60, personal)]
    pub visit_declined_by: Option<String>,
    /// When they said so.
    #[field(zh = "不需上门时间", en = "Visit declined at")]
    pub visit_declined_at: Option<Instant>,
    /// When the engineer or the desk called it solved.
    #[field(zh = "解决时间", en = "Solved at")]
    pub solved_at: Option<Instant>,
    /// Who did.
    #[field(zh = "解决人", en = "Solved by", to = "person")]
    pub solved_by: Option<RecordId>,
    /// Whose word it is, when nobody was on site.
    #[field(zh = "客户确认已解决（远程）", en = "The customer's word, when remote", max = 60, personal)]
    pub solved_word_of: Option<String>,
}

/// The customer asked where the engineer is (催单).
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Chase {
    /// The row's id.
    pub id: ItemId,
    /// When.
    #[field(zh = "催单时间", en = "Chased at")]
    pub at: Option<Instant>,
    /// Who of the customer.
    #[field(zh = "催单人", en = "By whom", max = 60, personal)]
    pub caller: Option<String>,
    /// What they said and were told.
    #[field(zh = "内容", en = "Content", max = 1000)]
    pub note: Option<String>,
    /// Who took it.
    #[field(zh = "受理人", en = "Taken by", to = "person")]
    pub by: Option<RecordId>,
}

/// A repair callback of one round, or an attempt at one.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct RepairCallback {
    /// The row's id.
    pub id: ItemId,
    /// Which round it follows.
    #[field(zh = "轮次", en = "Round", min = 1, max = 1000)]
    pub round: Option<i64>,
    /// When.
    #[field(zh = "回访时间", en = "Called at")]
    pub at: Option<Instant>,
    /// Who called.
    #[field(zh = "回访人", en = "Called by", to = "person")]
    pub by: Option<RecordId>,
    /// Who answered or was tried.
    #[field(zh = "受访人", en = "To whom", max = 60, personal)]
    pub to_name: Option<String>,
    /// The number.
    #[field(zh = "电话", en = "Number", max = 40, personal)]
    pub to_phone: Option<String>,
    /// The result.
    #[field(zh = "回访结果", en = "Result")]
    pub result: Option<CallbackResult>,
    /// Satisfaction, 1 to 5.
    #[field(zh = "满意度", en = "Score", min = 1, max = 5)]
    pub score: Option<i64>,
    /// What was said.
    #[field(zh = "内容", en = "Content", max = 2000, personal)]
    pub content: Option<String>,
    /// Why it was entered more than 30 minutes later.
    #[field(zh = "补录原因", en = "Reason for the late entry", max = 300)]
    pub late_reason: Option<String>,
    /// The day it was due, as its clock said.
    #[field(zh = "应回访日", en = "Due on")]
    pub due_on: Option<Date>,
    /// The callback's own record, one a round.
    #[field(zh = "回访记录", en = "Callback record", to = "callback")]
    pub record: Option<RecordId>,
    /// Why a supervisor lets nothing follow.
    #[field(zh = "不跟进原因", en = "Reason for no follow-up", max = 1000)]
    pub no_follow_up_reason: Option<String>,
}
