//! Asking for the cost, asking for approval, and the manager's answer (S-05, S-06).
//! Absent by design: entering the cost, which is finance's on a record of its own (`quote_cost.rs`).

use super::{
    STEP,
    content::{self, content_digest, is_approved, is_costed, is_expired, is_pending, looked_at, unanswered_core_needs},
    drafting::{settle, today},
    goes_on, pricing,
};
use crate::{
    records::{
        guard::{is_empty, need, principal, refuse, refuse_field},
        table::join,
    },
    schema::{Label, Problem, Role, Scalar, StepRun, StepSpec, any, optional, required},
};

/// The salesperson submits the quote to finance, with its lines and prices complete. What is changed
/// afterwards is submitted again: the cost is that of exactly one content.
pub(super) const REQUEST_COST: StepSpec = StepSpec {
    verb: "request_cost",
    label: Label::new("提交财务核算", "Ask finance for the cost"),
    stamps: &join::<&str, 11>(pricing::STAMPS, &["cost_requested_at", "cost_requested_by", "cost_requested_digest"]),
    guard: |run, problems| {
        goes_on(run, problems);
        if content::awaits_cost(run.before) || is_costed(run.before) {
            refuse(problems, "not_its_turn", "本版内容已提交核算", "the cost of this content is asked for already");
        }
        pricing::lines_are_whole(run.before, problems);
    },
    effect: |run| {
        let facts = settle(run, run.before.clone());
        run.set("cost_requested_by", run.person.to_scalar());
        run.set("cost_requested_digest", content_digest(&facts).to_scalar());
        // Finance reads the quote from the first time on, whatever becomes of it.
        if !run.before.has("cost_requested_at") {
            run.set("cost_requested_at", run.at.to_scalar());
        }
    },
    ..STEP
};

/// Facts of a former decision, which a new submission and a new revision clear; they stay as rows.
pub(super) const DECIDED: &[&str] = &[
    "within_pricing_policy",
    "within_budget",
    "approval_opinion",
    "approval_reason",
    "approved_at",
    "approved_by",
    "approved_digest",
    "approval_lapsed_at",
    "returned_at",
    "returned_by",
    "return_reason",
];

/// The salesperson asks for approval, once finance has confirmed the cost of this revision.
pub(super) const SUBMIT: StepSpec = StepSpec {
    verb: "submit",
    label: Label::new("提交审批", "Submit for approval"),
    rules: &["S-05", "S-06", "K-quote", "K-cost"],
    inputs: &[optional("unanswered_reason")],
    stamps: &join::<&str, 24>(
        &join::<&str, 19>(DECIDED, pricing::STAMPS),
        &["quoted_on", "submitted_at", "submitted_by", "submitted_digest", "unanswered_needs"],
    ),
    guard: |run, problems| {
        goes_on(run, problems);
        if is_pending(run.before) || is_approved(run.before) {
            let (zh, en) = ("本版内容已提交或已批准", "this content is submitted or approved already");
            return refuse(problems, "not_its_turn", zh, en);
        }
        if !is_costed(run.before) {
            let (zh, en) = ("财务尚未确认本版成本", "finance has not confirmed the cost of this revision");
            refuse(problems, "cost_unconfirmed", zh, en);
        }
        offer_is_whole(run, problems);
    },
    effect: |run| {
        let facts = settle(run, run.before.clone());
        for key in DECIDED {
            run.set(*key, Scalar::Null);
        }
        let open = i64::try_from(unanswered_core_needs(&facts).len()).unwrap_or(i64::MAX);
        run.set("unanswered_needs", Scalar::Integer(open));
        run.set("quoted_on", today(run).to_scalar());
        run.set("submitted_at", run.at.to_scalar());
        run.set("submitted_by", run.person.to_scalar());
        run.set("submitted_digest", content_digest(&facts).to_scalar());
    },
    ..STEP
};

/// Everything that the two forms must say before they are final (domain §4.5, §4.6).
fn offer_is_whole(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let facts = run.before;
    pricing::lines_are_whole(facts, problems);
    pricing::stages_are_whole(facts, problems);
    for (key, zh, en) in [
        ("functions", "功能说明", "What the solution does"),
        ("discount_policy", "折扣政策", "The discount policy"),
        ("delivery_period", "交付周期", "The delivery period"),
        ("valid_until", "有效期至", "The last day of validity"),
    ] {
        need(run, problems, key, zh, en);
    }
    if is_expired(facts, today(run)) {
        refuse_field(problems, "valid_until", "in_past", "报价已过有效期", "the validity has ended");
    }
    for (table, field, zh, en) in [
        ("parameters", "name", "请填写技术参数", "technical parameters are needed"),
        ("reference_cases", "effect", "请填写案例展示", "a reference case is needed"),
    ] {
        if facts.items(table).iter().all(|row| is_empty(row.get(field))) {
            refuse_field(problems, table, "row_missing", zh, en);
        }
    }
    for line in facts.items("lines") {
        if content::answers(line.text("answers")).next().is_some() && is_empty(line.get("configuration")) {
            let (zh, en) = ("方案产品须写明配置", "a product of the solution says its configuration");
            refuse_field(problems, line.key("configuration"), "required", zh, en);
        }
    }
    if !is_empty(run.after("unanswered_reason")) {
        return;
    }
    if facts.items("needs_review").is_empty() {
        let (zh, en) = ("没有需求分析，请关联或说明原因", "there is no needs analysis: name it, or say why");
        refuse_field(problems, "unanswered_reason", "needs_missing", zh, en);
    } else if !unanswered_core_needs(facts).is_empty() {
        let (zh, en) = ("有核心需求没有对应产品，请补充或说明原因", "a core need has no line: add one, or say why");
        refuse_field(problems, "unanswered_reason", "core_need_unanswered", zh, en);
    }
}

/// What a decision writes beyond its answers.
const DECISION_STAMPS: &[&str] = &[
    "decisions/*/revision",
    "decisions/*/decision",
    "decisions/*/within_pricing_policy",
    "decisions/*/within_budget",
    "decisions/*/opinion",
    "decisions/*/reason",
    "decisions/*/digest",
    "decisions/*/at",
    "decisions/*/by",
];

/// The manager approves exactly this content, answering both questions (S-06).
pub(super) const APPROVE: StepSpec = StepSpec {
    verb: "approve",
    label: Label::new("批准", "Approve"),
    rules: &["S-06", "K-quote"],
    who: &[any(Role::Manager)],
    inputs: &[
        required("within_pricing_policy"),
        required("within_budget"),
        optional("approval_opinion"),
        optional("approval_reason"),
    ],
    stamps: &join::<&str, 12>(DECISION_STAMPS, &["approved_at", "approved_by", "approved_digest"]),
    guard: |run, problems| {
        decision_guard(run, problems);
        let keeps_policy = run.after("within_pricing_policy") != &Scalar::Boolean(false);
        let within_budget = run.after("within_budget").as_text() != Some("no");
        if !(keeps_policy && within_budget) && is_empty(run.after("approval_reason")) {
            let (zh, en) = ("有“否”的，须填写例外批准理由", "an answer is no: say why it is approved all the same");
            refuse_field(problems, "approval_reason", "reason_needed", zh, en);
        }
        if run.after("within_pricing_policy") == &Scalar::Boolean(true) && is_below_floor(run) {
            let (zh, en) =
                ("低于授权底价，不能答“符合定价策略”", "below the floor price: not within the pricing policy");
            refuse_field(problems, "within_pricing_policy", "below_floor", zh, en);
        }
    },
    effect: |run| {
        let digest = decided(run, "approved", "approval_reason");
        run.set("approved_at", run.at.to_scalar());
        run.set("approved_by", run.person.to_scalar());
        run.set("approved_digest", digest);
    },
    ..STEP
};

/// The manager returns it, answering both questions and saying what is to be changed (S-06).
pub(super) const RETURN: StepSpec = StepSpec {
    verb: "return",
    label: Label::new("退回", "Return"),
    inputs: &[
        required("within_pricing_policy"),
        required("within_budget"),
        optional("approval_opinion"),
        required("return_reason"),
    ],
    stamps: &join::<&str, 11>(DECISION_STAMPS, &["returned_at", "returned_by"]),
    guard: decision_guard,
    effect: |run| {
        decided(run, "returned", "return_reason");
        run.set("returned_at", run.at.to_scalar());
        run.set("returned_by", run.person.to_scalar());
    },
    ..APPROVE
};

fn decision_guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    goes_on(run, problems);
    if !is_pending(run.before) {
        let (zh, en) = ("没有待审批的内容，或提交后内容、成本已变", "nothing awaits approval as it was submitted");
        refuse(problems, "not_its_turn", zh, en);
    }
    if is_own_work(run) {
        refuse(problems, "own_quote", "不能审批自己的报价", "nobody decides on an own quote");
    }
}

/// Whether the quote is of whoever decides, or of the one a stand-in acts for: as its salesperson, or
/// because they drafted or submitted it.
fn is_own_work(run: &StepRun<'_>) -> bool {
    let hands = ["salesperson", "drafted_by", "submitted_by"].map(|key| run.before.reference(key));
    [run.person, principal(run)].iter().any(|person| hands.contains(&Some(*person)))
}

/// Whether a line or the whole is offered below what finance authorised. A floor price that was not looked at
/// is no floor that was kept.
fn is_below_floor(run: &StepRun<'_>) -> bool {
    let Some(floor) = run.before.reference("floor_price") else { return false };
    run.linked("floor_price", floor).is_none_or(|floor| {
        let lines = pricing::paid_of_lines(run.before).unwrap_or_default();
        let line_below = lines.iter().any(|(line, paid, quantity)| {
            let least = floor.item("lines", line).money("floor_price");
            least.is_some_and(|least| i128::from(*paid) < i128::from(least.minor) * i128::from(*quantity))
        });
        let least = floor.money("floor_total").map_or(0, |least| least.minor);
        line_below || run.before.money("total").is_some_and(|total| total.minor < least)
    })
}

/// Keeps the decision as a row, and gives the digest that it is about.
fn decided(run: &mut StepRun<'_>, decision: &str, reason_key: &str) -> Scalar {
    let row = run.item_id("decision");
    let (revision, digest) = looked_at(run.before);
    let answers = [
        ("within_pricing_policy", run.after("within_pricing_policy").clone()),
        ("within_budget", run.after("within_budget").clone()),
        ("opinion", run.after("approval_opinion").clone()),
        ("reason", run.after(reason_key).clone()),
        ("revision", revision),
        ("decision", Scalar::text(decision)),
        ("digest", digest.clone()),
        ("at", run.at.to_scalar()),
        ("by", run.person.to_scalar()),
    ];
    for (field, value) in answers {
        run.set(format!("decisions/{row}/{field}"), value);
    }
    digest
}
