//! When a clock is due: the rules of domain §2.1 "one way of counting", and the pauses in it.
//! Absent by design: states, texts, and any particular rule of the manual.

use crate::schema::{Anchor, ClockRun, Date, Instant, Language, Span};

use super::calendar::{Calendar, plus_days, plus_months};

/// When a clock is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// At this moment; still met at it, to the millisecond.
    At(Instant),
    /// No due time: the count reaches a year whose calendar is not published. Not before this day.
    NotBefore(Date),
}

impl Due {
    /// The moment, if there is one.
    pub const fn moment(&self) -> Option<Instant> {
        match self {
            Self::At(due) => Some(*due),
            Self::NotBefore(_) => None,
        }
    }

    /// Where the clock stands in a list by due time: at its due time, or at the end of the day it is
    /// not due before.
    pub fn sorts_at(&self, calendar: &Calendar) -> Instant {
        match self {
            Self::At(due) => *due,
            Self::NotBefore(day) => calendar.end_of_hours(*day),
        }
    }

    /// As a person reads it: `2026-10-09 18:00`, `2026-10-09 24:00`, or that the calendar is missing.
    pub fn text(&self, language: Language) -> String {
        match (self, language) {
            (Self::At(due), _) if due.local().time() == jiff::civil::Time::midnight() => {
                format!("{} 24:00", plus_days(Date(due.local().date()), -1))
            }
            (Self::At(due), _) => due.to_string(),
            (Self::NotBefore(day), Language::Chinese) => format!("日历未发布，不早于 {day}"),
            (Self::NotBefore(day), Language::English) => format!("calendar not published, not before {day}"),
        }
    }
}

/// How a due time came about: what the explanation tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reckoning {
    /// The length that was counted.
    pub span: Span,
    /// The event counted from.
    pub start: Instant,
    /// What was counted back from; a clock that counts back from nothing counts from its start.
    pub anchor: Option<Anchor>,
    /// The agreed day that replaced the length.
    pub agreed_day: Option<Date>,
    /// When the run ended, met or not; `None` while it is open.
    pub finished_at: Option<Instant>,
    /// The day the length leads to, before pauses move it and before it is rolled; `None` for clocks
    /// of hours and minutes, and when the calendar is missing on the way.
    pub day: Option<Date>,
    /// The pauses that count, in order, none overlapping another.
    pub pauses: Vec<CountedPause>,
    /// The result.
    pub due: Due,
}

/// A stretch in which the clock stood still: the union of overlapping and touching pauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedPause {
    /// From when, not before the clock's start.
    pub from: Instant,
    /// Until when; for one that is open, the moment of looking or of the clock's end.
    pub to: Instant,
    /// Nobody has ended it.
    pub open: bool,
    /// How far it moves the due time: milliseconds for a clock of hours and minutes, else days.
    pub moves: i64,
}

impl CountedPause {
    /// Whether the clock stands still at a moment.
    pub const fn holds_at(&self, at: Instant) -> bool {
        self.from.utc_ms <= at.utc_ms && (self.open || at.utc_ms < self.to.utc_ms)
    }
}

/// When a run ended, met or not; `None` while it is open.
pub fn finished_at(run: &ClockRun) -> Option<Instant> {
    let ended = run.ended.map(|ended| ended.at);
    [run.met_at, ended].into_iter().flatten().min_by_key(|at| at.utc_ms)
}

/// When a run is due. Pauses still open count until `now`; a finished run no longer moves, and is
/// counted by the calendar in force when it ended.
pub fn due(span: Span, run: &ClockRun, stopped_by: &[&str], calendar: &Calendar, now: Instant) -> Due {
    reckon(span, run, stopped_by, calendar, now).due
}

/// When a run is due, and how that came about.
pub fn reckon(span: Span, run: &ClockRun, stopped_by: &[&str], calendar: &Calendar, now: Instant) -> Reckoning {
    let calendar = finished_at(run).map_or(calendar, |at| calendar.in_force_at(at));
    let empty = Reckoning {
        span,
        start: run.start,
        anchor: run.anchor,
        agreed_day: run.agreed_day,
        finished_at: finished_at(run),
        day: None,
        pauses: Vec::new(),
        due: Due::At(run.start),
    };
    let event_day = calendar.date_of(run.start);
    let pauses = || stretches(run, stopped_by, now);
    if let Some(agreed) = run.agreed_day {
        return rolled(empty, agreed, pauses(), calendar, DayUnit::Working);
    }
    match span {
        Span::Minutes(minutes) => elapsed(empty, milliseconds(minutes), pauses(), calendar),
        Span::WorkingDays(count) => working_days(empty, event_day, count, pauses(), calendar),
        Span::CalendarDays(count) => {
            rolled(empty, plus_days(event_day, i64::from(count)), pauses(), calendar, DayUnit::Calendar)
        }
        Span::CalendarMonths(count) => {
            rolled(empty, plus_months(event_day, count), pauses(), calendar, DayUnit::Calendar)
        }
        // The anchor of a clock that counts back is moved by its own steps, never by a pause.
        Span::DaysBefore(count) => {
            let day = plus_days(anchor_day(&empty, calendar), -i64::from(count));
            Reckoning { day: Some(day), due: Due::At(calendar.start_of_day(plus_days(day, 1))), ..empty }
        }
        Span::MinutesBefore(minutes) => {
            let due_ms = anchor_moment(&empty, calendar).utc_ms.saturating_sub(milliseconds(minutes));
            Reckoning { due: Due::At(calendar.moment(due_ms)), ..empty }
        }
    }
}

/// From when an elapsed clock of this reckoning is in its last quarter: where three quarters of its
/// length lead to, under the same pauses.
pub fn last_quarter(reckoning: &Reckoning, minutes: u32, calendar: &Calendar) -> Option<Instant> {
    let three_quarters = milliseconds(minutes) / 4 * 3;
    let pauses = reckoning.pauses.iter().map(|pause| CountedPause { moves: 0, ..*pause }).collect();
    elapsed(Reckoning { pauses: Vec::new(), ..reckoning.clone() }, three_quarters, pauses, calendar).due.moment()
}

/// The day a clock counts back from.
pub fn anchor_day(reckoning: &Reckoning, calendar: &Calendar) -> Date {
    match reckoning.anchor {
        Some(Anchor::Day(day)) => day,
        Some(Anchor::Moment(moment)) => calendar.date_of(moment),
        None => calendar.date_of(reckoning.start),
    }
}

/// The moment a clock counts back from: of a mere day, the start of its working hours.
pub fn anchor_moment(reckoning: &Reckoning, calendar: &Calendar) -> Instant {
    match reckoning.anchor {
        Some(Anchor::Day(day)) => calendar.start_of_hours(day),
        Some(Anchor::Moment(moment)) => moment,
        None => reckoning.start,
    }
}

/// In which days a pause moves a clock of days.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DayUnit {
    Working,
    Calendar,
}

fn milliseconds(minutes: u32) -> i64 {
    i64::from(minutes) * 60_000
}

fn elapsed(empty: Reckoning, length_ms: i64, pauses: Vec<CountedPause>, calendar: &Calendar) -> Reckoning {
    let mut due_ms = empty.start.utc_ms.saturating_add(length_ms);
    let mut counted = Vec::new();
    for pause in pauses {
        if pause.from.utc_ms > due_ms {
            break;
        }
        let moves = pause.to.utc_ms.saturating_sub(pause.from.utc_ms);
        due_ms = due_ms.saturating_add(moves);
        counted.push(CountedPause { moves, ..pause });
    }
    Reckoning { pauses: counted, due: Due::At(calendar.moment(due_ms)), ..empty }
}

fn working_days(
    empty: Reckoning,
    event_day: Date,
    count: u32,
    pauses: Vec<CountedPause>,
    calendar: &Calendar,
) -> Reckoning {
    match calendar.nth_working_day_after(event_day, count) {
        Some(day) => rolled(empty, day, pauses, calendar, DayUnit::Working),
        None => Reckoning { due: Due::NotBefore(plus_days(event_day, i64::from(count))), pauses, ..empty },
    }
}

/// Due at the end of working hours of `day` or, when it is a rest day, of the next working day; moved
/// by pauses. A clock of working days moves by the ends of working hours in a pause; one of calendar
/// days by the days, worked or not, whose hour of closing lies in it, and is rolled after that.
fn rolled(empty: Reckoning, day: Date, pauses: Vec<CountedPause>, calendar: &Calendar, unit: DayUnit) -> Reckoning {
    let mut target = day;
    let mut counted: Vec<CountedPause> = Vec::new();
    let mut rest = pauses.into_iter();
    loop {
        let Some(due_day) = calendar.working_day_on_or_after(target) else {
            counted.extend(rest);
            return Reckoning { day: Some(day), pauses: counted, due: Due::NotBefore(target), ..empty };
        };
        let due = calendar.end_of_hours(due_day);
        let Some(pause) = rest.next().filter(|pause| pause.from.utc_ms <= due.utc_ms) else {
            return Reckoning { day: Some(day), pauses: counted, due: Due::At(due), ..empty };
        };
        let moved = match unit {
            DayUnit::Working => calendar
                .ends_of_working_hours(pause.from, pause.to)
                .and_then(|ends| Some((i64::from(ends), calendar.nth_working_day_after(due_day, ends)?))),
            DayUnit::Calendar => {
                let days = calendar.days_ending_in(pause.from, pause.to).count() as i64;
                Some((days, plus_days(target, days)))
            }
        };
        let Some((moves, moved_to)) = moved else {
            // The pause reaches into a year without calendar, and so does the due time.
            counted.push(pause);
            counted.extend(rest);
            return Reckoning { day: Some(day), pauses: counted, due: Due::NotBefore(due_day), ..empty };
        };
        target = moved_to;
        counted.push(CountedPause { moves, ..pause });
    }
}

/// The union of the pauses that stop the clock, cut to the time in which it runs. A pause that begins
/// when the clock is finished, or is over before it starts, is none.
fn stretches(run: &ClockRun, stopped_by: &[&str], now: Instant) -> Vec<CountedPause> {
    let finished = finished_at(run);
    let last = finished.filter(|at| at.utc_ms < now.utc_ms).unwrap_or(now);
    let mut pauses: Vec<CountedPause> = Vec::new();
    for pause in run.pauses.iter().filter(|pause| stopped_by.contains(&pause.reason.as_str())) {
        let from = if pause.from.utc_ms < run.start.utc_ms { run.start } else { pause.from };
        let open = pause.until.is_none() && finished.is_none();
        let to = pause.until.unwrap_or(if open && last.utc_ms < from.utc_ms { from } else { last });
        let is_empty = !open && to.utc_ms <= from.utc_ms;
        if !is_empty && finished.is_none_or(|at| from.utc_ms < at.utc_ms) {
            pauses.push(CountedPause { from, to, open, moves: 0 });
        }
    }
    pauses.sort_by_key(|pause| (pause.from, pause.to, pause.open));
    pauses.dedup_by(|next, merged| {
        let touches = next.from.utc_ms <= merged.to.utc_ms;
        if touches {
            merged.open |= next.open;
            if next.to.utc_ms > merged.to.utc_ms {
                merged.to = next.to;
            }
        }
        touches
    });
    pauses
}
