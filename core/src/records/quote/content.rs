//! What a quote offers, its digest, and which look at it still holds.
//! Absent by design: steps, and amounts: they follow from the content.

use super::{digest, revision};
use crate::schema::{Date, Facts, Hash32, Input, Scalar, key_matches, optional};

/// What the salesperson fills in: all of it, and nothing else, is the content that is approved. What
/// a later version adds here must come with a new prefix of the digest, asked for by version.
pub(super) const CONTENT: &[Input] = &[
    optional("title"),
    optional("contact_name"),
    optional("contact_phone"),
    optional("address"),
    optional("needs"),
    optional("functions"),
    optional("layout"),
    optional("interfaces"),
    optional("site_conditions"),
    optional("implementation"),
    optional("customer_provides"),
    optional("not_included"),
    optional("assumptions"),
    optional("discount_policy"),
    optional("whole_discount"),
    optional("delivery_period"),
    optional("delivery_from"),
    optional("delivery_place"),
    optional("delivery_manner"),
    optional("packing"),
    optional("warranty"),
    optional("installation_training"),
    optional("invoice_type"),
    optional("price_adjustment"),
    optional("special_notes"),
    optional("valid_until"),
    optional("lines/*/product_name"),
    optional("lines/*/model"),
    optional("lines/*/configuration"),
    optional("lines/*/unit"),
    optional("lines/*/quantity"),
    optional("lines/*/unit_price"),
    optional("lines/*/discount"),
    optional("lines/*/tax_rate"),
    optional("lines/*/remark"),
    optional("lines/*/answers"),
    optional("lines/*/needs_installation"),
    optional("lines/*/position"),
    optional("lines/*/removed"),
    optional("parameters/*/name"),
    optional("parameters/*/value"),
    optional("parameters/*/unit"),
    optional("parameters/*/condition"),
    optional("parameters/*/position"),
    optional("parameters/*/removed"),
    optional("reference_cases/*/industry"),
    optional("reference_cases/*/customer"),
    optional("reference_cases/*/effect"),
    optional("reference_cases/*/year"),
    optional("reference_cases/*/position"),
    optional("reference_cases/*/removed"),
    optional("payment_stages/*/name"),
    optional("payment_stages/*/share"),
    optional("payment_stages/*/due"),
    optional("payment_stages/*/position"),
    optional("payment_stages/*/removed"),
    optional("attachments/*/name"),
    optional("attachments/*/file"),
    optional("attachments/*/position"),
    optional("attachments/*/removed"),
];

/// What belongs to the content though no one fills it in.
const ALSO: &[&str] = &["customer", "customer_name", "revision", "needs_review/*/need", "needs_review/*/priority"];

/// Before the content in its digest.
const PREFIX: &str = "fieldseal.quote.v1";

/// The SHA-256 of exactly what the quote offers: its content keys with their values, in key order,
/// without what is empty or removed.
pub fn content_digest(facts: &Facts) -> Hash32 {
    let content: Vec<(&str, &Scalar)> = facts
        .0
        .iter()
        .filter(|(key, value)| !value.is_null() && is_content(key) && !is_removed(facts, key))
        .map(|(key, value)| (key.as_str(), value))
        .collect();
    Hash32::of(&minicbor::to_vec((PREFIX, content)).unwrap_or_default())
}

fn is_content(key: &str) -> bool {
    let mut patterns = CONTENT.iter().map(|input| input.key).chain(ALSO.iter().copied());
    patterns.any(|pattern| key_matches(pattern, key, 0))
}

/// True for everything in a removed row, and for the mark itself.
fn is_removed(facts: &Facts, key: &str) -> bool {
    key.rsplit_once('/').is_some_and(|(row, field)| field == "removed" || facts.is_true(&format!("{row}/removed")))
}

/// Whether a digest that was kept is that of what the quote says now.
fn is_of_content(facts: &Facts, key: &str) -> bool {
    digest(facts, key).is_some_and(|kept| kept == content_digest(facts))
}

/// Finance was asked for the cost of exactly this content and has not confirmed it.
pub fn awaits_cost(facts: &Facts) -> bool {
    is_of_content(facts, "cost_requested_digest") && !is_costed(facts)
}

/// Finance confirmed the cost of exactly this content.
pub(super) fn is_costed(facts: &Facts) -> bool {
    is_of_content(facts, "cost_confirmed_digest")
}

/// Approval is asked for exactly this content, its cost is confirmed, and nobody has decided.
pub fn is_pending(facts: &Facts) -> bool {
    let is_decided = facts.has("approved_at") || facts.has("returned_at");
    !is_decided && is_of_content(facts, "submitted_digest") && is_costed(facts)
}

/// Exactly this content is approved, whether or not its offer has run out: see [`is_expired`]. A
/// change withdraws an approval for good, and so does a return that came about at the same time.
pub fn is_approved(facts: &Facts) -> bool {
    let is_withdrawn = facts.has("approval_lapsed_at") || facts.has("returned_at");
    facts.has("approved_at") && !is_withdrawn && is_of_content(facts, "approved_digest")
}

/// The last day of its validity is past.
pub fn is_expired(facts: &Facts, today: Date) -> bool {
    facts.date("valid_until").is_some_and(|last| last < today)
}

/// Whether a contract may be drawn from the quote: approved as it stands, not run out, neither
/// declined nor void nor drawn from already (S-06, S-07).
pub fn can_become_contract(facts: &Facts, today: Date) -> bool {
    let is_over = ["voided_at", "declined_at", "contract"].iter().any(|key| facts.has(key));
    is_approved(facts) && !is_expired(facts, today) && !is_over
}

/// The ids of the core needs that no line answers.
pub(super) fn unanswered_core_needs(facts: &Facts) -> Vec<String> {
    let lines = facts.items("lines");
    let answered: Vec<&str> = lines.iter().flat_map(|line| answers(line.text("answers"))).collect();
    let needs = facts.items("needs_review");
    let core = needs.iter().filter(|need| need.text("priority") == Some("core"));
    core.filter(|need| !answered.contains(&need.id)).map(|need| need.id.to_owned()).collect()
}

/// The needs that a line names.
pub fn answers(text: Option<&str>) -> impl Iterator<Item = &str> {
    text.unwrap_or_default().split([',', '，', ' ']).map(str::trim).filter(|id| !id.is_empty())
}

/// The revision and digest that a look at the quote keeps.
pub fn looked_at(facts: &Facts) -> (Scalar, Scalar) {
    (Scalar::Integer(revision(facts)), content_digest(facts).to_scalar())
}
