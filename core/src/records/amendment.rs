//! Changing what was signed (签后更正, domain §6.7): a row that names what changed, outside the old seal.
//! Absent by design: which fields a kind lets be amended; its step's inputs say that.

use fieldseal_derive::Item;

use super::{
    confirmation::{self, is_sealed},
    guard::{given_rows, one_new_row, person, principal, refuse, refuse_field, round, stamp_round},
};
use crate::schema::{Instant, ItemId, Problem, RecordId, Scalar, StepRun};

/// A change of what was signed, outside the old seal (签后更正).
#[derive(Clone, Debug, PartialEq, Item)]
pub struct Amendment {
    /// The row's id.
    pub id: ItemId,
    /// Why.
    #[field(zh = "更正原因", en = "Reason", max = 500)]
    pub reason: Option<String>,
    /// The keys that changed, one a line.
    #[field(zh = "更正内容", en = "What changed", max = 4000)]
    pub changed: Option<String>,
    /// It must be signed again (domain §6.7).
    #[field(zh = "需重新签署", en = "Must be signed again")]
    pub needs_signature: Option<bool>,
    /// When.
    #[field(zh = "更正时间", en = "Amended at")]
    pub at: Option<Instant>,
    /// Who.
    #[field(zh = "更正人", en = "Amended by", to = "person")]
    pub by: Option<RecordId>,
    /// Which round's seal it stands outside of.
    #[field(zh = "轮次", en = "Round", min = 1, max = 1000)]
    pub round: Option<i64>,
}

/// How long the engineer of the job may amend what was signed: 7 days (domain §7.1).
const ENGINEER_AMENDS_MS: i64 = 7 * 24 * 3600 * 1000;
/// Characters of [`Amendment::changed`].
const CHANGED_MAX: usize = 4000;

/// Fields whose change must be signed again: quantities, models, serial numbers, results, measured
/// values, charge, dates of installation.
const SIGNED_AGAIN: &[&str] = &[
    "serial_number",
    "model",
    "product_name",
    "name",
    "quantity",
    "new_serial",
    "old_serial",
    "charge",
    "test_result",
    "measured_value",
    "verdict",
    "trial_result",
    "installed_on",
];

/// What an amendment really changes, by key.
fn changed_keys(run: &StepRun<'_>) -> Vec<String> {
    let given = run.given.iter().filter(|(key, _)| !key.starts_with("amendments/"));
    given.filter(|(key, value)| run.before.get(key) != *value).map(|(key, _)| key.clone()).collect()
}

/// Signed, with a reason, and something changes; the engineer of the job only within 7 days.
pub fn guard(run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    one_new_row(run, "amendments", problems);
    if !is_sealed(run.before) {
        refuse(problems, "not_sealed", "尚未签署，无需更正", "not signed: nothing to amend");
    }
    if changed_keys(run).is_empty() {
        refuse_field(problems, "amendments", "nothing_changed", "没有更正内容", "nothing changes");
    }
    let signed = run.before.instant(&confirmation::key(run, "confirmed_at"));
    if run.before.reference("engineer") == Some(principal(run))
        && signed.is_some_and(|at| run.at.utc_ms - at.utc_ms > ENGINEER_AMENDS_MS)
    {
        refuse(problems, "too_late", "工程师只能在签署后7天内更正", "the engineer amends within 7 days only");
    }
}

/// Names what changed, and whether it must be signed again.
pub fn effect(run: &mut StepRun<'_>) {
    let Some(id) = given_rows(run, "amendments").into_iter().next() else { return };
    let changed = changed_keys(run);
    let again = changed.iter().any(|key| key.rsplit('/').next().is_some_and(|name| SIGNED_AGAIN.contains(&name)));
    let (me, round) = (person(run.person), Scalar::Integer(round(run.before)));
    let list: String = changed.join("\n").chars().take(CHANGED_MAX).collect();
    stamp_round(run, &["parts", "photos"]);
    run.set(format!("amendments/{id}/changed"), Scalar::text(list));
    run.set(format!("amendments/{id}/needs_signature"), Scalar::Boolean(again));
    run.set(format!("amendments/{id}/at"), run.at.to_scalar());
    run.set(format!("amendments/{id}/by"), me);
    run.set(format!("amendments/{id}/round"), round);
}
