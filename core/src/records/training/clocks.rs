//! The clock of a training, D-08, as runs that follow from its facts (domain §2.2, §2.3 no. 5).
//! Absent by design: calendars, due times and states; the clock engine counts.

use super::{held, standing};
use crate::schema::{ClockRun, ClockSpec, DueSoon, Ended, Facts, Instant, Label, Role, Span};

/// The clock.
pub const CLOCKS: &[ClockSpec] = &[ClockSpec {
    id: "D-08",
    label: Label::new("培训回访", "Training callback"),
    span: Span::WorkingDays(3),
    due_soon: DueSoon::DueDay,
    who: Role::Desk,
    who_field: "",
    stopped_by: &[],
    runs: call_back,
}];

const CANCELLED: Label = Label::new("培训已取消", "Training cancelled");
const NEXT_SESSION: Label = Label::new("已约定后续培训", "A later session is dated");
const UNREACHABLE: Label = Label::new("无法接通", "Unreachable");

/// One run for each session held, from its end. A later session ends it from the moment that one got
/// its date; one dated before this session ended leaves it no run at all, because the clock starts at
/// the end of the last session held or dated. A cancelled session ends nothing: the run goes on as if
/// it had never been dated.
fn call_back(facts: &Facts) -> Vec<ClockRun> {
    let rows = facts.items("callbacks");
    let mut runs = Vec::new();
    for (index, session) in held(facts).iter().enumerate() {
        let Some(start) = session.instant("ended_at") else { continue };
        let since = |at: &Instant| at.utc_ms >= start.utc_ms;
        let later = standing(facts).filter(|other| other.id != session.id);
        let later = later.filter(|other| other.instant("ended_at").is_none_or(|at| at.utc_ms > start.utc_ms));
        let next = later.filter_map(|other| other.instant("set_at")).min();
        if next.is_some_and(|at| at.utc_ms <= start.utc_ms) {
            continue;
        }
        let gave_up = rows.iter().filter(|row| row.is_true("unreachable")).filter_map(|row| row.instant("at"));
        let end = [
            (facts.instant("cancelled_at"), CANCELLED),
            (next, NEXT_SESSION),
            (gave_up.filter(since).min(), UNREACHABLE),
        ]
        .into_iter()
        .filter_map(|(at, reason)| at.map(|at| Ended { at, reason }))
        .min_by_key(|end| end.at.utc_ms);
        let made = rows.iter().filter(|row| row.has("mastery") && row.instant("at").is_some_and(|at| since(&at)));
        let met = made.min_by_key(|row| row.instant("at").map(|at| at.utc_ms));
        let mut run = ClockRun::from((index + 1).to_string(), start);
        run.met_at =
            met.and_then(|row| row.instant("at")).filter(|at| end.is_none_or(|end| at.utc_ms <= end.at.utc_ms));
        run.late_entry = run.met_at.is_some() && met.is_some_and(|row| row.is_true("late_entry"));
        run.ended = if run.met_at.is_some() { None } else { end };
        runs.push(run);
    }
    runs
}
