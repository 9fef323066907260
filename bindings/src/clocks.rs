//! Clocks beyond one record: what is due and who must act, what to remind of, years without calendar.
//! Absent by design: counting, and quiet hours; a shell knows those of its device.

use fieldseal_core::{
    app,
    process::{
        calendar_warnings,
        directory::Directory,
        duty::{DueList, Level, Whose},
        reminders::Occasion,
    },
    schema::{Id, Instant, Language, Role},
    store::ClockRow,
};

use crate::BilingualText;

/// What a person is in the company.
#[uniffi::remote(Enum)]
pub enum Role {
    /// 销售
    Sales,
    /// 销售经理
    Manager,
    /// 财务
    Finance,
    /// 法务
    Legal,
    /// 仓储/生产
    Warehouse,
    /// 客服
    Desk,
    /// 售后主管
    Supervisor,
    /// 售后工程师
    Engineer,
    /// 管理员
    Administrator,
}

/// Whose clocks a due list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum DueWho {
    /// Everybody's.
    Everybody,
    /// Those that one person must act on: assigned to them or whom they stand in for, or to nobody and of a
    /// role that they hold or stand in for; for whoever is on call, everything unassigned.
    Person {
        /// The person.
        person: Id,
    },
    /// A role's: assigned to whoever holds it, or to nobody.
    Team {
        /// The role.
        role: Role,
    },
}

/// What a due list asks for.
#[derive(Clone, Debug, uniffi::Record)]
pub struct DueQuery {
    /// Whose clocks; everybody's when not said.
    #[uniffi(default = None)]
    pub who: Option<DueWho>,
    /// Only due up to this moment, UTC milliseconds.
    #[uniffi(default = None)]
    pub until_ms: Option<i64>,
    /// Rows at most; 0 means 50.
    #[uniffi(default = 0)]
    pub limit: u32,
    /// Rows to pass over.
    #[uniffi(default = 0)]
    pub offset: u32,
}

impl From<DueQuery> for DueList {
    fn from(query: DueQuery) -> Self {
        let whose = match query.who {
            None | Some(DueWho::Everybody) => Whose::Everybody,
            Some(DueWho::Person { person }) => Whose::Person(person),
            Some(DueWho::Team { role }) => Whose::Team(role),
        };
        Self { whose, until_ms: query.until_ms, limit: query.limit, offset: query.offset }
    }
}

/// How far up a clock has come.
#[uniffi::remote(Enum)]
pub enum Level {
    /// Whoever must act.
    Person,
    /// It is overdue: the supervisor, too.
    Supervisor,
    /// Twice its time has passed: the manager, too.
    Manager,
}

/// A person with their name.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct NamedPerson {
    /// The person.
    pub person: Id,
    /// Their name, or the id where the directory does not know them.
    pub name: String,
}

/// One clock of a due list, with who must act on it now.
#[derive(Clone, Debug, uniffi::Record)]
pub struct DueRow {
    /// The clock.
    pub clock: ClockRow,
    /// The record's kind.
    pub kind: String,
    /// One line by which a person knows the record.
    pub title: String,
    /// How far up it has come.
    pub level: Level,
    /// Whoever must act first, then whom it was escalated to.
    pub people: Vec<NamedPerson>,
}

impl DueRow {
    pub(crate) fn of(row: app::DueRow, directory: &Directory) -> Self {
        let named = |person: Id| {
            let name = directory.name(person).map_or_else(|| person.to_string(), str::to_owned);
            NamedPerson { person, name }
        };
        Self {
            clock: row.clock,
            kind: row.kind.into(),
            title: row.title,
            level: row.duty.level,
            people: row.duty.people.into_iter().map(named).collect(),
        }
    }
}

/// What a reminder is about.
#[uniffi::remote(Enum)]
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

/// A moment to remind this device's person of, as a local notification.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Reminder {
    /// When.
    pub at: Instant,
    /// What it is about.
    pub occasion: Occasion,
    /// The record.
    pub record: Id,
    /// Its kind.
    pub kind: String,
    /// One line by which a person knows it.
    pub title: String,
    /// The rule's id, such as `D-10`; none for a pause.
    pub rule: Option<String>,
    /// Which run of the rule, or which pause.
    pub instance: String,
    /// What is read.
    pub text: BilingualText,
    /// Quiet hours never hold it back.
    pub urgent: bool,
}

impl From<app::RecordReminder> for Reminder {
    fn from(entry: app::RecordReminder) -> Self {
        let reminder = entry.reminder;
        Self {
            at: reminder.at,
            occasion: reminder.occasion,
            record: entry.record,
            kind: entry.kind.into(),
            title: entry.title,
            rule: reminder.rule.map(Into::into),
            instance: reminder.instance,
            text: BilingualText { zh: reminder.zh, en: reminder.en },
            urgent: reminder.urgent,
        }
    }
}

/// A year whose calendar is not published although clocks reach into it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CalendarWarning {
    /// The year.
    pub year: i16,
    /// Open clocks on this device without a due time because of it.
    pub clocks: u64,
    /// What is read.
    pub text: BilingualText,
}

impl From<calendar_warnings::CalendarWarning> for CalendarWarning {
    fn from(warning: calendar_warnings::CalendarWarning) -> Self {
        let text = |language| warning.text(language);
        let text = BilingualText { zh: text(Language::Chinese), en: text(Language::English) };
        Self { year: warning.year, clocks: warning.clocks, text }
    }
}
