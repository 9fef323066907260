//! The clocks of a complaint, D-17a to D-17c, as runs that follow from its facts (domain §2.2).
//! Absent by design: calendars, due times and states; the clock engine counts.

use super::handling::PAUSE_REASONS;
use crate::{
    records::{confirmation, contact_attempt, guard::round, pause::pauses},
    schema::{ClockRun, ClockSpec, DueSoon, Ended, Facts, Instant, ItemFacts, Label, Role, Span},
};

/// The clocks.
pub const CLOCKS: &[ClockSpec] = &[
    ClockSpec {
        id: "D-17a",
        label: Label::new("投诉：首次反应", "Complaint: first reaction"),
        span: Span::Minutes(60),
        due_soon: DueSoon::LastQuarter,
        who: Role::Desk,
        who_field: "",
        stopped_by: &[],
        runs: |facts| once(facts, &["reaction", "plan"]),
    },
    ClockSpec {
        id: "D-17b",
        label: Label::new("投诉：告知处理方案", "Complaint: plan told"),
        span: Span::Minutes(3 * 60),
        who_field: "in_charge",
        runs: |facts| once(facts, &["plan"]),
        ..REACTION
    },
    ClockSpec {
        id: "D-17c",
        label: Label::new("投诉：解决", "Complaint: resolved"),
        span: Span::Minutes(72 * 60),
        who: Role::Supervisor,
        who_field: "in_charge",
        stopped_by: PAUSE_REASONS,
        runs: resolved,
        ..REACTION
    },
];

/// What the lines share.
const REACTION: ClockSpec = ClockSpec {
    id: "",
    label: Label::new("", ""),
    span: Span::Minutes(0),
    due_soon: DueSoon::LastQuarter,
    who: Role::Desk,
    who_field: "",
    stopped_by: &[],
    runs: |_| Vec::new(),
};

const WITHDRAWN: Label = Label::new("客户已撤诉", "Withdrawn by the customer");

/// Sets what met a run, unless the complaint was withdrawn before.
fn finish(mut run: ClockRun, facts: &Facts, met: Option<(Instant, bool)>) -> ClockRun {
    let end = facts.instant("withdrawn_at").map(|at| Ended { at, reason: WITHDRAWN });
    let met = met.filter(|(at, _)| end.is_none_or(|end| at.utc_ms <= end.at.utc_ms));
    run.met_at = met.map(|(at, _)| at);
    run.late_entry = met.is_some_and(|(_, late)| late);
    run.ended = if met.is_some() { None } else { end };
    run
}

fn told(row: &ItemFacts<'_>) -> Option<(Instant, bool)> {
    Some((row.instant("at")?, row.has("late_reason")))
}

/// From the complaint, met by the first connected contact of these purposes.
fn once(facts: &Facts, purposes: &[&str]) -> Vec<ClockRun> {
    let Some(start) = facts.instant("submitted_at") else { return Vec::new() };
    let contacts = purposes.iter().flat_map(|purpose| contact_attempt::connected(facts, purpose));
    let met = contacts.filter_map(|row| told(&row)).min_by_key(|(at, _)| at.utc_ms);
    vec![finish(ClockRun::from("1", start), facts, met)]
}

/// D-17c: one run a round, met by the customer's confirmation or the final answer, whichever is first.
fn resolved(facts: &Facts) -> Vec<ClockRun> {
    (1..=round(facts))
        .filter_map(|number| {
            let start = match number {
                1 => facts.instant("submitted_at")?,
                _ => facts.instant(&format!("rounds/{number}/opened_at"))?,
            };
            let id = number.to_string();
            let (row, outcome) = (facts.item("rounds", &id), facts.item("outcomes", &id));
            let confirmed = confirmation::state(row).signed_at().map(|at| (at, row.has("late_reason")));
            let answered = outcome.instant("final_answer_at").map(|at| (at, answered_late(facts, at)));
            let met = [confirmed, answered].into_iter().flatten().min_by_key(|(at, _)| at.utc_ms);
            let mut run = ClockRun::from(id.clone(), start);
            run.pauses = pauses(facts);
            Some(finish(run, facts, met))
        })
        .collect()
}

/// Whether the final answer of that moment was entered late.
fn answered_late(facts: &Facts, at: Instant) -> bool {
    let answers = contact_attempt::connected(facts, "final_answer");
    answers.iter().any(|row| row.instant("at") == Some(at) && row.has("late_reason"))
}
