//! The clocks of a delivery, D-04 and D-05, as runs that follow from its facts (domain §2.2, §2.3).
//! Absent by design: calendars, due times and states, which the clock engine counts; and D-06, which runs on the
//! installation that a receipt begins.

use super::planning::{NOTICE_MINUTES, is_short};
use crate::{
    records::contact_attempt,
    schema::{Anchor, ClockRun, ClockSpec, DueSoon, Ended, Facts, Instant, Label, Role, Span},
};

/// The clocks.
pub const CLOCKS: &[ClockSpec] = &[
    ClockSpec {
        id: "D-04",
        label: Label::new("通知客户确认收货信息", "Notify the customer before shipment"),
        span: Span::MinutesBefore(NOTICE_MINUTES as u32),
        due_soon: DueSoon::MinutesBefore(4 * 60),
        who: Role::Sales,
        who_field: "salesperson",
        stopped_by: &[],
        runs: notices,
    },
    ClockSpec {
        id: "D-05",
        label: Label::new("响应客户异议", "Answer the objection"),
        span: Span::Minutes(2 * 60),
        due_soon: DueSoon::LastQuarter,
        who: Role::Sales,
        who_field: "salesperson",
        stopped_by: &[],
        runs: answers,
    },
];

const CANCELLED: Label = Label::new("交付已取消", "Delivery cancelled");
const MOVED: Label = Label::new("计划发货时间已变更", "Shipment moved");
const CHANGED: Label = Label::new("收货信息已变更", "Ship-to data changed");
const SHIPPED: Label = Label::new("未通知即发货", "Shipped without a notice");
const CUSTOMERS_WISH: Label = Label::new("客户要求提前", "Short notice at the customer's wish");
const WITHDRAWN: Label = Label::new("客户已撤回异议", "Objection withdrawn");
const SETTLED: Label = Label::new("异议已关闭", "Objection settled");

fn first_end<const N: usize>(ends: [(Option<Instant>, Label); N]) -> Option<Ended> {
    let ends = ends.into_iter().filter_map(|(at, reason)| at.map(|at| Ended { at, reason }));
    ends.min_by_key(|end| end.at.utc_ms)
}

/// What met a run, unless the run had ended before.
fn finish(run: &mut ClockRun, met: Option<(Instant, bool)>, end: Option<Ended>) {
    let met = met.filter(|(at, _)| end.is_none_or(|end| at.utc_ms <= end.at.utc_ms));
    run.met_at = met.map(|(at, _)| at);
    run.late_entry = met.is_some_and(|(_, late)| late);
    run.ended = if met.is_some() { None } else { end };
}

/// D-04: one run for each planned time. A move starts the next with its own anchor, and a notice given
/// before still counts; another address or receiver needs a new one.
fn notices(facts: &Facts) -> Vec<ClockRun> {
    let mut plannings = facts.items("plannings");
    plannings.retain(|row| row.has("set_at"));
    plannings.sort_by_key(|row| (row.instant("set_at").map(|at| at.utc_ms), row.id));
    let contacts = contact_attempt::connected(facts, "notice");
    let mut told: Vec<(Instant, bool)> =
        contacts.iter().filter_map(|row| Some((row.instant("at")?, row.has("late_reason")))).collect();
    told.extend(facts.instant("notified_at").map(|at| (at, false)));
    let mut counts_from = None;
    let mut runs = Vec::new();
    for (index, row) in plannings.iter().enumerate() {
        let Some(set_at) = row.instant("set_at") else { continue };
        if row.is_true("ship_to_changed") {
            counts_from = Some(set_at);
        }
        let anchor = match (row.instant("planned_at"), row.date("planned_on")) {
            (Some(at), _) => Anchor::Moment(at),
            (None, Some(day)) => Anchor::Day(day),
            (None, None) => continue,
        };
        let next = plannings.get(index + 1);
        let next_reason = if next.is_some_and(|next| next.is_true("ship_to_changed")) { CHANGED } else { MOVED };
        let end = first_end([
            (facts.instant("cancelled_at"), CANCELLED),
            (next.and_then(|next| next.instant("set_at")), next_reason),
            (facts.instant("shipped_at"), SHIPPED),
        ]);
        let counting = told.iter().filter(|(at, _)| counts_from.is_none_or(|from: Instant| at.utc_ms >= from.utc_ms));
        let met = counting.min_by_key(|(at, late)| (at.utc_ms, !late)).copied();
        let mut run = ClockRun::from((index + 1).to_string(), set_at);
        run.anchor = Some(anchor);
        let is_wished = row.text("wanted_by") == Some("customer") && is_short(row, set_at);
        run.waived = is_wished.then_some(CUSTOMERS_WISH);
        finish(&mut run, met, end);
        runs.push(run);
    }
    runs
}

/// D-05: one run for each objection, from the moment the customer raised it, met by the first contact that
/// said the next action.
fn answers(facts: &Facts) -> Vec<ClockRun> {
    let contacts = facts.items("contacts");
    let objections = facts.items("objections").into_iter();
    let runs = objections.filter_map(|row| {
        let mut run = ClockRun::from(row.id, row.instant("raised_at")?);
        let end = first_end([(row.instant("withdrawn_at"), WITHDRAWN), (row.instant("closed_at"), SETTLED)]);
        let met = row.instant("responded_at").map(|at| {
            let contact = contacts.iter().find(|contact| row.text("responded_contact") == Some(contact.id));
            (at, contact.map_or(row.has("late_reason"), |contact| contact.has("late_reason")))
        });
        finish(&mut run, met, end);
        Some(run)
    });
    runs.collect()
}
