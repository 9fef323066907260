//! How a due time came about, told day by day so that a person can follow it, in both languages.
//! Absent by design: counting; this tells what `clock_due` counted.

mod length;

use jiff::civil;

use crate::schema::{Anchor, Date, Instant, Label, Language, Span};

use super::{
    calendar::{Calendar, plus_days},
    clock_due::{CountedPause, Due, Reckoning, anchor_day, anchor_moment},
    clock_state::ClockState,
    clock_walk::{Stretch, walk},
};

use length::{Length, counted};

/// An explanation in the product's two languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Explanation {
    /// The text in one language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        }
    }
}

/// What became of a clock, as far as its explanation tells it.
pub(super) struct Outcome<'a> {
    pub contract_number: Option<&'a str>,
    pub state: ClockState,
    pub reason: Option<Label>,
    pub late_entry: bool,
    pub within_clock_error: bool,
    pub reminder: Option<Instant>,
}

/// How the working days of a walk are named.
#[derive(Clone, Copy)]
enum Naming {
    /// Counted from the event.
    Counted,
    /// Moved by a pause.
    Moved,
    /// The next one after rest days.
    Next,
}

/// Of a longer list of stretches, so many are told from each end.
const STRETCHES_TOLD_PER_END: usize = 5;

/// Tells a reckoning and its outcome.
pub(super) fn explain(reckoning: &Reckoning, outcome: &Outcome<'_>, calendar: &Calendar) -> Explanation {
    let mut teller = Teller { calendar, year: None, zh: String::new(), en: String::new() };
    match (reckoning.agreed_day, reckoning.span) {
        (Some(day), _) => teller.agreed(reckoning, day),
        (None, Span::Minutes(minutes)) => teller.elapsed(reckoning, minutes),
        (None, Span::WorkingDays(count)) => teller.working_days(reckoning, count),
        (None, Span::CalendarDays(count)) => {
            teller.calendar_days(reckoning, &format!("{count} 天"), &counted(count, "day"));
        }
        (None, Span::CalendarMonths(count)) => {
            teller.calendar_days(reckoning, &format!("{count} 个月"), &counted(count, "month"));
        }
        (None, Span::DaysBefore(count)) => teller.days_before(reckoning, count),
        (None, Span::MinutesBefore(minutes)) => teller.minutes_before(reckoning, minutes),
    }
    if let Some(number) = outcome.contract_number {
        teller.say(&format!("（按合同 {number} 约定的时限）"), &format!(" (as agreed in contract {number})"));
    }
    teller.outcome(outcome);
    Explanation { zh: teller.zh, en: teller.en }
}

/// Writes both languages at once; a year is told when it changes.
struct Teller<'a> {
    calendar: &'a Calendar,
    year: Option<i16>,
    zh: String,
    en: String,
}

impl Teller<'_> {
    fn say(&mut self, zh: &str, en: &str) {
        self.zh += zh;
        self.en += en;
    }

    fn day(&mut self, date: Date) -> String {
        let format = if self.year.replace(date.0.year()) == Some(date.0.year()) { "%m-%d" } else { "%Y-%m-%d" };
        date.0.strftime(format).to_string()
    }

    fn moment(&mut self, at: Instant) -> String {
        let wall = self.calendar.wall_time(at);
        format!("{} {}", self.day(Date(wall.date())), hour(wall.time()))
    }

    fn event(&mut self, start: Instant) {
        let day = self.day(self.calendar.date_of(start));
        self.say(&format!("起算 {day}"), &format!("from {day}"));
    }

    fn elapsed(&mut self, reckoning: &Reckoning, minutes: u32) {
        let start = self.moment(reckoning.start);
        let length = Length::of_minutes(i64::from(minutes));
        self.say(&format!("起算 {start} + {}", length.zh), &format!("from {start} + {}", length.en));
        for pause in &reckoning.pauses {
            let (from, to) = (self.moment(pause.from), self.moment(pause.to));
            let length = Length::of_minutes(pause.moves / 60_000);
            self.say(
                &format!(" + 暂停 {from}…{to}（{}）", length.zh),
                &format!(" + paused {from}…{to} ({})", length.en),
            );
        }
        self.due_moment(reckoning.due);
    }

    fn due_moment(&mut self, due: Due) {
        if let Due::At(due) = due {
            let due = self.moment(due);
            self.say(&format!(" = {due} 截止"), &format!(" = due {due}"));
        }
    }

    fn working_days(&mut self, reckoning: &Reckoning, count: u32) {
        self.event(reckoning.start);
        let event_day = self.calendar.date_of(reckoning.start);
        if count > 0 {
            self.walked(event_day, count, Naming::Counted);
        }
        match reckoning.day {
            Some(day) => self.moved_by_pauses_and_due(reckoning, day, count == 0),
            None => self.no_due_time(reckoning.due),
        }
    }

    fn agreed(&mut self, reckoning: &Reckoning, agreed: Date) {
        let day = self.day(agreed);
        self.say(&format!("约定 {day}"), &format!("agreed {day}"));
        self.moved_by_pauses_and_due(reckoning, agreed, true);
    }

    /// From the day the length leads to, by working days: rolled, moved, due.
    fn moved_by_pauses_and_due(&mut self, reckoning: &Reckoning, day: Date, rolls: bool) {
        let Due::At(_) = reckoning.due else { return self.no_due_time(reckoning.due) };
        let moves = self.pauses(&reckoning.pauses, "个工作日", "working day");
        let first = self.calendar.working_day_on_or_after(day).unwrap_or(day);
        if rolls && first != day {
            self.walked(plus_days(day, -1), 1, Naming::Next);
        }
        if moves > 0 {
            self.walked(first, moves, Naming::Moved);
        }
        self.due_hour(reckoning.due);
    }

    fn calendar_days(&mut self, reckoning: &Reckoning, length_zh: &str, length_en: &str) {
        self.event(reckoning.start);
        let Some(day) = reckoning.day else { return self.no_due_time(reckoning.due) };
        let start = self.calendar.date_of(reckoning.start);
        let told = self.day(day);
        self.say(&format!(" + {length_zh} = {told}"), &format!(" + {length_en} = {told}"));
        if matches!(reckoning.span, Span::CalendarMonths(_)) && day.0.day() != start.0.day() {
            let missing = start.0.day();
            self.say(
                &format!("（当月没有 {missing} 日，取月末）"),
                &format!(" (no day {missing} in that month: its last day)"),
            );
        }
        let moves = self.pauses(&reckoning.pauses, "天", "day");
        let Due::At(due) = reckoning.due else { return self.no_due_time(reckoning.due) };
        let target = plus_days(day, i64::from(moves));
        if moves > 0 {
            let told = self.day(target);
            self.say(&format!(" = {told}"), &format!(" = {told}"));
        }
        if self.calendar.closing_day(due) != target {
            self.walked(plus_days(target, -1), 1, Naming::Next);
        }
        self.due_hour(reckoning.due);
    }

    fn days_before(&mut self, reckoning: &Reckoning, count: u32) {
        let anchor = self.day(anchor_day(reckoning, self.calendar));
        let day = self.day(reckoning.day.unwrap_or(self.calendar.date_of(reckoning.start)));
        self.say(
            &format!("预定 {anchor}，前第 {count} 天 = {day} 24:00 截止，不顺延"),
            &format!("{} before {anchor} = due {day} 24:00, never moved to a working day", counted(count, "day")),
        );
    }

    fn minutes_before(&mut self, reckoning: &Reckoning, minutes: u32) {
        let anchor = self.moment(anchor_moment(reckoning, self.calendar));
        let length = Length::of_minutes(i64::from(minutes));
        let (zh, en) = match reckoning.anchor {
            Some(Anchor::Day(_)) => ("（只有日期，按上班时间计）", " (only a day: start of working hours)"),
            _ => ("", ""),
        };
        self.say(&format!("预定 {anchor}{zh} − {}", length.zh), &format!("{anchor}{en} − {}", length.en));
        self.due_moment(reckoning.due);
    }

    /// Tells the pauses and how many days they move the due time in all.
    fn pauses(&mut self, pauses: &[CountedPause], unit_zh: &str, unit_en: &str) -> u32 {
        for pause in pauses {
            let (from, to) = (self.moment(pause.from), self.moment(pause.to));
            let moves = pause.moves;
            self.say(
                &format!(" → 暂停 {from}…{to}，顺延 {moves} {unit_zh}"),
                &format!(" → paused {from}…{to}, moves by {}", counted(moves, unit_en)),
            );
        }
        u32::try_from(pauses.iter().map(|pause| pause.moves).sum::<i64>()).unwrap_or(u32::MAX)
    }

    /// Tells the days after `day` up to the `count`th working day.
    fn walked(&mut self, day: Date, count: u32, naming: Naming) {
        let stretches = walk(self.calendar, day, count);
        for (index, stretch) in stretches.iter().enumerate() {
            if index == STRETCHES_TOLD_PER_END && stretches.len() > 2 * STRETCHES_TOLD_PER_END {
                self.say(" → …", " → …");
            }
            if (STRETCHES_TOLD_PER_END..stretches.len().saturating_sub(STRETCHES_TOLD_PER_END)).contains(&index) {
                continue;
            }
            self.stretch(stretch, naming);
        }
    }

    fn stretch(&mut self, stretch: &Stretch, naming: Naming) {
        let mut days = self.day(stretch.first);
        if stretch.last != stretch.first {
            days = format!("{days}…{}", self.day(stretch.last));
        }
        let (zh, en) = match stretch.working_days {
            None if stretch.has_exception => ("放假".to_owned(), "holiday".to_owned()),
            None => ("周末".to_owned(), "weekend".to_owned()),
            Some((from, to)) => {
                let numbers = if from == to { from.to_string() } else { format!("{from}–{to}") };
                let (note_zh, note_en) =
                    if stretch.has_exception { ("（调休上班）", " (make-up day)") } else { ("", "") };
                match naming {
                    Naming::Counted => {
                        (format!("第{numbers}个工作日{note_zh}"), format!("working day {numbers}{note_en}"))
                    }
                    Naming::Moved => (format!("顺延{numbers}{note_zh}"), format!("moved by {numbers}{note_en}")),
                    Naming::Next => (format!("下一工作日{note_zh}"), format!("next working day{note_en}")),
                }
            }
        };
        self.say(&format!(" → {days} {zh}"), &format!(" → {days} {en}"));
    }

    fn due_hour(&mut self, due: Due) {
        let Due::At(due) = due else { return };
        let is_midnight = self.calendar.date_of(due) != self.calendar.closing_day(due);
        let hour = if is_midnight { "24:00".to_owned() } else { hour(self.calendar.wall_time(due).time()) };
        self.say(&format!(" {hour} 截止"), &format!(", due {hour}"));
        self.version();
    }

    fn no_due_time(&mut self, due: Due) {
        if let Due::NotBefore(_) = due {
            let (zh, en) = (due.text(Language::Chinese), due.text(Language::English));
            self.say(&format!(" → {zh}"), &format!(" → {en}"));
            self.version();
        }
    }

    fn version(&mut self) {
        let version = self.calendar.version();
        self.zh += &format!("（日历 {version}）");
        self.en += &format!(" (calendar {version})");
    }

    fn outcome(&mut self, outcome: &Outcome) {
        if let Some(reminder) = outcome.reminder {
            let reminder = self.moment(reminder);
            self.say(&format!("；当天休息，{reminder} 提前提醒"), &format!("; a rest day: reminder {reminder}"));
        }
        if let Some(reason) = outcome.reason {
            let state = outcome.state.label();
            self.say(&format!("；{}：{}", state.zh, reason.zh), &format!("; {}: {}", state.en, reason.en));
        }
        if outcome.within_clock_error {
            self.say("；时钟误差内", "; within the error of the clock");
        }
        if outcome.late_entry {
            self.say("；补录", "; entered late");
        }
    }
}

fn hour(time: civil::Time) -> String {
    time.strftime("%H:%M").to_string()
}
