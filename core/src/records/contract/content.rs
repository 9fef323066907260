//! What of a contract is its content, digests over it, and whether review, seal and sending still stand.
//! Absent by design: steps.

use crate::{
    records::guard::is_empty,
    schema::{Facts, Hash32, Scalar},
};

/// What runs beside the content: logs, who did what when, what the customer signed. Everything else
/// is content, so that a field to come is reviewed unless it is named here.
const INTERNAL: &[&str] = &[
    "number",
    "customer",
    "salesperson",
    "drawn_at",
    "drawn_by",
    "submitted_at",
    "submitted_by",
    "submitted_digest",
    "returned_at",
    "reviewed_at",
    "reviewed_by",
    "reviewed_digest",
    "review_lapsed_at",
    "sealed_at",
    "sealed_digest",
    "sent_at",
    "signature_way",
    "signed_on",
    "signed_copy_at",
    "signed_at",
    "signature_recorded_by",
    "signer_name",
    "signer_title",
    "signer_phone",
    "capacity",
    "customer_stamped",
    "proxy_for",
    "authority",
    "authority_photo",
    "signed_scan",
    "certificate",
    "order",
    "ordered_at",
    "order_sent_at",
    "voided_at",
    "voided_reason",
    "terminated_at",
    "terminated_reason",
    "reviews",
    "seals",
    "sent_log",
    "received_log",
    "answers",
    "signature_corrections",
];

/// The four terms that the customer must have confirmed (S-07), as a person reads them.
pub(super) const NAMED_TERMS: [(&str, &str, &str); 4] = [
    ("subject_matter", "标的物", "the subject matter"),
    ("delivery_time", "交付时间", "the time of delivery"),
    ("breach_liability", "违约责任", "the liability for breach"),
    ("service_standard", "售后服务标准", "the service standard"),
];

/// The fields and tables in which the contract says something of a term; a term without any is free.
pub(super) fn parts_of(term: &str) -> &'static [&'static str] {
    match term {
        "subject_matter" => &["lines", "whole_discount", "total"],
        "delivery_time" => &["delivery_date", "delivery_period", "delivery_from", "delivery_place", "delivery_manner"],
        "breach_liability" => &["breach_liability"],
        "service_standard" => &[
            "service_standard",
            "warranty",
            "warranty_months",
            "warranty_months_from_receipt",
            "response_minutes",
            "arrival_minutes",
            "solution_minutes",
            "charges_outside_warranty",
        ],
        "quality" => &["quality_standard", "technical_agreement"],
        "acceptance" => &["inspection_days", "acceptance_criteria", "trial_run", "deemed_acceptance_days"],
        "payment" => &["payment_stages", "invoice_terms"],
        "dispute_resolution" => &["dispute_resolution"],
        _ => &[],
    }
}

/// The first part of a key: a field, or a table.
fn head(key: &str) -> &str {
    key.split('/').next().unwrap_or_default()
}

/// Whether a key is part of what is reviewed, sealed and signed.
pub(super) fn is_content(key: &str) -> bool {
    match head(key) {
        "terms" => key.ends_with("/deviation"),
        "deviations" => !key.ends_with("/accepted") && !key.ends_with("/opinion"),
        head => !INTERNAL.contains(&head),
    }
}

/// SHA-256 over keys and values that are there, in key order, rows taken out left aside.
fn digest_of(facts: &Facts, counts: impl Fn(&str) -> bool) -> Hash32 {
    let mut bytes = Vec::new();
    for (key, value) in facts.0.iter().filter(|(key, value)| counts(key) && !is_empty(value)) {
        let mut parts = key.split('/');
        if let (Some(table), Some(row), Some(_)) = (parts.next(), parts.next(), parts.next())
            && facts.item(table, row).is_true("removed")
        {
            continue;
        }
        bytes.extend(minicbor::to_vec((key.as_str(), value)).unwrap_or_default());
    }
    Hash32::of(&bytes)
}

/// The digest of a contract's content.
pub(super) fn digest(facts: &Facts) -> Hash32 {
    digest_of(facts, is_content)
}

/// The digest of what a contract says of a term.
pub(super) fn term_digest(facts: &Facts, term: &str) -> Hash32 {
    digest_of(facts, |key| parts_of(term).contains(&head(key)))
}

/// True when the contract says anything of a term.
pub(super) fn says(facts: &Facts, term: &str) -> bool {
    term_digest(facts, term) != digest_of(&Facts::default(), |_| true)
}

/// True when the customer confirmed a term as it stands now.
pub(super) fn is_confirmed(facts: &Facts, term: &str) -> bool {
    let now = term_digest(facts, term).to_scalar();
    facts.items("terms").iter().any(|row| row.text("term") == Some(term) && row.get("digest") == &now)
}

fn is_of(facts: &Facts, key: &str) -> bool {
    facts.get(key) == &digest(facts).to_scalar()
}

/// Legal has it before them.
pub(super) fn is_in_review(facts: &Facts) -> bool {
    facts.has("submitted_at") && !facts.has("reviewed_at") && !facts.has("returned_at")
}

/// What was submitted is what stands.
pub(super) fn is_as_submitted(facts: &Facts) -> bool {
    is_of(facts, "submitted_digest")
}

/// The review was passed on exactly this content, and no change withdrew it.
pub fn is_reviewed(facts: &Facts) -> bool {
    facts.has("reviewed_at") && !facts.has("review_lapsed_at") && is_of(facts, "reviewed_digest")
}

/// Sealed on the reviewed, unchanged content.
pub(super) fn is_sealed(facts: &Facts) -> bool {
    facts.has("sealed_at") && facts.get("sealed_digest") == facts.get("reviewed_digest") && is_reviewed(facts)
}

/// Sent after the seal of the present content.
pub(super) fn is_sent(facts: &Facts) -> bool {
    facts.has("sent_at") && is_sealed(facts)
}

/// A scan of the present sealed content, if the register holds one.
pub(super) fn sealed_scan(facts: &Facts) -> Option<Scalar> {
    let rows = facts.items("seals");
    let present = rows.iter().filter(|row| row.get("digest") == facts.get("sealed_digest") && row.has("scan"));
    present.max_by_key(|row| (row.instant("at").map(|at| at.utc_ms), row.id)).map(|row| row.get("scan").clone())
}
