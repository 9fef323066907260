//! Bringing back a value that lost a conflict: whoever may write the field by one of the kind's steps performs that
//! step with this one value, with its guard and its consequences, so that an approval lapses and a signed content stays.
//! Absent by design: which steps a kind has, and the conflicts themselves (the ledger's).

use std::collections::{BTreeMap, BTreeSet};

use super::steps::{Author, Call, asked_inputs, may, round};
use crate::schema::{
    Facts, Input, Kind, Label, Lookup, PlannedPart, Problem, RecordId, Scalar, StepRun, StepSpec, Values, key_matches,
};

/// The verb of the step that every kind has.
pub const RESTORE_VALUE: &str = "restore_value";

pub(super) static RESTORE: StepSpec = StepSpec {
    verb: RESTORE_VALUE,
    label: Label::new("恢复此值", "Restore this value"),
    rules: &[],
    who: &[],
    begins: false,
    inputs: &[],
    stamps: &[],
    touches: &[],
    guard: crate::schema::always,
    effect: crate::schema::nothing,
};

/// The step that was performed with the one value, what it writes, and what all that were tried looked at.
pub(super) struct Restored {
    pub(super) step: &'static StepSpec,
    pub(super) parts: Vec<PlannedPart>,
    pub(super) reads: BTreeSet<(String, RecordId)>,
}

/// Restoring by the tables that the author had: before a kind's steps were asked, any value that had stood came back
/// alone.
pub(super) fn restore(
    call: &Call<'_>,
    run: StepRun<'_>,
    author: &Author,
    lookup: &dyn Lookup,
    mut problems: Vec<Problem>,
) -> Result<Restored, Vec<Problem>> {
    if run.before.has(&format!("rounds/{}/seal", round(run.before))) {
        let (zh, en) = ("已签署封存，只能通过签后更正修改", "signed and sealed: it changes only by an amendment");
        problems.push(Problem::general("sealed", zh, en));
    }
    if run.given.len() != 1 {
        problems.push(Problem::general(
            "one_field",
            "一次恢复一个字段，且与现值不同",
            "restores one field, to another value than it has",
        ));
    }
    for (key, value) in run.given {
        if writers(call, &run, author, key).next().is_none() {
            let (zh, en) = ("您不能修改这个字段", "this field is not yours to write");
            problems.push(Problem::of_field(key, "not_yours", zh, en));
        }
        if !lookup.former_values(call.kind.code(), call.record, key).contains(value) {
            let (zh, en) = ("该字段没有过这个值", "the field never had this value");
            problems.push(Problem::of_field(key, "never_stood", zh, en));
        }
    }
    let Some((key, value)) = run.given.iter().next().filter(|_| problems.is_empty()) else { return Err(problems) };
    if crate::records::restores_by_step(call.kind, call.table_version) {
        return by_step(call, &run, author, lookup, key, value);
    }
    let reads = run.reads();
    Ok(Restored { step: &RESTORE, parts: run.into_parts(), reads })
}

/// The steps by which the author may write a key, with what they ask for of it.
fn writers<'a>(
    call: &'a Call<'_>,
    run: &'a StepRun<'_>,
    author: &'a Author,
    key: &'a str,
) -> impl Iterator<Item = (&'static StepSpec, &'static Input)> + 'a {
    let kind: &'static Kind = call.kind;
    let of_round = round(run.before);
    let steps = kind.steps.iter().filter(|step| !step.begins && may(kind, step.who, call, author, run));
    steps.filter_map(move |step| {
        let mut asked = asked_inputs(step, call.table_version);
        asked.find(|input| key_matches(input.key, key, of_round)).map(|input| (step, input))
    })
}

/// The step that the one value is enough for, with the fewest consequences.
fn by_step(
    call: &Call<'_>,
    run: &StepRun<'_>,
    author: &Author,
    lookup: &dyn Lookup,
    key: &str,
    value: &Scalar,
) -> Result<Restored, Vec<Problem>> {
    let (nothing, mut reads) = (Values::new(), run.reads());
    let mut best: Option<Restored> = None;
    let mut objections: Vec<Problem> = Vec::new();
    for (step, input) in writers(call, run, author, key).filter(|(step, input)| asks_nothing_else(call, step, input)) {
        let mut tried = new_run(call, run.before, run.given, author, lookup);
        let mut problems: Vec<Problem> =
            call.kind.table.field(key).and_then(|spec| spec.check(key, value)).into_iter().collect();
        if input.required && crate::records::guard::is_empty(value) {
            problems.push(Problem::of_field(
                key,
                "required",
                "该字段必填，不能恢复为空",
                "this field must not be empty",
            ));
        }
        (step.guard)(&tried, &mut problems);
        // What else the step would ask for is not asked for here: it would without the value, too.
        let idle = new_run(call, run.before, &nothing, author, lookup);
        let mut asked_anyway = Vec::new();
        (step.guard)(&idle, &mut asked_anyway);
        reads.extend(idle.reads());
        problems.retain(|problem| concerns(problem, key) || !asked_anyway.contains(problem));
        if !problems.is_empty() {
            reads.extend(tried.reads());
            objections = if objections.is_empty() { problems } else { objections };
            continue;
        }
        (step.effect)(&mut tried);
        let begins = tried.parts().iter().any(|part| part.creates);
        let fits = !begins && stays_open(call, step, &tried, author, lookup, &mut reads);
        reads.extend(tried.reads());
        let parts = tried.into_parts();
        if fits && best.as_ref().is_none_or(|best| weight(&parts) < weight(&best.parts)) {
            best = Some(Restored { step, parts, reads: BTreeSet::new() });
        }
    }
    match best {
        Some(best) => Ok(Restored { reads, ..best }),
        None if !objections.is_empty() => Err(objections),
        None => {
            let (zh, en) = ("该字段只能通过相应步骤修改", "this field changes only by a step that says more");
            Err(vec![Problem::of_field(key, "own_step", zh, en)])
        }
    }
}

/// Nothing but this field must be said for the step; what a step requires of rows is of those that it is given.
fn asks_nothing_else(call: &Call<'_>, step: &StepSpec, of: &Input) -> bool {
    let mut required = asked_inputs(step, call.table_version).filter(|input| input.required);
    required.all(|input| input.key == of.key || input.key.contains("/*/"))
}

/// A problem of the whole, of the field, or of the row or table it stands in.
fn concerns(problem: &Problem, key: &str) -> bool {
    let field = problem.field.as_str();
    field.is_empty() || key == field || key.strip_prefix(field).is_some_and(|rest| rest.starts_with('/'))
}

/// A step that edits is still its turn when it is done; one that ends something is not for restoring.
fn stays_open(
    call: &Call<'_>,
    step: &StepSpec,
    done: &StepRun<'_>,
    author: &Author,
    lookup: &dyn Lookup,
    reads: &mut BTreeSet<(String, RecordId)>,
) -> bool {
    let mut after = done.before.clone();
    if let Some(own) = done.parts().first() {
        after.0.extend(own.writes.clone());
    }
    let nothing = Values::new();
    let again = new_run(call, &after, &nothing, author, lookup);
    let mut problems = Vec::new();
    (step.guard)(&again, &mut problems);
    reads.extend(again.reads());
    problems.iter().all(|problem| !problem.field.is_empty())
}

fn new_run<'a>(
    call: &Call<'a>,
    before: &'a Facts,
    given: &'a Values,
    author: &Author,
    lookup: &'a dyn Lookup,
) -> StepRun<'a> {
    let (kind, record) = (call.kind.code(), call.record);
    StepRun::new(kind, record, false, before, given, author.person, author.acting_for, call.at, call.intent, lookup)
        .by_table(call.table_version)
}

/// How much a step writes.
fn weight(parts: &[PlannedPart]) -> usize {
    parts.iter().map(|part| part.writes.len()).sum()
}

/// What may have been given to restore a value, taken back out of the writes: any one of them.
pub(super) fn givens_of(writes: &BTreeMap<String, Scalar>) -> Vec<Values> {
    writes.iter().map(|(key, value)| Values::from([(key.clone(), value.clone())])).collect()
}
