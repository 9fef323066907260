//! The clocks of a ticket, D-09 to D-15, as runs that follow from its facts (domain §2.2, §2.3).
//! Absent by design: calendars, due times and states; the clock engine counts.

use super::{is_history, rows_of_round};
use crate::{
    records::{
        confirmation::{self, ConfirmationState},
        contact_attempt,
        guard::round,
        pause::pauses,
        visit,
    },
    schema::{AgreedSpan, ClockRun, ClockSpec, DueSoon, Ended, Facts, Instant, ItemFacts, Label, Role, Span},
};

/// The clocks, in the order of the manual.
pub const CLOCKS: &[ClockSpec] = &[
    ClockSpec {
        id: "D-09",
        label: Label::new("首次响应", "First response"),
        span: Span::Minutes(10),
        due_soon: DueSoon::LastQuarter,
        who: Role::Desk,
        who_field: "",
        stopped_by: &[],
        runs: first_response,
    },
    ClockSpec {
        id: "D-10",
        label: Label::new("紧急：技术响应", "Urgent: technical response"),
        span: Span::Minutes(2 * 60),
        who_field: "engineer",
        runs: |facts| {
            until_accepted(facts, agreed(facts, "response_minutes", graded(facts, "urgent", technical_response)))
        },
        ..BASE
    },
    ClockSpec {
        id: "D-11",
        label: Label::new("紧急：到达现场", "Urgent: on site"),
        span: Span::Minutes(4 * 60),
        stopped_by: &["customer_reschedule", "site_not_ready", "charge_consent_pending", "force_majeure"],
        runs: |facts| agreed(facts, "arrival_minutes", graded(facts, "urgent", on_site)),
        ..BASE
    },
    ClockSpec {
        id: "D-12",
        label: Label::new("一般：技术响应", "General: technical response"),
        span: Span::Minutes(24 * 60),
        stopped_by: &["customer_unreachable"],
        runs: |facts| agreed(facts, "response_minutes", graded(facts, "general", technical_response)),
        ..BASE
    },
    ClockSpec {
        id: "D-13",
        label: Label::new("一般：提供解决方案", "General: solution told"),
        span: Span::Minutes(48 * 60),
        stopped_by: &[
            "customer_reschedule",
            "site_not_ready",
            "awaiting_customer_information",
            "customer_unreachable",
            "charge_consent_pending",
            "force_majeure",
        ],
        runs: |facts| agreed(facts, "solution_minutes", graded(facts, "general", solution_told)),
        ..BASE
    },
    ClockSpec {
        id: "D-14",
        label: Label::new("建议：答复处理意见", "Suggestion: answered"),
        span: Span::WorkingDays(3),
        due_soon: DueSoon::DueDay,
        who_field: "",
        stopped_by: &["customer_reschedule", "awaiting_customer_information", "customer_unreachable", "force_majeure"],
        runs: |facts| graded(facts, "suggestion", suggestion_answered),
        ..BASE
    },
    ClockSpec {
        id: "D-15",
        label: Label::new("维修回访", "Repair callback"),
        span: Span::WorkingDays(3),
        due_soon: DueSoon::DueDay,
        who_field: "",
        runs: |facts| callbacks(facts, false),
        ..BASE
    },
    ClockSpec {
        id: "D-15-unsigned",
        label: Label::new("拒签或无人签字后联系", "Call after a refusal or an absence"),
        span: Span::WorkingDays(1),
        due_soon: DueSoon::DueDay,
        who_field: "",
        runs: |facts| callbacks(facts, true),
        ..BASE
    },
];

/// What most lines share. While no engineer is named, the desk must act.
const BASE: ClockSpec = ClockSpec {
    id: "",
    label: Label::new("", ""),
    span: Span::Minutes(0),
    due_soon: DueSoon::LastQuarter,
    who: Role::Desk,
    who_field: "engineer",
    stopped_by: &[],
    runs: |_| Vec::new(),
};

/// Something that met a clock, and whether it was entered late.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Met {
    at: Instant,
    late_entry: bool,
}

/// One stretch of a round under one grading: what D-10 to D-14 run in.
struct Stretch<'a> {
    /// The round.
    round: i64,
    /// Its number within the round, from 1.
    ordinal: usize,
    /// Urgency in it.
    urgency: &'a str,
    /// From when its clocks run.
    start: Instant,
    /// The grading worsened it: only what came at or after the report counts.
    worsened: bool,
    /// The report itself promised the next action, and so was the technical response.
    report_was_response: bool,
    /// The next grading, or the next round.
    ended: Option<Ended>,
}

const REGRADED: Label = Label::new("已重新定级", "Regraded");
const REOPENED: Label = Label::new("已重开下一轮", "Reopened in another round");
const MERGED: Label = Label::new("已合并", "Merged");
const WITHDRAWN: Label = Label::new("客户已撤回", "Withdrawn");
const SOLVED: Label = Label::new("已解决", "Solved");
const SOLVED_REMOTELY: Label = Label::new("远程已解决", "Solved remotely");
const VISIT_DECLINED: Label = Label::new("客户不需上门", "Visit not wanted");
const UNREACHABLE: Label = Label::new("无法接通", "Unreachable");
const SIGNED_LATER: Label = Label::new("客户已补签", "Signed later");
const CLOSED_BY_SUPERVISOR: Label = Label::new("主管已关闭", "Closed by the supervisor");

fn ended(at: Option<Instant>, reason: Label) -> Option<Ended> {
    at.map(|at| Ended { at, reason })
}

/// The earliest of several ends.
fn first_end<const N: usize>(ends: [Option<Ended>; N]) -> Option<Ended> {
    ends.into_iter().flatten().min_by_key(|end| end.at.utc_ms)
}

/// The ends that every clock of a ticket shares.
fn ticket_ended(facts: &Facts) -> Option<Ended> {
    first_end([ended(facts.instant("merged_at"), MERGED), ended(facts.instant("withdrawn_at"), WITHDRAWN)])
}

/// Sets what met a run, unless the run had ended before.
fn finish(mut run: ClockRun, met: Option<Met>, end: Option<Ended>) -> ClockRun {
    let met = met.filter(|met| end.is_none_or(|end| met.at.utc_ms <= end.at.utc_ms));
    run.met_at = met.map(|met| met.at);
    run.late_entry = met.is_some_and(|met| met.late_entry);
    run.ended = if met.is_some() { None } else { end };
    run
}

/// When a round was opened: the submission for the first, the reopening for later ones.
fn round_start(facts: &Facts, number: i64) -> Option<Instant> {
    if number == 1 {
        return facts.instant("submitted_at");
    }
    facts.instant(&format!("rounds/{number}/opened_at"))
}

/// D-09: from the submission, first round only.
fn first_response(facts: &Facts) -> Vec<ClockRun> {
    let Some(start) = facts.instant("submitted_at").filter(|_| !is_history(facts)) else { return Vec::new() };
    let late = contact_attempt::connected(facts, "first_response").iter().any(|row| row.has("late_reason"));
    let met = facts.instant("responded_at").map(|at| Met { at, late_entry: late });
    vec![finish(ClockRun::from("1", start), met, ticket_ended(facts))]
}

/// The stretches of a ticket: each round, cut at each grading. New gradings start new runs (§2.3
/// no. 3): `misgraded` and `eased` from the round's start, `worsened` from the customer's report.
fn stretches(facts: &Facts) -> Vec<Stretch<'_>> {
    if is_history(facts) {
        return Vec::new();
    }
    let mut gradings = facts.items("gradings");
    gradings.retain(|row| row.has("at") && row.has("urgency"));
    gradings.sort_by_key(|row| (row.instant("at").map(|at| at.utc_ms), row.id));
    let mut out: Vec<Stretch<'_>> = Vec::new();
    for number in 1..=round(facts) {
        let Some(start) = round_start(facts, number) else { continue };
        let next_round = round_start(facts, number + 1);
        let at_ms = |row: &ItemFacts<'_>| row.instant("at").map_or(0, |at| at.utc_ms);
        let first = number == 1;
        let inherited = gradings.iter().rev().find(|row| !first && at_ms(row) <= start.utc_ms);
        let own = gradings.iter().filter(|row| {
            (first || at_ms(row) > start.utc_ms) && next_round.is_none_or(|next| at_ms(row) <= next.utc_ms)
        });
        let rows: Vec<(&ItemFacts<'_>, bool)> =
            inherited.map(|row| (row, true)).into_iter().chain(own.map(|row| (row, false))).collect();
        for (index, (row, is_inherited)) in rows.iter().enumerate() {
            let worsened = !is_inherited && row.text("kind") == Some("worsened");
            let regraded = rows.get(index + 1).and_then(|(next, _)| next.instant("at"));
            out.push(Stretch {
                round: number,
                ordinal: index + 1,
                urgency: row.text("urgency").unwrap_or_default(),
                start: if worsened { row.instant("reported_at").unwrap_or(start) } else { start },
                worsened,
                report_was_response: worsened && row.has("next_action"),
                ended: first_end([ended(regraded, REGRADED), ended(next_round, REOPENED)]),
            });
        }
    }
    out
}

/// What met a rule in a stretch, and what of its own ended it.
type Outcome = fn(&Facts, &Stretch<'_>) -> (Option<Met>, Option<Ended>);

/// The runs of a rule that holds under one urgency.
fn graded(facts: &Facts, urgency: &str, of: Outcome) -> Vec<ClockRun> {
    let stretches = stretches(facts);
    let mine = stretches.iter().filter(|stretch| stretch.urgency == urgency);
    mine.map(|stretch| {
        let instance = match stretch.ordinal {
            1 => stretch.round.to_string(),
            ordinal => format!("{}.{ordinal}", stretch.round),
        };
        let (met, end) = of(facts, stretch);
        let mut run = ClockRun::from(instance, stretch.start);
        run.pauses = pauses(facts);
        finish(run, met, first_end([end, stretch.ended, ticket_ended(facts)]))
    })
    .collect()
}

/// The same with the length that the machine's contract agrees on, if it does (domain §2.1).
fn agreed(facts: &Facts, key: &str, mut runs: Vec<ClockRun>) -> Vec<ClockRun> {
    if let Some(minutes) = facts.integer(key).and_then(|minutes| u32::try_from(minutes).ok()) {
        let contract_number = facts.text("contract_number").unwrap_or("—").to_owned();
        for run in &mut runs {
            let span = Span::Minutes(minutes);
            run.agreed_span = Some(AgreedSpan { span, contract_number: contract_number.clone() });
        }
    }
    runs
}

/// D-10 is the desk's until the engineer accepted the job (domain §2.2).
fn until_accepted(facts: &Facts, mut runs: Vec<ClockRun>) -> Vec<ClockRun> {
    for run in &mut runs {
        run.untaken = !facts.has("accepted_at");
    }
    runs
}

/// The earliest of several facts that counts in a stretch.
fn earliest(facts: impl IntoIterator<Item = Met>, stretch: &Stretch<'_>) -> Option<Met> {
    facts
        .into_iter()
        .filter(|met| !stretch.worsened || met.at.utc_ms >= stretch.start.utc_ms)
        .min_by_key(|met| met.at.utc_ms)
}

fn arrivals(facts: &Facts, stretch: &Stretch<'_>) -> Vec<Met> {
    visit::arrivals(facts, stretch.round)
        .into_iter()
        .filter_map(|row| {
            let arrived = row.instant("arrived_at")?;
            // Somebody who stands there already when it gets worse is on site from that moment.
            let still_there = row.instant("finished_at").is_none_or(|at| at.utc_ms >= stretch.start.utc_ms);
            let at = if stretch.worsened && still_there { arrived.max(stretch.start) } else { arrived };
            Some(Met { at, late_entry: false })
        })
        .collect()
}

fn told(facts: &Facts, stretch: &Stretch<'_>, kind: &str) -> Vec<Met> {
    rows_of_round(facts, "solutions", stretch.round)
        .into_iter()
        .filter(|row| row.text("kind") == Some(kind))
        .filter_map(|row| Some(Met { at: row.instant("told_at")?, late_entry: row.has("late_reason") }))
        .collect()
}

fn solved_at(facts: &Facts, stretch: &Stretch<'_>) -> Option<Instant> {
    facts.instant(&format!("work/{}/solved_at", stretch.round))
}

/// D-10, D-12: the first of a technical contact, an arrival, a solution told.
fn technical_response(facts: &Facts, stretch: &Stretch<'_>) -> (Option<Met>, Option<Ended>) {
    let contacts = contact_attempt::connected(facts, "technical")
        .into_iter()
        .filter(|row| row.integer("round").unwrap_or(1) == stretch.round)
        .filter_map(|row| Some(Met { at: row.instant("at")?, late_entry: row.has("late_reason") }));
    let report = stretch.report_was_response.then_some(Met { at: stretch.start, late_entry: false });
    let all = contacts.chain(arrivals(facts, stretch)).chain(told(facts, stretch, "solution")).chain(report);
    (earliest(all, stretch), ended(solved_at(facts, stretch), SOLVED))
}

/// D-11: the arrival. Solved remotely or a visit not wanted ends it: cancelled when not yet due.
fn on_site(facts: &Facts, stretch: &Stretch<'_>) -> (Option<Met>, Option<Ended>) {
    let declined = facts.instant(&format!("work/{}/visit_declined_at", stretch.round));
    let end = first_end([ended(solved_at(facts, stretch), SOLVED_REMOTELY), ended(declined, VISIT_DECLINED)]);
    (earliest(arrivals(facts, stretch), stretch), end)
}

/// D-13: the solution told, or solved, whichever is first.
fn solution_told(facts: &Facts, stretch: &Stretch<'_>) -> (Option<Met>, Option<Ended>) {
    let solved = solved_at(facts, stretch).map(|at| Met { at, late_entry: false });
    (earliest(told(facts, stretch, "solution").into_iter().chain(solved), stretch), None)
}

/// D-14: the answer told.
fn suggestion_answered(facts: &Facts, stretch: &Stretch<'_>) -> (Option<Met>, Option<Ended>) {
    (earliest(told(facts, stretch, "suggestion_answer"), stretch), None)
}

/// D-15: one run a round, from the confirmation; or, `unsigned`, from a refusal or an absence.
fn callbacks(facts: &Facts, unsigned: bool) -> Vec<ClockRun> {
    if is_history(facts) {
        return Vec::new();
    }
    (1..=round(facts)).filter_map(|number| callback(facts, number, unsigned)).collect()
}

fn callback(facts: &Facts, number: i64, unsigned: bool) -> Option<ClockRun> {
    let id = number.to_string();
    let row = facts.item("rounds", &id);
    let state = confirmation::state(row);
    let signed = row.instant("confirmed_at");
    let without = match state {
        ConfirmationState::Unsigned { at } => Some(at),
        _ => row.instant("refused_at").or(row.instant("absent_at")),
    };
    let start = if unsigned { without? } else { state.signed_at()? };
    let rows = rows_of_round(facts, "callbacks", number);
    let of_result = |wanted: &[&str]| {
        rows.iter()
            .filter(|row| row.text("result").is_some_and(|result| wanted.contains(&result)))
            .filter_map(|row| Some(Met { at: row.instant("at")?, late_entry: row.has("late_reason") }))
            .filter(|met| met.at.utc_ms >= start.utc_ms)
            .min_by_key(|met| met.at.utc_ms)
    };
    let later = signed.filter(|at| unsigned && at.utc_ms > start.utc_ms);
    let end = first_end([
        ended(of_result(&["unreachable"]).map(|met| met.at), UNREACHABLE),
        ended(round_start(facts, number + 1).filter(|_| number < round(facts)), REOPENED),
        ended(later, SIGNED_LATER),
        ended(facts.instant("closed_unsolved_at").filter(|at| at.utc_ms >= start.utc_ms), CLOSED_BY_SUPERVISOR),
        ticket_ended(facts),
    ]);
    Some(finish(ClockRun::from(id.clone(), start), of_result(&["callback_solved", "callback_unsolved"]), end))
}
