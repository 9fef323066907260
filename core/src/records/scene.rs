//! A scene for tests: records in memory on which steps are performed with their guards and effects.
//! Absent by design: envelopes, roles and numbers; the process layer's tests have those.

use std::collections::BTreeMap;

use super::kind;
use crate::schema::{
    Date, Facts, Hash32, Id, Instant, Lookup, Problem, RecordId, Scalar, StepRun, StepSpec, Values, key_matches,
};

/// Monday 2026-11-23 09:00 in China.
pub const MONDAY_NINE: Instant = Instant::from_utc_ms(1_795_395_600_000);

/// So many minutes after Monday nine.
pub fn at(minutes: i64) -> Instant {
    MONDAY_NINE.plus_ms(minutes * 60_000)
}

/// The day of that moment, so many days later.
pub fn day(days: i64) -> Date {
    Date(at(days * 24 * 60).local().date())
}

/// An id for a test.
pub fn id(number: u8) -> RecordId {
    Id([number; 16])
}

/// Some blob.
pub fn blob() -> Scalar {
    Hash32::of(b"photo").to_scalar()
}

/// Values that a person gives, from what converts.
pub fn values<const N: usize>(pairs: [(&str, Scalar); N]) -> Values {
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// A text.
pub fn text(value: &str) -> Scalar {
    Scalar::text(value)
}

/// Yes.
pub const YES: Scalar = Scalar::Boolean(true);

/// Records in memory.
#[derive(Default)]
pub struct Scene {
    records: BTreeMap<(String, RecordId), Facts>,
    intents: u8,
}

impl Lookup for Scene {
    fn facts(&self, kind: &str, record: RecordId) -> Option<Facts> {
        self.records.get(&(kind.to_owned(), record)).cloned()
    }
}

impl Scene {
    /// Puts a record there without a step.
    pub fn put<const N: usize>(&mut self, kind: &str, record: RecordId, pairs: [(&str, Scalar); N]) {
        self.records.entry((kind.to_owned(), record)).or_default().0.extend(values(pairs));
    }

    /// What a record says.
    pub fn facts(&self, kind: &str, record: RecordId) -> Facts {
        Lookup::facts(self, kind, record).unwrap_or_default()
    }

    /// The status of a record on a day.
    pub fn status(&self, code: &str, record: RecordId, today: Date) -> &'static str {
        let kind = kind(code).expect("a kind of this version");
        kind.status(&self.facts(code, record), today).expect("every list ends with a status that holds").code
    }

    /// Performs a step. Refused when a field is wrong, a required one is missing or the guard
    /// objects; panics when the step writes what its table does not name.
    pub fn perform(
        &mut self,
        step: &str,
        record: RecordId,
        person: RecordId,
        at: Instant,
        given: Values,
    ) -> Result<(), Vec<Problem>> {
        let (code, verb) = step.split_once('.').expect("kind.verb");
        let kind = kind(code).expect("a kind of this version");
        let spec = kind.step(verb).expect("a step of the kind");
        let before = self.facts(code, record);
        let round = super::guard::round(&before);
        self.intents += 1;
        let mut problems: Vec<Problem> = given
            .iter()
            .filter_map(|(key, value)| kind.table.field(key).expect("a field of the table").check(key, value))
            .collect();
        for key in given.keys() {
            assert!(spec.inputs.iter().any(|input| key_matches(input.key, key, round)), "{step} takes no {key}");
        }
        let plain = spec.inputs.iter().filter(|input| input.required && !input.key.contains('*'));
        for input in plain {
            let key = input.key.replace('@', &round.to_string());
            if given.get(&key).is_none_or(Scalar::is_null) && !before.has(&key) {
                problems.push(Problem::of_field(key, "required", "", ""));
            }
        }
        let parts = {
            let intent = id(200).derive(&self.intents.to_string());
            let mut run =
                StepRun::new(kind.code(), record, spec.begins, &before, &given, person, None, at, intent, self);
            (spec.guard)(&run, &mut problems);
            if !problems.is_empty() {
                return Err(problems);
            }
            (spec.effect)(&mut run);
            run.into_parts()
        };
        for (index, part) in parts.into_iter().enumerate() {
            for key in part.writes.keys() {
                check_written(spec, index == 0, part.kind, part.creates, key, round);
            }
            let facts = self.records.entry((part.kind.to_owned(), part.record)).or_default();
            facts.0.extend(part.writes);
        }
        Ok(())
    }

    /// Performs a step that must be refused, and gives the problems' codes.
    pub fn refused(
        &mut self,
        step: &str,
        record: RecordId,
        person: RecordId,
        at: Instant,
        given: Values,
    ) -> Vec<String> {
        let problems = self.perform(step, record, person, at, given).expect_err("the step must be refused");
        for problem in &problems {
            assert!(problem.code == "required" || !problem.zh.is_empty() && !problem.en.is_empty(), "{problem:?}");
        }
        problems.into_iter().map(|problem| problem.code).collect()
    }
}

fn check_written(spec: &StepSpec, own: bool, kind: &str, creates: bool, key: &str, round: i64) {
    let named = if own {
        let inputs = spec.inputs.iter().map(|input| input.key);
        inputs.chain(spec.stamps.iter().copied()).any(|pattern| key_matches(pattern, key, round))
    } else {
        spec.touches
            .iter()
            .filter(|touch| touch.kind == kind && touch.creates == creates)
            .flat_map(|touch| touch.keys)
            .any(|pattern| key_matches(pattern, key, round))
    };
    assert!(named, "{}: writes {kind} {key}, which its table does not name", spec.verb);
}
