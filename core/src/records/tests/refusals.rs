//! Every refusal says why in both languages: that of every field's limits, and those of every step's guard.
//! Absent by design: which refusal comes when, which the kinds' own tests show.

use std::collections::BTreeSet;

use super::{KINDS, all_fields, at, id};
use crate::{
    process::{
        numbering::Numbers,
        steps::{Author, Call, plan},
    },
    schema::{
        Facts, FieldSpec, Instant, Kind, Lookup, Money, Problem, RecordId, Role, Scalar, StepSpec, ValueKind, Values,
    },
};

fn is_said(what: &str, problem: &Problem) {
    assert!(!problem.code.is_empty() && !problem.en.trim().is_empty(), "{what}: {problem:?}");
    assert!(!problem.zh.is_ascii() && problem.en.chars().any(char::is_alphabetic), "{what}: {problem:?}");
}

/// What somebody might give, which stands nowhere in a product.
const TYPED: &str = "zzqx17";

/// Values that a field must refuse.
fn wrong(field: &FieldSpec) -> Vec<Scalar> {
    let limits = field.limits;
    let mut wrong = match field.kind {
        ValueKind::Text => {
            vec![Scalar::Text(TYPED.repeat(usize::try_from(limits.max).unwrap_or(0) / TYPED.len() + 1))]
        }
        ValueKind::Integer => vec![limits.min.checked_sub(1), limits.max.checked_add(1)]
            .into_iter()
            .flatten()
            .map(Scalar::Integer)
            .collect(),
        ValueKind::Money => [limits.min.checked_sub(1), limits.max.checked_add(1)]
            .into_iter()
            .flatten()
            .map(|minor| Money::cny(minor).to_scalar())
            .collect(),
        ValueKind::Choice => vec![Scalar::text(TYPED)],
        ValueKind::Bytes => vec![Scalar::Bytes(vec![7; usize::try_from(limits.max).unwrap_or(0) + 1])],
        _ => vec![Scalar::text(TYPED)],
    };
    // Nothing is of this type in a field that is not yes or no.
    wrong.push(if field.kind == ValueKind::Boolean { Scalar::Integer(7) } else { Scalar::Boolean(true) });
    wrong
}

#[test]
fn every_fields_limits_are_refused_with_the_reason_in_both_languages_and_without_what_was_typed() {
    for kind in KINDS {
        for (row, field) in all_fields(kind.table) {
            let name = format!("{} {row} {}", kind.code(), field.name);
            for value in wrong(field) {
                let problem = field.check(field.name, &value);
                let problem = problem.unwrap_or_else(|| panic!("{name} takes {value:?}"));
                is_said(&name, &problem);
                assert!(problem.zh.contains(field.label.zh) && problem.en.contains(field.label.en), "{problem:?}");
                assert!(!problem.zh.contains(TYPED) && !problem.en.contains(TYPED), "{problem:?}");
            }
        }
    }
}

/// Nothing but the record itself is known.
struct Nothing;

impl Lookup for Nothing {
    fn facts(&self, _: &str, _: RecordId) -> Option<Facts> {
        None
    }
}

impl Numbers for Nothing {
    fn next(&mut self, prefix: &str, _: Instant) -> String {
        format!("{prefix}-2611-K7-0001")
    }
}

fn refusals(kind: &'static Kind, step: &'static StepSpec, before: Option<&Facts>, given: &Values) -> Vec<Problem> {
    let call =
        Call { kind, step, table_version: kind.table.version, record: id(1), before, given, at: at(0), intent: id(2) };
    let roles = Role::ALL.iter().map(|(role, _)| *role).collect();
    let author = Author { person: id(3), acting_for: None, roles };
    plan(call, &author, &Nothing, &mut Nothing).err().unwrap_or_default()
}

/// A record of the author's own, of which nothing else is said yet.
fn begun(kind: &Kind) -> Facts {
    let own = ["engineer", "salesperson", "in_charge", "begun_by"];
    let named = kind.table.fields.iter().filter(|field| own.contains(&field.name));
    Facts(named.map(|field| (field.name.to_owned(), id(3).to_scalar())).collect())
}

/// Every moment of it has come: it is over in every way.
fn over(kind: &Kind) -> Facts {
    let mut facts = begun(kind);
    let moments = kind.table.fields.iter().filter(|field| field.kind == ValueKind::Instant);
    facts.0.extend(moments.map(|field| (field.name.to_owned(), at(-1).to_scalar())));
    facts
}

/// Something of the right type in every input, in one row each.
fn filled(kind: &Kind, step: &StepSpec) -> Values {
    let kept = step.inputs.iter().filter(|input| !input.key.ends_with("/removed"));
    let keys = kept.map(|input| input.key.replace('*', "r1").replace('@', "1"));
    let value = |field: &FieldSpec| match field.kind {
        ValueKind::Text => Scalar::text("某"),
        ValueKind::Integer => Scalar::Integer(field.limits.min.max(1)),
        ValueKind::Boolean => Scalar::Boolean(true),
        ValueKind::Date => Scalar::text("2026-11-01"),
        ValueKind::Instant => at(5).to_scalar(),
        ValueKind::Money => Money::cny(1).to_scalar(),
        ValueKind::Choice => Scalar::text(field.choices[0].code),
        ValueKind::Reference => id(9).to_scalar(),
        ValueKind::Blob => Scalar::Bytes(vec![9; 32]),
        ValueKind::Bytes => Scalar::Bytes(vec![9; usize::try_from(field.limits.min.max(1)).unwrap_or(1)]),
    };
    keys.filter_map(|key| Some((key.clone(), value(kind.table.field(&key)?)))).collect()
}

#[test]
fn every_guard_refuses_something_and_says_why_in_both_languages() {
    let mut silent = BTreeSet::new();
    for kind in KINDS {
        for step in kind.steps {
            let name = format!("{}.{}", kind.code(), step.verb);
            let states = [begun(kind), over(kind)];
            let mut lacking = filled(kind, step);
            for input in step.inputs.iter().filter(|input| input.required) {
                lacking.remove(&input.key.replace('*', "r1").replace('@', "1"));
            }
            let mut found = 0;
            for given in [Values::new(), filled(kind, step), lacking] {
                for state in &states {
                    let before = (!step.begins).then_some(state);
                    for problem in refusals(kind, step, before, &given) {
                        is_said(&name, &problem);
                        assert_ne!(problem.code, "defect", "{name}");
                        found += usize::from(problem.code != "nothing_changes" && problem.code != "not_yours");
                    }
                }
            }
            if found == 0 {
                silent.insert(name);
            }
        }
    }
    assert!(silent.is_empty(), "steps that refuse nothing: {silent:?}");
}
