//! What becomes of an approved quote: sent, declined, void, revised, or free again after a void contract.
//! Absent by design: drawing the contract, which is the contract's step.

use super::{
    CONTRACTED_KEYS, IN_LEGAL_KEY, STEP,
    approval::DECIDED,
    content::{content_digest, is_approved, is_expired},
    drafting::today,
    goes_on, revision,
};
use crate::{
    records::{
        customer::{self, DEALING_TOUCH},
        guard::{given_rows, one_new_row, refuse, refuse_field, typed_or_now, typed_time},
        table::join,
    },
    schema::{Instant, Label, Scalar, StepRun, StepSpec, optional, required},
};

/// The salesperson sends the approved quote to the customer; it may go to several people.
pub(super) const SEND: StepSpec = StepSpec {
    verb: "send",
    label: Label::new("发送客户", "Send to the customer"),
    rules: &["S-06", "K-quote"],
    inputs: &[
        required("sendings/*/channel"),
        required("sendings/*/to_name"),
        optional("sendings/*/to_phone"),
        optional("sendings/*/at"),
        optional("sendings/*/late_reason"),
    ],
    stamps: &["sendings/*/at", "sendings/*/by", "sendings/*/revision", "sent_at"],
    guard: |run, problems| {
        goes_on(run, problems);
        if run.before.has("declined_at") {
            refuse(problems, "declined", "客户未接受本版报价", "the customer declined this revision");
        }
        if !is_approved(run.before) {
            let (zh, en) = ("未批准的报价不能发给客户", "only an approved quote goes to the customer");
            refuse(problems, "not_approved", zh, en);
        } else if is_expired(run.before, today(run)) {
            refuse(problems, "expired", "报价已过有效期，请先修订", "the offer has run out: revise it first");
        }
        let Some(row) = one_new_row(run, "sendings", problems) else { return };
        let key = |field: &str| format!("sendings/{row}/{field}");
        typed_time(run, &key("at"), &key("late_reason"), problems);
        let sent = run.given.get(&key("at")).and_then(Instant::from_scalar);
        if sent.zip(run.before.instant("approved_at")).is_some_and(|(sent, approved)| sent.utc_ms < approved.utc_ms) {
            refuse_field(problems, key("at"), "before_approval", "早于批准时间", "it was not approved by then");
        }
    },
    effect: |run| {
        let Some(row) = given_rows(run, "sendings").into_iter().next() else { return };
        let at = typed_or_now(run, &format!("sendings/{row}/at"));
        for (field, value) in [
            ("at", at.to_scalar()),
            ("by", run.person.to_scalar()),
            ("revision", Scalar::Integer(revision(run.before))),
        ] {
            run.set(format!("sendings/{row}/{field}"), value);
        }
        if !run.before.has("sent_at") {
            run.set("sent_at", at.to_scalar());
        }
    },
    ..STEP
};

/// The customer does not take what was sent.
pub(super) const DECLINE: StepSpec = StepSpec {
    verb: "decline",
    label: Label::new("登记客户未接受", "Record that the customer declined"),
    rules: &["S-06", "K-quote"],
    inputs: &[required("declined_reason")],
    stamps: &["declined_at"],
    touches: &[DEALING_TOUCH],
    guard: |run, problems| {
        goes_on(run, problems);
        if !run.before.has("sent_at") || run.before.has("declined_at") {
            let (zh, en) = ("报价未发客户或已登记未接受", "it was not sent, or was declined already");
            refuse(problems, "not_its_turn", zh, en);
        }
    },
    effect: |run| {
        run.set("declined_at", run.at.to_scalar());
        mirror(run, false);
    },
    ..STEP
};

/// The quote is given up; its number stays.
pub(super) const VOID: StepSpec = StepSpec {
    verb: "void",
    label: Label::new("作废", "Void"),
    rules: &["K-quote"],
    inputs: &[required("voided_reason")],
    stamps: &["voided_at"],
    touches: &[DEALING_TOUCH],
    effect: |run| {
        run.set("voided_at", run.at.to_scalar());
        mirror(run, false);
    },
    ..STEP
};

/// What a line keeps of a former revision.
const FORMER: [&str; 9] =
    ["product_name", "model", "configuration", "unit", "quantity", "unit_price", "discount", "tax_rate", "amount"];

/// What a former revision keeps of the quote.
const KEPT: [&str; 7] =
    ["total", "valid_until", "approved_at", "approved_by", "sent_at", "declined_at", "declined_reason"];

const REVISION_STAMPS: &[&str] = &[
    "revision",
    "sent_at",
    "declined_at",
    "declined_reason",
    "submitted_at",
    "submitted_by",
    "submitted_digest",
    "revisions/*/revision",
    "revisions/*/digest",
    "revisions/*/total",
    "revisions/*/valid_until",
    "revisions/*/approved_at",
    "revisions/*/approved_by",
    "revisions/*/sent_at",
    "revisions/*/declined_at",
    "revisions/*/declined_reason",
    "revisions/*/revised_at",
    "revisions/*/revised_by",
    "former_lines/*/revision",
    "former_lines/*/line",
    "former_lines/*/product_name",
    "former_lines/*/model",
    "former_lines/*/configuration",
    "former_lines/*/unit",
    "former_lines/*/quantity",
    "former_lines/*/unit_price",
    "former_lines/*/discount",
    "former_lines/*/tax_rate",
    "former_lines/*/amount",
];

/// Begins the next revision of what was approved: a draft again, beside which the former one stays.
pub(super) const REVISE: StepSpec = StepSpec {
    verb: "revise",
    label: Label::new("修订", "Revise"),
    inputs: &[required("revisions/*/revised_reason")],
    stamps: &join::<&str, 40>(DECIDED, REVISION_STAMPS),
    touches: &[DEALING_TOUCH],
    guard: |run, problems| {
        goes_on(run, problems);
        if !run.before.has("approved_at") {
            let (zh, en) = ("未批准过的报价直接修改即可", "what was never approved is simply edited");
            refuse(problems, "not_its_turn", zh, en);
        }
        if revision(run.before) >= 1000 {
            refuse(problems, "too_many_revisions", "修订次数已达上限", "no more than 1000 revisions");
        }
        one_new_row(run, "revisions", problems);
    },
    effect: |run| {
        let Some(row) = given_rows(run, "revisions").into_iter().next() else { return };
        let (former, before) = (revision(run.before), run.before.clone());
        let row = |field: &str| format!("revisions/{row}/{field}");
        run.set(row("revision"), Scalar::Integer(former));
        for field in KEPT {
            run.set(row(field), before.get(field).clone());
        }
        run.set(row("digest"), content_digest(&before).to_scalar());
        run.set(row("revised_at"), run.at.to_scalar());
        run.set(row("revised_by"), run.person.to_scalar());
        for line in before.items("lines") {
            let id = run.item_id(&format!("former:{}", line.id));
            run.set(format!("former_lines/{id}/revision"), Scalar::Integer(former));
            run.set(format!("former_lines/{id}/line"), Scalar::text(line.id));
            for field in FORMER {
                run.set(format!("former_lines/{id}/{field}"), line.get(field).clone());
            }
        }
        let cleared = ["sent_at", "declined_at", "declined_reason", "submitted_at", "submitted_by", "submitted_digest"];
        for key in cleared.iter().chain(DECIDED) {
            run.set(*key, Scalar::Null);
        }
        run.set("revision", Scalar::Integer(former + 1));
        mirror(run, true);
    },
    ..STEP
};

/// A contract drawn from it was voided before the customer signed: the quote stands free again.
pub(super) const RELEASE: StepSpec = StepSpec {
    verb: "release",
    label: Label::new("解除已作废的合同", "Free from a void contract"),
    rules: &["S-06", "S-07", "K-quote"],
    stamps: &join::<&str, 3>(CONTRACTED_KEYS, &[IN_LEGAL_KEY]),
    touches: &[DEALING_TOUCH],
    guard: |run, problems| {
        let contract = run.before.reference("contract");
        if contract.and_then(|id| run.linked("contract", id)).is_none_or(|facts| !facts.has("voided_at")) {
            let (zh, en) = ("没有已作废的合同", "there is no contract from it that is void");
            refuse(problems, "contract_stands", zh, en);
        }
    },
    effect: |run| {
        for key in CONTRACTED_KEYS.iter().chain(&[IN_LEGAL_KEY]) {
            run.set(*key, Scalar::Null);
        }
        mirror(run, true);
    },
    ..STEP
};

/// Says on the customer whether the quote is open.
fn mirror(run: &mut StepRun<'_>, open: bool) {
    if let Some(customer) = run.before.reference("customer") {
        customer::mirror_dealing(run, customer, open);
    }
}
