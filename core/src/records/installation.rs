//! The installation (K-installation, 安装验收单): one job for 1…n machines, from booking to acceptance.
//! Absent by design: training, which is a record of its own, and how clocks are counted.

mod acceptance;
mod booking;
mod clocks;
mod conditions;
mod round_work;
mod rounds;
mod rows;
mod signing;
#[cfg(test)]
mod tests;
mod training;
mod warranty;
mod work;

pub use acceptance::result_of;
use fieldseal_derive::Record;
pub use round_work::*;
pub use rows::*;
pub use warranty::WarrantyMonths;

use super::{
    amendment::Amendment,
    confirmation::{self, ConfirmationState},
    contact_attempt::ContactAttempt,
    guard::{refuse, round, rows_of_round},
    job::{self, Assignment, Assistant},
    pause::{self, PauseRow},
    photo::Photo,
    round::{Reservation, Round},
    visit::{self, Visit},
};
use crate::schema::{Date, Facts, Instant, ItemFacts, Kind, Problem, Record, RecordId, StatusRule, StepRun, StepSpec};

/// Installing and commissioning what a delivery brought, until the customer accepts it.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "installation", prefix = "AZ", zh = "安装调试", en = "Installation", version = 3)]
pub struct Installation {
    /// Given out by the device.
    #[field(zh = "安装编号", en = "Number", max = 40, index, search)]
    pub number: Option<String>,
    /// The present round; empty means the first.
    #[field(zh = "验收轮次", en = "Round", min = 1, max = 1000)]
    pub round: Option<i64>,
    /// The customer.
    #[field(zh = "客户", en = "Customer", to = "customer", index)]
    pub customer: Option<RecordId>,
    /// The customer's name.
    #[field(zh = "客户名称", en = "Customer's name", max = 120, search)]
    pub customer_name: Option<String>,
    /// The order.
    #[field(zh = "订单", en = "Order", to = "order", index)]
    pub order: Option<RecordId>,
    /// The delivery.
    #[field(zh = "交付", en = "Delivery", to = "delivery", index)]
    pub delivery: Option<RecordId>,
    /// The order's number, for crews, who hold no order.
    #[field(zh = "订单编号", en = "Order number", max = 40, search)]
    pub order_number: Option<String>,
    /// The contract's number.
    #[field(zh = "合同编号", en = "Contract number", max = 40, search)]
    pub contract_number: Option<String>,
    /// The delivery's number.
    #[field(zh = "收货单编号", en = "Delivery number", max = 40, search)]
    pub delivery_number: Option<String>,
    /// Days after which the contract deems it accepted; 0 when it has no such clause, empty when no
    /// contract is on file.
    #[field(zh = "视为验收天数", en = "Deemed acceptance days", max = 3650)]
    pub deemed_acceptance_days: Option<i64>,
    /// Where.
    #[field(zh = "安装地址", en = "Site address", max = 200, search)]
    pub site_address: Option<String>,
    /// Whom to reach.
    #[field(zh = "联系人", en = "Contact", max = 60, search, personal)]
    pub contact_name: Option<String>,
    /// How.
    #[field(zh = "联系方式", en = "Phone", max = 60, search, personal)]
    pub contact_phone: Option<String>,
    /// When the receipt was signed for goods to install: D-06 runs from here.
    #[field(zh = "收货时间", en = "Received at")]
    pub received_at: Option<Instant>,
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
    /// The appointment that stands.
    #[field(zh = "预约时间", en = "Appointment")]
    pub appointment_at: Option<Instant>,
    /// The training that follows it, if one was agreed or planned.
    #[field(zh = "使用培训", en = "Training", to = "training", index)]
    pub training: Option<RecordId>,
    /// When it was cancelled as a whole.
    #[field(zh = "取消时间", en = "Cancelled at")]
    pub cancelled_at: Option<Instant>,
    /// Why.
    #[field(zh = "取消原因", en = "Reason of cancelling", max = 500)]
    pub cancelled_reason: Option<String>,
    /// Why another round was opened.
    #[field(zh = "再次验收原因", en = "Reason of the next round", max = 1000)]
    pub next_round_reason: Option<String>,
    /// The machines.
    #[items(zh = "设备", en = "Machines")]
    pub machines: Vec<Machine>,
    /// Who goes along.
    #[items(zh = "协助人员", en = "Assistants")]
    pub assistants: Vec<Assistant>,
    /// Dispatching, accepting, rejecting, transferring.
    #[items(zh = "派工记录", en = "Assignments")]
    pub assignments: Vec<Assignment>,
    /// Contacts with the customer.
    #[items(zh = "联系记录", en = "Contacts")]
    pub contacts: Vec<ContactAttempt>,
    /// What contacts to book came to.
    #[items(zh = "预约结果", en = "Bookings")]
    pub bookings: Vec<Booking>,
    /// Appointments made, moved and cancelled.
    #[items(zh = "预约记录", en = "Appointments")]
    pub appointments: Vec<Appointment>,
    /// Visits to the site.
    #[items(zh = "到访记录", en = "Visits")]
    pub visits: Vec<Visit>,
    /// What was done, by round.
    #[items(zh = "作业", en = "Work")]
    pub work: Vec<InstallationWork>,
    /// The checklist of the work instruction, copied with its version when the work began.
    #[items(zh = "检查与调试", en = "Checklist")]
    pub checklist: Vec<ChecklistItem>,
    /// Tools and parts used.
    #[items(zh = "工具、配件", en = "Tools and parts")]
    pub parts: Vec<UsedPart>,
    /// Photos.
    #[items(zh = "照片", en = "Photos")]
    pub photos: Vec<Photo>,
    /// Pauses.
    #[items(zh = "暂停", en = "Pauses")]
    pub pauses: Vec<PauseRow>,
    /// Result of each machine, by round.
    #[items(zh = "设备验收结果", en = "Results")]
    pub results: Vec<MachineResult>,
    /// What is to be put right.
    #[items(zh = "整改项", en = "Rectification items")]
    pub rectifications: Vec<Rectification>,
    /// Rounds, each with the customer's confirmation.
    #[items(zh = "轮次", en = "Rounds")]
    pub rounds: Vec<Round>,
    /// Reservations of the customer.
    #[items(zh = "保留意见", en = "Reservations")]
    pub reservations: Vec<Reservation>,
    /// Changes after signing.
    #[items(zh = "签后更正", en = "Amendments")]
    pub amendments: Vec<Amendment>,
}

/// The kind.
pub const KIND: Kind = Kind {
    table: &Installation::TABLE,
    statuses: STATUSES,
    steps: STEPS,
    clocks: clocks::CLOCKS,
    title: |facts| {
        let machines = facts.items("machines");
        let first = machines.first().and_then(|machine| machine.text("product_name"));
        let parts = [facts.text("number"), facts.text("customer_name"), first, facts.text("site_address")];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    },
    customer_field: "customer",
    responsible_field: "engineer",
    is_own: job::is_own,
    buckets: |_, facts| job::buckets(facts, closed_at(facts)),
    grants: |_, facts, today| job::grants(facts, closed_at(facts), today),
};

const STEPS: &[StepSpec] = &[
    booking::DISPATCH,
    booking::ACCEPT,
    booking::REJECT,
    booking::ASK_TRANSFER,
    booking::CONTACT,
    booking::CONFIRM_APPOINTMENT,
    booking::RESCHEDULE,
    booking::CANCEL_APPOINTMENT,
    booking::CANCEL,
    booking::PAUSE,
    pause::RESUME,
    pause::DISALLOW,
    pause::CONFIRM,
    work::LEAVE,
    work::ARRIVE,
    work::START_WORK,
    work::RECORD_CHECKLIST,
    work::TRIAL_RUN,
    work::RECORD_WORK,
    acceptance::PRESENT,
    signing::CONFIRM,
    signing::REFUSE,
    signing::ABSENT,
    signing::RATIFY,
    work::FINISH,
    rounds::CLOSE_RECTIFICATION,
    rounds::CLOSE_RESERVATION,
    rounds::NEXT_ROUND,
    rounds::DEEM_ACCEPTED,
    rounds::AMEND,
];

/// Domain §5.2, Installation. Facts of acceptance count for the last round.
const STATUSES: &[StatusRule] = &[
    StatusRule::closed("cancelled", "已取消", "Cancelled", |facts, _| facts.has("cancelled_at")),
    StatusRule::open("ratification", "待追认", "Awaiting ratification", |facts, today| {
        matches!(confirmation::present_state_on(facts, today), ConfirmationState::AwaitingRatification { .. })
    }),
    StatusRule::closed("accepted", "验收合格", "Accepted", |facts, today| {
        confirmed_result(facts, today) == Some("accepted")
            || confirmed_result(facts, today) == Some("accepted_reserved") && reservations_closed(facts)
    }),
    StatusRule::open("accepted_reserved", "有保留验收", "Accepted with reservation", |facts, today| {
        confirmed_result(facts, today) == Some("accepted_reserved")
    }),
    StatusRule::closed("deemed", "视为验收", "Deemed accepted", |facts, _| round_has(facts, "deemed_at")),
    StatusRule::open("refused", "客户拒签", "Signature refused", |facts, today| {
        matches!(confirmation::present_state_on(facts, today), ConfirmationState::Refused { .. })
    }),
    StatusRule::open("unsigned", "待补签", "Signature outstanding", |facts, today| {
        matches!(confirmation::present_state_on(facts, today), ConfirmationState::Unsigned { .. })
    }),
    StatusRule::open("rectifying", "待整改", "To be rectified", |facts, today| {
        confirmed_result(facts, today) == Some("to_rectify")
    }),
    StatusRule::open("rejected", "不合格", "Rejected", |facts, today| {
        confirmed_result(facts, today) == Some("rejected")
    }),
    StatusRule::open("presented", "待客户签字", "Presented", |facts, _| round_has(facts, "presented_at")),
    StatusRule::open("on_site", "安装中", "On site", |facts, _| visit::is_on_site(facts)),
    StatusRule::open("travelling", "已出发", "Travelling", |facts, _| visit::is_travelling(facts)),
    StatusRule::open("confirmed", "已确认待上门", "Appointment confirmed", |facts, _| {
        appointment(facts).is_some_and(|row| row.has("confirmed_at"))
    }),
    StatusRule::open("booked", "已预约待确认", "Booked", |facts, _| appointment(facts).is_some()),
    StatusRule::open("postponed", "客户要求延后", "Postponed by customer", |facts, _| {
        last_booking(facts).is_some_and(|row| row.text("result") == Some("later"))
    }),
    StatusRule::open("to_contact", "待联系客户", "To contact", |facts, _| facts.has("engineer")),
    StatusRule::open("to_dispatch", "待派工", "To dispatch", |_, _| true),
];

fn round_has(facts: &Facts, field: &str) -> bool {
    facts.has(&format!("rounds/{}/{field}", round(facts)))
}

/// The result of the last round, if it stands confirmed.
fn confirmed_result(facts: &Facts, today: Date) -> Option<&str> {
    match confirmation::present_state_on(facts, today) {
        ConfirmationState::Confirmed { .. } => facts.text(&format!("rounds/{}/result", round(facts))),
        _ => None,
    }
}

/// Every reservation of the last round was closed with the customer's word.
fn reservations_closed(facts: &Facts) -> bool {
    rows_of_round(facts, "reservations", round(facts)).iter().all(|row| row.has("closed_at"))
}

/// The appointment of the present round that stands: the last one set, unless cancelled.
fn appointment(facts: &Facts) -> Option<ItemFacts<'_>> {
    let rows = rows_of_round(facts, "appointments", round(facts)).into_iter();
    rows.max_by_key(|row| (row.instant("set_at").map(|at| at.utc_ms), row.id)).filter(|row| !row.has("cancelled_at"))
}

/// The last contact to book that came to something.
fn last_booking(facts: &Facts) -> Option<ItemFacts<'_>> {
    facts.items("bookings").into_iter().max_by_key(|row| (row.instant("at").map(|at| at.utc_ms), row.id))
}

/// When the installation was over: cancelled, accepted with everything closed, or deemed accepted.
pub fn closed_at(facts: &Facts) -> Option<Instant> {
    let id = round(facts).to_string();
    let row = facts.item("rounds", &id);
    let accepted = match (confirmation::state(row), row.text("result")) {
        (ConfirmationState::Confirmed { at }, Some("accepted")) => Some(at),
        (ConfirmationState::Confirmed { at }, Some("accepted_reserved")) if reservations_closed(facts) => {
            let rows = rows_of_round(facts, "reservations", round(facts));
            Some(rows.iter().filter_map(|row| row.instant("closed_at")).max().unwrap_or(at))
        }
        _ => None,
    };
    facts.instant("cancelled_at").or(accepted).or(row.instant("deemed_at"))
}

/// The guard of every step that needs the installation to go on.
fn goes_on(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if closed_at(run.before).is_some() {
        refuse(problems, "closed", "安装已结束", "the installation is over");
    }
}

/// The guard of every step that changes what the present round's signature covers.
fn not_sealed(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    goes_on(run, problems);
    if confirmation::is_sealed(run.before) {
        refuse(
            problems,
            "sealed",
            "本轮客户已签署，请开始新一轮或更正",
            "this round is signed: open another round, or amend",
        );
    }
}

/// Says on each machine's record that this job is on it.
fn mirror(run: &mut StepRun<'_>, closed: bool) {
    let machines: Vec<RecordId> =
        run.before.items("machines").iter().filter_map(|machine| machine.reference("equipment")).collect();
    for equipment in machines {
        job::mirror_on_equipment(run, equipment, closed);
    }
}
