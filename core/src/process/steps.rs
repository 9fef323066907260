//! The step engine: whether a step is this person's, is its turn, and its values are right; and what
//! it writes. Judging a foreign step is planning it again and comparing.
//! Absent by design: what any particular step does; that is in the tables of `records`.

use std::collections::{BTreeMap, BTreeSet};

pub use super::restoring::RESTORE_VALUE;
use super::{
    numbering::Numbers,
    restoring::{self, RESTORE, Restored},
};
use crate::schema::{
    Facts, FieldSpec, Input, Instant, IntentId, Kind, Label, Lookup, PlannedPart, Problem, RecordId, Role, Scalar,
    StepRun, StepSpec, Values, Who, key_matches,
};

/// Who performs a step, with the rights that count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The person.
    pub person: RecordId,
    /// For whom, when a stand-in acts; the rights are then that person's.
    pub acting_for: Option<RecordId>,
    /// The roles held, by the person or by the one acted for.
    pub roles: BTreeSet<Role>,
}

impl Author {
    /// Whose records count as own.
    pub fn principal(&self) -> RecordId {
        self.acting_for.unwrap_or(self.person)
    }
}

/// One step about to be performed on one record.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// The kind of the record.
    pub kind: &'static Kind,
    /// The step.
    pub step: &'static StepSpec,
    /// The version of the kind's table by which it is performed: an older author's when judged.
    pub table_version: u16,
    /// The record.
    pub record: RecordId,
    /// What the record says; `None` when it does not exist.
    pub before: Option<&'a Facts>,
    /// What the person filled in.
    pub given: &'a Values,
    /// When it happens.
    pub at: Instant,
    /// The intent.
    pub intent: IntentId,
}

/// What a step writes and what its guards looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The writes, the step's own record first. Parts that would write nothing are left out.
    pub parts: Vec<PlannedPart>,
    /// Other records looked at, by kind and id.
    pub reads: BTreeSet<(String, RecordId)>,
}

/// A step that a person may do now, with its form.
#[derive(Clone, Debug)]
pub struct AvailableStep {
    /// The step's code, `kind.verb`.
    pub code: String,
    /// What stands on the button.
    pub label: Label,
    /// The form, in order: concrete key or row pattern, the field, required or not, the present value.
    pub fields: Vec<AvailableField>,
}

/// One field of an available step's form.
#[derive(Clone, Debug)]
pub struct AvailableField {
    /// The document key; a `*` in it stands for the id of any row.
    pub key: String,
    /// The field's table entry.
    pub spec: &'static FieldSpec,
    /// Must be filled in.
    pub required: bool,
    /// What stands now; null for a row pattern.
    pub value: Scalar,
}

/// A kind's step by verb, with the one that every kind has.
pub fn find_step(kind: &'static Kind, verb: &str) -> Option<&'static StepSpec> {
    if verb == RESTORE_VALUE { Some(&RESTORE) } else { kind.step(verb) }
}

/// The present round of a record; records without rounds are always in their first.
pub fn round(facts: &Facts) -> i64 {
    facts.integer("round").unwrap_or(1)
}

/// Plans a step: every problem at once, or the writes. Values equal to what stands are left out
/// first, so that saying the same again is no write and no conflict.
pub fn plan(
    call: Call<'_>,
    author: &Author,
    lookup: &dyn Lookup,
    numbers: &mut dyn Numbers,
) -> Result<Plan, Vec<Problem>> {
    let empty = Facts::default();
    let before = call.before.unwrap_or(&empty);
    let given: Values = call
        .given
        .iter()
        .filter(|(key, value)| before.get(key) != *value)
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let mut run = StepRun::new(
        call.kind.code(),
        call.record,
        call.step.begins,
        before,
        &given,
        author.person,
        author.acting_for,
        call.at,
        call.intent,
        lookup,
    )
    .by_table(call.table_version);
    let mut problems = turn_problems(&call, author, &run);
    if call.step.verb == RESTORE_VALUE {
        let Restored { step, parts, reads } = restoring::restore(&call, run, author, lookup, problems)?;
        return finish(&Call { step, ..call }, before, parts, reads, numbers);
    }
    value_problems(&call, &run, &mut problems);
    if problems.iter().all(|problem| !problem.field.is_empty()) {
        (call.step.guard)(&run, &mut problems);
    }
    if !problems.is_empty() {
        problems.dedup();
        return Err(problems);
    }
    (call.step.effect)(&mut run);
    let (reads, parts) = (run.reads(), run.into_parts());
    finish(&call, before, parts, reads, numbers)
}

/// Steps that a person may do on a record now, as far as this device can see. The values are not
/// judged yet: a guard's objections to single fields don't count here.
pub fn available(
    kind: &'static Kind,
    record: RecordId,
    facts: &Facts,
    author: &Author,
    lookup: &dyn Lookup,
    at: Instant,
) -> Vec<AvailableStep> {
    let given = Values::new();
    let open = kind.steps.iter().filter(|step| !step.begins).filter(|step| {
        let table_version = kind.table.version;
        let call = Call { kind, step, table_version, record, before: Some(facts), given: &given, at, intent: record };
        let run = StepRun::new(
            kind.code(),
            record,
            false,
            facts,
            &given,
            author.person,
            author.acting_for,
            at,
            record,
            lookup,
        );
        let mut problems = turn_problems(&call, author, &run);
        (step.guard)(&run, &mut problems);
        problems.iter().all(|problem| !problem.field.is_empty())
    });
    open.map(|step| describe(kind, step, facts)).collect()
}

/// Steps of a kind that begin a record and that a person may do.
pub fn beginnings(kind: &'static Kind, author: &Author) -> Vec<AvailableStep> {
    let begins = kind.steps.iter().filter(|step| step.begins);
    begins
        .filter(|step| step.who.iter().any(|who| author.roles.contains(&who.role)))
        .map(|step| describe(kind, step, &Facts::default()))
        .collect()
}

fn describe(kind: &'static Kind, step: &'static StepSpec, facts: &Facts) -> AvailableStep {
    let round = round(facts).to_string();
    let fields = step.inputs.iter().filter_map(|input| {
        let key = input.key.replace('@', &round);
        let spec = kind.table.field(&key.replace('*', "any"))?;
        Some(AvailableField { spec, required: input.required, value: facts.get(&key).clone(), key })
    });
    AvailableStep { code: format!("{}.{}", kind.code(), step.verb), label: step.label, fields: fields.collect() }
}

/// Is there such a record, and is this step this person's?
fn turn_problems(call: &Call<'_>, author: &Author, run: &StepRun<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    match (call.step.begins, call.before) {
        (true, Some(_)) => problems.push(Problem::general("exists", "该记录已存在", "this record exists already")),
        (false, None) => problems.push(Problem::general("no_record", "没有这条记录", "there is no such record here")),
        _ => {}
    }
    if call.step.verb != RESTORE_VALUE && !may(call.kind, call.step.who, call, author, run) {
        problems.push(Problem::general(
            "not_yours",
            format!("您的角色不能执行“{}”，或这不是您负责的记录", call.step.label.zh),
            format!("“{}” is not a step of your role, or the record is not yours", call.step.label.en),
        ));
    }
    problems
}

/// On a step that begins a record, "own" means the record to be; its guard may say more.
pub(super) fn may(kind: &Kind, who: &[Who], call: &Call<'_>, author: &Author, run: &StepRun<'_>) -> bool {
    who.iter()
        .filter(|who| author.roles.contains(&who.role))
        .any(|who| !who.own || call.step.begins || (kind.is_own)(call.record, run.before, author.principal()))
}

/// The inputs that a version of the step has.
pub(super) fn asked_inputs(step: &StepSpec, table_version: u16) -> impl Iterator<Item = &'static Input> + use<> {
    let inputs: &'static [Input] = step.inputs;
    inputs.iter().filter(move |input| input.since <= table_version)
}

fn value_problems(call: &Call<'_>, run: &StepRun<'_>, problems: &mut Vec<Problem>) {
    let round = round(run.before);
    for (key, value) in run.given {
        let Some(spec) = call.kind.table.field(key) else {
            problems.push(Problem::of_field(key, "unknown_field", "没有这个字段", "there is no such field"));
            continue;
        };
        if asked_inputs(call.step, call.table_version).any(|input| key_matches(input.key, key, round)) {
            problems.extend(spec.check(key, value));
        } else {
            let zh = format!("“{}”不属于这一步", spec.label.zh);
            problems.push(Problem::of_field(
                key,
                "not_in_step",
                zh,
                format!("“{}” is not part of this step", spec.label.en),
            ));
        }
    }
    for input in asked_inputs(call.step, call.table_version).filter(|input| input.required) {
        for key in required_keys(input.key, run, round) {
            let blank = match run.after(&key) {
                Scalar::Null => true,
                Scalar::Text(text) => text.trim().is_empty(),
                _ => false,
            };
            if blank && let Some(spec) = call.kind.table.field(&key) {
                let (zh, en) = (format!("请填写“{}”", spec.label.zh), format!("“{}” is required", spec.label.en));
                problems.push(Problem::of_field(key, "required", zh, en));
            }
        }
    }
}

/// The keys that a required input stands for: of a row pattern, one for each row that was given.
fn required_keys(pattern: &str, run: &StepRun<'_>, round: i64) -> Vec<String> {
    let pattern = pattern.replace('@', &round.to_string());
    let Some((table, field)) = pattern.split_once("/*/") else { return vec![pattern] };
    let prefix = format!("{table}/");
    let rows: BTreeSet<&str> =
        run.given.keys().filter_map(|key| key.strip_prefix(&prefix)?.split_once('/').map(|(id, _)| id)).collect();
    let kept = rows.into_iter().filter(|id| run.after(&format!("{table}/{id}/removed")) != &Scalar::Boolean(true));
    kept.map(|id| format!("{table}/{id}/{field}")).collect()
}

/// Adds numbers to created records, drops writes of what stands already, and checks that the effect
/// kept to its table.
fn finish(
    call: &Call<'_>,
    before: &Facts,
    mut parts: Vec<PlannedPart>,
    reads: BTreeSet<(String, RecordId)>,
    numbers: &mut dyn Numbers,
) -> Result<Plan, Vec<Problem>> {
    let mut problems = Vec::new();
    let round = round(before);
    for (index, part) in parts.iter_mut().enumerate() {
        let Some(kind) = crate::records::kind(part.kind) else {
            problems.push(defect(part.kind));
            continue;
        };
        for (key, value) in &part.writes {
            let allowed = if index == 0 {
                call.step.verb == RESTORE_VALUE
                    || call
                        .step
                        .inputs
                        .iter()
                        .map(|input| input.key)
                        .chain(call.step.stamps.iter().copied())
                        .any(|pattern| key_matches(pattern, key, round))
            } else {
                call.step
                    .touches
                    .iter()
                    .filter(|touch| touch.kind == part.kind && touch.creates == part.creates)
                    .any(|touch| touch.keys.iter().any(|pattern| key_matches(pattern, key, round)))
            };
            match kind.table.field(key) {
                Some(spec) if allowed => problems.extend(spec.check(key, value)),
                _ => problems.push(defect(key)),
            }
        }
        if index == 0 {
            part.writes.retain(|key, value| before.get(key) != value);
        }
        if part.creates && !kind.table.prefix.is_empty() {
            part.writes.insert("number".into(), Scalar::Text(numbers.next(kind.table.prefix, call.at)));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    if parts.iter().all(|part| part.writes.is_empty()) {
        return Err(vec![Problem::general("nothing_changes", "没有任何改动", "nothing would change")]);
    }
    let own = parts.remove(0);
    parts.retain(|part| !part.writes.is_empty());
    parts.insert(0, own);
    Ok(Plan { parts, reads: reads.into_iter().filter(|(_, record)| *record != call.record).collect() })
}

/// A step's effect wrote outside its table: a defect of this build, never the person's.
fn defect(key: &str) -> Problem {
    Problem::of_field(
        key,
        "defect",
        "程序缺陷：步骤写入了未声明的字段",
        "a defect: the step wrote a field that its table does not declare",
    )
}

/// What a person gave, taken back out of the writes on a step's own record: those that its inputs
/// name. The number of a new record is the device's to give.
pub fn given_of(step: &StepSpec, writes: &BTreeMap<String, Scalar>, before: &Facts) -> Values {
    let round = round(before);
    let given = writes.iter().filter(|(key, _)| step.inputs.iter().any(|input| key_matches(input.key, key, round)));
    given.map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// Everything that may have been given, in the order in which to try it: more than one only where a value was
/// restored, of which the writes do not tell which of them it was.
pub fn givens_of(step: &StepSpec, writes: &BTreeMap<String, Scalar>, before: &Facts) -> Vec<Values> {
    let restored = if step.verb == RESTORE_VALUE { restoring::givens_of(writes) } else { Vec::new() };
    if restored.is_empty() { vec![given_of(step, writes, before)] } else { restored }
}
