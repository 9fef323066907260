//! Spans, pauses and runs to try clocks with, sensible or not.
//! Absent by design: what must hold of them.

use proptest::prelude::*;

use super::{Calendar, DAY_MS};
use crate::schema::{Anchor, ClockRun, DueSoon, Ended, Instant, Label, Pause, Span};

/// 2023-12-01 to 2027-01-31: over both edges of the published years.
const NEAR_MS: std::ops::Range<i64> = 1_701_360_000_000..1_801_324_800_000;

/// The whole plausible range.
const FAR_MS: std::ops::Range<i64> = 0..7_258_118_400_000;

pub fn near() -> impl Strategy<Value = Instant> {
    NEAR_MS.prop_map(Instant::from_utc_ms)
}

pub fn far() -> impl Strategy<Value = Instant> {
    (FAR_MS, -1080_i16..=1080, any::<u32>()).prop_map(|(utc_ms, offset_minutes, error_ms)| Instant {
        utc_ms,
        offset_minutes,
        error_ms,
    })
}

pub fn forward() -> impl Strategy<Value = Span> {
    prop_oneof![
        (0..10_000_u32).prop_map(Span::Minutes),
        (0..30_u32).prop_map(Span::WorkingDays),
        (0..400_u32).prop_map(Span::CalendarDays),
        (0..24_u32).prop_map(Span::CalendarMonths),
    ]
}

pub fn any_span() -> impl Strategy<Value = Span> {
    let amount = prop_oneof![0..1000_u32, any::<u32>(), Just(u32::MAX)];
    (0..6_u8, amount).prop_map(|(unit, amount)| match unit {
        0 => Span::Minutes(amount),
        1 => Span::WorkingDays(amount),
        2 => Span::CalendarDays(amount),
        3 => Span::CalendarMonths(amount),
        4 => Span::DaysBefore(amount),
        _ => Span::MinutesBefore(amount),
    })
}

pub fn any_due_soon() -> impl Strategy<Value = DueSoon> {
    prop_oneof![Just(DueSoon::LastQuarter), Just(DueSoon::DueDay), any::<u32>().prop_map(DueSoon::MinutesBefore)]
}

/// Pauses within three weeks of a start, some open, some for a reason that does not stop the clock.
pub fn pauses_after(start: Instant) -> impl Strategy<Value = Vec<Pause>> {
    let pause = (0..21 * DAY_MS, prop::option::weighted(0.8, 0..6 * DAY_MS), prop::bool::weighted(0.8));
    prop::collection::vec(pause, 0..5).prop_map(move |pauses| {
        let pause = |(from, length, stops): (i64, Option<i64>, bool)| Pause {
            reason: if stops { "customer_reschedule" } else { "part_on_order" }.into(),
            from: start.plus_ms(from),
            until: length.map(|length| start.plus_ms(from + length)),
        };
        pauses.into_iter().map(pause).collect()
    })
}

pub fn paused_run() -> impl Strategy<Value = ClockRun> {
    near().prop_flat_map(|start| {
        pauses_after(start).prop_map(move |pauses| ClockRun { pauses, ..ClockRun::from("1", start) })
    })
}

pub fn far_pauses() -> impl Strategy<Value = Vec<Pause>> {
    let pause = (far(), prop::option::of(far()));
    let to_pause = |(from, until)| Pause { reason: "customer_reschedule".into(), from, until };
    prop::collection::vec(pause.prop_map(to_pause), 0..3)
}

/// A run of anything plausible, sensible or not.
pub fn any_run() -> impl Strategy<Value = ClockRun> {
    let date = || far().prop_map(|at| Calendar::shipped().date_of(at));
    let anchor = prop_oneof![far().prop_map(Anchor::Moment), date().prop_map(Anchor::Day)];
    let ended = far().prop_map(|at| Ended { at, reason: Label::new("结束", "Ended") });
    let waived = prop::option::weighted(0.1, Just(Label::new("客户要求提前", "Wished by the customer")));
    (
        far(),
        prop::option::of(anchor),
        prop::option::weighted(0.2, date()),
        prop::option::of(far()),
        prop::option::of(ended),
        waived,
        far_pauses(),
    )
        .prop_map(|(start, anchor, agreed_day, met_at, ended, waived, pauses)| ClockRun {
            anchor,
            agreed_day,
            met_at,
            ended,
            waived,
            pauses,
            ..ClockRun::from("1", start)
        })
}
