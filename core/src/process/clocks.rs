//! The clocks of a record as they stand: rule, due time, state, who must act, and why.
//! Absent by design: which rules there are (each kind's table) and which settings are in force.

use crate::schema::{ClockRun, ClockSpec, Facts, Instant, Kind, Label, Role, Span};

pub use super::{
    clock_due::{CountedPause, Due, Reckoning, due},
    clock_explanation::Explanation,
    clock_state::ClockState,
};

use super::{
    calendar::{Calendar, DayKind, plus_days},
    calendar_warnings::missing_year,
    clock_due::{anchor_day, finished_at, reckon},
    clock_explanation::{Outcome, explain},
    clock_state::standing,
};

/// One run of one rule on one record, as it stands at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// The rule's id, such as `D-10`.
    pub rule: &'static str,
    /// Tells the runs of a rule on one record apart.
    pub instance: String,
    /// What must happen.
    pub label: Label,
    /// The event it runs from.
    pub start: Instant,
    /// When it is due, or before which day it is not.
    pub due: Due,
    /// Where it stands in a list by due time.
    pub sorts_at: Instant,
    /// When what it asks for happened, if it did.
    pub met_at: Option<Instant>,
    /// Running, due soon, overdue, …
    pub state: ClockState,
    /// From when it is due soon; `None` without a due time.
    pub due_soon_from: Option<Instant>,
    /// `met_at` was entered late, with a reason (补录): figures count it apart.
    pub late_entry: bool,
    /// Met after the due time by no more than the error of the clock that told it (时钟误差内).
    pub within_clock_error: bool,
    /// Why it was cancelled or missed.
    pub reason: Option<Label>,
    /// Who must act when nobody is assigned.
    pub who: Role,
    /// The key of the field that names who must act; `""` when none does.
    pub who_field: &'static str,
    /// The extra reminder of a clock that counts days back and falls on a rest day: the end of the
    /// last working day before it. `None` when that was over before the clock started.
    pub reminder: Option<Instant>,
    /// The contract that agrees on the length, if one does.
    pub contract_number: Option<String>,
    /// The year whose missing calendar leaves it without a due time.
    pub missing_year: Option<i16>,
    /// How the due time came about.
    pub reckoning: Reckoning,
    next_change: Option<Instant>,
}

impl Clock {
    /// How the due time came about, so that a person can follow it, with what became of the clock. The
    /// calendar is the one it was computed with.
    pub fn explanation(&self, calendar: &Calendar) -> Explanation {
        let calendar = self.reckoning.finished_at.map_or(calendar, |at| calendar.in_force_at(at));
        let outcome = Outcome {
            state: self.state,
            reason: self.reason,
            late_entry: self.late_entry,
            within_clock_error: self.within_clock_error,
            reminder: self.reminder.filter(|_| self.state.is_open()),
            contract_number: self.contract_number.as_deref(),
        };
        explain(&self.reckoning, &outcome, calendar)
    }
}

/// The next moment at which a clock's state changes by itself: it turns due soon, passes its due time,
/// a pause with a known end ends, or one that was agreed for later begins. `None` when nothing changes
/// until somebody does something.
pub fn next_change(clock: &Clock) -> Option<Instant> {
    clock.next_change
}

/// The company's own length of a rule for one run of it.
pub type SpanFor<'a> = dyn Fn(&str, &ClockRun) -> Option<Span> + 'a;

/// Open clocks of a record that would stand otherwise under other lengths: each as it is, and as it would
/// be. What a change of settings is shown by before it applies to running clocks.
pub fn preview(
    kind: &Kind,
    facts: &Facts,
    as_it_is: &SpanFor<'_>,
    as_it_would_be: &SpanFor<'_>,
    calendar: &Calendar,
    now: Instant,
) -> Vec<(Clock, Clock)> {
    let present = evaluate(kind, facts, as_it_is, calendar, now);
    let changed = evaluate(kind, facts, as_it_would_be, calendar, now);
    let pairs = present.into_iter().zip(changed);
    pairs.filter(|(is, would)| is.state.is_open() && (is.due, is.state) != (would.due, would.state)).collect()
}

/// One run of a rule as it stands at `now`, counted by `span`, the setting in force at its start.
pub fn compute(spec: &ClockSpec, run: &ClockRun, span: Span, calendar: &Calendar, now: Instant) -> Clock {
    let calendar_then = finished_at(run).map_or(calendar, |at| calendar.in_force_at(at));
    let reckoning = reckon(span, run, spec.stopped_by, calendar_then, now);
    let standing = standing(spec.due_soon, run, &reckoning, calendar_then, now);
    let is_unmet_end = matches!(standing.state, ClockState::Cancelled | ClockState::Missed);
    Clock {
        rule: spec.id,
        instance: run.instance.clone(),
        label: spec.label,
        start: run.start,
        due: reckoning.due,
        sorts_at: reckoning.due.sorts_at(calendar_then),
        met_at: run.met_at,
        state: standing.state,
        due_soon_from: standing.due_soon_from,
        late_entry: run.late_entry,
        within_clock_error: standing.within_clock_error,
        reason: run.waived.or(run.ended.map(|ended| ended.reason)).filter(|_| is_unmet_end),
        who: spec.who,
        who_field: if run.untaken { "" } else { spec.who_field },
        reminder: reminder(&reckoning, calendar_then),
        contract_number: run.agreed_span.as_ref().map(|agreed| agreed.contract_number.clone()),
        missing_year: missing_year(&reckoning, calendar_then),
        reckoning,
        next_change: standing.next_change,
    }
}

/// The clocks of a record as they stand at `now`: every run of every rule of its kind, in the order of
/// the kind's table. `span_for` tells the company's length of a rule for a run, if it has its own; a
/// contract's length wins over it.
pub fn evaluate(kind: &Kind, facts: &Facts, span_for: &SpanFor<'_>, calendar: &Calendar, now: Instant) -> Vec<Clock> {
    let mut clocks = Vec::new();
    for spec in kind.clocks {
        for run in (spec.runs)(facts) {
            let agreed = run.agreed_span.as_ref().map(|agreed| agreed.span);
            let span = agreed.or_else(|| span_for(spec.id, &run)).unwrap_or(spec.span);
            clocks.push(compute(spec, &run, span, calendar, now));
        }
    }
    clocks
}

fn reminder(reckoning: &Reckoning, calendar: &Calendar) -> Option<Instant> {
    let (Span::DaysBefore(count), None) = (reckoning.span, reckoning.agreed_day) else { return None };
    let due_day = plus_days(anchor_day(reckoning, calendar), -i64::from(count));
    if calendar.day(due_day).is_none_or(DayKind::is_working) {
        return None;
    }
    let reminder = calendar.end_of_hours(calendar.last_working_day_before(due_day)?);
    (reminder.utc_ms > reckoning.start.utc_ms).then_some(reminder)
}
