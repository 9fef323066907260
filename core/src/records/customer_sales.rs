//! What only sales hold of a customer: grade, salesperson, communications, next follow-up (K-customer's
//! companion, S-02, S-03).
//! Absent by design: name, contacts and sites (`customer.rs`), which service needs too.

mod clocks;
mod communication;
mod grading;
mod outcome;
mod rows;
#[cfg(test)]
mod tests;

use fieldseal_derive::Record;
pub use outcome::{WON_TOUCH, won_by_contract};
pub use rows::*;

use super::{
    customer::{self, FileMade, LEADS},
    guard::{refuse, refuse_field},
    handover::HAND_OVER,
};
use crate::schema::{
    Bucket, Date, Facts, Grant, Holder, Instant, Kind, Money, Problem, Record, RecordId, Role, Scalar, StatusRule,
    StepRun, StepSpec, own,
};

/// The version of the table that came with communications and outcomes.
const WITH_COMMUNICATIONS: u16 = 2;

/// What sales know of a customer and service does not.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(kind = "customer_sales", prefix = "", zh = "客户销售档案", en = "Customer's sales record", version = 2)]
pub struct CustomerSales {
    /// The customer.
    #[field(zh = "客户", en = "Customer", to = "customer", index)]
    pub customer: Option<RecordId>,
    /// Its name.
    #[field(zh = "客户名称", en = "Customer's name", max = 120, search)]
    pub customer_name: Option<String>,
    /// When the customer was recorded.
    #[field(zh = "登记时间", en = "Recorded at")]
    pub recorded_at: Option<Instant>,
    /// The grade now.
    #[field(zh = "客户分级", en = "Grade", index)]
    pub grade: Option<Grade>,
    /// Why.
    #[field(zh = "分级理由", en = "Reason of the grade", max = 500)]
    pub grade_reason: Option<String>,
    /// When it was graded last.
    #[field(zh = "分级时间", en = "Graded at")]
    pub graded_at: Option<Instant>,
    /// Who graded.
    #[field(zh = "分级人", en = "Graded by", to = "person")]
    pub graded_by: Option<RecordId>,
    /// Whose customer it is.
    #[field(zh = "对应销售", en = "Salesperson", to = "person", index)]
    pub salesperson: Option<RecordId>,
    /// The day of the next follow-up.
    #[field(zh = "下次跟进日", en = "Next follow-up", index)]
    pub next_follow_up: Option<Date>,
    /// What is to be done then.
    #[field(zh = "下一步", en = "Next step", max = 500)]
    pub next_step: Option<String>,
    /// Equipment or competitor in use.
    #[field(zh = "现用设备/竞品", en = "Equipment in use", max = 500)]
    pub current_equipment: Option<String>,
    /// Budget.
    #[field(zh = "预算范围", en = "Budget")]
    pub budget: Option<Money>,
    /// When they plan to buy.
    #[field(zh = "计划采购时间", en = "Planned purchase", max = 100)]
    pub planned_purchase: Option<String>,
    /// Who decides, and how.
    #[field(zh = "决策流程", en = "Decision process", max = 1000, personal)]
    pub decision_process: Option<String>,
    /// What troubles them.
    #[field(zh = "痛点", en = "Pains", max = 2000)]
    pub pains: Option<String>,
    /// Through whom the referral came about.
    #[field(zh = "转介绍来源", en = "Source of the referral", max = 200, personal)]
    pub referral_source: Option<String>,
    /// When the manager went over the record (审核人).
    #[field(zh = "审核时间", en = "Reviewed at")]
    pub reviewed_at: Option<Instant>,
    /// Who did.
    #[field(zh = "审核人", en = "Reviewed by", to = "person")]
    pub reviewed_by: Option<RecordId>,
    /// When sales closed it as lost; empty again when reopened.
    #[field(zh = "流失时间", en = "Lost at")]
    pub closed_at: Option<Instant>,
    /// Why it was won or lost.
    #[field(zh = "成交/流失原因", en = "Reason won or lost", max = 500)]
    pub closed_reason: Option<String>,
    /// When the customer was merged into another, mirrored.
    #[field(zh = "合并时间", en = "Merged at")]
    pub merged_at: Option<Instant>,
    /// Gradings.
    #[items(zh = "分级记录", en = "Gradings")]
    pub gradings: Vec<CustomerGrading>,
    /// Makings of the customer's file by its salesperson.
    #[items(zh = "一户一档记录", en = "Files made")]
    pub files: Vec<FileMade>,
    /// Won, lost, reopened.
    #[items(zh = "成交与流失", en = "Outcomes")]
    pub outcomes: Vec<CustomerOutcome>,
    /// Communications, planned and held.
    #[items(zh = "跟进记录", en = "Communications")]
    pub communications: Vec<Communication>,
    /// Questions asked in them, with the answers.
    #[items(zh = "提问与回答", en = "Questions and answers")]
    pub questions: Vec<GuidingQuestion>,
}

/// The kind.
pub const KIND: Kind = Kind {
    table: &CustomerSales::TABLE,
    statuses: &[
        StatusRule::closed("closed", "已关闭", "Closed", |facts, _| facts.has("closed_at")),
        StatusRule::open("assigned", "已分配", "Assigned", |facts, _| facts.has("salesperson")),
        StatusRule::open("unassigned", "待分配", "Unassigned", |_, _| true),
    ],
    steps: &[
        grading::TAKE,
        grading::GRADE,
        grading::IMPORT,
        grading::DESCRIBE,
        grading::SET_FOLLOW_UP,
        grading::REVIEW,
        communication::PLAN,
        communication::LOG,
        communication::CORRECT,
        communication::WITHDRAW,
        outcome::WIN,
        outcome::CLOSE,
        outcome::REOPEN,
        HAND_OVER,
        MAKE_FILE,
    ],
    clocks: clocks::CLOCKS,
    title: |facts| facts.text("customer_name").unwrap_or_default().to_owned(),
    customer_field: "customer",
    responsible_field: "salesperson",
    // A lead without owner is anybody's to take (domain §7.2).
    is_own: |_, facts, person| facts.reference("salesperson").is_none_or(|owner| owner == person),
    buckets: |_, facts| {
        let mut buckets = vec![Bucket { holder: Holder::All, class: "sales" }];
        if let Some(customer) = facts.reference("customer") {
            buckets.push(Bucket { holder: Holder::Customer(customer), class: "sales" });
        }
        if !facts.has("salesperson") && !facts.has("closed_at") {
            buckets.push(LEADS);
        }
        buckets
    },
    grants,
};

/// The classes a salesperson sees of an own customer.
const GRANTED: &[&str] = &["customer", "sales", "service", "job", "order"];

fn grants(_: RecordId, facts: &Facts, _: Date) -> Vec<Grant> {
    let (Some(person), Some(customer)) = (facts.reference("salesperson"), facts.reference("customer")) else {
        return Vec::new();
    };
    let holder = Holder::Customer(customer);
    GRANTED.iter().map(|class| Grant { person, bucket: Bucket { holder, class } }).collect()
}

/// The guard of every step that needs the follow-up to go on.
fn open(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if run.before.has("closed_at") {
        refuse(problems, "closed", "该客户已关闭", "the customer is closed");
    }
    if run.before.has("merged_at") && run.knows(WITH_COMMUNICATIONS) {
        refuse(problems, "merged", "该客户已合并", "the customer was merged");
    }
}

/// The day of the next follow-up, as given or as it stands, does not lie in the past.
fn follow_up(run: &StepRun<'_>, day: &Scalar, problems: &mut Vec<Problem>) {
    if Date::from_scalar(day).is_some_and(|day| day.0 < run.at.local().date()) {
        refuse_field(
            problems,
            "next_follow_up",
            "in_past",
            "下次跟进日不能早于今天",
            "the next follow-up lies in the past",
        );
    }
}

/// The same for a step that may leave the day as it is: one that has passed since is not its business.
fn given_follow_up(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if let Some(day) = run.given.get("next_follow_up") {
        follow_up(run, day, problems);
    }
}

/// Mirrors a value on the customer, unless it says so already.
fn touch_customer(run: &mut StepRun<'_>, key: &str, value: Scalar) {
    if let Some(customer) = run.before.reference("customer")
        && run
            .linked("customer", customer)
            .is_some_and(|facts| !run.knows(WITH_COMMUNICATIONS) || facts.get(key) != &value)
    {
        run.touch("customer", customer, key, value);
    }
}

/// The same for an own customer, where its salesperson sees it; cost is not among what they see (S-30).
const MAKE_FILE: StepSpec = StepSpec { who: &[own(Role::Sales)], ..customer::MAKE_FILE };
