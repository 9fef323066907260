//! The service ticket (K-ticket, 售后服务工单): fields, statuses, whose it is. The living example.
//! Absent by design: its cost (`service_cost.rs`), how clocks are counted, and anything that is stored.
//!
//! A kind is written in this order, and a newcomer can copy it:
//!
//! 1. *Fields* as plain structs. `Option<T>` for a field, `Vec<Row>` for a table of rows. What belongs
//!    to one round of work is a row whose id is the round's number (`rounds/1`, `work/1`), so that a
//!    reopened ticket never writes over what a customer signed.
//! 2. *Statuses* as a list of facts, first match wins; nothing stores a status.
//! 3. *Steps*, beside it in `intake.rs`, `work.rs`, `closing.rs`, `callback.rs`: a step says who, what is filled in,
//!    what it stamps, a guard that sees every problem, and an effect that is a pure function.
//!    What several kinds do alike (visits, pauses, assignments, confirmations) is a shared table line.
//! 4. *Clocks* in `clocks.rs`: from the facts alone, one run for each time a rule was started.
//! 5. *Buckets and grants*: who holds the record, and what else its crew may see.
//! 6. *Tests* that build a `StepRun`, and check that guards refuse.

mod callback;
mod callback_record;
mod clocks;
mod closing;
mod grading;
mod intake;
mod rows;
#[cfg(test)]
mod tests;
mod work;

use fieldseal_derive::Record;
pub use rows::*;

use super::{
    amendment::Amendment,
    confirmation::{self, ConfirmationState},
    contact_attempt::{self, ContactAttempt},
    guard::{refuse, round, rows_of_round},
    job::{self, Assignment, Assistant},
    pause::{self, PauseRow},
    photo::Photo,
    round::{Reservation, Round},
    visit::{self, Visit},
};
use crate::schema::{Date, Facts, Grant, Instant, Kind, Problem, Record, RecordId, StatusRule, StepRun};

/// A customer's problem or suggestion, from submission to the callback.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "ticket", prefix = "GD", zh = "服务工单", en = "Service ticket", version = 3)]
pub struct Ticket {
    /// Given out by the device.
    #[field(zh = "工单编号", en = "Number", max = 40, index, search)]
    pub number: Option<String>,
    /// From another system: history that starts no clock, unless it was still open there.
    #[field(zh = "导入的历史", en = "Imported history")]
    pub imported: Option<bool>,
    /// It was still open there: it is no history, and its clocks run from the submission.
    #[field(zh = "导入时未结", en = "Open when imported")]
    pub imported_open: Option<bool>,
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
    /// Number of the contract that agrees on times of its own, as the machine's record named it.
    #[field(zh = "合同号", en = "Contract number", max = 40)]
    pub contract_number: Option<String>,
    /// The contract's minutes to the technical response; the company's when empty.
    #[field(zh = "响应时间（分钟）", en = "Response minutes", min = 1, max = 525_600)]
    pub response_minutes: Option<i64>,
    /// The contract's minutes to the arrival on site; the company's when empty.
    #[field(zh = "到场时间（分钟）", en = "Arrival minutes", min = 1, max = 525_600)]
    pub arrival_minutes: Option<i64>,
    /// The contract's minutes to the solution; the company's when empty.
    #[field(zh = "解决时间（分钟）", en = "Solution minutes", min = 1, max = 525_600)]
    pub solution_minutes: Option<i64>,
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
    /// The callback that reopened it or took it in.
    #[field(zh = "来源回访", en = "From the callback", to = "callback", index)]
    pub origin_callback: Option<RecordId>,
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
    is_own: job::is_own,
    buckets: |_, facts| job::buckets(facts, closed_at(facts)),
    grants: |_, facts, today| grants(facts, today),
};

/// The steps in the order of the work.
const STEPS: &[crate::schema::StepSpec] = &[
    intake::TAKE_IN,
    intake::IMPORT,
    intake::RESPOND,
    grading::GRADE,
    grading::REGRADE_UP,
    grading::REGRADE_DOWN,
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
    callback::CALL_BACK,
    callback::CALL_BACK_SETTLED,
    callback::REOPEN,
    callback::CLOSE_UNSOLVED,
    closing::CLOSE_RESERVATION,
];

/// Domain §5.2, Ticket. From `solved` upwards only facts of the present round count.
const STATUSES: &[StatusRule] = &[
    StatusRule::closed("merged", "已合并", "Merged", |facts, _| facts.has("merged_into")),
    StatusRule::closed("withdrawn", "客户已撤回", "Withdrawn", |facts, _| facts.has("withdrawn_at")),
    StatusRule::closed("closed", "已关闭", "Closed", |facts, _| closed_at(facts).is_some()),
    StatusRule::open("to_call_back", "待回访", "Awaiting callback", |facts, today| {
        use ConfirmationState::{AwaitingRatification, Confirmed};
        matches!(confirmation::present_state_on(facts, today), Confirmed { .. } | AwaitingRatification { .. })
    }),
    StatusRule::open("refused", "客户拒签", "Signature refused", |facts, today| {
        matches!(confirmation::present_state_on(facts, today), ConfirmationState::Refused { .. })
    }),
    StatusRule::open("unsigned", "待客户确认", "Confirmation outstanding", |facts, today| {
        let link_sent = facts.has(&format!("rounds/{}/link_sent_at", round(facts)));
        matches!(confirmation::present_state_on(facts, today), ConfirmationState::Unsigned { .. }) || link_sent
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

/// Whether the present round's work has a field.
fn present_work(facts: &Facts, field: &str) -> bool {
    facts.has(&format!("work/{}/{field}", round(facts)))
}

/// Imported as over: it starts no clock (domain §2.1).
fn is_history(facts: &Facts) -> bool {
    facts.is_true("imported") && !facts.is_true("imported_open")
}

/// When a ticket was over: merged, withdrawn, called back, answered, or imported as over.
pub fn closed_at(facts: &Facts) -> Option<Instant> {
    if facts.has("merged_into") {
        return facts.instant("merged_at").or(facts.instant("taken_in_at"));
    }
    if is_history(facts) {
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

fn grants(facts: &Facts, today: Date) -> Vec<Grant> {
    if is_history(facts) {
        return Vec::new();
    }
    job::grants(facts, closed_at(facts), today)
}
