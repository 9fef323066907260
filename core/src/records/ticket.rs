//! The service ticket (K-ticket, 售后服务工单): fields, statuses, whose it is. The living example.
//! Absent by design: its cost (`service_cost.rs`), how clocks are counted, and anything that is stored.
//!
//! A kind is written in this order, and a newcomer can copy it:
//!
//! 1. *Fields* as plain structs. `Option<T>` for a field, `Vec<Row>` for a table of rows. What belongs
//!    to one round of work is a row whose id is the round's number (`rounds/1`, `work/1`), so that a
//!    reopened ticket never writes over what a customer signed.
//! 2. *Statuses* as a list of facts, first match wins; nothing stores a status.
//! 3. *Steps*, beside it in `intake.rs`, `work.rs`, `closing.rs`: a step says who, what is filled in,
//!    what it stamps, a guard that sees every problem, and an effect that is a pure function.
//!    What several kinds do alike (visits, pauses, assignments, confirmations) is a shared table line.
//! 4. *Clocks* in `clocks.rs`: from the facts alone, one run for each time a rule was started.
//! 5. *Buckets and grants*: who holds the record, and what else its crew may see.
//! 6. *Tests* that build a `StepRun`, and check that guards refuse.

mod clocks;
mod closing;
mod intake;
#[cfg(test)]
mod tests;
mod work;

use fieldseal_derive::{Item, Record};

use super::{
    confirmation::{self, ConfirmationState},
    contact_attempt::{self, ContactAttempt, ContactChannel},
    guard::{refuse, round},
    job::{self, Assignment, Assistant},
    pause::{self, PauseRow},
    round::{Reservation, Round},
    visit::{self, Visit},
};
use crate::{
    choices,
    schema::{
        Date, Facts, Grant, Hash32, Instant, ItemFacts, ItemId, Kind, Money, Problem, Record, RecordId, StatusRule,
        StepRun,
    },
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

/// A photo of the work.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Photo {
    /// The row's id.
    pub id: ItemId,
    /// The photo.
    #[field(zh = "照片", en = "Photo")]
    pub photo: Option<Hash32>,
    /// What it shows.
    #[field(zh = "说明", en = "Caption", max = 200)]
    pub caption: Option<String>,
    /// When it was taken.
    #[field(zh = "拍摄时间", en = "Taken at")]
    pub taken_at: Option<Instant>,
    /// Which round.
    #[field(zh = "轮次", en = "Round", min = 1, max = 1000)]
    pub round: Option<i64>,
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
}

/// A change of what was signed, outside the old seal (签后更正).
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Amendment {
    /// The row's id.
    pub id: ItemId,
    /// Why.
    #[field(zh = "更正原因", en = "Reason", max = 500)]
    pub reason: Option<String>,
    /// The keys that changed, one a line.
    #[field(zh = "更正内容", en = "What changed", max = 4000)]
    pub changed: Option<String>,
    /// It must be signed again (domain §6.7).
    #[field(zh = "需重新签署", en = "Must be signed again")]
    pub needs_signature: Option<bool>,
    /// When.
    #[field(zh = "更正时间", en = "Amended at")]
    pub at: Option<Instant>,
    /// Who.
    #[field(zh = "更正人", en = "Amended by", to = "person")]
    pub by: Option<RecordId>,
    /// Which round's seal it stands outside of.
    #[field(zh = "轮次", en = "Round", min = 1, max = 1000)]
    pub round: Option<i64>,
}

/// A customer's problem or suggestion, from submission to the callback.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "ticket", prefix = "GD", zh = "服务工单", en = "Service ticket", version = 1)]
pub struct Ticket {
    /// Given out by the device.
    #[field(zh = "工单编号", en = "Number", max = 40, index, search)]
    pub number: Option<String>,
    /// History from another system: it starts no clock.
    #[field(zh = "导入的历史", en = "Imported history")]
    pub imported: Option<bool>,
    /// Its number there.
    #[field(zh = "原编号", en = "Original number", max = 60, index, search)]
    pub original_number: Option<String>,
    /// When it was closed there.
    #[field(zh = "原关闭时间", en = "Closed there at")]
    pub imported_closed_at: Option<Instant>,
    /// The present round; empty means the first.
    #[field(zh = "处理轮次", en = "Round", min = 1, max = 1000)]
    pub round: Option<i64>,
    /// By which channel.
    #[field(zh = "渠道", en = "Channel", index)]
    pub channel: Option<TicketChannel>,
    /// When the customer submitted it: D-09…D-14 run from here, not from the taking in.
    #[field(zh = "提交时间", en = "Submitted at")]
    pub submitted_at: Option<Instant>,
    /// Why the submission was entered more than 30 minutes later.
    #[field(zh = "补录原因", en = "Reason for the late entry", max = 300)]
    pub submitted_late_reason: Option<String>,
    /// It came as a call that somebody of us answered: the first response at once.
    #[field(zh = "电话已接听", en = "Call answered")]
    pub call_answered: Option<bool>,
    /// When it was taken in.
    #[field(zh = "受理时间", en = "Taken in at")]
    pub taken_in_at: Option<Instant>,
    /// Who took it in.
    #[field(zh = "受理人", en = "Taken in by", to = "person", index)]
    pub taken_in_by: Option<RecordId>,
    /// First response by a person (D-09).
    #[field(zh = "首次响应时间", en = "First response at")]
    pub responded_at: Option<Instant>,
    /// Who responded.
    #[field(zh = "首次响应人", en = "First response by", to = "person")]
    pub responded_by: Option<RecordId>,
    /// Whose machine.
    #[field(zh = "客户", en = "Customer", to = "customer", index)]
    pub customer: Option<RecordId>,
    /// The customer's name, so that a phone can show it alone.
    #[field(zh = "客户名称", en = "Customer's name", max = 120, search)]
    pub customer_name: Option<String>,
    /// Who reported it.
    #[field(zh = "联系人", en = "Contact", max = 60, search, personal)]
    pub contact_name: Option<String>,
    /// How to reach them.
    #[field(zh = "联系方式", en = "Phone", max = 60, search, personal)]
    pub contact_phone: Option<String>,
    /// Where the machine stands.
    #[field(zh = "服务地址", en = "Service address", max = 200, search)]
    pub service_address: Option<String>,
    /// The machine.
    #[field(zh = "设备", en = "Equipment", to = "equipment", index)]
    pub equipment: Option<RecordId>,
    /// Its name.
    #[field(zh = "设备名称", en = "Product", max = 120, search)]
    pub product_name: Option<String>,
    /// Its model.
    #[field(zh = "型号", en = "Model", max = 120, search)]
    pub model: Option<String>,
    /// Its serial number.
    #[field(zh = "序列号", en = "Serial number", max = 80, index, search)]
    pub serial_number: Option<String>,
    /// When it was installed.
    #[field(zh = "安装日期", en = "Installed on")]
    pub installed_on: Option<Date>,
    /// Warranty on the day of submission.
    #[field(zh = "质保状态", en = "Warranty")]
    pub warranty: Option<WarrantyState>,
    /// Running hours of the machine.
    #[field(zh = "运行小时", en = "Running hours", min = 0, max = 1_000_000)]
    pub running_hours: Option<i64>,
    /// The problem in the customer's words.
    #[field(zh = "问题描述", en = "Description", max = 4000, search)]
    pub description: Option<String>,
    /// Since when, in the customer's words.
    #[field(zh = "何时开始", en = "Since when", max = 100)]
    pub since: Option<String>,
    /// The machine stands still; asked at the taking in, and proposes urgent.
    #[field(zh = "设备是否停机", en = "Machine down")]
    pub machine_down: Option<bool>,
    /// The error code shown.
    #[field(zh = "报警代码", en = "Error code", max = 60, search)]
    pub error_code: Option<String>,
    /// The same fault again: the ticket it repeats (返修).
    #[field(zh = "返修自", en = "Repeat of", to = "ticket", index)]
    pub repeat_of: Option<RecordId>,
    /// How urgent; the last grading's.
    #[field(zh = "紧急程度", en = "Urgency", index)]
    pub urgency: Option<Urgency>,
    /// Why.
    #[field(zh = "定级理由", en = "Reason of the urgency", max = 500)]
    pub urgency_reason: Option<String>,
    /// The ticket it was merged into.
    #[field(zh = "合并至", en = "Merged into", to = "ticket", index)]
    pub merged_into: Option<RecordId>,
    /// When it was merged.
    #[field(zh = "合并时间", en = "Merged at")]
    pub merged_at: Option<Instant>,
    /// Why it is a duplicate.
    #[field(zh = "合并原因", en = "Reason of the merge", max = 500)]
    pub merge_reason: Option<String>,
    /// When it was withdrawn.
    #[field(zh = "撤回时间", en = "Withdrawn at")]
    pub withdrawn_at: Option<Instant>,
    /// Why.
    #[field(zh = "撤回原因", en = "Reason of the withdrawal")]
    pub withdrawn_reason: Option<WithdrawnReason>,
    /// Who of the customer withdrew it, or what it became.
    #[field(zh = "撤回说明", en = "Withdrawal note", max = 500, personal)]
    pub withdrawn_note: Option<String>,
    /// The engineer who has the job.
    #[field(zh = "工程师", en = "Engineer", to = "person", index)]
    pub engineer: Option<RecordId>,
    /// When it was dispatched to them.
    #[field(zh = "派工时间", en = "Dispatched at")]
    pub dispatched_at: Option<Instant>,
    /// When they accepted it.
    #[field(zh = "接单时间", en = "Accepted at")]
    pub accepted_at: Option<Instant>,
    /// When they asked that somebody else gets it.
    #[field(zh = "申请转派时间", en = "Transfer asked for at")]
    pub transfer_asked_at: Option<Instant>,
    /// When the engineer will come.
    #[field(zh = "预约上门时间", en = "Appointment")]
    pub appointment_at: Option<Instant>,
    /// Why the last round was opened.
    #[field(zh = "重开原因", en = "Reason of the reopening", max = 1000)]
    pub reopen_reason: Option<String>,
    /// When a supervisor closed it though the customer does not call it solved.
    #[field(zh = "主管关闭时间", en = "Closed by the supervisor at")]
    pub closed_unsolved_at: Option<Instant>,
    /// Why.
    #[field(zh = "主管关闭原因", en = "Reason of that closing", max = 1000)]
    pub closed_unsolved_reason: Option<String>,
    /// Gradings of urgency.
    #[items(zh = "定级记录", en = "Gradings")]
    pub gradings: Vec<Grading>,
    /// Who goes along.
    #[items(zh = "协助人员", en = "Assistants")]
    pub assistants: Vec<Assistant>,
    /// Dispatching, accepting, rejecting, transferring.
    #[items(zh = "派工记录", en = "Assignments")]
    pub assignments: Vec<Assignment>,
    /// Contacts with the customer.
    #[items(zh = "联系记录", en = "Contacts")]
    pub contacts: Vec<ContactAttempt>,
    /// Visits to the site.
    #[items(zh = "到访记录", en = "Visits")]
    pub visits: Vec<Visit>,
    /// Solutions and answers told.
    #[items(zh = "方案与答复", en = "Solutions")]
    pub solutions: Vec<Solution>,
    /// Parts.
    #[items(zh = "配件", en = "Parts")]
    pub parts: Vec<Part>,
    /// What was done, by round.
    #[items(zh = "处理", en = "Work")]
    pub work: Vec<Work>,
    /// Photos.
    #[items(zh = "照片", en = "Photos")]
    pub photos: Vec<Photo>,
    /// Pauses.
    #[items(zh = "暂停", en = "Pauses")]
    pub pauses: Vec<PauseRow>,
    /// Rounds, each with the customer's confirmation.
    #[items(zh = "轮次", en = "Rounds")]
    pub rounds: Vec<Round>,
    /// Reservations of the customer.
    #[items(zh = "保留意见", en = "Reservations")]
    pub reservations: Vec<Reservation>,
    /// How often the customer asked where we are.
    #[items(zh = "催单", en = "Chases")]
    pub chases: Vec<Chase>,
    /// Repair callbacks.
    #[items(zh = "回访", en = "Callbacks")]
    pub callbacks: Vec<RepairCallback>,
    /// Changes after signing.
    #[items(zh = "签后更正", en = "Amendments")]
    pub amendments: Vec<Amendment>,
}

/// The kind.
pub const KIND: Kind = Kind {
    table: &Ticket::TABLE,
    statuses: STATUSES,
    steps: STEPS,
    clocks: clocks::CLOCKS,
    title,
    customer_field: "customer",
    responsible_field: "engineer",
    is_own,
    buckets: |_, facts| job::buckets(facts, closed_at(facts)),
    grants: |_, facts, today| grants(facts, today),
};

/// The steps in the order of the work.
const STEPS: &[crate::schema::StepSpec] = &[
    intake::TAKE_IN,
    intake::IMPORT,
    intake::RESPOND,
    intake::GRADE,
    intake::REGRADE_UP,
    intake::REGRADE_DOWN,
    intake::MERGE,
    intake::WITHDRAW,
    intake::CUSTOMER_CHASE,
    work::DISPATCH,
    work::ACCEPT,
    work::REJECT,
    work::ASK_TRANSFER,
    work::CONTACT,
    work::LEAVE,
    work::ARRIVE,
    work::FINISH,
    work::GIVE_SOLUTION,
    work::ANSWER_SUGGESTION,
    work::OFFER_CHARGE,
    work::CONSENT_CHARGE,
    work::ORDER_PART,
    work::RECEIVE_PART,
    work::RECORD_WORK,
    work::PAUSE,
    work::RESUME,
    pause::DISALLOW,
    pause::CONFIRM,
    closing::SOLVE,
    closing::PRESENT,
    closing::CONFIRM,
    closing::CONFIRM_REMOTELY,
    closing::REFUSE,
    closing::ABSENT,
    closing::RATIFY,
    closing::AMEND,
    closing::CALL_BACK,
    closing::REOPEN,
    closing::CLOSE_UNSOLVED,
    closing::CLOSE_RESERVATION,
];

/// Domain §5.2, Ticket. From `solved` upwards only facts of the present round count.
const STATUSES: &[StatusRule] = &[
    StatusRule::closed("merged", "已合并", "Merged", |facts, _| facts.has("merged_into")),
    StatusRule::closed("withdrawn", "客户已撤回", "Withdrawn", |facts, _| facts.has("withdrawn_at")),
    StatusRule::closed("closed", "已关闭", "Closed", |facts, _| closed_at(facts).is_some()),
    StatusRule::open("to_call_back", "待回访", "Awaiting callback", |facts, today| {
        use ConfirmationState::{AwaitingRatification, Confirmed};
        matches!(state_on(facts, today), Confirmed { .. } | AwaitingRatification { .. })
    }),
    StatusRule::open("refused", "客户拒签", "Signature refused", |facts, today| {
        matches!(state_on(facts, today), ConfirmationState::Refused { .. })
    }),
    StatusRule::open("unsigned", "待客户确认", "Confirmation outstanding", |facts, today| {
        let link_sent = facts.has(&format!("rounds/{}/link_sent_at", round(facts)));
        matches!(state_on(facts, today), ConfirmationState::Unsigned { .. }) || link_sent
    }),
    StatusRule::open("solved", "已解决待签字", "Solved, to be signed", |facts, _| {
        present_work(facts, "solved_at")
    }),
    StatusRule::open("paused", "已暂停", "Paused", pause::is_paused),
    StatusRule::open("on_site", "现场处理中", "On site", |facts, _| visit::is_on_site(facts)),
    StatusRule::open("travelling", "已出发", "Travelling", |facts, _| visit::is_travelling(facts)),
    StatusRule::open("awaiting_part", "待配件", "Awaiting part", |facts, _| {
        facts.items("parts").iter().any(|part| part.has("ordered_at") && !part.has("received_on"))
    }),
    StatusRule::open("solution_given", "方案已提供", "Solution given", |facts, _| {
        facts.items("solutions").iter().any(|row| row.has("told_at"))
    }),
    StatusRule::open("responded", "已联系待处理", "Contacted", |facts, _| {
        !contact_attempt::connected(facts, "technical").is_empty()
    }),
    StatusRule::open("accepted", "已接单待联系", "Accepted", |facts, _| {
        facts.has("engineer") && facts.has("accepted_at")
    }),
    StatusRule::open("dispatched", "待接单", "Dispatched", |facts, _| facts.has("engineer")),
    StatusRule::open("graded", "待派工", "To dispatch", |facts, _| facts.has("urgency")),
    StatusRule::open("first_response", "待分级", "To grade", |facts, _| facts.has("responded_at")),
    StatusRule::open("submitted", "待响应", "Awaiting response", |_, _| true),
];

fn state_on(facts: &Facts, today: Date) -> ConfirmationState {
    confirmation::state_on(facts.item("rounds", &round(facts).to_string()), today)
}

/// Whether the present round's work has a field.
fn present_work(facts: &Facts, field: &str) -> bool {
    facts.has(&format!("work/{}/{field}", round(facts)))
}

/// Rows of a table that belong to a round.
fn rows_of_round<'a>(facts: &'a Facts, table: &'a str, in_round: i64) -> Vec<ItemFacts<'a>> {
    let mut rows = facts.items(table);
    rows.retain(|row| row.integer("round").unwrap_or(1) == in_round);
    rows
}

/// When a ticket was over: merged, withdrawn, called back, answered, or imported as over.
pub fn closed_at(facts: &Facts) -> Option<Instant> {
    if facts.has("merged_into") {
        return facts.instant("merged_at").or(facts.instant("taken_in_at"));
    }
    if facts.is_true("imported") {
        return facts.instant("imported_closed_at").or(facts.instant("taken_in_at"));
    }
    let present = round(facts);
    let confirmed = confirmation::present_state(facts).signed_at().is_some();
    let called_back = rows_of_round(facts, "callbacks", present)
        .into_iter()
        .filter(|row| match row.text("result") {
            Some("callback_solved") => true,
            Some("unreachable") => confirmed,
            _ => false,
        })
        .filter_map(|row| row.instant("at"))
        .min();
    let answered = (facts.text("urgency") == Some("suggestion")).then(|| {
        rows_of_round(facts, "solutions", present)
            .into_iter()
            .filter(|row| row.text("kind") == Some("suggestion_answer"))
            .filter_map(|row| row.instant("told_at"))
            .min()
    });
    facts.instant("withdrawn_at").or(called_back).or(answered.flatten()).or(facts.instant("closed_unsolved_at"))
}

/// The guard of every step that needs the ticket to go on.
fn goes_on(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if closed_at(run.before).is_some() {
        refuse(problems, "closed", "工单已结束", "the ticket is over");
    }
}

/// The guard of every step that changes what the present round's signature covers.
fn not_sealed(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    goes_on(run, problems);
    if confirmation::is_sealed(run.before) {
        refuse(
            problems,
            "sealed",
            "客户已签署，只能通过“更正”修改",
            "the customer has signed: it changes only by an amendment",
        );
    }
}

/// Number, customer, machine and the beginning of the problem.
fn title(facts: &Facts) -> String {
    let short: String = facts.text("description").unwrap_or_default().chars().take(24).collect();
    let parts = [facts.text("number"), facts.text("customer_name"), facts.text("product_name"), Some(short.as_str())];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Own ticket: of its crew. One that nobody took in yet is whoever's begins it.
fn is_own(record: RecordId, facts: &Facts, person: RecordId) -> bool {
    !facts.has("taken_in_at") || job::is_own(record, facts, person)
}

fn grants(facts: &Facts, today: Date) -> Vec<Grant> {
    if facts.is_true("imported") {
        return Vec::new();
    }
    job::grants(facts, closed_at(facts), today)
}
