//! Winning and losing a customer, and taking a loss back: each a row, because D-02 runs between them.
//! Absent by design: the contract that a win leads to, and closing by the manager (`customer.rs`), who
//! writes the same row.

use super::{WITH_COMMUNICATIONS, grading::TAKE, open, touch_customer};
use crate::{
    records::guard::{need, person, refuse},
    schema::{Facts, Instant, Label, RecordId, Role, Scalar, StepRun, StepSpec, Touch, any, own, required},
};

const OUTCOME: &[&str] = &["outcomes/*/outcome", "outcomes/*/at", "outcomes/*/by", "outcomes/*/reason"];

/// The customer decided for us. Follow-up of this grade is over; grading anew begins the next business.
pub(super) const WIN: StepSpec = StepSpec {
    verb: "win",
    label: Label::new("登记成交", "Record as won"),
    rules: &["S-02", "D-02a", "D-02c"],
    who: &[own(Role::Sales), any(Role::Manager)],
    inputs: &[required("closed_reason")],
    stamps: OUTCOME,
    touches: &[],
    guard: |run, problems| {
        open(run, problems);
        need(run, problems, "closed_reason", "成交原因", "The reason");
        if is_won(run.before) {
            refuse(problems, "won", "已登记成交，重新分级后再登记", "recorded as won: grade anew before the next");
        }
    },
    effect: |run| outcome(run, "won"),
    ..TAKE
};

/// Sales close an own customer: lost, with the reason.
pub(super) const CLOSE: StepSpec = StepSpec {
    verb: "close",
    label: Label::new("关闭客户", "Close the customer"),
    rules: &["S-02", "D-02a", "D-02c"],
    stamps: &["closed_at", "outcomes/*/outcome", "outcomes/*/at", "outcomes/*/by", "outcomes/*/reason"],
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
        outcome(run, "lost");
    },
    ..WIN
};

/// Takes the closing back: the grade's clocks start anew.
pub(super) const REOPEN: StepSpec = StepSpec {
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
        outcome(run, "reopened");
    },
    ..CLOSE
};

/// Won since it was graded last.
fn is_won(facts: &Facts) -> bool {
    let at = |at: Option<Instant>| at.map(|at| at.utc_ms);
    let rows = facts.items("outcomes");
    let last = rows.iter().max_by_key(|row| (at(row.instant("at")), row.id));
    last.is_some_and(|row| {
        row.text("outcome") == Some("won") && at(row.instant("at")) >= at(facts.instant("graded_at"))
    })
}

/// What [`won_by_contract`] writes.
pub const WON_TOUCH: Touch = Touch { kind: "customer_sales", creates: false, keys: OUTCOME };

/// Says on the customer's sales record, where whoever records a signature holds it, that the customer is
/// won by this contract.
pub fn won_by_contract(run: &mut StepRun<'_>, customer: RecordId, contract_number: Scalar) {
    let sales = run.linked("customer", customer).and_then(|facts| facts.reference("sales"));
    let Some((sales, facts)) = sales.and_then(|id| run.linked("customer_sales", id).map(|facts| (id, facts))) else {
        return;
    };
    if facts.has("closed_at") || facts.has("merged_at") || is_won(&facts) {
        return;
    }
    let (row, at, me) = (run.item_id("outcome"), run.at.to_scalar(), person(run.person));
    for (field, value) in [("outcome", Scalar::text("won")), ("at", at), ("by", me), ("reason", contract_number)] {
        run.touch("customer_sales", sales, format!("outcomes/{row}/{field}"), value);
    }
}

fn outcome(run: &mut StepRun<'_>, outcome: &str) {
    if !run.knows(WITH_COMMUNICATIONS) {
        return;
    }
    let row = run.item_id("outcome");
    let (me, at) = (person(run.person), run.at.to_scalar());
    if outcome != "reopened" {
        let reason = run.after("closed_reason").clone();
        run.set(format!("outcomes/{row}/reason"), reason);
    }
    run.set(format!("outcomes/{row}/outcome"), Scalar::text(outcome));
    run.set(format!("outcomes/{row}/at"), at);
    run.set(format!("outcomes/{row}/by"), me);
}
