//! Years whose calendar is missing although clocks reach into them: one warning a year (domain §2.1, "year
//! without calendar"). Absent by design: guessing a due time.

use std::collections::BTreeMap;

use super::{
    calendar::{Calendar, plus_days},
    clock_due::{Due, Reckoning},
    clocks::Clock,
};
use crate::schema::Language;

/// A year that is not published, and how many open clocks wait for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CalendarWarning {
    /// The year.
    pub year: i16,
    /// Open clocks without a due time because of it.
    pub clocks: u64,
}

impl CalendarWarning {
    /// As a person reads it.
    pub fn text(&self, language: Language) -> String {
        let Self { year, clocks } = self;
        match language {
            Language::Chinese => format!("{year} 年日历未发布，{clocks} 个时限暂无截止时间"),
            Language::English => {
                format!("The calendar of {year} is not published: {clocks} clocks have no due time yet")
            }
        }
    }
}

/// The year that a count stopped at because it is not published; `None` for a clock that has a due time.
pub fn missing_year(reckoning: &Reckoning, calendar: &Calendar) -> Option<i16> {
    let Due::NotBefore(_) = reckoning.due else { return None };
    // Where days were counted from: the day that the length led to or, when that was not reached, the day
    // after the event.
    let from = reckoning.day.unwrap_or_else(|| plus_days(calendar.date_of(reckoning.start), 1));
    (from.0.year()..).find(|year| !calendar.is_published(*year))
}

/// One warning a year, the earliest first, from the open clocks there are.
pub fn warnings<'a>(clocks: impl IntoIterator<Item = &'a Clock>) -> Vec<CalendarWarning> {
    let mut years: BTreeMap<i16, u64> = BTreeMap::new();
    for year in clocks.into_iter().filter(|clock| clock.state.is_open()).filter_map(|clock| clock.missing_year) {
        *years.entry(year).or_default() += 1;
    }
    years.into_iter().map(|(year, clocks)| CalendarWarning { year, clocks }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        process::clocks::compute,
        records,
        schema::{ClockRun, Instant, Span},
    };

    /// 2026-12-23 09:00 in China.
    const START: Instant = Instant::from_utc_ms(1_797_987_600_000);

    fn clock(span: Span, is_met: bool, calendar: &Calendar) -> Clock {
        let spec = records::kind("installation").unwrap().clocks.iter().find(|spec| spec.id == "D-06").unwrap();
        let mut run = ClockRun::from("1", START);
        run.met_at = is_met.then_some(START);
        compute(spec, &run, span, calendar, START)
    }

    #[test]
    fn a_year_without_calendar_is_one_warning_with_the_clocks_that_wait() {
        let calendar = Calendar::shipped();
        let spans = [Span::WorkingDays(2), Span::WorkingDays(20), Span::CalendarDays(30), Span::CalendarMonths(14)];
        let clocks: Vec<Clock> = spans.into_iter().map(|span| clock(span, false, &calendar)).collect();
        let years: Vec<_> = clocks.iter().map(|clock| clock.missing_year).collect();
        assert_eq!(years, [None, Some(2027), Some(2027), Some(2028)]);
        let found = warnings(&clocks);
        let expected = [(2027, 2), (2028, 1)].map(|(year, clocks)| CalendarWarning { year, clocks });
        assert_eq!(found, expected);
        assert_eq!(found[0].text(Language::Chinese), "2027 年日历未发布，2 个时限暂无截止时间");
        assert!(found[0].text(Language::English).contains("2027"));
        let met = clock(Span::WorkingDays(20), true, &calendar);
        assert!(warnings([&met]).is_empty(), "a finished clock waits for nothing");
    }
}
