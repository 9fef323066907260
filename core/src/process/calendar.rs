//! The company's calendar: which days are worked, from when to when, and in which zone (domain §2.1).
//! Absent by design: reading one from JSON or a record (`calendar_reading`), and any clock.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
    sync::Arc,
};

use data_encoding::HEXLOWER;
use jiff::{Span, Timestamp, civil, tz::TimeZone};
use sha2::{Digest, Sha256};

use crate::schema::{Date, Instant};

/// Years a calendar may publish: those of plausible instants. It bounds every walk over days.
pub const YEARS: RangeInclusive<i16> = 1970..=2199;

/// The days that counting saturates at: wider than the moments below in every zone, so that a walk
/// over the days of a stretch always ends.
const DAYS: RangeInclusive<civil::Date> = civil::date(1969, 12, 28)..=civil::date(2200, 1, 5);

/// The moments, in UTC milliseconds, that counting saturates at: the plausible ones with a margin.
const MOMENTS_MS: RangeInclusive<i64> = -2 * 86_400_000..=7_258_118_400_000 + 2 * 86_400_000;

/// A day that a calendar treats otherwise than its weekday says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DayException {
    /// A public or company holiday.
    Off,
    /// A make-up day (调休上班): worked with normal hours.
    Work,
}

/// What a day of a published year is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DayKind {
    /// An ordinary working day.
    Working,
    /// A Saturday or Sunday that is worked (调休上班).
    MakeUp,
    /// A Saturday or Sunday that is not.
    Weekend,
    /// A day off by exception.
    Holiday,
}

impl DayKind {
    /// True for ordinary working days and make-up days.
    pub const fn is_working(self) -> bool {
        matches!(self, Self::Working | Self::MakeUp)
    }
}

/// Working hours of a day, in minutes after its 00:00; the end is after the start and 1,440 at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hours {
    pub from: u16,
    pub to: u16,
}

/// Minutes of a day: working hours may last until 24:00.
pub(super) const DAY_MINUTES: u16 = 24 * 60;

/// Working days and hours of one company, in its zone. Days of a year that is not published are
/// unknown, never guessed.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    zone: TimeZone,
    hours: Hours,
    exceptions: BTreeMap<civil::Date, DayException>,
    years: BTreeSet<i16>,
    version: String,
    earlier: Vec<Replaced>,
}

/// A calendar that was in force before, and until when.
#[derive(Clone, Debug, PartialEq)]
struct Replaced {
    until: Instant,
    calendar: Arc<Calendar>,
}

impl Calendar {
    /// A calendar from its parts; the readers checked them.
    pub(super) fn from_parts(
        zone: TimeZone,
        hours: Hours,
        exceptions: BTreeMap<civil::Date, DayException>,
        years: BTreeSet<i16>,
    ) -> Self {
        let version = version(&zone, hours, &exceptions, &years);
        Self { zone, hours, exceptions, years, version, earlier: Vec::new() }
    }

    /// The name of this very content, such as `2024-2026.5f0c1a`: first and last published year, and a
    /// digest, so that any change of a day or an hour is another version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The company's zone.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// This calendar as the successor of `previous`, which was in force until `at`.
    #[must_use]
    pub fn replacing(mut self, previous: Self, at: Instant) -> Self {
        let mut previous = previous;
        self.earlier = std::mem::take(&mut previous.earlier);
        self.earlier.push(Replaced { until: at, calendar: Arc::new(previous) });
        self
    }

    /// The calendar that was in force at a moment. A finished clock keeps the one it ended under
    /// (domain §2.1, calendar change).
    pub fn in_force_at(&self, at: Instant) -> &Self {
        let replaced = self.earlier.iter().find(|replaced| at.utc_ms < replaced.until.utc_ms);
        replaced.map_or(self, |replaced| &replaced.calendar)
    }

    /// True when the year's days are known.
    pub fn is_published(&self, year: i16) -> bool {
        self.years.contains(&year)
    }

    /// What a day is; `None` when its year is not published.
    pub fn day(&self, date: Date) -> Option<DayKind> {
        if !self.is_published(date.0.year()) {
            return None;
        }
        let is_weekend = matches!(date.0.weekday(), civil::Weekday::Saturday | civil::Weekday::Sunday);
        Some(match (self.exceptions.get(&date.0), is_weekend) {
            (Some(DayException::Off), _) => DayKind::Holiday,
            (Some(DayException::Work), true) => DayKind::MakeUp,
            (Some(DayException::Work), false) | (None, false) => DayKind::Working,
            (None, true) => DayKind::Weekend,
        })
    }

    /// Whether a day is worked; `None` when its year is not published.
    pub fn is_working_day(&self, date: Date) -> Option<bool> {
        self.day(date).map(DayKind::is_working)
    }

    /// The day itself or the next that is worked; `None` when that reaches a year not published.
    pub fn working_day_on_or_after(&self, date: Date) -> Option<Date> {
        let mut day = date;
        while !self.is_working_day(day)? {
            day = plus_days(day, 1);
        }
        Some(day)
    }

    /// The `count`th working day after a day, which itself is not counted; for 0 the day itself or the
    /// next working day. `None` when the count reaches a year not published.
    pub fn nth_working_day_after(&self, date: Date, count: u32) -> Option<Date> {
        if count == 0 {
            return self.working_day_on_or_after(date);
        }
        let mut day = date;
        for _ in 0..count {
            day = self.working_day_on_or_after(plus_days(day, 1))?;
        }
        Some(day)
    }

    /// The last working day before a day; `None` when that reaches a year not published.
    pub fn last_working_day_before(&self, date: Date) -> Option<Date> {
        let mut day = plus_days(date, -1);
        while !self.is_working_day(day)? {
            day = plus_days(day, -1);
        }
        Some(day)
    }

    /// How many ends of working hours of working days lie in `from..=to`; `None` when a day of it is
    /// of a year not published.
    pub fn ends_of_working_hours(&self, from: Instant, to: Instant) -> Option<u32> {
        let mut ends = 0;
        for day in self.days_ending_in(from, to) {
            ends += u32::from(self.is_working_day(day)?);
        }
        Some(ends)
    }

    /// The days, worked or not, whose hour of closing lies in `from..=to`.
    pub fn days_ending_in(&self, from: Instant, to: Instant) -> impl Iterator<Item = Date> + '_ {
        let last = self.date_of(to);
        let days = std::iter::successors(Some(self.closing_day(from)), |day| Some(plus_days(*day, 1)));
        days.take_while(move |day| *day <= last)
            .filter(move |day| (from.utc_ms..=to.utc_ms).contains(&self.end_of_hours(*day).utc_ms))
    }

    /// The company's day at a moment.
    pub fn date_of(&self, at: Instant) -> Date {
        Date(self.wall_time(at).date())
    }

    /// The company's wall time at a moment.
    pub fn wall_time(&self, at: Instant) -> civil::DateTime {
        saturated(at.utc_ms).in_zone(&self.zone)
    }

    /// 00:00 of a day, which is 24:00 of the day before.
    pub fn start_of_day(&self, date: Date) -> Instant {
        self.at(date, civil::Time::midnight())
    }

    /// The moment work starts on a day, were it worked.
    pub fn start_of_hours(&self, date: Date) -> Instant {
        self.at_minute(date, self.hours.from)
    }

    /// The moment work ends on a day, were it worked.
    pub fn end_of_hours(&self, date: Date) -> Instant {
        self.at_minute(date, self.hours.to)
    }

    /// The day that a moment of closing belongs to: 24:00 is of the day that ends then.
    pub fn closing_day(&self, at: Instant) -> Date {
        self.date_of(at.plus_ms(-1))
    }

    fn at_minute(&self, date: Date, minute: u16) -> Instant {
        match (i8::try_from(minute / 60), i8::try_from(minute % 60)) {
            (Ok(hour @ 0..24), Ok(minute)) => self.at(date, civil::time(hour, minute, 0, 0)),
            _ => self.start_of_day(plus_days(date, 1)),
        }
    }

    /// A wall time of the company as a moment without known error. In a gap of summer time, the moment
    /// as far after the gap; in a fold, the first.
    pub fn at(&self, date: Date, time: civil::Time) -> Instant {
        let wall = saturated_day(date.0).to_datetime(time);
        let timestamp = self.zone.to_ambiguous_timestamp(wall).compatible();
        self.moment(timestamp.unwrap_or(Timestamp::UNIX_EPOCH).as_millisecond())
    }

    /// A moment without known error, with the company's offset from UTC, kept in the countable range.
    pub fn moment(&self, utc_ms: i64) -> Instant {
        let instant = saturated(utc_ms);
        let timestamp = Timestamp::from_millisecond(instant.utc_ms).unwrap_or(Timestamp::UNIX_EPOCH);
        let offset_minutes = i16::try_from(self.zone.to_offset(timestamp).seconds() / 60).unwrap_or(0);
        Instant { offset_minutes, ..instant }
    }
}

/// A day so many days later, or earlier; saturates at the edge of the countable range.
pub fn plus_days(date: Date, days: i64) -> Date {
    plus(date, Span::new().try_days(days), days < 0)
}

/// The same day of the month so many months later, or that month's last day (民法典 202); saturates.
pub fn plus_months(date: Date, months: u32) -> Date {
    plus(date, Span::new().try_months(months), false)
}

fn plus(date: Date, span: Result<Span, jiff::Error>, backward: bool) -> Date {
    let edge = if backward { *DAYS.start() } else { *DAYS.end() };
    Date(saturated_day(span.and_then(|span| date.0.checked_add(span)).unwrap_or(edge)))
}

fn saturated_day(date: civil::Date) -> civil::Date {
    date.clamp(*DAYS.start(), *DAYS.end())
}

fn saturated(utc_ms: i64) -> Instant {
    Instant::from_utc_ms(utc_ms.clamp(*MOMENTS_MS.start(), *MOMENTS_MS.end()))
}

fn version(
    zone: &TimeZone,
    hours: Hours,
    exceptions: &BTreeMap<civil::Date, DayException>,
    years: &BTreeSet<i16>,
) -> String {
    let mut content = format!("{} {} {}\n", zone.iana_name().unwrap_or_default(), hours.from, hours.to);
    for year in years {
        content += &format!("{year}\n");
    }
    for (day, exception) in exceptions {
        content += &format!("{day} {}\n", if *exception == DayException::Off { "off" } else { "work" });
    }
    let digest = HEXLOWER.encode(&Sha256::digest(content)[..3]);
    match (years.first(), years.last()) {
        (Some(first), Some(last)) => format!("{first}-{last}.{digest}"),
        _ => format!("0.{digest}"),
    }
}

#[cfg(test)]
mod tests;
