//! Writing a quote (S-05): drafting it, changing it, giving it to another salesperson.
//! Absent by design: asking for cost and approval (`approval.rs`), and the customer's answer (`offering.rs`).

use super::{
    STEP,
    content::{self, CONTENT, answers},
    goes_on, pricing,
};
use crate::{
    records::{
        customer::{self, DEALING_TOUCH},
        guard::{given_rows, is_empty, principal, refuse, refuse_field},
        handover,
        table::join,
    },
    schema::{
        Date, Facts, Input, Label, Problem, RecordId, Role, Scalar, StepRun, StepSpec, Touch, any, own, required,
    },
};

/// What follows from the content, which every change of it writes.
const DERIVED: &[&str] =
    &join::<&str, 11>(pricing::STAMPS, &["needs_review/*/need", "needs_review/*/priority", "needs_review/*/removed"]);
const DRAFT_STAMPS: &[&str] = &join::<&str, 21>(
    DERIVED,
    &[
        "revision",
        "customer_name",
        "contact_name",
        "contact_phone",
        "address",
        "salesperson",
        "drafted_at",
        "drafted_by",
        "quote_cost",
        "floor_price",
    ],
);
const DRAFT_INPUTS: &[Input] = &join::<Input, { CONTENT.len() + 1 }>(&[required("customer")], CONTENT);

/// A salesperson drafts a quote for an own customer.
pub(super) const DRAFT: StepSpec = StepSpec {
    verb: "draft",
    label: Label::new("起草方案与报价", "Draft a solution and quotation"),
    who: &[own(Role::Sales)],
    begins: true,
    inputs: DRAFT_INPUTS,
    stamps: DRAFT_STAMPS,
    touches: &[
        Touch { kind: "quote_cost", creates: true, keys: &["quote"] },
        Touch { kind: "floor_price", creates: true, keys: &["quote", "salesperson"] },
        DEALING_TOUCH,
    ],
    guard: |run, problems| {
        draft_guard(run, problems);
        if salesperson_of(run).is_some_and(|owner| owner != principal(run)) {
            let (zh, en) = ("该客户已分配给其他销售", "the customer is another salesperson's");
            refuse_field(problems, "customer", "others", zh, en);
        }
    },
    effect: draft,
    ..STEP
};

/// The manager drafts one for the customer's salesperson.
pub(super) const DRAFT_FOR: StepSpec = StepSpec {
    verb: "draft_for",
    label: Label::new("代销售起草方案与报价", "Draft for the salesperson"),
    who: &[any(Role::Manager)],
    guard: draft_guard,
    ..DRAFT
};

/// Changes what is offered: an approval is withdrawn by that, and what was asked for lapses.
pub(super) const EDIT: StepSpec = StepSpec {
    verb: "edit",
    label: Label::new("修改方案与报价", "Edit the solution and quotation"),
    inputs: CONTENT,
    stamps: &join::<&str, 12>(DERIVED, &["approval_lapsed_at"]),
    guard: |run, problems| {
        goes_on(run, problems);
        if run.before.has("sent_at") || run.before.has("declined_at") {
            let (zh, en) = ("已发客户的报价须先修订再改", "what the customer holds is changed by a new revision");
            refuse(problems, "sent", zh, en);
        }
        content_guard(run, problems);
    },
    effect: |run| {
        let facts = refresh(run);
        let approved = run.before.has("approved_at") && !run.before.has("approval_lapsed_at");
        if approved && content::content_digest(&facts) != content::content_digest(run.before) {
            run.set("approval_lapsed_at", run.at.to_scalar());
        }
    },
    ..STEP
};

/// Gives the quote to another salesperson, and with it its floor price.
pub(super) const HAND_OVER: StepSpec = StepSpec {
    touches: &[Touch { kind: "floor_price", creates: false, keys: &["salesperson"] }],
    guard: |run, problems| {
        goes_on(run, problems);
        handover::guard(run, problems);
    },
    effect: |run| {
        let owner = run.after("salesperson").clone();
        if let Some(floor) = run.before.reference("floor_price")
            && run.linked("floor_price", floor).is_some()
        {
            run.touch("floor_price", floor, "salesperson", owner);
        }
    },
    ..handover::HAND_OVER
};

/// Whose customer it is: nobody's while not graded (S-02).
fn salesperson_of(run: &StepRun<'_>) -> Option<RecordId> {
    let customer = run.linked("customer", RecordId::from_scalar(run.after("customer"))?)?;
    run.linked("customer_sales", customer.reference("sales")?)?.reference("salesperson")
}

fn draft_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let customer = RecordId::from_scalar(run.after("customer")).and_then(|id| run.linked("customer", id));
    if customer.is_none_or(|facts| facts.has("merged_into")) {
        let (zh, en) = ("客户不存在或已合并", "the customer is not known or was merged");
        refuse_field(problems, "customer", "unknown_customer", zh, en);
    } else if salesperson_of(run).is_none() {
        let (zh, en) = ("客户尚未分级分配销售", "the customer has no salesperson yet: grade it first");
        refuse_field(problems, "customer", "unassigned", zh, en);
    }
    content_guard(run, problems);
}

/// What is wrong with what was filled in, complete or not.
fn content_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let facts = run.merged();
    pricing::amounts_fit(&facts, problems);
    if run.given.contains_key("valid_until") && facts.date("valid_until").is_some_and(|day| day < today(run)) {
        let (zh, en) = ("有效期不能早于今天", "the validity ends before today");
        refuse_field(problems, "valid_until", "in_past", zh, en);
    }
    let Some(needs) = needs_of(run) else {
        if run.given.get("needs").is_some_and(|needs| !needs.is_null()) {
            let (zh, en) = ("找不到需求分析", "the needs analysis is not here");
            refuse_field(problems, "needs", "unknown_record", zh, en);
        }
        return;
    };
    if needs.reference("customer") != facts.reference("customer") {
        let (zh, en) = ("需求分析属于其他客户", "the needs analysis is another customer's");
        refuse_field(problems, "needs", "other_customer", zh, en);
    }
    let known: Vec<String> = needs.items("needs").iter().map(|need| need.id.to_owned()).collect();
    for row in given_rows(run, "lines") {
        let line = facts.item("lines", &row);
        if !line.is_true("removed") && answers(line.text("answers")).any(|id| !known.iter().any(|need| need == id)) {
            let (zh, en) = ("对应需求不在需求分析中", "it answers a need that the analysis does not have");
            refuse_field(problems, line.key("answers"), "unknown_need", zh, en);
        }
    }
}

/// The needs analysis named, where it is here.
fn needs_of(run: &StepRun<'_>) -> Option<std::rc::Rc<Facts>> {
    run.linked("needs", RecordId::from_scalar(run.after("needs"))?)
}

/// The day of the step.
pub(super) fn today(run: &StepRun<'_>) -> Date {
    Date(run.at.local().date())
}

/// Writes what follows from the content, and gives the record as it then stands.
fn refresh(run: &mut StepRun<'_>) -> Facts {
    let mut facts = run.merged();
    if let Some(needs) = needs_of(run) {
        copy_needs(&needs, &mut facts);
    } else if run.after("needs").is_null() {
        copy_needs(&Facts::default(), &mut facts);
    }
    settle(run, facts)
}

/// Writes the amounts and whatever else the facts say beyond what was given.
pub(super) fn settle(run: &mut StepRun<'_>, mut facts: Facts) -> Facts {
    pricing::fill(&mut facts);
    let known = run.merged();
    for (key, value) in &facts.0 {
        if known.get(key) != value {
            run.set(key.clone(), value.clone());
        }
    }
    facts
}

/// Copies the needs with their priorities, so that the offer can be read alone.
fn copy_needs(needs: &Facts, facts: &mut Facts) {
    let rows = needs.items("needs");
    let gone: Vec<String> = facts
        .items("needs_review")
        .iter()
        .filter(|copy| rows.iter().all(|need| need.id != copy.id))
        .map(|copy| copy.key("removed"))
        .collect();
    facts.0.extend(gone.into_iter().map(|key| (key, Scalar::Boolean(true))));
    for need in rows {
        for field in ["need", "priority"] {
            facts.0.insert(format!("needs_review/{}/{field}", need.id), need.get(field).clone());
        }
        let removed = format!("needs_review/{}/removed", need.id);
        if facts.is_true(&removed) {
            facts.0.insert(removed, Scalar::Boolean(false));
        }
    }
}

fn draft(run: &mut StepRun<'_>) {
    let (quote, at, me) = (run.record.to_scalar(), run.at.to_scalar(), run.person.to_scalar());
    let owner = salesperson_of(run).map_or(Scalar::Null, RecordId::to_scalar);
    let mut facts = refresh(run);
    let customer = facts.reference("customer");
    if let Some(known) = customer.and_then(|id| run.linked("customer", id)) {
        let (name, phone) = customer::main_contact(&known).unwrap_or_default();
        let sites = known.items("sites");
        let address = sites.first().and_then(|site| site.text("address")).unwrap_or_default();
        facts.0.insert("customer_name".to_owned(), known.get("name").clone());
        for (key, value) in [("contact_name", name.as_str()), ("contact_phone", &phone), ("address", address)] {
            if is_empty(facts.get(key)) && !value.is_empty() {
                facts.0.insert(key.to_owned(), Scalar::text(value));
            }
        }
    }
    for (key, value) in
        [("revision", Scalar::Integer(1)), ("salesperson", owner.clone()), ("drafted_at", at), ("drafted_by", me)]
    {
        facts.0.insert(key.to_owned(), value);
    }
    settle(run, facts);
    let cost = run.create("quote_cost", "cost");
    run.touch("quote_cost", cost, "quote", quote.clone());
    run.set("quote_cost", cost.to_scalar());
    let floor = run.create("floor_price", "floor");
    run.touch("floor_price", floor, "quote", quote);
    run.touch("floor_price", floor, "salesperson", owner);
    run.set("floor_price", floor.to_scalar());
    if let Some(customer) = customer {
        customer::mirror_dealing(run, customer, true);
    }
}
