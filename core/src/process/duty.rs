//! Who must act on an open clock: the person named, their stand-in, whoever is on call, and whom it is
//! escalated to (domain §2.1 "who must act", §8). Absent by design: how anybody is told.

use super::{calendar::Calendar, clock_state::ClockState, clocks::Clock, directory::Directory};
use crate::schema::{Instant, RecordId, Role};

/// How far up a clock has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// Whoever must act.
    Person,
    /// It is overdue: the supervisor, too.
    Supervisor,
    /// Twice its time has passed: the manager, too.
    Manager,
}

/// Who must act at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// How far up it has come.
    pub level: Level,
    /// Whoever must act first, then whom it was escalated to; nobody twice.
    pub people: Vec<RecordId>,
}

/// Whose clocks a list holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// All of them.
    #[default]
    Everybody,
    /// Those one person must act on: assigned to them or whom they stand in for, or assigned to nobody
    /// and of a role that they hold or stand in for; at night and on rest days everything unassigned, for
    /// whoever is on call.
    Person(RecordId),
    /// Those of a role: assigned to whoever holds it, or to nobody.
    Team(Role),
}

/// What a due list asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DueList {
    /// Whose clocks.
    pub whose: Whose,
    /// Only due up to this moment, UTC milliseconds.
    pub until_ms: Option<i64>,
    /// Rows at most; 0 means 50.
    pub limit: u32,
    /// Rows to pass over.
    pub offset: u32,
}

/// A role that must act beside the others, from so many minutes after the start on (domain §2.2, "who").
struct Also {
    rule: &'static str,
    after_minutes: i64,
    role: Role,
}

const ALSO: &[Also] = &[
    Also { rule: "D-05", after_minutes: 60, role: Role::Desk },
    Also { rule: "D-17c", after_minutes: 0, role: Role::Supervisor },
];

/// Rules whose reminders quiet hours never hold back (domain §2.1).
const URGENT: &[&str] = &["D-05", "D-09", "D-10", "D-11", "D-17a"];

/// Whether quiet hours never hold a rule's reminders back.
pub fn is_urgent(rule: &str) -> bool {
    URGENT.contains(&rule)
}

/// When another role must act on a clock as well, after its start.
pub fn joins(clock: &Clock) -> impl Iterator<Item = (Instant, Role)> + '_ {
    let of_rule = ALSO.iter().filter(|also| also.rule == clock.rule);
    of_rule.map(|also| (clock.start.plus_ms(also.after_minutes * 60_000), also.role))
}

/// When twice the time of a clock has passed; `None` without a due time, or when it was due before it
/// started.
pub fn twice_the_time(clock: &Clock) -> Option<Instant> {
    let due = clock.due.moment()?;
    let length_ms = due.utc_ms.saturating_sub(clock.start.utc_ms);
    (length_ms > 0).then(|| due.plus_ms(length_ms))
}

/// How far up an open clock has come at a moment; one that is paused then is the person's.
pub fn level(clock: &Clock, at: Instant) -> Level {
    let is_past = |moment: Option<Instant>| moment.is_some_and(|moment| moment.utc_ms < at.utc_ms);
    let is_paused = clock.state == ClockState::Paused && clock.reckoning.pauses.iter().any(|pause| pause.holds_at(at));
    if is_paused || !is_past(clock.due.moment()) {
        Level::Person
    } else if is_past(twice_the_time(clock)) {
        Level::Manager
    } else {
        Level::Supervisor
    }
}

/// Who must act on an open clock at a moment; `assigned` is whom its record names.
pub fn duty(
    clock: &Clock,
    assigned: Option<RecordId>,
    directory: &Directory,
    calendar: &Calendar,
    at: Instant,
) -> Duty {
    let level = level(clock, at);
    let mut people = acting(clock.who, assigned, directory, calendar, at);
    let joining = joins(clock).filter(|(from, _)| from.utc_ms <= at.utc_ms).map(|(_, role)| role);
    let escalated = [(Level::Supervisor, Role::Supervisor), (Level::Manager, Role::Manager)];
    let escalated = escalated.into_iter().filter(|(from, _)| *from <= level).map(|(_, role)| role);
    let mut roles: Vec<Role> = joining.chain(escalated).collect();
    if people.is_empty() {
        // A company that has nobody of the role: it is the supervisor's at once.
        roles.push(Role::Supervisor);
    }
    for person in roles.into_iter().flat_map(|role| holders(role, directory, at)) {
        if !people.contains(&person) {
            people.push(person);
        }
    }
    Duty { level, people }
}

/// The people and roles whose clocks a list holds; `None` for all of them.
pub fn people_and_roles(
    whose: Whose,
    directory: &Directory,
    calendar: &Calendar,
    at: Instant,
) -> Option<(Vec<RecordId>, Vec<Role>)> {
    match whose {
        Whose::Everybody => None,
        Whose::Team(role) => Some((directory.people_with(role, at), vec![role])),
        Whose::Person(person) => {
            let people: Vec<RecordId> = [person].into_iter().chain(directory.principals(person, at)).collect();
            let is_on_call = is_off_hours(calendar, at) && directory.on_call_at(at).contains(&person);
            let roles = people.iter().flat_map(|person| directory.roles_at(*person, at));
            let roles = Role::ALL.iter().map(|(role, _)| *role).filter(|_| is_on_call).chain(roles);
            let roles: std::collections::BTreeSet<Role> = roles.collect();
            Some((people, roles.into_iter().collect()))
        }
    }
}

/// The person named if they are there; at night and on rest days whoever is on call; the stand-in; else
/// everybody of the role.
fn acting(
    role: Role,
    assigned: Option<RecordId>,
    directory: &Directory,
    calendar: &Calendar,
    at: Instant,
) -> Vec<RecordId> {
    let assigned = assigned.filter(|person| directory.works_at(*person, at));
    if let Some(person) = assigned.filter(|person| !directory.is_away(*person, at)) {
        return vec![person];
    }
    let on_call = || directory.on_call_at(at).into_iter().filter(|person| directory.works_at(*person, at));
    let mut people: Vec<RecordId> = if is_off_hours(calendar, at) { on_call().collect() } else { Vec::new() };
    if let (true, Some(person)) = (people.is_empty(), assigned) {
        people = directory.stand_ins_of(person, at);
    }
    if people.is_empty() {
        people = holders(role, directory, at);
    }
    people
}

/// Everybody of a role, those who are away by their stand-ins where they have one.
fn holders(role: Role, directory: &Directory, at: Instant) -> Vec<RecordId> {
    let mut people = Vec::new();
    for person in directory.people_with(role, at) {
        let stand_ins = directory.stand_ins_of(person, at);
        for acts in if stand_ins.is_empty() { vec![person] } else { stand_ins } {
            if !people.contains(&acts) {
                people.push(acts);
            }
        }
    }
    people
}

/// Night or a rest day. A day of a year without calendar counts as one, so that whoever the roster names
/// is asked.
fn is_off_hours(calendar: &Calendar, at: Instant) -> bool {
    let day = calendar.date_of(at);
    let hours = calendar.start_of_hours(day).utc_ms..=calendar.end_of_hours(day).utc_ms;
    calendar.is_working_day(day) != Some(true) || !hours.contains(&at.utc_ms)
}

#[cfg(test)]
mod tests;
