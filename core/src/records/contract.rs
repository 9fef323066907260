//! Sales contracts (K-contract, 销售合同): drawn from an approved quote, confirmed term by term, reviewed and
//! sealed by legal, sent, signed (S-07, S-08). Absent by design: negotiating prices (the quote's), and the order.

mod clocks;
mod content;
mod copying;
mod drawing;
mod fields;
mod legal;
mod rows;
mod signing;
#[cfg(test)]
pub(crate) mod tests;

pub use content::is_reviewed;
pub use fields::Contract;
pub use rows::{
    Annex, Answer, AuthorisedReceiver, CompanySeal, ContractAnswer, ContractLine, ContractTerm, Deviation,
    FreightPayer, LegalReview, PaymentStage, Received, ReceivedDocument, ReviewResult, SealUse, Sending,
    SignatureCorrection, TermConfirmation,
};

use super::{
    guard::{principal, refuse},
    handover::HAND_OVER,
    person, title,
};
use crate::schema::{
    Bucket, Facts, Holder, Kind, Label, Problem, Record, RecordId, Role, StatusRule, StepRun, StepSpec, Who, any,
    grants_nothing, nothing, own,
};

/// What service needs of a contract it never sees; order, equipment and contract name it alike.
pub(super) const SERVICE_KEYS: [&str; 6] = [
    "service_standard",
    "warranty_months",
    "warranty_months_from_receipt",
    "response_minutes",
    "arrival_minutes",
    "solution_minutes",
];

/// Everything about contracts.
pub const KIND: Kind = Kind {
    table: &Contract::TABLE,
    statuses: STATUSES,
    steps: STEPS,
    clocks: clocks::CLOCKS,
    title: |facts| title::numbered(facts, "customer_name"),
    customer_field: "customer",
    responsible_field: "salesperson",
    is_own: |_, facts, person| facts.reference("salesperson") == Some(person),
    buckets,
    grants: grants_nothing,
};

/// Domain §5.2, Contract.
const STATUSES: &[StatusRule] = &[
    StatusRule::closed("void", "已作废", "Void", |facts, _| facts.has("voided_at")),
    StatusRule::closed("terminated", "已解除", "Terminated", |facts, _| facts.has("terminated_at")),
    StatusRule::closed("ordered", "已下单", "Ordered", |facts, _| facts.has("ordered_at")),
    StatusRule::open("signed", "客户已签署", "Signed by customer", |facts, _| facts.has("signed_at")),
    StatusRule::open("sent", "待客户签署", "With customer", |facts, _| content::is_sent(facts)),
    StatusRule::open("sealed", "已盖章", "Sealed", |facts, _| content::is_sealed(facts)),
    StatusRule::open("review_lapsed", "审核已失效(内容已改)", "Review lapsed", |facts, _| {
        facts.has("reviewed_at") && !content::is_reviewed(facts)
    }),
    StatusRule::open("reviewed", "审核通过", "Reviewed", |facts, _| facts.has("reviewed_at")),
    StatusRule::open("returned", "退回修改", "Returned", |facts, _| facts.has("returned_at")),
    StatusRule::open("in_review", "法务审核中", "In legal review", |facts, _| facts.has("submitted_at")),
    StatusRule::open("draft", "起草中", "Draft", |_, _| true),
];

const STEPS: &[StepSpec] = &[
    drawing::DRAW,
    drawing::DRAW_SUPPLEMENT,
    drawing::EDIT,
    drawing::CONFIRM_TERM,
    legal::SUBMIT,
    legal::REVIEW,
    legal::RETURN,
    legal::AFFIX_COMPANY_SEAL,
    signing::SEND,
    signing::RECORD_ANSWER,
    signing::RECORD_SIGNATURE,
    signing::CORRECT_SIGNED_ON,
    signing::RECORD_RECEIVED,
    signing::VOID,
    signing::TERMINATE,
    HAND_OVER,
];

/// Who draws, confirms terms and sends (domain §7.1).
const SALES: &[Who] = &[own(Role::Sales), any(Role::Manager)];
/// Who records the customer's signature (domain §7.1).
const RECORDERS: &[Who] = &[own(Role::Sales), any(Role::Manager), any(Role::Legal)];

/// What every step of this kind shares.
const STEP: StepSpec = StepSpec {
    verb: "",
    label: Label::new("", ""),
    rules: &["S-07", "K-contract"],
    who: SALES,
    begins: false,
    inputs: &[],
    stamps: &[],
    touches: &[],
    guard: is_unsigned,
    effect: nothing,
};

/// The contract goes on and is the office's still to change.
fn is_unsigned(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    if run.before.has("voided_at") || run.before.has("terminated_at") {
        refuse(problems, "not_its_turn", "合同已作废或解除", "the contract is void or terminated");
    }
    if run.before.has("signed_at") {
        let (zh, en) = ("客户已签署，变更须另签补充协议", "the customer signed it: a change needs a supplement");
        refuse(problems, "signed", zh, en);
    }
}

/// The customer signed and the contract was not terminated.
pub(super) fn is_in_force(facts: &Facts) -> bool {
    facts.has("signed_at") && !facts.has("voided_at") && !facts.has("terminated_at")
}

/// What the customer signed is what stands: nothing was restored or merged into it since.
pub(super) fn is_as_signed(facts: &Facts) -> bool {
    facts.get("sealed_digest") == &content::digest(facts).to_scalar()
}

/// The author, or whom they stand in for, is the salesperson named here, or a sales manager.
pub(super) fn is_authors(run: &StepRun<'_>, facts: &Facts) -> bool {
    let principal = principal(run);
    facts.reference("salesperson") == Some(principal)
        || run.linked("person", principal).is_some_and(|facts| person::holds(&facts, Role::Manager))
}

/// Managers, finance, legal once it was submitted, and the customer's and the contract's salesperson
/// (domain §7.2). Service sees what it needs on the equipment.
fn buckets(_: RecordId, facts: &Facts) -> Vec<Bucket> {
    let mut buckets =
        vec![Bucket { holder: Holder::All, class: "contract" }, Bucket { holder: Holder::All, class: "costing" }];
    if facts.has("submitted_at") {
        buckets.push(Bucket { holder: Holder::All, class: "legal" });
    }
    let customer = facts.reference("customer").map(|id| Bucket { holder: Holder::Customer(id), class: "sales" });
    let salesperson = facts.reference("salesperson").map(|id| Bucket { holder: Holder::Person(id), class: "sales" });
    buckets.extend(customer.into_iter().chain(salesperson));
    buckets
}
