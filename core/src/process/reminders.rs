//! What one person is to be reminded of, and when: clocks that turn due soon, are due or are escalated, the
//! end of the last working day before a rest day, a pause that should be over (domain §2.1).
//! Absent by design: quiet hours and how a reminder is shown; a shell does that.

use super::{
    calendar::Calendar,
    clock_state::ClockState,
    clocks::Clock,
    directory::Directory,
    duty::{duty, is_urgent, joins, twice_the_time},
};
use crate::{
    records::pause::{OpenPause, open_pauses},
    schema::{Facts, Instant, Label, Language, RecordId},
};

/// What a reminder is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Occasion {
    /// It turns due soon.
    DueSoon,
    /// It is due on a rest day: the end of the last working day before.
    BeforeRestDay,
    /// It is due.
    Due,
    /// The person must act as well from here on.
    Joins,
    /// It is overdue, and comes to the supervisor.
    Overdue,
    /// Twice its time has passed, and it comes to the manager.
    TwiceTheTime,
    /// A pause should be over; it does not end by itself.
    PauseEnds,
}

impl Occasion {
    /// What a person reads of it.
    pub const fn label(self) -> Label {
        match self {
            Self::DueSoon => Label::new("即将到期", "Due soon"),
            Self::BeforeRestDay => Label::new("休息日到期，请提前处理", "Due on a rest day, act today"),
            Self::Due => Label::new("到期", "Due now"),
            Self::Joins => Label::new("请协助处理", "Needs you as well"),
            Self::Overdue => Label::new("已逾期，升级至主管", "Overdue, escalated to the supervisor"),
            Self::TwiceTheTime => {
                Label::new("已过两倍时限，升级至经理", "Twice its time has passed, escalated to the manager")
            }
            Self::PauseEnds => Label::new("暂停应已结束", "A pause should be over"),
        }
    }
}

/// One moment to remind of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// When.
    pub at: Instant,
    /// What it is about.
    pub occasion: Occasion,
    /// The rule's id, such as `D-10`; `None` for a pause.
    pub rule: Option<&'static str>,
    /// Which run of the rule, or which pause.
    pub instance: String,
    /// What a person reads, in Chinese.
    pub zh: String,
    /// What a person reads, in English.
    pub en: String,
    /// Quiet hours never hold it back.
    pub urgent: bool,
}

/// What a person is to be reminded of an open clock, in any order. `assigned` is whom its record names.
pub fn of_clock(
    clock: &Clock,
    assigned: Option<RecordId>,
    person: RecordId,
    directory: &Directory,
    calendar: &Calendar,
) -> Vec<Reminder> {
    let has_open_pause = clock.reckoning.pauses.iter().any(|pause| pause.open);
    if !clock.state.is_open() || (clock.state == ClockState::Paused && has_open_pause) {
        // Nobody knows when an open pause ends, so its clock has no moments yet.
        return Vec::new();
    }
    let must_act = |at: Instant| duty(clock, assigned, directory, calendar, at).people.contains(&person);
    let after = |moment: Option<Instant>| moment.map(|at| at.plus_ms(1));
    let own = [
        (Occasion::DueSoon, clock.due_soon_from),
        (Occasion::BeforeRestDay, clock.reminder),
        (Occasion::Due, clock.due.moment()),
    ];
    // Whoever had to act before already knows.
    let new = joins(clock).map(|(from, _)| (Occasion::Joins, Some(from))).chain([
        (Occasion::Overdue, after(clock.due.moment())),
        (Occasion::TwiceTheTime, after(twice_the_time(clock))),
    ]);
    let new = new.filter(|(_, at)| at.is_some_and(|at| !must_act(at.plus_ms(-1))));
    let moments = own.into_iter().chain(new).filter_map(|(occasion, at)| Some((occasion, at?)));
    let moments = moments.filter(|(_, at)| must_act(*at) && !clock.reckoning.pauses.iter().any(|p| p.holds_at(*at)));
    let text = |occasion: Occasion, language| {
        let (what, due) = (clock.label.in_language(language), clock.due.text(language));
        match language {
            Language::Chinese => format!("{}：{} {what}，期限 {due}", occasion.label().zh, clock.rule),
            Language::English => format!("{}: {} {what}, due {due}", occasion.label().en, clock.rule),
        }
    };
    let reminders = moments.map(|(occasion, at)| Reminder {
        at,
        occasion,
        rule: Some(clock.rule),
        instance: clock.instance.clone(),
        zh: text(occasion, Language::Chinese),
        en: text(occasion, Language::English),
        urgent: is_urgent(clock.rule),
    });
    reminders.collect()
}

/// What a person is to be reminded of a record's open pauses: whoever is responsible for it or stands in,
/// or, when nobody is, whoever paused it.
pub fn of_pauses(
    facts: &Facts,
    responsible: Option<RecordId>,
    person: RecordId,
    directory: &Directory,
) -> Vec<Reminder> {
    let reminders = open_pauses(facts).into_iter().filter_map(|pause| {
        let OpenPause { id, reason, expected_end: at, by } = pause;
        let whose = responsible.filter(|responsible| directory.works_at(*responsible, at)).or(by)?;
        (whose == person || directory.may_stand_in(person, whose, at)).then(|| Reminder {
            at,
            occasion: Occasion::PauseEnds,
            rule: None,
            instance: id,
            zh: format!("{}：{}", Occasion::PauseEnds.label().zh, reason.zh),
            en: format!("{}: {}", Occasion::PauseEnds.label().en, reason.en),
            urgent: false,
        })
    });
    reminders.collect()
}

#[cfg(test)]
mod tests;
