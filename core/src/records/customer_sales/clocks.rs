//! The clocks of selling, D-01 and D-02a to D-02d, as runs that follow from the facts (domain §2.2).
//! Absent by design: calendars, due times and states; the clock engine counts.

use super::{is_connected, is_needs_talk};
use crate::schema::{ClockRun, ClockSpec, DueSoon, Ended, Facts, Instant, ItemFacts, Label, Role, Span};

/// A week before it is due (domain §2.1, due soon).
const A_WEEK: DueSoon = DueSoon::MinutesBefore(7 * 24 * 60);

/// The clocks, in the order of the manual.
pub(super) const CLOCKS: &[ClockSpec] = &[
    ClockSpec {
        id: "D-01",
        label: Label::new("提交需求分析", "Submit the needs analysis"),
        span: Span::Minutes(24 * 60),
        due_soon: DueSoon::LastQuarter,
        who: Role::Sales,
        who_field: "salesperson",
        stopped_by: &[],
        runs: needs_analysis,
    },
    ClockSpec {
        id: "D-02a",
        label: Label::new("A类：成交或复核", "A: decide or review"),
        span: Span::CalendarDays(30),
        runs: |facts| reviews(facts, "a"),
        ..BASE
    },
    ClockSpec {
        id: "D-02b",
        label: Label::new("B类：联系客户", "B: contact the customer"),
        span: Span::CalendarMonths(1),
        runs: |facts| contacts(facts, "b"),
        ..BASE
    },
    ClockSpec {
        id: "D-02c",
        label: Label::new("B类：复核分级", "B: review the grade"),
        span: Span::CalendarMonths(3),
        runs: |facts| reviews(facts, "b"),
        ..BASE
    },
    ClockSpec {
        id: "D-02d",
        label: Label::new("C类：联系客户", "C: contact the customer"),
        span: Span::CalendarDays(90),
        runs: |facts| contacts(facts, "c"),
        ..BASE
    },
];

/// What the lines of D-02 share.
const BASE: ClockSpec = ClockSpec {
    id: "",
    label: Label::new("", ""),
    span: Span::Minutes(0),
    due_soon: A_WEEK,
    who: Role::Sales,
    who_field: "salesperson",
    stopped_by: &[],
    runs: |_| Vec::new(),
};

const REGRADED: Label = Label::new("已重新分级", "Regraded");
const WON: Label = Label::new("已成交", "Won");
const LOST: Label = Label::new("客户已关闭", "Customer closed");
const MERGED: Label = Label::new("客户已合并", "Customer merged");
const WITHDRAWN: Label = Label::new("沟通已撤回", "Communication withdrawn");

/// What the follow-up goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event<'a> {
    Graded(&'a str),
    Won,
    Lost,
    Reopened,
    Merged,
}

/// The events in order of time, each with the row it is of.
fn events(facts: &Facts) -> Vec<(Instant, &str, Event<'_>)> {
    let mut events: Vec<(Instant, &str, Event<'_>)> = Vec::new();
    for row in facts.items("gradings") {
        events.extend(row.instant("at").zip(row.text("grade")).map(|(at, grade)| (at, row.id, Event::Graded(grade))));
    }
    for row in facts.items("outcomes") {
        let event = match row.text("outcome") {
            Some("won") => Event::Won,
            Some("lost") => Event::Lost,
            Some("reopened") => Event::Reopened,
            _ => continue,
        };
        events.extend(row.instant("at").map(|at| (at, row.id, event)));
    }
    // Closed by a version that kept no row of it.
    if let Some(closed) = facts.instant("closed_at")
        && !events.iter().any(|(at, _, event)| *event == Event::Lost && at.utc_ms == closed.utc_ms)
    {
        events.push((closed, "", Event::Lost));
    }
    events.extend(facts.instant("merged_at").map(|at| (at, "", Event::Merged)));
    events.sort_by_key(|(at, row, _)| (at.utc_ms, *row));
    events
}

/// A time under one grade, from a grading or a reopening to whatever comes next.
struct Stretch<'a> {
    instance: &'a str,
    grade: &'a str,
    start: Instant,
    end: Option<(Instant, Event<'a>)>,
}

/// The stretches in order. While the customer is lost a grading is only kept in mind; after a merge
/// nothing begins.
fn stretches(facts: &Facts) -> Vec<Stretch<'_>> {
    let mut stretches: Vec<Stretch<'_>> = Vec::new();
    let (mut grade_now, mut is_lost) = (None, false);
    for (at, row, event) in events(facts) {
        if let Some(last) = stretches.last_mut().filter(|last| last.end.is_none() && event != Event::Reopened) {
            last.end = Some((at, event));
        }
        match event {
            Event::Graded(grade) => grade_now = Some(grade),
            Event::Lost => is_lost = true,
            Event::Reopened => is_lost = false,
            Event::Won => {}
            Event::Merged => break,
        }
        let begins = matches!(event, Event::Graded(_) | Event::Reopened) && !is_lost;
        if let Some(grade) = grade_now.filter(|_| begins)
            && stretches.last().is_none_or(|last| last.end.is_some())
        {
            stretches.push(Stretch { instance: row, grade, start: at, end: None });
        }
    }
    stretches
}

/// D-02a and D-02c: from each grading, met by the next one, regrade or review, and by the decision.
fn reviews(facts: &Facts, grade: &str) -> Vec<ClockRun> {
    let of_grade = stretches(facts).into_iter().filter(|stretch| stretch.grade == grade);
    let runs = of_grade.map(|stretch| {
        let mut run = ClockRun::from(stretch.instance, stretch.start);
        match stretch.end {
            Some((at, Event::Merged)) => run.ended = Some(Ended { at, reason: MERGED }),
            Some((at, _)) => run.met_at = Some(at),
            None => {}
        }
        run
    });
    runs.collect()
}

/// D-02b and D-02d: from the grading and then from each contact, met by the next contact. A review that
/// keeps the grade does not count as one; a new grade ends the old one's run.
fn contacts(facts: &Facts, grade: &str) -> Vec<ClockRun> {
    let communications = facts.items("communications");
    let mut reached: Vec<(Instant, &ItemFacts<'_>)> = communications
        .iter()
        .filter(|row| is_connected(row))
        .filter_map(|row| Some((row.instant("started_at")?, row)))
        .collect();
    reached.sort_by_key(|(at, row)| (at.utc_ms, row.id));
    let mut runs = Vec::new();
    let mut stretches = stretches(facts).into_iter().filter(|stretch| stretch.grade == grade);
    while let Some(Stretch { instance, start, mut end, .. }) = stretches.next() {
        while matches!(end, Some((_, Event::Graded(next))) if next == grade)
            && let Some(review) = stretches.next()
        {
            end = review.end;
        }
        let mut run = ClockRun::from(instance, start);
        for (at, row) in &reached {
            if at.utc_ms < start.utc_ms || end.is_some_and(|(end, _)| end.utc_ms <= at.utc_ms) {
                continue;
            }
            run.met_at = Some(*at);
            run.late_entry = row.has("late_reason");
            runs.push(std::mem::replace(&mut run, ClockRun::from(row.id, *at)));
        }
        run.ended = end.map(|(at, event)| {
            let reason = match event {
                Event::Won => WON,
                Event::Lost => LOST,
                Event::Merged => MERGED,
                Event::Graded(_) | Event::Reopened => REGRADED,
            };
            Ended { at, reason }
        });
        runs.push(run);
    }
    runs
}

/// D-01: from the end of each connected needs talk, met by the first needs analysis that names it.
fn needs_analysis(facts: &Facts) -> Vec<ClockRun> {
    let closings: Vec<(Instant, Label)> = events(facts)
        .into_iter()
        .filter_map(|(at, _, event)| match event {
            Event::Lost => Some((at, LOST)),
            Event::Merged => Some((at, MERGED)),
            _ => None,
        })
        .collect();
    let communications = facts.items("communications");
    let talks = communications.iter().filter(|row| is_needs_talk(row) && row.is_true("connected"));
    let runs = talks.filter_map(|row| {
        let mut run = ClockRun::from(row.id, row.instant("ended_at")?);
        let withdrawn = row.instant("withdrawn_at").map(|at| (at, WITHDRAWN));
        let closed = closings.iter().copied().filter(|(at, _)| at.utc_ms >= run.start.utc_ms);
        let end = closed.chain(withdrawn).min_by_key(|(at, _)| at.utc_ms);
        let submitted = row.instant("needs_submitted_at");
        run.met_at = submitted.filter(|at| end.is_none_or(|(end, _)| at.utc_ms <= end.utc_ms));
        run.ended = end.filter(|_| run.met_at.is_none()).map(|(at, reason)| Ended { at, reason });
        Some(run)
    });
    runs.collect()
}
