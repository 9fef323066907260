//! Drafting and editing a needs analysis (S-04).
//! Absent by design: what must be in it, which submitting asks for.

use crate::{
    records::{
        guard::{person, principal, refuse, refuse_field},
        person::holds,
        table::join,
    },
    schema::{Facts, Input, Label, Problem, RecordId, Role, StepRun, StepSpec, any, nothing, optional, own, required},
};

/// Everything a salesperson fills in, in the order of the form.
const FIELDS: &[Input] = &[
    optional("communications/*/communication"),
    optional("participants/*/side"),
    optional("participants/*/name"),
    optional("participants/*/title"),
    optional("participants/*/person"),
    optional("current_equipment"),
    optional("operating_conditions"),
    optional("pains/*/pain"),
    optional("pains/*/effect"),
    optional("pains/*/frequency"),
    optional("pains/*/loss"),
    optional("needs/*/need"),
    optional("needs/*/priority"),
    optional("needs/*/criterion"),
    optional("needs/*/customer_words"),
    optional("needs/*/position"),
    optional("budget"),
    optional("budget_text"),
    optional("decision_process"),
    optional("decision_people/*/name"),
    optional("decision_people/*/role"),
    optional("decision_people/*/attitude"),
    optional("planned_purchase"),
    optional("competitors"),
    optional("site_power"),
    optional("site_air"),
    optional("site_space"),
    optional("site_network"),
    optional("solution_direction"),
    optional("risks"),
    optional("next_steps/*/what"),
    optional("next_steps/*/who"),
    optional("next_steps/*/by_when"),
    optional("supersedes"),
];

const DRAFT_INPUTS: [Input; FIELDS.len() + 1] = join(&[required("customer")], FIELDS);

const EDIT_INPUTS: [Input; FIELDS.len() + 6] = join(
    FIELDS,
    &[
        optional("communications/*/removed"),
        optional("participants/*/removed"),
        optional("pains/*/removed"),
        optional("needs/*/removed"),
        optional("decision_people/*/removed"),
        optional("next_steps/*/removed"),
    ],
);

/// Begins a report on an own customer.
pub(super) const DRAFT: StepSpec = StepSpec {
    verb: "draft",
    label: Label::new("起草需求分析", "Draft a needs analysis"),
    rules: &["S-04", "K-needs"],
    who: &[own(Role::Sales), any(Role::Manager)],
    begins: true,
    inputs: &DRAFT_INPUTS,
    stamps: &["customer_name", "industry", "sales", "salesperson", "drafted_at", "prepared_by"],
    touches: &[],
    guard: draft_guard,
    effect: |run| {
        let (me, at, principal) = (person(run.person), run.at.to_scalar(), person(principal(run)));
        run.set("drafted_at", at);
        run.set("prepared_by", me);
        let customer = RecordId::from_scalar(run.after("customer")).and_then(|id| run.linked("customer", id));
        let Some(customer) = customer else { return };
        run.set("customer_name", customer.get("name").clone());
        run.set("industry", customer.get("industry").clone());
        let Some(sales) = customer.reference("sales") else { return };
        let owner = run.linked("customer_sales", sales).and_then(|facts| facts.reference("salesperson"));
        run.set("sales", sales.to_scalar());
        run.set("salesperson", owner.map_or(principal, person));
    },
};

/// Goes on writing.
pub(super) const EDIT: StepSpec = StepSpec {
    verb: "edit",
    label: Label::new("修改需求分析", "Edit the needs analysis"),
    begins: false,
    inputs: &EDIT_INPUTS,
    stamps: &[],
    guard: |run, problems| {
        is_draft(run, problems);
        supersedes_guard(run, problems);
    },
    effect: nothing,
    ..DRAFT
};

/// The guard of every step that changes the report's content.
pub(super) fn is_draft(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if run.before.has("submitted_at") {
        let (zh, en) = ("报告已提交，请新建报告替代", "the report is submitted: write a newer one that replaces it");
        refuse(problems, "submitted", zh, en);
    }
}

fn draft_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let Some(customer) = RecordId::from_scalar(run.after("customer")) else { return };
    let customer = run.linked("customer", customer);
    let sales = customer.as_ref().and_then(|facts| run.linked("customer_sales", facts.reference("sales")?));
    let (Some(customer), Some(sales)) = (customer, sales) else {
        let (zh, en) = ("找不到该客户或其销售档案", "the customer or its sales record is unknown");
        return refuse_field(problems, "customer", "unknown_record", zh, en);
    };
    if customer.has("merged_into") || customer.has("closed_at") {
        refuse_field(problems, "customer", "closed", "该客户已关闭或合并", "the customer is closed or merged");
    }
    if !is_own(run, &sales) {
        refuse_field(problems, "customer", "not_yours", "不是您负责的客户", "the customer is not yours");
    }
    supersedes_guard(run, problems);
}

/// A customer without owner is anybody's; a manager's are all.
fn is_own(run: &StepRun<'_>, sales: &Facts) -> bool {
    let me = principal(run);
    sales.reference("salesperson").is_none_or(|owner| owner == me)
        || run.linked("person", me).is_some_and(|facts| holds(&facts, Role::Manager))
}

/// What it replaces is a submitted report on the same customer that nothing replaced yet.
pub(super) fn supersedes_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let Some(former) = RecordId::from_scalar(run.after("supersedes")) else { return };
    let facts = run.linked("needs", former).filter(|facts| facts.get("customer") == run.after("customer"));
    match facts {
        _ if former == run.record => {
            refuse_field(problems, "supersedes", "same_record", "不能替代自身", "a report does not replace itself");
        }
        Some(facts) if facts.has("superseded_by") => {
            let (zh, en) = ("该报告已被替代", "that report is replaced already");
            refuse_field(problems, "supersedes", "superseded", zh, en);
        }
        Some(facts) if facts.has("submitted_at") => {}
        _ => {
            let (zh, en) = ("该客户没有这份已提交的报告", "the customer has no such submitted report");
            refuse_field(problems, "supersedes", "unknown_record", zh, en);
        }
    }
}
