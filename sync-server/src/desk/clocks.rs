//! Clocks at the desk: what is due and who must act, what a changed length would do, years without calendar.
//! Absent by design: counting; that is the core's.

use std::sync::Arc;

use fieldseal_core::{
    process::{
        calendar::Calendar,
        calendar_warnings::{CalendarWarning, warnings},
        clocks::{self, Clock},
        comparing::{Difference, compare},
        directory::Directory,
        duty::{DueList, Duty, duty, people_and_roles},
    },
    records,
    schema::{ClockRun, Facts, Hash32, Instant, Kind, Problem, RecordId, Values},
};

use super::{Desk, DeskError};
use crate::{
    accepting::Acceptance,
    facts_json::from_json,
    server::document_of,
    storage::{IndexRow, Stored},
};

/// Rows read at a time when every record is looked through.
const WALK_ROWS: usize = 500;

/// Rows of a due list that says no number.
const DUE_ROWS: usize = 50;

/// One open clock, with who must act on it now.
#[derive(Clone, Debug)]
pub struct DueRow {
    /// The record.
    pub record: RecordId,
    /// Its kind.
    pub kind: &'static str,
    /// One line by which a person knows it.
    pub title: String,
    /// Who is assigned.
    pub assigned: Option<RecordId>,
    /// The clock.
    pub clock: Clock,
    /// Who must act.
    pub duty: Duty,
}

/// An open clock that would stand otherwise under a length that is to be set.
#[derive(Clone, Debug)]
pub struct PreviewRow {
    /// The record.
    pub record: RecordId,
    /// Its kind.
    pub kind: &'static str,
    /// One line by which a person knows it.
    pub title: String,
    /// As it is.
    pub before: Clock,
    /// As it would be.
    pub after: Clock,
}

impl Desk<'_> {
    /// Open clocks of one person, a team or everybody, the earliest due first.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn due(&self, asked: &DueList) -> Stored<Vec<DueRow>> {
        let (directory, now) = (self.server.directory(), self.server.now());
        let calendar = directory.working_calendar();
        let whose = people_and_roles(asked.whose, &directory, &calendar, now);
        let is_theirs = |clock: &Clock, assigned: Option<RecordId>| match (&whose, assigned) {
            (None, _) => true,
            (Some((people, _)), Some(person)) => people.contains(&person),
            (Some((_, roles)), None) => roles.contains(&clock.who),
        };
        let mut found = Vec::new();
        self.walk(|row, kind, facts| {
            for clock in evaluate(kind, facts, &directory, &calendar, now) {
                let assigned = facts.reference(clock.who_field);
                let is_due = asked.until_ms.is_none_or(|until_ms| clock.sorts_at.utc_ms <= until_ms);
                if clock.state.is_open() && is_due && is_theirs(&clock, assigned) {
                    found.push((clock.sorts_at.utc_ms, row.record, kind.code(), row.title.clone(), assigned, clock));
                }
            }
        })?;
        found.sort_by(|a, b| (a.0, a.1, a.5.rule, &a.5.instance).cmp(&(b.0, b.1, b.5.rule, &b.5.instance)));
        let limit = if asked.limit == 0 { DUE_ROWS } else { asked.limit as usize };
        let page = found.into_iter().skip(asked.offset as usize).take(limit);
        let rows = page.map(|(_, record, kind, title, assigned, clock)| {
            let duty = duty(&clock, assigned, &directory, &calendar, now);
            DueRow { record, kind, title, assigned, clock, duty }
        });
        Ok(rows.collect())
    }

    /// What `company.set_rule` with these values would do to running clocks. Nothing happens.
    ///
    /// # Errors
    /// Every problem that the step would have, or the storage's failure.
    pub fn preview_rule(&self, person: RecordId, values: &Values, now: Instant) -> Result<Vec<PreviewRow>, DeskError> {
        let changed = self.directory_after(person, "company.set_rule", values, now)?;
        let present = self.server.directory();
        let (before, calendar) = (lengths(&present), present.working_calendar());
        let after = lengths(&changed);
        let mut rows = Vec::new();
        self.walk(|row, kind, facts| {
            for (before, after) in clocks::preview(kind, facts, &before, &after, &calendar, now) {
                rows.push(PreviewRow {
                    record: row.record,
                    kind: kind.code(),
                    title: row.title.clone(),
                    before,
                    after,
                });
            }
        })?;
        rows.sort_by_key(|row| (row.before.sorts_at, row.record, row.before.rule));
        Ok(rows)
    }

    /// The directory as it would be after a step on the company's record, which is judged and then dropped.
    fn directory_after(
        &self,
        person: RecordId,
        step: &str,
        values: &Values,
        now: Instant,
    ) -> Result<Arc<Directory>, DeskError> {
        let mut acceptance = Acceptance::begin(self.server, now)?;
        let company = acceptance.writer.records_of_kind("company")?.first().copied().ok_or_else(|| {
            let (zh, en) = ("尚未建立公司", "the company is not set up");
            DeskError::Refused(vec![Problem::general("not_set_up", zh, en)])
        })?;
        self.perform_in(&mut acceptance, person, step, Some(company), values)?;
        Ok(acceptance.directory.clone())
    }

    /// Years that open clocks reach into and whose calendar is not published: one warning a year. Counted once
    /// for each state of the log.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn calendar_warnings(&self) -> Stored<Vec<CalendarWarning>> {
        let head = self.server.storage.reader()?.head()?;
        if let Some(known) = self.server.calendar_warnings(head) {
            return Ok(known);
        }
        let (directory, now) = (self.server.directory(), self.server.now());
        let calendar = directory.working_calendar();
        let mut waiting = Vec::new();
        self.walk(|_, kind, facts| {
            let clocks = evaluate(kind, facts, &directory, &calendar, now);
            waiting.extend(clocks.into_iter().filter(|clock| clock.missing_year.is_some()));
        })?;
        let found = warnings(&waiting);
        self.server.put_calendar_warnings(head, found.clone());
        Ok(found)
    }

    /// The fields that differ between what a record said after the step of envelope `from`, and after that of
    /// `to` or now; `None` when there is no such record or step.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn compare(&self, record: RecordId, from: &Hash32, to: Option<&Hash32>) -> Stored<Option<Vec<Difference>>> {
        let Some(document) = document_of(&*self.server.storage.reader()?, record)? else { return Ok(None) };
        let now = to.map_or_else(|| Some(document.facts()), |to| document.facts_after(to));
        let (Some(kind), Some(then), Some(now)) = (records::kind(document.kind()), document.facts_after(from), now)
        else {
            return Ok(None);
        };
        Ok(Some(compare(kind, &then, &now)))
    }

    /// Every record of a kind that has clocks.
    fn walk(&self, mut each: impl FnMut(&IndexRow, &'static Kind, &Facts)) -> Stored<()> {
        self.walk_rows(|row| {
            if let Some(kind) = records::kind(&row.kind).filter(|kind| !kind.clocks.is_empty()) {
                each(row, kind, &from_json(&row.body));
            }
        })
    }

    /// Every index row, by record.
    pub(super) fn walk_rows(&self, mut each: impl FnMut(&IndexRow)) -> Stored<()> {
        let reader = self.server.storage.reader()?;
        let mut after = None;
        loop {
            let rows = reader.index_rows_after(after, WALK_ROWS)?;
            rows.iter().for_each(&mut each);
            match rows.last() {
                Some(last) => after = Some(last.record),
                None => return Ok(()),
            }
        }
    }
}

fn lengths(directory: &Directory) -> impl Fn(&str, &ClockRun) -> Option<fieldseal_core::schema::Span> {
    |clock, run| directory.span_for(clock, run)
}

pub(super) fn evaluate(
    kind: &Kind,
    facts: &Facts,
    directory: &Directory,
    calendar: &Calendar,
    now: Instant,
) -> Vec<Clock> {
    clocks::evaluate(kind, facts, &lengths(directory), calendar, now)
}
