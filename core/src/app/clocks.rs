//! Clocks on this phone: what is due, who must act, what to remind of, which years lack a calendar.
//! Absent by design: counting, and who must act; both are in `process`.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use super::{
    App, AppError,
    directory::Surroundings,
    index::{self, clocks_of},
};
use crate::{
    process::{
        calendar_warnings::CalendarWarning,
        clocks::Clock,
        duty::{DueList, Duty, Whose, duty, people_and_roles},
        reminders::{Reminder, of_clock, of_pauses},
    },
    records,
    schema::{Facts, Instant, Kind, RecordId, Role},
    store::{ClockRow, DueOf, DueQuery, ListQuery, StoreError},
};

/// One clock of a due list, with who must act on it now.
#[derive(Clone, Debug, PartialEq)]
pub struct DueRow {
    /// The clock.
    pub clock: ClockRow,
    /// The record's kind.
    pub kind: &'static str,
    /// One line by which a person knows the record.
    pub title: String,
    /// Who must act.
    pub duty: Duty,
}

/// A moment to remind this phone's person of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordReminder {
    /// The record.
    pub record: RecordId,
    /// Its kind.
    pub kind: &'static str,
    /// One line by which a person knows it.
    pub title: String,
    /// When, about what.
    pub reminder: Reminder,
}

/// Reminders handed out when nobody says how many: what a phone's system lets an app schedule.
const REMINDERS_DEFAULT: usize = 64;

/// Records looked through for reminders, the earliest due first: more than one person can be reminded of.
const RECORDS_REMINDED_MAX: usize = 2_000;

/// A record with its clocks as they stand now.
struct Counted {
    kind: &'static Kind,
    facts: Facts,
    clocks: Vec<Clock>,
}

impl App {
    /// Open clocks, the earliest due first, brought up to the present moment.
    pub fn due(&self, query: &DueQuery) -> Result<Vec<ClockRow>, AppError> {
        self.refresh_clocks()?;
        Ok(self.store.read(|r| r.due(query))?)
    }

    /// The same for one person or team, each with its record's title and who must act now.
    pub fn due_list(&self, asked: &DueList) -> Result<Vec<DueRow>, AppError> {
        let (surroundings, now) = (self.surroundings()?, self.now()?);
        let of = due_of(asked.whose, &surroundings, now);
        let rows = self.due(&DueQuery { of, until_ms: asked.until_ms, limit: asked.limit, offset: asked.offset })?;
        let mut counted: BTreeMap<RecordId, Option<Counted>> = BTreeMap::new();
        let mut list = Vec::with_capacity(rows.len());
        for row in rows {
            let of_record = match counted.entry(row.record) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(slot) => slot.insert(self.counted(row.record, &surroundings, now)?),
            };
            let Some(Counted { kind, facts, clocks }) = of_record else { continue };
            let clock = clocks.iter().find(|clock| clock.rule == row.rule && clock.instance == row.instance);
            let Some(clock) = clock else { continue };
            let duty = duty(clock, row.responsible, &surroundings.directory, &surroundings.calendar, now);
            list.push(DueRow { clock: row, kind: kind.code(), title: (kind.title)(facts), duty });
        }
        Ok(list)
    }

    /// What this phone's person is to be reminded of after a moment, the earliest first: a shell schedules
    /// these as local notifications, and again after every sync and step. With a limit of 0, 64 at most.
    pub fn next_reminders(&self, after: Instant, limit: usize) -> Result<Vec<RecordReminder>, AppError> {
        let (surroundings, now, person) = (self.surroundings()?, self.now()?, self.identity()?.person);
        self.refresh_clocks()?;
        let mut found = Vec::new();
        for record in self.records_to_remind_of(person, &surroundings, now, after)? {
            let Some(Counted { kind, facts, clocks }) = self.counted(record, &surroundings, now)? else { continue };
            let responsible = facts.reference(kind.responsible_field);
            let (directory, calendar) = (&surroundings.directory, &surroundings.calendar);
            let of_clocks = clocks
                .iter()
                .flat_map(|clock| of_clock(clock, facts.reference(clock.who_field), person, directory, calendar));
            let reminders = of_clocks.chain(of_pauses(&facts, responsible, person, directory));
            let title = (kind.title)(&facts);
            found.extend(
                reminders.filter(|reminder| reminder.at.utc_ms > after.utc_ms).map(|reminder| RecordReminder {
                    record,
                    kind: kind.code(),
                    title: title.clone(),
                    reminder,
                }),
            );
        }
        found.sort_by_key(|entry| (entry.reminder.at, entry.record, entry.reminder.rule, entry.reminder.occasion));
        found.truncate(if limit == 0 { REMINDERS_DEFAULT } else { limit });
        Ok(found)
    }

    /// Records with open clocks that may concern a person and that have a moment left, and the person's own
    /// open records, which may be paused.
    fn records_to_remind_of(
        &self,
        person: RecordId,
        surroundings: &Surroundings,
        now: Instant,
        after: Instant,
    ) -> Result<BTreeSet<RecordId>, AppError> {
        let roles = surroundings.directory.roles_at(person, now);
        // Whoever clocks are escalated to is reminded of everybody's; so is the desk of objections.
        let sees_all = [Role::Supervisor, Role::Manager, Role::Desk].iter().any(|role| roles.contains(role));
        let whose = if sees_all { Whose::Everybody } else { Whose::Person(person) };
        let query = DueQuery { of: due_of(whose, surroundings, now), limit: u32::MAX, ..DueQuery::default() };
        let own = ListQuery {
            responsible: Some(person),
            open_only: true,
            limit: RECORDS_REMINDED_MAX as u32,
            ..ListQuery::default()
        };
        let (rows, own) = self.store.read(|r| Ok::<_, StoreError>((r.due(&query)?, r.list(&own)?)))?;
        let with_moments = rows.iter().filter(|row| row.state == "paused" || may_come_after(row, after));
        let records = with_moments.map(|row| row.record).take(RECORDS_REMINDED_MAX);
        Ok(records.chain(own.iter().map(|row| row.record)).collect())
    }

    fn counted(
        &self,
        record: RecordId,
        surroundings: &Surroundings,
        now: Instant,
    ) -> Result<Option<Counted>, AppError> {
        let Some(document) = self.store.read(|r| r.document(record))? else { return Ok(None) };
        let Some(kind) = records::kind(document.kind()) else { return Ok(None) };
        let facts = document.facts();
        let clocks = clocks_of(kind, &facts, surroundings, now);
        Ok(Some(Counted { kind, facts, clocks }))
    }

    /// Years that open clocks on this phone reach into and whose calendar is not published.
    pub fn calendar_warnings(&self) -> Result<Vec<CalendarWarning>, AppError> {
        self.refresh_clocks()?;
        let years = self.store.read(|r| r.years_without_calendar())?;
        Ok(years.into_iter().map(|(year, clocks)| CalendarWarning { year, clocks }).collect())
    }

    /// Computes anew the clocks that changed by themselves since they were last computed.
    pub fn refresh_clocks(&self) -> Result<(), AppError> {
        let now = self.now()?;
        let stale = self.store.read(|r| r.clocks_changed_by(now.utc_ms))?;
        if stale.is_empty() {
            return Ok(());
        }
        let surroundings = self.surroundings()?;
        Ok(self.store.write(|tx| {
            for record in stale {
                if let Some(document) = tx.document(record)? {
                    index::put(tx, &document, &surroundings, now)?;
                }
            }
            Ok::<_, StoreError>(())
        })?)
    }
}

fn due_of(whose: Whose, surroundings: &Surroundings, now: Instant) -> DueOf {
    match people_and_roles(whose, &surroundings.directory, &surroundings.calendar, now) {
        None => DueOf::Everybody,
        Some((people, roles)) => DueOf::Of { people, roles: roles.into_iter().map(Role::code).collect() },
    }
}

/// Whether a clock may still remind of something after a moment: its last moment is twice its time.
fn may_come_after(row: &ClockRow, after: Instant) -> bool {
    let body: serde_json::Value = serde_json::from_str(&row.body).unwrap_or_default();
    let start_ms = body["start"]["utc_ms"].as_i64().unwrap_or(row.sorts_at_ms);
    let length_ms = row.sorts_at_ms.saturating_sub(start_ms).max(0);
    row.sorts_at_ms.saturating_add(length_ms) >= after.utc_ms
}
