//! Content of 售后服务工单, After-Sales Service Order (domain §4.14, template 4).
//! Absent by design: the ticket's record; the caller maps it to these texts.

use serde::Serialize;

use super::{Document, Options, Reservation, Signature};

/// One service order. Fields that the manual leaves out print as "—" when `None`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ServiceOrder {
    /// Head and foot.
    pub document: Document,
    /// 受理.
    pub intake: Intake,
    /// 设备.
    pub equipment: Equipment,
    /// 问题.
    pub problem: ReportedProblem,
    /// What was done.
    pub answer: Answer,
}

/// What was done: a job, or the answer to a suggestion.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "form", content = "content")]
pub enum Answer {
    /// The whole form.
    Job(Box<Job>),
    /// A suggestion's short form: 受理, 问题, 答复; no visit, no parts, no signature.
    Suggestion(SuggestionAnswer),
}

impl Default for Answer {
    fn default() -> Self {
        Self::Job(Box::default())
    }
}

/// 受理.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Intake {
    /// Round, from 1.
    pub round: u32,
    /// 提交时间, as printed.
    pub submitted_at: String,
    /// Channel: 400热线, CRM, 微信, 邮件, 现场, 其他.
    pub channel: Options,
    /// 受理人.
    pub taken_in_by: Option<String>,
    /// 受理时间, as printed.
    pub taken_in_at: Option<String>,
    /// 首次响应, as printed.
    pub responded_at: Option<String>,
    /// Customer.
    pub customer: String,
    /// 联系人.
    pub contact_name: Option<String>,
    /// 联系方式.
    pub contact_phone: Option<String>,
    /// Service address.
    pub service_address: Option<String>,
}

/// 设备.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Equipment {
    /// Name.
    pub name: Option<String>,
    /// Model.
    pub model: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// Installed on, as printed.
    pub installed_on: Option<String>,
    /// 保内, 保外, 合同服务.
    pub warranty: Options,
    /// Running hours.
    pub running_hours: Option<String>,
}

/// 问题.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ReportedProblem {
    /// The customer's words.
    pub description: String,
    /// Since when.
    pub since: Option<String>,
    /// The machine stands still.
    pub machine_down: Option<bool>,
    /// Error code that the machine shows.
    pub error_code: Option<String>,
    /// Numbers of the photos.
    pub photos: Option<String>,
    /// 紧急程度: 紧急, 一般, 建议.
    pub urgency: Options,
    /// Why this urgency.
    pub urgency_reason: Option<String>,
    /// Changes of the urgency, oldest first.
    pub regradings: Vec<Regrading>,
}

/// One change of the urgency.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Regrading {
    /// When, as printed.
    pub at: Option<String>,
    /// Before.
    pub from: Option<String>,
    /// After.
    pub to: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// By whom.
    pub by: Option<String>,
}

/// 答复 to a suggestion.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SuggestionAnswer {
    /// 处理意见.
    pub text: Option<String>,
    /// Who answered.
    pub answered_by: Option<String>,
    /// When, as printed.
    pub answered_at: Option<String>,
    /// To whom it was told.
    pub told_to: Option<String>,
    /// By which channel.
    pub channel: Option<String>,
    /// Due, as printed.
    pub due: Option<String>,
    /// 达成.
    pub met: Option<bool>,
}

/// The whole form's part after the problem.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Job {
    /// 派工.
    pub dispatch: Dispatch,
    /// 处理.
    pub work: ServiceWork,
    /// 配件.
    pub parts: Vec<Part>,
    /// 测试.
    pub test: Test,
    /// 费用.
    pub charge: Charge,
    /// 建议.
    pub advice: Advice,
    /// 时效.
    pub timeliness: Timeliness,
    /// 客户: 已解决, 部分解决, 未解决.
    pub solved: Options,
    /// Scores from 1 to 5.
    pub scores: Scores,
    /// The customer's opinion.
    pub opinion: Option<String>,
    /// Reservations; one or more print 有保留意见 beside the signature.
    pub reservations: Vec<Reservation>,
    /// The customer's confirmation.
    pub customer_signature: Signature,
    /// The engineer's signature.
    pub engineer_signature: Signature,
    /// Internal copy only, never on the customer's: prints a page of its own marked 内部.
    pub internal: Option<InternalCosts>,
}

/// 派工.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Dispatch {
    /// Engineer.
    pub engineer: Option<String>,
    /// Assistants.
    pub assistants: Vec<String>,
    /// Dispatched, as printed.
    pub dispatched_at: Option<String>,
    /// Accepted, as printed.
    pub accepted_at: Option<String>,
    /// Appointment, as printed.
    pub appointment: Option<String>,
}

/// 处理.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ServiceWork {
    /// 技术响应: when, as printed.
    pub technical_response_at: Option<String>,
    /// 技术响应: to whom.
    pub technical_response_to: Option<String>,
    /// Tools.
    pub tools: Option<String>,
    /// Left, as printed.
    pub left_at: Option<String>,
    /// 到达, as printed.
    pub arrived_at: Option<String>,
    /// Finished, as printed.
    pub finished_at: Option<String>,
    /// 故障确认.
    pub fault_confirmed: Option<String>,
    /// 诊断.
    pub diagnosis: Option<String>,
    /// The cause code's label.
    pub cause: Option<String>,
    /// Method: 现场维修, 更换配件, 远程协助, 升级补丁, 答复.
    pub method: Options,
    /// 解决方案.
    pub solution: Option<String>,
    /// Told to whom.
    pub solution_told_to: Option<String>,
    /// Told when, as printed.
    pub solution_told_at: Option<String>,
    /// Work done.
    pub work_done: Option<String>,
    /// Software version before.
    pub software_before: Option<String>,
    /// Software version after.
    pub software_after: Option<String>,
}

/// One part.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Part {
    /// Name.
    pub name: String,
    /// Model.
    pub model: Option<String>,
    /// Quantity with its unit.
    pub quantity: Option<String>,
    /// Serial number of the new part.
    pub new_serial_number: Option<String>,
    /// Serial number of the old part.
    pub old_serial_number: Option<String>,
    /// 旧件: 回收, 客户留存, 报废.
    pub old_part: Option<String>,
    /// 保内免费, or the amount.
    pub charge: Option<String>,
}

/// 测试.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Test {
    /// What was tested.
    pub description: Option<String>,
    /// Result.
    pub result: Option<String>,
    /// Photos before: numbers.
    pub photos_before: Option<String>,
    /// Photos after.
    pub photos_after: Option<String>,
    /// Photos of the nameplate.
    pub photos_nameplate: Option<String>,
    /// Photos of the old part.
    pub photos_old_part: Option<String>,
}

/// 费用: what the customer pays, amounts as printed.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Charge {
    /// Hours of labour.
    pub labour_hours: Option<String>,
    /// Labour.
    pub labour: Option<String>,
    /// Travel.
    pub travel: Option<String>,
    /// Parts.
    pub parts: Option<String>,
    /// Total.
    pub total: Option<String>,
    /// 人民币大写.
    pub amount_in_words: Option<String>,
    /// Why it is free of charge.
    pub free_reason: Option<String>,
    /// Who agreed before the work.
    pub consent_name: Option<String>,
    /// When, as printed.
    pub consent_at: Option<String>,
    /// In which way.
    pub consent_way: Option<String>,
}

/// 建议.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Advice {
    /// 隐患.
    pub hidden_dangers: Option<String>,
    /// Maintenance advice.
    pub maintenance: Option<String>,
    /// 遗留问题.
    pub left_open: Option<String>,
}

/// 时效.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Timeliness {
    /// Response.
    pub response: Timing,
    /// Arrival.
    pub arrival: Timing,
    /// Solution.
    pub solution: Timing,
    /// Pauses.
    pub pauses: Vec<PauseRow>,
}

/// Due, actual, met.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Timing {
    /// Due, as printed.
    pub due: Option<String>,
    /// Actual, as printed.
    pub actual: Option<String>,
    /// 达成.
    pub met: Option<bool>,
}

/// One pause.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PauseRow {
    /// From, as printed.
    pub from: Option<String>,
    /// Until, as printed.
    pub until: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// Scores from 1 to 5.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Scores {
    /// Attitude.
    pub attitude: Option<u8>,
    /// Skill.
    pub skill: Option<u8>,
    /// Speed.
    pub speed: Option<u8>,
    /// Overall.
    pub overall: Option<u8>,
}

/// Costs, secret from the customer.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct InternalCosts {
    /// Cost of parts.
    pub parts: Option<String>,
    /// Cost of labour.
    pub labour: Option<String>,
    /// Settlement check.
    pub settlement_check: Option<String>,
}
