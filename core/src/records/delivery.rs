//! Deliveries: one shipment of an order from planning to the customer's receipt (K-delivery, S-10…S-12).
//! Absent by design: prices, and the machines themselves once received (`equipment`).

mod clocks;
mod exception;
mod fields;
mod objection;
mod objection_steps;
mod plan;
mod planning;
mod receipt;
mod receipt_steps;
mod replacement;
mod shipping;
mod signing;
mod steps;

pub use exception::*;
pub use fields::*;
pub use planning::proposed_units;
pub use receipt::{UNITS_MAX, has_machines_to_install};

pub(super) use plan::{PLANNED_KEYS, plan};

use std::collections::BTreeMap;

use super::{
    confirmation::{self, ConfirmationState},
    title,
};
use crate::schema::{Bucket, Date, Facts, Holder, ItemFacts, Kind, Record, RecordId, StatusRule, grants_nothing};

/// Days after which an unanswered request to ratify a proxy's signature counts as refused (民法典 171).
const RATIFICATION_DAYS: i32 = 30;

/// Everything about deliveries.
pub const KIND: Kind = Kind {
    table: &Delivery::TABLE,
    statuses: STATUSES,
    steps: steps::STEPS,
    clocks: clocks::CLOCKS,
    title: |facts| title::numbered(facts, "customer_name"),
    customer_field: "customer",
    responsible_field: "salesperson",
    is_own: |_, facts, person| {
        facts.reference("salesperson") == Some(person) || facts.reference("engineer") == Some(person)
    },
    buckets,
    grants: grants_nothing,
};

const STATUSES: &[StatusRule] = &[
    StatusRule::closed("cancelled", "已取消", "Cancelled", |facts, _| facts.has("cancelled_at")),
    StatusRule::closed("refused", "客户拒收", "Refused", |facts, _| facts.has("goods_refused_at")),
    StatusRule::open("ratification", "待追认", "Awaiting ratification", awaits_ratification),
    StatusRule::open("exception_open", "异常处理中", "Exception open", |facts, _| {
        facts.has("received_at") && objections(facts).any(|row| is_open(&row))
    }),
    StatusRule::closed("received_reserved", "有保留签收", "Received with reservation", |facts, today| {
        is_signed(facts, today) && objections(facts).any(|row| !row.has("withdrawn_at"))
    }),
    StatusRule::closed("received", "已签收", "Received", is_signed),
    StatusRule::open("unsigned", "已送达未签", "Delivered, unsigned", |facts, _| {
        facts.has("received_at") || facts.has("unsigned_at") || is_left_open(facts)
    }),
    StatusRule::open("arrived", "待开箱验收", "Arrived", |facts, _| facts.has("arrived_at")),
    StatusRule::open("in_transit", "运输中", "In transit", |facts, _| facts.has("shipped_at")),
    StatusRule::open("confirmed", "收货信息已确认", "Confirmed", |facts, _| facts.has("confirmed_at")),
    StatusRule::open("notified", "已通知待确认", "Notified", |facts, _| facts.has("notified_at")),
    StatusRule::open("planned", "待通知客户", "Planned", |_, _| true),
];

fn objections<'a>(facts: &'a Facts) -> impl Iterator<Item = ItemFacts<'a>> {
    facts.items("objections").into_iter()
}

/// The number of each objection as it is printed, SH…-Y1, SH…-Y2 and so on, by row. Two phones that gave the same
/// place leave the numbers different, in the order in which the customer raised them.
pub fn objection_numbers(facts: &Facts) -> BTreeMap<String, usize> {
    let mut rows: Vec<ItemFacts<'_>> = objections(facts).collect();
    rows.sort_by_key(|row| (row.integer("ordinal"), row.instant("raised_at").map(|at| at.utc_ms), row.id));
    rows.iter().enumerate().map(|(index, row)| (row.id.to_owned(), index + 1)).collect()
}

/// An objection that is neither closed nor withdrawn.
fn is_open(objection: &ItemFacts<'_>) -> bool {
    !objection.has("closed_at") && !objection.has("withdrawn_at")
}

/// The signature was refused, or nobody was there to sign.
fn is_left_open(facts: &Facts) -> bool {
    let state = confirmation::present_state(facts);
    matches!(state, ConfirmationState::Refused { .. } | ConfirmationState::Unsigned { .. })
}

/// Signed by a proxy with oral authority, neither ratified nor refused nor silent for 30 days (domain §6.4).
fn awaits_ratification(facts: &Facts, today: Date) -> bool {
    let Some(received) = facts.instant("received_at") else { return false };
    if confirmation::is_sealed(facts) {
        let state = confirmation::present_state_on(facts, today);
        return matches!(state, ConfirmationState::AwaitingRatification { .. });
    }
    let answered_until = received.local().date().saturating_add(jiff::Span::new().days(RATIFICATION_DAYS));
    facts.text("authority") == Some("oral") && !facts.has("ratification") && today.0 <= answered_until
}

/// Received and signed by the person themselves, with authority, or ratified since: as it was shown, or
/// on paper alone.
fn is_signed(facts: &Facts, today: Date) -> bool {
    if confirmation::is_sealed(facts) {
        return matches!(confirmation::present_state_on(facts, today), ConfirmationState::Confirmed { .. });
    }
    facts.has("received_at")
        && (!matches!(facts.text("authority"), Some("oral" | "none")) || facts.text("ratification") == Some("ratified"))
}

/// The office, the customer's and the order's salesperson, and the engineer who helps to unpack.
fn buckets(_: RecordId, facts: &Facts) -> Vec<Bucket> {
    let of = |field, class, holder: fn(RecordId) -> Holder| {
        facts.reference(field).map(|id| Bucket { holder: holder(id), class })
    };
    let mut buckets = vec![Bucket { holder: Holder::All, class: "order" }];
    buckets.extend(of("customer", "order", Holder::Customer));
    buckets.extend(of("salesperson", "sales", Holder::Person));
    buckets.extend(of("engineer", "job", Holder::Person));
    buckets
}

#[cfg(test)]
mod tests;
