//! The clock of a contract, D-03, as runs that follow from its facts (domain §2.2).
//! Absent by design: calendars, due times and states; the clock engine counts.

use jiff::tz::Offset;

use crate::schema::{ClockRun, ClockSpec, Date, DueSoon, Ended, Facts, Instant, Label, Role, Span};

/// The clocks.
pub(super) const CLOCKS: &[ClockSpec] = &[ClockSpec {
    id: "D-03",
    label: Label::new("录入订单并通知生产仓储", "Enter the order and send it to production and warehouse"),
    span: Span::WorkingDays(1),
    due_soon: DueSoon::DueDay,
    who: Role::Manager,
    who_field: "salesperson",
    stopped_by: &[],
    runs: order,
}];

const TERMINATED: Label = Label::new("合同已解除", "Contract terminated");
const VOID: Label = Label::new("合同已作废", "Contract void");

/// From the day the customer signed, met when the order was sent; nothing to order, no clock.
fn order(facts: &Facts) -> Vec<ClockRun> {
    let (Some(recorded), Some(day)) = (facts.instant("signed_at"), facts.date("signed_on")) else { return Vec::new() };
    let Some(start) = start_of_day(day, recorded) else { return Vec::new() };
    if facts.items("lines").is_empty() {
        return Vec::new();
    }
    let ends = [("terminated_at", TERMINATED), ("voided_at", VOID)];
    let end = ends.into_iter().find_map(|(key, reason)| facts.instant(key).map(|at| Ended { at, reason }));
    let mut run = ClockRun::from("1", start);
    run.met_at = facts
        .instant("order_sent_at")
        .filter(|at| end.is_none_or(|end| at.utc_ms <= end.at.utc_ms))
        .map(|at| at.max(start));
    run.ended = if run.met_at.is_some() { None } else { end };
    vec![run]
}

/// 00:00 of a day where the signature was recorded.
fn start_of_day(day: Date, recorded: Instant) -> Option<Instant> {
    let offset = Offset::from_seconds(i32::from(recorded.offset_minutes) * 60).ok()?;
    let midnight = offset.to_timestamp(day.0.at(0, 0, 0, 0)).ok()?;
    Some(Instant { utc_ms: midnight.as_millisecond(), offset_minutes: recorded.offset_minutes, error_ms: 0 })
}
