//! The days between an event and its Nth working day, as the stretches a person would name.
//! Absent by design: words, and pauses.

use crate::schema::Date;

use super::calendar::{Calendar, DayKind, plus_days};

/// Up to so many working days are told one by one; more of them run by run.
const TOLD_ONE_BY_ONE_MAX: u32 = 5;

/// Days in a row that are told as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
    /// The numbers of its first and last working day; `None` for rest days.
    pub working_days: Option<(u32, u32)>,
    /// Rest days with a holiday among them; a working day that is a make-up day.
    pub has_exception: bool,
}

/// The days after `day` up to the `count`th working day, or as far as the calendar is published.
pub(super) fn walk(calendar: &Calendar, day: Date, count: u32) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let (mut day, mut number) = (day, 0);
    while number < count {
        day = plus_days(day, 1);
        let Some(kind) = calendar.day(day) else { break };
        number += u32::from(kind.is_working());
        let next = Stretch {
            first: day,
            last: day,
            working_days: kind.is_working().then_some((number, number)),
            has_exception: matches!(kind, DayKind::Holiday | DayKind::MakeUp),
        };
        match stretches.last_mut() {
            Some(last) if joins(last, &next, count) => {
                last.last = day;
                last.has_exception |= next.has_exception;
                last.working_days = last.working_days.map(|(from, _)| (from, number));
            }
            _ => stretches.push(next),
        }
    }
    stretches
}

fn joins(last: &Stretch, next: &Stretch, count: u32) -> bool {
    match (last.working_days, next.working_days) {
        (None, None) => true,
        (Some(_), Some(_)) => count > TOLD_ONE_BY_ONE_MAX && !last.has_exception && !next.has_exception,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walked(day: &str, count: u32) -> Vec<String> {
        let told = |stretch: &Stretch| {
            format!("{}…{} {:?} {}", stretch.first, stretch.last, stretch.working_days, stretch.has_exception)
        };
        walk(&Calendar::shipped(), day.parse().unwrap(), count).iter().map(told).collect()
    }

    #[test]
    fn rest_days_in_a_row_are_one_stretch_and_make_up_days_stand_alone() {
        assert_eq!(
            walked("2026-02-13", 2),
            [
                "2026-02-14…2026-02-14 Some((1, 1)) true",
                "2026-02-15…2026-02-23 None true",
                "2026-02-24…2026-02-24 Some((2, 2)) false",
            ]
        );
    }

    #[test]
    fn many_working_days_are_told_run_by_run() {
        assert_eq!(
            walked("2026-11-20", 6),
            [
                "2026-11-21…2026-11-22 None false",
                "2026-11-23…2026-11-27 Some((1, 5)) false",
                "2026-11-28…2026-11-29 None false",
                "2026-11-30…2026-11-30 Some((6, 6)) false",
            ]
        );
    }

    #[test]
    fn a_walk_ends_where_the_calendar_does() {
        assert_eq!(walked("2026-12-30", 3), ["2026-12-31…2026-12-31 Some((1, 1)) false"]);
        assert!(walked("2026-12-31", 3).is_empty());
    }
}
