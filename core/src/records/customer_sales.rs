//! What only sales hold of a customer: grade, salesperson, next follow-up (K-customer's companion).
//! Absent by design: name, contacts and sites (`customer.rs`), which service needs too.

use fieldseal_derive::{Item, Record};

use super::{
    customer::{self, FileMade, LEADS},
    guard::{need, person, principal, refuse, refuse_field},
};
use crate::{
    choices,
    schema::{
        Bucket, Date, Facts, Grant, Holder, Instant, ItemId, Kind, Label, Money, Problem, Record, RecordId, Role,
        Scalar, StatusRule, StepRun, StepSpec, Touch, any, nothing, optional, own, required,
    },
};

choices! {
    /// How near a customer is to buying (S-02). Never called a level.
    pub enum Grade {
        A = "a" ("A类：高意向，30天内可成交", "A: likely within 30 days"),
        B = "b" ("B类：中等意向，1-3个月跟进", "B: likely within 1 to 3 months"),
        C = "c" ("C类：低意向，长期培育", "C: long-term"),
    }
}

/// One grading; D-02 runs from these.
#[derive(Clone, Debug, PartialEq, Item)]
pub struct CustomerGrading {
    /// The row's id.
    pub id: ItemId,
    /// The grade.
    #[field(zh = "客户分级", en = "Grade")]
    pub grade: Option<Grade>,
    /// When.
    #[field(zh = "分级时间", en = "Graded at")]
    pub at: Option<Instant>,
    /// Who graded.
    #[field(zh = "分级人", en = "Graded by", to = "person")]
    pub by: Option<RecordId>,
    /// Why.
    #[field(zh = "分级理由", en = "Reason", max = 500)]
    pub reason: Option<String>,
}

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
    /// When sales closed it as lost.
    #[field(zh = "流失时间", en = "Lost at")]
    pub closed_at: Option<Instant>,
    /// Why it was won or lost.
    #[field(zh = "成交/流失原因", en = "Reason won or lost", max = 500)]
    pub closed_reason: Option<String>,
    /// Gradings.
    #[items(zh = "分级记录", en = "Gradings")]
    pub gradings: Vec<CustomerGrading>,
    /// Makings of the customer's file by its salesperson.
    #[items(zh = "一户一档记录", en = "Files made")]
    pub files: Vec<FileMade>,
}

/// The kind.
pub const KIND: Kind = Kind {
    table: &CustomerSales::TABLE,
    statuses: &[
        StatusRule::closed("closed", "已关闭", "Closed", |facts, _| facts.has("closed_at")),
        StatusRule::open("assigned", "已分配", "Assigned", |facts, _| facts.has("salesperson")),
        StatusRule::open("unassigned", "待分配", "Unassigned", |_, _| true),
    ],
    steps: &[TAKE, GRADE, IMPORT, DESCRIBE, CLOSE, REOPEN, MAKE_FILE],
    clocks: &[],
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

/// A salesperson grades an own lead, or takes one without owner (S-02).
const TAKE: StepSpec = StepSpec {
    verb: "take",
    label: Label::new("分级并认领", "Grade and take"),
    rules: &["S-02", "D-02a", "D-02b", "D-02c", "D-02d"],
    who: &[own(Role::Sales)],
    begins: false,
    inputs: &[required("grade"), required("grade_reason"), required("next_follow_up")],
    stamps: &[
        "salesperson",
        "graded_at",
        "graded_by",
        "gradings/*/grade",
        "gradings/*/at",
        "gradings/*/by",
        "gradings/*/reason",
    ],
    touches: &[Touch { kind: "customer", creates: false, keys: &["graded_at"] }],
    guard: |run, problems| {
        open(run, problems);
        follow_up(run, problems);
        if run.before.reference("salesperson").is_some_and(|owner| owner != principal(run)) {
            refuse(problems, "others", "该客户已分配给其他销售", "the customer is somebody else's");
        }
    },
    effect: |run| {
        let owner = person(principal(run));
        run.set("salesperson", owner);
        graded(run);
    },
};

/// The manager grades and assigns to anybody (S-02). Grading without a salesperson is refused.
const GRADE: StepSpec = StepSpec {
    verb: "grade",
    label: Label::new("分级并分配", "Grade and assign"),
    who: &[any(Role::Manager)],
    inputs: &[required("grade"), required("grade_reason"), required("salesperson"), required("next_follow_up")],
    stamps: &["graded_at", "graded_by", "gradings/*/grade", "gradings/*/at", "gradings/*/by", "gradings/*/reason"],
    guard: |run, problems| {
        open(run, problems);
        follow_up(run, problems);
        need(run, problems, "salesperson", "对应销售", "The salesperson");
    },
    effect: graded,
    ..TAKE
};

/// Takes over what a company's list says of an old customer. Nobody is assigned by that, and no clock
/// starts: grading anew does both.
const IMPORT: StepSpec = StepSpec {
    verb: "import",
    label: Label::new("导入分级", "Import the grade"),
    rules: &["S-02", "R-admin"],
    who: &[any(Role::Administrator)],
    begins: false,
    inputs: &[optional("grade"), optional("next_follow_up")],
    stamps: &[],
    touches: &[],
    guard: |run, problems| {
        if run.before.has("graded_at") {
            refuse(problems, "graded", "该客户已分级", "the customer was graded here already");
        }
    },
    effect: nothing,
};

fn open(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if run.before.has("closed_at") {
        refuse(problems, "closed", "该客户已关闭", "the customer is closed");
    }
}

fn follow_up(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if Date::from_scalar(run.after("next_follow_up")).is_some_and(|day| day.0 < run.at.local().date()) {
        refuse_field(
            problems,
            "next_follow_up",
            "in_past",
            "下次跟进日不能早于今天",
            "the next follow-up lies in the past",
        );
    }
}

fn graded(run: &mut StepRun<'_>) {
    let row = run.item_id("grading");
    let (me, at) = (person(run.person), run.at.to_scalar());
    let (grade, reason) = (run.after("grade").clone(), run.after("grade_reason").clone());
    run.set("graded_at", at.clone());
    run.set("graded_by", me.clone());
    run.set(format!("gradings/{row}/grade"), grade);
    run.set(format!("gradings/{row}/at"), at.clone());
    run.set(format!("gradings/{row}/by"), me);
    run.set(format!("gradings/{row}/reason"), reason);
    touch_customer(run, "graded_at", at);
}

fn touch_customer(run: &mut StepRun<'_>, key: &str, value: Scalar) {
    if let Some(customer) = run.before.reference("customer")
        && run.linked("customer", customer).is_some()
    {
        run.touch("customer", customer, key, value);
    }
}

/// Writes down what sales learn.
const DESCRIBE: StepSpec = StepSpec {
    verb: "describe",
    label: Label::new("补充销售信息", "Write down what sales know"),
    rules: &["K-customer"],
    who: &[own(Role::Sales), any(Role::Manager)],
    inputs: &[
        optional("current_equipment"),
        optional("budget"),
        optional("planned_purchase"),
        optional("decision_process"),
        optional("next_follow_up"),
    ],
    stamps: &[],
    touches: &[],
    guard: |run, problems| {
        open(run, problems);
        follow_up(run, problems);
    },
    effect: nothing,
    ..TAKE
};

/// Sales close an own customer: lost, with the reason.
const CLOSE: StepSpec = StepSpec {
    verb: "close",
    label: Label::new("关闭客户", "Close the customer"),
    rules: &["S-02"],
    who: &[own(Role::Sales), any(Role::Manager)],
    inputs: &[required("closed_reason")],
    stamps: &["closed_at"],
    touches: &[Touch { kind: "customer", creates: false, keys: &["closed_at", "closed_reason"] }],
    guard: |run, problems| {
        open(run, problems);
        need(run, problems, "closed_reason", "流失原因", "The reason");
    },
    effect: |run| {
        let (at, reason) = (run.at.to_scalar(), run.after("closed_reason").clone());
        run.set("closed_at", at.clone());
        touch_customer(run, "closed_at", at);
        touch_customer(run, "closed_reason", reason);
    },
    ..TAKE
};

/// Takes the closing back.
const REOPEN: StepSpec = StepSpec {
    verb: "reopen",
    label: Label::new("重新启用客户", "Reopen the customer"),
    inputs: &[],
    guard: |run, problems| {
        if !run.before.has("closed_at") {
            refuse(problems, "not_closed", "该客户未关闭", "the customer is not closed");
        }
    },
    effect: |run| {
        run.set("closed_at", Scalar::Null);
        touch_customer(run, "closed_at", Scalar::Null);
    },
    ..CLOSE
};

/// The same for an own customer, where its salesperson sees it; cost is not among what they see (S-30).
const MAKE_FILE: StepSpec = StepSpec { who: &[own(Role::Sales)], ..customer::MAKE_FILE };
