//! What holds of every clock, whatever the span, the event and the pauses.
//! Absent by design: single cases (`clock_cases`) and the manual's examples (`worked_examples`).

mod strategies;

use proptest::prelude::*;

use super::{
    calendar::Calendar,
    clock_due::reckon,
    clocks::{ClockState, Due, compute, due, next_change},
};
use crate::schema::{ClockRun, ClockSpec, Date, DueSoon, Instant, Label, Pause, Role, Span};

use strategies::{any_due_soon, any_run, any_span, far, forward, near, paused_run, pauses_after};

const STOPPED_BY: &[&str] = &["customer_reschedule"];
const DAY_MS: i64 = 86_400_000;

fn spec(span: Span, due_soon: DueSoon) -> ClockSpec {
    ClockSpec {
        id: "D-11",
        label: Label::new("到场", "On site"),
        span,
        due_soon,
        who: Role::Engineer,
        who_field: "engineer",
        stopped_by: STOPPED_BY,
        runs: |_| Vec::new(),
    }
}

fn length_ms(intervals: &[(i64, i64)]) -> i64 {
    let mut intervals = intervals.to_vec();
    intervals.sort_unstable();
    let (mut total, mut end) = (0, i64::MIN);
    for (from, to) in intervals {
        total += (to - from.max(end)).max(0);
        end = end.max(to);
    }
    total
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_later_event_is_never_due_earlier(span in forward(), first in near(), apart in 0..40 * DAY_MS) {
        let calendar = Calendar::shipped();
        let second = first.plus_ms(apart);
        let due_of = |start: Instant| due(span, &ClockRun::from("1", start), STOPPED_BY, &calendar, second);
        let (first, second) = (due_of(first), due_of(second));
        if let (Due::At(first), Due::At(second)) = (first, second) {
            prop_assert!(first.utc_ms <= second.utc_ms);
        }
        // A missing calendar before the count, in 2023, is nothing of a later event; after it, it is.
        if let (Due::NotBefore(day), Due::At(_)) = (first, second) {
            prop_assert!(day.0.year() <= 2024);
        }
    }

    #[test]
    fn a_later_event_under_the_same_pauses_is_never_due_earlier(
        span in forward(), first in near(), apart in 0..5 * DAY_MS, pauses in near().prop_flat_map(pauses_after)
    ) {
        let calendar = Calendar::shipped();
        let second = first.plus_ms(apart);
        let pauses: Vec<Pause> = pauses
            .into_iter()
            .map(|pause| {
                let from = second.plus_ms(pause.from.utc_ms % (20 * DAY_MS));
                let length = pause.until.map_or(DAY_MS, |until| until.utc_ms - pause.from.utc_ms);
                Pause { from, until: Some(from.plus_ms(length)), ..pause }
            })
            .collect();
        let due_of = |start: Instant| {
            due(span, &ClockRun { pauses: pauses.clone(), ..ClockRun::from("1", start) }, STOPPED_BY, &calendar, second)
        };
        if let (Due::At(first), Due::At(second)) = (due_of(first), due_of(second)) {
            prop_assert!(first.utc_ms <= second.utc_ms);
        }
    }

    #[test]
    fn a_clock_of_days_is_due_at_the_end_of_hours_of_a_working_day(
        run in paused_run(), count in 0..400_u32, unit in 0..4_u8, after in 0..30 * DAY_MS
    ) {
        let calendar = Calendar::shipped();
        let (span, agreed_day) = match unit {
            0 => (Span::WorkingDays(count % 30), None),
            1 => (Span::CalendarDays(count), None),
            2 => (Span::CalendarMonths(count % 24), None),
            _ => (Span::WorkingDays(2), Some(calendar.date_of(run.start.plus_ms(i64::from(count) * DAY_MS)))),
        };
        let now = run.start.plus_ms(after);
        if let Due::At(due) = due(span, &ClockRun { agreed_day, ..run }, STOPPED_BY, &calendar, now) {
            let day = calendar.date_of(due);
            prop_assert_eq!(calendar.is_working_day(day), Some(true));
            prop_assert_eq!(calendar.end_of_hours(day), due);
        }
    }

    #[test]
    fn working_days_between_an_event_and_its_due_time_are_as_many_as_asked(start in near(), count in 1..60_u32) {
        let calendar = Calendar::shipped();
        let run = ClockRun::from("1", start);
        let event_day = calendar.date_of(start);
        let counted = |last: Date| {
            let mut days = std::iter::successors(Some(event_day), |day| Some(Date(day.0.tomorrow().unwrap())));
            days.by_ref().skip(1).take_while(|day| *day <= last).filter(|day| calendar.is_working_day(*day) == Some(true)).count()
        };
        match due(Span::WorkingDays(count), &run, &[], &calendar, start) {
            Due::At(due) => prop_assert_eq!(counted(calendar.date_of(due)), count as usize),
            Due::NotBefore(day) => {
                prop_assert_eq!(i64::from((day.0 - event_day.0).get_days()), i64::from(count));
                let year = event_day.0.year();
                prop_assert!(year < 2024 || counted("2026-12-31".parse().unwrap()) < count as usize);
            }
        }
    }

    #[test]
    fn pauses_count_once_and_in_any_order(
        (run, shuffled) in paused_run().prop_flat_map(|run| {
            let pauses = Just(run.pauses.clone()).prop_shuffle();
            (Just(run), pauses)
        }),
        span in forward(), repeated in any::<prop::sample::Index>(), after in 0..30 * DAY_MS
    ) {
        let calendar = Calendar::shipped();
        let now = run.start.plus_ms(after);
        let mut shuffled = ClockRun { pauses: shuffled, ..run.clone() };
        if !shuffled.pauses.is_empty() {
            let again = shuffled.pauses[repeated.index(shuffled.pauses.len())].clone();
            shuffled.pauses.push(again);
        }
        let reckoned = |run: &ClockRun| reckon(span, run, STOPPED_BY, &calendar, now);
        prop_assert_eq!(reckoned(&run), reckoned(&shuffled));
    }

    #[test]
    fn an_elapsed_clock_runs_for_its_length_outside_of_its_pauses(
        run in paused_run(), minutes in 0..10_000_u32, after in 0..30 * DAY_MS
    ) {
        let calendar = Calendar::shipped();
        let now = run.start.plus_ms(after);
        let Due::At(due) = due(Span::Minutes(minutes), &run, STOPPED_BY, &calendar, now) else {
            return Err(TestCaseError::fail("an elapsed clock always has a due time"));
        };
        let stopped: Vec<(i64, i64)> = run.pauses.iter()
            .filter(|pause| STOPPED_BY.contains(&pause.reason.as_str()))
            .map(|pause| (pause.from.utc_ms, pause.until.unwrap_or(now).utc_ms.min(due.utc_ms)))
            .filter(|(from, to)| from < to)
            .collect();
        prop_assert_eq!(due.utc_ms - run.start.utc_ms - length_ms(&stopped), i64::from(minutes) * 60_000);
    }

    #[test]
    fn met_means_not_later_than_due_to_the_millisecond(
        run in paused_run(), span in forward(), error_ms in 0..5_000_u32, late_ms in -10_000..10_000_i64
    ) {
        let calendar = Calendar::shipped();
        let now = run.start.plus_ms(400 * DAY_MS);
        // Pauses that nobody ended would move the due time with the moment it is met.
        let run = ClockRun { pauses: run.pauses.into_iter().filter(|pause| pause.until.is_some()).collect(), ..run };
        let Due::At(due_at) = due(span, &run, STOPPED_BY, &calendar, now) else { return Ok(()) };
        let met_at = Instant { error_ms, ..due_at.plus_ms(late_ms) };
        let clock = compute(&spec(span, DueSoon::DueDay), &ClockRun { met_at: Some(met_at), ..run }, span, &calendar, now);
        let state = if late_ms <= i64::from(error_ms) { ClockState::Met } else { ClockState::MetLate };
        prop_assert_eq!(clock.state, state);
        prop_assert_eq!(clock.within_clock_error, late_ms > 0 && state == ClockState::Met);
    }

    #[test]
    fn a_state_changes_by_itself_exactly_when_announced(
        run in paused_run(), span in forward(), due_soon in any_due_soon(), after in 0..30 * DAY_MS, apart in 0..10 * DAY_MS
    ) {
        let calendar = Calendar::shipped();
        let spec = spec(span, due_soon);
        let now = run.start.plus_ms(after);
        let clock_at = |now: Instant| compute(&spec, &run, span, &calendar, now);
        let clock = clock_at(now);
        match next_change(&clock) {
            Some(change) => {
                prop_assert!(change.utc_ms > now.utc_ms);
                let before = Instant::from_utc_ms((now.utc_ms + apart).min(change.utc_ms - 1));
                prop_assert_eq!(clock_at(before).state, clock.state);
                prop_assert_ne!(clock_at(change).state, clock.state);
            }
            None => prop_assert_eq!(clock_at(now.plus_ms(apart)).state, clock.state),
        }
    }

    #[test]
    fn anything_plausible_is_counted_and_explained(
        run in any_run(), span in any_span(), due_soon in any_due_soon(), now in far()
    ) {
        let calendar = Calendar::shipped();
        let clock = compute(&spec(span, due_soon), &run, span, &calendar, now);
        let explanation = clock.explanation(&calendar);
        prop_assert!(!explanation.zh.is_empty() && explanation.zh.len() < 2_000);
        prop_assert!(!explanation.en.is_empty() && explanation.en.len() < 2_000);
        prop_assert!(next_change(&clock).is_none_or(|change| change.utc_ms > now.utc_ms));
        prop_assert_eq!(clock.due.moment().is_none(), matches!(clock.due, Due::NotBefore(_)));
    }

    #[test]
    fn months_later_is_the_same_day_or_the_last_of_the_month(start in near(), months in 0..24_u32) {
        let calendar = Calendar::shipped();
        let reckoning = reckon(Span::CalendarMonths(months), &ClockRun::from("1", start), &[], &calendar, start);
        let (from, to) = (calendar.date_of(start).0, reckoning.day.unwrap().0);
        let count = |date: jiff::civil::Date| i32::from(date.year()) * 12 + i32::from(date.month());
        prop_assert_eq!(count(to) - count(from), months as i32);
        prop_assert_eq!(to.day(), from.day().min(to.days_in_month()));
    }
}
